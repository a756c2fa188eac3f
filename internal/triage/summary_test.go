package triage

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/clock"
	"vigie/internal/report"
)

// anyReport draws a report that states anything, with any structure.
func anyReport(t *rapid.T) report.Report {
	day := func(label string) time.Time {
		return at("2025-01-01").AddDate(0, 0, rapid.IntRange(-800, 400).Draw(t, label))
	}
	r := report.Report{
		Source:   fmt.Sprintf("source-%d", rapid.IntRange(0, 40).Draw(t, "source")),
		Incident: report.Incident{Category: rapid.SampledFrom(categories).Draw(t, "category"), Channel: rapid.SampledFrom(channels).Draw(t, "channel"), At: day("incident")},
	}
	if rapid.IntRange(0, 3).Draw(t, "ncmec") == 0 {
		r.Source, r.Dated = "ncmec", day("dated")
	}
	for range rapid.IntRange(0, 5).Draw(t, "facts") {
		s := rapid.SampledFrom(report.Stated).Draw(t, "fact")
		r.Facts = append(r.Facts, report.Fact{Kind: s.Kind, Count: rapid.Int64().Draw(t, "count"), Date: day("date"), Field: "f"})
	}
	party := report.Party{Role: report.RoleReported}
	for range rapid.IntRange(0, 3).Draw(t, "ips") {
		party.Identifiers = append(party.Identifiers, report.Identifier{Kind: report.KindIP, Raw: "192.0.2.1", At: day("ip")})
	}
	r.Parties = []report.Party{party, {Role: report.RoleRecipient, Names: []report.Name{{Full: "x"}}}}
	for range rapid.IntRange(0, 6).Draw(t, "payments") {
		r.Payments = append(r.Payments, report.Payment{At: day("paid"), Sender: rapid.IntRange(-1, 1).Draw(t, "from"), Recipient: rapid.IntRange(-1, 1).Draw(t, "to")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "media") {
		r.Media = append(r.Media, report.Media{Hashes: []report.Hash{{Type: "MD5", Value: rapid.StringMatching(`[0-9a-f]{4}`).Draw(t, "hash")}}})
	}
	return r
}

func anySummary(t *rapid.T) Summary {
	var s Summary
	for range rapid.IntRange(0, 4).Draw(t, "reports") {
		r := anyReport(t)
		r.Statement = rapid.IntRange(0, 4).Draw(t, "statement") == 0
		verified, refuted := rapid.SampledFrom(report.Stated).Draw(t, "verified").Kind, rapid.SampledFrom(report.Stated).Draw(t, "refuted").Kind
		s = Merge(s, Of(&r, Input{
			Received: at("2025-01-01").Add(time.Duration(rapid.IntRange(0, 400*24).Draw(t, "received")) * time.Hour),
			Clocks:   clock.Default(),
			Verified: func(k report.FactKind) bool { return k == verified },
			Refuted:  func(k report.FactKind) bool { return k == refuted },
			Handling: Handling(rapid.IntRange(0, 2).Draw(t, "handling")),
		}))
	}
	return s
}

func encode(t interface{ Fatal(...any) }, s Summary) []byte {
	b, err := s.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSummaryIsAMonoid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anySummary(t), anySummary(t), anySummary(t)
		before := encode(t, a)
		same := func(law string, x, y Summary) {
			if !bytes.Equal(encode(t, x), encode(t, y)) {
				t.Fatalf("%s:\n%+v\n%+v", law, x, y)
			}
		}
		same("commutative", Merge(a, b), Merge(b, a))
		same("associative", Merge(Merge(a, b), c), Merge(a, Merge(b, c)))
		same("left identity", Merge(Summary{}, a), a)
		same("right identity", Merge(a, Summary{}), a)
		if !bytes.Equal(before, encode(t, a)) {
			t.Fatal("merging changed its operand")
		}
	})
}

func TestSummaryRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Merge(anySummary(t), anySummary(t))
		b := encode(t, s)
		if len(b) > 400 {
			t.Fatalf("%d bytes", len(b))
		}
		var u Summary
		if err := u.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s, u) {
			t.Fatalf("%+v\n%+v", s, u)
		}
		for n := range b {
			if err := u.UnmarshalBinary(b[:n]); err == nil {
				t.Fatalf("%d of %d bytes were taken for a summary", n, len(b))
			}
		}
		if !reflect.DeepEqual(s, u) {
			t.Fatal("a failed decoding changed the summary")
		}
	})
}

func TestSummarySize(t *testing.T) {
	r := report.Report{Source: "ncmec", Dated: at("2025-01-02"), Facts: states(report.LiveAbuse, report.NewMaterial), Media: make([]report.Media, 3)}
	if n := len(encode(t, lead("2025-01-03", r))); n > 64 {
		t.Errorf("one report takes %d bytes", n)
	}
	var s Summary
	for i := range 365 { // a year of connections, a day each
		r.Parties = []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindIP, Raw: "192.0.2.1", At: at("2025-01-01").AddDate(0, 0, i)}}}}
		s = Merge(s, lead(at("2025-01-01").AddDate(0, 0, i).Format(time.DateOnly), r))
	}
	if n := len(encode(t, s)); n > 320 {
		t.Errorf("365 reports take %d bytes", n)
	}
}

// The set of act-by dates is exact, whatever its size: nothing crowds out a later day.
func TestLapsesAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := map[Day]bool{}
		var l lapses
		for range rapid.IntRange(0, 300).Draw(t, "n") {
			d := Day(rapid.IntRange(20000, 22000).Draw(t, "day"))
			want[d] = true
			l = union(l, lapses{lapse(d, clock.Record(rapid.IntRange(1, 4).Draw(t, "record")))})
		}
		for asOf := Day(19990); asOf < 22010; asOf += 7 {
			next := Day(0)
			for d := asOf; d <= 22000 && next == 0; d++ {
				if want[d] {
					next = d
				}
			}
			if got, _ := actBy(l, Decisions{}, asOf); got != next {
				t.Fatalf("asOf %d: %d, want %d", asOf, got, next)
			}
		}
	})
}

func TestOf(t *testing.T) {
	r := report.Report{Source: "s", Facts: append(states(report.LiveAbuse, report.LiveAbuse, report.Meme), report.Fact{Kind: report.PriorReports, Count: 1 << 60}, report.Fact{Kind: report.Payments, Count: -4}, report.Fact{Kind: report.LastPayment, Date: at("2031-01-01")})}
	s := lead("2025-01-01", r)
	if got := s.Tally(report.LiveAbuse); got != (Tally{Stated: 1}) {
		t.Errorf("stated twice in one report: %+v", got)
	}
	if s.PriorReports != maxCount || s.Payments.Counted != 0 {
		t.Errorf("counts are not bounded: %d %d", s.PriorReports, s.Payments)
	}
	if s.LastPayment != DayOf(at("2025-01-01")) {
		t.Errorf("a payment after the receipt: %s", s.LastPayment)
	}
	if s.Low != 0 {
		t.Error("a meme with live abuse is held lower")
	}
	refuted := Of(&r, Input{Received: at("2025-01-01"), Refuted: func(k report.FactKind) bool { return k != report.Meme }})
	if refuted.Low != 1 || refuted.PriorReports != 0 || refuted.Tally(report.LiveAbuse) != (Tally{Refuted: 1}) {
		t.Errorf("refuted facts count: %+v", refuted)
	}
	many := Summary{}
	for i := range 40 {
		many = Merge(many, lead("2025-01-01", report.Report{Source: fmt.Sprint(i)}, report.Report{Source: fmt.Sprint(i)}))
	}
	if many.Sources() != 16 || s.Sources() != 1 || (&Summary{}).Sources() != 0 {
		t.Errorf("sources: %d %d", many.Sources(), s.Sources())
	}
}

func FuzzUnmarshal(f *testing.F) {
	r := report.Report{Source: "ncmec", Dated: at("2025-01-02"), Facts: states(report.LiveAbuse)}
	f.Add(encode(f, lead("2025-01-03", r)))
	f.Add([]byte{1, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Summary
		if s.UnmarshalBinary(b) != nil {
			return
		}
		if got := encode(t, s); !bytes.Equal(got, b) {
			t.Fatalf("%x decodes to what encodes as %x", b, got)
		}
	})
}

// TestCountedBesideListed: what one source counts and another lists is not added up.
func TestCountedBesideListed(t *testing.T) {
	contact := Of(&report.Report{Facts: []report.Fact{{Kind: report.Payments, Count: 2}, {Kind: report.Sessions, Count: 3}}}, Input{})
	paid := Of(&report.Report{Payments: []report.Payment{{Sender: -1, Recipient: -1}}, Sessions: []report.Session{{Start: at("2025-01-01")}}}, Input{})
	s := Merge(Merge(contact, paid), paid)
	if s.Payments.Most() != 2 || s.Sessions.Most() != 3 {
		t.Errorf("%+v payments, %+v sessions", s.Payments, s.Sessions)
	}
	if s = Merge(s, paid); s.Payments.Most() != 3 {
		t.Errorf("one more listed: %+v", s.Payments)
	}
	both := Of(&report.Report{
		Payments: []report.Payment{{Sender: -1, Recipient: -1}}, Sessions: []report.Session{{Start: at("2025-01-01")}},
		Facts: []report.Fact{{Kind: report.Payments, Count: 1}, {Kind: report.Sessions, Count: 1}},
	}, Input{})
	if s = Merge(Merge(contact, both), both); s.Payments.Most() != 2 || s.Sessions.Most() != 3 {
		t.Errorf("each row lists one and says that it is one: %+v payments, %+v sessions", s.Payments, s.Sessions)
	}
	some := Of(&report.Report{Payments: []report.Payment{{Sender: -1, Recipient: -1}}, Facts: []report.Fact{{Kind: report.Payments, Count: 9}}}, Input{})
	if some.Payments.Most() != 9 {
		t.Errorf("nine are counted and one of them is listed: %+v", some.Payments)
	}
	table := Of(&report.Report{Statement: true, Payments: []report.Payment{{Sender: -1, Recipient: -1}}}, Input{})
	if table.Payments.Most() != 0 {
		t.Errorf("a statement's transfers move the order: %+v", table.Payments)
	}
}

// TestPartsAreOneSource: two tables of one seized device are no two sources.
func TestPartsAreOneSource(t *testing.T) {
	var s Summary
	for i, source := range []string{"seized-device/contacts", "seized-device/payments", "seized-device", "ncmec"} {
		s = Merge(s, Of(&report.Report{Source: source}, Input{}))
		if want := 1 + i/3; s.Sources() != want {
			t.Errorf("with %s: %d sources, expected %d", source, s.Sources(), want)
		}
	}
}
