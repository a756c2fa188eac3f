// Package list reads a list of persons from a table: comma, semicolon, tab or bar
// between the cells, headings in any of the languages of rules/persons.yaml. It
// promises to keep nothing of a column that is no field of a person, to skip and
// count what it cannot read, and to name columns and rows in errors, never values.
package list

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"vigie/internal/match"
)

// Limits bound what a file may cost.
type Limits struct {
	Rows    int // persons
	Record  int // bytes of one row
	Columns int
}

// DefaultLimits suit lists of tens of millions of persons.
var DefaultLimits = Limits{Rows: 50_000_000, Record: 1 << 20, Columns: 512}

// List is what a table holds.
type List struct {
	Persons []match.Person
	Columns []Column            // as they stand in the file
	Kept    map[string][]string // by the name asked for: the cells of columns that are no field, one a person
	Skipped int                 // rows that could not be read; where no column is kept, each is a person of whom nothing is said
}

// Column says what was made of a column.
type Column struct {
	Heading string
	Use     string // "id", "name", a field's name, or ""
	Trait   bool   // says what a person is: never read
}

// Options of Read.
type Options struct {
	Limits  Limits   // zero: DefaultLimits
	Keep    []string // headings of columns to keep beside the persons: a truth to measure against
	Without []string // headings or fields to leave unread
}

// Read reads a table with a heading.
func (h *Headings) Read(r io.Reader, o Options) (*List, error) {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits
	}
	bound := &bounded{r: r, most: o.Limits.Record}
	in := bufio.NewReaderSize(bound, 1<<16)
	bound.ahead = 1 << 16
	head, err := in.Peek(1 << 14)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		head = head[3:]
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
	}
	table := csv.NewReader(in)
	table.Comma = delimiter(head)
	table.FieldsPerRecord, table.LazyQuotes, table.ReuseRecord = -1, true, true
	cells, err := table.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty: a list of persons begins with its headings")
	}
	if err != nil {
		return nil, fmt.Errorf("headings: %w", plainError(err))
	}
	if len(cells) > o.Limits.Columns {
		return nil, fmt.Errorf("headings: %d columns; %d is the most", len(cells), o.Limits.Columns)
	}
	l, cols, err := h.plan(cells, o)
	if err != nil {
		return nil, err
	}
	for {
		bound.since = 0
		cells, err := table.Read()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) || err == nil && len(cells) > o.Limits.Columns {
			l.Skipped++
			if len(o.Keep) == 0 {
				l.Persons = append(l.Persons, match.Person{ID: "#" + strconv.Itoa(len(l.Persons)+1)}) // so that the rows behind it keep their numbers
			}
			continue
		}
		if err != nil {
			return nil, plainError(err)
		}
		if len(l.Persons) == o.Limits.Rows {
			return nil, fmt.Errorf("more than %d persons: cut the list", o.Limits.Rows)
		}
		for i, s := range cols {
			if i < len(cells) && s.runsOn(cells[i]) {
				line, _ := table.FieldPos(i)
				return nil, fmt.Errorf("line %d, column %q: a cell runs over several lines: a quotation mark may be missing, and the rows behind it with it", line, l.Columns[i].Heading)
			}
		}
		l.add(cells, cols)
	}
}

// slot says where the cells of a column go.
type slot struct {
	use  use
	keep string
}

// streetLines is how many lines of an address stand in one cell.
const streetLines = 6

// runsOn says of a cell that more is in it than it should hold: a quotation mark
// that nothing closes takes the rows behind it into one cell.
func (s slot) runsOn(cell string) bool {
	if s.use.field && s.use.is == match.Street {
		return strings.Count(cell, "\n") >= streetLines
	}
	return (s.use.id || s.use.name || s.use.field) && strings.Contains(strings.TrimSpace(cell), "\n")
}

func (l *List) add(cells []string, cols []slot) {
	l.Persons = append(l.Persons, match.Person{})
	p := &l.Persons[len(l.Persons)-1]
	for i, s := range cols {
		v := ""
		if i < len(cells) {
			v = strings.TrimSpace(cells[i])
		}
		if s.keep != "" {
			l.Kept[s.keep] = append(l.Kept[s.keep], v)
		}
		if v == "" {
			continue
		}
		if !utf8.ValidString(v) {
			v = latin(v)
		}
		switch {
		case s.use.id:
			p.ID = v
		case s.use.name:
			family, given, comma := strings.Cut(v, ",")
			if !comma {
				given, family = "", v
				if j := strings.LastIndexByte(v, ' '); j > 0 {
					given, family = v[:j], v[j+1:]
				}
			}
			p.Set(match.Given, strings.TrimSpace(given))
			p.Set(match.Family, strings.TrimSpace(family))
		case s.use.field:
			if p.Get(s.use.is) == "" {
				p.Set(s.use.is, v)
			}
		}
	}
	if p.ID == "" {
		p.ID = "#" + strconv.Itoa(len(l.Persons))
	}
}

// delimiter is the one of four that the heading has most of.
func delimiter(head []byte) rune {
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	best := ','
	for _, d := range ";\t|" {
		if bytes.Count(head, []byte(string(d))) > bytes.Count(head, []byte(string(best))) {
			best = d
		}
	}
	return best
}

// latin reads bytes that are no UTF-8 as Latin-1, one letter each.
func latin(s string) string {
	out := make([]rune, len(s))
	for i := range len(s) {
		out[i] = rune(s[i])
	}
	return string(out)
}

var errRecord = errors.New("one row is larger than a row may be: a quotation mark may be missing")

// bounded refuses to read on within one row: an open quotation mark would
// otherwise take the rest of the file into memory.
type bounded struct {
	r           io.Reader
	most, ahead int // bytes of a row; bytes that are read ahead of it
	since       int // read since the last row ended
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.since > b.most+b.ahead {
		return 0, errRecord
	}
	n, err := b.r.Read(p)
	b.since += n
	return n, err
}

// plainError takes the place out of the parser's error and leaves no cell in it.
func plainError(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d: %w", p.Line, p.Err)
	}
	return err
}
