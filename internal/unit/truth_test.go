package unit

import (
	"context"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/synth"
)

// TestTruth measures automatic links against synthetic truth, which the linker
// was not told: pairs of reports in one lead that share a hand, over all pairs
// in one lead (precision) and over all pairs of one hand (recall).
func TestTruth(t *testing.T) {
	u, who := newUnit(t, "")
	const n = 3000
	takeIn(t, u, who, records(t, u, n, 21), 0)
	hand := map[report.Key]int{}
	for item, err := range synth.Generate(synth.Options{Reports: n, Seed: 21, Broken: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range item.Reports {
			hand[report.KeyOf(r.Source, r.SourceID)] = r.Hand
		}
	}
	type cell struct{ lead, hand int64 }
	leads, hands, both := map[int64]int{}, map[int64]int{}, map[cell]int{}
	err := u.store.Read(context.Background(), func(tx *store.Tx) error {
		return tx.EachReport(context.Background(), func(r store.Report) error {
			h, ok := hand[r.Key]
			if !ok {
				return nil
			}
			leads[int64(r.Lead)]++
			hands[int64(h)]++
			both[cell{int64(r.Lead), int64(h)}]++
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	pairs := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	var joined, same, right float64
	for _, n := range leads {
		joined += pairs(n)
	}
	for _, n := range hands {
		same += pairs(n)
	}
	for _, n := range both {
		right += pairs(n)
	}
	t.Logf("precision %.4f, recall %.4f over %d reports: %.0f pairs joined, %.0f of one hand", right/joined, right/same, len(hand), joined, same)
	if right/joined < 0.9 || right/same < 0.5 {
		t.Error("links are far from the truth")
	}
}
