package unit

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

// sendersOf lists every recipient with its senders, by value; by ID where that is masked.
func sendersOf(t *testing.T, u *Unit, who Actor) map[string]int64 {
	t.Helper()
	l := try[RecipientList](t)(u.Recipients(context.Background(), who, RecipientFilter{Senders: 1, Limit: 500}))
	out := map[string]int64{}
	for _, r := range l.Recipients {
		out[cmp.Or(r.Value, r.ID)] = r.Senders
		one := try[RecipientLeads](t)(u.Recipient(context.Background(), who, r.ID, "fr"))
		if one.Senders != r.Senders || one.Value != r.Value {
			t.Errorf("%s has %d senders in the list and %d on its page", r.Value, r.Senders, one.Senders)
		}
		for _, a := range r.Also {
			out[cmp.Or(a.Value, a.ID)] = r.Senders
		}
	}
	for _, least := range []int{1, 2, 3} {
		l := try[RecipientList](t)(u.Recipients(context.Background(), who, RecipientFilter{Senders: least, Limit: 500}))
		n := int64(0)
		for _, senders := range out {
			if senders >= int64(least) {
				n++
			}
		}
		if l.InAll != n {
			t.Errorf("%d recipients of %d senders or more, expected %d", l.InAll, least, n)
		}
	}
	return out
}

// TestSendersAreLeads: two accounts of one lead are one sender; a join by a judgement,
// its taking back and a cut are seen at once, in the list, on the page and among the
// payments of a lead.
func TestSendersAreLeads(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		// One person of two accounts, by an address that both reports give; and two others.
		verified := true
		address := report.Identifier{Kind: report.KindEmail, Raw: "p1@example.com", Verified: &verified, Field: "email"}
		recs := []intake.Record{
			remit(1, sender1, payee, -9, report.LiveAbuse), remit(2, sender2, payee, -8, report.LiveAbuse),
			remit(3, sender3, payee, -7, report.LiveAbuse), remit(4, shop, payee, -6, report.LiveAbuse),
		}
		for _, r := range recs[:2] {
			r.Report.Parties[0].Identifiers = append(r.Report.Parties[0].Identifiers, address)
		}
		takeIn(t, u, who, recs, 0)
		k := func(n int) report.Key { return report.KeyOf("ncmec", fmt.Sprint(n)) }
		want := func(n int64, when string) {
			t.Helper()
			sound(t, u, who)
			if got := sendersOf(t, u, who)[payee]; got != n {
				t.Errorf("%s: %d senders, expected %d", when, got, n)
			}
			v := try[PaymentsView](t)(u.Payments(ctx, who, k(4), ""))
			if s := v.Shared[0]; s.Senders != n || s.Leads != n {
				t.Errorf("%s: the payments of a lead tell of %+v, expected %d", when, s, n)
			}
		}
		done := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		want(3, "two accounts of one lead")
		done(u.Judge(ctx, who, k(3), k(4), link.Same, "même personne"))
		want(2, "joined by a judgement")
		done(u.Judge(ctx, who, k(1), k(2), link.Different, "deux personnes"))
		want(3, "cut by a judgement")
		done(u.Unjudge(ctx, who, k(3), k(4), "erreur"))
		want(4, "the join taken back")
		done(u.Unjudge(ctx, who, k(1), k(2), "erreur"))
		want(3, "the cut taken back")
		// One account of two persons, says who looked: a couple's.
		takeIn(t, u, who, []intake.Record{remit(5, sender1, shop, -3, report.LiveAbuse), remit(6, sender1, shop, -2, report.LiveAbuse), remit(7, sender1, shop, -1)}, 0)
		done(u.Judge(ctx, who, k(5), k(7), link.Different, "l'un n'a rien payé"))
		if got := sendersOf(t, u, who)[shop]; got != 1 {
			t.Errorf("who is in no report of abuse is one of %d senders", got)
		}
		done(u.Judge(ctx, who, k(5), k(6), link.Different, "un compte commun"))
		sound(t, u, who)
		if got := sendersOf(t, u, who)[shop]; got != 2 {
			t.Errorf("an account of two persons is %d senders", got)
		}
	})
}

// TestAHubsSendersAreItsAccounts: reports that a hub does not join are several leads;
// one holder's are one sender all the same.
func TestAHubsSendersAreItsAccounts(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse), remit(2, sender1, payee, -8, report.LiveAbuse), remit(3, sender2, payee, -7, report.LiveAbuse)}, 0)
	if _, err := u.DeclareHub(ctx, who, report.KindIBAN, "", sender1, "compte d'un agent"); err != nil {
		t.Fatal(err)
	}
	if q := try[QueuePage](t)(u.Queue(ctx, who, QueueFilter{})); len(q.Rows) != 3 {
		t.Fatalf("%d leads: the hub joins", len(q.Rows))
	}
	if got := sendersOf(t, u, who)[payee]; got != 2 {
		t.Errorf("%d senders", got)
	}
	sound(t, u, who)
}

// TestSendersFollowTheReports: in random histories of payments, doubts and judgements,
// the senders of each recipient are the leads that its reports of abuse stand in, those
// of one account in one component together.
func TestSendersFollowTheReports(t *testing.T) {
	seeds := 10
	if testing.Short() {
		seeds = 3
	}
	several, parted := 0, 0
	for seed := range seeds {
		h := &paidHistory{T: t, Rand: rand.New(rand.NewPCG(uint64(seed), 8))}
		h.u, h.who = newUnit(t, "")
		for range 30 {
			switch h.IntN(5) {
			case 0, 1:
				h.reports()
			case 2:
				h.doubt()
			default:
				h.judge()
			}
			if h.IntN(4) > 0 {
				continue
			}
			want, n := h.senders()
			parted += n
			sendersOf(t, h.u, h.who)
			for least := range int64(4) {
				of := maps.Clone(want)
				maps.DeleteFunc(of, func(_ string, n int64) bool { return n < least })
				if got := h.paidBy(least); !maps.Equal(got, of) {
					t.Fatalf("seed %d: of %d senders or more are %v, expected %v", seed, least, got, of)
				}
			}
			for _, n := range want {
				several += int(n) - 1
			}
		}
	}
	if several == 0 || parted == 0 && !testing.Short() { // few histories cut an account
		t.Errorf("%d recipients of several, %d accounts of several leads: the test tests little", several, parted)
	}
}

func (h *paidHistory) judge() {
	if len(h.keys) < 2 {
		return
	}
	a, b := h.keys[h.IntN(len(h.keys))], h.keys[h.IntN(len(h.keys))]
	v := []link.Verdict{link.Same, link.Different, link.Different, link.Undecided}[h.IntN(4)]
	if err := h.u.Judge(context.Background(), h.who, a, b, v, "essai"); a != b && err != nil && !Answered(err) {
		h.Fatal(err)
	}
}

// paidBy is what is found, by value: the list masks some.
func (h *paidHistory) paidBy(least int64) map[string]int64 {
	out := map[string]int64{}
	err := h.u.do(context.Background(), h.who, access.SeeLead, func(ctx context.Context, w *work) error {
		rows, err := w.paidBy(ctx, least)
		for _, r := range rows {
			out[r.Value] = r.Leads
		}
		if err == nil {
			_, err = w.record(ledger.Read, nil, map[string]any{"what": "test"})
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

// senders counts the senders of every recipient from the reports alone, and how many
// accounts stand for several leads.
func (h *paidHistory) senders() (out map[string]int64, parted int) {
	type first struct {
		key, comp report.Key
	}
	firsts := map[payerKey]first{}
	var all []*wholeReport
	err := h.u.do(context.Background(), h.who, access.SeeLead, func(ctx context.Context, w *work) error {
		var rows []store.Report
		err := w.EachReport(ctx, func(r store.Report) error { rows = append(rows, r); return nil })
		if err != nil {
			return err
		}
		if all, err = w.wholes(ctx, rows); err != nil {
			return err
		}
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "test"})
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	slices.SortFunc(all, func(a, b *wholeReport) int { return int(min(1, max(-1, int64(a.row.Key-b.row.Key)))) })
	leads := map[string]map[report.Key]bool{}
	of := map[payerKey]map[report.Key]bool{}
	for _, x := range all {
		for _, p := range x.gist.payers(x.row.Key) {
			k := keyOf(p)
			if _, met := firsts[k]; !met {
				firsts[k] = first{x.row.Key, x.row.Comp}
				of[k] = map[report.Key]bool{}
			}
			if firsts[k].comp != x.row.Comp {
				continue
			}
			if leads[p.Value] == nil {
				leads[p.Value] = map[report.Key]bool{}
			}
			leads[p.Value][x.row.Lead], of[k][x.row.Lead] = true, true
		}
	}
	out = map[string]int64{}
	for value, ls := range leads {
		out[value] = int64(len(ls))
	}
	for _, ls := range of {
		if len(ls) > 1 {
			parted++
		}
	}
	return out, parted
}

// TestPagesOfRecipients: pages of any length list every identifier once, in one order;
// what stands under one number is on one page, and each number is the place of its
// first identifier.
func TestPagesOfRecipients(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	var recs []intake.Record
	for n := range 12 {
		r := remit(n, []string{sender1, sender2, sender3}[n%3], []string{payee, shop}[n%2], -n/4, report.LiveAbuse)
		to := &r.Report.Parties[1]
		for i := range n % 4 {
			to.Identifiers = append(to.Identifiers, report.Identifier{Kind: report.KindPhone, Raw: fmt.Sprint("+3363998", 1000+10*n+i), Field: "tel"})
		}
		recs = append(recs, r)
	}
	takeIn(t, u, who, recs, 0)
	whole := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Senders: 1, Limit: 500}))
	identifiers := 0
	for _, r := range whole.Recipients {
		if r.Place <= 0 || r.Place > int(whole.InAll) {
			t.Errorf("place %d of %d", r.Place, whole.InAll)
		}
		identifiers += 1 + len(r.Also)
	}
	if identifiers != int(whole.InAll) || len(whole.Recipients) == identifiers {
		t.Fatalf("%d identifiers under %d headings, of %d", identifiers, len(whole.Recipients), whole.InAll)
	}
	for limit := 1; limit < identifiers+2; limit++ {
		var paged []RecipientView
		for from := Place(""); ; {
			l := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Senders: 1, From: from, Limit: limit}))
			paged = append(paged, l.Recipients...)
			if l.Next == "" {
				break
			}
			from = l.Next
		}
		if fmt.Sprint(paged) != fmt.Sprint(whole.Recipients) {
			t.Errorf("pages of %d: %+v, in one %+v", limit, paged, whole.Recipients)
		}
	}
	if l := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{From: "1073741824"})); len(l.Recipients) != 0 || l.Next != "" || l.InAll == 0 {
		t.Errorf("behind the end: %+v", l)
	}
}
