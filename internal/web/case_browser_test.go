package web

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/testenv"
	"vigie/internal/unit"
)

// Cases as a person uses them, in a real browser: open one on a lead's page, read
// it, write a note, take an act back. axe-core finds no fault, in both languages,
// dark, narrow.
func TestCasesInABrowser(t *testing.T) {
	chromium := testenv.Chromium(t)
	axe, err := os.ReadFile(testenv.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	if as, err := loadAssets(); err != nil || as["desk.js"].body == nil {
		t.Skipf("no page assets: make assets builds them (%v)", err)
	}
	w := newWorld(t, 500)
	leads := w.heads(t, 5)
	year := w.unit.Today().Time().Year()
	w.lived(t, leads)
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

	run("sign in", call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}),
		chromedp.Navigate(w.link(t, w.who)), visible("button.main"), click("button.main"), visible("table.queue"))
	run("a lead", chromedp.Navigate(w.server.URL+"/lead/"+leads[3].String()), visible("details.incase"), click("details.incase summary"), visible("#open-why"))
	check("lead-open-fr")
	run("open", type_("#open-why", "paiements répétés, enfant joignable"), click("details.incase button"), visible("#h-held"),
		until(fmt.Sprintf(`location.pathname === "/cases/%d-0005"`, year)))
	run("note", type_("#note-text", "Rappeler la banque lundi."), click(`form[action$="/note"] button`), visible(".notes .text"),
		until(`document.querySelector(".notes .text").textContent === "Rappeler la banque lundi."`))
	run("take it back", click("#h-history ~ details summary"), visible("#undo-why"), type_("#undo-why", "mauvais dossier"), click(`form[action$="/undo"] button`),
		visible(".history .undone"), until(`document.querySelector(".notes") === null`))
	run("a case", chromedp.Navigate(fmt.Sprintf("%s/cases/%d-0002", w.server.URL, year)), visible("#h-new"))
	check("case-fr")
	run("the list", click(".crumb a"), visible("table.cases"))
	check("cases-fr")
	run("language", click("button[name=lang]"), visible("html[lang=en] table.cases"))
	check("cases-en")
	run("a case in English", chromedp.Navigate(fmt.Sprintf("%s/cases/%d-0001", w.server.URL, year)), visible("#h-history"))
	check("case-en")
	run("the queue", click("a.brand"), visible("table.queue a.tag"))
	check("queue-cases-en")
	run("dark", call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}),
		chromedp.Navigate(fmt.Sprintf("%s/cases/%d-0002", w.server.URL, year)), visible("#h-new"))
	check("case-dark")
	run("narrow", call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 1, Mobile: true}), chromedp.Sleep(200*time.Millisecond))
	check("case-narrow")
	seen.quiet(t, w)
}

// lived gives the unit three cases, of which one went into another and has
// something new to confirm.
func (w *world) lived(t *testing.T, leads []report.Key) {
	t.Helper()
	ctx, who := context.Background(), w.who.For("test")
	ok := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w.enrol(t, "ines", access.Investigator, "fr")
	var ns []dossier.Number
	for _, l := range leads[:3] {
		n, err := w.unit.OpenCase(ctx, who, l, "faits forts et échéance proche")
		ok(n, err)
		ns = append(ns, n)
	}
	ok(w.unit.NoteOnCase(ctx, who, ns[0], "La banque répond sous dix jours.\nRelancer le 12."))
	ok(nil, w.unit.Judge(ctx, who, leads[1], leads[4], link.Same, "même voix")) // brings reports that no case holds
	ok(w.unit.AssignCase(ctx, who, ns[1], "ines", "suit déjà ce facilitateur"))
	ok(w.unit.MergeCases(ctx, who, ns[0], ns[1], "même main : comptes et horaires"))
	v, err := w.unit.Case(ctx, who, ns[1], "fr")
	ok(v, err)
	ok(w.unit.RemoveFromCase(ctx, who, ns[1], []report.Key{v.Held[0].Report}, "à relire"))
	third, err := w.unit.Case(ctx, who, ns[2], "fr")
	ok(third, err)
	ok(w.unit.SplitCase(ctx, who, ns[2], unit.Part{Reports: []report.Key{third.Held[0].Report}}, "deux personnes"))
	ok(w.unit.UndoCase(ctx, who, 8, "essai"))
}
