package dossier

import (
	"fmt"
	"testing"
)

// BenchmarkFold is what reading a case costs before anything is shown: the fold
// over some years of a unit's acts. 2,000 cases of 20 reports and 3 notes, of
// which one in four goes into the next.
func BenchmarkFold(b *testing.B) {
	var acts []Act
	act := func(a Act) {
		a.ID = int64(len(acts) + 1)
		acts = append(acts, a)
	}
	for n := 1; n <= 2000; n++ {
		open := Act{Kind: Open, Case: numbered(2026, n)}
		for j := range 20 {
			open.Attached = append(open.Attached, Attachment{Report, fmt.Sprint(n, "-", j)})
		}
		act(open)
		for range 3 {
			act(Act{Kind: Write, Case: open.Case})
		}
		if n%4 == 0 {
			act(Act{Kind: Merge, Case: numbered(2026, n-1), Other: open.Case})
		}
	}
	var s *State
	var err error
	b.Run("fold", func(b *testing.B) {
		for b.Loop() {
			if s, err = Fold(acts); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(acts)), "acts")
	})
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			if s, err = Fold(acts); err != nil || len(s.Cases()) != 1500 {
				b.Fatal(err)
			}
		}
	})
}
