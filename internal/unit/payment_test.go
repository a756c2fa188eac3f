package unit

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/report"
)

// TestPaymentsOfALead: the facts are of the lead's own reports, statements
// corroborate and rent raises nothing; who else pays a recipient is counted; a
// child's identifier is masked; a total in one currency needs the unit's rates. The
// reading is recorded on the reports whose figures it shows.
func TestPaymentsOfALead(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		told := transfer(1, sender1, payee)
		told.Report.Payments[0].At = received.AddDate(0, 0, -9)
		child := remit(4, sender1, shop, -2, report.LiveAbuse)
		child.Report.Parties = append(child.Report.Parties, holds(report.RoleVictim, shop, "Nom"))
		rent := transfer(2, sender1, sender3)
		takeIn(t, u, who, []intake.Record{
			remit(1, sender1, payee, -9, report.LiveAbuse), remit(2, sender2, payee, -3, report.Instruction), remit(3, sender2, shop, -1),
			child, told, rent,
		}, 0)
		sound(t, u, who)
		v, err := u.Payments(ctx, who, report.KeyOf("ncmec", "1"), "")
		if err != nil {
			t.Fatal(err)
		}
		// The bank's telling of the payment of day -9 has no reference: probably the same.
		if v.Count.Min != 2 || v.Count.Max != 3 || v.Looked != 4 {
			t.Errorf("%+v of %d reports", v.Count, v.Looked)
		}
		e := lastEntry(t, u)
		for _, k := range []report.Key{v.Lead, report.KeyOf("ncmec", "1"), report.KeyOf("ncmec", "4"), report.KeyOf("bank", "1"), report.KeyOf("bank", "2")} {
			if e.Kind != ledger.Read || !slices.Contains(e.Subjects, k.String()) {
				t.Errorf("the reading of %s is recorded as %+v", k, e)
			}
		}
		if slices.Contains(e.Subjects, report.KeyOf("ncmec", "2").String()) {
			t.Errorf("a report of another lead is named: %v", e.Subjects)
		}
		if n := len(v.Others); n != 1 || v.Others[0].Count != 1 {
			t.Errorf("the rent is not beside: %+v", v.Others)
		}
		if len(v.Recipients) != 2 || v.Recipients[0].Bears[0].Value != payee || v.Shared[0].Senders != 2 || v.Shared[0].Leads != 2 {
			t.Errorf("%+v %+v", v.Recipients, v.Shared)
		}
		if got := v.Recipients[1].Bears[0].Value; got != "" {
			t.Errorf("what may say who a child is stands there: %q", got)
		}
		if _, err := u.Payments(ctx, who, report.KeyOf("ncmec", "1"), "EUR"); err == nil {
			t.Error("a total in one currency, without rates")
		}
		if err := os.WriteFile(filepath.Join(u.dir, ratesFile), []byte("date,from,to,rate,days,source\n2000-01-01,EUR,USD,1.25,366,example.org\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := u.loadRules(); err != nil {
			t.Fatal(err)
		}
		if v, err = u.Payments(ctx, who, report.KeyOf("ncmec", "1"), "usd"); err != nil || v.Converted == nil || v.Converted.Whole() || v.Converted.Currency != "USD" {
			t.Errorf("by a rate that is too old: %+v %v", v.Converted, err)
		}
		if _, err := u.Payments(ctx, who, report.KeyOf("ncmec", "99"), ""); err == nil {
			t.Error("of no lead")
		}
	})
}

// TestAgentsRecipientsStayApart: who collects through an account that a person said is
// an agent's is not one recipient with whoever else does, until that is taken back; who
// else paid the agent is counted for neither.
func TestAgentsRecipientsStayApart(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	through := func(n int, sender, phone string) intake.Record {
		r := remit(n, sender, payee, -9, report.LiveAbuse)
		to := &r.Report.Parties[1]
		to.Identifiers = append(to.Identifiers, report.Identifier{Kind: report.KindPhone, Raw: phone, Field: "tel"})
		return r
	}
	recs := []intake.Record{through(1, sender1, "+33639980001"), through(2, sender1, "+33639980002"), through(3, sender2, "+33639980003")}
	recs[1].Report.Source = "other"
	takeIn(t, u, who, recs, 0)
	look := func(recipients, shared int, min int) {
		t.Helper()
		v, err := u.Payments(ctx, who, report.KeyOf("ncmec", "1"), "")
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Recipients) != recipients || v.Count.Min != min || int(v.Shared[0].Senders) != shared {
			t.Errorf("%d recipients, %+v, %+v", len(v.Recipients), v.Count, v.Shared)
		}
		p, err := u.Proof(ctx, who, ProofOf{Lead: report.KeyOf("ncmec", "1")}, "en")
		if err != nil || p.Acts.Payment != v.Count {
			t.Errorf("the proof table counts %+v, %v", p.Acts.Payment, err)
		}
	}
	look(1, 2, 1)
	l, err := u.Recipients(ctx, who, RecipientFilter{Senders: 2})
	if err != nil || len(l.Recipients) != 1 {
		t.Fatal(l, err)
	}
	for _, isA := range []string{AgentAccount, OtherAccount} {
		if err := u.SetAccount(ctx, who, l.Recipients[0].ID, isA, "essai"); err != nil {
			t.Fatal(err)
		}
		if isA == AgentAccount {
			look(2, 1, 2)
		} else {
			look(1, 2, 1)
		}
	}
	sound(t, u, who)
}
