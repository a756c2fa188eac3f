package triage

import (
	"regexp"
	"testing"
)

// TestSourcesAreInTheReadersLanguage: a source whose words differ has both, one that
// is the same in both is written once, and once more makes no other rules.
func TestSourcesAreInTheReadersLanguage(t *testing.T) {
	load := func(source string) *Rules {
		t.Helper()
		r, err := Load([]byte("version: 1\nrules:\n  - {id: a-rule, weight: 1, when: viral, reason: {fr: un, en: one}, source: " + source + "}\n"))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range []struct{ source, fr, en string }{
		{`"A 2020; B 2021"`, "A 2020 ; B 2021", "A 2020; B 2021"},
		{`{fr: "loi A : un", en: "act A: one"}`, "loi A : un", "act A: one"},
	} {
		for lang, want := range map[string]string{"fr": c.fr, "en": c.en} {
			s := Summary{Reports: 1}
			if got := load(c.source).rules[0].because(&s, lang).Source; got != want {
				t.Errorf("%s in %s: %s, want %s", c.source, lang, got, want)
			}
		}
	}
	// What the program made of these rules before a source could have two languages.
	if got := load("a source").Hash(); got != "2aac940290fba271db77645f21e515acb5e178d9fbc0e45ab021bd55cd5c9135" {
		t.Errorf("hash %s", got)
	}
	if load("{fr: a, en: b}").Hash() == load("{fr: a, en: c}").Hash() {
		t.Error("another source, and the same rules")
	}
}

// english is what stands in an English source and in no French one but as a title.
var english = regexp.MustCompile(`\b(Directive|Regulation|June|and|from|of|the|payments|FATF|FINTRAC)\b|\pL: |\pL; `)

// TestShippedSourcesInFrench: no label of a shipped rule's source is left in English.
func TestShippedSourcesInFrench(t *testing.T) {
	title := regexp.MustCompile(`Australian Institute of Criminology`)
	for _, r := range Default().rules {
		if s := title.ReplaceAllString(r.source.in("fr"), ""); english.MatchString(s) {
			t.Errorf("%s: %s", r.id, s)
		}
	}
}
