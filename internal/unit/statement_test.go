package unit

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// TestAdmissionIsOfReports: which transfers enter hangs on what reports state, never
// on other transfers, on batches, or on what came before in them.
func TestAdmissionIsOfReports(t *testing.T) {
	var through []intake.Record // strangers who pay through one reported account
	for i := range 40 {
		r := transfer(i+1, sender1, shop)
		r.Report.Parties[0].Names[0].Full = fmt.Sprintf("Inconnu %c%c", 'A'+i/26, 'A'+i%26)
		through = append(through, r)
	}
	// The reported account's holder has another account, by the bank's word alone.
	other := transfer(1, sender1, shop)
	other.Report.Parties[0].Identifiers = append(other.Report.Parties[0].Identifiers, report.Identifier{Kind: report.KindIBAN, Raw: sender2, Field: "iban"})
	for name, c := range map[string]struct {
		recs        []intake.Record
		new, sealed int64
	}{
		"through an agent's account": {through, 40, 0},
		"by another transfer":        {[]intake.Record{other, transfer(2, sender2, sender3)}, 1, 1},
	} {
		for _, batch := range []int{1, 7, 1000} {
			u, who := newUnit(t, "")
			takeIn(t, u, who, []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse)}, 0)
			if got := takeIn(t, u, who, c.recs, batch); got.New != c.new || got.Sealed != c.sealed {
				t.Errorf("%s, in batches of %d: %+v", name, batch, got)
			}
			if got := takeIn(t, u, who, c.recs, batch); got.Duplicates != c.new || got.Sealed != c.sealed {
				t.Errorf("%s, in batches of %d, again: %+v", name, batch, got)
			}
			sound(t, u, who)
		}
	}
}

// TestBothEndsReported: of a transfer between two reported accounts, the sender's
// end is the reported one, in whatever order all of it comes.
func TestBothEndsReported(t *testing.T) {
	recs := []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse), remit(2, sender2, payee, -3, report.LiveAbuse), transfer(1, sender1, sender2)}
	want := ""
	for range 6 {
		rand.Shuffle(len(recs), func(i, j int) { recs[i], recs[j] = recs[j], recs[i] })
		u, who := newUnit(t, "")
		in := inTwoParts(recs)
		in.Batch = 1
		if _, err := u.TakeIn(context.Background(), who, in); err != nil {
			t.Fatal(err)
		}
		sound(t, u, who)
		if d := digest(t, u); want == "" {
			want = d
		} else if d != want {
			t.Error("another order gives another lead")
		}
	}
}

// TestRecipientsFollowTheReports: random histories of payments in many roles, with
// versions and new reports in one batch, statements, doubts and what people say of
// accounts: the tables are what follows from nothing.
func TestRecipientsFollowTheReports(t *testing.T) {
	seeds := 12
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		h := &paidHistory{T: t, Rand: rand.New(rand.NewPCG(uint64(seed), 5))}
		h.u, h.who = newUnit(t, "")
		for range 40 {
			switch h.IntN(6) {
			case 0, 1:
				h.reports()
			case 2:
				var recs []intake.Record
				for range 1 + h.IntN(5) {
					recs = append(recs, transfer(1+h.IntN(60), h.iban(), h.iban()))
				}
				takeIn(t, h.u, h.who, recs, 1+h.IntN(4))
			case 3, 4:
				h.doubt()
			case 5:
				(&story{Rand: h.Rand}).say(t, h.u, h.who)
			}
		}
		if sound(t, h.u, h.who); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

type paidHistory struct {
	*testing.T
	*rand.Rand
	u    *Unit
	who  Actor
	keys []report.Key
}

func (h *paidHistory) iban() string {
	return []string{sender1, sender2, sender3, payee, shop}[h.IntN(5)]
}

func (h *paidHistory) role() report.Role {
	return []report.Role{report.RoleRecipient, report.RoleFacilitator, report.RoleAssociate, report.RoleVictim, report.RoleReporter}[h.IntN(5)]
}

func (h *paidHistory) reports() {
	var recs []intake.Record
	for range 1 + h.IntN(5) {
		n, version := len(h.keys), 0
		if n > 0 && h.IntN(3) == 0 {
			n, version = h.IntN(n), 1+h.IntN(9)
		} else {
			h.keys = append(h.keys, report.KeyOf("ncmec", fmt.Sprint(n)))
		}
		var facts []report.FactKind
		if h.IntN(2) == 0 {
			facts = append(facts, report.LiveAbuse)
		}
		r := remit(n, h.iban(), h.iban(), -h.IntN(30), facts...)
		r.Report.Parties[1].Role = h.role()
		if h.IntN(3) == 0 {
			r.Report.Parties = append(r.Report.Parties, holds(h.role(), h.iban(), "Autre"))
			r.Report.Payments = append(r.Report.Payments, report.Payment{Sender: 0, Recipient: 2, Amount: "10", Currency: "EUR", Reversal: h.IntN(4) == 0})
		}
		if h.IntN(3) == 0 {
			r.Report.Parties[0].Identifiers = append(r.Report.Parties[0].Identifiers, report.Identifier{Kind: report.KindAccount, Service: "ExampleChat", Raw: fmt.Sprint("acc", h.IntN(3)), Field: "a"})
		}
		r.Report.Dated = received.AddDate(0, 0, version)
		r.SHA256[0], r.SHA256[1] = byte(version), byte(h.IntN(256))
		recs = append(recs, r)
	}
	takeIn(h.T, h.u, h.who, recs, 1+h.IntN(4))
}

func (h *paidHistory) doubt() {
	if len(h.keys) == 0 {
		return
	}
	k, standing := h.keys[h.IntN(len(h.keys))], []string{"verify", "refute", "undo"}[h.IntN(3)]
	if err := h.u.Stand(context.Background(), h.who, k, report.LiveAbuse, standing, "essai"); err != nil && !Answered(err) {
		h.Fatal(err)
	}
}

// TestARecipientsNumberIsItsOwn: a version that puts another account in the place
// makes the old number name nothing; what was said of an account is taken back
// though no report states abuse with it any more.
func TestARecipientsNumberIsItsOwn(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse)}, 0)
	list := func() []RecipientView {
		t.Helper()
		l, err := u.Recipients(ctx, who, RecipientFilter{Senders: 1})
		if err != nil {
			t.Fatal(err)
		}
		return l.Recipients
	}
	id := list()[0].ID
	if err := u.SetAccount(ctx, who, id, AgentAccount, "agent"); err != nil {
		t.Fatal(err)
	}
	if err := u.Stand(ctx, who, report.KeyOf("ncmec", "1"), report.LiveAbuse, "refute", "relu"); err != nil {
		t.Fatal(err)
	}
	if err := u.SetAccount(ctx, who, id, FacilitatorAccount, "essai"); err == nil {
		t.Error("something is said of an account that nobody names")
	}
	if err := u.SetAccount(ctx, who, id, OtherAccount, "erreur"); err != nil {
		t.Errorf("what was said cannot be taken back: %v", err)
	}
	if err := u.Stand(ctx, who, report.KeyOf("ncmec", "1"), report.LiveAbuse, "undo", "relu"); err != nil {
		t.Fatal(err)
	}
	v := remit(1, sender1, payee, -9, report.LiveAbuse)
	v.Report.Parties = append(v.Report.Parties, holds(report.RoleRecipient, sender3, "Autre"))
	v.Report.Payments = append(v.Report.Payments, report.Payment{Sender: 0, Recipient: 2, Amount: "1", Currency: "EUR"})
	v.Report.Dated = received.Add(time.Hour)
	v.SHA256[0]++
	takeIn(t, u, who, []intake.Record{v}, 0)
	if err := u.SetAccount(ctx, who, id, AgentAccount, "vu sur la page"); err == nil && slices.ContainsFunc(list(), func(r RecipientView) bool { return r.IsA == AgentAccount && !strings.HasPrefix(r.Value, "GB") }) {
		t.Error("the old number names another account")
	}
	sound(t, u, who)
}
