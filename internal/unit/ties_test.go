package unit

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/testenv"
)

// TestBridgesSplit: what a lead's ties say that it would fall into without a
// bridge is what it falls into when a person judges the two sides different,
// and taking that back restores it.
func TestBridgesSplit(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		seeds, split := 3, 0
		if db != "" {
			seeds = 1
		}
		for seed := range seeds {
			if db != "" && seed > 0 {
				db = testenv.Postgres(t)
			}
			s := &story{Rand: rand.New(rand.NewPCG(uint64(seed), 7))}
			u, who := newUnit(t, db)
			var recs []intake.Record
			for n := range 40 {
				recs = append(recs, s.report(n, 0))
				s.keys = append(s.keys, report.KeyOf("ncmec", fmt.Sprint(n)))
			}
			takeIn(t, u, who, recs, 0)
			for range 3 {
				a, b := s.keys[s.IntN(len(s.keys))], s.keys[s.IntN(len(s.keys))]
				if a != b {
					if err := u.Judge(ctx, who, a, b, link.Same, "essai"); err != nil {
						t.Fatal(err)
					}
				}
			}
			page, err := u.Queue(ctx, who, QueueFilter{})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				v, err := u.Ties(ctx, who, row.Lead)
				if err != nil {
					t.Fatal(err)
				}
				checkTies(t, u, who, row, v)
				for _, b := range v.Bridges {
					if b.Judged == nil && b.PartsInAll == 2 {
						splits(t, u, who, v, b)
						split++
					}
				}
			}
			sound(t, u, who)
		}
		if split == 0 {
			t.Error("no bridge of two sides was tried: this test needs one")
		}
	})
}

// checkTies holds a view to its own figures, to the lead's page and to the chains.
func checkTies(t *testing.T, u *Unit, who Actor, row QueueRow, v TiesView) {
	t.Helper()
	ctx := context.Background()
	if v.Lead != row.Lead || v.Reports != row.Reports || v.BridgesInAll != len(v.Bridges) || v.OthersInAll != len(v.Others) {
		t.Fatalf("%+v of %+v", v, row)
	}
	l, err := u.Lead(ctx, who, row.Lead, "fr")
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(asJSON(t, l.Ties)) != fmt.Sprint(asJSON(t, v)) {
		t.Errorf("the lead's page has other ties:\n%s\n%s", asJSON(t, l.Ties), asJSON(t, v))
	}
	drawn := 0
	for _, b := range v.Drawing.Blocks {
		drawn += b.Reports
		for _, i := range b.Ties {
			if i >= v.Drawing.Ties {
				t.Errorf("a block hangs on the tie %d of %d", i, v.Drawing.Ties)
			}
		}
	}
	if drawn != int(v.Reports) || v.Drawing.Whole && len(v.Drawing.Blocks) != drawn {
		t.Errorf("%d reports drawn of %d: %+v", drawn, v.Reports, v.Drawing)
	}
	for _, b := range slices.Concat(v.Bridges, v.Others) {
		sum := 0
		for _, p := range b.Parts {
			sum += p.Reports
		}
		if len(b.Parts) > 0 && sum != int(v.Reports) || b.Reach > b.Cap {
			t.Errorf("%d reports in the parts of %d: %+v", sum, v.Reports, b)
		}
		if len(b.Parts) < 2 {
			continue
		}
		// The chain between the two sides passes over the bridge.
		why, err := u.Why(ctx, who, b.Parts[0].Least, b.Parts[1].Least)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(why.Chain, func(x Tie) bool {
			return x.Bridge && x.Judged == (b.Judged != nil) && x.Kind == b.Kind && x.Value == b.Value
		}) {
			t.Errorf("the chain %+v is not over %+v", why.Chain, b)
		}
	}
}

// splits judges the two sides of a bridge different, looks, and takes it back.
func splits(t *testing.T, u *Unit, who Actor, v TiesView, b TieView) {
	t.Helper()
	ctx := context.Background()
	before := digest(t, u)
	if err := u.Judge(ctx, who, b.Parts[0].Bearer, b.Parts[1].Bearer, link.Different, "essai"); err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Parts {
		got, err := u.Ties(ctx, who, p.Bearer)
		if err != nil {
			t.Fatal(err)
		}
		if got.Lead != p.Least || int(got.Reports) != p.Reports {
			t.Errorf("without %s %s: lead %s of %d reports, said to be %+v", b.Kind, b.Value, got.Lead, got.Reports, p)
		}
	}
	if err := u.Unjudge(ctx, who, b.Parts[0].Bearer, b.Parts[1].Bearer, "essai"); err != nil {
		t.Fatal(err)
	}
	if digest(t, u) != before {
		t.Errorf("lead %s is not what it was", v.Lead)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// bornBy makes a report whose reported person bears an account and, each unless
// empty, verified addresses.
func bornBy(n int, account string, mails ...string) intake.Record {
	yes := true
	p := report.Party{Role: report.RoleReported, Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: account, Field: "id"}}}
	for _, m := range mails {
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindEmail, Raw: m, Verified: &yes, Field: "id"})
	}
	return say(n, 0, report.Report{Parties: []report.Party{p}})
}

// TestLargeLeadsAreDrawnByTheirBridges: output stays bounded, its totals are
// stated, and what is drawn holds every report of the lead.
func TestLargeLeadsAreDrawnByTheirBridges(t *testing.T) {
	u, who := newUnit(t, "")
	var recs []intake.Record
	for i := range 100 { // a hundred accounts of three reports, each hung on the next by an address
		recs = append(recs, bornBy(3*i, fmt.Sprint("u", i), fmt.Sprintf("m%d@example.com", i)), bornBy(3*i+1, fmt.Sprint("u", i)),
			bornBy(3*i+2, fmt.Sprint("u", i), fmt.Sprintf("m%d@example.com", i+1)))
	}
	takeIn(t, u, who, recs, 0)
	v, err := u.Ties(context.Background(), who, report.KeyOf("ncmec", "0"))
	if err != nil {
		t.Fatal(err)
	}
	if v.Reports != 300 || v.BridgesInAll != 199 || len(v.Bridges) != mostTies || v.OthersInAll != 0 {
		t.Fatalf("%d reports, %d bridges, %d listed, %d others", v.Reports, v.BridgesInAll, len(v.Bridges), v.OthersInAll)
	}
	// The middle of the chain is the weakest: half the lead hangs on two bearers.
	if b := v.Bridges[0]; b.Kind != "email" || b.Bearers != 2 || b.Reach != 2 || b.Cap != u.table.Cap(report.KindEmail) || b.Severed != 150 {
		t.Errorf("weakest: %+v", b)
	}
	d, drawn := v.Drawing, 0
	for _, b := range d.Blocks {
		drawn += b.Reports
	}
	if d.Whole || d.Ties != drawnBridges || len(d.Blocks) != drawnBridges+1 || drawn != 300 {
		t.Errorf("%+v", d)
	}
	// A star: one account, and nothing else.
	u, who = newUnit(t, "")
	recs = nil
	for i := range 80 {
		recs = append(recs, bornBy(i, "one"))
	}
	takeIn(t, u, who, recs, 0)
	if v, err = u.Ties(context.Background(), who, report.KeyOf("ncmec", "0")); err != nil {
		t.Fatal(err)
	}
	if b := v.Bridges[0]; b.PartsInAll != 80 || len(b.Parts) != mostParts || b.Severed != 79 {
		t.Errorf("a star: %+v", b)
	}
	if d := v.Drawing; len(d.Blocks) != drawnLeaves+1 || d.Blocks[drawnLeaves].Reports != 75 || d.Blocks[drawnLeaves].Parts != 75 {
		t.Errorf("a star is drawn as %+v", d)
	}
}

// TestADeclaredHubTiesNothing: what a person declares a hub is no tie any more, and
// the lead falls into the parts that it was said to.
func TestADeclaredHubTiesNothing(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{bornBy(0, "u0", "m@example.com"), bornBy(1, "u0"), bornBy(2, "u1", "m@example.com")}, 0)
	before, err := u.Ties(ctx, who, report.KeyOf("ncmec", "0"))
	if err != nil {
		t.Fatal(err)
	}
	b := before.Bridges[slices.IndexFunc(before.Bridges, func(b TieView) bool { return b.Kind == "email" })]
	if _, err := u.DeclareHub(ctx, who, report.KindEmail, "", "m@example.com", "accueil"); err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Parts {
		v, err := u.Ties(ctx, who, p.Bearer)
		if err != nil {
			t.Fatal(err)
		}
		if v.Lead != p.Least || int(v.Reports) != p.Reports || slices.ContainsFunc(slices.Concat(v.Bridges, v.Others), func(b TieView) bool { return b.Kind == "email" }) {
			t.Errorf("declared a hub: %+v, said to be %+v", v, p)
		}
	}
}
