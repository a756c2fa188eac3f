package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/proof"
	"vigie/internal/report"
	"vigie/internal/unit"
)

// provable finds the lead at the head of the queue with the most pillars, refutes a
// fact of it, and opens a case from it.
func (w *world) provable(t *testing.T) (report.Key, dossier.Number) {
	t.Helper()
	ctx, who := context.Background(), w.who.For("test")
	var best report.Key
	most := -1
	for _, k := range w.heads(t, 20) {
		v, err := w.unit.Proof(ctx, who, unit.ProofOf{Lead: k}, "fr")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, p := range v.Pillars {
			if p.State != proof.Missing {
				n++
			}
		}
		if n > most {
			best, most = k, n
		}
	}
	v, err := w.unit.Lead(ctx, who, best, "fr")
	if err != nil {
		t.Fatal(err)
	}
	r := v.Reports[len(v.Reports)-1]
	if err := w.unit.Stand(ctx, who, r.Report, r.Facts[0].Kind, "refute", "relu, non confirmé"); err != nil {
		t.Fatal(err)
	}
	n, err := w.unit.OpenCase(ctx, who, best, "faits forts")
	if err != nil {
		t.Fatal(err)
	}
	return best, n
}

// The proof table at the desk: of a lead and of its case, linked from both, whole and
// one offence alone, in both languages; nobody's guilt, and no penalty but the article's.
func TestProofAtTheDesk(t *testing.T) {
	w := newWorld(t, 300)
	lead, number := w.provable(t)
	b := w.browser(t, w.who)
	for _, at := range []string{leadAddress(lead), caseAddress(number)} {
		if _, body := w.get(t, b, at); !strings.Contains(body, `href="`+at+`/proof"`) {
			t.Errorf("%s does not link to its proof table", at)
		}
		for _, asked := range []string{"", "?all=1", "?offence=222-26-1", "?offence=121-7"} {
			res, body := w.get(t, b, at+"/proof"+asked)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("%s%s: %s", at, asked, res.Status)
			}
			for _, want := range []string{`id="h-pillars"`, `id="h-acts"`, `id="h-speaks"`, "culpabilité de personne", "Des faits ont été réfutés"} {
				if !strings.Contains(body, want) {
					t.Errorf("%s%s: without %q", at, asked, want)
				}
			}
			for _, never := range []string{"<style", " style=", "<script>", "est coupable", "encourt"} {
				if strings.Contains(body, never) {
					t.Errorf("%s%s holds %q", at, asked, never)
				}
			}
			if open := strings.Contains(body, `class="finding" id="o-`) && !strings.Contains(body, `class="finding" id="o-222-26-1">`); asked == "" && open {
				t.Errorf("%s: the offences are unfolded", at)
			}
		}
		for _, bad := range []string{"?offence=1", "?all=yes", "?offence=%00"} {
			if res, _ := w.get(t, b, at+"/proof"+bad); res.StatusCode != http.StatusBadRequest {
				t.Errorf("%s%s: %s", at, bad, res.Status)
			}
		}
	}
	for none, want := range map[string]int{"/lead/x/proof": http.StatusNotFound, "/lead/0000-0000-00001/proof": http.StatusNotFound, "/cases/x/proof": http.StatusNotFound, "/cases/2031-0001/proof": http.StatusConflict} {
		if res, _ := w.get(t, b, none); res.StatusCode != want {
			t.Errorf("%s: %s", none, res.Status)
		}
	}
	english := w.browser(t, w.enrol(t, "paul", access.Prosecutor, "en"))
	if _, body := w.get(t, english, caseAddress(number)+"/proof?all=1"); !strings.Contains(body, "Nobody") || !strings.Contains(body, "Penalty that the article provides") || strings.Contains(body, "proof.") {
		t.Error("the page in English is not whole")
	}
	if w.log.Len() > 0 {
		t.Errorf("logged: %s", w.log)
	}
}

// Every state, code and mode has its words.
func TestProofHasWords(t *testing.T) {
	ls, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	for lang, l := range ls {
		for _, s := range []proof.State{proof.Present, proof.Missing, proof.Contradicted} {
			if l.label("proofstate", string(s)) == string(s) {
				t.Errorf("%s: no words for %s", lang, s)
			}
		}
		for _, c := range []string{proof.Intelligence, proof.Originator, proof.Declaration} {
			if l.label("leftout", c) == c {
				t.Errorf("%s: no words for %s", lang, c)
			}
		}
		for _, m := range proof.Default().Modes {
			if l.label("mode", m.ID) == m.ID {
				t.Errorf("%s: no words for the mode %s", lang, m.ID)
			}
		}
	}
}

// The proof table in a real browser: axe-core finds no fault, in both languages, dark,
// narrow.
func TestProofInABrowser(t *testing.T) {
	parts := browserParts(t)
	w := newWorld(t, 300)
	lead, number := w.provable(t)
	b := parts.open(t)
	b.signIn(w)
	b.see("proof-fr", chromedp.Navigate(w.server.URL+leadAddress(lead)+"/proof"), visible("#h-modes"))
	b.see("proof-open-fr", click("#o-222-26-1 > summary"), visible("#o-222-26-1 table"))
	b.see("proof-alone-fr", chromedp.Navigate(w.server.URL+caseAddress(number)+"/proof?offence=222-26-1"), visible("#o-222-26-1 table"))
	b.see("proof-alone-en", click("button[name=lang]"), visible("html[lang=en] #o-222-26-1 table"))
	b.see("proof-all-en", chromedp.Navigate(w.server.URL+caseAddress(number)+"/proof?all=1"), visible("#o-resident table"))
	b.see("proof-dark", dark,
		chromedp.Navigate(w.server.URL+leadAddress(lead)+"/proof"), visible("#h-modes"))
	b.see("proof-narrow", narrow, chromedp.Sleep(200*time.Millisecond))
	b.quiet(t, w)
}
