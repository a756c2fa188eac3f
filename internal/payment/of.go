package payment

import (
	"cmp"
	"slices"

	"vigie/internal/report"
)

// Of works out the payment facts of a lead's reports. Their order changes
// nothing. What may not stand where the facts are to stand (a declaration of
// suspicion, intelligence only) is left out by the caller, before. Without
// windows, those that Vigie ships.
func Of(reports []Input, w *Windows, scope Scope, apart Apart) *Facts {
	if w == nil {
		w = Default()
	}
	l := gather(reports, w, scope, apart)
	for _, rows := range [][]*row{l.out, l.back, l.received} {
		for i := range rows {
			r := rows[i]
			stands := l.stands(r.party)
			r.who, r.bears = l.people.who(r.party, stands), len(stands) > 0
			r.own, r.via = len(l.ties(r.party)) > 0, l.via(r.party)
		}
	}
	l.people.close()

	certain := w.certainly(l.out)
	back := l.takeBack(certain)
	f := &Facts{Others: l.others}
	f.Payments, f.Count = l.tell(l.out, certain, back.gone)
	l.reversals(f, back)
	l.recipients(f)
	counting := pointers(f.Payments)
	f.Sums, f.Unstated = sums(counting)
	f.First, f.Last = ends(counting)
	f.Intervals = w.intervals(f.Payments)
	f.Amounts = w.amounts(f.Payments)
	l.sessions(f)

	got := w.certainly(l.received)
	received, count := l.tell(l.received, got, make([]bool, len(got)))
	f.Received.Count = count
	f.Received.Sums, _ = sums(pointers(received))
	for _, r := range l.received {
		if !r.silent {
			f.Received.Told = append(f.Received.Told, r.telling)
		}
	}
	l.stated(f)
	return f
}

// tell gives the payments that are not taken back and that a telling states which
// counts. A payment that is probably one with a payment taken back is not in the
// minimum: it may be that one.
func (l *lead) tell(rows []*row, certain []*bunch, gone []bool) ([]Paid, Count) {
	out := make([]Paid, 0, len(certain))
	var count Count
	for n, g := range l.w.probably(certain) {
		stands := -1
		for _, i := range g.of {
			if counts(rows, certain[i]) && (stands < 0 || standsBefore(rows, certain[i], certain[stands])) {
				stands = i
			}
		}
		if slices.ContainsFunc(g.of, func(i int) bool { return gone[i] }) {
			stands = -1
		}
		timed := slices.ContainsFunc(g.of, func(i int) bool { return timed(rows, certain[i]) })
		for _, i := range g.of {
			if gone[i] || !counts(rows, certain[i]) {
				continue
			}
			p := paid(rows, certain[i])
			p.Group, p.Least, p.groupTimed = n, i == stands, timed
			count.Max++
			if p.Least {
				count.Min++
			}
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Paid) int {
		return cmp.Or(compareDates(a.At, b.At), compareTellings(a.Told[0], b.Told[0]))
	})
	numbers := map[int]int{}
	for i := range out {
		n, known := numbers[out[i].Group]
		if !known {
			n = len(numbers)
			numbers[out[i].Group] = n
		}
		out[i].Group = n
	}
	return out, count
}

func counts(rows []*row, b *bunch) bool {
	return slices.ContainsFunc(b.of, func(i int) bool { return !rows[i].silent })
}

// standsBefore says which of two payments that are probably one counts in the
// minimum: one whose amount is stated, and in one currency the smaller; else
// the first told.
func standsBefore(rows []*row, b, than *bunch) bool {
	x, y := rows[b.of[0]], rows[than.of[0]]
	if x.stated != y.stated {
		return x.stated
	}
	return x.stated && x.telling.Currency == y.telling.Currency && x.amount.Cmp(y.amount) < 0
}

// paid is a bunch of tellings as it is shown: those that count. Its Recipient is a
// root of people until the recipients are listed.
func paid(rows []*row, b *bunch) Paid {
	p := Paid{Recipient: b.who, timed: timed(rows, b)}
	for _, i := range b.of {
		switch r := rows[i]; {
		case r.silent:
			continue
		case p.Told == nil:
			p.Amount, p.Stated, p.Currency = r.amount, r.stated, r.telling.Currency
			fallthrough
		default:
			p.Told = append(p.Told, r.telling)
		}
	}
	d := p.dated()
	p.At, p.DateOnly = d.At, d.DateOnly
	return p
}

// timed says whether a telling, refuted or not, states a time of day.
func timed(rows []*row, b *bunch) bool {
	return slices.ContainsFunc(b.of, func(i int) bool { return rows[i].dated && !rows[i].telling.DateOnly })
}

// reversals lists what takes a payment back, refuted or not; what takes none back
// only where it counts.
func (l *lead) reversals(f *Facts, back *takenBack) {
	for j, b := range back.reversals {
		var r Reversal
		if i := back.of[j]; i >= 0 && counts(l.out, back.payments[i]) {
			p := paid(l.out, back.payments[i])
			r.Of, r.By = &p, back.by[j]
		}
		for _, i := range b.of {
			row := back.rows[i]
			if r.Of == nil && (row.loose || row.silent) {
				l.countOther(f, row.telling.Report)
				continue
			}
			r.Told = append(r.Told, row.telling)
		}
		if len(r.Told) > 0 {
			f.Reversals = append(f.Reversals, r)
		}
	}
}

func (l *lead) countOther(f *Facts, key report.Key) {
	i, found := slices.BinarySearchFunc(f.Others, key, func(o Other, k report.Key) int {
		switch {
		case o.Report < k:
			return -1
		case o.Report > k:
			return 1
		}
		return 0
	})
	if !found {
		f.Others = slices.Insert(f.Others, i, Other{Report: key})
	}
	f.Others[i].Count++
}

// stated lists what reports say beside payments.
func (l *lead) stated(f *Facts) {
	tells := map[report.Key]bool{}
	for i := range f.Payments {
		for _, t := range f.Payments[i].Told {
			tells[t.Report] = true
		}
	}
	for _, in := range l.in {
		if tells[in.Key] {
			f.Reports = append(f.Reports, in.Key)
			delete(tells, in.Key)
		}
		if !in.refuted(report.Instruction) {
			for _, fact := range in.Report.Facts {
				if fact.Kind == report.Instruction {
					f.Instructed = append(f.Instructed, Ref{in.Key, in.Source, fact.Field, -1})
				}
			}
		}
		if in.refuted(report.PlaceIdentified) {
			continue
		}
		for _, p := range in.Report.Parties {
			if p.Role != report.RoleFacilitator {
				continue
			}
			for _, place := range p.Places {
				if place.City != "" || place.Street != "" {
					f.Located = append(f.Located, Ref{in.Key, in.Source, place.Field, -1})
				}
			}
		}
	}
}
