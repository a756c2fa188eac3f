package unit

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
	"vigie/internal/store"
)

const (
	sender1 = "FR7630006000011234567890189"
	sender2 = "DE89370400440532013000"
	sender3 = "BE68539007547034"
	payee   = "GB29NWBK60161331926819"
	shop    = "NL91ABNA0417164300"
)

func holds(role report.Role, iban, name string) report.Party {
	return report.Party{
		Role: role, Names: []report.Name{{Full: name}},
		Identifiers: []report.Identifier{{Kind: report.KindIBAN, Raw: iban, Field: "iban"}},
	}
}

// remit makes a report of a payment, that states abuse or not.
func remit(n int, from, to string, day int, facts ...report.FactKind) intake.Record {
	r := report.Report{
		Parties:  []report.Party{holds(report.RoleReported, from, "Payeur Exemple"), holds(report.RoleRecipient, to, "Quelqu'un")},
		Payments: []report.Payment{{Sender: 0, Recipient: 1, Amount: "20", Currency: "EUR", At: received.AddDate(0, 0, day)}},
	}
	for _, f := range facts {
		r.Facts = append(r.Facts, report.Fact{Kind: f, Field: "f"})
	}
	return say(n, 0, r)
}

// transfer makes a row of a statement.
func transfer(n int, from, to string) intake.Record {
	r := report.Report{
		Source: "bank", SourceID: fmt.Sprint(n), Format: "test", Statement: true,
		Parties:  []report.Party{holds(report.RoleAssociate, from, fmt.Sprint("Titulaire de ", from)), holds(report.RoleAssociate, to, fmt.Sprint("Titulaire de ", to))},
		Payments: []report.Payment{{Sender: 0, Recipient: 1, Amount: "20", Currency: "EUR", At: received.AddDate(0, 0, -n)}},
	}
	b := fmt.Appendf(nil, "row %d", n)
	return intake.Record{Place: intake.Place{File: "bank.csv", Row: n}, SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: &r, Redacted: b}
}

// tally counts the rows of a table.
func tally(t *testing.T, u *Unit, table, where string) (n int) {
	t.Helper()
	err := u.store.Read(context.Background(), func(tx *store.Tx) error {
		return tx.SQL().QueryRow("SELECT count(*) FROM " + table + " WHERE " + where).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRecipientsBySenders: accounts are listed by distinct senders and newest
// payment, from reports that state a fact of abuse and not from others; refuting
// the fact takes them off; a version that pays another takes them off too.
func TestRecipientsBySenders(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		takeIn(t, u, who, []intake.Record{
			remit(1, sender1, payee, -9, report.LiveAbuse), remit(2, sender1, payee, -3, report.LiveAbuse),
			remit(3, sender2, payee, -5, report.Instruction), remit(4, sender3, payee, -1),
			remit(5, sender1, shop, -2), remit(6, sender2, shop, -2), remit(7, sender3, shop, -2, report.LiveAbuse),
		}, 2)
		list := func(senders int) []RecipientView {
			t.Helper()
			sound(t, u, who)
			l, err := u.Recipients(ctx, who, RecipientFilter{Senders: senders})
			if err != nil {
				t.Fatal(err)
			}
			return l.Recipients
		}
		top := list(1)
		if len(top) != 2 || top[0].Value != payee || top[0].Senders != 2 || top[0].Reports != 3 || top[1].Value != shop || top[1].Senders != 1 {
			t.Fatalf("%+v", top)
		}
		if want := received.AddDate(0, 0, -3).Format(time.DateOnly); top[0].Latest.String() != want || top[0].IsA != OtherAccount {
			t.Errorf("newest payment %s, said to be %q", top[0].Latest, top[0].IsA)
		}
		if got := list(0); len(got) != 1 {
			t.Errorf("with two senders or more: %+v", got)
		}
		k := report.KeyOf("ncmec", "3")
		if err := u.Stand(ctx, who, k, report.Instruction, "refute", "relu"); err != nil {
			t.Fatal(err)
		}
		if got := list(0); len(got) != 0 {
			t.Errorf("of the two senders one report states no abuse any more: %+v", got)
		}
		if err := u.Stand(ctx, who, k, report.Instruction, "undo", "erreur"); err != nil {
			t.Fatal(err)
		}
		if got := list(0); len(got) != 1 {
			t.Errorf("taken back: %+v", got)
		}
		again := remit(3, sender2, shop, -5, report.Instruction)
		again.Report.Dated = received.Add(time.Hour)
		again.SHA256[0]++
		takeIn(t, u, who, []intake.Record{again}, 0)
		got := list(1)
		slices.SortFunc(got, func(a, b RecipientView) int { return strings.Compare(a.Value, b.Value) })
		if len(got) != 2 || got[0].Senders != 1 || got[1].Senders != 2 {
			t.Errorf("after a version that pays another: %+v", got)
		}
	})
}

// TestAnAgentsAccountTiesNobody: what a person says of an account is recorded and
// can be taken back; an agent's, which several bear, stops joining them.
func TestAnAgentsAccountTiesNobody(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{
		remit(1, payee, shop, -9, report.LiveAbuse), remit(2, payee, sender1, -9, report.LiveAbuse), remit(3, sender2, payee, -9, report.LiveAbuse),
	}, 0)
	before := digest(t, u)
	l, err := u.Recipients(ctx, who, RecipientFilter{Senders: 1})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(l.Recipients, func(r RecipientView) bool { return r.Value == payee })
	id := l.Recipients[i].ID
	if err := u.SetAccount(ctx, who, id, AgentAccount, ""); err == nil {
		t.Error("said without a reason")
	}
	if err := u.SetAccount(ctx, who, id, AgentAccount, "agent de paiement"); err != nil {
		t.Fatal(err)
	}
	sound(t, u, who)
	if digest(t, u) == before {
		t.Error("an agent's account still joins")
	}
	v, err := u.Recipient(ctx, who, id, "fr")
	if err != nil || v.IsA != AgentAccount || !v.Hub || len(v.Leads) != 1 {
		t.Errorf("%+v %v", v, err)
	}
	if err := u.SetAccount(ctx, who, id, OtherAccount, "erreur"); err != nil {
		t.Fatal(err)
	}
	sound(t, u, who)
	if digest(t, u) != before {
		t.Error("taken back, what was is not restored")
	}
}

// TestWhatIsShownAsOneIsSaidAtOnce: an account and its other number, which are shown
// as one recipient, are said to be something together, and taken back together.
func TestWhatIsShownAsOneIsSaidAtOnce(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	var recs []intake.Record
	for i, from := range []string{sender1, sender2} {
		r := remit(1+i, from, payee, -9, report.LiveAbuse)
		to := &r.Report.Parties[1]
		to.Identifiers = append(to.Identifiers, report.Identifier{Kind: report.KindPhone, Raw: "+33 6 39 98 00 01", Field: "phone"})
		recs = append(recs, r)
	}
	takeIn(t, u, who, append(recs, remit(3, sender1, shop, -9, report.LiveAbuse)), 0)
	list := func(want ...string) []RecipientView {
		t.Helper()
		sound(t, u, who)
		l := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Senders: 1}))
		var got []string
		for _, r := range l.Recipients {
			got = append(got, fmt.Sprint(r.Kind, " and ", len(r.Also), " ", r.IsA))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
		return l.Recipients
	}
	one := list("phone and 1 other", "iban and 0 other")[0]
	for _, id := range []string{one.ID, one.Also[0].ID} {
		if err := u.SetAccount(ctx, who, id, AgentAccount, "agent de paiement"); err != nil {
			t.Fatal(err)
		}
		list("phone and 1 agent", "iban and 0 other")
		if err := u.SetAccount(ctx, who, id, OtherAccount, "erreur"); err != nil {
			t.Fatal(err)
		}
		list("phone and 1 other", "iban and 0 other")
	}
}

// TestUnrelatedTransfersStaySealed: of a statement, only what touches a reported
// account enters; the rest is counted, hashed and sealed, raises nothing and is in
// no index. Read again once its account is reported, it enters.
func TestUnrelatedTransfersStaySealed(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		takeIn(t, u, who, []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse)}, 0)
		before := digest(t, u)
		rows := []intake.Record{transfer(1, sender2, shop), transfer(2, shop, sender3), transfer(3, sender2, payee)}
		c := takeIn(t, u, who, rows, 2)
		if c.Read != 3 || c.Sealed != 3 || digest(t, u) != before {
			t.Fatalf("%+v: strangers' transfers changed something", c)
		}
		for iban, known := range map[string]bool{sender1: true, sender2: false, sender3: false, shop: false} {
			n := tally(t, u, "ident", "hash="+strconv.FormatInt(u.hash(report.KindIBAN, "", iban), 10))
			if (n > 0) != known {
				t.Errorf("the index has %s %d times", iban, n)
			}
		}
		if c := takeIn(t, u, who, rows, 0); c.Sealed != 3 || c.Read != 3 || tally(t, u, "sealed", "1=1") != 3 {
			t.Errorf("again: %+v", c)
		}
		c = takeIn(t, u, who, []intake.Record{transfer(4, sender1, shop), transfer(5, shop, sender1)}, 0)
		if c.New != 2 || c.Sealed != 0 {
			t.Errorf("%+v: the reported account's own transfers did not enter", c)
		}
		sound(t, u, who)
		v, err := u.Lead(ctx, who, report.KeyOf("ncmec", "1"), "fr")
		if err != nil || len(v.Reports) != 3 {
			t.Errorf("the lead has %d reports, %v", len(v.Reports), err)
		}
		l, err := u.Recipients(ctx, who, RecipientFilter{Senders: 1})
		if err != nil || len(l.Recipients) != 1 || l.Recipients[0].Value != payee {
			t.Errorf("a shop is listed as a recipient: %+v %v", l, err)
		}
		// Another report names sender2: the same rows, read again, are looked at anew.
		takeIn(t, u, who, []intake.Record{remit(2, sender2, payee, -1, report.Instruction)}, 0)
		c = takeIn(t, u, who, rows, 0)
		if c.New != 2 || c.Sealed != 1 || c.Read != 3 {
			t.Errorf("read again: %+v", c)
		}
		if c := takeIn(t, u, who, rows, 0); c.Duplicates != 2 || c.Sealed != 1 || tally(t, u, "sealed", "1=1") != 3 {
			t.Errorf("and again: %+v", c)
		}
		sound(t, u, who)
	})
}

// inTwoParts emits reports, then statements.
func inTwoParts(recs []intake.Record) (in Intake) {
	var reports, statements []intake.Record
	for _, r := range recs {
		if r.Report != nil && r.Report.Statement {
			statements = append(statements, r)
		} else {
			reports = append(reports, r)
		}
	}
	return Intake{Received: received, Records: emitting(reports), Late: emitting(statements)}
}

// TestStatementBeforeItsReport: in one intake of files, the order of statement and
// report makes no difference.
func TestStatementBeforeItsReport(t *testing.T) {
	recs := []intake.Record{transfer(1, sender1, shop), transfer(2, sender2, shop), remit(1, sender1, payee, -9, report.LiveAbuse)}
	var want string
	for i, batch := range []int{1, 2, 9, 1, 2, 9} {
		u, who := newUnit(t, "")
		order := slices.Clone(recs)
		if i > 2 {
			slices.Reverse(order)
		}
		in := inTwoParts(order)
		in.Batch = batch
		c, err := u.TakeIn(context.Background(), who, in)
		if err != nil || c.New != 2 || c.Sealed != 1 || c.Read != 3 {
			t.Fatalf("%+v %v", c, err)
		}
		sound(t, u, who)
		if d := digest(t, u); want == "" {
			want = d
		} else if d != want {
			t.Errorf("order %d: leads and queue differ", i)
		}
	}
}

// TestOwnTransfersMakeNoHub: a hundred transfers of one person from one account
// are one lead; as many by strangers through an agent's account are not.
func TestOwnTransfersMakeNoHub(t *testing.T) {
	u, who := newUnit(t, "")
	var own, through []intake.Record
	for n := range 40 {
		own = append(own, remit(n, sender1, payee, -n))
		r := remit(100+n, sender2, payee, -n)
		r.Report.Parties[0].Names[0].Full = fmt.Sprint("Inconnu ", string(rune('A'+n)))
		through = append(through, r)
	}
	takeIn(t, u, who, append(own, through...), 7)
	sound(t, u, who)
	page, err := u.Queue(context.Background(), who, QueueFilter{Limit: 500})
	if err != nil || len(page.Rows) != 41 {
		t.Errorf("%d leads, expected one of 40 reports and 40 of one: %v", len(page.Rows), err)
	}
}
