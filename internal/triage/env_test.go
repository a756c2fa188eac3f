package triage

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigie/internal/report"
)

// docs/facts.md and the environment name the same variables, with the same
// types, in the same order; each has a paragraph that says from where and on
// what source.
func TestFactsDocument(t *testing.T) {
	b, err := os.ReadFile("../../docs/facts.md")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	one := regexp.MustCompile("`([a-z_]+)` (bool|count|date)")
	for _, section := range strings.Split(string(b), "\n### ")[1:] {
		name, _, _ := strings.Cut(section, "\n")
		if !strings.Contains(section, "*From:*") || !strings.Contains(section, "*Source:*") {
			t.Errorf("%s: says neither from where nor on what source", name)
		}
		_, line, ok := strings.Cut(section, "\nVariables: ")
		if !ok {
			t.Errorf("%s: names no variables", name)
		}
		line, _, _ = strings.Cut(line, "\n")
		for _, m := range one.FindAllStringSubmatch(line, -1) {
			got = append(got, m[1]+" "+m[2])
		}
	}
	var want []string
	for _, v := range Env() {
		want = append(want, v.Name+" "+string(v.Type))
	}
	if !slices.Equal(got, want) {
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Fatalf("variable %d: docs/facts.md and the environment part here: %v, %v", i, got[min(i, len(got)-1):], want[min(i, len(want)-1):])
			}
		}
	}
}

func TestEveryStatedFactIsInTheEnvironment(t *testing.T) {
	for _, s := range report.Stated {
		if _, ok := variableAt[string(s.Kind)]; !ok {
			t.Errorf("%s is no variable", s.Kind)
		}
		if w := factWords[s.Kind]; s.Type == report.Bool && (w.fr == "" || w.en == "") {
			t.Errorf("%s has no words", s.Kind)
		}
	}
	if len(tallied)-2 > derivedFrom {
		t.Errorf("%d stated facts do not fit below slot %d", len(tallied)-2, derivedFrom)
	}
}

// No variable is named like what line 2 keeps out, and no variable is text.
func TestEnvironmentIsClosed(t *testing.T) {
	for _, v := range Env() {
		if v.Type != Boolean && v.Type != Number && v.Type != Date {
			t.Errorf("%s has type %s", v.Name, v.Type)
		}
		for _, no := range []string{"country", "name_", "language", "domain", "sex_", "gender", "nationality", "born", "text"} {
			if strings.Contains(v.Name+"_", no) {
				t.Errorf("%s reaches for %s", v.Name, no)
			}
		}
	}
}
