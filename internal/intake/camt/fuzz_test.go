package camt

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"vigie/internal/intake"
)

// FuzzRead: whatever the bytes, every record is what it says of itself, reading
// is deterministic, what is sealed reads again as one transfer with the same
// ends, and a problem holds no amount.
func FuzzRead(f *testing.F) {
	f.Add([]byte(document(2, maximal, entry("R-1", detail("E-1", "")+detail("E-2", "")))))
	f.Add([]byte(document(8, maximal, entry("", ""), entry("", ""), entry("R-1", "<Btch><NbOfTxs>3</NbOfTxs></Btch>"))))
	f.Add([]byte(document(4, booked(`<Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd>`, "R", detail("E-1", "<RtrInf/>")))))
	f.Add([]byte(strings.Replace(document(4, entry("", "")), "<Stmt>", `<Stmt xmlns:a="u&amp;&quot;">`, 1)))
	f.Add([]byte(`<p:Document xmlns:p="` + space + `053.001.02"><p:BkToCstmrStmt><p:Stmt><p:Acct><p:Id><p:IBAN>x</p:IBAN></p:Id></p:Acct><p:Ntry><p:Amt Ccy="EUR">1</p:Amt><p:CdtDbtInd>DBIT</p:CdtDbtInd><p:Sts>BOOK</p:Sts></p:Ntry></p:Stmt></p:BkToCstmrStmt></p:Document>`))
	f.Add([]byte("<a><b><!-- "))
	f.Fuzz(func(t *testing.T, doc []byte) {
		limits := intake.Limits{Record: 8 << 10, Depth: 16, Fields: 16, Records: 50}
		recs := readAll(t, string(doc), limits)
		for _, rec := range recs {
			if at := rec.Place.Offset; at < 0 || at > int64(len(doc)) {
				t.Fatalf("offset %d of %d", at, len(doc))
			}
			if rec.Report == nil {
				continue
			}
			again := readAll(t, string(rec.Redacted), intake.Limits{Record: 64 << 10, Depth: 16})
			if len(again) != 1 || again[0].Report == nil || core(again[0].Report) != core(rec.Report) && len(rec.Report.Withheld) == 0 && !sums(rec) {
				t.Fatalf("sealed, it reads otherwise:\n%s\n%+v", rec.Redacted, again)
			}
		}
		a, _ := json.Marshal(recs)
		b, _ := json.Marshal(readAll(t, string(doc), limits))
		if !bytes.Equal(a, b) {
			t.Fatal("two readings differ")
		}
	})
}

// sums says whether the record is one of several transfers of its entry: alone,
// the entry's sum would be its own.
func sums(rec intake.Record) bool {
	for _, d := range rec.Report.Dropped {
		if d.Reason == "of several transfers" || d.Reason == "more" {
			return true
		}
	}
	return false
}
