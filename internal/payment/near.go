package payment

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

	"vigie/internal/report"
)

// told is a session as one report tells it.
type told struct {
	ref    Ref
	start  time.Time
	source int32
	order  int
	stands bool // no person refuted the report's sessions
}

// sessions finds which payments stand near which sessions: one to one, as many
// as can be, and of those the closest. Sessions that start at one instant are one.
// In the minimum, so are two that different sources tell and that start close
// together, and payments that are probably one.
func (l *lead) sessions(f *Facts) {
	starts, one := l.starts(f)
	if len(starts) == 0 || len(f.Payments) == 0 {
		return
	}
	all, sure := l.moments(f)
	instants := make([]int64, len(starts))
	for i := range starts {
		instants[i] = starts[i].Start.Unix()
	}
	spans := func(of []moment) [][]span {
		out := make([][]span, len(f.Payments))
		for _, m := range of {
			if s, near := l.w.near(m.at, instants); near {
				out[m.payment] = append(out[m.payment], s)
			}
		}
		return out
	}

	// The minimum first, over what is probably one payment and one session.
	groups, group := 0, make([]int, len(f.Payments))
	for i := range f.Payments {
		groups = max(groups, f.Payments[i].Group+1)
		group[i] = f.Payments[i].Group
	}
	counted := make([]bool, groups)
	for i := range f.Payments {
		counted[group[i]] = counted[group[i]] || f.Payments[i].Least
	}
	few := newMatching(groups, one)
	for i, s := range spans(sure) {
		if counted[group[i]] {
			few.spans[group[i]] = append(few.spans[group[i]], s...)
		}
	}
	for _, m := range closest(sure, instants, int64(l.w.Session/time.Second)) {
		if counted[group[m[0]]] {
			few.pair(group[m[0]], m[1])
		}
	}
	f.NearCount.Min = few.most()

	// A pair of the minimum is one of the maximum: of the group, the payment that is
	// the closest. A payment stays paired however its session changes.
	least := make([]bool, len(f.Payments))
	each := newMatching(len(f.Payments), nil)
	each.spans = spans(all)
	by := make([][]moment, len(f.Payments))
	best := make([]moment, groups)
	found := make([]bool, groups)
	for _, m := range all {
		by[m.payment] = append(by[m.payment], m)
	}
	for _, m := range sure {
		g := group[m.payment]
		if !counted[g] || few.of[g] < 0 {
			continue
		}
		if at := instants[few.of[g]]; l.w.within(m.at, at) && (!found[g] || apart(m.at, at) < apart(best[g].at, at)) {
			best[g], found[g] = m, true
		}
	}
	for g, m := range best {
		if found[g] {
			least[m.payment] = true
			each.pair(m.payment, few.of[g])
		}
	}
	for _, m := range closest(all, instants, int64(l.w.Session/time.Second)) {
		each.pair(m[0], m[1])
	}
	f.NearCount.Max = each.most()
	for p, j := range each.of {
		if j < 0 {
			continue
		}
		n := starts[j]
		m := slices.MinFunc(by[p], func(a, b moment) int {
			return cmp.Or(cmp.Compare(apart(a.at, instants[j]), apart(b.at, instants[j])), cmp.Compare(a.told, b.told))
		})
		n.Payment, n.Telling, n.Least = p, m.told, least[p]
		n.Apart = f.Payments[p].Told[m.told].At.Sub(n.Start)
		f.Near = append(f.Near, n)
	}
	slices.SortFunc(f.Near, func(a, b Near) int {
		return cmp.Or(cmp.Compare(a.Apart.Abs(), b.Apart.Abs()), a.Start.Compare(b.Start), cmp.Compare(a.Payment, b.Payment))
	})
}

// starts counts the sessions and lists the instants at which they start, with
// the session of the minimum that each is of.
func (l *lead) starts(f *Facts) (starts []Near, one []int) {
	var all []told
	sources := map[string]int32{}
	for i := range l.in {
		in := &l.in[i]
		if _, known := sources[in.Source]; !known {
			sources[in.Source] = int32(len(sources))
		}
		for j := range in.Report.Sessions {
			if s := &in.Report.Sessions[j]; !s.Start.IsZero() {
				all = append(all, told{Ref{in.Key, in.Source, s.Field, -1}, s.Start, sources[in.Source], len(all), !in.refuted(report.Sessions)})
			}
		}
	}
	slices.SortFunc(all, func(a, b told) int { return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.order, b.order)) })

	var every []Near // one an instant
	var bs []*bunch
	for _, t := range all {
		if n := len(every); n == 0 || every[n-1].Start.Unix() != t.start.Unix() {
			every = append(every, Near{Start: t.start})
			bs = append(bs, &bunch{of: []int{n}, at: t.start.Unix(), dated: true, who: -1})
		}
		n := len(every) - 1
		if t.stands {
			every[n].Session = append(every[n].Session, t.ref)
		}
		if !bs[n].tells(t.source) {
			bs[n].sources = append(bs[n].sources, t.source)
			slices.Sort(bs[n].sources)
		}
	}
	session := make([]int, len(every))
	for i, b := range each(bs, func(*bunch) string { return "all" }, func(bs []*bunch) { sweep(bs, int64(l.w.SameSession/time.Second)) }) {
		stands := false
		for _, n := range b.of {
			session[n] = i
			stands = stands || every[n].Session != nil
		}
		if stands {
			f.Sessions.Min++
		}
	}
	for n := range every {
		if every[n].Session != nil {
			starts = append(starts, every[n])
			one = append(one, session[n])
		}
	}
	f.Sessions.Max = len(starts)
	return starts, one
}

// moment is a date of a payment, as one telling has it.
type moment struct {
	at            int64
	payment, told int
}

// moments lists the dates of payments, in order, but for those of reports of
// which a person refuted that a payment stands near a session, and for days alone of a
// payment that is told with a time of day as well. In those that are sure, likewise
// for what is probably one payment. A time that was refuted brings no day back: the
// refutation would raise the count.
func (l *lead) moments(f *Facts) (all, sure []moment) {
	not := map[report.Key]bool{}
	for i := range l.in {
		if l.in[i].refuted(paymentNearSession) {
			not[l.in[i].Key] = true
		}
	}
	for i := range f.Payments {
		p := &f.Payments[i]
		for j, t := range p.Told {
			if t.At.IsZero() || not[t.Report] || t.DateOnly && p.timed {
				continue
			}
			m := moment{t.At.Unix(), i, j}
			if all = append(all, m); !t.DateOnly || !p.groupTimed {
				sure = append(sure, m)
			}
		}
	}
	for _, ms := range [][]moment{all, sure} {
		slices.SortFunc(ms, func(a, b moment) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.payment, b.payment), cmp.Compare(a.told, b.told))
		})
	}
	return all, sure
}

// paymentNearSession is triage.PaymentNearSession, the fact that a person refutes.
const paymentNearSession report.FactKind = "payment_near_session"

func apart(a, b int64) int64 { return max(a, b) - min(a, b) }

func (w *Windows) within(a, b int64) bool { return apart(a, b) <= int64(w.Session/time.Second) }

// near gives the instants, in order, that are near a time.
func (w *Windows) near(at int64, instants []int64) (span, bool) {
	within := int64(w.Session / time.Second)
	from, _ := slices.BinarySearch(instants, at-within)
	to, _ := slices.BinarySearch(instants, at+within+1)
	return span{from, to}, from < to
}

// closest pairs payments and instants, each in order of time, one to one: the
// closest two first, then the closest two of those left, as far apart as within
// allows. On a line the closest two of different kinds stand side by side, so that
// only neighbours are ever compared.
func closest(a []moment, b []int64, within int64) [][2]int {
	type point struct {
		at   int64
		kind int
		of   int
	}
	points := make([]point, 0, len(a)+len(b))
	for _, m := range a {
		points = append(points, point{m.at, 0, m.payment})
	}
	for i, at := range b {
		points = append(points, point{at, 1, i})
	}
	slices.SortStableFunc(points, func(x, y point) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.kind, y.kind), cmp.Compare(x.of, y.of))
	})
	before, after, out := make([]int, len(points)), make([]int, len(points)), make([]bool, len(points))
	dates := map[int][]int{} // of a payment
	var queue sides
	look := func(l, r int) {
		if l < 0 || r >= len(points) || points[l].kind == points[r].kind {
			return
		}
		if apart := points[r].at - points[l].at; apart <= within {
			heap.Push(&queue, side{apart, l, r})
		}
	}
	for i, p := range points {
		before[i], after[i] = i-1, i+1
		if p.kind == 0 {
			dates[p.of] = append(dates[p.of], i)
		}
		look(i-1, i)
	}
	remove := func(i int) {
		l, r := before[i], after[i]
		out[i] = true
		if l >= 0 {
			after[l] = r
		}
		if r < len(points) {
			before[r] = l
		}
		look(l, r)
	}
	var pairs [][2]int
	for len(queue) > 0 {
		s := heap.Pop(&queue).(side)
		if out[s.l] || out[s.r] {
			continue
		}
		pay, session := s.l, s.r
		if points[pay].kind == 1 {
			pay, session = session, pay
		}
		pairs = append(pairs, [2]int{points[pay].of, points[session].of})
		remove(session)
		for _, i := range dates[points[pay].of] {
			remove(i)
		}
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
