package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/report"
)

// named is an identifier given to a counterparty.
func named(role report.Role, kind report.Kind, service, raw string) report.Party {
	return report.Party{
		Role: role, Names: []report.Name{{Full: "Nom De Quelqu'un"}},
		Identifiers: []report.Identifier{{Kind: kind, Service: service, Raw: raw, Field: "id"}},
	}
}

// reaching makes a report of one account that names counterparties.
func reaching(n int, account string, others ...report.Party) intake.Record {
	p := report.Party{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: account, Field: "id"}}}
	r := report.Report{Parties: append([]report.Party{p}, others...)}
	if n%3 == 0 {
		r.Facts = append(r.Facts, report.Fact{Kind: report.LiveAbuse, Field: "f"})
	}
	return say(n, 0, r)
}

const (
	agent     = "GB29NWBK60161331926819"
	childMail = "enfant@example.org"
)

// ring is 25 leads around one facilitator, an agent that 230 accounts pay, a
// child and a device that two leads name, and what one lead alone names.
func ring() []intake.Record {
	facilitator := named(report.RoleFacilitator, report.KindAccount, "ExampleChat", "org1")
	recs := []intake.Record{
		reaching(0, "u0", facilitator, named(report.RoleRecipient, report.KindIBAN, "", agent), named(report.RoleVictim, report.KindEmail, "", childMail)),
		reaching(1, "u0", named(report.RoleRecipient, report.KindAccount, "ExampleChat", "org1"), // the same, in another role
			named(report.RoleDevice, report.KindDevice, "", "356938035643809"), named(report.RoleRecipient, report.KindIBAN, "", "DE89370400440532013000")),
		reaching(2, "u1", facilitator, named(report.RoleVictim, report.KindEmail, "", childMail), named(report.RoleDevice, report.KindDevice, "", "356938035643809")),
		// What somebody reported bears himself is no network of those who name it as another's.
		reaching(3, "org1"),
	}
	for i := 4; i < 27; i++ {
		recs = append(recs, reaching(i, fmt.Sprint("u", i), facilitator))
	}
	for i := 100; i < 329; i++ {
		recs = append(recs, reaching(i, fmt.Sprint("u", i), named(report.RoleRecipient, report.KindIBAN, "", agent)))
	}
	return recs
}

// TestNetworkIsShownAndNeverMerged: every counterparty with its totals, the
// leads around it in the order of the queue and each once over the pages; nothing
// merged or proposed by it; an agent marked; of a child neither name nor value.
func TestNetworkIsShownAndNeverMerged(t *testing.T) {
	var views []string
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := keyedWith(t, db, 7) // of which the numbers bear marks
		recs := ring()
		if db != "" {
			slices.Reverse(recs)
		}
		takeIn(t, u, who, recs, 50)
		mine := report.KeyOf("ncmec", "0")
		v, err := u.Network(ctx, who, mine, NetworkFilter{})
		if err != nil {
			t.Fatal(err)
		}
		type line struct {
			roles, kind, value       string
			reports, leads, accounts int64
			hub                      bool
			listed                   int
		}
		var got []line
		for _, c := range v.Counterparties {
			got = append(got, line{strings.Join(c.Roles, " "), c.Kind, c.Value, c.Reports, c.Leads, c.Accounts, c.Hub, len(c.Others)})
		}
		want := []line{
			{"recipient facilitator", "account", "org1", 26, 25, 25, false, 10},
			{"victim", "email", "", 2, 2, 2, false, 1},
			{"device", "device", "356938035643809", 2, 2, 2, false, 1},
			{"recipient", "iban", agent, 230, 230, 230, true, 10},
			{"recipient", "iban", "DE89370400440532013000", 1, 1, 1, false, 0},
		}
		if !slices.Equal(got, want) || v.InAll != 5 || v.Alone != 1 || v.Looked != 2 || v.Next != "" {
			t.Errorf("got\n%+v\nwant\n%+v\n%d in all, %d alone, %d looked at, next %q", got, want, v.InAll, v.Alone, v.Looked, v.Next)
		}
		whole := asJSON(t, v)
		views = append(views, whole)
		for _, never := range []string{"Nom De", childMail, "enfant"} {
			if strings.Contains(whole, never) {
				t.Errorf("the network holds %q", never)
			}
		}
		l, err := u.Lead(ctx, who, mine, "fr")
		if err != nil {
			t.Fatal(err)
		}
		if l.Row.Reports != 2 || len(l.Proposals) != 0 || len(l.Network.Counterparties) != 5 || len(l.Network.Counterparties[0].Others) != leadsWithLead {
			t.Errorf("%d reports, %d proposals, network %+v", l.Row.Reports, len(l.Proposals), l.Network)
		}
		for _, c := range v.Counterparties[:4] {
			allPages(t, u, who, v.Lead, c)
		}
		badly(t, u, who, v)
		es, err := u.Ledger(ctx, who, v.Counterparties[1].Others[0].Lead)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(es, func(e EntryView) bool { return strings.Contains(e.Detail, `"what":"network"`) }) {
			t.Error("a lead that was shown in a network has no entry of that")
		}
		sound(t, u, who)
	})
	if len(views) == 2 && views[0] != views[1] {
		t.Errorf("the engines, or the order of arrival, show two networks:\n%s\n%s", views[0], views[1])
	}
}

// allPages reads the leads of one counterparty in pages of seven: each once, in
// the order of the queue, and as many as are stated beside the lead itself.
func allPages(t *testing.T, u *Unit, who Actor, lead report.Key, c CounterpartyView) {
	t.Helper()
	ctx := context.Background()
	var seen []report.Key
	f := NetworkFilter{Of: c.ID, Limit: 7}
	for {
		v, err := u.Network(ctx, who, lead, f)
		if err != nil {
			t.Fatal(err)
		}
		x := v.Counterparties[0]
		if x.Leads != c.Leads || x.Value != c.Value || len(x.Others) > 7 {
			t.Fatalf("a page of %+v is %+v", c, x)
		}
		for _, o := range x.Others {
			seen = append(seen, o.Lead)
		}
		if x.Next == "" {
			break
		}
		f.After = x.Next
	}
	var order []report.Key
	page, err := u.Queue(ctx, who, QueueFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Rows {
		if slices.Contains(seen, r.Lead) {
			order = append(order, r.Lead)
		}
	}
	if !slices.Equal(seen, order) || int64(len(seen)) != c.Leads-1 || slices.Contains(seen, lead) {
		t.Errorf("%s: %d leads on the pages of %d, in order: %v", c.ID, len(seen), c.Leads, slices.Equal(seen, order))
	}
}

// badly asks for what is not there.
func badly(t *testing.T, u *Unit, who Actor, v NetworkView) {
	t.Helper()
	ctx := context.Background()
	other := v.Counterparties[1].Others[0].Lead
	for _, id := range []string{"x", "0.0", other.String() + ".0", v.Lead.String() + ".9", v.Lead.String() + ".-1", v.Lead.String()} {
		if _, err := u.Network(ctx, who, v.Lead, NetworkFilter{Of: id}); !errors.Is(err, ErrNoSuch) {
			t.Errorf("--of %s: %v", id, err)
		}
	}
	if x, err := u.Network(ctx, who, v.Lead, NetworkFilter{From: "99"}); err != nil || len(x.Counterparties) != 0 {
		t.Errorf("from behind the last: %+v %v", x, err)
	}
	if x, err := u.Network(ctx, who, v.Lead, NetworkFilter{Limit: -5}); err != nil || len(x.Counterparties) != 5 {
		t.Errorf("less than none of each: %+v %v", x, err)
	}
	nobody := who
	nobody.Role = access.Role("none")
	if _, err := u.Network(ctx, nobody, v.Lead, NetworkFilter{}); err == nil {
		t.Error("somebody without a right reads the network")
	}
	if _, err := u.Ties(ctx, nobody, v.Lead); err == nil {
		t.Error("somebody without a right reads the ties")
	}
}

// TestAChildIsMaskedInEveryRole: an identifier that any report gives to a child
// is shown nowhere in the network, not even where the lead calls it a recipient's.
func TestAChildIsMaskedInEveryRole(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		takeIn(t, u, who, []intake.Record{
			reaching(1, "u1", named(report.RoleRecipient, report.KindEmail, "", childMail)),
			reaching(2, "u1", named(report.RoleVictim, report.KindEmail, "", childMail)),
			reaching(3, "u3", named(report.RoleRecipient, report.KindEmail, "", childMail)),
		}, 0)
		for _, n := range []string{"1", "3"} {
			lead := report.KeyOf("ncmec", n)
			all, err := u.Network(ctx, who, lead, NetworkFilter{})
			if err != nil || len(all.Counterparties) != 1 {
				t.Fatal(all, err)
			}
			for _, id := range []string{"", all.Counterparties[0].ID} {
				v, err := u.Network(ctx, who, lead, NetworkFilter{Of: id})
				if err != nil {
					t.Fatal(err)
				}
				if text := asJSON(t, v); strings.Contains(text, childMail) {
					t.Errorf("lead of report %s, --of %q: a child's address is shown: %s", n, id, text)
				}
			}
		}
	})
}
