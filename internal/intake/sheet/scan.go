package sheet

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"vigie/internal/intake"
)

// A scanner cuts a text into records after RFC 4180: cells parted by one
// delimiter, a cell in double quotes where it holds the delimiter, a quote
// (doubled) or a line end. Lines end in LF, CR LF or CR, mixed as they come.
//
// It is stricter than spreadsheets: a quote inside an unquoted cell, or
// anything but a delimiter after a closing one, makes a record malformed. A bad
// record is taken to end with its first line, and scanning goes on with the
// next, so that a quote never closed costs one row and not the file. With that
// strictness each byte is scanned a bounded number of times.
type scanner struct {
	r      io.Reader
	enc    encoding
	delim  byte
	limit  int // bytes of one record
	fields int // cells of one record
	width  int // once the heading is known: cells that a record must have; 0 any

	buf        []byte
	start, end int // of what is read and not consumed
	err        error
	row        int
	offset     int64 // in the file
	spans      []span
}

// span is a cell within a record, without its quotes.
type span struct {
	from, to int
	escaped  bool // holds doubled quotes
}

// record is one line, or several where a cell holds line ends. raw is valid
// until the next call of next.
type record struct {
	row     int
	offset  int64
	raw     []byte // without the line end; nil when it was too large to hold
	spans   []span
	sha     [32]byte // when raw is nil
	size    int64    // when raw is nil
	problem *intake.Problem
}

func (r *record) blank() bool { return r.problem == nil && len(r.raw) == 0 }

func newScanner(r io.Reader, enc encoding, delim byte, limits intake.Limits) *scanner {
	return &scanner{
		r: r, enc: enc, delim: delim, offset: int64(enc.bom),
		limit: int(min(limits.Record, 1<<30)), fields: limits.Fields, buf: make([]byte, 64<<10),
	}
}

// fill reads more. It moves what is held to the start of the buffer and doubles
// it when full, up to a little over the limit.
func (s *scanner) fill() {
	if s.start > 0 && s.end == s.start {
		s.start, s.end = 0, 0
	}
	if len(s.buf)-s.end < 4<<10 {
		if s.start >= len(s.buf)/2 {
			s.end = copy(s.buf, s.buf[s.start:s.end])
		} else {
			b := make([]byte, 2*len(s.buf))
			s.end = copy(b, s.buf[s.start:s.end])
			s.buf = b
		}
		s.start = 0
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 || err != nil {
			return
		}
	}
	s.err = io.ErrNoProgress
}

// more makes the byte at pos of the record available, if there is one.
func (s *scanner) more(pos int) bool {
	for s.start+pos >= s.end {
		if s.err != nil {
			return false
		}
		s.fill()
	}
	return true
}

// next gives the next record, or io.EOF, or the reader's error.
func (s *scanner) next() (record, error) {
	s.spans = s.spans[:0]
	s.row++
	if !s.more(0) {
		return record{}, s.err
	}
	var (
		pos, from       int
		quoted, escaped bool
		line            = firstLine{}
	)
	for {
		if pos > s.limit {
			return s.fail(pos, line, intake.TooLarge, fmt.Sprintf("the row is over %d bytes; a quote that is never closed does this", s.limit))
		}
		if quoted {
			if !s.more(pos) {
				if !errors.Is(s.err, io.EOF) {
					return record{}, s.err
				}
				return s.fail(pos, line, intake.Malformed, "a quote is never closed")
			}
			b := s.buf[s.start+pos : s.end]
			if n := quoteOrEnd(b, line.next == 0); n < 0 {
				pos += len(b)
				continue
			} else if pos += n; b[n] != '"' {
				line.end, line.next = pos, pos+1
				if b[n] == '\r' && s.more(pos+1) && s.buf[s.start+pos+1] == '\n' {
					line.next++
				}
				pos = line.next
				continue
			}
			if s.more(pos+1) && s.buf[s.start+pos+1] == '"' {
				escaped = true
				pos += 2
				continue
			}
			s.spans = append(s.spans, span{from, pos, escaped})
			quoted, escaped = false, false
			pos++
		} else {
			from = pos
			if s.more(pos) && s.buf[s.start+pos] == '"' {
				if len(s.spans) >= s.fields {
					return s.fail(pos, line, intake.TooMany, fmt.Sprintf("more than %d columns", s.fields))
				}
				quoted = true
				pos++
				from = pos
				continue
			}
			for s.more(pos) {
				b := s.buf[s.start+pos : s.end]
				n := s.cellEnd(b)
				if n == len(b) && pos+n <= s.limit {
					pos += n
					continue
				}
				pos += n
				break
			}
			if pos > s.limit {
				continue
			}
			s.spans = append(s.spans, span{from, pos, false})
		}
		// A cell has ended: a delimiter, a line end or the end must follow.
		if len(s.spans) > s.fields {
			return s.fail(pos, line, intake.TooMany, fmt.Sprintf("more than %d columns", s.fields))
		}
		if !s.more(pos) {
			if !errors.Is(s.err, io.EOF) {
				return record{}, s.err
			}
			return s.take(pos, pos, line)
		}
		switch s.buf[s.start+pos] {
		case s.delim:
			pos++
		case '\n':
			return s.take(pos, pos+1, line)
		case '\r':
			if s.more(pos+1) && s.buf[s.start+pos+1] == '\n' {
				return s.take(pos, pos+2, line)
			}
			return s.take(pos, pos+1, line)
		default:
			return s.fail(pos, line, intake.Malformed, fmt.Sprintf("column %d: a quote inside the cell is not doubled, or the cell is not in quotes", len(s.spans)))
		}
	}
}

// firstLine is where the first line of a record that spans several ends, and
// where the next begins; zero while there is only one.
type firstLine struct{ end, next int }

// quoteOrEnd finds the next quote, or the first line end while one is looked for.
func quoteOrEnd(b []byte, line bool) int {
	q := bytes.IndexByte(b, '"')
	if !line {
		return q
	}
	if q >= 0 {
		b = b[:q]
	}
	if n := bytes.IndexAny(b, "\r\n"); n >= 0 {
		return n
	}
	return q
}

// cellEnd finds what ends an unquoted cell: a delimiter, a line end, a quote.
func (s *scanner) cellEnd(b []byte) int {
	for i, c := range b {
		if c == s.delim || c == '\n' || c == '\r' || c == '"' {
			return i
		}
	}
	return len(b)
}

// take gives the record that ends at end, and consumes up to next. One that
// spans lines and has not the heading's width is more likely a stray quote.
func (s *scanner) take(end, next int, line firstLine) (record, error) {
	if end > s.limit {
		return s.fail(end, line, intake.TooLarge, fmt.Sprintf("the row is over %d bytes", s.limit))
	}
	if s.width > 0 && len(s.spans) != s.width && end > 0 {
		detail := fmt.Sprintf("%d cells where the heading has %d", len(s.spans), s.width)
		if line.next > 0 {
			return s.fail(end, line, intake.WrongShape, detail+"; the row spans several lines: a quote may be out of place")
		}
		r := s.cut(end, next)
		r.problem = &intake.Problem{Reason: intake.WrongShape, Detail: detail}
		return r, nil
	}
	r := s.cut(end, next)
	r.spans = s.spans
	return r, nil
}

// cut consumes next bytes, the first end of which are the record.
func (s *scanner) cut(end, next int) record {
	b := s.buf[s.start : s.start+next]
	r := record{row: s.row, offset: s.offset, raw: b[:end]}
	s.start += next
	s.offset += s.length(b)
	return r
}

// length is how many bytes of the file b came from.
func (s *scanner) length(b []byte) int64 {
	if s.enc.utf16 == nil {
		return int64(len(b))
	}
	return int64(len(s.enc.narrow(b)))
}

// fail gives the first line of a bad record with its problem.
func (s *scanner) fail(pos int, line firstLine, reason intake.Reason, detail string) (record, error) {
	problem := &intake.Problem{Reason: reason, Detail: detail}
	if line.next > 0 {
		r := s.cut(line.end, line.next)
		r.problem = problem
		return r, nil
	}
	for pos <= s.limit && s.more(pos) {
		b := s.buf[s.start+pos : s.end]
		n := bytes.IndexAny(b, "\r\n")
		if n < 0 {
			pos += len(b)
			continue
		}
		pos += n
		next := pos + 1
		if s.buf[s.start+pos] == '\r' && s.more(pos+1) && s.buf[s.start+pos+1] == '\n' {
			next++
		}
		r := s.cut(pos, next)
		r.problem = problem
		return r, nil
	}
	if s.err != nil && s.start+pos >= s.end {
		if !errors.Is(s.err, io.EOF) {
			return record{}, s.err
		}
		r := s.cut(pos, pos)
		r.problem = problem
		return r, nil
	}
	return s.drop(problem)
}

// drop passes over a line that is too large to hold, hashing as it goes.
func (s *scanner) drop(problem *intake.Problem) (record, error) {
	if problem.Reason != intake.TooMany {
		problem = &intake.Problem{Reason: intake.TooLarge, Detail: fmt.Sprintf("the row is over %d bytes", s.limit)}
	}
	r := record{row: s.row, offset: s.offset, problem: problem}
	h := sha256.New()
	for s.more(0) {
		b := s.buf[s.start:s.end]
		n := bytes.IndexAny(b, "\r\n")
		if n < 0 {
			n = len(b)
		}
		raw := s.enc.narrow(b[:n])
		h.Write(raw)
		r.size += int64(len(raw))
		s.cut(n, n)
		if n == len(b) {
			continue
		}
		if s.buf[s.start] == '\r' && s.more(1) && s.buf[s.start+1] == '\n' {
			s.cut(2, 2)
		} else {
			s.cut(1, 1)
		}
		h.Sum(r.sha[:0])
		return r, nil
	}
	if !errors.Is(s.err, io.EOF) {
		return record{}, s.err
	}
	h.Sum(r.sha[:0])
	return r, nil
}
