package jsonstrict

import (
	"context"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// Format is what a reader of one JSON format adds to the strict reading.
type Format struct {
	Name string
	// Wrappers are the keys under which an object may hold a list of records.
	Wrappers []string
	// Build fills a report from a record, or says why there is none. It reads
	// values through [Value]; what it does not read is dropped as unknown.
	Build func(d *Doc, r *report.Report) *intake.Problem
}

// Read is the Read of [intake.Reader] for the format.
func (f Format) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	return Split(ctx, in, f.Wrappers, func(p *Piece) error {
		rec := intake.Record{
			Place:   intake.Place{File: in.Name, Offset: p.Offset},
			SHA256:  p.SHA256,
			Size:    p.Size,
			Problem: p.Problem,
		}
		if p.Doc != nil {
			r := &report.Report{Format: f.Name}
			if rec.Problem = f.Build(p.Doc, r); rec.Problem == nil {
				p.Doc.close(r)
				rec.Report, rec.Redacted = r, p.Doc.redacted()
			}
		}
		return emit(rec)
	})
}

// close accounts for everything left, and hands the account to the report.
func (d *Doc) close(r *report.Report) {
	for c := range d.Root().children() {
		d.sweep(c, false, false)
	}
	r.Dropped = append(r.Dropped, d.dropped...)
	r.Withheld = append(r.Withheld, d.withheld...)
}
