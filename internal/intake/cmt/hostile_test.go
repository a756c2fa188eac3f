package cmt

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"vigie/internal/intake"
)

func TestHostile(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     intake.Reason
	}{
		{"empty", "", intake.Empty},
		{"an empty list", "[]", intake.Empty},
		{"UTF-16", wide(full), intake.BadEncoding},
		{"an empty object", "{}", intake.MissingField},
		{"a list of numbers", "[1]", intake.WrongShape},
		{"number is null", with(t, "123456789", "null"), intake.MissingField},
		{"number is N/A", with(t, "123456789", `"N/A"`), intake.MissingField},
		{"number is an object", with(t, "123456789", `{"value":1}`), intake.MissingField},
		{"number is a list", with(t, "123456789", `[1]`), intake.MissingField},
		{"number with a fraction", with(t, "123456789", "1.5"), intake.BadValue},
		{"number with an exponent", with(t, "123456789", "1e+9"), intake.BadValue},
		{"number is a path", with(t, "123456789", `"../../etc"`), intake.BadValue},
		{"number is long", with(t, "123456789", strings.Repeat("1", 41)), intake.BadValue},
		{"date in words", with(t, "2025-06-01T12:00:00Z", "last June"), intake.BadValue},
		{"date that cannot be", with(t, "2025-06-01T12:00:00Z", "2025-06-31T12:00:00Z"), intake.BadValue},
		{"date before 1990", with(t, "2025-06-01T12:00:00Z", "1989-12-31T23:59:59Z"), intake.BadValue},
		{"date after 2100", with(t, "2025-06-01T12:00:00Z", "2101-01-01T00:00:00Z"), intake.BadValue},
		{"date is a number", with(t, `"2025-06-01T12:00:00Z"`, "20250601"), intake.BadValue},
		{"information is a list", `{"reportId":1,"reportedInformation":[]}`, intake.WrongShape},
		{"information is a word", `{"reportId":1,"reportedInformation":"x"}`, intake.WrongShape},
		{"duplicate number", with(t, `"dateReceived"`, `"reportId": 2, "dateReceived"`), intake.DuplicateName},
		{"duplicate deep inside", with(t, `"eventName": "Login"`, `"eventName": "Login", "value": "203.0.113.99"`), intake.DuplicateName},
		{"bad UTF-8", with(t, "Neutral note", "Neutral \xe9"), intake.BadEncoding},
		{"bad UTF-8 in content", with(t, "CONTENT-NEVER", "CONTENT\xff"), intake.BadEncoding},
		{"lone surrogate", with(t, "Neutral note", `\ud83d`), intake.BadEncoding},
		{"NUL", with(t, "Neutral note", `a\u0000b`), intake.BadValue},
		{"raw control character", with(t, "Neutral note", "a\x01b"), intake.Malformed},
		{"NaN", with(t, "123456789", "NaN"), intake.Malformed},
		{"comment", with(t, `"dateReceived"`, `/* x */ "dateReceived"`), intake.Malformed},
		{"brackets crossed", with(t, `"tags": [`, `"tags": {`), intake.Malformed},
		{"deep", with(t, `{"deeper": ["x", "y"]}`, strings.Repeat(`{"a":`, 80)+"1"+strings.Repeat("}", 80)), intake.TooDeep},
		{"many keys", with(t, `{"deeper": ["x", "y"]}`, `{"a":1`+keys(1024)+`}`), intake.TooMany},
		{"many values", with(t, `["x", "y"]`, `[0`+strings.Repeat(",0", 300_000)+`]`), intake.TooMany},
		{"large", with(t, `["x", "y"]`, `[`+strings.Repeat(" ", 17<<20)+`]`), intake.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, c.in, intake.Limits{})
			if len(got) != 1 || got[0].Problem == nil || got[0].Problem.Reason != c.want {
				t.Fatalf("want one %s, got %d records, first %+v", c.want, len(got), got[0].Problem)
			}
			for _, word := range []string{"Neutral", "CONTENT", "example", "203.0.113", "etc", "June"} {
				if strings.Contains(got[0].Problem.Detail, word) {
					t.Errorf("the problem carries a value: %q", got[0].Problem.Detail)
				}
			}
		})
	}
}

// TestNeighbours: a bad report in a list stops nothing.
func TestNeighbours(t *testing.T) {
	good := func(n int) string { return fmt.Sprintf(`{"reportId":%d,"dateReceived":"2025-01-01"}`, n) }
	bad := []string{`{}`, `{"reportId":1,"reportId":2}`, "{\"reportId\":\"\xff\"}", `{"reportId":"` + strings.Repeat("x", 5000) + `"}`, `7`}
	for _, sep := range []string{",", "\n"} {
		in := good(0)
		for i, b := range bad {
			if sep == "\n" && b == "7" {
				break
			}
			in += sep + b + sep + good(i+1)
		}
		if sep == "," {
			in = "[" + in + "]"
		}
		ok, wrong := 0, 0
		for _, r := range read(t, in, intake.Limits{Record: 4096}) {
			if r.Report != nil {
				if r.Report.SourceID != fmt.Sprint(ok) {
					t.Errorf("report %d has number %s", ok, r.Report.SourceID)
				}
				ok++
			} else {
				wrong++
			}
		}
		if ok != wrong+1 || wrong < 4 {
			t.Errorf("separated by %q: %d reports, %d problems", sep, ok, wrong)
		}
	}
}

// TestOddButTaken: what is wrong beside the point is dropped, and the report goes in.
func TestOddButTaken(t *testing.T) {
	for _, c := range []struct{ old, new, field, reason string }{
		{`"2025-05-29T10:00:00Z"`, `"yesterday"`, "sourceCaptures[].dateTime", "bad-value"},
		{`"2025-05-29T10:00:00Z"`, `"1901-01-01T00:00:00Z"`, "sourceCaptures[].dateTime", "bad-value"},
		{`"2025-05-30T08:15:00Z"`, `"3000-01-01T00:00:00Z"`, "incidentDateTime", "bad-value"},
		{`"51515"`, `"70000"`, "sourceCaptures[].port", "bad-value"},
		{`"1980-02-03"`, `"03/02/1980"`, "dateOfBirth", "bad-value"},
		{`"1980-02-03"`, `"1980-13-03"`, "dateOfBirth", "bad-value"},
		{`"D41D8CD98F00B204E9800998ECF8427E"`, `"not a hash"`, "verificationHash", "bad-value"},
		{`"No", "vehicleDescription"`, `"A long sentence; with words.", "vehicleDescription"`, "awareOfReport", "bad-value"},
		{`"Uncle"`, `"He is, they say, her uncle."`, "relationshipToChildVictim", "bad-value"},
		{`"races": ["TRAIT-4"]`, `"races": {"races": [{"value": "TRAIT-4"}]}`, "races", "trait"},
		{`"Given"`, `{"first": "Given"}`, "firstName", "unknown"},
	} {
		rec := one(t, with(t, c.old, c.new))
		found := false
		for _, d := range rec.Report.Dropped {
			found = found || strings.HasSuffix(d.Field, c.field) && d.Reason == c.reason
		}
		if !found {
			t.Errorf("%s: not dropped as %s: %+v", c.field, c.reason, rec.Report.Dropped)
		}
	}
}

func TestTruncation(t *testing.T) {
	for i := range len(full) {
		got := read(t, full[:i], intake.Limits{})
		want := intake.Truncated
		if i == 0 {
			want = intake.Empty
		}
		if len(got) != 1 || got[0].Problem == nil || got[0].Problem.Reason != want {
			t.Fatalf("cut at %d: %d records, %+v", i, len(got), got[0].Problem)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{full, sized(), "[" + sized() + "," + full + "]", `{"reports":[{"reportId":1}]}`, `{"reportId":"1","reportedInformation":{"uploadedFiles":null}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, r := range read(t, in, intake.Limits{Record: 64 << 10}) {
			if r.Report == nil {
				continue
			}
			if r.Report.SourceID == "" || !r.Report.Provisional {
				t.Fatal("a report without identity")
			}
			again := read(t, string(r.Redacted), intake.Limits{})
			if len(again) != 1 || again[0].Report == nil || again[0].Report.SourceID != r.Report.SourceID {
				t.Fatal("the redacted form is not the same report")
			}
			for _, w := range again[0].Report.Withheld {
				if w.Length < 60 && strings.Contains(string(r.Redacted), "NEVER-KEPT") {
					t.Fatal("content is in the redacted form")
				}
			}
		}
	})
}

func wide(s string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":1`, i)
	}
	return b.String()
}
