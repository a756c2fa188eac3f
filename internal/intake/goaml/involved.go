package goaml

import (
	"slices"
	"strconv"

	"vigie/internal/report"
)

// other is a party of a transaction whose role says no side.
type other struct {
	at        int
	suspected bool
	never     bool // a victim, a witness
	foreign   money
	channel   string
}

// involved reads one party of a transaction of several. Roles are national
// codes: the lists say which ones send and which receive.
func (b *builder) involved(n *node, path string, from, to *side, others *[]other) bool {
	var s *side
	var mute side // of a party that stands on no side
	switch role := n.says("role"); {
	case b.code.from(role):
		s = from
	case b.code.to(role):
		s = to
	default:
		s = &mute
	}
	role := report.RoleAssociate
	if s != &mute {
		role = b.role(s)
	}
	e := b.bearer(role, path, s, n.child("account_my_client") != nil)
	b.partyElements(n, path, s, e)
	if s == &mute && !e.empty() {
		*others = append(*others, other{e.at, yes(n.says("is_suspected")), b.code.never(n.says("role")), mute.foreign, mute.channel})
	}
	b.mark(e.at, n.says("is_suspected"), n.says("significance"), b.code.never(n.says("role")))
	return true
}

// partyElements reads what a party of a transaction and one of an activity hold.
func (b *builder) partyElements(n *node, path string, s *side, e *bearer) {
	var country, countryPath string
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "account", "account_my_client":
			return e.read(k, path, "account")
		case "person", "person_my_client", "t_person":
			return e.read(k, path, "person")
		case "entity", "entity_my_client":
			return e.read(k, path, "entity")
		case "role":
			return b.keep(k, path)
		case "country":
			countryPath = path
			return b.single(k, path, &country)
		}
		return b.sideDetail(k, path, k.name, s, e)
	})
	e.finish(country, countryPath)
}

// settleSides sees to it that one party at most is reported. Where no role says
// who sends, the one that the source marks as suspected is its subject, or the
// only one there is; of several, a person has to say.
func (b *builder) settleSides(from, to *side, others []other) {
	if len(from.parties) == 0 {
		can := slices.DeleteFunc(slices.Clone(others), func(o other) bool { return o.never })
		suspects := slices.DeleteFunc(slices.Clone(can), func(o other) bool { return !o.suspected })
		var subject *other
		switch {
		case len(suspects) == 1:
			subject = &suspects[0]
		case len(others) == 1 && len(can) == 1 && len(to.parties) == 0:
			subject = &can[0]
		}
		if subject != nil {
			b.r.Parties[subject.at].Role = b.role(from)
			from.parties = append(from.parties, subject.at)
			if from.foreign.amount == "" {
				from.foreign = subject.foreign
			}
			if from.channel == "" {
				from.channel = subject.channel
			}
		}
	}
	for _, at := range from.parties[min(1, len(from.parties)):] {
		b.r.Parties[at].Role = report.RoleAssociate
	}
	for _, o := range others { // an amount is the transaction's, whoever states it
		if from.foreign.amount == "" && to.foreign.amount == "" {
			from.foreign = o.foreign
		}
	}
}

// reportParty reads one party of a report of activity: its subject, unless its
// role says that it is a victim or a witness.
func (b *builder) reportParty(n *node, path string) {
	role := report.RoleReported
	if b.code.never(n.says("role")) {
		role = report.RoleAssociate
	}
	var s side
	e := b.bearer(role, path, &s, false)
	b.partyElements(n, path, &s, e)
	b.mark(e.at, n.says("is_suspected"), "", role != report.RoleReported)
	if s.foreign.amount != "" {
		b.drop(join(path, "foreign_currency"), "unknown")
	}
}

// goods counts what was bought. What it was is free text; the rest describes
// things and not acts.
func (b *builder) goods(n *node, path string) bool {
	items := 0
	b.each(n, path, func(k *node, path string) bool {
		if k.name != "item" {
			return false
		}
		items++
		b.each(k, path, func(k *node, path string) bool {
			switch k.name {
			case "description", "comments", "status_comments":
				return b.text(k, path, "goods")
			case "item_type":
				return b.keep(k, path)
			}
			return b.without(path, "goods")
		})
		return true
	})
	if items > 0 {
		b.attribute("goods_services", strconv.Itoa(items), path)
	}
	return true
}
