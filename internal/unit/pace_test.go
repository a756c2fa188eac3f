package unit

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/store"
)

// TestPace: while anyone is at the desk an intake begins with a small batch, and a
// batch that held the store too long is followed by a smaller one; one that was short of
// records is not.
func TestPace(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	begin := func(most int) (p pace) {
		err := u.do(ctx, who, access.TakeIn, func(ctx context.Context, w *work) (err error) {
			if p, err = w.pace(ctx, most); err == nil {
				_, err = w.record(ledger.Read, nil, map[string]any{"what": "test"})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := begin(0); p != (pace{leastBatch, leastBatch}) {
		t.Errorf("nobody is there: %+v", p)
	}
	if p := begin(7); p != (pace{7, 7}) {
		t.Errorf("seven were asked for: %+v", p)
	}
	err := u.store.Write(ctx, func(tx *store.Tx) error {
		return tx.InsertToken(ctx, store.Token{Hash: []byte("hash"), Person: who.ID, Kind: "session", Expires: time.Now().Add(time.Hour).Unix(), LastUsed: time.Now().Unix()}, time.Now().Unix())
	})
	if err != nil {
		t.Fatal(err)
	}
	p := begin(0)
	if p != (pace{leastBatch, fewest}) {
		t.Errorf("somebody is there: %+v", p)
	}
	for _, s := range []struct {
		held int
		took time.Duration
		want int
	}{{fewest, briefly / 4, 4 * fewest}, {4 * fewest, 4 * briefly, fewest}, {1, briefly / 2, fewest}, {fewest / 2, 2 * briefly, fewest / 4}, {fewest, time.Minute, 1}} {
		if err := p.after(ctx, s.held, s.took, true); err != nil || p.n != s.want {
			t.Errorf("after a batch of %s: %+v, %v; want %d", s.took, p, err, s.want)
		}
	}
	if err := p.after(ctx, 1, time.Minute, false); err != nil || p.n != fewest {
		t.Errorf("nobody is there any more: %+v, %v", p, err)
	}
}

// TestBatchesGrowWithTheStore: within bounds, and never by less than what a small
// store takes.
func TestBatchesGrowWithTheStore(t *testing.T) {
	for held, want := range map[int64]int{0: 2000, 100_000: 2000, 400_000: 2000, 600_000: 3000, 1_000_000: 5000, 1 << 40: 5000} {
		if n := usualBatch(held); n != want {
			t.Errorf("into %d: %d, not %d", held, n, want)
		}
	}
}

// TestOneIntakeGrows: the batches of one intake grow with what it brings.
func TestOneIntakeGrows(t *testing.T) {
	least, most, part := leastBatch, mostBatch, batchPart
	t.Cleanup(func() { leastBatch, mostBatch, batchPart = least, most, part })
	leastBatch, mostBatch, batchPart = 10, 40, 4
	u, who := newUnit(t, "")
	recs := crowd(behindOneExit, 0, 400)
	var batches []int64
	var before int64
	_, err := u.TakeIn(t.Context(), who, Intake{Received: received, Records: emitting(recs), Progress: func(c Counts) {
		batches, before = append(batches, c.Read-before), c.Read
	}})
	if err != nil {
		t.Fatal(err)
	}
	if most := slices.Max(batches); batches[0] > 10 || most <= 10 || most > 40 || before != 400 {
		t.Errorf("batches of %d", batches)
	}
}

// TestWriterDoesNotWait: while a record is still being prepared, what came before it is
// written, if that is as much as a small store's batch.
func TestWriterDoesNotWait(t *testing.T) {
	least := leastBatch
	wrote := make(chan struct{})
	var prepared atomic.Int64
	kill = func(point string) {
		if point != "prepared" || prepared.Add(1) != 150 {
			return
		}
		select {
		case <-wrote:
		case <-time.After(20 * time.Second):
			t.Error("nothing was written while one record was being prepared")
		}
	}
	t.Cleanup(func() {
		leastBatch = least
		kill = func(string) {}
	})
	leastBatch = 10
	u, who := newUnit(t, "")
	var read int64
	_, err := u.TakeIn(t.Context(), who, Intake{Received: received, Batch: 1000, Records: emitting(crowd(behindOneExit, 0, 200)), Progress: func(c Counts) {
		// Whole batches are of 10, 20, 40 and 80: the fourth would wait for that record.
		if before := read; before < 75 && c.Read >= 75 {
			close(wrote)
		}
		read = c.Read
	}})
	if err != nil || read != 200 {
		t.Errorf("%d read, %v", read, err)
	}
}
