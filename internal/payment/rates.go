package payment

import (
	"errors"
	"time"
)

// Rate says what one unit of From is in To, from a day on.
type Rate struct {
	Day    time.Time // UTC midnight
	From   string
	To     string
	Rate   Amount
	Days   int    // for how many days after Day it may be used
	Source string // who published it
}

// Rates is a dated table of rates that the unit supplies.
type Rates struct{}

// Missing names the rate that a conversion lacks.
type Missing struct {
	From string    `json:"from"`
	To   string    `json:"to"`
	Day  time.Time `json:"day,omitzero"` // zero: the payment has no date
}

// LoadRates reads a table of rates, CSV or YAML.
func LoadRates(data []byte) (*Rates, error) { return nil, errors.New("not built") }

// Convert gives the amount in another currency, by the latest rate on or before
// the day that may still be used, and that rate. Without one there is no figure,
// and ok is false.
func (r *Rates) Convert(a Amount, from, to string, day time.Time) (in Amount, by Rate, ok bool) {
	return Amount{}, Rate{}, false
}

// Converted is the total of payments in one currency.
type Converted struct {
	Currency string    `json:"currency"`
	Total    Range     `json:"total"`    // of the payments that could be converted
	Count    Count     `json:"count"`    // of those
	Missing  []Missing `json:"missing"`  // rates that are lacking: while there is one, the total is no total
	Rates    []Rate    `json:"rates"`    // used
	Unstated Count     `json:"unstated"` // payments whose amount is not stated
}

// In adds up the payments in one currency, each converted by its own day.
func (f *Facts) In(currency string, r *Rates) Converted { return Converted{} }
