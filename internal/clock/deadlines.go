package clock

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"vigie/internal/report"
)

// Deadline is the day on which the holder of one record may delete it.
type Deadline struct {
	ClockID string
	Record  Record
	Kind    report.Kind // of the identifier that bears the record; 0: the report as a whole or a payment
	Field   string      // where in the source document
	From    time.Time   // UTC day
	ActBy   time.Time   // UTC day
}

// Deadlines lists the act-by dates of one report, earliest first, then by
// clock and field. Records of victims, reporters and officers have none: nobody
// asks a holder for them. A date later than the receipt counts as the receipt:
// a clock that is fast, or a typing error, must not hide a deadline.
func (t *Table) Deadlines(r *report.Report, received time.Time) []Deadline {
	var out []Deadline
	for _, it := range t.Items(r, received) {
		out = append(out, it.Deadline)
	}
	return slices.Compact(out)
}

// Items lists the records of one report that a holder may delete, each with the
// identifier or the payment that names it, in the order of [Table.Deadlines].
func (t *Table) Items(r *report.Report, received time.Time) []Item {
	d := dates{received: Day(received)}
	d.report = d.bound(r.Dated, d.latest(r))
	var out []Item
	out = t.wholeReport(out, r, d)
	r.EachIdentifier(func(role report.Role, party int, id *report.Identifier) {
		if role == report.RoleVictim || role == report.RoleReporter || role == report.RoleOfficer || local(id) {
			return
		}
		day := d.bound(id.At, r.Incident.At, d.report)
		c, end := t.strictest(day, t.bearer(id), func(c *Clock) bool { return c.From == FromEvent && c.bears(id.Kind, id.Event) })
		if c != nil {
			out = append(out, Item{Deadline: Deadline{c.ID, c.Record, id.Kind, id.Field, day, end}, of: r, Identifier: id})
		}
	})
	out = t.closedAccounts(out, r, d)
	out = t.payments(out, r, d)
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(a.ActBy.Compare(b.ActBy), cmp.Compare(a.ClockID, b.ClockID), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Kind, b.Kind), a.From.Compare(b.From))
	})
	return out
}

// bearer is who holds what an identifier bears, as far as the table knows: the
// network of an address, else the service.
func (t *Table) bearer(id *report.Identifier) Provider {
	if id.Kind == report.KindIP {
		if p, ok := t.network(address(id)); ok {
			return p
		}
	}
	p, _ := t.provider(id.Service)
	return p
}

// wholeReport: one deadline, the strictest, for each record that a clock ties to the source.
func (t *Table) wholeReport(out []Item, r *report.Report, d dates) []Item {
	p, _ := t.provider(r.Incident.Platform)
	for rec := Connection; rec <= Content; rec++ {
		c, end := t.strictest(d.report, p, func(c *Clock) bool {
			return c.From == FromReport && c.Record == rec && slices.Contains(c.Sources, r.Source)
		})
		if c != nil {
			out = append(out, Item{Deadline: Deadline{ClockID: c.ID, Record: rec, From: d.report, ActBy: end}, of: r})
		}
	}
	return out
}

// closedAccounts: an account that the service says is suspended may have been
// closed as early as the last date that the report states. While an account is
// open, no clock runs on its identity.
func (t *Table) closedAccounts(out []Item, r *report.Report, d dates) []Item {
	for i := range r.Parties {
		party := &r.Parties[i]
		if party.Suspended == nil || !*party.Suspended || party.Role == report.RoleVictim {
			continue
		}
		for j := range party.Identifiers {
			id := &party.Identifiers[j]
			p, _ := t.provider(id.Service)
			c, end := t.strictest(d.report, p, func(c *Clock) bool { return c.From == FromClosed && c.bears(id.Kind, id.Event) })
			if c != nil {
				out = append(out, Item{Deadline: Deadline{c.ID, c.Record, id.Kind, id.Field, d.report, end}, of: r, Identifier: id})
				break // one identity a party
			}
		}
	}
	return out
}

// payments: one deadline a payment.
func (t *Table) payments(out []Item, r *report.Report, d dates) []Item {
	for i := range r.Payments {
		pay := &r.Payments[i]
		day := d.bound(pay.At, r.Incident.At, d.report)
		p, _ := t.provider(pay.Channel)
		c, end := t.strictest(day, p, func(c *Clock) bool { return c.From == FromPayment })
		if c != nil {
			out = append(out, Item{Deadline: Deadline{ClockID: c.ID, Record: c.Record, Field: pay.Field, From: day, ActBy: end}, of: r, Payment: pay})
		}
	}
	return out
}

// dates holds the days that stand in where a report gives none.
type dates struct {
	received time.Time
	report   time.Time
}

// bound takes the first date given, as a day, no later than the receipt.
func (d dates) bound(given ...time.Time) time.Time {
	for _, t := range given {
		if t.IsZero() {
			continue
		}
		if day := Day(t); day.Before(d.received) {
			return day
		}
		return d.received
	}
	return d.received
}

// latest is the last date that a report states, no later than the receipt: it
// cannot have been sent before. Zero when it states none.
func (d dates) latest(r *report.Report) time.Time {
	var last time.Time
	see := func(t time.Time) {
		if !t.IsZero() && t.After(last) && !Day(t).After(d.received) {
			last = t
		}
	}
	see(r.Incident.At)
	r.EachIdentifier(func(_ report.Role, _ int, id *report.Identifier) { see(id.At) })
	for i := range r.Media {
		see(r.Media[i].Uploaded)
	}
	for i := range r.Payments {
		see(r.Payments[i].At)
	}
	for i := range r.Sessions {
		see(r.Sessions[i].Start)
	}
	return last
}

// local says that an address is private, loopback or link-local: no holder can
// say whose it was.
func local(id *report.Identifier) bool {
	if id.Kind != report.KindIP {
		return false
	}
	a := address(id)
	return a.IsValid() && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified())
}

// address reads an identifier as an address; the zero value when it is none.
func address(id *report.Identifier) netip.Addr {
	s := id.Value
	if s == "" {
		s = id.Raw
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap()
}
