package camt

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
)

// stream reads one file. Elements down to a statement are scopes, entered and
// left; what stands in a statement is cut out by its tags alone, so that a bad
// entry stops none of the others.
type stream struct {
	in   intake.Input
	emit func(intake.Record) error

	s          *xmlstrict.Splitter
	scopes     []scope
	statements int
	records    int
	st         *statement // the one that is open
	bad        bool       // the last entry was one with a problem
	cut        bool       // the file ended inside an entry, which says so itself
}

// scope is an open element around entries.
type scope struct {
	name  string // with its prefix, as its end tag has it
	what  level
	ns    string
	bound []xmlstrict.Binding
}

type level uint8

const (
	anElement level = iota // an envelope's
	aDocument
	aMessage
	aStatement
)

// stop is what makes the rest of a file unreadable.
type stop = *xmlstrict.Error

func (r *stream) read(head []byte, rest io.Reader) error {
	r.s = xmlstrict.NewSplitter(io.MultiReader(bytes.NewReader(head), rest), r.in.Limits.Record)
	d := xmlstrict.New(head, r.options(0, false))
	_, err := d.Next()
	if e, ok := errors.AsType[stop](err); ok {
		return r.trouble(e)
	}
	if err != nil {
		return err
	}
	at := d.EndOffset()
	if head[at-2] == '/' {
		return r.trouble(d.Fail(intake.WrongShape, "no camt.053 statement inside"))
	}
	if e := r.open(d, nil); e != nil {
		return r.trouble(e)
	}
	if err := r.s.Discard(at); err != nil {
		return err
	}
	e, err := r.pieces()
	if err != nil {
		return err
	}
	if e == nil && r.statements == 0 {
		e = &xmlstrict.Error{Reason: intake.WrongShape, Detail: "no camt.053 statement inside"}
	}
	if e != nil {
		return r.trouble(e)
	}
	return nil
}

// trouble emits what is wrong with the file around its entries, with the hash
// and the size of the whole file.
func (r *stream) trouble(e stop) error {
	size, sum, err := r.s.Drain()
	if err != nil {
		return err
	}
	return r.emit(intake.Record{Place: intake.Place{File: r.in.Name, Field: e.Path}, SHA256: sum, Size: size, Problem: e.Problem()})
}

// pieces reads to the end of the file, or to what makes the rest unreadable.
func (r *stream) pieces() (stop, error) {
	for {
		p, err := r.s.Next()
		if err == io.EOF {
			if len(r.scopes) > 0 && !r.cut {
				return r.fail(r.s.Offset(), intake.Truncated, "the file ends before its root element does"), nil
			}
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if e, err := r.piece(p); e != nil || err != nil {
			return e, err
		}
	}
}

func (r *stream) piece(p xmlstrict.Piece) (stop, error) {
	closed := len(r.scopes) == 0
	switch p.Shape {
	case xmlstrict.Other:
		if p.Truncated {
			return r.fail(r.s.Offset(), intake.Truncated, "the file ends inside a comment"), nil
		}
		return nil, nil
	case xmlstrict.Banned:
		return r.fail(p.Offset, intake.ForbiddenXML, "a declaration or a processing instruction"), nil
	case xmlstrict.Broken:
		if p.Truncated {
			return r.fail(r.s.Offset(), intake.Truncated, "the file ends inside a tag"), nil
		}
		return r.fail(p.Offset, intake.Malformed, "a tag that does not end"), nil
	case xmlstrict.Chars:
		if closed && (p.TooLarge || len(bytes.TrimSpace(p.Bytes)) > 0) {
			return r.fail(p.Offset, intake.TrailingContent, "text follows the root element"), nil
		}
		return nil, nil
	case xmlstrict.Close:
		if closed {
			return r.fail(p.Offset, intake.TrailingContent, "an element follows the root element"), nil
		}
		return r.close(p), nil
	}
	if closed {
		return r.fail(p.Offset, intake.TrailingContent, "an element follows the root element"), nil
	}
	if r.scopes[len(r.scopes)-1].what == aStatement {
		return r.part(p)
	}
	return r.enter(p)
}

// fail is what is wrong outside any entry.
func (r *stream) fail(at int64, reason intake.Reason, detail string) stop {
	names := make([]string, len(r.scopes))
	for i, s := range r.scopes {
		names[i] = s.name
	}
	return &xmlstrict.Error{Reason: reason, Path: strings.Join(names, "/"), Offset: at, Detail: detail}
}

func (r *stream) options(at int64, fragment bool) xmlstrict.Options {
	o := xmlstrict.Options{Depth: r.in.Limits.Depth, Fields: r.in.Limits.Fields, Base: at, Fragment: fragment}
	if len(r.scopes) > 0 {
		o.Bound = r.scopes[len(r.scopes)-1].bound
	}
	return o
}

// open adds the scope whose start tag d has just read. in is the scope around it.
func (r *stream) open(d *xmlstrict.Decoder, in *scope) stop {
	name := d.Name()
	if p := d.Prefix(); len(p) > 0 {
		name = slices.Concat(p, []byte(":"), name)
	}
	s := scope{name: bounded(name), ns: d.URI(d.Prefix()), bound: d.Bindings()}
	ok, other := readable(s.ns)
	ours := in != nil && ok && s.ns == in.ns
	switch local := string(d.Name()); {
	case in != nil && in.what == aDocument && ours && local == "BkToCstmrStmt":
		s.what = aMessage
	case in != nil && in.what == aMessage && ours && local == "Stmt":
		s.what = aStatement
		r.statements++
		r.st = &statement{number: r.statements, prefix: string(d.Prefix()), ns: s.ns, bound: s.bound}
	case local != "Document":
	case ok:
		s.what = aDocument
	case other != "":
		return d.Fail(intake.WrongShape, "%s is not read: of this family, camt.053 in versions 02 to 08 is", other)
	}
	r.scopes = append(r.scopes, s)
	return nil
}

// enter opens the scope that a tag begins.
func (r *stream) enter(p xmlstrict.Piece) (stop, error) {
	if p.TooLarge {
		return r.fail(p.Offset, intake.TooLarge, "a tag over the limit of a record"), nil
	}
	if len(r.scopes) >= r.in.Limits.Depth {
		return r.fail(p.Offset, intake.TooDeep, "more elements inside one another than the limit"), nil
	}
	d := xmlstrict.New(p.Bytes, r.options(p.Offset, true))
	if _, err := d.Next(); err != nil {
		if e, ok := errors.AsType[stop](err); ok {
			return e, nil
		}
		return nil, err
	}
	outer := r.scopes[len(r.scopes)-1]
	if e := r.open(d, &outer); e != nil {
		return e, nil
	}
	if p.Shape == xmlstrict.Closed {
		r.leave()
	}
	return nil, nil
}

// close ends the innermost scope.
func (r *stream) close(p xmlstrict.Piece) stop {
	if bounded(p.Name) != r.scopes[len(r.scopes)-1].name {
		if r.bad && local(p.Name) == entryPath {
			return nil // what a bad entry left behind
		}
		return r.fail(p.Offset, intake.Malformed, "the end tag of another element")
	}
	r.leave()
	return nil
}

func (r *stream) leave() {
	r.scopes = r.scopes[:len(r.scopes)-1]
	if len(r.scopes) == 0 || r.scopes[len(r.scopes)-1].what != aStatement {
		r.st = nil
	}
}

func local(name []byte) string {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return string(name)
}

// part cuts out one child of a statement.
func (r *stream) part(p xmlstrict.Piece) (stop, error) {
	name := local(p.Name)
	place := intake.Place{File: r.in.Name, Offset: p.Offset, Field: fmt.Sprintf("Stmt[%d]/%s", r.st.number, bounded([]byte(name)))}
	if name == entryPath {
		r.st.entries++
		place.Field = fmt.Sprintf("Stmt[%d]/Ntry[%d]", r.st.number, r.st.entries)
	}
	opt := r.options(p.Offset, true)
	cut, sum, err := r.s.Cut(p)
	if err != nil {
		return nil, err
	}
	r.cut = cut.Truncated
	rec := intake.Record{Place: place, SHA256: sum, Size: cut.Size}
	if name == entryPath {
		return r.entry(rec, cut, opt)
	}
	if cut.TooLarge || name == "Acct" && cut.Size > maxAccount {
		if name != "Acct" && name != "Id" && name != "CreDtTm" {
			r.st.drop(bounded([]byte(name)))
			r.cut = false // nothing was said of it
			return nil, nil
		}
		return r.problem(rec, intake.TooLarge, fmt.Sprintf("%d bytes, more than stands in a statement", cut.Size))
	}
	n, ours, err := readTree(xmlstrict.New(cut.Bytes, opt), r.st.ns)
	if e, ok := errors.AsType[stop](err); ok {
		return r.fault(rec, e)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case ours && name == "Acct" && !r.st.ready:
		r.st.begin(cut.Bytes, n)
		if !r.st.ready {
			return r.problem(rec, intake.MissingField, "an account without a number")
		}
	case ours && name == "Id" && r.st.id == "":
		r.st.id = n.value()
	case ours && name == "CreDtTm" && !r.st.created.stated:
		if m, ok := parseMoment(n.value()); ok {
			r.st.created = m
			return nil, nil
		}
		r.st.drop(name)
	default:
		r.st.drop(bounded([]byte(name)))
	}
	return nil, nil
}

// entry emits the records of one entry.
func (r *stream) entry(rec intake.Record, cut xmlstrict.Piece, opt xmlstrict.Options) (stop, error) {
	r.bad = true
	switch {
	case cut.TooLarge:
		return r.problem(rec, intake.TooLarge, fmt.Sprintf("%d bytes in one entry, the limit is %d", cut.Size, r.in.Limits.Record))
	case !r.st.ready:
		return r.problem(rec, intake.MissingField, "an entry before its statement's account, or without one")
	}
	wide := opt
	wide.Elements = maxElements
	forms, ours, err := split(cut.Bytes, wide, r.st.ns)
	if e, ok := errors.AsType[stop](err); ok {
		return r.fault(rec, e)
	}
	if err != nil {
		return nil, err
	}
	r.bad = false
	if !ours {
		r.st.drop(entryPath)
		return nil, nil
	}
	if cost := int64(forms.outer) * int64(len(forms.details)); cost > maxSpread {
		return r.problem(rec, intake.TooMany, fmt.Sprintf("%d transfers in an entry, each sealed with the %d bytes around it", len(forms.details), forms.outer))
	}
	for i := range max(1, len(forms.details)) {
		if e, err := r.transfer(rec, forms, i, opt); e != nil || err != nil {
			return e, err
		}
	}
	return nil, nil
}

// transfer emits the record of one transfer of an entry.
func (r *stream) transfer(rec intake.Record, f forms, i int, opt xmlstrict.Options) (stop, error) {
	form, at, inner := f.form(i)
	entry := rec.Place.Field
	rec.Place.Offset += at
	if len(f.details) > 1 {
		rec.Place.Field += fmt.Sprintf("/NtryDtls/TxDtls[%d]", i+1)
		rec.SHA256, rec.Size = sha256.Sum256(form), int64(len(form))
	}
	opt.Base = rec.Place.Offset - inner
	n, _, err := readTree(xmlstrict.New(form, opt), r.st.ns)
	if e, ok := errors.AsType[stop](err); ok {
		return r.fault(rec, e)
	}
	if err != nil {
		return nil, err
	}
	t := transfer{builder: r.st.builder(), st: r.st, entry: n, alone: f.alone()}
	if f.unlisted {
		t.drop(entryPath+"/NtryDtls/Btch", "not listed")
	}
	sealed, parts, bad := t.read(form)
	if bad.reason != "" {
		if rest, in := strings.CutPrefix(bad.path, detailPath); in && len(f.details) > 1 {
			rec.Place.Field += rest
		} else {
			rec.Place.Field = entry + strings.TrimPrefix(bad.path, entryPath)
		}
		return r.problem(rec, bad.reason, bad.path+": "+bad.detail)
	}
	sum := identityOf(parts)
	nth := r.st.occurrence(sum)
	t.r.SourceID = nthID(sum, nth)
	rec.SHA256, rec.Size = r.st.hash(form, nth)
	rec.Report, rec.Redacted = t.r, r.st.redacted(sealed)
	return r.put(rec)
}

func (r *stream) fault(rec intake.Record, e stop) (stop, error) {
	rec.Problem = e.Problem()
	return r.put(rec)
}

func (r *stream) problem(rec intake.Record, reason intake.Reason, detail string) (stop, error) {
	rec.Problem = &intake.Problem{Reason: reason, Detail: detail}
	return r.put(rec)
}

func (r *stream) put(rec intake.Record) (stop, error) {
	if r.records >= r.in.Limits.Records {
		return r.fail(rec.Place.Offset, intake.TooMany, fmt.Sprintf("more than %d records in one file", r.in.Limits.Records)), nil
	}
	r.records++
	return nil, r.emit(rec)
}
