package payment

import (
	"maps"
	"slices"
	"strconv"
)

// bunch is one payment, or one session, and the tellings of it: never two by one source.
type bunch struct {
	of      []int   // places of what was put together, in order
	sources []int32 // of the tellings, in order
	at      int64   // of the first: days, or seconds
	dated   bool
	ref     string
	money   string
	who     int      // the recipient, -1 for none
	bears   bool     // by an identifier, which two tellings can share
	own     bool     // by one that unites
	like    []string // recipient, amount and currency, as each telling has them
	via     []string // account that unites nobody, amount and currency, likewise
}

// tells reports whether a source tells it already.
func (b *bunch) tells(s int32) bool {
	_, found := slices.BinarySearch(b.sources, s)
	return found
}

func (b *bunch) meets(c *bunch) bool { return slices.ContainsFunc(c.sources, b.tells) }

// take puts c into b.
func (b *bunch) take(c *bunch) {
	b.of = append(b.of, c.of...)
	b.sources = append(b.sources, c.sources...)
	b.like = append(b.like, c.like...)
	b.via = append(b.via, c.via...)
	b.own = b.own || c.own
	slices.Sort(b.of)
	slices.Sort(b.sources)
	if b.ref == "" {
		b.ref = c.ref
	}
	if b.money == "" {
		b.money = c.money
	}
	if b.who < 0 || !b.bears && c.bears {
		b.who, b.bears = c.who, c.bears
	}
	c.of = nil
}

// lane holds bunches in the order in which they came, and finds the first that
// another can join. What a source passed by it never looks at again: a bunch that
// it tells already, or one that is too long ago, stays so. So a day's ten
// thousand equal payments cost as many steps.
type lane struct {
	open   []*bunch
	next   map[int32]int
	window int64 // -1: none
	gone   func(*bunch) bool
}

func newLane(window int64) *lane {
	return &lane{next: map[int32]int{}, window: window, gone: func(b *bunch) bool { return b.of == nil }}
}

func (l *lane) add(b *bunch) { l.open = append(l.open, b) }

// again forgets what was passed by: what has no date is near everything.
func (l *lane) again() { clear(l.next) }

func (l *lane) first(b *bunch) *bunch {
	over := func(o *bunch) bool {
		return l.gone(o) || l.window >= 0 && o.dated && b.dated && b.at-o.at > l.window
	}
	i := 0
	for _, s := range b.sources {
		n := l.next[s]
		for n < len(l.open) && (over(l.open[n]) || l.open[n].tells(s)) {
			n++
		}
		l.next[s] = n
		i = max(i, n)
	}
	for ; i < len(l.open); i++ {
		if o := l.open[i]; !over(o) && !o.meets(b) {
			return o
		}
	}
	return nil
}

// sweep puts together, of bunches in order of date with the undated last, each
// with the first that it can join.
func sweep(bs []*bunch, window int64) {
	l := newLane(window)
	undated := false
	for _, b := range bs {
		if !b.dated && !undated {
			undated = true
			l.again()
		}
		if o := l.first(b); o != nil {
			o.take(b)
		} else {
			l.add(b)
		}
	}
}

// sweepMissing puts together bunches with a reference and such without, one
// without first with one that has: it can be nothing else.
func sweepMissing(bs []*bunch, window int64) {
	with, without := newLane(window), newLane(window)
	without.gone = func(b *bunch) bool { return b.of == nil || b.ref != "" }
	for _, b := range bs {
		switch {
		case b.ref == "":
			if o := with.first(b); o != nil {
				o.take(b)
			} else {
				without.add(b)
			}
		default:
			if o := without.first(b); o != nil {
				o.take(b)
				with.add(o)
			} else {
				with.add(b)
			}
		}
	}
}

// sweepVia puts together bunches whose money went through one account that unites
// nobody, unless two references or two recipients of their own tell them apart: what
// lacks both is put to what says the most.
func sweepVia(bs []*bunch, window int64) {
	lanes := make([]*lane, 4)
	for i := range lanes {
		lanes[i] = newLane(window)
		lanes[i].gone = func(b *bunch) bool { return b.of == nil || b.says() != i }
	}
next:
	for _, b := range bs {
		for i := len(lanes) - 1; i >= 0; i-- {
			if i&b.says() != 0 {
				continue
			}
			if o := lanes[i].first(b); o != nil {
				o.take(b)
				if o.says() != i {
					lanes[o.says()].add(o)
				}
				continue next
			}
		}
		lanes[b.says()].add(b)
	}
}

// says is what tells a bunch apart: a bit for a reference, one for a recipient of its own.
func (b *bunch) says() (n int) {
	if b.ref != "" {
		n |= 1
	}
	if b.own {
		n |= 2
	}
	return n
}

// each calls f with the bunches that share a key, "" excepted, and gives those
// that are left, in order.
func each(bs []*bunch, key func(*bunch) string, f func([]*bunch)) []*bunch {
	shared := map[string][]*bunch{}
	for _, b := range bs {
		if k := key(b); k != "" {
			shared[k] = append(shared[k], b)
		}
	}
	for _, with := range shared {
		if len(with) > 1 {
			f(with)
		}
	}
	return left(bs)
}

// left are the bunches that were not put into another, in order.
func left(bs []*bunch) []*bunch {
	out := slices.DeleteFunc(slices.Clone(bs), func(b *bunch) bool { return b.of == nil })
	slices.SortFunc(out, func(a, b *bunch) int { return a.of[0] - b.of[0] })
	return out
}

// certainly puts together tellings by different sources with one reference,
// amount and currency whose dates are near enough. It gives one bunch a payment.
func (w *Windows) certainly(rows []*row) []*bunch {
	bs := make([]*bunch, len(rows))
	for i := range rows {
		r := rows[i]
		bs[i] = &bunch{of: []int{i}, sources: []int32{r.source}, at: r.day, dated: r.dated, ref: r.ref, money: r.money, who: r.who, bears: r.bears, own: r.own}
		if r.bears && r.money != "" && r.dated {
			bs[i].like = []string{r.money + " " + strconv.Itoa(r.who)}
			for _, v := range r.via {
				bs[i].via = append(bs[i].via, r.money+"\x00"+strconv.Itoa(int(v.Kind))+"\x00"+v.Service+"\x00"+v.Value)
			}
		}
	}
	return each(bs, func(b *bunch) string {
		if b.ref == "" || b.money == "" {
			return ""
		}
		return b.ref + " " + b.money
	}, func(with []*bunch) { sweep(with, int64(w.SameReference)) })
}

// probably puts together, of payments that are certainly several, those that
// may be one: the same reference whatever the rest, since a house pays out in
// another currency, or less its fee; then, where a reference is missing on a
// side, one recipient, amount, currency and day; then, where the recipient is not
// known on a side, one account that unites nobody. The bunches given are not changed.
func (w *Windows) probably(certain []*bunch) []*bunch {
	bs := make([]*bunch, len(certain))
	for i, c := range certain {
		b := *c
		b.of, b.sources, b.like = []int{i}, slices.Clone(c.sources), slices.Clone(c.like)
		b.via = slices.Clone(c.via)
		bs[i] = &b
	}
	bs = each(bs, func(b *bunch) string { return b.ref }, func(with []*bunch) { sweep(with, -1) })
	like := func(b *bunch) *[]string { return &b.like }
	bs = alike(bs, like, func(with []*bunch) { sweepMissing(with, int64(w.Same)) })
	bs = alike(bs, like, func(with []*bunch) {
		sweep(slices.DeleteFunc(with, func(b *bunch) bool { return b.ref != "" }), int64(w.Same))
	})
	return alike(bs, func(b *bunch) *[]string { return &b.via }, func(with []*bunch) { sweepVia(with, int64(w.Same)) })
}

// alike calls f with the bunches that share a key, such as the recipient, amount and
// currency of a telling, until nothing more is put together: what a bunch took in may be like
// another, and one without a reference that came before another's found its own.
func alike(bs []*bunch, keys func(*bunch) *[]string, f func([]*bunch)) []*bunch {
	for n := len(bs) + 1; len(bs) < n; {
		n = len(bs)
		shared := map[string][]*bunch{}
		for _, b := range bs {
			by := keys(b)
			slices.Sort(*by)
			*by = slices.Compact(*by)
			for _, k := range *by {
				shared[k] = append(shared[k], b)
			}
		}
		for _, k := range slices.Sorted(maps.Keys(shared)) {
			if with := slices.DeleteFunc(shared[k], func(b *bunch) bool { return b.of == nil }); len(with) > 1 {
				f(with)
			}
		}
		bs = left(bs)
	}
	return bs
}
