package jsonstrict

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"vigie/internal/intake"
)

// Piece is one record as it stands in the stream. Exactly one of Doc and
// Problem is set.
type Piece struct {
	Offset  int64    // bytes from the start of the stream
	Size    int64    // bytes, from the opening brace to the closing one
	SHA256  [32]byte // of those bytes
	Doc     *Doc     // valid until the next piece
	Problem *intake.Problem
}

// splitter walks the outer grammar: one object, several, an array of them, or
// an object that wraps such an array.
type splitter struct {
	src      *source
	lim      intake.Limits
	f        *framer
	doc      *Doc
	wrappers []string
	emit     func(*Piece) error
	count    int
}

// Split cuts a stream into records and hands each to emit in order. What is
// wrong with a record, or with the stream, is a piece with a Problem. It
// returns what emit returned, ctx's error, or a failure to read.
func Split(ctx context.Context, in intake.Input, wrappers []string, emit func(*Piece) error) error {
	lim := limits(in.Limits)
	src := newSource(ctx, in.R)
	s := &splitter{src: src, lim: lim, f: newFramer(src, lim), doc: newDoc(lim), wrappers: wrappers, emit: emit}
	err := s.stream()
	if errors.Is(err, errStop) {
		err = nil
	}
	if f := src.failure(); f != nil && err == nil {
		return f
	}
	return err
}

// errStop ends the file: its last problem has been emitted.
var errStop = errors.New("stop")

func limits(l intake.Limits) intake.Limits {
	d := intake.DefaultLimits
	if l.Record <= 0 {
		l.Record = d.Record
	}
	l.Record = min(l.Record, 1<<30) // offsets inside a record are 32 bits
	if l.Depth <= 0 {
		l.Depth = d.Depth
	}
	if l.Fields <= 0 {
		l.Fields = d.Fields
	}
	if l.Records <= 0 {
		l.Records = d.Records
	}
	return l
}

func (s *splitter) stream() error {
	head := s.src.head()
	if wide(head) {
		return s.remainder(intake.BadEncoding, "UTF-16 or UTF-32; JSON is UTF-8")
	}
	if len(head) >= 3 && string(head[:3]) == string(bomUTF8) {
		s.src.i += 3
	}
	c, ok := s.src.peek()
	switch {
	case !ok:
		return s.remainder(intake.Empty, "")
	case c == '[':
		if err := s.array(); err != nil {
			return err
		}
		return s.nothingMore()
	default:
		return s.sequence()
	}
}

// sequence is one object, or several one after the other.
func (s *splitter) sequence() error {
	for first := true; ; first = false {
		c, ok := s.src.peek()
		switch {
		case !ok:
			return nil
		case c != '{' && !first:
			return s.remainder(intake.TrailingContent, "something that is no object follows the last record")
		}
		if err := s.full(); err != nil {
			return err
		}
		s.f.wrappers = s.wrappers
		s.f.begin()
		wrapper, err := s.f.run()
		if err == nil && wrapper {
			return s.wrapped()
		}
		if err != nil {
			return s.broken(err)
		}
		if err := s.record(true); err != nil {
			return err
		}
	}
}

// wrapped is called at the array inside a wrapping object. The object itself
// is no record, but it must be well formed too.
func (s *splitter) wrapped() error {
	envelope := s.f
	s.f = newFramer(s.src, s.lim)
	if err := s.array(); err != nil {
		return err
	}
	envelope.resume()
	if _, err := envelope.run(); err != nil {
		s.f = envelope
		return s.broken(err)
	}
	p := envelope.problem
	if p == nil {
		p = newDoc(s.lim).parse(envelope.held, envelope.elisions)
	}
	if p != nil {
		p = &intake.Problem{Reason: p.Reason, Detail: "around the list of records: " + p.Detail}
		if err := s.emit(&Piece{Offset: envelope.offset, Size: envelope.size, SHA256: envelope.sum(), Problem: p}); err != nil {
			return err
		}
	}
	return s.nothingMore()
}

// array is a list of records; the source stands at its '['.
func (s *splitter) array() error {
	s.src.i++
	s.f.wrappers = nil
	c, ok := s.src.peek()
	if ok && c == ']' {
		at := s.src.offset()
		s.src.i++
		return s.emit(&Piece{
			Offset: at, SHA256: sha256.Sum256(nil),
			Problem: &intake.Problem{Reason: intake.Empty, Detail: "a list without records"},
		})
	}
	for {
		if !ok {
			return s.remainder(intake.Truncated, "the list of records ends before its end")
		}
		if c == ',' || c == ']' || c == '}' || c == ':' {
			return s.remainder(intake.Malformed, "a record was expected in the list")
		}
		if err := s.full(); err != nil {
			return err
		}
		s.f.begin()
		if _, err := s.f.run(); err != nil {
			return s.broken(err)
		}
		if err := s.record(false); err != nil {
			return err
		}
		c, ok = s.src.peek()
		switch {
		case ok && c == ',':
			s.src.i++
			c, ok = s.src.peek()
		case ok && c == ']':
			s.src.i++
			return nil
		case ok:
			return s.remainder(intake.Malformed, "no comma between two records of the list")
		}
	}
}

// record parses what the framer found and emits it. After a syntax error what
// the brackets said is not to be trusted: text that a careless producer left
// unescaped could pose as a record. So the file ends there, unless records
// stand one a line, where the line feed is certain.
func (s *splitter) record(sequence bool) error {
	f := s.f
	s.count++
	p := &Piece{Offset: f.offset, Size: f.size, SHA256: f.sum(), Problem: f.problem}
	if p.Problem == nil {
		p.Problem = s.doc.parse(f.held, f.elisions)
	}
	if p.Problem == nil {
		s.doc.sum = p.SHA256
		p.Doc = s.doc
		return s.emit(p)
	}
	if p.Problem.Reason != intake.Malformed || sequence && f.lines && s.lineEnds() {
		return s.emit(p)
	}
	f.size += s.src.drain(f.hash)
	if err := s.src.failure(); err != nil {
		return err
	}
	p.Size, p.SHA256 = f.size, f.sum()
	return s.stop(p)
}

// lineEnds reports whether nothing follows on the line, and the next begins a
// record. What it consumes is hashed, for when that is not so.
func (s *splitter) lineEnds() bool {
	var eol bool
	for {
		from := s.src.i
		for ; s.src.i < s.src.n && strings.IndexByte(" \t\r\n", s.src.buf[s.src.i]) >= 0; s.src.i++ {
			eol = eol || s.src.buf[s.src.i] == '\n'
		}
		s.f.hash.Write(s.src.buf[from:s.src.i])
		s.f.size += int64(s.src.i - from)
		if s.src.i < s.src.n {
			return eol && s.src.buf[s.src.i] == '{'
		}
		if !s.src.fill() {
			return true
		}
	}
}

// broken ends the file at a value whose end cannot be found.
func (s *splitter) broken(err error) error {
	f := s.f
	f.size += s.src.drain(f.hash)
	if err := s.src.failure(); err != nil {
		return err
	}
	p := &intake.Problem{Reason: intake.Truncated, Detail: "the record ends before its end"}
	switch {
	case errors.Is(err, errSyntax):
		p = &intake.Problem{Reason: intake.Malformed, Detail: "a bracket closes what it did not open"}
	case f.problem != nil:
		p = f.problem
	}
	return s.stop(&Piece{Offset: f.offset, Size: f.size, SHA256: f.sum(), Problem: p})
}

func (s *splitter) nothingMore() error {
	if _, ok := s.src.peek(); !ok {
		return nil
	}
	return s.remainder(intake.TrailingContent, "something follows the end of the list")
}

// full ends the file when it holds as many records as it may.
func (s *splitter) full() error {
	if s.count < s.lim.Records {
		return nil
	}
	return s.remainder(intake.TooMany, fmt.Sprintf("more than %d records in one file", s.lim.Records))
}

// remainder emits what is left of the stream as one problem.
func (s *splitter) remainder(r intake.Reason, detail string) error {
	at := s.src.offset()
	size, sum := s.src.rest()
	if err := s.src.failure(); err != nil {
		return err
	}
	return s.stop(&Piece{Offset: at, Size: size, SHA256: sum, Problem: &intake.Problem{Reason: r, Detail: detail}})
}

func (s *splitter) stop(p *Piece) error {
	if err := s.emit(p); err != nil {
		return err
	}
	return errStop
}
