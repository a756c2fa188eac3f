package web

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vigie/internal/access"
)

// The head of a page is one row high in both languages, on a wide screen and on a
// small laptop's, whatever the length of a person's name; nothing in it is cut off or
// laid over another, and the keyboard reaches all of it from left to right.
func TestHeadIsOneRow(t *testing.T) {
	parts := browserParts(t)
	w := newWorld(t, 5)
	w.who = w.enrol(t, "marie-christine.exemple-echantillon", access.Head, "fr")
	b := parts.open(t)
	b.signIn(w)
	for _, lang := range []string{"fr", "en"} {
		if lang == "en" {
			b.run("language", click("button[name=lang]"), visible("html[lang=en] table.queue"))
		}
		for _, width := range []int64{1400, 1024} {
			b.run("width", call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 800, DeviceScaleFactor: 1}))
			fault, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](headFault))
			if err != nil {
				t.Fatal(err)
			}
			if fault != "" {
				t.Errorf("%s, %d px: %s", lang, width, fault)
			}
		}
	}
	b.quiet(t, w)
}

// headFault says what is wrong with the head's row; nothing when all is well.
const headFault = `(() => {
	const bar = document.querySelector(".top > .bar");
	if (bar.offsetHeight > 60) return "the head is " + bar.offsetHeight + " px high";
	if (document.documentElement.scrollWidth > innerWidth) return "the page is wider than the window";
	let right = 0;
	for (const e of bar.querySelectorAll("a, input:not([type=hidden]), button, .who")) {
		const r = e.getBoundingClientRect(), name = e.textContent || e.id;
		if (r.width < 20) return name + " is squeezed away";
		if (r.left < right) return name + " lies over what is before it";
		if (r.right > innerWidth) return name + " is out of the window";
		if (!e.matches(".who, .brand") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth) return name + " is cut";
		right = r.right;
	}
	return "";
})()`
