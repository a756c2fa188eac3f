package camt

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// drawEntry makes an entry of up to four transfers, each with a word of its own.
func drawEntry(t *rapid.T, n int) (doc string, words []string) {
	some := rapid.IntRange(0, 4).Draw(t, "details")
	var details []string
	for i := range some {
		w := fmt.Sprintf("W%d-%d", n, i)
		words = append(words, w)
		details = append(details, `<TxDtls><Refs><EndToEndId>`+w+`</EndToEndId></Refs><Amt Ccy="EUR">`+fmt.Sprint(1+i)+`.50</Amt>`+parties+`<RmtInf><Ustrd>words `+w+`</Ustrd></RmtInf></TxDtls>`)
	}
	sep := rapid.SampledFrom([]string{"", "\n", "</NtryDtls><NtryDtls>", "<!-- c -->"}).Draw(t, "sep")
	ref := rapid.SampledFrom([]string{"", "R-1", fmt.Sprintf("R-%d", n)}).Draw(t, "ref")
	way := rapid.SampledFrom([]string{"DBIT</CdtDbtInd>", "CRDT</CdtDbtInd>", "DBIT</CdtDbtInd><RvslInd>true</RvslInd>"}).Draw(t, "way")
	return booked(`<Amt Ccy="EUR">20.00</Amt><CdtDbtInd>`+way, ref, strings.Join(details, sep)), words
}

// What is sealed of one transfer reads as the same report, and holds no word of
// any other: one can stay sealed without another.
func TestSealedFormIsOneTransferAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		version := rapid.SampledFrom([]int{4, 8}).Draw(t, "version")
		var entries, words []string
		for n := range rapid.IntRange(1, 3).Draw(t, "entries") {
			e, w := drawEntry(t, n)
			entries, words = append(entries, e), append(words, w...)
		}
		doc := document(version, entries...)
		if rapid.Bool().Draw(t, "prefix") {
			doc = strings.ReplaceAll(strings.ReplaceAll(doc, "</", "</q:"), "<", "<q:")
			doc = strings.NewReplacer("<q:/q:", "</q:", "<q:?", "<?", "<q:!--", "<!--", "xmlns=", "xmlns:q=").Replace(doc)
		}
		var recs []intake.Record
		err := Reader{}.Read(t.Context(), intake.Input{Name: "x.xml", R: strings.NewReader(doc), Size: -1}, func(r intake.Record) error {
			recs = append(recs, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		shas := map[[32]byte]bool{}
		seen := 0
		for _, rec := range recs {
			if rec.Problem != nil {
				t.Fatalf("%+v\n%s", rec.Problem, doc)
			}
			if ids[rec.Report.SourceID] || shas[rec.SHA256] {
				t.Fatalf("two transfers with one identity or one hash\n%s", doc)
			}
			ids[rec.Report.SourceID], shas[rec.SHA256] = true, true
			mine := 0
			for _, w := range words {
				if has(rec.Redacted, w+"<") {
					mine++
				}
			}
			seen += mine
			if mine > 1 {
				t.Fatalf("the sealed form of one transfer holds another:\n%s", rec.Redacted)
			}
			var again []intake.Record
			if err := (Reader{}).Read(t.Context(), intake.Input{Name: "y.xml", R: strings.NewReader(string(rec.Redacted)), Size: -1}, func(r intake.Record) error {
				again = append(again, r)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if len(again) != 1 || again[0].Report == nil {
				t.Fatalf("sealed, it reads as %+v\n%s", again, rec.Redacted)
			}
			// Alone, a transfer can be told from no other, and its entry's sum and
			// references look like its own: these are told by the report that was kept.
			if diff := cmp.Diff(core(rec.Report), core(again[0].Report)); diff != "" {
				t.Fatalf("%s\n%s", diff, rec.Redacted)
			}
		}
		if seen != len(words) {
			t.Fatalf("%d of %d transfers are in a sealed form", seen, len(words))
		}
	})
}

// core is what a transfer says of itself.
func core(r *report.Report) string {
	b, _ := json.Marshal([]any{r.Source, r.Dated, r.Parties, r.Texts, r.Incident})
	for _, p := range r.Payments {
		b = fmt.Append(b, p.Reference, p.At, p.Amount, p.Currency, p.Sender, p.Recipient, p.Reversal)
	}
	return string(b)
}

// The same transfer in two statements that overlap is one report, whatever
// stands around it; a later word of the bank is a version of it.
func TestOverlappingStatements(t *testing.T) {
	a, b, c := entry("R-1", detail("E-1", "")), entry("", ""), entry("R-3", detail("E-3", ""))
	first := readAll(t, envelope(4, statementOf("S-1", a, b, b)), intake.Limits{})
	second := readAll(t, envelope(4, statementOf("S-2", b, b, strings.Replace(a, "</TxDtls>", "<AddtlTxInf>late</AddtlTxInf></TxDtls>", 1), c)), intake.Limits{})
	id := func(r intake.Record) string { return r.Report.SourceID }
	if id(first[0]) != id(second[2]) || first[0].SHA256 == second[2].SHA256 {
		t.Error("a transfer that a later statement says more of is not a version of the same report")
	}
	for i := range 2 {
		if id(first[1+i]) != id(second[i]) || first[1+i].SHA256 != second[i].SHA256 {
			t.Errorf("the transfer without reference, time %d: not the same in both", i+1)
		}
	}
	if id(first[1]) == id(first[2]) || first[1].SHA256 == first[2].SHA256 {
		t.Error("two equal transfers of one statement are one: a bank books what it lists")
	}
	if id(second[3]) == id(second[2]) {
		t.Error("two transfers are one")
	}
}

// What tells two transfers apart, each alone.
func TestIdentity(t *testing.T) {
	base := entry("R-1", detail("E-1", ""))
	id := func(doc string) string { return only(t, doc).SourceID }
	whole := id(document(2, base))
	for name, other := range map[string]string{
		"a fee under the same reference": strings.Replace(base, "20.00", "1.50", 1),
		"the other way":                  strings.Replace(base, "DBIT", "CRDT", 1),
		"taken back":                     strings.Replace(base, "</CdtDbtInd>", "</CdtDbtInd><RvslInd>true</RvslInd>", 1),
		"another currency":               strings.Replace(base, `"EUR"`, `"USD"`, 1),
		"another day":                    strings.Replace(base, "2026-03-05", "2026-03-04", 1),
		"another end-to-end reference":   strings.Replace(base, "E-1", "E-2", 1),
		"another reference of the bank":  strings.Replace(base, "R-1", "R-2", 1),
	} {
		if id(document(2, other)) == whole {
			t.Errorf("%s has the same identity", name)
		}
	}
	if id(strings.ReplaceAll(document(2, base), holderIBAN, otherIBAN)) == whole {
		t.Error("the same on another account has the same identity")
	}
	// The same bytes on another account are another record: duplicates are told by
	// their hash.
	mine, others := readAll(t, document(2, base), intake.Limits{}), readAll(t, strings.Replace(document(2, base), "<IBAN>"+holderIBAN, "<IBAN>DE89370400440532013000", 1), intake.Limits{})
	if mine[0].SHA256 == others[0].SHA256 {
		t.Error("the account is not in the hash of a transfer")
	}
	for name, same := range map[string]string{
		"spelt with blanks": strings.Replace(document(2, base), holderIBAN, "FR76 3000 6000 0112 3456 7890 189", 1),
		"a later value day": strings.Replace(document(2, base), "2026-03-06", "2026-03-07", 1),
		"indented":          strings.ReplaceAll(document(2, base), "><", ">\n  <"),
		"another version":   document(8, base),
		"a name more":       strings.Replace(document(2, base), "<Nm>Person Two</Nm>", "<Nm>Person Two</Nm><CtryOfRes>PH</CtryOfRes>", 1),
	} {
		if id(same) != whole {
			t.Errorf("%s: another identity", name)
		}
	}
	// Transfers of one entry that share its reference are told apart by who was
	// paid, in any order.
	two := func(a, b string) []intake.Record {
		d := func(name string) string { // some banks copy the entry's reference to each
			return strings.NewReplacer("Person Two", name, "<Refs>", "<Refs><AcctSvcrRef>R-1</AcctSvcrRef>").Replace(detail("NOTPROVIDED", `<Amt Ccy="EUR">10</Amt>`))
		}
		return readAll(t, document(4, entry("R-1", d(a)+d(b))), intake.Limits{})
	}
	x, y := two("Person Two", "Person Three"), two("Person Three", "Person Two")
	if x[0].Report.SourceID != y[1].Report.SourceID || x[1].Report.SourceID != y[0].Report.SourceID || x[0].Report.SourceID == x[1].Report.SourceID {
		t.Error("the order of transfers in an entry is part of their identity")
	}
}

// What is of no schema is measured, and stands in neither report nor sealed form.
func TestForeignElementsAreWithheld(t *testing.T) {
	foreign := `<SplmtryData><Envlp><x:note xmlns:x="urn:example" who="secret-0">secret-1</x:note><note>secret-4</note></Envlp></SplmtryData>`
	doc := document(8, entry("R-1", detail("E-1", "<y:n xmlns:y='urn:example'>secret-2</y:n>")+detail("E-2", "")), entry("R-2", strings.Replace(detail("E-3", ""), "</TxDtls>", foreign+"</TxDtls>", 1)))
	doc = strings.Replace(doc, "</Acct>", `<z xmlns="urn:example">secret-3</z></Acct>`, 1)
	recs := readAll(t, doc, intake.Limits{})
	if len(recs) != 3 {
		t.Fatal(summary(recs))
	}
	withheld := 0
	for _, rec := range recs {
		if has(rec.Redacted, "secret") {
			t.Errorf("sealed: %s", rec.Redacted)
		}
		if b, _ := json.Marshal(rec.Report); has(b, "secret") {
			t.Errorf("kept: %s", b)
		}
		withheld += len(rec.Report.Withheld)
		if rec.Report.Withheld[0].Length != int64(len("secret-3")) {
			t.Errorf("measured %+v", rec.Report.Withheld)
		}
	}
	if withheld != 5 {
		t.Errorf("%d elements withheld, want 5", withheld)
	}
}

// Place points at the transfer itself.
func TestPlace(t *testing.T) {
	doc := document(4, entry("R-1", detail("E-1", "")), entry("R-2", detail("E-2", "")+detail("E-3", "")))
	recs := readAll(t, doc, intake.Limits{})
	for i, want := range []string{"<Ntry>", "<TxDtls><Refs><EndToEndId>E-2", "<TxDtls><Refs><EndToEndId>E-3"} {
		if at := recs[i].Place.Offset; !strings.HasPrefix(doc[at:], want) {
			t.Errorf("record %d stands at %q", i, doc[at:at+40])
		}
	}
	if f := recs[2].Place.Field; f != "Stmt[1]/Ntry[2]/NtryDtls/TxDtls[2]" {
		t.Errorf("field %s", f)
	}
}
