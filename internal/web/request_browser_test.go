package web

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/unit"
)

// Requests as a person uses them, in a real browser: who holds what, a letter, its
// sending. axe-core finds no fault, in both languages, dark, narrow.
func TestRequestsInABrowser(t *testing.T) {
	parts := browserParts(t)
	w := newWorld(t, 500)
	lead := w.lapsing(t)
	who := w.who.For("test")
	if _, err := w.unit.OpenCase(context.Background(), who, lead, "essai"); err != nil {
		t.Fatal(err)
	}
	b := parts.open(t)
	at := w.server.URL + "/lead/" + lead.String()

	b.signIn(w)
	b.run("who holds what", chromedp.Navigate(at), visible("#h-requests"), click(`a[href$="/holders"]`), visible("#draft-why"))
	b.check("holders-fr")
	b.run("draft", script(`document.querySelectorAll('input[name=holder]').forEach((x, i) => x.checked = i === 0)`),
		write("#draft-why", "effacement proche"), click(".act button"), visible("#h-items"))
	b.check("request-drafted-fr")
	b.run("letter", click(`a[href$="lang=fr"]`), visible("article.letter"))
	b.check("letter-fr")
	b.run("sent", click(".crumb a"), visible("#means"), write("#means", "portail de l'opérateur"), write("#ref", "A-17"), click(`form[action$="/sent"] button`),
		visible(`form[action$="/answered"]`))
	b.check("request-sent-fr")
	if _, _, err := w.unit.DraftRequests(context.Background(), who, unit.Asking{Lead: lead}); err != nil {
		t.Fatal(err)
	}
	b.run("the list", chromedp.Navigate(w.server.URL+"/requests"), visible("table.cases"))
	b.check("requests-fr")
	b.run("language", click("button[name=lang]"), visible("html[lang=en] table.cases"))
	b.check("requests-en")
	b.run("a lead in English", chromedp.Navigate(at), visible("#h-requests"))
	b.check("lead-requests-en")
	b.run("a request in English", chromedp.Navigate(w.server.URL+"/requests"), visible("table.cases"), click("table.cases tr:last-child th a"), visible("#h-items"))
	b.check("request-en")
	b.run("letter in English", click(`a[href$="lang=en"]`), visible("article.letter"))
	b.check("letter-en")
	b.run("dark", dark,
		chromedp.Navigate(at+"/holders"), visible("h1"))
	b.check("holders-dark")
	b.run("narrow", narrow,
		chromedp.Navigate(w.server.URL+"/requests"), visible("table.cases"), chromedp.Sleep(200*time.Millisecond))
	b.check("requests-narrow")
	b.quiet(t, w)
}
