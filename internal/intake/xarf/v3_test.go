package xarf

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/report"
)

const old = `{"Version": "3",
 "ReporterInfo": {"ReporterType": "Org", "ReporterOrg": "Example Hotline", "ReporterOrgDomain": "Example.org", "ReporterOrgEmail": "desk@example.org",
  "ReporterOrgAddress": "1 Example Street", "ReporterContactEmail": "one@example.org", "ReporterContactName": "Desk One", "ReporterContactPhone": "+1 202 555 0100"},
 "OnBehalfOf": {"ComplainantOrg": "Example Users", "ComplainantOrgDomain": "example.net", "ComplainantOrgEmail": "all@example.net"},
 "Disclosure": true,
 "InternalProcessing": {"EventTags": ["x"]},
 "Report": {"ReportClass": "Content", "ReportType": "ChildAbuse", "ReportSubType": "Link-Sharing", "ReporterCaseID": "CASE-1", "ReporterSeverity": "high",
  "ReporterNotes": "Neutral note", "Date": "2024-02-05T14:17:10Z", "FirstSeen": "2024-02-04T14:17:10Z", "SourceIp": "192.0.2.55", "SourcePort": 80, "ASN": 64496,
  "SourceUrl": "http://example.com/index.html", "Ongoing": true,
  "Samples": [
   {"ContentType": "text/plain", "Base64Encoded": true, "Description": "A log", "Payload": "bmV1dHJhbCBwYXlsb2Fk"},
   {"ContentType": "text/plain", "Payload": "plain words"},
   {"FileName": "a.bin", "FileSize": 15, "FileHash": {"HashValue": "00000000000000000000000000000001", "HashAlgorithm": "md5"}}]}}`

func TestVersion3(t *testing.T) {
	rec := one(t, []byte(old))
	r := rec.Report
	if r.Source != "xarf:example.org" || r.SourceID != "CASE-1" || r.Incident.Category != report.CategoryMaterial || r.Incident.Type != "ChildAbuse" {
		t.Errorf("%q %q %q %q", r.Source, r.SourceID, r.Incident.Category, r.Incident.Type)
	}
	want := []report.Identifier{
		{Kind: report.KindURL, Raw: "http://example.com/index.html", Field: "Report.SourceUrl"},
		{Kind: report.KindIP, Raw: "192.0.2.55", Port: 80, At: r.Dated, Field: "Report.SourceIp"},
	}
	if d := cmp.Diff(want, r.Incident.Identifiers); d != "" {
		t.Errorf("identifiers (-want +got)\n%s", d)
	}
	if d := cmp.Diff([]report.Dropped{{Field: "InternalProcessing", Reason: "internal"}}, r.Dropped); d != "" {
		t.Errorf("dropped (-want +got)\n%s", d)
	}
	if len(r.Withheld) != 2 || r.Withheld[0].Length != 15 || r.Withheld[1].Length != 11 || len(r.Media) != 1 || len(r.Parties) != 2 {
		t.Errorf("withheld %+v media %+v parties %+v", r.Withheld, r.Media, r.Parties)
	}
	for _, s := range []string{"bmV1dHJhbCBwYXlsb2Fk", "plain words"} {
		if strings.Contains(marshal(t, r), s) || strings.Contains(string(rec.Redacted), s) {
			t.Errorf("%q is kept", s)
		}
	}
}

func TestVersion3Spellings(t *testing.T) {
	in := strings.NewReplacer("ReporterInfo", "Reporter_Info", "ReportType", "Report_Type", "SourceIp", "Source_IP",
		"ReporterCaseID", "Report_ID", `"Version": "3"`, `"Version": 3`, "ChildAbuse", "child-abuse").Replace(old)
	r := one(t, []byte(in)).Report
	if r.SourceID != "CASE-1" || len(r.Incident.Identifiers) != 2 {
		t.Errorf("%q %+v", r.SourceID, r.Incident.Identifiers)
	}
	// Without a number of its own a report is known by its bytes.
	in = strings.Replace(old, `"ReporterCaseID": "CASE-1", `, "", 1)
	rec := one(t, []byte(in))
	if len(rec.Report.SourceID) != 64 {
		t.Errorf("source id %q", rec.Report.SourceID)
	}
}
