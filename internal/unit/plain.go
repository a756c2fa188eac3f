package unit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/report"
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

// label shows a label, and nothing of what could be free text: that is masked.
func label(s string) string {
	if report.Wordy(s) {
		return ""
	}
	return plain(s)
}

// sourceName names a source where something has to: by a mark where its own name
// could be free text.
func sourceName(s string) string {
	if report.Wordy(s) {
		return "source-" + sum([]byte(s))[:12]
	}
	return plain(s)
}

// hashed marks what stands for words by their SHA-256.
const hashed = "sha256:"

// sayable is what the ledger and its readers get of a source or of its number: what
// could be free text by its SHA-256, behind a mark.
func sayable(s string) string {
	if hash, marked := strings.CutPrefix(s, hashed); s == "" || sourceID(s) != "" || marked && sourceID(hash) != "" {
		return s
	}
	return hashed + sum([]byte(s))
}
