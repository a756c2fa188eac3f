package proof

import (
	"fmt"
	"testing"

	"vigie/internal/report"
)

// BenchmarkBuild lays the largest table: 5,000 reports, each with payments, sessions
// and facts, most of which pair.
func BenchmarkBuild(b *testing.B) {
	var rs []Report
	for i := range 5_000 {
		rs = append(rs, of(report.Key(i+1), []pay{{"", fmt.Sprint(20 + i%3), 7 * i}, {fmt.Sprint(i), "30", 7*i + 2}}, []int{7*i + 1},
			report.Fact{Kind: report.LiveAbuse, Field: "f"}, report.Fact{Kind: report.Instruction, Field: "f"}))
	}
	for b.Loop() {
		if t := Build(Default(), Input{Reports: rs}, "fr"); t.Acts.PaymentAndSession.Max != 5_000 {
			b.Fatal(t.Acts)
		}
	}
}
