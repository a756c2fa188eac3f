package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"vigie/internal/store"
)

func runs(t *testing.T, s *store.Store) {
	a := store.Run{ID: 1, Who: "p1", At: 1700000000123, Received: 1700000000, Procedure: "P-1", Basis: "art. 1", Handling: "evidence"}
	b := store.Run{ID: 2, Who: "p2"}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "NextRun of none", int64(1))(w.NextRun(ctx))
		err := errors.Join(w.InsertRun(ctx, a), w.InsertRun(ctx, b))
		same(t, "NextRun", int64(3))(w.NextRun(ctx))
		return err
	})
	counts := store.Counts{New: 1, Versions: 2, Attached: 3, Duplicates: 4, Quarantined: 5}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.CountRun(ctx, 2, counts), w.CountRun(ctx, 2, counts), w.CountRun(ctx, 99, counts))
	})
	b.Counts = store.Counts{Read: 30, New: 2, Versions: 4, Attached: 6, Duplicates: 8, Quarantined: 10}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Runs", map[int64]store.Run{1: a, 2: b})(r.Runs(ctx, []int64{1, 2, 99}))
		return nil
	})
}

func quarantine(t *testing.T, s *store.Store) {
	at := func(id int64) store.Quarantined {
		return store.Quarantined{ID: id, Run: 2, At: 3, SHA: bytes.Repeat([]byte{byte(id)}, 32), Place: `{"line":4}`, Reason: "too-deep", Detail: "100", Entry: 5}
	}
	a, b, c := at(1), at(2), at(3)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "NextQuarantined of none", int64(1))(w.NextQuarantined(ctx))
		err := w.InsertQuarantine(ctx, []store.Quarantined{a, b, c})
		same(t, "NextQuarantined", int64(4))(w.NextQuarantined(ctx))
		return errors.Join(err, w.ResolveQuarantine(ctx, 2, 9), w.ResolveQuarantine(ctx, 99, 9))
	})
	b.Resolved = 9
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "unresolved", []store.Quarantined{a, c})(r.Quarantine(ctx, 0, 9, false))
		same(t, "all", []store.Quarantined{a, b, c})(r.Quarantine(ctx, 0, 9, true))
		same(t, "a page", []store.Quarantined{b})(r.Quarantine(ctx, 1, 1, true))
		same(t, "a page of the unresolved", []store.Quarantined{c})(r.Quarantine(ctx, 1, 1, false))
		same(t, "QuarantinedByID", b)(r.QuarantinedByID(ctx, 2))
		_, err := r.QuarantinedByID(ctx, 4)
		notFound(t, "QuarantinedByID", err)
		same(t, "IsQuarantined", true)(r.IsQuarantined(ctx, a.SHA, a.Place, a.Reason))
		same(t, "IsQuarantined, resolved", false)(r.IsQuarantined(ctx, b.SHA, b.Place, b.Reason))
		same(t, "IsQuarantined, other bytes", false)(r.IsQuarantined(ctx, b.SHA[:31], a.Place, a.Reason))
		same(t, "IsQuarantined, other place", false)(r.IsQuarantined(ctx, a.SHA, "", a.Reason))
		same(t, "IsQuarantined, other reason", false)(r.IsQuarantined(ctx, a.SHA, a.Place, ""))
		return nil
	})
}

func people(t *testing.T, s *store.Store) {
	// Enrolled at one time, they come in the order of bytes of their ids.
	want := []store.Person{
		{ID: "z", Name: "N", Role: "analyst", Lang: "fr", Enrolled: 1},
		{ID: "B", Name: "É", Role: "head", Lang: "en", Enrolled: 2},
		{ID: "a", Enrolled: 2},
		{ID: "a-c", Enrolled: 2},
		{ID: "ab", Enrolled: 2},
		{ID: "é", Enrolled: 2},
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		for i := range want {
			if err := w.InsertPerson(ctx, want[len(want)-1-i]); err != nil {
				return err
			}
		}
		return nil
	})
	want[1].Lang, want[1].LastVisit, want[1].ThisVisit = "fr", 5, 6
	visit := want[1]
	visit.Name, visit.Role, visit.Enrolled = "other", "other", 99 // no visit changes these
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.UpdateVisit(ctx, visit) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "People", want)(r.People(ctx))
		same(t, "Person", want[1])(r.Person(ctx, "B"))
		_, err := r.Person(ctx, "b")
		notFound(t, "Person", err)
		return nil
	})
	err := s.Write(t.Context(), func(w *store.Tx) error { return w.InsertPerson(t.Context(), want[0]) })
	if err == nil {
		t.Error("somebody was enrolled twice")
	}
}

func tokens(t *testing.T, s *store.Store) {
	a := store.Token{Hash: []byte{0, 1}, Person: "p1", Kind: "session", Expires: 100, LastUsed: 50}
	b := store.Token{Hash: []byte{0, 2}, Person: "p2", Kind: "link", Expires: 101, LastUsed: 90}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertToken(ctx, a, 100), w.InsertToken(ctx, b, 100))
	})
	signedIn := func(since int64, want bool) {
		t.Helper()
		read(t, s, func(ctx context.Context, r *store.Tx) error {
			same(t, "SignedIn", want)(r.SignedIn(ctx, since))
			return nil
		})
	}
	signedIn(50, true)
	signedIn(51, false) // a link is nobody signed in
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.UseToken(ctx, a.Hash, 80) })
	signedIn(80, true)
	a.LastUsed = 80
	c := store.Token{Hash: []byte{0, 3}, Expires: 200}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Token", a)(r.Token(ctx, a.Hash))
		same(t, "Token", b)(r.Token(ctx, b.Hash))
		_, err := r.Token(ctx, c.Hash)
		notFound(t, "Token", err)
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.InsertToken(ctx, c, 101) }) // a has expired, b has not
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		_, err := r.Token(ctx, a.Hash)
		notFound(t, "Token that expired", err)
		same(t, "Token", b)(r.Token(ctx, b.Hash))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.DeleteToken(ctx, b.Hash) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		_, err := r.Token(ctx, b.Hash)
		notFound(t, "Token that was used", err)
		same(t, "Token", c)(r.Token(ctx, c.Hash))
		return nil
	})
}

func meta(t *testing.T, s *store.Store) {
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "Meta never set", "")(w.Meta(ctx, "day"))
		return errors.Join(w.SetMeta(ctx, "day", "1"), w.SetMeta(ctx, "rules", "r"), w.SetMeta(ctx, "day", "2"))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Meta", "2")(r.Meta(ctx, "day"))
		same(t, "Meta", "r")(r.Meta(ctx, "rules"))
		return nil
	})
}

func countRows(t *testing.T, s *store.Store) {
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertVersions(ctx, []store.Version{aVersion(1, 1), aVersion(2, 1)}), w.InsertPerson(ctx, store.Person{ID: "p"}))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "versions", int64(2))(r.CountRows(ctx, "version"))
		same(t, "people", int64(1))(r.CountRows(ctx, "person"))
		same(t, "quarantine", int64(0))(r.CountRows(ctx, "quarantine"))
		for _, name := range []string{"report", "head", "", "version; DROP TABLE version"} {
			if _, err := r.CountRows(ctx, name); err == nil {
				t.Errorf("CountRows counts %q", name)
			}
		}
		return nil
	})
}

func clearDerived(t *testing.T, s *store.Store) {
	a := aReport(10)
	a.Comp, a.Lead = 5, 5
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(
			w.InsertReports(ctx, []store.Report{a}), w.InsertLeads(ctx, inOrder()), w.InsertIdents(ctx, []store.Ident{borne(7, "a", 1, 10, 3)}),
			w.ReplaceShared(ctx, nil, []store.Shared{{Hash: 7, Value: "a"}}), w.PutHub(ctx, store.Hub{Hash: 7, Value: "a"}),
			w.InsertVersions(ctx, []store.Version{aVersion(1, 10)}), w.PutJudgement(ctx, store.Judgement{A: 1, B: 2}), w.PutDecision(ctx, store.Decision{Report: 10}))
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.ClearDerived(ctx) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		bare := store.Report{Key: 10, First: 10, Source: a.Source, SourceID: a.SourceID, Received: a.Received, Account: 10, Comp: 10, Lead: 10}
		got := must[[]store.Report](t, "Reports")(r.Reports(ctx, reportKeys{10}))
		equal(t, "Reports", got, []store.Report{bare})
		same(t, "leads", []store.Lead(nil))(r.LeadsAfter(ctx, -1, 9))
		same(t, "idents", []store.Ident(nil))(r.Sharers(ctx, 7, "a", 9))
		same(t, "shared", []store.Shared(nil))(r.SharedOf(ctx, []int64{7}))
		same(t, "hubs", []store.Hub{{Hash: 7, Value: "a"}})(r.DeclaredHubs(ctx))
		same(t, "versions", []store.Version{aVersion(1, 10)})(r.VersionsBetween(ctx, 0, 9))
		same(t, "CountJudgements", int64(1))(r.CountJudgements(ctx))
		same(t, "Decisions", []store.Decision{{Report: 10}})(r.Decisions(ctx))
		return nil
	})
}
