package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"vigie/internal/intake"
)

// excel writes a workbook with the library that others use, as an oracle.
func excel(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, r := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
}

var headRow2 = []any{"Account", "When", "Amount", "Phone", "Note"}

func TestWorkbookAgainstExcelize(t *testing.T) {
	for _, system1904 := range []bool{false, true} {
		data := excel(t, func(f *excelize.File) {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &system1904}); err != nil {
				t.Fatal(err)
			}
			at := time.Date(2025, 3, 4, 15, 16, 17, 0, time.UTC)
			set(t, f, "Sheet1", headRow2,
				[]any{"é😀 <&>", at, 49.99, 33199000001, "line\nline"},
				[]any{"b", "04/03/2025", 1234567.5, "+33199000002", ""},
				[]any{12345, nil, nil, nil, true})
		})
		recs := read(t, trial(t), "x.xlsx", data, intake.Limits{})
		if got := summary(recs); got != "é😀 <&> b 12345" {
			t.Fatalf("1904 %v: %q %+v", system1904, got, recs[0].Problem)
		}
		r := recs[0].Report
		if got := r.Incident.At.Format(time.DateTime); got != "2025-03-04 15:16:17" {
			t.Errorf("1904 %v: at %s", system1904, got)
		}
		if r.Payments[0].Amount != "49.99" || recs[1].Report.Payments[0].Amount != "1234567.5" {
			t.Errorf("amounts %q %q", r.Payments[0].Amount, recs[1].Report.Payments[0].Amount)
		}
		if r.Parties[0].Identifiers[1].Raw != "33199000001" || r.Texts[0].Value != "line\nline" {
			t.Errorf("%+v %+v", r.Parties, r.Texts)
		}
		if recs[0].Place.Row != 2 || recs[0].Size == 0 {
			t.Errorf("place %+v", recs[0].Place)
		}
	}
}

// The same cells as CSV and as XLSX make the same report.
func TestWorkbookAndTextAgree(t *testing.T) {
	data := excel(t, func(f *excelize.File) {
		set(t, f, "Sheet1", []any{"Account", "Phone", "Content"}, []any{"a", "+33199000001", "neutral"})
	})
	x := read(t, trial(t), "x.xlsx", data, intake.Limits{})
	c := read(t, trial(t), "x.csv", []byte("Account,Phone,Content\na,+33199000001,neutral\n"), intake.Limits{})
	if x[0].Report.SourceID != c[0].Report.SourceID || !bytes.Equal(x[0].Redacted, c[0].Redacted) {
		t.Errorf("%s\n%s", x[0].Redacted, c[0].Redacted)
	}
}

func TestWorkbookShapes(t *testing.T) {
	for _, c := range []struct {
		name string
		fill func(*excelize.File)
		want string
	}{
		{"formula", func(f *excelize.File) {
			set(t, f, "Sheet1", headRow2, []any{"a"}, []any{"b"}, []any{"c"})
			_ = f.SetCellFormula("Sheet1", "E3", "1+1")
		}, "a formula@3 c"},
		{"formula in the heading", func(f *excelize.File) {
			set(t, f, "Sheet1", headRow2, []any{"a"})
			_ = f.SetCellFormula("Sheet1", "E1", "1+1")
		}, "formula@0"},
		{"rows merged", func(f *excelize.File) {
			set(t, f, "Sheet1", headRow2, []any{"a"}, []any{"b", nil, nil, nil, "n"}, []any{"c", nil, nil, nil, "n"}, []any{"d"})
			_ = f.MergeCell("Sheet1", "A3", "A4")
		}, "a wrong-shape@3 wrong-shape@4 d"},
		{"columns merged", func(f *excelize.File) {
			set(t, f, "Sheet1", headRow2, []any{"a"}, []any{"b"})
			_ = f.MergeCell("Sheet1", "A2", "B2")
		}, "wrong-shape@2 b"},
		{"title merged above the heading", func(f *excelize.File) {
			set(t, f, "Sheet1", []any{"a title"}, headRow2, []any{"a"})
			_ = f.MergeCell("Sheet1", "A1", "E1")
		}, "a"},
		{"second sheet fits", func(f *excelize.File) {
			_, _ = f.NewSheet("B")
			_, _ = f.NewSheet("C")
			set(t, f, "B", headRow2, []any{"a"})
		}, "a"},
		{"two fit, one does not", func(f *excelize.File) {
			_, _ = f.NewSheet("B")
			_, _ = f.NewSheet("C")
			set(t, f, "Sheet1", []any{"legend"})
			set(t, f, "B", headRow2, []any{"a"})
			set(t, f, "C", headRow2, []any{"b"})
		}, "a not-recognised@0 wrong-shape@0"},
		{"hidden", func(f *excelize.File) {
			_, _ = f.NewSheet("B")
			set(t, f, "Sheet1", headRow2, []any{"a"})
			set(t, f, "B", headRow2, []any{"b"})
			f.SetActiveSheet(1)
			_ = f.SetSheetVisible("Sheet1", false)
		}, "b wrong-shape@0"},
		{"nothing fits", func(f *excelize.File) { set(t, f, "Sheet1", []any{"x"}, []any{"y"}) }, "not-recognised@0"},
		{"empty", func(*excelize.File) {}, "not-recognised@0"},
		{"duplicate headings", func(f *excelize.File) { set(t, f, "Sheet1", []any{"Account", "ACCOUNT"}, []any{"y"}) }, "duplicate-name@0"},
		{"cell beyond the heading", func(f *excelize.File) {
			set(t, f, "Sheet1", []any{"Account"}, []any{"a", "stray"}, []any{"b"})
		}, "wrong-shape@2 b"},
		{"cell beyond the limit", func(f *excelize.File) {
			set(t, f, "Sheet1", []any{"Account"}, []any{"a"}, []any{"b"})
			_ = f.SetCellStr("Sheet1", "XFD2", "x")
		}, "too-many@2 b"},
		{"empty rows", func(f *excelize.File) {
			set(t, f, "Sheet1", headRow2, []any{"a"}, nil, nil, []any{"b"})
		}, "a b"},
		{"long number", func(f *excelize.File) {
			set(t, f, "Sheet1", headRow2, []any{1.2345678901234568e17}, []any{123456789012345})
		}, "bad-value@2 123456789012345"},
		{"day that never was", func(f *excelize.File) {
			set(t, f, "Sheet1", []any{"Account", "Born"}, []any{"a", 60}, []any{"b", 61}, []any{"c", 59})
		}, "bad-value@2 b c"},
		{"serial out of range", func(f *excelize.File) {
			set(t, f, "Sheet1", headRow2, []any{"a", 1e9}, []any{"b", 20250304}, []any{"c", -1}, []any{"d", 45720})
		}, "bad-value@2 bad-value@3 bad-value@4 d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			recs := read(t, trial(t), "x.xlsx", excel(t, c.fill), intake.Limits{})
			if got := summary(recs); got != c.want {
				for _, r := range recs {
					if r.Problem != nil {
						t.Log(r.Problem.Detail)
					}
				}
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// member is one part of a hand-made workbook.
type made struct{ name, text string }

const (
	relsXML  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookXML  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>`
	bookRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="file:///etc/hosts" TargetMode="External"/></Relationships>`
	rowsXML  = `<row r="1"><c r="A1" t="inlineStr"><is><t>Account</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c></row>`
)

func sheetXML(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

func pack3(t testing.TB, change ...made) []byte {
	t.Helper()
	parts := []made{{"_rels/.rels", relsXML}, {"xl/workbook.xml", bookXML}, {"xl/_rels/workbook.xml.rels", bookRels}, {"xl/worksheets/sheet1.xml", sheetXML(rowsXML)}}
	for _, c := range change {
		found := false
		for i := range parts {
			if parts[i].name == c.name {
				parts[i], found = c, true
			}
		}
		if !found {
			parts = append(parts, c)
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		if p.text == "" {
			continue
		}
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileWorkbooks(t *testing.T) {
	sheet := func(rows string) made { return made{"xl/worksheets/sheet1.xml", sheetXML(rows)} }
	raw := func(s string) made { return made{"xl/worksheets/sheet1.xml", s} }
	cell := func(attrs, inner string) made {
		return sheet(rowsXML + `<row r="3"><c r="A3" ` + attrs + `>` + inner + `</c></row><row r="4"><c r="A4" t="inlineStr"><is><t>b</t></is></c></row>`)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"plain", pack3(t), "a"},
		{"DOCTYPE", pack3(t, raw(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hosts">]>`+sheetXML(rowsXML))), "forbidden-xml@0"},
		{"DOCTYPE in the workbook", pack3(t, made{"xl/workbook.xml", `<!DOCTYPE x>` + bookXML}), "forbidden-xml@0"},
		{"processing instruction", pack3(t, raw(`<?php x?>`+sheetXML(rowsXML))), "forbidden-xml@0"},
		{"entity", pack3(t, cell(`t="inlineStr"`, `<is><t>&e;</t></is>`)), "a malformed@0"},
		{"XML cut short", pack3(t, raw(sheetXML(rowsXML)[:200])), "malformed@0"},
		{"XML cut short after rows", pack3(t, raw(strings.TrimSuffix(sheetXML(rowsXML), "</worksheet>"))), "a malformed@0"},
		{"content after the root", pack3(t, raw(sheetXML(rowsXML)+"<x>")), "a malformed@0"},
		{"attribute twice", pack3(t, cell(`t="b" t="n"`, `<v>1</v>`)), "a duplicate-name@0"},
		{"too deep", pack3(t, sheet(rowsXML+strings.Repeat("<x>", 70)+strings.Repeat("</x>", 70))), "a too-deep@0"},
		{"another charset", pack3(t, raw(strings.Replace(sheetXML(rowsXML), "UTF-8", "EBCDIC", 1))), "malformed@0"},
		{"external link as sheet", pack3(t, made{"xl/_rels/workbook.xml.rels", strings.Replace(bookRels, `Target="worksheets/sheet1.xml"`, `Target="http://192.0.2.1/s.xml" TargetMode="External"`, 1)}), "not-recognised@0"},
		{"external link beside", pack3(t, made{"xl/externalLinks/externalLink1.xml", "<x/>"}), "a"},
		{"target outside", pack3(t, made{"xl/_rels/workbook.xml.rels", strings.Replace(bookRels, "worksheets/sheet1.xml", "../../../etc/hosts", 1)}), "wrong-shape@0"},
		{"no sheet part", pack3(t, raw("")), "wrong-shape@0"},
		{"no workbook part", pack3(t, made{"xl/workbook.xml", ""}), "wrong-shape@0"},
		{"no relationships", pack3(t, made{"_rels/.rels", ""}), "wrong-shape@0"},
		{"a ZIP that is no workbook", pack3(t, made{"_rels/.rels", "<x/>"}), "wrong-shape@0"},
		{"unsafe name", pack3(t, made{"../x.xml", "<x/>"}), "unsafe-name@0"},
		{"absolute name", pack3(t, made{"/x.xml", "<x/>"}), "unsafe-name@0"},
		{"a name twice", pack3(t, made{"XL/workbook.xml", bookXML}), "duplicate-name@0"},
		{"macro beside", pack3(t, made{"xl/vbaProject.bin", "x"}), "a"},
		{"shared text that is not there", pack3(t, cell(`t="s"`, `<v>7</v>`)), "a malformed@3 b"},
		{"shared text below zero", pack3(t, cell(`t="s"`, `<v>-1</v>`)), "a malformed@3 b"},
		{"unknown type", pack3(t, cell(`t="q"`, `<v>1</v>`)), "a malformed@3 b"},
		{"number that is none", pack3(t, cell(``, `<v>1x</v>`)), "a malformed@3 b"},
		{"NaN", pack3(t, cell(``, `<v>NaN</v>`)), "a malformed@3 b"},
		{"error cell", pack3(t, cell(`t="e"`, `<v>#REF!</v>`)), "a bad-value@3 b"},
		{"formula", pack3(t, cell(``, `<f>WEBSERVICE("http://192.0.2.1")</f><v>1</v>`)), "a formula@3 b"},
		{"shared formula without text", pack3(t, cell(``, `<f t="shared" si="0"/><v>1</v>`)), "a formula@3 b"},
		{"NUL by escape", pack3(t, cell(`t="inlineStr"`, `<is><t>a_x0000_</t></is>`)), "a bad-encoding@3 b"},
		{"escape", pack3(t, cell(`t="inlineStr"`, `<is><r><t>a_x0041_</t></r><rPh><t>no</t></rPh><r><t>_x00</t></r></is>`)), "a aA_x00 b"},
		{"cell without value", pack3(t, cell(`s="99999"`, ``)), "a b"},
		{"rows that fall", pack3(t, sheet(rowsXML+`<row r="1"/>`)), "a wrong-shape@0"},
		{"row number too high", pack3(t, sheet(rowsXML+`<row r="99999999"/>`)), "a wrong-shape@0"},
		{"cells out of order", pack3(t, sheet(rowsXML+`<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>1</v></c></row><row r="4"><c><v>5</v></c></row>`)), "a wrong-shape@3 5"},
		{"bad cell reference", pack3(t, cell(``, `<v>1</v>`+`</c><c r="A-3"><v>2</v>`)), "a wrong-shape@3 b"},
		{"rows and cells without reference", pack3(t, sheet(strings.NewReplacer(` r="1"`, "", ` r="2"`, "", ` r="A1"`, "", ` r="A2"`, "").Replace(rowsXML))), "a"},
		{"merge without range", pack3(t, raw(strings.Replace(sheetXML(rowsXML), "</worksheet>", `<mergeCells><mergeCell ref="x"/></mergeCells></worksheet>`, 1))), "wrong-shape@0"},
		{"strict namespace", pack3(t, raw(strings.Replace(sheetXML(rowsXML), "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main", 1))), "a"},
		{"prefixed elements", pack3(t, raw(`<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row><x:c t="str"><x:v>Account</x:v></x:c></x:row><x:row><x:c t="str"><x:v>p</x:v></x:c></x:row></x:sheetData></x:worksheet>`)), "p"},
		{"bomb", pack3(t, sheet(rowsXML+strings.Repeat(" ", 64<<20))), "archive-bomb@0"},
		{"bomb beside", pack3(t, made{"xl/media/x.bin", strings.Repeat("\x00", 64<<20)}), "archive-bomb@0"},
		{"old workbook", append(bytes.Clone(oleMagic), make([]byte, 600)...), "encrypted@0"},
		{"only the magic", []byte("PK\x03\x04"), "truncated@0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			recs := read(t, trial(t), "x.xlsx", c.data, intake.Limits{})
			if got := summary(recs); got != c.want {
				for _, r := range recs {
					if r.Problem != nil {
						t.Log(r.Problem.Detail)
					}
				}
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			// Without random access the same records come.
			if got := summary(readFrom(t, trial(t), "x.xlsx", io.MultiReader(bytes.NewReader(c.data)), -1, intake.Limits{})); got != c.want {
				t.Errorf("as a stream: got %q, want %q", got, c.want)
			}
		})
	}
}

// A list of members that lies about sizes is believed by nobody.
func TestWorkbookLyingSizes(t *testing.T) {
	data := pack3(t)
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range r.File {
		h := m.FileHeader
		h.UncompressedSize64 = 40
		h.Flags = 0
		w, err := z.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		src, _ := m.OpenRaw()
		_, _ = io.Copy(w, src)
	}
	_ = z.Close()
	if got := summary(read(t, trial(t), "x.xlsx", b.Bytes(), intake.Limits{})); got != "archive-bomb@0" && got != "malformed@0" {
		t.Error(got)
	}
}

// Cut anywhere, a workbook is one problem; changed anywhere, it never panics.
func TestWorkbookTruncatedAndFlipped(t *testing.T) {
	data := excel(t, func(f *excelize.File) { set(t, f, "Sheet1", headRow2, []any{"a", 45720, 1.5}) })
	for n := 4; n < len(data); n += 7 {
		if got := summary(read(t, trial(t), "x.xlsx", data[:n], intake.Limits{})); strings.Contains(got, " ") || !strings.Contains(got, "@0") {
			t.Fatalf("cut at %d: %q", n, got)
		}
	}
	for n := 4; n < len(data); n += 11 {
		c := bytes.Clone(data)
		c[n] ^= 0xFF
		read(t, trial(t), "x.xlsx", c, intake.Limits{})
	}
}

func TestWorkbookLimits(t *testing.T) {
	long := strings.Repeat("x", 4000)
	rows := func(s string) []byte {
		return pack3(t, made{"xl/worksheets/sheet1.xml", sheetXML(rowsXML + s)})
	}
	for _, c := range []struct {
		name   string
		data   []byte
		limits intake.Limits
		want   string
	}{
		{"records", rows(`<row r="3"><c><v>3</v></c></row><row r="4"><c><v>4</v></c></row>`), intake.Limits{Records: 2}, "a 3 too-many@4"},
		{"one text", rows(`<row r="3"><c t="str"><v>` + long + `</v></c></row>`), intake.Limits{Record: 1500}, "a too-large@0"},
		{"members", pack3(t), intake.Limits{Files: 3}, "too-many@0"},
		{"archive", pack3(t), intake.Limits{Archive: 500}, "archive-bomb@0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := summary(read(t, trial(t), "x.xlsx", c.data, c.limits)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	stream := readFrom(t, trial(t), "x.xlsx", io.MultiReader(bytes.NewReader(excel(t, func(*excelize.File) {}))), -1, intake.Limits{Record: 1000})
	if got := summary(stream); got != "too-large@0" {
		t.Errorf("a stream over the limit: %q", got)
	}
}
