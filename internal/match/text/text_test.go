package text

import (
	"math"
	"strings"
	"testing"

	"github.com/hbollon/go-edlib"
	"pgregory.net/rapid"
)

// The table of Winkler's paper of 1990, as far as it gives three decimals.
func TestJaroWinklerPublished(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"martha", "marhta", 0.961},
		{"dwayne", "duane", 0.840},
		{"dixon", "dicksonx", 0.813},
		{"shackleford", "shackelford", 0.982},
		{"dunningham", "cunnigham", 0.896},
		{"nichleson", "nichulson", 0.956},
		{"jones", "johnson", 0.832},
		{"massey", "massie", 0.933},
		{"abroms", "abrams", 0.922},
		{"jeraldine", "geraldine", 0.926},
		{"michelle", "michael", 0.921},
		{"julies", "julius", 0.933},
		{"tanya", "tonya", 0.880},
		{"sean", "susan", 0.805},
		{"jon", "john", 0.933},
		{"jon", "jan", 0.800},
		{"", "a", 0},
		{"", "", 1},
		{"ab", "cd", 0},
	} {
		if got := JaroWinkler(c.a, c.b); math.Abs(got-c.want) > 0.0006 {
			t.Errorf("JaroWinkler(%q, %q) = %.4f, want %.3f", c.a, c.b, got, c.want)
		}
	}
}

// Words around 16 and 64 bytes, where the way to compare them changes, among them.
var word = rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("abcd")), 0, 20, -1), rapid.StringOfN(rapid.RuneFrom([]rune("abcdefgh")), 12, 70, -1))

// slip is another word, or the word with a few slips of the pen.
func slip(t *rapid.T, a string) string {
	if rapid.Bool().Draw(t, "another") {
		return word.Draw(t, "b")
	}
	b := []byte(a)
	for range rapid.IntRange(0, 3).Draw(t, "slips") {
		if len(b) < 2 {
			break
		}
		i := rapid.IntRange(0, len(b)-2).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			b[i], b[i+1] = b[i+1], b[i]
		case 1:
			b = append(b[:i], b[i+1:]...)
		case 2:
			b[i] = 'd'
		case 3:
			b = append(b, b[i])
		}
	}
	return string(b)
}

func TestJaroWinklerAgainstAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := word.Draw(t, "a")
		b := slip(t, a)
		first, second := a, b
		if len(a) > len(b) || len(a) == len(b) && a > b {
			first, second = b, a
		}
		want := float64(edlib.JaroWinklerSimilarity(first, second))
		if a == "" && b == "" {
			want = 1 // by definition here, 0 there
		}
		got := JaroWinkler(a, b)
		if math.Abs(got-want) > 1e-5 {
			t.Fatalf("JaroWinkler(%q, %q) = %v, the other says %v", a, b, got, want)
		}
		if most := JaroWinklerAtMost(a, b, common(a, b)); a != b && most < got {
			t.Fatalf("JaroWinklerAtMost(%q, %q) = %v, and it is %v", a, b, most, got)
		}
	})
}

// common counts the bytes that two strings share, each as often as both have it.
func common(a, b string) int {
	n := 0
	for _, c := range "abcdefgh" {
		n += min(strings.Count(a, string(c)), strings.Count(b, string(c)))
	}
	return n
}

func TestEditsAgainstAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := word.Draw(t, "a")
		b := slip(t, a)
		most := rapid.IntRange(0, 20).Draw(t, "most")
		want := edlib.OSADamerauLevenshteinDistance(a, b)
		bound := min(most, MaxEdits)
		if got := Edits(a, b, most); got != min(want, bound+1) {
			t.Fatalf("Edits(%q, %q, %d) = %d, the other says %d", a, b, most, got, want)
		}
		if got := EditsAtMost(a, b, most); got != (want <= bound) {
			t.Fatalf("EditsAtMost(%q, %q, %d) = %v, the other says %d", a, b, most, got, want)
		}
	})
}

func TestEditsOfNothing(t *testing.T) {
	if EditsAtMost("a", "a", -1) || !EditsAtMost("a", "a", 0) || EditsAtMost("a", "b", 0) {
		t.Error("no edits at all make a string of itself alone")
	}
}

// holds checks what both promise of any two strings.
func holds(t interface{ Fatalf(string, ...any) }, a, b string) {
	s := JaroWinkler(a, b)
	if !(s >= 0 && s <= 1) || s != JaroWinkler(b, a) || JaroWinkler(a, a) != 1 {
		t.Fatalf("JaroWinkler(%q, %q) = %v, the other way %v", a, b, s, JaroWinkler(b, a))
	}
	e := Edits(a, b, 4)
	if e < 0 || e > 5 || e != Edits(b, a, 4) || Edits(a, a, 4) != 0 || (e == 0) != (a == b) {
		t.Fatalf("Edits(%q, %q, 4) = %d, the other way %d", a, b, e, Edits(b, a, 4))
	}
}

func TestHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		holds(t, rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b"))
		holds(t, word.Draw(t, "c"), word.Draw(t, "d"))
	})
	long := strings.Repeat("ab", 1<<19)
	holds(t, long, long+"c")
	holds(t, long, "c"+long)
	holds(t, "x"+long, long+"y")
}

func FuzzText(f *testing.F) {
	f.Add("martha", "marhta")
	f.Add("", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) { holds(t, a, b) })
}

func TestNothingIsAllocated(t *testing.T) {
	a, b := "randrianarison", "randrianarisoa"
	if n := testing.AllocsPerRun(100, func() { JaroWinkler(a, b); EditsAtMost(a, b, 2) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkJaroWinkler(b *testing.B) {
	for b.Loop() {
		JaroWinkler("randrianarison", "randriamanantena")
	}
}

func BenchmarkEditsAtMost(b *testing.B) {
	for b.Loop() {
		EditsAtMost("randrianarison", "randriamanantena", 2)
	}
}
