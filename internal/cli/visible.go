package cli

import (
	"strings"
	"unicode"
)

// visible keeps a text from steering the terminal: what is no printable
// character, space, line break or tab becomes U+FFFD.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
