package payment

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var written = rapid.StringMatching(`[0-9]{1,12}(\.[0-9]{1,18})?`)

// TestAmountsAreExact: sums, medians and products are those of fractions without a limit.
func TestAmountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(written, 1, 30).Draw(t, "amounts")
		as, rs := make([]Amount, len(text)), make([]*big.Rat, len(text))
		sum, product := new(big.Rat), big.NewRat(1, 1)
		times := Amount{}.Add(amount(t, "1"))
		for i, s := range text {
			as[i] = amount(t, s)
			rs[i], _ = new(big.Rat).SetString(s)
			sum.Add(sum, rs[i])
			if i < 4 {
				product.Mul(product, rs[i])
				times = times.Times(as[i])
			}
		}
		slices.SortFunc(rs, (*big.Rat).Cmp)
		median := new(big.Rat).Set(rs[len(rs)/2])
		if len(rs)%2 == 0 {
			median.Add(median, rs[len(rs)/2-1]).Quo(median, big.NewRat(2, 1))
		}
		for name, c := range map[string]struct {
			got  Amount
			want *big.Rat
		}{"sum": {Total(as), sum}, "median": {Median(as), median}, "product": {times, product}} {
			if got, ok := new(big.Rat).SetString(c.got.String()); !ok || got.Cmp(c.want) != 0 {
				t.Fatalf("%s of %v is %s, want %s", name, text, c.got, c.want.RatString())
			}
		}
		var back Amount
		if b, _ := Total(as).MarshalText(); back.UnmarshalText(b) != nil || back.Cmp(Total(as)) != 0 {
			t.Fatalf("%s reads back as %s", b, back)
		}
	})
}

func amount(t interface{ Fatal(...any) }, s string) Amount {
	a, err := ParseAmount(s)
	if err != nil {
		t.Fatal(s, err)
	}
	return a
}

func TestAmountsRefused(t *testing.T) {
	for _, s := range []string{
		"", ".", "1.", ".5", "-1", "+1", "1e3", "1E400000000", "0x10", "1,5", "1 000", "1_000", " 1", "1\n", "NaN", "Inf", "1.2.3", "١٢",
		"½", strings.Repeat("9", 31), "1." + strings.Repeat("0", 19), strings.Repeat("1", 20) + "." + strings.Repeat("1", 11), strings.Repeat("1", 1<<20),
	} {
		if a, err := ParseAmount(s); err == nil {
			t.Errorf("%.40q read as %s", s, a)
		} else if len(s) > 2 && strings.Contains(err.Error(), s) {
			t.Errorf("the error repeats %q", s)
		}
	}
	for s, want := range map[string]string{"0": "0", "007": "7", "12": "12", "12.50": "12.5", "0.000000000000000001": "0.000000000000000001", strings.Repeat("9", 30): strings.Repeat("9", 30)} {
		if a, err := ParseAmount(s); err != nil || a.String() != want {
			t.Errorf("%q: %s, %v", s, a, err)
		}
	}
}

// TestShown: the one rounding there is, half to even, and only where minor units are known.
func TestShown(t *testing.T) {
	w := Default()
	for _, c := range [][3]string{
		{"12.5", "EUR", "12.50"},
		{"0.125", "EUR", "0.12"},
		{"0.135", "EUR", "0.14"},
		{"2.5", "JPY", "2"},
		{"3.5", "JPY", "4"},
		{"0.0005", "KWD", "0.000"},
		{"0.12345678", "BTC", "0.12345678"},
		{"1.005", "", "1.005"},
	} {
		if got := w.Shown(amount(t, c[0]), c[1]); got != c[2] {
			t.Errorf("%s %s is shown as %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"12.5", "1e9", "0.000000000000000001", "-1", "9999999999999999999999999999.99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s)
		if err != nil {
			return
		}
		r, ok := new(big.Rat).SetString(s)
		got, _ := new(big.Rat).SetString(a.String())
		if !ok || r.Sign() < 0 || got.Cmp(r) != 0 || len(s) > maxDigits+1 {
			t.Fatalf("%q read as %s", s, a)
		}
	})
}
