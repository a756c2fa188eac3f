// Package identity gives identifiers their normal form and their strength. It
// is pure: the same identifier and the same table give the same form on any
// machine, and a normal form is its own normal form.
//
// What it promises: two ways of writing one e-mail address, number, account or
// wallet become one Value; what cannot be one becomes no Value at all; nothing
// is guessed that would join two people. It does no I/O and never fails: an
// identifier that it cannot read is Unusable, and its Raw stays as given.
//
// docs/identifiers.md says what each kind's normal form is and why.
package identity

import "vigie/internal/report"

// longest bounds Raw and Value in bytes; what is longer is Unusable. It keeps
// the cost of one identifier small however hostile the input.
func longest(k report.Kind) int {
	switch k {
	case report.KindURL:
		return 4096
	case report.KindHash:
		return 1024 // PhotoDNA written as decimals takes up to 575
	}
	return 512
}

// Table holds the strengths, caps and lists of one linking.yaml. It is made by
// [Load], never changes after that but for its memory of numbers already
// parsed, and may be used by several goroutines at once.
type Table struct {
	hash string // SHA-256 of the file, hexadecimal

	kinds    [kindCount]kindRule
	ceilings [conditionCount]report.Strength

	placeholders map[string]bool // folded values that mean nothing, of any kind

	emailRoles map[string]bool
	emailEmpty map[string]bool
	emailFolds map[string]emailFold // by domain

	phoneCountry string // ISO 3166 region in which national numbers are read, "" none
	phones       phoneCache

	services map[string]service // by canonical name or alias, folded
	suffixes map[string]bool    // last words of a company's name: "inc", "llc"

	devices map[string]bool // device values that many devices bear
	wallets map[string]bool // addresses that belong to nobody

	unroutable prefixes // address ranges that are only shown

	evidence evidence // what shared values are worth when a person is asked
}

// kindRule is the row of one kind.
type kindRule struct {
	verified, unstated, unverified report.Strength
	cap                            int
}

// form is what a parser found: a normal form ("" none) and what weakens it.
type form struct {
	value string
	why   conditions
}

var none form // Unusable

// Normalise fills Value and Strength of every identifier of r, in place. Two
// more fields change where Raw itself says so: Port, when an address carries
// one and the source gave none; and Kind, when a bank account is an IBAN.
//
// Strength is that of the identifier whoever bears it. That only the reported
// person's identifiers join, and that a counterparty's form the network, is
// the business of package link, which knows the roles on both sides.
func (t *Table) Normalise(r *report.Report) {
	r.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) { t.Identifier(id) })
}

// Identifier does what Normalise does, for one identifier.
func (t *Table) Identifier(id *report.Identifier) {
	f := none
	if longest := longest(id.Kind); len(id.Raw) <= longest {
		if f = t.form(id); len(f.value) > longest {
			f = none // compatibility forms and escapes can be longer than what they stand for
		}
	}
	id.Value = f.value
	id.Strength = t.strength(id, f)
}

func (t *Table) form(id *report.Identifier) form {
	switch id.Kind {
	case report.KindAccount:
		return t.account(id.Service, id.Raw)
	case report.KindEmail:
		return t.email(id.Raw)
	case report.KindPhone:
		return t.phone(id.Raw, t.phoneCountry)
	case report.KindScreenName:
		return t.screenName(id.Service, id.Raw)
	case report.KindDevice:
		return t.device(id.Type, id.Raw)
	case report.KindIP:
		return t.address(id)
	case report.KindIBAN:
		return iban(id.Raw)
	case report.KindBank:
		if f := iban(id.Raw); f.value != "" && f.why == 0 {
			id.Kind = report.KindIBAN
			return f
		}
		return t.bankAccount(id.Service, id.Raw)
	case report.KindWallet:
		return t.wallet(id.Service, id.Raw)
	case report.KindDocument:
		return t.document(id.Service, id.Raw)
	case report.KindURL:
		return webAddress(id.Raw)
	case report.KindDomain:
		return domain(id.Raw)
	case report.KindReference:
		return t.reference(id.Service, id.Raw)
	case report.KindHash:
		return hashValue(id.Type, id.Raw)
	}
	return none
}

func (t *Table) strength(id *report.Identifier, f form) report.Strength {
	if f.value == "" {
		return report.Unusable
	}
	rule := t.kinds[id.Kind]
	s := rule.unstated
	if id.Verified != nil {
		if s = rule.unverified; *id.Verified {
			s = rule.verified
		}
	}
	if id.FromText {
		f.why |= fromText.bit()
	}
	for c := range condition(conditionCount) {
		if f.why.has(c) {
			s = min(s, t.ceilings[c])
		}
	}
	return s
}

// Hash tells this table from any other: SHA-256 of its file, in hexadecimal.
func (t *Table) Hash() string { return t.hash }

// Cap says how many distinct reported accounts may bear one identifier of this
// kind before it is a hub, which links nobody. It is 0 for an unknown kind.
func (t *Table) Cap(kind report.Kind) int {
	if int(kind) >= kindCount {
		return 0
	}
	return t.kinds[kind].cap
}
