package proof

import (
	"os"
	"strings"
	"testing"

	"vigie/rules"
)

// The shipped catalogue is whole: every offence that the file has to show is in it,
// with its elements, in both languages, from an address of Légifrance.
func TestShippedCatalogue(t *testing.T) {
	c := Default()
	for _, article := range []string{"222-23-1", "222-24", "222-26-1", "222-30-2", "225-4-1", "225-4-2", "225-4-3", "227-22-2", "227-23", "227-23-1", "227-27-1", "227-28-3", "121-7", "113-5"} {
		if _, ok := c.Offence(article); !ok {
			t.Errorf("no offence or mode holds article %s", article)
		}
	}
	for _, o := range append(c.Offences, c.Modes...) {
		if !strings.HasPrefix(o.Source, "https://www.legifrance.gouv.fr/") {
			t.Errorf("%s: %s", o.ID, o.Source)
		}
	}
	if len(c.pillars) != 4 || c.Country != "FR" || len(c.Hash) != 64 {
		t.Errorf("pillars %v, country %s, hash %s", c.pillars, c.Country, c.Hash)
	}
	if _, ok := c.Offence("1-1"); ok {
		t.Error("found an offence that is none")
	}
}

// Every sign has its words in both languages.
func TestSignsHaveWords(t *testing.T) {
	for _, s := range Signs {
		for _, lang := range []string{"fr", "en"} {
			if w := s.In(lang); w == "" || w == string(s) && strings.Contains(w, "_") {
				t.Errorf("%s in %s: %q", s, lang, w)
			}
		}
	}
}

// The page names every sign that is no fact of docs/facts.md.
func TestSignsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/proof.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range structural {
		if !strings.Contains(string(page), "| `"+string(s.sign)+"` |") {
			t.Errorf("docs/proof.md does not say what %s is", s.sign)
		}
	}
}

// A slip of the pen is refused, with where it stands.
func TestFaultsAreNamed(t *testing.T) {
	whole, err := rules.Files.ReadFile("offences/fr.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ name, old, put, want string }{
		{"an unknown key", "country: FR", "country: FR\nseverity: 5", "severity"},
		{"another version", "version: 1", "version: 2", "version is 2"},
		{"an unknown fact", "any: [instruction]", "any: [nationality]", `"nationality" is no fact`},
		{"a pillar missing", "pillars: [payment, instruction, session, recipient]", "pillars: [payment]", "expected 4"},
		{"an act that is not there", "fill: [service-nature]", "fill: [ask-nicely]", `"ask-nicely" is no act`},
		{"nothing that would fill", "fill: [service-nature]", "fill: []", "no act would fill it"},
		{"an element twice", "- id: organised", "- id: recruited", "the id stands twice"},
		{"an offence twice", `- id: "222-30-2"`, `- id: "222-26-1"`, "the id stands twice"},
		{"one language", `title: {fr: "Un paiement", en: "A payment"}`, `title: {fr: "Un paiement"}`, "both languages"},
		{"an element that is not there", "elements: [solicited,", "elements: [asked,", `"asked" is no element`},
		{"for and against", "against: [payment_reversed]\n    fill: [payment-records, payment-holder]", "against: [payments]\n    fill: [payment-records, payment-holder]", "speaks for and against"},
		{"a day that is none", "since: 2013-08-07", "since: 2013-13-07", "expected YYYY-MM-DD"},
		{"no word on the check", "    checked: 2026-11-26\n", "", "checked is needed"},
		{"another address", `"https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000043405753"`, `"legifrance"`, "expected the https address"},
		{"a mode that is not there", "modes: [complicity, resident]", "modes: [attempt]", `"attempt" is no mode`},
	} {
		t.Run(x.name, func(t *testing.T) {
			if !strings.Contains(string(whole), x.old) {
				t.Fatalf("the shipped file holds no %q: this test tests nothing", x.old)
			}
			_, err := Load([]byte(strings.Replace(string(whole), x.old, x.put, 1)))
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := Load([]byte(strings.ReplaceAll(string(whole), "checked: 2026-11-26", `checked: ""`))); err != nil {
		t.Errorf("a wording that could not be compared is refused: %v", err)
	}
}
