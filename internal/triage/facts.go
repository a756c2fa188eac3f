// Package triage turns what reports state into a place in the queue, with its
// reasons. It aggregates facts over a lead ([Summary]), evaluates rules that
// people wrote against them ([Rules]), and explains the outcome ([Explanation]).
//
// What it promises: reports and leads are ordered, never persons. The rule
// environment is closed ([Env], docs/facts.md): booleans, counts and dates; no
// free text, no name, no country, no trait of anyone. Everything is pure: the
// same reports, rules and decisions give the same order on any machine.
package triage

import (
	"cmp"
	"slices"
	"time"

	"vigie/internal/report"
)

// maxCount bounds a count that one report states, so that no sum overflows.
const maxCount = 1_000_000

// Facts lists what one report states: the facts that its source states, then
// those that follow from its structure, each with its field. A kind that the
// source states is not derived again, except that a count is the larger of both.
func Facts(r *report.Report) []report.Fact {
	out := slices.Clone(r.Facts)
	stated := map[report.FactKind]bool{}
	for _, f := range out {
		stated[f.Kind] = true
	}
	derive := func(f report.Fact) {
		if !stated[f.Kind] {
			stated[f.Kind] = true
			out = append(out, f)
		}
	}
	fromIncident(r, derive)
	fromParties(r, derive)
	if n := int64(len(r.Payments)); n > 0 && !r.Statement { // a statement holds rent and groceries too: it moves no order
		if largest(out, report.Payments) < n {
			out = append(out, report.Fact{Kind: report.Payments, Count: n, Field: r.Payments[0].Field})
		}
		fromPayments(r, derive)
	}
	fromSessions(r, largest(out, report.Sessions), func(f report.Fact) { out = append(out, f) }, derive)
	return out
}

// abuse are the facts that say that a child is abused, or that abuse was asked for.
var abuse = map[report.FactKind]bool{
	report.ImminentDanger: true, report.LiveAbuse: true, report.Instruction: true, report.ChildReachable: true,
	report.RepeatedSessions: true, report.SameChildren: true, report.Statement: true, report.NewMaterial: true,
	report.VictimUnidentified: true, report.Series: true, report.Solicitation: true, report.Sextortion: true,
	report.SadisticExploitation: true, report.Production: true, report.Enticement: true, report.Trafficking: true,
}

// StatesAbuse says whether a report states a fact of abuse that no person
// refuted. Only what such a report says of payments makes its recipients known.
func StatesAbuse(r *report.Report, in Input) bool {
	for _, f := range Facts(r) {
		if abuse[f.Kind] && in.standing(f.Kind) != Refuted {
			return true
		}
	}
	return false
}

func largest(facts []report.Fact, kind report.FactKind) int64 {
	var n int64
	for _, f := range facts {
		if f.Kind == kind {
			n = max(n, f.Count)
		}
	}
	return n
}

// fromIncident: the category of the report, and the annotation of a file.
func fromIncident(r *report.Report, derive func(report.Fact)) {
	byCategory := map[report.Category]report.FactKind{
		report.CategoryLive:        report.LiveAbuse,
		report.CategoryTrafficking: report.Trafficking,
		report.CategoryAbuse:       report.Production,
		report.CategoryEnticement:  report.Enticement,
	}
	if kind, ok := byCategory[r.Incident.Category]; ok {
		derive(report.Fact{Kind: kind, Field: "incident.category", At: r.Incident.At})
	}
	for i := range r.Media {
		for _, f := range r.Media[i].Flags {
			if f.Name == "liveStreaming" {
				derive(report.Fact{Kind: report.LiveAbuse, Field: f.Field})
			}
		}
	}
}

// fromParties: who can be identified, and where.
func fromParties(r *report.Report, derive func(report.Fact)) {
	for i := range r.Parties {
		p := &r.Parties[i]
		if p.Role == report.RoleFacilitator && (len(p.Names) > 0 || len(p.Identifiers) > 0) {
			derive(report.Fact{Kind: report.FacilitatorIdentified, Field: p.Field})
		}
		if p.Role != report.RoleFacilitator && p.Role != report.RoleVictim {
			continue
		}
		for j := range p.Places {
			// A country or a region alone is no place that anyone could go to.
			if p.Places[j].City != "" || p.Places[j].Street != "" {
				derive(report.Fact{Kind: report.PlaceIdentified, Field: p.Places[j].Field})
			}
		}
	}
}

func fromPayments(r *report.Report, derive func(report.Fact)) {
	var first, last report.Fact
	var dates []time.Time
	senders := map[int]map[int]bool{}
	for i := range r.Payments {
		p := &r.Payments[i]
		if p.Recipient >= 0 && p.Recipient < len(r.Parties) {
			if len(r.Parties[p.Recipient].Names) > 0 {
				derive(report.Fact{Kind: report.RecipientNamed, Field: r.Parties[p.Recipient].Field})
			}
			if p.Sender >= 0 {
				if senders[p.Recipient] == nil {
					senders[p.Recipient] = map[int]bool{}
				}
				senders[p.Recipient][p.Sender] = true
			}
		}
		if p.At.IsZero() {
			continue
		}
		dates = append(dates, p.At)
		if first.Date.IsZero() || p.At.Before(first.Date) {
			first = report.Fact{Kind: FirstPayment, Date: p.At, Field: p.Field}
		}
		if p.At.After(last.Date) {
			last = report.Fact{Kind: report.LastPayment, Date: p.At, Field: p.Field}
		}
	}
	if len(dates) > 0 {
		derive(first)
		derive(last)
	}
	most := 0
	for _, s := range senders {
		most = max(most, len(s))
	}
	if most > 1 {
		derive(report.Fact{Kind: Senders, Count: int64(most), Field: r.Payments[0].Field})
	}
	if shortening(dates) {
		derive(report.Fact{Kind: IntervalsShortening, Field: r.Payments[0].Field})
	}
}

// fromSessions: how many have a stated time, and whether a payment stands near one.
func fromSessions(r *report.Report, stated int64, add, derive func(report.Fact)) {
	at := starts(r)
	var field string
	if i := slices.IndexFunc(r.Sessions, func(s report.Session) bool { return !s.Start.IsZero() }); i >= 0 {
		field = r.Sessions[i].Field
	}
	if n := int64(len(at)); n > stated {
		add(report.Fact{Kind: report.Sessions, Count: n, Field: field})
	}
	if len(at) > 1 {
		derive(report.Fact{Kind: report.RepeatedSessions, Field: field})
	}
	for i := range r.Payments {
		for j := range r.Sessions {
			p, s := &r.Payments[i], &r.Sessions[j]
			if !p.At.IsZero() && !s.Start.IsZero() && p.At.Sub(s.Start).Abs() <= 48*time.Hour {
				derive(report.Fact{Kind: PaymentNearSession, Field: p.Field, At: p.At})
				return
			}
		}
	}
}

// starts are the distinct starts of the sessions that a report lists.
func starts(r *report.Report) map[int64]bool {
	at := map[int64]bool{}
	for i := range r.Sessions {
		if s := &r.Sessions[i]; !s.Start.IsZero() {
			at[s.Start.Unix()] = true
		}
	}
	return at
}

// shortening says whether the median gap between the later payments is less
// than two thirds of that between the earlier ones. It needs five payments on
// distinct days: with fewer, chance alone shortens gaps.
func shortening(dates []time.Time) bool {
	days := make([]Day, 0, len(dates))
	for _, t := range dates {
		days = append(days, DayOf(t))
	}
	slices.Sort(days)
	days = slices.Compact(days)
	if len(days) < 5 {
		return false
	}
	gaps := make([]int, len(days)-1)
	for i := range gaps {
		gaps[i] = int(days[i+1] - days[i])
	}
	half := len(gaps) / 2
	return 3*median(gaps[len(gaps)-half:]) < 2*median(gaps[:half])
}

// median of a copy, the lower of the two in the middle.
func median(v []int) int {
	s := slices.Clone(v)
	slices.Sort(s)
	return s[(len(s)-1)/2]
}

// Standing is what people made of a fact.
type Standing string

// Standings of a fact.
const (
	Reported Standing = "reported"
	Verified Standing = "verified"
	Refuted  Standing = "refuted"
)

// Stood is a fact with its standing, for pages.
type Stood struct {
	report.Fact
	Standing Standing `json:"standing"`
	Derived  bool     `json:"derived,omitzero"` // from the structure of the report, not stated by its source
}

// Stand lists the facts of a report with their standing, in the order of
// docs/facts.md, then as the report states them.
func Stand(r *report.Report, in Input) []Stood {
	facts := Facts(r)
	out := make([]Stood, len(facts))
	for i, f := range facts {
		out[i] = Stood{Fact: f, Standing: in.standing(f.Kind), Derived: i >= len(r.Facts)}
	}
	slices.SortStableFunc(out, func(a, b Stood) int { return cmp.Compare(rankOfKind(a.Kind), rankOfKind(b.Kind)) })
	return out
}

func rankOfKind(k report.FactKind) int {
	for i, s := range report.Stated {
		if s.Kind == k {
			return i
		}
	}
	return len(report.Stated) // derived kinds stand after, in the order derived
}
