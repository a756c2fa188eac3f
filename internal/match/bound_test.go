package match

import (
	"testing"

	"pgregory.net/rapid"
)

// alike draws records of long and short words, each word another with some letters
// changed: what stands at the edge of being alike.
func alike(t *rapid.T) []Person {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("aeinrstlo ")), 1, 26, -1)
	fields := []Field{Given, Family, Street, Extra, Place, Postcode, Email, Phone, Document, Number}
	out := make([]Person, rapid.IntRange(2, 4).Draw(t, "records"))
	for _, f := range fields {
		first := []byte(word.Draw(t, "word"))
		for i := range out {
			s := string(first)
			for range rapid.IntRange(0, 5).Draw(t, "changes") {
				at := rapid.IntRange(0, len(s)-1).Draw(t, "at")
				s = s[:at] + rapid.SampledFrom([]string{"", "q", "x", "st", " "}).Draw(t, "letters") + s[min(at+rapid.IntRange(0, 1).Draw(t, "out"), len(s)):]
				if s == "" {
					s = "o"
				}
			}
			out[i].Set(rapid.SampledFrom([]Field{f, f, f, Family, Place}).Draw(t, "field"), s)
		}
	}
	return out
}

// Long words can be alike although a quarter of their letters is not.
func TestLongWordsAreBoundedByLikeness(t *testing.T) {
	ps := make([]Person, 2)
	ps[0].Set(Family, "abcdefghijklmnop")
	ps[1].Set(Family, "abcdefghijklqxvw")
	r := begun(linker(ps, nil))
	a, b := &r.t.rows[0], &r.t.rows[1]
	var v vector
	total := r.s.compare(a, b, &v)
	if v.level[CFamily] != Near {
		t.Fatalf("the two are %s", v.level[CFamily])
	}
	if most := r.s.most(a, b); most < total {
		t.Errorf("a bound of %d is below the total %d", most, total)
	}
}

// A bound that is too low drops pairs in silence.
func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := begun(linker(alike(t), nil))
		var v vector
		var p bounded
		for i := range r.t.rows {
			for j := range r.t.rows {
				a, b := &r.t.rows[i], &r.t.rows[j]
				total := r.s.compare(a, b, &v)
				if most := r.s.most(a, b); most < total {
					t.Fatalf("a bound of %d is below the total %d: %v", most, total, v)
				}
				if m, ok := r.s.reaches(total, a, b, &p); !ok || m != total || p.v != v {
					t.Fatalf("%d, %v on the way to the total %d: %v", m, ok, total, v)
				}
				if m, ok := r.s.reaches(total+1, a, b, &p); ok {
					t.Fatalf("%d reaches more than the total %d", m, total)
				}
			}
		}
	})
}

// What masks and marks rule out is not found by the letters.
func TestAsunderIsOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := begun(linker(alike(t), nil))
		for _, f := range [...]Field{Given, Street} {
			d := r.t.dicts[f]
			for x := range int32(len(d.values)) {
				for y := range x {
					apart := asunder(d.masks[x], d.masks[y], d.marks[x], d.marks[y])
					if f == Given && apart && r.s.given(x, y) != Other {
						t.Fatalf("%q and %q are alike", d.values[x], d.values[y])
					}
					if l := d.lettered(x, y); l != d.word(x, y) {
						t.Fatalf("%q and %q are %s by their letters alone", d.values[x], d.values[y], l)
					}
				}
			}
		}
	})
}
