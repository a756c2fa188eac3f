// Package measure says how well groups that were found agree with the groups that
// are true. It promises exact counts, in time that grows with the number of
// records and never with the number of pairs.
package measure

import (
	"cmp"
	"slices"
)

// Counts are pairs of records: in one group of the truth, in one group as found,
// and in one of both.
type Counts struct {
	True, Found, Both int64
}

// Precision is the share of the pairs found that are true; 1 when none was found.
func (c Counts) Precision() float64 { return share(c.Both, c.Found) }

// Recall is the share of the true pairs that were found; 1 when there is none.
func (c Counts) Recall() float64 { return share(c.Both, c.True) }

// F1 is the harmonic mean of precision and recall.
func (c Counts) F1() float64 {
	if c.True+c.Found == 0 {
		return 1
	}
	return 2 * float64(c.Both) / float64(c.True+c.Found)
}

// Wrong is how many of the pairs found are not true.
func (c Counts) Wrong() int64 { return c.Found - c.Both }

// Missed is how many true pairs were not found.
func (c Counts) Missed() int64 { return c.True - c.Both }

func share(a, b int64) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Score is a precision and a recall that are means and not counts.
type Score struct {
	Precision, Recall float64
}

// F1 is the harmonic mean of precision and recall.
func (s Score) F1() float64 {
	if s.Precision+s.Recall == 0 {
		return 0
	}
	return 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
}

// cell is one cell of the contingency table: how many records are of one group of
// the truth and of one group as found.
type cell struct {
	truth, found int
	n            int64
}

// table counts the records of each cell. Both slices give each record a label;
// records of one label are one group.
func table(truth, found []int) []cell {
	if len(truth) != len(found) {
		panic("measure: a label is missing")
	}
	rows := make([]cell, len(truth))
	for i := range truth {
		rows[i] = cell{truth[i], found[i], 1}
	}
	slices.SortFunc(rows, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.truth, b.truth), cmp.Compare(a.found, b.found))
	})
	var out []cell
	for _, r := range rows {
		if n := len(out); n > 0 && out[n-1].truth == r.truth && out[n-1].found == r.found {
			out[n-1].n++
			continue
		}
		out = append(out, r)
	}
	return out
}

// sizes counts the records of each label.
func sizes(labels []int) map[int]int64 {
	out := map[int]int64{}
	for _, l := range labels {
		out[l]++
	}
	return out
}

func pairs(n int64) int64 { return n * (n - 1) / 2 }

// Pairs counts the pairs of records that two groupings put together. Each slice
// gives every record a label.
func Pairs(truth, found []int) Counts {
	var c Counts
	for _, x := range table(truth, found) {
		c.Both += pairs(x.n)
	}
	for _, n := range sizes(truth) {
		c.True += pairs(n)
	}
	for _, n := range sizes(found) {
		c.Found += pairs(n)
	}
	return c
}

// BCubed is the mean over records of what share of a record's group as found is
// truly with it (precision), and of what share of its true group was found with
// it (recall): Bagga and Baldwin, 1998. No records give 1.
func BCubed(truth, found []int) Score {
	n := float64(len(truth))
	if n == 0 {
		return Score{1, 1}
	}
	ts, fs := sizes(truth), sizes(found)
	var s Score
	for _, x := range table(truth, found) { // sorted, so that the sum is the same each time
		square := float64(x.n) * float64(x.n)
		s.Precision += square / float64(fs[x.found])
		s.Recall += square / float64(ts[x.truth])
	}
	return Score{s.Precision / n, s.Recall / n}
}
