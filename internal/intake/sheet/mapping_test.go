package sheet

import (
	"testing"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// What a profile may say beside headings: roles by row, constants that columns
// override, verified addresses, services, a source of its own.
func TestMapping(t *testing.T) {
	p, err := ParseProfile([]byte(`name: partner
version: 3
source: "hotline:{name}"
description: {fr: Essai, en: Trial}
row: report
match: [Who]
zone: UTC
service: default.example
constants:
  - {to: incident.platform, value: constant.example}
  - {to: facilitator.name.full, value: Person Nine}
columns:
  - {heading: Who, to: person.account, required: true}
  - {heading: Role, to: person.role, values: {suspect: reported, enfant: victim}}
  - {heading: Mail, to: person.email, verified: true, split: ","}
  - {heading: Platform, to: incident.platform}
  - {heading: Kind, to: incident.type, values: {direct: live}}
  - {heading: Category, to: incident.category, values: {img: material}}
  - {heading: Start, to: session.start}
  - {heading: End, to: session.end}
  - {heading: Count, to: fact.payments}
`))
	if err != nil {
		t.Fatal(err)
	}
	in := "Who;Role;Mail;Platform;Kind;Category;Start;End;Count\n" +
		"a;Suspect;a@example.org, b@example.org;;Direct;;2025-01-02 10:00;2025-01-02 11:00;4\n" +
		"b;ENFANT;;site.example;direct;img;;;\n" +
		"c;witness;;;;;;;\n" +
		";suspect;;;;;;;\n" +
		"d;;;;;zzz;;;\n" +
		"e;;;;;;2025-01-02 10:00;2025-01-01 10:00;\n" +
		"f;;;;;;;;-1\n"
	recs := read(t, New([]Profile{p}), "x.csv", []byte(in), intake.Limits{})
	want := []intake.Reason{"", "", intake.BadValue, intake.MissingField, intake.BadValue, intake.BadValue, intake.BadValue}
	for i, r := range recs {
		if got := r.Problem; (got == nil) != (want[i] == "") || got != nil && got.Reason != want[i] {
			t.Fatalf("row %d: %+v, want %q", r.Place.Row, got, want[i])
		}
	}
	a, b := recs[0].Report, recs[1].Report
	if a.Source != "hotline:partner" || a.Incident.Platform != "constant.example" || b.Incident.Platform != "site.example" {
		t.Errorf("%q %q %q", a.Source, a.Incident.Platform, b.Incident.Platform)
	}
	if a.Incident.Category != report.CategoryLive || b.Incident.Category != report.CategoryMaterial {
		t.Errorf("categories %q %q", a.Incident.Category, b.Incident.Category)
	}
	pa, pb := parties(a), parties(b)
	ids := pa[report.RoleReported].Identifiers
	if len(ids) != 3 || ids[0].Service != "default.example" || ids[1].Verified == nil || !*ids[1].Verified || ids[2].Raw != "b@example.org" {
		t.Errorf("identifiers %+v", ids)
	}
	if len(pb[report.RoleVictim].Identifiers) != 1 || len(pb[report.RoleReported].Identifiers) != 0 {
		t.Errorf("parties %+v", b.Parties)
	}
	if pa[report.RoleFacilitator].Names[0].Full != "Person Nine" {
		t.Errorf("constant party %+v", pa)
	}
	if len(a.Sessions) != 1 || len(a.Facts) != 2 {
		t.Errorf("sessions %+v facts %+v", a.Sessions, a.Facts)
	}
}
