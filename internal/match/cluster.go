package match

import (
	"cmp"
	"container/heap"
	"slices"
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
func (l *Linker) Clusters() ([]Merge, *Found) {
	r := l.start()
	found := r.pairs()
	merges := r.merges(found.Pairs)
	r.outward(found.Pairs)
	for i := range merges {
		r.positions(merges[i].A)
		r.positions(merges[i].B)
	}
	return merges, found
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

func (r *run) merges(pairs []Pair) []Merge {
	webs := r.webs(pairs, milli(r.s.w.Floor))
	each := make([][]Merge, len(webs))
	parallelEach(len(webs), func(i int) { each[i] = r.s.group(webs[i]) })
	var out []Merge
	for _, ms := range each {
		out = append(out, ms...)
	}
	slices.SortStableFunc(out, func(a, b Merge) int { return cmp.Compare(b.Milli, a.Milli) })
	return out
}

// webs parts pairs into those of records that hang together, in the order of
// their first pair. A web of too many records is parted again without its weaker
// half.
func (r *run) webs(pairs []Pair, floor int32) [][]Pair {
	boss := map[int]int{}
	var find func(int) int
	find = func(i int) int {
		b, ok := boss[i]
		if !ok || b == i {
			return i
		}
		b = find(b)
		boss[i] = b
		return b
	}
	size := map[int]int{}
	for _, p := range pairs {
		a, b := find(p.Left), find(p.Right)
		if a != b {
			a, b = min(a, b), max(a, b)
			boss[b] = a
			size[a] = max(size[a], 1) + max(size[b], 1)
		}
	}
	at := map[int]int{}
	var webs [][]Pair
	for _, p := range pairs {
		b := find(p.Left)
		i, ok := at[b]
		if !ok {
			i = len(webs)
			at[b] = i
			webs = append(webs, nil)
		}
		webs[i] = append(webs[i], p)
	}
	var out [][]Pair
	for _, web := range webs {
		if size[find(web[0].Left)] > widestGroup && len(web) > 1 {
			out = append(out, r.webs(web[:len(web)/2], floor)...)
			continue
		}
		out = append(out, web)
	}
	return out
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

// group joins the records of one web step by step.
func (s *scorer) group(pairs []Pair) []Merge {
	var rows []int
	for _, p := range pairs {
		rows = append(rows, p.Left, p.Right)
	}
	slices.Sort(rows)
	rows = slices.Compact(rows)
	number := make(map[int]int32, len(rows))
	groups := make([]*profile, len(rows), 2*len(rows)) // nil when joined into a later one
	near := make([]map[int32]int32, len(rows), 2*len(rows))
	for i, r := range rows {
		number[r] = int32(i)
		groups[i] = single(&s.t.rows[r], int32(r))
		near[i] = map[int32]int32{}
	}
	var queue ties
	for _, p := range pairs {
		a, b := number[p.Left], number[p.Right]
		near[a][b], near[b][a] = p.Milli, p.Milli
		queue = append(queue, tie{p.Milli, min(a, b), max(a, b)})
	}
	heap.Init(&queue)
	var out []Merge
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
		groups, near = append(groups, both), append(near, map[int32]int32{})
		var others []int32
		for _, from := range [...]int32{t.a, t.b} {
			for o := range near[from] {
				if groups[o] != nil {
					others = append(others, o)
				}
			}
		}
		slices.Sort(others)
		for _, o := range slices.Compact(others) {
			bits := s.between(both, groups[o])
			near[c][o], near[o][c] = bits, bits
			heap.Push(&queue, tie{bits, min(o, c), max(o, c)})
		}
		near[t.a], near[t.b] = nil, nil
	}
	return out
}

// between weighs two groups against each other: their profiles, and the mean of
// their records.
func (s *scorer) between(a, b *profile) int32 {
	var v vector
	best := s.profiles(a, b, &v)
	if s.w.Cluster.Best == 1 {
		return best
	}
	var sum int64
	for _, i := range a.rows {
		for _, j := range b.rows {
			sum += int64(s.compare(&s.t.rows[i], &s.t.rows[j], &v))
		}
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
