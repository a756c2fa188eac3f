package synth

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// truth writes what is known of a world, apart from what is taken in.
type truth struct {
	dir                        string
	hands, expected, not, same *truthFile
	total                      Expect
	nots, sames                int
}

type truthFile struct {
	f *os.File
	w *csv.Writer
}

func newTruth(dir string) (*truth, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	t := &truth{dir: dir}
	for _, x := range []struct {
		to   **truthFile
		name string
		head []string
	}{
		{&t.hands, "hands.csv", []string{"source", "source_id", "hand"}},
		{&t.expected, "expected.csv", []string{"file", "new", "versions", "attached", "duplicates", "quarantined", "note"}},
		{&t.not, "pairs-not.csv", pairHead},
		{&t.same, "pairs-same.csv", pairHead},
	} {
		f, err := os.Create(filepath.Join(dir, x.name))
		if err != nil {
			t.abandon()
			return nil, err
		}
		*x.to = &truthFile{f, csv.NewWriter(f)}
		if err := (*x.to).w.Write(x.head); err != nil {
			t.abandon()
			return nil, err
		}
	}
	return t, nil
}

var pairHead = []string{"source_a", "source_id_a", "source_b", "source_id_b", "trap", "exact"}

// item writes the truth of one file.
func (t *truth) item(it Item) error {
	if it.Expect.New > 0 {
		for _, r := range it.Reports {
			if err := t.hands.w.Write([]string{r.Source, r.SourceID, strconv.Itoa(r.Hand)}); err != nil {
				return err
			}
		}
	}
	t.total.add(it.Expect)
	return t.expected.w.Write(it.Expect.row(it.Name, it.Note))
}

func (e Expect) row(name, note string) []string {
	return []string{
		name, strconv.Itoa(e.New), strconv.Itoa(e.Versions), strconv.Itoa(e.Attached),
		strconv.Itoa(e.Duplicates), strconv.Itoa(e.Quarantined), note,
	}
}

func (t *truth) pairNot(p Pair) error  { t.nots++; return t.not.w.Write(p.row()) }
func (t *truth) pairSame(p Pair) error { t.sames++; return t.same.w.Write(p.row()) }

func (p Pair) row() []string {
	exact := "no"
	if p.Exact {
		exact = "yes"
	}
	return []string{p.A.Source, p.A.SourceID, p.B.Source, p.B.SourceID, p.Trap, exact}
}

// close ends the files and writes the README.
func (t *truth) close(o Options, sum Summary) error {
	err := t.expected.w.Write(t.total.row("TOTAL", ""))
	for _, f := range []*truthFile{t.hands, t.expected, t.not, t.same} {
		f.w.Flush()
		err = errors.Join(err, f.w.Error(), f.f.Close())
		f.f = nil
	}
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	return os.WriteFile(filepath.Join(t.dir, "README"), []byte(readme(o, sum)), 0o644)
}

// abandon closes what close has not.
func (t *truth) abandon() {
	for _, f := range []*truthFile{t.hands, t.expected, t.not, t.same} {
		if f != nil && f.f != nil {
			f.f.Close()
		}
	}
}

func readme(o Options, s Summary) string {
	return fmt.Sprintf(`Synthetic reports: nobody in them exists, and no value in them is anyone's.

Made with seed %d, for %d reports of %d hands, anchored at %s.
../reports holds what is to be taken in: %d files, %d bytes. This folder is
apart from it: whoever links or ranks the reports must not read it.

hands.csv       source, source_id, hand: reports with one hand are one person's.
expected.csv    one row a file, and TOTAL: how many records taking it in counts
                as new, versions, attached, duplicates, quarantined. Which of two
                files of one report counts as new depends on the order in which
                they are read; the totals do not.
pairs-not.csv   two reports of different hands that share something, by kind of
                trap. exact says whether they share a value in its normal form.
pairs-same.csv  two reports of one hand that do not quite agree. exact says
                whether a value agrees once in its normal form.

Of a hub (an agent, a café, a nickname, an exit address) each bearer is paired
with the one before, %d rows a hub at most.
`, o.Seed, s.Reports, s.Hands, o.Now.Format("2006-01-02T15:04:05Z"), s.Files, s.Bytes, o.Rates.TrapsShown)
}
