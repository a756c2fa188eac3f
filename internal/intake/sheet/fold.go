package sheet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is the form in which headings, labels and words are compared: lower
// case, without accents, any run of other characters a single space.
// "N° de Téléphone " and "n de telephone" are one.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return b.String()
}

// maxHeading bounds the runes of a heading that are shown or kept.
const maxHeading = 80

// shown is a heading fit to be shown: trimmed, on one line, and not too long.
func shown(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if len(s) <= maxHeading {
		return s
	}
	if r := []rune(s); len(r) > maxHeading {
		return string(r[:maxHeading]) + "…"
	}
	return s
}
