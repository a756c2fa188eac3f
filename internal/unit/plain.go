package unit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain makes a source's string safe to print: no control character reaches a
// terminal or a page.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// oneLine refuses what a person wrote in the place of one line and is none.
func oneLine(s, what string) error {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return fmt.Errorf("%s holds characters that are no text", what)
	}
	return nil
}

// blank says that nothing of a text would be seen.
func blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// A label is shown as it is when it is short; whatever could be a sentence is masked.
const (
	longestLabel = 40 // characters
	mostWords    = 3
)

// wordy says that a string in the place of a label could be free text.
func wordy(s string) bool {
	return len([]rune(s)) > longestLabel || len(strings.Fields(s)) > mostWords
}

// label shows a label, and nothing of what could be free text.
func label(s string) string {
	if wordy(s) {
		return ""
	}
	return plain(s)
}
