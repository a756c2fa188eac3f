package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

func aRequestAct(id int64) store.RequestAct {
	return store.RequestAct{
		ID: id, Kind: "draft", Number: "2026-R0001", Subject: "case:2026-0001", Holder: "{}", Records: "a:1 b:2", Body: []byte{1, byte(id)}, Day: id/2 + 3, Kept: id/2 + 4, Means: "lettre",
		Ref: "n° 12", Missing: "1 2", Reports: "c", Run: id/2 + 5, Undoes: id/2 + 6, Because: "l'été", Who: "p1", At: 1700000000123, Entry: id/2 + 2,
	}
}

func requestActs(t *testing.T, s *store.Store) {
	a, b, c := aRequestAct(1), aRequestAct(2), aRequestAct(keyMax)
	b.Body = nil
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "RequestActs of none", []store.RequestAct(nil))(w.RequestActs(ctx))
		return errors.Join(w.InsertRequestAct(ctx, c), w.InsertRequestAct(ctx, a), w.InsertRequestAct(ctx, b))
	})
	if err := s.Write(t.Context(), func(w *store.Tx) error { return w.InsertRequestAct(t.Context(), aRequestAct(2)) }); err == nil {
		t.Error("an act was put in place of another")
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "RequestBody", a.Body)(r.RequestBody(ctx, 1))
		same(t, "RequestBody of none", []byte(nil))(r.RequestBody(ctx, 2))
		_, err := r.RequestBody(ctx, 3)
		notFound(t, "RequestBody", err)
		a.Body, c.Body = nil, nil
		same(t, "RequestActs", []store.RequestAct{a, b, c})(r.RequestActs(ctx))
		return nil
	})
}

func requestItems(t *testing.T, s *store.Store) {
	item := func(k report.Key, number string, place, kept int64) store.RequestItem {
		return store.RequestItem{Report: k, Number: number, Place: place, Item: "x", Kept: kept}
	}
	all := func(r *store.Tx) (n int, err error) {
		last := report.Key(-1)
		err = r.EachRequestItem(t.Context(), func(i store.RequestItem) error {
			if i.Report < last {
				t.Error("EachRequestItem is out of order")
			}
			last = i.Report
			n++
			return nil
		})
		return n, err
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertRequestItems(ctx, nil), w.ReplaceRequestItems(ctx, "b", nil, nil), w.InsertRequestItems(ctx, []store.RequestItem{
			item(keyMax, "b", 1, -1), item(10, "b", 2, 0), item(10, "a", 1, 7), item(10, "b", 0, -1), item(11, "a", 3, keyMax),
		}))
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { // of b alone, and of the reports named alone
		return w.ReplaceRequestItems(ctx, "b", reportKeys{10, 99}, []store.RequestItem{item(10, "b", 2, 5), item(99, "b", 1, 5)})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "RequestItemsOn none", []store.RequestItem(nil))(r.RequestItemsOn(ctx, nil))
		same(t, "RequestItemsOn", []store.RequestItem{item(10, "a", 1, 7), item(10, "b", 2, 5), item(99, "b", 1, 5), item(keyMax, "b", 1, -1)})(r.RequestItemsOn(ctx, reportKeys{keyMax, 99, 10, 5}))
		same(t, "EachRequestItem", 5)(all(r))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertRequestAct(ctx, aRequestAct(1)), w.ClearDerived(ctx))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "EachRequestItem after ClearDerived", 0)(all(r))
		same(t, "RequestBody after ClearDerived", aRequestAct(1).Body)(r.RequestBody(ctx, 1))
		return nil
	})
}
