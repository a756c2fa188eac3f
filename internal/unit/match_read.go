package unit

import (
	"context"
	"errors"
	"fmt"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// Matches lists all comparisons, the newest first.
func (u *Unit) Matches(ctx context.Context, who Actor) ([]MatchRunView, error) {
	out := []MatchRunView{}
	err := u.do(ctx, who.asking(Asked{"what": "comparisons"}), access.Compare, func(ctx context.Context, w *work) error {
		runs, err := w.MatchRuns(ctx)
		if err != nil {
			return err
		}
		for _, r := range runs {
			v, err := w.matchRun(ctx, r)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "comparisons", "listed": len(out)})
		return err
	})
	return out, err
}

// MatchOf shows one comparison.
func (u *Unit) MatchOf(ctx context.Context, who Actor, run int64) (MatchView, error) {
	var out MatchView
	err := u.do(ctx, who.asking(Asked{"what": "comparison", "run": run}), access.Compare, func(ctx context.Context, w *work) error {
		r, err := w.matchRunOf(ctx, run)
		if err != nil {
			return err
		}
		pairs, err := w.MatchPairs(ctx, run, mostMatched)
		if err != nil {
			return err
		}
		if out, err = w.matchView(ctx, r, pairs); err != nil {
			return err
		}
		if out.Cut, out.Room, err = w.cutOf(ctx, r); err != nil {
			return err
		}
		var of []report.Key
		for _, p := range out.Rows {
			if p.Report != 0 {
				of = append(of, p.Report, p.Lead)
			}
		}
		_, err = w.record(ledger.Read, of, map[string]any{"what": "comparison", "run": run})
		return err
	})
	return out, err
}

// cutOf reads what a comparison's entry says of groups that were too large.
func (w *work) cutOf(ctx context.Context, r store.MatchRun) (cut, room int, err error) {
	err = w.Rows(ctx, r.Entry, r.Entry+1, func(row ledger.Row) error {
		e, err := row.Open()
		if errors.Is(err, ledger.ErrErased) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("entry %d: %w; run: vigie ledger verify", r.Entry, err)
		}
		d, err := detail[matchDetail](e)
		cut, room = d.Cut, d.Room
		return err
	})
	return cut, room, err
}
