package ncmec

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
	"vigie/internal/report"
)

const (
	format = "ncmec-xml"
	source = "ncmec"
)

func isID(name string) bool { return name == "reportId" || name == "id" }

// parse maps the document doc, which d has begun to read or not: d stands before
// its root, or just after the root's start tag. rec holds its place, hash and size; its
// Problem is set if the document is none. The id of a report is not in its own
// XML: SourceID is left to the caller; own is what the root's attribute says.
func parse(rec intake.Record, doc []byte, d *xmlstrict.Decoder) (out intake.Record, own string, err error) {
	if d.Depth() == 0 {
		if _, err = d.Next(); err != nil { // the root: nothing else can come first
			return rec, "", err
		}
	}
	for _, a := range d.Attrs() {
		if len(a.Prefix) == 0 && isID(string(a.Local)) && own == "" {
			own = cleanID(string(a.Value))
		}
	}
	root := string(d.Name())
	b := newBuilder(d)
	switch {
	case len(d.Prefix()) > 0 || root != "report" && root != "fileDetails":
		return rec, "", d.Fail(intake.WrongShape, "neither a report nor a fileDetails, and none inside")
	case root == "report":
		err = b.report()
	default:
		err = b.file()
	}
	if err == nil {
		if _, err = d.Next(); err == io.EOF { // what follows the root is checked too
			err = nil
		}
	}
	if err != nil {
		return rec, "", err
	}
	redacted, withheld, err := redact(doc, d)
	if err != nil {
		return rec, "", err
	}
	if root == "report" {
		b.r.Source, b.r.Format, b.r.Withheld = source, format, withheld
		rec.Report = &b.r
	} else {
		if len(withheld) > 0 {
			b.drop(withheld[0].Field, "withheld")
		}
		rec.Attachment = b.attachment(rec.SHA256)
	}
	rec.Redacted = redacted
	return rec, own, nil
}

// attachment is what a fileDetails becomes.
func (b *builder) attachment(sum [32]byte) *report.Attachment {
	a := &report.Attachment{
		Source:     source,
		ReportID:   b.fileFor,
		ID:         b.media.ID,
		Media:      []report.Media{b.media},
		Facts:      b.r.Facts,
		Texts:      b.r.Texts,
		Attributes: b.r.Attributes,
		Dropped:    b.r.Dropped,
	}
	if a.ID == "" {
		a.ID = hex.EncodeToString(sum[:])
	}
	return a
}

// fault turns an error of a document into the Problem of its record. Any other
// error comes back.
func fault(rec intake.Record, err error) (intake.Record, error) {
	e, ok := errors.AsType[*xmlstrict.Error](err)
	if !ok {
		return rec, err
	}
	rec.Report, rec.Attachment, rec.Redacted = nil, nil, nil
	rec.Problem = e.Problem()
	rec.Place.Field = e.Path
	return rec, nil
}

// tooLarge is the Problem of a record over the limit.
func tooLarge(rec intake.Record, limit int64) intake.Record {
	rec.Problem = &intake.Problem{
		Reason: intake.TooLarge,
		Detail: fmt.Sprintf("%d bytes in %s from byte %d on, the limit is %d", rec.Size, named(rec.Place.Field), rec.Place.Offset, limit),
	}
	return rec
}

func named(field string) string {
	if field == "" {
		return "one document"
	}
	return field
}
