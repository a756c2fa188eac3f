//go:build soak

package unit

import (
	"math/rand/v2"
	"testing"
	"time"

	"vigie/internal/testenv"
)

// TestSoakKilled: an intake of 20,000 reports dies at 50 random moments. The
// time that an undisturbed one takes bounds the moments, so that all are within it.
func TestSoakKilled(t *testing.T) {
	start := time.Now()
	reports, want, leaves := undisturbed(t, 20000)
	t.Logf("undisturbed, with the making of the reports: %s", time.Since(start))
	engines(t, func(t *testing.T, db string) {
		rng := rand.New(rand.NewPCG(1, 1))
		for deaths := 0; deaths < 50; {
			if db != "" && deaths > 0 {
				db = testenv.Postgres(t)
			}
			u, who := newUnit(t, db)
			if u.child(t, db, reports, "", time.Duration(50+rng.IntN(5000))*time.Millisecond) {
				deaths++
				if u.child(t, db, reports, "", 0) {
					t.Fatal("the second run died")
				}
			}
			u.survived(t, who, "at random", want, leaves)
		}
	})
}
