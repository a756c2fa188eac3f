package camt

import (
	"regexp"
	"strings"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// builder makes one report.
type builder struct {
	r       *report.Report
	dropped map[report.Dropped]bool
}

func newBuilder() *builder {
	return &builder{r: &report.Report{}, dropped: map[report.Dropped]bool{}}
}

// maxDropped bounds Report.Dropped: a hostile entry can name a million elements.
const maxDropped = 256

// drop notes what is not kept, once a field and reason.
func (b *builder) drop(field, reason string) {
	d := report.Dropped{Field: field, Reason: reason}
	if b.dropped[d] || len(b.dropped) > maxDropped {
		return
	}
	b.dropped[d] = true
	if len(b.dropped) > maxDropped {
		d = report.Dropped{Reason: "more"}
	}
	b.r.Dropped = append(b.r.Dropped, d)
}

func (b *builder) keep(field, name, value string) {
	if value != "" {
		b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: name, Value: value, Field: field})
	}
}

// words keeps a payment's own words, masked.
func (b *builder) words(field string, n *node) {
	if v := n.value(); v != "" {
		b.r.Texts = append(b.r.Texts, report.Text{Kind: "paymentMessage", Value: v, Field: field})
	}
}

// flaw is why a transfer is not taken in; the zero value is nothing.
type flaw struct {
	reason intake.Reason
	path   string
	detail string
}

var (
	amountForm   = regexp.MustCompile(`^\+?([0-9]*)(?:\.([0-9]*))?$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
)

// money is an amount as text, and its currency.
type money struct{ value, currency string }

func (m money) zero() bool { return strings.Trim(m.value, "0.") == "" }

// readMoney reads an ISO 20022 amount: never negative, at most 18 digits, five of
// them behind the point, and a currency of three letters.
func readMoney(n *node) (money, bool) {
	currency := n.attribute("Ccy")
	m := amountForm.FindStringSubmatch(n.value())
	if m == nil || m[1]+m[2] == "" || len(m[1])+len(m[2]) > 18 || len(m[2]) > 5 || !currencyForm.MatchString(currency) {
		return money{}, false
	}
	value := firstOf(m[1], "0")
	if m[2] != "" {
		value += "." + m[2]
	}
	return money{value, currency}, true
}

// Years in which a transfer can lie; a birth, from 1880.
const firstYear, lastYear, firstBirthYear = 1990, 2100, 1880

// moment is a date as given.
type moment struct {
	at     time.Time
	day    bool // without a time of day
	zoned  bool
	field  string
	stated bool
}

// day is how the date stands in an attribute.
func (m moment) String() string {
	if m.day {
		return m.at.Format(time.DateOnly)
	}
	return m.at.Format(time.RFC3339Nano)
}

// parseMoment reads an xs:date or an xs:dateTime, in UTC. The offset of a date
// means nothing: it names a day.
func parseMoment(v string) (m moment, ok bool) {
	m.stated = true
	if len(v) >= 10 {
		rest := v[10:]
		if t, err := time.Parse(time.DateOnly, v[:10]); err == nil && (rest == "" || rest == "Z" || offsetForm.MatchString(rest)) {
			m.at, m.day = t, true
		}
	}
	if !m.day {
		t, err := time.Parse(time.RFC3339Nano, v)
		if m.zoned = err == nil; !m.zoned {
			if t, err = time.Parse("2006-01-02T15:04:05.999999999", v); err != nil {
				return moment{}, false
			}
		}
		m.at = t.UTC()
	}
	return m, m.at.Year() >= firstYear && m.at.Year() <= lastYear
}

var offsetForm = regexp.MustCompile(`^[+-][0-9]{2}:[0-9]{2}$`)

// moment reads a date element, or one that holds a choice of Dt and DtTm. Some
// banks put a date with its time into Dt: either is taken in either.
func (b *builder) moment(n *node, path string) (moment, bool) {
	if n == nil {
		return moment{}, true
	}
	v := n.value()
	for _, part := range []string{"DtTm", "Dt"} {
		if k := n.at(part); v == "" && k != nil {
			v, path = k.value(), path+"/"+part
		}
	}
	if v == "" {
		return moment{}, true
	}
	m, ok := parseMoment(v)
	m.field = path
	return m, ok
}

// secondary is a date that a transfer can do without.
func (b *builder) secondary(n *node, path string) moment {
	m, ok := b.moment(n, path)
	if !ok {
		b.drop(path, "bad-value")
		return moment{}
	}
	return m
}

// noReference are what banks write where there is none.
var noReference = map[string]bool{"NOTPROVIDED": true, "NOTAVAILABLE": true, "NONREF": true, "NOREF": true, "NONE": true, "NA": true}

// given is a reference, or "" where the bank says that there is none.
func given(s string) string {
	if len(s) < 16 && noReference[compact(s)] {
		return ""
	}
	return s
}
