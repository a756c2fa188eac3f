package xarf

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"vigie/internal/intake"
)

// TestSchema: the document that these tests vary is valid, by XARF's own schema.
func TestSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	base := "https://xarf.org/schemas/v4/"
	for name, at := range map[string]string{
		"xarf-core.schema.json": "xarf-core.json", "content-base.schema.json": "types/content-base.json",
		"content-csam.schema.json": "types/content-csam.json", "content-csem.schema.json": "types/content-csem.json",
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(shared(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(base+at, doc); err != nil {
			t.Fatal(err)
		}
	}
	for kind, ins := range map[string][][]byte{
		"csem": {[]byte(full), shared(t, "content-csem.sample.json"), redacted(t)},
		"csam": {shared(t, "content-csam.sample.json"), []byte(sized(2048))},
	} {
		s, err := c.Compile(base + "types/content-" + kind + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for i, in := range ins {
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(in))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(doc); err != nil {
				t.Errorf("%s %d: %v", kind, i, err)
			}
		}
	}
}

// redacted is what is sealed: still a valid report.
func redacted(t *testing.T) []byte { return one(t, []byte(full)).Redacted }

func TestHostile(t *testing.T) {
	with := func(old, new string) string {
		s := strings.Replace(full, old, new, 1)
		if s == full {
			t.Fatalf("%q is not in the document", old)
		}
		return s
	}
	for _, c := range []struct {
		name, in string
		want     intake.Reason
	}{
		{"empty", "", intake.Empty},
		{"UTF-16", string(wide(full)), intake.BadEncoding},
		{"a list of words", `["a"]`, intake.WrongShape},
		{"an empty object", `{}`, intake.MissingField},
		{"another version", with(`"4.2.0"`, `"5.0.0"`), intake.WrongShape},
		{"a version that is no scalar", with(`"4.2.0"`, `{}`), intake.MissingField},
		{"another category", with(`"category": "content"`, `"category": "messaging"`), intake.WrongShape},
		{"another type", with(`"type": "csem"`, `"type": "phishing"`), intake.WrongShape},
		{"no type", with(`"type": "csem",`, ``), intake.WrongShape},
		{"no id", with(`"report_id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",`, ``), intake.MissingField},
		{"id is an object", with(`"1b4e28ba-2fa1-41d2-883f-0016d3cca427"`, `{"a":1}`), intake.MissingField},
		{"id is long", with(`1b4e28ba-2fa1-41d2-883f-0016d3cca427`, strings.Repeat("9", 300)), intake.BadValue},
		{"no date", with(`"timestamp": "2026-03-01T08:00:00.250+02:00",`, ``), intake.MissingField},
		{"no such date", with(`2026-03-01T08`, `2026-02-30T08`), intake.BadValue},
		{"before 1990", with(`2026-03-01T08`, `1989-12-31T08`), intake.BadValue},
		{"after 2100", with(`2026-03-01T08`, `2101-03-01T08`), intake.BadValue},
		{"date is a number", with(`"2026-03-01T08:00:00.250+02:00"`, `1767225600`), intake.BadValue},
		{"no reporter", with(`{"org": "Example Hotline", "contact": "desk@example.org", "domain": "Example.ORG"}`, `null`), intake.MissingField},
		{"reporter is a word", with(`{"org": "Example Hotline", "contact": "desk@example.org", "domain": "Example.ORG"}`, `"me"`), intake.MissingField},
		{"reporter's domain is long", with(`Example.ORG`, strings.Repeat("a", 300)), intake.BadValue},
		{"duplicate key", with(`"type": "csem"`, `"type": "csem", "type": "csam"`), intake.DuplicateName},
		{"duplicate key in evidence", with(`"size": 15`, `"size": 15, "payload": "AAAA"`), intake.DuplicateName},
		{"bad UTF-8", with("Neutral words", "Neutral \xff"), intake.BadEncoding},
		{"bad UTF-8 in a payload", with("bmV1dHJhbCBwYXlsb2Fk", "\xc3\x28"), intake.BadEncoding},
		{"lone surrogate", with("Neutral words", `\udead`), intake.BadEncoding},
		{"NUL", with("Neutral words", `\u0000`), intake.BadValue},
		{"number with a leading zero", with("4433", "04433"), intake.Malformed},
		{"single quotes", with(`"csem"`, `'csem'`), intake.Malformed},
		{"trailing comma", with(`"T-1"}`, `"T-1",}`), intake.Malformed},
		{"cut", full[:len(full)-2], intake.Truncated},
		{"deep", with(`{"ticket": "T-1"}`, strings.Repeat(`[`, 100)+strings.Repeat(`]`, 100)), intake.TooDeep},
		{"a million brackets", strings.Repeat(`[`, 1_000_000), intake.TooDeep},
		{"a thousand keys too many", with(`"T-1"`, `"T-1"`+keys(2000)), intake.TooMany},
		{"too many values", with(`"ns1.example.com"`, `0`+strings.Repeat(`,0`, 300_000)), intake.TooMany},
		{"large outside strings", with(`"T-1"`, `"T-1"`+strings.Repeat(" ", 17<<20)), intake.TooLarge},
		{"v3 of another type", strings.Replace(old, "ChildAbuse", "Phishing", 1), intake.WrongShape},
		{"v3 of another version", strings.Replace(old, `"Version": "3"`, `"Version": "7"`, 1), intake.WrongShape},
		{"v3 without a report", `{"ReporterInfo":{"ReporterOrg":"Example"},"Report":null}`, intake.MissingField},
		{"v3 without a date", strings.Replace(old, `"Date": "2024-02-05T14:17:10Z", `, ``, 1), intake.MissingField},
		{"v3 without a reporter", strings.Replace(old, `"ReporterInfo"`, `"Other"`, 1), intake.MissingField},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, []byte(c.in), intake.Limits{})
			if len(got) != 1 || got[0].Problem == nil || got[0].Problem.Reason != c.want {
				t.Fatalf("want one %s, got %d records, first %+v", c.want, len(got), got[0].Problem)
			}
			for _, word := range []string{"Neutral", "acct-77", "example", "Example", "203.0.113"} {
				if strings.Contains(got[0].Problem.Detail, word) {
					t.Errorf("the problem carries a value: %q", got[0].Problem.Detail)
				}
			}
		})
	}
}

// TestOddButTaken: what is wrong beside the point is dropped, and the report goes in.
func TestOddButTaken(t *testing.T) {
	for _, c := range []struct{ old, new, field, reason string }{
		{`"source_port": 4433`, `"source_port": 99999`, "source_port", "bad-value"},
		{`"classification": "B2"`, `"classification": "Z9"`, "classification", "bad-value"},
		{`"00000000000000000000000000000001"`, `"short"`, "hash_values.md5", "bad-value"},
		{`"ncmec_report_id": "987654321"`, `"ncmec_report_id": "none"`, "ncmec_report_id", "bad-value"},
		{`"asn": 64496`, `"asn": {"n": 64496}`, "asn", "unknown"},
		{`"asn": 64496`, `"new_key": [{"a": 1}, {"a": 2}]`, "new_key", "unknown"},
		{`"asn": 64496`, `"jane@example.com": 1`, "?", "unknown"},
		{`"evidence": [`, `"evidence": ["loose words", `, "", ""},
		{`"evidence": [`, `"evidence": "loose words", "x": [`, "x", "unknown"},
		{`"evidence": [`, `"evidence": {"payload": "loose words"}, "x": [`, "evidence.payload", "bad-value"},
		{`"evidence": [`, `"evidence": {"data": {"b": "loose words"}}, "x": [`, "evidence.data", "unknown"},
		{`"size": 15`, `"data": {"inner": "loose words"}`, "evidence[].data", "unknown"},
		{`"size": 15`, `"message_body": "loose words"`, "evidence[].message_body", "unknown"},
		{`"asn": 64496`, `"message_body": ["loose words"]`, "message_body", "unknown"},
		{`"asn": 64496`, `"x": "` + strings.Repeat("loose words ", 200) + `"`, "x", "unknown"},
	} {
		rec := one(t, []byte(strings.Replace(full, c.old, c.new, 1)))
		found := c.field == ""
		for _, d := range rec.Report.Dropped {
			found = found || d.Field == c.field && d.Reason == c.reason
		}
		if !found {
			t.Errorf("%s: %s is not dropped as %s: %+v", c.new[:20], c.field, c.reason, rec.Report.Dropped)
		}
		if strings.Contains(string(rec.Redacted), "loose words") || strings.Contains(marshal(t, rec.Report), "loose words") {
			t.Errorf("%.40s: evidence under an unknown key is kept", c.new)
		}
	}
}

// TestNoPayload: what an evidence payload holds is in nothing that leaves the reader.
func TestNoPayload(t *testing.T) {
	secret := "PAYLOAD-NEVER-KEPT"
	for _, n := range []int{1, 4000, 200_000} {
		plain := strings.Repeat(secret+" ", n)
		payload := base64.StdEncoding.EncodeToString([]byte(plain))
		rec := one(t, []byte(strings.Replace(full, "bmV1dHJhbCBwYXlsb2Fk", payload, 1)))
		for _, out := range []string{marshal(t, rec.Report), string(rec.Redacted)} {
			for _, s := range []string{secret, payload[:20], payload[len(payload)-20:]} {
				if strings.Contains(out, s) {
					t.Fatalf("the payload is kept (%d bytes)", len(payload))
				}
			}
		}
		if w := rec.Report.Withheld[0]; w.Length != int64(len(plain)) {
			t.Errorf("length %d, want %d", w.Length, len(plain))
		}
	}
}

func TestTruncation(t *testing.T) {
	for _, whole := range [][]byte{shared(t, "content-csam.sample.json"), shared(t, "content-csem.sample.json")} {
		whole = bytes.TrimRight(whole, "\n")
		for i := range len(whole) {
			if got := read(t, whole[:i], intake.Limits{}); len(got) != 1 || got[0].Problem == nil {
				t.Fatalf("cut at %d: %d records", i, len(got))
			}
		}
	}
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		full: true, "\xef\xbb\xbf" + full: true, "[" + full: true, old: true, string(wide(full)): true,
		`{"reportId":"1","dateReceived":"2025-01-01"}`: false, `{"a":1}`: false, "xarf_version": false, "": false,
	} {
		if got := (Reader{}).Detect("x.json", []byte(in[:min(len(in), 4096)])); got != want {
			t.Errorf("%.30q: %v", in, got)
		}
	}
}

func wide(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":1`, i)
	}
	return b.String()
}

// sized is a report of about n bytes, padded by its payload.
func sized(n int) string {
	const doc = `{"xarf_version":"4.2.0","report_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427","timestamp":"2026-03-01T08:00:00Z","reporter":{"org":"Example Hotline","contact":"desk@example.org","domain":"example.org"},"sender":{"org":"Example Hotline","contact":"desk@example.org","domain":"example.org"},"source_identifier":"198.51.100.42","source_port":443,"category":"content","type":"csam","url":"https://example.com/a","domain":"example.com","classification":"A1","detection_method":"hash_match","media_type":"image","hash_values":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"ncmec_report_id":"12345678","content_removed":true,"account_suspended":true,"perpetrator_indicators":{"account_id":"acct-77","ip_addresses":["203.0.113.9"]},"evidence":[{"content_type":"text/plain","description":"A log","payload":"%s"}],"tags":["csam:detected"]}`
	return fmt.Sprintf(doc, strings.Repeat("QUJD", max(0, n-len(doc))/4))
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{full, old, "[" + full + "," + full + "]", `{"xarf_version":"4.0.0"}`, sized(1200)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, r := range read(t, in, intake.Limits{Record: 64 << 10}) {
			if r.Report == nil {
				continue
			}
			if r.Report.Source == "" || r.Report.SourceID == "" || r.Report.Dated.IsZero() {
				t.Fatal("a report without identity")
			}
			// What is sealed can be read again, and says the same of who sent it.
			again := read(t, r.Redacted, intake.Limits{})
			if len(again) != 1 {
				t.Fatalf("the redacted form is %d records", len(again))
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	doc := sized(2048)
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
