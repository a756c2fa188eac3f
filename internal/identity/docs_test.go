package identity

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/report"
)

// The page's table of kinds says what the shipped table does, row by row.
func TestThePageIsTrue(t *testing.T) {
	page, err := os.ReadFile("../../docs/identifiers.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[report.Strength]string{shown: "shown", proposes: "proposes", joins: "joins"}
	kind := report.Kind(0)
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 || strings.Contains(line, "---") || strings.Contains(line, "normal form") {
			continue
		}
		kind++
		name := strings.NewReplacer("-", "", " ", "").Replace(kind.String())
		if got := strings.NewReplacer("-", "", " ", "").Replace(cells[1]); got != name {
			t.Errorf("row %d is %q; want %v", kind, cells[1], kind)
			continue
		}
		rule := Default().kinds[kind]
		want := words[rule.verified]
		if rule.verified != rule.unverified {
			want += " / " + words[rule.unstated] + " / " + words[rule.unverified]
		}
		if got := strings.TrimSpace(cells[3]); got != want {
			t.Errorf("%v: the page says %q, the table %q", kind, got, want)
		}
		if got := strings.TrimSpace(cells[4]); got != strconv.Itoa(rule.cap) {
			t.Errorf("%v: the page says a cap of %s, the table %d", kind, got, rule.cap)
		}
	}
	if int(kind) != kindCount-1 {
		t.Errorf("the page has %d kinds of %d", kind, kindCount-1)
	}
}
