package triage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/report"
)

func kindsOf(r report.Report) string {
	var out []string
	for _, f := range Facts(&r) {
		out = append(out, string(f.Kind))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestFactsFromStructure(t *testing.T) {
	pay := func(from, to int, days ...string) (out []report.Payment) {
		for _, d := range days {
			out = append(out, report.Payment{At: at(d), Sender: from, Recipient: to, Field: "p"})
		}
		return out
	}
	people := []report.Party{{Role: report.RoleReported}, {Role: report.RoleReported}, {Role: report.RoleRecipient, Names: []report.Name{{Full: "x"}}}}
	for _, c := range []struct {
		name string
		r    report.Report
		want string
	}{
		{"nothing", report.Report{}, ""},
		{"category live", report.Report{Incident: report.Incident{Category: report.CategoryLive}}, "live_abuse"},
		{"category material states nothing more", report.Report{Incident: report.Incident{Category: report.CategoryMaterial}}, ""},
		{"stated and derived once", report.Report{Facts: states(report.LiveAbuse), Incident: report.Incident{Category: report.CategoryLive}}, "live_abuse"},
		{"annotation of a file", report.Report{Media: []report.Media{{Flags: []report.Flag{{Name: "liveStreaming"}}}}}, "live_abuse"},
		{"facilitator with a town", report.Report{Parties: []report.Party{{Role: report.RoleFacilitator, Names: []report.Name{{Full: "x"}}, Places: []report.Place{{City: "x"}}}}}, "facilitator_identified place_identified"},
		{"a country alone is no place", report.Report{Parties: []report.Party{{Role: report.RoleVictim, Places: []report.Place{{Country: "FR"}}}}}, ""},
		{"where the reported person lives is no fact", report.Report{Parties: []report.Party{{Role: report.RoleReported, Places: []report.Place{{City: "x"}}}}}, ""},
		{"payment", report.Report{Payments: pay(-1, -1, "2025-01-01")}, "first_payment last_payment payments"},
		{"recipient named, two senders", report.Report{Parties: people, Payments: append(pay(0, 2, "2025-01-01"), pay(1, 2, "2025-01-02")...)}, "first_payment last_payment payments recipient_named senders"},
		{"shortening", report.Report{Payments: pay(-1, -1, "2025-01-01", "2025-02-01", "2025-03-01", "2025-03-08", "2025-03-15")}, "first_payment intervals_shortening last_payment payments"},
		{"steady", report.Report{Payments: pay(-1, -1, "2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01")}, "first_payment last_payment payments"},
		{"four say nothing", report.Report{Payments: pay(-1, -1, "2025-01-01", "2025-02-01", "2025-03-01", "2025-03-08")}, "first_payment last_payment payments"},
		{"session near a payment", report.Report{Payments: pay(-1, -1, "2025-01-01"), Sessions: []report.Session{{Start: at("2025-01-02").Add(20 * time.Hour), Field: "s"}}}, "first_payment last_payment payment_near_session payments sessions"},
		{"session far from a payment", report.Report{Payments: pay(-1, -1, "2025-01-01"), Sessions: []report.Session{{Start: at("2025-01-09")}}}, "first_payment last_payment payments sessions"},
		{"two sessions", report.Report{Sessions: []report.Session{{Start: at("2025-01-02")}, {Start: at("2025-01-09")}}}, "repeated_sessions sessions"},
		{"one session given twice", report.Report{Sessions: []report.Session{{Start: at("2025-01-02")}, {Start: at("2025-01-02")}}}, "sessions"},
		{"an index out of range", report.Report{Payments: []report.Payment{{Sender: 9, Recipient: 9}}}, "payments"},
	} {
		if got := kindsOf(c.r); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	s := lead("2025-02-01", report.Report{Facts: []report.Fact{{Kind: report.Payments, Count: 7}}, Payments: pay(-1, -1, "2025-01-01")})
	if s.Payments.Most() != 7 {
		t.Errorf("the larger count holds: %+v", s.Payments)
	}
}

func TestStand(t *testing.T) {
	r := report.Report{Facts: states(report.Spam, report.LiveAbuse), Payments: []report.Payment{{Sender: -1, Recipient: -1, Field: "p"}}}
	got := Stand(&r, Input{Verified: func(k report.FactKind) bool { return k == report.LiveAbuse }, Refuted: func(k report.FactKind) bool { return k == report.Spam }})
	want := []Stood{
		{report.Fact{Kind: report.LiveAbuse, Field: "f"}, Verified, false},
		{report.Fact{Kind: report.Payments, Count: 1, Field: "p"}, Reported, true},
		{report.Fact{Kind: report.Spam, Field: "f"}, Refuted, false},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestBundleKey(t *testing.T) {
	media := func(hashes ...report.Hash) report.Media { return report.Media{Hashes: hashes} }
	md5, sha := report.Hash{Type: "MD5", Value: "aa"}, report.Hash{Type: "SHA256", Value: "bb"}
	of := func(f report.FactKind, m ...report.Media) int64 {
		return BundleKey(&report.Report{Facts: states(f), Media: m})
	}
	key := of(report.Viral, media(md5, sha))
	if key <= 0 {
		t.Fatalf("key %d", key)
	}
	if of(report.Meme, media(sha)) != key || of(report.Viral, media(sha, md5)) != key {
		t.Error("one file, several keys")
	}
	if of(report.Viral, media(md5)) == key {
		t.Error("two files, one key")
	}
	if a, b := of(report.Spam, media(md5), media(sha)), of(report.Spam, media(sha), media(md5)); a != b || a > key {
		t.Error("the order of files matters")
	}
	if of(report.LiveAbuse, media(sha)) != 0 || of(report.Viral) != 0 || of(report.Viral, media(report.Hash{Type: "MD5"})) != 0 {
		t.Error("bundled without cause")
	}
	s := lead("2025-01-01", report.Report{Facts: states(report.Viral), Media: []report.Media{media(sha)}}, report.Report{Facts: states(report.Viral)})
	if s.Bundle != key || !s.AllLow() {
		t.Errorf("summary: %d %v", s.Bundle, s.AllLow())
	}
}

func TestMissing(t *testing.T) {
	whats := func(r report.Report, lang string) string {
		var out []string
		for _, g := range Missing(&r, lang) {
			if g.Request == "" {
				t.Errorf("%s: no request would fill it", g.What)
			}
			out = append(out, g.What)
		}
		return strings.Join(out, "; ")
	}
	empty := whats(report.Report{}, "en")
	if empty != "no identifier of the person reported; no IP address; no date of the incident; no recognised category" {
		t.Errorf("empty report: %s", empty)
	}
	yes := true
	full := report.Report{
		Incident: report.Incident{At: at("2025-01-01"), Category: report.CategoryLive},
		Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{
			{Kind: report.KindAccount, Raw: "a"},
			{Kind: report.KindEmail, Raw: "a@example.com"},
			{Kind: report.KindIP, Raw: "192.0.2.1", Port: 4000, At: at("2025-01-01").Add(time.Hour)},
			{Kind: report.KindIP, Raw: "2001:db8::1", At: at("2025-01-01").Add(time.Hour)},
		}}},
		Media:    []report.Media{{Viewed: &yes, Hashes: []report.Hash{{Type: "MD5", Value: "aa"}}}},
		Payments: []report.Payment{{At: at("2025-01-01"), Reference: "r", Amount: "20.00", Currency: "EUR"}},
		Sessions: []report.Session{{Start: at("2025-01-01"), End: at("2025-01-02")}},
	}
	if got := whats(full, "fr"); got != "" {
		t.Errorf("complete report: %s", got)
	}
	full.Parties[0].Identifiers[2].Port = 0
	full.Parties[0].Identifiers[3].At = at("2025-01-01")
	full.Media = append(full.Media, report.Media{}, report.Media{})
	full.Payments = append(full.Payments, report.Payment{Sender: -1, Recipient: -1})
	want := "adresse IPv4 sans port : elle peut être partagée entre de nombreux abonnés; adresse IP datée sans heure ni fuseau horaire; fichier sans empreinte; fichier dont la source ne dit pas si elle l'a vu; paiement sans date; paiement sans référence; paiement sans bénéficiaire; paiement sans payeur; paiement sans montant ou sans devise"
	if got := whats(full, "fr"); got != want {
		t.Errorf("got %s", got)
	}
}
