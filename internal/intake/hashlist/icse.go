package hashlist

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"vigie/internal/intake"
)

// icse reads INTERPOL's ICSE CSV: semicolons between cells, headings first.
func (l *list) icse(r io.Reader) error {
	g := &guard{r: r, limit: l.lim.Row}
	b := bufio.NewReaderSize(g, 64<<10)
	if err := mark(b); err != nil {
		return err
	}
	c := csv.NewReader(b)
	c.Comma, c.ReuseRecord = ';', true
	cells, err := c.Read()
	if err != nil {
		return csvFault(c, err, 1)
	}
	cols, err := headings(cells)
	if err != nil {
		return err
	}
	for line := int64(2); ; line++ {
		g.taken = 0
		cells, err := c.Read()
		if err == io.EOF && l.Rows == 0 {
			return fault(intake.Empty, 0, -1, "headings alone")
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return csvFault(c, err, line)
		}
		if err := l.begin(); err != nil {
			return err
		}
		for i, f := range cols {
			if f != nil {
				if strings.IndexByte(cells[i], 0) >= 0 {
					return fault(intake.BadEncoding, line, -1, "a NUL")
				}
				f(l, cells[i])
			}
		}
		if err := l.end(); err != nil {
			return err
		}
	}
}

// mark steps over a byte order mark and the line that spreadsheets write first.
func mark(b *bufio.Reader) error {
	head, _ := b.Peek(5) // what is missing is found when it is read
	if len(head) >= 2 && (head[0] == 0xFE && head[1] == 0xFF || head[0] == 0xFF && head[1] == 0xFE) {
		return fault(intake.BadEncoding, 0, 0, "UTF-16")
	}
	if bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")) {
		_, _ = b.Discard(3)
		head, _ = b.Peek(5)
	}
	if string(head) == "sep=;" {
		if _, err := b.ReadSlice('\n'); err != nil {
			return fault(intake.Truncated, 1, -1, "")
		}
	}
	return nil
}

// column takes one cell into the row.
type column func(l *list, cell string)

// headings says what each column is; nil for one that is not read.
func headings(cells []string) ([]column, error) {
	cols := make([]column, len(cells))
	seen := map[string]bool{}
	hashes := 0
	for i, h := range cells {
		if strings.ContainsRune(h, 0) {
			return nil, fault(intake.BadEncoding, 1, -1, "a NUL: is this UTF-16?")
		}
		name := fold(h)
		col := named[name]
		if t, ok := TypeOf(h); ok {
			hashes++
			name = t.String()
			col = func(l *list, cell string) { l.hash(t, cell) }
		}
		if col != nil && seen[name] {
			return nil, fault(intake.DuplicateName, 1, -1, "")
		}
		seen[name] = true
		cols[i] = col
	}
	if hashes == 0 {
		return nil, fault(intake.WrongShape, 1, -1, "no column of hash values")
	}
	return cols, nil
}

var named = map[string]column{
	"isdistributed":      func(l *list, cell string) { l.say(yesNo(cell, DistributedYes)) },
	"victimidentified":   func(l *list, cell string) { l.say(yesNo(cell, VictimYes)) },
	"offenderidentified": func(l *list, cell string) { l.say(yesNo(cell, OffenderYes)) },
	"category":           func(l *list, cell string) { l.say(categoryOf(cell)) },
	"baseline": func(l *list, cell string) {
		v, ok := yesNo(cell, 1)
		if l.say(0, ok); v == 1 {
			l.say(baseline, true)
		}
	},
	"seriesname": func(l *list, cell string) {
		if !utf8.ValidString(cell) { // an older export
			cell, _ = charmap.Windows1252.NewDecoder().String(cell) // it has a character for every byte
		}
		l.series(cell)
	},
}

func csvFault(c *csv.Reader, err error, line int64) error {
	var p *csv.ParseError
	switch {
	case errors.Is(err, errRow):
		return fault(intake.TooLarge, line, -1, "")
	case errors.Is(err, io.EOF):
		return fault(intake.Empty, 0, c.InputOffset(), "")
	case errors.As(err, &p) && errors.Is(p.Err, csv.ErrFieldCount):
		return fault(intake.WrongShape, line, -1, "not as many cells as headings")
	case errors.As(err, &p):
		return fault(intake.Malformed, line, -1, "")
	}
	return err
}

var errRow = errors.New("a row over the limit")

// guard stops a reader that takes too much for one row: a quote that is never
// closed would have it hold the whole file.
type guard struct {
	r            io.Reader
	limit, taken int64
}

func (g *guard) Read(b []byte) (int, error) {
	if g.taken > g.limit {
		return 0, errRow
	}
	n, err := g.r.Read(b)
	g.taken += int64(n)
	return n, err
}
