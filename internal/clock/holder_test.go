package clock

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

// own is the shipped table with what a unit might add.
func own(t testing.TB) *Table {
	t.Helper()
	x, err := Load([]byte(`version: 1
areas: {EU: [IE, LU]}
clocks:
  - {id: fr-connection, country: FR, holder: access-provider, record: connection, kinds: [ip], from: event, years: 1, law: l, source: s, title: {fr: f, en: e}}
  - {id: fr-payment, country: FR, holder: platform, record: payment, kinds: [iban], from: payment, years: 1, law: l, source: s, title: {fr: f, en: e}}
  - {id: eu-transfer, country: EU, holder: payment-institution, record: payment, kinds: [iban], from: payment, years: 5, law: l, source: s, title: {fr: f, en: e}}
  - {id: ph-transfer, country: PH, holder: payment-institution, record: payment, kinds: [iban], from: payment, years: 4, law: l, source: s, title: {fr: f, en: e}}
  - {id: us-content, country: US, holder: platform, record: content, sources: [ncmec], from: report, years: 1, law: l, source: s, title: {fr: f, en: e}}
  - {id: eu-keep, country: EU, holder: platform, record: preservation, from: request, days: 60, law: l, source: s, title: {fr: f, en: e}}
providers:
  - {names: [bank, remittance], generic: true, holder: payment-institution}
  - {names: ["exemple transfert"], name: Exemple Transfert, holder: payment-institution, country: LU}
  - {names: ["exemple telecom"], name: Exemple Télécom, networks: [198.51.100.0/24, "2001:db8::/32"], holder: access-provider, country: FR}
`))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestHolders(t *testing.T) {
	ip := func(s string) report.Identifier {
		return report.Identifier{Kind: report.KindIP, Raw: s, At: day("2025-03-05"), Field: "ip"}
	}
	account := report.Identifier{Kind: report.KindAccount, Raw: "u1", Service: "ExampleChat"}
	reported := func(ids ...report.Identifier) report.Party {
		return report.Party{Role: report.RoleReported, Identifiers: ids}
	}
	pay := func(channel string, ids ...report.Identifier) report.Report {
		return report.Report{
			Parties:  []report.Party{{Role: report.RoleAssociate, Identifiers: ids}},
			Payments: []report.Payment{{At: day("2025-02-03"), Channel: channel, Sender: 0, Recipient: -1}},
		}
	}
	for _, c := range []struct {
		name   string
		report report.Report
		want   []string // key name of country clocks
	}{
		{"nobody knows whose an address is", report.Report{Parties: []report.Party{reported(ip("192.0.2.4"), ip("192.0.2.4"), ip("192.0.2.5"))}}, []string{
			"access-provider:192.0.2.4||192.0.2.4| fr-connection fr-connection",
			"access-provider:192.0.2.5||192.0.2.5| fr-connection",
		}},
		{"a network that the unit knows", report.Report{Parties: []report.Party{reported(ip("198.51.100.7"), ip("198.51.100.9"), ip("2001:db8::1"), ip("::ffff:198.51.100.7"))}}, []string{
			"access-provider:exemple télécom|Exemple Télécom||FR fr-connection fr-connection fr-connection fr-connection",
		}},
		{"whoever reports to NCMEC keeps its content", report.Report{Source: "ncmec", Incident: report.Incident{Platform: " Example  Chat "}}, []string{"platform:example chat|Example Chat||US us-content"}},
		{"without a platform, the service of the account", report.Report{Source: "ncmec", Parties: []report.Party{reported(account)}}, []string{"platform:examplechat|ExampleChat||US us-content"}},
		{"without either, the source alone", report.Report{Source: "ncmec"}, []string{"platform:ncmec||ncmec|US us-content"}},
		{"a channel by its name", pay("Exemple  TRANSFERT"), []string{"payment-institution:exemple transfert|Exemple Transfert||LU eu-transfer"}},
		{"a channel that is a word, an account with its bank", pay("Bank", report.Identifier{Kind: report.KindBank, Raw: "1", Service: "Banque Exemple"}), []string{"payment-institution:banque exemple|Banque Exemple|| ph-transfer"}},
		{"an IBAN says the country", pay("bank", report.Identifier{Kind: report.KindIBAN, Value: "LU280019400644750000"}), []string{"payment-institution:LU280019400644750000||LU280019400644750000|LU ph-transfer"}},
		{"nothing says who", pay("remittance"), []string{"payment-institution:||| ph-transfer"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, h := range own(t).Holders(&c.report, day("2025-04-01")) {
				s := fmt.Sprintf("%s|%s|%s|%s", h.Key, h.Name, h.Of, h.Country)
				for _, i := range h.Items {
					s += " " + i.ClockID
				}
				got = append(got, s)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestKeptUntil(t *testing.T) {
	x := own(t)
	if end, ok := x.KeptUntil(Keeper{Holder: Platform, Country: "IE"}, day("2026-09-01")); !ok || !end.Equal(day("2026-10-31")) {
		t.Error(end, ok)
	}
	for _, k := range []Keeper{{Holder: PaymentInstitution, Country: "IE"}, {Holder: Platform}, {Holder: Platform, Country: "FR"}} {
		if end, ok := x.KeptUntil(k, day("2026-09-01")); ok {
			t.Error(k, end)
		}
	}
}

// someReport draws a report whose records several holders keep.
func someReport(t *rapid.T, received time.Time) *report.Report {
	r := &report.Report{Source: rapid.SampledFrom([]string{"ncmec", "police"}).Draw(t, "source"), Incident: report.Incident{Platform: rapid.SampledFrom([]string{"", "ExampleChat"}).Draw(t, "platform")}}
	for i := range rapid.IntRange(0, 3).Draw(t, "parties") {
		p := report.Party{Role: report.Role(rapid.IntRange(1, 9).Draw(t, "role"))}
		if rapid.Bool().Draw(t, "suspended") {
			p.Suspended = yes()
		}
		for j := range rapid.IntRange(0, 4).Draw(t, "identifiers") {
			p.Identifiers = append(p.Identifiers, report.Identifier{
				Kind: report.Kind(rapid.IntRange(1, 14).Draw(t, "kind")), Field: fmt.Sprint(i, j),
				Raw:     rapid.SampledFrom([]string{"192.0.2.1", "198.51.100.3", "x"}).Draw(t, "raw"),
				Service: rapid.SampledFrom([]string{"", "ExampleChat", "Autre"}).Draw(t, "service"),
				At:      received.AddDate(0, 0, -rapid.IntRange(0, 400).Draw(t, "days")),
			})
		}
		r.Parties = append(r.Parties, p)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "payments") {
		r.Payments = append(r.Payments, report.Payment{
			At: received.AddDate(0, 0, -rapid.IntRange(0, 400).Draw(t, "paid")), Field: fmt.Sprint("p", i),
			Channel: rapid.SampledFrom([]string{"", "bank", "exemple transfert", "Autre"}).Draw(t, "channel"),
			Sender:  rapid.IntRange(-1, len(r.Parties)).Draw(t, "sender"), Recipient: -1,
		})
	}
	return r
}

// TestHoldersAreTheDeadlines: grouping loses and adds no deadline; every holder
// has a key of its own, in order.
func TestHoldersAreTheDeadlines(t *testing.T) {
	x := own(t)
	rapid.Check(t, func(t *rapid.T) {
		received := day("2025-06-01")
		r := someReport(t, received)
		want := map[Deadline]bool{}
		for _, d := range x.Deadlines(r, received) {
			want[d] = true
		}
		last := ""
		for _, h := range x.Holders(r, received) {
			if h.Key <= last || len(h.Items) == 0 {
				t.Fatalf("holder %q after %q with %d records", h.Key, last, len(h.Items))
			}
			last = h.Key
			for _, i := range h.Items {
				if _, ok := want[i.Deadline]; !ok {
					t.Fatalf("%+v is no deadline of the report", i.Deadline)
				}
				want[i.Deadline] = false
			}
		}
		for d, missing := range want {
			if missing {
				t.Fatalf("no holder has %+v", d)
			}
		}
	})
}

// TestRecordsKeepTheirName: what names a record is what the report states of it,
// not when the report came or what stands beside it; another record has another name.
func TestRecordsKeepTheirName(t *testing.T) {
	x := own(t)
	rapid.Check(t, func(t *rapid.T) {
		received := day("2025-06-01")
		r := someReport(t, received)
		names := func(r *report.Report, at time.Time) (out []string) {
			for _, i := range x.Items(r, at) {
				out = append(out, i.ID())
			}
			slices.Sort(out)
			return out
		}
		before := names(r, received)
		c := *r
		c.Dated = day("2024-01-01")
		if got := names(&c, received.AddDate(0, 1, 0)); !slices.Equal(got, before) {
			t.Fatalf("%v\n%v", before, got)
		}
	})
	one := &report.Report{Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{
		{Kind: report.KindIP, Raw: "192.0.2.4", At: at("2025-03-05T10:00:00Z")},
		{Kind: report.KindIP, Raw: "192.0.2.4", At: at("2025-03-05T10:00:01Z")},
		{Kind: report.KindIP, Raw: "192.0.2.4", Port: 443, At: at("2025-03-05T10:00:00Z")},
		{Kind: report.KindIP, Raw: "192.0.2.5", At: at("2025-03-05T10:00:00Z")},
	}}}, Payments: []report.Payment{{Amount: "20", At: day("2025-03-05"), Sender: -1, Recipient: -1}, {Amount: "21", At: day("2025-03-05"), Sender: -1, Recipient: -1}}}
	seen := map[string]bool{}
	for _, i := range x.Items(one, day("2025-04-01")) {
		if seen[i.ID()] {
			t.Errorf("two records are called %s", i.ID())
		}
		seen[i.ID()] = true
	}
	for _, number := range []string{"101", "102"} { // what was reported as a whole is a record of its own
		for _, i := range x.Items(&report.Report{Source: "ncmec", SourceID: number}, day("2025-04-01")) {
			if seen[i.ID()] {
				t.Errorf("report %s is called as another", number)
			}
			seen[i.ID()] = true
		}
	}
	if len(seen) != 8 {
		t.Errorf("%d records", len(seen))
	}
}

// TestPaymentsKeepTheirEnds: of one day and amount, without a reference, payments to
// two recipients, from two senders or the other way round are as many records; stated
// alike, in whatever order and place, one is one.
func TestPaymentsKeepTheirEnds(t *testing.T) {
	x := own(t)
	party := func(ids ...string) (p report.Party) {
		for _, v := range ids {
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindIBAN, Value: v, Raw: " " + v, Field: "at " + v})
		}
		return p
	}
	pays := func(from, to int, parties ...report.Party) string {
		r := &report.Report{Parties: parties, Payments: []report.Payment{{Amount: "20", Currency: "EUR", At: day("2025-03-05"), Sender: from, Recipient: to}}}
		for _, i := range x.Items(r, day("2025-04-01")) {
			if i.Payment != nil {
				return i.ID()
			}
		}
		t.Fatal("the payment is no record")
		return ""
	}
	a, b, c := party("EX01"), party("EX02"), party("EX03")
	seen := map[string]string{}
	for what, id := range map[string]string{
		"a to b": pays(0, 1, a, b), "a to c": pays(0, 1, a, c), "c to b": pays(0, 1, c, b), "b to a": pays(0, 1, b, a), "from a": pays(0, -1, a, b), "to a": pays(-1, 0, a, b),
		"nobody": pays(-1, -1, a, b), "both of one": pays(0, 1, a, party("EX02", "EX03")),
		"a name":    pays(0, 1, a, report.Party{Names: []report.Name{{Full: "Quelqu'un"}}}),
		"another's": pays(0, 1, a, report.Party{Names: []report.Name{{Full: "Quelqu'une"}}}),
	} {
		if other, twice := seen[id]; twice {
			t.Errorf("%s and %s are one record", what, other)
		}
		seen[id] = what
	}
	again := party("EX03", "EX02", "EX02")
	again.Identifiers = append(again.Identifiers, report.Identifier{Kind: report.KindIP, Raw: "192.0.2.4", At: day("2025-03-05")})
	if pays(0, 1, a, party("EX02", "EX03")) != pays(2, 1, c, again, a) {
		t.Error("one payment stated alike is two records")
	}
}
