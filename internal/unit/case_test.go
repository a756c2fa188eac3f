package unit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/acts"
	"vigie/internal/dossier"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/testenv"
)

func try[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// leadsOf gives the numbers of n leads at the head of the queue.
func leadsOf(t testing.TB, u *Unit, who Actor, n int) []report.Key {
	t.Helper()
	page := try[QueuePage](t)(u.Queue(t.Context(), who, QueueFilter{Limit: n}))
	var out []report.Key
	for _, r := range page.Rows {
		out = append(out, r.Lead)
	}
	return out
}

// person enrols somebody and gives an actor for them.
func person(t testing.TB, u *Unit, who Actor, id string, role access.Role) Actor {
	t.Helper()
	if err := u.Enrol(t.Context(), who, NewPerson{ID: id, Name: id, Role: role, Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	return try[Actor](t)(u.Actor(t.Context(), id)).For("essai")
}

// TestCaseFromLeadToCase: a case is opened from a lead with all its reports; one
// that comes later into the lead waits for a person; the queue and the lead name
// the case; merge, split and undo keep every attachment.
func TestCaseFromLeadToCase(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := t.Context()
		u, who := newUnit(t, db)
		s := &story{Rand: rand.New(rand.NewPCG(1, 1))}
		one := s.with("m1@example.com")
		takeIn(t, u, who, []intake.Record{one, s.with("m1@example.com"), s.with("m2@example.com"), s.with("m3@example.com")}, 0)
		k := func(n int) report.Key { return report.KeyOf("ncmec", fmt.Sprint(n)) }
		a := try[dossier.Number](t)(u.OpenCase(ctx, who, k(0), "paiements répétés"))
		if a.String() != "2026-0001" {
			t.Errorf("the first case is %s", a)
		}
		v := try[CaseView](t)(u.Case(ctx, who, a, "fr"))
		if v.Reports != 2 || v.New != 0 || v.Leads != 1 || len(v.InLeads) != 1 {
			t.Fatalf("%+v", v)
		}
		// A later report joins the lead, and not the case.
		takeIn(t, u, who, []intake.Record{s.with("m1@example.com")}, 0)
		v = try[CaseView](t)(u.Case(ctx, who, a, "fr"))
		if v.Reports != 2 || v.New != 1 || len(v.ToAdd) != 1 || v.ToAdd[0].Report != k(4) {
			t.Fatalf("what came later: %+v", v)
		}
		page := try[QueuePage](t)(u.Queue(ctx, who, QueueFilter{}))
		for _, r := range page.Rows {
			if want := r.Lead == v.InLeads[0].Lead; want != slices.Equal(r.Cases, []dossier.Number{a}) {
				t.Errorf("lead %s in the queue: cases %v", r.Lead, r.Cases)
			}
		}
		if l := try[LeadView](t)(u.Lead(ctx, who, k(0), "fr")); !slices.Equal(l.Row.Cases, []dossier.Number{a}) {
			t.Errorf("the lead's page: cases %v", l.Row.Cases)
		}
		// The lead opens no second case.
		var fault *Impossible
		if _, err := u.OpenCase(ctx, who, k(4), "encore"); !errors.As(err, &fault) || !strings.Contains(fault.Sentence("fr"), a.String()) {
			t.Errorf("a second case from one lead: %v", err)
		}
		try[dossier.Number](t)(u.AddToCase(ctx, who, a, []report.Key{k(4)}, "même compte, vérifié"))
		// What a person takes out is not new, and can be added again.
		try[dossier.Number](t)(u.RemoveFromCase(ctx, who, a, []report.Key{k(4)}, "à relire"))
		if v := try[CaseView](t)(u.Case(ctx, who, a, "fr")); v.New != 0 || len(v.ToAdd) != 1 || v.ToAdd[0].TakenOut != 3 {
			t.Errorf("taken out: %+v", v)
		}
		try[dossier.Number](t)(u.AddToCase(ctx, who, a, []report.Key{k(4)}, "relu"))
		b := try[dossier.Number](t)(u.OpenCase(ctx, who, k(2), "autre"))
		note := try[int64](t)(u.NoteOnCase(ctx, who, b, "à rappeler"))
		// A lead that comes to touch two cases is shown, and nothing moves.
		if err := u.Judge(ctx, who, k(0), k(2), link.Same, "même voix"); err != nil {
			t.Fatal(err)
		}
		list := try[CaseList](t)(u.Cases(ctx, who))
		if len(list.Cases) != 2 || len(list.Shared) != 1 || !slices.Equal(list.Shared[0].Cases, []dossier.Number{a, b}) {
			t.Fatalf("%+v", list)
		}
		if v := try[CaseView](t)(u.Case(ctx, who, a, "fr")); len(v.Shared) != 1 || v.Reports != 3 {
			t.Errorf("%+v", v)
		}
		try[dossier.Number](t)(u.MergeCases(ctx, who, b, a, "même main"))
		v = try[CaseView](t)(u.Case(ctx, who, b, "fr")) // by its old number
		if v.Case != a || v.Asked != b || v.Reports != 4 || v.Noted[0].Act != note || v.Noted[0].From != b || len(v.Shared) != 0 {
			t.Errorf("merged: %+v", v)
		}
		merge := v.History[len(v.History)-1].Act
		c := try[dossier.Number](t)(u.SplitCase(ctx, who, a, Part{From: b}, "deux mains tout de même"))
		if v := try[CaseView](t)(u.Case(ctx, who, c, "fr")); c.String() != "2026-0003" || v.Reports != 1 || v.Noted[0].Act != note || v.Held[0].Report != k(2) || v.Held[0].From != a {
			t.Errorf("split: %+v", v)
		}
		var r *dossier.Refusal
		if _, err := u.UndoCase(ctx, who, merge, "erreur"); !errors.As(err, &r) || r.Why != acts.Depends || !Answered(err) {
			t.Errorf("taking back a merge on which a split rests: %v", err)
		}
		if at := try[dossier.Number](t)(u.UndoCase(ctx, who, merge+1, "erreur")); at != a {
			t.Errorf("the split taken back leads to %s", at)
		}
		if at := try[dossier.Number](t)(u.UndoCase(ctx, who, merge, "erreur")); at != b {
			t.Errorf("the merge taken back leads to %s", at)
		}
		if v := try[CaseView](t)(u.Case(ctx, who, b, "fr")); v.Case != b || v.Reports != 1 || len(v.Noted) != 1 {
			t.Errorf("taken back: %+v", v)
		}
		if _, err := u.Case(ctx, who, c, "fr"); !errors.As(err, &r) || r.Why != acts.Withdrawn {
			t.Errorf("a number whose case was taken back: %v", err)
		}
		sound(t, u, who)
	})
}

// with is a report whose reported person has a verified address.
func (s *story) with(mail string) intake.Record {
	yes := true
	n := len(s.keys)
	s.keys = append(s.keys, 0)
	r := s.report(n, 0)
	r.Report.Parties = []report.Party{{Role: report.RoleReported, Field: "f", Identifiers: []report.Identifier{{Kind: report.KindEmail, Raw: mail, Verified: &yes, Field: "id"}}}}
	return r
}

// TestCasesLikeTheirRoom: any acts, through the door, on both databases: what is
// stored is what the room says of the same acts, replay and ledger agree, a
// rebuild changes nothing, and each report is in one case at most.
func TestCasesLikeTheirRoom(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		seeds := 6
		if testing.Short() || db != "" {
			seeds = 2
		}
		for seed := range seeds {
			if db != "" && seed > 0 {
				db = testenv.Postgres(t)
			}
			u, who := newUnit(t, db)
			takeIn(t, u, who, records(t, u, 40, uint64(seed)), 0)
			u.casework(t, who, rand.New(rand.NewPCG(uint64(seed), 9)), 60)
			sound(t, u, who)
			before := u.heldIn(t)
			if _, err := u.Replay(t.Context(), who, false, nil); err != nil {
				t.Fatal(err)
			}
			if got := u.heldIn(t); got != before {
				t.Errorf("rebuilt:\n%s\nbefore:\n%s", got, before)
			}
			sound(t, u, who)
		}
	})
}

// heldIn writes which case holds which report, by what is shown of each case.
func (u *Unit) heldIn(t *testing.T) string {
	t.Helper()
	var out string
	who := Actor{ID: "cheffe", Role: access.Head, Purpose: "essai"}
	seen := map[report.Key]bool{}
	for _, c := range try[CaseList](t)(u.Cases(t.Context(), who)).Cases {
		v := try[CaseView](t)(u.Case(t.Context(), who, c.Case, "fr"))
		for _, r := range v.Held {
			if seen[r.Report] {
				t.Errorf("report %s is in two cases", r.Report)
			}
			seen[r.Report] = true
			out += fmt.Sprintln(c.Case, r.Report)
		}
		if len(v.Held) != c.Reports || len(v.Noted) != c.Notes {
			t.Errorf("case %s shows %d reports and %d notes: %+v", c.Case, len(v.Held), len(v.Noted), c)
		}
	}
	return out
}

// casework does acts at random, some of which are refused.
func (u *Unit) casework(t *testing.T, who Actor, rng *rand.Rand, n int) (done int) {
	t.Helper()
	ctx := context.Background()
	leads := leadsOf(t, u, who, 12)
	var reports []report.Key
	for _, l := range leads {
		for _, r := range try[LeadView](t)(u.Lead(ctx, who, l, "fr")).Reports {
			reports = append(reports, r.Report)
		}
	}
	numbers := []dossier.Number{{Year: 2026, Seq: 1}}
	number := func() dossier.Number { return numbers[rng.IntN(len(numbers))] }
	some := func() []report.Key {
		var out []report.Key
		for range 1 + rng.IntN(3) {
			out = append(out, reports[rng.IntN(len(reports))])
		}
		return out
	}
	for range n {
		var err error
		var made dossier.Number
		switch rng.IntN(9) {
		case 0, 1:
			made, err = u.OpenCase(ctx, who, leads[rng.IntN(len(leads))], "essai")
		case 2:
			_, err = u.AddToCase(ctx, who, number(), some(), "essai")
		case 3:
			_, err = u.RemoveFromCase(ctx, who, number(), some(), "essai")
		case 4:
			_, err = u.NoteOnCase(ctx, who, number(), "note d'essai")
		case 5:
			_, err = u.AssignCase(ctx, who, number(), []string{"", "cheffe"}[rng.IntN(2)], "essai")
		case 6:
			_, err = u.MergeCases(ctx, who, number(), number(), "essai")
		case 7:
			p := Part{Reports: some()}
			if v, e := u.Case(ctx, who, number(), "fr"); e == nil && len(v.Held) > 0 {
				p = Part{Reports: []report.Key{v.Held[rng.IntN(len(v.Held))].Report}}
				made, err = u.SplitCase(ctx, who, v.Case, p, "essai")
			} else {
				made, err = u.SplitCase(ctx, who, number(), p, "essai")
			}
		case 8:
			_, err = u.UndoCase(ctx, who, 1+rng.Int64N(int64(done)+2), "essai")
		}
		var said Spoken
		switch {
		case err == nil:
			done++
			if !made.IsZero() {
				numbers = append(numbers, made)
			}
		case !errors.As(err, &said):
			t.Fatal(err)
		}
	}
	if done < n/4 {
		t.Fatalf("only %d of %d acts were done: this test needs more", done, n)
	}
	return done
}

// TestCasesAreRecorded: each act and each reading leaves one entry of its kind;
// who may not is refused on record; a note is nowhere but on its case.
func TestCasesAreRecorded(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 30, 5), 0)
	leads := leadsOf(t, u, who, 3)
	person(t, u, who, "ines", access.Investigator)
	const text = "le numéro de la voisine"
	var a, b, c dossier.Number
	var note int64
	for _, s := range []struct {
		kind ledger.Kind
		act  func() error
	}{
		{ledger.Open, func() (err error) { a, err = u.OpenCase(ctx, who, leads[0], "essai"); return err }},
		{ledger.Open, func() (err error) { b, err = u.OpenCase(ctx, who, leads[1], "essai"); return err }},
		{ledger.Include, func() error { _, err := u.AddToCase(ctx, who, a, leads[2:3], "essai"); return err }},
		{ledger.Exclude, func() error { _, err := u.RemoveFromCase(ctx, who, a, leads[2:3], "essai"); return err }},
		{ledger.Note, func() (err error) { note, err = u.NoteOnCase(ctx, who, a, text); return err }},
		{ledger.Assign, func() error { _, err := u.AssignCase(ctx, who, a, "ines", "essai"); return err }},
		{ledger.Assign, func() error { _, err := u.AssignCase(ctx, who, a, "", "essai"); return err }},
		{ledger.Split, func() (err error) { c, err = u.SplitCase(ctx, who, a, Part{Notes: []int64{note}}, "essai"); return err }},
		{ledger.Merge, func() error { _, err := u.MergeCases(ctx, who, c, b, "essai"); return err }},
		{ledger.Undo, func() error { _, err := u.UndoCase(ctx, who, note+4, "essai"); return err }},
		{ledger.Read, func() error { _, err := u.Cases(ctx, who); return err }},
		{ledger.Read, func() error { _, err := u.Case(ctx, who, a, "fr"); return err }},
		{ledger.Refuse, func() error {
			if _, err := u.Case(ctx, who, dossier.Number{Year: 1999, Seq: 1}, "fr"); err == nil {
				return errors.New("a case that is none was shown")
			}
			return nil
		}},
	} {
		before := u.leaves(t)
		if err := s.act(); err != nil {
			t.Fatalf("%s: %v", s.kind, err)
		}
		after := u.leaves(t)
		if after[s.kind] != before[s.kind]+1 {
			t.Errorf("%s: %d entries, %d before", s.kind, after[s.kind], before[s.kind])
		}
	}
	named := map[ledger.Kind]bool{}
	err := u.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Rows(ctx, 0, 1<<40, func(r ledger.Row) error {
			e, err := r.Open()
			if err != nil {
				return err
			}
			named[e.Kind] = named[e.Kind] || slices.Contains(e.Subjects, a.String())
			if strings.Contains(string(r.Opening), "voisine") {
				t.Errorf("the note is in entry %d", r.Index)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []ledger.Kind{ledger.Open, ledger.Include, ledger.Exclude, ledger.Note, ledger.Assign, ledger.Split, ledger.Read} {
		if !named[k] {
			t.Errorf("no entry of kind %s names case %s", k, a)
		}
	}
	analyst, auditor := person(t, u, who, "ana", access.Analyst), person(t, u, who, "aude", access.Auditor)
	prosecutor := person(t, u, who, "paul", access.Prosecutor)
	var no *access.Refused
	for _, x := range []Actor{analyst, auditor, prosecutor} {
		before := u.leaves(t)
		if _, err := u.MergeCases(ctx, x, b, a, "essai"); !errors.As(err, &no) {
			t.Errorf("%s merges: %v", x.Role, err)
		}
		if _, err := u.UndoCase(ctx, x, 1, "essai"); !errors.As(err, &no) {
			t.Errorf("%s takes back: %v", x.Role, err)
		}
		if after := u.leaves(t); after[ledger.Refuse] != before[ledger.Refuse]+2 {
			t.Errorf("%s was refused without a record", x.Role)
		}
		if _, err := u.Case(ctx, x, b, "fr"); err != nil {
			t.Errorf("%s reads: %v", x.Role, err)
		}
		if _, err := u.NoteOnCase(ctx, x, b, "essai"); (err == nil) != (x.Role == access.Analyst) {
			t.Errorf("%s writes a note: %v", x.Role, err)
		}
	}
	sound(t, u, who)
}

// TestCasesAskForReasons: what needs a reason, an owner who may be one, and a
// note that is a note.
func TestCasesAskForReasons(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 30, 5), 0)
	leads := leadsOf(t, u, who, 1)
	n := try[dossier.Number](t)(u.OpenCase(ctx, who, leads[0], "essai"))
	person(t, u, who, "aude", access.Auditor)
	before := u.leaves(t)
	for what, act := range map[string]func() error{
		"open":             func() error { _, err := u.OpenCase(ctx, who, leads[0], " "); return err },
		"add":              func() error { _, err := u.AddToCase(ctx, who, n, leads, ""); return err },
		"remove":           func() error { _, err := u.RemoveFromCase(ctx, who, n, leads, ""); return err },
		"assign":           func() error { _, err := u.AssignCase(ctx, who, n, "cheffe", "\n"); return err },
		"merge":            func() error { _, err := u.MergeCases(ctx, who, n, n, ""); return err },
		"split":            func() error { _, err := u.SplitCase(ctx, who, n, Part{Reports: leads}, ""); return err },
		"undo":             func() error { _, err := u.UndoCase(ctx, who, 1, ""); return err },
		"empty note":       func() error { _, err := u.NoteOnCase(ctx, who, n, " \n"); return err },
		"long note":        func() error { _, err := u.NoteOnCase(ctx, who, n, strings.Repeat("x", longestNote+1)); return err },
		"note of controls": func() error { _, err := u.NoteOnCase(ctx, who, n, "a\x1b[2Jb"); return err },
		"unknown owner":    func() error { _, err := u.AssignCase(ctx, who, n, "nobody", "essai"); return err },
		"auditor as owner": func() error { _, err := u.AssignCase(ctx, who, n, "aude", "essai"); return err },
		"unknown report":   func() error { _, err := u.AddToCase(ctx, who, n, []report.Key{1}, "essai"); return err },
	} {
		if err := act(); err == nil {
			t.Errorf("%s: not refused", what)
		}
	}
	after := u.leaves(t)
	for _, k := range caseKinds {
		if after[k] != before[k] {
			t.Errorf("%s: an entry for what was refused", k)
		}
	}
	sound(t, u, who)
}

// TestCasesAgainstTheirRecord: an act put in or taken out behind the door, and a
// report that is said to be in another case than follows, are found.
func TestCasesAgainstTheirRecord(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 30, 5), 0)
	for _, l := range leadsOf(t, u, who, 2) {
		try[dossier.Number](t)(u.OpenCase(ctx, who, l, "essai"))
	}
	sound(t, u, who)
	for _, c := range []struct {
		what, do, undo string
		derived        bool
	}{
		{"an act put in", "INSERT INTO case_act SELECT 3, kind, '2026-0003', other, 'note:7', owner, undoes, note, because, who, at, entry FROM case_act WHERE id=2", "DELETE FROM case_act WHERE id=3", false},
		{"an act taken out", "UPDATE case_act SET id=9 WHERE id=2", "UPDATE case_act SET id=2 WHERE id=9", false},
		{"a report elsewhere", "UPDATE case_report SET number='2026-0009' WHERE number='2026-0002'", "UPDATE case_report SET number='2026-0002' WHERE number='2026-0009'", true},
		{"a report in no case", "UPDATE case_report SET report=report-1 WHERE number='2026-0002'", "UPDATE case_report SET report=report+1 WHERE number='2026-0002'", true},
	} {
		exec := func(q string) {
			t.Helper()
			if err := u.store.Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(ctx, q); return err }); err != nil {
				t.Fatal(err)
			}
		}
		exec(c.do)
		if rep := try[ledger.Report](t)(u.verifyOnly(ctx)); rep.OK() != c.derived {
			t.Errorf("%s: the ledger is sound: %v", c.what, rep.OK())
		}
		if diffs := try[[]string](t)(u.Replay(ctx, who, true, nil)); (len(diffs) > 0) != c.derived && c.derived {
			t.Errorf("%s: replay finds nothing", c.what)
		}
		exec(c.undo)
	}
	sound(t, u, who)
}
