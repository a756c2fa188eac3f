package web

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vigie/internal/testenv"
	"vigie/internal/unit"
)

// Requests as a person uses them, in a real browser: who holds what, a letter, its
// sending. axe-core finds no fault, in both languages, dark, narrow.
func TestRequestsInABrowser(t *testing.T) {
	chromium := testenv.Chromium(t)
	axe, err := os.ReadFile(testenv.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	if as, err := loadAssets(); err != nil || as["desk.js"].body == nil {
		t.Skipf("no page assets: make assets builds them (%v)", err)
	}
	w := newWorld(t, 500)
	lead := w.lapsing(t)
	who := w.who.For("test")
	if _, err := w.unit.OpenCase(context.Background(), who, lead, "essai"); err != nil {
		t.Fatal(err)
	}
	ctx, seen := openBrowser(t, chromium)
	run := func(name string, as ...step) {
		t.Helper()
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		if err := chromedp.Do(ctx, as...); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	check := func(name string) {
		t.Helper()
		checkPage(t, ctx, name, string(axe))
		shoot(t, ctx, name)
	}
	visible := func(css string) step { return chromedp.WaitVisible(chromedp.CSS(css)) }
	click := func(css string) step { return chromedp.Click(chromedp.CSS(css)) }
	type_ := func(css, text string) step { return chromedp.SendKeys(chromedp.CSS(css), text) }
	at := w.server.URL + "/lead/" + lead.String()

	run("sign in", call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}),
		chromedp.Navigate(w.link(t, w.who)), visible("button.main"), click("button.main"), visible("table.queue"))
	run("who holds what", chromedp.Navigate(at), visible("#h-requests"), click(`a[href$="/holders"]`), visible("#draft-why"))
	check("holders-fr")
	run("draft", script(`document.querySelectorAll('input[name=holder]').forEach((x, i) => x.checked = i === 0)`),
		type_("#draft-why", "effacement proche"), click(".act button"), visible("#h-items"))
	check("request-drafted-fr")
	run("letter", click(`a[href$="lang=fr"]`), visible("article.letter"))
	check("letter-fr")
	run("sent", click(".crumb a"), visible("#means"), type_("#means", "portail de l'opérateur"), type_("#ref", "A-17"), click(`form[action$="/sent"] button`),
		visible(`form[action$="/answered"]`))
	check("request-sent-fr")
	if _, _, err := w.unit.DraftRequests(context.Background(), who, unit.Asking{Lead: lead}); err != nil {
		t.Fatal(err)
	}
	run("the list", chromedp.Navigate(w.server.URL+"/requests"), visible("table.cases"))
	check("requests-fr")
	run("language", click("button[name=lang]"), visible("html[lang=en] table.cases"))
	check("requests-en")
	run("a lead in English", chromedp.Navigate(at), visible("#h-requests"))
	check("lead-requests-en")
	run("a request in English", chromedp.Navigate(w.server.URL+"/requests"), visible("table.cases"), click("table.cases tr:last-child th a"), visible("#h-items"))
	check("request-en")
	run("letter in English", click(`a[href$="lang=en"]`), visible("article.letter"))
	check("letter-en")
	run("dark", call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}),
		chromedp.Navigate(at+"/holders"), visible("h1"))
	check("holders-dark")
	run("narrow", call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 1, Mobile: true}),
		chromedp.Navigate(w.server.URL+"/requests"), visible("table.cases"), chromedp.Sleep(200*time.Millisecond))
	check("requests-narrow")
	seen.quiet(t, w)
}
