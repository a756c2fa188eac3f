package name

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " ": "", "42": "", "…": "",
		"Ana Lima": "ana lima", "ANA  LIMA ": "ana lima", "José María Muñoz-Núñez": "jose maria munoz nunez",
		"O'Hara": "ohara", "O’Hara": "ohara", "N´Diaye": "ndiaye", "D`Souza": "dsouza", "Jean-Luc": "jean luc", "J.-P.": "j p", "J.P.": "j p",
		"Weiß": "weiss", "Jørgensen": "jorgensen", "Łukasz": "lukasz", "Đorđe": "dorde", "Əliyev": "aliyev", "Þóra": "thora",
		"Müller": "muller", "ＡＮＡ": "ana", "Mª Luisa": "ma luisa", "İpek Işık": "ipek isik", "Nguyễn Thị": "nguyen thi",
		"Дмитрий Петрович": "dmitrii petrovich", "Щербаков": "shcherbakov", "Юлия": "yuliya", "Пётр": "petr", "Олег": "oleg",
		"Олег Гриценко": "oleg gritsenko", "Євген Гриценко": "ievhen hrytsenko", "Хасан": "khasan", "Мухаммад": "mukhammad",
		"Γιώργος Παπαδόπουλος": "giorgos papadopoulos", "محمد": "muhammad", "مُحَمَّد": "muhammad", "عبد الرحمن": "abd al rahman", "عبدالرحمن": "abd al rahman",
		"أحمد الرشيد": "ahmad al rashid", "مــحمد": "muhammad", "فاطمة الزهراني": "fatima al zhrani", "إيمان": "iman", "משה כהן": "moshe cohen", "张伟": "zhang wei",
		"Mr. John Vale": "john vale", "Dr Ana": "ana", "Dr": "dr", "Mme Vve Lune": "vve lune", "M. Lune": "m lune", "Mr Dr Vale": "vale", "Don Vale": "don vale",
		"Vale 2nd": "vale ii", "Vale 3rd": "vale iii", "Vale7": "vale", "ana\u200blima": "analima", "ana\xfflima": "analima", "a_b": "a b",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

var folded = regexp.MustCompile(`^([a-z]+( [a-z]+)*)?$`)

// foldHolds checks what Fold promises of any string.
func foldHolds(t interface{ Fatalf(string, ...any) }, s string) {
	f := Fold(s)
	if !folded.MatchString(f) || len(f) > maxBytes {
		t.Fatalf("Fold(%q) = %q is not in form", s, f)
	}
	if again := Fold(f); again != f {
		t.Fatalf("Fold(%q) = %q, folded again %q", s, f, again)
	}
}

func TestFoldHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		foldHolds(t, rapid.String().Draw(t, "s"))
		foldHolds(t, rapid.StringOf(rapid.SampledFrom([]rune("aB é'-.,مع الд㌀张\u0301 Dr"))).Draw(t, "t"))
	})
	for _, s := range []string{"a", "é", "م", "張", "\xff", "㌀", "dr ", " "} {
		foldHolds(t, strings.Repeat(s, 1<<19))
	}
}

func TestFoldedCostsNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Fold("maria dela cruz") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "José", "عبد الرحمن", "Пётр", "mr mr", "2nd", "\xff´ª㌀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { foldHolds(t, s) })
}

func BenchmarkFold(b *testing.B) {
	for _, s := range []string{"maria dela cruz", "María dela Cruz", "Дмитрий Петрович", "عبد الرحمن"} {
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				Fold(s)
			}
		})
	}
}
