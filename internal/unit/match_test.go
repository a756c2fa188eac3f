package unit

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/match"
	"vigie/internal/report"
	"vigie/internal/store"
)

func onList(values ...string) match.Person {
	var p match.Person
	for i, f := range []match.Field{match.Given, match.Family, match.Born, match.Email, match.Document} {
		if i < len(values) {
			p.Set(f, values[i])
		}
	}
	return p
}

// known takes in reports about three named persons, and gives their keys.
func known(t *testing.T, u *Unit, who Actor) []report.Key {
	t.Helper()
	var recs []intake.Record
	var keys []report.Key
	for i, p := range []report.Party{
		{Names: []report.Name{{First: "Exemplo", Last: "Demarest"}}, Born: "1980-02-03"},
		{Names: []report.Name{{Full: "Örnek Paradeigma"}}, Born: "1971-11-30"},
		{Names: []report.Name{{First: "Nobody", Last: "Else"}}, Born: "1999-01-01"},
	} {
		r := about(i+1, report.Identifier{Kind: report.KindEmail, Raw: []string{"exemplo.d@example.com", "ornek@example.net", "else@example.org"}[i], Field: "email"})
		reportedParty := &r.Report.Parties[0]
		reportedParty.Names, reportedParty.Born = p.Names, p.Born
		recs = append(recs, recordOf(i+1, r.Report))
		keys = append(keys, report.KeyOf(r.Report.Source, r.Report.SourceID))
	}
	takeIn(t, u, who, recs, 0)
	return keys
}

func partnerList() PersonList {
	return PersonList{Name: "partner.csv", SHA256: [32]byte{7}, Persons: []match.Person{
		onList("Onlyhere", "Zzyzxperson", "1950-05-05", "onlyhere.zzyzx@example.com", "QQ9988776"),
		onList("Demarest", "Exemplo", "1980-02-03", "exemplo.d@example.com"),
		onList("Ornek", "Paradeigma", "1971-11-30"),
		onList(),
	}}
}

// TestMatchProposesAndKeepsNoOtherRow: who is in the reports is proposed, and
// nothing of anybody else on the list reaches the disk.
func TestMatchProposesAndKeepsNoOtherRow(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	keys := known(t, u, who)
	before := digest(t, u)
	v, err := u.Match(ctx, who, Comparison{Procedure: "2026/14", List: partnerList()})
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]report.Key{}
	for _, r := range v.Rows {
		got[r.Row] = r.Report
		sum := r.Prior
		for _, s := range r.Steps {
			sum += s.Milli
		}
		if match.Bits(sum) != r.Bits {
			t.Errorf("row %d: steps add up to %v, and it says %v", r.Row, match.Bits(sum), r.Bits)
		}
	}
	if len(got) != 2 || got[2] != keys[0] || got[3] != keys[1] {
		t.Errorf("proposed %v; want rows 2 and 3 with %v", got, keys[:2])
	}
	if v.Procedure != "2026/14" || v.Basis != u.Settings.Basis || v.ListRows != 4 || v.OtherRows != 3 {
		t.Errorf("%+v", v.MatchRunView)
	}
	if digest(t, u) != before {
		t.Error("a comparison moved a lead")
	}
	sound(t, u, who)
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(u.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"zzyzx", "Zzyzx", "Onlyhere", "1950-05-05", "QQ9988776"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s holds %q, of a row that matched nobody", filepath.Base(f), word)
			}
		}
	}
}

func TestMatchIsRecordedAnsweredAndVerified(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		keys := known(t, u, who)
		if _, err := u.Match(ctx, who, Comparison{List: partnerList()}); err == nil {
			t.Error("a comparison without a procedure was made")
		}
		v, err := u.Match(ctx, who, Comparison{Procedure: "2026/14", List: partnerList()})
		if err != nil {
			t.Fatal(err)
		}
		if err := u.AnswerMatch(ctx, who, MatchAnswer{v.Run, 2, keys[0], 0, link.Same, "même courriel", false}); err != nil {
			t.Fatal(err)
		}
		if err := u.AnswerMatch(ctx, who, MatchAnswer{v.Run, 2, keys[0], 1, link.Undecided, "à revoir", false}); err != nil {
			t.Fatal(err)
		}
		if err := u.AnswerMatch(ctx, who, MatchAnswer{v.Run, 1, keys[0], 0, link.Same, "essai", false}); !Answered(err) {
			t.Errorf("an answer to nothing: %v", err)
		}
		again, err := u.MatchOf(ctx, who, v.Run)
		if err != nil || again.Answered != 1 || again.Proposals != 2 {
			t.Fatalf("%+v, %v", again.MatchRunView, err)
		}
		for _, r := range again.Rows {
			if r.Row == 2 && (r.Verdict != "undecided" || r.Because != "à revoir" || r.Who != who.ID) {
				t.Errorf("%+v", r)
			}
		}
		runs, err := u.Matches(ctx, who)
		if err != nil || len(runs) != 1 || runs[0].Proposals != 2 {
			t.Errorf("%+v, %v", runs, err)
		}
		es, err := u.Ledger(ctx, who, keys[0])
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range es {
			if e.Kind == "match" {
				n++
			}
		}
		if n != 3 { // the run and two answers; the one that answered nothing left a refusal
			t.Errorf("%d entries speak of the comparison: %+v", n, es)
		}
		sound(t, u, who)
		auditor := who
		auditor.Role = access.Auditor
		var no *access.Refused
		if _, err := u.Match(ctx, auditor, Comparison{Procedure: "2026/14", List: partnerList()}); !errors.As(err, &no) {
			t.Errorf("an auditor compared a list: %v", err)
		}
	})
}

// TestAComparisonThatWasTakenAwayIsMissed: also when the next one took its number.
func TestAComparisonThatWasTakenAwayIsMissed(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	known(t, u, who)
	compare := func() {
		if _, err := u.Match(ctx, who, Comparison{Procedure: "2026/14", List: partnerList()}); err != nil {
			t.Fatal(err)
		}
	}
	compare()
	err := u.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.SQL().Exec("DELETE FROM match_pair")
		_, err2 := tx.SQL().Exec("DELETE FROM match_run")
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
	compare()
	if rep, err := u.Verify(ctx, who, nil, nil); err != nil || len(rep.Faults) == 0 {
		t.Errorf("%+v, %v", rep, err)
	}
}

// TestWhoIsReportedOftenIsFound: many reports about one person make his name no
// commoner among people, and he is proposed once.
func TestWhoIsReportedOftenIsFound(t *testing.T) {
	u, who := newUnit(t, "")
	known(t, u, who)
	var recs []intake.Record
	first := report.Key(-1)
	for n := range 100 {
		r := about(100 + n)
		p := &r.Report.Parties[0]
		p.Identifiers[0].Raw = "same-user"
		p.Names, p.Born = []report.Name{{First: "Testa", Last: "Muster"}}, "1966-06-07"
		recs = append(recs, recordOf(100+n, r.Report))
		if k := report.KeyOf(r.Report.Source, r.Report.SourceID); first < 0 || k < first {
			first = k
		}
	}
	takeIn(t, u, who, recs, 0)
	list := PersonList{Name: "partner.csv", SHA256: [32]byte{7}, Persons: []match.Person{onList("Testa", "Muster", "1966-06-07")}}
	v, err := u.Match(context.Background(), who, Comparison{Procedure: "2026/14", List: list})
	if err != nil || len(v.Rows) != 1 || v.Rows[0].Report != first {
		t.Errorf("%+v, %v", v.Rows, err)
	}
	sound(t, u, who)
}

// A list that proposes too much is an answer too: whoever wrote one person very
// many times learns that the person is there, and that is recorded.
func TestTooManyProposalsAreRecorded(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	const each = 150 // reports and rows: each row is proposed with each report
	list := PersonList{Name: "partner.csv", SHA256: [32]byte{7}}
	var recs []intake.Record
	for n := range each {
		r := about(n)
		r.Report.Parties[0].Names, r.Report.Parties[0].Born = []report.Name{{First: "Exemplo", Last: "Demarest"}}, "1980-02-03"
		recs = append(recs, recordOf(n, r.Report))
		list.Persons = append(list.Persons, onList("Exemplo", "Demarest", "1980-02-03"))
	}
	takeIn(t, u, who, recs, 0)
	entries := func() (n int) {
		if err := u.store.Read(ctx, func(tx *store.Tx) error {
			return tx.SQL().QueryRow("SELECT count(*) FROM entry").Scan(&n)
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := entries()
	least := -20.0
	if _, err := u.Match(ctx, who, Comparison{Procedure: "2026/14", List: list, Least: &least}); !Answered(err) {
		t.Errorf("got %v", err)
	}
	if n := entries() - before; n != 1 {
		t.Errorf("%d entries; want one", n)
	}
}

// Two lists are compared with each other, each person at most once.
func TestMatchOfTwoLists(t *testing.T) {
	u, who := newUnit(t, "")
	other := partnerList()
	other.Name = "other.csv"
	v, err := u.Match(context.Background(), who, Comparison{Procedure: "2026/14", List: partnerList(), Other: &other, OneToOne: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Rows) != 3 {
		t.Fatalf("%+v", v.Rows)
	}
	for _, r := range v.Rows {
		if r.Row != r.Other || r.Report != 0 {
			t.Errorf("%+v", r)
		}
	}
	sound(t, u, who)
}

// What a party gives becomes records without traits and without what was found in text.
func TestPersonsOf(t *testing.T) {
	p := &report.Party{
		Names: []report.Name{{Full: "Paradeigma, Örnek"}, {First: "O", Last: "P"}}, Born: "1980",
		Identifiers: []report.Identifier{
			{Kind: report.KindEmail, Value: "a@example.com"},
			{Kind: report.KindEmail, Value: "b@example.com"},
			{Kind: report.KindEmail, Value: "text@example.com", FromText: true},
			{Kind: report.KindScreenName, Value: "somebody"},
		},
	}
	rs := personsOf(p)
	if len(rs) != 2 || rs[0].Get(match.Given) != "Örnek" || rs[0].Get(match.Family) != "Paradeigma" ||
		rs[0].Get(match.Email) != "a@example.com" || rs[1].Get(match.Email) != "b@example.com" || rs[1].Get(match.Born) != "1980" {
		t.Errorf("%+v", rs)
	}
	if rs := personsOf(&report.Party{Identifiers: []report.Identifier{{Kind: report.KindAccount, Value: "u1"}}}); len(rs) != 0 {
		t.Errorf("an account alone is no person: %+v", rs)
	}
}

// TestAnswersMeanOnePerson: a colleague's answer is replaced only where that is said,
// and one on a report whose persons may stand otherwise since is refused.
func TestAnswersMeanOnePerson(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	named := func(first, last, born string) report.Party {
		return report.Party{Role: report.RoleReported, Names: []report.Name{{First: first, Last: last}}, Born: born}
	}
	a, b := named("Alphonse", "Exemplaire", "1970-02-03"), named("Berthe", "Modele", "1980-04-05")
	two := aRecord("ncmec", "1", 30)
	two.Report.Parties = []report.Party{a, b}
	takeIn(t, u, who, []intake.Record{two}, 0)
	least := 0.0
	list := PersonList{Name: "l.csv", Persons: []match.Person{onList("Alphonse", "Exemplaire", "1970-02-03")}}
	v, err := u.Match(ctx, who, Comparison{Procedure: "PV 1", List: list, Least: &least})
	if err != nil || len(v.Rows) != 1 || v.Rows[0].Person != 1 || v.Rows[0].Changed {
		t.Fatalf("%+v, %v", v.Rows, err)
	}
	answer := MatchAnswer{Run: v.Run, Row: 1, Report: v.Rows[0].Report, Person: 1, Verdict: link.Same, Because: "essai"}
	if err := u.AnswerMatch(ctx, who, answer); err != nil {
		t.Fatal(err)
	}
	colleague := person(t, u, who, "ana", access.Analyst)
	other := answer
	other.Verdict = link.Different
	var no *Impossible
	if err := u.AnswerMatch(ctx, colleague, other); !errors.As(err, &no) || !Answered(err) {
		t.Errorf("replaced unseen: %v", err)
	}
	if err := u.AnswerMatch(ctx, who, other); err != nil {
		t.Errorf("one's own answer cannot be put right: %v", err)
	}
	other.Instead = true
	if err := u.AnswerMatch(ctx, colleague, other); err != nil {
		t.Errorf("in place of a colleague's: %v", err)
	}
	two.Report.Parties = []report.Party{b, a} // a later version names them in another order
	two.Report.Dated = two.Report.Dated.AddDate(0, 0, 1)
	two.SHA256[0]++
	takeIn(t, u, who, []intake.Record{two}, 0)
	if v, err = u.MatchOf(ctx, who, v.Run); err != nil || !v.Rows[0].Changed || v.Rows[0].Verdict != string(link.Different) {
		t.Errorf("%+v, %v", v.Rows, err)
	}
	if err := u.AnswerMatch(ctx, colleague, answer); !errors.As(err, &no) {
		t.Errorf("an answer about who may be another: %v", err)
	}
	sound(t, u, who)
}

// TestEstimationIsRecorded: that a list is read to estimate weights leaves an entry with
// who, under what, and which list; nothing of its rows; and who may not is refused so.
func TestEstimationIsRecorded(t *testing.T) {
	u, who := newUnit(t, "")
	l := PersonList{Name: "liste.csv", SHA256: [32]byte{0xab}, Persons: make([]match.Person, 3)}
	l.Persons[0].Set(match.Family, "Longhurst")
	auditor := person(t, u, who, "anne", access.Auditor)
	for _, c := range []struct {
		who  Actor
		e    Estimation
		kind ledger.Kind
		ok   bool
	}{
		{who, Estimation{Procedure: "PV 7", List: l}, ledger.Read, true},
		{who, Estimation{Procedure: "PV 7", List: l, Other: &l}, ledger.Read, true},
		{auditor, Estimation{Procedure: "PV 7", List: l}, ledger.Refuse, false},
		{who.For(""), Estimation{Procedure: "PV 7", List: l}, ledger.Refuse, false},
	} {
		err := u.RecordEstimation(t.Context(), c.who, c.e)
		e := lastEntry(t, u)
		d := string(e.Detail)
		if (err == nil) != c.ok || e.Kind != c.kind || e.Who != c.who.ID {
			t.Errorf("%v; the last entry is %s by %s", err, e.Kind, e.Who)
		}
		for _, says := range []string{`"what":"estimate"`, `"procedure":"PV 7"`, `"basis":"essai"`, `"list":"liste.csv"`, `"listSha256":"ab00`, `"listRows":3`} {
			if !strings.Contains(d, says) {
				t.Errorf("the entry does not say %s: %s", says, d)
			}
		}
		if strings.Contains(d, "Longhurst") || strings.Contains(d, "otherRows") != (c.e.Other != nil) {
			t.Errorf("the entry says %s", d)
		}
	}
	before := u.leaves(t)["read"]
	if err := u.RecordEstimation(t.Context(), who, Estimation{Procedure: " ", List: l}); err == nil || u.leaves(t)["read"] != before {
		t.Errorf("without a procedure: %v", err)
	}
	sound(t, u, who)
}
