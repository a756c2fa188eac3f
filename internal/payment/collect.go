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
	party   partyAt   // the counterparty
	who     int       // its place among recipients, -1 for none
	bears   bool      // the counterparty bears an identifier
	own     bool      // one that unites: no agent's account
	via     []Bearing // the accounts that unite nobody
	loose   bool      // a reversal that nothing but its reference ties to the lead
	silent  bool      // it was refuted, or all that ties it to abuse was: it counts for nothing
}

// partyAt names a party: the place of its report and its own.
type partyAt struct{ in, party int }

// borne is what a party bears, once it was asked for.
type borne struct {
	by    []Bearing
	tie   []Bearing // those that unite
	apart []Bearing // those that do not
	known bool
}

// lead is what is gathered from the reports, in an order that does not depend on theirs.
type lead struct {
	in     []Input
	w      *Windows
	scope  Scope
	apart  Apart
	bears  [][]borne        // by report and party, where asked for
	named  map[Bearing]bool // by a report that states abuse; true where one names it that was not refuted
	struck map[partyAt]bool // recipients that refuted payments alone show
	people *people

	out, back, received []*row
	others              []Other
}

func gather(reports []Input, w *Windows, scope Scope, apart Apart) *lead {
	if scope == nil {
		scope = asGiven
	}
	if apart == nil {
		apart = func(Bearing) bool { return false }
	}
	l := &lead{w: w, scope: scope, apart: apart, named: map[Bearing]bool{}, struck: map[partyAt]bool{}, people: newPeople()}
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
		r := l.in[i].Report
		l.strike(i)
		if !l.in[i].Abuse && !l.in[i].Stated {
			continue
		}
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
			for _, b := range l.ties(at) {
				l.named[b] = l.named[b] || l.in[i].Abuse && !l.struck[at]
			}
			l.people.meet(at, l.stands(at))
		}
	}
}

// strike notes whom the refuted payments of a report went to: no payment, no
// recipient of one.
func (l *lead) strike(i int) {
	if !l.in[i].refuted(report.Payments) {
		return
	}
	r := l.in[i].Report
	for j := range r.Payments {
		if to := r.Payments[j].Recipient; role(r, to) != report.RoleFacilitator {
			l.struck[partyAt{i, to}] = true
		}
	}
}

func (in *Input) refuted(k report.FactKind) bool { return slices.Contains(in.Refuted, k) }

// role of a party, 0 where there is none.
func role(r *report.Report, party int) report.Role {
	if party < 0 || party >= len(r.Parties) {
		return 0
	}
	return r.Parties[party].Role
}

// bearings of a party: the identifiers by which it may be the same in two reports.
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
	for _, x := range b.by {
		if l.apart(x) {
			b.apart = append(b.apart, x)
		} else {
			b.tie = append(b.tie, x)
		}
	}
	return b.by
}

// ties are the bearings that unite a party with another.
func (l *lead) ties(at partyAt) []Bearing {
	if l.bearings(at) == nil {
		return nil
	}
	return l.bears[at.in][at.party].tie
}

// via are the others.
func (l *lead) via(at partyAt) []Bearing {
	if l.bearings(at) == nil {
		return nil
	}
	return l.bears[at.in][at.party].apart
}

// stands are the bearings that a party is listed under: those that unite; where there
// are none, the first of the others, for all that are known by nothing else.
func (l *lead) stands(at partyAt) []Bearing {
	if tie := l.ties(at); len(tie) > 0 {
		return tie
	}
	via := l.via(at)
	return via[:min(len(via), 1)]
}

// isNamed says whether a report of abuse names the party, and whether one does
// that was not refuted.
func (l *lead) isNamed(at partyAt) (named, stands bool) {
	for _, b := range l.ties(at) {
		s, known := l.named[b]
		named, stands = named || known, stands || s
	}
	return named, stands
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
		named, stands := l.isNamed(other)
		speaks := (sends || gets) && p.Sender != p.Recipient && (in.Abuse || in.Stated || named)
		counts := !in.refuted(report.Payments) && (in.Abuse || stands)
		add := func(to *[]*row, party partyAt, loose bool) {
			r := l.row(i, j, source, party)
			r.loose, r.silent = loose, !counts && !loose
			*to = append(*to, r)
			if r.silent && !p.Reversal {
				others++
			}
		}
		switch {
		case p.Reversal && speaks:
			add(&l.back, other, false)
		case p.Reversal && l.w.reference(p.Reference) != "":
			add(&l.back, partyAt{i, -1}, true)
		case p.Reversal || !speaks:
			others++
		case sends:
			l.people.meet(other, l.stands(other))
			add(&l.out, other, false)
		default:
			add(&l.received, other, false)
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
			Reference: p.Reference, At: p.At, DateOnly: p.DateOnly && !p.At.IsZero(), Given: p.Amount, Currency: Currency(p.Currency), Channel: p.Channel,
		},
		source: source, ref: l.w.reference(p.Reference), party: party, who: -1,
	}
	if a, err := ParseAmount(p.Amount); err == nil {
		r.amount, r.stated, r.money = a, true, a.String()+" "+Currency(p.Currency)
	}
	if !p.At.IsZero() {
		r.day, r.dated = dayOf(p.At), true
	}
	return r
}

// longestCurrency is one letter more than the longest code in use.
const longestCurrency = 5

// Currency is a currency as given, where it can be a code or a sign: a word of at
// most five characters. What is longer is no currency, and none is stated.
func Currency(s string) string {
	if s = strings.TrimSpace(s); len([]rune(s)) > longestCurrency || len(strings.Fields(s)) > 1 {
		return ""
	}
	return s
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
func byDate(a, b *row) int { return compareTellings(a.telling, b.telling) }

func compareTellings(a, b Telling) int {
	return cmp.Or(
		compareDates(a.At, b.At), cmp.Compare(a.Report, b.Report), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Payment, b.Payment),
	)
}

// compareDates puts what has no date last.
func compareDates(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		if b.IsZero() {
			return -1
		}
		return 1
	}
	return a.Compare(b)
}

func compareBearings(a, b Bearing) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Value, b.Value))
}
