package proof

import (
	"cmp"
	"slices"
	"time"

	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// Ref is a place in a report.
type Ref struct {
	Report   report.Key `json:"report"`
	Field    string     `json:"field"`
	At       time.Time  `json:"at"`
	DateOnly bool       `json:"dateOnly,omitzero"` // the day alone is told: At is its midnight
}

// Pair is a payment and a session that stand near each other.
type Pair struct {
	Payment Ref `json:"payment"`
	Session Ref `json:"session"`
}

// Apart is the time between the two.
func (p Pair) Apart() time.Duration { return p.Payment.At.Sub(p.Session.At).Abs() }

// paymentsOf works out the payment facts of reports that may be used as evidence,
// for whoever gave none.
func paymentsOf(rs []Report, w *payment.Windows) *payment.Facts {
	var in []payment.Input
	for i := range rs {
		r := &rs[i]
		if r.Report == nil {
			continue
		}
		x := payment.Input{
			Key: r.Key, Source: cmp.Or(r.Report.Source, r.Source), Report: r.Report,
			Abuse: triage.StatesAbuse(r.Report, triage.Input{Refuted: r.refuted}), Stated: triage.StatesAbuse(r.Report, triage.Input{}),
		}
		for _, f := range r.Stood {
			if f.Standing == triage.Refuted {
				x.Refuted = append(x.Refuted, f.Kind)
			}
		}
		in = append(in, x)
	}
	return payment.Of(in, w, nil, nil)
}

// actsOf counts the acts three ways, and holds them to what they are: between their
// bounds, and no more acts by payment and session than by payment.
func actsOf(rs []Report, m *payment.Facts) Acts {
	held := func(c, by payment.Count) payment.Count {
		c.Max = max(0, min(c.Max, by.Max))
		return payment.Count{Min: max(0, min(c.Min, by.Min, c.Max)), Max: c.Max}
	}
	a := Acts{Pairs: pairs(m)}
	for i := range rs {
		a.Unlisted += rs[i].unlisted()
	}
	paid := payment.Count{Min: m.Count.Min, Max: m.Count.Max + a.Unlisted}
	a.Payment = held(paid, paid)
	a.PaymentAndSession = held(m.NearCount, held(m.Count, paid))
	stated := byStatement(rs, m.Sessions)
	a.Statement = held(stated, stated)
	a.MorePairs = max(0, len(a.Pairs)-listedPairs)
	a.Pairs = a.Pairs[:len(a.Pairs)-a.MorePairs]
	return a
}

// pairs lists the payments that stand near a session, in order of the sessions.
func pairs(m *payment.Facts) []Pair {
	out := []Pair{}
	for _, n := range m.Near {
		t, s := m.Payments[n.Payment].Told[n.Telling], n.Session[0]
		out = append(out, Pair{Ref{t.Report, t.Field, t.At, t.DateOnly}, Ref{s.Report, s.Field, n.Start, false}})
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(a.Session.At.Compare(b.Session.At), a.Payment.At.Compare(b.Payment.At), cmp.Compare(a.Payment.Report, b.Payment.Report),
			cmp.Compare(a.Payment.Field, b.Payment.Field))
	})
	return out
}

// tally is what the payment facts say for the person.
type tally struct {
	unmatched int // payments with a date that pair with no session
	merged    int // tellings of a payment already counted
	probable  int // payments that the minimum does not count: each may be another
	reversed  int // payments taken back
}

func tallyOf(m *payment.Facts) (t tally) {
	paired := make([]bool, len(m.Payments))
	for _, n := range m.Near {
		paired[n.Payment] = true
	}
	for i := range m.Payments {
		p := &m.Payments[i]
		t.merged += len(p.Told) - 1
		if !p.At.IsZero() && !paired[i] {
			t.unmatched++
		}
		if !p.Least {
			t.probable++
		}
	}
	for _, r := range m.Reversals {
		if r.Of != nil {
			t.reversed++
		}
	}
	return t
}

// takenBack lists the takings back of the payment facts, by report and place; true
// where the payment is found.
func takenBack(m *payment.Facts) map[report.Key]map[int]bool {
	out := map[report.Key]map[int]bool{}
	for _, r := range m.Reversals {
		for _, t := range r.Told {
			if out[t.Report] == nil {
				out[t.Report] = map[int]bool{}
			}
			out[t.Report][t.Payment] = r.Of != nil
		}
	}
	return out
}

// unlisted is how many payments a report counts beyond those that it lists.
func (r *Report) unlisted() int {
	most, listed := 0, 0
	if r.Report != nil {
		listed = len(r.Report.Payments)
	}
	for _, f := range r.Stood {
		if f.Kind == report.Payments && f.Standing != triage.Refuted {
			most = max(most, int(min(f.Count, maxStated)))
		}
	}
	return max(0, most-listed)
}

// maxStated bounds a count that one report states, so that no sum overflows.
const maxStated = 1_000_000

// byStatement counts the acts that sources state, paid for or not: the sessions
// that they list or count, and one where an abuse is stated without a session.
func byStatement(rs []Report, sessions payment.Count) payment.Count {
	c := sessions
	for i := range rs {
		n := rs[i].acts()
		c.Min = max(c.Min, n)
		c.Max += max(0, n-rs[i].starts())
	}
	c.Max = max(c.Max, c.Min)
	return c
}

// acts is how many acts one report states at least, by its facts.
func (r *Report) acts() int {
	n := 0
	for _, f := range r.Stood {
		if f.Standing == triage.Refuted {
			continue
		}
		switch f.Kind {
		case report.Sessions:
			n = max(n, int(min(f.Count, maxStated)))
		case report.LiveAbuse, report.Production, report.Statement:
			n = max(n, 1)
		case report.RepeatedSessions:
			n = max(n, 2)
		}
	}
	return n
}

// starts is how many sessions a report lists, refuted or not.
func (r *Report) starts() int {
	if r.Report == nil {
		return 0
	}
	at := map[int64]bool{}
	for _, s := range r.Report.Sessions {
		if !s.Start.IsZero() {
			at[s.Start.Unix()] = true
		}
	}
	return len(at)
}

// evidence keeps the reports that may be used, in order of key.
func evidence(reports []Report) []Report {
	var out []Report
	for _, r := range reports {
		if r.Code() == Evidence {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Report) int { return cmp.Compare(a.Key, b.Key) })
	return out
}
