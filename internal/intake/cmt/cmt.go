// Package cmt reads NCMEC's law-enforcement export of CyberTipline reports:
// the JSON that police units hold. The format has no public schema; reports
// from here are marked provisional, and what the reader does not know is
// listed as dropped.
//
// Contents of messages are measured and cut. Traits of a person (sex, origin,
// language, health, occupation, record) are seen and not kept.
package cmt

import (
	"bytes"
	"context"

	"vigie/internal/intake"
	"vigie/internal/intake/jsonstrict"
	"vigie/internal/report"
)

// Reader reads the export: one report, an array of them, NDJSON, or an object
// with a list under "reports" or "cyberTipReports".
type Reader struct{}

// Name is "cmt-json".
func (Reader) Name() string { return "cmt-json" }

// Detect knows the export by its keys.
func (Reader) Detect(_ string, head []byte) bool {
	head = jsonstrict.Head(head)
	return bytes.Contains(head, []byte(`"reportedInformation"`)) ||
		bytes.Contains(head, []byte(`"reportId"`)) && bytes.Contains(head, []byte(`"dateReceived"`))
}

// Read emits the reports of one file in order.
func (r Reader) Read(ctx context.Context, in intake.Input, emit func(intake.Record) error) error {
	f := jsonstrict.Format{Name: r.Name(), Wrappers: []string{"reports", "cyberTipReports"}, Build: build}
	return f.Read(ctx, in, emit)
}

// builder fills one report from one record.
type builder struct {
	r *report.Report
	// service is the company that reports: whose accounts the account ids are
	// where a person's own record does not say.
	service string
}

func build(d *jsonstrict.Doc, r *report.Report) *intake.Problem {
	root := d.Root()
	b := &builder{r: r}
	r.Source, r.Provisional = "ncmec", true

	id := root.Get("reportId")
	r.SourceID = text(id)
	switch {
	case r.SourceID == "":
		return &intake.Problem{Reason: intake.MissingField, Detail: "reportId"}
	case !reportID(r.SourceID):
		return &intake.Problem{Reason: intake.BadValue, Detail: "reportId is no report number"}
	}
	if received := root.Get("dateReceived"); text(received) != "" {
		t, ok := jsonstrict.ParseTime(text(received))
		if !ok {
			return &intake.Problem{Reason: intake.BadValue, Detail: "dateReceived is no date between 1990 and 2100"}
		}
		r.Dated = t
	}
	info := root.Get("reportedInformation")
	if !info.IsNull() && !info.IsObject() {
		return &intake.Problem{Reason: intake.WrongShape, Detail: "reportedInformation is no object"}
	}
	b.reporter(info.Get("reportingEsp"))
	b.summary(info.Get("incidentSummary"))
	b.details(info.Get("incidentDetails"))
	for _, g := range groups {
		for p := range list(wrapped(info, g.outer, g.inner), g.inner) {
			b.person(p, g.role)
		}
	}
	for f := range list(info.Get("uploadedFiles"), "uploadedFiles") {
		b.file(f)
	}
	for t := range list(info.Get("additionalInformations"), "additionalInformations") {
		r.Incident.Identifiers = append(r.Incident.Identifiers, b.freeText(t, "additionalInfo")...)
	}
	return nil
}

// groups are the lists of people, and the role of those in each.
var groups = []struct {
	outer, inner string
	role         report.Role
}{
	{"reportedPeople", "reportedPersons", report.RoleReported},
	{"intendedRecipients", "intendedRecipients", report.RoleRecipient},
	{"childVictims", "childVictims", report.RoleVictim},
}

// reportID accepts NCMEC's numbers, and the words of test systems.
func reportID(s string) bool {
	if len(s) > 40 {
		return false
	}
	for _, c := range []byte(s) {
		if !alnum(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
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
