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
	parts := browserParts(t)
	w := newWorld(t, 500)
	lead, masked := w.revealable(t)
	tied := w.tied(t)
	w.declareOne(t)
	w.pays(t)
	described := w.listed(t)

	b := parts.open(t)
	b.arrive(w)
	b.check("signin")
	b.run("queue", click("button.main"), visible("table.queue"))
	b.check("queue-fr")
	b.run("filter", click(".tab.c-ordinary"),
		until(`location.search.includes("class=ordinary") && !document.querySelector("table.queue .badge:not(.c-ordinary)")`))
	b.run("lead", chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), visible("#h-why"))
	b.check("lead-fr")
	b.run("reveal", click(`button[name=item][value="`+masked+`"]`), until(`document.querySelector(".shown bdi.text")?.textContent !== undefined`))
	b.shoot("lead-revealed")
	pages := func(lang string) {
		b.run("ties "+lang, chromedp.Navigate(w.server.URL+"/lead/"+tied.String()), visible("#h-ties"))
		b.check("lead-tied-" + lang)
		b.run("all ties "+lang, chromedp.Navigate(w.server.URL+"/lead/"+tied.String()+"/ties"), visible("#h-bridges"))
		b.check("ties-" + lang)
		b.run("chain "+lang, click(".pair button"), visible(".chain"), click("#h-chain ~ .judge > summary"))
		b.check("chain-" + lang)
		b.run("network "+lang, chromedp.Navigate(w.server.URL+"/network/"+tied.String()), visible("section.counterparty"))
		b.check("network-" + lang)
		b.run("proposals "+lang, chromedp.Navigate(w.server.URL+"/proposals"), visible("ul.proposals"), click("ul.proposals > li:first-child .judge > summary"))
		b.check("proposals-" + lang)
		b.run("hubs "+lang, chromedp.Navigate(w.server.URL+"/hubs"), visible("table.hubs"))
		b.check("hubs-" + lang)
		b.run("payments "+lang, chromedp.Navigate(w.server.URL+"/lead/"+report.KeyOf("fiu.example.org", "0").String()+"/payments"), visible("#h-paid"))
		b.check("payments-" + lang)
		b.run("recipients "+lang, chromedp.Navigate(w.server.URL+"/recipients"), visible("table.recipients"))
		b.check("recipients-" + lang)
		b.run("recipient "+lang, click("table.recipients tbody a"), visible("#h-isa"), click("details.act > summary"))
		b.check("recipient-" + lang)
		b.run("known media "+lang, chromedp.Navigate(w.server.URL+"/lead/"+described.String()), visible("#h-known"), click("#h-known ~ details > summary"))
		b.check("lead-known-" + lang)
		b.run("back "+lang, chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), visible("#h-why"))
	}
	pages("fr")
	b.run("language", click("button[name=lang]"), visible(`html[lang=en] #h-why`))
	b.check("lead-en")
	pages("en")
	b.run("queue in English", click("a.brand"), visible("table.queue"))
	b.check("queue-en")
	b.run("dark", dark)
	b.check("queue-dark")
	b.run("dark lead", chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), visible("#h-why"))
	b.check("lead-dark")
	b.run("dark network", chromedp.Navigate(w.server.URL+"/network/"+tied.String()), visible("section.counterparty"))
	b.check("network-dark")
	b.run("dark ties", chromedp.Navigate(w.server.URL+"/lead/"+tied.String()+"/ties"), visible("#h-bridges"))
	b.check("ties-dark")
	b.run("narrow", narrow, chromedp.Sleep(200*time.Millisecond))
	b.check("ties-narrow")
	b.run("narrow lead", chromedp.Navigate(w.server.URL+"/lead/"+lead.String()), visible("#h-why"))
	b.check("lead-narrow")

	b.quiet(t, w)
	w.readingsStand(t, lead)
}

// browserKit is what a test in a real browser needs of its machine.
type browserKit struct{ chromium, axe string }

// browserParts finds it, or skips the test.
func browserParts(t *testing.T) browserKit {
	t.Helper()
	chromium := testenv.Chromium(t)
	axe, err := os.ReadFile(testenv.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	if as, err := loadAssets(); err != nil || as["desk.js"].body == nil {
		t.Skipf("no page assets: make assets builds them (%v)", err)
	}
	return browserKit{chromium, string(axe)}
}

// window is a browser at the desk, with a witness of what it does.
type window struct {
	witness
	t   *testing.T
	ctx context.Context
	axe string
}

// open starts a browser that ends with the test.
func (k browserKit) open(t *testing.T) *window {
	t.Helper()
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(k.chromium), chromedp.WindowSize(1400, 1000),
		chromedp.Flag("disable-background-networking", true))
	if testenv.IsRoot() {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &window{t: t, ctx: ctx, axe: k.axe}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	return b
}

// run does some steps, in good time.
func (b *window) run(name string, as ...step) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, as...); err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
}

// see does some steps and checks the page that they lead to.
func (b *window) see(name string, as ...step) {
	b.t.Helper()
	b.run(name, as...)
	b.check(name)
}

// arrive opens the link by which a person signs in.
func (b *window) arrive(w *world) {
	b.t.Helper()
	b.run("sign in", call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}),
		chromedp.Navigate(w.link(b.t, w.who)), visible("button.main"))
}

// signIn leads to the queue.
func (b *window) signIn(w *world) {
	b.t.Helper()
	b.arrive(w)
	b.run("queue", click("button.main"), visible("table.queue"))
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

// check runs axe-core on the page that is open, and takes its picture.
func (b *window) check(name string) {
	b.t.Helper()
	b.run(name, script(b.axe))
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](
		`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v => ({id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + (n.any[0]?.message ?? ""))}))))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: axe-core: %v", name, err)
	}
	if s != "[]" {
		b.t.Errorf("%s: axe-core finds: %s", name, s)
	}
	b.shoot(name)
}

// shoot keeps a picture of the page where VIGIE_SCREENS names a folder.
func (b *window) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("VIGIE_SCREENS")
	if dir == "" {
		return
	}
	for suffix, take := range map[string]chromedp.Action[[]byte]{"": chromedp.CaptureScreenshot(), "-full": chromedp.FullScreenshot(100)} {
		picture, err := chromedp.Run(b.ctx, take)
		if err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "vigie-"+name+suffix+".png"), picture, 0o600); err != nil {
			b.t.Fatal(err)
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

func visible(css string) step { return chromedp.WaitVisible(chromedp.CSS(css)) }

func click(css string) step { return chromedp.Click(chromedp.CSS(css)) }

func write(css, text string) step { return chromedp.SendKeys(chromedp.CSS(css), text) }

// How a page is looked at otherwise than at a wide, light screen.
var (
	dark   = call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	narrow = call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 1, Mobile: true})
)
