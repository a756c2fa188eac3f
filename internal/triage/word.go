package triage

import "vigie/internal/report"

// FactWord names a yes-or-no fact for people, as a noun phrase; empty for others.
func FactWord(k report.FactKind, lang string) string {
	w, ok := factWords[k]
	if !ok {
		return ""
	}
	return w.in(lang)
}
