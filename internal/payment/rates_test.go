package payment

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestConvertIsExact: by the latest rate on or before the day that may still be
// used, as a search through all rates finds it; else no figure.
func TestConvertIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type given struct {
			day, days int
			rate      string
		}
		var all []given
		file := "date,from,to,rate,days,source\n"
		for _, day := range rapid.SliceOfNDistinct(rapid.IntRange(0, 60), 1, 12, rapid.ID).Draw(t, "days") {
			g := given{day, rapid.IntRange(0, 10).Draw(t, "days"), rapid.StringMatching(`[1-9][0-9]{0,8}(\.[0-9]{1,12})?`).Draw(t, "rate")}
			all = append(all, g)
			file += fmt.Sprintf("%s,EUR,PHP,%s,%d,Example\n", on(g.day).Format(time.DateOnly), g.rate, g.days)
		}
		r, err := LoadRates([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		s, day := written.Draw(t, "amount"), rapid.IntRange(-5, 80).Draw(t, "on")
		var by *given
		for i := range all {
			if all[i].day <= day && (by == nil || all[i].day > by.day) {
				by = &all[i]
			}
		}
		in, used, ok := r.Convert(amount(t, s), "EUR", "PHP", on(day).Add(23*time.Hour))
		if want := by != nil && day-by.day <= by.days; ok != want {
			t.Fatalf("day %d: %v, want %v", day, ok, want)
		}
		if _, _, ok := r.Convert(amount(t, s), "PHP", "EUR", on(day)); ok {
			t.Fatal("a pair was turned round")
		}
		if !ok {
			return
		}
		a, _ := new(big.Rat).SetString(s)
		b, _ := new(big.Rat).SetString(by.rate)
		got, _ := new(big.Rat).SetString(in.String())
		if a.Mul(a, b); got.Cmp(a) != 0 || !used.Day.Equal(on(by.day)) {
			t.Fatalf("%s at %s is %s by %s", s, by.rate, in, used.Day)
		}
	})
}

const ratesYAML = `version: 1
days: 3
source: Example central bank
rates:
  - {date: "2026-03-02", from: EUR, to: PHP, rate: "62.5"}
  - {date: 2026-03-09, from: EUR, to: PHP, rate: 62.50}
  - {date: "2026-03-02", from: USD, to: PHP, rate: "1.000000000000000001"}
`

func TestLoadRates(t *testing.T) {
	for name, file := range map[string]string{
		"yaml":       ratesYAML,
		"csv":        "date,from,to,rate,days,source\n2026-03-02,EUR,PHP,62.5,3,Example\n2026-03-09,EUR,PHP,62.50,3,Example\n2026-03-02,USD,PHP,1.000000000000000001,3,Example\n",
		"semicolons": "\xef\xbb\xbfdate;from;to;rate;days;source\r\n2026-03-02;EUR;PHP;62.5;3;Example\r\n2026-03-09;EUR;PHP;62.50;3;Example\r\n2026-03-02;USD;PHP;1.000000000000000001;3;Example\r\n",
	} {
		r, err := LoadRates([]byte(file))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if in, _, ok := r.Convert(amount(t, "10"), "EUR", "PHP", on(8)); !ok || in.String() != "625" {
			t.Errorf("%s: %s %v", name, in, ok)
		}
		if in, _, ok := r.Convert(amount(t, "3"), "USD", "PHP", on(0)); !ok || in.String() != "3.000000000000000003" {
			t.Errorf("%s: %s %v: a rate lost digits", name, in, ok)
		}
		if _, _, ok := r.Convert(amount(t, "3"), "USD", "PHP", on(4)); ok {
			t.Errorf("%s: a rate of four days ago was used", name)
		}
	}
}

func TestRatesRefused(t *testing.T) {
	head := "date,from,to,rate,days,source\n"
	good := "2026-03-02,EUR,PHP,62.5,3,Example\n"
	for file, want := range map[string]string{
		"":                                                        "version is 0",
		head:                                                      "holds no rate",
		"date,from,to,rate\n":                                     "neither CSV",
		head + good + good:                                        "line 3: this day and pair stand twice",
		head + "2026-02-30,EUR,PHP,1,3,E\n":                       "line 2: date",
		head + "2026-03-02,eur,PHP,1,3,E\n":                       "line 2: from, to",
		head + "2026-03-02,EUR,EUR,1,3,E\n":                       "line 2: from, to",
		head + "2026-03-02,EUR,PHP,\"1,5\",3,E":                   "line 2: rate",
		head + "2026-03-02,EUR,PHP,0.00,3,E\n":                    "line 2: rate",
		head + "2026-03-02,EUR,PHP,1e9,3,E\n":                     "line 2: rate",
		head + "2026-03-02,EUR,PHP,-1,3,E\n":                      "line 2: rate",
		head + "2026-03-02,EUR,PHP,1,,E\n":                        "line 2: days",
		head + "2026-03-02,EUR,PHP,1,367,E\n":                     "line 2: days",
		head + "2026-03-02,EUR,PHP,1,3, \n":                       "line 2: source",
		head + "2026-03-02,EUR,PHP,1,3\n":                         "line 2: expected 6 columns",
		strings.Replace(ratesYAML, "days: 3", "", 1):              "days",
		strings.Replace(ratesYAML, "version: 1", "version: 2", 1): "version is 2",
		strings.Replace(ratesYAML, "source:", "soruce:", 1):       "soruce",
		strings.Replace(ratesYAML, "source: Example central bank", "source: \"\"", 1): "source",
		head + strings.Repeat("x,x,x,x,x,x\n", 1000):                                  "line 21",
		strings.Repeat("x", maxRatesFile+1):                                           "bytes",
	} {
		if _, err := LoadRates([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %.300v, want %q", file, err, want)
		} else if strings.Count(err.Error(), "\n") > 2*maxFaults {
			t.Errorf("%.60q: an error of %d lines", file, strings.Count(err.Error(), "\n"))
		}
	}
}

// TestTotalInOneCurrency: what lacks a rate is named and not guessed.
func TestTotalInOneCurrency(t *testing.T) {
	r, err := LoadRates([]byte(ratesYAML))
	if err != nil {
		t.Fatal(err)
	}
	f := Of([]Input{reported("a", "1", true,
		paying{amount: "10", day: 0, to: to("1001")}, paying{amount: "20", day: 6, to: to("1001")},
		paying{amount: "500", currency: "PHP", day: 6, to: to("1001")}, paying{amount: "1", day: -1, to: to("1001")},
		paying{amount: "?", day: 1, to: to("1001")},
	), reported("b", "1", true, paying{amount: "10", day: 1, to: to("1001")})}, nil, nil, nil)
	c := f.In("PHP", r)
	if c.Total.Min.String() != "1125" || c.Total.Max.String() != "1750" || (c.Count != Count{2, 3}) || (c.Unstated != Count{1, 1}) || c.Whole() {
		t.Errorf("%+v", c)
	}
	if len(c.Missing) != 2 || !c.Missing[0].Day.IsZero() || !c.Missing[1].Day.Equal(on(6)) || c.Missing[1].From != "EUR" || len(c.Rates) != 1 {
		t.Errorf("missing %+v, used %+v", c.Missing, c.Rates)
	}
	if c := f.In("PHP", nil); c.Count.Max != 1 || c.Total.Max.String() != "500" {
		t.Errorf("without a table: %+v", c)
	}
}

func FuzzRates(f *testing.F) {
	f.Add([]byte(ratesYAML), "12.5")
	f.Add([]byte("date;from;to;rate;days;source\n2026-03-02;EUR;PHP;62.5;3;Example\n"), "1")
	f.Add([]byte("date,from,to,rate,days,source\n\"2026-03-02,EUR\n"), "1")
	f.Fuzz(func(t *testing.T, file []byte, s string) {
		r, err := LoadRates(file)
		if err != nil {
			return
		}
		a, err := ParseAmount(s)
		if err != nil {
			return
		}
		for p, rates := range r.by {
			for _, by := range rates {
				in, _, ok := r.Convert(a, p.from, p.to, by.Day)
				if !ok || len(in.String()) > 2*(maxDigits+2) {
					t.Fatalf("%s at %s: %s %v", a, by.Rate, in, ok)
				}
			}
		}
	})
}
