package sheet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"vigie/internal/intake"
)

// trial knows one profile: account, service, phone, dates, amounts, contents.
func trial(t testing.TB, extra ...string) *Reader {
	t.Helper()
	src := `name: trial
version: 1
description: {fr: Essai, en: Trial}
row: report
match: [Account]
zone: UTC
decimal: ","
dates: [dd/MM/yyyy, dd/MM/yyyy HH:mm, yyyy-MM-dd, "yyyy-MM-dd'T'HH:mm:ssXXX", "MM-dd-yyyy hh:mm a"]
` + strings.Join(extra, "\n") + `
columns:
  - {heading: Id, to: id}
  - {heading: Account, to: reported.account}
  - {heading: Phone, to: reported.phone}
  - {heading: When, to: incident.at}
  - {heading: Born, to: reported.born}
  - {heading: Amount, to: payment.amount}
  - {heading: Content, to: text.content}
  - {heading: Note, to: text.note}
  - {heading: Live, to: fact.live_abuse}
  - {heading: Hash, to: hash.md5}
  - {heading: IP, to: reported.ip}
  - {heading: Port, to: reported.ip.port}
`
	p, err := ParseProfile([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return New([]Profile{p})
}

// summary is one word a record: the account of a report, or the reason and row
// of a problem.
func summary(recs []intake.Record) string {
	var out []string
	for _, r := range recs {
		if r.Problem != nil {
			out = append(out, fmt.Sprintf("%s@%d", r.Problem.Reason, r.Place.Row))
			continue
		}
		w := "-"
		if len(r.Report.Parties) > 0 && len(r.Report.Parties[0].Identifiers) > 0 {
			w = r.Report.Parties[0].Identifiers[0].Raw
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

func wideText(s string, order byteOrder, mark bool) []byte {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func TestHostileText(t *testing.T) {
	const h = "Account,Note\n"
	big := strings.Repeat("x", 70_000)
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "empty@0"},
		{"blank lines only", "\n\n\n", "not-recognised@0"},
		{"heading only", h, ""},
		{"heading without line end", "Account", ""},
		{"plain", h + "a,1\nb,2\n", "a b"},
		{"no last line end", h + "a,1\nb,2", "a b"},
		{"mixed line ends", "Account,Note\r\na,1\rb,2\nc,3\r\n", "a b c"},
		{"blank lines between", h + "\na,1\n\r\n\nb,2\n\n", "a b"},
		{"row of empty cells", h + ",\na,1\n , \n", "a"},
		{"quoted", h + "\"a\",\"1,2\"\n", "a"},
		{"doubled quotes", h + "\"a\"\"b\",1\n", `a"b`},
		{"embedded line ends", h + "a,\"1\n2\r\n3\r4\"\nb,2\n", "a b"},
		{"quote never closed", h + "a,\"1\nb,2\nc,3\n", "malformed@2 b c"},
		{"quote never closed, next line quoted", h + "a,\"1\nb,\"2\"\nc,3\n", "malformed@2 b c"},
		{"quote never closed, closed by a later cell", h + "a,\"1\nb,2\nc,\"\",3\n", "malformed@2 b wrong-shape@4"},
		{"stray quote swallows lines", h + "\"a,1\nb,2\n\",3,4\nc,5\n", "wrong-shape@2 b malformed@4 c"},
		{"quote never closed in the last line", h + "a,1\nb,\"2", "a malformed@3"},
		{"bare quote", h + "a\"b,1\nc,2\n", "malformed@2 c"},
		{"text after a closing quote", h + "\"a\"b,1\nc,2\n", "malformed@2 c"},
		{"only quotes", h + strings.Repeat("\"", 5) + "\nc,2\n", "malformed@2 c"},
		{"NUL", h + "a\x00,1\nb,2\n", "bad-encoding@2 b"},
		{"NUL in the heading", "Acc\x00ount,Note\na,1\n", "not-recognised@0"},
		{"bad UTF-8 after a mark", "\xef\xbb\xbf" + h + "\xe9,1\nb,2\n", "bad-encoding@2 b"},
		{"Windows-1252", h + "caf\xe9\x80,1\nb,2\n", "café€ b"},
		{"byte that Windows-1252 has not", h + "\xe9\x81,1\nb,2\n", "bad-encoding@2 b"},
		{"mark", "\xef\xbb\xbf" + h + "é,1\n", "é"},
		{"too few columns", h + "a\nb,2\n", "wrong-shape@2 b"},
		{"too many columns", h + "a,1,2\nb,2\n", "wrong-shape@2 b"},
		{"tab", "Account\tNote\na\t1\n", "a"},
		{"semicolon", "Account;Note\na;1,2\n", "a"},
		{"pipe", "Account|Note\na|1\n", "a"},
		{"sep line", "sep=;\nAccount;Note\na;1\n", "a"},
		{"duplicate headings", "Account,account\na,b\n", "duplicate-name@0"},
		{"duplicate unknown headings", "Account,Zed,ZÉD\na,b,c\n", "duplicate-name@0"},
		{"empty headings", "Account,,\na,b,c\n", "a"},
		{"formula-looking text", h + "=1+1,1\n@SUM(A1),1\n-2+3,1\n+33199000001,1\n", "=1+1 @SUM(A1) -2+3 +33199000001"},
		{"shortened number", "Account,Phone\na,\"3,36E+10\"\n3.36E+15,1\nb,+33199000001\n", "bad-value@2 bad-value@3 b"},
		{"year 0", "Account,When\na,01/01/0000\nb,01/01/2020\n", "bad-value@2 b"},
		{"year 10000", "Account,When\na,01/01/10000\nb,01/01/2020\n", "bad-value@2 b"},
		{"year 1989 and 2101", "Account,When\na,31/12/1989\nb,01/01/2101\nc,01/01/1990\n", "bad-value@2 bad-value@3 c"},
		{"two-digit year", "Account,When\na,01/01/20\nb,01/01/2020\n", "bad-value@2 b"},
		{"no such day", "Account,When\na,30/02/2020\nb,29/02/2020\nc,29/02/2021\n", "bad-value@2 b bad-value@4"},
		{"trailing time", "Account,When\na,01/01/2020 10:00:00\nb,01/01/2020 10:00\n", "bad-value@2 b"},
		{"born", "Account,Born\na,1950\nb,1950-13\nc,1899\nd,01/02/1950\n", "a bad-value@3 bad-value@4 d"},
		{"amount", "Account;Amount\na;1.234,5\nb;1,234.5\nc;12 34\nd;1 234\ne;12€\nf;-3,5\ng;,\n", "a bad-value@3 bad-value@4 d bad-value@6 f bad-value@8"},
		{"fact word", "Account,Live\na,oui\nb,maybe\nc,NON\n", "a bad-value@3 c"},
		{"hash", "Account,Hash\na,D41D8CD98F00B204E9800998ECF8427E\nb,d41d\nc,\n", "a bad-value@3 c"},
		{"port", "Account,IP,Port\na,192.0.2.1,443\nb,192.0.2.1,0\nc,192.0.2.1,65536\nd,192.0.2.1,x\n", "a bad-value@3 bad-value@4 bad-value@5"},
		{"states nothing", "Id,Account,Zed\n1,,z\n2,b,\n", "missing-field@2 b"},
		{"heading too far down", strings.Repeat("title\n", 25) + h + "a,1\n", "not-recognised@0"},
		{"heading behind a broken quote", "\"title\n" + h + "a,1\n", "not-recognised@0"},
		{"heading over 64 KiB", big + "," + h + "a,1\n", "not-recognised@0"},
		{"row over 64 KiB", h + "a," + big + "\nb,2\n", "a b"},
		{"image bytes named csv", "\xff\xd8\xff\xe0\x00\x10JFIF\x00", "not-recognised@0"},
		{"control characters", h + "a\x1b[31m,1\n", "a\x1b[31m"},
	} {
		t.Run(c.name, func(t *testing.T) {
			recs := read(t, trial(t), "x.csv", []byte(c.in), intake.Limits{})
			if got := summary(recs); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			// However the bytes come in, the records are the same.
			slow := readFrom(t, trial(t), "x.csv", &trickle{b: []byte(c.in)}, -1, intake.Limits{})
			if got := summary(slow); got != c.want && len(c.in) < 1000 {
				t.Errorf("one byte at a time: got %q, want %q", got, c.want)
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

func TestUTF16(t *testing.T) {
	const in = "Account;Note\r\né😀;1\r\nb;2\r\n"
	for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
		recs := read(t, trial(t), "x.csv", wideText(in, order, true), intake.Limits{})
		if got := summary(recs); got != "é😀 b" {
			t.Errorf("%v: %q", order, got)
		}
		// Place and size are those of the file's bytes.
		raw := wideText("b;2", order, false)
		if last := recs[1]; last.Size != int64(len(raw)) || last.Place.Offset != int64(len(wideText("Account;Note\r\né😀;1\r\n", order, true))) {
			t.Errorf("%v: offset %d size %d", order, last.Place.Offset, last.Size)
		}
		odd := append(wideText(in+"c;3", order, true), 'x')
		if got := summary(read(t, trial(t), "x.csv", odd, intake.Limits{})); got != "é😀 b bad-encoding@4" {
			t.Errorf("odd length: %q", got)
		}
		lone := wideText("Account;Note\n", order, true)
		lone = order.AppendUint16(lone, 0xD800)
		lone = append(lone, wideText(";1\nb;2\n", order, false)...)
		if got := summary(read(t, trial(t), "x.csv", lone, intake.Limits{})); got != "bad-encoding@2 b" {
			t.Errorf("half a surrogate: %q", got)
		}
	}
	if got := summary(read(t, trial(t), "x.csv", wideText(in, binary.LittleEndian, false), intake.Limits{})); got != "not-recognised@0" {
		t.Errorf("without mark: %q", got)
	}
}

func TestStatedEncoding(t *testing.T) {
	for _, c := range []struct{ stated, in, want string }{
		{"utf-8", "Account\ncaf\xe9\nb\n", "bad-encoding@2 b"},
		{"windows-1252", "Account\ncaf\xc3\xa9\n", "cafÃ©"},
		{"windows-1252", "\xef\xbb\xbfAccount\na\n", "bad-encoding@0"},
		{"utf-16", "Account\na\n", "bad-encoding@0"},
		{"utf-8", string(wideText("Account\na\n", binary.BigEndian, true)), "bad-encoding@0"},
		{"utf-16", string(wideText("Account\na\n", binary.BigEndian, true)), "a"},
	} {
		if got := summary(read(t, trial(t, "encoding: "+c.stated), "x.csv", []byte(c.in), intake.Limits{})); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.stated, c.in, got, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, c := range []struct {
		name, in, want string
		limits         intake.Limits
	}{
		{"record", "Account,Note\na," + long + "\nb,2\n", "too-large@2 b", intake.Limits{Record: 1000}},
		{"quoted record with lines", "Account,Note\na,\"1\n" + long + "\"\nb,2\n", "too-large@2 too-large@3 b", intake.Limits{Record: 1000}},
		{"columns", "Account,Note\n" + strings.Repeat(",", 100_000) + "\nb,2\n", "too-many@2 b", intake.Limits{}},
		{"columns of the heading", "Account" + strings.Repeat(",", 100_000) + "\nb\n", "too-many@0", intake.Limits{}},
		{"quoted columns", "Account,Note\n" + strings.Repeat("\"\",", 2000) + "\nb,2\n", "too-many@2 b", intake.Limits{}},
		{"records", "Account\na\nb\nc\nd\n", "a b too-many@4", intake.Limits{Records: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := summary(read(t, trial(t), "x.csv", []byte(c.in), c.limits)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A cell of 1 GiB passes in bounded memory, and its neighbours come out.
func TestHugeCellStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 1 GiB of zeroes")
	}
	for quote, size := range map[string]int64{"": 1 << 30, "\"": 256 << 20} {
		src := io.MultiReader(strings.NewReader("Account,Note\na,1\nb,"+quote), io.LimitReader(endless{}, size), strings.NewReader(quote+"\nc,3\n"))
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		recs := readFrom(t, trial(t), "x.csv", src, -1, intake.Limits{})
		runtime.ReadMemStats(&after)
		if got := summary(recs); got != "a too-large@3 c" || recs[1].Size < size {
			t.Errorf("got %q, size %d", got, recs[1].Size)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 128<<20 {
			t.Errorf("allocated %d MiB", used>>20)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// Odd numbers of quotes, line after line, must not make the scan quadratic.
func TestQuotesStayLinear(t *testing.T) {
	for _, line := range []string{"\"\n", "a,\"\n", "\"a\n", "\"\"\"\n", ",\",\"\n", "\"\r\"\n", "\"\",\"\"\n"} {
		in := "Account,Note\n\"x" + strings.Repeat(line, 200_000)
		start := time.Now()
		read(t, trial(t), "x.csv", []byte(in), intake.Limits{})
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%q: %v for %d bytes", line, d, len(in))
		}
	}
}

// One bad row never stops its neighbours, wherever it stands.
func TestNeighboursSurvive(t *testing.T) {
	bads := []string{"\"x", "x\"y,1", "\x00,1", "a,b,c", "a", "\xff\x81,1", "\"a\"b\"c", ",\"", "\"\"\""}
	for _, bad := range bads {
		for at := range 4 {
			rows := []string{"n0,1", "n1,\"q\"", "n2,\"l\nl\""}
			rows = append(rows[:at:at], append([]string{bad}, rows[at:]...)...)
			recs := read(t, trial(t), "x.csv", []byte("Account,Note\n"+strings.Join(rows, "\n")+"\n"), intake.Limits{})
			got := summary(recs)
			for _, n := range []string{"n0", "n1"} {
				if !strings.Contains(got, n) {
					t.Errorf("bad row %q at %d: %s is lost: %s", bad, at, n, got)
				}
			}
			if bytes.Count([]byte(got), []byte("@")) == 0 {
				t.Errorf("bad row %q at %d: no problem: %s", bad, at, got)
			}
		}
	}
}
