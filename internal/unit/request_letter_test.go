package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
)

// TestRestrictedReportsAskNobody: a declaration of suspicion reaches no holder, nor
// does intelligence; a report whose originator must be asked does once a person says
// who agreed, and that opens nothing of another originator's.
func TestRestrictedReportsAskNobody(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	a, b, c, d := aRecord("fiu", "1", 30), aRecord("fiu", "2", 40), aRecord("partner", "3", 50), aRecord("partner", "4", 60)
	a.Report.Declaration, b.Report.Handling, c.Report.Handling, d.Report.Handling = true, "originator", "intelligence", "originator"
	takeIn(t, u, who, []intake.Record{a, b, c, d}, 0)
	// What the intake says of a report's use holds as well.
	if _, err := u.TakeIn(ctx, who, Intake{Handling: "intelligence", Records: emitting([]intake.Record{aRecord("police", "5", 70)})}); err != nil {
		t.Fatal(err)
	}
	lead := report.KeyOf("fiu", "1")
	var no *RequestFault
	_, _, err := u.DraftRequests(ctx, who, Asking{Lead: lead})
	if !errors.As(err, &no) {
		t.Fatal(err)
	}
	for _, want := range []string{"declaration of suspicion alone: 1", "(--agreed SOURCE=WHO): 2", "intelligence alone, which reaches no holder: 2"} {
		if !strings.Contains(no.en, want) {
			t.Errorf("%q is not said in %q", want, no.en)
		}
	}
	if _, _, err := u.DraftRequests(ctx, who, Asking{Lead: lead, Agreed: map[string]string{"police": "accord"}}); !errors.As(err, &no) || !strings.Contains(no.en, "fiu, partner") {
		t.Error("an agreement for nothing:", err)
	}
	h, err := u.Holders(ctx, who, Asking{Lead: lead}, "fr")
	if err != nil || len(h.Holders) != 0 || h.Left.Intelligence != 2 || h.Left.Originator != 2 || !slices.Equal(h.Left.Originators, []string{"fiu", "partner"}) {
		t.Errorf("%+v %v", h, err)
	}
	ns, left, err := u.DraftRequests(ctx, who, Asking{Lead: lead, Agreed: map[string]string{"fiu": "accord de la cellule, lettre 12"}})
	if err != nil || len(ns) != 1 || left.Originator != 1 || left.Intelligence != 2 {
		t.Fatal(ns, left, err)
	}
	v, err := u.Request(ctx, who, ns[0], "fr")
	if err != nil || len(v.Items) != 1 || v.Items[0].Report != report.KeyOf("fiu", "2") || v.History[0].Because != "fiu: accord de la cellule, lettre 12" {
		t.Errorf("%v %+v %v", ns, v, err)
	}
	if text, err := u.Letter(ctx, who, ns[0], "fr"); err != nil || strings.Contains(text, "partner") || !strings.Contains(text, v.Items[0].Value) {
		t.Error(text, err)
	}
}

// TestMaskedValuesInLetters: what is masked elsewhere stands in a letter alone, and
// reading that is recorded, for those who may.
func TestMaskedValuesInLetters(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	r := aRecord("ncmec", "77")
	r.Report.Incident.Platform = "ExampleChat"
	r.Report.Parties[0].Identifiers[0] = report.Identifier{Kind: report.KindScreenName, Service: "ExampleChat", Raw: "a name", Field: "s"}
	takeIn(t, u, who, []intake.Record{r}, 0)
	k := report.KeyOf("ncmec", "77")
	previews, _, err := u.PreviewRequests(ctx, who, Asking{Lead: k}, "fr")
	if err != nil || len(previews) != 1 || !strings.Contains(previews[0].Text, "a name") {
		t.Fatal(previews, err)
	}
	if l, err := u.Requests(ctx, who, RequestFilter{}, "fr"); err != nil || len(l.Requests) != 0 {
		t.Fatal("a preview drafted:", l, err)
	}
	n := draftAll(t, u, who, Asking{Lead: k})[0]
	if previews[0].Request != n {
		t.Errorf("previewed as %s, drafted as %s", previews[0].Request, n)
	}
	v, err := u.Request(ctx, who, n, "fr")
	if err != nil || !v.Masked || v.Country != "US" || strings.Contains(fmt.Sprintf("%+v", v), "a name") {
		t.Fatalf("%+v, %v", v, err)
	}
	text, err := u.Letter(ctx, who, n, "fr")
	if err != nil || !strings.Contains(text, "a name") || !strings.Contains(text, "2703(f)") || !strings.Contains(text, "n° 77") || text != previews[0].Text {
		t.Fatal(text, err)
	}
	es, err := u.Ledger(ctx, who, k)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, e := range es {
		kinds[string(e.Kind)]++
		if strings.Contains(e.Detail, "a name") {
			t.Error("the ledger has the masked value")
		}
	}
	if kinds["reveal"] != 2 || kinds["export"] != 2 || kinds["request"] != 1 { // of the preview, and of the letter
		t.Error(kinds)
	}
	if err := u.Enrol(ctx, who, NewPerson{ID: "proc", Name: "P", Role: access.Prosecutor, Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	proc, err := u.Actor(ctx, "proc")
	if err != nil {
		t.Fatal(err)
	}
	var refused *access.Refused
	if text, err := u.Letter(ctx, proc.For("essai"), n, "fr"); !errors.As(err, &refused) || text != "" {
		t.Error("a prosecutor reads a masked value:", text, err)
	}
	if ls, _, err := u.PreviewRequests(ctx, proc.For("essai"), Asking{Lead: k, Again: true}, "fr"); !errors.As(err, &refused) || len(ls) != 0 {
		t.Error("a prosecutor previews a masked value:", ls, err)
	}
	if _, _, err := u.DraftRequests(ctx, proc.For("essai"), Asking{Lead: k}); !errors.As(err, &refused) {
		t.Error("a prosecutor drafts:", err)
	}
	if v, err := u.Request(ctx, proc.For("essai"), n, "fr"); err != nil || v.Request != n {
		t.Error("a prosecutor cannot read how a request stands:", err)
	}
	sound(t, u, who)
}

// TestTwoPaymentsTwoLines: two payments of a day and an amount, to two recipients and
// without a reference, are two lines of the letter, each with its own recipient; one
// that a second report states alike is one line.
func TestTwoPaymentsTwoLines(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{
		remit(1, sender1, payee, -9, report.LiveAbuse), remit(2, sender1, shop, -9, report.LiveAbuse), remit(3, sender1, shop, -9, report.LiveAbuse),
	}, 0)
	items := 0
	for _, n := range draftAll(t, u, who, Asking{Lead: report.KeyOf("ncmec", "1")}) {
		v, err := u.Request(ctx, who, n, "fr")
		if err != nil {
			t.Fatal(err)
		}
		if v.Kind != clock.PaymentInstitution {
			continue
		}
		items += len(v.Items)
		text, err := u.Letter(ctx, who, n, "fr")
		if err != nil || strings.Count(text, ": "+payee) != 1 || strings.Count(text, ": "+shop) != 1 {
			t.Errorf("%v\n%s", err, text)
		}
	}
	if items != 2 {
		t.Errorf("%d lines for two payments", items)
	}
	sound(t, u, who)
}

// TestChildsAccountInLetters: an account that any report gives to a child is shown by
// no list, request or holder; its letter names it, for who may reveal, and that is
// recorded.
func TestChildsAccountInLetters(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	other := remit(2, sender3, shop, -9) // another lead calls the account a child's
	other.Report.Parties = append(other.Report.Parties, holds(report.RoleVictim, payee, "Nom"))
	alone := remit(3, sender1, payee, -8, report.LiveAbuse) // its holder is known by that account alone
	alone.Report.Parties[0].Identifiers = []report.Identifier{{Kind: report.KindAccount, Service: "", Raw: "user-1", Field: "a"}}
	suspended := true
	owns := aRecord("police", "4") // and one gives it to a reported person
	owns.Report.Parties[0].Identifiers = append(owns.Report.Parties[0].Identifiers, report.Identifier{Kind: report.KindAccount, Service: "ExampleChat", Raw: "kid-1", Field: "k"})
	owns.Report.Parties[0].Identifiers = owns.Report.Parties[0].Identifiers[1:]
	owns.Report.Parties[0].Suspended = &suspended
	other.Report.Parties = append(other.Report.Parties, report.Party{Role: report.RoleVictim, Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "examplechat", Raw: "kid-1", Field: "v"}}})
	takeIn(t, u, who, []intake.Record{remit(1, sender1, payee, -9, report.LiveAbuse), other, alone, owns}, 0)
	if err := u.Enrol(ctx, who, NewPerson{ID: "proc", Name: "P", Role: access.Prosecutor, Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	proc, err := u.Actor(ctx, "proc")
	if err != nil {
		t.Fatal(err)
	}
	letters := 0
	leads := []report.Key{report.KeyOf("ncmec", "1"), report.KeyOf("ncmec", "3"), report.KeyOf("police", "4")}
	for _, k := range leads {
		hidden := func(what string, v any) {
			t.Helper()
			if s := fmt.Sprintf("%+v", v); strings.Contains(s, payee) || strings.Contains(s, "kid-1") {
				t.Errorf("%s shows a child's account: %s", what, s)
			}
		}
		h, err := u.Holders(ctx, who, Asking{Lead: k}, "fr")
		if err != nil || len(h.Holders) == 0 {
			t.Fatalf("%s: %+v %v", k, h, err)
		}
		hidden("holders", h)
		ns, _, err := u.DraftRequests(ctx, who, Asking{Lead: k, Holders: []string{h.Holders[0].Holder}, Again: true})
		if err != nil {
			t.Fatal(err)
		}
		l, err := u.Requests(ctx, who, RequestFilter{}, "fr")
		hidden("list", l)
		v, err2 := u.Request(ctx, who, ns[0], "fr")
		hidden("request", v)
		if err != nil || err2 != nil || !v.Masked || !v.Items[0].Masked {
			t.Errorf("%+v %v %v", v, err, err2)
		}
		text, err := u.Letter(ctx, who, ns[0], "en")
		if err != nil || !strings.Contains(text, payee) && !strings.Contains(text, "kid-1") {
			t.Error("the letter does not name the account:", text, err)
		}
		letters++
		var no *access.Refused
		if text, err := u.Letter(ctx, proc.For("essai"), ns[0], "en"); !errors.As(err, &no) || text != "" {
			t.Error("a prosecutor reads a child's account:", err)
		}
	}
	reveals := 0
	for _, k := range leads {
		es, err := u.Ledger(ctx, who, k)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range es {
			if e.Kind == ledger.Reveal {
				reveals++
			}
			if strings.Contains(e.Detail, payee) {
				t.Error("the ledger has a child's account")
			}
		}
	}
	if reveals != letters {
		t.Errorf("%d letters, %d reveals", letters, reveals)
	}
	sound(t, u, who)
}

// TestChildsAccountKnownLater: a report that calls an account a child's masks it in the
// requests that were drafted before, too.
func TestChildsAccountKnownLater(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	suspended := true
	r := aRecord("police", "1")
	r.Report.Parties[0].Suspended = &suspended
	takeIn(t, u, who, []intake.Record{r, remit(1, sender1, payee, -9, report.LiveAbuse)}, 0)
	var ns []request.Number
	for _, k := range []report.Key{report.KeyOf("police", "1"), report.KeyOf("ncmec", "1")} {
		ns = append(ns, draftAll(t, u, who, Asking{Lead: k})...)
	}
	if err := u.Enrol(ctx, who, NewPerson{ID: "proc", Name: "P", Role: access.Prosecutor, Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	proc, err := u.Actor(ctx, "proc")
	if err != nil {
		t.Fatal(err)
	}
	look := func(masked bool) {
		t.Helper()
		accounts := 0
		for _, n := range ns {
			v, err := u.Request(ctx, who, n, "fr")
			if err != nil {
				t.Fatal(err)
			}
			if s := fmt.Sprintf("%+v", v.Items); strings.Contains(s, "user-1") {
				accounts++
			}
			text, err := u.Letter(ctx, proc.For("essai"), n, "fr")
			if strings.Contains(text, "user-1") || strings.Contains(text, payee) {
				accounts++
			}
			var no *access.Refused
			if err != nil && !errors.As(err, &no) {
				t.Fatal(err)
			}
		}
		if masked != (accounts == 0) {
			t.Errorf("masked: %v, and %d show an account", masked, accounts)
		}
	}
	look(false)
	other := remit(2, sender3, shop, -9)
	child := holds(report.RoleVictim, payee, "Nom")
	child.Identifiers = append(child.Identifiers, report.Identifier{Kind: report.KindAccount, Service: "examplechat", Raw: "user-1", Field: "v"})
	other.Report.Parties = append(other.Report.Parties, child)
	takeIn(t, u, who, []intake.Record{other}, 0)
	look(true)
	sound(t, u, who)
}

// TestNoFormAsksNobody: a sentence where an address should be is masked until a person
// asks for the item, and asked of nobody, which is said.
func TestNoFormAsksNobody(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	r := aRecord("police", "1", 30)
	const words = "alpha beta gamma delta"
	ids := &r.Report.Parties[0].Identifiers
	*ids = append(*ids, report.Identifier{Kind: report.KindIP, Raw: words, At: asOf.AddDate(-1, 0, 40), Field: "ip"})
	takeIn(t, u, who, []intake.Record{r}, 0)
	k := report.KeyOf("police", "1")
	h, err := u.Holders(ctx, who, Asking{Lead: k}, "en")
	if err != nil || len(h.Holders) != 1 || h.Left.NoForm != 1 {
		t.Errorf("%+v %v", h, err)
	}
	ns, left, err := u.DraftRequests(ctx, who, Asking{Lead: k})
	if err != nil || len(ns) != 1 || left.NoForm != 1 {
		t.Fatal(ns, left, err)
	}
	if text, err := u.Letter(ctx, who, ns[0], "en"); err != nil || strings.Contains(text, words) || !strings.Contains(text, "192.0.2.1") {
		t.Error(text, err)
	}
	_, _, err = u.DraftRequests(ctx, who, Asking{Lead: k})
	var no *RequestFault
	if !errors.As(err, &no) || !strings.Contains(no.en, "an address or account that is none: 1") {
		t.Error(err)
	}
	v, err := u.Lead(ctx, who, k, "en")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(v.Reports[0].Masked, func(m MaskedView) bool { return m.Kind == "ip" })
	if i < 0 || v.Reports[0].Masked[i].Length != len(words) {
		t.Fatalf("%+v", v.Reports[0].Masked)
	}
	if text, err := u.Reveal(ctx, who, k, v.Reports[0].Masked[i].Item); err != nil || text != words {
		t.Error(text, err)
	}
	es, err := u.Ledger(ctx, who, k)
	if err != nil || !slices.ContainsFunc(es, func(e EntryView) bool { return e.Kind == ledger.Reveal }) {
		t.Error("the asking is not recorded", err)
	}
}

// TestHolderNamedByWords: a platform's name that could be a sentence is shown in no list
// of holders or requests; its letter has it, for who may reveal. One of ours is shown.
func TestHolderNamedByWords(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	const words = "alpha beta gamma delta"
	r := aRecord("ncmec", "77")
	r.Report.Incident.Platform = words
	takeIn(t, u, who, []intake.Record{r}, 0)
	h, err := u.Holders(ctx, who, Asking{Lead: report.KeyOf("ncmec", "77")}, "en")
	if err != nil || len(h.Holders) != 1 || strings.Contains(fmt.Sprintf("%+v", h), words) {
		t.Fatalf("%+v %v", h, err)
	}
	ns, _, err := u.DraftRequests(ctx, who, Asking{Lead: report.KeyOf("ncmec", "77"), Holders: []string{h.Holders[0].Holder}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := u.Request(ctx, who, ns[0], "en")
	if err != nil || !v.Masked || strings.Contains(fmt.Sprintf("%+v", v), words) {
		t.Errorf("%+v %v", v, err)
	}
	if text, err := u.Letter(ctx, who, ns[0], "en"); err != nil || strings.Count(text, words) != 1 {
		t.Error(text, err)
	}
	if k := (clock.Keeper{Name: words, Of: words}); holderShown(k, u.clocks) != (clock.Keeper{}) {
		t.Error("a holder of an old draft is shown")
	}
	items := []request.Item{
		{Kind: "ip", Value: words},
		{Kind: "ip", Value: "192.0.2.4"},
		{Kind: "payment", Amount: words},
		{Names: []request.Named{{Kind: "sender", Value: words}}},
		{Names: []request.Named{{Kind: "sender", Value: "FR14 2004 1010 0505 0001 3M02 606"}, {Kind: "account", Value: "user-1"}}},
	}
	u.maskWords(items)
	for i, masked := range []bool{true, false, true, true, false} {
		if request.MaskedItems(items[i:i+1]) != masked {
			t.Errorf("an item of an old draft: %+v", items[i])
		}
	}
}

// TestWordsInTheReference: what a payer wrote where the reference should stand is
// masked in a request; a code is not.
func TestWordsInTheReference(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	refs := map[string]bool{ // masked
		"FT4797082331": false, "E2E-2026-000123": false, "INV/2026/0042": false, "4797082331": false, "RF18539007547034": false,
		"show-zzprenom-8ans": true, "avec Zzprenom 8 ans": true, "a8": true, "trip2cebu": true, "": false,
	}
	var of []string
	for ref := range refs {
		r := remit(len(of), sender1, payee, -9, report.LiveAbuse)
		r.Report.Payments[0].Reference, r.Report.Payments[0].Amount = ref, fmt.Sprint(10+len(of))
		of = append(of, ref)
		takeIn(t, u, who, []intake.Record{r}, 0)
	}
	seen := 0
	for _, n := range draftAll(t, u, who, Asking{Lead: report.KeyOf("ncmec", "0")}) {
		v, err := u.Request(ctx, who, n, "fr")
		if err != nil {
			t.Fatal(err)
		}
		text, err := u.Letter(ctx, who, n, "fr")
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range v.Items {
			var amount int
			if n, _ := fmt.Sscanf(i.Amount, "%d EUR", &amount); n == 0 {
				continue // the report as a whole
			}
			seen++
			ref := of[amount-10]
			if masked := refs[ref]; i.Masked != masked || masked == (i.Value == ref) {
				t.Errorf("%q: %+v", ref, i)
			}
			if !strings.Contains(text, ref) {
				t.Errorf("%q: the letter does not have it", ref)
			}
		}
	}
	if seen != len(refs) {
		t.Errorf("%d of %d payments are asked for", seen, len(refs))
	}
}
