package triage

import (
	"testing"
	"time"

	"vigie/internal/clock"
	"vigie/internal/report"
)

func at(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func states(kinds ...report.FactKind) []report.Fact {
	var out []report.Fact
	for _, k := range kinds {
		out = append(out, report.Fact{Kind: k, Field: "f"})
	}
	return out
}

func lead(received string, reports ...report.Report) Summary {
	var s Summary
	for i := range reports {
		s = Merge(s, Of(&reports[i], Input{Received: at(received), Clocks: clock.Default()}))
	}
	return s
}

func TestShippedRulesLoad(t *testing.T) {
	if n := Default().Len(); n < 20 {
		t.Errorf("%d rules", n)
	}
}

func BenchmarkRank(b *testing.B) {
	r := report.Report{Source: "ncmec", Facts: states(report.LiveAbuse, report.Instruction, report.NewMaterial), Payments: []report.Payment{{At: at("2025-01-01"), Sender: -1, Recipient: -1}}}
	s := lead("2025-02-01", r, r, r)
	rules := Default()
	b.ReportAllocs()
	for b.Loop() {
		rules.Rank(s, Decisions{}, 20200)
	}
}

func BenchmarkMerge(b *testing.B) {
	r := report.Report{Source: "ncmec", Facts: states(report.LiveAbuse, report.Instruction), Payments: []report.Payment{{At: at("2025-01-01"), Sender: -1, Recipient: -1}}}
	s, u := lead("2025-02-01", r, r, r), lead("2025-03-01", r)
	b.ReportAllocs()
	for b.Loop() {
		Merge(s, u)
	}
}
