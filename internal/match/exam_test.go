package match_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/match"
	"vigie/internal/match/list"
	"vigie/internal/match/name"
	"vigie/internal/measure"
	"vigie/internal/testenv"
)

var forms = match.Forms{Fold: name.Fold, Groups: name.Default().Groups}

// lists reads published lists and the label of each record, which label makes of
// the cell of a column.
func lists(t *testing.T, column string, label func(string) int, without []string, names ...string) ([][]match.Person, []int) {
	t.Helper()
	var out [][]match.Person
	var labels []int
	for _, n := range names {
		f, err := os.Open(testenv.Shared(t, n))
		if err != nil {
			t.Fatal(err)
		}
		l, err := list.Default().Read(f, list.Options{Keep: []string{column}, Without: without})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		out = append(out, l.Persons)
		for _, cell := range l.Kept[column] {
			labels = append(labels, label(cell))
		}
	}
	return out, labels
}

// numbered is the first number of a cell, divided by.
func numbered(by int) func(string) int {
	return func(s string) int {
		s = strings.TrimLeftFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
			s = s[:i]
		}
		n, _ := strconv.Atoi(s)
		return n / by
	}
}

// oneToOne follows the pairs of two lists of as many true pairs as said.
func oneToOne(t *testing.T, ls [][]match.Person, labels []int, pairs int64) *measure.Curve {
	t.Helper()
	l := &match.Linker{Left: ls[0], Right: ls[1], Forms: forms, OneToOne: true}
	c := &measure.Curve{True: pairs}
	found, err := l.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found.Pairs {
		if labels[p.Left] == labels[len(ls[0])+p.Right] {
			c.Add(match.Bits(p.Milli), 1, 0)
		} else {
			c.Add(match.Bits(p.Milli), 0, 1)
		}
	}
	return c
}

// grouped follows the merges of one list, and checks the counts of the curve
// against those of the groups.
func grouped(t *testing.T, ps []match.Person, labels []int) *measure.Curve {
	t.Helper()
	l := &match.Linker{Left: ps, Forms: forms}
	merges, _, err := l.Clusters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := &measure.Curve{True: measure.Pairs(labels, labels).True}
	for _, m := range merges {
		of := map[int]int64{}
		for _, i := range m.A {
			of[labels[i]]++
		}
		var right int64
		for _, i := range m.B {
			right += of[labels[i]]
		}
		c.Add(match.Bits(m.Milli), right, int64(len(m.A)*len(m.B))-right)
	}
	best := c.Best()
	if got := measure.Pairs(labels, match.Groups(merges, len(ps), best.Threshold)); got != best.Counts {
		t.Errorf("the groups count %+v, the curve %+v", got, best.Counts)
	}
	return c
}

// The floors of the lists that the weights were counted on.
func TestBulkTuningLists(t *testing.T) {
	both := []string{"linkage/tune_link_5000_org.csv", "linkage/tune_link_5000_dup.csv"}
	ls, labels := lists(t, "rec_id", numbered(10), []string{"soc_sec_id", "phone_number"}, both...)
	if p := oneToOne(t, ls, labels, 2500).At(match.Default().Threshold); p.Wrong() > 0 || p.Missed() > 1 {
		t.Errorf("two lists without document and telephone: %d wrong, %d missed", p.Wrong(), p.Missed())
	}
	ls, labels = lists(t, "rec_id", numbered(10), nil, "linkage/tune_dedup_5000.csv")
	if p := grouped(t, ls[0], labels).At(match.Default().Threshold); p.Wrong() > 1 || p.F1() < 0.996 {
		t.Errorf("one list: F1 %.4f, %d wrong", p.F1(), p.Wrong())
	}
	bare := []string{"street_number", "address_1", "address_2", "postcode", "state", "soc_sec_id", "phone_number"}
	ls, labels = lists(t, "rec_id", numbered(10), bare, "linkage/tune_dedup_5000.csv")
	if p := grouped(t, ls[0], labels).Best(); p.F1() < 0.96 {
		t.Errorf("names, birth date and suburb alone: F1 %.4f", p.F1())
	}
}

// The lists that no weight was tuned on, and what is asked of them.
func TestBulkExam(t *testing.T) {
	both := []string{"linkage/febrl4a.csv", "linkage/febrl4b.csv"}
	ls, labels := lists(t, "rec_id", numbered(1), nil, both...)
	if p := oneToOne(t, ls, labels, 5000).At(match.Default().Threshold); p.Wrong() > 0 || p.F1() < 0.9998 {
		t.Errorf("febrl4: F1 %.5f, %d wrong, %d missed", p.F1(), p.Wrong(), p.Missed())
	}
	ls, labels = lists(t, "rec_id", numbered(1), []string{"soc_sec_id"}, both...)
	if p := oneToOne(t, ls, labels, 5000).At(match.Default().Threshold); p.F1() < 0.996 {
		t.Errorf("febrl4 without soc_sec_id: F1 %.5f, %d wrong, %d missed", p.F1(), p.Wrong(), p.Missed())
	}
	ls, labels = lists(t, "cluster", numbered(1), nil, "linkage/fake_1000.csv")
	c := grouped(t, ls[0], labels)
	if c.True != 2031 {
		t.Errorf("fake_1000 has %d true pairs", c.True)
	}
	if p := c.Best(); p.F1() < 0.94 {
		t.Errorf("fake_1000: best F1 %.4f", p.F1())
	}
	one := c.AtMostWrong(1)
	t.Logf("fake_1000: best F1 %.4f, %.4f with %d wrong pair", c.Best().F1(), one.F1(), one.Wrong())
}
