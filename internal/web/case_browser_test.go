package web

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/unit"
)

// Cases as a person uses them, in a real browser: open one on a lead's page, read
// it, write a note, take an act back. axe-core finds no fault, in both languages,
// dark, narrow.
func TestCasesInABrowser(t *testing.T) {
	parts := browserParts(t)
	w := newWorld(t, 500)
	leads := w.heads(t, 5)
	year := w.unit.Today().Time().Year()
	w.lived(t, leads)
	b := parts.open(t)

	b.signIn(w)
	b.run("a lead", chromedp.Navigate(w.server.URL+"/lead/"+leads[3].String()), visible("details.incase"), click("details.incase summary"), visible("#open-why"))
	b.check("lead-open-fr")
	b.run("open", write("#open-why", "paiements répétés, enfant joignable"), click("details.incase button"), visible("#h-held"),
		until(fmt.Sprintf(`location.pathname === "/cases/%d-0005"`, year)))
	b.run("note", write("#note-text", "Rappeler la banque lundi."), click(`form[action$="/note"] button`), visible(".notes .text"),
		until(`document.querySelector(".notes .text").textContent === "Rappeler la banque lundi."`))
	b.run("take it back", click("#h-history ~ details summary"), visible("#undo-why"), write("#undo-why", "mauvais dossier"), click(`form[action$="/undo"] button`),
		visible(".history .undone"), until(`document.querySelector(".notes") === null`))
	b.run("a case", chromedp.Navigate(fmt.Sprintf("%s/cases/%d-0002", w.server.URL, year)), visible("#h-new"))
	b.check("case-fr")
	b.run("the list", click(".crumb a"), visible("table.cases"))
	b.check("cases-fr")
	b.run("language", click("button[name=lang]"), visible("html[lang=en] table.cases"))
	b.check("cases-en")
	b.run("a case in English", chromedp.Navigate(fmt.Sprintf("%s/cases/%d-0001", w.server.URL, year)), visible("#h-history"))
	b.check("case-en")
	b.run("the queue", click("a.brand"), visible("table.queue a.tag"))
	b.check("queue-cases-en")
	b.run("dark", dark,
		chromedp.Navigate(fmt.Sprintf("%s/cases/%d-0002", w.server.URL, year)), visible("#h-new"))
	b.check("case-dark")
	b.run("narrow", narrow, chromedp.Sleep(200*time.Millisecond))
	b.check("case-narrow")
	b.quiet(t, w)
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
	ok(w.unit.AssignCase(ctx, who, ns[1], "ines", "suit déjà ce réseau"))
	ok(w.unit.MergeCases(ctx, who, ns[0], ns[1], "même main : comptes et horaires"))
	v, err := w.unit.Case(ctx, who, ns[1], "fr")
	ok(v, err)
	ok(w.unit.RemoveFromCase(ctx, who, ns[1], []report.Key{v.Held[0].Report}, "à relire"))
	third, err := w.unit.Case(ctx, who, ns[2], "fr")
	ok(third, err)
	ok(w.unit.SplitCase(ctx, who, ns[2], unit.Part{Reports: []report.Key{third.Held[0].Report}}, "deux personnes"))
	ok(w.unit.UndoCase(ctx, who, 8, "essai"))
}
