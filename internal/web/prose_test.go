package web

import (
	"net/http"
	"regexp"
	"testing"

	"vigie/internal/unit"
)

func TestProse(t *testing.T) {
	fr, en := &locale{lang: "fr"}, &locale{lang: "en"}
	for _, c := range []struct {
		l        *locale
		in, want string
	}{
		{fr, "l'acte : « dit » ; et 2 jours ?", "l’acte\u00a0: «\u00a0dit\u00a0»\u202f; et 2\u00a0jours\u202f?"},
		{fr, "12:30, 2001:db8::1, 18 U.S.C.", "12:30, 2001:db8::1, 18\u00a0U.S.C."},
		{en, "the source's count: 2 days; recipients' accounts", "the source’s count: 2\u00a0days; recipients’ accounts"},
	} {
		if got := c.l.Prose(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.l.lang, got, c.want)
		}
	}
}

// What the program says on a French page is set as French print is, whichever room
// the sentence comes from. What sources and people wrote stands in elements of its own.
func TestFrenchPagesAreSet(t *testing.T) {
	w := newWorld(t, 60)
	w.pays(t)
	b := w.browser(t, w.who)
	q, err := w.unit.Queue(t.Context(), w.who.For("test"), unit.QueueFilter{Limit: 1})
	if err != nil || len(q.Rows) == 0 {
		t.Fatalf("no lead: %v", err)
	}
	lead := leadAddress(q.Rows[0].Lead)
	written := regexp.MustCompile(`(?s)<(bdi|code|script|style)\b[^>]*>.*?</(bdi|code|script|style)>`)
	unset := regexp.MustCompile(`\pL&#39;|[^\s>] [:;!?»]|« `)
	for _, at := range []string{"/", lead, lead + "/ties", lead + "/payments", lead + "/proof?all=1", lead + "/holders", "/proposals", "/recipients", "/cases", "/requests", "/hubs", "/lead/none"} {
		res, body := w.get(t, b, at)
		if res.StatusCode != http.StatusOK && at != "/lead/none" {
			t.Errorf("%s: %s", at, res.Status)
		}
		body = written.ReplaceAllString(body, "")
		for _, m := range unset.FindAllStringIndex(body, 3) {
			t.Errorf("%s: %q", at, body[max(0, m[0]-40):min(len(body), m[1]+20)])
		}
	}
}

// TestSpoken: an error's sentence begins with a capital and ends with a stop, once.
func TestSpoken(t *testing.T) {
	for _, c := range []struct {
		lang, in, want string
	}{{"fr", "c'est déjà dit", "C’est déjà dit."}, {"en", "it is said already.", "It is said already."}, {"fr", "à refaire : 2 jours", "À refaire\u00a0: 2\u00a0jours."}} {
		if got := (&locale{lang: c.lang}).spoken(said(c.in)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

type said string

func (s said) Error() string          { return string(s) }
func (s said) Sentence(string) string { return string(s) }
