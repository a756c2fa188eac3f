package cmt

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func found1(s string) []string {
	var out []string
	for _, id := range scan(s, "f") {
		out = append(out, fmt.Sprintf("%v %s", id.Kind, id.Raw))
	}
	return out
}

func TestScan(t *testing.T) {
	for in, want := range map[string][]string{
		"":                                         nil,
		"no identifier here":                       nil,
		"mail a.b+c@mail.example.com, please":      {"email a.b+c@mail.example.com"},
		"<a@example.com>;(b@example.org).":         {"email a@example.com", "email b@example.org"},
		"Email:a@example.com":                      {"email a@example.com"},
		"email=a@example.com":                      {"email a@example.com"},
		"a@example.com a@example.com":              {"email a@example.com"},
		"@handle a@b user@localhost @ a@.com":      nil,
		"a@192.0.2.1":                              nil,
		"+1 202 555 0123":                          {"phone +1 202 555 0123"},
		"tel:+33-1-99-00-12-34.":                   {"phone +33-1-99-00-12-34"},
		"(+44 20 7946 0958)":                       {"phone +44 20 7946 0958"},
		"1+1 = 2; +5 points; c++ ; 2025550123":     nil,
		"+123456789012345678":                      nil,
		"+12025550123abc":                          nil,
		"from 203.0.113.7 on":                      {"ip 203.0.113.7"},
		"IP:203.0.113.7, ip=198.51.100.4.":         {"ip 203.0.113.7", "ip 198.51.100.4"},
		"203.0.113.7:51515 [2001:db8::1]:443":      {"ip 203.0.113.7", "ip 2001:db8::1"},
		"2001:db8::1 IP:2001:db8::2":               {"ip 2001:db8::1", "ip 2001:db8::2"},
		"12:30:45 1.2.3 999.1.1.1 :: 0.0.0.0":      nil,
		"see https://example.com/a?b=c&d=e#f.":     {"url https://example.com/a?b=c&d=e#f"},
		"(HTTP://EXAMPLE.COM/x)":                   {"url HTTP://EXAMPLE.COM/x"},
		"link:https://user@example.com/p":          {"url https://user@example.com/p"},
		"https:// http://a":                        nil,
		"tab\tseparated\r\na@example.net\u00a0":    {"email a@example.net"},
		strings.Repeat("x", 3000) + "@example.com": nil,
	} {
		if d := cmp.Diff(want, found1(in)); d != "" {
			t.Errorf("%.60q (-want +got)\n%s", in, d)
		}
	}
}

// TestScanBounds: text made to cost does not, and gives no more than it may.
func TestScanBounds(t *testing.T) {
	for _, unit := range []string{"@", "+", "+1", "a@", "http://", "::", "1.", "+1 ", "a@b.c ", "+12025550123 ", "\xff"} {
		start := time.Now()
		ids := scan(strings.Repeat(unit, 1<<20), "f")
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%q: %v", unit, d)
		}
		if len(ids) > mostFound {
			t.Errorf("%q: %d found", unit, len(ids))
		}
	}
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "a%d@example.com ", i)
	}
	if n := len(scan(b.String(), "f")); n != mostFound {
		t.Errorf("%d found, want %d", n, mostFound)
	}
}

// TestScanIsOfTheText: what is found stands in the text, and is marked.
func TestScanIsOfTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
			"a@example.com", " ", "+12025550123", "203.0.113.7", "2001:db8::1", "https://example.com/", ",", ".", ":", "@", "+", "é", "word", "[", "]",
		})).Draw(t, "parts"), "")
		for _, id := range scan(s, "f") {
			if !id.FromText || id.Field != "f" || len(id.Raw) > longest {
				t.Fatalf("%+v", id)
			}
			if !strings.Contains(s, id.Raw) {
				t.Fatalf("%q is not in %q", id.Raw, s)
			}
		}
	})
}
