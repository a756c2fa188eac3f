package unit

import (
	"fmt"
	"slices"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// paysInto makes a report of abuse, with a payment into an account or without.
func paysInto(n, version int, account string, with bool) intake.Record {
	r := report.Report{
		Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: "payeur", Field: "id"}}}},
		Facts:   []report.Fact{{Kind: report.LiveAbuse, Field: "f"}},
	}
	if with {
		r.Parties = append(r.Parties, named(report.RoleRecipient, report.KindBank, "Banque Exemple", account))
		r.Payments = []report.Payment{{Sender: 0, Recipient: 1, At: received}}
	}
	return say(n, version, r)
}

// TestWhatIsSaidOfAnAccountIsTakenBack: an account that is said to be an agent's is in
// the list of hubs with who said so and why, and can be taken back by its row or by its
// value, also when the report that named it as a recipient does so no more.
func TestWhatIsSaidOfAnAccountIsTakenBack(t *testing.T) {
	yes := true
	own := report.Identifier{Kind: report.KindBank, Service: "Banque Exemple", Raw: "EX0001299", Verified: &yes, Field: "id"}
	for way, back := range map[string]func(*Unit, Actor, HubView) (int, error){
		"by its row": func(u *Unit, who Actor, h HubView) (int, error) {
			return u.TakeHubBack(t.Context(), who, h.Entry, "erreur")
		},
		"by its value": func(u *Unit, who Actor, _ HubView) (int, error) {
			return u.UndeclareHub(t.Context(), who, own.Kind, own.Service, own.Raw, "erreur")
		},
	} {
		t.Run(way, func(t *testing.T) {
			engines(t, func(t *testing.T, db string) {
				ctx := t.Context()
				u, who := newUnit(t, db)
				takeIn(t, u, who, []intake.Record{paysInto(1, 0, own.Raw, true), about(2, own), about(3, own)}, 0)
				joined := func() bool {
					l := try[Linking](t)(u.Linking(ctx, who))
					return l.Lead[report.KeyOf("ncmec", "900000002")] == l.Lead[report.KeyOf("ncmec", "900000003")]
				}
				before := digest(t, u)
				l := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Senders: 1}))
				if err := u.SetAccount(ctx, who, l.Recipients[0].ID, AgentAccount, "un guichet"); err != nil {
					t.Fatal(err)
				}
				if joined() {
					t.Error("an agent's account joins")
				}
				takeIn(t, u, who, []intake.Record{paysInto(1, 1, own.Raw, false)}, 0)
				h := try[HubList](t)(u.Hubs(ctx, who)).Hubs
				if len(h) != 1 || h[0].IsA != AgentAccount || h[0].Who != who.ID || h[0].Because != "un guichet" || h[0].Value != own.Raw || h[0].At.IsZero() || h[0].Reports != 2 {
					t.Fatalf("the list of hubs: %+v", h)
				}
				if n, err := back(u, who, h[0]); n != 2 || err != nil {
					t.Fatalf("taken back: of %d reports, %v", n, err)
				}
				if !joined() || len(try[HubList](t)(u.Hubs(ctx, who)).Hubs) != 0 {
					t.Error("what was taken back still stands")
				}
				if _, err := back(u, who, h[0]); !Answered(err) {
					t.Errorf("taken back twice: %v", err)
				}
				takeIn(t, u, who, []intake.Record{paysInto(1, 2, own.Raw, true)}, 0)
				if digest(t, u) != before {
					t.Error("it did not restore what was")
				}
				sound(t, u, who)
			})
		})
	}
}

// TestHubFromTextIsMasked: a value that stands in free text alone is shown no more when
// it is declared a hub, and the declaration can be taken back by its row.
func TestHubFromTextIsMasked(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	x := report.Identifier{Kind: report.KindPhone, Raw: "+33639980077", FromText: true, Field: "t"}
	takeIn(t, u, who, []intake.Record{about(1, x), about(2, x)}, 0)
	if _, err := u.DeclareHub(ctx, who, x.Kind, "", x.Raw, "essai"); err != nil {
		t.Fatal(err)
	}
	h := try[HubList](t)(u.Hubs(ctx, who)).Hubs
	if len(h) != 1 || h[0].Value != "" || !h[0].Declared || h[0].IsA != "" {
		t.Fatalf("the list of hubs: %+v", h)
	}
	if n, err := u.TakeHubBack(ctx, who, h[0].Entry, "essai"); n != 2 || err != nil {
		t.Errorf("taken back: of %d reports, %v", n, err)
	}
	if _, err := u.TakeHubBack(ctx, who, h[0].Entry, "essai"); !Answered(err) {
		t.Errorf("taken back twice: %v", err)
	}
	sound(t, u, who)
}

// TestWhatKeepsApart: why says of each value that two reports share what it does there.
func TestWhatKeepsApart(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	phone := report.Identifier{Kind: report.KindPhone, Raw: "+33639980001", Field: "id"}
	other := report.Identifier{Kind: report.KindPhone, Raw: "+33639980002", Field: "id"}
	account := report.Identifier{Kind: report.KindAccount, Service: "ExampleChat", Raw: "z", Field: "id"}
	with := func(n int, role report.Role) intake.Record {
		return say(n, 0, report.Report{Parties: []report.Party{
			{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: fmt.Sprint("w", n), Field: "id"}}},
			{Role: role, Identifiers: []report.Identifier{account}},
		}})
	}
	takeIn(t, u, who, []intake.Record{
		about(1, phone, other), about(2, phone, other),
		say(3, 0, report.Report{Parties: []report.Party{{Role: report.RoleReported, Identifiers: []report.Identifier{account}}}}),
		with(4, report.RoleAssociate), with(5, report.RoleFacilitator), with(6, report.RoleAssociate),
	}, 0)
	if _, err := u.DeclareHub(ctx, who, phone.Kind, "", phone.Raw, "essai"); err != nil {
		t.Fatal(err)
	}
	k := func(id string) report.Key { return report.KeyOf("ncmec", id) }
	for _, c := range []struct {
		a, b report.Key
		want []string
	}{
		{k("900000001"), k("900000002"), []string{"phone hub", "phone unverified"}},
		{k("3"), k("4"), []string{"account beside"}},
		{k("3"), k("5"), []string{"account counterparty"}},
		{k("4"), k("5"), []string{"account counterparty"}},
		{k("4"), k("6"), []string{"account nobody"}},
	} {
		var got []string
		for _, x := range try[Why](t)(u.Why(ctx, who, c.a, c.b)).Apart {
			got = append(got, x.Kind+" "+x.Why)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s and %s: %q, expected %q", c.a, c.b, got, c.want)
		}
	}
	if ps := try[LeadView](t)(u.Lead(ctx, who, k("3"), "fr")).Proposals; len(ps) != 2 {
		t.Errorf("%d proposals: what an associate bears proposes, what a facilitator bears does not", len(ps))
	}
}

// TestHubsDeclaredBeforeStand: what was declared a hub when every kind of identifier was
// indexed by a hash of its own links nobody after the leads are made anew, its entry in
// the ledger is found, and it can be taken back.
func TestHubsDeclaredBeforeStand(t *testing.T) {
	name := report.Identifier{Kind: report.KindScreenName, Service: "ExampleChat", Raw: "mot", Field: "id"}
	names := about(2)
	names.Report.Links = []report.Link{{Kind: report.LinkPrior, Value: "900000001", Field: "prior"}}
	for what, c := range map[string]struct {
		recs           []intake.Record
		kind           report.Kind
		service, value string
	}{
		"a screen name":     {[]intake.Record{about(1, name), about(2, name)}, name.Kind, name.Service, name.Raw},
		"a report's number": {[]intake.Record{about(1), names}, report.KindReport, "", "ncmec:900000001"},
	} {
		t.Run(what, func(t *testing.T) {
			engines(t, func(t *testing.T, db string) {
				ctx := t.Context()
				u, who := newUnit(t, db)
				today := u.hash
				u.hash = func(k report.Kind, scope, value string) int64 { return u.table.KeyBefore(u.secret, k, scope, value) }
				takeIn(t, u, who, c.recs, 0)
				declare := func() error {
					_, err := u.DeclareHub(ctx, who, c.kind, c.service, c.value, "un mot")
					return err
				}
				if err := declare(); err != nil {
					t.Fatal(err)
				}
				sound(t, u, who)

				u.hash = today
				try[[]string](t)(u.Replay(ctx, who, false, nil))
				sound(t, u, who)
				proposed := func() int {
					return len(try[LeadView](t)(u.Lead(ctx, who, report.KeyOf("ncmec", "900000001"), "fr")).Proposals)
				}
				hubs := func() []HubView { return try[HubList](t)(u.Hubs(ctx, who)).Hubs }
				for _, back := range []func() (int, error){
					func() (int, error) { return u.TakeHubBack(ctx, who, hubs()[0].Entry, "erreur") },
					func() (int, error) { return u.UndeclareHub(ctx, who, c.kind, c.service, c.value, "erreur") },
				} {
					if hs := hubs(); len(hs) != 1 || !hs[0].Declared || hs[0].Reports != 2 {
						t.Fatalf("the list of hubs: %+v", hs)
					}
					if n := proposed(); n != 0 {
						t.Errorf("%d proposals by what was declared a hub", n)
					}
					if err := declare(); !Answered(err) {
						t.Errorf("declared twice: %v", err)
					}
					if n, err := back(); n != 2 || err != nil {
						t.Fatalf("taken back: of %d reports, %v", n, err)
					}
					sound(t, u, who)
					if n := proposed(); n != 1 || len(hubs()) != 0 {
						t.Errorf("%d proposals by what is no hub any more", n)
					}
					if err := declare(); err != nil { // by what it is indexed by today
						t.Fatal(err)
					}
					sound(t, u, who)
				}
			})
		})
	}
}
