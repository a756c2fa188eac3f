package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

func matches(t *testing.T, s *store.Store) {
	run := store.MatchRun{
		ID: 1, Who: "anna", At: 5, Procedure: "p", Basis: "b", List: "l.csv", ListSHA: []byte{1}, ListRows: 9,
		Other: "", OtherSHA: []byte{}, OtherRows: 3, Weights: "w", Entry: 7,
	}
	other := run
	other.ID, other.Other, other.OtherSHA = 2, "o.csv", []byte{2}
	pair := func(run, row int64, of report.Key, party, milli int64) store.MatchPair {
		return store.MatchPair{Run: run, Row: row, Report: of, Party: party, Version: int64(of) * 2, Milli: milli, Steps: []byte{byte(row)}, Entry: 7}
	}
	order := []store.MatchPair{pair(1, 4, 30, 0, 9000), pair(1, 2, 10, 1, 5000), pair(1, 2, 20, 0, 5000)}
	rows := pair(2, 1, 0, 3, 100)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "NextMatch of none", int64(1))(w.NextMatch(ctx))
		err := errors.Join(w.InsertMatch(ctx, run, []store.MatchPair{order[2], order[0], order[1]}), w.InsertMatch(ctx, other, []store.MatchPair{rows}))
		same(t, "NextMatch", int64(3))(w.NextMatch(ctx))
		return err
	})
	answered := order[1]
	answered.Verdict, answered.Because, answered.Who, answered.Entry = "same", "why", "bert", 8
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		none := answered
		none.Party = 5
		if err := w.AnswerMatch(ctx, none); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an answer to nothing: %v", err)
		}
		return w.AnswerMatch(ctx, answered)
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "MatchRuns", []store.MatchRun{other, run})(r.MatchRuns(ctx))
		same(t, "MatchPairs", []store.MatchPair{order[0], answered, order[2]})(r.MatchPairs(ctx, 1, 9))
		same(t, "MatchPairs, one", order[:1])(r.MatchPairs(ctx, 1, 1))
		same(t, "MatchPair", answered)(r.MatchPair(ctx, 1, answered.Row, answered.Report, answered.Party))
		same(t, "MatchPair of another list", rows)(r.MatchPair(ctx, 2, 1, 0, 3))
		if _, err := r.MatchPair(ctx, 2, 1, 0, 4); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a proposal that is none: %v", err)
		}
		same(t, "MatchPairsOn", []store.MatchPair{answered, order[0]})(r.MatchPairsOn(ctx, reportKeys{10, 30, 99}))
		same(t, "MatchPairsOn none", []store.MatchPair(nil))(r.MatchPairsOn(ctx, nil))
		all, done, err := r.MatchCounts(ctx, 1)
		equal(t, "MatchCounts", []any{all, done, err}, []any{int64(3), int64(1), nil})
		n := 0
		err = r.EachMatchPair(ctx, func(store.MatchPair) error { n++; return nil })
		equal(t, "EachMatchPair", n, 4)
		return err
	})
}
