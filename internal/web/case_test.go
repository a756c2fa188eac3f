package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/report"
	"vigie/internal/unit"
)

// heads gives the first leads of the queue that have more than one report.
func (w *world) heads(t *testing.T, n int) []report.Key {
	t.Helper()
	q, err := w.unit.Queue(context.Background(), w.who.For("test"), unit.QueueFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var out []report.Key
	for _, r := range q.Rows {
		if r.Reports > 1 {
			out = append(out, r.Lead)
		}
	}
	if len(out) < n {
		t.Fatalf("%d leads of several reports, %d are needed", len(out), n)
	}
	return out[:n]
}

func (w *world) caseOf(t *testing.T, n string) unit.CaseView {
	t.Helper()
	number, err := dossier.ParseNumber(n)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.unit.Case(context.Background(), w.who.For("test"), number, "fr")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestCasesAtTheDesk: every act on a case by its form alone, as without a script,
// each leading to the page where it is seen.
func TestCasesAtTheDesk(t *testing.T) {
	w := newWorld(t, 200)
	b := w.browser(t, w.who)
	leads := w.heads(t, 2)
	year := w.unit.Today().Time().Format("2006")
	one, two, three := year+"-0001", year+"-0002", year+"-0003"
	act := func(path string, form url.Values, to string) {
		t.Helper()
		res, body := w.post(t, b, path, form)
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != to {
			_, text, _ := strings.Cut(body, "<h1>")
			t.Fatalf("%s %v: %s to %q: %.300s", path, form, res.Status, res.Header.Get("Location"), text)
		}
	}
	why := func(pairs ...string) url.Values {
		f := url.Values{"because": {"essai"}}
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Add(pairs[i], pairs[i+1])
		}
		return f
	}
	_, body := w.get(t, b, "/lead/"+leads[0].String())
	if !strings.Contains(body, `action="/lead/`+leads[0].String()+`/open"`) {
		t.Error("the lead's page does not offer to open a case")
	}
	act("/lead/"+leads[0].String()+"/open", why(), "/cases/"+one)
	act("/lead/"+leads[1].String()+"/open", why(), "/cases/"+two)
	for _, path := range []string{"/", "/lead/" + leads[0].String(), "/cases"} {
		if _, body := w.get(t, b, path); !strings.Contains(body, `href="/cases/`+one+`"`) {
			t.Errorf("%s does not lead to the case", path)
		}
	}
	if _, body := w.get(t, b, "/lead/"+leads[0].String()); strings.Contains(body, "/open\"") {
		t.Error("a lead that a case holds offers to open another")
	}
	const text = "<b>rappeler</b>\nlundi"
	act("/cases/"+one+"/note", url.Values{"text": {strings.ReplaceAll(text, "\n", "\r\n")}}, "/cases/"+one)
	_, body = w.get(t, b, "/cases/"+one)
	if !strings.Contains(body, "&lt;b&gt;rappeler&lt;/b&gt;\nlundi") || strings.Contains(body, "<b>rappeler") {
		t.Error("the note is not shown as it was written, escaped")
	}
	for _, path := range []string{"/", "/lead/" + leads[0].String(), "/cases", "/cases/" + two} {
		if _, body := w.get(t, b, path); strings.Contains(body, "rappeler") {
			t.Errorf("%s shows a note", path)
		}
	}
	act("/cases/"+one+"/assign", why("owner", "ana"), "/cases/"+one)
	held := w.caseOf(t, one)
	if held.Owner != "ana" || len(held.Noted) != 1 || held.Noted[0].Text != text {
		t.Errorf("%+v", held)
	}
	first := held.Held[0].Report.String()
	act("/cases/"+one+"/remove", why("report", first), "/cases/"+one)
	_, body = w.get(t, b, "/cases/"+one)
	if strings.Contains(body, `class="fresh"`) || !strings.Contains(body, "retiré par l’acte") || !strings.Contains(body, `name="report" value="`+first+`"`) {
		t.Error("what a case does not hold of its lead is not shown to confirm")
	}
	act("/cases/"+one+"/add", why("report", first), "/cases/"+one)
	act("/cases/"+one+"/merge", why("into", two), "/cases/"+two)
	_, body = w.get(t, b, "/cases/"+one)
	if !strings.Contains(body, "mène au dossier "+two) || !strings.Contains(body, "rappeler") || !strings.Contains(body, "<option>"+one) {
		t.Error("the old number does not show the case it leads to, with what it brought")
	}
	act("/cases/"+two+"/split", why("from", one), "/cases/"+three)
	if v := w.caseOf(t, three); v.Reports != held.Reports || len(v.Noted) != 1 {
		t.Errorf("split out: %+v", v.CaseRow)
	}
	// The merge cannot be taken back before the split: the page says which act stands in the way.
	res, body := w.post(t, b, "/cases/"+two+"/undo", why("act", "7"))
	if res.StatusCode != http.StatusConflict || !strings.Contains(body, "8") || !strings.Contains(body, "repose sur lui") {
		t.Errorf("taking back what another act rests on: %s", res.Status)
	}
	act("/cases/"+two+"/undo", why("act", "8"), "/cases/"+two)
	act("/cases/"+two+"/undo", why("act", "7"), "/cases/"+one)
	act("/cases/"+one+"/split", why("report", first, "note", "3"), "/cases/"+year+"-0004")
	act("/cases/"+one+"/merge", why("into", year+"-0004"), "/cases/"+year+"-0004")
	if got, _ := w.get(t, b, "/go?n="+year+"-1"); got.Header.Get("Location") != "/cases/"+one {
		t.Errorf("a case's number leads to %q", got.Header.Get("Location"))
	}
	if d, err := w.unit.Replay(context.Background(), w.who.For("test"), true, nil); err != nil || len(d) > 0 {
		t.Error(d, err)
	}
}

// TestCaseForms: what the desk's own pages do not send is refused, and what a
// role may not do is neither offered nor done.
func TestCaseForms(t *testing.T) {
	w := newWorld(t, 60)
	b := w.browser(t, w.who)
	lead := w.heads(t, 1)[0]
	year := w.unit.Today().Time().Format("2006")
	one := "/cases/" + year + "-0001"
	if _, body := w.get(t, b, "/cases"); !strings.Contains(body, "Aucun dossier") {
		t.Error("a list without cases does not say so")
	}
	res, _ := w.post(t, b, "/lead/"+lead.String()+"/open", url.Values{"because": {"essai"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.Status)
	}
	long := strings.Repeat("x", maxNote+1)
	many := url.Values{"because": {"essai"}, "report": make([]string, maxNamed+1)}
	for _, c := range []struct {
		path string
		form url.Values
		want int
	}{
		{"/lead/" + lead.String() + "/open", url.Values{"because": {" "}}, 400},
		{"/lead/" + lead.String() + "/open", url.Values{"because": {"essai"}}, 409},
		{"/lead/x/open", url.Values{"because": {"essai"}}, 404},
		{one + "/add", url.Values{"because": {"essai"}}, 409},
		{one + "/add", url.Values{"because": {""}, "report": {lead.String()}}, 400},
		{one + "/add", url.Values{"because": {"essai"}, "report": {"x"}}, 404},
		{one + "/add", url.Values{"because": {"essai"}, "report": {"0000-0000-00000"}}, 404},
		{one + "/add", many, 400},
		{one + "/remove", url.Values{"report": {lead.String()}}, 400},
		{one + "/note", url.Values{"text": {" "}}, 409},
		{one + "/note", url.Values{"text": {long}}, 400},
		{one + "/note", url.Values{"text": {"a\x00b"}}, 409},
		{one + "/assign", url.Values{"owner": {"nobody"}, "because": {"essai"}}, 409},
		{one + "/assign", url.Values{"owner": {"ana"}}, 400},
		{one + "/merge", url.Values{"into": {"x"}, "because": {"essai"}}, 404},
		{one + "/merge", url.Values{"into": {year + "-0001"}, "because": {"essai"}}, 409},
		{one + "/merge", url.Values{"into": {year + "-0002"}}, 400},
		{one + "/split", url.Values{"because": {"essai"}}, 409},
		{one + "/split", url.Values{"because": {"essai"}, "note": {"x"}}, 400},
		{one + "/undo", url.Values{"because": {"essai"}, "act": {"x"}}, 400},
		{one + "/undo", url.Values{"because": {"essai"}, "act": {"99"}}, 409},
		{"/cases/x/note", url.Values{"text": {"a"}}, 404},
		{"/cases/" + year + "-0009/note", url.Values{"text": {"a"}}, 409},
	} {
		if res, _ := w.post(t, b, c.path, c.form); res.StatusCode != c.want {
			t.Errorf("%s %.60v: %s, want %d", c.path, c.form, res.Status, c.want)
		}
		if res, _ := w.post(t, b, c.path, c.form, "Sec-Fetch-Site", "cross-site"); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s from another site: %s", c.path, res.Status)
		}
	}
	for path, want := range map[string]int{one: 200, "/cases/x": 404, "/cases/" + year + "-9": 409, "/cases/" + year + "-1": 200, one + "/note": 404} {
		if res, _ := w.get(t, b, path); res.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, res.Status, want)
		}
	}
	for _, role := range []access.Role{access.Analyst, access.Auditor, access.Prosecutor} {
		c := w.browser(t, w.enrol(t, string(role), role, "en"))
		_, body := w.get(t, c, one)
		if !strings.Contains(body, "What was done") || strings.Contains(body, "/undo\"") || strings.Contains(body, `type="checkbox"`) {
			t.Errorf("%s: the case's page offers what the role may not do, or nothing", role)
		}
		if got := strings.Contains(body, one+`/note"`); got != (role == access.Analyst) {
			t.Errorf("%s is offered to write a note: %v", role, got)
		}
		if res, _ := w.post(t, c, one+"/undo", url.Values{"because": {"essai"}, "act": {"1"}}); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s takes an act back: %s", role, res.Status)
		}
		if res, _ := w.get(t, c, "/cases"); res.StatusCode != http.StatusOK {
			t.Errorf("%s: the list: %s", role, res.Status)
		}
	}
	for back, want := range map[string]string{"/cases": "/cases", one: one, "/cases/../signout": "/", "//cases": "/", "/casesx": "/"} {
		if got := local(back); got != want {
			t.Errorf("%q leads back to %q", back, got)
		}
	}
}
