package columns

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right := rapid.IntRange(0, 9).Draw(t, "left"), rapid.IntRange(0, 9).Draw(t, "right")
		var edges []Edge
		if left > 0 && right > 0 {
			for range rapid.IntRange(0, 20).Draw(t, "edges") {
				edges = append(edges, Edge{rapid.IntRange(0, left-1).Draw(t, "l"), rapid.IntRange(0, right-1).Draw(t, "r")})
			}
		}
		ls, rs := Order(left, right, edges)
		for _, c := range []struct {
			n     int
			order []int
		}{{left, ls}, {right, rs}} {
			if !slices.Equal(slices.Sorted(slices.Values(c.order)), count(c.n)) {
				t.Fatalf("not every place once: %v", c.order)
			}
		}
		once := slices.Clone(edges)
		slices.SortFunc(once, func(a, b Edge) int { return (a.Left-b.Left)*100 + a.Right - b.Right })
		once = slices.Compact(once)
		if got, given := Crossings(ls, rs, once), Crossings(count(left), count(right), once); got > given {
			t.Fatalf("%d crossings, %d in the order given", got, given)
		}
		shuffled := slices.Clone(edges)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if l2, r2 := Order(left, right, shuffled); !slices.Equal(ls, l2) || !slices.Equal(rs, r2) {
			t.Fatalf("the order of the edges matters: %v %v, %v %v", ls, rs, l2, r2)
		}
	})
}

// What can be drawn without a crossing and is given crosswise is untangled.
func TestUntangles(t *testing.T) {
	for name, edges := range map[string][]Edge{
		"crosswise": {{0, 3}, {1, 2}, {2, 1}, {3, 0}},
		"a chain":   {{3, 0}, {0, 0}, {0, 2}, {2, 2}, {2, 1}, {1, 1}},
		"two stars": {{0, 1}, {2, 1}, {1, 0}, {3, 0}},
	} {
		ls, rs := Order(4, 4, edges)
		if n := Crossings(ls, rs, edges); n != 0 {
			t.Errorf("%s: %d crossings in %v %v", name, n, ls, rs)
		}
	}
	// Neither order to begin with is good, and the means bring six down to three.
	edges := []Edge{{0, 0}, {0, 1}, {0, 2}, {0, 3}, {1, 1}, {1, 3}, {2, 3}, {3, 1}, {3, 3}}
	if ls, rs := Order(4, 4, edges); Crossings(ls, rs, edges) != 3 {
		t.Errorf("%d crossings in %v %v", Crossings(ls, rs, edges), ls, rs)
	}
	// The order given is best, and the means would leave it.
	edges = []Edge{{2, 3}, {0, 2}, {0, 1}, {2, 2}, {1, 2}}
	if ls, rs := Order(4, 4, edges); Crossings(ls, rs, edges) != 0 {
		t.Errorf("%d crossings in %v %v", Crossings(ls, rs, edges), ls, rs)
	}
	if n := Crossings(count(2), count(2), []Edge{{0, 1}, {1, 0}}); n != 1 {
		t.Errorf("one crossing counted as %d", n)
	}
}
