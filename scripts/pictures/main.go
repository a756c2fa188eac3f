// Command pictures takes the README's pictures of the desk, in both languages, of
// the demonstration that README describes:
//
//	pictures [-vigie bin/vigie] [-day 2026-11-26] [-out docs/images]
//
// The demonstration follows from its seed, its size and its day. The day is the one
// that the text in README was printed on, so that text and pictures show the same.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const (
	wide, high = 1400, 857 // of a picture, in pixels
	patience   = 2 * time.Minute
)

type job struct{ vigie, day, out string }

func main() {
	var j job
	flag.StringVar(&j.vigie, "vigie", "bin/vigie", "the program")
	flag.StringVar(&j.day, "day", "2026-11-26", "the demonstration's day")
	flag.StringVar(&j.out, "out", "docs/images", "where the pictures go")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := j.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

func (j job) run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "vigie-pictures-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	for _, lang := range []string{"fr", "en"} {
		ctx, cancel := context.WithTimeout(ctx, patience)
		err := j.in(ctx, lang, filepath.Join(dir, lang))
		cancel()
		if err != nil {
			return fmt.Errorf("%s: %w", lang, err)
		}
	}
	return nil
}

// in takes the pictures of one language: a demonstration of its own, and a desk on it.
func (j job) in(ctx context.Context, lang, data string) error {
	demo := j.command(ctx, "demo", "--once", "--lang", lang, "--data", data)
	demo.Stderr = os.Stderr
	if err := demo.Run(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	desk := j.command(ctx, "serve", "--lang", lang, "--data", filepath.Join(data, "unit"), "--listen", "127.0.0.1:0")
	desk.Cancel = func() error { return desk.Process.Signal(os.Interrupt) }
	said, err := desk.StdoutPipe()
	if err == nil {
		err = desk.Start()
	}
	if err != nil {
		cancel()
		return err
	}
	link, err := signIn(said)
	if err == nil {
		err = j.take(ctx, lang, link)
	}
	cancel()
	_ = desk.Wait() // it was told to end
	return err
}

func (j job) command(ctx context.Context, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, j.vigie, append(args, "--quiet", "--as", "demo", "--now", j.day+"T12:00:00Z")...)
}

// signIn reads what the desk says as it opens, up to the link that signs a person in.
func signIn(said io.Reader) (string, error) {
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if at := strings.TrimSpace(lines.Text()); strings.Contains(at, "/signin?t=") {
			return at, nil
		}
	}
	return "", errors.Join(errors.New("the desk gave no link to sign in with"), lines.Err())
}

// take signs in and goes from page to page.
func (j job) take(ctx context.Context, lang, link string) error {
	browser, err := chromium()
	if err != nil {
		return err
	}
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(browser), chromedp.Flag("disable-background-networking", true))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(ctx, opts...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx, sized(), chromedp.Navigate(link), chromedp.Click(chromedp.CSS("button.main")), seen("table.queue")); err != nil {
		return err
	}
	// The lead whose page the demonstration names last: the first of the queue.
	first, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("table.queue tbody a.key").href`))
	if err != nil {
		return err
	}
	desk, _, _ := strings.Cut(link, "/signin")
	for _, p := range []struct{ name, at, holds string }{
		{"queue", "", "table.queue"},
		{"proposals", desk + "/proposals", "ul.proposals"},
		{"proof", first + "/proof", ".pillars"},
	} {
		if p.at != "" {
			if err := chromedp.Do(ctx, chromedp.Navigate(p.at), seen(p.holds)); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := os.WriteFile(filepath.Join(j.out, p.name+"-"+lang+".png"), picture, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func seen(css string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(chromedp.CSS(css))
}

func sized() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: wide, Height: high, DeviceScaleFactor: 1})
		return err
	})
}

// chromium finds the browser, as the tests do.
func chromium() (string, error) {
	if path := os.Getenv("VIGIE_CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no browser: Chromium is not installed (make deps installs it)")
}
