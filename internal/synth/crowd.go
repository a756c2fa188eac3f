package synth

import "sort"

// sizes says how many of 1,000 hands have how many reports. Most have one; the
// tail is heavy, as every study of such reports finds.
var sizes = []struct{ reports, hands int }{
	{1, 700}, {2, 150}, {3, 60}, {4, 30}, {5, 20}, {7, 20}, {11, 12}, {20, 6}, {40, 2},
}

// crowd lays the reports of all hands end to end: the hand of a slot, and the
// slots of a hand, are found without walking there.
type crowd struct {
	reports int   // slots in use
	start   []int // of each hand in a block; the last entry is the block's length
	hands   int
}

func newCrowd(seed uint64, reports int) crowd {
	var of []int
	for _, s := range sizes {
		for range s.hands {
			of = append(of, s.reports)
		}
	}
	d := newDraw(seed, ofTable, 0)
	for i := len(of) - 1; i > 0; i-- {
		j := d.n(i + 1)
		of[i], of[j] = of[j], of[i]
	}
	c := crowd{reports: reports, start: make([]int, 1, len(of)+1)}
	for _, n := range of {
		c.start = append(c.start, c.start[len(c.start)-1]+n)
	}
	last, _ := c.hand(reports - 1)
	c.hands = last + 1
	return c
}

// hand gives the hand of a slot, and which of its reports the slot is, from 0.
func (c *crowd) hand(slot int) (k, j int) {
	block := len(c.start) - 1
	r := slot % c.start[block]
	in := sort.SearchInts(c.start, r+1) - 1
	return slot/c.start[block]*block + in, r - c.start[in]
}

// slots gives the first slot of a hand and how many it has; the last hand of a
// world may be cut short.
func (c *crowd) slots(k int) (first, n int) {
	block := len(c.start) - 1
	in := k % block
	first = k/block*c.start[block] + c.start[in]
	return first, min(c.start[in+1]-c.start[in], c.reports-first)
}
