package payment

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Bounds of an amount or a rate as written, so that a hostile one costs nothing.
const (
	maxDigits = 30
	maxScale  = 18
)

// Amount is an exact decimal. Sums, halves and products of Amounts are exact.
// The zero Amount is 0. Compare with Cmp, never with ==.
type Amount struct{ d decimal.Decimal }

// errAmount never repeats what stands there: a cell can hold anything.
var errAmount = fmt.Errorf("no amount: expected digits, with at most one dot between them, %d digits and %d decimals at most", maxDigits, maxScale)

// ParseAmount reads a decimal as [report.Payment] holds it: digits, and perhaps a
// dot with digits on both sides. It takes no sign, exponent, separator or space.
func ParseAmount(s string) (Amount, error) {
	digits, dot := 0, -1
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && dot < 0 && i > 0 && i < len(s)-1:
			dot = i
		default:
			return Amount{}, errAmount
		}
		if digits > maxDigits || dot >= 0 && i-dot > maxScale {
			return Amount{}, errAmount
		}
	}
	if digits == 0 {
		return Amount{}, errAmount
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Amount{}, errAmount
	}
	return Amount{d}, nil
}

// String writes the amount exactly, with no zeros at its end: "12.5".
func (a Amount) String() string { return a.d.String() }

// Add is the exact sum.
func (a Amount) Add(b Amount) Amount { return Amount{a.d.Add(b.d)} }

// Times is the exact product.
func (a Amount) Times(b Amount) Amount { return Amount{a.d.Mul(b.d)} }

// Cmp orders amounts: -1, 0 or 1.
func (a Amount) Cmp(b Amount) int { return a.d.Cmp(b.d) }

// IsZero reports whether the amount is 0.
func (a Amount) IsZero() bool { return a.d.IsZero() }

var half = decimal.New(5, -1)

// Median of amounts, exact; of an even number it is the mean of the two in the
// middle. It is 0 of none.
func Median(of []Amount) Amount {
	if len(of) == 0 {
		return Amount{}
	}
	s := slices.SortedFunc(slices.Values(of), Amount.Cmp)
	m := len(s) / 2
	if len(s)%2 == 1 {
		return s[m]
	}
	return Amount{s[m-1].d.Add(s[m].d).Mul(half)}
}

// Total is the exact sum.
func Total(of []Amount) Amount {
	var t Amount
	for _, a := range of {
		t = t.Add(a)
	}
	return t
}

// Shown writes an amount for people, rounded half to even to the currency's minor
// units ([Windows].Minor). It is the only rounding there is, and happens here
// alone; where the currency's minor units are not known, nothing is rounded.
func (w *Windows) Shown(a Amount, currency string) string {
	places, ok := w.Minor[currency]
	if !ok {
		return a.String()
	}
	return a.d.StringFixedBank(int32(places))
}

// MarshalText and UnmarshalText carry amounts as decimal text: JSON's numbers are
// read as binary fractions by most.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote; a sum may be longer than an amount as given.
func (a *Amount) UnmarshalText(b []byte) error {
	s := string(b)
	if len(s) > 200 || strings.Trim(s, "0123456789.") != "" {
		return errors.New("no amount")
	}
	d, err := decimal.NewFromString(s)
	a.d = d
	return err
}

// Range is what a figure is at least and at most.
type Range struct {
	Min Amount `json:"min"`
	Max Amount `json:"max"`
}

// Count is how many at least and at most: Max holds two tellings for one payment
// only where they certainly are, Min also where they probably are.
type Count struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Compare orders counts by what is certain first.
func (c Count) Compare(d Count) int {
	return cmp.Or(cmp.Compare(c.Min, d.Min), cmp.Compare(c.Max, d.Max))
}
