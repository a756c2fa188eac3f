package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/report"
)

// lines is a reader for tests: each line that starts with "R " is a report,
// any other a problem. A line "panic" makes it fail as a defective reader would.
type lines struct{ name string }

func (l lines) Name() string { return l.name }

func (l lines) Detect(_ string, head []byte) bool { return bytes.HasPrefix(head, []byte("R ")) }

func (l lines) Read(ctx context.Context, in Input, emit func(Record) error) error {
	sc := bufio.NewScanner(in.R)
	sc.Buffer(nil, 1<<20)
	for row := 1; sc.Scan(); row++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		b := bytes.Clone(sc.Bytes())
		rec := Record{Place: Place{File: in.Name, Row: row}, SHA256: sha256.Sum256(b), Size: int64(len(b))}
		switch id, ok := strings.CutPrefix(string(b), "R "); {
		case ok:
			rec.Report = &report.Report{Source: "test", SourceID: id, Format: l.name, Statement: id == "statement"}
			rec.Redacted = b
		case id == "panic":
			var none *report.Report
			none.Source = id
		case id == "nothing":
			continue
		default:
			rec.Problem = &Problem{Reason: WrongShape}
		}
		if err := emit(rec); err != nil {
			return err
		}
	}
	return sc.Err()
}

// sheets is a reader that takes workbooks, which are ZIP archives, by name.
type sheets struct{}

func (sheets) Name() string { return "sheet" }
func (sheets) Detect(name string, head []byte) bool {
	return strings.HasSuffix(name, ".xlsx") && isZip(head)
}

func (sheets) Read(_ context.Context, in Input, emit func(Record) error) error {
	b, err := io.ReadAll(in.R)
	if err != nil {
		return err
	}
	return emit(Record{SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: &report.Report{SourceID: "workbook", Format: "sheet"}})
}

func testWalker() *Walker { return &Walker{Readers: []Reader{lines{"lines"}, sheets{}}} }

// show writes a record as "file row: id" or "file: reason (detail)".
func show(r Record) string {
	set := 0
	for _, b := range []bool{r.Report != nil, r.Attachment != nil, r.Problem != nil} {
		if b {
			set++
		}
	}
	switch {
	case set != 1:
		return fmt.Sprintf("%s: %d things in a record", r.Place.File, set)
	case r.Report != nil:
		return r.Place.File + ": " + r.Report.SourceID
	case r.Problem.Detail != "":
		return fmt.Sprintf("%s: %s (%s)", r.Place.File, r.Problem.Reason, r.Problem.Detail)
	}
	return fmt.Sprintf("%s: %s", r.Place.File, r.Problem.Reason)
}

// walked returns what a walk emits, one string a record, the folder cut off.
func walked(t testing.TB, w *Walker, under string, paths ...string) []string {
	t.Helper()
	var got []string
	for _, r := range records(t, w, paths...) {
		got = append(got, strings.TrimPrefix(show(r), printable(filepath.ToSlash(under))+"/"))
	}
	return got
}

func records(t testing.TB, w *Walker, paths ...string) []Record {
	t.Helper()
	var got []Record
	if err := w.Walk(t.Context(), paths, func(r Record) error { got = append(got, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return got
}

// write puts files into a new folder: name, content, name, content …
func write(t testing.TB, pairs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		put(t, filepath.Join(dir, filepath.FromSlash(pairs[i])), pairs[i+1])
	}
	return dir
}

func put(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// zipped makes an archive: name, content, name, content …
func zipped(t testing.TB, pairs ...string) []byte {
	t.Helper()
	return zipOf(t, func(z *zip.Writer) {
		for i := 0; i < len(pairs); i += 2 {
			add(t, z, &zip.FileHeader{Name: pairs[i], Method: zip.Deflate}, pairs[i+1])
		}
	})
}

func zipOf(t testing.TB, fill func(*zip.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	fill(z)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func add(t testing.TB, z *zip.Writer, h *zip.FileHeader, content string) {
	t.Helper()
	w, err := z.CreateHeader(h)
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// equal compares what was walked.
func equal(t testing.TB, got []string, want ...string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}
