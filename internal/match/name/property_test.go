package name

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a name of parts that the code has rules for, and of others.
func drawn(t *rapid.T, label string) (string, string) {
	part := rapid.SampledFrom([]string{
		"Ana", "Juan", "José", "Pepe", "Maria", "Ma.", "Robert", "Bob", "J.", "M.", "de la", "dela", "van der", "van", "Ben", "bin", "al-", "Abdul", "Abdulrahman",
		"Cruz", "Delacruz", "Rakoto", "Rakotonirina", "Rakotonirinarivom", "Petrovich", "Gromov", "Gromova", "Beloff", "Jr", "Sr.", "III", "Mr", "Mc", "Sta.", "y", "O'", ",",
		"محمد", "عبد", "الحكيم", "حداد", "Дмитрий", "Γιώργος", "张伟", "Nur al-Din", "Noureddine", "Hadji", "42", "'", "-", "Castellanos", "Castelanos", "Castellamos",
	})
	some := rapid.SliceOfN(part, 0, 5)
	g, f := some.Draw(t, label+" given"), some.Draw(t, label+" family")
	sep := rapid.SampledFrom([]string{" ", "-", " "}).Draw(t, label+" between")
	return strings.Join(g, sep), strings.Join(f, sep)
}

// compareHolds checks what Compare promises of any two names.
func compareHolds(t interface{ Fatalf(string, ...any) }, g, f, g2, f2 string) {
	a, b := Parse(g, f), Parse(g2, f2)
	r := Compare(a, b)
	if back := Compare(b, a); back != r {
		t.Fatalf("%q|%q and %q|%q: %v, the other way %v", g, f, g2, f2, r, back)
	}
	if again := Compare(Parse(g, f), Parse(g2, f2)); again != r {
		t.Fatalf("%q|%q and %q|%q: %v, again %v", g, f, g2, f2, r, again)
	}
	if (r.Verdict == Unknown) != (!a.says() || !b.says()) || r.Verdict == Different && r.Reasons == 0 {
		t.Fatalf("%q|%q and %q|%q: %v for no reason", g, f, g2, f2, r)
	}
	if self := Compare(a, a); self.Verdict == Different {
		t.Fatalf("%q|%q differs from itself: %v", g, f, self)
	}
	if len(a.tokens) > maxTokens || len(b.tokens) > maxTokens {
		t.Fatalf("%d and %d words", len(a.tokens), len(b.tokens))
	}
}

func TestCompareHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, f := drawn(t, "one")
		g2, f2 := drawn(t, "two")
		compareHolds(t, g, f, g2, f2)
		compareHolds(t, g, f, f, g)
		compareHolds(t, rapid.String().Draw(t, "any"), f, g2, rapid.String().Draw(t, "any too"))
	})
}

// Capitals, marks and hyphens change nothing of any comparison.
func TestFormSaysNothing(t *testing.T) {
	marks := strings.NewReplacer("a", "á", "e", "ë", "o", "ô", "u", "ü", "i", "í", "n", "ñ")
	for _, c := range pairCases(t) {
		want := Compare(Parse(c.given, c.family), Parse(c.given2, c.fam))
		for _, dress := range []func(string) string{strings.ToUpper, strings.ToLower, marks.Replace} {
			if got := Compare(Parse(dress(c.given), dress(c.family)), Parse(c.given2, c.fam)); got != want {
				t.Errorf("pairs.txt:%d: %v, dressed as %s|%s %v", c.line, want, dress(c.given), dress(c.family), got)
			}
		}
	}
}

// plain are parts without a rule of their own, so that any order of them is a name.
var plain = []string{"Marek", "Ilona", "Tallis", "Voss", "Lima", "Perrin", "Castellanos", "Gromov", "Haddad", "Razafindrabe", "Odile", "Kjær"}

// The order of words and the fields they stand in do not matter for Same.
func TestOrderSaysNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.SampledFrom(plain), 2, 5, rapid.ID).Draw(t, "words")
		other := rapid.Permutation(words).Draw(t, "other order")
		cut := rapid.IntRange(0, len(words)).Draw(t, "cut")
		cut2 := rapid.IntRange(0, len(words)).Draw(t, "other cut")
		a := Parse(strings.Join(words[:cut], " "), strings.Join(words[cut:], " "))
		b := Parse(strings.Join(other[:cut2], " "), strings.Join(other[cut2:], " "))
		if r := Compare(a, b); r.Verdict != Same {
			t.Fatalf("%v and %v: %v", words, other, r)
		}
	})
}

// Another word in the place of a given or family name is never the same, nor likely.
func TestAnotherNameIsNotLikely(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.SampledFrom(plain), 4, 4, rapid.ID).Draw(t, "words")
		for _, pair := range [][2]Name{
			{Parse(words[0], words[1]), Parse(words[2], words[1])},
			{Parse(words[0], words[1]), Parse(words[0], words[2])},
			{Parse(words[0]+" "+words[3], words[1]), Parse(words[0]+" "+words[2], words[1])},
		} {
			if r := Compare(pair[0], pair[1]); r.Verdict != Different {
				t.Fatalf("%v: %v", words, r)
			}
		}
	})
}

// A megabyte of name costs what a name costs.
func TestHostileNamesAreBounded(t *testing.T) {
	for _, s := range []string{"a", "a ", "ab ", "de ", "de", "mc ", "é", "عبد ", "㌀", "jr ", ",", "\xff", "abdul", "й\u0306"} {
		long := strings.Repeat(s, 1<<20/len(s))
		compareHolds(t, long, long, long, "Lima")
		compareHolds(t, "Lima", long, "x"+long, "")
	}
}

func FuzzCompare(f *testing.F) {
	for _, c := range pairCases(f) {
		f.Add(c.given, c.family, c.given2, c.fam)
	}
	f.Fuzz(func(t *testing.T, g, fam, g2, fam2 string) { compareHolds(t, g, fam, g2, fam2) })
}

func TestCompareAllocatesNothing(t *testing.T) {
	a, b := Parse("Gabriela Maria", "Castellanos Vidal"), Parse("Gabriela", "Castellamos V.")
	if n := testing.AllocsPerRun(100, func() { Compare(a, b) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCompare(b *testing.B) {
	for _, c := range []struct{ label, g, f, g2, f2 string }{
		{"same", "Maria", "dela Cruz", "MARIA", "DELA CRUZ"},
		{"different", "Maria Teresa", "Castellanos", "Peter", "Vance"},
		{"slip", "Gabriela Maria", "Castellanos Vidal", "Gabriela", "Castellamos V."},
		{"worst", "Ada Bela Cira Dora Enis Fala", "Gira Hola Isla Jola Kira Lena", "Adam Belt Cirk Dorn Enid Falk", "Girl Holm Isle Jolt Kirk Lent"},
	} {
		b.Run(c.label, func(b *testing.B) {
			x, y := Parse(c.g, c.f), Parse(c.g2, c.f2)
			b.ReportAllocs()
			for b.Loop() {
				Compare(x, y)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Parse("María Teresa", "dela Cruz Vidal")
	}
}
