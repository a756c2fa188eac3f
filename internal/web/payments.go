package web

import (
	"net/http"
	"strings"
	"time"

	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

// paymentsData is the page of a lead's payment facts.
type paymentsData struct {
	unit.PaymentsView
	Near   map[int]payment.Near // payment → the session that it stands near
	Rows   []payment.Paid       // those listed
	Others int
}

// paymentRows is how many payments a page lists.
const paymentRows = 200

// payments shows the payment facts of a lead, each with what states it.
func (d *desk) payments(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	k, err := leadKey(r.PathValue("key"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	v, err := d.unit.Payments(r.Context(), who.For("desk: payments"), k, "")
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	p.Title = p.say("payments.page", "n", v.Lead)
	p.Here, p.Today = "/lead/"+v.Lead.String()+"/payments", v.Day
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	data := &paymentsData{PaymentsView: v, Near: map[int]payment.Near{}, Rows: v.Facts.Payments[:min(len(v.Facts.Payments), paymentRows)]}
	for _, n := range v.Facts.Near {
		data.Near[n.Payment] = n
	}
	for _, o := range v.Facts.Others {
		data.Others += o.Count
	}
	p.Data = data
	d.show(w, r, "payments", "layout", http.StatusOK, p)
}

// Range writes a count that is certain, or its bounds.
func (p *page) Range(c payment.Count) string {
	if c.Min == c.Max {
		return p.number(int64(c.Max))
	}
	return p.say("range", "min", p.number(int64(c.Min)), "max", p.number(int64(c.Max)))
}

// Money writes an amount, rounded to its currency's minor units.
func (p *page) Money(a payment.Amount, currency string) string {
	s, part, broken := strings.Cut(p.Data.(*paymentsData).Windows.Shown(a, currency), ".")
	s = p.digits(s)
	switch {
	case broken && p.lang == "fr":
		s += "," + part
	case broken:
		s += "." + part
	}
	return strings.TrimSpace(s + "\u00a0" + currency)
}

// Bounds writes what a total is at least and at most.
func (p *page) Bounds(r payment.Range, currency string) string {
	lo, hi := p.Money(r.Min, currency), p.Money(r.Max, currency)
	if lo == hi {
		return lo
	}
	return p.say("range", "min", lo, "max", hi)
}

// Trend says how a series moves; of is "gaps" or "amounts".
func (p *page) Trend(t payment.Trend, of string) string {
	word := p.label("trend."+of, string(t.Direction))
	if t.Direction == payment.TooFew {
		return word
	}
	show := func(a payment.Amount) string {
		if of == "amounts" {
			return p.Money(a, t.Currency)
		}
		return a.String()
	}
	return p.say("trend."+of+".text", "word", word, "earlier", show(t.Earlier), "later", show(t.Later))
}

// On writes the day of a payment; it may have none.
func (p *page) On(t time.Time) string {
	if t.IsZero() {
		return p.say("payments.nodate")
	}
	return triage.DayOf(t).In(p.lang)
}

// Hours is a length of time in whole hours.
func (p *page) Hours(d time.Duration) string { return p.number(int64(d / time.Hour)) }

// BearingKind names the kind of a recipient's identifier.
func (p *page) BearingKind(k report.Kind) string { return p.label("kind", k.String()) }
