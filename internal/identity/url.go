package identity

import (
	"fmt"
	"strconv"
	"strings"
)

// defaultPorts mean nothing in an address of their scheme.
var defaultPorts = map[string]string{"http": "80", "https": "443", "ftp": "21", "ws": "80", "wss": "443"}

// webAddress is an address as RFC 3986 section 6.2.2 compares them: scheme and
// host in lower case, escapes that are not needed undone, dots in the path
// resolved; no default port, no fragment, and no user or password, which are
// nobody's to keep. An address without a scheme is read as http. Case in the
// path and the order of the query stay: hosts tell them apart.
func webAddress(raw string) form {
	s := clean(raw)
	if s == "" || strings.ContainsAny(s, " \"<>") {
		return none
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || !isScheme(scheme) {
		if strings.Contains(scheme, ":") && !ok {
			if sc, opaque, _ := strings.Cut(s, ":"); opaqueSchemes[strings.ToLower(sc)] && opaque != "" {
				return form{value: strings.ToLower(sc) + ":" + escapes(opaque)}
			}
		}
		scheme, rest = "http", strings.TrimPrefix(s, "//")
	}
	scheme = strings.ToLower(scheme)
	rest, _, _ = strings.Cut(rest, "#")
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?\\"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	path, query, _ := strings.Cut(tail, "?")
	host := authorityHost(scheme, authority)
	if host == "" {
		return none
	}
	v := scheme + "://" + host + resolve(escapes(path))
	if query != "" {
		v += "?" + escapes(query)
	}
	return form{value: v}
}

// opaqueSchemes have no host. "data" is not among them: it carries a content.
var opaqueSchemes = map[string]bool{"magnet": true, "mailto": true, "tel": true, "sms": true, "urn": true, "xmpp": true}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if !('a' <= c && c <= 'z' || i > 0 && ('0' <= s[i] && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.')) {
			return false
		}
	}
	return s != ""
}

// authorityHost is the host and port of an authority, or "" where there is no host.
func authorityHost(scheme, s string) string {
	s = s[strings.LastIndexByte(s, '@')+1:]
	port := ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.Contains(s[i:], "]") {
		s, port = s[:i], s[i+1:]
	}
	host := ""
	if a, ok := parseAddress(s); ok {
		if host = a.String(); a.Is6() {
			host = "[" + host + "]"
		}
	} else {
		host = hostname(s)
	}
	if host == "" || port == "" {
		return host
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return ""
	}
	if port = strconv.FormatUint(n, 10); port == defaultPorts[scheme] {
		return host
	}
	return host + ":" + port
}

// escapes writes percent-escapes in capitals, undoes those of characters that
// need none, and escapes what may not stand in an address.
func escapes(s string) string {
	const unreserved = "-._~"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1:i+3]):
			v, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if d := byte(v); isAlnum(d) || strings.IndexByte(unreserved, d) >= 0 {
				b.WriteByte(d)
			} else {
				fmt.Fprintf(&b, "%%%02X", d)
			}
			i += 2
		case c <= ' ' || c >= 0x7f || strings.IndexByte("%\"<>\\^`{|}", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// resolve removes "." and ".." from a path (RFC 3986 5.2.4); "" is "/".
func resolve(path string) string {
	if !strings.Contains(path, "/.") {
		if !strings.HasPrefix(path, "/") {
			return "/" + path
		}
		return path
	}
	var out []string
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, s := range segments {
		switch s {
		case ".", "..":
			if s == ".." && len(out) > 0 {
				out = out[:len(out)-1]
			}
			if i == len(segments)-1 {
				out = append(out, "")
			}
		default:
			out = append(out, s)
		}
	}
	return "/" + strings.Join(out, "/")
}
