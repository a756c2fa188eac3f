package goaml

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/intake"
	"vigie/profiles"
)

func shipped(t testing.TB) Reader {
	t.Helper()
	lists, err := LoadLists(profiles.Indicators())
	if err != nil {
		t.Fatal(err)
	}
	return Reader{Lists: lists}
}

// TestOthersDocuments reads every .xml file of a folder of documents that others
// wrote, and accounts for everything in them. None is in this repository.
func TestOthersDocuments(t *testing.T) {
	dir := os.Getenv("VIGIE_GOAML_SAMPLES")
	if dir == "" {
		t.Skip("no documents of others: set VIGIE_GOAML_SAMPLES to a folder of goAML files")
	}
	var sum tally
	refused := map[intake.Reason]int{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.EqualFold(filepath.Ext(path), ".xml") {
			return err
		}
		doc, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			if !(Reader{}).Detect(path, doc[:min(len(doc), 4<<10)]) {
				t.Errorf("not recognised")
			}
			recs := readAll(t, shipped(t), doc, intake.Limits{})
			for _, r := range recs {
				if r.Problem != nil {
					refused[r.Problem.Reason]++
					t.Logf("refused: %s: %s", r.Problem.Reason, r.Problem.Detail)
				}
			}
			if recs[0].Problem != nil {
				return
			}
			n := accountFor(t, doc, recs)
			sum.documents += n.documents
			sum.records += n.records
			sum.transactions += n.transactions
			sum.accounts += n.accounts
			sum.indicators += n.indicators
			sum.leaves += n.leaves
			sum.parties += n.parties
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents in %d records: %d transactions, %d parties, %d accounts, %d indicators, %d texts and attributes accounted for; refused: %v",
		sum.documents, sum.records, sum.transactions, sum.parties, sum.accounts, sum.indicators, sum.leaves, refused)
}
