package payment

import (
	"cmp"
	"slices"
	"time"
)

// Rate says what one unit of From is in To, on a day.
type Rate struct {
	Day    time.Time `json:"day"` // midnight UTC
	From   string    `json:"from"`
	To     string    `json:"to"`
	Rate   Amount    `json:"rate"`
	Days   int       `json:"days"`   // for how many days after Day it may be used
	Source string    `json:"source"` // who published it
}

// Rates is a dated table of rates that the unit supplies. A pair holds in the
// direction in which it stands, and through no third currency: a quotient would
// have to be rounded, and a chain is nobody's rate.
type Rates struct{ by map[pair][]Rate }

type pair struct{ from, to string }

// Missing names the rate that a conversion lacks.
type Missing struct {
	From string    `json:"from"`
	To   string    `json:"to"`
	Day  time.Time `json:"day,omitzero"` // zero: the payment has no date
}

// Convert gives the amount in another currency, exactly, by the latest rate on
// or before the day that may still be used, and that rate. Without one there is
// no figure, and ok is false. What is in that currency already needs no rate.
func (r *Rates) Convert(a Amount, from, to string, day time.Time) (in Amount, by Rate, ok bool) {
	if from == to && from != "" {
		return a, Rate{}, true
	}
	if r == nil || from == "" || day.IsZero() {
		return Amount{}, Rate{}, false
	}
	d := dayOf(day)
	rates := r.by[pair{from, to}]
	i, found := slices.BinarySearchFunc(rates, d, func(r Rate, d int64) int { return cmp.Compare(dayOf(r.Day), d) })
	if !found {
		i--
	}
	if i < 0 || d-dayOf(rates[i].Day) > int64(rates[i].Days) {
		return Amount{}, Rate{}, false
	}
	return a.Times(rates[i].Rate), rates[i], true
}

// Converted is the total of payments in one currency.
type Converted struct {
	Currency string    `json:"currency"`
	Total    Range     `json:"total"`    // of the payments that could be converted
	Count    Count     `json:"count"`    // of those
	Missing  []Missing `json:"missing"`  // rates that are lacking: while there is one, the total is not whole
	Rates    []Rate    `json:"rates"`    // those used, by day
	Unstated Count     `json:"unstated"` // payments whose amount is not stated
}

// Whole says whether every payment is in the total.
func (c *Converted) Whole() bool { return len(c.Missing) == 0 && c.Unstated == Count{} }

// In adds up the payments in one currency, each converted by its own UTC day.
// Nothing is rounded.
func (f *Facts) In(currency string, r *Rates) Converted {
	c := Converted{Currency: currency}
	missing, used := map[Missing]bool{}, map[Missing]Rate{}
	for i := range f.Payments {
		p := &f.Payments[i]
		if !p.Stated {
			c.Unstated.Max++
			if p.Least {
				c.Unstated.Min++
			}
			continue
		}
		in, by, ok := r.Convert(p.Amount, p.Currency, currency, p.At)
		if !ok {
			missing[Missing{p.Currency, currency, midnight(p.At)}] = true
			continue
		}
		if by.From != "" {
			used[Missing{by.From, by.To, by.Day}] = by
		}
		c.Count.Max++
		c.Total.Max = c.Total.Max.Add(in)
		if p.Least {
			c.Count.Min++
			c.Total.Min = c.Total.Min.Add(in)
		}
	}
	for m := range missing {
		c.Missing = append(c.Missing, m)
	}
	slices.SortFunc(c.Missing, func(a, b Missing) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.From, b.From))
	})
	for _, by := range used {
		c.Rates = append(c.Rates, by)
	}
	slices.SortFunc(c.Rates, func(a, b Rate) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.From, b.From))
	})
	return c
}

// midnight is the UTC day of t; zero for zero.
func midnight(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Unix(dayOf(t)*86400, 0).UTC()
}
