// Package xarf reads XARF, the format in which hosts and hotlines report
// abuse: of version 4 the types content/csam and content/csem, of version 3
// the reports of child abuse. Other types are no business of this program.
//
// Evidence payloads are decoded and measured in passing, compared with the hash
// that the source declares, and kept nowhere.
package xarf

import (
	"bytes"
	"context"
	"strings"

	"vigie/internal/intake"
	"vigie/internal/intake/jsonstrict"
	"vigie/internal/report"
)

// Reader reads XARF: one report, an array, NDJSON, or an object with a list
// under "reports".
type Reader struct{}

// Name is "xarf".
func (Reader) Name() string { return "xarf" }

// Detect knows XARF by its keys, of either version.
func (Reader) Detect(_ string, head []byte) bool {
	head = jsonstrict.Head(head)
	has := func(key string) bool { return bytes.Contains(head, []byte(`"`+key+`"`)) }
	return has("xarf_version") || has("source_identifier") && has("reporter") ||
		has("ReporterInfo") || has("Reporter_Info") || has("ReportType") && has("ReportClass")
}

// Read emits the reports of one file in order.
func (r Reader) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	f := jsonstrict.Format{Name: r.Name(), Wrappers: []string{"reports"}, Build: build}
	return f.Read(ctx, in, emit)
}

func build(d *jsonstrict.Doc, r *report.Report) *intake.Problem {
	root := d.Root()
	b := &builder{d: d, r: r}
	version := text(root.Get("xarf_version"))
	switch {
	case strings.HasPrefix(version, "4."):
		b.attribute(root.Get("xarf_version"))
		return b.v4(root)
	case version != "":
		return wrong(intake.WrongShape, "xarf_version is not 4")
	case !folded(root, "reporterinfo").IsNull() || !folded(root, "report").IsNull():
		return b.v3(root)
	}
	return wrong(intake.MissingField, "xarf_version")
}

func wrong(reason intake.Reason, detail string) *intake.Problem {
	return &intake.Problem{Reason: reason, Detail: detail}
}

// builder fills one report from one record.
type builder struct {
	d *jsonstrict.Doc
	r *report.Report
}

func text(v jsonstrict.Value) string { return strings.TrimSpace(v.Text()) }

// source names who reports: the domain, which can be checked, before the name.
func (b *builder) source(domain, org string) *intake.Problem {
	name := strings.ToLower(domain)
	if name == "" {
		name = strings.ToLower(org)
	}
	switch {
	case name == "":
		return wrong(intake.MissingField, "the reporter has neither domain nor org")
	case len(name) > 253:
		return wrong(intake.BadValue, "the reporter's domain or org is over 253 bytes")
	}
	b.r.Source = "xarf:" + name
	return nil
}

// id takes the report's own number; a version that has none is known by its bytes.
func (b *builder) id(s string) *intake.Problem {
	if len(s) > 200 {
		return wrong(intake.BadValue, "the report's id is over 200 bytes")
	}
	b.r.SourceID = s
	return nil
}

// dated takes the report's main date, which must be one.
func (b *builder) dated(v jsonstrict.Value, name string) *intake.Problem {
	s := text(v)
	if s == "" {
		return wrong(intake.MissingField, name)
	}
	t, ok := jsonstrict.ParseTime(s)
	if !ok {
		return wrong(intake.BadValue, name+" is no date between 1990 and 2100")
	}
	b.r.Dated = t
	return nil
}

// attribute keeps scalars, and lists of them, under their key.
func (b *builder) attribute(v jsonstrict.Value) {
	if v.IsArray() {
		for e := range v.Items() {
			b.attribute(e)
		}
		return
	}
	s := text(v)
	switch {
	case s == "":
	case len(s) > 200:
		v.Drop(jsonstrict.TooLong)
	default:
		path := v.Path()
		name, _, _ := strings.Cut(path[strings.LastIndexByte(path, '.')+1:], "[")
		b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: name, Value: s, Field: path})
	}
}

func (b *builder) text(v jsonstrict.Value, kind string) {
	if s := text(v); s != "" {
		b.r.Texts = append(b.r.Texts, report.Text{Kind: kind, Value: s, Field: v.Path()})
	}
}

// fact states a fact once: the first field that states it is its source.
func (b *builder) fact(k report.FactKind, field string) {
	for _, f := range b.r.Facts {
		if f.Kind == k {
			return
		}
	}
	b.r.Facts = append(b.r.Facts, report.Fact{Kind: k, Field: field})
}
