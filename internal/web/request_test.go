package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/unit"
)

// lapsing gives a lead of which records lapse, as the queue has it.
func (w *world) lapsing(t *testing.T) report.Key {
	t.Helper()
	ctx, who := context.Background(), w.who.For("test")
	q, err := w.unit.Queue(ctx, who, unit.QueueFilter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range q.Rows {
		l, err := w.unit.Holders(ctx, who, unit.Asking{Lead: r.Lead}, "fr")
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Holders) > 1 && len(l.Holders) < 40 {
			return r.Lead
		}
	}
	t.Fatal("no lead has records that several holders keep")
	return 0
}

func (w *world) requestOf(t *testing.T, n string) unit.RequestView {
	t.Helper()
	number, err := request.ParseNumber(n)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.unit.Request(context.Background(), w.who.For("test"), number, "fr")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestRequestsAtTheDesk: from a lead to its holders, to a letter, to what became of
// it, by forms alone, as without a script.
func TestRequestsAtTheDesk(t *testing.T) {
	w := newWorld(t, 200)
	b := w.browser(t, w.who)
	lead := w.lapsing(t)
	at := "/lead/" + lead.String()
	act := func(path string, form url.Values, to string) {
		t.Helper()
		res, body := w.post(t, b, path, form)
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != to {
			_, text, _ := strings.Cut(body, "<h1>")
			t.Fatalf("%s %v: %s to %q: %.300s", path, form, res.Status, res.Header.Get("Location"), text)
		}
	}
	has := func(path string, words ...string) {
		t.Helper()
		res, body := w.get(t, b, path)
		for _, x := range words {
			if !strings.Contains(body, x) {
				t.Errorf("%s (%s) does not say %q", path, res.Status, x)
			}
		}
	}
	has("/requests", "Aucune demande")
	has(at, `href="`+at+`/holders"`)
	l, err := w.unit.Holders(context.Background(), w.who.For("test"), unit.Asking{Lead: lead}, "fr")
	if err != nil {
		t.Fatal(err)
	}
	has(at+"/holders", `value="`+l.Holders[0].Holder+`"`, "Rédiger une demande")
	year := w.unit.Today().Time().Format("2006")
	one, two := year+"-R0001", year+"-R0002"
	act(at+"/requests", url.Values{"holder": {l.Holders[0].Holder}, "because": {"<b>essai</b>"}}, "/requests/"+one)
	act(at+"/requests", url.Values{"holder": {l.Holders[1].Holder}}, "/requests/"+two)
	for _, path := range []string{at, "/requests"} {
		has(path, `href="/requests/`+one+`"`, "Rédigée, à envoyer", "agir avant le")
	}
	has("/requests/"+one, "&lt;b&gt;essai&lt;/b&gt;", "/requests/"+one+"/sent", "/letter?lang=en")
	has("/requests/"+one+"/letter?lang=fr", "Demande de conservation de données n° "+one, `lang="fr"`)
	has("/requests/"+one+"/letter?lang=en", "Request for the preservation of records, no. "+one)
	act("/requests/"+one+"/sent", url.Values{"means": {"portail"}, "ref": {"A-17"}, "until": {year + "-12-31"}}, "/requests/"+one)
	has("/requests/"+one, "portail A-17", "<dt>Où elle en est</dt><dd>données gardées jusqu’au 31 décembre "+year+"</dd>")
	has(at, "arrêtée")
	res, body := w.post(t, b, "/requests/"+one+"/sent", url.Values{"means": {"portail"}})
	if res.StatusCode != http.StatusConflict || !strings.Contains(body, "déjà été envoyée") {
		t.Errorf("sent twice: %s", res.Status)
	}
	act("/requests/"+one+"/answered", url.Values{"missing": {"1"}, "because": {"effacée"}}, "/requests/"+one)
	has("/requests/"+one, "absente de la réponse", "Répondue", "<dd>répondue le ")
	if v := w.requestOf(t, one); v.Status != request.Answered || v.Missing != 1 {
		t.Errorf("%+v", v.RequestRow)
	}
	act("/requests/"+two+"/sent", url.Values{"means": {"lettre"}}, "/requests/"+two)
	has("/requests", "<td>envoyée le ", ", données gardées sans fin connue</td>")
	act("/requests/"+two+"/refused", url.Values{"because": {"veut une entraide"}}, "/requests/"+two)
	has("/requests?status=refused", two, "<td>refusée le ")
	act("/requests/undo", url.Values{"act": {"6"}, "because": {"erreur"}}, "/requests/"+two)
	act("/requests/undo", url.Values{"act": {"5"}, "because": {"erreur"}}, "/requests/"+two)
	act("/requests/undo", url.Values{"act": {"2"}, "because": {"erreur"}}, "/requests")
	if res, _ := w.get(t, b, "/go?n="+strings.ToLower(one)); res.Header.Get("Location") != "/requests/"+one {
		t.Errorf("a request's number leads to %q", res.Header.Get("Location"))
	}
	// From a case, its own reports.
	n, err := w.unit.OpenCase(context.Background(), w.who.For("test"), lead, "essai")
	if err != nil {
		t.Fatal(err)
	}
	has("/cases/"+n.String(), `href="/cases/`+n.String()+`/holders"`, one)
	has("/cases/"+n.String()+"/holders", l.Holders[1].Holder)
	act("/cases/"+n.String()+"/requests", url.Values{"holder": {l.Holders[1].Holder}}, "/requests/"+year+"-R0003")
	if d, err := w.unit.Replay(context.Background(), w.who.For("test"), true, nil); err != nil || len(d) > 0 {
		t.Error(d, err)
	}
}

// TestRequestForms: what the desk's own pages do not send is refused, and what a
// role may not do is neither offered nor done.
func TestRequestForms(t *testing.T) {
	w := newWorld(t, 200)
	b := w.browser(t, w.who)
	lead := w.lapsing(t)
	at := "/lead/" + lead.String()
	ns, _, err := w.unit.DraftRequests(context.Background(), w.who.For("test"), unit.Asking{Lead: lead})
	if err != nil {
		t.Fatal(err)
	}
	one := "/requests/" + ns[0].String()
	long := strings.Repeat("x", 500)
	for _, c := range []struct {
		path string
		form url.Values
		want int
	}{
		{at + "/requests", url.Values{}, http.StatusBadRequest},
		{at + "/requests", url.Values{"holder": {long}}, http.StatusBadRequest},
		{at + "/requests", url.Values{"holder": {"platform:rien"}}, http.StatusConflict},
		{one + "/sent", url.Values{"means": {" "}}, http.StatusBadRequest},
		{one + "/sent", url.Values{"means": {long}}, http.StatusBadRequest},
		{one + "/sent", url.Values{"means": {"x"}, "on": {"hier"}}, http.StatusBadRequest},
		{one + "/sent", url.Values{"means": {"x"}, "on": {"2099-01-01"}}, http.StatusConflict},
		{one + "/answered", url.Values{"missing": {"un"}}, http.StatusBadRequest},
		{one + "/answered", url.Values{}, http.StatusConflict},
		{one + "/refused", url.Values{}, http.StatusBadRequest},
		{"/requests/undo", url.Values{"act": {"x"}, "because": {"x"}}, http.StatusBadRequest},
		{"/requests/2099-R0001/sent", url.Values{"means": {"x"}}, http.StatusConflict},
		{"/requests/rien/sent", url.Values{"means": {"x"}}, http.StatusNotFound},
	} {
		if res, _ := w.post(t, b, c.path, c.form); res.StatusCode != c.want {
			t.Errorf("%s %.60v: %s, want %d", c.path, c.form, res.Status, c.want)
		}
	}
	for path, want := range map[string]int{"/requests?status=x": http.StatusBadRequest, one + "/letter": http.StatusBadRequest, "/requests/x": http.StatusNotFound} {
		if res, _ := w.get(t, b, path); res.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, res.Status, want)
		}
	}
	p := w.browser(t, w.enrol(t, "paul", access.Prosecutor, "en"))
	for _, path := range []string{"/requests", one, at + "/holders"} {
		res, body := w.get(t, p, path)
		if res.StatusCode != http.StatusOK || strings.Contains(body, `/requests"`+" method") || strings.Contains(body, "<form class=\"act\"") || strings.Contains(body, `action="`+at+`/requests"`) {
			t.Errorf("%s shows a prosecutor %s, or offers an act", path, res.Status)
		}
	}
	if res, _ := w.post(t, p, at+"/requests", url.Values{"holder": {"x"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a prosecutor drafts: %s", res.Status)
	}
	who, err := w.unit.Actor(context.Background(), "paul")
	if err != nil {
		t.Fatal(err)
	}
	var refused *access.Refused
	if _, err := w.unit.SendRequest(context.Background(), who.For("test"), ns[0], unit.Sending{Means: "x"}); !errors.As(err, &refused) {
		t.Error(err)
	}
}
