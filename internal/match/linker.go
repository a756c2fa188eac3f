package match

import (
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// Linker compares the persons of one list with each other, or with those of a
// second.
type Linker struct {
	Left, Right []Person // Right nil: within Left
	Weights     *Weights // nil: Default
	Forms       Forms
	OneToOne    bool // two lists: each person at most once
}

// Pair is two records that may be one person: positions in the lists, and the
// total of their comparisons in thousandths of a bit, which Bits and Probability
// explain.
type Pair struct {
	Left, Right int
	Milli       int32
}

// Found is what a run found.
type Found struct {
	Pairs      []Pair // at least Weights.Floor; the best first, ties by the records' ids
	Candidates int64  // pairs compared
	Split      int    // blocks that were too large and were cut by a further part
	Cut        int    // blocks that stayed too large, where records met their neighbours only
	Room       int    // how many records a block holds

	run  *run
	all  []*blocks
	rows []int32 // by position over both lists; nil until asked for
}

// Compared reports, of each pair of positions (left and right, or two of the one
// list), whether it was compared at all: what no rule brings together is lost
// before any weight is asked.
func (f *Found) Compared(pairs [][2]int) []bool {
	t, rows := f.run.t, f.run.byPosition()
	out := make([]bool, len(pairs))
	for i, p := range pairs {
		if f.run.two {
			p[1] += t.left
		}
		for _, b := range f.all {
			if b.meet(rows[p[0]], rows[p[1]]) {
				out[i] = true
				break
			}
		}
	}
	return out
}

// Run compares. When the context ends it ends too, without a result.
func (l *Linker) Run(ctx context.Context) (*Found, error) {
	r, err := l.start(ctx)
	if err != nil {
		return nil, err
	}
	found, err := r.pairs(ctx)
	if err != nil {
		return nil, err
	}
	if l.OneToOne && r.two {
		found.Pairs = oneToOne(found.Pairs)
	}
	r.outward(found.Pairs)
	return found, nil
}

// run is one run: pairs in it are numbers of rows.
type run struct {
	t   *table
	s   *scorer
	two bool
}

func (l *Linker) start(ctx context.Context) (*run, error) {
	t, err := newTable(ctx, l.Left, l.Right, l.Forms)
	if err != nil {
		return nil, err
	}
	s := newScorer(t, l.weights())
	if l.OneToOne && l.Right != nil {
		s.home += milli(t.slack(s.w.Household))
	}
	return &run{t: t, s: s, two: l.Right != nil}, nil
}

func (l *Linker) weights() *Weights {
	if l.Weights != nil {
		return l.Weights
	}
	return Default()
}

// outward turns rows into positions in the lists.
func (r *run) outward(pairs []Pair) {
	for i := range pairs {
		pairs[i].Left, pairs[i].Right = int(r.t.source[pairs[i].Left]), int(r.t.source[pairs[i].Right])
	}
}

// pairs compares all candidates. Each stretch of records is one goroutine's; the
// stretches are put together in their order.
func (r *run) pairs(ctx context.Context) (*Found, error) {
	t := r.t
	rules := r.s.w.Rules
	whole := r.possible() <= int64(r.s.w.Everything)
	if whole {
		rules = nil
	}
	pieces := t.parts(ctx, rules)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all := make([]*blocks, len(rules))
	room := roomOf(len(t.rows))
	parallelEach(ctx, len(rules), func(i int) { all[i] = t.block(ctx, rules[i], pieces, room) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := &Found{run: r, all: all, Room: room}
	for _, b := range all {
		out.Split += b.split
		out.Cut += b.cut
	}
	n := len(t.rows)
	if r.two {
		n = t.left
	}
	floor := milli(r.s.w.Floor)
	if whole {
		all = []*blocks{oneBlock(len(t.rows))}
		out.all = all
	}
	shares := make([][]Pair, (n+stretch-1)/stretch)
	var seen atomic.Int64
	pool := sync.Pool{New: func() any { return &visitor{s: r.s.worker(), met: make([]int32, len(t.rows))} }}
	parallel(ctx, n, func(from, to int) {
		v := pool.Get().(*visitor)
		var share []Pair
		for i := from; i < to && ctx.Err() == nil; i++ {
			v.meet(r, all, i)
			seen.Add(int64(len(v.mates)))
			for _, j := range v.mates {
				if m, ok := v.s.reaches(floor, &t.rows[i], &t.rows[j], &v.p); ok {
					share = append(share, Pair{i, int(j), m})
				}
			}
		}
		shares[from/stretch] = share
		pool.Put(v)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out.Candidates = seen.Load()
	out.Pairs = byWeight(shares)
	return out, nil
}

// visitor is what one goroutine needs to compare record by record.
type visitor struct {
	s     *scorer
	p     bounded
	met   []int32 // the last record that met each, and one more
	mates []int32
	warm  int32 // read for nothing, so that rows are near when they are compared
}

// meet finds the records to compare with one, each once, in their order. All are
// found before any is looked at: memory is slow to answer, and answers many such
// questions at once.
func (v *visitor) meet(r *run, all []*blocks, i int) {
	v.mates = v.mates[:0]
	first := int32(i + 1)
	if r.two {
		first = int32(r.t.left)
	}
	for _, b := range all {
		for _, j := range b.mates(i) {
			if j >= first && v.met[j] != int32(i+1) {
				v.met[j] = int32(i + 1)
				v.mates = append(v.mates, j)
			}
		}
	}
	slices.Sort(v.mates)
	for _, j := range v.mates {
		row := &r.t.rows[j]
		v.warm += row.v[Given] + int32(row.masks[Given]) + int32(row.masks[Document])
	}
}

// byWeight puts pairs that are in the order of their records into that of their
// weights, the largest first. Weights are whole and few: they are counted.
func byWeight(shares [][]Pair) []Pair {
	n, low, high := 0, int32(math.MaxInt32), int32(math.MinInt32)
	for _, s := range shares {
		n += len(s)
		for _, p := range s {
			low, high = min(low, p.Milli), max(high, p.Milli)
		}
	}
	if n == 0 {
		return nil
	}
	at := make([]int, high-low+2) // where the next pair of a weight goes
	for _, s := range shares {
		for _, p := range s {
			at[high-p.Milli+1]++
		}
	}
	for i := range at[1:] {
		at[i+1] += at[i]
	}
	out := make([]Pair, n)
	for _, s := range shares {
		for _, p := range s {
			out[at[high-p.Milli]] = p
			at[high-p.Milli]++
		}
	}
	return out
}

// possible is how many pairs there are.
func (r *run) possible() int64 {
	n, left := int64(len(r.t.rows)), int64(r.t.left)
	if r.two {
		return left * (n - left)
	}
	return n * (n - 1) / 2
}

// oneToOne keeps of sorted pairs each that meets no better one on either side.
func oneToOne(pairs []Pair) []Pair {
	left, right := map[int]bool{}, map[int]bool{}
	var out []Pair
	for _, p := range pairs {
		if !left[p.Left] && !right[p.Right] {
			left[p.Left], right[p.Right] = true, true
			out = append(out, p)
		}
	}
	return out
}
