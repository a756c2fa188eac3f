package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// config reads a URL. What goes over a network is encrypted, and the server shows who
// it is: the driver's own default goes on in the clear with whoever answers that they
// do not speak TLS. Only a person's word in the URL itself lets it: sslmode=require
// does without the proof, sslmode=disable without encryption.
func config(address string) (*pgx.ConnConfig, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("reading --db: expected postgres://USER@HOST/DATABASE") // err would print the password
	}
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("reading --db: %w", err)
	}
	q := u.Query()
	mode := q.Get("sslmode")
	if mode == "disable" || !inClear(cfg) {
		return cfg, nil
	}
	if mode != "" {
		return nil, fmt.Errorf("sslmode=%s would let the database be spoken to in the clear over a network: %s", mode, howEncrypted)
	}
	q.Set("sslmode", "verify-full")
	u.RawQuery = q.Encode()
	if cfg, err = pgx.ParseConfig(u.String()); err != nil {
		return nil, fmt.Errorf("reading --db: %w", err)
	}
	return cfg, nil
}

const howEncrypted = "in the URL, sslmode=verify-full (with sslrootcert=FILE for an authority of your own) is the rule; sslmode=require encrypts without knowing to whom; sslmode=disable is for a network to which nobody else can listen"

// inClear says whether any of the connections that may be tried would be in the clear
// beyond this machine.
func inClear(cfg *pgx.ConnConfig) bool {
	return tries(cfg, func(f *pgconn.FallbackConfig) bool { return f.TLSConfig == nil && !here(f.Host) })
}

// tries says whether any connection that may be tried is of a kind.
func tries(cfg *pgx.ConnConfig, is func(*pgconn.FallbackConfig) bool) bool {
	return is(&pgconn.FallbackConfig{Host: cfg.Host, TLSConfig: cfg.TLSConfig}) || slices.ContainsFunc(cfg.Fallbacks, is)
}

// here says that a host is this machine: a socket in the file system or loopback.
func here(host string) bool {
	if strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") || host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// unreached explains that no connection was made.
func unreached(cfg *pgx.ConnConfig, err error) error {
	err = fmt.Errorf("connecting to PostgreSQL at %s: %w", cfg.Host, err)
	var dial *net.OpError
	var said *pgconn.PgError
	switch {
	case errors.As(err, &said), errors.As(err, &dial), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.Canceled):
		return err // it says what is wrong, and that is not how it is spoken to
	case tries(cfg, func(f *pgconn.FallbackConfig) bool { return f.TLSConfig != nil && !here(f.Host) }):
		return fmt.Errorf("%w; %s", err, howEncrypted)
	}
	return err
}
