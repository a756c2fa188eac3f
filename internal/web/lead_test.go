package web

import (
	"testing"

	"vigie/internal/triage"
)

// A lead may state hundreds of dates of one kind: a few are shown at once, and
// whatever a person decided on.
func TestFoldFacts(t *testing.T) {
	rows := make([]factRow, 0, 8)
	for range 6 {
		rows = append(rows, factRow{Kind: "last_payment", Standing: triage.Reported})
	}
	rows = append(rows, factRow{Kind: "last_payment", Standing: triage.Refuted}, factRow{Kind: "sessions", Standing: triage.Reported})
	shown, rest := foldFacts(rows)
	if len(shown) != unfoldedFacts+2 || len(rest) != 2 {
		t.Fatalf("%d shown, %d folded", len(shown), len(rest))
	}
	for _, r := range rest {
		if r.Standing != triage.Reported {
			t.Error("a fact that a person decided on is folded away")
		}
	}
}
