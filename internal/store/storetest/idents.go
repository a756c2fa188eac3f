package storetest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

// borne is an identifier of the reported person.
func borne(hash int64, value string, account, by int64, strength report.Strength) store.Ident {
	return store.Ident{Hash: hash, Role: report.RoleReported, Account: account, Report: report.Key(by), Kind: report.KindPhone, Strength: strength, Value: value}
}

// weak is how a [store.Bearer] says a strength: 0 joins.
func weak(s report.Strength) int64 { return int64(report.Joins) - int64(s) }

func bearers(t *testing.T, s *store.Store) {
	below := report.Joins - 1
	recipient := borne(7, "a", 50, 1, report.Joins)
	recipient.Role = report.RoleRecipient
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertIdents(ctx, []store.Ident{
			// Account 100: the strongest comes before the smallest.
			borne(7, "a", 100, 2, below), borne(7, "a", 100, 9, report.Joins), borne(7, "a", 100, 5, report.Joins),
			// Account 200 never joins; its smallest report stands for it.
			borne(7, "a", 200, 8, below), borne(7, "a", 200, 6, below),
			borne(7, "a", 300, 3, report.Joins), borne(7, "a", 0, 4, report.Joins), borne(7, "a", 0, 1, below),
			recipient,
			borne(8, "a", 400, 10, report.Joins),
		})
	})
	all := []store.Bearer{{Account: 0, Report: 4}, {Account: 100, Report: 5}, {Account: 200, Report: 6, Weak: weak(below)}, {Account: 300, Report: 3}}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		for limit := range 6 {
			want := all[:min(limit+1, len(all))]
			same(t, "Bearers", want)(r.Bearers(ctx, []store.BearerQuery{{Hash: 7, Value: "a", Limit: limit}}))
		}
		// Many questions at once, one of them twice, some without an answer.
		same(t, "Bearers", []store.Bearer{
			{Query: 1, Account: 400, Report: 10}, {Query: 2, Account: 0, Report: 4}, {Query: 2, Account: 100, Report: 5}, {Query: 4, Account: 400, Report: 10},
		})(r.Bearers(ctx, []store.BearerQuery{
			{Hash: 9, Value: "a", Limit: 5}, {Hash: 8, Value: "a", Limit: 5}, {Hash: 7, Value: "a", Limit: 1}, {Hash: 7, Value: "A", Limit: 5}, {Hash: 8, Value: "a", Limit: 0},
		}))
		return nil
	})
}

// One account with very many reports costs one row.
func bearersOfOneAccount(t *testing.T, s *store.Store) {
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		var is []store.Ident
		for i := range int64(5000) {
			is = append(is, borne(7, "a", 100, i+1, report.Joins))
		}
		return w.InsertIdents(ctx, append(is, borne(7, "a", 200, 9000, report.Joins)))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Bearers", []store.Bearer{{Account: 100, Report: 1}, {Account: 200, Report: 9000}})(r.Bearers(ctx, []store.BearerQuery{{Hash: 7, Value: "a", Limit: 64}}))
		reach, accounts, more, err := r.CountBearers(ctx, 7, "a")
		equal(t, "CountBearers", []any{reach, accounts, more, err}, []any{int64(5001), int64(2), false, nil})
		return nil
	})
	// Beyond ten thousand rows the count stops, and says so.
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		var is []store.Ident
		for i := range int64(6000) {
			is = append(is, borne(7, "a", 300+i, 10_000+i, report.Joins))
		}
		return w.InsertIdents(ctx, is)
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		reach, accounts, more, err := r.CountBearers(ctx, 7, "a")
		equal(t, "CountBearers of very many", []any{reach, accounts, more, err}, []any{int64(10_000), int64(5001), true, nil})
		return nil
	})
}

// Two values with one hash never meet.
func collisions(t *testing.T, s *store.Store) {
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertIdents(ctx, []store.Ident{borne(7, "a", 100, 1, report.Joins), borne(7, "b", 100, 2, report.Joins), borne(7, "a ", 300, 3, report.Joins)})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Bearers", []store.Bearer{{Account: 100, Report: 1}, {Query: 1, Account: 100, Report: 2}})(r.Bearers(ctx, []store.BearerQuery{{Hash: 7, Value: "a", Limit: 9}, {Hash: 7, Value: "b", Limit: 9}}))
		same(t, "Sharers", []store.Ident{borne(7, "a", 100, 1, report.Joins)})(r.Sharers(ctx, 7, "a", 9))
		same(t, "JoiningBearers", reportKeys{2})(r.JoiningBearers(ctx, 7, "b"))
		reach, accounts, more, err := r.CountBearers(ctx, 7, "b")
		equal(t, "CountBearers", []any{reach, accounts, more, err}, []any{int64(1), int64(1), false, nil})
		return nil
	})
}

func idents(t *testing.T, s *store.Store) {
	below := report.Joins - 1
	victim := borne(7, "a", 90, 4, report.Joins)
	victim.Role = report.RoleVictim
	all := []store.Ident{ // in the order of Sharers
		borne(7, "a", 100, 1, below), borne(7, "a", 200, 2, report.Joins), victim, borne(7, "a", 100, 5, report.Joins), borne(7, "a", 100, 5, below),
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertIdents(ctx, []store.Ident{all[4], all[2], all[0], all[3], all[1]})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Sharers", all)(r.Sharers(ctx, 7, "a", 9))
		same(t, "Sharers, two", all[:2])(r.Sharers(ctx, 7, "a", 2))
		same(t, "JoiningBearers", reportKeys{2, 5})(r.JoiningBearers(ctx, 7, "a"))
		reach, accounts, more, err := r.CountBearers(ctx, 7, "a") // report 5 bears it in two ways, and counts once
		equal(t, "CountBearers", []any{reach, accounts, more, err}, []any{int64(3), int64(2), false, nil})

		var walked []store.Ident
		if err := r.EachIdent(ctx, func(i store.Ident, digest int64) error {
			if digest == store.Digest(7, "a") {
				i.Value = "a"
			}
			walked = append(walked, i)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(walked, func(a, b store.Ident) int {
			return cmp.Or(cmp.Compare(a.Report, b.Report), cmp.Compare(a.Role, b.Role), cmp.Compare(b.Strength, a.Strength))
		})
		equal(t, "EachIdent", walked, all)
		stop := errors.New("enough")
		if err := r.EachIdent(ctx, func(store.Ident, int64) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("EachIdent: %v", err)
		}
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.DeleteIdents(ctx, 5, []int64{7, 8}), w.DeleteIdents(ctx, 1, []int64{8}), w.DeleteIdents(ctx, 2, nil))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Sharers", all[:3])(r.Sharers(ctx, 7, "a", 9))
		return nil
	})
}
