package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Write shows what a command says on stderr, between two events.
func (t *tally) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.out.Write(b)
}

func (t *tally) printf(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, format, args...)
}

func (t *tally) failures() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.failed)
}

// pass counts a check that passed.
func (t *tally) pass(name string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.passed++
	fmt.Fprintf(t.out, "ok   %7.1fs  %s\n", took.Seconds(), name)
}

// fail counts what is not a test and failed, after its output.
func (t *tally) fail(name string, output []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.show(output)
	t.failed = append(t.failed, name)
	fmt.Fprintf(t.out, "FAIL           %s\n", name)
}

// show prints output in full, but for the lines with which go test frames it.
func (t *tally) show(output []string) {
	for _, line := range output {
		if !frame(line) {
			fmt.Fprint(t.out, line)
		}
	}
}

// heartbeat names the tests that have been running for longer than a beat.
func (t *tally) heartbeat() {
	t.mu.Lock()
	defer t.mu.Unlock()
	var slow []string
	for name, p := range t.packages {
		for _, test := range p.order {
			x := p.tests[test]
			if age := t.now().Sub(x.began); !x.parent && !x.began.IsZero() && age > heartbeat {
				slow = append(slow, fmt.Sprintf("     %7.0fs  %s %s, still running\n", age.Seconds(), name, test))
			}
		}
	}
	slices.Sort(slow) // map order
	fmt.Fprint(t.out, strings.Join(slow, ""))
}

// close prints what was skipped and what failed, then the count, and reports
// whether all is well. A run in which nothing passed is not.
func (t *tally) close(took time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.skips) > 0 {
		fmt.Fprintln(t.out, "\nSkipped, and why:")
		byReason := map[string][]string{}
		for _, s := range t.skips {
			byReason[s.reason] = append(byReason[s.reason], s.name)
		}
		var reasons []string
		for reason := range byReason {
			reasons = append(reasons, reason)
		}
		slices.Sort(reasons)
		for _, reason := range reasons {
			names := byReason[reason]
			slices.Sort(names)
			fmt.Fprintf(t.out, "  %s\n", reason)
			for _, name := range names {
				fmt.Fprintf(t.out, "    %s\n", name)
			}
		}
	}
	if len(t.failed) > 0 {
		fmt.Fprintln(t.out, "\nFailed:")
		for _, name := range t.failed {
			fmt.Fprintf(t.out, "  %s\n", name)
		}
	}
	fmt.Fprintf(t.out, "\nin %s\n%d passed, %d failed, %d skipped\n",
		took.Round(time.Second), t.passed, len(t.failed), len(t.skips))
	return t.passed > 0 && len(t.failed) == 0
}

// frame reports whether a line is go test's own and says nothing of a failure.
func frame(line string) bool {
	for _, prefix := range []string{"=== RUN ", "=== PAUSE ", "=== CONT ", "=== NAME "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return line == "FAIL\n" || line == "PASS\n" || strings.HasPrefix(line, "FAIL\t")
}

// reason is what a test said as it skipped: t.Skip's line, without its place.
func reason(output []string) string {
	var said []string
	for _, line := range output {
		line = strings.TrimSpace(line)
		if line == "" || frame(line+" ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		if _, rest, ok := strings.Cut(line, ".go:"); ok {
			if _, text, ok := strings.Cut(rest, ": "); ok {
				line = text
			}
		}
		said = append(said, line)
	}
	if len(said) == 0 {
		return "no reason given"
	}
	return strings.Join(said, " ")
}

// own is what a test said itself beside the verdict on its subtests.
func own(output []string) []string {
	var said []string
	for _, line := range output {
		if !frame(line) && !strings.HasPrefix(strings.TrimSpace(line), "--- ") {
			said = append(said, line)
		}
	}
	return said
}

// also is ", N what" or nothing.
func also(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d %s", n, what)
}

// lines splits output as go test would, each line with its end.
func lines(b []byte) []string {
	var out []string
	for line := range bytes.Lines(b) {
		out = append(out, string(line))
	}
	if n := len(out); n > 0 && !strings.HasSuffix(out[n-1], "\n") {
		out[n-1] += "\n"
	}
	return out
}
