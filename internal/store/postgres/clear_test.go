package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// deaf is a server that answers 'N' to who asks for TLS, and tells what it was sent in
// the clear. It stops with the test.
func deaf(t *testing.T) (at string, heard <-chan []byte) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	said := make(chan []byte, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for {
					_ = c.SetDeadline(time.Now().Add(5 * time.Second))
					var n [4]byte
					if _, err := io.ReadFull(c, n[:]); err != nil {
						return
					}
					rest := make([]byte, min(binary.BigEndian.Uint32(n[:]), 1<<12)-4)
					if _, err := io.ReadFull(c, rest); err != nil {
						return
					}
					if binary.BigEndian.Uint32(rest) == 80877103 { // SSLRequest
						_, _ = c.Write([]byte{'N'})
						continue
					}
					said <- rest
					return
				}
			}()
		}
	}()
	return l.Addr().String(), said
}

// TestNeverInTheClear: a server elsewhere that will not speak TLS learns nothing, not
// even the user's name, unless the URL itself says that it may.
func TestNeverInTheClear(t *testing.T) {
	at, heard := deaf(t)
	_, port, err := net.SplitHostPort(at)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(host, query string) error {
		cfg, err := config("postgres://vigie:s3cret@" + host + "/vigie" + query)
		if err != nil {
			return err
		}
		cfg.LookupFunc = func(context.Context, string) ([]string, error) { return []string{"127.0.0.1"}, nil }
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		s, err := open(ctx, cfg)
		if err == nil {
			_ = s.Close()
		}
		return err
	}
	spoke := func() (named bool) {
		for {
			select {
			case b := <-heard:
				named = named || bytes.Contains(b, []byte("vigie"))
			case <-time.After(100 * time.Millisecond):
				return named
			}
		}
	}
	elsewhere := "db.example.com:" + port
	two := elsewhere + ",db2.example.com:" + port
	for _, c := range []struct {
		env, host, query string
		clear            bool
	}{
		{"", elsewhere, "", false},
		{"", two, "", false},
		{"", "127.0.0.1:" + port + "," + elsewhere, "", false},
		{"disable", elsewhere, "", false},
		{"", elsewhere, "?sslmode=prefer", false},
		{"", elsewhere, "?sslmode=allow", false},
		{"", elsewhere, "?sslmode=require", false},
		{"", elsewhere, "?sslmode=verify-full", false},
		{"", elsewhere, "?sslmode=disable", true},
		{"", "127.0.0.1:" + port, "", true},
		{"", "localhost:" + port, "", true},
	} {
		t.Setenv("PGSSLMODE", c.env)
		err := ask(c.host, c.query)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s%s: %v", c.host, c.query, err)
		} else if !c.clear && !strings.Contains(err.Error(), "sslmode=verify-full") {
			t.Errorf("%s%s: the error does not say what to do: %v", c.host, c.query, err)
		}
		if spoke() != c.clear {
			t.Errorf("PGSSLMODE=%s %s%s: in the clear %v, expected %v", c.env, c.host, c.query, !c.clear, c.clear)
		}
	}
}

// TestAddressOfADatabase: what is no URL is refused, without repeating it.
func TestAddressOfADatabase(t *testing.T) {
	for _, at := range []string{"host=db.example.com password=s3cret sslmode=disable", "postgres://vigie:s3cret@[::1", "mysql://vigie:s3cret@localhost/vigie"} {
		if _, err := config(at); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v", err)
		}
	}
}
