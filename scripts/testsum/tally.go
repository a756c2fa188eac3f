package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// heartbeat is how often the tests that take long are named, so that a run that
// hangs can be told from one that works.
const heartbeat = 30 * time.Second

// event is one line of go test -json; see `go doc test2json`.
type event struct {
	Action      string
	Package     string
	ImportPath  string // instead of Package, in build events
	Test        string
	Elapsed     float64 // seconds
	Output      string
	FailedBuild string
}

// test is one test or subtest that has begun.
type test struct {
	began       time.Time // zero once it has ended
	output      []string
	parent      bool // it has subtests: they are counted, not it
	childFailed bool
}

// pkg is one package whose tests run.
type pkg struct {
	tests                   map[string]*test
	order                   []string // the tests, as they began
	output                  []string
	passed, failed, skipped int
}

// skip is one test that did not run, and why.
type skip struct{ name, reason string }

// tally counts and prints. Its mutex orders the events, the heartbeat and what
// go test says on stderr.
type tally struct {
	mu       sync.Mutex
	out      io.Writer
	now      func() time.Time
	packages map[string]*pkg
	builds   map[string][]string // output of the compiler, by import path
	passed   int
	failed   []string // by name, in the order met
	skips    []skip
}

func newTally(out io.Writer, now func() time.Time) *tally {
	return &tally{out: out, now: now, packages: map[string]*pkg{}, builds: map[string][]string{}}
}

// read takes events until r ends.
func (t *tally) read(r io.Reader) error {
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		if line != "" {
			t.line(line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading go test: %w", err)
		}
	}
}

func (t *tally) line(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var e event
	if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
		fmt.Fprint(t.out, line) // not an event: a tool talks between them
		return
	}
	switch {
	case e.Action == "build-output":
		t.builds[e.ImportPath] = append(t.builds[e.ImportPath], e.Output)
	case e.Package == "":
	case e.Test == "":
		t.packageEvent(e)
	default:
		t.testEvent(e)
	}
}

func (t *tally) pkg(name string) *pkg {
	p := t.packages[name]
	if p == nil {
		p = &pkg{tests: map[string]*test{}}
		t.packages[name] = p
	}
	return p
}

func (t *tally) testEvent(e event) {
	p := t.pkg(e.Package)
	x := p.tests[e.Test]
	if x == nil {
		x = &test{began: t.now()}
		p.tests[e.Test] = x
		p.order = append(p.order, e.Test)
	}
	var above *test
	if i := strings.LastIndexByte(e.Test, '/'); i > 0 {
		above = p.tests[e.Test[:i]]
	}
	if above != nil {
		above.parent = true
	}
	switch e.Action {
	case "output":
		x.output = append(x.output, e.Output)
		return
	case "pass":
		if !x.parent {
			p.passed++
		}
	case "skip":
		p.skipped++
		t.skips = append(t.skips, skip{e.Package + " " + e.Test, reason(x.output)})
	case "fail":
		if above != nil {
			above.childFailed = true
		}
		if x.childFailed {
			t.show(own(x.output))
		} else {
			p.failed++
			t.failed = append(t.failed, e.Package+" "+e.Test)
			t.show(x.output)
		}
	default:
		return
	}
	x.output = nil
	x.began = time.Time{}
}

func (t *tally) packageEvent(e event) {
	p := t.pkg(e.Package)
	switch e.Action {
	case "output":
		p.output = append(p.output, e.Output)
		return
	case "pass":
		how := ""
		for _, line := range p.output {
			if strings.Contains(line, "(cached)") {
				how = ", cached"
			}
		}
		fmt.Fprintf(t.out, "ok   %7.1fs  %s (%d passed%s%s)\n", e.Elapsed, e.Package, p.passed, also(p.skipped, "skipped"), how)
	case "skip": // no test files
	case "fail":
		t.packageFailed(e, p)
	default:
		return
	}
	t.passed += p.passed
	delete(t.packages, e.Package)
}

// packageFailed shows what no test has shown: a build that failed, the tests that
// a panic, a time-out or an exit cut short, and what the package said itself. A
// package that failed with no failed test in it counts as one failure.
func (t *tally) packageFailed(e event, p *pkg) {
	t.show(t.builds[e.FailedBuild])
	for _, name := range p.order {
		if x := p.tests[name]; !x.began.IsZero() {
			t.show(x.output)
		}
	}
	t.show(p.output)
	if p.failed == 0 {
		p.failed = 1
		t.failed = append(t.failed, e.Package)
	}
	fmt.Fprintf(t.out, "FAIL %7.1fs  %s (%d failed%s)\n", e.Elapsed, e.Package, p.failed, also(p.passed, "passed"))
}
