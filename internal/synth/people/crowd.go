package people

import "sort"

// sizes says how many of 1,000 persons have how many records in one file: two on
// the mean, five at most.
var sizes = []struct{ records, persons int }{{1, 420}, {2, 310}, {3, 150}, {4, 80}, {5, 40}}

// crowd lays the records of all persons end to end in slots, so that the person
// of a slot is found without walking there.
type crowd struct {
	records, persons int
	start            []int // of each person in a block of 1,000; the last entry is the block's length
}

func newCrowd(seed uint64, records int) crowd {
	var of []int
	for _, s := range sizes {
		for range s.persons {
			of = append(of, s.records)
		}
	}
	d := newDraw(seed, ofCrowd, 0)
	for i := len(of) - 1; i > 0; i-- {
		j := d.n(i + 1)
		of[i], of[j] = of[j], of[i]
	}
	c := crowd{records: records, start: make([]int, 1, len(of)+1)}
	for _, n := range of {
		c.start = append(c.start, c.start[len(c.start)-1]+n)
	}
	last, _ := c.person(records - 1)
	c.persons = last + 1
	return c
}

// person gives the person of a slot, and which of their records it is, from 0.
func (c *crowd) person(slot int) (k, j int) {
	block := len(c.start) - 1
	r := slot % c.start[block]
	in := sort.SearchInts(c.start, r+1) - 1
	return slot/c.start[block]*block + in, r - c.start[in]
}

// pairs counts the pairs of records that are of one person; the last person's
// records may be cut short.
func (c *crowd) pairs() int {
	block := len(c.start) - 1
	choose := func(n int) int { return n * (n - 1) / 2 }
	whole, left := c.records/c.start[block], c.records%c.start[block]
	sum := 0
	for i := range block {
		n := c.start[i+1] - c.start[i]
		sum += whole * choose(n)
		sum += choose(max(0, min(n, left-c.start[i])))
	}
	return sum
}
