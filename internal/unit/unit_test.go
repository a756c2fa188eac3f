package unit

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/store"
	"vigie/internal/synth"
)

var (
	received = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	asOf     = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
)

// newUnit makes an installation with one head of unit, on SQLite unless db
// names a server.
func newUnit(t testing.TB, db string) (*Unit, Actor) {
	t.Helper()
	dir := t.TempDir()
	o := Options{Dir: filepath.Join(dir, "data"), DB: db, Now: func() time.Time { return asOf }}
	ctx := context.Background()
	err := Init(ctx, First{
		Options:     o,
		Settings:    Settings{Unit: "Essai", Origin: "vigie.example.org/ledger", Procedure: "PV 2026/1", Basis: "essai", Handling: "evidence"},
		EvidenceKey: filepath.Join(dir, "evidence.key"),
		Person:      NewPerson{ID: "cheffe", Name: "Cheffe", Role: access.Head, Lang: "fr"},
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { u.Close() })
	who, err := u.Actor(ctx, "cheffe")
	if err != nil {
		t.Fatal(err)
	}
	return u, who.For("essai")
}

// records reads synthetic reports into memory.
func records(t testing.TB, u *Unit, n int, seed uint64) []intake.Record {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "synth")
	if _, err := synth.Write(context.Background(), synth.Options{Reports: n, Seed: seed, Broken: true}, dir, nil); err != nil {
		t.Fatal(err)
	}
	w, err := u.Walker("", "")
	if err != nil {
		t.Fatal(err)
	}
	var out []intake.Record
	err = w.Walk(context.Background(), []string{filepath.Join(dir, "reports")}, func(r intake.Record) error {
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func emitting(recs []intake.Record) func(context.Context, func(intake.Record) error) error {
	return func(_ context.Context, emit func(intake.Record) error) error {
		for _, r := range recs {
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	}
}

func takeIn(t testing.TB, u *Unit, who Actor, recs []intake.Record, batch int) Counts {
	t.Helper()
	c, err := u.TakeIn(context.Background(), who, Intake{Received: received, Batch: batch, Records: emitting(recs)})
	if err != nil {
		t.Fatal(err)
	}
	if c.Read != c.New+c.Versions+c.Attached+c.Sealed+c.Duplicates+c.Quarantined {
		t.Fatalf("not counted: %+v", c)
	}
	return c
}

// digest is the SHA-256 of the leads and the queue in a canonical form: equal
// for the same reports, judgements and decisions, however they came and
// whichever database keeps them.
func digest(t testing.TB, u *Unit) string {
	t.Helper()
	ctx := context.Background()
	h := sha256.New()
	err := u.store.Read(ctx, func(tx *store.Tx) error {
		err := tx.EachReport(ctx, func(r store.Report) error {
			_, err := fmt.Fprintf(h, "report %s %d %s %s %x\n", r.Key, r.Received, r.Comp, r.Lead, r.Summary)
			return err
		})
		if err != nil {
			return err
		}
		f := store.QueueFilter{Limit: 1000}
		for {
			ls, err := tx.Queue(ctx, f)
			if err != nil {
				return err
			}
			for _, l := range ls {
				fmt.Fprintf(h, "lead %s %d %d %d %d %d %d\n", l.ID, l.Class, l.Score, l.ActBy, l.Next, l.Reports, l.Bundle)
			}
			if len(ls) < f.Limit {
				return nil
			}
			f.After = &ls[len(ls)-1]
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// sound checks that the derived tables are what follows, and the ledger.
func sound(t testing.TB, u *Unit, who Actor) {
	t.Helper()
	diffs, err := u.Replay(context.Background(), who, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diffs {
		t.Error("replay:", d)
	}
	rep, err := u.Verify(context.Background(), who, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f, bad := rep.First(); bad {
		t.Error("ledger:", f.Sentence("en"))
	}
}

func TestCountedIdempotentReplay(t *testing.T) {
	u, who := newUnit(t, "")
	recs := records(t, u, 600, 1)
	first := takeIn(t, u, who, recs, 0)
	t.Logf("%+v", first)
	if first.Read != int64(len(recs)) {
		t.Errorf("read %d of %d records", first.Read, len(recs))
	}
	before := digest(t, u)
	sound(t, u, who)
	again := takeIn(t, u, who, recs, 0)
	if again.New+again.Versions+again.Attached != 0 {
		t.Errorf("taken in again: %+v", again)
	}
	if digest(t, u) != before {
		t.Error("taking the same in again changed the order")
	}
	page, err := u.Queue(context.Background(), who, QueueFilter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Rows {
		t.Logf("%s %-10s %d %s", r.Lead, r.Class, r.Reports, r.Sentence)
		if _, err := u.Lead(context.Background(), who, r.Lead, "en"); err != nil {
			t.Error(err)
		}
	}
	sound(t, u, who)
	if _, err := u.Replay(context.Background(), who, false, nil); err != nil {
		t.Fatal(err)
	}
	if digest(t, u) != before {
		t.Error("replay changed the order")
	}
}
