package cmt

import (
	"net/netip"
	"strings"

	"vigie/internal/report"
)

// What one text may cost and give. A company's note runs to a few kilobytes.
const (
	scanned   = 256 << 10 // bytes looked at
	mostFound = 64        // identifiers taken
	longest   = 2048      // bytes of one of them
)

// scan finds what looks like an e-mail address, an international telephone
// number, an IP address or a URL in free text. What it finds is marked "from
// text": a person may be shown it, and nothing is joined by it. Its cost is
// linear in the text, and bounded.
func scan(s, field string) []report.Identifier {
	if len(s) > scanned {
		s = s[:scanned]
	}
	f := found{field: field}
	for len(s) > 0 && len(f.ids) < mostFound {
		i := 0
		for i < len(s) && !separator(s[i]) {
			i++
		}
		if s[0] == '+' {
			if n := phone(s); n > 0 {
				f.add(report.KindPhone, s[:n])
				s = s[n:]
				continue
			}
		}
		f.token(s[:i])
		s = s[min(i+1, len(s)):]
	}
	return f.ids
}

// separator ends a token. Bytes over 127 do not: they may be part of an address.
func separator(c byte) bool {
	switch c {
	case '<', '>', '"', '\'', '(', ')', '{', '}', '|', ',', ';', '`':
		return true
	}
	return c <= ' '
}

type found struct {
	field string
	ids   []report.Identifier
}

func (f *found) add(k report.Kind, raw string) {
	for _, id := range f.ids {
		if id.Kind == k && id.Raw == raw {
			return
		}
	}
	if len(f.ids) < mostFound {
		f.ids = append(f.ids, report.Identifier{Kind: k, Raw: raw, FromText: true, Field: f.field})
	}
}

func (f *found) token(t string) {
	if len(t) < 4 || len(t) > longest {
		return
	}
	t = strings.TrimRight(t, ".:!?")
	lower := strings.ToLower(t)
	for _, scheme := range []string{"https://", "http://"} {
		if i := strings.Index(lower, scheme); i >= 0 {
			if len(t) > i+len(scheme)+3 {
				f.add(report.KindURL, t[i:])
			}
			return
		}
	}
	if i := strings.IndexByte(t, '@'); i >= 0 {
		if a := address(t, i); a != "" {
			f.add(report.KindEmail, a)
		}
		return
	}
	if ip := ipIn(t); ip != "" {
		f.add(report.KindIP, ip)
		return
	}
	if i := strings.IndexByte(t, '+'); i >= 0 && (i == 0 || !alnum(t[i-1])) {
		if n := phone(t[i:]); n > 0 {
			f.add(report.KindPhone, t[i:i+n])
		}
	}
}

// address widens an @ to the address around it, "" when there is none.
func address(t string, at int) string {
	from, to := at, at+1
	for from > 0 && (alnum(t[from-1]) || strings.IndexByte("._%+-", t[from-1]) >= 0) {
		from--
	}
	for to < len(t) && (alnum(t[to]) || t[to] == '.' || t[to] == '-') {
		to++
	}
	domain := strings.TrimRight(t[at+1:to], ".-")
	dot := strings.LastIndexByte(domain, '.')
	if from == at || at-from > 64 || dot <= 0 || len(domain)-dot < 3 || len(domain) > 253 || !letter(domain[dot+1]) {
		return ""
	}
	return t[from:at+1] + domain
}

// ipIn finds an address that is the whole token, or follows a label
// ("IP:203.0.113.7", "ip=203.0.113.7"), with or without a port.
func ipIn(t string) string {
	if len(t) > 80 {
		return ""
	}
	if ip := bare(t); ip != "" {
		return ip
	}
	if i := strings.IndexAny(t, ":="); i > 0 && strings.Trim(t[:i], "0123456789abcdefABCDEF.[") != "" {
		return bare(t[i+1:])
	}
	return ""
}

// bare takes the brackets and the port off an address; "" when it is none.
func bare(t string) string {
	if _, err := netip.ParseAddrPort(t); err == nil {
		t = t[:strings.LastIndexByte(t, ':')]
	}
	if t = strings.Trim(t, "[]"); isIP(t) {
		return t
	}
	return ""
}

func isIP(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Zone() == "" && !a.IsUnspecified()
}

// phone gives the length of the international number at the start of s: a plus,
// then 8 to 15 digits with single separators between; 0 when there is none.
func phone(s string) int {
	digits, end, gap := 0, 0, 0
	for i := 1; i < len(s) && i < 32; i++ {
		switch c := s[i]; {
		case digit(c):
			digits++
			end, gap = i+1, 0
		case c == ' ' || c == '.' || c == '-' || c == '(' || c == ')':
			if gap++; gap > 2 {
				i = len(s)
			}
		case alnum(c) || c == '@':
			i = len(s)
			if gap == 0 {
				digits = 0 // the digits run into a word
			}
		default:
			i = len(s)
		}
	}
	if digits < 8 || digits > 15 {
		return 0
	}
	return end
}
