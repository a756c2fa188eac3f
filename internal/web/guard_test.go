package web

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/unit"
)

func ask(t *testing.T, c *http.Client, method, url string, change func(*http.Request)) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	res, err := c.Do(r)
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

// TestGuards: a link serves once, another site's forms and another host's name
// are refused, every answer carries its headers, and no parameter breaks a page.
func TestGuards(t *testing.T) {
	w := newWorld(t, 60)
	link := w.link(t, w.who)
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{http.StatusSeeOther, http.StatusUnauthorized} {
		c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := c.PostForm(w.server.URL+"/signin", url.Values{"t": {u.Query().Get("t")}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("use %d of a link: %s", i+1, res.Status)
		}
	}
	c := w.browser(t, w.who)
	if res, _ := ask(t, c, "POST", w.server.URL+"/reveal", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }); res.StatusCode != http.StatusForbidden {
		t.Errorf("another site's form: %s", res.Status)
	}
	if res, body := ask(t, c, "GET", w.server.URL+"/", func(r *http.Request) { r.Host = "evil.example.com" }); res.StatusCode < 400 || strings.Contains(body, "/lead/") {
		t.Errorf("another host's name: %s", res.Status)
	}
	for _, path := range []string{"/", "/lead/zzzz", "/lead/0000-0000-00001", "/?class=everything&due=-1&after=x&new=maybe", "/?due=99999999999999999999", "/go?lead=%3Cscript%3E", "/lead/%00", "/assets/../web.go", "/assets/nothing.js", "/%3Cscript%3Ealert(1)%3C/script%3E"} {
		res, body := ask(t, c, "GET", w.server.URL+path, nil)
		if res.StatusCode >= 500 {
			t.Errorf("%s: %s", path, res.Status)
		}
		if strings.Contains(body, "<script>") {
			t.Errorf("%s: a parameter is in the page as it came", path)
		}
		for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
			if res.Header.Get(h) == "" {
				t.Errorf("%s: no %s", path, h)
			}
		}
		if csp := res.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: %s", path, csp)
		}
	}
	if res, body := ask(t, c, "GET", w.server.URL+"/", nil); res.StatusCode != http.StatusOK || !strings.Contains(body, "Eggins") {
		t.Errorf("the queue does not say that no score is proven: %s", res.Status)
	}
}

// TestRolesAtTheDesk: an auditor reads and reveals nothing.
func TestRolesAtTheDesk(t *testing.T) {
	w := newWorld(t, 60)
	auditor := w.enrol(t, "audit", access.Auditor, "en")
	c := w.browser(t, auditor)
	res, body := ask(t, c, "GET", w.server.URL+"/", nil)
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "Queue") {
		t.Errorf("the auditor's queue: %s", res.Status)
	}
	page, err := w.unit.Queue(t.Context(), w.who.For("test"), unit.QueueFilter{Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatal(err)
	}
	v, err := w.unit.Lead(t.Context(), w.who.For("test"), page.Rows[0].Lead, "en")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(v.Reports, func(r unit.ReportView) bool { return len(r.Masked) > 0 })
	if i < 0 {
		t.Fatal("the first lead has nothing masked: this test needs something to ask for")
	}
	res, err = c.PostForm(w.server.URL+"/reveal", url.Values{"report": {v.Reports[i].Report.String()}, "item": {v.Reports[i].Masked[0].Item}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("the auditor asked for a text: %s", res.Status)
	}
}
