package unit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// TestQueueGoesOnWhereItWasRead: an act on the last lead of a page, which moves it,
// passes over no other lead: in the queue, and around one counterparty. A lead's
// number alone continues behind where it stands now.
func TestQueueGoesOnWhereItWasRead(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		var recs []intake.Record
		for n := range 30 {
			r := reaching(n, fmt.Sprint("u", n), named(report.RoleFacilitator, report.KindAccount, "ExampleChat", "org1"))
			r.Report.Facts = []report.Fact{{Kind: report.LiveAbuse, Field: "f"}}
			recs = append(recs, r)
		}
		takeIn(t, u, who, recs, 0)
		first := try[QueuePage](t)(u.Queue(ctx, who, QueueFilter{Limit: 10}))
		mine := report.KeyOf("ncmec", "0")
		f := NetworkFilter{Limit: 10}
		f.Of = try[NetworkView](t)(u.Network(ctx, who, mine, NetworkFilter{})).Counterparties[0].ID
		around := try[NetworkView](t)(u.Network(ctx, who, mine, f)).Counterparties[0]
		for _, l := range []report.Key{first.Rows[9].Lead, around.Others[9].Lead} {
			if err := u.Stand(ctx, who, l, report.LiveAbuse, "refute", "essai"); err != nil && !Answered(err) {
				t.Fatal(err)
			}
		}
		queue, others := map[report.Key]bool{}, map[report.Key]bool{mine: true}
		for _, r := range slices.Concat(first.Rows, try[QueuePage](t)(u.Queue(ctx, who, QueueFilter{Limit: 99, After: first.Next})).Rows) {
			queue[r.Lead] = true
		}
		f.After, f.Limit = around.Next, 99
		for _, r := range slices.Concat(around.Others, try[NetworkView](t)(u.Network(ctx, who, mine, f)).Counterparties[0].Others) {
			others[r.Lead] = true
		}
		if len(queue) != 30 || len(others) != 30 {
			t.Errorf("of 30 leads the queue shows %d, and the network %d", len(queue), len(others))
		}
		now := try[QueuePage](t)(u.Queue(ctx, who, QueueFilter{Limit: 99}))
		behind := try[QueuePage](t)(u.Queue(ctx, who, QueueFilter{Limit: 99, After: Place(now.Rows[4].Lead.String())}))
		if len(behind.Rows) != 25 || behind.Rows[0].Lead != now.Rows[5].Lead {
			t.Errorf("behind the fifth lead's number: %d leads", len(behind.Rows))
		}
		noPlaces(t, u, who, first.Next)
	})
}

// noPlaces holds that a place is read strictly, and that nothing else continues a list.
func noPlaces(t *testing.T, u *Unit, who Actor, good Place) {
	t.Helper()
	ctx := context.Background()
	lead := report.KeyOf("ncmec", "0").String()
	rest, _ := strings.CutPrefix(string(good), fmt.Sprint(int64(triage.Strong)))
	for _, bad := range []string{
		"x", ".", lead + ".", "." + lead, "3.1." + lead, "0.1.1." + lead, "6.1.1." + lead, "3.1.1.1." + lead, "3.-1.1." + lead, "3.mm1.1." + lead, "3.m0.1." + lead,
		"3.01.1." + lead, "3.9223372036854775808.1." + lead, " " + string(good), string(good) + " ", "x" + rest, strings.ToUpper(string(good)), strings.Repeat("1.", 1<<19) + lead,
	} {
		var no *NoPlace
		if _, err := u.Queue(ctx, who, QueueFilter{After: Place(bad)}); !errors.As(err, &no) || !Answered(err) {
			t.Errorf("%.60q: %v", bad, err)
		}
	}
	for _, bad := range []Place{"-1", "01", "1.2", "1.2.3.x", "1.2.3.4.5", "1073741825", "m1", " 1", good} {
		var no *NoPlace
		if _, err := u.Recipients(ctx, who, RecipientFilter{From: bad}); !errors.As(err, &no) {
			t.Errorf("recipients from %q: %v", bad, err)
		}
		if _, err := u.Network(ctx, who, report.KeyOf("ncmec", "0"), NetworkFilter{From: bad}); !errors.As(err, &no) {
			t.Errorf("counterparties from %q: %v", bad, err)
		}
	}
}

// TestCounterpartiesAndRecipientsPassNothingOver: two leads made one, between two
// pages, take senders from the first rows, which stand further down then; every
// other row is shown, and once.
func TestCounterpartiesAndRecipientsPassNothingOver(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	const accounts = networkPage + 20
	var all []report.Party
	for i := range accounts {
		all = append(all, named(report.RoleRecipient, report.KindBank, "Banque Exemple", fmt.Sprintf("EX0001%04d", i)))
	}
	paying := func(n, from, to int) intake.Record {
		r := reaching(3*n, fmt.Sprint("u", n), all[from:to]...)
		for i := range to - from {
			r.Report.Payments = append(r.Report.Payments, report.Payment{Sender: 0, Recipient: i + 1, At: received.AddDate(0, 0, -from-i), Field: "pay"})
		}
		return recordOf(3*n, r.Report)
	}
	// The first two senders pay ten accounts that nobody but they and the third do.
	takeIn(t, u, who, []intake.Record{paying(1, 0, 10), paying(2, 0, 10), paying(3, 0, accounts), paying(4, 10, accounts)}, 0)
	lead := report.KeyOf("ncmec", "9")
	one := try[NetworkView](t)(u.Network(ctx, who, lead, NetworkFilter{}))
	some := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Limit: 20}))
	if one.Next == "" || some.Next == "" || one.Counterparties[0].Leads != 3 || some.Recipients[0].Senders != 3 {
		t.Fatalf("%d counterparties, next %q; %d recipients, next %q", len(one.Counterparties), one.Next, len(some.Recipients), some.Next)
	}
	if err := u.Judge(ctx, who, report.KeyOf("ncmec", "3"), report.KeyOf("ncmec", "6"), link.Same, "essai"); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, c := range slices.Concat(one.Counterparties, try[NetworkView](t)(u.Network(ctx, who, lead, NetworkFilter{From: one.Next})).Counterparties) {
		seen[c.Value]++
	}
	paid := map[string]int{}
	for _, r := range slices.Concat(some.Recipients, try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Limit: 99, From: some.Next})).Recipients) {
		paid[r.Value]++
	}
	for i := range accounts {
		v, again := fmt.Sprintf("EX0001%04d", i), 0
		if i < 10 {
			again = 1
		}
		if n := seen[v]; n == 0 || n > 1+again {
			t.Errorf("counterparty %d is shown %d times", i, n)
		}
		if n := paid[v]; n == 0 || n > 1+again {
			t.Errorf("recipient %d is shown %d times", i, n)
		}
	}
}

// TestCounterpartyIDNamesOne: a version of the report that puts another counterparty
// in its place is told from it, and an ID without a mark names none.
func TestCounterpartyIDNamesOne(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	org := func(s string) report.Party {
		return named(report.RoleFacilitator, report.KindAccount, "ExampleChat", s)
	}
	first := reaching(1, "u1", org("org5"))
	takeIn(t, u, who, []intake.Record{first}, 0)
	lead := report.KeyOf("ncmec", "1")
	id := try[NetworkView](t)(u.Network(ctx, who, lead, NetworkFilter{})).Counterparties[0].ID
	plain, _, _ := strings.Cut(id, "-"+id[len(id)-markDigits:])
	if _, err := u.Network(ctx, who, lead, NetworkFilter{Of: plain}); !errors.Is(err, errNoCounterparty) || !errors.Is(err, ErrNoSuch) {
		t.Errorf("without a mark: %v", err)
	}
	second := say(1, 1, report.Report{Parties: append(first.Report.Parties[:1:1], org("org5"), org("org1"))})
	takeIn(t, u, who, []intake.Record{second}, 0)
	if v, err := u.Network(ctx, who, lead, NetworkFilter{Of: id}); !errors.Is(err, errNoCounterparty) {
		t.Errorf("an ID that named org5: %+v, %v", v.Counterparties, err)
	}
	for _, c := range try[NetworkView](t)(u.Network(ctx, who, lead, NetworkFilter{})).Counterparties {
		if v, err := u.Network(ctx, who, lead, NetworkFilter{Of: c.ID}); err != nil || v.Counterparties[0].Value != c.Value {
			t.Errorf("%s: %+v, %v", c.ID, v.Counterparties, err)
		}
	}
}

// TestReadingProposalsShowsAllThatStand: whatever is answered between two pages, and
// whatever hubs are declared and taken back, a pair that stands as it stood is shown
// once before the list ends; and one that has more evidence by then, or leads that
// grew, is shown or the end says where to look.
func TestReadingProposalsShowsAllThatStand(t *testing.T) {
	for seed := range uint64(2) {
		moving := seed%2 == 1
		t.Run(fmt.Sprintf("seed %d, moving %v", seed, moving), func(t *testing.T) { readingAmidActs(t, seed, moving) })
	}
}

func readingAmidActs(t *testing.T, seed uint64, moving bool) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	a := amid{Rand: rand.New(rand.NewPCG(seed, 41)), Unit: u, who: who}
	takeIn(t, u, who, ringOfPhones(a.Rand), 0)
	was := byPair(t, allProposals(t, u, who, 500))
	if len(was) <= askedPairs {
		t.Fatalf("only %d proposals: the test says nothing", len(was))
	}
	stood, grown, changed, shown := maps.Clone(was), map[leadPair]bool{}, map[leadPair]bool{}, map[leadPair]bool{}
	var page ProposalPage
	for at := ""; ; at = page.Next {
		page = try[ProposalPage](t)(u.Proposals(ctx, who, at, 200+a.IntN(200)))
		for _, p := range page.Proposals {
			k := pairOf(p.A, p.B)
			if shown[k] && !changed[k] {
				t.Errorf("%s and %s are shown twice", p.A, p.B)
			}
			shown[k] = true
			delete(changed, k)
		}
		if page.Next == "" {
			break
		}
		for range min(len(page.Proposals), 30+a.IntN(20)) {
			a.act(t, page.Proposals[a.IntN(len(page.Proposals))], moving)
		}
		now := byPair(t, allProposals(t, u, who, 500))
		for k, p := range now {
			before, there := was[k]
			if !there || fmt.Sprint(before) != fmt.Sprint(p) {
				changed[k] = true
			}
			if there && (p.hundredths() > before.hundredths() || p.Evidence[0].rank.compare(before.Evidence[0].rank) < 0) {
				grown[k] = true
			}
		}
		was = now
		maps.DeleteFunc(stood, func(k leadPair, _ Proposal) bool { _, stands := now[k]; return !stands })
	}
	if a.done < 30 || page.Moved != a.moved {
		t.Errorf("%d acts; that some moved is said: %v, and is so: %v", a.done, page.Moved, a.moved)
	}
	far := 0
	for k, p := range stood {
		switch {
		case shown[k]:
		case grown[k] && page.Moved:
			far++
		default:
			t.Errorf("%s and %s stood all the while and were never shown", p.A, p.B)
		}
	}
	if moving {
		t.Logf("%d of %d are to be found at the head", far, len(stood))
	}
	again := try[ProposalPage](t)(u.Proposals(ctx, who, "", 500))
	for again.Next != "" {
		again = try[ProposalPage](t)(u.Proposals(ctx, who, again.Next, 500))
	}
	if again.Moved {
		t.Error("read again in peace, the list says that it moved")
	}
}

// amid acts on proposals while somebody reads them.
type amid struct {
	*rand.Rand
	*Unit
	who   Actor
	hubs  []string
	done  int
	moved bool
}

func (a *amid) act(t *testing.T, p Proposal, moving bool) {
	t.Helper()
	ctx := context.Background()
	what, err := a.IntN(2), error(nil)
	if moving {
		what = a.IntN(5)
	}
	switch i := slices.IndexFunc(p.Evidence, func(e Evidence) bool { return e.Kind == "phone" }); {
	case what < 3:
		err = a.Answer(ctx, a.who, p.Mine, p.Theirs, []link.Verdict{link.Different, link.Undecided, link.Same}[what], "essai")
	case what == 3 && i >= 0:
		a.hubs = append(a.hubs, p.Evidence[i].Value)
		_, err = a.DeclareHub(ctx, a.who, report.KindPhone, "", p.Evidence[i].Value, "essai")
	case what == 4 && len(a.hubs) > 0:
		n := a.IntN(len(a.hubs))
		_, err = a.UndeclareHub(ctx, a.who, report.KindPhone, "", a.hubs[n], "essai")
		a.hubs = slices.Delete(a.hubs, n, n+1)
	default:
		return
	}
	if err != nil && !Answered(err) {
		t.Fatal(err)
	}
	if a.done++; err == nil && what > 1 {
		a.moved = true
	}
}

func byPair(t *testing.T, ps []Proposal) map[leadPair]Proposal {
	t.Helper()
	out := map[leadPair]Proposal{}
	for _, p := range ps {
		if _, twice := out[pairOf(p.A, p.B)]; twice {
			t.Errorf("%s and %s stand twice in a list read in peace", p.A, p.B)
		}
		out[pairOf(p.A, p.B)] = p
	}
	return out
}

// ringOfPhones is accounts that telephones and names tie in small groups, a value to some
// pairs and several to others, and some telephones to two groups.
func ringOfPhones(r *rand.Rand) []intake.Record {
	yes := true
	var recs []intake.Record
	for i := range 180 {
		phone := report.Identifier{Kind: report.KindPhone, Raw: fmt.Sprintf("+336399%05d", i), Verified: &yes, Field: "id"}
		next := phone
		next.Raw = fmt.Sprintf("+336399%05d", (i+1)%180)
		name := report.Identifier{Kind: report.KindScreenName, Service: "ExampleChat", Raw: fmt.Sprint("zqxname", i), Field: "id"}
		for j := range 4 + r.IntN(3) {
			ids := []report.Identifier{phone}
			if i%3 == 0 {
				ids = append(ids, name)
			}
			if j == 0 && r.IntN(4) == 0 {
				ids = append(ids, next)
			}
			recs = append(recs, about(len(recs), ids...))
		}
	}
	return recs
}

// TestAnAnswerThatBringsAnotherToTheHead: the first pair accepted, what its two leads
// have in common with a third adds up, and stands before the end of the page.
func TestAnAnswerThatBringsAnotherToTheHead(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	phone := func(i int) report.Identifier {
		return report.Identifier{Kind: report.KindPhone, Raw: fmt.Sprintf("+336399%05d", i), Field: "id"}
	}
	name := report.Identifier{Kind: report.KindScreenName, Service: "ExampleChat", Raw: "zqxnamea", Field: "id"}
	takeIn(t, u, who, []intake.Record{about(1, phone(1), phone(2), name), about(2, phone(1), phone(3), name), about(3, phone(2), phone(3))}, 0)
	page := try[ProposalPage](t)(u.Proposals(ctx, who, "", 1))
	if p := page.Proposals[0]; len(p.Evidence) != 3 || page.Moved {
		t.Fatalf("%+v", page)
	}
	if err := u.Answer(ctx, who, page.Proposals[0].Mine, page.Proposals[0].Theirs, link.Same, "essai"); err != nil {
		t.Fatal(err)
	}
	for page.Next != "" {
		page = try[ProposalPage](t)(u.Proposals(ctx, who, page.Next, 1))
	}
	if left := allProposals(t, u, who, 9); len(left) != 1 || len(left[0].Evidence) != 2 || !page.Moved {
		t.Errorf("%+v stand; the list ends with %+v", left, page)
	}
}
