package proof

import (
	"maps"
	"slices"
	"time"

	"vigie/internal/report"
	"vigie/internal/triage"
)

// Sign is something a report may show that speaks for or against an element: a
// fact of docs/facts.md, or one of the few below, read off the structure of the
// report. The list is closed: no text, no name, no country, no trait of anyone.
type Sign string

// Signs read off the structure of a report, beside its facts.
const (
	RecipientAccount   Sign = "recipient_account"   // the recipient of a payment has an identifier
	RecipientLocated   Sign = "recipient_located"   // … has a town or a street
	ReportedIdentified Sign = "reported_identified" // the person reported has a name, a document, a bank account, or a verified e-mail or telephone
	VictimStated       Sign = "victim_stated"       // a victim is among the parties
	Online             Sign = "online"              // the incident took place over a network
	AccountCompromised Sign = "account_compromised" // the service says that the reported account was compromised
	PossibleProxy      Sign = "possible_proxy"      // the service says that an address of the reported account may be a proxy
	PaymentReversed    Sign = "payment_reversed"    // a payment was taken back
)

// shape is a sign read off the structure of a report.
type shape struct {
	sign Sign
	word Said
}

var structural = []shape{
	{RecipientAccount, Said{"un compte ou un identifiant du bénéficiaire", "an account or identifier of the recipient"}},
	{RecipientLocated, Said{"le lieu du bénéficiaire", "the recipient's place"}},
	{ReportedIdentified, Said{"l'identité de la personne signalée", "the identity of the person reported"}},
	{VictimStated, Said{"une victime parmi les personnes du signalement", "a victim among the parties of the report"}},
	{Online, Said{"des faits en ligne", "an incident online"}},
	{AccountCompromised, Said{"un compte compromis, dit le service", "an account compromised, says the service"}},
	{PossibleProxy, Said{"une adresse IP qui peut être un relais", "an IP address that may be a proxy"}},
	{PaymentReversed, Said{"un paiement repris", "a payment taken back"}},
}

// countWords name the facts that are no yes or no.
var countWords = map[Sign]Said{
	Sign(report.Payments):     {"des paiements", "payments"},
	Sign(report.Sessions):     {"des séances datées", "sessions with a time"},
	Sign(report.LastPayment):  {"le dernier paiement", "the last payment"},
	Sign(report.PriorReports): {"des signalements antérieurs", "earlier reports"},
	Sign(triage.FirstPayment): {"le premier paiement", "the first payment"},
	Sign(triage.Senders):      {"plusieurs payeurs d'un même bénéficiaire", "several senders to one recipient"},
}

// Signs lists every sign, facts first.
var Signs = func() []Sign {
	var out []Sign
	for _, s := range report.Stated {
		out = append(out, Sign(s.Kind))
	}
	for _, k := range []report.FactKind{triage.PaymentNearSession, triage.IntervalsShortening, triage.Senders, triage.FirstPayment} {
		out = append(out, Sign(k))
	}
	for _, s := range structural {
		out = append(out, s.sign)
	}
	return out
}()

func (s Sign) known() bool { return slices.Contains(Signs, s) }

func (s Sign) rank() int { return slices.Index(Signs, s) }

// In names a sign for people, as a noun phrase.
func (s Sign) In(lang string) string {
	for _, x := range structural {
		if x.sign == s {
			return x.word.In(lang)
		}
	}
	if w, ok := countWords[s]; ok {
		return w.In(lang)
	}
	if w := triage.FactWord(report.FactKind(s), lang); w != "" {
		return w
	}
	return string(s)
}

// Report is a report of the lead or case, as it stands.
type Report struct {
	Key         report.Key
	Source      string // as shown
	Handling    string // evidence, intelligence or originator: the stricter of the source's and the intake's
	Declaration bool
	Stood       []triage.Stood
	Report      *report.Report
}

// Handling codes, and what else keeps a report out.
const (
	Evidence     = "evidence"
	Intelligence = "intelligence"
	Originator   = "originator"
	Declaration  = "declaration" // of suspicion
)

// Code is what keeps a report out of the table; [Evidence] where nothing does. A
// code that is not known keeps it out too.
func (r Report) Code() string {
	switch {
	case r.Declaration || r.Report != nil && r.Report.Declaration:
		return Declaration
	case r.Handling == "" || r.Handling == Evidence:
		return Evidence
	case r.Handling == Intelligence:
		return Intelligence
	}
	return Originator
}

// Exhibit is a sign as one report shows it.
type Exhibit struct {
	Report   report.Key      `json:"report"`
	Source   string          `json:"source"`
	Sign     Sign            `json:"sign"`
	Word     string          `json:"word"`
	Field    string          `json:"field"`
	Count    int64           `json:"count,omitzero"`
	Date     time.Time       `json:"date,omitzero"`
	Standing triage.Standing `json:"standing"`
	Derived  bool            `json:"derived,omitzero"` // from the structure of the report, not stated by its source
	Handling string          `json:"handling"`
}

func (x Exhibit) stands() bool { return x.Standing != triage.Refuted }

// refuted says whether a person refuted a fact of the report.
func (r *Report) refuted(k report.FactKind) bool {
	return slices.ContainsFunc(r.Stood, func(f triage.Stood) bool { return f.Kind == k && f.Standing == triage.Refuted })
}

// money is what the payment facts say of a report's signs.
type money struct {
	counts bool          // a payment that the report tells is among those that count
	within time.Duration // how near a session a payment has to be
}

// exhibits lists the signs of a report.
func (r *Report) exhibits(lang string, m money) []Exhibit {
	var out []Exhibit
	add := func(x Exhibit) {
		x.Report, x.Source, x.Handling = r.Key, r.Source, Evidence
		x.Word = x.Sign.In(lang)
		out = append(out, x)
	}
	for _, f := range r.Stood {
		if !Sign(f.Kind).known() || counted(f.Kind) && f.Count <= 0 {
			continue // a source that counts none states none
		}
		listed := r.listed(f)
		if listed && r.refuted(report.Payments) {
			f.Standing = triage.Refuted // no payment, no recipient of one
		}
		if listed && f.Standing != triage.Refuted && !r.derives(f.Kind, m) {
			continue
		}
		if listed && f.Kind == report.Payments {
			f.Count = r.ownPayments()
		}
		date := f.Date
		if date.IsZero() {
			date = f.At
		}
		add(Exhibit{Sign: Sign(f.Kind), Field: f.Field, Count: f.Count, Date: date, Standing: f.Standing, Derived: f.Derived})
	}
	if r.Report == nil {
		return out
	}
	paid := triage.Reported
	if r.refuted(report.Payments) {
		paid = triage.Refuted
	}
	show := func(s Sign, field string, st triage.Standing) {
		add(Exhibit{Sign: s, Field: field, Standing: st, Derived: true})
	}
	r.ofPayments(m.counts || paid == triage.Refuted, func(s Sign, field string) { show(s, field, paid) })
	r.ofParties(func(s Sign, field string) { show(s, field, triage.Reported) })
	switch r.Report.Incident.Channel {
	case report.ChannelWeb, report.ChannelEmail, report.ChannelNewsgroup, report.ChannelChat, report.ChannelGaming, report.ChannelPeer:
		show(Online, "incident.channel", triage.Reported)
	}
	return out
}

// listed says whether a fact rests on the payments that the report lists: a row of a
// sheet states the payment that it is. A count of more than these stands by itself.
func (r *Report) listed(f triage.Stood) bool {
	if r.Report == nil || len(r.Report.Payments) == 0 || f.Kind == report.Payments && f.Count > int64(len(r.Report.Payments)) {
		return false
	}
	switch f.Kind {
	case report.Payments, report.LastPayment, report.RecipientNamed, triage.FirstPayment, triage.Senders, triage.IntervalsShortening, triage.PaymentNearSession:
		return true
	}
	return false
}

// derives says whether a fact that rests on listed payments holds of the reported
// person's own that counts: another's in the same report proves nothing of theirs,
// nor does one that nothing ties to abuse.
func (r *Report) derives(k report.FactKind, m money) bool {
	of := func(f func(*report.Payment) bool) bool {
		return m.counts && slices.ContainsFunc(r.Report.Payments, func(p report.Payment) bool { return own(r.Report, &p) && f(&p) })
	}
	switch k {
	case triage.PaymentNearSession:
		return of(func(p *report.Payment) bool {
			return slices.ContainsFunc(r.Report.Sessions, func(s report.Session) bool {
				return !p.At.IsZero() && !s.Start.IsZero() && p.At.Sub(s.Start).Abs() <= m.within
			})
		})
	case report.RecipientNamed:
		return of(func(p *report.Payment) bool {
			return p.Recipient >= 0 && p.Recipient < len(r.Report.Parties) && len(r.Report.Parties[p.Recipient].Names) > 0
		})
	}
	return of(func(*report.Payment) bool { return true })
}

// own says whether the payment is the reported person's, as in package payment;
// what takes a payment back is none.
func own(r *report.Report, p *report.Payment) bool {
	return !p.Reversal && p.Sender != p.Recipient && p.Sender >= 0 && p.Sender < len(r.Parties) && r.Parties[p.Sender].Role == report.RoleReported
}

func (r *Report) ownPayments() int64 {
	var n int64
	for i := range r.Report.Payments {
		if own(r.Report, &r.Report.Payments[i]) {
			n++
		}
	}
	return n
}

// takenBack lists the report's takings back that the payment facts list, by their
// place: those of which the payment is found, or the others. A bill that a bank gave
// back is neither, and contradicts nothing.
func (r *Report) takenBack(lang string, listed map[int]bool, found bool) (out []Exhibit) {
	standing := triage.Reported
	if r.refuted(report.Payments) {
		standing = triage.Refuted
	}
	for _, i := range slices.Sorted(maps.Keys(listed)) {
		if listed[i] == found {
			out = append(out, Exhibit{
				Report: r.Key, Source: r.Source, Sign: PaymentReversed, Word: PaymentReversed.In(lang), Field: r.Report.Payments[i].Field,
				Standing: standing, Derived: true, Handling: Evidence,
			})
		}
	}
	return out
}

func counted(k report.FactKind) bool {
	return k == report.Payments || k == report.Sessions || k == report.PriorReports || k == triage.Senders
}

func (r *Report) ofPayments(counts bool, show func(Sign, string)) {
	seen := map[int]bool{}
	for i := range r.Report.Payments {
		p := &r.Report.Payments[i]
		if !counts || !own(r.Report, p) || p.Recipient < 0 || p.Recipient >= len(r.Report.Parties) || seen[p.Recipient] {
			continue
		}
		seen[p.Recipient] = true
		to := &r.Report.Parties[p.Recipient]
		if len(to.Identifiers) > 0 {
			show(RecipientAccount, to.Field)
		}
		if i := slices.IndexFunc(to.Places, func(x report.Place) bool { return x.City != "" || x.Street != "" }); i >= 0 {
			show(RecipientLocated, to.Places[i].Field)
		}
	}
}

func (r *Report) ofParties(show func(Sign, string)) {
	for i := range r.Report.Parties {
		p := &r.Report.Parties[i]
		if p.Role == report.RoleVictim {
			show(VictimStated, p.Field)
		}
		if p.Role != report.RoleReported {
			continue
		}
		if len(p.Names) > 0 || slices.ContainsFunc(p.Identifiers, identifies) {
			show(ReportedIdentified, p.Field)
		}
		if p.Compromised != nil && *p.Compromised {
			show(AccountCompromised, p.Field)
		}
		if i := slices.IndexFunc(p.Identifiers, func(id report.Identifier) bool { return id.Proxy != nil && *id.Proxy }); i >= 0 {
			show(PossibleProxy, p.Identifiers[i].Field)
		}
	}
}

// identifies says whether an identifier leads to a person and not to an account
// that anyone could have opened.
func identifies(id report.Identifier) bool {
	switch id.Kind {
	case report.KindDocument, report.KindIBAN, report.KindBank:
		return !id.FromText
	case report.KindEmail, report.KindPhone:
		return !id.FromText && id.Verified != nil && *id.Verified
	}
	return false
}
