//go:build soak

package unit

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
	"vigie/internal/testenv"
)

// TestSoakBlowUp: 200,000 reports through one exit address and on one device,
// then as many of three hundred commissioners who pay forty facilitators. It
// prints, by quarter, what a report takes, and the memory that is held.
func TestSoakBlowUp(t *testing.T) {
	const total = 200_000
	engines(t, func(t *testing.T, db string) {
		for _, c := range []struct {
			name  string
			of    func(int) intake.Record
			shown func(*Unit, Actor)
		}{
			{"one exit", behindOneExit, func(u *Unit, who Actor) { oneExitShown(t, u, who, total) }},
			{"facilitators", paysOneOf, func(u *Unit, who Actor) { networkShown(t, u, who) }},
		} {
			if db != "" && c.name != "one exit" {
				db = testenv.Postgres(t)
			}
			u, who := newUnit(t, db)
			var cost [4]uint64
			for i := range cost {
				recs := crowd(c.of, i*total/4, (i+1)*total/4)
				start := time.Now()
				cost[i] = allocated(func() { takeIn(t, u, who, recs, 0) }) / uint64(len(recs))
				took := time.Since(start)
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				t.Logf("%s, %d: %s, %.0f µs a report, %d allocations, heap %d MB", c.name, (i+1)*total/4, took.Round(time.Millisecond), float64(took.Microseconds())/float64(len(recs)), cost[i], m.HeapAlloc>>20)
			}
			if cost[3] > cost[0]*3/2 {
				t.Errorf("%s: a report costs %v allocations, by quarter", c.name, cost)
			}
			start := time.Now()
			if _, err := u.Lead(context.Background(), who, report.KeyOf("ncmec", fmt.Sprint(total-1)), "en"); err != nil {
				t.Fatal(err)
			}
			t.Logf("%s: a lead's page in %s", c.name, time.Since(start).Round(time.Microsecond))
			c.shown(u, who)
			sound(t, u, who)
		}
	})
}
