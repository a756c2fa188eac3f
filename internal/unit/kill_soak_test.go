//go:build soak

package unit

import (
	"math/rand/v2"
	"testing"
	"time"

	"vigie/internal/testenv"
)

// TestSoakKilled: an intake of 20,000 reports dies at 50 random moments.
func TestSoakKilled(t *testing.T) {
	reports, want, leaves := undisturbed(t, 20000)
	engines(t, func(t *testing.T, db string) {
		rng := rand.New(rand.NewPCG(1, 1))
		for i := range 50 {
			if db != "" && i > 0 {
				db = testenv.Postgres(t)
			}
			u, who := newUnit(t, db)
			deaths := 0
			for u.child(t, db, reports, "", time.Duration(100+rng.IntN(4000))*time.Millisecond) {
				deaths++
			}
			t.Logf("%d deaths", deaths)
			u.survived(t, who, "at random", want, leaves)
		}
	})
}
