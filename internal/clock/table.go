// Package clock says until when the holder of a record keeps it. Clocks are
// data (rules/clocks.yaml): the law, the holder, the record, the duration.
//
// What it promises: the same report, table and day of receipt give the same
// deadlines on any machine; where several clocks could hold, the strictest is
// taken; a deadline is never later than the law read literally allows. Nothing
// here reads the time of day: days are UTC.
package clock

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"vigie/internal/report"
)

// Record is what kind of record a holder keeps.
type Record uint8

// Records. The numbers are stored in summaries: append, never renumber.
const (
	Connection   Record = 1 // who used an address and port at a time
	Identity     Record = 2 // whose an account is
	Payment      Record = 3 // a payment
	Content      Record = 4 // what a service reported
	Preservation Record = 5 // what a preservation request froze; runs from the request, never from a report
)

var recordNames = [...]string{"", "connection", "identity", "payment", "content", "preservation"}

// String gives the record's name, as in the file.
func (r Record) String() string {
	if int(r) < len(recordNames) {
		return recordNames[r]
	}
	return "unknown"
}

// Holder is what kind of body keeps a record.
type Holder string

// Holders.
const (
	AccessProvider     Holder = "access-provider"
	Platform           Holder = "platform"
	PaymentInstitution Holder = "payment-institution"
)

// From is the day from which a clock counts.
type From string

// Starting points; rules/clocks.yaml says what each falls back on.
const (
	FromEvent   From = "event"
	FromClosed  From = "closed"
	FromReport  From = "report"
	FromPayment From = "payment"
	FromRequest From = "request"
)

// Clock is one duration of one law.
type Clock struct {
	ID      string
	Country string // ISO 3166-1 alpha-2, or EU
	Holder  Holder
	Record  Record
	Kinds   []report.Kind // the identifiers that bear the record; empty: the report as a whole
	Events  []string      // lower case; empty: any
	Sources []string      // for the report as a whole
	From    From
	Years   int
	Days    int
	Since   time.Time // the clock counts from days in [Since, Until); zero: open
	Until   time.Time
	Law     map[string]string // how the text is cited: "fr", "en"
	Source  string
	Title   map[string]string // "fr", "en"
}

// Provider says what a service or payment channel is, by the word a source uses.
type Provider struct {
	Names    []string       // lower case
	Name     string         // as people write it; empty: as the source does
	Networks []netip.Prefix // addresses that it gives its subscribers
	Generic  bool           // the names are words for a kind of holder, and name none
	Holder   Holder
	Country  string // empty: not known
}

// Table is a file of clocks, immutable once loaded.
type Table struct {
	Version   int
	Clocks    []Clock
	providers map[string]Provider
	networks  []Provider
	areas     map[string][]string // EU → its members
	byID      map[string]int
}

// Clock returns the clock of an id.
func (t *Table) Clock(id string) (Clock, bool) {
	i, ok := t.byID[id]
	if !ok {
		return Clock{}, false
	}
	return t.Clocks[i], true
}

// provider looks up a service or channel as a source writes it.
func (t *Table) provider(name string) (Provider, bool) {
	p, ok := t.providers[normal(name)]
	return p, ok
}

// normal is the normal form of a name: lower case, single spaces. Most names have
// it already, and intake asks of each.
func normal(name string) string {
	s := strings.ToLower(strings.TrimSpace(name))
	if strings.Contains(s, "  ") || strings.ContainsAny(s, "\t\n\r\u00a0") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}

// network looks up whose an address is, by the longest prefix.
func (t *Table) network(a netip.Addr) (best Provider, ok bool) {
	bits := -1
	for _, p := range t.networks {
		for _, n := range p.Networks {
			if n.Contains(a) && n.Bits() > bits {
				best, bits, ok = p, n.Bits(), true
			}
		}
	}
	return best, ok
}

// governs says whether a law of one country, or of an area, holds in another.
func (t *Table) governs(law, country string) bool {
	return law == country || slices.Contains(t.areas[law], country)
}

// covers says whether the clock counts from this day.
func (c *Clock) covers(day time.Time) bool {
	return (c.Since.IsZero() || !day.Before(c.Since)) && (c.Until.IsZero() || day.Before(c.Until))
}

// ends is the day on which a record that counts from day may be deleted.
func (c *Clock) ends(day time.Time) time.Time {
	if c.Years > 0 {
		return addYears(day, c.Years)
	}
	return day.AddDate(0, 0, c.Days)
}

// addYears counts years from date to date; 29 February gives 28 February, the
// earlier of the two readings.
func addYears(day time.Time, years int) time.Time {
	end := day.AddDate(years, 0, 0)
	if end.Day() != day.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return end
}

// Day cuts a time to its UTC day.
func Day(t time.Time) time.Time {
	u := t.UTC()
	return time.Date(u.Year(), u.Month(), u.Day(), 0, 0, 0, 0, time.UTC)
}

// PreservedUntil is the day on which a preservation request that its holder
// received on that day lapses, by the strictest clock of the country. False
// when the table knows none: the request then has no end that Vigie can tell.
func (t *Table) PreservedUntil(country string, received time.Time) (time.Time, bool) {
	var best time.Time
	day := Day(received)
	for i := range t.Clocks {
		c := &t.Clocks[i]
		if c.From != FromRequest || !t.governs(c.Country, strings.ToUpper(country)) || !c.covers(day) {
			continue
		}
		if end := c.ends(day); best.IsZero() || end.Before(best) {
			best = end
		}
	}
	return best, !best.IsZero()
}

// strictest picks, among the clocks that keep accepts, the one that ends first.
// A holder that is known narrows the choice as long as something is left.
func (t *Table) strictest(day time.Time, p Provider, keep func(*Clock) bool) (*Clock, time.Time) {
	narrow := []func(*Clock) bool{
		func(c *Clock) bool { return c.Holder == p.Holder && t.governs(c.Country, p.Country) },
		func(c *Clock) bool { return c.Holder == p.Holder },
		func(*Clock) bool { return true },
	}
	for i, fits := range narrow {
		if i == 0 && p.Country == "" || i == 1 && p.Holder == "" {
			continue
		}
		var best *Clock
		var end time.Time
		for j := range t.Clocks {
			c := &t.Clocks[j]
			if !keep(c) || !fits(c) || !c.covers(day) {
				continue
			}
			if e := c.ends(day); best == nil || e.Before(end) {
				best, end = c, e
			}
		}
		if best != nil {
			return best, end
		}
	}
	return nil, time.Time{}
}

func (c *Clock) bears(k report.Kind, event string) bool {
	if !slices.Contains(c.Kinds, k) {
		return false
	}
	return len(c.Events) == 0 || slices.Contains(c.Events, strings.ToLower(event))
}
