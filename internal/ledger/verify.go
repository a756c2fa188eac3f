package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// VerifyOptions are all optional.
type VerifyOptions struct {
	// Against is a checkpoint saved earlier, as text. It is checked with the
	// same key.
	Against []byte
	// Check compares a recorded act with what the domain tables hold. It is
	// called in index order, for every entry whose opening is proven, and never
	// while the Cellar yields. Its error is a fault of that entry, said in the
	// sentence; an error made by [Abort] ends the verification instead.
	Check func(Row, Entry) error
	// Progress is called now and then with the number of rows read.
	Progress func(done, total int64)
}

// Abort marks an error of Check that says nothing about the ledger, such as a
// database that does not answer.
func Abort(err error) error { return abort{err} }

type abort struct{ error }

func (a abort) Unwrap() error { return a.error }

// A run of rows is held in memory at once: so many, or so many bytes.
const (
	runRows  = 4096
	runBytes = 8 << 20
	// maxGap is the longest gap after which the tree is still compared.
	maxGap = 1 << 20
)

var errRunFull = errors.New("run is full")

// Verify rereads every row, tile and signature of a ledger and reports what is
// wrong. The verifier's name is the origin expected. Memory does not grow with
// the ledger, save one bit for each entry in a neighbourhood where something
// was erased.
//
// The error is not nil when the ledger could not be read, or when
// opts.Against is not a checkpoint signed by this key: nothing is then known.
func Verify(ctx context.Context, c Cellar, v note.Verifier, opts VerifyOptions) (Report, error) {
	w := &walk{c: c, v: v, opts: opts, missing: set{}, named: set{}, settled: set{}, lostErasure: -1}
	if opts.Against != nil {
		t, err := OpenCheckpoint(opts.Against, v)
		if err != nil {
			return Report{}, fmt.Errorf("ledger: the older checkpoint: %w", err)
		}
		w.old = &t
	}
	if err := w.all(ctx); err != nil {
		return Report{}, fmt.Errorf("ledger: verifying: %w", err)
	}
	return w.report, nil
}

// walk is one verification.
type walk struct {
	c      Cellar
	v      note.Verifier
	opts   VerifyOptions
	report Report

	signed *Tree // what the stored checkpoint says; nil if it says nothing
	old    *Tree // what opts.Against says
	size   int64 // entries that should be there

	grown   edge
	dirty   [][tileWidth]bool // hashes of the tiles under way beneath which something is wrong already
	whole   bool              // no gap too long to grow the tree over
	next    int64             // index of the next row
	run     []Row
	buf     []byte
	scratch []byte

	missing     set   // entries without an opening
	named       set   // entries that an erase entry names
	settled     set   // entries that lack something by a fault already said
	lostErasure int64 // last faulty row that may have been an erase entry
}

func (w *walk) all(ctx context.Context) error {
	head, err := w.c.Head(ctx)
	if err != nil {
		return err
	}
	w.size, w.whole = max(head.Size, 0), true
	w.head(head)
	if err := w.rows(ctx); err != nil {
		return err
	}
	if err := w.outside(ctx); err != nil {
		return err
	}
	if err := w.finishTree(ctx); err != nil {
		return err
	}
	w.settleErasures()
	return nil
}

// head judges the stored checkpoint.
func (w *walk) head(h Head) {
	if h.Size == 0 && len(h.Checkpoint) == 0 {
		return
	}
	if len(h.Checkpoint) == 0 {
		w.report.add(Fault{Code: CheckpointMissing, Index: -1})
		return
	}
	body, ok := bodyOf(h.Checkpoint)
	t, err := ParseTree(body)
	if !ok || err != nil {
		w.report.add(Fault{Code: CheckpointForm, Index: -1})
		return
	}
	if opened, err := OpenCheckpoint(h.Checkpoint, w.v); err != nil {
		w.report.add(Fault{Code: CheckpointSignature, Index: -1})
	} else if !sameSpelling(h.Checkpoint, opened, w.v) {
		w.report.add(Fault{Code: CheckpointForm, Index: -1})
	}
	if t.Size != h.Size {
		w.report.add(Fault{Code: CheckpointSize, Index: -1, Last: h.Size})
		return
	}
	w.signed = &t
}

// rows reads the rows in runs, judges each, and grows the tree from them.
func (w *walk) rows(ctx context.Context) error {
	for w.next < w.size && w.whole {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.run = w.run[:0]
		held := 0
		err := w.c.Rows(ctx, w.next, w.size, func(r Row) error {
			w.run = append(w.run, r)
			if held += len(r.Leaf) + len(r.Salt) + len(r.Opening); len(w.run) >= runRows || held >= runBytes {
				return errRunFull
			}
			return nil
		})
		if err != nil && !errors.Is(err, errRunFull) {
			return err
		}
		for _, r := range w.run {
			if err := w.row(ctx, r); err != nil {
				return err
			}
		}
		if err == nil { // that was the last run
			if err := w.gap(ctx, w.size); err != nil {
				return err
			}
		}
		if w.opts.Progress != nil {
			w.opts.Progress(w.next, w.size)
		}
	}
	clear(w.run)
	return nil
}

// gap notes that entries from w.next to before are missing.
func (w *walk) gap(ctx context.Context, before int64) error {
	if w.next >= before {
		return nil
	}
	w.report.add(Fault{Code: RowMissing, Index: w.next, Last: before - 1})
	if before-w.next > maxGap {
		w.whole = false // nothing to compare the tree with
		w.next = before
		return nil
	}
	w.settled.addSpan(w.next, before-1)
	for w.next < before {
		if err := w.push(ctx, tlog.Hash{}, true); err != nil {
			return err
		}
	}
	return nil
}

// row takes one row in.
func (w *walk) row(ctx context.Context, r Row) error {
	if r.Index < w.next || r.Index >= w.size {
		w.report.add(Fault{Code: RowMisplaced, Index: r.Index})
		return nil
	}
	if err := w.gap(ctx, r.Index); err != nil || !w.whole {
		return err
	}
	e, ok := w.judge(r)
	var h tlog.Hash
	h, w.buf = leafHash(w.buf, r.Leaf)
	if err := w.push(ctx, h, false); err != nil {
		return err
	}
	if !ok || w.opts.Check == nil {
		return nil
	}
	if err := w.opts.Check(r, e); err != nil {
		if a, ok := errors.AsType[abort](err); ok {
			return a.error
		}
		w.report.add(Fault{Code: RecordDiffers, Index: r.Index, Err: err})
	}
	return nil
}

// push adds a hash to the tree, and compares with the older checkpoint when the
// tree is of its size.
func (w *walk) push(ctx context.Context, h tlog.Hash, absent bool) error {
	w.compareOld()
	if absent {
		w.mark(0, int(w.next%tileWidth))
	}
	w.next++
	return w.grown.push(h, func(level int, n int64, data []byte) error {
		return w.compareTile(ctx, level, n, data, true)
	})
}

func (w *walk) compareOld() {
	if w.old != nil && w.old.Size == w.grown.size && w.whole && w.grown.root() != w.old.Root {
		w.report.add(Fault{Code: HistoryRewritten, Index: -1, Last: w.old.Size - 1})
	}
}

// outside looks for rows before 0 and after the end.
func (w *walk) outside(ctx context.Context) error {
	found := 0
	beyond := func(r Row) error {
		w.report.add(Fault{Code: RowBeyond, Index: r.Index})
		if found++; found >= maxFaults {
			return errRunFull
		}
		return nil
	}
	if err := w.c.Rows(ctx, math.MinInt64, 0, beyond); err != nil && !errors.Is(err, errRunFull) {
		return err
	}
	if err := w.c.Rows(ctx, w.size, math.MaxInt64, beyond); err != nil && !errors.Is(err, errRunFull) {
		return err
	}
	return nil
}

// settleErasures holds the openings that are missing against those that erase
// entries name.
func (w *walk) settleErasures() {
	both := w.missing.len()
	w.missing.without(w.named, func(i int64) {
		both--
		if i < w.lostErasure {
			w.report.Unsettled++ // the faulty entry after it may have named it
			return
		}
		w.report.add(Fault{Code: ErasureUnrecorded, Index: i})
	})
	w.report.Erased = both
	for k, p := range w.settled {
		q := w.missing.page(k)
		for i := range p {
			q[i] |= p[i]
		}
	}
	w.named.without(w.missing, func(i int64) {
		w.report.add(Fault{Code: ErasureUndone, Index: i})
	})
}
