package sheet

import (
	"strings"

	"vigie/internal/report"
)

// rowTransfer is the unit of a row that reports nobody: a statement's, a
// remittance house's answer.
const rowTransfer = "transfer"

// ends says which of the drafts are sender and recipient of a transfer, and
// settles amount and reversal. A reversal keeps the ends of the payment that it
// takes back, whichever way the money goes.
func (b *builder) ends() (sender, recipient slot, f fault) {
	m := &b.money
	if !b.pl.ofAccount {
		b.payment.Reversal = m.reversal || strings.HasPrefix(m.signed, "-")
		return senderSlot, recipientSlot, fault{}
	}
	way, f := b.way()
	if f.reason != "" {
		return 0, 0, f
	}
	if b.payment.Reversal = m.reversal; m.reversal {
		way = map[string]string{"in": "out", "out": "in"}[way]
	}
	if way == "in" {
		return counterpartySlot, accountSlot, fault{}
	}
	return accountSlot, counterpartySlot, fault{}
}

// way is which way the money went, seen from account.*: by the column that it
// stands in, by a word, or by its sign. What says two things says none.
func (b *builder) way() (string, fault) {
	m := &b.money
	debit, credit := m.debit != "" && !zero(m.debit), m.credit != "" && !zero(m.credit)
	wrong := func(detail string) (string, fault) {
		f := bad("%s", detail)
		f.field = b.payment.Field
		return "", f
	}
	switch {
	case debit && credit:
		return wrong("a debit and a credit in one row")
	case (debit || credit) && m.signed != "" && !zero(strings.TrimPrefix(m.signed, "-")):
		return wrong("an amount beside a debit or a credit")
	}
	way := ""
	switch {
	case debit:
		way, b.payment.Amount = "out", m.debit
	case credit:
		way, b.payment.Amount = "in", m.credit
	case strings.HasPrefix(m.signed, "-"):
		way = "out"
	case m.direction != "":
		return m.direction, fault{}
	case m.signed != "" && !zero(m.signed):
		way = "in"
	default:
		f := missing("neither an amount with its sign, nor a debit, a credit or a direction: whose money moved is not said")
		f.field = b.payment.Field
		return "", f
	}
	if m.direction != "" && m.direction != way {
		return wrong("the direction and the amount disagree")
	}
	return way, fault{}
}

// finishTransfer makes the report of a row that reports nobody.
func (b *builder) finishTransfer() (*report.Report, fault) {
	r := b.r
	r.Statement = true
	from, to, f := b.ends()
	if f.reason != "" {
		return nil, f
	}
	sender, recipient := -1, -1
	for i := range b.parties {
		p, ok := b.parties[i].finish(b.pl.Service, b.money.chain)
		if !ok {
			continue
		}
		p.Role = roles[i].role
		switch slot(i) {
		case from:
			sender = len(r.Parties)
		case to:
			recipient = len(r.Parties)
		}
		if slot(i) == recipientSlot {
			p.Role = report.RoleAssociate
		}
		if slot(i) == accountSlot && ambiguous(&p) {
			f := bad("two accounts in one row: the lines above the heading and a column differ")
			f.field = p.Field
			return nil, f
		}
		r.Parties = append(r.Parties, p)
	}
	switch {
	case b.pl.ofAccount && (from == accountSlot && sender < 0 || to == accountSlot && recipient < 0):
		return nil, missing("a statement's row needs its account, in a column or in a line above the heading")
	case sender < 0 && recipient < 0:
		return nil, missing("a transfer needs a sender or a recipient")
	case b.payment.Field == "" || b.payment.At.IsZero() && b.payment.Amount == "" && b.payment.Reference == "":
		return nil, missing("a transfer needs a date, an amount or a reference")
	}
	p := b.payment
	p.Sender, p.Recipient, p.Channel = sender, recipient, firstOf(p.Channel, b.money.chain)
	r.Payments = []report.Payment{p}
	if r.Incident.At.IsZero() {
		r.Incident.At = p.At
	}
	b.sayDay()
	if p.Reference != "" { // nobody's until the unit knows who is reported
		r.Incident.Identifiers = append(r.Incident.Identifiers, report.Identifier{
			Kind: report.KindReference, Service: p.Channel, Raw: p.Reference, At: p.At, Field: p.Field,
		})
	}
	if r.SourceID == "" {
		r.SourceID = b.identity()
		b.counted = p.Reference == ""
	}
	return r, fault{}
}

// sayDay notes that the payment's date has no time of day.
func (b *builder) sayDay() {
	if b.payment.DateOnly {
		b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: "dateOnly", Value: "true", Field: b.money.dayField})
	}
}

// ambiguous says whether a party has two payment accounts of one kind.
func ambiguous(p *report.Party) bool {
	have := map[report.Kind]string{}
	for _, id := range p.Identifiers {
		if id.Kind != report.KindIBAN && id.Kind != report.KindBank {
			continue
		}
		v := strings.ToUpper(parting.Replace(id.Raw))
		if first, ok := have[id.Kind]; ok && first != v {
			return true
		}
		have[id.Kind] = v
	}
	return false
}

var parting = strings.NewReplacer(" ", "", "-", "", ".", "", "/", "")
