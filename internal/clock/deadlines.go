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
	d := dates{received: Day(received)}
	d.report = d.bound(r.Dated, d.latest(r))
	var out []Deadline
	out = t.wholeReport(out, r, d)
	r.EachIdentifier(func(role report.Role, party int, id *report.Identifier) {
		if role == report.RoleVictim || role == report.RoleReporter || role == report.RoleOfficer || local(id) {
			return
		}
		day := d.bound(id.At, r.Incident.At, d.report)
		p, _ := t.provider(id.Service)
		c, end := t.strictest(day, p, func(c *Clock) bool { return c.From == FromEvent && c.bears(id.Kind, id.Event) })
		if c != nil {
			out = append(out, Deadline{c.ID, c.Record, id.Kind, id.Field, day, end})
		}
	})
	out = t.closedAccounts(out, r, d)
	out = t.payments(out, r, d)
	slices.SortFunc(out, func(a, b Deadline) int {
		return cmp.Or(a.ActBy.Compare(b.ActBy), cmp.Compare(a.ClockID, b.ClockID), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Kind, b.Kind), a.From.Compare(b.From))
	})
	return slices.Compact(out)
}

// wholeReport: one deadline, the strictest, for each record that a clock ties to the source.
func (t *Table) wholeReport(out []Deadline, r *report.Report, d dates) []Deadline {
	p, _ := t.provider(r.Incident.Platform)
	for rec := Connection; rec <= Content; rec++ {
		c, end := t.strictest(d.report, p, func(c *Clock) bool {
			return c.From == FromReport && c.Record == rec && slices.Contains(c.Sources, r.Source)
		})
		if c != nil {
			out = append(out, Deadline{ClockID: c.ID, Record: rec, From: d.report, ActBy: end})
		}
	}
	return out
}

// closedAccounts: an account that the service says is suspended may have been
// closed as early as the last date that the report states. While an account is
// open, no clock runs on its identity.
func (t *Table) closedAccounts(out []Deadline, r *report.Report, d dates) []Deadline {
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
				out = append(out, Deadline{c.ID, c.Record, id.Kind, id.Field, d.report, end})
				break // one identity a party
			}
		}
	}
	return out
}

// payments: one deadline a payment.
func (t *Table) payments(out []Deadline, r *report.Report, d dates) []Deadline {
	for i := range r.Payments {
		pay := &r.Payments[i]
		day := d.bound(pay.At, r.Incident.At, d.report)
		p, _ := t.provider(pay.Channel)
		c, end := t.strictest(day, p, func(c *Clock) bool { return c.From == FromPayment })
		if c != nil {
			out = append(out, Deadline{ClockID: c.ID, Record: c.Record, Field: pay.Field, From: day, ActBy: end})
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
	s := id.Value
	if s == "" {
		s = id.Raw
	}
	a, err := netip.ParseAddr(s)
	return err == nil && (a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified())
}
