package cmt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// full has every key that the reader knows, and some that it does not.
const full = `{
 "reportId": 123456789, "dateReceived": "2025-06-01T12:00:00Z",
 "reportedInformation": {
  "reportingEsp": {"espName": "Example Social", "firstName": "Desk", "lastName": "Example Images", "emails": {"emails": [{"value": "desk@example.org"}]}},
  "incidentSummary": {"incidentType": "Online Enticement of Children for Sexual Acts", "incidentDateTime": "2025-05-30T08:15:00Z",
   "incidentDateTimeDescription": "Neutral note on the time", "escalateToHighPriority": "Neutral escalation"},
  "incidentDetails": {
   "webpageIncident": [{"sourceInformation": {"sourceCaptures": [{"captureType": "URL", "value": "https://example.com/page"}]},
    "additionalInformations": [{"value": "Type: page"}]}],
   "emailIncident": [{"contents": [{"value": "CONTENT-NEVER-KEPT"}], "emails": {"emails": [{"value": "to@example.net"}]}}],
   "chatImIncident": [{"content": "CONTENT-NEVER-KEPT either"}]},
  "reportedPeople": {"reportedPersons": [{
   "firstName": "Given", "middleName": "M", "lastName": "Family", "preferredName": "Nick", "dateOfBirth": "1980-02-03", "approximateAge": 45,
   "gender": "TRAIT-1", "preferredPronouns": "TRAIT-2", "physicalDescription": "TRAIT-3", "races": ["TRAIT-4"], "languages": ["TRAIT-5"],
   "disabilities": ["TRAIT-6"], "additionalDisabilityInformation": "TRAIT-7", "occupation": "TRAIT-8", "convictedSexOffender": "TRAIT-9",
   "gangAffiliation": "TRAIT-10", "accessToFirearms": "Yes", "relationshipToChildVictim": "Uncle", "accessToChildVictim": true,
   "accessToChildren": "Unknown", "relationshipToReporter": "None", "awareOfReport": "No", "vehicleDescription": "Neutral vehicle", "vehicleTagNumber": "AB-12",
   "espService": "Example Chat", "espUserId": 10077, "screenName": {"value": "screen-77"},
   "emails": {"emails": [{"value": "a@example.com", "verified": true, "type": "Home", "verificationDate": "2025-01-01T00:00:00Z"}, {"value": "b@example.com", "verified": null}]},
   "phones": {"phones": {"phones": [{"value": "+12025550123", "verified": "false"}]}},
   "addresses": {"addresses": [{"street1": "1 Example Street", "street2": "Flat 2", "city": "Exampleton", "state": "EX", "postalCode": "00000", "country": "FR", "type": "Home"}]},
   "ipAddress": "192.0.2.1",
   "sourceInformation": {"sourceCaptures": [
    {"captureType": "IP Address", "value": "203.0.113.7", "dateTime": "2025-05-29T10:00:00Z", "port": "51515", "eventName": "Login", "possibleProxy": false},
    {"captureType": "Profile URL", "value": "https://example.com/u/77"},
    {"captureType": "Shoe Size", "value": "44"}]},
   "additionalContactInformation": "Reach at +1 202 555 0188",
   "additionalInformations": [{"value": "Second address c@example.com, seen from IP: 198.51.100.9 and 2001:db8::9; profile https://example.org/p?id=1&x=2."}],
   "unknownKey": {"deeper": ["x", "y"]}}]},
  "intendedRecipients": {"intendedRecipients": [{"espUserId": "r-1", "screenName": "recipient-1", "emails": ["r@example.com"]}]},
  "childVictims": null,
  "uploadedFiles": {"uploadedFiles": [{
   "filename": "f1.bin", "originalFilename": "orig.bin", "submittalId": "s-1", "verificationHash": "D41D8CD98F00B204E9800998ECF8427E", "viewedByEsp": null,
   "industryClassification": "A1", "ncmecTags": {"groups": [{"name": "Group", "tags": [{"value": "Live Streaming"}, {"value": "Potential Meme"}, {"value": "Something Else"}]}]},
   "espMetadata": {"metadatas": [{"name": "Upload Date and Time", "value": "2025-05-28T01:02:03Z"}, {"name": "Note", "value": "Sent by d@example.com"}]},
   "sourceInformation": {"sourceCaptures": [{"captureType": "IP Address", "value": "203.0.113.8", "dateTime": "2025-05-27T01:02:03Z", "eventName": "UPLOAD"}]},
   "additionalInformations": [{"value": "Neutral file note"}]}]},
  "additionalInformations": [{"value": "General note, e@example.net"}]}}`

func read(t testing.TB, in string, lim intake.Limits) []intake.Record {
	t.Helper()
	var out []intake.Record
	err := Reader{}.Read(context.Background(), intake.Input{Name: "x.json", R: strings.NewReader(in), Size: -1, Limits: lim}, func(r intake.Record) error {
		if (r.Report == nil) == (r.Problem == nil) || (r.Redacted == nil) != (r.Report == nil) {
			t.Fatalf("exactly one of report and problem: %+v", r)
		}
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func one(t testing.TB, in string) intake.Record {
	t.Helper()
	got := read(t, in, intake.Limits{})
	if len(got) != 1 || got[0].Problem != nil {
		t.Fatalf("want one report, got %d records, first problem %+v", len(got), got[0].Problem)
	}
	return got[0]
}

func marshal(t testing.TB, r *report.Report) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// with is the full document with one thing changed.
func with(t testing.TB, old, new string) string {
	t.Helper()
	if !strings.Contains(full, old) {
		t.Fatalf("%q is not in the document", old)
	}
	return strings.Replace(full, old, new, 1)
}

func TestMapping(t *testing.T) {
	r := one(t, full).Report
	if r.Source != "ncmec" || r.SourceID != "123456789" || r.Format != "cmt-json" || !r.Provisional || r.Dated.Format("2006-01-02 15:04") != "2025-06-01 12:00" {
		t.Errorf("identity: %+v", r)
	}
	if r.Incident.Category != report.CategoryEnticement || r.Incident.Channel != report.ChannelWeb || r.Incident.Platform != "Example Social" || r.Incident.At.IsZero() {
		t.Errorf("incident: %+v", r.Incident)
	}
	var got []string
	r.EachIdentifier(func(role report.Role, _ int, id *report.Identifier) {
		line := fmt.Sprintf("%v %v %s", role, id.Kind, id.Raw)
		if id.Service != "" {
			line += " at " + id.Service
		}
		if id.FromText {
			line += " from text"
		}
		got = append(got, line)
	})
	want := []string{
		"reporter email desk@example.org",
		"reported email a@example.com", "reported email b@example.com", "reported phone +12025550123",
		"reported account 10077 at Example Chat", "reported screen-name screen-77 at Example Chat",
		"reported ip 192.0.2.1", "reported ip 203.0.113.7", "reported url https://example.com/u/77",
		"reported phone +1 202 555 0188 from text", "reported email c@example.com from text", "reported ip 198.51.100.9 from text",
		"reported ip 2001:db8::9 from text", "reported url https://example.org/p?id=1&x=2 from text",
		"recipient email r@example.com", "recipient account r-1 at Example Social", "recipient screen-name recipient-1 at Example Social",
		"incident url https://example.com/page", "incident email to@example.net", "incident email e@example.net from text",
		"incident ip 203.0.113.8", "incident email d@example.com from text",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("identifiers (-want +got)\n%s", d)
	}
	var facts []string
	for _, f := range r.Facts {
		facts = append(facts, string(f.Kind))
	}
	if d := cmp.Diff([]string{"enticement", "imminent_danger", "access_to_child", "live_abuse", "meme"}, facts); d != "" {
		t.Errorf("facts (-want +got)\n%s", d)
	}
	p := r.Parties[1]
	if !p.OfficerSafety || p.Born != "1980-02-03" || p.Names[0].Preferred != "Nick" || p.Places[0].Street != "1 Example Street, Flat 2" {
		t.Errorf("reported person: %+v", p)
	}
	if v := p.Identifiers[0].Verified; v == nil || !*v || p.Identifiers[1].Verified != nil || p.Identifiers[2].Verified == nil || *p.Identifiers[2].Verified {
		t.Errorf("verified is wrong")
	}
	if c := p.Identifiers[6]; c.Event != "Login" || c.Port != 51515 || c.At.Hour() != 10 || c.Proxy == nil || *c.Proxy {
		t.Errorf("capture: %+v", c)
	}
	m := r.Media[0]
	if m.ID != "s-1" || m.Hashes[0] != (report.Hash{Type: "MD5", Value: "d41d8cd98f00b204e9800998ecf8427e"}) || m.Viewed != nil || m.Uploaded.Day() != 27 || len(m.Flags) != 3 {
		t.Errorf("file: %+v", m)
	}
	sum := sha256.Sum256([]byte("CONTENT-NEVER-KEPT"))
	if w := r.Withheld; len(w) != 2 || w[0].Length != 18 || w[0].SHA256 != hex.EncodeToString(sum[:]) || w[0].Field != "reportedInformation.incidentDetails.emailIncident[0].contents[0].value" {
		t.Errorf("withheld: %+v", w)
	}
}

var indexes = regexp.MustCompile(`\[\d+\]`)

// TestAccounted: every value of the document is in the report, or in the list
// of what was dropped or withheld.
func TestAccounted(t *testing.T) {
	r := one(t, full).Report
	body := marshal(t, r)
	var doc any
	d := json.NewDecoder(strings.NewReader(full))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	moved := map[string]bool{ // into a field that does not hold it as written: checked in TestMapping
		"accessToFirearms": true, "verified": true, "possibleProxy": true, "port": true, "eventName": true, "captureType": true, "verificationHash": true,
	}
	var visit func(path string, v any)
	n := 0
	visit = func(path string, v any) {
		switch x := v.(type) {
		case map[string]any:
			for k, e := range x {
				visit(strings.TrimPrefix(path+"."+k, "."), e)
			}
		case []any:
			for i, e := range x {
				visit(fmt.Sprintf("%s[%d]", path, i), e)
			}
		case nil:
		default:
			n++
			quoted, _ := json.Marshal(fmt.Sprint(x))
			in := string(quoted[1 : len(quoted)-1])
			kept := strings.Contains(body, in) || moved[path[strings.LastIndexByte(path, '.')+1:]]
			for _, d := range r.Dropped {
				kept = kept || strings.HasPrefix(indexes.ReplaceAllString(path, "[]"), d.Field)
			}
			for _, w := range r.Withheld {
				kept = kept || w.Field == path
			}
			if !kept {
				t.Errorf("%s is not accounted for", path)
			}
		}
	}
	visit("", doc)
	if n < 60 {
		t.Errorf("only %d values were looked at", n)
	}
	var unknown []string
	for _, d := range r.Dropped {
		if d.Reason == "unknown" {
			unknown = append(unknown, d.Field[strings.LastIndexByte(d.Field, '.')+1:])
		}
	}
	if d := cmp.Diff([]string{"value", "unknownKey"}, unknown); d != "" {
		t.Errorf("unknown (-want +got)\n%s", d)
	}
}

// TestNeverKept: no content and no trait is in what leaves the reader; no
// content in what is sealed.
func TestNeverKept(t *testing.T) {
	rec := one(t, full)
	body := marshal(t, rec.Report)
	for _, s := range []string{"CONTENT-NEVER-KEPT", "TRAIT-"} {
		if strings.Contains(body, s) {
			t.Errorf("%s is in the report", s)
		}
	}
	if strings.Contains(string(rec.Redacted), "CONTENT-NEVER-KEPT") || !json.Valid(rec.Redacted) {
		t.Error("content is in the redacted form")
	}
	n := 0
	for _, d := range rec.Report.Dropped {
		if d.Reason == "trait" {
			n++
		}
	}
	if n != 11 {
		t.Errorf("%d traits dropped by name, want 11", n)
	}
	for _, in := range []string{
		with(t, `[{"value": "CONTENT-NEVER-KEPT"}]`, `"CONTENT-NEVER-KEPT"`),
		with(t, `[{"value": "CONTENT-NEVER-KEPT"}]`, `{"contents": [{"value": {"x": ["CONTENT-NEVER-KEPT"]}}]}`),
		with(t, `"contents": [{"value": "CONTENT-NEVER-KEPT"}]`, `"messageBodies": ["CONTENT-NEVER-KEPT"]`),
		with(t, `"content": "CONTENT-NEVER-KEPT either"`, `"chatLog": {"lines": "`+strings.Repeat("CONTENT-NEVER-KEPT ", 100)+`"}`),
		with(t, `"CONTENT-NEVER-KEPT"`, `"CONTENT-NEVER-KEPT`+strings.Repeat(" CONTENT-NEVER-KEPT", 100_000)+`"`),
	} {
		rec := one(t, in)
		if strings.Contains(string(rec.Redacted), "CONTENT-NEVER-KEPT") || strings.Contains(marshal(t, rec.Report), "CONTENT-NEVER-KEPT") {
			t.Errorf("content is kept: %.300s", rec.Redacted)
		}
	}
}

func TestShapes(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"everything null", full[strings.Index(full, `"reportedInformation"`):], `"reportedInformation": null}`},
		{"nothing but the number", full[strings.Index(full, `, "dateReceived"`):], `}`},
		{"number as a string", `123456789`, `"123456789"`},
		{"people not wrapped", `"reportedPeople": {"reportedPersons": [{`, `"reportedPersons": [{"reportedPersons": [{`},
		{"date is N/A", `"2025-06-01T12:00:00Z"`, `"N/A"`},
	} {
		in := strings.Replace(full, c.old, c.new, 1)
		if c.name == "people not wrapped" {
			in = with(t, `"reportedPeople": {"reportedPersons": [{`, `"reportedPersons": [{`)
			in = strings.Replace(in, `"y"]}}]},`, `"y"]}}],`, 1)
		}
		if r := one(t, in).Report; r.SourceID != "123456789" {
			t.Errorf("%s: source id %q", c.name, r.SourceID)
		} else if c.name == "people not wrapped" && len(r.Parties) != 3 {
			t.Errorf("%s: %d parties", c.name, len(r.Parties))
		}
	}
	// Any object may be null or missing: one at a time, the report still goes in.
	for _, key := range regexp.MustCompile(`"([a-zA-Z]+)": [{\[]`).FindAllStringSubmatch(full, -1) {
		if key[1] == "reportedInformation" {
			continue
		}
		var doc map[string]any
		if err := json.Unmarshal([]byte(full), &doc); err != nil {
			t.Fatal(err)
		}
		null(doc, key[1])
		b, _ := json.Marshal(doc)
		one(t, string(b))
	}
	// One report, and the same in each of the other ways to send several.
	for _, in := range []string{"\xef\xbb\xbf" + full, "[" + full + "]", `{"reports": [` + full + `], "total": 1}`} {
		if got, want := marshal(t, one(t, in).Report), marshal(t, one(t, full).Report); got != want {
			t.Errorf("%.20q: another report", in)
		}
		if one(t, in).SHA256 != sha256.Sum256([]byte(full)) {
			t.Errorf("%.20q: another hash", in)
		}
	}
}

func null(v any, key string) {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			if null(e, key); k == key {
				x[k] = nil
			}
		}
	case []any:
		for _, e := range x {
			null(e, key)
		}
	}
}

func TestAccess(t *testing.T) {
	for _, c := range []struct {
		key, value string
		fact       bool
		attribute  bool
	}{
		{"accessToChildren", `true`, true, true},
		{"accessToChildren", `"Yes"`, true, true},
		{"accessToChildren", `1`, true, true},
		{"accessToChildren", `"Yes, lives with two"`, true, false},
		{"accessToChildren", `"Not confirmed"`, false, true},
		{"accessToChildren", `"No"`, false, true},
		{"accessToChildren", `"Unknown"`, false, true},
		{"accessToChildren", `""`, false, false},
		{"accessToChildren", `"` + strings.Repeat("long words ", 10) + `"`, false, false},
		{"accessToChildren", `{"a":"Yes"}`, false, false},
		{"relationshipToChildVictim", `"Father"`, true, true},
		{"relationshipToChildVictim", `"Family Friend"`, true, true},
		{"relationshipToChildVictim", `"Online acquaintance"`, false, true},
		{"relationshipToChildVictim", `"Stranger"`, false, true},
		{"relationshipToChildVictim", `"Not a relative"`, false, true},
		{"relationshipToChildVictim", `"N/A"`, false, false},
	} {
		r := one(t, `{"reportId":"1","reportedInformation":{"reportedPeople":{"reportedPersons":[{"`+c.key+`":`+c.value+`}]}}}`).Report
		if got := len(r.Facts) == 1 && r.Facts[0].Kind == report.AccessToChild; got != c.fact {
			t.Errorf("%s %s: fact %v", c.key, c.value, got)
		}
		if got := len(r.Attributes) == 1; got != c.attribute {
			t.Errorf("%s %s: attribute %v", c.key, c.value, got)
		}
		if len(r.Texts) != 0 {
			t.Errorf("%s %s: the wording is kept as a text", c.key, c.value)
		}
	}
}

func TestStated(t *testing.T) {
	for tag, want := range map[string][]report.FactKind{
		"Live Streaming": {report.LiveAbuse}, "liveStreaming": {report.LiveAbuse}, "live-stream": {report.LiveAbuse}, "Viral": {report.Viral},
		"potentialMeme": {report.Meme}, "Generative AI": {report.Generated}, "generativeAi": {report.Generated}, "AI-generated": {report.Generated},
		"Not AI": nil, "Maid": nil, "Delivery": nil, "Sadistic Online Exploitation": {report.SadisticExploitation}, "Unidentified Child": {report.VictimUnidentified},
		"Minor to Minor Interaction": {report.MinorToMinor}, "Infant": nil, "": nil,
	} {
		if d := cmp.Diff(want, stated(tag)); d != "" {
			t.Errorf("%q (-want +got)\n%s", tag, d)
		}
	}
}

func TestCategory(t *testing.T) {
	for wire, want := range map[string]report.Category{ // the eight values, as on the wire
		"Child Pornography (possession, manufacture, and distribution)": report.CategoryMaterial,
		"Child Sex Trafficking":                              report.CategoryTrafficking,
		"Child Sex Tourism":                                  report.CategoryTravel,
		"Child Sexual Molestation":                           report.CategoryAbuse,
		"Misleading Domain Name":                             report.CategoryMisleading,
		"Misleading Words or Digital Images on the Internet": report.CategoryMisleading,
		"Online Enticement of Children for Sexual Acts":      report.CategoryEnticement,
		"Unsolicited Obscene Material Sent to a Child":       report.CategoryUnsolicited,
		"Something New":                                      report.CategoryUnknown,
	} {
		if got, _ := category(wire); got != want {
			t.Errorf("%s: %q", wire, got)
		}
	}
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		full: true, "\xef\xbb\xbf\n[" + full: true, `{"reportId":"1","dateReceived":null}`: true, `{"reportId":"1"}`: false,
		`{"xarf_version":"4.0.0"}`: false, "reportedInformation": false, "": false,
	} {
		if got := (Reader{}).Detect("x.json", []byte(in[:min(len(in), 4096)])); got != want {
			t.Errorf("%.30q: %v", in, got)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	doc := sized()
	in := []byte(strings.Repeat(doc+"\n", 1000))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		err := Reader{}.Read(context.Background(), intake.Input{R: bytes.NewReader(in)}, func(r intake.Record) error {
			if r.Problem != nil {
				b.Fatal(r.Problem)
			}
			n++
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "reports/s")
}

// sized is an ordinary report of about 2 KB.
func sized() string {
	return `{"reportId":123456789,"dateReceived":"2025-06-01T12:00:00Z","reportedInformation":{"reportingEsp":{"espName":"Example Social"},` +
		`"incidentSummary":{"incidentType":"Child Pornography (possession, manufacture, and distribution)","incidentDateTime":"2025-05-30T08:15:00Z"},` +
		`"reportedPeople":{"reportedPersons":[{"firstName":null,"lastName":"Family","gender":"N/A","races":[],"espService":"Example Chat","espUserId":"10077","screenName":{"value":"screen-77"},` +
		`"emails":{"emails":[{"value":"a@example.com","verified":true}]},"phones":{"phones":[{"value":"+12025550123","verified":false}]},"addresses":null,` +
		`"sourceInformation":{"sourceCaptures":[` + strings.TrimSuffix(strings.Repeat(`{"captureType":"IP Address","value":"203.0.113.7","dateTime":"2025-05-29T10:00:00Z","port":51515,"eventName":"Login"},`, 5), ",") + `]},` +
		`"additionalInformations":[{"value":"` + strings.Repeat("Neutral words of a note. ", 10) + `c@example.com"}]}]},"intendedRecipients":{"intendedRecipients":[]},` +
		`"uploadedFiles":{"uploadedFiles":[{"filename":"f1.bin","submittalId":"s-1","verificationHash":"d41d8cd98f00b204e9800998ecf8427e","viewedByEsp":true,"industryClassification":"A1",` +
		`"ncmecTags":{"groups":[{"tags":[{"value":"Something"}]}]},"sourceInformation":{"sourceCaptures":[{"captureType":"IP Address","value":"203.0.113.8","dateTime":"2025-05-27T01:02:03Z","eventName":"UPLOAD"}]},` +
		`"additionalInformations":[{"value":"Neutral file note"}]}]},"additionalInformations":[]}}`
}
