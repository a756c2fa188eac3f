package sheet

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// fault is what is wrong with a row; the zero value is nothing.
type fault struct {
	reason intake.Reason
	detail string
	field  string
}

func bad(format string, args ...any) fault {
	return fault{reason: intake.BadValue, detail: fmt.Sprintf(format, args...)}
}

func missing(format string, args ...any) fault {
	return fault{reason: intake.MissingField, detail: fmt.Sprintf(format, args...)}
}

// draft is a party being built.
type draft struct {
	party    report.Party
	parts    report.Name // of one name, from several columns
	place    report.Place
	service  string
	bankName string
	ip       report.Identifier // At, Port and Event of the row's addresses
}

// builder makes one report out of one row.
type builder struct {
	pl      *plan
	r       *report.Report
	parties []draft // by slot
	role    report.Role
	payment report.Payment
	money   money
	zone    *time.Location // of dates that carry no offset
	media   report.Media
	session report.Session
	said    []stated // what identifies the row where the source gives no id
	// extra: something was stated besides the row's number. category: a column
	// stated the category, so that incident.type's values do not.
	extra, category bool
	// counted: nothing tells this transfer from another that says the same.
	counted bool
}

// stated is one mapped cell, by target.
type stated struct{ to, value string }

// newBuilder starts a report with the profile's constants, which columns override.
func newBuilder(pl *plan) (*builder, fault) {
	b := &builder{
		pl: pl, role: pl.role, zone: pl.zone, parties: make([]draft, len(roles)),
		r: &report.Report{Source: pl.source, Format: "sheet"},
	}
	for i := range pl.constants {
		k := &pl.constants[i]
		if f := b.put(&k.bound, k.cell); f.reason != "" {
			return b, f
		}
	}
	b.said, b.extra, b.category = b.said[:0], false, false
	return b, fault{}
}

// put hands a cell to its column's target. An empty cell states nothing.
func (b *builder) put(c *bound, x cell) fault {
	s := trim(x.text)
	if c.column == nil || c.target == nil {
		if s != "" {
			reason := "unmapped"
			if c.column != nil {
				reason = c.Reason
			}
			b.r.Dropped = append(b.r.Dropped, report.Dropped{Field: c.heading, Reason: reason})
		}
		return fault{}
	}
	if s == "" {
		if c.Required {
			return fault{reason: intake.MissingField, detail: c.name + ": empty", field: c.heading}
		}
		return fault{}
	}
	if x.kind == errorCell {
		return fault{reason: intake.BadValue, detail: c.name + ": the cell holds a spreadsheet error", field: c.heading}
	}
	if c.To == "text.content" {
		s = x.text // measured as it is
	}
	if f := b.putText(c, x, s); f.reason != "" {
		f.detail, f.field = c.name+": "+f.detail, c.heading
		return f
	}
	return fault{}
}

func (b *builder) putText(c *bound, x cell, s string) fault {
	if c.target.number && (x.lossy() || scientific(s)) {
		return bad("a number that the spreadsheet has shortened: its last digits are lost; export the column as text")
	}
	if c.split == "" {
		b.said = append(b.said, stated{c.To, s})
		return c.target.set(b, c, x, c.translate(s))
	}
	for v := range strings.SplitSeq(s, c.split) {
		if v = trim(v); v == "" {
			continue
		}
		b.said = append(b.said, stated{c.To, v})
		if f := c.target.set(b, c, x, c.translate(v)); f.reason != "" {
			return f
		}
	}
	return fault{}
}

// translate applies the column's values. incident.type keeps the source's word
// and looks its category up itself.
func (c *column) translate(s string) string {
	if c.values == nil || c.To == "incident.type" {
		return s
	}
	if v, ok := c.value(s); ok {
		return v
	}
	return s
}

func (c *column) value(s string) (string, bool) {
	f := fold(s)
	if f == "" {
		f = s
	}
	v, ok := c.values[f]
	return v, ok
}

// finish makes the report whole, or says why the row is none.
func (b *builder) finish() (*report.Report, fault) {
	if b.pl.Row == rowTransfer {
		return b.finishTransfer()
	}
	b.payment.Reversal = b.money.reversal || strings.HasPrefix(b.money.signed, "-")
	r := b.r
	reported, recipient, facilitator := -1, -1, -1
	for i := range b.parties {
		p, ok := b.parties[i].finish(b.pl.Service, b.money.chain)
		if !ok {
			continue
		}
		if p.Role = roles[i].role; slot(i) == person {
			p.Role = b.role
		}
		switch {
		case p.Role == report.RoleReported && reported < 0:
			reported = len(r.Parties)
		case p.Role == report.RoleRecipient && recipient < 0:
			recipient = len(r.Parties)
		case slot(i) == facilitatorSlot:
			facilitator = len(r.Parties)
		}
		r.Parties = append(r.Parties, p)
	}
	paid := b.payment.Field != ""
	switch b.pl.Row {
	case "contact":
		if reported < 0 {
			return nil, missing("a contact needs a name or an identifier of the person reported")
		}
		if recipient < 0 { // what is found on a facilitator's device was paid to the facilitator
			recipient = facilitator
		}
	case "payment":
		if !paid || b.payment.At.IsZero() && b.payment.Amount == "" && b.payment.Reference == "" {
			return nil, missing("a payment needs a date, an amount or a reference")
		}
		if reported < 0 && recipient < 0 {
			return nil, missing("a payment needs a sender or a recipient")
		}
	default:
		if !b.extra {
			return nil, missing("the row states nothing that the profile knows, besides its number")
		}
	}
	if paid {
		b.finishPayment(reported, recipient)
	}
	if b.session.Field != "" {
		s := b.session
		if !s.Start.IsZero() && !s.End.IsZero() && s.End.Before(s.Start) {
			return nil, fault{reason: intake.BadValue, detail: "session.end is before session.start", field: s.Field}
		}
		r.Sessions = append(r.Sessions, s)
		b.fact(report.Fact{Kind: report.Sessions, Count: 1, Field: s.Field})
	}
	if b.media.Field != "" {
		r.Media = append(r.Media, b.media)
	}
	if r.SourceID == "" {
		r.SourceID = b.identity()
	}
	return r, fault{}
}

// fact states a fact unless a column of the row stated it already.
func (b *builder) fact(f report.Fact) {
	if !slices.ContainsFunc(b.r.Facts, func(g report.Fact) bool { return g.Kind == f.Kind }) {
		b.r.Facts = append(b.r.Facts, f)
	}
}

func (b *builder) finishPayment(sender, recipient int) {
	p := b.payment
	p.Sender, p.Recipient = sender, recipient
	b.r.Payments = append(b.r.Payments, p)
	b.sayDay()
	b.fact(report.Fact{Kind: report.Payments, Count: 1, Field: p.Field})
	if !p.At.IsZero() {
		b.fact(report.Fact{Kind: report.LastPayment, Date: p.At, Field: p.Field})
	}
	if recipient >= 0 {
		if to := &b.r.Parties[recipient]; len(to.Names) > 0 || slices.ContainsFunc(to.Identifiers, isAccount) {
			b.fact(report.Fact{Kind: report.RecipientNamed, Field: to.Field})
		}
	}
	if p.Reference != "" {
		id := report.Identifier{Kind: report.KindReference, Service: p.Channel, Raw: p.Reference, At: p.At, Field: p.Field}
		if sender >= 0 {
			s := &b.r.Parties[sender]
			s.Identifiers = append(s.Identifiers, id)
		} else {
			b.r.Incident.Identifiers = append(b.r.Incident.Identifiers, id)
		}
	}
}

func isAccount(id report.Identifier) bool {
	switch id.Kind {
	case report.KindAccount, report.KindIBAN, report.KindBank, report.KindWallet:
		return true
	}
	return false
}

// finish gives the party, if the row states one.
func (d *draft) finish(service, chain string) (report.Party, bool) {
	p := d.party
	if p.Field == "" {
		return p, false
	}
	if d.parts != (report.Name{}) {
		p.Names = append([]report.Name{d.parts}, p.Names...)
	}
	if d.place.Field != "" {
		p.Places = append(p.Places, d.place)
	}
	for i := range p.Identifiers {
		id := &p.Identifiers[i]
		switch id.Kind {
		case report.KindAccount, report.KindScreenName:
			id.Service = firstOf(d.service, id.Service, service)
		case report.KindBank:
			id.Service = firstOf(d.bankName, id.Service)
		case report.KindWallet:
			id.Service = firstOf(id.Service, chain)
		case report.KindIP:
			id.At, id.Port, id.Event = d.ip.At, d.ip.Port, d.ip.Event
		}
	}
	return p, len(p.Names) > 0 || len(p.Identifiers) > 0 || len(p.Places) > 0 || p.Born != "" || p.Suspended != nil
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// identity is the hash over what the row states, sorted by target.
func (b *builder) identity() string {
	slices.SortFunc(b.said, func(x, y stated) int {
		if c := strings.Compare(x.to, y.to); c != 0 {
			return c
		}
		return strings.Compare(x.value, y.value)
	})
	buf := make([]byte, 0, 512)
	buf = append(buf, "vigie sheet row\n"...)
	for _, s := range b.said {
		for _, t := range [2]string{s.to, s.value} {
			buf = binary.AppendUvarint(buf, uint64(len(t)))
			buf = append(buf, t...)
		}
	}
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:])
}

// party is the draft of a slot; field is where it was first met.
func (b *builder) party(s slot, c *bound) *draft {
	b.extra = true
	d := &b.parties[s]
	if d.party.Field == "" {
		d.party.Field = c.heading
	}
	return d
}

// at reads a date for an event.
func (b *builder) at(c *bound, x cell, s string) (time.Time, fault) {
	t, _, f := b.pl.time(c.column, x, s, firstYear, b.zone)
	return t, f
}
