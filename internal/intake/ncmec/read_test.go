package ncmec

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// readAll reads a file held in memory and fails the test on an error.
func readAll(t testing.TB, name string, doc []byte, limits intake.Limits) []intake.Record {
	t.Helper()
	var recs []intake.Record
	err := Reader{}.Read(context.Background(), intake.Input{Name: name, R: bytes.NewReader(doc), Size: int64(len(doc)), Limits: limits},
		func(r intake.Record) error { recs = append(recs, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recs {
		n := 0
		for _, set := range []bool{r.Report != nil, r.Attachment != nil, r.Problem != nil} {
			if set {
				n++
			}
		}
		if n != 1 || (r.Problem == nil) != (r.Redacted != nil) {
			t.Fatalf("a record must be one of report, attachment and problem, and redacted but for the last: %+v", r)
		}
	}
	return recs
}

// one reads a file that holds one report.
func one(t testing.TB, doc string) *report.Report {
	t.Helper()
	recs := readAll(t, "x.xml", []byte(doc), intake.Limits{})
	if len(recs) != 1 || recs[0].Report == nil {
		t.Fatalf("want one report, got %d records, problem %+v", len(recs), recs[0].Problem)
	}
	return recs[0].Report
}

// minimal is the least report, with more inside it.
func minimal(more string) string {
	return "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>" +
		"<incidentDateTime>2026-01-02T03:04:05Z</incidentDateTime></incidentSummary>" + more + "</report>"
}

func TestContentReachesNothing(t *testing.T) {
	const secret = "q8v-withheld-q8v"
	for name, content := range map[string]string{
		"plain":     "<content>" + secret + "</content>",
		"cdata":     "<content><![CDATA[<" + secret + ">]]></content>",
		"markup":    "<content><p class='" + secret + "'>" + secret + "</p><!-- " + secret + " --></content>",
		"attribute": "<content note='" + secret + "'>x</content>",
		"empty":     "<content note='" + secret + "'/>",
		"entities":  "<content>&lt;" + secret + "&gt;&amp;&#65;</content>",
		"case":      "<Content>" + secret + "</Content>",
		"prefixed":  "<n:content xmlns:n='urn:n'>" + secret + "</n:content>",
		"nested":    "<content>a<content>" + secret + "</content>b</content>",
		"unknown":   "<novelty><content>" + secret + "</content></novelty>",
		"in a leaf": "<chatClient>a<content>" + secret + "</content></chatClient>",
	} {
		t.Run(name, func(t *testing.T) {
			for _, doc := range []string{
				minimal("<internetDetails><chatImIncident>" + content + "</chatImIncident></internetDetails>"),
				minimal(content),
				minimal("<victim>" + content + "</victim>"),
				"<w>" + minimal("<internetDetails><emailIncident>"+content+"</emailIncident></internetDetails>") + "</w>",
				"<fileDetails><reportId>1</reportId>" + content + "</fileDetails>",
			} {
				recs := readAll(t, "x.xml", []byte(doc), intake.Limits{})
				if len(recs) != 1 || recs[0].Problem != nil {
					t.Fatalf("want one record, got %+v", recs)
				}
				js, err := json.Marshal(recs[0])
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(js, []byte(secret)) || bytes.Contains(recs[0].Redacted, []byte(secret)) {
					t.Errorf("the content is in the record:\n%s\n%s", js, recs[0].Redacted)
				}
				if bytes.Contains(recs[0].Redacted, []byte("withheld")) == (name == "empty") {
					t.Errorf("the redacted form tells it badly: %s", recs[0].Redacted)
				}
				// The redacted form is a document of its own, and reads alike.
				again := readAll(t, "x.xml", recs[0].Redacted, intake.Limits{})
				if len(again) != 1 || again[0].Problem != nil {
					t.Errorf("the redacted form does not read: %+v", again)
				}
				if r := recs[0].Report; r != nil && len(r.Withheld) != 1 {
					t.Errorf("withheld: %+v", r.Withheld)
				}
			}
		})
	}
}

func TestContentInProblemsIsNotShown(t *testing.T) {
	const secret = "q8v-withheld-q8v"
	for _, doc := range []string{
		minimal("<internetDetails><chatImIncident><content>" + secret),
		minimal("<internetDetails><chatImIncident><content>" + secret + "&unknown;</content></chatImIncident></internetDetails>"),
		strings.Replace(minimal(""), "2026-01-02T03:04:05Z", secret, 1),
		"<" + secret + "/>x",
	} {
		for _, r := range readAll(t, "x.xml", []byte(doc), intake.Limits{}) {
			js, _ := json.Marshal(r)
			if r.Problem == nil || bytes.Contains(js, []byte(secret)) != strings.HasPrefix(doc, "<"+secret) {
				t.Errorf("a problem names elements and limits, never values: %s", js)
			}
		}
	}
}

func TestMapping(t *testing.T) {
	r := one(t, `<report><batchedReport reason="VIRAL_POTENTIAL_MEME"/>
<incidentSummary><incidentType>Online Enticement of Children for Sexual Acts</incidentType><platform>Service A</platform>
<escalateToHighPriority/><reportAnnotations><sextortion>false</sextortion><viral/><novel>1</novel><spam>0</spam></reportAnnotations>
<incidentDateTime>2026-01-02T03:04:05.5</incidentDateTime></incidentSummary>
<internetDetails><emailIncident><emailAddress>incident@example.org</emailAddress></emailIncident></internetDetails>
<internetDetails><cellPhoneIncident><phoneNumber>2025550101</phoneNumber></cellPhoneIncident></internetDetails>
<personOrUserReported><espIdentifier>u1</espIdentifier><priorCTReports>7</priorCTReports><priorCTReports>7</priorCTReports><priorCTReports>8</priorCTReports>
<accountTemporarilyDisabled reenabledDate="never">false</accountTemporarilyDisabled>
<ipCaptureEvent><ipAddress>192.0.2.1</ipAddress><port>70000</port><dateTime>0000-01-01T00:00:00Z</dateTime></ipCaptureEvent>
<associatedAccount type="Linked"><platform thirdPartyUser="true">Service B</platform><espIdentifier>u2</espIdentifier></associatedAccount></personOrUserReported>
<personOrUserReported><espIdentifier>u3</espIdentifier><thirdPartyUserReported>true</thirdPartyUserReported><compromisedAccount>1</compromisedAccount></personOrUserReported>
<victim><priorCTReports>9</priorCTReports></victim></report>`)

	if r.Incident.Category != report.CategoryEnticement || r.Incident.Channel != report.ChannelEmail {
		t.Errorf("incident: %+v", r.Incident)
	}
	if n := len(r.Incident.Identifiers); n != 2 {
		t.Errorf("%d incident identifiers, want 2", n)
	}
	var facts []string
	for _, f := range r.Facts {
		facts = append(facts, string(f.Kind))
		if f.Kind == report.PriorReports && f.Count != 2 {
			t.Errorf("prior reports: %d, want 2: those of the person reported, each once", f.Count)
		}
	}
	if got, want := strings.Join(facts, " "), "viral meme enticement imminent_danger viral prior_reports"; got != want {
		t.Errorf("facts %q, want %q", got, want)
	}
	var flags []string
	for _, f := range r.Flags {
		flags = append(flags, f.Name)
	}
	if got, want := strings.Join(flags, " "), "VIRAL_POTENTIAL_MEME viral novel"; got != want {
		t.Errorf("flags %q, want %q", got, want)
	}
	if len(r.Parties) != 4 {
		t.Fatalf("%d parties, want 4", len(r.Parties))
	}
	reported, linked, elsewhere := r.Parties[0], r.Parties[1], r.Parties[2]
	if reported.Role != report.RoleReported || linked.Role != report.RoleAssociate || r.Parties[3].Role != report.RoleVictim {
		t.Error("roles are wrong")
	}
	for _, c := range []struct{ got, want string }{
		{reported.Identifiers[0].Service, "Service A"},
		{linked.Identifiers[0].Service, "Service B"},
		{elsewhere.Identifiers[0].Service, ""},
	} {
		if c.got != c.want {
			t.Errorf("service %q, want %q", c.got, c.want)
		}
	}
	for _, id := range reported.Identifiers {
		if id.Kind == report.KindEmail || id.Kind == report.KindPhone {
			t.Errorf("an address of the incident became the reported person's: %+v", id)
		}
	}
	if reported.Suspended == nil || *reported.Suspended || elsewhere.Compromised == nil || !*elsewhere.Compromised {
		t.Error("account states are wrong")
	}
	for _, want := range []report.Dropped{
		{Field: "personOrUserReported[1]/accountTemporarilyDisabled/@reenabledDate", Reason: "bad-value"},
		{Field: "personOrUserReported[1]/ipCaptureEvent/port", Reason: "bad-value"},
		{Field: "personOrUserReported[1]/ipCaptureEvent/dateTime", Reason: "bad-value"},
	} {
		if !contains(r.Dropped, want) {
			t.Errorf("not listed as dropped: %+v", want)
		}
	}
	if !contains(r.Attributes, report.Attribute{Name: assumedUTC, Value: "true", Field: "incidentSummary/incidentDateTime"}) {
		t.Error("a date without offset is not marked")
	}
}

func contains[T comparable](s []T, v T) bool {
	for _, x := range s {
		if x == v {
			return true
		}
	}
	return false
}

func TestIncidentTypes(t *testing.T) {
	for wire, want := range map[string]struct {
		category report.Category
		fact     report.FactKind
	}{
		"Child Pornography (possession, manufacture, and distribution)": {report.CategoryMaterial, ""},
		"Child Sex Trafficking":                              {report.CategoryTrafficking, report.Trafficking},
		"Child Sex Tourism":                                  {report.CategoryTravel, ""},
		"Child Sexual Molestation":                           {report.CategoryAbuse, report.Production},
		"Misleading Domain Name":                             {report.CategoryMisleading, ""},
		"Misleading Words or Digital Images on the Internet": {report.CategoryMisleading, ""},
		"Online Enticement of Children for Sexual Acts":      {report.CategoryEnticement, report.Enticement},
		"Unsolicited Obscene Material Sent to a Child":       {report.CategoryUnsolicited, ""},
		"Something new":                                      {report.CategoryUnknown, ""},
	} {
		r := one(t, "<report><incidentSummary><incidentType>"+wire+"</incidentType></incidentSummary></report>")
		if r.Incident.Type != wire || r.Incident.Category != want.category {
			t.Errorf("%s: %+v", wire, r.Incident)
		}
		if (want.fact == "") != (len(r.Facts) == 0) || want.fact != "" && r.Facts[0].Kind != want.fact {
			t.Errorf("%s: facts %+v", wire, r.Facts)
		}
	}
}

func TestUnknownIsKeptByName(t *testing.T) {
	r := one(t, minimal(`<novelty a="1"><deep/></novelty><victim new="x"><n:espIdentifier xmlns:n="urn:n">u</n:espIdentifier>stray</victim>
<personOrUserReported><screenName>a<b/>c</screenName></personOrUserReported>`))
	for _, f := range []string{"novelty", "victim[1]/@new", "victim[1]/espIdentifier", "victim[1]/text()", "personOrUserReported[1]/screenName/*"} {
		if !contains(r.Dropped, report.Dropped{Field: f, Reason: "unknown"}) {
			t.Errorf("%s is not listed in %+v", f, r.Dropped)
		}
	}
	if len(r.Parties[0].Identifiers) != 0 {
		t.Error("an element of another namespace was taken for NCMEC's")
	}
	var many strings.Builder
	for range 300 {
		many.WriteString("<x" + strings.Repeat("y", many.Len()%977) + "/>")
	}
	r = one(t, minimal(many.String()))
	if n := len(r.Dropped); n == 0 || n > maxDropped+1 || r.Dropped[n-1] != (report.Dropped{Reason: "more"}) && n > maxDropped {
		t.Errorf("%d dropped", n)
	}
}

func TestDetect(t *testing.T) {
	for doc, want := range map[string]bool{
		minimal(""): true,
		"\xEF\xBB\xBF<?xml version='1.0'?>\n<fileDetails><reportId>1</reportId>": true,
		"<export><report><incidentSummary>":                                      true,
		"<report><rentity_id>1</rentity_id><submission_code>E</submission_code>": false,
		`{"reportId": 1, "x": "<incidentSummary>"}`:                              false,
		"": false,
		"\xFF\xFE<\x00f\x00i\x00l\x00e\x00D\x00e\x00t\x00a\x00i\x00l\x00s\x00>\x00": true,
	} {
		if got := (Reader{}).Detect("x.xml", []byte(doc)); got != want {
			t.Errorf("Detect(%.40q) = %v", doc, got)
		}
	}
}

// TestPhoneIsOneNumber: the raw form of a phone given in parts is one that a
// reader of phone numbers understands.
func TestPhoneIsOneNumber(t *testing.T) {
	r := one(t, minimal(`<victim><phone countryCallingCode="+1" extension="45">2025550123</phone><phone countryCallingCode="+1">+12025550123</phone></victim>`))
	for i, want := range []string{"+1 2025550123 ext. 45", "+12025550123"} {
		raw := r.Parties[0].Identifiers[i].Raw
		n, err := phonenumbers.Parse(raw, "")
		if raw != want || err != nil || phonenumbers.Format(n, phonenumbers.E164) != "+12025550123" {
			t.Errorf("%q, want %q (%v)", raw, want, err)
		}
	}
}
