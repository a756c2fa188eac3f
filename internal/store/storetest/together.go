package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"vigie/internal/ledger"
	"vigie/internal/store"
)

// Opener opens one database again, as another process would. The caller closes
// what it opens.
type Opener func(context.Context) (*store.Store, error)

// Together holds an engine to what it promises of several stores on one
// database, at once or one after another. database makes a new, empty one.
func Together(t *testing.T, database func(t *testing.T) Opener) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, Opener)
	}{
		{"Reopened", reopened},
		{"LaidOutAnew", laidOutAnew},
		{"WrittenMeanwhile", writtenMeanwhile},
		{"OpenedAtOnce", openedAtOnce},
		{"NewerSchemaIsRefused", newer},
		{"WritersSerialise", serialise},
		{"NoLostUpdate", lostUpdate},
		{"SnapshotAcrossStores", snapshotAcross},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, database(t)) })
	}
}

// open opens until the test ends.
func (o Opener) open(t *testing.T) *store.Store {
	t.Helper()
	s, err := o(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// steps counts what goose notes of the steps applied.
func steps(t *testing.T, s *store.Store) (n int64) {
	t.Helper()
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		var distinct int64
		err := r.SQL().QueryRowContext(ctx, "SELECT count(*), count(DISTINCT version_id) FROM goose_db_version").Scan(&n, &distinct)
		equal(t, "steps applied once", distinct, n)
		return err
	})
	return n
}

// What was written is there after a restart, and no step is applied again.
func reopened(t *testing.T, o Opener) {
	first, err := o(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	write(t, first, spoil)
	applied := steps(t, first)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := o.open(t)
	equal(t, "steps", steps(t, again), applied)
	read(t, again, func(ctx context.Context, r *store.Tx) error {
		same(t, "Reports", []store.Report{aReport(1)})(r.Reports(ctx, reportKeys{1}))
		same(t, "VersionsBetween", []store.Version{aVersion(1, 1)})(r.VersionsBetween(ctx, 0, 9))
		same(t, "Head", ledger.Head{Size: 1, Checkpoint: []byte("x")})(r.Head(ctx))
		return nil
	})
}

// Several processes may come up at once on a database without a schema.
func openedAtOnce(t *testing.T, o Opener) {
	stores, errs := make([]*store.Store, 4), make([]error, 4)
	var wg sync.WaitGroup
	for i := range stores {
		wg.Go(func() { stores[i], errs[i] = o(t.Context()) })
	}
	wg.Wait()
	for i, s := range stores {
		if errs[i] != nil {
			t.Errorf("opening: %v", errs[i])
			continue
		}
		write(t, s, func(ctx context.Context, w *store.Tx) error { return w.SetMeta(ctx, "name", "value") })
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	steps(t, o.open(t))
}

// A database of a newer program is refused, unchanged, also by an older one that had
// it open already.
func newer(t *testing.T, o Opener) {
	s := o.open(t)
	write(t, s, spoil)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		_, err := w.Exec(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
		return err
	})
	applied := steps(t, s)
	if old, err := o(t.Context()); !errors.Is(err, store.ErrNewer) {
		t.Errorf("opening a newer database: %v", err)
		if err == nil {
			_ = old.Close()
		}
	}
	if err := s.Write(t.Context(), func(w *store.Tx) error { return w.SetMeta(t.Context(), "name", "of an older one") }); !errors.Is(err, store.ErrNewer) {
		t.Errorf("writing to a database that became a newer one: %v", err)
	}
	equal(t, "steps", steps(t, s), applied)
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Meta", "value")(r.Meta(ctx, "name"))
		same(t, "CountReports", int64(1))(r.CountReports(ctx))
		return nil
	})
}

// Two processes that take records in and record acts: every id is given once,
// in order, and the ledger of both is one whole tree.
func serialise(t *testing.T, o Opener) {
	const writers, rounds = 2, 25
	log, verifier := aLog(t)
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		s := o.open(t)
		wg.Go(func() {
			for range rounds {
				ctx := context.Background()
				err := s.Write(ctx, func(w *store.Tx) error {
					id, err := w.NextVersion(ctx)
					if err != nil {
						return err
					}
					v := aVersion(id, int64(i))
					if v.Entry, err = log.Append(ctx, w, entries(int(id), 1)); err != nil {
						return err
					}
					return w.InsertVersions(ctx, []store.Version{v})
				})
				errs[i] = errors.Join(errs[i], err)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	read(t, o.open(t), func(ctx context.Context, r *store.Tx) error {
		vs := must[[]store.Version](t, "VersionsBetween")(r.VersionsBetween(ctx, 0, 999))
		equal(t, "versions", len(vs), writers*rounds)
		for i, v := range vs {
			equal(t, "id and entry", []int64{v.ID, v.Entry}, []int64{int64(i + 1), int64(i)})
		}
		found, err := ledger.Verify(ctx, r, verifier, ledger.VerifyOptions{})
		if err != nil || len(found.Faults) != 0 || found.Tree.Size != writers*rounds {
			t.Errorf("Verify: %+v, %v", found, err)
		}
		return nil
	})
}

// Who reads and then writes what follows loses nothing of the other's.
func lostUpdate(t *testing.T, o Opener) {
	const writers, rounds = 3, 20
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		s := o.open(t)
		wg.Go(func() {
			for range rounds {
				ctx := context.Background()
				err := s.Write(ctx, func(w *store.Tx) error {
					n, err := w.Meta(ctx, "tally")
					return errors.Join(err, w.SetMeta(ctx, "tally", n+"."))
				})
				errs[i] = errors.Join(errs[i], err)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	read(t, o.open(t), func(ctx context.Context, r *store.Tx) error {
		equal(t, "tally", len(must[string](t, "Meta")(r.Meta(ctx, "tally"))), writers*rounds)
		return nil
	})
}

// A snapshot in one process does not move while another commits.
func snapshotAcross(t *testing.T, o Opener) {
	one, other := o.open(t), o.open(t)
	write(t, one, spoil)
	read(t, one, func(ctx context.Context, r *store.Tx) error {
		for i := range int64(5) {
			same(t, fmt.Sprint("CountReports ", i), int64(1))(r.CountReports(ctx))
			write(t, other, func(ctx context.Context, w *store.Tx) error {
				return w.InsertReports(ctx, []store.Report{aReport(100 + i)})
			})
		}
		return nil
	})
	read(t, one, func(ctx context.Context, r *store.Tx) error {
		same(t, "CountReports of the next", int64(6))(r.CountReports(ctx))
		return nil
	})
}
