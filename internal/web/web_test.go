package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/unit"
)

func read(t *testing.T, c *http.Client, req *http.Request) (*http.Response, string) {
	t.Helper()
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

func (w *world) get(t *testing.T, c *http.Client, path string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, c, req)
}

func (w *world) post(t *testing.T, c *http.Client, path string, form url.Values, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return read(t, c, req)
}

// Without a session nothing is shown, on any address, and a link works once.
func TestSignIn(t *testing.T) {
	w := newWorld(t, 20)
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, path := range []string{"/", "/lead/0000-0000-00000", "/nowhere", "/signin"} {
		res, body := w.get(t, c, path)
		if res.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "vigie link") || strings.Contains(body, "<table") {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	link := strings.TrimPrefix(w.link(t, w.who), w.server.URL)
	secret := strings.TrimPrefix(link, "/signin?t=")
	for range 2 { // looking uses nothing up
		if res, body := w.get(t, c, link); res.StatusCode != http.StatusOK || !strings.Contains(body, `<form method="post" action="/signin">`) {
			t.Fatalf("the link's page: %s", res.Status)
		}
	}
	res, _ := w.post(t, c, "/signin", url.Values{"t": {secret}})
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
		t.Fatalf("signing in: %s", res.Status)
	}
	got := res.Header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(got, want) {
			t.Errorf("the cookie lacks %s", want)
		}
	}
	if res, _ := w.post(t, c, "/signin", url.Values{"t": {secret}}); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a link worked twice: %s", res.Status)
	}
	b := w.browser(t, w.who)
	if res, _ := w.get(t, b, "/"); res.StatusCode != http.StatusOK {
		t.Fatalf("signed in: %s", res.Status)
	}
	if res, _ := w.post(t, b, "/signout", nil); res.StatusCode != http.StatusOK {
		t.Errorf("signing out: %s", res.Status)
	}
	if res, _ := w.get(t, b, "/"); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("signed out, and still: %s", res.Status)
	}
}

// Every page bears the headers that keep it where it is.
func TestHeaders(t *testing.T) {
	w := newWorld(t, 20)
	b := w.browser(t, w.who)
	for _, path := range []string{"/", "/nowhere", "/signin"} {
		res, body := w.get(t, b, path)
		for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		for _, inline := range []string{"<style", " style=", " onclick", "javascript:", "<script>"} {
			if strings.Contains(body, inline) {
				t.Errorf("%s holds %q", path, inline)
			}
		}
	}
	res, _ := w.get(t, b, "/assets/icon.svg")
	tag := res.Header.Get("ETag")
	if res.StatusCode != http.StatusOK || tag == "" || res.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("asset: %s %v", res.Status, res.Header)
	}
	req, _ := http.NewRequest(http.MethodGet, w.server.URL+"/assets/icon.svg", nil)
	req.Header.Set("If-None-Match", tag)
	if res, body := read(t, b, req); res.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("asset again: %s", res.Status)
	}
	if res, _ := w.get(t, b, "/assets/icon.svg?v="+strings.Trim(tag, `"`)); !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("asset by its version: %v", res.Header)
	}
}

// What is not understood, not allowed, or comes from elsewhere is refused.
func TestRefusals(t *testing.T) {
	w := newWorld(t, 20)
	b := w.browser(t, w.who)
	for path, want := range map[string]int{
		"/?class=urgent": 400, "/?due=-1": 400, "/?due=99999": 400, "/?due=x": 400, "/?new=yes": 400, "/?after=x": 400,
		"/lead/x": 404, "/lead/0000-0000-00000": 404, "/nowhere": 404, "/go?n=x": 404, "/assets/..%2fweb.go": 404, "/assets/.keep": 404,
		"/?class=" + strings.Repeat("a", 3000): 414, "/?class=strong&due=7&new=1&after=0000-0000-00000": 200,
	} {
		if res, _ := w.get(t, b, path); res.StatusCode != want {
			t.Errorf("%.60s: %s, want %d", path, res.Status, want)
		}
	}
	if res, _ := w.post(t, b, "/lang", url.Values{"lang": {"en"}}, "Sec-Fetch-Site", "cross-site"); res.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %s", res.Status)
	}
	if res, _ := w.post(t, b, "/lang", url.Values{"lang": {"de"}}); res.StatusCode != http.StatusBadRequest {
		t.Errorf("an unknown language: %s", res.Status)
	}
	if res, _ := w.post(t, b, "/lang", url.Values{"lang": {"en"}, "back": {strings.Repeat("x", maxBody+1)}}); res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a long form: %s", res.Status)
	}
	for host, want := range map[string]int{"evil.example.com": 421, "localhost:9": 200, "[::1]:80": 200, "127.0.0.2": 200, "192.0.2.1": 421, "": 421} {
		req, _ := http.NewRequest(http.MethodGet, w.server.URL+"/assets/icon.svg", nil)
		req.Host = host
		if host == "" {
			req.Host = "localhost.example.net"
		}
		if res, _ := read(t, b, req); res.StatusCode != want {
			t.Errorf("host %q: %s", host, res.Status)
		}
	}
	p := w.browser(t, w.enrol(t, "paul", access.Prosecutor, "en"))
	if res, body := w.get(t, p, "/"); res.StatusCode != http.StatusForbidden || !strings.Contains(body, "Not allowed") {
		t.Errorf("a prosecutor at the queue: %s", res.Status)
	}
	for _, path := range []string{"/proposals", "/hubs", "/recipients"} { // lists over the whole unit, as the queue is
		if res, _ := w.get(t, p, path); res.StatusCode != http.StatusForbidden {
			t.Errorf("a prosecutor at %s: %s", path, res.Status)
		}
	}
	for _, back := range []string{"https://example.com/", "//example.com", `/\example.com`, "/signout", "/lead/../signout"} {
		if got := local(back); got != "/" {
			t.Errorf("%q leads back to %q", back, got)
		}
	}
}

// An error that is nobody's but the program's is logged, and its page tells nothing of it.
func TestInternalErrorsStayInside(t *testing.T) {
	w := newWorld(t, 5)
	b := w.browser(t, w.who)
	if err := w.unit.Close(); err != nil {
		t.Fatal(err)
	}
	res, body := w.get(t, b, "/")
	if res.StatusCode != http.StatusInternalServerError || strings.Contains(body, "database") || strings.Contains(body, "sql") {
		t.Errorf("%s", res.Status)
	}
	if !strings.Contains(w.log.String(), "a page failed") {
		t.Error("nothing was logged")
	}
}

// A masked text is on no page until it is asked for, and the asking is recorded.
func TestMaskedUntilAskedFor(t *testing.T) {
	w := newWorld(t, 300)
	ctx := context.Background()
	lead, item := w.revealable(t)
	v, err := w.unit.Lead(ctx, w.who.For("test"), lead, "fr")
	if err != nil {
		t.Fatal(err)
	}
	first := v.Reports[0].Report
	text, err := w.unit.Reveal(ctx, w.who.For("test"), first, item)
	if err != nil {
		t.Fatal(err)
	}
	b := w.browser(t, w.who)
	if _, body := w.get(t, b, "/lead/"+lead.String()); strings.Contains(body, text) {
		t.Error("the lead's page shows a masked text")
	}
	form := url.Values{"report": {first.String()}, "lead": {lead.String()}, "item": {item}}
	res, body := w.post(t, b, "/reveal", form, "HX-Request", "true")
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "<bdi") || strings.Contains(body, "<html") {
		t.Errorf("revealed by htmx: %s", res.Status)
	}
	if res, body := w.post(t, b, "/reveal", form); res.StatusCode != http.StatusOK || !strings.Contains(body, "<html") || !strings.Contains(body, "/lead/"+lead.String()) {
		t.Errorf("revealed without: %s", res.Status)
	}
	es, err := w.unit.Ledger(ctx, w.who.For("test"), lead)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range es {
		if e.Purpose == "desk: reveal" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d entries for two showings", n)
	}
	form.Set("item", "text-999")
	if res, _ := w.post(t, b, "/reveal", form); res.StatusCode != http.StatusNotFound {
		t.Errorf("no such item: %s", res.Status)
	}
	a := w.browser(t, w.enrol(t, "aude", access.Auditor, "fr"))
	if res, _ := w.post(t, a, "/reveal", form); res.StatusCode != http.StatusForbidden {
		t.Errorf("an auditor reveals: %s", res.Status)
	}
	if _, body := w.get(t, a, "/lead/"+lead.String()); strings.Contains(body, `action="/reveal"`) {
		t.Error("an auditor is offered what their role may not do")
	}
}

// The banner rings on each page until the lead is acknowledged; a preservation
// request needs its reason and stops the clocks.
func TestActs(t *testing.T) {
	w := newWorld(t, 500)
	ctx := context.Background()
	b := w.browser(t, w.who)
	waiting, err := w.unit.Duty(ctx, w.who.For("test"))
	if err != nil || len(waiting) == 0 {
		t.Fatalf("%d immediate leads, %v", len(waiting), err)
	}
	for _, x := range waiting {
		for _, path := range []string{"/", "/lead/" + x.Lead.String()} {
			if _, body := w.get(t, b, path); !strings.Contains(body, `class="alarm"`) {
				t.Errorf("%s has no banner", path)
			}
		}
		res, _ := w.post(t, b, "/lead/"+x.Lead.String()+"/acknowledge", url.Values{"because": {"équipe prévenue"}})
		if res.StatusCode != http.StatusSeeOther {
			t.Fatalf("acknowledging: %s", res.Status)
		}
	}
	_, body := w.get(t, b, "/")
	if strings.Contains(body, `class="alarm"`) {
		t.Error("the banner rings on")
	}
	q, err := w.unit.Queue(ctx, w.who.For("test"), unit.QueueFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range q.Rows {
		if row.ActBy == 0 {
			continue
		}
		path := "/lead/" + row.Lead.String()
		if res, _ := w.post(t, b, path+"/preserve", url.Values{"because": {"  "}}); res.StatusCode != http.StatusBadRequest {
			t.Errorf("preserving without a reason: %s", res.Status)
		}
		if res, _ := w.post(t, b, path+"/preserve", url.Values{"because": {"réf. 1"}}); res.StatusCode != http.StatusSeeOther {
			t.Errorf("preserving: %s", res.Status)
		}
		if _, body := w.get(t, b, path); !strings.Contains(body, "arrêtée") {
			t.Error("no clock stopped")
		}
		return
	}
	t.Fatal("no lead with a clock")
}

// The pages of the queue, one after another, show every lead once, in order.
func TestPagesOfTheQueue(t *testing.T) {
	w := newWorld(t, 300)
	b := w.browser(t, w.who)
	seen := map[string]bool{}
	path := "/"
	for range 20 {
		_, body := w.get(t, b, path)
		for _, s := range strings.Split(body, `<a class="key" href="/lead/`)[1:] {
			k, _, _ := strings.Cut(s, `"`)
			if seen[k] {
				t.Fatalf("%s is shown twice", k)
			}
			seen[k] = true
		}
		_, next, ok := strings.Cut(body, `<a href="/?after=`)
		if !ok {
			break
		}
		k, _, _ := strings.Cut(next, `"`)
		path = "/?after=" + k
	}
	q, err := w.unit.Queue(context.Background(), w.who.For("test"), unit.QueueFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != len(q.Rows) || len(seen) <= pageRows {
		t.Errorf("%d leads on the pages, %d in the queue", len(seen), len(q.Rows))
	}
}
