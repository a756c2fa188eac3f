package sheet

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"vigie/internal/report"
)

// money is what a row says of a payment before it is known who paid whom.
type money struct {
	signed        string // payment.amount, with its sign
	debit, credit string // without sign
	direction     string // "in" or "out", of account.*
	reversal      bool
	chain         string
	dayField      string
}

func (b *builder) pay(c *bound) *report.Payment {
	b.extra = true
	if b.payment.Field == "" {
		b.payment.Field = c.heading
	}
	return &b.payment
}

// setReference keeps the transfer's number. The column may hold what the payer
// wrote instead, which is masked, as words are.
func setReference(b *builder, c *bound, _ cell, s string) fault {
	if !report.CodeLike(s) {
		b.extra = true
		b.r.Texts = append(b.r.Texts, report.Text{Kind: "paymentMessage", Value: s, Field: c.heading})
		return fault{}
	}
	b.pay(c).Reference = s
	return fault{}
}

// setPaymentAt reads the date. A day without a time of day is that day in UTC, and
// said to be a day: midnight in the profile's zone could be the day before.
func setPaymentAt(b *builder, c *bound, x cell, s string) fault {
	t, day, f := b.pl.time(c.column, x, s, firstYear, b.zone)
	if f.reason != "" {
		return f
	}
	p := b.pay(c)
	if p.At, p.DateOnly = t, day; day {
		y, m, d := t.In(b.zone).Date()
		p.At = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		b.money.dayField = c.heading
	}
	return fault{}
}

// amount reads a number with its sign; "+", "-" and the minus of typesetters.
func (b *builder) amount(x cell, s string) (v string, negative bool, f fault) {
	sep := b.pl.decimal
	if x.kind == numberCell {
		sep = '.'
	}
	s = strings.TrimPrefix(strings.Replace(s, "\u2212", "-", 1), "+")
	v, ok := decimal(s, sep)
	if !ok || x.kind == dateCell {
		return "", false, bad("no amount with the decimal separator %q", sep)
	}
	v, negative = strings.CutPrefix(v, "-")
	return v, negative && !zero(v), fault{}
}

func zero(v string) bool { return strings.Trim(v, "0.") == "" }

func setAmount(b *builder, c *bound, x cell, s string) fault {
	v, negative, f := b.amount(x, s)
	if f.reason != "" {
		return f
	}
	b.pay(c).Amount = v
	if b.money.signed = v; negative {
		b.money.signed = "-" + v
	}
	return fault{}
}

// setDebit takes a debit with or without its minus: its column says what it is.
func setDebit(b *builder, c *bound, x cell, s string) (f fault) {
	b.pay(c)
	b.money.debit, _, f = b.amount(x, s)
	return f
}

func setCredit(b *builder, c *bound, x cell, s string) fault {
	b.pay(c)
	v, negative, f := b.amount(x, s)
	if f.reason == "" && negative {
		return bad("a credit under zero: whether money came in or went out is not said")
	}
	b.money.credit = v
	return f
}

// directions are the words that need no values, folded.
var directions = map[string]string{
	"in": "in", "out": "out", "credit": "in", "debit": "out", "cr": "in", "dr": "out", "c": "in", "d": "out",
	"crdt": "in", "dbit": "out", "received": "in", "sent": "out", "recu": "in", "emis": "out", "envoye": "out",
	"entrant": "in", "sortant": "out", "incoming": "in", "outgoing": "out",
}

func setDirection(b *builder, c *bound, _ cell, s string) fault {
	way, ok := directions[fold(s)]
	if !ok {
		return bad("neither in nor out, nor a word that the profile's values know")
	}
	b.pay(c)
	b.money.direction = way
	return fault{}
}

func setReversal(b *builder, c *bound, _ cell, s string) (f fault) {
	b.money.reversal, f = c.yes(s)
	return f
}

func setLocal(b *builder, c *bound, x cell, s string) (f fault) {
	b.pay(c).Local, _, f = b.amount(x, s)
	return f
}

var (
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	assetForm    = regexp.MustCompile(`^[A-Z0-9]{2,10}$`)
)

// A currency alone is no payment: the constant of a profile states it for every row.

func setCurrency(b *builder, _ *bound, _ cell, s string) fault {
	if b.payment.Currency = strings.ToUpper(s); !currencyForm.MatchString(b.payment.Currency) {
		return bad("no currency code of three letters")
	}
	return fault{}
}

func setLocalIn(b *builder, _ *bound, _ cell, s string) fault {
	if b.payment.LocalIn = strings.ToUpper(s); !currencyForm.MatchString(b.payment.LocalIn) {
		return bad("no currency code of three letters")
	}
	return fault{}
}

func setAsset(b *builder, _ *bound, _ cell, s string) fault {
	if b.payment.Currency = strings.ToUpper(s); !assetForm.MatchString(b.payment.Currency) {
		return bad("no asset of two to ten letters and digits")
	}
	return fault{}
}

func setChain(b *builder, _ *bound, _ cell, s string) fault {
	b.money.chain = s
	return fault{}
}

func setPaymentChannel(b *builder, _ *bound, _ cell, s string) fault {
	b.payment.Channel = s
	return fault{}
}

// handlings are the codes, from the laxest to the strictest.
var handlings = []string{"evidence", "intelligence", "originator"}

// setHandling keeps the stricter of two: a row does not loosen what the lines
// above the heading say of the whole file. An unknown word is no code, and the
// row no report: it would otherwise be taken for one that may stand in a file.
func setHandling(b *builder, _ *bound, _ cell, s string) fault {
	i := slices.Index(handlings, s)
	if i < 0 {
		i = slices.Index(handlings, fold(s))
	}
	if i < 0 {
		return bad("a handling code that neither the list (evidence, intelligence, originator) nor the profile's values know")
	}
	if i > slices.Index(handlings, b.r.Handling) {
		b.r.Handling = handlings[i]
	}
	return fault{}
}

var (
	zoneName  = regexp.MustCompile(`^[A-Z][A-Za-z_]*(/[A-Za-z0-9_+-]+){0,2}$`)
	zoneShift = regexp.MustCompile(`^(?:UTC|GMT)? ?([+-])([0-9]{1,2})(?::?([0-9]{2}))?$`)
)

// setZone reads the zone of the row's dates; the builder is given it before any date.
func setZone(b *builder, _ *bound, _ cell, s string) fault {
	s = strings.Replace(s, "\u2212", "-", 1)
	if m := zoneShift.FindStringSubmatch(s); m != nil {
		hours, _ := digits(m[2], 1, 2)
		minutes, _ := digits(m[3], 0, 2)
		if hours <= 14 && minutes <= 59 {
			east := (hours*60 + minutes) * 60
			if m[1] == "-" {
				east = -east
			}
			b.zone = time.FixedZone(s, east)
			return fault{}
		}
	}
	if zoneName.MatchString(s) && s != "Local" {
		if z, err := time.LoadLocation(s); err == nil {
			b.zone = z
			return fault{}
		}
	}
	return bad("no time zone: needs a name such as Europe/Paris or UTC, or an offset such as +08:00")
}
