package web

import (
	"regexp"
	"strings"

	"vigie/internal/triage"
	"vigie/internal/unit"
)

// What print asks for and keyboards do not give. Only what the program says is set
// so: what a source or a person wrote is shown as they wrote it.
var (
	apostrophe = regexp.MustCompile(`(\pL)'`)
	counted    = regexp.MustCompile(`(\d) (\pL)`) // "0 jour", "27 novembre": never at a line's end
	frenchGaps = strings.NewReplacer(" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " ;", "\u202f;", " !", "\u202f!", " ?", "\u202f?")
)

// set gives the words of a locale their apostrophes and, in French, the spaces that
// no line may break at.
func (l *locale) set(s string) string {
	s = apostrophe.ReplaceAllString(s, "$1’")
	if l.lang == "fr" {
		s = frenchGaps.Replace(s)
	}
	return s
}

// Prose sets a sentence that another room made.
func (l *locale) Prose(s string) string { return counted.ReplaceAllString(l.set(s), "$1\u00a0$2") }

// sentence is a lead's sentence of reasons without its class, which stands beside it.
func (l *locale) sentence(c triage.Class, s string) string {
	return l.Prose(unlabelled(s, c.In(l.lang)))
}

// spoken is an error's sentence as it stands on a page by itself: errors begin small and
// end open, as a terminal shows them behind others.
func (l *locale) spoken(s unit.Spoken) string {
	text := triage.Capital(s.Sentence(l.lang))
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return l.Prose(text)
}
