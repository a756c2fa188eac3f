package unit

import (
	"context"
	"crypto/sha256"
	"fmt"
	"runtime"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

// A store of many reports is ruined by a few identifiers that everybody shares:
// one exit address, one device in a café, one facilitator's account. These tests
// hold that no lead swallows what shares them, that the page says why, and that
// a report costs the same whether a thousand bear them or a hundred thousand.

// shaped makes a record of a report, as a reader would.
func shaped(n int, parties ...report.Party) intake.Record {
	r := &report.Report{Source: "ncmec", SourceID: fmt.Sprint(n), Format: "test", Parties: parties, Dated: received}
	b := fmt.Appendf(nil, "%d %v", n, parties)
	return intake.Record{Place: intake.Place{File: fmt.Sprint(n)}, SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: r, Redacted: b}
}

func account(n int) report.Identifier {
	return report.Identifier{Kind: report.KindAccount, Service: "ExampleChat", Raw: fmt.Sprint("user", n), Field: "account"}
}

// behindOneExit is the n-th report of a crowd whose every account, of two
// reports each, is on one device and one address.
func behindOneExit(n int) intake.Record {
	return shaped(n, report.Party{Role: report.RoleReported, Field: "personOrUserReported", Identifiers: []report.Identifier{
		account(n / 2),
		{Kind: report.KindIP, Raw: "203.0.113.7", Port: 443, Event: "Login", At: received, Field: "ip"},
		{Kind: report.KindDevice, Type: "IMEI", Raw: "00123456789012", Field: "device"},
	}})
}

// commissioners and facilitators of the network that paysOneOf makes.
const (
	commissioners = 300
	facilitators  = 40
)

// paysOneOf is the n-th report of commissioners who all pay the same few: each
// reaches every facilitator in turn.
func paysOneOf(n int) intake.Record {
	who, whom := n%commissioners, (n/commissioners+n)%facilitators
	rec := shaped(n,
		report.Party{Role: report.RoleReported, Field: "sender", Identifiers: []report.Identifier{account(1_000_000 + who)}},
		report.Party{Role: report.RoleRecipient, Field: "recipient", Identifiers: []report.Identifier{
			{Kind: report.KindAccount, Service: "ExamplePay", Raw: fmt.Sprint("recipient", whom), Field: "account"},
			{Kind: report.KindPhone, Raw: fmt.Sprintf("+336399801%02d", whom), Field: "phone"},
		}},
		report.Party{Role: report.RoleFacilitator, Field: "facilitator", Identifiers: []report.Identifier{
			{Kind: report.KindEmail, Raw: fmt.Sprintf("f%d@example.com", whom), Field: "email"},
		}})
	rec.Report.Payments = []report.Payment{{At: received, Amount: "25.00", Currency: "EUR", Sender: 0, Recipient: 1, Field: "payment"}}
	return rec
}

// crowd makes the reports of some positions.
func crowd(of func(int) intake.Record, from, to int) []intake.Record {
	out := make([]intake.Record, 0, to-from)
	for n := from; n < to; n++ {
		out = append(out, of(n))
	}
	return out
}

// allocated measures what f allocates: it grows with the rows that are read, and not
// with how busy the machine is.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

// leadSizes gives how many reports each lead has.
func leadSizes(t *testing.T, u *Unit) map[report.Key]int64 {
	t.Helper()
	out := map[report.Key]int64{}
	err := u.store.Read(context.Background(), func(tx *store.Tx) error {
		return tx.EachLead(context.Background(), func(l store.Lead) error {
			out[l.ID] = l.Reports
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// grow takes a crowd in, step by step, and fails when a later step costs more
// than an early one. A few go one by one, so that a hub is met in every way.
func grow(t *testing.T, u *Unit, who Actor, of func(int) intake.Record, total int) {
	t.Helper()
	const steps = 4
	step := total / steps
	var cost [steps]uint64
	takeIn(t, u, who, crowd(of, 0, 20), 1)
	for i := range steps {
		recs := crowd(of, max(20, i*step), (i+1)*step)
		cost[i] = allocated(func() { takeIn(t, u, who, recs, 250) }) / uint64(len(recs))
	}
	takeIn(t, u, who, crowd(of, total, total+20), 1)
	t.Logf("allocations a report, by quarter: %v", cost)
	if cost[steps-1] > cost[0]*3/2 {
		t.Errorf("a report costs %v allocations, by quarter of the crowd: more where there are more", cost)
	}
}

// TestOneExitSwallowsNobody: a crowd behind one address and on one device.
func TestOneExitSwallowsNobody(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		total := 8000
		if testing.Short() || db != "" {
			total = 4000
		}
		u, who := newUnit(t, db)
		grow(t, u, who, behindOneExit, total)
		oneExitShown(t, u, who, total+20)
		sound(t, u, who)
	})
}

// oneExitShown checks that the crowd's leads are its accounts, and that a lead's
// page names what stopped linking.
func oneExitShown(t *testing.T, u *Unit, who Actor, total int) {
	t.Helper()
	sizes := leadSizes(t, u)
	if len(sizes) != total/2 {
		t.Errorf("%d leads of %d accounts", len(sizes), total/2)
	}
	for k, n := range sizes {
		if n != 2 {
			t.Fatalf("lead %s has %d reports, and its account 2", k, n)
		}
	}
	v, err := u.Lead(context.Background(), who, report.KeyOf("ncmec", fmt.Sprint(total-1)), "en")
	if err != nil {
		t.Fatal(err)
	}
	hubs := map[string]bool{}
	for _, s := range v.Shared {
		hubs[s.Kind] = s.Hub
	}
	if !hubs["ip"] || !hubs["device"] || hubs["account"] {
		t.Errorf("the page shows as hubs: %v", hubs)
	}
	if len(v.Proposals) != 0 {
		t.Errorf("hubs propose %d leads", len(v.Proposals))
	}
}

// TestFacilitatorsSwallowNobody: three hundred commissioners pay forty facilitators.
func TestFacilitatorsSwallowNobody(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		total := 20 * commissioners
		if testing.Short() || db != "" {
			total = 8 * commissioners
		}
		u, who := newUnit(t, db)
		grow(t, u, who, paysOneOf, total)
		networkShown(t, u, who)
		sound(t, u, who)
	})
}

// networkShown checks that there is one lead a commissioner, and that each page
// shows others who reach the same facilitators: as a network, never as a proposal.
func networkShown(t *testing.T, u *Unit, who Actor) {
	t.Helper()
	sizes := leadSizes(t, u)
	if len(sizes) != commissioners {
		t.Errorf("%d leads of %d commissioners", len(sizes), commissioners)
	}
	looked := 0
	for k := range sizes {
		if looked++; looked > 5 {
			break
		}
		v, err := u.Lead(context.Background(), who, k, "en")
		if err != nil {
			t.Fatal(err)
		}
		cs := v.Network.Counterparties
		if len(cs) == 0 || len(cs[0].Others) == 0 || cs[0].Leads < 2 || len(v.Proposals) != 0 {
			t.Errorf("lead %s shows the network %+v, and %d proposals", k, cs, len(v.Proposals))
		}
	}
}

// TestLargeLeadsCostNoMore: one report more, or a new version of one, costs the
// same in a lead of thousands as in one of hundreds, also where a person judged
// one of its reports different from another.
func TestLargeLeadsCostNoMore(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		u, who := newUnit(t, db)
		small, large := 200, 4000
		if testing.Short() || db != "" {
			large = 2000
		}
		// Three accounts: a small crowd's, a large one's, and one judged apart.
		of := func(person, n int) intake.Record {
			return shaped(n, report.Party{Role: report.RoleReported, Field: "personOrUserReported", Identifiers: []report.Identifier{account(person)}})
		}
		lead := func(person, from, n int) (recs []intake.Record) {
			for i := range n {
				recs = append(recs, of(person, from+i))
			}
			return recs
		}
		takeIn(t, u, who, lead(1, 1_000_000, small), 0)
		takeIn(t, u, who, lead(2, 2_000_000, large), 0)
		takeIn(t, u, who, lead(3, 3_000_000, 1), 0)
		cost := func(what string, rec func(person, first int) intake.Record) {
			t.Helper()
			var spent [2]uint64
			for i, first := range []int{1_000_000, 2_000_000} {
				r := rec(i+1, first)
				spent[i] = allocated(func() { takeIn(t, u, who, []intake.Record{r}, 0) })
			}
			t.Logf("%s: %d allocations in a lead of %d, %d in one of %d", what, spent[0], small, spent[1], large)
			if spent[1] > spent[0]*3/2+500 {
				t.Errorf("%s costs %d allocations in a lead of %d, and %d in one of %d", what, spent[0], small, spent[1], large)
			}
		}
		n := 0
		more := func(person, first int) intake.Record {
			// A key that is the smallest of its lead would give the lead another
			// number, which happens to a lead of n once in n.
			for {
				n++
				rec := of(person, 4_000_000+n)
				if report.KeyOf("ncmec", rec.Report.SourceID) > report.KeyOf("ncmec", fmt.Sprint(first)) {
					return rec
				}
			}
		}
		version := func(person, first int) intake.Record {
			n++
			rec := of(person, first+1)
			rec.SHA256[0] ^= byte(n)
			rec.Report.Dated = rec.Report.Dated.AddDate(0, 0, n)
			rec.Report.Facts = []report.Fact{{Kind: report.LiveAbuse, Field: "f"}}
			return rec
		}
		more(1, 1_000_000)
		cost("a report", more)
		cost("a version", version)
		for _, first := range []int{1_000_000, 2_000_000} {
			err := u.Judge(context.Background(), who, report.KeyOf("ncmec", fmt.Sprint(first)), report.KeyOf("ncmec", "3000000"), link.Different, "essai")
			if err != nil {
				t.Fatal(err)
			}
		}
		cost("a report in a judged lead", more)
		cost("a version in a judged lead", version)
		sound(t, u, who)
	})
}
