package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"vigie/internal/intake"
)

// cut gives all records of a text, as the scanner cuts them.
func cut(in []byte, delim byte) (rows [][]string, problems int) {
	s := newScanner(bytes.NewReader(in), encoding{}, delim, intake.DefaultLimits)
	for {
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows, problems
		}
		if rec.problem != nil {
			problems++
			continue
		}
		if rec.blank() {
			continue
		}
		var row []string
		for _, sp := range rec.spans {
			row = append(row, text(rec.raw, sp, false))
		}
		rows = append(rows, row)
	}
}

// What encoding/csv writes, the scanner reads, cell for cell.
func TestScannerReadsWhatTheStandardLibraryWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delim := rapid.SampledFrom([]byte(",;\t|")).Draw(t, "delim")
		width := rapid.IntRange(1, 5).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.StringMatching(`([a-zé"=+ ,;|\t\n]|\r\n){0,8}`), width, width), 1, 8).Draw(t, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rune(delim)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		if err := w.WriteAll(rows); err != nil {
			t.Skip(err)
		}
		var want [][]string
		for _, r := range rows {
			blank := len(r) == 1 && r[0] == ""
			for i := range r { // the writer turns line ends in cells into its own
				s := strings.ReplaceAll(r[i], "\r\n", "\n")
				if w.UseCRLF {
					s = strings.ReplaceAll(s, "\n", "\r\n")
				} else {
					s = r[i]
				}
				r[i] = s
			}
			if !blank {
				want = append(want, r)
			}
		}
		got, problems := cut(b.Bytes(), delim)
		// A row of one empty cell is written as a blank line or as "".
		var kept [][]string
		for _, r := range got {
			if len(r) != 1 || r[0] != "" {
				kept = append(kept, r)
			}
		}
		if problems > 0 || fmt.Sprint(kept) != fmt.Sprint(want) {
			t.Fatalf("%q\ngot  %q (%d problems)\nwant %q", b.String(), kept, problems, want)
		}
	})
}

// Whatever encoding/csv reads without complaint, the scanner reads alike.
func TestScannerAgreesWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`([ab",]|\n|\r\n){0,40}`).Draw(t, "in")
		r := csv.NewReader(strings.NewReader(in))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			return
		}
		got, problems := cut([]byte(in), ',')
		// The library turns CR LF in cells into LF; the scanner keeps what stands there.
		plain := strings.ReplaceAll(fmt.Sprintf("%q", got), `\r\n`, `\n`)
		if problems > 0 || plain != fmt.Sprintf("%q", want) {
			t.Fatalf("%q: got %q, %d problems, want %q", in, got, problems, want)
		}
	})
}

// Every byte of a text belongs to exactly one record or line end, in order.
func TestScannerOffsetsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := []byte(rapid.StringMatching(`([ab",;]|\n|\r|\r\n){0,60}`).Draw(t, "in"))
		s := newScanner(bytes.NewReader(in), encoding{}, ',', intake.DefaultLimits)
		s.width = rapid.IntRange(0, 3).Draw(t, "width")
		at := int64(0)
		for {
			rec, err := s.next()
			if err != nil {
				break
			}
			if gap := string(in[at:rec.offset]); strings.Trim(gap, "\r\n") != "" || len(gap) > 2 {
				t.Fatalf("%q: %q is in no record", in, gap)
			}
			if !bytes.Equal(in[rec.offset:rec.offset+int64(len(rec.raw))], rec.raw) {
				t.Fatalf("%q: offset %d does not hold %q", in, rec.offset, rec.raw)
			}
			at = rec.offset + int64(len(rec.raw))
		}
		if strings.Trim(string(in[at:]), "\r\n") != "" {
			t.Fatalf("%q: %q is in no record", in, in[at:])
		}
	})
}

func TestWideAndNarrowAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOf(rapid.Byte()).Draw(t, "raw")
		raw = raw[:len(raw)&^1]
		for _, e := range []encoding{sniff([]byte{0xFF, 0xFE}), sniff([]byte{0xFE, 0xFF})} {
			b, err := io.ReadAll(e.open(bytes.NewReader(raw)))
			if err != nil || !bytes.Equal(e.narrow(b), raw) {
				t.Fatalf("%x became %x: %v", raw, b, err)
			}
		}
	})
}

func TestDatesAgainstTime(t *testing.T) {
	pairs := []struct{ ours, theirs string }{
		{"yyyy-MM-dd'T'HH:mm:ssXXX", time.RFC3339},
		{"dd/MM/yyyy HH:mm", "02/01/2006 15:04"},
		{"M/d/yyyy h:mm a", "1/2/2006 3:04 PM"},
		{"yyyyMMddHHmmss", "20060102150405"},
		{"d.M.yyyy HH'h'mm", "2.1.2006 15h04"},
		{"yyyy-MM-dd HH:mm:ss.SSS", "2006-01-02 15:04:05.000"},
	}
	zone, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(pairs).Draw(t, "format")
		at := time.Unix(rapid.Int64Range(631152000, 4102444800).Draw(t, "at"), 0).In(zone)
		l, err := parseLayout(p.ours)
		if err != nil {
			t.Fatal(err)
		}
		s := at.Format(p.theirs)
		want, err := time.ParseInLocation(p.theirs, s, zone)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := l.parse(s, zone)
		if !ok || !got.Equal(want) {
			t.Fatalf("%s as %s: %v, want %v", s, p.ours, got, want)
		}
		if _, ok := l.parse(s+" ", zone); ok {
			t.Fatalf("%s read %q to less than its end", p.ours, s+" ")
		}
	})
}

func TestSerialAgainstExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(61, 73000).Draw(t, "serial")
		system1904 := rapid.Bool().Draw(t, "1904")
		want, err := excelize.ExcelDateToTime(v, system1904)
		if err != nil {
			t.Fatal(err)
		}
		got, _, ok := serialTime(v, system1904, time.UTC)
		if !ok || math.Abs(got.Sub(want).Seconds()) > 1 {
			t.Fatalf("%v: %v, want %v", v, got, want)
		}
	})
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		in   string
		sep  byte
		want string
	}{
		{"0", '.', "0"},
		{"12.50", '.', "12.50"},
		{"-3", '.', "-3"},
		{"1,234,567.8", '.', "1234567.8"},
		{"1 234,5", ',', "1234.5"},
		{"1\u202f234\u00a0", ',', ""},
		{"1’234.5", '.', "1234.5"},
		{"1.234.567", ',', "1234567"},
		{"1.23", ',', ""},
		{"1,23", '.', ""},
		{"1,2345", '.', ""},
		{",5", ',', ""},
		{"5,", ',', ""},
		{"--5", ',', ""},
		{"1e5", '.', ""},
		{"٣", '.', ""},
		{"", '.', ""},
		{"1.2.3", '.', ""},
		{"1 234.567,8", ',', ""},
		{strings.Repeat("9", 60), '.', ""},
	} {
		got, ok := decimal(c.in, c.sep)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("decimal(%q, %q) = %q, %v", c.in, c.sep, got, ok)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"N° de Téléphone ": "n de telephone", "  E-Mail: ": "e mail", "Œuvre": "œuvre", "ＩＢＡＮ": "iban", "€": "", "e\u0301": "e",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q) = %q, want %q", in, got, want)
		}
	}
}
