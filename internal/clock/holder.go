package clock

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/report"
)

// Item is one record that a holder may delete, and what names it there.
type Item struct {
	Deadline
	Identifier *report.Identifier // nil: a payment, or the report as a whole
	Payment    *report.Payment
	of         *report.Report
}

// ID names the record, whatever the version of the report that states it: what
// is asked of a holder under this name is the same record as long as it is the
// same. It depends on no date that the report does not state of the record itself.
// A payment is named by both its ends too: without them two payments of a day and
// an amount, to two recipients, would be one where the source gives no reference.
func (i *Item) ID() string {
	parts := []string{i.Record.String()}
	at := time.Time{}
	switch {
	case i.Payment != nil:
		p := i.Payment
		at = p.At
		parts = append(parts, "payment", p.Reference, p.Amount, p.Currency, normal(p.Channel), fmt.Sprint(p.Reversal))
		for _, e := range []int{p.Sender, p.Recipient} {
			parts = append(parts, "end")
			parts = append(parts, endOf(i.of, e)...)
		}
	case i.Identifier != nil:
		id := i.Identifier
		if i.Record != Identity { // whose an account is does not hang on an event
			at = id.At
		}
		parts = append(parts, id.Kind.String(), normal(id.Service), valueOf(id), fmt.Sprint(id.Port))
	default:
		parts = append(parts, "report", i.of.Source, i.of.SourceID)
	}
	if !at.IsZero() {
		parts = append(parts, at.UTC().Format(time.RFC3339))
	}
	h := sha256.Sum256([]byte(strings.Join(parts, "\x1f")))
	return hex.EncodeToString(h[:12])
}

// endOf names an end of a payment by all that identifies it, in normal form, each
// once and in order; by its name where nothing else does. An address at a time is of
// an event, not of a person, and belongs to the payment no more than to another.
func endOf(r *report.Report, party int) (out []string) {
	if party < 0 || party >= len(r.Parties) {
		return nil
	}
	p := &r.Parties[party]
	for i := range p.Identifiers {
		id := &p.Identifiers[i]
		if v := valueOf(id); v != "" && id.Kind != report.KindIP && !id.FromText {
			out = append(out, strings.Join([]string{id.Kind.String(), normal(id.Service), v}, "\x1e"))
		}
	}
	if len(out) == 0 {
		for _, n := range p.Names {
			words := strings.Fields(normal(strings.Join([]string{n.Full, n.First, n.Middle, n.Last}, " ")))
			slices.Sort(words)
			out = append(out, "name\x1e"+strings.Join(words, " "))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func valueOf(id *report.Identifier) string {
	if id.Value != "" {
		return id.Value
	}
	return strings.TrimSpace(id.Raw)
}

// Keeper is the body that holds a record, as far as the report and the table
// say. Nothing is looked up anywhere.
type Keeper struct {
	Key     string // stable: the kind of body, then the normal form of its name
	Name    string // empty where no name is known
	Of      string // without a name: what it is the holder of, an address or an account; empty: nothing says
	Holder  Holder
	Country string // empty: not known
}

// Knows says whether the table, and not a source, gives a holder its name.
func (t *Table) Knows(name string) bool {
	p, ok := t.provider(name)
	return ok && p.Name == name
}

// keeper says who holds a record. What has no normal form names none: it may be words.
func (t *Table) keeper(i *Item) Keeper {
	c, _ := t.Clock(i.ClockID)
	switch {
	case i.Payment != nil:
		return t.payer(i)
	case i.Identifier != nil && i.Identifier.Kind == report.KindIP:
		a := address(i.Identifier)
		if p, ok := t.network(a); ok {
			return named(p, p.Name)
		}
		of := i.Identifier.Value
		if a.IsValid() {
			of = a.String()
		}
		return Keeper{Key: string(AccessProvider) + ":" + of, Of: of, Holder: AccessProvider}
	}
	var names []string
	if i.Identifier != nil {
		names = append(names, i.Identifier.Service)
	}
	names = append(names, i.of.Incident.Platform)
	for _, p := range i.of.Parties {
		for _, id := range p.Identifiers {
			if i.Identifier == nil && p.Role == report.RoleReported && id.Kind == report.KindAccount {
				names = append(names, id.Service)
			}
		}
	}
	k := t.firstOf(names, Platform)
	if k.Country == "" && c.From == FromReport {
		k.Country = c.Country // whoever reports to that source does so under that law
	}
	if k.Name == "" && i.Identifier == nil {
		k.Of = i.of.Source
	} else if k.Name == "" {
		k.Of = i.Identifier.Value
	}
	if k.Name == "" && k.Of != "" {
		k.Key += k.Of
	}
	return k
}

// payer is who holds the record of a payment: the channel where it has a name,
// else the institution of the account it left, then of the one it came to.
func (t *Table) payer(i *Item) Keeper {
	names := []string{i.Payment.Channel}
	var of string
	for _, party := range []int{i.Payment.Sender, i.Payment.Recipient} {
		if party < 0 || party >= len(i.of.Parties) {
			continue
		}
		for _, id := range i.of.Parties[party].Identifiers {
			switch id.Kind {
			case report.KindBank, report.KindWallet:
				names = append(names, id.Service)
			case report.KindIBAN:
				if of == "" {
					of = id.Value
				}
			}
		}
	}
	k := t.firstOf(names, PaymentInstitution)
	if k.Name == "" && of != "" {
		k.Key, k.Of = k.Key+of, of
		if len(of) > 2 && countryForm.MatchString(of[:2]) {
			k.Country = of[:2]
		}
	}
	return k
}

// firstOf is the keeper of the first name that names a body; of the kind where
// the table does not know the name.
func (t *Table) firstOf(names []string, kind Holder) Keeper {
	for _, n := range names {
		p, ok := t.provider(n)
		switch {
		case normal(n) == "" || ok && p.Generic:
		case ok:
			return named(p, n)
		default:
			return named(Provider{Holder: kind}, n)
		}
	}
	return Keeper{Key: string(kind) + ":", Holder: kind}
}

func named(p Provider, as string) Keeper {
	name := cmp.Or(p.Name, strings.Join(strings.Fields(as), " "))
	return Keeper{Key: string(p.Holder) + ":" + normal(name), Name: name, Holder: p.Holder, Country: p.Country}
}

// Held is what one holder keeps.
type Held struct {
	Keeper
	Items []Item // earliest act-by date first
}

// Holders groups the records of a report by who holds them, in order of key.
func (t *Table) Holders(r *report.Report, received time.Time) []Held {
	by := map[string]int{}
	var out []Held
	for _, it := range t.Items(r, received) {
		k := t.keeper(&it)
		n, ok := by[k.Key]
		if !ok {
			n = len(out)
			by[k.Key] = n
			out = append(out, Held{Keeper: k})
		}
		out[n].Items = append(out[n].Items, it)
	}
	slices.SortFunc(out, func(a, b Held) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// KeptUntil is the day on which what a holder was asked to keep lapses, by the
// law of its country. False when the table knows none, and for payment
// institutions, which no such law binds: the request then has no end that Vigie
// can tell.
func (t *Table) KeptUntil(k Keeper, received time.Time) (time.Time, bool) {
	if k.Holder == PaymentInstitution || k.Country == "" {
		return time.Time{}, false
	}
	return t.PreservedUntil(k.Country, received)
}

// Governs says whether the law of a country or area holds in a country.
func (t *Table) Governs(law, country string) bool { return t.governs(law, country) }
