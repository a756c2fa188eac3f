package storetest

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie/internal/report"
	"vigie/internal/store"
)

// before11 gives leads the order of their ids back, and an index of them.
var before11 = []string{
	"CREATE TABLE old_lead (id BIGINT NOT NULL PRIMARY KEY, comp BIGINT NOT NULL, judged " + tiny + " NOT NULL, reports BIGINT NOT NULL, class " + tiny + " NOT NULL, score BIGINT NOT NULL, act_by BIGINT NOT NULL, next BIGINT NOT NULL, last_received BIGINT NOT NULL, bundle BIGINT NOT NULL, summary " + blob + " NOT NULL)",
	"INSERT INTO old_lead SELECT id, comp, judged, reports, class, score, act_by, next, last_received, bundle, summary FROM lead",
	"DROP TABLE lead",
	"ALTER TABLE old_lead RENAME TO lead",
	"DELETE FROM goose_db_version WHERE version_id>=11",
}

// before10 gives the index of identifiers its values back, those of the tests below.
var before10 = []string{
	"CREATE TABLE old_ident (hash BIGINT NOT NULL, role " + tiny + " NOT NULL, value TEXT NOT NULL, account BIGINT NOT NULL, weak " + tiny + " NOT NULL, report BIGINT NOT NULL, kind " + tiny + " NOT NULL, PRIMARY KEY (hash, role, value, account, weak, report))",
	"INSERT INTO old_ident SELECT hash, role, CASE account WHEN 300 THEN 'b' ELSE 'a' END, account, weak, report, kind FROM ident",
	"DROP TABLE ident",
	"ALTER TABLE old_ident RENAME TO ident",
	"DELETE FROM goose_db_version WHERE version_id>=10",
}

// before07 makes of a database one as it was before step 7 laid its rows out anew.
var before07 = []string{
	"CREATE TABLE old_report (key BIGINT NOT NULL PRIMARY KEY, source TEXT NOT NULL, source_id TEXT NOT NULL, received BIGINT NOT NULL, version BIGINT NOT NULL, account BIGINT NOT NULL, idents " + blob + ", summary " + blob + ", comp BIGINT NOT NULL, lead BIGINT NOT NULL)",
	"INSERT INTO old_report SELECT key, source, source_id, received, version, account, idents, summary, comp, lead FROM report",
	"DROP TABLE report",
	"ALTER TABLE old_report RENAME TO report",
	"DROP INDEX version_more",
	"ALTER TABLE version DROP COLUMN more",
	"CREATE INDEX version_report ON version (report)",
	"ALTER TABLE match_pair DROP COLUMN version",
	"DROP INDEX sealed_mark",
	"DROP INDEX sealed_plain",
	"ALTER TABLE sealed DROP COLUMN plain",
	"ALTER TABLE sealed DROP COLUMN commitment",
	"ALTER TABLE sealed RENAME COLUMN mark64 TO sha64",
	"ALTER TABLE sealed RENAME COLUMN mark TO sha",
	"CREATE INDEX sealed_sha ON sealed (sha64)",
	"DELETE FROM goose_db_version WHERE version_id>=7",
}

// Words that both engines take for a type of bytes, and of small numbers.
const (
	blob = "BYTEA"
	tiny = "SMALLINT"
)

// laidOutAnew: a database that an older Vigie made has the same reports, records
// and leads after the step.
func laidOutAnew(t *testing.T, o Opener) {
	ctx := t.Context()
	s, err := o(ctx)
	if err != nil {
		t.Fatal(err)
	}
	a, b := aReport(10), aReport(20)
	a.First, b.First, b.Comp = 2, 3, 10
	vs := []store.Version{aVersion(1, 10), aVersion(2, 10), aVersion(3, 20), aVersion(4, 10)}
	for i := range vs {
		vs[i].More = i == 0 || i == 3 // an attachment that came before its report, and a later version
		if i > 0 {
			vs[i].Part = ""
		}
	}
	kept := []store.Sealed{{ID: 1, Run: 2, Mark: bytes.Repeat([]byte{8}, 32), Place: "{}"}, {ID: 2, Run: 2, Mark: bytes.Repeat([]byte{9}, 32), Place: "{}"}}
	borneBy := []store.Ident{borne(7, "a", 100, 10, report.Joins), borne(7, "b", 300, 20, report.Joins), borne(-9, "a", 100, 10, report.Joins)}
	many := make([]store.Ident, 50_000) // more than the step copies at once
	for i := range many {
		many[i] = borne(math.MaxInt64-int64(i/2), "a", int64(400+i%2), 10, report.Joins)
	}
	leads := []store.Lead{aLead(10, 1, 5, store.NoDay), aLead(20, 2, 5, 100)}
	leads[0].First, leads[1].First = a.First, b.First
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		if err := w.InsertVersions(ctx, vs); err != nil {
			return err
		}
		if err := w.InsertReports(ctx, []store.Report{a, b}); err != nil {
			return err
		}
		if err := w.InsertLeads(ctx, leads); err != nil {
			return err
		}
		if err := w.InsertSealed(ctx, kept); err != nil {
			return err
		}
		if err := errors.Join(w.InsertIdents(ctx, borneBy), w.InsertIdents(ctx, many)); err != nil {
			return err
		}
		for _, q := range slices.Concat(before11, before10, before07) {
			if _, err := w.SQL().ExecContext(ctx, q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var told []int64
	s, err = o(store.Upgrading(ctx, func(done, _ int64) { told = append(told, done) }))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(told); n < 3 || told[n-2] != math.MaxInt64 || told[n-1] != 1 || !slices.IsSorted(told[:n-1]) {
		t.Errorf("of the step that takes long was told %v", told)
	}
	read(t, s, func(_ context.Context, r *store.Tx) error {
		same(t, "Reports", []store.Report{a, b})(r.Reports(ctx, reportKeys{10, 20}))
		same(t, "ReportsOf", []store.Report{a, b})(r.ReportsOf(ctx, reportKeys{10}))
		same(t, "VersionsOf", sealless(vs[0], vs[1], vs[3]))(r.VersionsOf(ctx, reportKeys{10}))
		same(t, "LeadsAfter", leads)(r.LeadsAfter(ctx, -1, 9))
		same(t, "Lost", int64(-1))(r.Lost(ctx))
		for _, d := range borneBy {
			same(t, "Sharers", []store.Ident{d})(r.Sharers(ctx, d.Hash, d.Value, 9))
		}
		n := 0
		if err := r.EachIdent(ctx, func(store.Ident, int64) error { n++; return nil }); err != nil {
			return err
		}
		equal(t, "rows of the index", n, len(borneBy)+len(many))
		same(t, "Sharers of the last", many[:2])(r.Sharers(ctx, many[0].Hash, many[0].Value, 9))
		same(t, "NewestEntries", map[report.Key]int64{10: 6, 20: 6})(r.NewestEntries(ctx, reportKeys{10, 20}))
		same(t, "PlainSealed", []store.Sealed{{ID: 1, Mark: kept[0].Mark, Plain: true}})(r.PlainSealed(ctx, 1))
		return nil
	})
	mark := bytes.Repeat([]byte{3}, 32)
	write(t, s, func(_ context.Context, w *store.Tx) error {
		return w.MarkSealed(ctx, []store.Sealed{{ID: 1, Mark: mark}})
	})
	read(t, s, func(_ context.Context, r *store.Tx) error {
		same(t, "PlainSealed after one was marked", []store.Sealed{{ID: 2, Mark: kept[1].Mark, Plain: true}})(r.PlainSealed(ctx, 9))
		same(t, "KnownSealed", map[[32]byte]bool{[32]byte(mark): true})(r.KnownSealed(ctx, [][32]byte{[32]byte(mark), [32]byte(kept[0].Mark)}))
		want := kept[0]
		want.Mark, want.Indexed = mark, store.ShortHash(mark)
		same(t, "SealedBetween", []store.Sealed{want})(r.SealedBetween(ctx, 1, 2))
		return nil
	})
}

// writtenMeanwhile: what an older program writes while a newer one waits to lay the
// database out anew is there afterwards.
func writtenMeanwhile(t *testing.T, o Opener) {
	old := o.open(t)
	write(t, old, func(ctx context.Context, w *store.Tx) error {
		for _, q := range slices.Concat(before11, before10) {
			if _, err := w.SQL().ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	var opening sync.WaitGroup
	write(t, old, func(ctx context.Context, w *store.Tx) error {
		_, err := w.Exec(ctx, "INSERT INTO ident (hash, role, value, account, weak, report, kind) VALUES (7, 1, 'a', 100, 0, 10, 1)")
		opening.Go(func() {
			s, err := o(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(300 * time.Millisecond) // it has come as far as it can by now
		return err
	})
	opening.Wait()
	read(t, o.open(t), func(ctx context.Context, r *store.Tx) error {
		got, err := r.Sharers(ctx, 7, "a", 9)
		equal(t, "rows of what was written meanwhile", len(got), 1)
		return err
	})
}

// recordsOfReports: what a report's row names as its first record is found with those
// that came besides, and what neither leads to is lost.
func recordsOfReports(t *testing.T, s *store.Store) {
	a, b := aReport(10), aReport(20)
	a.First, b.First = 1, 2
	vs := []store.Version{aVersion(1, 10), aVersion(2, 20), aVersion(3, 10), aVersion(5, 30)}
	vs[0].More, vs[1].More = false, false
	vs[2].Entry = 9
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		if err := w.InsertVersions(ctx, vs); err != nil {
			return err
		}
		if err := w.Wait(ctx, 30, 5); err != nil {
			return err
		}
		return w.InsertReports(ctx, []store.Report{a, b})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "VersionsOf", sealless(vs[0], vs[2]))(r.VersionsOf(ctx, reportKeys{10}))
		same(t, "VersionsOf both", sealless(vs[0], vs[1], vs[2]))(r.VersionsOf(ctx, reportKeys{20, 10}))
		same(t, "NewestEntries", map[report.Key]int64{10: 9, 20: 6})(r.NewestEntries(ctx, reportKeys{10, 20}))
		same(t, "Lost", int64(-1))(r.Lost(ctx))
		return nil
	})
	for _, q := range []string{
		"UPDATE version SET more=1 WHERE id=2", "UPDATE version SET more=0 WHERE id=3", "UPDATE report SET first=4 WHERE key=20",
		"UPDATE version SET more=0 WHERE id=5", // it waits: its report, once it comes, would not find it
	} {
		write(t, s, func(ctx context.Context, w *store.Tx) error {
			if _, err := w.SQL().ExecContext(ctx, "SAVEPOINT hand"); err != nil {
				return err
			}
			if _, err := w.SQL().ExecContext(ctx, q); err != nil {
				return err
			}
			if entry := must[int64](t, "Lost")(w.Lost(ctx)); entry < 0 {
				t.Errorf("after %s, nothing is lost", q)
			}
			_, err := w.SQL().ExecContext(ctx, "ROLLBACK TO SAVEPOINT hand")
			return err
		})
	}
}
