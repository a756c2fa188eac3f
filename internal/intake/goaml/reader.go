package goaml

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
)

const format = "goaml"

// Reader reads goAML XML. The zero value knows no national code.
type Reader struct {
	Lists Lists
}

var _ intake.Reader = Reader{}

// Name is "goaml".
func (Reader) Name() string { return format }

// Detect looks for elements that only this format has: NCMEC's root is called
// report as well. UTF-16 is recognised too, so that it is refused with its reason.
func (Reader) Detect(_ string, head []byte) bool {
	if xmlstrict.Wide(head) {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n\xFE\xFF")
	if len(head) == 0 || head[0] != '<' {
		return false
	}
	for _, tag := range []string{"rentity_id>", "rentity_branch>", "currency_code_local>", "transactionnumber>", "report_parties>"} {
		for _, before := range []string{"<", ":"} {
			if bytes.Contains(head, []byte(before+tag)) {
				return true
			}
		}
	}
	return false
}

// Read emits the records of one file: of its root if that is a report, else of
// each report inside.
func (rd Reader) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	if err := rd.read(ctx, in, emit); err != nil {
		return fmt.Errorf("reading %s: %w", in.Name, err)
	}
	return nil
}

func (rd Reader) read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	limits := in.Limits.OrDefault()
	doc, err := xmlstrict.ReadDocument(nil, &input{ctx, in.R}, limits.Record)
	if err != nil {
		return err
	}
	rec := intake.Record{Place: intake.Place{File: in.Name}, SHA256: doc.SHA256, Size: doc.Size}
	if doc.TooLarge {
		rec.Problem = &intake.Problem{
			Reason: intake.TooLarge,
			Detail: fmt.Sprintf("%d bytes in one document, the limit is %d: whether one person sent all of it is known at its end only", doc.Size, limits.Record),
		}
		return emit(rec)
	}
	root, err := plant(xmlstrict.New(doc.Bytes, xmlstrict.Options{Depth: limits.Depth, Fields: limits.Fields, Elements: maxElements}))
	var reports []*node
	if err == nil {
		if reports = root.all("report"); len(reports) == 0 {
			err = fault(root, intake.WrongShape, "", "no report element")
		}
	}
	if err != nil {
		if rec, err = problem(rec, err); err != nil {
			return err
		}
		return emit(rec)
	}
	out := &output{ctx: ctx, limits: limits, doc: doc.Bytes, file: rec, emit: emit}
	for _, n := range reports {
		if err := out.report(rd.Lists, n, n == root); err != nil {
			return err
		}
	}
	return nil
}

// output writes the records of one file.
type output struct {
	ctx     context.Context
	limits  intake.Limits
	doc     []byte
	file    intake.Record // the file as a whole
	emit    func(intake.Record) error
	records int
	full    bool // the limit of records has been reached, and said
}

// record is the bytes of one element, or the whole file.
func (o *output) record(n *node, whole bool) intake.Record {
	if whole {
		rec := o.file
		rec.Redacted = o.doc
		return rec
	}
	b := o.doc[n.from:n.to]
	return intake.Record{
		Place:  intake.Place{File: o.file.Place.File, Offset: int64(n.from)},
		SHA256: sha256.Sum256(b), Size: int64(len(b)), Redacted: b,
	}
}

func (o *output) report(ls Lists, n *node, isFile bool) error {
	rec := o.record(n, isFile)
	d, err := ls.open(n, rec.SHA256)
	switch {
	case err != nil:
	case d.single():
		rec.Report, err = d.whole()
	default:
		return o.parts(d)
	}
	if err != nil {
		if rec, err = problem(rec, err); err != nil {
			return err
		}
	}
	return o.put(rec)
}

// parts emits each subject as a record of its own. The head goes with each, as
// long as that makes no more of the document than a record may hold; beyond, it
// goes with the first.
func (o *output) parts(d *document) error {
	size := d.root.to - d.root.from
	for i := range d.subjects {
		size -= d.subjects[i].n.to - d.subjects[i].n.from
	}
	spread := int64(size)*int64(len(d.subjects)) <= o.limits.Record
	ids := d.ids()
	for i := range d.subjects {
		s := &d.subjects[i]
		rec := o.record(s.n, false)
		r, err := d.part(s, ids[i], spread || i == 0)
		if rec.Report = r; err != nil {
			if rec, err = problem(rec, err); err != nil {
				return err
			}
		}
		s.b = nil
		if err := o.put(rec); err != nil {
			return err
		}
	}
	return nil
}

// put emits a record, or says once that there are too many.
func (o *output) put(rec intake.Record) error {
	if err := o.ctx.Err(); err != nil || o.full {
		return err
	}
	if o.records++; o.records > o.limits.Records {
		o.full = true
		rec.Report, rec.Redacted = nil, nil
		rec.Problem = &intake.Problem{Reason: intake.TooMany, Detail: fmt.Sprintf("more than %d records in one file", o.limits.Records)}
	}
	return o.emit(rec)
}

// input stops reading when the context ends.
type input struct {
	ctx context.Context
	r   io.Reader
}

func (s *input) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
