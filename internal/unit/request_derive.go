package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// covers says how requests stand over the clocks of one report's records, by the
// names of these. A record that none stops is not in it.
type covers map[string]request.Cover

func (c covers) stopped(item string) (triage.Day, bool) {
	x := c[item]
	return x.Until, x.Stops
}

// coveredOn asks the store what requests stop on reports.
func (w *work) coveredOn(ctx context.Context, keys []report.Key) (map[report.Key]covers, error) {
	items, err := w.RequestItemsOn(ctx, keys)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	out := map[report.Key]covers{}
	for _, i := range items {
		if i.Kept == notStopped {
			continue
		}
		if out[i.Report] == nil {
			out[i.Report] = covers{}
		}
		out[i.Report][i.Item] = out[i.Report][i.Item].Or(request.Cover{Stops: true, Until: triage.Day(i.Kept)})
	}
	return out, nil
}

// coveredByActs works out from the acts alone what requests stop.
func (w *work) coveredByActs(ctx context.Context) (map[report.Key]covers, error) {
	b, err := w.requestBook(ctx)
	if err != nil {
		return nil, err
	}
	out := map[report.Key]covers{}
	for r, c := range b.Covers() {
		if out[r.Report] == nil {
			out[r.Report] = covers{}
		}
		out[r.Report][r.Item] = c
	}
	return out, nil
}

// allRequestItems works out from the acts alone what the derived table holds.
func (w *work) allRequestItems(ctx context.Context) ([]store.RequestItem, error) {
	b, err := w.requestBook(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.RequestItem
	for _, q := range b.Requests() {
		out = append(out, requestItemsOf(b.State, q.Number)...)
	}
	return out, nil
}

// compareRequests lists where what is stored of requests is not what follows from
// the acts.
func (w *work) compareRequests(ctx context.Context, differ func(format string, args ...any)) error {
	follows, err := w.allRequestItems(ctx)
	if err != nil {
		differ("%v", err)
		return nil
	}
	want := map[store.RequestItem]bool{}
	for _, i := range follows {
		want[i] = true
	}
	err = w.EachRequestItem(ctx, func(i store.RequestItem) error {
		if !want[i] {
			differ("report %s: request %s is stored for it otherwise than follows", i.Report, i.Number)
		}
		delete(want, i)
		return nil
	})
	missing := slices.SortedFunc(maps.Keys(want), func(a, b store.RequestItem) int {
		return cmp.Or(cmp.Compare(a.Report, b.Report), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Place, b.Place))
	})
	for _, i := range missing {
		differ("report %s: request %s is not stored for it, and follows", i.Report, i.Number)
	}
	return err
}

// rebuildRequests puts what follows from the acts in place of what is stored,
// which is cleared.
func (w *work) rebuildRequests(ctx context.Context) error {
	items, err := w.allRequestItems(ctx)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(items, 5000) {
		if err := w.InsertRequestItems(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// requestAudit holds acts on requests against the ledger, in both directions.
type requestAudit struct {
	rows map[int64]store.RequestAct // not yet met in the ledger; nil until the first is asked for
}

func (c *requestAudit) load(ctx context.Context, t *store.Tx) error {
	if c.rows != nil {
		return nil
	}
	rows, err := t.RequestActs(ctx)
	if err != nil {
		return err
	}
	c.rows = make(map[int64]store.RequestAct, len(rows))
	for _, r := range rows {
		c.rows[r.ID] = r
	}
	return nil
}

// check holds an entry against the act that it made.
func (c *requestAudit) check(ctx context.Context, t *store.Tx, index int64, e ledger.Entry) error {
	d, err := detail[requestDetail](e)
	if err != nil {
		return err
	}
	if err := c.load(ctx, t); err != nil {
		return ledger.Abort(err)
	}
	r, ok := c.rows[d.Act]
	if !ok {
		return errors.New("the act on a request that it made is gone")
	}
	delete(c.rows, d.Act)
	if d.Body != "" {
		if r.Body, err = t.RequestBody(ctx, r.ID); err != nil {
			return ledger.Abort(fmt.Errorf("reading a draft: %w", err))
		}
	}
	d.Masked = 0 // of the draft, whose hash is there
	if r.Entry != index || r.Who != e.Who || r.At != e.At.UnixMilli() || requestDetailOf(r) != d {
		return errors.New("the act on a request that it made was changed")
	}
	return nil
}

// finish lists acts that no entry made.
func (c *requestAudit) finish(ctx context.Context, t *store.Tx, fault func(index int64, text string)) error {
	if err := c.load(ctx, t); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(c.rows)) {
		fault(c.rows[id].Entry, "an act on a request is stored that no entry made")
	}
	return nil
}
