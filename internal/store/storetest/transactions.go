package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"vigie/internal/ledger"
	"vigie/internal/store"
)

// spoil writes to every kind of table.
func spoil(ctx context.Context, w *store.Tx) error {
	_, err := w.InsertSealKey(ctx, []byte("x"))
	return errors.Join(err, w.InsertReports(ctx, []store.Report{aReport(1)}), w.InsertLeads(ctx, []store.Lead{aLead(1, 1, 0, 0)}),
		w.InsertVersions(ctx, []store.Version{aVersion(1, 1)}), w.InsertIdents(ctx, []store.Ident{borne(1, "a", 1, 1, 3)}),
		w.SetMeta(ctx, "name", "value"), w.PutJudgement(ctx, store.Judgement{A: 1, B: 2}),
		w.Append(ctx, []ledger.Row{{Leaf: []byte("x")}}, []ledger.Tile{{Data: []byte("x")}}, ledger.Head{Size: 1, Checkpoint: []byte("x")}))
}

// unspoilt checks that nothing of spoil remains, and that the store still works.
func unspoilt(t *testing.T, s *store.Store) {
	t.Helper()
	empty(t, s)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "NextVersion", int64(1))(w.NextVersion(ctx))
		same(t, "Head", ledger.Head{})(w.Head(ctx))
		same(t, "CountJudgements", int64(0))(w.CountJudgements(ctx))
		same(t, "Sharers", []store.Ident(nil))(w.Sharers(ctx, 1, "a", 9))
		return spoil(ctx, w)
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Meta", "value")(r.Meta(ctx, "name"))
		return nil
	})
}

func rollback(t *testing.T, s *store.Store) {
	stop := errors.New("no")
	err := s.Write(t.Context(), func(w *store.Tx) error { return errors.Join(spoil(t.Context(), w), stop) })
	if !errors.Is(err, stop) {
		t.Errorf("Write: %v", err)
	}
	unspoilt(t, s)
}

// A row that the schema refuses takes its neighbours with it, whether or not
// the caller looks at the error before it returns nil.
func constraint(t *testing.T, s *store.Store) {
	err := s.Write(t.Context(), func(w *store.Tx) error {
		if err := spoil(t.Context(), w); err != nil {
			return err
		}
		return w.InsertReports(t.Context(), []store.Report{aReport(2), aReport(1), aReport(3)})
	})
	if err == nil {
		t.Error("two reports have one key")
	}
	unspoilt(t, s)
}

func cancelled(t *testing.T, s *store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Write(ctx, func(w *store.Tx) error {
		err := spoil(ctx, w)
		cancel()
		return err
	})
	if err == nil {
		t.Error("Write says that it kept what was cancelled")
	}
	unspoilt(t, s)
	if err := s.Write(ctx, func(*store.Tx) error { t.Error("a cancelled writer began"); return nil }); err == nil {
		t.Error("Write succeeds when cancelled before")
	}
}

// A page's handler that panics is caught above; the writer's place is free again.
func panics(t *testing.T, s *store.Store) {
	func() {
		defer func() { _ = recover() }()
		_ = s.Write(t.Context(), func(w *store.Tx) error {
			if err := spoil(t.Context(), w); err != nil {
				t.Error(err)
			}
			panic("a fault in a caller")
		})
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.Write(ctx, func(*store.Tx) error { return nil }); err != nil {
		t.Fatalf("the next writer: %v", err)
	}
	unspoilt(t, s)
}

func snapshot(t *testing.T, s *store.Store) {
	write(t, s, spoil)
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "CountReports", int64(1))(r.CountReports(ctx))
		write(t, s, func(ctx context.Context, w *store.Tx) error {
			return errors.Join(w.InsertReports(ctx, []store.Report{aReport(2)}), w.SetMeta(ctx, "name", "later"), w.DeleteLeads(ctx, []int64{1}))
		})
		same(t, "CountReports", int64(1))(r.CountReports(ctx))
		same(t, "Meta", "value")(r.Meta(ctx, "name"))
		_, err := r.Lead(ctx, 1)
		return err
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "CountReports of the next", int64(2))(r.CountReports(ctx))
		same(t, "Meta of the next", "later")(r.Meta(ctx, "name"))
		return nil
	})
}

// Whether an engine refuses to write in a snapshot or lets go of it: nothing remains.
func readLeavesNothing(t *testing.T, s *store.Store) {
	_ = s.Read(t.Context(), func(r *store.Tx) error { return spoil(t.Context(), r) })
	unspoilt(t, s)
	stop := errors.New("no")
	if err := s.Read(t.Context(), func(*store.Tx) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Read: %v", err)
	}
}
