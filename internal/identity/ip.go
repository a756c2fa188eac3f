package identity

import (
	"net/netip"
	"strings"

	"vigie/internal/report"
)

type prefixes []netip.Prefix

func (ps prefixes) contain(a netip.Addr) bool {
	for _, p := range ps {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// parseAddress reads an IPv4 or IPv6 address, in brackets or not; IPv4 mapped
// into IPv6 is IPv4 (RFC 4291 2.5.5.2), and a zone is dropped.
func parseAddress(s string) (netip.Addr, bool) {
	if n := len(s); n > 2 && s[0] == '[' && s[n-1] == ']' {
		s = s[1 : n-1]
	}
	a, err := netip.ParseAddr(s)
	return a.WithZone("").Unmap(), err == nil
}

// address is the whole address in RFC 5952 form. A port that stands in Raw is
// moved to Port. An IPv4 address says little without its port, since carriers
// put many households behind one; an IPv6 address is one device's for a time.
// The ranges kept for documentation count as public: synthetic reports use them.
func (t *Table) address(id *report.Identifier) form {
	s := clean(id.Raw)
	a, ok := parseAddress(s)
	if !ok {
		if ap, err := netip.ParseAddrPort(s); err == nil {
			a, ok = ap.Addr().WithZone("").Unmap(), true
			if id.Port == 0 {
				id.Port = int(ap.Port())
			}
		}
	}
	var why conditions
	value := a.String()
	if !ok {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return none
		}
		a = p.Addr().Unmap()
		if value = a.String(); !p.IsSingleIP() {
			value, why = p.Masked().String(), ipRange.bit()
		}
	}
	if a.IsUnspecified() || strings.HasSuffix(value, "/0") {
		return none
	}
	why |= when(t.unroutable.contain(a), ipUnroutable)
	why |= when(a.Is4() && id.Port == 0, ipNoPort)
	why |= when(id.Proxy != nil && *id.Proxy, ipProxy)
	return form{value, why}
}
