package camt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"vigie/internal/intake"
)

func TestHostile(t *testing.T) {
	good := entry("R-1", detail("E-1", ""))
	doc := func(entries ...string) string { return document(2, entries...) }
	edit := func(old, with string) string { return strings.Replace(doc(good, good), old, with, 1) }
	deep := strings.Repeat("<Pty>", 80) + strings.Repeat("</Pty>", 80)
	for _, c := range []struct{ name, in, want string }{
		{"two", doc(good, good), "20.00 20.00"},
		{"nothing", "", "empty"},
		{"blanks", " \n\t", "empty"},
		{"no XML", "a statement", "malformed"},
		{"empty root", `<Document xmlns="` + space + `053.001.02"/>`, "wrong-shape"},
		{"no namespace", strings.Replace(doc(good), ` xmlns="`+space+`053.001.02"`, "", 1), "wrong-shape"},
		{"no statement", `<Document xmlns="` + space + `053.001.02"><BkToCstmrStmt/></Document>`, "wrong-shape"},
		{"statement of another schema", edit("<Stmt>", `<Stmt xmlns="urn:example">`), "wrong-shape"},
		{"statement outside its message", strings.NewReplacer("<BkToCstmrStmt>", "<x>", "</BkToCstmrStmt>", "</x>").Replace(doc(good)), "wrong-shape"},
		{"statement without entries", doc(), ""},
		{"DOCTYPE", strings.Replace(doc(good), "?>", `?><!DOCTYPE x [<!ENTITY a "b">]>`, 1), "forbidden-xml"},
		{"DOCTYPE in a statement", edit("</Acct>", "</Acct><!DOCTYPE x>"), "forbidden-xml"},
		{"processing instruction in a statement", edit("</Bal>", "</Bal><?x y?>"), "forbidden-xml"},
		{"processing instruction in an entry", edit("<Sts>", "<?x y?><Sts>"), "forbidden-xml 20.00"},
		{"entity", edit("Person Two", "&x;"), "forbidden-xml 20.00"},
		{"UTF-16", string([]byte{0xFF, 0xFE, '<', 0, 'D', 0}), "bad-encoding"},
		{"stated single-byte encoding", strings.Replace(doc(good), "UTF-8", "ISO-8859-1", 1), "bad-encoding"},
		{"broken UTF-8", edit("Person Two", "Person \xff"), "bad-encoding 20.00"},
		{"NUL", edit("Person Two", "Person \x00"), "bad-encoding 20.00"},
		{"attribute twice", edit(`<Amt Ccy="EUR">20`, `<Amt Ccy="EUR" Ccy="USD">20`), "duplicate-name 20.00"},
		{"unbound prefix", edit("<Sts>BOOK</Sts>", "<p:Sts>BOOK</p:Sts>"), "unbound-prefix 20.00"},
		{"end tag of another", edit("</Sts>", "</Stz>"), "malformed 20.00"},
		{"entry that never closes, next one does", strings.Replace(doc(good, good), "</Ntry>", "", 1), "malformed"},
		{"too deep", edit("<Sts>", deep+"<Sts>"), "too-deep 20.00"},
		{"cut in an entry", doc(good, good)[:strings.LastIndex(doc(good, good), "<Sts>")], "20.00 truncated"},
		{"cut between entries", doc(good)[:strings.Index(doc(good), "</Stmt>")], "20.00 truncated"},
		{"cut in a tag", doc(good)[:strings.Index(doc(good), "</Stmt>")+3], "20.00 truncated"},
		{"cut in a balance", doc(good)[:strings.Index(doc(good), "</Bal>")], "truncated"},
		{"text after the end", doc(good) + "x", "20.00 trailing-content"},
		{"two documents", doc(good) + `<Document/>`, "20.00 trailing-content"},
		{"no amount", edit(`<Amt Ccy="EUR">20.00</Amt>`, ""), "missing-field 20.00"},
		{"no currency", edit(`<Amt Ccy="EUR">20`, `<Amt>20`), "bad-value 20.00"},
		{"currency in small letters", edit(`<Amt Ccy="EUR">20`, `<Amt Ccy="eur">20`), "bad-value 20.00"},
		{"negative amount", edit(">20.00<", ">-20.00<"), "bad-value 20.00"},
		{"amount with a comma", edit(">20.00<", ">20,00<"), "bad-value 20.00"},
		{"amount in words", edit(">20.00<", ">twenty<"), "bad-value 20.00"},
		{"amount that is an element", edit(">20.00<", "><a>20.00</a><"), "bad-value 20.00"},
		{"amount of 40 digits", edit(">20.00<", ">"+strings.Repeat("9", 40)+"<"), "bad-value 20.00"},
		{"binary float", edit(">20.00<", ">2e1<"), "bad-value 20.00"},
		{"no direction", edit("<CdtDbtInd>DBIT</CdtDbtInd>", ""), "missing-field 20.00"},
		{"odd direction", edit("DBIT", "debit"), "bad-value 20.00"},
		{"odd reversal", edit("</CdtDbtInd>", "</CdtDbtInd><RvslInd>maybe</RvslInd>"), "20.00 20.00"}, // the balance's, which nobody reads
		{"odd reversal of an entry", edit("DBIT</CdtDbtInd>", "DBIT</CdtDbtInd><RvslInd>maybe</RvslInd>"), "bad-value 20.00"},
		{"no status", edit("<Sts>BOOK</Sts>", ""), "missing-field 20.00"},
		{"no such day", edit("<Dt>2026-03-05</Dt>", "<Dt>2026-02-30</Dt>"), "bad-value 20.00"},
		{"year 0001", edit("<Dt>2026-03-05</Dt>", "<Dt>0001-03-05</Dt>"), "bad-value 20.00"},
		{"year 9999", edit("<Dt>2026-03-05</Dt>", "<Dt>9999-03-05</Dt>"), "bad-value 20.00"},
		{"no date", strings.ReplaceAll(strings.ReplaceAll(doc(good), "<BookgDt><Dt>2026-03-05</Dt></BookgDt>", ""), "<ValDt><Dt>2026-03-06</Dt></ValDt>", ""), "20.00"},
		{"amounts twice", edit(`<Amt Ccy="EUR">20.00</Amt>`, `<Amt Ccy="EUR">20.00</Amt><Amt Ccy="EUR">90.00</Amt>`), "20.00 20.00"},
		{"entry before the account", strings.Replace(doc(), "<Acct>", good+"<Acct>", 1), "missing-field"},
		{"no account", strings.NewReplacer("<Acct>", "<Acc>", "</Acct>", "</Acc>").Replace(doc(good)), "missing-field"},
		{"account without number", strings.Replace(doc(good), "<IBAN>"+holderIBAN+"</IBAN>", "", 1), "missing-field missing-field"},
		{"account of 20 KiB", strings.Replace(doc(good), "Person One", strings.Repeat("Person ", 3000), 1), "too-large missing-field"},
		{"second account", strings.Replace(doc(good), "</Acct>", "</Acct><Acct><Id><IBAN>"+otherIBAN+"</IBAN></Id></Acct>", 1), "20.00"},
		{"an entry of another schema", doc(strings.Replace(good, "<Ntry>", `<Ntry xmlns="urn:example">`, 1), good), "20.00"},
		{"entries at another depth", edit("<Bal>", "<Bal>"+good), "20.00 20.00"},
		{"an entry in an entry", edit("<Sts>", good+"<Sts>"), "20.00 20.00"},
		{"comment with a tag", edit("</Bal>", "</Bal><!-- <Ntry> -->"), "20.00 20.00"},
		{"CDATA with a tag", edit("Person Two", "<![CDATA[</Ntry>]]>"), "20.00 20.00"},
		{"attribute with a tag", edit("<Sts>", `<Sts a="</Ntry>">`), "malformed malformed"},
		{"bad detail beside a good one", doc(entry("R-1", detail("E-1", `<Amt Ccy="EUR">x</Amt>`)+detail("E-2", `<Amt Ccy="EUR">3</Amt>`))), "bad-value 3"},
		{"self-closed entry", doc("<Ntry/>", good), "missing-field 20.00"},
		{"empty detail", doc(entry("R-1", "<TxDtls/>")), "20.00"},
		{"empty details", doc(entry("R-1", "<TxDtls/><TxDtls/>")), " "},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := summary(readAll(t, c.in, intake.Limits{}))
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			// However the bytes come in, the records are the same.
			if slow := summary(readFrom(t, &trickle{[]byte(c.in)}, -1, intake.Limits{})); slow != got {
				t.Errorf("a byte at a time: %q", slow)
			}
		})
	}
}

// trickle gives one byte a read.
type trickle struct{ b []byte }

func (r *trickle) Read(p []byte) (int, error) {
	if len(r.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:1], r.b)
	r.b = r.b[n:]
	return n, nil
}

func TestLimits(t *testing.T) {
	many := strings.Repeat("<TxDtls/>", 300)
	for _, c := range []struct {
		name, in, want string
		limits         intake.Limits
	}{
		{"records", document(4, entry("R-1", ""), entry("R-2", ""), entry("R-3", "")), "20.00 20.00 too-many", intake.Limits{Records: 2}},
		{"records in one entry", document(4, entry("R-1", many)), "  too-many", intake.Limits{Records: 3}},
		{"record", document(4, entry("R-1", strings.Repeat(" ", 5000)), entry("R-2", "")), "too-large 20.00", intake.Limits{Record: 3000}},
		{"attributes", document(4, entry("R-1", "<TxDtls a='1' b='2' c='3'/>"), entry("R-2", "")), "too-many 20.00", intake.Limits{Fields: 2}},
		{"depth", document(4, entry("R-1", detail("E-1", ""))), "too-deep", intake.Limits{Depth: 5}},
		{"depth around", document(4, entry("R-1", "")), "too-deep", intake.Limits{Depth: 2}},
	} {
		got := summary(readAll(t, c.in, c.limits))
		if strings.TrimSpace(got) != strings.TrimSpace(c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Problems name elements and limits, never a value.
func TestProblemsHoldNoValue(t *testing.T) {
	const secret = "SECRET1234"
	good := document(4, entry("R-1", detail("E-1", "")))
	for _, old := range []string{"20.00", "DBIT", "2026-03-05", "BOOK", "E-1", "Person Two", otherIBAN, "EXMPFRPPXXX"} {
		for _, bad := range []string{secret, secret + "&", secret + "\x00"} {
			for _, rec := range readAll(t, strings.Replace(good, old, bad, 1), intake.Limits{}) {
				if rec.Problem != nil && strings.Contains(rec.Problem.Detail+rec.Place.Field, secret[:6]) {
					t.Errorf("%q: %s", old, rec.Problem.Detail)
				}
			}
		}
	}
}

// Much of one thing passes in bounded memory, and its neighbours come out.
func TestHugeIsNotHeld(t *testing.T) {
	good := entry("R-2", "")
	head, tail, _ := strings.Cut(document(4, "@"), "@")
	for _, c := range []struct {
		name, open, end, want string
		fill                  byte
	}{
		{"an entry", head + "<Ntry><AddtlNtryInf>", "</AddtlNtryInf></Ntry>" + good + tail, "too-large 20.00", 'x'},
		{"a balance", head + "<Bal>", "</Bal>" + good + tail, "20.00", 'x'},
		{"text between entries", head, good + tail, "20.00", 'x'},
		{"a comment", head + "<!--", "-->" + good + tail, "20.00", 'x'},
		{"a tag", head + "<Ntry a='", "'/>" + good + tail, "too-large 20.00", 'x'},
		{"a name", head + "<N", "/>" + good + tail, "20.00", 'x'},
		{"blanks before the root", "", document(4, good), "too-large", ' '},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			got := summary(readFrom(t, endlessly(c.open, c.fill, 64<<20, c.end), -1, intake.Limits{}))
			runtime.ReadMemStats(&after)
			if got != c.want && !(c.name == "blanks before the root" && !strings.Contains(got, "20.00")) {
				t.Errorf("%q, want %q", got, c.want)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 96<<20 {
				t.Errorf("%d MiB allocated", used>>20)
			}
		})
	}
}

// An entry of as many transfers as fit a record is read in time that grows with
// its bytes, and one that would make much of little is refused.
func TestManyTransfersInOneEntry(t *testing.T) {
	start := time.Now()
	var b strings.Builder
	for i := range 20_000 {
		b.WriteString(detail(fmt.Sprintf("E-%d", i), `<Amt Ccy="EUR">1.00</Amt>`))
	}
	if recs := readAll(t, document(4, entry("R-1", b.String())), intake.Limits{}); len(recs) != 20_000 {
		t.Errorf("%d records", len(recs))
	}
	t.Logf("20,000 transfers of one entry in %v", time.Since(start))
	wide := strings.Replace(entry("R-1", strings.Repeat("<TxDtls/>", 100_000)), "<Sts>", "<AddtlNtryInf>"+strings.Repeat("x", 100_000)+"</AddtlNtryInf><Sts>", 1)
	if got := summary(readAll(t, document(4, wide, entry("R-2", "")), intake.Limits{})); got != "too-many 20.00" {
		t.Errorf("%.60q", got)
	}
}

func TestErrorsAreTheCallers(t *testing.T) {
	doc := document(4, entry("R-1", ""), entry("R-2", ""))
	in := func(r io.Reader) intake.Input { return intake.Input{Name: "x.xml", R: r, Size: -1} }
	stop := errors.New("stop")
	if err := (Reader{}).Read(t.Context(), in(strings.NewReader(doc)), func(intake.Record) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("emit's error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (Reader{}).Read(ctx, in(strings.NewReader(doc)), func(intake.Record) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("context: %v", err)
	}
	disk := errors.New("disk")
	if err := (Reader{}).Read(t.Context(), in(io.MultiReader(strings.NewReader(doc[:700]), failing{disk})), func(intake.Record) error { return nil }); !errors.Is(err, disk) {
		t.Errorf("the disk's error: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestDetect(t *testing.T) {
	good := document(8, entry("R-1", ""))
	wide := make([]byte, 0, 2*len(good))
	for i := range len(good) {
		wide = append(wide, good[i], 0)
	}
	for _, c := range []struct {
		name, head string
		want       bool
	}{
		{"statement", good, true},
		{"mark and blanks", "\xEF\xBB\xBF  \n" + good, true},
		{"UTF-16", "\xFF\xFE" + string(wide), true},
		{"notification", strings.Replace(good, "053.001.08", "054.001.08", 1), true},
		{"payment order", strings.Replace(good, "camt.053.001.08", "pain.001.001.03", 1), false},
		{"NCMEC", "<report><incidentSummary/></report>", false},
		{"the word in a text", "camt.053.001.08", false},
		{"nothing", "", false},
	} {
		if got := (Reader{}).Detect("x.xml", []byte(c.head)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
