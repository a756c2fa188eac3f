package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// widest bounds a value: more than this of one cell is no name or address.
const widest = 256

// plain is the comparable form of an address: lower case, without diacritics,
// what is neither letter nor digit made one space.
func plain(s string) string {
	if len(s) > widest {
		s = s[:widest]
	}
	if isPlain(s) {
		return s
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			s = norm.NFD.String(strings.ToValidUTF8(s, ""))
			break
		}
	}
	out := make([]byte, 0, len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		}
		if gap && len(out) > 0 {
			out = append(out, ' ')
		}
		gap = false
		out = utf8.AppendRune(out, unicode.ToLower(r))
	}
	return string(out)
}

// isPlain reports that plain would change nothing.
func isPlain(s string) bool {
	gap := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			gap = false
		case c == ' ' && !gap:
			gap = true
		default:
			return false
		}
	}
	return !gap || s == ""
}

// figures keeps the letters and digits of a number that people write in groups.
func figures(s string) string {
	if len(s) > widest {
		s = s[:widest]
	}
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'z'
	}
	if clean {
		return s
	}
	return strings.ReplaceAll(plain(s), " ", "")
}

// subscriber is a telephone number without what countries put in front: its last
// nine digits, which tell subscribers apart in national and in international form.
func subscriber(s string) string {
	s = figures(s)
	if len(s) > 9 {
		s = s[len(s)-9:]
	}
	return s
}

// mailbox is an e-mail address in lower case, without the name in front of it.
func mailbox(s string) string {
	if len(s) > widest {
		s = s[:widest]
	}
	s = strings.ToLower(strings.TrimSpace(s))
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s = strings.TrimSuffix(s[i+1:], ">")
	}
	return strings.TrimSpace(s)
}

// houseNumber parts a street line that begins or ends with a number.
func houseNumber(s string) (number, street string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i > 0 && i < len(s) && s[i] == ' ' {
		return s[:i], s[i+1:]
	}
	i = len(s)
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
		i--
	}
	if i > 1 && i < len(s) && s[i-1] == ' ' {
		return s[i:], s[:i-1]
	}
	return "", s
}
