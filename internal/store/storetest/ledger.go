package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

const origin = "vigie.example.org/ledger"

// zeros stands for random salts, so that two ledgers can be compared.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// aLog appends the same bytes to any cellar.
func aLog(t tester) (*ledger.Log, note.Verifier) {
	t.Helper()
	skey, vkey, err := ledger.NewKey(origin)
	if err != nil {
		t.Fatalf("NewKey: %v", err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatalf("NewSigner: %v", err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatalf("NewVerifier: %v", err)
	}
	return &ledger.Log{Origin: origin, Signer: signer, Rand: zeros{}}, verifier
}

func entries(from, n int) []ledger.Entry {
	out := make([]ledger.Entry, n)
	for i := range out {
		out[i] = ledger.Entry{Kind: ledger.Read, At: time.UnixMilli(int64(1700000000000 + from + i)), Who: "p1", Purpose: fmt.Sprint("n° ", from+i)}
	}
	return out
}

// everything reads all that a cellar holds.
func everything(t tester, ctx context.Context, c ledger.Cellar) (m ledger.Memory) {
	t.Helper()
	err := errors.Join(
		c.Rows(ctx, math.MinInt64, math.MaxInt64, func(r ledger.Row) error { m.Entries = append(m.Entries, r); return nil }),
		c.Tiles(ctx, func(n ledger.Tile) error { m.Nodes = append(m.Nodes, n); return nil }))
	m.State = must[ledger.Head](t, "Head")(c.Head(ctx))
	if err != nil {
		t.Fatalf("reading the cellar: %v", err)
	}
	return m
}

// The ledger's own cellar in memory is the oracle: after every batch, and over
// the edges of tiles, a transaction holds what it holds.
func ledgerLikeMemory(t *testing.T, s *store.Store) {
	log, verifier := aLog(t)
	var oracle ledger.Memory
	ctx, n := context.Background(), 0
	for _, batch := range []int{0, 1, 2, 252, 1, 1, 300, 64, 63} {
		first, err := log.Append(ctx, &oracle, entries(n, batch))
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, func(ctx context.Context, w *store.Tx) error {
			same(t, "Append", first)(log.Append(ctx, w, entries(n, batch)))
			equal(t, "inside the transaction", everything(t, ctx, w), oracle)
			return nil
		})
		n += batch
		read(t, s, func(ctx context.Context, r *store.Tx) error {
			equal(t, fmt.Sprint("after ", n), everything(t, ctx, r), oracle)
			return nil
		})
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		for _, level := range []int{0, 1, 2} {
			for n := range int64(4) {
				want, _ := oracle.Tile(ctx, level, n)
				same(t, "Tile", want)(r.Tile(ctx, level, n))
			}
		}
		for _, span := range [][2]int64{{-5, 3}, {255, 257}, {683, 9999}, {9, 9}, {9, 3}} {
			var got, want []ledger.Row
			_ = oracle.Rows(ctx, span[0], span[1], func(o ledger.Row) error { want = append(want, o); return nil })
			err := r.Rows(ctx, span[0], span[1], func(o ledger.Row) error { got = append(got, o); return nil })
			if err != nil {
				t.Fatal(err)
			}
			equal(t, fmt.Sprint("Rows ", span), got, want)
		}
		found, err := ledger.Verify(ctx, r, verifier, ledger.VerifyOptions{})
		if err != nil || len(found.Faults) != 0 || found.Tree.Size != int64(n) {
			t.Errorf("Verify: %+v, %v", found, err)
		}
		return nil
	})
}

func ledgerStops(t *testing.T, s *store.Store) {
	log, _ := aLog(t)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		_, err := log.Append(ctx, w, entries(0, 5))
		return err
	})
	stop := errors.New("enough")
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		n := 0
		if err := r.Rows(ctx, 0, 5, func(ledger.Row) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
			t.Errorf("Rows went on to %d with the error %v", n, err)
		}
		if err := r.Tiles(ctx, func(ledger.Tile) error { n++; return stop }); !errors.Is(err, stop) || n != 2 {
			t.Errorf("Tiles went on to %d with the error %v", n, err)
		}
		return nil
	})
	// An entry is written once: a second row of its index takes all with it.
	err := s.Write(t.Context(), func(w *store.Tx) error {
		return w.Append(t.Context(), []ledger.Row{{Index: 5, Leaf: []byte("x")}, {Index: 4, Leaf: []byte("x")}}, nil, ledger.Head{Size: 6})
	})
	if err == nil {
		t.Error("an entry was written over")
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		equal(t, "entries", len(everything(t, ctx, r).Entries), 5)
		return nil
	})
}

func entriesOn(t *testing.T, s *store.Store) {
	log, _ := aLog(t)
	var oracle ledger.Memory
	if _, err := log.Append(t.Context(), &oracle, entries(0, 8)); err != nil {
		t.Fatal(err)
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		_, err := log.Append(ctx, w, entries(0, 8))
		v, u := aVersion(1, 10), aVersion(2, 20)
		v.Entry, u.Entry = 2, 3
		return errors.Join(err, w.InsertVersions(ctx, []store.Version{v, u}), w.InsertSubjects(ctx, []store.Subject{
			{Key: 10, Entry: 7}, {Key: 10, Entry: 0}, {Key: 30, Entry: 7}, {Key: keyMax, Entry: 5}, {Key: 20, Entry: 6}, {Key: 10, Entry: 99},
		}))
	})
	at := func(is ...int) (rows []ledger.Row) {
		for _, i := range is {
			rows = append(rows, oracle.Entries[i])
		}
		return rows
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "one key", at(0, 2, 7))(r.EntriesOn(ctx, reportKeys{10}, 9))
		same(t, "an entry on two of them counts once", at(0, 2, 5, 7))(r.EntriesOn(ctx, reportKeys{30, 10, keyMax, 99}, 9))
		same(t, "the newest, oldest first", at(5, 7))(r.EntriesOn(ctx, reportKeys{10, 30, keyMax}, 2))
		same(t, "a key of none", []ledger.Row(nil))(r.EntriesOn(ctx, []report.Key{99}, 9))
		return nil
	})
}
