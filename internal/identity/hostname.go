package identity

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// hosts is the profile of UTS 46 that browsers look names up with.
// Underscores stay: they stand in real host names.
var hosts = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false),
	idna.StrictDomainName(false), idna.VerifyDNSLength(true))

// maxHost bounds what is given to IDNA, in bytes of UTF-8; a name of 253
// ASCII characters cannot come from more than this.
const maxHost = 1024

// hostname returns the ASCII, lower-case form of a host name without its
// final dot, or "" where there is none.
func hostname(s string) string {
	if len(s) > maxHost {
		return ""
	}
	s = strings.TrimSuffix(s, ".")
	if !printableASCII(s) || containsFold(s, "xn--") {
		a, err := hosts.ToASCII(s)
		if err != nil {
			return ""
		}
		s = strings.TrimSuffix(a, ".")
	}
	s = strings.ToLower(s)
	if !plainHost(s) {
		return ""
	}
	return s
}

// plainHost says whether s is a host name of RFC 1123 (with underscores)
// whose last label is not a number.
func plainHost(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	last := ""
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
				return false
			}
		}
		last = label
	}
	return !allDigits(last)
}

func containsFold(s, sub string) bool { return strings.Contains(strings.ToLower(s), sub) }

// domain is the registrable domain by the Public Suffix List: what one holder
// registers. A name that is itself a public suffix stays whole.
func domain(raw string) form {
	s := clean(raw)
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	s = strings.TrimPrefix(strings.TrimPrefix(s, "*"), ".")
	if host, port, ok := strings.Cut(s, ":"); ok && (port == "" || allDigits(port)) {
		s = host
	}
	if a, ok := parseAddress(s); ok {
		return form{value: a.String()}
	}
	h := hostname(s)
	if h == "" || !strings.Contains(h, ".") {
		return none
	}
	if d, err := publicsuffix.EffectiveTLDPlusOne(h); err == nil {
		h = d
	}
	return form{value: h}
}
