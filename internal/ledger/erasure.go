package ledger

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Spans is a set of entries: pairs of first and last index, both included, in
// ascending order, neither touching nor overlapping. In JSON: [[3,3],[10,12]].
type Spans [][2]int64

// SpansOf gathers indexes, in any order, into spans.
func SpansOf(indexes ...int64) Spans {
	sorted := slices.Clone(indexes)
	slices.Sort(sorted)
	out := Spans{}
	for _, i := range sorted {
		if n := len(out); n > 0 && i <= out[n-1][1]+1 {
			out[n-1][1] = i
			continue
		}
		out = append(out, [2]int64{i, i})
	}
	return out
}

// Erasure is what the Detail of an erase entry must hold: which openings were
// destroyed with it. The list may be empty. Detail may hold other members
// beside (authority, reason); embed Erasure in the struct that becomes it.
//
// An erase entry is itself never erased: its opening is what tells an erasure
// from tampering.
type Erasure struct {
	Entries Spans `json:"entries"`
}

// erasedBy reads the Erasure of the erase entry with the given index.
func erasedBy(detail jsontext.Value, index int64) (Spans, error) {
	var e Erasure
	if err := json.Unmarshal(detail, &e); err != nil || e.Entries == nil {
		return nil, errors.New(`detail of an erase entry must hold "entries": pairs of first and last index`)
	}
	next := int64(0)
	for _, s := range e.Entries {
		if s[0] < next || s[1] < s[0] {
			return nil, errors.New(`"entries" of an erase entry must be in ascending order and apart`)
		}
		if s[1] >= index {
			return nil, fmt.Errorf("an erase entry can only name entries before it (index %d)", index)
		}
		next = s[1] + 2
	}
	return e.Entries, nil
}

// pageSize is the number of indexes in one page of a set.
const pageSize = 1 << 15

// set is a set of indexes: one bit each, in pages that exist only where
// something is in them.
type set map[int64]*[pageSize / 64]uint64

func (s set) page(k int64) *[pageSize / 64]uint64 {
	p := s[k]
	if p == nil {
		p = new([pageSize / 64]uint64)
		s[k] = p
	}
	return p
}

func (s set) add(i int64) { s.page(i / pageSize)[i%pageSize/64] |= 1 << (i % 64) }

func (s set) addSpan(first, last int64) {
	for i := first; i <= last; {
		if i%64 == 0 && last-i >= 63 {
			s.page(i / pageSize)[i%pageSize/64] = ^uint64(0)
			i += 64
			continue
		}
		s.add(i)
		i++
	}
}

// pagesOf lists the pages of either set in order.
func pagesOf(a, b set) []int64 {
	var keys []int64
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// without calls f with each member of s that is not in t, in order.
func (s set) without(t set, f func(i int64)) {
	empty := new([pageSize / 64]uint64)
	for _, k := range pagesOf(s, nil) {
		p, q := s[k], t[k]
		if q == nil {
			q = empty
		}
		for w := range p {
			for left := p[w] &^ q[w]; left != 0; left &= left - 1 {
				f(k*pageSize + int64(w)*64 + int64(bits.TrailingZeros64(left)))
			}
		}
	}
}

// len counts the members.
func (s set) len() int64 {
	var n int64
	for _, p := range s {
		for _, w := range p {
			n += int64(bits.OnesCount64(w))
		}
	}
	return n
}
