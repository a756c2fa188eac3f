package match

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// Rule says which records are compared: those that have all parts of By in
// common. A block that is too large is cut by the parts of Then, one after the
// other.
type Rule struct {
	By, Then []Piece
}

// Blocking bounds.
const (
	// pairsPerRule bounds the pairs that one rule gives: a block holds at most as
	// many records as keep to it if all blocks were full.
	pairsPerRule = 6_000_000
	smallest     = 24
	largest      = 1000
)

// roomOf is how many records a block holds when there are n in all.
func roomOf(n int) int { return min(largest, max(smallest, 2*pairsPerRule/max(n, 1))) }

// blocks is what one rule makes of the records: an order in which a block's
// records stand side by side.
type blocks struct {
	order []int32
	place []int32 // of each record in order, or none
	span  []span  // of each record: the stretch of order that it meets
	split int     // blocks that were too large and were cut
	cut   int     // blocks that stayed too large: each record meets its neighbours only
	room  int
}

type span struct{ from, to int32 }

type keyed struct {
	key uint64
	row int32
}

// block sorts the records by a rule. When the context ends, what it gives is nothing
// to use.
func (t *table) block(ctx context.Context, r Rule, p *parts, room int) *blocks {
	keys := make([]keyed, 0, len(t.rows))
	for i := range t.rows {
		if ctx.Err() != nil {
			return &blocks{}
		}
		if k := keyOf(r.By, p, &t.rows[i]); k != 0 {
			keys = append(keys, keyed{k, int32(i)})
		}
	}
	keys = spread(ctx, keys)
	b := &blocks{order: make([]int32, len(keys)), place: make([]int32, len(t.rows)), span: make([]span, len(t.rows)), room: room}
	for i := range b.place {
		b.place[i] = none
	}
	b.fill(ctx, t, keys, 0, r.Then, p)
	return b
}

func keyOf(by []Piece, p *parts, r *row) uint64 {
	var k uint64
	for _, part := range by {
		h := p.of(part, r)
		if h == 0 {
			return 0
		}
		k = mix(k ^ h)
	}
	return k | 1
}

// sortKeys sorts by key, equal ones by row, in whose order they must come.
func sortKeys(keys []keyed) {
	slices.SortStableFunc(keys, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
}

// spread sorts as sortKeys does. Keys are hashes: their first bits part them into
// heaps of about heap, which are then sorted each.
func spread(ctx context.Context, keys []keyed) []keyed {
	const heap = 8
	shift := 64 - bits.Len(uint(len(keys)/heap))
	ends := make([]int32, 1<<(64-shift)+1)
	for _, k := range keys {
		ends[k.key>>shift+1]++
	}
	for i := range ends[1:] {
		ends[i+1] += ends[i]
	}
	out := make([]keyed, len(keys))
	for _, k := range keys {
		at := &ends[k.key>>shift]
		out[*at] = k
		*at++
	}
	from := int32(0)
	for _, to := range ends[:len(ends)-1] {
		if ctx.Err() != nil {
			break
		}
		sortKeys(out[from:to])
		from = to
	}
	return out
}

// fill lays out runs of equal keys from a place on, and cuts those that are too
// large by the next part. Records that lack that part stay together.
func (b *blocks) fill(ctx context.Context, t *table, keys []keyed, at int, then []Piece, p *parts) {
	for len(keys) > 0 && ctx.Err() == nil {
		n := 1
		for n < len(keys) && keys[n].key == keys[0].key {
			n++
		}
		run := keys[:n]
		keys = keys[n:]
		if n > b.room && len(then) > 0 {
			b.split++
			for i := range run {
				run[i].key = p.of(then[0], &t.rows[run[i].row])
			}
			sortKeys(run)
			b.fill(ctx, t, run, at, then[1:], p)
			at += n
			continue
		}
		if n > b.room {
			b.cut++
		}
		for i, k := range run {
			b.order[at+i], b.place[k.row] = k.row, int32(at+i)
			b.span[k.row] = span{int32(at), int32(at + n)}
			if n > b.room { // each meets those within half a room before and behind
				b.span[k.row] = span{int32(max(at, at+i-b.room/2)), int32(min(at+n, at+i+b.room/2+1))}
			}
		}
		at += n
	}
}

// mates are the records that a rule gives a record to compare, itself among them.
func (b *blocks) mates(i int) []int32 {
	s := b.span[i]
	return b.order[s.from:s.to]
}

// meet reports whether a rule brings two records together.
func (b *blocks) meet(i, j int32) bool {
	s, y := b.span[i], b.place[j]
	return s.from <= y && y < s.to
}

// oneBlock has all records in one block.
func oneBlock(n int) *blocks {
	b := &blocks{order: make([]int32, n), place: make([]int32, n), span: make([]span, n)}
	for i := range n {
		b.order[i], b.place[i], b.span[i] = int32(i), int32(i), span{0, int32(n)}
	}
	return b
}
