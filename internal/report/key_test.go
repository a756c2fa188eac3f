package report

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestKeyText: keys read back what they write, and sort alike as numbers and as text.
func TestKeyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Key(rapid.Int64Min(0).Draw(t, "a")), Key(rapid.Int64Min(0).Draw(t, "b"))
		for _, s := range []string{a.String(), "R-" + a.String(), "l-" + a.String(), a.String()[:4] + a.String()[5:9] + a.String()[10:]} {
			if got, err := ParseKey(s); err != nil || got != a {
				t.Fatalf("%s: %v %v", s, got, err)
			}
		}
		if (a < b) != (a.String() < b.String()) {
			t.Fatalf("%v %v sort otherwise as text", a, b)
		}
	})
}

func TestParseKeyRefuses(t *testing.T) {
	for _, s := range []string{"", "1", "zzzz-zzzz-zzzzz", "1f3k-9x2m-q7t0", "1f3k-9x2m-q7t0hh", "1f3k-9x2m-q7t0i", "R-", "é234567890123"} {
		if k, err := ParseKey(s); err == nil {
			t.Errorf("%q read as %v", s, k)
		}
	}
}

// TestKeyOf: a source and its id are told apart, and the number is the same on any machine (the vector was worked out in Python).
func TestKeyOf(t *testing.T) {
	ks := []Key{KeyOf("ncmec", "1"), KeyOf("ncmec1", ""), KeyOf("", "ncmec1"), KeyOf("ncmec", "2"), KeyOf("ncmec\n1", ""), KeyOf("ncmec", "\n1")}
	sorted := slices.Clone(ks)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(ks) {
		t.Errorf("keys meet: %v", ks)
	}
	if got := KeyOf("ncmec", "12345678").String(); got != "07ka-myy7-91r54" {
		t.Errorf("the number of a report changed: %s", got)
	}
}

// TestWith completes a report and leaves it as it was.
func TestWith(t *testing.T) {
	r := &Report{Media: []Media{{ID: "a"}}}
	c := r.With([]Attachment{{ID: "1", Media: []Media{{ID: "b"}}, Facts: []Fact{{Kind: LiveAbuse}}}})
	if len(c.Media) != 2 || len(c.Facts) != 1 || len(r.Media) != 1 || len(r.Facts) != 0 {
		t.Errorf("%+v %+v", r, c)
	}
}

// TestVocabularyHasNames: numbers of kinds and roles have names.
func TestVocabularyHasNames(t *testing.T) {
	for k := KindAccount; k <= KindHash; k++ {
		if k.String() == "unknown" || k.String() == "" {
			t.Errorf("kind %d has no name", k)
		}
	}
	for r := RoleReported; r <= RoleAssociate; r++ {
		if r.String() == "unknown" || r.String() == "" {
			t.Errorf("role %d has no name", r)
		}
	}
}
