package ncmec

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"vigie/internal/intake"
)

func fileDetails(report, id string) string {
	return "<fileDetails><reportId>" + report + "</reportId><fileId>" + id + "</fileId></fileDetails>"
}

// TestSourceID gives the ids of the reports of a file, "#" for a hash.
func TestSourceID(t *testing.T) {
	r := minimal("")
	numbered := strings.Replace(r, "<report>", `<report reportId="77">`, 1)
	for _, c := range []struct{ name, doc, want string }{
		{"a/12345.xml", r, "12345"},
		{"a/12345.report.xml", r, "12345"},
		{"12345/report.xml", r, "12345"},
		{"drop.zip/12345/x.xml", r, "12345"},
		{`drop\12345\x.xml`, r, "12345"},
		{"a/x.xml", r, "#"},
		{"a/12345678901234567890.xml", r, "#"},
		{"5/x.xml", numbered, "77"},

		{"x.xml", `<w reportId="9">` + r + `</w>`, "9"},
		{"x.xml", `<w id="9"><n/>` + r + fileDetails("9", "f") + `</w>`, "9"},
		{"x.xml", `<w><reportId>9</reportId>` + r + `</w>`, "9"},
		{"x.xml", `<w><id> 9 </id>` + r + `</w>`, "9"},
		{"x.xml", `<w>` + r + `<reportId>9</reportId></w>`, "9"},
		{"8.xml", `<w id="9">` + r + `</w>`, "9"},
		{"8.xml", `<w>` + r + `</w>`, "8"},
		{"8.xml", `<w>` + r + fileDetails("9", "f") + fileDetails("9", "g") + `</w>`, "9"},
		{"8.xml", `<w>` + r + fileDetails("9", "f") + fileDetails("7", "g") + `</w>`, "8"},
		{"8.xml", `<w>` + numbered + `</w>`, "77"},
		{"8.xml", `<w id="9"><inner>` + r + `</inner></w>`, "9"},
		{"8.xml", `<w id="1"><c id="2">` + r + `</c><c id="3">` + r + `</c></w>`, "2 3"},
		{"8.xml", `<w><reportId>2</reportId>` + r + `<reportId>3</reportId>` + r + `</w>`, "2 3"},
		// An id over several reports is the batch's, not one report's; so is the file's name.
		{"8.xml", `<w id="9">` + r + r + `</w>`, "# #"},
		{"8.xml", `<w>` + r + r + r + `</w>`, "# # #"},
		{"8.xml", `<w><id>9</id>` + r + r + `</w>`, "# #"},
		{"8.xml", `<w><c>` + r + `</c><c>` + r + `</c></w>`, "# #"},
		{"8.xml", `<w id="a b">` + r + `</w>`, "8"},
		// Cut off: what was whole stays.
		{"8.xml", `<w id="9">` + r, "9 !truncated"},
		{"8.xml", `<w id="9">` + r + `<fileDet`, "9 !truncated"},
		{"8.xml", `<w id="9">` + r + r[:40], "# !truncated"},
	} {
		var got []string
		for _, rec := range readAll(t, c.name, []byte(c.doc), intake.Limits{}) {
			switch {
			case rec.Problem != nil:
				got = append(got, "!"+string(rec.Problem.Reason))
			case rec.Report == nil:
			case rec.Report.SourceID == hex.EncodeToString(rec.SHA256[:]):
				got = append(got, "#")
			default:
				got = append(got, rec.Report.SourceID)
			}
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s %s: %q, want %q", c.name, c.doc, g, c.want)
		}
	}
}

// TestWrapperCutsRecords checks bytes, offsets and hashes, and that bad records
// stop none of the others.
func TestWrapperCutsRecords(t *testing.T) {
	good := minimal("")
	parts := []struct{ doc, want string }{
		{good, "report"},
		{"<report><incidentSummary></report>", "malformed"},
		{fileDetails("1", "f"), "attachment"},
		{"<report a='1' a='2'/>", "duplicate-name"},
		{"<report/>", "missing-field"},
		{"<report><x:y/></report>", "unbound-prefix"},
		{strings.Replace(good, "2026-", "9999-", 1), "bad-value"},
		{"<report>&nbsp;</report>", "forbidden-xml"},
		{"<report><![CDATA[</report>]]><!-- </report> --><x a='</report>'/></report>", "malformed"},
		{"<report><![CDATA[</report>]]><!-- </report> --><x a=\"'>\"/></report>", "missing-field"},
		{"<report>\x00</report>", "bad-encoding"},
		{"<report>\xff</report>", "bad-encoding"},
		{"<report><?pi?></report>", "forbidden-xml"},
		{"<report><!DOCTYPE x></report>", "forbidden-xml"},
		{"<fileDetails/>", "missing-field"},
		{"<report>" + strings.Repeat("<a>", 100) + "</report>", "too-deep"},
		{"<report>" + strings.Repeat("x", 5000) + "</report>", "too-large"},
		{"<report xmlns:p='urn:p'><p:z q:r='1'/></report>", "report?"},
		{good, "report"},
	}
	parts[17].want = "missing-field" // q is bound outside
	var doc strings.Builder
	doc.WriteString("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<w xmlns:q='urn:q'>")
	var offsets []int64
	for i, p := range parts {
		fmt.Fprintf(&doc, "<!-- <report> --><other n='%d'>text<report-like/></other>\n", i)
		offsets = append(offsets, int64(doc.Len()))
		doc.WriteString(p.doc)
	}
	doc.WriteString("</w>\n")
	recs := readAll(t, "x.xml", []byte(doc.String()), intake.Limits{Record: 4096})
	if len(recs) != len(parts) {
		t.Fatalf("%d records, want %d", len(recs), len(parts))
	}
	for i, rec := range recs {
		p := parts[i]
		got := "report"
		switch {
		case rec.Problem != nil:
			got = string(rec.Problem.Reason)
			if rec.Place.Field == "" || !strings.Contains(rec.Problem.Detail, "byte") {
				t.Errorf("%d: a problem names its element and its offset: %+v %+v", i, rec.Place, rec.Problem)
			}
		case rec.Attachment != nil:
			got = "attachment"
		}
		if got != p.want {
			t.Errorf("%d %.60s: %s, want %s (%+v)", i, p.doc, got, p.want, rec.Problem)
		}
		if i == 8 { // a tag that breaks off: its record ends at the next end tag
			p.doc = strings.TrimSuffix(p.doc, "'/></report>")
		}
		if rec.SHA256 != sha256.Sum256([]byte(p.doc)) || rec.Size != int64(len(p.doc)) || rec.Place.Offset != offsets[i] {
			t.Errorf("%d %.60s: hash, size or offset is not that of its bytes", i, p.doc)
		}
		if rec.Problem == nil && string(rec.Redacted) != p.doc {
			t.Errorf("%d: redacted form differs without content", i)
		}
	}
}

func TestRecordsLimit(t *testing.T) {
	recs := readAll(t, "x.xml", []byte("<w>"+strings.Repeat(fileDetails("1", "f"), 10)+"</w>"), intake.Limits{Records: 3})
	if len(recs) != 4 || recs[3].Problem == nil || recs[3].Problem.Reason != intake.TooMany {
		t.Errorf("want three records and too-many, got %d", len(recs))
	}
}

// TestWaitingIsBounded: many attachments after one report do not pile up.
func TestWaitingIsBounded(t *testing.T) {
	doc := "<w id='5'>" + minimal("") + strings.Repeat(fileDetails("5", "f"), 1000) + minimal("") + "</w>"
	recs := readAll(t, "x.xml", []byte(doc), intake.Limits{Record: 10_000})
	if len(recs) != 1002 || recs[0].Report.SourceID != "5" || len(recs[1001].Report.SourceID) != 64 {
		t.Errorf("%d records", len(recs))
	}
}

// TestSizeIsAHint: a wrong size changes nothing.
func TestSizeIsAHint(t *testing.T) {
	for _, doc := range []string{minimal(""), "<w>" + minimal("") + "</w>"} {
		for _, size := range []int64{-1, 0, 3, int64(len(doc)), 1 << 40} {
			n := 0
			err := Reader{}.Read(context.Background(), intake.Input{Name: "x.xml", R: strings.NewReader(doc), Size: size},
				func(r intake.Record) error {
					if r.Report != nil {
						n++
					}
					return nil
				})
			if err != nil || n != 1 {
				t.Errorf("size %d: %d reports, %v", size, n, err)
			}
		}
	}
}

func TestErrorsOfOthers(t *testing.T) {
	boom := errors.New("boom")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	emit := func(intake.Record) error { return nil }
	for _, doc := range []string{minimal(""), "<w>" + minimal("") + "</w>"} {
		in := func(r io.Reader) intake.Input { return intake.Input{Name: "x.xml", R: r, Size: -1} }
		if err := (Reader{}).Read(ctx, in(strings.NewReader(doc)), emit); !errors.Is(err, context.Canceled) {
			t.Errorf("a context that ended: %v", err)
		}
		bad := io.MultiReader(strings.NewReader(doc[:20]), failing{boom})
		if err := (Reader{}).Read(context.Background(), in(bad), emit); !errors.Is(err, boom) {
			t.Errorf("a file that cannot be read: %v", err)
		}
		if err := (Reader{}).Read(context.Background(), in(strings.NewReader(doc)), func(intake.Record) error { return boom }); !errors.Is(err, boom) {
			t.Errorf("an emit that fails: %v", err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
