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

func shared(t *testing.T, s *store.Store) {
	row := func(hash int64, value string, worth int64, first report.Key, kind report.Kind) store.Shared {
		return store.Shared{Hash: hash, Value: value, Kind: kind, Worth: worth, Reach: 2, First: first}
	}
	hub := store.Shared{Hash: 9, Value: "hub", Kind: report.KindIP, Hub: true, Reach: 11}
	order := []store.Shared{ // as Asked gives them; the third and the fourth stand equal
		row(5, "a", 2000, 3, report.KindEmail), row(1, "b", 1500, 2, report.KindEmail),
		row(2, "c", 1500, 2, report.KindPhone), row(3, "d", 1500, 2, report.KindPhone),
		row(4, "e", 1500, 8, report.KindEmail), row(4, "f", 100, 1, report.KindEmail),
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		all := append(slices.Clone(order), hub)
		slices.Reverse(all)
		return w.ReplaceShared(ctx, nil, all)
	})
	byHash := func(got []store.Shared, err error) ([]store.Shared, error) {
		slices.SortFunc(got, func(a, b store.Shared) int {
			return cmp.Or(-cmp.Compare(a.Worth, b.Worth), cmp.Compare(a.First, b.First), cmp.Compare(a.Hash, b.Hash))
		})
		return got, err
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Asked", order)(byHash(r.Asked(ctx, nil, 99)))
		same(t, "Asked, what stands with the last", order[:4])(byHash(r.Asked(ctx, nil, 3)))
		same(t, "Asked behind", order[4:5])(r.Asked(ctx, &order[2], 1))
		same(t, "Asked behind the end", []store.Shared(nil))(r.Asked(ctx, &order[5], 1))
		for limit := 1; limit < 8; limit++ { // page by page: all, once
			var all []store.Shared
			var after *store.Shared
			for {
				rows := must[[]store.Shared](t, "Asked")(byHash(r.Asked(ctx, after, limit)))
				if len(rows) == 0 {
					break
				}
				all, after = append(all, rows...), &rows[len(rows)-1]
			}
			equal(t, "pages", all, order)
		}
		same(t, "SharedOf", []store.Shared{order[4], order[5]})(byHash(r.SharedOf(ctx, []int64{4, 77})))
		same(t, "Hubs", []store.Shared{hub})(r.Hubs(ctx, 5))
		return nil
	})
	changed := order[0]
	changed.Reach = 3
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.ReplaceShared(ctx, []store.Shared{order[0], order[5], row(88, "none", 0, 0, 0)}, []store.Shared{changed})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		want := append([]store.Shared{changed}, order[1:5]...)
		same(t, "Asked after a change", want)(byHash(r.Asked(ctx, nil, 99)))
		n := 0
		err := r.EachShared(ctx, func(store.Shared) error { n++; return nil })
		equal(t, "EachShared", n, len(want)+1)
		return err
	})
}

func declaredHubs(t *testing.T, s *store.Store) {
	a := store.Hub{Hash: 7, Value: "a", Kind: report.KindDevice, Because: "lent", Who: "anna", At: 5, Entry: 9}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.PutHub(ctx, store.Hub{Hash: 7, Value: "a", Kind: report.KindDevice}), w.PutHub(ctx, a))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "DeclaredHubs", []store.Hub{a})(r.DeclaredHubs(ctx))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		if err := w.DeleteHub(ctx, 7, "b"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a hub that was never declared: %v", err)
		}
		return w.DeleteHub(ctx, 7, "a")
	})
}

// present: hashes that some report bears, whatever its role and however many.
func present(t *testing.T, s *store.Store) {
	victim := borne(8, "b", 1, 2, report.Proposes)
	victim.Role = report.RoleVictim
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertIdents(ctx, []store.Ident{borne(7, "a", 1, 1, report.Joins), borne(7, "a", 2, 2, report.Joins), victim})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		got := must[[]int64](t, "Present")(r.Present(ctx, []int64{6, 7, 8, 9}, report.RoleReported, report.RoleVictim))
		slices.Sort(got)
		equal(t, "Present", got, []int64{7, 8})
		same(t, "Present in one role", []int64{8})(r.Present(ctx, []int64{6, 7, 8, 9}, report.RoleVictim))
		same(t, "Present of none", []int64(nil))(r.Present(ctx, nil, report.RoleVictim))
		same(t, "BearerKeys", reportKeys{1, 2})(r.BearerKeys(ctx, 7, "a"))
		same(t, "Bearers in another role", []store.Bearer{{Account: 1, Report: 2, Weak: weak(report.Proposes)}})(
			r.Bearers(ctx, []store.BearerQuery{{Hash: 8, Value: "b", Limit: 3, Role: report.RoleVictim}}))
		return nil
	})
}
