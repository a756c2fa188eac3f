package match

import (
	"context"
	"strconv"
	"strings"
	"testing"
)

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"19710624": "19710624", "1971-06-24": "19710624", "24/06/1971": "19710624", "24.6.1971": "19710624",
		"06/24/1971": "19710624", "1971-06-24T00:00:00Z": "19710624", "1971-6-4": "19710604", "19711399": "19711399",
		"1971": "", "": "", "yesterday": "", "24/06/71": "", "1971-06": "", "//": "", "-1-1-1": "",
	} {
		if got := date(in); got != want {
			t.Errorf("date(%q) = %q, want %q", in, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want Level
	}{
		{"19710624", "19710624", Exact},
		{"19710624", "19710524", OneEdit},   // a digit
		{"19710624", "19170624", OneEdit},   // two neighbours exchanged
		{"19710609", "19710906", Exchanged}, // day and month
		{"19710624", "19810625", Near},
		{"19710624", "19711224", Near},
		{"19710624", "19820724", Other},
		{"19710624", "19880624", Near},
		{"19710624", "20080624", Part},
		{"19710624", "19830812", Other},
	} {
		if got := dates(packed(c.a), packed(c.b)); got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want Level
	}{
		{"martin", "marten", OneEdit},
		{"martin", "matrin", OneEdit},
		{"martin", "martins", OneEdit},
		{"martin", "matrine", Near},
		{"robertson", "robretsn", Near},
		{"alexandria", "alezamdrla", Far},
		{"r", "robert", Initial},
		{"rob", "robert", Part},
		{"garcia", "garcia lopez", Part},
		{"van dyke", "vandyke", OneEdit},
		{"martin", "bernard", Other},
		{"li", "lo", Other}, // one letter of two says little
		{"ann", "ian", Other},
	} {
		d := newDict()
		d.worded = true
		x, y := d.add(c.a), d.add(c.b)
		d.seal()
		if got, back := d.word(x, y), d.word(y, x); got != back {
			t.Errorf("%s and %s: %s one way, %s the other", c.a, c.b, got, back)
		} else if got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestForms(t *testing.T) {
	for in, want := range map[string]string{"12 Long Road": "12|long road", "Mill Lane 4": "4|mill lane", "Élysée": "|elysee", "42": "|42", "3bis rue": "|3bis rue"} {
		n, s := houseNumber(plain(in))
		if n+"|"+s != want {
			t.Errorf("%q: %q, want %q", in, n+"|"+s, want)
		}
	}
	if a, b := subscriber("+33 1 99 00 00 01"), subscriber("01.99.00.00.01"); a != b {
		t.Errorf("one number in two forms: %q and %q", a, b)
	}
	if got := mailbox(" Someone <S.One@Example.com> "); got != "s.one@example.com" {
		t.Errorf("mailbox: %q", got)
	}
	if len(plain(strings.Repeat("é ", 1<<16))) > widest {
		t.Error("a long value is not cut")
	}
}

// No field can hold what a person is.
func TestNoTraitIsAField(t *testing.T) {
	for _, f := range Fields() {
		for _, trait := range []string{"sex", "gender", "age", "nation", "citizen", "origin", "religion", "occupation", "ethnic", "language"} {
			if strings.Contains(f.String(), trait) {
				t.Errorf("%s is a trait", f)
			}
		}
	}
}

// Two brothers share a home, a name and a telephone, and are not one person; one
// person who moved and changed number is.
func TestHouseholdIsBounded(t *testing.T) {
	home := Person{}
	for f, v := range map[Field]string{Family: "Longhurst", Street: "12 Mill Lane", Place: "Northtown", Postcode: "20110", Phone: "0199000017"} {
		home.Set(f, v)
	}
	elder, younger, again := home, home, Person{ID: "c"}
	elder.ID, younger.ID = "a", "b"
	elder.Set(Given, "Peter")
	elder.Set(Born, "1970-03-04")
	younger.Set(Given, "Samuel")
	younger.Set(Born, "1973-11-19")
	for f, v := range map[Field]string{Given: "Peter", Family: "Longhurst", Born: "1970-03-04", Place: "Southtown"} {
		again.Set(f, v)
	}
	all := []Person{elder, younger, again}
	for i := range 500 { // so that values are rare
		p := Person{ID: "x" + strconv.Itoa(i)}
		for f := range fieldCount {
			p.Set(f, strings.Repeat(string(rune('a'+i%26)), 3)+strconv.Itoa(1000+i))
		}
		all = append(all, p)
	}
	l := linker(all, nil)
	brothers, err := l.Explain(context.Background(), "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	self, err := l.Explain(context.Background(), "a", "c")
	if err != nil {
		t.Fatal(err)
	}
	if Bits(brothers.Total) > -3 {
		t.Errorf("two brothers: %+v", brothers)
	}
	if self.Total <= brothers.Total {
		t.Errorf("one person who moved weighs %d, two brothers %d", self.Total, brothers.Total)
	}
	if last := brothers.Steps[len(brothers.Steps)-1]; last.Comparison != CHousehold || last.Milli >= 0 {
		t.Errorf("the bound is not shown: %+v", last)
	}
}
