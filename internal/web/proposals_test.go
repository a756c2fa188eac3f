package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/report"
	"vigie/internal/unit"
)

// A proposal is answered where it is listed, and then asked no more; the answer
// needs its reason, and a person who may judge.
func TestAProposalIsAnsweredAtTheDesk(t *testing.T) {
	w := newWorld(t, 400)
	b := w.browser(t, w.who)
	page, err := w.unit.Proposals(context.Background(), w.who.For("test"), "", 1)
	if err != nil || len(page.Proposals) == 0 {
		t.Fatalf("%v, %d proposals", err, len(page.Proposals))
	}
	p := page.Proposals[0]
	ask := `name="a" value="` + p.Mine.String() + `"><input type="hidden" name="b" value="` + p.Theirs.String() + `"`
	if _, body := w.get(t, b, "/proposals"); !strings.Contains(body, ask) {
		t.Fatal("the first proposal is not on the page")
	}
	form := url.Values{"a": {p.Mine.String()}, "b": {p.Theirs.String()}, "verdict": {"different"}, "back": {"/proposals"}}
	if res, _ := w.post(t, b, "/answer", form); res.StatusCode != http.StatusBadRequest {
		t.Errorf("without a reason: %s", res.Status)
	}
	form.Set("because", "ligne familiale")
	res, _ := w.post(t, b, "/answer", form)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/proposals" {
		t.Fatalf("%s to %q", res.Status, res.Header.Get("Location"))
	}
	if _, body := w.get(t, b, "/proposals"); strings.Contains(body, ask) {
		t.Error("it is asked again")
	}
	if res, body := w.post(t, b, "/answer", form); res.StatusCode != http.StatusConflict || !strings.Contains(body, "déjà répondu") {
		t.Errorf("answered a second time: %s", res.Status)
	}
	form.Set("back", "//example.com/")
	if res, _ := w.post(t, b, "/judge", form); res.Header.Get("Location") != "/" {
		t.Errorf("led away to %q", res.Header.Get("Location"))
	}
	auditor := w.browser(t, w.enrol(t, "aude", access.Auditor, "fr"))
	if _, body := w.get(t, auditor, "/proposals"); strings.Contains(body, `action="/answer"`) {
		t.Error("an auditor is offered to judge")
	}
	if res, _ := w.post(t, auditor, "/answer", form); res.StatusCode != http.StatusForbidden {
		t.Errorf("an auditor judged: %s", res.Status)
	}
	if res, _ := w.get(t, b, "/proposals?after=nowhere"); res.StatusCode == http.StatusOK {
		t.Error("a made-up place of the list is accepted")
	}
}

// A hub is declared on the lead it ties, listed with its reason, and taken back.
func TestAHubIsDeclaredAtTheDesk(t *testing.T) {
	w := newWorld(t, 400)
	b := w.browser(t, w.who)
	l, err := w.unit.Linking(context.Background(), w.who.For("test"))
	if err != nil {
		t.Fatal(err)
	}
	var lead report.Key
	for _, tie := range l.Ties {
		if tie.Kind == report.KindAccount {
			lead = l.Lead[tie.Reports[0]]
			break
		}
	}
	v, err := w.unit.Lead(context.Background(), w.who.For("test"), lead, "fr")
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"back": {"/lead/" + lead.String()}}
	for _, s := range v.Shared {
		if s.Kind == "account" {
			form.Set("kind", s.Kind)
			form.Set("service", s.Service)
			form.Set("value", s.Value)
		}
	}
	if _, body := w.get(t, b, "/lead/"+lead.String()); !strings.Contains(body, `action="/hubs/declare"`) {
		t.Error("the lead's page offers no declaration")
	}
	form.Set("because", "compte collectif <b>")
	if res, _ := w.post(t, b, "/hubs/declare", form); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/lead/"+lead.String() {
		t.Fatalf("%s to %q", res.Status, res.Header.Get("Location"))
	}
	for _, path := range []string{"/hubs", "/proposals"} { // a child in danger rings on every page
		if _, body := w.get(t, b, path); !strings.Contains(body, `class="alarm"`) {
			t.Errorf("%s rings for no immediate lead", path)
		}
	}
	if _, body := w.get(t, b, "/hubs"); !strings.Contains(body, "compte collectif &lt;b&gt;") || !strings.Contains(body, form.Get("value")) {
		t.Error("the hub is not listed with its reason")
	}
	if res, _ := w.post(t, b, "/hubs/declare", form); res.StatusCode != http.StatusBadRequest {
		t.Errorf("declared twice: %s", res.Status)
	}
	form.Set("back", "/hubs")
	if res, _ := w.post(t, b, "/hubs/undeclare", form); res.StatusCode != http.StatusSeeOther {
		t.Errorf("taken back: %s", res.Status)
	}
	if _, body := w.get(t, b, "/hubs"); strings.Contains(body, "compte collectif") {
		t.Error("it is listed all the same")
	}
	form.Set("kind", "face")
	if res, _ := w.post(t, b, "/hubs/declare", form); res.StatusCode != http.StatusBadRequest {
		t.Errorf("a kind that is none: %s", res.Status)
	}
}

// declareOne declares the account of the queue's last lead a hub, so that there is one to show.
func (w *world) declareOne(t *testing.T) {
	t.Helper()
	ctx, who := context.Background(), w.who.For("test")
	page, err := w.unit.Queue(ctx, who, unit.QueueFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range slices.Backward(page.Rows) {
		v, err := w.unit.Lead(ctx, who, row.Lead, "fr")
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range v.Reports[0].Identifiers {
			if id.Role == "reported" && id.Kind == "account" && id.Value != "" && id.Service != "" {
				if _, err := w.unit.DeclareHub(ctx, who, report.KindAccount, id.Service, id.Value, "compte collectif, vérifié auprès du service"); err != nil {
					t.Fatal(err)
				}
				return
			}
		}
	}
	t.Fatal("no account to declare")
}
