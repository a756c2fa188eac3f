package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

func judgements(t *testing.T, s *store.Store) {
	on := func(a, b report.Key) store.Judgement {
		return store.Judgement{A: a, B: b, Verdict: "different", Because: "two hands", Who: "p1", At: 1700000000123, Entry: int64(b)}
	}
	a, b, c := on(1, 3), on(2, 3), on(2, keyMax)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.PutJudgement(ctx, c), w.PutJudgement(ctx, b), w.PutJudgement(ctx, a))
	})
	b.Verdict, b.Because, b.Who, b.At, b.Entry = "same", "one hand", "p2", 5, 6 // a later one stands in its place
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.PutJudgement(ctx, b) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Judgements", []store.Judgement{a, b, c})(r.Judgements(ctx))
		same(t, "JudgementsOn the greater", []store.Judgement{a, b})(r.JudgementsOn(ctx, reportKeys{3}))
		same(t, "JudgementsOn both", []store.Judgement{b, c})(r.JudgementsOn(ctx, reportKeys{keyMax, 2, 99}))
		same(t, "CountJudgements", int64(3))(r.CountJudgements(ctx))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		notFound(t, "DeleteJudgement of a pair turned round", w.DeleteJudgement(ctx, 3, 2))
		return w.DeleteJudgement(ctx, 2, 3)
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		notFound(t, "DeleteJudgement twice", w.DeleteJudgement(ctx, 2, 3))
		same(t, "Judgements", []store.Judgement{a, c})(w.Judgements(ctx))
		return nil
	})
}

func decisions(t *testing.T, s *store.Store) {
	on := func(k report.Key, kind, fact string) store.Decision {
		return store.Decision{Report: k, Kind: kind, Fact: fact, Because: "called the bank", Who: "p1", At: 9, Entry: 4}
	}
	// In the order of bytes, whatever the server's language: Z, a, z, é.
	want := []store.Decision{
		on(1, "Z", ""), on(1, "a", ""), on(1, "a", "Z"), on(1, "a", "a b"), on(1, "a", "aB"), on(1, "z", ""), on(1, "é", ""), on(keyMax, "a", ""),
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		for i := range want {
			if err := w.PutDecision(ctx, want[(i*5+2)%len(want)]); err != nil {
				return err
			}
		}
		return nil
	})
	want[1].Because, want[1].Who, want[1].At, want[1].Entry = "called again", "p2", 10, 5
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.PutDecision(ctx, want[1]) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Decisions", want)(r.Decisions(ctx))
		same(t, "DecisionsOn", want[:7])(r.DecisionsOn(ctx, reportKeys{1, 99}))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		notFound(t, "DeleteDecision", w.DeleteDecision(ctx, 1, "A", ""))
		return w.DeleteDecision(ctx, 1, "Z", "")
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Decisions", want[1:])(r.Decisions(ctx))
		return nil
	})
}
