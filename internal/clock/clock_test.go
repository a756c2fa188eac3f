package clock

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func yes() *bool { b := true; return &b }

func TestDeadlines(t *testing.T) {
	ip := func(at time.Time) report.Identifier {
		return report.Identifier{Kind: report.KindIP, Raw: "192.0.2.7", Event: "Login", At: at, Field: "ip"}
	}
	cases := []struct {
		name     string
		report   report.Report
		received string
		want     []string // clock from actby
	}{
		{
			"a connection is kept one year",
			report.Report{Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{ip(at("2025-03-05T23:30:00+00:00"))}}}},
			"2025-04-01",
			[]string{"fr-connection 2025-03-05 2026-03-05"},
		},
		{
			"the day is the UTC day",
			report.Report{Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{ip(at("2025-03-06T00:30:00+02:00"))}}}},
			"2025-04-01",
			[]string{"fr-connection 2025-03-05 2026-03-05"},
		},
		{
			"29 February gives the earlier reading",
			report.Report{Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{ip(day("2024-02-29"))}}}},
			"2024-04-01",
			[]string{"fr-connection 2024-02-29 2025-02-28"},
		},
		{
			"a date after the receipt counts as the receipt",
			report.Report{Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{ip(day("2031-01-01"))}}}},
			"2025-04-01",
			[]string{"fr-connection 2025-04-01 2026-04-01"},
		},
		{
			"an undated connection counts from the incident",
			report.Report{Incident: report.Incident{At: day("2025-01-02")}, Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{ip(time.Time{})}}}},
			"2025-04-01",
			[]string{"fr-connection 2025-01-02 2026-01-02"},
		},
		{
			"nobody asks for a victim's connection",
			report.Report{Parties: []report.Party{{Role: report.RoleVictim, Identifiers: []report.Identifier{ip(day("2025-03-05"))}}}},
			"2025-04-01", nil,
		},
		{
			"a private address has no holder",
			report.Report{Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindIP, Raw: "10.0.0.1"}}}}},
			"2025-04-01", nil,
		},
		{"content reported after the REPORT Act", report.Report{Source: "ncmec", Dated: day("2024-05-07")}, "2024-06-01", []string{"us-content 2024-05-07 2025-05-07"}},
		{"content reported before it", report.Report{Source: "ncmec", Dated: day("2024-05-06")}, "2024-06-01", []string{"us-content-90d 2024-05-06 2024-08-04"}},
		{"a report without its own date was not sent before what it states", report.Report{Source: "ncmec", Media: []report.Media{{Uploaded: day("2025-02-03")}}}, "2025-06-01", []string{"us-content 2025-02-03 2026-02-03"}},
		{"content of another source has no such clock", report.Report{Source: "xarf:example.org", Dated: day("2025-05-07")}, "2025-06-01", nil},
		{"a payment, holder unknown: the strictest", report.Report{Payments: []report.Payment{{At: day("2025-02-03"), Field: "p"}}}, "2025-06-01", []string{"fr-payment 2025-02-03 2026-02-03"}},
		{"a payment at a payment institution", report.Report{Payments: []report.Payment{{At: day("2025-02-03"), Channel: " Bank ", Field: "p"}}}, "2025-06-01", []string{"fr-transfer 2025-02-03 2030-02-03"}},
		{
			"identity of a suspended account",
			report.Report{Dated: day("2025-02-03"), Parties: []report.Party{{Role: report.RoleReported, Suspended: yes(), Identifiers: []report.Identifier{{Kind: report.KindAccount, Raw: "a"}, {Kind: report.KindEmail, Raw: "b@example.com"}}}}},
			"2025-06-01",
			[]string{"fr-identity 2025-02-03 2030-02-03"},
		},
		{"no clock runs on an open account", report.Report{Dated: day("2025-02-03"), Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindAccount, Raw: "a"}}}}}, "2025-06-01", nil},
		{
			"earliest first",
			report.Report{Source: "ncmec", Dated: day("2025-03-01"), Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{ip(day("2025-02-20")), ip(day("2025-01-20"))}}}},
			"2025-03-02",
			[]string{"fr-connection 2025-01-20 2026-01-20", "fr-connection 2025-02-20 2026-02-20", "us-content 2025-03-01 2026-03-01"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range Default().Deadlines(&c.report, day(c.received)) {
				got = append(got, d.ClockID+" "+d.From.Format(time.DateOnly)+" "+d.ActBy.Format(time.DateOnly))
			}
			if strings.Join(got, "; ") != strings.Join(c.want, "; ") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPreservedUntil(t *testing.T) {
	for _, c := range []struct{ country, received, want string }{
		{"EU", "2026-09-01", "2026-10-31"},
		{"EU", "2026-01-01", ""}, // the regulation does not apply yet
		{"us", "2026-01-01", "2026-04-01"},
		{"IE", "2026-09-01", "2026-10-31"}, // a member of the area
		{"FR", "2026-09-01", ""},           // no area, no law of its own here
		{"PH", "2026-01-01", "2026-06-30"},
		{"MG", "2026-01-01", ""},
	} {
		got, ok := Default().PreservedUntil(c.country, day(c.received))
		if s := got.Format(time.DateOnly); ok != (c.want != "") || ok && s != c.want {
			t.Errorf("%s %s: got %s %v, want %q", c.country, c.received, s, ok, c.want)
		}
	}
}

func TestLoadNamesTheFault(t *testing.T) {
	good := `version: 1
clocks:
  - {id: a-b, country: FR, holder: platform, record: connection, kinds: [ip], from: event, years: 1, law: l, source: s, title: {fr: f, en: e}}
`
	if _, err := Load([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"version: 1", "version: 2", "reads version 1"},
		{"id: a-b", "id: A B", "id: expected lower-case"},
		{"country: FR", "country: France", "two capitals"},
		{"holder: platform", "holder: shop", "access-provider"},
		{"record: connection", "record: face", "expected one of connection"},
		{"record: connection", "record: ''", "expected one of connection"},
		{"record: connection", "record: preservation", "counts from the request"},
		{"kinds: [ip]", "kinds: [nose]", `"nose" is no kind`},
		{"kinds: [ip]", "kinds: []", "names the kinds"},
		{"from: event", "from: moon", "expected one of event"},
		{"from: event", "from: report", "names its sources"},
		{"from: event", "from: request", "preservation"},
		{"years: 1", "years: 1, days: 2", "either years"},
		{"years: 1", "years: 0", "either years"},
		{"law: l, ", "", "law is missing"},
		{"law: l, ", "law: {fr: l}, ", "law is missing"},
		{"law: l, ", "law: ' ', ", "law is missing"},
		{"law: l, ", "law: [l], ", "expected a citation, or one in each language"},
		{"law: l, ", "law: 'l: five years', ", "a citation alone"},
		{"law: l, ", "law: {fr: l, en: \"l\\n\"}, ", "a citation alone"},
		{"law: l, ", "law: \"l\\u202e\", ", "a citation alone"},
		{"source: s, ", "", "source is missing"},
		{"fr: f, ", "", "both languages"},
		{"years: 1", "years: 1, since: tomorrow", "expected a day"},
		{"years: 1", "years: 1, since: '2025-01-01', until: '2024-01-01'", "before until"},
		{"years: 1", "years: 1, colour: red", "colour"},
		{"clocks:\n", "clocks: []\nproviders:\n", ""},
	} {
		_, err := Load([]byte(strings.Replace(good, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q → %q: %v, want %q", c.old, c.new, err, c.want)
		}
	}
	lines := strings.SplitAfter(good, "\n")
	if _, err := Load([]byte(good + lines[2])); err == nil || !strings.Contains(err.Error(), "stands twice") {
		t.Errorf("duplicate id: %v", err)
	}
}

// A text is cited as each language cites it, or in one form everywhere.
func TestLawIsCitedByLanguage(t *testing.T) {
	for id, want := range map[string][2]string{
		"eu-transfer": {"directive (UE) 2015/849, art. 40, par. 1, point b)", "Directive (EU) 2015/849, art. 40(1)(b)"},
		"fr-transfer": {"Code monétaire et financier, art. L561-12", "Code monétaire et financier, art. L561-12"},
	} {
		if c, _ := Default().Clock(id); c.Law["fr"] != want[0] || c.Law["en"] != want[1] {
			t.Errorf("%s: %q", id, c.Law)
		}
	}
}

// Property: no deadline is later than the receipt plus the longest clock, none
// starts after the receipt, and the order of the identifiers does not matter.
func TestDeadlinesAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		received := day("2025-06-01").AddDate(0, 0, rapid.IntRange(-900, 900).Draw(t, "received"))
		n := rapid.IntRange(0, 6).Draw(t, "n")
		var ids []report.Identifier
		for i := range n {
			ids = append(ids, report.Identifier{
				Kind: report.Kind(rapid.IntRange(1, 14).Draw(t, "kind")), Raw: "192.0.2.1", Field: string(rune('a' + i)),
				At: received.AddDate(0, 0, rapid.IntRange(-4000, 4000).Draw(t, "at")),
			})
		}
		r := report.Report{Source: "ncmec", Parties: []report.Party{{Role: report.RoleReported, Suspended: yes(), Identifiers: ids}}}
		for _, d := range Default().Deadlines(&r, received) {
			if d.From.After(received) || d.ActBy.After(received.AddDate(5, 0, 0)) || !d.From.Before(d.ActBy) {
				t.Fatalf("%+v received %v", d, received)
			}
		}
	})
}
