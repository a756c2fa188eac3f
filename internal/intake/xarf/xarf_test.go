package xarf

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// shared finds a file that others wrote, or skips the test.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("VIGIE_SHARED")
	if dir == "" {
		dir = "../../../../shared"
	}
	b, err := os.ReadFile(filepath.Join(dir, "data", "xarf", name))
	if err != nil {
		t.Skipf("the official samples and schemas are not here: %v", err)
	}
	return b
}

// read gives the records of a file.
func read(t testing.TB, in []byte, lim intake.Limits) []intake.Record {
	t.Helper()
	var out []intake.Record
	err := Reader{}.Read(context.Background(), intake.Input{Name: "x.json", R: bytes.NewReader(in), Size: int64(len(in)), Limits: lim}, func(r intake.Record) error {
		if (r.Report == nil) == (r.Problem == nil) {
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

// one reads a file that holds one good report.
func one(t testing.TB, in []byte) intake.Record {
	t.Helper()
	got := read(t, in, intake.Limits{})
	if len(got) != 1 || got[0].Problem != nil {
		t.Fatalf("want one report, got %d records: %+v", len(got), got)
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

// leaves lists the scalars of a document by path, with the value as written.
func leaves(path string, v any, out map[string]string) {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			leaves(strings.TrimPrefix(path+"."+k, "."), e, out)
		}
	case []any:
		for i, e := range x {
			leaves(fmt.Sprintf("%s[%d]", path, i), e, out)
		}
	case nil:
	default:
		out[path] = fmt.Sprint(x)
	}
}

var indexes = regexp.MustCompile(`\[\d+\]`)

// TestAccounted: every value of the official samples is in the report, or in
// the list of what was dropped or withheld. None is dropped as unknown.
func TestAccounted(t *testing.T) {
	samples := [][]byte{shared(t, "content-csam.sample.json"), shared(t, "content-csem.sample.json"), []byte(full)}
	for _, schema := range []string{"content-csam.schema.json", "content-csem.schema.json"} {
		var s struct{ Examples []json.RawMessage }
		if err := json.Unmarshal(shared(t, schema), &s); err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Examples {
			samples = append(samples, e)
		}
	}
	// Where a value went that does not stand in the report as it was.
	moved := map[string]func(*report.Report) bool{
		"category":          func(r *report.Report) bool { return r.Incident.Category != "" },
		"type":              func(r *report.Report) bool { return strings.HasPrefix(r.Incident.Type, "cs") },
		"exploitation_type": func(r *report.Report) bool { return strings.Contains(r.Incident.Type, "csem/") },
		"timestamp":         func(r *report.Report) bool { return !r.Dated.IsZero() },
		"account_suspended": func(r *report.Report) bool {
			for _, p := range r.Parties {
				if p.Suspended != nil {
					return true
				}
			}
			return strings.Contains(marshal(t, r), `"account_suspended"`)
		},
		"source_port": func(r *report.Report) bool { return strings.Contains(marshal(t, r), `"port":4433`) },
	}
	for i, in := range samples {
		r := one(t, in).Report
		var doc any
		if err := json.Unmarshal(in, &doc); err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		leaves("", doc, all)
		if len(all) < 15 {
			t.Fatalf("sample %d: only %d values", i, len(all))
		}
		body := marshal(t, r)
		for path, value := range all {
			quoted, _ := json.Marshal(value)
			lower, _ := json.Marshal(strings.ToLower(value))
			kept := strings.Contains(body, string(quoted)) || strings.Contains(body, string(lower))
			for _, d := range r.Dropped {
				if d.Reason == "unknown" {
					t.Errorf("sample %d: %s is dropped as unknown", i, d.Field)
				}
				kept = kept || strings.HasPrefix(indexes.ReplaceAllString(path, "[]"), d.Field)
			}
			for _, w := range r.Withheld {
				kept = kept || w.Field == path
			}
			if f := moved[path]; f != nil {
				kept = kept || f(r)
			}
			if !kept {
				t.Errorf("sample %d: %s is not accounted for", i, path)
			}
		}
	}
}

// full has every key of both schemas that a report can use, and is checked against csem's.
const full = `{
 "xarf_version": "4.2.0", "report_id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427", "timestamp": "2026-03-01T08:00:00.250+02:00",
 "reporter": {"org": "Example Hotline", "contact": "desk@example.org", "domain": "Example.ORG"},
 "sender": {"org": "Example Relay", "contact": "relay@example.net", "domain": "example.net"},
 "source_identifier": "2001:db8::17", "source_port": 4433, "category": "content", "type": "csem",
 "evidence_source": "user_report", "confidence": 0.85, "description": "Neutral words for a test", "legacy_version": "3",
 "url": "https://example.com/a?b=c", "domain": "example.com", "registrar": "Example Registrar", "nameservers": ["ns1.example.com"],
 "dns_records": {"a": ["192.0.2.1"], "mx": ["mx.example.com"]}, "screenshot_url": "https://example.org/shot", "verified_at": "2026-03-01T07:00:00Z",
 "verification_method": "manual", "attack_vector": "data_leak", "target_brand": "Example", "hosting_provider": "Example Host", "asn": 64496,
 "country_code": "PH", "ssl_certificate": {"issuer": "Example CA"}, "whois": {"registrant": "Nobody"}, "dns_response": {"authoritative": true},
 "exploitation_type": "sextortion", "victim_age_range": "unknown", "platform": "messaging_app", "detection_method": "user_report",
 "evidence_type": ["chat_logs", "metadata"], "reporting_obligations": ["NCMEC", "europol"],
 "perpetrator_indicators": {"account_id": "acct-77", "ip_addresses": ["203.0.113.9", "203.0.113.10"], "pattern_of_behavior": "Neutral pattern"},
 "ncmec_report_id": "987654321", "content_removed": false, "account_suspended": true, "classification": "B2", "media_type": "video",
 "hash_values": {"md5": "00000000000000000000000000000001", "sha1": "0000000000000000000000000000000000000002", "photodna": "1,2,3"},
 "evidence": [{"content_type": "text/plain", "description": "A log", "payload": "bmV1dHJhbCBwYXlsb2Fk", "hash": "sha256:bf3c4b8fe43f1f3c0bd4a6bcb0b5f4dba2e7a4c4f1fd37d2ae1d4b0e1a63f6a1", "size": 15}],
 "tags": ["csem:livestreaming"], "_internal": {"ticket": "T-1"}
}`

func TestMapping(t *testing.T) {
	rec := one(t, []byte(full))
	r := rec.Report
	if r.Source != "xarf:example.org" || r.SourceID != "1b4e28ba-2fa1-41d2-883f-0016d3cca427" || r.Format != "xarf" || r.Provisional {
		t.Errorf("identity: %q %q %q %v", r.Source, r.SourceID, r.Format, r.Provisional)
	}
	if got := r.Dated.Format("2006-01-02T15:04:05.000Z"); got != "2026-03-01T06:00:00.250Z" {
		t.Errorf("dated %s", got)
	}
	if r.Incident.Category != report.CategoryEnticement || r.Incident.Channel != report.ChannelChat || r.Incident.Platform != "messaging_app" {
		t.Errorf("incident %+v", r.Incident)
	}
	var facts []string
	for _, f := range r.Facts {
		facts = append(facts, string(f.Kind)+" "+f.Field)
	}
	if d := cmp.Diff([]string{"sextortion exploitation_type", "live_abuse tags[0]"}, facts); d != "" {
		t.Errorf("facts (-want +got)\n%s", d)
	}
	if len(r.Parties) != 3 {
		t.Fatalf("%d parties", len(r.Parties))
	}
	p := r.Parties[0]
	want := []report.Identifier{
		{Kind: report.KindAccount, Service: "example.com", Raw: "acct-77", Field: "perpetrator_indicators.account_id"},
		{Kind: report.KindIP, Raw: "203.0.113.9", Field: "perpetrator_indicators.ip_addresses[0]"},
		{Kind: report.KindIP, Raw: "203.0.113.10", Field: "perpetrator_indicators.ip_addresses[1]"},
	}
	if d := cmp.Diff(want, p.Identifiers); d != "" || p.Role != report.RoleReported || p.Suspended == nil || !*p.Suspended {
		t.Errorf("reported (-want +got)\n%s", d)
	}
	if d := cmp.Diff([]report.Link{{Kind: report.LinkNCMEC, Value: "987654321", Field: "ncmec_report_id"}}, r.Links); d != "" {
		t.Errorf("links (-want +got)\n%s", d)
	}
	var traits []string
	for _, d := range r.Dropped {
		traits = append(traits, d.Field+" "+d.Reason)
	}
	wantDropped := []string{
		"victim_age_range trait", "screenshot_url imagery", "_internal internal", "nameservers infrastructure", "dns_records infrastructure",
		"dns_response infrastructure", "ssl_certificate infrastructure", "whois infrastructure", "target_brand infrastructure",
	}
	if d := cmp.Diff(wantDropped, traits); d != "" {
		t.Errorf("dropped (-want +got)\n%s", d)
	}
}

// TestAgrees: a payload is compared with its declared hash by the hash's own algorithm.
func TestAgrees(t *testing.T) {
	yes, no := true, false
	sum := sha256.Sum256([]byte("neutral payload"))
	m5 := md5.Sum([]byte("neutral payload"))
	for _, c := range []struct {
		name, payload, hash string
		length              int64
		agrees              *bool
	}{
		{"right", "bmV1dHJhbCBwYXlsb2Fk", "sha256:" + hex.EncodeToString(sum[:]), 15, &yes},
		{"right, upper case", "bmV1dHJhbCBwYXlsb2Fk", "SHA256:" + strings.ToUpper(hex.EncodeToString(sum[:])), 15, &yes},
		{"right, md5", "bmV1dHJhbCBwYXlsb2Fk", "md5:" + hex.EncodeToString(m5[:]), 15, &yes},
		{"wrong", "bmV1dHJhbCBwYXlsb2Fk", "sha256:00", 15, &no},
		{"unknown algorithm", "bmV1dHJhbCBwYXlsb2Fk", "crc32:00ff", 15, nil},
		{"none declared", "bmV1dHJhbCBwYXlsb2Fk", "", 15, nil},
		{"lines folded", `bmV1dHJhb\r\nCBwYXlsb2Fk`, "sha256:" + hex.EncodeToString(sum[:]), 15, &yes},
		{"not base64: measured as text", "***", "sha256:00", 3, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := strings.Replace(full, "bmV1dHJhbCBwYXlsb2Fk", c.payload, 1)
			in = regexp.MustCompile(`"hash": "sha256:[0-9a-f]+"`).ReplaceAllString(in, `"hash": "`+c.hash+`"`)
			w := one(t, []byte(in)).Report.Withheld
			if len(w) != 1 || w[0].Length != c.length {
				t.Fatalf("%+v", w)
			}
			if d := cmp.Diff(c.agrees, w[0].Agrees); d != "" {
				t.Errorf("agrees (-want +got)\n%s", d)
			}
		})
	}
}

func TestExploitation(t *testing.T) {
	for kind, want := range map[string]string{
		"grooming": "enticement enticement", "solicitation": "enticement solicitation", "sextortion": "enticement sextortion",
		"trafficking": "trafficking trafficking", "distribution": "material ", "production": "material production",
		"possession": "material ", "live_streaming": "live live_abuse", "livestream": "live live_abuse", "something_new": " ",
	} {
		in := strings.Replace(strings.Replace(full, `"sextortion"`, `"`+kind+`"`, 1), `"csem:livestreaming"`, `"csem:detected"`, 1)
		r := one(t, []byte(in)).Report
		fact := ""
		if len(r.Facts) > 0 {
			fact = string(r.Facts[0].Kind)
		}
		if got := string(r.Incident.Category) + " " + fact; got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}

// TestService: an account of one site never meets that of another, when all
// that the report says is what kind of site it is.
func TestService(t *testing.T) {
	for _, c := range []struct{ cut, want string }{
		{"", "example.com"},
		{`"domain": "example.com", `, "example.com"},
		{`"url": "https://example.com/a?b=c", "domain": "example.com", `, "messaging_app example.org"},
	} {
		r := one(t, []byte(strings.Replace(full, c.cut, "", 1))).Report
		if got := r.Parties[0].Identifiers[0].Service; got != c.want {
			t.Errorf("without %q: service %q, want %q", c.cut, got, c.want)
		}
	}
}
