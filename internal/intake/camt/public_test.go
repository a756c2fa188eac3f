package camt

import (
	"bytes"
	"encoding/xml"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/intake"
)

// The documents of these tests are what the standard says: each is valid by the
// published schema of its version, in the folder that VIGIE_CAMT_XSD names
// (camt.053.001.02.xsd and its like).
func TestDocumentsAreValid(t *testing.T) {
	dir := os.Getenv("VIGIE_CAMT_XSD")
	if dir == "" {
		t.Skip("VIGIE_CAMT_XSD names no folder of schemas")
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	checked := 0
	for v := 2; v <= 8; v++ {
		schema := filepath.Join(dir, "camt.053.001.0"+string(rune('0'+v))+".xsd")
		if _, err := os.Stat(schema); err != nil {
			t.Logf("version %d: no schema in the folder", v)
			continue
		}
		checked++
		doc := document(v, maximal, entry("R-1", ""), entry("R-2", detail("E-1", "")+detail("E-2", "")), entry("R-3", "<Btch><NbOfTxs>3</NbOfTxs></Btch>"))
		file := filepath.Join(t.TempDir(), "doc.xml")
		if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(lint, "--noout", "--schema", schema, file).CombinedOutput(); err != nil {
			t.Errorf("version %d: %s", v, out)
		}
	}
	if checked == 0 {
		t.Error("no schema was found")
	}
}

// Statements that others wrote, in the folder that VIGIE_CAMT_SAMPLES names: each
// entry and each transfer comes out once, and what the entries sum up to is what
// the transfers do, where each states its amount.
func TestSamplesOfOthers(t *testing.T) {
	dir := os.Getenv("VIGIE_CAMT_SAMPLES")
	if dir == "" {
		t.Skip("VIGIE_CAMT_SAMPLES names no folder of statements")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	entries, reports, payments, problems, unknown := 0, 0, 0, 0, map[string]int{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !(Reader{}).Detect(f, b[:min(len(b), 4096)]) {
			t.Logf("%s is no statement", filepath.Base(f))
			continue
		}
		want, sum := expected(t, b)
		got, left := 0, new(big.Rat).Set(sum)
		recs := readAll(t, string(b), intake.Limits{})
		for _, r := range recs {
			if r.Problem != nil {
				problems++
				if strings.Contains(r.Place.Field, "Ntry") {
					got++
				}
				t.Logf("%s: %s: %s", filepath.Base(f), r.Problem.Reason, r.Problem.Detail)
				continue
			}
			got++
			reports++
			for _, d := range r.Report.Dropped {
				if d.Reason == "unknown" || d.Reason == "repeated" || d.Reason == "bad-value" {
					unknown[d.Reason+" "+d.Field]++
				}
			}
			for _, p := range r.Report.Payments {
				payments++
				booked := p.Amount
				if p.Local != "" {
					booked = p.Local
				}
				if v, ok := new(big.Rat).SetString(booked); ok {
					left.Sub(left, v)
				}
			}
		}
		entries += want
		if got != want {
			t.Errorf("%s: %d records, the file has %d transfers", filepath.Base(f), got, want)
		}
		if left.Sign() != 0 {
			t.Logf("%s: entries and transfers differ by %s", filepath.Base(f), left.FloatString(2))
		}
	}
	t.Logf("%d files, %d transfers, %d reports, %d payments, %d problems; not kept as %v", len(files), entries, reports, payments, problems, unknown)
}

// expected counts transfers, and sums up entries, with the standard library.
func expected(t *testing.T, doc []byte) (n int, sum *big.Rat) {
	t.Helper()
	var x struct {
		Entries []struct {
			Amt     string     `xml:"Amt"`
			Details []struct{} `xml:"NtryDtls>TxDtls"`
		} `xml:"BkToCstmrStmt>Stmt>Ntry"`
	}
	if err := xml.NewDecoder(bytes.NewReader(doc)).Decode(&x); err != nil && err != io.EOF {
		t.Fatal(err)
	}
	sum = new(big.Rat)
	for _, e := range x.Entries {
		n += max(1, len(e.Details))
		if v, ok := new(big.Rat).SetString(strings.TrimSpace(e.Amt)); ok {
			sum.Add(sum, v)
		}
	}
	return n, sum
}
