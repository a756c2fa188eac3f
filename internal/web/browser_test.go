package web

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/testenv"
	"vigie/internal/unit"
)

// witness collects what a browser asked for and complained of.
type witness struct {
	mu         sync.Mutex
	asked      []string
	complaints []string
}

func (w *witness) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.asked = append(w.asked, e.Request.URL)
	case *log.EventEntryAdded:
		w.complaints = append(w.complaints, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			w.complaints = append(w.complaints, "console "+string(e.Type))
		}
	case *runtime.EventExceptionThrown:
		w.complaints = append(w.complaints, e.ExceptionDetails.Text)
	}
}

// The desk as a person uses it, in a real browser: sign in, read the queue,
// open a lead, reveal a text, change the language. Nothing leaves the host, the
// content policy is never broken, axe-core finds no fault, and the ledger holds
// each reading.
func TestDeskInABrowser(t *testing.T) {
	chromium := testenv.Chromium(t)
	axe, err := os.ReadFile(testenv.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	if as, err := loadAssets(); err != nil || as["desk.js"].body == nil {
		t.Skipf("no page assets: make assets builds them (%v)", err)
	}
	w := newWorld(t, 500)
	lead, masked := w.revealable(t)
	tied := w.tied(t)
	w.declareOne(t)
	w.pays(t)
	described := w.listed(t)

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
	run("sign in", call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}), chromedp.Navigate(w.link(t, w.who)), chromedp.WaitVisible(chromedp.CSS("button.main")))
	check("signin")
	run("queue", chromedp.Click(chromedp.CSS("button.main")), chromedp.WaitVisible(chromedp.CSS("table.queue")))
	check("queue-fr")
	run("filter", chromedp.Click(chromedp.CSS(".tab.c-ordinary")),
		until(`location.search.includes("class=ordinary") && !document.querySelector("table.queue .badge:not(.c-ordinary)")`))
	run("lead", chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), chromedp.WaitVisible(chromedp.CSS("#h-why")))
	check("lead-fr")
	run("reveal", chromedp.Click(chromedp.CSS(`button[name=item][value="`+masked+`"]`)), until(`document.querySelector(".shown bdi.text")?.textContent !== undefined`))
	shoot(t, ctx, "lead-revealed")
	pages := func(lang string) {
		run("ties "+lang, chromedp.Navigate(w.server.URL+"/lead/"+tied.String()), chromedp.WaitVisible(chromedp.CSS("#h-ties")))
		check("lead-tied-" + lang)
		run("all ties "+lang, chromedp.Navigate(w.server.URL+"/lead/"+tied.String()+"/ties"), chromedp.WaitVisible(chromedp.CSS("#h-bridges")))
		check("ties-" + lang)
		run("chain "+lang, chromedp.Click(chromedp.CSS(".pair button")), chromedp.WaitVisible(chromedp.CSS(".chain")), chromedp.Click(chromedp.CSS("#h-chain ~ .judge > summary")))
		check("chain-" + lang)
		run("network "+lang, chromedp.Navigate(w.server.URL+"/network/"+tied.String()), chromedp.WaitVisible(chromedp.CSS("section.counterparty")))
		check("network-" + lang)
		run("proposals "+lang, chromedp.Navigate(w.server.URL+"/proposals"), chromedp.WaitVisible(chromedp.CSS("ul.proposals")), chromedp.Click(chromedp.CSS("ul.proposals > li:first-child .judge > summary")))
		check("proposals-" + lang)
		run("hubs "+lang, chromedp.Navigate(w.server.URL+"/hubs"), chromedp.WaitVisible(chromedp.CSS("table.hubs")))
		check("hubs-" + lang)
		run("payments "+lang, chromedp.Navigate(w.server.URL+"/lead/"+report.KeyOf("fiu.example.org", "0").String()+"/payments"), chromedp.WaitVisible(chromedp.CSS("#h-paid")))
		check("payments-" + lang)
		run("recipients "+lang, chromedp.Navigate(w.server.URL+"/recipients"), chromedp.WaitVisible(chromedp.CSS("table.recipients")))
		check("recipients-" + lang)
		run("recipient "+lang, chromedp.Click(chromedp.CSS("table.recipients tbody a")), chromedp.WaitVisible(chromedp.CSS("#h-isa")), chromedp.Click(chromedp.CSS("details.act > summary")))
		check("recipient-" + lang)
		run("known media "+lang, chromedp.Navigate(w.server.URL+"/lead/"+described.String()), chromedp.WaitVisible(chromedp.CSS("#h-known")), chromedp.Click(chromedp.CSS("#h-known ~ details > summary")))
		check("lead-known-" + lang)
		run("back "+lang, chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), chromedp.WaitVisible(chromedp.CSS("#h-why")))
	}
	pages("fr")
	run("language", chromedp.Click(chromedp.CSS("button[name=lang]")), chromedp.WaitVisible(chromedp.CSS(`html[lang=en] #h-why`)))
	check("lead-en")
	pages("en")
	run("queue in English", chromedp.Click(chromedp.CSS("a.brand")), chromedp.WaitVisible(chromedp.CSS("table.queue")))
	check("queue-en")
	run("dark", call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}))
	check("queue-dark")
	run("dark lead", chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), chromedp.WaitVisible(chromedp.CSS("#h-why")))
	check("lead-dark")
	run("dark network", chromedp.Navigate(w.server.URL+"/network/"+tied.String()), chromedp.WaitVisible(chromedp.CSS("section.counterparty")))
	check("network-dark")
	run("dark ties", chromedp.Navigate(w.server.URL+"/lead/"+tied.String()+"/ties"), chromedp.WaitVisible(chromedp.CSS("#h-bridges")))
	check("ties-dark")
	run("narrow", call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 1, Mobile: true}), chromedp.Sleep(200*time.Millisecond))
	check("ties-narrow")
	run("narrow lead", chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), chromedp.WaitVisible(chromedp.CSS("#h-why")))
	check("lead-narrow")

	seen.quiet(t, w)
	w.readingsStand(t, lead)
}

// openBrowser starts a browser that ends with the test, and a witness of what it does.
func openBrowser(t *testing.T, chromium string) (context.Context, *witness) {
	t.Helper()
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chromium), chromedp.WindowSize(1400, 1000),
		chromedp.Flag("disable-background-networking", true))
	if testenv.IsRoot() {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	seen := &witness{}
	if err := chromedp.Listen(ctx, seen.hear); err != nil {
		t.Fatal(err)
	}
	return ctx, seen
}

// quiet checks that the browser complained of nothing and asked no other host.
func (w *witness) quiet(t *testing.T, of *world) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.complaints {
		t.Errorf("the browser complains: %s", c)
	}
	for _, a := range w.asked {
		if u, err := url.Parse(a); err != nil || "http://"+u.Host != of.server.URL {
			t.Errorf("a request left the host: %s", a)
		}
	}
}

// revealable finds a lead with a masked text near the head of the queue.
func (w *world) revealable(t *testing.T) (report.Key, string) {
	t.Helper()
	ctx := context.Background()
	q, err := w.unit.Queue(ctx, w.who.For("test"), unit.QueueFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range q.Rows {
		v, err := w.unit.Lead(ctx, w.who.For("test"), row.Lead, "fr")
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Reports) > 1 && len(v.Reports[0].Masked) > 0 {
			return v.Lead, v.Reports[0].Masked[0].Item
		}
	}
	t.Fatal("no lead with a masked text")
	return 0, ""
}

// tied finds a lead with several bridges and a network, the most tied of the first.
func (w *world) tied(t *testing.T) report.Key {
	t.Helper()
	q, err := w.unit.Queue(t.Context(), w.who.For("test"), unit.QueueFilter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	var best report.Key
	most := 0
	for _, row := range q.Rows {
		v, err := w.unit.Lead(t.Context(), w.who.For("test"), row.Lead, "fr")
		if err != nil {
			t.Fatal(err)
		}
		others := 0
		for _, c := range v.Network.Counterparties {
			others += len(c.Others)
		}
		if n := len(v.Ties.Bridges) * min(others, 4) * int(v.Row.Reports); n > most {
			best, most = v.Lead, n
		}
	}
	if most == 0 {
		t.Fatal("no lead with bridges and a network")
	}
	return best
}

// readingsStand checks that the ledger holds what the browser showed.
func (w *world) readingsStand(t *testing.T, lead report.Key) {
	t.Helper()
	es, err := w.unit.Ledger(context.Background(), w.who.For("test"), lead)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, e := range es {
		found[string(e.Kind)+" "+e.Purpose] = true
	}
	for _, want := range []string{string(ledger.Read) + " desk: queue", string(ledger.Read) + " desk: lead", string(ledger.Reveal) + " desk: reveal"} {
		if !found[want] {
			t.Errorf("the ledger holds no %q: %v", want, found)
		}
	}
}

// checkPage runs axe-core on the page that is open.
func checkPage(t *testing.T, ctx context.Context, name, axe string) {
	t.Helper()
	if err := chromedp.Do(ctx, script(axe)); err != nil {
		t.Fatal(err)
	}
	s, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v => ({id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + (n.any[0]?.message ?? ""))}))))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: axe-core: %v", name, err)
	}
	if s != "[]" {
		t.Errorf("%s: axe-core finds: %s", name, s)
	}
}

// shoot keeps a picture of the page where VIGIE_SCREENS names a folder.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("VIGIE_SCREENS")
	if dir == "" {
		return
	}
	for suffix, take := range map[string]chromedp.Action[[]byte]{"": chromedp.CaptureScreenshot(), "-full": chromedp.FullScreenshot(100)} {
		picture, err := chromedp.Run(ctx, take)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "vigie-"+name+suffix+".png"), picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// step is one thing to do in the browser.
type step = chromedp.Action[chromedp.Void]

// call sends a command of the protocol.
func call[P any](c cdp.Command[P, cdp.Empty], params P) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// until waits for a condition on the page.
func until(condition string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Poll[bool](condition)(ctx, t)
		return err
	})
}

// script runs a script in the page, beside its content policy.
func script(s string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](s+";true")(ctx, t)
		return err
	})
}
