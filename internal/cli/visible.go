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

// said puts what a person wrote behind the program's words. Its further lines are set
// under it, so that none of them passes for a line of the program's.
func (e *env) said(words, text, indent string) string {
	first, rest, more := strings.Cut(strings.TrimSpace(visible(text)), "\n")
	if words += first; more {
		words += "\n" + e.quoted(rest, indent)
	}
	return words
}

// quoted is a text of a person's with each of its lines set in.
func (e *env) quoted(text, indent string) string {
	lines := strings.Split(strings.TrimRight(visible(text), "\n"), "\n")
	for i, l := range lines {
		lines[i] = e.wrap(l, indent)
	}
	return strings.Join(lines, "\n")
}
