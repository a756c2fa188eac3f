package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/report"
	"vigie/internal/unit"
)

// A lead's page says first what it hangs by, and a person judges there: the lead
// splits where it was said to, a judgement needs its reason, one that contradicts
// is refused with its chain, and what is taken back is as before.
func TestJudgingWhereTheLeadHangs(t *testing.T) {
	w := newWorld(t, 500)
	b := w.browser(t, w.who)
	lead := w.tied(t)
	v, err := w.unit.Ties(t.Context(), w.who.For("test"), lead)
	if err != nil {
		t.Fatal(err)
	}
	first := v.Bridges[0].Parts
	path := leadAddress(lead)
	for _, page := range []string{path, path + "/ties"} {
		res, body := w.get(t, b, page)
		if res.StatusCode != http.StatusOK || !strings.Contains(body, `action="/judge"`) || !strings.Contains(body, "<svg") || !strings.Contains(body, `role="img"`) {
			t.Errorf("%s: %s, without its form or drawing", page, res.Status)
		}
		for _, inline := range []string{"<style", " style=", "<script>"} {
			if strings.Contains(body, inline) {
				t.Errorf("%s holds %q", page, inline)
			}
		}
	}
	_, body := w.get(t, b, path)
	if s := strings.Index(body, `id="h-ties"`); s < 0 || s > strings.Index(body, `id="h-facts"`) {
		t.Error("the ties are not near the top")
	}

	pair := url.Values{"a": {first[0].Bearer.String()}, "b": {first[1].Bearer.String()}}
	with := func(more ...string) url.Values {
		f := url.Values{}
		for k, vs := range pair {
			f[k] = vs
		}
		for i := 0; i+1 < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	for _, bad := range []url.Values{
		with("verdict", "different"), with("verdict", "different", "because", "  "), with("verdict", "certain", "because", "x"), with("because", "x"),
		with("verdict", "same", "because", "x", "b", first[0].Bearer.String()),
	} {
		if res, _ := w.post(t, b, "/judge", bad); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: %s", bad, res.Status)
		}
	}
	for _, none := range []string{"x", "0000-0000-00001"} {
		if res, _ := w.post(t, b, "/judge", with("verdict", "same", "because", "x", "b", none)); res.StatusCode != http.StatusNotFound {
			t.Errorf("judging %s: %s", none, res.Status)
		}
	}
	if res, _ := w.post(t, b, "/unjudge", with("because", "x")); res.StatusCode != http.StatusBadRequest {
		t.Errorf("taking back what does not stand: %s", res.Status)
	}
	if res, _ := w.post(t, b, "/judge", with("verdict", "different", "because", "x"), "Sec-Fetch-Site", "cross-site"); res.StatusCode != http.StatusForbidden {
		t.Errorf("judged from another site: %s", res.Status)
	}

	leadOf := func(k report.Key) report.Key {
		x, err := w.unit.Ties(t.Context(), w.who.For("test"), k)
		if err != nil {
			t.Fatal(err)
		}
		return x.Lead
	}
	res, _ := w.post(t, b, "/judge", with("verdict", "different", "because", "lignes réattribuées"))
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != leadAddress(first[0].Bearer) {
		t.Fatalf("judging: %s to %s", res.Status, res.Header.Get("Location"))
	}
	if leadOf(first[0].Bearer) == leadOf(first[1].Bearer) {
		t.Error("judged different, and still one lead")
	}
	if res, body := w.get(t, b, path+"/ties?a="+pair.Get("a")+"&b="+pair.Get("b")); res.StatusCode != http.StatusOK || !strings.Contains(body, "lignes réattribuées") || !strings.Contains(body, `action="/unjudge"`) {
		t.Errorf("what keeps them apart: %s", res.Status)
	}
	if _, body := w.get(t, b, leadAddress(first[0].Bearer)); !strings.Contains(body, `action="/unjudge"`) {
		t.Error("a judgement cannot be taken back on the lead's page")
	}
	if res, _ := w.post(t, b, "/unjudge", with("because", "erreur")); res.StatusCode != http.StatusSeeOther || leadOf(first[1].Bearer) != lead {
		t.Errorf("taken back: %s", res.Status)
	}
	contradict(t, w, b, first)
}

// contradict judges two the same, and then different over them.
func contradict(t *testing.T, w *world, b *http.Client, ps []unit.PartView) {
	t.Helper()
	q, err := w.unit.Queue(t.Context(), w.who.For("test"), unit.QueueFilter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	other := q.Rows[len(q.Rows)-1].Lead.String()
	x, y := ps[0].Bearer.String(), ps[1].Bearer.String()
	for _, pair := range [][2]string{{x, other}, {other, y}} {
		if res, _ := w.post(t, b, "/judge", url.Values{"a": {pair[0]}, "b": {pair[1]}, "verdict": {"same"}, "because": {"x"}}); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("judging the same: %s", res.Status)
		}
	}
	res, body := w.post(t, b, "/judge", url.Values{"a": {x}, "b": {y}, "verdict": {"different"}, "because": {"x"}})
	if res.StatusCode != http.StatusConflict || !strings.Contains(body, other) {
		t.Errorf("a judgement that contradicts: %s", res.Status)
	}
}

// The network has its page, in pages; what is not understood is refused; who may
// not judge is offered no form and is refused; each reading has its entry.
func TestNetworkPage(t *testing.T) {
	w := newWorld(t, 500)
	b := w.browser(t, w.who)
	lead := w.tied(t)
	path := networkAddress(lead)
	res, body := w.get(t, b, path)
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "<svg") || !strings.Contains(body, "jamais réunies") {
		t.Fatalf("%s", res.Status)
	}
	v, err := w.unit.Network(t.Context(), w.who.For("test"), lead, unit.NetworkFilter{})
	if err != nil {
		t.Fatal(err)
	}
	c := v.Counterparties[0]
	for _, o := range c.Others {
		if !strings.Contains(body, leadAddress(o.Lead)) {
			t.Errorf("%s is not on the page", o.Lead)
		}
	}
	last := c.Others[len(c.Others)-1].Lead.String()
	for query, want := range map[string]int{
		"?of=" + c.ID: 200, "?of=" + c.ID + "&after=" + last: 200, "?from=1": 200, "?from=9999": 200,
		"?of=x": 404, "?of=" + lead.String() + ".99": 404, "?of=" + strings.Repeat("a", 40): 400, "?after=" + last: 400, "?from=-1": 400, "?from=x": 400,
		"?of=" + c.ID + "&after=x": 400, "?of=" + c.ID + "&after=0000-0000-00001": 400,
	} {
		if res, _ := w.get(t, b, path+query); res.StatusCode != want {
			t.Errorf("%s: %s, want %d", query, res.Status, want)
		}
	}
	for _, none := range []string{"/network/x", "/network/0000-0000-00001", "/lead/x/ties", "/lead/" + lead.String() + "/ties?a=x&b=y"} {
		if res, _ := w.get(t, b, none); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", none, res.Status)
		}
	}
	// The language changes and the page stays.
	if res, _ := w.post(t, b, "/lang", url.Values{"lang": {"en"}, "back": {path}}); res.Header.Get("Location") != path {
		t.Errorf("the language changes to %s", res.Header.Get("Location"))
	}
	a := w.browser(t, w.enrol(t, "aude", access.Auditor, "fr"))
	for _, page := range []string{leadAddress(lead), leadAddress(lead) + "/ties"} {
		if res, body := w.get(t, a, page); res.StatusCode != http.StatusOK || strings.Contains(body, `action="/judge"`) {
			t.Errorf("an auditor at %s: %s, or is offered to judge", page, res.Status)
		}
	}
	form := url.Values{"a": {lead.String()}, "b": {last}, "verdict": {"same"}, "because": {"x"}}
	for _, act := range []string{"/judge", "/unjudge"} {
		if res, _ := w.post(t, a, act, form); res.StatusCode != http.StatusForbidden {
			t.Errorf("an auditor: %s %s", act, res.Status)
		}
	}
	es, err := w.unit.Ledger(t.Context(), w.who.For("test"), lead)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, e := range es {
		found[e.Purpose] = true
	}
	for _, want := range []string{"desk: network", "desk: ties"} {
		if !found[want] {
			t.Errorf("the ledger holds no %q", want)
		}
	}
}
