package goaml

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"vigie/internal/intake"
)

func minimal(more string) string {
	return string(doc("STR", payment("T1", "5", account("from", "111222333"), account("to", "444555666"))+more))
}

// TestHostile: what each file comes to. want is the reason of its one problem,
// or "" and the number of records that are taken in.
func TestHostile(t *testing.T) {
	wide := func(mark string, little bool) string {
		var b strings.Builder
		b.WriteString(mark)
		for _, u := range utf16.Encode([]rune(minimal(""))) {
			if little {
				b.Write([]byte{byte(u), byte(u >> 8)})
			} else {
				b.Write([]byte{byte(u >> 8), byte(u)})
			}
		}
		return b.String()
	}
	amount := func(a string) string {
		return string(doc("STR", payment("T1", a, account("from", "111222333"), account("to", "444555666"))))
	}
	date := func(d string) string { return strings.ReplaceAll(minimal(""), "2025-05-01T09:00:00Z", d) }
	var attrs strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&attrs, " a%d='x'", i)
	}
	a, b, to := account("from", "111222333"), account("from", "999888777"), account("to", "444555666")
	sides := func(inside string) string {
		return string(doc("STR", "<transaction><transactionnumber>T1</transactionnumber><amount_local>5</amount_local>"+inside+"</transaction>"))
	}
	for _, c := range []struct {
		name, doc string
		want      intake.Reason
		records   int
	}{
		{"nothing", "", intake.Empty, 0},
		{"blanks", " \r\n", intake.Empty, 0},
		{"no XML", "rentity_id;date", intake.Malformed, 0},
		{"document type", "<!DOCTYPE report>" + minimal(""), intake.ForbiddenXML, 0},
		{"external document type", `<!DOCTYPE report SYSTEM "file:///dev/zero">` + minimal(""), intake.ForbiddenXML, 0},
		{"billion laughs", `<!DOCTYPE z [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>` + minimal("&b;"), intake.ForbiddenXML, 0},
		{"unknown entity", minimal("<reason>&b;</reason>"), intake.ForbiddenXML, 0},
		{"processing instruction", minimal("<?php x?>"), intake.ForbiddenXML, 0},
		{"the five and numbers", minimal("<reason>&lt;&gt;&amp;&apos;&quot;&#65;</reason>"), "", 1},
		{"duplicate attribute", minimal(`<reason a="1" a="2"/>`), intake.DuplicateName, 0},
		{"duplicate by namespace", minimal(`<reason xmlns:p="u" xmlns:q="u" p:a="1" q:a="2"/>`), intake.DuplicateName, 0},
		{"unbound prefix", minimal("<p:reason/>"), intake.UnboundPrefix, 0},
		{"2,000 attributes", minimal("<reason" + attrs.String() + "/>"), intake.TooMany, 0},
		{"500 attributes", minimal("<reason" + attrs.String()[:500*len(" a0='x'")] + "/>"), "", 1},
		{"depth 65", minimal(strings.Repeat("<a>", 64) + strings.Repeat("</a>", 64)), intake.TooDeep, 0},
		{"depth 100,000", strings.Repeat("<report>", 100_000), intake.TooDeep, 0},
		{"persons related to persons, 20 deep", string(doc("SAR", "<activity><report_parties><report_party>"+related(18)+"</report_party></report_parties></activity>")), "", 1},
		{"a million elements", minimal(strings.Repeat("<a/>", 1_000_000)), intake.TooMany, 0},
		{"a million indicators", minimal("<report_indicators>" + strings.Repeat("<indicator/>", 1_000_000) + "</report_indicators>"), intake.TooMany, 0},
		{"over the limit of bytes", minimal("<reason>" + strings.Repeat("x", 17<<20) + "</reason>"), intake.TooLarge, 0},
		{"Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?>" + minimal(""), intake.BadEncoding, 0},
		{"UTF-16 little end first", wide("\xFF\xFE", true), intake.BadEncoding, 0},
		{"UTF-16 big end first", wide("\xFE\xFF", false), intake.BadEncoding, 0},
		{"byte order mark", "\xEF\xBB\xBF" + minimal(""), "", 1},
		{"bad UTF-8", minimal("<reason>\xC3\x28</reason>"), intake.BadEncoding, 0},
		{"NUL", minimal("<reason>\x00</reason>"), intake.BadEncoding, 0},
		{"control character", minimal("<reason>\x1b[2J</reason>"), intake.Malformed, 0},
		{"second root", minimal("") + minimal(""), intake.TrailingContent, 0},
		{"text after the root", minimal("") + "x", intake.TrailingContent, 0},
		{"crossed tags", minimal("<a><b></a></b>"), intake.Malformed, 0},
		{"open CDATA", minimal("<![CDATA["), intake.Truncated, 0},
		{"half of it", minimal("")[:300], intake.Truncated, 0},
		{"wrong root", "<reportdata><transactions/></reportdata>", intake.WrongShape, 0},
		{"a schema", "<schema><element name='rentity_id'/></schema>", intake.WrongShape, 0},
		{"NCMEC's report", "<report><incidentSummary><incidentType>x</incidentType></incidentSummary></report>", intake.MissingField, 0},
		{"nothing reported", string(doc("STR", "")), intake.MissingField, 0},
		{"an empty activity", string(doc("SAR", "<activity><report_parties/></activity>")), intake.MissingField, 0},
		{"no rentity_id", strings.Replace(minimal(""), "<rentity_id>7</rentity_id>", "", 1), intake.MissingField, 0},
		{"overlong rentity_id", strings.Replace(minimal(""), ">7<", ">"+strings.Repeat("7", 200)+"<", 1), intake.MissingField, 0},
		{"rentity_id of two lines", strings.Replace(minimal(""), ">7<", ">7\n8<", 1), intake.MissingField, 0},
		{"its own namespace", strings.Replace(minimal(""), "<report>", "<report xmlns='http://www.unodc.org/goaml'>", 1), "", 1},
		{"a prefix of its own", "<g:report xmlns:g='urn:goAML'><g:rentity_id>1</g:rentity_id><g:transaction/></g:report>", "", 1},
		{"a prefix of another", "<g:report xmlns:g='urn:other'><g:rentity_id>1</g:rentity_id><g:transaction/></g:report>", intake.WrongShape, 0},
		{"both kinds in one transaction", sides("<t_from>" + a + "</t_from><t_to>" + to + "</t_to><involved_parties><party><role>sender</role><account><account>555555</account></account></party></involved_parties>"), "", 1},
		{"two from sides", sides("<t_from>" + a + "</t_from><t_from_my_client>" + b + "</t_from_my_client><t_to>" + to + "</t_to>"), "", 1},
		{"two accounts on a side", sides("<t_from>" + a + b + "</t_from><t_to>" + to + "</t_to>"), "", 1},
		{"two persons on a side", sides("<t_from>" + person("from", "A", "B", "") + person("from", "C", "D", "") + "</t_from>"), "", 1},
		{"mixed senders", string(doc("STR", payment("T1", "1", a, to)+payment("T2", "2", b, to)+payment("T3", "3", a, to))), "", 3},
		{"a transaction and an activity", minimal("<activity><report_parties><report_party><account><account>777777</account></account></report_party></report_parties></activity>"), "", 2},
		{"5,000 empty parties", sides("<t_from>" + a + "</t_from><involved_parties>" + strings.Repeat("<party><role>-</role></party>", 5000) + "</involved_parties>"), "", 1},
		{"5,000 empty transactions", string(doc("STR", strings.Repeat("<transaction/>", 5000))), "", 5000},
		{"overlong values", minimal("<rentity_branch>" + strings.Repeat("x", 1<<20) + "</rentity_branch>"), "", 1},
		{"overlong name", minimal("<" + strings.Repeat("n", 1<<16) + "/>"), "", 1},
		{"negative amount", amount("-12.50"), "", 1},
		{"no amount", amount(""), "", 1},
		{"amount of 40 digits", amount(strings.Repeat("9", 40)), "", 1},
		{"huge amount", amount(strings.Repeat("9", 41)), intake.BadValue, 0},
		{"amount NaN", amount("NaN"), intake.BadValue, 0},
		{"amount INF", amount("-INF"), intake.BadValue, 0},
		{"exponent", amount("1.2E+6"), intake.BadValue, 0},
		{"thousands", amount("1,200.00"), intake.BadValue, 0},
		{"decimal comma", amount("12,50"), intake.BadValue, 0},
		{"two dots", amount("1.200.00"), intake.BadValue, 0},
		{"dot alone", amount("."), intake.BadValue, 0},
		{"no digit after the dot", amount("12."), intake.BadValue, 0},
		{"plus", amount("+12"), intake.BadValue, 0},
		{"two signs", amount("--12"), intake.BadValue, 0},
		{"Arabic digits", amount("١٢"), intake.BadValue, 0},
		{"amount with a currency", amount("EUR 12"), intake.BadValue, 0},
		{"30 February", date("2025-02-30T00:00:00"), "", 1},
		{"year 0", date("0000-01-01T00:00:00"), "", 1},
		{"year 99999", date("99999-01-01T00:00:00"), "", 1},
		{"words for a date", date("yesterday"), "", 1},
		{"a date alone", date("2025-05-01"), "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			recs := readAll(t, shipped(t), []byte(c.doc), intake.Limits{})
			for _, r := range recs {
				promises(t, []byte(c.doc), r)
			}
			if c.want == "" {
				if len(recs) != c.records || recs[0].Problem != nil {
					t.Fatalf("%d records, want %d: %+v", len(recs), c.records, recs[0].Problem)
				}
				return
			}
			if len(recs) != 1 || recs[0].Problem == nil || recs[0].Problem.Reason != c.want {
				t.Fatalf("%+v, want %s", recs[0].Problem, c.want)
			}
			if recs[0].Size != int64(len(c.doc)) {
				t.Errorf("size %d, want %d", recs[0].Size, len(c.doc))
			}
		})
	}
}

func related(deep int) string {
	s := "<last_name>X</last_name>"
	for range deep {
		s = "<last_name>X</last_name><related_persons><person_related_person><person>" + s + "</person></person_related_person></related_persons>"
	}
	return "<person>" + s + "</person>"
}

// TestBadRecordStopsNoNeighbour: where each transaction is a record, one without
// an amount that can be read does not take the others with it.
func TestBadRecordStopsNoNeighbour(t *testing.T) {
	to := account("to", "444555666")
	d := doc("STR", payment("T1", "1", account("from", "111222333"), to)+payment("T2", "many", account("from", "999888777"), to)+payment("T3", "3", account("from", "555444333"), to))
	recs := readAll(t, shipped(t), d, intake.Limits{})
	if len(recs) != 3 || recs[0].Problem != nil || recs[1].Problem == nil || recs[2].Problem != nil {
		t.Fatalf("%+v", recs)
	}
	if p := recs[1].Problem; p.Reason != intake.BadValue || strings.Contains(p.Detail, "many") || !strings.Contains(p.Detail, "transaction[2]/amount_local") {
		t.Errorf("%+v", p)
	}
}

// TestLimitOfRecords is said once.
func TestLimitOfRecords(t *testing.T) {
	d := doc("STR", strings.Repeat("<transaction/>", 50))
	recs := readAll(t, shipped(t), d, intake.Limits{Records: 10})
	if len(recs) != 11 || recs[10].Problem == nil || recs[10].Problem.Reason != intake.TooMany {
		t.Errorf("%d records, the last %+v", len(recs), recs[len(recs)-1].Problem)
	}
}

// TestTruncatedEverywhere cuts a document at every byte.
func TestTruncatedEverywhere(t *testing.T) {
	d := []byte(minimal(""))
	for n := 1; n < len(d); n++ {
		recs := readAll(t, Reader{}, d[:n], intake.Limits{})
		if len(recs) != 1 || recs[0].Problem == nil || recs[0].Problem.Reason != intake.Truncated {
			t.Errorf("cut at %d of %d: %+v", n, len(d), recs[0])
		}
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestHugeIsHashedNotHeld: a document of 256 MiB is measured in bounded memory.
func TestHugeIsHashedNotHeld(t *testing.T) {
	r := io.MultiReader(strings.NewReader("<report><rentity_id>1</rentity_id><reason>"), io.LimitReader(endless('x'), 256<<20), strings.NewReader("</reason></report>"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	var got []intake.Record
	err := Reader{}.Read(context.Background(), intake.Input{Name: "x.xml", R: r, Size: -1}, func(r intake.Record) error { got = append(got, r); return nil })
	runtime.ReadMemStats(&after)
	if err != nil || len(got) != 1 || got[0].Problem == nil || got[0].Problem.Reason != intake.TooLarge || got[0].Size < 256<<20 {
		t.Fatalf("%v %+v", err, got)
	}
	if most := after.TotalAlloc - before.TotalAlloc; most > uint64(intake.DefaultLimits.Record)*10 {
		t.Errorf("%d MiB allocated in all", most>>20)
	}
	t.Logf("%v", time.Since(start))
}

// TestHostileWidth: the most that a document within its limit makes of memory.
func TestHostileWidth(t *testing.T) {
	deep := strings.Repeat("<person><related_persons><person_related_person>", 15)
	up := strings.Repeat("</person_related_person></related_persons></person>", 15)
	d := doc("SAR", "<activity><report_parties><report_party>"+deep+"<person>"+strings.Repeat("<email>a</email>", 390_000)+"</person>"+up+"</report_party></report_parties></activity>")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	recs := readAll(t, Reader{}, d, intake.Limits{})
	runtime.ReadMemStats(&after)
	if recs[0].Problem != nil {
		t.Fatalf("%+v", recs[0].Problem)
	}
	most := (after.TotalAlloc - before.TotalAlloc) >> 20
	t.Logf("%d MiB allocated in all for %d MiB", most, len(d)>>20)
	if most > 1024 {
		t.Errorf("%d MiB allocated", most)
	}
}

func TestDetect(t *testing.T) {
	for doc, want := range map[string]bool{
		minimal(""):                     true,
		"\xEF\xBB\xBF \n" + minimal(""): true,
		"<?xml version='1.0'?><report><transaction><transactionnumber>1</transactionnumber></transaction></report>": true,
		"<g:report xmlns:g='urn:goaml'><g:rentity_id>1</g:rentity_id></g:report>":                                   true,
		"<report><incidentSummary/></report>":                                                                       false,
		"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'/>":                                        false,
		"<xs:schema><xs:element name=\"rentity_id\" type=\"x\"/></xs:schema>":                                       false,
		"rentity_id;report_code": false,
		"{\"rentity_id\":1}":     false,
		"":                       false,
	} {
		if got := (Reader{}).Detect("x.xml", []byte(doc)); got != want {
			t.Errorf("%q: %v, want %v", doc[:min(len(doc), 60)], got, want)
		}
	}
}

// TestHostileShapes: documents that would cost the square of their length.
func TestHostileShapes(t *testing.T) {
	const many = 20_000
	a, to := account("from", "111222333"), account("to", "444555666")
	mails := strings.Repeat("<email>x@example.com</email>", many)
	var differing, documents strings.Builder
	for i := range many {
		fmt.Fprintf(&differing, "<email>x%d@example.com</email>", i)
		fmt.Fprintf(&documents, "<indicator>A%d</indicator>", i)
	}
	born := "<first_name>A</first_name><last_name>B</last_name><birthdate>1970-01-01</birthdate>"
	for name, c := range map[string]string{
		"text in pieces":             minimal("<reason>" + strings.Repeat("a<!-- -->", 500_000) + "</reason>"),
		"an account of accounts":     string(doc("STR", payment("T1", "1", "<from_account>"+strings.Repeat("<account>123456</account>", many)+"</from_account>", to))),
		"a person of persons":        string(doc("STR", payment("T1", "1", "<from_person>"+strings.Repeat("<t_person><last_name>A</last_name></t_person>", many)+"</from_person>", to))),
		"one sender, many addresses": string(doc("STR", strings.Repeat(payment("T1", "1", "<from_person>"+born+mails+"</from_person>", to), 2))),
		"and all of them different":  string(doc("STR", strings.Repeat(payment("T1", "1", "<from_person>"+born+differing.String()+"</from_person>", to), 2))),
		"a long head, many records":  string(doc("STR", strings.Repeat("<x/>", many)+strings.Repeat("<transaction/>", many))),
		"many activities":            string(doc("SAR", strings.Repeat("<activity><report_parties><report_party/></report_parties></activity>", many))),
		"many indicators":            minimal("<report_indicators>" + documents.String() + "</report_indicators>"),
		"many parties of one":        string(doc("STR", "<transaction><t_from>"+a+"</t_from><involved_parties>"+strings.Repeat("<party>"+"<account>1234567</account></party>", many)+"</involved_parties></transaction>")),
		"many names":                 string(doc("STR", strings.Repeat(payment("T1", "1", "<from_person>"+born+strings.Repeat("<alias>x</alias>", many)+"</from_person>", to), 2))),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			recs := readAll(t, shipped(t), []byte(c), intake.Limits{})
			took := time.Since(start)
			for _, r := range recs {
				if r.Problem != nil {
					t.Fatalf("%+v", r.Problem)
				}
			}
			t.Logf("%d MiB, %d records, %v", len(c)>>20, len(recs), took)
			if took > 20*time.Second {
				t.Errorf("%v for %d bytes", took, len(c))
			}
		})
	}
}
