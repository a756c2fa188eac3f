package payment

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// told is a session as one report tells it.
type told struct {
	ref    Ref
	start  time.Time
	source int32
	order  int
}

// sessions finds which payments stand near which sessions, one to one, the
// closest first. Sessions that start at one instant are one. In the minimum, so
// are two that different sources tell and that start close together, and each
// payment of the minimum stands with one of those.
func (l *lead) sessions(f *Facts) {
	var all []told
	sources := map[string]int32{}
	for i := range l.in {
		in := &l.in[i]
		if _, known := sources[in.Source]; !known {
			sources[in.Source] = int32(len(sources))
		}
		for j := range in.Report.Sessions {
			if s := &in.Report.Sessions[j]; !s.Start.IsZero() {
				all = append(all, told{Ref{in.Key, in.Source, s.Field, -1}, s.Start, sources[in.Source], len(all)})
			}
		}
	}
	slices.SortFunc(all, func(a, b told) int { return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.order, b.order)) })

	var starts []Near // one an instant
	var bs []*bunch
	for _, t := range all {
		if n := len(starts); n == 0 || starts[n-1].Start.Unix() != t.start.Unix() {
			starts = append(starts, Near{Start: t.start})
			bs = append(bs, &bunch{of: []int{n}, at: t.start.Unix(), dated: true, who: -1})
		}
		n := len(starts) - 1
		starts[n].Session = append(starts[n].Session, t.ref)
		if !bs[n].tells(t.source) {
			bs[n].sources = append(bs[n].sources, t.source)
			slices.Sort(bs[n].sources)
		}
	}
	f.Sessions.Max = len(starts)
	one := make([]int, len(starts)) // by instant: the session of the minimum
	for i, b := range each(bs, func(*bunch) string { return "all" }, func(bs []*bunch) { sweep(bs, int64(l.w.SameSession/time.Second)) }) {
		for _, n := range b.of {
			one[n] = i
		}
		f.Sessions.Min++
	}

	least := map[int]bool{} // groups of payments that count in the minimum
	var times []int64
	var places []int
	for i := range f.Payments {
		p := &f.Payments[i]
		if p.Least {
			least[p.Group] = true
		}
		if !p.At.IsZero() {
			times = append(times, p.At.Unix())
			places = append(places, i)
		}
	}
	instants := make([]int64, len(starts))
	for i := range starts {
		instants[i] = starts[i].Start.Unix()
	}
	used := map[int]bool{}
	for _, m := range closest(times, instants, int64(l.w.Session/time.Second)) {
		n := starts[m[1]]
		n.Payment = places[m[0]]
		p := &f.Payments[n.Payment]
		n.Apart = p.At.Sub(n.Start)
		n.Least = least[p.Group] && !used[one[m[1]]]
		if n.Least {
			least[p.Group], used[one[m[1]]] = false, true
			f.NearCount.Min++
		}
		f.NearCount.Max++
		f.Near = append(f.Near, n)
	}
}

// closest pairs times of two kinds, each in order, one to one: the closest two
// first, then the closest two of those left, as far apart as within allows. On a
// line the closest two of different kinds stand side by side, so that only
// neighbours are ever compared.
func closest(a, b []int64, within int64) [][2]int {
	type point struct {
		at   int64
		kind int
		of   int
	}
	points := make([]point, 0, len(a)+len(b))
	for i, at := range a {
		points = append(points, point{at, 0, i})
	}
	for i, at := range b {
		points = append(points, point{at, 1, i})
	}
	slices.SortFunc(points, func(x, y point) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.kind, y.kind), cmp.Compare(x.of, y.of))
	})
	before, after, out := make([]int, len(points)), make([]int, len(points)), make([]bool, len(points))
	var queue sides
	look := func(l, r int) {
		if l < 0 || r >= len(points) || points[l].kind == points[r].kind {
			return
		}
		if apart := points[r].at - points[l].at; apart <= within {
			heap.Push(&queue, side{apart, l, r})
		}
	}
	for i := range points {
		before[i], after[i] = i-1, i+1
		look(i-1, i)
	}
	var pairs [][2]int
	for len(queue) > 0 {
		s := heap.Pop(&queue).(side)
		if out[s.l] || out[s.r] {
			continue
		}
		out[s.l], out[s.r] = true, true
		var pair [2]int
		pair[points[s.l].kind], pair[points[s.r].kind] = points[s.l].of, points[s.r].of
		pairs = append(pairs, pair)
		l, r := before[s.l], after[s.r]
		if l >= 0 {
			after[l] = r
		}
		if r < len(points) {
			before[r] = l
		}
		look(l, r)
	}
	return pairs
}

// side is two neighbours on the line.
type side struct {
	apart int64
	l, r  int
}

// sides is a heap, the closest first, then the earliest.
type sides []side

func (s sides) Len() int { return len(s) }
func (s sides) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].apart, s[j].apart), cmp.Compare(s[i].l, s[j].l)) < 0
}
func (s sides) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *sides) Push(x any)   { *s = append(*s, x.(side)) }
func (s *sides) Pop() any {
	old := *s
	x := old[len(old)-1]
	*s = old[:len(old)-1]
	return x
}
