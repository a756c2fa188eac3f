package main

import (
	"strings"
	"testing"
	"time"
)

// Each case runs the real go test on a small package under testdata, so that what
// is read is what this Go version writes.
func TestCounts(t *testing.T) {
	gotest := func(name string, flags ...string) step {
		return step{
			command: "go test -json " + strings.Join(flags, " ") + " ./testdata/" + name,
			tests:   true,
		}
	}
	for name, c := range map[string]struct {
		steps   []step
		well    bool
		last    string
		want    []string
		wantNot []string
	}{
		"leaves are counted, not their parents": {
			steps: []step{gotest("green")},
			well:  true,
			last:  "3 passed, 0 failed, 0 skipped",
			want:  []string{"testdata/green (3 passed"},
		},
		"failures in full, skips with their reason": {
			steps: []step{gotest("mixed")},
			last:  "3 passed, 2 failed, 2 skipped",
			want: []string{
				"this is wrong", "the parent itself is wrong", "said by the parent",
				"  no browser: not installed\n    vigie/scripts/testsum/testdata/mixed TestSkips\n",
				"  no samples\n",
				"mixed TestSubtests/bad\n", "mixed TestParentAlone\n",
			},
			wantNot: []string{"silent when it passes", "=== RUN"},
		},
		"a panic": {
			steps: []step{gotest("panics")},
			last:  "1 passed, 1 failed, 0 skipped",
			want:  []string{"assignment to entry in nil map", "panics_test.go:9"},
		},
		"a build that fails, and the steps after it": {
			steps: []step{gotest("broken"), gotest("green")},
			last:  "3 passed, 1 failed, 0 skipped",
			want:  []string{"undefined: undefinedName"},
		},
		"an exit in the middle": {
			steps: []step{gotest("exits")},
			last:  "0 passed, 1 failed, 0 skipped",
			want:  []string{"leaving in the middle"},
		},
		"a time-out": {
			steps: []step{gotest("slow", "-timeout 1s")},
			last:  "0 passed, 1 failed, 0 skipped",
			want:  []string{"test timed out after 1s"},
		},
		"a package that is not there": {
			steps: []step{gotest("nowhere"), gotest("green")},
			last:  "3 passed, 1 failed, 0 skipped",
			want:  []string{"nowhere"},
		},
		"checks": {
			steps: []step{{command: "echo all is well"}, {command: "echo this; echo that >&2; false"}},
			last:  "1 passed, 1 failed, 0 skipped",
			want:  []string{"this\nthat\n", "exit status 1"},
		},
		"a check that goes well alone": {
			steps:   []step{{command: "echo hush"}},
			well:    true,
			last:    "1 passed, 0 failed, 0 skipped",
			wantNot: []string{"\nhush\n"},
		},
		"nothing ran": {
			steps: []step{gotest("green", "-run NoSuchTest")},
			last:  "0 passed, 0 failed, 0 skipped",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			well := run(t.Context(), c.steps, &out)
			got := out.String()
			if well != c.well {
				t.Errorf("all is well: %v, want %v", well, c.well)
			}
			if !strings.HasSuffix(got, "\n"+c.last+"\n") {
				t.Errorf("does not end on %q", c.last)
			}
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("does not show %q", want)
				}
			}
			for _, not := range c.wantNot {
				if strings.Contains(got, not) {
					t.Errorf("shows %q", not)
				}
			}
			if t.Failed() {
				t.Log(got)
			}
		})
	}
}

func TestHeartbeatNamesWhatTakesLong(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var out strings.Builder
	sum := newTally(&out, func() time.Time { return now })
	sum.line(`{"Action":"run","Package":"vigie/x","Test":"TestLong"}` + "\n")
	sum.line(`{"Action":"run","Package":"vigie/x","Test":"TestShort"}` + "\n")
	sum.line(`{"Action":"pass","Package":"vigie/x","Test":"TestShort"}` + "\n")
	sum.heartbeat()
	if out.Len() > 0 {
		t.Errorf("too early: %q", out.String())
	}
	now = now.Add(2 * heartbeat)
	sum.heartbeat()
	if got := out.String(); !strings.Contains(got, "60s  vigie/x TestLong, still running") || strings.Contains(got, "TestShort") {
		t.Errorf("got %q", got)
	}
}
