package payment

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSweepFindsAllThatMatch: of two sources, a sweep puts together as many as
// any one-to-one choice could, and never two of one source or too far apart.
func TestSweepFindsAllThatMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := rapid.Int64Range(-1, 5).Draw(t, "window")
		n := rapid.IntRange(0, 14).Draw(t, "n")
		bs := make([]*bunch, n)
		for i := range bs {
			bs[i] = &bunch{sources: []int32{rapid.Int32Range(0, 1).Draw(t, "source")}, at: rapid.Int64Range(0, 15).Draw(t, "day"), dated: rapid.IntRange(0, 5).Draw(t, "dated") > 0}
		}
		slices.SortStableFunc(bs, func(a, b *bunch) int {
			if a.dated != b.dated {
				return cmp.Compare(b2i(b.dated), b2i(a.dated))
			}
			return cmp.Compare(a.at, b.at)
		})
		meets := func(a, b *bunch) bool {
			return a.sources[0] != b.sources[0] && (window < 0 || !a.dated || !b.dated || max(a.at, b.at)-min(a.at, b.at) <= window)
		}
		given := make([]bunch, n)
		for i := range bs {
			bs[i].of = []int{i}
			given[i] = *bs[i]
			given[i].sources = slices.Clone(bs[i].sources)
		}
		// The oracle: augmenting paths from each of one source.
		partner := make([]int, n)
		for i := range partner {
			partner[i] = -1
		}
		var augment func(i int, seen []bool) bool
		augment = func(i int, seen []bool) bool {
			for j := range n {
				if given[j].sources[0] != 1 || seen[j] || !meets(&given[i], &given[j]) {
					continue
				}
				seen[j] = true
				if partner[j] < 0 || augment(partner[j], seen) {
					partner[j] = i
					return true
				}
			}
			return false
		}
		want := 0
		for i := range n {
			if given[i].sources[0] == 0 && augment(i, make([]bool, n)) {
				want++
			}
		}
		got, undated := 0, false
		left := each(bs, func(*bunch) string { return "all" }, func(bs []*bunch) { sweep(bs, window) })
		for _, b := range left {
			if len(b.of) > 2 || len(b.of) == 2 && !meets(&given[b.of[0]], &given[b.of[1]]) {
				t.Fatalf("%v are no pair", b.of)
			}
			got += len(b.of) - 1
		}
		for i := range given {
			undated = undated || !given[i].dated
		}
		// What has no date can take the place that a dated one would need more.
		if !undated && got != want || got > want {
			t.Fatalf("%d pairs, %d are possible", got, want)
		}
	})
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestSweepTakesOneOfASource: whatever the sources, a bunch never holds two of one.
func TestSweepTakesOneOfASource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []*row
		for i := range rapid.IntRange(1, 25).Draw(t, "n") {
			a := amount(t, rapid.SampledFrom([]string{"50", "60"}).Draw(t, "amount"))
			rows = append(rows, &row{
				source: rapid.Int32Range(0, 3).Draw(t, "source"), ref: rapid.SampledFrom([]string{"", "", "AAAA", "BBBB"}).Draw(t, "ref"),
				amount: a, stated: true, money: a.String(), day: int64(i / 3), dated: true, who: rapid.IntRange(-1, 1).Draw(t, "who"),
			})
			rows[i].bears = rows[i].who >= 0
		}
		certain := Default().certainly(rows)
		seen := 0
		for _, g := range Default().probably(certain) {
			var sources []int32
			refs := map[string]bool{}
			for _, i := range g.of {
				for _, j := range certain[i].of {
					seen++
					sources = append(sources, rows[j].source)
					refs[rows[j].ref] = true
				}
			}
			slices.Sort(sources)
			if len(slices.Compact(slices.Clone(sources))) != len(sources) {
				t.Fatalf("two tellings by one source: %v", sources)
			}
			if delete(refs, ""); len(refs) > 1 {
				t.Fatalf("two references: %v", refs)
			}
		}
		if seen != len(rows) {
			t.Fatalf("%d of %d rows", seen, len(rows))
		}
	})
}

// TestSweepLooksAtEverySource: who is told by two sources joins nobody whom
// either of them tells.
func TestSweepLooksAtEverySource(t *testing.T) {
	bs := []*bunch{
		{of: []int{0}, sources: []int32{0}, dated: true},
		{of: []int{1}, sources: []int32{0}, dated: true},
		{of: []int{2}, sources: []int32{1, 2}, dated: true},
		{of: []int{3}, sources: []int32{1, 2}, dated: true},
		{of: []int{4}, sources: []int32{0, 3}, dated: true},
	}
	bs[1].sources = []int32{1}
	bs[0].sources = []int32{0, 1}
	got := ""
	for _, b := range each(bs, func(*bunch) string { return "all" }, func(bs []*bunch) { sweep(bs, 0) }) {
		got += fmt.Sprint(b.of)
	}
	if got != "[0][1 4][2][3]" {
		t.Error(got)
	}
}

// TestClosest: neighbours on the line give what comparing everything gives.
func TestClosest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lots := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		at := make([]int64, rapid.IntRange(0, 20).Draw(t, "n"))
		for i := range at {
			at[i] = lots.Int64N(1 << 40)
		}
		within := lots.Int64N(1 << 40)
		cut := rapid.IntRange(0, len(at)).Draw(t, "cut")
		a, b := slices.Sorted(slices.Values(at[:cut])), slices.Sorted(slices.Values(at[cut:]))
		got := closest(dated(a), b, within)

		type far struct {
			apart int64
			i, j  int
		}
		var all []far
		distances := map[int64]bool{}
		for i := range a {
			for j := range b {
				d := max(a[i], b[j]) - min(a[i], b[j])
				if distances[d] {
					t.Skip("two pairs equally far apart")
				}
				distances[d] = true
				if d <= within {
					all = append(all, far{d, i, j})
				}
			}
		}
		slices.SortFunc(all, func(x, y far) int { return cmp.Compare(x.apart, y.apart) })
		var want [][2]int
		usedA, usedB := map[int]bool{}, map[int]bool{}
		for _, f := range all {
			if !usedA[f.i] && !usedB[f.j] {
				usedA[f.i], usedB[f.j] = true, true
				want = append(want, [2]int{f.i, f.j})
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func dated(at []int64) []moment {
	out := make([]moment, len(at))
	for i := range at {
		out[i] = moment{at[i], i, 0}
	}
	return out
}

// TestClosestInsideOut: what stands outside two pairs is paired when both are gone.
func TestClosestInsideOut(t *testing.T) {
	got := closest(dated([]int64{0, 100, 150}), []int64{101, 160, 250}, 1000)
	if want := [][2]int{{1, 0}, {2, 1}, {0, 2}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// BenchmarkOf: a lead of ten thousand payments, told by two sources; and the
// worst that a day can hold, ten thousand equal ones without a reference.
func BenchmarkOf(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("told-twice-%d", n), func(b *testing.B) { bench(b, n, true) })
		b.Run(fmt.Sprintf("equal-%d", n), func(b *testing.B) { bench(b, n, false) })
	}
}

func bench(b *testing.B, n int, refs bool) {
	var one, two []paying
	for i := range n / 2 {
		p := paying{amount: "50", day: 1, to: to("1001")}
		if refs {
			p = paying{ref: fmt.Sprintf("REF-%d", i), amount: fmt.Sprint(20 + i%40), day: i / 10, to: to(fmt.Sprint(1000 + i%50))}
		}
		one = append(one, p)
		if i%3 == 0 {
			p.ref = ""
		}
		two = append(two, p)
	}
	in := []Input{reported("a", "1", true, one...)}
	for i, p := range two { // a statement: one record a transfer
		r := reported("b", fmt.Sprint(i), false, p)
		in = append(in, r)
	}
	b.ReportAllocs()
	for b.Loop() {
		if f := Of(in, nil, nil, nil); f.Count.Min != n/2 {
			b.Fatal(f.Count)
		}
	}
}
