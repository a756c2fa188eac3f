package web

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/identity"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// Both languages say the same things, with the same values in them.
func TestLocalesAreInStep(t *testing.T) {
	ls, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	value := regexp.MustCompile(`\{[a-z]+\}`)
	for _, pair := range [][2]string{{"fr", "en"}, {"en", "fr"}} {
		for key, words := range ls[pair[0]].words {
			other, ok := ls[pair[1]].words[key]
			if !ok || other == "" {
				t.Errorf("%s has no %q", pair[1], key)
			}
			a, b := value.FindAllString(words, -1), value.FindAllString(other, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%q: the values differ", key)
			}
		}
	}
}

// Every key that a page or the program names has its words, and the words never
// used of people are not there.
func TestKeysHaveWords(t *testing.T) {
	ls, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	words := ls["fr"].words
	must := func(key string) {
		t.Helper()
		if words[key] == "" {
			t.Errorf("no words for %q", key)
		}
	}
	said, counted := regexp.MustCompile(`\.T "([^"]+)"`), regexp.MustCompile(`\.N "([^"]+)"`)
	err = fs.WalkDir(os.DirFS("templates"), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile("templates/" + name)
		for _, m := range said.FindAllStringSubmatch(string(b), -1) {
			must(m[1])
		}
		for _, m := range counted.FindAllStringSubmatch(string(b), -1) {
			must(m[1] + ".one")
			must(m[1] + ".other")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// And those that the program itself names whole.
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	sayIt, countIt := regexp.MustCompile(`\.say\("([^"]+)"[,)]`), regexp.MustCompile(`\.count\("([^"]+)"[,)]`)
	for _, name := range sources {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range sayIt.FindAllStringSubmatch(string(b), -1) {
			must(m[1])
		}
		for _, m := range countIt.FindAllStringSubmatch(string(b), -1) {
			must(m[1] + ".one")
			must(m[1] + ".other")
		}
	}
	for k := report.KindAccount; k <= report.KindHash; k++ {
		if identity.Default().MayJoin(k) {
			must("this." + k.String())
		}
	}
	for _, f := range report.Stated {
		must("fact." + string(f.Kind))
	}
	for _, f := range []report.FactKind{triage.PaymentNearSession, triage.IntervalsShortening, triage.Senders, triage.FirstPayment} {
		must("fact." + string(f))
	}
	for c := triage.Immediate; c <= triage.Held; c++ {
		must("class." + c.String())
	}
	for r := report.RoleReported; r <= report.RoleAssociate; r++ {
		must("role." + r.String())
	}
	for k := report.KindAccount; k <= report.KindHash; k++ {
		must("kind." + k.String())
	}
	for r := clock.Connection; r <= clock.Preservation; r++ {
		must("record." + r.String())
	}
	for _, r := range access.Roles {
		must("person." + string(r))
	}
	for _, v := range triage.Env() {
		for _, lang := range []string{"fr", "en"} {
			p := &page{locale: ls[lang]}
			if name := p.figureName(v.Name); name == v.Name || strings.Contains(name, "_") {
				t.Errorf("%s: no name for the figure %s: %s", lang, v.Name, name)
			}
		}
	}
	forbidden := regexp.MustCompile(`(?i)\bclients?\b|customer|child` + ` porn|pédo` + `porno|pedo` + `porno|offender is`)
	for lang, l := range ls {
		for key, w := range l.words {
			if forbidden.MatchString(w) {
				t.Errorf("%s: %q uses a word that is never used", lang, key)
			}
		}
	}
}

func TestNumbersAndPlurals(t *testing.T) {
	ls, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang string
		n    int64
		want string
	}{{"fr", 0, "0 jour"}, {"fr", 1, "1 jour"}, {"fr", 1234567, "1\u202f234\u202f567 jours"}, {"en", 0, "0 days"}, {"en", 1, "1 day"}, {"en", 1000, "1,000 days"}, {"en", -1000, "-1,000 days"}, {"en", -100, "-100 days"}} {
		if got := ls[c.lang].count("waiting", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}
