package goaml

import (
	"strings"
	"time"

	"vigie/internal/report"
)

// money is what one side of a transaction says of its amount, and where from.
type money struct {
	amount, currency string
	negative         bool
	path             string
}

// side is one end of a transaction while it is read.
type side struct {
	parties  []int // who stands there, in document order
	foreign  money
	channel  string // the institution, where it is the reporting body's own
	reported bool   // this is where the money comes from
}

// transaction reads one transaction: one payment, with who stands on its sides.
func (b *builder) transaction(n *node, path string) {
	pay := report.Payment{Sender: -1, Recipient: -1, Field: path}
	from, to := side{reported: true}, side{}
	var others []other
	var local money
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "transactionnumber":
			return b.number(k, path, &pay.Reference)
		case "date_transaction":
			first := pay.At.IsZero()
			ok := b.when(k, path, &pay.At)
			if first && !pay.At.IsZero() {
				_, err := time.Parse(time.DateOnly, k.text)
				pay.DateOnly = err == nil
			}
			return ok
		case "amount_local":
			local.amount, local.negative = b.amount(k, path)
			return true
		case "t_from", "t_from_my_client":
			return b.end(k, path, "from_", &from)
		case "t_to", "t_to_my_client":
			return b.end(k, path, "to_", &to)
		case "involved_parties":
			return b.within(k, path, "party", func(k *node, path string) bool { return b.involved(k, path, &from, &to, &others) })
		case "transaction_description":
			return b.text(k, path, "paymentMessage")
		case "comments", "transmode_comment":
			return b.text(k, path, "comment")
		case "teller", "authorized", "agent_name": // names of the reporting body's people
			return b.text(k, path, "staff")
		case "transaction_address":
			return b.address(k, path, &b.r.Incident.Places)
		case "goods_services":
			return b.goods(k, path)
		case "means_of_transport", "routing":
			return b.without(path, "goods")
		case "internal_ref_number", "transaction_location", "transaction_is_suspicious", "late_deposit",
			"date_posting", "value_date", "transaction_type_code", "transmode_code", "transaction_status":
			return b.keep(k, path)
		case "additional_information":
			return b.additional(k, path)
		}
		return false
	})
	b.settleSides(&from, &to, others)
	if len(from.parties) > 0 {
		pay.Sender = from.parties[0]
	}
	if len(to.parties) > 0 {
		pay.Recipient = to.parties[0]
	}
	if pay.Channel = from.channel; pay.Channel == "" {
		pay.Channel = to.channel
	}
	b.amounts(&pay, local, from.foreign, to.foreign)
	if pay.Reference != "" {
		// Nobody's: two senders can stand in transactions of one number.
		b.r.Incident.Identifiers = append(b.r.Incident.Identifiers, report.Identifier{
			Kind: report.KindReference, Service: b.source, Raw: pay.Reference, At: pay.At, Field: join(path, "transactionnumber"),
		})
	}
	b.r.Payments = append(b.r.Payments, pay)
}

// number reads what a body numbers a transaction by. Words in its place are the
// payer's, or a clerk's, and masked.
func (b *builder) number(n *node, path string, dst *string) bool {
	if v := b.leaf(n, path); v != "" && !report.CodeLike(v) {
		b.r.Texts = append(b.r.Texts, report.Text{Kind: "paymentMessage", Value: v, Field: path})
		return true
	}
	return b.single(n, path, dst)
}

// amounts puts what was paid and what that is in the local currency where they
// belong. The sender's currency is the payment's; another one on the other side
// is kept beside it.
func (b *builder) amounts(pay *report.Payment, local, from, to money) {
	paid := from
	if paid.amount == "" {
		paid = to
	} else if to.amount != "" && (to.amount != from.amount || to.currency != from.currency) {
		b.attribute("foreign_amount", to.amount, join(to.path, "foreign_amount"))
		b.attribute("foreign_currency_code", to.currency, join(to.path, "foreign_currency_code"))
	}
	in := ""
	if local.amount != "" {
		in = b.local
	}
	if paid.amount == "" {
		pay.Amount, pay.Currency = local.amount, in
	} else {
		pay.Amount, pay.Currency, pay.Local, pay.LocalIn = paid.amount, paid.currency, local.amount, in
	}
	pay.Reversal = local.negative || paid.negative
}

// end reads t_from, t_to and their my_client forms; prefix is what their
// elements' names begin with.
func (b *builder) end(n *node, path, prefix string, s *side) bool {
	var country, countryPath string
	mine := strings.HasSuffix(n.name, "_my_client")
	e := b.bearer(b.role(s), path, s, mine)
	b.each(n, path, func(k *node, path string) bool {
		name, ok := strings.CutPrefix(k.name, prefix)
		if !ok {
			name = k.name
		}
		switch name {
		case "account", "person", "entity":
			return e.read(k, path, name)
		case "country":
			countryPath = path
			return b.single(k, path, &country)
		case "t_conductor", "conductor":
			b.mark(len(b.r.Parties), n.says("conductor_is_suspected"), "", false)
			return b.associate(k, path, b.person)
		case "conductor_is_suspected":
			return b.keep(k, path)
		}
		return b.sideDetail(k, path, name, s, e)
	})
	e.finish(country, countryPath)
	b.mark(e.at, first(n.says(prefix+"is_suspected"), n.says("is_suspected")), n.says("significance"), false)
	return true
}

// role is that of who stands on a side. In a document that accuses nobody both
// sides are associates, until the unit knows one of them.
func (b *builder) role(s *side) report.Role {
	switch {
	case b.statement:
		return report.RoleAssociate
	case s.reported:
		return report.RoleReported
	}
	return report.RoleRecipient
}

// sideDetail reads what an end of a transaction and a party of one have alike.
func (b *builder) sideDetail(k *node, path, name string, s *side, e *bearer) bool {
	switch name {
	case "funds_code", "is_suspected":
		return b.keep(k, path)
	case "funds_comment", "comments":
		return b.text(k, path, "comment")
	case "reason", "significance":
		return b.text(k, path, name)
	case "foreign_currency":
		return b.foreign(k, path, s)
	case "transaction_additional_info":
		b.each(k, path, func(k *node, path string) bool {
			switch k.name {
			case "network_device":
				return b.device(k, path, &e.p)
			case "virtual_address":
				identify(&e.p, report.KindWallet, "", b.leaf(k, path), "", path)
				return true
			case "block_number":
				return b.keep(k, path)
			}
			return false
		})
		return true
	}
	return false
}

// foreign reads an amount in another currency. Without an amount and the code of
// a currency it says nothing of what was paid.
func (b *builder) foreign(n *node, path string, s *side) bool {
	m := money{path: path}
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "foreign_amount":
			m.amount, m.negative = b.amount(k, path)
			return true
		case "foreign_currency_code":
			return b.single(k, path, &m.currency)
		case "foreign_exchange_rate":
			return b.keep(k, path)
		}
		return false
	})
	switch {
	case m.amount == "" && m.currency == "":
	case m.amount == "" || !currency(m.currency):
		b.drop(path, "bad-value")
	case s.foreign.amount == "":
		s.foreign = m
	default:
		b.drop(path, "repeated")
	}
	return true
}

// bearer is who stands at one end: an account, a person or an entity. Where a
// document gives an account and who moved its money side by side, they are one;
// whoever comes after is an associate.
type bearer struct {
	b        *builder
	s        *side
	at       int
	p        report.Party
	mine     bool
	account  bool
	somebody bool
}

func (b *builder) bearer(role report.Role, path string, s *side, mine bool) *bearer {
	e := &bearer{b: b, s: s, mine: mine}
	e.at, e.p = b.open(role, path)
	return e
}

func (e *bearer) read(k *node, path, kind string) bool {
	b := e.b
	switch {
	case kind == "account" && e.account:
		return b.associate(k, path, b.account)
	case kind == "account":
		e.account = true
		if name := institution(k); e.mine && e.s != nil && e.s.channel == "" {
			e.s.channel = name
		}
		return b.account(k, path, &e.p)
	case kind == "person" && e.somebody:
		return b.associate(k, path, b.person)
	case e.somebody:
		return b.associate(k, path, b.entity)
	case kind == "person":
		e.somebody = true
		return b.person(k, path, &e.p)
	}
	e.somebody = true
	return b.entity(k, path, &e.p)
}

// finish puts the party in its place. The country that the money left or reached
// is the party's, or the incident's where nobody stands there.
func (e *bearer) finish(country, path string) {
	b := e.b
	if country != "" {
		place := report.Place{Country: country, Type: "transaction", Field: path}
		if e.empty() {
			b.r.Incident.Places = append(b.r.Incident.Places, place)
		} else {
			e.p.Places = append(e.p.Places, place)
		}
	}
	b.close(e.at, e.p)
	if !e.empty() && e.s != nil {
		e.s.parties = append(e.s.parties, e.at)
	}
}

func (e *bearer) empty() bool { return nobody(&e.p) }

// nobody says that a party has nothing by which it could be recognised.
func nobody(p *report.Party) bool {
	return len(p.Names) == 0 && len(p.Identifiers) == 0 && len(p.Places) == 0 && p.Born == ""
}
