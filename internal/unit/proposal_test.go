package unit

import (
	stdcmp "cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/report"
)

// allProposals reads the list page by page.
func allProposals(t testing.TB, u *Unit, who Actor, limit int) []Proposal {
	t.Helper()
	var out []Proposal
	for after := ""; ; {
		page, err := u.Proposals(context.Background(), who, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Proposals...)
		if after = page.Next; after == "" {
			return out
		}
	}
}

var sameProposals = cmpopts.IgnoreUnexported(Evidence{})

// TestProposalsAreOneList: the same proposals in the same order, whatever order
// the reports came in, whichever database keeps them, however long a page is;
// each pair of leads once, the strongest evidence first.
func TestProposalsAreOneList(t *testing.T) {
	u, who := newUnit(t, "")
	recs := records(t, u, 700, 11)
	takeIn(t, u, who, recs, 0)
	want := allProposals(t, u, who, 500)
	if len(want) < 10 {
		t.Fatalf("only %d proposals: the test says nothing", len(want))
	}
	seen := map[leadPair]bool{}
	for i, p := range want {
		if seen[pairOf(p.A, p.B)] || p.A >= p.B || len(p.Evidence) == 0 {
			t.Errorf("proposal %d: %+v", i, p)
		}
		seen[pairOf(p.A, p.B)] = true
		if i > 0 && i < 40 && want[i-1].Bits < p.Bits {
			t.Errorf("proposal %d has more evidence than the one before", i)
		}
	}
	for _, limit := range []int{1, 7} {
		if d := cmp.Diff(want, allProposals(t, u, who, limit), sameProposals); d != "" {
			t.Errorf("pages of %d: %s", limit, d)
		}
	}
	engines(t, func(t *testing.T, db string) {
		order := slices.Clone(recs)
		rand.New(rand.NewPCG(3, 1)).Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		u, who := newUnit(t, db)
		takeIn(t, u, who, order, 90)
		if d := cmp.Diff(want, allProposals(t, u, who, 500), sameProposals); d != "" {
			t.Error(d)
		}
	})
}

// TestAnswersSettleProposals: an answered pair is asked no more, whatever the
// answer; what is accepted becomes one lead, what is refused stays two; taking
// all answers back brings the same list again.
func TestAnswersSettleProposals(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 400, 5), 0)
	before := allProposals(t, u, who, 500)
	var given [][2]report.Key
	for n := 0; ; n++ {
		ps := allProposals(t, u, who, 500)
		if len(ps) == 0 {
			break
		}
		p := ps[0]
		v := []link.Verdict{link.Same, link.Different, link.Undecided}[n%3]
		if err := u.Answer(ctx, who, p.Mine, p.Theirs, v, "essai"); err != nil {
			t.Fatal(err)
		}
		// A colleague whose page still shows it does not answer it otherwise unseen.
		var un *Unasked
		if err := u.Answer(ctx, who, p.Theirs, p.Mine, link.Different, "essai"); !errors.As(err, &un) || un.One != (v == link.Same) || !un.One && un.Judged != v {
			t.Fatalf("answered a second time: %v", err)
		}
		given = append(given, [2]report.Key{p.Mine, p.Theirs})
		l, err := u.Linking(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		if same := l.Lead[p.Mine] == l.Lead[p.Theirs]; same != (v == link.Same) {
			t.Fatalf("judged %s, and in one lead: %v", v, same)
		}
		if n > 3*len(before) {
			t.Fatal("answers do not settle proposals")
		}
	}
	for _, g := range slices.Backward(given) {
		if err := u.Unjudge(ctx, who, g[0], g[1], "essai"); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(before, allProposals(t, u, who, 500), sameProposals); d != "" {
		t.Error(d)
	}
	// What nothing proposes is judged, and not answered.
	p := before[0]
	var un *Unasked
	stranger := notProposed(t, u, who, before, p.Mine)
	if err := u.Answer(ctx, who, p.Mine, stranger, link.Same, "essai"); !errors.As(err, &un) || un.One || un.Judged != "" {
		t.Errorf("a pair that nothing proposes: %v", err)
	}
	if err := u.Judge(ctx, who, p.Mine, stranger, link.Same, "essai"); err != nil {
		t.Error(err)
	}
	sound(t, u, who)
}

// notProposed finds a report in a lead that nothing proposes to tie to a report's.
func notProposed(t *testing.T, u *Unit, who Actor, ps []Proposal, k report.Key) report.Key {
	l, err := u.Linking(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	near := map[report.Key]bool{l.Lead[k]: true}
	for _, p := range ps {
		if p.A == l.Lead[k] || p.B == l.Lead[k] {
			near[p.Other(l.Lead[k])] = true
		}
	}
	for _, other := range slices.Sorted(maps.Keys(l.Lead)) {
		if !near[l.Lead[other]] {
			return other
		}
	}
	t.Fatal("everything is proposed to everybody")
	return 0
}

// about makes a report about one account and what else the person bears.
func about(n int, ids ...report.Identifier) intake.Record {
	r := &report.Report{
		Source: "ncmec", SourceID: fmt.Sprint(900_000_000 + n), Format: "test",
		Parties: []report.Party{{Role: report.RoleReported, Field: "person", Identifiers: append(ids, report.Identifier{
			Kind: report.KindAccount, Service: "ExampleChat", Raw: fmt.Sprint("user-", n), Field: "account",
		})}},
	}
	return recordOf(n, r)
}

func recordOf(n int, r *report.Report) intake.Record {
	b := fmt.Appendf(nil, "%d %+v", n, r)
	return intake.Record{Place: intake.Place{File: fmt.Sprint(n)}, SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: r, Redacted: b}
}

// TestMiddlingEvidence: what proposes a link, what does not, and that none joins.
func TestMiddlingEvidence(t *testing.T) {
	yes, no := true, false
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	id := func(k report.Kind, raw string, change func(*report.Identifier)) report.Identifier {
		x := report.Identifier{Kind: k, Raw: raw, Field: "x"}
		if change != nil {
			change(&x)
		}
		return x
	}
	at := func(t time.Time, port int) func(*report.Identifier) {
		return func(x *report.Identifier) { x.At, x.Port = t, port }
	}
	verified := func(v *bool) func(*report.Identifier) { return func(x *report.Identifier) { x.Verified = v } }
	service := func(s string) func(*report.Identifier) { return func(x *report.Identifier) { x.Service = s } }
	files := func(from, to int) []report.Media {
		var ms []report.Media
		for i := from; i < to; i++ {
			ms = append(ms, report.Media{Hashes: []report.Hash{{Type: "MD5", Value: fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, i)))[:32]}}, Field: "file"})
		}
		return ms
	}
	with := func(n int, change func(*report.Report)) intake.Record {
		r := about(n)
		change(r.Report)
		return recordOf(n, r.Report)
	}
	named := func(n int, first, last, born string) intake.Record {
		return with(n, func(r *report.Report) {
			r.Parties[0].Names, r.Parties[0].Born = []report.Name{{First: first, Last: last}}, born
		})
	}
	for name, c := range map[string]struct {
		a, b intake.Record
		want string // kind of the strongest evidence; "" none
	}{
		"unverified e-mail":            {about(1, id(report.KindEmail, "m@example.com", verified(&no))), about(2, id(report.KindEmail, "m@example.com", verified(&yes))), "email"},
		"verified phone":               {about(1, id(report.KindPhone, "+33199001234", verified(&yes))), about(2, id(report.KindPhone, "+33 1 99 00 12 34", verified(&yes))), "phone"},
		"screen name at one service":   {about(1, id(report.KindScreenName, "Someone_7", service("ExampleChat"))), about(2, id(report.KindScreenName, "someone_7", service("ExampleChat"))), "screen-name"},
		"rare screen name elsewhere":   {about(1, id(report.KindScreenName, "Someone_7", service("ExampleChat"))), about(2, id(report.KindScreenName, "someone_7", service("SampleVideo"))), "handle"},
		"short screen name elsewhere":  {about(1, id(report.KindScreenName, "Al_7", service("ExampleChat"))), about(2, id(report.KindScreenName, "al_7", service("SampleVideo"))), ""},
		"address, port and hour":       {about(1, id(report.KindIP, "192.0.2.7", at(noon, 5000))), about(2, id(report.KindIP, "192.0.2.7", at(noon.Add(time.Hour), 5000))), "ip-port"},
		"address and port, a week off": {about(1, id(report.KindIP, "192.0.2.7", at(noon, 5000))), about(2, id(report.KindIP, "192.0.2.7", at(noon.AddDate(0, 0, 7), 5000))), ""},
		"address, another port":        {about(1, id(report.KindIP, "192.0.2.7", at(noon, 5000))), about(2, id(report.KindIP, "192.0.2.7", at(noon, 5001))), ""},
		"address without port":         {about(1, id(report.KindIP, "192.0.2.7", at(noon, 0))), about(2, id(report.KindIP, "192.0.2.7", at(noon, 0))), ""},
		"address without time":         {about(1, id(report.KindIP, "192.0.2.7", at(time.Time{}, 5000))), about(2, id(report.KindIP, "192.0.2.7", at(noon, 5000))), ""},
		"IPv6 address, a week off":     {about(1, id(report.KindIP, "2001:db8::7", at(noon, 0))), about(2, id(report.KindIP, "2001:db8::7", at(noon.AddDate(0, 0, 7), 0))), "ip"},
		"IPv6 address, a year off":     {about(1, id(report.KindIP, "2001:db8::7", at(noon, 0))), about(2, id(report.KindIP, "2001:db8::7", at(noon.AddDate(1, 0, 0), 0))), ""},
		"payment reference":            {about(1, id(report.KindReference, "REF0012345", service("ExamplePay"))), about(2, id(report.KindReference, "REF 001 2345", service("ExamplePay"))), "payment-reference"},
		"name and birth, other order":  {named(1, "Exemplo", "Démo", "1980-02-03"), named(2, "Demo", "EXEMPLO", "1980-02-03"), "name-and-birth"},
		"name without birth":           {named(1, "Exemplo", "Démo", ""), named(2, "Exemplo", "Démo", ""), ""},
		"name and year":                {named(1, "Exemplo", "Démo", "1980"), named(2, "Exemplo", "Démo", "1980"), ""},
		"name, another birth":          {named(1, "Exemplo", "Démo", "1980-02-03"), named(2, "Exemplo", "Démo", "1980-02-04"), ""},
		"nearly the same files":        {with(1, func(r *report.Report) { r.Media = files(0, 10) }), with(2, func(r *report.Report) { r.Media = files(0, 9) }), "media-set"},
		"half the files":               {with(1, func(r *report.Report) { r.Media = files(0, 10) }), with(2, func(r *report.Report) { r.Media = files(5, 15) }), ""},
		"one file":                     {with(1, func(r *report.Report) { r.Media = files(0, 1) }), with(2, func(r *report.Report) { r.Media = files(0, 1) }), ""},
		"an earlier report named":      {about(1), with(2, func(r *report.Report) { r.Links = []report.Link{{Kind: report.LinkPrior, Value: "900000001"}} }), "report-number"},
		"a group of the source":        {with(1, func(r *report.Report) { r.Links = []report.Link{{Kind: report.LinkGroup, Value: "Ring-1"}} }), with(2, func(r *report.Report) { r.Links = []report.Link{{Kind: report.LinkGroup, Value: "ring-1"}} }), "group"},
		"e-mail in free text":          {about(1, id(report.KindEmail, "m@example.com", func(x *report.Identifier) { x.FromText = true })), about(2, id(report.KindEmail, "m@example.com", verified(&yes))), "email"},
		"screen name in free text":     {about(1, id(report.KindScreenName, "Someone_7", func(x *report.Identifier) { x.FromText, x.Service = true, "ExampleChat" })), about(2, id(report.KindScreenName, "someone_7", service("SampleVideo"))), ""},
		"somebody named beside": {with(1, func(r *report.Report) {
			r.Parties = append(r.Parties, report.Party{Role: report.RoleAssociate, Field: "associate", Identifiers: []report.Identifier{id(report.KindEmail, "m@example.com", verified(&yes))}})
		}), about(2, id(report.KindEmail, "m@example.com", verified(&yes))), "email"},
		"a recipient of both": {with(1, func(r *report.Report) {
			r.Parties = append(r.Parties, report.Party{Role: report.RoleRecipient, Field: "recipient", Identifiers: []report.Identifier{id(report.KindEmail, "m@example.com", verified(&yes))}})
		}), about(2, id(report.KindEmail, "m@example.com", verified(&yes))), ""},
	} {
		t.Run(name, func(t *testing.T) {
			u, who := newUnit(t, "")
			takeIn(t, u, who, []intake.Record{c.a, c.b}, 0)
			page, err := u.Queue(context.Background(), who, QueueFilter{Limit: 9})
			if err != nil || len(page.Rows) != 2 {
				t.Fatalf("%d leads, %v: middling evidence joined", len(page.Rows), err)
			}
			got := ""
			if ps := allProposals(t, u, who, 10); len(ps) == 1 {
				got = ps[0].Evidence[0].Kind
			} else if len(ps) > 1 {
				t.Fatalf("%+v", ps)
			}
			if got != c.want {
				t.Errorf("proposed by %q; want %q", got, c.want)
			}
			v, err := u.Lead(context.Background(), who, page.Rows[0].Lead, "en")
			if err != nil || len(v.Proposals) != v.Proposed || (v.Proposed == 1) != (c.want != "") {
				t.Errorf("on the lead: %d of %d, %v", len(v.Proposals), v.Proposed, err)
			}
			sound(t, u, who)
		})
	}
}

// TestMaskedEvidenceStaysMasked: a proposal shows no value that may carry text.
func TestMaskedEvidenceStaysMasked(t *testing.T) {
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 700, 11), 0)
	for _, p := range allProposals(t, u, who, 500) {
		for _, e := range p.Evidence {
			switch e.Kind {
			case "screen-name", "handle", "name-and-birth", "group", "media-set":
				if e.Value != "" {
					t.Errorf("%s is shown", e.Kind)
				}
			}
			if e.FromText && e.Value != "" {
				t.Errorf("%s from text is shown", e.Kind)
			}
		}
	}
}

// TestOneAccountHidesNoOther: what an account with very many reports shares with
// one that came once is asked about, in the list and on both leads.
func TestOneAccountHidesNoOther(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	no := false
	mail := report.Identifier{Kind: report.KindEmail, Raw: "m@example.com", Verified: &no, Field: "email"}
	var recs []intake.Record
	var last, other report.Key
	for n := range 2 * sharersRead {
		r := about(n, mail)
		r.Report.Parties[0].Identifiers[1].Raw = "same-user"
		recs = append(recs, recordOf(n, r.Report))
		last = max(last, report.KeyOf(r.Report.Source, r.Report.SourceID))
	}
	once := about(1000, mail)
	for n := 1000; other < last; n++ {
		once = about(n, mail)
		other = report.KeyOf(once.Report.Source, once.Report.SourceID)
	}
	takeIn(t, u, who, append(recs, once), 0)
	if ps := allProposals(t, u, who, 10); len(ps) != 1 || ps[0].B != other {
		t.Errorf("%d proposals in the list", len(ps))
	}
	for _, k := range []report.Key{last, other} {
		if v, err := u.Lead(ctx, who, k, "en"); err != nil || v.Proposed != 1 {
			t.Errorf("on the lead of %s: %d proposals, %v", k, v.Proposed, err)
		}
	}
}

// TestHubsFromTextAreMasked: a value that stands in free text alone is shown
// nowhere, not even where it is widespread.
func TestHubsFromTextAreMasked(t *testing.T) {
	for _, fromText := range []bool{true, false} {
		u, who := newUnit(t, "")
		no := false
		var recs []intake.Record
		for n := range 9 {
			recs = append(recs, about(n, report.Identifier{Kind: report.KindEmail, Raw: "m@example.com", Verified: &no, FromText: fromText, Field: "x"}))
		}
		takeIn(t, u, who, recs, 0)
		l, err := u.Hubs(context.Background(), who)
		if err != nil || len(l.Hubs) != 1 || (l.Hubs[0].Value == "") != fromText {
			t.Errorf("from text %v: %+v, %v", fromText, l.Hubs, err)
		}
	}
}

// TestAnswersBetweenPagesPassNothingOver: what another person answers meanwhile
// hides nothing from whoever reads on.
func TestAnswersBetweenPagesPassNothingOver(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 400, 5), 0)
	all := allProposals(t, u, who, 500)
	if len(all) < 8 {
		t.Fatalf("only %d proposals: the test says nothing", len(all))
	}
	page, err := u.Proposals(ctx, who, "", 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Proposals[:3] {
		if err := u.Judge(ctx, who, p.Mine, p.Theirs, link.Undecided, "essai"); err != nil {
			t.Fatal(err)
		}
	}
	next, err := u.Proposals(ctx, who, page.Next, 4)
	if d := cmp.Diff(all[4:8], next.Proposals, sameProposals); err != nil || d != "" {
		t.Error(err, d)
	}
	for _, bad := range []string{
		"x", "1", "1..", "0...", "-1...", "1....", "1.1,2..", "1.1,2,99..", "1.1,2,3,4..", "1..1,2,3.", "1...1,2,3", "1..1,2,3.1,2,x", "+1...", "01...", "1.1,2,03..", " 1...",
		"1..1,2,3.9223372036854775807,1,2", "1.,,..", "9223372036854775808...", strings.Repeat("1", 1<<20),
	} {
		if _, err := u.Proposals(ctx, who, bad, 4); !Answered(err) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
	for _, good := range []string{"1...", "9223372036854775807.1,2,3..", "1.1,2,3.0,0,0.5,7,8"} {
		if _, err := u.Proposals(ctx, who, good, 4); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

// What only the last of three hundred reports of a lead bears proposes all the same.
func TestLargeLeadsPropose(t *testing.T) {
	u, who := newUnit(t, "")
	account := report.Identifier{Kind: report.KindAccount, Service: "ExampleChat", Raw: "many", Field: "account"}
	var recs []intake.Record
	for n := range 300 {
		r := about(n+1, account)
		r.Report.Parties[0].Identifiers = r.Report.Parties[0].Identifiers[:1] // the one account alone
		recs = append(recs, recordOf(n+1, r.Report))
	}
	slices.SortFunc(recs, func(a, b intake.Record) int { // by key, as a lead's reports are read
		return stdcmp.Compare(report.KeyOf("ncmec", a.Report.SourceID), report.KeyOf("ncmec", b.Report.SourceID))
	})
	last := recs[len(recs)-1].Report
	last.Parties[0].Identifiers = append(last.Parties[0].Identifiers, report.Identifier{Kind: report.KindPhone, Raw: "+33199001234", Field: "phone"})
	recs = append(recs, about(900, report.Identifier{Kind: report.KindPhone, Raw: "+33199001234", Field: "phone"}))
	takeIn(t, u, who, recs, 0)
	ps := allProposals(t, u, who, 10)
	if len(ps) != 1 || ps[0].Evidence[0].Kind != "phone" {
		t.Fatalf("%d proposals", len(ps))
	}
	v, err := u.Lead(context.Background(), who, ps[0].A, "en")
	if err != nil || v.Proposed != 1 {
		t.Errorf("%d on the lead, %v", v.Proposed, err)
	}
}
