package year

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"

	"vigie/internal/synth"
)

// Create makes a file of the year, named with slashes; the year closes it.
type Create func(name string) (io.WriteCloser, error)

// doc is a file being written. Errors stay until close.
type doc struct {
	name    string
	c       io.Closer
	w       *bufio.Writer
	buf     []byte
	records int // as a reader would count them
}

func (r *run) open(name string) (*doc, error) {
	c, err := r.create("reports/" + name)
	if err != nil {
		return nil, err
	}
	r.files++
	return &doc{name: name, c: c, w: bufio.NewWriterSize(counting{c, r}, 1<<16)}, nil
}

// counting adds up what is written, for the summary.
type counting struct {
	w io.Writer
	r *run
}

func (c counting) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.r.bytes += int64(n)
	return n, err
}

// end closes the file and notes how many records it has.
func (r *run) end(d *doc) error {
	err := d.w.Flush()
	if e := d.c.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", d.name, err)
	}
	r.records += d.records
	return r.truth.expected(d.name, d.records)
}

func (d *doc) raw(s string) { d.w.WriteString(s) } //nolint:errcheck // kept until Flush

func (d *doc) tag(n string)   { d.raw("<"); d.raw(n); d.raw(">") }
func (d *doc) untag(n string) { d.raw("</"); d.raw(n); d.raw(">\n") }

// el writes an element with text, unless the text is empty.
func (d *doc) el(n, value string) {
	if value == "" {
		return
	}
	d.tag(n)
	d.text(value)
	d.untag(n)
}

func (d *doc) text(value string) {
	d.buf = synth.AppendXML(d.buf[:0], value)
	d.w.Write(d.buf)
}

// amount writes an ISO 20022 amount with its currency.
func (d *doc) amount(n string, m money) {
	d.raw("<" + n + ` Ccy="` + m.cur + `">` + m.text("."))
	d.untag(n)
}

// in writes an element around what f writes.
func (d *doc) in(n string, f func()) {
	d.tag(n)
	d.raw("\n")
	f()
	d.untag(n)
}

// sheet is a table written over as many files as it takes.
type sheet struct {
	stem  string // of the file's name
	comma rune
	head  []string
	most  int // rows of one file
	n     int // files begun

	d *doc
	w *csv.Writer
}

// row adds a row and says in which file it came to stand.
func (r *run) row(s *sheet, cells ...string) (file string, err error) {
	if s.d == nil {
		s.n++
		if s.d, err = r.open(fmt.Sprintf("%s-%04d.csv", s.stem, s.n)); err != nil {
			return "", err
		}
		s.w = csv.NewWriter(s.d.w)
		s.w.Comma = s.comma
		if err := s.w.Write(s.head); err != nil {
			return "", err
		}
	}
	file = s.d.name
	s.d.records++
	if err := s.w.Write(cells); err != nil {
		return "", err
	}
	if s.d.records >= s.most {
		return file, r.endSheet(s)
	}
	return file, nil
}

func (r *run) endSheet(s *sheet) error {
	if s.d == nil {
		return nil
	}
	s.w.Flush()
	d := s.d
	s.d, s.w = nil, nil
	return r.end(d)
}
