package name

import (
	"slices"
	"testing"
)

// TestReasons: a verdict is worth as much as what a person reads beside it.
func TestReasons(t *testing.T) {
	for _, c := range []struct {
		g, f, g2, f2 string
		want         string
	}{
		{"Ana", "Lima", "ANA", "LIMA", ""},
		{"Ana", "Lima", "Lima", "Ana", "swapped"},
		{"Ana Sofia", "Lima", "Sofia Ana", "Lima", "reordered"},
		{"Lima Ana", "", "Ana Lima", "", "reordered"},
		{"Viktor", "Kowalski", "Wiktor", "Kovalsky", "spelled"},
		{"Mary Ann", "Fields", "Maryann", "Fields", "together"},
		{"Bob", "Tallis", "Robert", "Tallis", "pet"},
		{"Robert (Bob)", "Tallis", "Robert", "Tallis", "pet"},
		{"Juan", "Moreno", "John", "Moreno", "translated"},
		{"J.", "Santos", "Juan", "Santos", "initial"},
		{"Tiana", "Razafindramanant", "Tiana", "Razafindramanantena", "cut"},
		{"Gabriela", "Castellanos", "Gabriela", "Castellamos", "slip"},
		{"Paul", "Martin", "Paul", "Marin", "near-slip"},
		{"Juan", "Cruz", "Juan", "dela Cruz", "particle"},
		{"Karel", "van den Berg", "Karel", "van der Berg", "particle-differs"},
		{"Anna", "Gromov", "Anna", "Gromova", "ending"},
		{"Ivan Petrovich", "Gromov", "Ivan", "Gromov", "middle-missing"},
		{"Ma. Cristina", "Lima", "Cristina", "Lima", "middle-missing"},
		{"Lionel", "Vance", "Peter Lionel", "Vance", "first-missing"},
		{"Juan", "Moreno Vidal", "Juan", "Moreno", "family-missing"},
		{"Santos", "", "Maria", "Santos", "first-missing, one-word"},
		{"Maria Santos", "", "Santos", "", "first-missing, one-word"},
		{"Anna Petrovna", "Gromova", "Anna Maria", "Gromova", "part-differs"},
		{"Pedro", "Soto", "Pedro", "Soto Jr", "suffix-missing"},
		{"Pedro", "Soto Sr", "Pedro", "Soto Jr", "suffix-differs"},
		{"Ana", "Lima", "Rita", "Lima", "given-differs"},
		{"Ana", "Lima", "Ana", "Lopes", "family-differs"},
		{"Rosa", "Soto Lim", "Rosa", "Lim Aquino", "family-differs"},
		{"Jean Lima", "", "Jean Morel", "", "part-differs"},
	} {
		if got := Compare(Parse(c.g, c.f), Parse(c.g2, c.f2)).Reasons.String(); got != c.want {
			t.Errorf("%s|%s and %s|%s: %q, want %q", c.g, c.f, c.g2, c.f2, got, c.want)
		}
	}
}

func TestReasonsHaveNames(t *testing.T) {
	all := Reasons(1<<reasonCount - 1).All()
	if len(all) != int(reasonCount) {
		t.Fatalf("%d reasons of %d", len(all), reasonCount)
	}
	var names []string
	for _, r := range all {
		if r.String() == "" || slices.Contains(names, r.String()) {
			t.Errorf("reason %d is named %q", r, r)
		}
		names = append(names, r.String())
	}
	if reasonCount.String() != "" || Verdict(9).String() != "unknown" {
		t.Error("what is no reason has no name")
	}
}

func TestSpelling(t *testing.T) {
	for a, b := range map[string]string{
		"kovalsky": "kowalski", "belov": "beloff", "vorobyov": "vorobev", "mueller": "muller", "sarah": "sara", "khalid": "halid",
		"macnish": "mcnish", "gonzalez": "gonsales", "aleksei": "alexey", "mansour": "mansur", "chtcherbakov": "shcherbakov",
	} {
		if Spelling(a) != Spelling(b) {
			t.Errorf("%s is %s, %s is %s", a, Spelling(a), b, Spelling(b))
		}
	}
	for a, b := range map[string]string{"jean": "jeanne", "andre": "andree", "maria": "mario", "petrov": "petrenko", "jensen": "jansen", "michel": "michele"} {
		if Spelling(a) == Spelling(b) {
			t.Errorf("%s and %s are both %s", a, b, Spelling(a))
		}
	}
	if Spelling("") != "" {
		t.Error("nothing is spelt")
	}
}
