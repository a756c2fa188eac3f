package camt

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// The same statement says the same in every version, under any prefix and in any
// envelope.
func TestVersions(t *testing.T) {
	second, want := only(t, document(2, maximal)), only(t, document(3, maximal)) // the second has fewer elements
	if diff := cmp.Diff(second.Payments, want.Payments); diff != "" || second.SourceID != want.SourceID {
		t.Errorf("version 2: %s", diff)
	}
	plain := func(r *report.Report) report.Report {
		c := *r
		b, _ := json.Marshal(c)
		b = []byte(strings.NewReplacer("/Pty", "", "BICFI", "BIC").Replace(string(b)))
		var out report.Report
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for v := 3; v <= 8; v++ {
		doc := document(v, maximal)
		prefixed := strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(doc, "</", "</c:"), "<", "<c:"), "<c:/c:", "</c:")
		prefixed = strings.Replace(strings.Replace(prefixed, "<c:?xml", "<?xml", 1), "xmlns=", "xmlns:c=", 1)
		body := doc[strings.Index(doc, "?>")+2:]
		for name, d := range map[string]string{
			"plain":    doc,
			"mark":     "\xEF\xBB\xBF" + doc,
			"prefix":   prefixed,
			"envelope": `<e:BizMsgEnvlp xmlns:e="urn:example"><e:AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.01"><BizMsgIdr>1</BizMsgIdr></e:AppHdr>` + body + `</e:BizMsgEnvlp>`,
		} {
			got := only(t, d)
			if diff := cmp.Diff(plain(want), plain(got)); diff != "" {
				t.Errorf("version %d, %s: %s", v, name, diff)
			}
		}
	}
}

func TestOtherMessagesAreRefusedByName(t *testing.T) {
	for _, name := range []string{"053.001.01", "053.001.09", "053.001.13", "054.001.08", "052.001.06", "053.001.8"} {
		doc := strings.Replace(document(8, maximal), "053.001.08", name, 1)
		recs := readAll(t, doc, intake.Limits{})
		want := "camt." + name
		if len(name) != len("053.001.08") {
			want = "camt is not read" // no number that the standard gives
		}
		if len(recs) != 1 || recs[0].Problem == nil || recs[0].Problem.Reason != intake.WrongShape || !strings.Contains(recs[0].Problem.Detail, want) {
			t.Errorf("%s: %+v", name, recs[0].Problem)
		}
		if len(name) == len("053.001.08") && !(Reader{}).Detect("x.xml", []byte(doc)) {
			t.Errorf("%s is not recognised, and so not refused by name", name)
		}
	}
}

func TestMaximal(t *testing.T) {
	r := only(t, document(8, maximal))
	if r.Source != "camt:exmpfrpp" || !r.Dated.Equal(time.Date(2026, 4, 1, 4, 0, 0, 0, time.UTC)) {
		t.Errorf("source %q dated %v", r.Source, r.Dated)
	}
	want := report.Payment{
		Reference: "E2E-2026-000123", At: time.Date(2026, 3, 4, 20, 14, 5, 0, time.UTC), Amount: "1200.00", Currency: "PHP", Local: "22.50", LocalIn: "EUR",
		Sender: 0, Recipient: 1, Channel: "EXMPFRPPXXX", Field: detailPath,
	}
	if diff := cmp.Diff([]report.Payment{want}, r.Payments); diff != "" {
		t.Error(diff)
	}
	holder, other := r.Parties[0], r.Parties[1]
	if holder.Identifiers[0].Raw != holderIBAN || len(holder.Identifiers) != 1 || len(holder.Names) != 2 || holder.Places[0].City != "Exampletown" {
		t.Errorf("holder %+v", holder)
	}
	if id := other.Identifiers[0]; id.Kind != report.KindBank || id.Service != "EXMPPHMM" || id.Raw != "000123456789" || id.Type != "BBAN" {
		t.Errorf("account of the other end: %+v", id)
	}
	if other.Born != "1970-01-02" || other.Places[0].Street != "Example Lane 2, Exampleville" || len(other.Identifiers) != 5 {
		t.Errorf("other end %+v", other)
	}
	var names []string
	for _, p := range r.Parties[2:] {
		names = append(names, p.Names[0].Full)
	}
	if got := strings.Join(names, ", "); got != "Person Five, Person Four, Person Three" {
		t.Errorf("beside them: %s", got)
	}
	for _, x := range r.Texts {
		if x.Kind != "paymentMessage" {
			t.Errorf("text of kind %q", x.Kind)
		}
	}
	if len(r.Texts) != 4 {
		t.Errorf("texts %+v", r.Texts)
	}
}

// Every element's text and every attribute of a document is in the report, or its
// path is in Dropped with a reason that is not "unknown".
func TestEveryElementAccountedFor(t *testing.T) {
	doc := document(4, maximal)
	r := only(t, doc)
	kept, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	dropped := map[string]string{}
	for _, d := range r.Dropped {
		dropped[d.Field] = d.Reason
		if d.Reason == "unknown" || d.Reason == "repeated" || d.Reason == "bad-value" {
			t.Errorf("%s is dropped as %s", d.Field, d.Reason)
		}
	}
	// Codes that say how, and no more.
	known := map[string]bool{
		"Ntry/Sts": true, "Ntry/CdtDbtInd": true, "Ntry/RvslInd": true, "Ntry/NtryDtls/TxDtls/CdtDbtInd": true, "Ntry/NtryDtls/TxDtls/RltdPties/Cdtr/Id/PrvtId/Othr/SchmeNm/Cd": true,
		"Stmt/CreDtTm": true, "Acct/Svcr/FinInstnId/BICFI": true,
	}
	var stack []string
	d := xml.NewDecoder(strings.NewReader(doc))
	n := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			stack = append(stack, e.Name.Local)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			v := strings.TrimSpace(string(e))
			if v == "" || len(stack) < 4 || stack[2] != "Stmt" {
				continue // around a statement
			}
			path := strings.Join(stack[3:], "/")
			if len(stack) == 4 || stack[3] != "Acct" && stack[3] != "Ntry" {
				path = "Stmt/" + stack[3]
			}
			n++
			ok := known[path]
			for up := path; !ok && up != "." && up != ""; up = up[:max(0, strings.LastIndexByte(up, '/'))] {
				ok = dropped[up] != ""
			}
			if part := strings.Split(v, "T"); len(part) == 2 && len(v) > 18 { // a time, in UTC by now
				at, _ := time.Parse(time.RFC3339, v)
				v = at.UTC().Format(time.RFC3339)
			}
			if !ok && !strings.Contains(string(kept), `"`+v) && !strings.Contains(string(kept), v+`"`) && !strings.Contains(string(kept), "-"+v+"-") {
				t.Errorf("%s is neither kept nor named", path)
			}
		}
	}
	if n < 60 {
		t.Errorf("%d values seen: the document is not maximal", n)
	}
	t.Logf("%d values accounted for", n)
}

// Credit or debit, reversal or return: who paid whom.
func TestDirection(t *testing.T) {
	both := `<RltdPties><Dbtr><Nm>Debtor</Nm></Dbtr><DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct><Cdtr><Nm>Creditor</Nm></Cdtr><CdtrAcct><Id><IBAN>%s</IBAN></Id></CdtrAcct></RltdPties>`
	const holder, other = holderIBAN, otherIBAN
	for _, c := range []struct {
		name, way, debtor, creditor, returned string
		want                                  string // sender > recipient, and ! for a reversal
	}{
		{"debit", "DBIT</CdtDbtInd>", holder, other, "", "holder > Creditor"},
		{"credit", "CRDT</CdtDbtInd>", other, holder, "", "Debtor > holder"},
		{"debit taken back", "CRDT</CdtDbtInd><RvslInd>true</RvslInd>", holder, other, "", "holder > Creditor !"},
		{"credit taken back", "DBIT</CdtDbtInd><RvslInd>1</RvslInd>", other, holder, "", "Debtor > holder !"},
		{"no reversal", "DBIT</CdtDbtInd><RvslInd>false</RvslInd>", holder, other, "", "holder > Creditor"},
		{"return of a debit", "CRDT</CdtDbtInd>", holder, other, "<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf>", "holder > Creditor !"},
		{"parties of a reversal the other way round", "CRDT</CdtDbtInd><RvslInd>true</RvslInd>", other, holder, "", "holder > Debtor !"},
		{"debit, the other way round", "DBIT</CdtDbtInd>", other, holder, "", "holder > Debtor"},
		{"neither account is the statement's", "DBIT</CdtDbtInd>", "DE89370400440532013000", other, "", "holder > Creditor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tx := `<TxDtls>` + fmt.Sprintf(both, c.debtor, c.creditor) + c.returned + `</TxDtls>`
			r := only(t, document(2, booked(`<Amt Ccy="EUR">5</Amt><CdtDbtInd>`+c.way, "R-1", tx)))
			p := r.Payments[0]
			end := func(i int) string {
				if i == 0 {
					return "holder"
				}
				return r.Parties[i].Names[0].Full
			}
			got := end(p.Sender) + " > " + end(p.Recipient)
			if p.Reversal {
				got += " !"
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			// Nobody else's account becomes the holder's.
			for _, id := range r.Parties[0].Identifiers {
				if id.Raw != holder {
					t.Errorf("the holder bears %s", id.Raw)
				}
			}
		})
	}
	// Names alone tell the ends; an entry without detail has one.
	if r := only(t, document(2, entry("R-1", ""))); r.Payments[0].Sender != 0 || r.Payments[0].Recipient != -1 {
		t.Errorf("no detail: %+v", r.Payments[0])
	}
}

// What is not booked, and what is a sum of unlisted transfers, is no payment.
func TestNoTransferTookPlace(t *testing.T) {
	for _, c := range []struct {
		name, entry, attribute, value string
	}{
		{"pending", strings.Replace(entry("R-1", detail("E-1", "")), "BOOK", "PDNG", 1), "status", "PDNG"},
		{"information", strings.Replace(entry("R-1", ""), "<Sts>BOOK</Sts>", "<Sts><Cd>INFO</Cd></Sts>", 1), "status", "INFO"},
		{"a bank's own word", strings.Replace(entry("R-1", ""), "<Sts>BOOK</Sts>", "<Sts><Prtry>LATER</Prtry></Sts>", 1), "status", "LATER"},
		{"batch", entry("R-1", "<Btch><NbOfTxs>12</NbOfTxs></Btch>"), "batchTransfers", "12"},
		{"batch of unsaid size", entry("R-1", "<Btch><PmtInfId>P1</PmtInfId></Btch>"), "batchPmtInfId", "P1"},
		{"two batches", entry("R-1", "<Btch><NbOfTxs>1</NbOfTxs></Btch></NtryDtls><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>"), "batchTransfers", "2"},
	} {
		r := only(t, document(2, c.entry))
		got := map[string]string{}
		for _, a := range r.Attributes {
			got[a.Name] = a.Value
		}
		if len(r.Payments) != 0 || got[c.attribute] != c.value || got["entryAmount"] != "20.00 EUR" {
			t.Errorf("%s: payments %+v, attributes %v", c.name, r.Payments, got)
		}
	}
	for _, one := range []string{"<Btch><NbOfTxs>1</NbOfTxs></Btch>", "<Btch><NbOfTxs>001</NbOfTxs></Btch>"} {
		if r := only(t, document(2, entry("R-1", one))); len(r.Payments) != 1 {
			t.Errorf("a batch of one is a transfer: %+v", r)
		}
	}
}

// An entry's sum is not the amount of one of its transfers.
func TestAmountsOfSeveral(t *testing.T) {
	for _, c := range []struct{ name, details, want string }{
		{"own amounts", detail("E-1", `<Amt Ccy="EUR">12.00</Amt>`) + detail("E-2", `<Amt Ccy="EUR">8.00</Amt>`), "12.00 8.00"},
		{"details of amounts", detail("E-1", `<AmtDtls><TxAmt><Amt Ccy="EUR">12.00</Amt></TxAmt></AmtDtls>`) + detail("E-2", ""), "12.00 "},
		{"instructed", detail("E-1", `<AmtDtls><InstdAmt><Amt Ccy="USD">14.00</Amt></InstdAmt></AmtDtls>`) + detail("E-2", ""), "14.00 "},
		{"in two groups", detail("E-1", `<Amt Ccy="EUR">12.00</Amt>`) + "</NtryDtls><NtryDtls>" + detail("E-2", `<Amt Ccy="EUR">8.00</Amt>`), "12.00 8.00"},
		{"one beside a batch", "<Btch><NbOfTxs>3</NbOfTxs></Btch></NtryDtls><NtryDtls>" + detail("E-2", ""), ""},
		{"one", detail("E-1", ""), "20.00"},
		{"zero instructed", detail("E-1", `<AmtDtls><InstdAmt><Amt Ccy="SEK">0</Amt></InstdAmt></AmtDtls>`), "20.00"},
	} {
		if got := summary(readAll(t, document(2, entry("R-1", c.details)), intake.Limits{})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// At is when the payer's bank took the order, as near as the statement says.
func TestDates(t *testing.T) {
	for _, c := range []struct{ name, old, new, want, attributes string }{
		{"booked", "", "", "2026-03-05T00:00:00Z", "dateOnly@Ntry/BookgDt/Dt"},
		{"accepted", "</TxDtls>", "<RltdDts><AccptncDtTm>2026-03-04T21:14:05+01:00</AccptncDtTm><TxDtTm>2026-03-04T22:00:00Z</TxDtTm></RltdDts></TxDtls>", "2026-03-04T20:14:05Z", ""},
		{"made", "</TxDtls>", "<RltdDts><TxDtTm>2026-03-04T22:00:00Z</TxDtTm></RltdDts></TxDtls>", "2026-03-04T22:00:00Z", ""},
		{"no offset", "<BookgDt><Dt>2026-03-05<", "<BookgDt><Dt>2026-03-05T10:11:12<", "2026-03-05T10:11:12Z", "assumedUTC@Ntry/BookgDt/Dt"},
		{"date and time", "<BookgDt><Dt>2026-03-05</Dt>", "<BookgDt><DtTm>2026-03-05T10:11:12+02:00</DtTm>", "2026-03-05T08:11:12Z", ""},
		{"offset of a day", "<BookgDt><Dt>2026-03-05<", "<BookgDt><Dt>2026-03-05+14:00<", "2026-03-05T00:00:00Z", "dateOnly@Ntry/BookgDt/Dt"},
		{"value date alone", "<BookgDt><Dt>2026-03-05</Dt></BookgDt>", "", "2026-03-06T00:00:00Z", "dateOnly@Ntry/ValDt/Dt"},
		{"bad value date", "<ValDt><Dt>2026-03-06<", "<ValDt><Dt>2026-13-06<", "2026-03-05T00:00:00Z", "dateOnly@Ntry/BookgDt/Dt"},
	} {
		doc := document(2, entry("R-1", detail("E-1", "")))
		if c.old != "" {
			doc = strings.Replace(doc, c.old, c.new, 1)
		}
		r := only(t, doc)
		var marks []string
		for _, a := range r.Attributes {
			if a.Name == "dateOnly" || a.Name == "assumedUTC" {
				marks = append(marks, a.Name+"@"+a.Field)
			}
		}
		if day := strings.HasPrefix(c.attributes, "dateOnly"); r.Payments[0].DateOnly != day {
			t.Errorf("%s: a day alone: %v", c.name, !day)
		}
		if got := r.Payments[0].At.Format(time.RFC3339); got != c.want || strings.Join(marks, " ") != c.attributes || !r.Incident.At.Equal(r.Payments[0].At) {
			t.Errorf("%s: %s %v, want %s %s", c.name, got, marks, c.want, c.attributes)
		}
	}
}

// A payment bears the reference that two banks can have; it can be found by one
// that a bank gives for itself too; words that a person chose are never shown as a reference.
func TestReferences(t *testing.T) {
	for _, c := range []struct{ name, refs, own, want, known, masked string }{
		{"end to end", "<AcctSvcrRef>A-2026-0001</AcctSvcrRef><EndToEndId>E-2026-0001</EndToEndId><TxId>T-2026-0001</TxId>", "N-2026-0001", "E-2026-0001", "E-2026-0001", ""},
		{"none provided", "<EndToEndId>NOTPROVIDED</EndToEndId><TxId>T-2026-0001</TxId>", "N-2026-0001", "T-2026-0001", "T-2026-0001", ""},
		{"none provided, spelt otherwise", "<EndToEndId>Not provided</EndToEndId>", "N-2026-0001", "", "N-2026-0001", ""},
		{"the bank's", "<AcctSvcrRef>A-2026-0001</AcctSvcrRef>", "N-2026-0001", "", "A-2026-0001", ""},
		{"the entry's", "<MsgId>M-2026-0001</MsgId>", "N-2026-0001", "", "N-2026-0001", ""},
		{"words", "<EndToEndId>for the trip</EndToEndId><TxId>T-2026-0001</TxId>", "N-2026-0001", "T-2026-0001", "T-2026-0001", "for the trip"},
		{"one word", "<EndToEndId>holiday</EndToEndId>", "", "", "", "holiday"},
		{"words with numbers", "<EndToEndId>show-zzprenom-8ans</EndToEndId><TxId>T-2026-0001</TxId>", "N-2026-0001", "T-2026-0001", "T-2026-0001", "show-zzprenom-8ans"},
		{"words with a number each", "<InstrId>trip2cebu</InstrId><EndToEndId>avec Zzprenom 8 ans</EndToEndId>", "a8", "", "", "trip2cebuavec Zzprenom 8 ansa8"},
		{"nothing", "<EndToEndId>NONREF</EndToEndId>", "", "", "", ""},
	} {
		r := only(t, document(2, entry(c.own, "<TxDtls><Refs>"+c.refs+"</Refs>"+parties+"</TxDtls>")))
		var masked string
		for _, x := range r.Texts {
			masked += x.Value
		}
		if p := r.Payments[0]; p.Reference != c.want || masked != c.masked {
			t.Errorf("%s: reference %q, masked %q", c.name, p.Reference, masked)
		}
		ids := r.Incident.Identifiers
		if (len(ids) == 1) != (c.known != "") || len(ids) == 1 && (ids[0].Kind != report.KindReference || ids[0].Raw != c.known || ids[0].Service == "") {
			t.Errorf("%s: %+v", c.name, ids)
		}
		if masked != "" {
			for _, a := range r.Attributes {
				if strings.Contains(masked, a.Value) {
					t.Errorf("%s: the words stand in %s", c.name, a.Name)
				}
			}
		}
	}
}

// Amounts are text from the first byte to the last: what comes out is the number
// that went in, digit for digit.
func TestAmountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.StringMatching(`[0-9]{1,13}`).Draw(t, "whole")
		frac := rapid.StringMatching(`(\.[0-9]{1,5})?`).Draw(t, "frac")
		n := &node{text: []byte(" " + whole + frac + "\n"), attrs: []attr{{name: "Ccy", value: "EUR"}}}
		m, ok := readMoney(n)
		if !ok || m.value != whole+frac {
			t.Fatalf("%s%s became %q", whole, frac, m.value)
		}
		if _, ok := new(big.Rat).SetString(m.value); !ok {
			t.Fatalf("%q is no number", m.value)
		}
	})
	for in, want := range map[string]string{
		"+5": "5", "5.": "5", ".5": "0.5", "0": "0", "000.10": "000.10", "999999999999999999": "999999999999999999",
		"": "", ".": "", "-5": "", "1,50": "", "1e3": "", "1 000": "", "NaN": "", "INF": "", "0x10": "", "١": "",
		"1234567890123456789": "", "1.123456": "", "12345678901234.56789": "", "1.2.3": "",
	} {
		m, ok := readMoney(&node{text: []byte(in), attrs: []attr{{name: "Ccy", value: "EUR"}}})
		if ok != (want != "") || m.value != want {
			t.Errorf("%q: %q, %v", in, m.value, ok)
		}
	}
	for _, ccy := range []string{"", "EU", "eur", "EURO", "€", "E1R"} {
		if _, ok := readMoney(&node{text: []byte("1"), attrs: []attr{{name: "Ccy", value: ccy}}}); ok {
			t.Errorf("currency %q is taken", ccy)
		}
	}
}
