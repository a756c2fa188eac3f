package name

import (
	"os"
	"strings"
	"testing"
)

type pairCase struct {
	line                       int
	verdict                    Verdict
	given, family, given2, fam string
	why                        string
}

// pairCases are the pairs of testdata/pairs.txt.
func pairCases(t testing.TB) []pairCase {
	t.Helper()
	b, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []pairCase
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		if len(f) != 6 {
			t.Fatalf("pairs.txt:%d has %d columns", i+1, len(f))
		}
		for j := range f {
			f[j] = strings.TrimSpace(f[j])
		}
		c := pairCase{i + 1, Unknown, f[1], f[2], f[3], f[4], f[5]}
		for c.verdict.String() != f[0] {
			if c.verdict++; c.verdict > Same {
				t.Fatalf("pairs.txt:%d: no verdict %q", i+1, f[0])
			}
		}
		out = append(out, c)
	}
	return out
}

// TestPairs holds Compare to what a careful person said of each pair before.
func TestPairs(t *testing.T) {
	count := map[Verdict]int{}
	for _, c := range pairCases(t) {
		count[c.verdict]++
		a, b := Parse(c.given, c.family), Parse(c.given2, c.fam)
		got := Compare(a, b)
		if got.Verdict != c.verdict {
			t.Errorf("pairs.txt:%d: %s|%s and %s|%s: %v (%v), want %v: %s", c.line, c.given, c.family, c.given2, c.fam, got.Verdict, got.Reasons, c.verdict, c.why)
		}
		if back := Compare(b, a); back != got {
			t.Errorf("pairs.txt:%d: the other way %v", c.line, back)
		}
	}
	total := 0
	for _, n := range count {
		total += n
	}
	if total < 200 || count[Different] < 60 {
		t.Errorf("only %d pairs, %d of them different", total, count[Different])
	}
}
