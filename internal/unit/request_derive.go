package unit

import (
	"cmp"
	"context"
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

// auditRequests holds acts on requests against the ledger.
func auditRequests() actAudit[store.RequestAct, requestDetail] {
	return actAudit[store.RequestAct, requestDetail]{
		thing: "request", list: (*store.Tx).RequestActs,
		made: func(r store.RequestAct) (int64, made) { return r.ID, made{r.Entry, r.Who, r.At} },
		act:  func(d requestDetail) int64 { return d.Act },
		same: func(ctx context.Context, t *store.Tx, r store.RequestAct, _ ledger.Entry, d requestDetail) (bool, error) {
			if d.Body != "" {
				var err error
				if r.Body, err = t.RequestBody(ctx, r.ID); err != nil {
					return false, fmt.Errorf("reading a draft: %w", err)
				}
			}
			d.Masked = 0 // of the draft, whose hash is there
			return requestDetailOf(r) == d, nil
		},
	}
}
