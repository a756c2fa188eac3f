package identity

import "strings"

// emailFold says that a domain delivers several spellings to one mailbox.
type emailFold struct {
	as         string // the domain they are all written under
	dots, plus bool   // dots in the local part, or what follows a plus, mean nothing
}

// email is local@domain: the domain as IDNA looks it up, the local part in
// lower case. RFC 5321 lets a host tell cases apart; no provider of any size
// does, and people and services write either, so two cases are one mailbox.
// What follows a plus stays, but for the domains that linking.yaml lists.
func (t *Table) email(raw string) form {
	s := clean(raw)
	if strings.HasSuffix(s, ">") {
		if i := strings.LastIndexByte(s, '<'); i >= 0 {
			s = strings.TrimSpace(s[i+1 : len(s)-1])
		}
	}
	s, _ = cutPrefixFold(s, "mailto:")
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return none
	}
	local, host := s[:at], hostname(s[at+1:])
	if !strings.Contains(host, ".") || strings.Contains(host, "_") {
		return none
	}
	if n := len(local); n > 2 && local[0] == '"' && local[n-1] == '"' {
		local = local[1 : n-1] // quoting an atom changes nothing
	}
	local = lower(local)
	if f, ok := t.emailFolds[host]; ok {
		host = f.as
		if f.plus {
			local, _, _ = strings.Cut(local, "+")
		}
		if f.dots {
			local = strings.ReplaceAll(local, ".", "")
		}
	}
	if !mailbox(local) {
		return none
	}
	base, _, _ := strings.Cut(local, "+")
	if t.emailEmpty[base] || strings.Trim(base, "0-._") == "" {
		return none
	}
	return form{local + "@" + host, when(t.emailRoles[base], emailRole)}
}

// mailbox says whether s can be a local part: up to 64 bytes (RFC 5321
// 4.5.3.1.1) of atoms and dots, letters of any script (RFC 6531).
func mailbox(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune("\"(),:;<>@[\\]\u00a0\u3000", r)
	})
}
