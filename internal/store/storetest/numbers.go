package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

// numbers: a report bears its own number, which has no row, among those that name it.
func numbers(t *testing.T, s *store.Store) {
	r := aReport(50)
	r.Account = 200
	hash, value := r.Key.Number(), r.Source+":"+r.SourceID
	names := func(account, by int64) store.Ident {
		d := borne(hash, value, account, by, report.Proposes)
		d.Kind = report.KindReport
		return d
	}
	own := names(200, 50)
	all := []store.Ident{names(100, 40), own, names(200, 60), names(300, 70)}
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.InsertIdents(ctx, all) })
	ask := func(limit int, want ...store.Bearer) {
		read(t, s, func(ctx context.Context, r *store.Tx) error {
			qs := []store.BearerQuery{{Hash: 7, Value: "a", Limit: 9}, {Hash: hash, Value: value, Limit: limit}, {Hash: hash, Value: value, Limit: 9, Role: report.RoleVictim}, {Hash: hash, Value: "ncmec:other", Limit: 9}}
			same(t, "Bearers", want)(r.Bearers(ctx, qs))
			return nil
		})
	}
	bearer := func(account, by int64) store.Bearer {
		return store.Bearer{Query: 1, Account: account, Report: by, Weak: weak(report.Proposes)}
	}
	ask(9, bearer(100, 40), bearer(200, 60), bearer(300, 70))
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Stored before it is", []int64(nil))(r.Stored(ctx, nil))
		equal(t, "Stored before it is", len(must[[]int64](t, "Stored")(r.Stored(ctx, []int64{hash, 7}))), 0)
		same(t, "Sharers", []store.Ident{all[0], all[2], all[3]})(r.Sharers(ctx, hash, value, 9))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.InsertReports(ctx, []store.Report{r}) })
	ask(9, bearer(100, 40), bearer(200, 50), bearer(300, 70))
	ask(1, bearer(100, 40), bearer(200, 50))
	ask(0, bearer(100, 40))
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Stored", []int64{hash})(r.Stored(ctx, []int64{7, hash, report.Key(51).Number()}))
		same(t, "Present", []int64{hash})(r.Present(ctx, []int64{hash}, report.RoleReported))
		for limit := range 6 {
			same(t, "Sharers", all[:min(limit, len(all))])(r.Sharers(ctx, hash, value, limit))
		}
		same(t, "Sharers of another value", []store.Ident(nil))(r.Sharers(ctx, hash, "ncmec:other", 9))
		same(t, "BearerKeys", reportKeys{40, 50, 60, 70})(r.BearerKeys(ctx, hash, value))
		same(t, "BearerKeys of another value", reportKeys(nil))(r.BearerKeys(ctx, hash, "ncmec:other"))
		reports, accounts, more, err := r.CountBearers(ctx, hash, value)
		equal(t, "CountBearers", []any{reports, accounts, more, err}, []any{int64(4), int64(3), false, nil})
		n := 0
		err = r.EachIdent(ctx, func(store.Ident, int64) error { n++; return nil })
		equal(t, "rows", n, 3)
		return err
	})
	// With nobody to name it, it is borne all the same; and by an account of its own it counts as one more.
	r.Account = 400
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.DeleteIdents(ctx, 60, []int64{hash}), w.UpdateReport(ctx, r))
	})
	ask(9, bearer(100, 40), bearer(300, 70), bearer(400, 50))
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		reports, accounts, _, err := r.CountBearers(ctx, hash, value)
		equal(t, "CountBearers", []any{reports, accounts, err}, []any{int64(3), int64(3), nil})
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.DeleteIdents(ctx, 40, []int64{hash}), w.DeleteIdents(ctx, 70, []int64{hash}))
	})
	ask(9, bearer(400, 50))
}
