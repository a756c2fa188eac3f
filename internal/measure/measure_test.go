package measure

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The example of Bagga and Baldwin, "Algorithms for scoring coreference chains"
// (1998): twelve mentions of three entities and two answers of one wrong join
// each; their B-cubed precisions are 76 % and 58 %, and no recall is lost.
func TestBCubedPublished(t *testing.T) {
	truth := []int{1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3}
	for name, c := range map[string]struct {
		found     []int
		precision float64
		pairs     Counts
	}{
		"a small and a large joined": {[]int{1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2}, (5 + 29.0/7) / 12, Counts{True: 21, Found: 31, Both: 21}},
		"two large joined":           {[]int{1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1}, 7.0 / 12, Counts{True: 21, Found: 46, Both: 21}},
	} {
		s := BCubed(truth, c.found)
		if math.Abs(s.Precision-c.precision) > 1e-12 || s.Recall != 1 {
			t.Errorf("%s: %+v", name, s)
		}
		if got := Pairs(truth, c.found); got != c.pairs {
			t.Errorf("%s: %+v, want %+v", name, got, c.pairs)
		}
		// Taking the answer for the truth exchanges precision and recall.
		if back := BCubed(c.found, truth); back.Precision != s.Recall || math.Abs(back.Recall-s.Precision) > 1e-12 {
			t.Errorf("%s turned round: %+v", name, back)
		}
	}
}

func labels(name string, n int, t *rapid.T) []int {
	return rapid.SliceOfN(rapid.IntRange(0, 4), n, n).Draw(t, name)
}

// Counting pair by pair and record by record gives the same.
func TestCountsAreThoseOfPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "n")
		a, b := labels("truth", n, t), labels("found", n, t)
		var want Counts
		var p, r float64
		for i := range n {
			var both, mine, theirs float64
			for j := range n {
				x, y := a[i] == a[j], b[i] == b[j]
				if x {
					mine++
				}
				if y {
					theirs++
				}
				if x && y {
					both++
				}
				if j > i {
					if x {
						want.True++
					}
					if y {
						want.Found++
					}
					if x && y {
						want.Both++
					}
				}
			}
			p, r = p+both/theirs, r+both/mine
		}
		if got := Pairs(a, b); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
		s := BCubed(a, b)
		if n > 0 && (math.Abs(s.Precision-p/float64(n)) > 1e-9 || math.Abs(s.Recall-r/float64(n)) > 1e-9) {
			t.Fatalf("%+v, want %v and %v", s, p/float64(n), r/float64(n))
		}
	})
}

func TestCurve(t *testing.T) {
	c := Curve{True: 10}
	c.Add(9, 4, 0)
	c.Add(7, 3, 1)
	c.Add(7, 1, 0) // no cut parts two steps of one threshold
	c.Add(5, 2, 3)
	c.Add(1, 0, 20)
	for _, x := range []struct {
		name               string
		got                Point
		bits               float64
		found, both, wrong int64
	}{
		{"best", c.Best(), 7, 9, 8, 1},
		{"none wrong", c.AtMostWrong(0), 9, 4, 4, 0},
		{"at most one", c.AtMostWrong(1), 7, 9, 8, 1},
		{"at a threshold between steps", c.At(6), 6, 9, 8, 1},
		{"above all", c.At(10), 10, 0, 0, 0},
		{"below all", c.At(0), 0, 34, 10, 24},
	} {
		if x.got.Threshold != x.bits || x.got.Found != x.found || x.got.Both != x.both || x.got.Wrong() != x.wrong || x.got.True != 10 {
			t.Errorf("%s: %+v", x.name, x.got)
		}
	}
	if f := c.Best().F1(); math.Abs(f-16.0/19) > 1e-12 {
		t.Errorf("F1 %v", f)
	}
}
