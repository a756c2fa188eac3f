package match

import (
	"context"
	"math/rand/v2"
)

// tally counts levels by comparison, Missing among them.
type tally [comparisonCount][levelCount]float64

// tallyOf counts the levels of many pairs of rows. Counts are whole numbers, so
// that goroutines may add them in any order.
func (s *scorer) tallyOf(ctx context.Context, pairs [][2]int32) *tally {
	each := make([]tally, (len(pairs)+stretch-1)/stretch)
	parallel(ctx, len(pairs), func(from, to int) {
		t := &each[from/stretch]
		var v vector
		for _, p := range pairs[from:to] {
			s.compare(&s.t.rows[p[0]], &s.t.rows[p[1]], &v)
			for c, l := range v.level {
				t[c][l]++
			}
		}
	})
	var sum tally
	for i := range each {
		for c := range sum {
			for l := range sum[c] {
				sum[c][l] += each[i][c][l]
			}
		}
	}
	return &sum
}

// randomPairs draws pairs of two records, most of them of two persons: all pairs
// when there are no more than n, else n that the seed governs.
func (r *run) randomPairs(n int, seed uint64) [][2]int32 {
	rows, left := len(r.t.rows), r.t.left
	var out [][2]int32
	if r.possible() <= int64(n) {
		for i := range rows {
			for j := i + 1; j < rows; j++ {
				if !r.two || i < left && j >= left {
					out = append(out, [2]int32{int32(i), int32(j)})
				}
			}
		}
		return out
	}
	lots := rand.New(rand.NewPCG(seed, 0x6d61746368))
	for len(out) < n {
		i, j := lots.IntN(rows), lots.IntN(rows)
		if r.two {
			i, j = lots.IntN(left), left+lots.IntN(rows-left)
		}
		if i != j {
			out = append(out, [2]int32{int32(i), int32(j)})
		}
	}
	return out
}

// byRow puts labels of both lists into the order of the rows.
func (r *run) byRow(labels []int) []int {
	out := make([]int, len(labels))
	for row, at := range r.t.source {
		i := int(at)
		if row >= r.t.left {
			i += r.t.left
		}
		out[row] = labels[i]
	}
	return out
}

// truePairs are the pairs of rows that bear one label.
func (r *run) truePairs(labels []int) [][2]int32 {
	members := map[int][]int32{}
	var order []int
	for row, l := range labels {
		if len(members[l]) == 0 {
			order = append(order, l)
		}
		members[l] = append(members[l], int32(row))
	}
	var out [][2]int32
	for _, l := range order {
		m := members[l]
		for i, x := range m {
			for _, y := range m[i+1:] {
				if !r.two || int(x) < r.t.left && int(y) >= r.t.left {
					out = append(out, [2]int32{x, y})
				}
			}
		}
	}
	return out
}
