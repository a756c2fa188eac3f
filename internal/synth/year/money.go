package year

import "strconv"

// money is an amount in hundredths of a currency.
type money struct {
	minor int64
	cur   string
}

// text writes the amount with two decimals after the given sign.
func (m money) text(point string) string {
	s := strconv.FormatInt(m.minor/100, 10) + point
	if r := m.minor % 100; r < 10 {
		return s + "0" + strconv.FormatInt(r, 10)
	} else {
		return s + strconv.FormatInt(r, 10)
	}
}

// rates says what a thousand units of a currency are worth in hundredths of a
// euro. They are the story's, near what such currencies were worth in 2026 and
// nobody's quotation.
var rates = map[string]int64{
	"EUR": 100_000, "USD": 92_000, "GBP": 117_000, "AUD": 60_000,
	"PHP": 1_600, "COP": 22, "MGA": 20,
}

// in changes an amount into another currency. Payouts are made in whole notes.
func (m money) in(cur string) money {
	if m.cur == cur {
		return m
	}
	v := m.minor * rates[m.cur] / rates[cur]
	switch cur {
	case "PHP":
		v -= v % 100
	case "COP", "MGA":
		v -= v % 100_00
	}
	return money{max(v, 1), cur}
}
