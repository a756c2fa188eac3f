package triage

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/clock"
	"vigie/internal/report"
)

// TestReplaceIsAddingAnew: where Replace answers, the answer is what adding up
// the other reports and the new one gives; it answers whenever the report
// states what it stated, and more.
func TestReplaceIsAddingAnew(t *testing.T) {
	answered, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		others, one := anySummary(t), anyReport(t)
		for range 20 {
			answer, ok := replaced(t, others, one)
			if !ok {
				refused++
			} else if answered++; !answer {
				t.Fatal("replaced and added anew differ")
			}
		}
	})
	t.Logf("%d answered, %d refused", answered, refused)
	if answered == 0 || refused == 0 {
		t.Error("the cases are all of one sort: the test proves little")
	}
}

// replaced gives a report among others another version, and says whether
// Replace answered, and rightly.
func replaced(t *rapid.T, others Summary, one report.Report) (right, answered bool) {
	one.Statement = rapid.IntRange(0, 4).Draw(t, "statement") == 0
	other, next := one, anyReport(t) // the version keeps some of what was
	if rapid.IntRange(0, 9).Draw(t, "becomes what it was not") == 0 {
		other.Statement = !one.Statement
	}
	// Mostly one thing changes, so that nothing else decides.
	what := rapid.IntRange(0, 6).Draw(t, "what changes")
	if what == 0 || what >= 5 {
		other.Facts = next.Facts
	}
	if what == 1 || what >= 5 {
		other.Payments = next.Payments
	}
	if what == 2 || what >= 5 {
		other.Incident = next.Incident
	}
	if what == 3 || what >= 5 {
		other.Parties = next.Parties
	}
	if what == 4 || what >= 5 {
		other.Media = next.Media
	}
	in := Input{Received: at("2025-03-01"), Clocks: clock.Default()}
	later := in
	if rapid.Bool().Draw(t, "other handling") {
		later.Handling = Intelligence
	}
	was, now := Of(&one, in), Of(&other, later)
	got, ok := Replace(Merge(others, was), was, now)
	if !ok && bytes.Equal(encode(t, was), encode(t, now)) {
		t.Fatal("a report that states the same again could not be replaced")
	}
	return bytes.Equal(encode(t, Merge(others, now)), encode(t, got)), ok
}
