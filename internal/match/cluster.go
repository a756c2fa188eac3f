package match

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"sync"
)

// Merge is one step of grouping: the records of two groups become one, at a
// weight in thousandths of a bit. Down a list of merges weights never rise.
type Merge struct {
	Milli int32
	A, B  []int // positions in the left list, or len(left) + position in the right
}

// widestGroup bounds the records that are grouped together; a larger web of pairs
// is first parted by its weaker pairs.
const widestGroup = 2000

// Clusters groups records. Each step joins, in a web of pairs, the two groups
// that weigh most when compared as wholes; steps go down to Weights.Floor, so that
// a caller sees all thresholds.
func (l *Linker) Clusters(ctx context.Context) ([]Merge, *Found, error) {
	r, err := l.start(ctx)
	if err != nil {
		return nil, nil, err
	}
	found, err := r.pairs(ctx)
	if err != nil {
		return nil, nil, err
	}
	merges := r.merges(ctx, found.Pairs)
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	r.outward(found.Pairs)
	for i := range merges {
		r.positions(merges[i].A)
		r.positions(merges[i].B)
	}
	return merges, found, nil
}

// positions turns rows into positions over both lists.
func (r *run) positions(rows []int) {
	for i, n := range rows {
		at := int(r.t.source[n])
		if n >= r.t.left {
			at += r.t.left
		}
		rows[i] = at
	}
}

func (r *run) merges(ctx context.Context, pairs []Pair) []Merge {
	webs := newWeaver(len(r.t.rows)).webs(pairs)
	each := make([][]Merge, len(webs))
	number := make([]int32, len(r.t.rows)) // of a row in its web
	workers := sync.Pool{New: func() any { return r.s.worker() }}
	parallelEach(ctx, len(webs), func(i int) {
		w := workers.Get().(*scorer)
		each[i] = w.group(webs[i], number)
		workers.Put(w)
	})
	out := make([]Merge, 0, len(webs))
	for _, ms := range each {
		out = append(out, ms...)
	}
	slices.SortStableFunc(out, func(a, b Merge) int { return cmp.Compare(b.Milli, a.Milli) })
	return out
}

// weaver finds what hangs together. Its slices are by row; of the rows of the
// pairs at hand alone they say something.
type weaver struct{ boss, size, web []int32 }

func newWeaver(rows int) *weaver {
	return &weaver{make([]int32, rows), make([]int32, rows), make([]int32, rows)}
}

func (w *weaver) find(i int32) int32 {
	for w.boss[i] != i {
		w.boss[i] = w.boss[w.boss[i]]
		i = w.boss[i]
	}
	return i
}

// webs parts pairs into those of records that hang together, in the order of
// their first pair. A web of too many records is parted again without its weaker
// half.
func (w *weaver) webs(pairs []Pair) [][]Pair {
	for _, p := range pairs {
		for _, i := range [...]int{p.Left, p.Right} {
			w.boss[i], w.size[i], w.web[i] = int32(i), 1, none
		}
	}
	for _, p := range pairs {
		if a, b := w.find(int32(p.Left)), w.find(int32(p.Right)); a != b {
			a, b = min(a, b), max(a, b)
			w.boss[b] = a
			w.size[a] += w.size[b]
		}
	}
	var ends []int // by web: how many pairs are in it, then where they end in all
	for _, p := range pairs {
		b := w.find(int32(p.Left))
		if w.web[b] == none {
			w.web[b] = int32(len(ends))
			ends = append(ends, 0)
		}
		ends[w.web[b]]++
	}
	for i, from := 0, 0; i < len(ends); i++ {
		ends[i], from = from, from+ends[i]
	}
	all := make([]Pair, len(pairs))
	for _, p := range pairs {
		at := &ends[w.web[w.find(int32(p.Left))]]
		all[*at] = p
		*at++
	}
	wide := make([]bool, len(ends))
	out := make([][]Pair, len(ends))
	for i, from := 0, 0; i < len(ends); i, from = i+1, ends[i] {
		out[i] = all[from:ends[i]]
		wide[i] = w.size[w.find(int32(out[i][0].Left))] > widestGroup && len(out[i]) > 1
	}
	if !slices.Contains(wide, true) {
		return out
	}
	var parted [][]Pair
	for i, web := range out {
		if wide[i] {
			parted = append(parted, w.webs(web[:len(web)/2])...)
		} else {
			parted = append(parted, web)
		}
	}
	return parted
}

// tie is two groups that could be joined.
type tie struct {
	bits int32
	a, b int32 // a < b: groups by number
}

type ties []tie

func (t ties) Len() int { return len(t) }
func (t ties) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(t[j].bits, t[i].bits), cmp.Compare(t[i].a, t[j].a), cmp.Compare(t[i].b, t[j].b)) < 0
}
func (t ties) Swap(i, j int) { t[i], t[j] = t[j], t[i] }
func (t *ties) Push(x any)   { *t = append(*t, x.(tie)) }
func (t *ties) Pop() any {
	old := *t
	x := old[len(old)-1]
	*t = old[:len(old)-1]
	return x
}

// neighbour is a group that was weighed against another.
type neighbour struct {
	group int32
	sum   int64 // of all pairs of a record here and a record there
}

// group joins the records of one web step by step.
func (s *scorer) group(pairs []Pair, number []int32) []Merge {
	if len(pairs) == 1 {
		p := pairs[0]
		return []Merge{{p.Milli, []int{p.Left}, []int{p.Right}}}
	}
	rows := make([]int, 0, 2*len(pairs))
	for _, p := range pairs {
		rows = append(rows, p.Left, p.Right)
	}
	slices.Sort(rows)
	rows = slices.Compact(rows)
	groups := make([]*profile, len(rows), 2*len(rows)) // nil when joined into a later one
	near := make([][]neighbour, len(rows), 2*len(rows))
	for i, r := range rows {
		number[r] = int32(i)
		groups[i] = single(&s.t.rows[r], int32(r))
	}
	queue := make(ties, 0, 2*len(pairs))
	for _, p := range pairs {
		a, b := number[p.Left], number[p.Right]
		near[a] = append(near[a], neighbour{b, int64(p.Milli)})
		near[b] = append(near[b], neighbour{a, int64(p.Milli)})
		queue = append(queue, tie{p.Milli, min(a, b), max(a, b)})
	}
	heap.Init(&queue)
	out := make([]Merge, 0, len(rows)-1)
	floor, last := milli(s.w.Floor), int32(1<<30)
	for len(queue) > 0 {
		t := heap.Pop(&queue).(tie)
		a, b := groups[t.a], groups[t.b]
		if a == nil || b == nil {
			continue
		}
		if t.bits < floor {
			break
		}
		last = min(last, t.bits)
		out = append(out, Merge{last, ints(a.rows), ints(b.rows)})
		c := int32(len(groups))
		both := a.with(b)
		groups[t.a], groups[t.b] = nil, nil
		var next []neighbour
		each(near[t.a], near[t.b], func(o int32, x, y *neighbour) {
			if g := groups[o]; g != nil {
				sum := s.sum(a, g, x) + s.sum(b, g, y)
				bits := s.between(both, g, sum)
				next = append(next, neighbour{o, sum})
				near[o] = append(near[o], neighbour{c, sum})
				heap.Push(&queue, tie{bits, min(o, c), max(o, c)})
			}
		})
		near[t.a], near[t.b] = nil, nil
		groups, near = append(groups, both), append(near, next)
	}
	return out
}

// each goes through the neighbours of two groups: x is nil for one that the first
// lacks, y for one that the second lacks.
func each(a, b []neighbour, do func(group int32, x, y *neighbour)) {
	byGroup := func(x, y neighbour) int { return cmp.Compare(x.group, y.group) }
	slices.SortFunc(a, byGroup)
	slices.SortFunc(b, byGroup)
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].group < b[0].group:
			do(a[0].group, &a[0], nil)
			a = a[1:]
		case len(a) == 0 || b[0].group < a[0].group:
			do(b[0].group, nil, &b[0])
			b = b[1:]
		default:
			do(a[0].group, &a[0], &b[0])
			a, b = a[1:], b[1:]
		}
	}
}

// sum adds up the pairs of the records of two groups, unless it is known.
func (s *scorer) sum(a, b *profile, known *neighbour) int64 {
	if known != nil {
		return known.sum
	}
	var v vector
	var sum int64
	for _, i := range a.rows {
		for _, j := range b.rows {
			sum += int64(s.compare(&s.t.rows[i], &s.t.rows[j], &v))
		}
	}
	return sum
}

// between weighs two groups against each other: their profiles, and the mean of
// their records, whose sum is given.
func (s *scorer) between(a, b *profile, sum int64) int32 {
	var v vector
	best := s.profiles(a, b, &v)
	if s.w.Cluster.Best == 1 {
		return best
	}
	mean := float64(sum) / float64(len(a.rows)*len(b.rows))
	return int32(s.w.Cluster.Best*float64(best) + (1-s.w.Cluster.Best)*mean)
}

func ints(rows []int32) []int {
	out := make([]int, len(rows))
	for i, r := range rows {
		out[i] = int(r)
	}
	return out
}

// Groups labels n records by the group that merges of at least so many bits put
// each in. A label is the position of the group's first record.
func Groups(merges []Merge, n int, bits float64) []int {
	label := make([]int, n)
	for i := range label {
		label[i] = i
	}
	for _, m := range merges {
		if m.Milli < milli(bits) {
			break
		}
		first := min(label[m.A[0]], label[m.B[0]])
		for _, side := range [...][]int{m.A, m.B} {
			for _, i := range side {
				label[i] = first
			}
		}
	}
	return label
}
