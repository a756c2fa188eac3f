package ncmec

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
)

// Reader reads CyberTipline XML. The zero value is ready.
type Reader struct{}

var _ intake.Reader = Reader{}

// Name is "ncmec-xml".
func (Reader) Name() string { return format }

// Detect looks for the elements that only this format has: goAML's root is
// called report as well. UTF-16 is recognised too, so that it is refused with
// its reason rather than as unknown.
func (Reader) Detect(_ string, head []byte) bool {
	if xmlstrict.Wide(head) {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n\xFE\xFF")
	if len(head) == 0 || head[0] != '<' {
		return false
	}
	for _, tag := range []string{"<fileDetails", "<incidentSummary", "<batchedReport", "<internetDetails", "<personOrUserReported"} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	return false
}

// headSize is how much of a file is looked at to find its root; a wrapper's
// root must begin within it.
const headSize = 64 << 10

// Read emits the records of one file: one if its root is report or fileDetails,
// else one for each such element inside, at any depth.
func (Reader) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	limits := in.Limits
	if limits.Record <= 0 {
		limits.Record = intake.DefaultLimits.Record
	}
	if limits.Records <= 0 {
		limits.Records = intake.DefaultLimits.Records
	}
	if limits.Depth <= 0 {
		limits.Depth = intake.DefaultLimits.Depth
	}
	r := &input{ctx, in.R}
	head, err := xmlstrict.ReadHead(r, headSize, in.Size)
	if err != nil {
		return failed(in.Name, err)
	}
	opt := xmlstrict.Options{Depth: limits.Depth, Fields: limits.Fields}
	d := xmlstrict.New(head, opt)
	root := ""
	if _, err := d.Next(); err == nil {
		root = d.Path()
	}
	if root != "" && !isRecord(d.Name(), d.Prefix()) {
		w := &wrapper{in: in, limits: limits, emit: emit}
		return failed(in.Name, w.read(d, head, r))
	}
	return failed(in.Name, whole(in, root, limits, opt, d, head, r, emit))
}

// whole reads a file that is one record. d has read its root out of head, or
// failed to.
func whole(in intake.Input, root string, limits intake.Limits, opt xmlstrict.Options, d *xmlstrict.Decoder, head []byte, r io.Reader, emit func(intake.Record) error) error {
	doc, err := xmlstrict.ReadDocument(head, r, limits.Record)
	if err != nil {
		return err
	}
	rec := intake.Record{Place: intake.Place{File: in.Name}, SHA256: doc.SHA256, Size: doc.Size}
	if doc.TooLarge {
		rec.Place.Field = root
		return emit(tooLarge(rec, limits.Record))
	}
	if root == "" || int64(len(head)) != doc.Size {
		d = xmlstrict.New(doc.Bytes, opt)
	}
	rec, own, err := parse(rec, doc.Bytes, d)
	if err == nil {
		rec, err = complete(rec, own, "")
	}
	if err != nil {
		if rec, err = fault(rec, err); err != nil {
			return err
		}
	}
	if rec.Report != nil {
		rec.Report.SourceID = first(own, fileID(in.Name), hashID(rec.SHA256))
	}
	return emit(rec)
}

// complete checks that an attachment says which report it belongs to, or takes
// the id that its own root or its wrapper states.
func complete(rec intake.Record, own, around string) (intake.Record, error) {
	if rec.Attachment == nil {
		return rec, nil
	}
	if rec.Attachment.ReportID == "" {
		if rec.Attachment.ReportID = first(own, around); rec.Attachment.ReportID == "" {
			return rec, &xmlstrict.Error{
				Reason: intake.MissingField, Path: "fileDetails/reportId",
				Offset: rec.Place.Offset, Detail: "no reportId: the file belongs to no report",
			}
		}
	}
	return rec, nil
}

func isRecord(local, prefix []byte) bool {
	return len(prefix) == 0 && (string(local) == "report" || string(local) == "fileDetails")
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

func failed(name string, err error) error {
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}
