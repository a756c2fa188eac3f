package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

type reportKeys = []report.Key

func reports(t *testing.T, s *store.Store) {
	a, b, c := aReport(10), aReport(20), aReport(30)
	b.Comp, b.Lead = 10, 10
	c.Comp, c.Lead = 10, 30
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertReports(ctx, []store.Report{c, a, b})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Reports", []store.Report{a, c})(r.Reports(ctx, reportKeys{30, 10, 99, 10}))
		same(t, "ReportsOf", []store.Report{a, b, c})(r.ReportsOf(ctx, reportKeys{10, 30}))
		same(t, "ReportsOf a lead that is no component", []store.Report(nil))(r.ReportsOf(ctx, reportKeys{30}))
		same(t, "LeadReports", []store.Report{a, b})(r.LeadReports(ctx, 10, 10, -1, 9))
		same(t, "LeadReports, one", []store.Report{a})(r.LeadReports(ctx, 10, 10, -1, 1))
		same(t, "LeadReports after", []store.Report{b})(r.LeadReports(ctx, 10, 10, 10, 9))
		same(t, "LeadReports of the other lead", []store.Report{c})(r.LeadReports(ctx, 10, 30, -1, 9))
		same(t, "Places", []store.Place{{Key: 20, Comp: 10, Lead: 10}, {Key: 30, Comp: 10, Lead: 30}})(r.Places(ctx, reportKeys{30, 20, 99}))
		same(t, "ReportsAfter", []store.Report{b})(r.ReportsAfter(ctx, 10, 1))
		same(t, "CountReports", int64(3))(r.CountReports(ctx))

		var walked []store.Report
		if err := r.EachReport(ctx, func(o store.Report) error { walked = append(walked, o); return nil }); err != nil {
			t.Fatal(err)
		}
		equal(t, "EachReport", walked, []store.Report{a, b, c})
		stop, n := errors.New("enough"), 0
		if err := r.EachReport(ctx, func(store.Report) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
			t.Errorf("EachReport went on to %d reports with the error %v", n, err)
		}
		return nil
	})
}

func reportsMove(t *testing.T, s *store.Store) {
	a, b, c, d := aReport(10), aReport(20), aReport(30), aReport(40)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertReports(ctx, []store.Report{a, b, c, d})
	})
	// An update writes what follows from versions, and never a report's place.
	b.Received, b.Version, b.Account, b.Idents, b.Summary = 7, 8, 9, nil, []byte{}
	moved := b
	moved.Comp, moved.Lead, moved.Source, moved.SourceID = 77, 78, "other", "again"
	b.Source, b.SourceID = "other", "again"
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.UpdateReport(ctx, moved), w.Move(ctx, store.Place{Key: 40, Comp: 20, Lead: 30}), w.Relabel(ctx, reportKeys{20, 30, 99}, 5))
	})
	b.Comp, b.Lead, c.Comp, c.Lead, d.Comp, d.Lead = 5, 5, 5, 5, 5, 5
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "after a move", []store.Report{a, b, c, d})(r.ReportsAfter(ctx, -1, 9))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.DeleteReport(ctx, 20), w.DeleteReport(ctx, 99), w.Move(ctx, store.Place{Key: 99}))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "after a deletion", []store.Report{a, c, d})(r.ReportsAfter(ctx, -1, 9))
		return nil
	})
}

func extremeKeys(t *testing.T, s *store.Store) {
	keys := []int64{0, 1, 1<<31 - 1, 1 << 31, 1<<53 - 1, 1 << 53, 1<<53 + 1, 1<<62 + 1, keyMax - 1, keyMax}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		var rs []store.Report
		var ls []store.Lead
		var is []store.Ident
		var vs []store.Version
		for i := len(keys) - 1; i >= 0; i-- {
			k := keys[i]
			rs = append(rs, aReport(k))
			ls = append(ls, aLead(k, 3, k, store.NoDay))
			is = append(is, store.Ident{Hash: k, Role: report.RoleReported, Account: k, Report: report.Key(k), Strength: report.Joins, Value: "a"})
			v := aVersion(k, k)
			vs = append(vs, v)
		}
		return errors.Join(w.InsertReports(ctx, rs), w.InsertLeads(ctx, ls), w.InsertIdents(ctx, is), w.InsertVersions(ctx, vs))
	})
	var ks reportKeys
	var qs []store.BearerQuery
	var bs []store.Bearer
	for i, k := range keys {
		ks = append(ks, report.Key(k))
		qs = append(qs, store.BearerQuery{Hash: k, Value: "a", Limit: 3})
		bs = append(bs, store.Bearer{Query: i, Account: k, Report: k})
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		equal(t, "Reports", keysOf(must[[]store.Report](t, "Reports")(r.Reports(ctx, ks))), keys)
		equal(t, "ReportsAfter", keysOf(must[[]store.Report](t, "ReportsAfter")(r.ReportsAfter(ctx, keyMax-1, 9))), []int64{keyMax})
		equal(t, "LeadsAfter", ids(must[[]store.Lead](t, "LeadsAfter")(r.LeadsAfter(ctx, -1, 99))), keys)
		same(t, "Bearers", bs)(r.Bearers(ctx, qs))
		queue := must[[]store.Lead](t, "Queue")(r.Queue(ctx, store.QueueFilter{Limit: 99}))
		for i := range queue {
			equal(t, "Queue", int64(queue[i].ID), keys[len(keys)-1-i])
		}
		vs := must[[]store.Version](t, "VersionsOf")(r.VersionsOf(ctx, ks))
		for i := range vs {
			equal(t, "VersionsOf", vs[i].ID, keys[i])
		}
		return nil
	})
}
