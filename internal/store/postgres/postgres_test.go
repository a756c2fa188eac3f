package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/store/postgres"
	"vigie/internal/store/storetest"
	"vigie/internal/testenv"
)

func TestStore(t *testing.T) {
	testenv.Postgres(t) // skips once instead of once a case
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, testenv.Postgres(t)) })
}

func TestTogether(t *testing.T) {
	testenv.Postgres(t)
	storetest.Together(t, func(t *testing.T) storetest.Opener {
		url := testenv.Postgres(t)
		return func(ctx context.Context) (*store.Store, error) { return postgres.Open(ctx, url) }
	})
}

// A server looks at a new table after a minute only, and keeps the plan that it made
// when the table was small. Until then, too, moving reports to another component must
// not read the whole table: an intake does it for each lead.
func TestRelabelBeforeTheServerLooked(t *testing.T) {
	s := open(t, testenv.Postgres(t))
	ctx := t.Context()
	const reports, early, moves = 10_000, 1_000, 60
	rows := make([]store.Report, reports)
	for i := range rows {
		k := report.Key(2*i + 1)
		rows[i] = store.Report{Key: k, First: int64(k), Source: "s", SourceID: k.String(), Comp: k - 1, Lead: k - 1}
	}
	var read, moved int64
	err := s.Write(ctx, func(w *store.Tx) error {
		move := func(from, to int) error {
			for i := from; i < to; i++ {
				if err := w.Relabel(ctx, []report.Key{report.Key(2 * i)}, 1); err != nil {
					return err
				}
			}
			return nil
		}
		if err := errors.Join(w.InsertReports(ctx, rows[:early]), move(0, moves/2), w.InsertReports(ctx, rows[early:]), move(moves/2, moves)); err != nil {
			return err
		}
		return errors.Join(
			w.SQL().QueryRowContext(ctx, "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname='report'").Scan(&read),
			w.SQL().QueryRowContext(ctx, "SELECT count(*) FROM report WHERE comp=1").Scan(&moved))
	})
	if err != nil || moved != moves {
		t.Fatalf("%d of %d reports moved, %v", moved, moves, err)
	}
	if read > reports {
		t.Errorf("%d moves read %d rows of %d from end to end", moves, read, reports)
	}
}

// A table that has just been filled is planned for as the large one that it is, long
// before the server would look by itself.
func TestGrownTablesAreLookedAt(t *testing.T) {
	s := open(t, testenv.Postgres(t))
	ctx := t.Context()
	const batch = 2_000
	var looks int
	for n, end := 0, time.Now().Add(20*time.Second); looks == 0; n += batch {
		if time.Now().After(end) {
			t.Fatalf("after %d reports in 20 s the server has not looked at their table", n)
		}
		time.Sleep(200 * time.Millisecond)
		err := s.Write(ctx, func(w *store.Tx) error {
			rs := make([]store.Report, batch)
			for i := range rs {
				k := report.Key(n + i + 1)
				rs[i] = store.Report{Key: k, First: int64(k), Source: "s", SourceID: k.String(), Comp: k, Lead: k}
			}
			return errors.Join(w.InsertReports(ctx, rs),
				w.SQL().QueryRowContext(ctx, "SELECT analyze_count FROM pg_stat_user_tables WHERE schemaname=current_schema() AND relname='report'").Scan(&looks))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// open opens the database at url until the test ends.
func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
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

// Whether anybody bears an identifier in a role is one seek, however many bear it in
// another: a page behind an address that 200,000 reports share read them all, each time.
func TestPresentBehindAHub(t *testing.T) {
	s := open(t, testenv.Postgres(t))
	ctx := t.Context()
	const of = 20_000
	rows := make([]store.Ident, 5*of)
	for i := range rows {
		hash := int64(1)
		if i >= of {
			hash = int64(i) // of a report each
		}
		rows[i] = store.Ident{Hash: hash, Role: report.RoleReported, Account: int64(i), Report: report.Key(i + 1), Kind: report.KindIP, Strength: report.Proposes, Value: "v"}
	}
	var before, after int64
	fetched := "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname='ident'"
	err := s.Write(ctx, func(w *store.Tx) error {
		if err := w.InsertIdents(ctx, rows); err != nil {
			return err
		}
		// Of a table that it knows, the server thinks that few rows are of one hash.
		if _, err := w.Exec(ctx, "ANALYZE ident"); err != nil {
			return err
		}
		if err := w.SQL().QueryRowContext(ctx, fetched).Scan(&before); err != nil {
			return err
		}
		got, err := w.Present(ctx, []int64{1, 2}, report.RoleVictim, report.RoleAssociate)
		if len(got) > 0 {
			t.Errorf("%v are there", got)
		}
		return errors.Join(err, w.SQL().QueryRowContext(ctx, fetched).Scan(&after))
	})
	if err != nil {
		t.Fatal(err)
	}
	if after-before > 100 {
		t.Errorf("%d rows were read", after-before)
	}
}
