package payment

import (
	"cmp"
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// sums adds up by currency; what has no amount is counted beside.
func sums(ps []*Paid) (out []Sum, unstated Count) {
	least, most := map[string][]Amount{}, map[string][]Amount{}
	for i := range ps {
		p := ps[i]
		if !p.Stated {
			unstated.Max++
			if p.Least {
				unstated.Min++
			}
			continue
		}
		most[p.Currency] = append(most[p.Currency], p.Amount)
		if p.Least {
			least[p.Currency] = append(least[p.Currency], p.Amount)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(most)) {
		out = append(out, Sum{
			Currency: c, Count: Count{len(least[c]), len(most[c])},
			Total:       Range{Total(least[c]), Total(most[c])},
			MedianLeast: Median(least[c]), MedianMost: Median(most[c]),
			Smallest: slices.MinFunc(most[c], Amount.Cmp), Largest: slices.MaxFunc(most[c], Amount.Cmp),
		})
	}
	return out, unstated
}

func pointers(ps []Paid) []*Paid {
	out := make([]*Paid, len(ps))
	for i := range ps {
		out[i] = &ps[i]
	}
	return out
}

// under says whether a is less than the ratio of b, exactly.
func (r Ratio) under(a, b Amount) bool {
	return a.Times(whole(r.Of)).Cmp(b.Times(whole(r.Less))) < 0
}

func whole(n int) Amount { return Amount{decimal.NewFromInt(int64(n))} }

// intervals compares gaps between payments on distinct days, in days. Of an even
// number of gaps the median is the lower of the two in the middle, and of an odd
// number the gap in the middle stands in neither half, as in package triage.
func (w *Windows) intervals(ps []Paid) Trend {
	t := Trend{Direction: TooFew}
	var days []int64
	for _, p := range counted(ps) {
		if d := dayOf(p.date.At); len(days) == 0 || days[len(days)-1] != d {
			days = append(days, d)
			t.Told = append(t.Told, p.date.Ref)
		}
	}
	t.Of = len(days)
	if t.Of < w.Least {
		return t
	}
	gaps := make([]int, len(days)-1)
	for i := range gaps {
		gaps[i] = int(days[i+1] - days[i])
	}
	n := len(gaps) / 2
	t.Earlier, t.Later = whole(lowerMedian(gaps[:n])), whole(lowerMedian(gaps[len(gaps)-n:]))
	t.Direction = w.Intervals.direction(t.Earlier, t.Later, Shortening, Lengthening)
	return t
}

func (r Ratio) direction(earlier, later Amount, down, up Direction) Direction {
	switch {
	case r.under(later, earlier):
		return down
	case r.under(earlier, later):
		return up
	}
	return Steady
}

func lowerMedian(v []int) int {
	s := slices.Sorted(slices.Values(v))
	return s[(len(s)-1)/2]
}

// amounts compares what was paid in the currency with the most payments of the
// minimum; of two with as many, the one that was paid in first.
func (w *Windows) amounts(ps []Paid) Trend {
	by := map[string][]onDate{}
	var met []string
	for _, p := range counted(ps) {
		if !p.Stated {
			continue
		}
		if by[p.Currency] == nil {
			met = append(met, p.Currency)
		}
		by[p.Currency] = append(by[p.Currency], p)
	}
	t := Trend{Direction: TooFew}
	if len(by) == 0 {
		return t
	}
	t.Currency = slices.MaxFunc(met, func(a, b string) int { return cmp.Compare(len(by[a]), len(by[b])) })
	var as []Amount
	for _, p := range by[t.Currency] {
		as = append(as, p.Amount)
		t.Told = append(t.Told, p.date.Ref)
	}
	t.Of = len(as)
	if t.Of < w.Least {
		return t
	}
	n := len(as) / 2
	t.Earlier, t.Later = Median(as[:n]), Median(as[len(as)-n:])
	t.Direction = w.Amounts.direction(t.Earlier, t.Later, Falling, Rising)
	return t
}

// recipients lists to whom the payments of f went, and turns the payments'
// roots into places in that list.
func (l *lead) recipients(f *Facts) {
	by := map[int][]*Paid{}
	for i := range f.Payments {
		if p := &f.Payments[i]; p.Recipient >= 0 {
			by[p.Recipient] = append(by[p.Recipient], p)
		}
	}
	roots := slices.Collect(maps.Keys(by))
	all := map[int]Recipient{}
	for _, n := range roots {
		all[n] = l.recipient(n, by[n])
	}
	slices.SortFunc(roots, func(a, b int) int {
		x, y := all[a], all[b]
		return cmp.Or(
			cmp.Compare(y.Count.Max, x.Count.Max), cmp.Compare(y.Count.Min, x.Count.Min),
			slices.CompareFunc(x.Bears, y.Bears, compareBearings),
			cmp.Compare(a, b), // in the order of the reports, which does not depend on theirs
		)
	})
	at := map[int]int{}
	for i, n := range roots {
		f.Recipients = append(f.Recipients, all[n])
		at[n] = i
	}
	place := func(p *Paid) {
		if i, ok := at[p.Recipient]; ok {
			p.Recipient = i
		} else {
			p.Recipient = -1 // all that went there was taken back
		}
	}
	for i := range f.Payments {
		place(&f.Payments[i])
	}
	for i := range f.Reversals {
		if p := f.Reversals[i].Of; p != nil {
			place(p)
		}
	}
}

func (l *lead) recipient(root int, ps []*Paid) Recipient {
	r := Recipient{}
	r.First, r.Last = ends(ps)
	r.Sums, _ = sums(ps)
	for i := range ps {
		r.Count.Max++
		if ps[i].Least {
			r.Count.Min++
		}
		for _, t := range ps[i].Told {
			r.Reports = append(r.Reports, t.Report)
		}
	}
	slices.Sort(r.Reports)
	r.Reports = slices.Compact(r.Reports)
	own := false
	for _, at := range l.people.places[root] {
		in := &l.in[at.in]
		if _, stands := l.isNamed(at); l.struck[at] || !in.Abuse && !stands {
			continue // what was refuted shows nobody
		}
		r.Bears = append(r.Bears, l.bearings(at)...)
		own = own || len(l.ties(at)) > 0
		party := &in.Report.Parties[at.party]
		r.Parties = append(r.Parties, Ref{in.Key, in.Source, party.Field, -1})
		r.Named = r.Named || len(party.Names) > 0
	}
	slices.SortFunc(r.Bears, compareBearings)
	r.Bears = slices.Compact(r.Bears)
	r.Apart = len(r.Bears) > 0 && !own
	return r
}
