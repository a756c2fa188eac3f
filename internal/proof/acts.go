package proof

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// Count is a number that is known between two bounds.
type Count payment.Count

// Ref is a place in a report.
type Ref struct {
	Report report.Key `json:"report"`
	Field  string     `json:"field"`
	At     time.Time  `json:"at"`
}

// Pair is a payment and a session that stand near each other.
type Pair struct {
	Payment Ref `json:"payment"`
	Session Ref `json:"session"`
}

// Apart is the time between the two.
func (p Pair) Apart() time.Duration { return p.Payment.At.Sub(p.Session.At).Abs() }

// Payments is what the money says of a lead or case: of the reports that may be
// used as evidence, and of these alone. [FromReports] works it out.
type Payments struct {
	Distinct  Count  // payments of the person reported
	Near      Count  // acts: payments and sessions near each other, one to one
	Pairs     []Pair // every one, in order of time
	Unmatched int    // distinct payments with a time that are near no session
	Unlisted  int    // payments that sources count and do not list: in Distinct.Max alone
	Certain   int    // listings of a payment already counted, certain to be the same
	Reversed  int    // payments taken back: not in Distinct.Min
}

const (
	// within is how near a payment and a session have to be.
	within = 48 * time.Hour
	// oneSession is the time within which two starts may be those of one session.
	oneSession = time.Hour
)

// own says whether the payment is the reported person's, or nobody else's that the
// report names; what takes a payment back is none.
func own(r *report.Report, p *report.Payment) bool {
	return !p.Reversal && (p.Sender < 0 || p.Sender >= len(r.Parties) || r.Parties[p.Sender].Role == report.RoleReported)
}

// certainKey tells payments that are certain to be one: same reference, amount and
// currency. Without a reference a payment is like no other.
type certainKey struct {
	reference, amount, currency string
	report                      report.Key // without a reference
	place                       int
}

// probableKey tells payments that may be one: same day, amount and currency.
type probableKey struct {
	day              triage.Day
	amount, currency string
}

// told is a distinct payment, with every listing of it.
type told struct {
	listings []listing
	reversed bool
}

type listing struct {
	Ref
	alone bool // a person refuted that payments of this report stand near a session
}

// ledgerOf is the payments of reports, told apart.
type ledgerOf struct {
	distinct map[certainKey]*told
	alike    map[probableKey]map[report.Key]map[certainKey]bool // those that may be one: never two that one report lists apart
	listings int
}

// FromReports works out what the payments and sessions of reports say by
// themselves. A payment that a person refuted counts for nothing.
func FromReports(reports []Report) Payments {
	rs := evidence(reports)
	l := ledgerOf{map[certainKey]*told{}, map[probableKey]map[report.Key]map[certainKey]bool{}, 0}
	taken := map[certainKey]bool{}
	out := Payments{Pairs: []Pair{}}
	for i := range rs {
		if !rs[i].refuted(report.Payments) {
			l.add(&rs[i], taken)
		}
	}
	for k, p := range l.distinct {
		if taken[k] {
			p.reversed = true
			out.Reversed++
		}
	}
	for i := range rs {
		out.Unlisted += rs[i].unlisted()
	}
	out.Certain = l.listings - len(l.distinct)
	out.Distinct.Max = len(l.distinct) + out.Unlisted
	out.Distinct.Min = min(l.least(), out.Distinct.Max)
	l.near(&out, sessions(rs))
	return out
}

func (l *ledgerOf) add(r *Report, taken map[certainKey]bool) {
	if r.Report == nil {
		return
	}
	alone := r.refuted(triage.PaymentNearSession)
	for i := range r.Report.Payments {
		p := &r.Report.Payments[i]
		if !p.Reversal && !own(r.Report, p) {
			continue
		}
		k := certainKey{p.Reference, p.Amount, p.Currency, 0, 0}
		if p.Reference == "" {
			k.report, k.place = r.Key, i
		}
		if p.Reversal {
			if p.Reference != "" {
				taken[k] = true
			}
			continue
		}
		l.listings++
		if l.distinct[k] == nil {
			l.distinct[k] = &told{}
		}
		l.distinct[k].listings = append(l.distinct[k].listings, listing{Ref{r.Key, p.Field, p.At}, alone})
		a := probableKey{amount: p.Amount, currency: p.Currency}
		if !p.At.IsZero() {
			a.day = triage.DayOf(p.At)
		}
		if l.alike[a] == nil {
			l.alike[a] = map[report.Key]map[certainKey]bool{}
		}
		if l.alike[a][r.Key] == nil {
			l.alike[a][r.Key] = map[certainKey]bool{}
		}
		l.alike[a][r.Key][k] = true
	}
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

// least is the fewest payments that these can be: of those alike in day and amount,
// as many as one report lists apart; and none that was taken back.
func (l *ledgerOf) least() int {
	n := 0
	for _, of := range l.alike {
		n += l.apart(of)
	}
	return min(n, l.standing())
}

func (l *ledgerOf) apart(of map[report.Key]map[certainKey]bool) int {
	most := 0
	for _, ks := range of {
		n := 0
		for k := range ks {
			if !l.distinct[k].reversed {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func (l *ledgerOf) standing() int {
	n := 0
	for _, p := range l.distinct {
		if !p.reversed {
			n++
		}
	}
	return n
}

// sessions lists the sessions of reports, a start once, in order of time.
func sessions(rs []Report) []Ref {
	byStart := map[int64]Ref{}
	for i := range rs {
		if rs[i].Report == nil || rs[i].refuted(report.Sessions) {
			continue
		}
		for _, s := range rs[i].Report.Sessions {
			if _, known := byStart[s.Start.Unix()]; !known && !s.Start.IsZero() {
				byStart[s.Start.Unix()] = Ref{rs[i].Key, s.Field, s.Start}
			}
		}
	}
	out := slices.Collect(maps.Values(byStart))
	slices.SortFunc(out, func(a, b Ref) int { return a.At.Compare(b.At) })
	return out
}

// apartByAnHour is how many of these, in order of time, can be sessions of their own
// when starts within an hour of each other may be one's.
func apartByAnHour(ss []Ref) int {
	n := 0
	var last time.Time
	for _, s := range ss {
		if n == 0 || s.At.Sub(last) > oneSession {
			n++
			last = s.At
		}
	}
	return n
}

// near pairs payments with sessions. The most acts is the largest one-to-one
// pairing; the fewest is the same over payments and sessions that may be one.
func (l *ledgerOf) near(out *Payments, ss []Ref) {
	reach := map[certainKey][]int{}
	beside := map[int]bool{}
	for k, p := range l.distinct {
		timed := false
		seen := map[int]bool{}
		for _, x := range p.listings {
			if x.At.IsZero() {
				continue
			}
			timed = true
			if x.alone {
				continue
			}
			from, _ := slices.BinarySearchFunc(ss, x.At.Add(-within), func(s Ref, t time.Time) int { return s.At.Compare(t) })
			for j := from; j < len(ss) && !ss[j].At.After(x.At.Add(within)); j++ {
				beside[j] = true
				if !seen[j] {
					seen[j] = true
					reach[k] = append(reach[k], j)
					out.Pairs = append(out.Pairs, Pair{x.Ref, ss[j]})
				}
			}
		}
		slices.Sort(reach[k])
		if timed && len(reach[k]) == 0 {
			out.Unmatched++
		}
	}
	slices.SortFunc(out.Pairs, func(a, b Pair) int {
		return cmp.Or(a.Session.At.Compare(b.Session.At), a.Payment.At.Compare(b.Payment.At), cmp.Compare(a.Payment.Report, b.Payment.Report),
			cmp.Compare(a.Payment.Field, b.Payment.Field), cmp.Compare(a.Session.Report, b.Session.Report))
	})
	out.Near.Max = pairing(slices.Collect(maps.Values(reach)), len(ss))
	var few [][]int
	for _, of := range l.alike {
		js := map[int]bool{}
		for _, ks := range of {
			for k := range ks {
				if l.distinct[k].reversed {
					continue
				}
				for _, j := range reach[k] {
					js[j] = true
				}
			}
		}
		near := slices.Sorted(maps.Keys(js))
		for range l.apart(of) {
			few = append(few, near)
		}
	}
	var besides []Ref
	for j, s := range ss {
		if beside[j] {
			besides = append(besides, s)
		}
	}
	out.Near.Min = min(pairing(few, len(ss)), apartByAnHour(besides), out.Near.Max, out.Distinct.Min)
}

// pairing is the size of the largest one-to-one pairing with n sessions, where reach
// lists in order the sessions that each can be paired with. Those whose last session
// is the earliest go first: sessions near a time lie side by side, so that hardly any
// has to be moved on.
func pairing(reach [][]int, n int) int {
	slices.SortFunc(reach, func(a, b []int) int {
		if len(a) == 0 || len(b) == 0 {
			return cmp.Compare(len(a), len(b))
		}
		return cmp.Or(cmp.Compare(a[len(a)-1], b[len(b)-1]), cmp.Compare(a[0], b[0]))
	})
	taken, seen := make([]int, n), make([]int, n) // by whom, and in whose turn; from 1
	var find func(i, turn int) bool
	find = func(i, turn int) bool {
		for _, j := range reach[i] {
			if seen[j] >= turn {
				continue
			}
			seen[j] = turn
			if taken[j] == 0 || find(taken[j]-1, turn) {
				taken[j] = i + 1
				return true
			}
		}
		return false
	}
	pairs, turn := 0, 1
	for i := range reach {
		if find(i, turn) {
			pairs++
			turn++ // what was looked at in vain stays so until a pairing moves
		}
	}
	return pairs
}

// byStatement counts the acts that sources state, paid for or not: the sessions
// that they list or count, and one where an abuse is stated without a session.
func byStatement(rs []Report) Count {
	all := sessions(rs)
	c := Count{apartByAnHour(all), len(all)}
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
