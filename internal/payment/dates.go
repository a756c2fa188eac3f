package payment

import "slices"

// A payment has one date. Of several that are told, a time of day says more than a
// day alone: the day is that of the source's place or of its books, which may be the
// next one.

// dated is the telling that dates the payment: the earliest that states a time of day,
// else the earliest day. Told is in order of date.
func (p *Paid) dated() *Telling {
	for i := range p.Told {
		if t := &p.Told[i]; !t.At.IsZero() && !t.DateOnly {
			return t
		}
	}
	return &p.Told[0]
}

// timedOf finds, of each group of payments that are probably one, the first that is
// told with a time of day; ps is in order of date.
func timedOf(ps []*Paid) map[int]*Paid {
	out := map[int]*Paid{}
	for _, p := range ps {
		if out[p.Group] == nil && !p.At.IsZero() && !p.DateOnly {
			out[p.Group] = p
		}
	}
	return out
}

// ends are the first and the last payment with a date; ps is in order of date. A day
// alone is no end where what is probably the same payment is told with a time.
func ends(ps []*Paid) (first, last Mark) {
	mark := func(p *Paid) Mark {
		m := Mark{At: p.At, DateOnly: p.DateOnly}
		for _, t := range p.Told {
			m.Told = append(m.Told, t.Ref)
		}
		return m
	}
	timed := timedOf(ps)
	for _, p := range ps {
		if p.At.IsZero() {
			break
		}
		if p.DateOnly && timed[p.Group] != nil {
			continue
		}
		if first.Told == nil {
			first = mark(p)
		}
		if last.Told == nil || p.At.After(last.At) {
			last = mark(p)
		}
	}
	return first, last
}

// onDate is a payment of the minimum and the telling that dates it, which may be of
// another of its group.
type onDate struct {
	*Paid
	date *Telling
}

// counted are the payments of the minimum that have a date, in order of it.
func counted(ps []Paid) (out []onDate) {
	timed := timedOf(pointers(ps))
	for i := range ps {
		p := &ps[i]
		if !p.Least {
			continue
		}
		by := p
		if t := timed[p.Group]; t != nil && (p.DateOnly || p.At.IsZero()) {
			by = t
		}
		if !by.At.IsZero() {
			out = append(out, onDate{p, by.dated()})
		}
	}
	slices.SortStableFunc(out, func(a, b onDate) int { return a.date.At.Compare(b.date.At) })
	return out
}
