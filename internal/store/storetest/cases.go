package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

func aCaseAct(id int64) store.CaseAct {
	return store.CaseAct{
		ID: id, Kind: "open", Number: "2026-0001", Other: "2026-0002", Attached: "report:a note:1", Owner: "p2", Undoes: id + 1,
		Note: "l'été\nà revoir", Because: "two hands", Who: "p1", At: 1700000000123, Entry: id + 2,
	}
}

func caseActs(t *testing.T, s *store.Store) {
	a, b, c := aCaseAct(1), aCaseAct(2), aCaseAct(keyMax-2)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		same(t, "CaseActs of none", []store.CaseAct(nil))(w.CaseActs(ctx))
		return errors.Join(w.InsertCaseAct(ctx, c), w.InsertCaseAct(ctx, a), w.InsertCaseAct(ctx, b))
	})
	err := s.Write(t.Context(), func(w *store.Tx) error { return w.InsertCaseAct(t.Context(), aCaseAct(2)) })
	if err == nil {
		t.Error("an act was put in place of another")
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "CaseActs", []store.CaseAct{a, b, c})(r.CaseActs(ctx))
		return nil
	})
}

func inCases(t *testing.T, s *store.Store) {
	put := func(k int64, comp, lead int64) store.Report {
		r := aReport(k)
		r.Comp, r.Lead = report.Key(comp), report.Key(lead)
		return r
	}
	all := func(r *store.Tx) (out []store.InCase, err error) {
		err = r.EachInCase(t.Context(), func(c store.InCase) error { out = append(out, c); return nil })
		return out, err
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(
			w.InsertReports(ctx, []store.Report{put(10, 10, 10), put(11, 10, 10), put(12, 10, 12), put(20, 20, 20), put(keyMax, 20, 20)}),
			w.PutInCase(ctx, nil), w.TakeFromCases(ctx, nil),
			w.PutInCase(ctx, []store.InCase{{Report: 20, Number: "b"}, {Report: 10, Number: "a"}, {Report: 12, Number: "a"}, {Report: keyMax, Number: "a"}}))
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { // 10 moves, 99 is in no table of reports, 12 is out
		return errors.Join(w.PutInCase(ctx, []store.InCase{{Report: 10, Number: "Z"}, {Report: 99, Number: "a"}}), w.TakeFromCases(ctx, reportKeys{12, 1000}))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "EachInCase", []store.InCase{{Report: 10, Number: "Z"}, {Report: 20, Number: "b"}, {Report: 99, Number: "a"}, {Report: keyMax, Number: "a"}})(all(r))
		same(t, "CasesHolding", []store.InCase{{Report: 10, Number: "Z"}, {Report: keyMax, Number: "a"}})(r.CasesHolding(ctx, reportKeys{keyMax, 10, 11, 12}))
		same(t, "CasesHolding none", []store.InCase(nil))(r.CasesHolding(ctx, nil))
		same(t, "CasesOf", []store.LeadInCase{{Lead: 10, Number: "Z"}, {Lead: 20, Number: "a"}, {Lead: 20, Number: "b"}})(r.CasesOf(ctx, reportKeys{20, 10, 5}))
		same(t, "CasesOf none", []store.LeadInCase(nil))(r.CasesOf(ctx, nil))
		same(t, "PlacesOf", []store.Place{{Key: 10, Comp: 10, Lead: 10}, {Key: 11, Comp: 10, Lead: 10}, {Key: 12, Comp: 10, Lead: 12}})(r.PlacesOf(ctx, reportKeys{10, 12}))
		same(t, "PlacesOf none", []store.Place(nil))(r.PlacesOf(ctx, nil))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertCaseAct(ctx, aCaseAct(1)), w.ClearDerived(ctx))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "EachInCase after ClearDerived", []store.InCase(nil))(all(r))
		same(t, "CaseActs after ClearDerived", []store.CaseAct{aCaseAct(1)})(r.CaseActs(ctx))
		return nil
	})
}
