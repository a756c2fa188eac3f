package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"vigie/internal/access"
	"vigie/internal/unit"
)

func TestCode(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{fmt.Errorf("reading: %w", context.DeadlineExceeded), 1},
		{fmt.Errorf("x: %w", &usage{}), 2},
		{&needsPerson{}, 3},
		{fmt.Errorf("x: %w", &access.Refused{}), 4},
		{fmt.Errorf("x: %w", unit.ErrNotEnrolled), 4},
		{fmt.Errorf("x: %w", context.Canceled), 130},
	} {
		if got := Code(c.err); got != c.want {
			t.Errorf("Code(%v) = %d, want %d", c.err, got, c.want)
		}
	}
}

// TestHelpIsWhole finds commands and flags without help in both languages,
// commands without examples, and commands that no chapter lists.
func TestHelpIsWhole(t *testing.T) {
	var r root
	e := newEnv("vigie", "fr", nil, nil, nil)
	k, err := kong.New(&r, kong.Name("vigie"), kong.NoDefaultHelp(), kong.Bind(e))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, ch := range chapters {
		for _, c := range ch.commands {
			listed[c] = true
		}
	}
	var visit func(n *kong.Node)
	visit = func(n *kong.Node) {
		p := path(n)
		if n.Parent != nil {
			if h := commandHelp[p]; h.fr == "" || h.en == "" || len(h.examples) == 0 {
				t.Errorf("%s: no help in both languages with examples", p)
			}
			if !strings.Contains(p, " ") && !listed[p] {
				t.Errorf("%s: in no chapter", p)
			}
		}
		for _, f := range n.Flags {
			h, ok := flagHelp[strings.TrimSpace(p+" "+f.Name)]
			if !ok {
				h = flagHelp[f.Name]
			}
			if !f.Hidden && (h[0] == "" || h[1] == "") {
				t.Errorf("%s --%s: no help in both languages", p, f.Name)
			}
		}
		for _, c := range n.Children {
			visit(c)
		}
	}
	visit(k.Model.Node)
}

// TestExamplesParse makes sure that every example in the help is a command line
// that the grammar takes.
func TestExamplesParse(t *testing.T) {
	for name, h := range commandHelp {
		for _, x := range h.examples {
			line := x[strings.Index(x, "vigie "):]
			line, _, _ = strings.Cut(line, " || ")
			var r root
			k, err := kong.New(&r, kong.Name("vigie"), kong.NoDefaultHelp(), kong.Bind(newEnv("vigie", "fr", nil, nil, nil)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := k.Parse(fields(line)[1:]); err != nil {
				t.Errorf("%s: %s: %v", name, x, err)
			}
		}
	}
}

// fields splits a line at spaces outside double quotes.
func fields(line string) []string {
	var out []string
	var b strings.Builder
	quoted := false
	for _, r := range line + " " {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			if b.Len() > 0 {
				out = append(out, b.String())
				b.Reset()
			}
		default:
			b.WriteRune(r)
		}
	}
	return out
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errOut bytes.Buffer
	err := Run(ctx, []string{"vigie", "--lang=fr", "synth", "--reports", "5000", "--out", t.TempDir() + "/w"}, nil, &out, &errOut)
	if Code(err) != codeInterrupted || !strings.Contains(errOut.String(), "interrompu") {
		t.Errorf("Run = %v, %q", err, errOut.String())
	}
}

func TestNumbers(t *testing.T) {
	fr, en := &env{lang: "fr"}, &env{lang: "en"}
	for v, want := range map[int64][2]string{0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1\u202f000", "1,000"}, -1234567: {"-1\u202f234\u202f567", "-1,234,567"}} {
		if got := [2]string{fr.n(v), en.n(v)}; got != want {
			t.Errorf("n(%d) = %q, want %q", v, got, want)
		}
	}
	if got := fr.reports(0); got != "0 signalement" {
		t.Errorf("reports(0) = %q", got)
	}
	if got := en.reports(0); got != "0 reports" {
		t.Errorf("reports(0) = %q", got)
	}
}
