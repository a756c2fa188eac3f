package payment

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigie/internal/report"
)

// row is one telling, with all that it is compared by.
type row struct {
	telling Telling
	source  int32
	ref     string // normal form
	amount  Amount
	stated  bool
	money   string // amount and currency; "" where no amount is stated
	day     int64
	dated   bool
	party   partyAt // the counterparty
	who     int     // its place among recipients, -1 for none
	bears   bool    // the counterparty bears an identifier
	loose   bool    // a reversal that nothing but its reference ties to the lead
}

// partyAt names a party: the place of its report and its own.
type partyAt struct{ in, party int }

// borne is what a party bears, once it was asked for.
type borne struct {
	by    []Bearing
	known bool
}

// lead is what is gathered from the reports, in an order that does not depend on theirs.
type lead struct {
	in     []Input
	w      *Windows
	scope  Scope
	bears  [][]borne        // by report and party, where asked for
	named  map[Bearing]bool // by a report that states abuse
	people *people

	out, back, received []*row
	others              []Other
}

func gather(reports []Input, w *Windows, scope Scope) *lead {
	if scope == nil {
		scope = asGiven
	}
	l := &lead{w: w, scope: scope, named: map[Bearing]bool{}, people: newPeople()}
	for _, in := range reports {
		if in.Report != nil {
			l.in = append(l.in, in)
		}
	}
	slices.SortFunc(l.in, func(a, b Input) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Source, b.Source)) })
	l.bears = make([][]borne, len(l.in))
	for i := range l.in {
		l.bears[i] = make([]borne, len(l.in[i].Report.Parties))
	}
	l.name()
	sources := map[string]int32{}
	for i := range l.in {
		s, known := sources[l.in[i].Source]
		if !known {
			s = int32(len(sources))
			sources[l.in[i].Source] = s
		}
		l.sort(i, s)
	}
	for _, rows := range [][]*row{l.out, l.back, l.received} {
		slices.SortFunc(rows, byDate)
	}
	return l
}

// asGiven tells identifiers apart by the service's word, where a service matters.
func asGiven(kind report.Kind, service, _ string) string {
	if kind == report.KindIBAN || kind == report.KindPhone {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(service))
}

// name collects what reports of abuse name as recipient or facilitator. A
// person reported is neither: whoever pays from one account of his own to
// another pays nobody.
func (l *lead) name() {
	for i := range l.in {
		if !l.in[i].Abuse {
			continue
		}
		r := l.in[i].Report
		names := make([]bool, len(r.Parties))
		for j := range r.Parties {
			if role := r.Parties[j].Role; role == report.RoleRecipient || role == report.RoleFacilitator {
				names[j] = true
			}
		}
		for j := range r.Payments {
			p := &r.Payments[j]
			if role(r, p.Sender) == report.RoleReported && role(r, p.Recipient) != report.RoleReported && role(r, p.Recipient) != 0 {
				names[p.Recipient] = true
			}
		}
		for j, named := range names {
			if !named {
				continue
			}
			at := partyAt{i, j}
			for _, b := range l.bearings(at) {
				l.named[b] = true
			}
			l.people.meet(at, l.bearings(at))
		}
	}
}

// role of a party, 0 where there is none.
func role(r *report.Report, party int) report.Role {
	if party < 0 || party >= len(r.Parties) {
		return 0
	}
	return r.Parties[party].Role
}

// bearings of a party: the identifiers by which it is the same in two reports.
func (l *lead) bearings(at partyAt) []Bearing {
	if at.party < 0 {
		return nil
	}
	b := &l.bears[at.in][at.party]
	if b.known {
		return b.by
	}
	ids := l.in[at.in].Report.Parties[at.party].Identifiers
	for i := range ids {
		if id := &ids[i]; Names(id) {
			b.by = append(b.by, Bearing{id.Kind, l.scope(id.Kind, id.Service, id.Value), id.Value})
		}
	}
	slices.SortFunc(b.by, compareBearings)
	b.by, b.known = slices.Compact(b.by), true
	return b.by
}

func (l *lead) isNamed(at partyAt) bool {
	return slices.ContainsFunc(l.bearings(at), func(b Bearing) bool { return l.named[b] })
}

// sort puts the payments of a report where they belong.
func (l *lead) sort(i int, source int32) {
	in := &l.in[i]
	others := 0
	for j := range in.Report.Payments {
		p := &in.Report.Payments[j]
		sends, gets := role(in.Report, p.Sender) == report.RoleReported, role(in.Report, p.Recipient) == report.RoleReported
		other := partyAt{i, p.Recipient}
		if !sends && gets {
			other.party = p.Sender
		}
		if role(in.Report, other.party) == 0 {
			other.party = -1
		}
		speaks := (sends || gets) && p.Sender != p.Recipient && (in.Abuse || l.isNamed(other))
		switch {
		case p.Reversal && speaks:
			l.back = append(l.back, l.row(i, j, source, other))
		case p.Reversal && l.w.reference(p.Reference) != "":
			r := l.row(i, j, source, partyAt{i, -1})
			r.loose = true
			l.back = append(l.back, r)
		case p.Reversal || !speaks:
			others++
		case sends:
			l.people.meet(other, l.bearings(other))
			l.out = append(l.out, l.row(i, j, source, other))
		default:
			l.received = append(l.received, l.row(i, j, source, other))
		}
	}
	if others > 0 {
		l.others = append(l.others, Other{in.Key, others})
	}
}

func (l *lead) row(i, j int, source int32, party partyAt) *row {
	in := &l.in[i]
	p := &in.Report.Payments[j]
	r := &row{
		telling: Telling{
			Ref:       Ref{in.Key, in.Source, p.Field, j},
			Reference: p.Reference, At: p.At, Given: p.Amount, Currency: p.Currency, Channel: p.Channel,
		},
		source: source, ref: l.w.reference(p.Reference), party: party, who: -1,
	}
	if a, err := ParseAmount(p.Amount); err == nil {
		r.amount, r.stated, r.money = a, true, a.String()+" "+p.Currency
	}
	if !p.At.IsZero() {
		r.day, r.dated = dayOf(p.At), true
	}
	return r
}

// dayOf counts UTC days from 1 January 1970.
func dayOf(t time.Time) int64 {
	s := t.Unix()
	if s < 0 {
		return -((-s + 86399) / 86400)
	}
	return s / 86400
}

// byDate orders tellings: undated last, then by report and place in it.
func byDate(a, b *row) int {
	if a.dated != b.dated {
		if a.dated {
			return -1
		}
		return 1
	}
	return cmp.Or(
		a.telling.At.Compare(b.telling.At),
		cmp.Compare(a.telling.Report, b.telling.Report),
		cmp.Compare(a.telling.Source, b.telling.Source),
		cmp.Compare(a.telling.Payment, b.telling.Payment),
	)
}

func compareBearings(a, b Bearing) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Value, b.Value))
}
