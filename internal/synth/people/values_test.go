package people

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

var (
	reservedMail = regexp.MustCompile(`^[^@\s]+@([a-z]+\.)?example\.(com|org|net)$`)
	document     = regexp.MustCompile(`^ZZ\d{9}$`)
	digitsOnly   = regexp.MustCompile(`\D`)
)

// international gives the E.164 form of a number as a person of its country would
// dial it: the test's own reading, not the generator's.
func international(written string) string {
	d := digitsOnly.ReplaceAllString(written, "")
	switch {
	case strings.HasPrefix(written, "+"):
		return "+" + d
	case len(d) == 10 && strings.HasPrefix(written, "(0"):
		return "+61" + d[1:]
	case len(d) == 10 && d[0] != '0':
		return "+1" + d
	case len(d) == 11:
		return "+44" + d[1:]
	}
	// Ten digits and a zero: France, or one of the shorter British ones.
	if strings.HasPrefix(d, "01632960") {
		return "+44" + d[1:]
	}
	return "+33" + d[1:]
}

func reservedPhone(e164 string) bool {
	for _, b := range phoneBlocks {
		if rest, ok := strings.CutPrefix(e164, b.prefix); ok && len(rest) == b.digits {
			return true
		}
	}
	return false
}

func TestValuesAreNobodys(t *testing.T) {
	g := mustNew(t, Options{Count: 30_000, Seed: 21})
	for i := range 30_000 {
		r := g.Record(Only, i)
		if r.Mail != "" && !reservedMail.MatchString(r.Mail) {
			t.Fatalf("%q is not reserved", r.Mail)
		}
		if r.Phone != "" && !reservedPhone(international(r.Phone)) {
			t.Fatalf("%q is not reserved", r.Phone)
		}
		if r.Document != "" && !document.MatchString(r.Document) {
			t.Fatalf("document %q", r.Document)
		}
		if r.Born != "" {
			if _, err := time.Parse(time.DateOnly, r.Born); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range r.fields(nil) {
			if !utf8.ValidString(f) || strings.ContainsAny(f, "_\n\r\"") && f != r.Mail {
				t.Fatalf("field %q", f)
			}
		}
	}
}

// A value that is one person's is never another's, but for what a household
// shares and a wrong digit that happens to be somebody's.
func TestWhatIsSharedIsStated(t *testing.T) {
	const count = 60_000
	rates := Clean()
	g := mustNew(t, Options{Count: count, Seed: 22, Rates: &rates})
	documents, mails, phones := map[string]int{}, map[string]int{}, map[string]int{}
	sharedMails, sharedPhones := 0, 0
	for k := range g.persons {
		p := g.person(k)
		if _, taken := documents[p.document]; taken {
			t.Fatalf("two persons have %s", p.document)
		}
		documents[p.document] = k
		for _, m := range p.mails {
			if o, taken := mails[m.String()]; taken && o != k {
				if sharedMails++; o/4 != k/4 || p.kind == alone {
					t.Fatalf("%s is of %d and %d, who do not live together", m, o, k)
				}
			}
			mails[m.String()] = k
		}
		for _, n := range p.phones {
			if o, taken := phones[n.e164]; taken && o != k && n.e164 != "" {
				if sharedPhones++; o/4 != k/4 || p.kind == alone {
					t.Fatalf("%s is of %d and %d, who do not live together", n.e164, o, k)
				}
			}
			phones[n.e164] = k
		}
	}
	if sharedMails == 0 || sharedPhones == 0 {
		t.Errorf("households share %d mailboxes and %d telephones", sharedMails, sharedPhones)
	}
}

func TestHouseholdsShareWhatTheyClaim(t *testing.T) {
	g := mustNew(t, Options{Count: 60_000, Seed: 23})
	seen := map[householdKind]int{}
	for k := 0; k+1 < g.persons; k += 4 {
		a, b := g.person(k), g.person(k+1)
		if a.kind == alone {
			continue
		}
		seen[a.kind]++
		if a.kind != b.kind || a.family != b.family || a.homes[0] != b.homes[0] {
			t.Fatalf("persons %d and %d do not live together", k, k+1)
		}
		switch a.kind {
		case twins:
			if a.born != b.born || a.given == b.given {
				t.Fatalf("twins born %v and %v, %s and %s", a.born, b.born, a.given, b.given)
			}
		case namesakes:
			if a.given != b.given || b.born.year-a.born.year < 10 && b.born.year < 1990 {
				t.Fatalf("namesakes %s and %s, %v and %v", a.given, b.given, a.born, b.born)
			}
		}
	}
	if len(seen) != 3 {
		t.Errorf("kinds seen: %v", seen)
	}
}

// Names are many and unevenly common, and distinct people share them.
func TestNamesAreSkewed(t *testing.T) {
	g := mustNew(t, Options{Count: 200_000, Seed: 24})
	if given, family := g.Vocabulary(); given < 8_000 || family < 40_000 {
		t.Errorf("%d given names and %d surnames", given, family)
	}
	families, full := map[string]int{}, map[string]int{}
	most, shared := 0, 0
	for k := range g.persons {
		p := g.person(k)
		if p.kind != alone {
			continue
		}
		families[p.family]++
		most = max(most, families[p.family])
		name := p.given + " " + p.family
		if full[name]++; full[name] == 2 {
			shared++
		}
	}
	if share := float64(most) / float64(g.persons); share < 0.003 || share > 0.02 {
		t.Errorf("the commonest surname is borne by %.4f", share)
	}
	if shared < 500 || len(families) < 20_000 {
		t.Errorf("%d full names of several people, %d surnames", shared, len(families))
	}
}

func TestSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[A-Za-zÀ-ÿ]([a-zà-ÿ' -]{0,12})`).Draw(t, "name")
		d := newDraw(rapid.Uint64().Draw(t, "seed"), ofRecord, 0)
		got := slip(s, &d)
		if got == s || got == "" || !utf8.ValidString(got) {
			t.Fatalf("slip(%q) = %q", s, got)
		}
		if n := utf8.RuneCountInString(got) - utf8.RuneCountInString(s); n < -2 || n > 2 {
			t.Fatalf("slip(%q) = %q changes the length by %d", s, got, n)
		}
		if got := nickname(s, &d); got == s || got == "" || !utf8.ValidString(got) {
			t.Fatalf("nickname(%q) = %q", s, got)
		}
	})
}

func TestNumbersStayInTheirBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := phoneNumber(rapid.IntRange(0, 3*Phones).Draw(t, "r"))
		d := newDraw(rapid.Uint64().Draw(t, "seed"), ofRecord, 0)
		wrong := n.misdialled(&d)
		if !reservedPhone(n.e164) || !reservedPhone(wrong.e164) || wrong.e164 == n.e164 {
			t.Fatalf("%s misdialled as %s", n.e164, wrong.e164)
		}
		if got := international(n.written(&d)); got != n.e164 {
			t.Fatalf("%s is written so that it reads %s", n.e164, got)
		}
	})
}

func TestDatesStayDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDraw(rapid.Uint64().Draw(t, "seed"), ofRecord, 0)
		b := birth(&d, 1940, 67)
		m := misdated(b, &d)
		if _, err := time.Parse(time.DateOnly, m.String()); err != nil || m == b {
			t.Fatalf("%v became %v: %v", b, m, err)
		}
	})
}

// No two document numbers differ in one digit only, so that one slip never makes
// another person's.
func TestDocumentsAreFarApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, documents-1).Draw(t, "n")
		s := []byte(documentNumber(n))
		i := rapid.IntRange(2, len(s)-1).Draw(t, "place")
		s[i] = '0' + (s[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if v := number4(string(s[2:9])); documentNumber(v) == string(s) {
			t.Fatalf("%s and %s are both numbers", documentNumber(n), s)
		}
	})
}
