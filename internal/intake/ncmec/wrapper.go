package ncmec

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
)

// wrapper reads a file whose root is neither a report nor a fileDetails. Its
// elements are scopes, one inside another; the records in them are cut out by
// their tags alone, so that a bad one stops none of the others.
//
// A report's id, in order: an attribute reportId or id of its own root; a child
// reportId or id of its scope that comes just before it; the attribute or child
// of a scope that holds this one report; the reportId that all files beside it
// give; the name of the file or its folder, when it holds this one report; the
// hash of its bytes. Whether a scope holds one report is known at its end only,
// so one report and the attachments after it wait for that, up to Limits.Record.
type wrapper struct {
	in     intake.Input
	limits intake.Limits
	emit   func(intake.Record) error

	s       *xmlstrict.Splitter
	scopes  []*scope
	records int
	bad     bool // the last record was one with a problem
	cut     bool // the file ended inside a record, which says so itself
	waiting *pending
}

// scope is an open element around records.
type scope struct {
	name    string
	bound   []xmlstrict.Binding
	attr    string // id stated by an attribute
	child   string // id stated by the last child, for the report that follows it
	taken   bool   // child has named a report
	reports int
}

// pending is the report whose id is not known yet, and what came after it.
type pending struct {
	scope   int // index in scopes of the one that may still name it
	before  string
	records []intake.Record // the report first
	held    int64           // bytes
}

// read takes over from d, which has read the root's start tag out of head.
func (w *wrapper) read(d *xmlstrict.Decoder, head []byte, r io.Reader) error {
	at := d.EndOffset()
	if head[at-2] == '/' { // an empty root
		return w.trouble(d.Fail(intake.WrongShape, "neither a report nor a fileDetails, and none inside"), nil, head, r)
	}
	w.open(d)
	w.s = xmlstrict.NewSplitter(io.MultiReader(bytes.NewReader(head), r), w.limits.Record)
	if err := w.s.Discard(at); err != nil {
		return err
	}
	stop, err := w.pieces()
	if err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	if stop == nil && w.records == 0 {
		stop = &xmlstrict.Error{Reason: intake.WrongShape, Detail: "neither a report nor a fileDetails, and none inside"}
	}
	if stop != nil {
		return w.trouble(stop, w.s, nil, nil)
	}
	return nil
}

// trouble emits what is wrong with the file around its records. Its hash and
// size are those of the whole file.
func (w *wrapper) trouble(e *xmlstrict.Error, s *xmlstrict.Splitter, head []byte, r io.Reader) error {
	if s == nil {
		s = xmlstrict.NewSplitter(io.MultiReader(bytes.NewReader(head), r), w.limits.Record)
	}
	size, sum, err := s.Drain()
	if err != nil {
		return err
	}
	rec := intake.Record{Place: intake.Place{File: w.in.Name}, SHA256: sum, Size: size}
	rec, _ = fault(rec, e)
	return w.emit(rec)
}

// pieces reads to the end of the file, or to what makes the rest unreadable.
func (w *wrapper) pieces() (*xmlstrict.Error, error) {
	for {
		p, err := w.s.Next()
		if err == io.EOF {
			if len(w.scopes) > 0 && !w.cut {
				return w.fail(w.s.Offset(), intake.Truncated, "the file ends before its root element does"), nil
			}
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if stop, err := w.piece(p); stop != nil || err != nil {
			return stop, err
		}
	}
}

func (w *wrapper) piece(p xmlstrict.Piece) (*xmlstrict.Error, error) {
	closed := len(w.scopes) == 0
	switch p.Shape {
	case xmlstrict.Other:
		if p.Truncated {
			return w.fail(w.s.Offset(), intake.Truncated, "the file ends inside a comment"), nil
		}
		return nil, nil
	case xmlstrict.Banned:
		return w.fail(p.Offset, intake.ForbiddenXML, "a declaration or a processing instruction"), nil
	case xmlstrict.Broken:
		if p.Truncated {
			return w.fail(w.s.Offset(), intake.Truncated, "the file ends inside a tag"), nil
		}
		return w.fail(p.Offset, intake.Malformed, "a tag that does not end"), nil
	case xmlstrict.Chars:
		if closed && (p.TooLarge || len(bytes.TrimSpace(p.Bytes)) > 0) {
			return w.fail(p.Offset, intake.TrailingContent, "text follows the root element"), nil
		}
		return nil, nil
	}
	switch {
	case closed:
		return w.fail(p.Offset, intake.TrailingContent, "an element follows the root element"), nil
	case p.Shape == xmlstrict.Close:
		return w.close(p)
	case isRecord(p.Name, nil):
		if w.records >= w.limits.Records {
			return w.fail(p.Offset, intake.TooMany, fmt.Sprintf("more than %d records in one file", w.limits.Records)), nil
		}
		return nil, w.record(p)
	}
	return w.enter(p)
}

// fail is what is wrong outside any record.
func (w *wrapper) fail(at int64, reason intake.Reason, detail string) *xmlstrict.Error {
	path := ""
	for i, s := range w.scopes {
		if i > 0 {
			path += "/"
		}
		path += s.name
	}
	return &xmlstrict.Error{Reason: reason, Path: path, Offset: at, Detail: detail}
}

// open adds the scope whose start tag d has just read.
func (w *wrapper) open(d *xmlstrict.Decoder) {
	name := d.Name()
	if p := d.Prefix(); len(p) > 0 {
		name = slices.Concat(p, []byte(":"), name) // as its end tag has it
	}
	s := &scope{name: bounded(name), bound: d.Bindings()}
	for _, a := range d.Attrs() {
		if len(a.Prefix) == 0 && isID(string(a.Local)) && s.attr == "" {
			s.attr = cleanID(string(a.Value))
		}
	}
	w.scopes = append(w.scopes, s)
}

// enter opens the scope that a tag begins. An element called reportId or id
// states its parent's id instead.
func (w *wrapper) enter(p xmlstrict.Piece) (*xmlstrict.Error, error) {
	outer := w.scopes[len(w.scopes)-1]
	opt := w.options(p.Offset)
	if isID(string(p.Name)) && p.Shape == xmlstrict.Open {
		cut, _, err := w.s.Cut(p)
		if err != nil || cut.TooLarge {
			return nil, err
		}
		d := xmlstrict.New(cut.Bytes, opt)
		v, err := []byte(nil), error(nil)
		if _, err = d.Next(); err == nil {
			v, _, err = d.Value()
		}
		if err != nil {
			if cut.Truncated { // said once, at the end of the file
				return nil, nil
			}
			return asFault(err)
		}
		if id := cleanID(string(v)); id != "" {
			outer.child, outer.taken = id, false
		}
		return nil, nil
	}
	if p.TooLarge {
		return w.fail(p.Offset, intake.TooLarge, "a tag over the limit of a record"), nil
	}
	if len(w.scopes) >= w.limits.Depth {
		return w.fail(p.Offset, intake.TooDeep, "more elements inside one another than the limit"), nil
	}
	d := xmlstrict.New(p.Bytes, opt)
	if _, err := d.Next(); err != nil {
		return asFault(err)
	}
	if p.Shape == xmlstrict.Open {
		w.open(d)
	}
	return nil, nil
}

func asFault(err error) (*xmlstrict.Error, error) {
	if e, ok := err.(*xmlstrict.Error); ok {
		return e, nil
	}
	return nil, err
}

func (w *wrapper) options(at int64) xmlstrict.Options {
	return xmlstrict.Options{
		Depth: w.limits.Depth, Fields: w.limits.Fields, Base: at, Fragment: true,
		Bound: w.scopes[len(w.scopes)-1].bound,
	}
}

// close ends the innermost scope.
func (w *wrapper) close(p xmlstrict.Piece) (*xmlstrict.Error, error) {
	last := len(w.scopes) - 1
	s := w.scopes[last]
	if name := bounded(p.Name); name != s.name {
		if w.bad && isRecord(p.Name, nil) {
			return nil, nil // what a bad record left behind
		}
		return w.fail(p.Offset, intake.Malformed, "the end tag of another element"), nil
	}
	if w.waiting != nil && w.waiting.scope == last {
		if id := first(w.waiting.before, s.only()); id != "" || last == 0 {
			if err := w.resolve(id); err != nil {
				return nil, err
			}
		} else {
			w.waiting.scope = last - 1 // an outer scope may name it
		}
	}
	w.scopes = w.scopes[:last]
	return nil, nil
}

// only is the id that a scope gives to the one report in it.
func (s *scope) only() string {
	if s.reports != 1 {
		return ""
	}
	return first(s.child, s.attr)
}

// record cuts out one record and emits it, or lets it wait for its id.
func (w *wrapper) record(p xmlstrict.Piece) error {
	w.records++
	name := string(p.Name)
	opt := w.options(p.Offset)
	cut, sum, err := w.s.Cut(p)
	if err != nil {
		return err
	}
	w.cut = cut.Truncated
	rec := intake.Record{
		Place:  intake.Place{File: w.in.Name, Offset: p.Offset, Field: name},
		SHA256: sum, Size: cut.Size,
	}
	if name == "report" {
		if err := w.another(); err != nil {
			return err
		}
	}
	inner := w.scopes[len(w.scopes)-1]
	before := ""
	if name == "report" && inner.child != "" && !inner.taken {
		before, inner.taken = inner.child, true
	}
	w.bad = true
	if cut.TooLarge {
		return w.put(tooLarge(rec, w.limits.Record))
	}
	rec.Place.Field = ""
	rec, own, err := parse(rec, cut.Bytes, xmlstrict.New(cut.Bytes, opt))
	if err == nil {
		rec, err = complete(rec, own, first(inner.child, inner.attr))
	}
	if err != nil {
		if rec, err = fault(rec, err); err != nil {
			return err
		}
	}
	w.bad = rec.Problem != nil
	switch {
	case rec.Report == nil:
		return w.put(rec)
	case own != "":
		rec.Report.SourceID = own
		return w.put(rec)
	}
	w.waiting = &pending{scope: len(w.scopes) - 1, before: before}
	return w.put(rec)
}

// another notes a further report in every open scope. One that waits in a scope
// that now holds two keeps only the id that came just before it, and only if
// this one has such an id too: else the id is the batch's.
func (w *wrapper) another() error {
	for _, s := range w.scopes {
		s.reports++
	}
	if w.waiting == nil {
		return nil
	}
	inner := w.scopes[len(w.scopes)-1]
	id := ""
	if w.waiting.scope == len(w.scopes)-1 && inner.child != "" && !inner.taken {
		id = w.waiting.before
	}
	return w.resolve(first(id, hashID(w.waiting.records[0].SHA256)))
}

// put emits a record, or adds it to what waits.
func (w *wrapper) put(rec intake.Record) error {
	if w.waiting == nil {
		return w.emit(rec)
	}
	w.waiting.records = append(w.waiting.records, rec)
	if w.waiting.held += rec.Size + recordCost; w.waiting.held > w.limits.Record {
		return w.flush()
	}
	return nil
}

// recordCost stands for what a waiting record holds beside its bytes.
const recordCost = 1 << 10

// flush resolves what waits with what is known.
func (w *wrapper) flush() error {
	if w.waiting == nil {
		return nil
	}
	id := w.waiting.before
	for i := min(w.waiting.scope, len(w.scopes)-1); i >= 0 && id == ""; i-- {
		id = w.scopes[i].only()
	}
	return w.resolve(id)
}

// resolve names the report that waits and emits it with what came after it. An
// empty id means that no scope gives one and that the file holds no other report.
func (w *wrapper) resolve(id string) error {
	p := w.waiting
	w.waiting = nil
	r := p.records[0].Report
	r.SourceID = first(id, together(p.records), w.onlyFile(), hashID(p.records[0].SHA256))
	for _, rec := range p.records {
		if err := w.emit(rec); err != nil {
			return err
		}
	}
	return nil
}

// onlyFile is the id in the file's name, when the file holds one report.
func (w *wrapper) onlyFile() string {
	if len(w.scopes) > 0 && w.scopes[0].reports > 1 {
		return ""
	}
	return fileID(w.in.Name)
}

// together is the one report that all the attachments among records belong to.
func together(records []intake.Record) string {
	id := ""
	for _, rec := range records {
		if rec.Attachment == nil {
			continue
		}
		if id != "" && id != rec.Attachment.ReportID {
			return ""
		}
		id = rec.Attachment.ReportID
	}
	return id
}
