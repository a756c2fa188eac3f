package ncmec

import (
	"bytes"
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

// TestHostile: each file gives one record, with the reason of its problem, or
// "" where it is right to take it in.
func TestHostile(t *testing.T) {
	date := func(d string) string { return strings.Replace(minimal(""), "2026-01-02T03:04:05Z", d, 1) }
	wide := func(order string) string {
		var b strings.Builder
		b.WriteString(map[string]string{"le": "\xFF\xFE", "be": "\xFE\xFF"}[order])
		for _, u := range utf16.Encode([]rune(minimal(""))) {
			if order == "le" {
				b.Write([]byte{byte(u), byte(u >> 8)})
			} else {
				b.Write([]byte{byte(u >> 8), byte(u)})
			}
		}
		return b.String()
	}
	laughs := `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>`
	var attrs strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&attrs, " a%d='x'", i)
	}
	for _, c := range []struct {
		name, doc string
		want      intake.Reason
	}{
		{"nothing", "", intake.Empty},
		{"blanks", " \r\n\t", intake.Empty},
		{"byte order mark alone", "\xEF\xBB\xBF", intake.Empty},
		{"half a byte order mark", "\xEF\xBB", intake.Truncated},
		{"declaration alone", "<?xml version='1.0'?>", intake.Truncated},
		{"no XML", "reportId;date", intake.Malformed},
		{"JSON", `{"report":1}`, intake.Malformed},
		{"document type", "<!DOCTYPE report>" + minimal(""), intake.ForbiddenXML},
		{"external document type", `<!DOCTYPE report SYSTEM "file:///etc/passwd">` + minimal(""), intake.ForbiddenXML},
		{"billion laughs", laughs + minimal("&lol2;"), intake.ForbiddenXML},
		{"unknown entity", minimal("&lol;"), intake.ForbiddenXML},
		{"HTML entity", minimal("<additionalInfo>&nbsp;</additionalInfo>"), intake.ForbiddenXML},
		{"entity in an attribute", minimal(`<victim a="&x;"/>`), intake.ForbiddenXML},
		{"long entity", minimal("&" + strings.Repeat("e", 40) + ";"), intake.ForbiddenXML},
		{"the five and numbers", minimal("<additionalInfo>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F600;</additionalInfo>"), ""},
		{"reference to NUL", minimal("&#0;"), intake.Malformed},
		{"reference to a surrogate", minimal("&#xD800;"), intake.Malformed},
		{"reference beyond Unicode", minimal("&#x110000;"), intake.Malformed},
		{"reference that overflows", minimal("&#99999999;"), intake.Malformed},
		{"bare ampersand", minimal("a & b"), intake.Malformed},
		{"processing instruction", minimal("<?php x?>"), intake.ForbiddenXML},
		{"stylesheet", `<?xml version="1.0"?><?xml-stylesheet href="x"?>` + minimal(""), intake.ForbiddenXML},
		{"second declaration", minimal("") + "<?xml version='1.0'?>", intake.ForbiddenXML},
		{"late declaration", " <?xml version='1.0'?>" + minimal(""), intake.ForbiddenXML},
		{"XML 1.1", "<?xml version='1.1'?>" + minimal(""), intake.Malformed},
		{"declaration without version", "<?xml encoding='UTF-8'?>" + minimal(""), intake.Malformed},
		{"Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?>" + minimal(""), intake.BadEncoding},
		{"Windows-1252", "<?xml version='1.0' encoding='windows-1252'?>" + minimal(""), intake.BadEncoding},
		{"declared UTF-16 that is not", "<?xml version='1.0' encoding='UTF-16'?>" + minimal(""), intake.BadEncoding},
		{"utf-8 in small letters", "<?xml version='1.0' encoding='utf-8' standalone='yes'?>" + minimal(""), ""},
		{"byte order mark", "\xEF\xBB\xBF" + minimal(""), ""},
		{"UTF-16 little end first", wide("le"), intake.BadEncoding},
		{"UTF-16 big end first", wide("be"), intake.BadEncoding},
		{"UTF-16 without mark", wide("le")[2:], intake.BadEncoding},
		{"bad UTF-8", minimal("<additionalInfo>\xC3\x28</additionalInfo>"), intake.BadEncoding},
		{"overlong UTF-8", minimal("<additionalInfo>\xC0\xAF</additionalInfo>"), intake.BadEncoding},
		{"surrogate in UTF-8", minimal("<additionalInfo>\xED\xA0\x80</additionalInfo>"), intake.BadEncoding},
		{"NUL in text", minimal("<additionalInfo>\x00</additionalInfo>"), intake.BadEncoding},
		{"NUL in a name", minimal("<a\x00b/>"), intake.BadEncoding},
		{"NUL after the root", minimal("") + "\x00", intake.BadEncoding},
		{"control character", minimal("<additionalInfo>\x1b[2J</additionalInfo>"), intake.Malformed},
		{"non-character", minimal("<additionalInfo>\uFFFE</additionalInfo>"), intake.Malformed},
		{"duplicate attribute", minimal(`<victim a="1" a="2"/>`), intake.DuplicateName},
		{"duplicate by namespace", minimal(`<victim xmlns:p="u" xmlns:q="u" p:a="1" q:a="2"/>`), intake.DuplicateName},
		{"duplicate declaration", minimal(`<victim xmlns:p="u" xmlns:p="v"/>`), intake.DuplicateName},
		{"duplicate among many", minimal("<victim" + attrs.String()[:len(" a0='x'")*10] + " a1='x'/>"), intake.DuplicateName},
		{"2,000 attributes", minimal("<victim" + attrs.String() + "/>"), intake.TooMany},
		{"unbound element prefix", minimal("<p:x/>"), intake.UnboundPrefix},
		{"unbound attribute prefix", minimal("<x p:a='1'/>"), intake.UnboundPrefix},
		{"prefix out of scope", minimal("<x xmlns:p='u'/><p:y/>"), intake.UnboundPrefix},
		{"prefix bound to nothing", minimal("<x xmlns:p=''/>"), intake.UnboundPrefix},
		{"xmlns rebound", minimal("<x xmlns:xmlns='u'/>"), intake.UnboundPrefix},
		{"xml:lang", minimal("<x xml:lang='en'/>"), ""},
		{"second root", minimal("") + minimal(""), intake.TrailingContent},
		{"text after the root", minimal("") + "x", intake.TrailingContent},
		{"end tag after the root", minimal("") + "</report>", intake.TrailingContent},
		{"comment after the root", minimal("") + "\n<!-- x -->\n", ""},
		{"text before the root", "x" + minimal(""), intake.Malformed},
		{"CDATA outside", "<![CDATA[x]]>" + minimal(""), intake.Malformed},
		{"crossed tags", minimal("<a><b></a></b>"), intake.Malformed},
		{"case of tags", "<report></Report>", intake.Malformed},
		{"attribute without quotes", minimal("<a b=c/>"), intake.Malformed},
		{"attribute without value", minimal("<a b/>"), intake.Malformed},
		{"attributes without blank", minimal(`<a b="1"c="2"/>`), intake.Malformed},
		{"< in an attribute", minimal(`<a b="<"/>`), intake.Malformed},
		{"-- in a comment", minimal("<!-- a -- b -->"), intake.Malformed},
		{"]]> in text", minimal("a ]]> b"), intake.Malformed},
		{"open comment", minimal("<!-- "), intake.Truncated},
		{"open CDATA", minimal("<![CDATA["), intake.Truncated},
		{"name with two colons", minimal("<a:b:c xmlns:a='u'/>"), intake.Malformed},
		{"name that begins with a digit", minimal("<1a/>"), intake.Malformed},
		{"depth 65", minimal(strings.Repeat("<a>", 64) + strings.Repeat("</a>", 64)), intake.TooDeep},
		{"depth 64", minimal(strings.Repeat("<a>", 63) + strings.Repeat("</a>", 63)), ""},
		{"depth 100,000", minimal(strings.Repeat("<a>", 100_000)), intake.TooDeep},
		{"depth 100,000 of anything", strings.Repeat("<a>", 100_000), intake.TooDeep},
		{"a million elements", minimal(strings.Repeat("<a/>", 1_000_000)), intake.TooMany},
		{"another root", "<invoice><total>1</total></invoice>", intake.WrongShape},
		{"empty root", "<invoice/>", intake.WrongShape},
		{"prefixed root", "<n:report xmlns:n='u'/>", intake.WrongShape},
		{"goAML's report", "<report><rentity_id>1</rentity_id></report>", intake.MissingField},
		{"file without report", "<fileDetails><fileId>1</fileId></fileDetails>", intake.MissingField},
		{"year 0", date("0000-01-01T00:00:00Z"), intake.BadValue},
		{"year 10000", date("10000-01-01T00:00:00Z"), intake.BadValue},
		{"year 1989", date("1989-12-31T23:59:59Z"), intake.BadValue},
		{"year 2101", date("2101-01-01T00:00:00Z"), intake.BadValue},
		{"30 February", date("2026-02-30T00:00:00Z"), intake.BadValue},
		{"a date alone", date("2026-01-01"), intake.BadValue},
		{"words for a date", date("yesterday"), intake.BadValue},
		{"date with fraction and offset", date(" 2026-01-02T03:04:05.123456789+05:30 "), ""},
		{"date without offset", date("2026-01-02T03:04:05"), ""},
		{"no date", date(""), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			recs := readAll(t, "x.xml", []byte(c.doc), intake.Limits{})
			if len(recs) != 1 {
				t.Fatalf("%d records, want 1", len(recs))
			}
			rec := recs[0]
			var got intake.Reason
			if rec.Problem != nil {
				got = rec.Problem.Reason
				if !strings.Contains(rec.Problem.Detail, "byte ") {
					t.Errorf("no offset in %q", rec.Problem.Detail)
				}
			}
			if got != c.want {
				t.Errorf("%q, want %q (%+v)", got, c.want, rec.Problem)
			}
			if rec.Size != int64(len(c.doc)) {
				t.Errorf("size %d, want %d", rec.Size, len(c.doc))
			}
		})
	}
}

// TestTruncatedEverywhere cuts the official sample at every byte.
func TestTruncatedEverywhere(t *testing.T) {
	for _, name := range []string{"report-official.xml", "filedetails-official.xml"} {
		doc := shared(t, name)
		end := bytes.LastIndexByte(doc, '>') + 1
		for n := range doc {
			for _, wrapped := range []bool{false, true} {
				file, want := doc[:n], intake.Truncated
				if n == 0 {
					want = intake.Empty
				}
				if wrapped {
					body := doc[bytes.Index(doc, []byte("?>"))+2:]
					if n > len(body) {
						continue
					}
					file, want = append([]byte("<w>"), body[:n]...), intake.Truncated
				}
				recs := readAll(t, "1.xml", file, intake.Limits{})
				if !wrapped && n >= end {
					if recs[0].Problem != nil {
						t.Errorf("%s cut at %d of %d: %+v", name, n, len(doc), recs[0].Problem)
					}
					continue
				}
				if p := recs[len(recs)-1].Problem; p == nil || p.Reason != want {
					t.Errorf("%s cut at %d of %d, wrapped %v: %+v, want %s", name, n, len(doc), wrapped, p, want)
				}
				for _, r := range recs[:len(recs)-1] {
					if r.Problem != nil {
						t.Errorf("%s cut at %d: said twice", name, n)
					}
				}
			}
		}
	}
}

// stream gives a document of any length that is nowhere held.
func stream(open string, fill byte, n int64, end string) io.Reader {
	return io.MultiReader(strings.NewReader(open), io.LimitReader(endless(fill), n), strings.NewReader(end))
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestHugeIsHashedNotHeld: an element of 1 GiB is measured in bounded memory, and
// its neighbours in a wrapper still come out.
func TestHugeIsHashedNotHeld(t *testing.T) {
	for _, c := range []struct {
		name, open, end string
		fill            byte
		want            string
	}{
		{"text", "<report><additionalInfo>", "</additionalInfo></report>", 'x', "too-large"},
		{"in a wrapper", "<w>" + minimal("") + "<report><additionalInfo>", "</additionalInfo></report>" + minimal("") + "</w>", 'x', "report too-large report"},
		{"attribute", "<w><report a='", "'/>" + minimal("") + "</w>", 'x', "too-large report"},
		{"name", "<w><r", "/></w>", 'x', "too-large"},
		{"text of a wrapper", "<w>", minimal("") + "</w>", 'x', "report"},
		{"comment of a wrapper", "<w><!--", "-->" + minimal("") + "</w>", '-', "report"},
		{"blanks", "", minimal(""), ' ', "too-large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := int64(128 << 20)
			if strings.HasPrefix(c.end, "</additionalInfo>") && !testing.Short() {
				n = 1 << 30
			}
			var got []string
			var most uint64
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			err := Reader{}.Read(context.Background(), intake.Input{Name: "x.xml", R: stream(c.open, c.fill, n, c.end), Size: -1},
				func(r intake.Record) error {
					if r.Problem != nil {
						got = append(got, string(r.Problem.Reason))
					} else {
						got = append(got, "report")
					}
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.TotalAlloc-before.TotalAlloc)
					return nil
				})
			if err != nil || strings.Join(got, " ") != c.want {
				t.Errorf("%v, %v, want %s", got, err, c.want)
			}
			if limit := uint64(intake.DefaultLimits.Record) * 10; most > limit {
				t.Errorf("%d MiB allocated in all, more than %d", most>>20, limit>>20)
			}
			t.Logf("%d MiB allocated in all, %v", most>>20, time.Since(start))
		})
	}
}

// TestHostileWidth: the most that a record within its limit can make of memory.
func TestHostileWidth(t *testing.T) {
	doc := "<report><internetDetails><webPageIncident>" + strings.Repeat("<url>a</url>", 1_300_000) + "</webPageIncident></internetDetails></report>"
	recs := readAll(t, "x.xml", []byte(doc), intake.Limits{})
	if recs[0].Problem == nil || recs[0].Problem.Reason != intake.TooMany {
		t.Errorf("%+v", recs[0].Problem)
	}
}
