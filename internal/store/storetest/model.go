package storetest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/report"
	"vigie/internal/store"
)

// oracle is what the store should hold of reports and leads.
type oracle struct {
	reports map[report.Key]store.Report
	leads   map[report.Key]store.Lead
}

func (o oracle) clone() oracle { return oracle{maps.Clone(o.reports), maps.Clone(o.leads)} }

func (o oracle) where(keep func(store.Report) bool) []store.Report {
	var out []store.Report
	for _, k := range slices.Sorted(maps.Keys(o.reports)) {
		if keep(o.reports[k]) {
			out = append(out, o.reports[k])
		}
	}
	return out
}

// queue is the queue by its definition: shown, filtered, sorted, cut.
func (o oracle) queue(f store.QueueFilter) []store.Lead {
	var out []store.Lead
	for _, l := range o.leads {
		ok := (f.Class == 0 || l.Class == f.Class) && (f.DueBy == 0 || l.ActBy <= f.DueBy) && (f.NewSince == 0 || l.LastReceived > f.NewSince)
		if ok && o.shown(l) && (f.After == nil || before(*f.After, l) < 0) {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, before)
	return out[:min(f.Limit, len(out))]
}

func (o oracle) shown(l store.Lead) bool {
	for _, other := range o.leads {
		if l.Bundle != 0 && other.Bundle == l.Bundle && other.ID < l.ID {
			return false
		}
	}
	return true
}

func before(a, b store.Lead) int {
	return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(b.Score, a.Score), cmp.Compare(a.ActBy, b.ActBy), cmp.Compare(a.ID, b.ID))
}

// model does the same random acts to the store and to maps, some of them
// rolled back, and asks both the same questions.
func model(t *testing.T, s *store.Store) {
	rapid.Check(t, func(t *rapid.T) {
		write(t, s, func(ctx context.Context, w *store.Tx) error { // begin again, empty
			for _, table := range []string{"report", "lead"} {
				if _, err := w.Exec(ctx, "DELETE FROM "+table); err != nil {
					return err
				}
			}
			return nil
		})
		o := oracle{map[report.Key]store.Report{}, map[report.Key]store.Lead{}}
		for range rapid.IntRange(1, 6).Draw(t, "transactions") {
			next, giveUp := o.clone(), errors.New("given up")
			fails := rapid.IntRange(0, 4).Draw(t, "fails") == 0
			err := s.Write(context.Background(), func(w *store.Tx) error {
				for range rapid.IntRange(1, 8).Draw(t, "acts") {
					act(t, w, next)
				}
				ask(t, w, next)
				if fails {
					return giveUp
				}
				return nil
			})
			switch {
			case err == nil:
				o = next
			case !errors.Is(err, giveUp):
				t.Fatalf("Write: %v", err)
			}
			read(t, s, func(_ context.Context, r *store.Tx) error { ask(t, r, o); return nil })
		}
	})
}

// Few keys, days and scores, so that there are ties; the extremes among them.
var (
	someKey   = rapid.SampledFrom([]report.Key{0, 1, 2, 3, 4, 5, 1 << 53, 1<<53 + 1, keyMax - 1, keyMax})
	someKeys  = rapid.SliceOfN(someKey, 0, 5)
	someScore = rapid.SampledFrom([]int64{-1 << 62, -1, 0, 1, 1 << 62})
	someDay   = rapid.SampledFrom([]int64{1, 2, 20000, store.NoDay})
)

func someLead(t *rapid.T, id report.Key) store.Lead {
	return store.Lead{
		ID: id, First: int64(id), Comp: someKey.Draw(t, "comp"), Judged: rapid.Bool().Draw(t, "judged"), Reports: 1,
		Class: rapid.Int64Range(1, 5).Draw(t, "class"), Score: someScore.Draw(t, "score"), ActBy: someDay.Draw(t, "act by"),
		Next:         rapid.Int64Range(0, 3).Draw(t, "next"),
		LastReceived: rapid.Int64Range(0, 3).Draw(t, "last received"), Bundle: rapid.SampledFrom([]int64{0, 0, 1, keyMax}).Draw(t, "bundle"), Summary: []byte("s"),
	}
}

// act does one thing to both.
func act(t *rapid.T, w *store.Tx, o oracle) {
	ctx, k := context.Background(), someKey.Draw(t, "key")
	var err error
	switch rapid.IntRange(0, 7).Draw(t, "act") {
	case 0, 1:
		if _, has := o.reports[k]; !has {
			r := aReport(int64(k))
			r.Comp, r.Lead = someKey.Draw(t, "comp"), someKey.Draw(t, "lead")
			o.reports[k], err = r, w.InsertReports(ctx, []store.Report{r})
		}
	case 2:
		p := store.Place{Key: k, Comp: someKey.Draw(t, "comp"), Lead: someKey.Draw(t, "lead")}
		if r, has := o.reports[k]; has {
			r.Comp, r.Lead = p.Comp, p.Lead
			o.reports[k] = r
		}
		err = w.Move(ctx, p)
	case 3:
		comps := someKeys.Draw(t, "comps")
		for key, r := range o.reports {
			if slices.Contains(comps, r.Comp) {
				r.Comp, r.Lead = k, k
				o.reports[key] = r
			}
		}
		err = w.Relabel(ctx, comps, k)
	case 4:
		delete(o.reports, k)
		err = w.DeleteReport(ctx, k)
	case 5: // as a lead is ranked again: out, and in
		out := []int64{int64(k)}
		delete(o.leads, k)
		for _, id := range someKeys.Draw(t, "leads out") {
			delete(o.leads, id)
			out = append(out, int64(id))
		}
		o.leads[k] = someLead(t, k)
		err = errors.Join(w.DeleteLeads(ctx, out), w.InsertLeads(ctx, []store.Lead{o.leads[k]}))
	case 6:
		delete(o.leads, k)
		err = w.DeleteLeads(ctx, []int64{int64(k)})
	case 7: // some leads become others: gone, changed where they stand, moved, or new
		var old, now []store.Lead
		for _, id := range append(someKeys.Draw(t, "leads replaced"), k) {
			if l, has := o.leads[id]; has && !slices.ContainsFunc(old, func(x store.Lead) bool { return x.ID == id }) {
				old = append(old, l)
				delete(o.leads, id)
				switch rapid.IntRange(0, 2).Draw(t, "becomes") {
				case 0:
					l.Reports, l.Judged, l.LastReceived, l.Summary = 7, !l.Judged, rapid.Int64Range(0, 3).Draw(t, "last received"), []byte("more")
					now = append(now, l)
				case 1:
					now = append(now, someLead(t, id))
				}
			}
		}
		if _, has := o.leads[k]; !has && !slices.ContainsFunc(now, func(x store.Lead) bool { return x.ID == k }) {
			now = append(now, someLead(t, k))
		}
		for _, l := range now {
			o.leads[l.ID] = l
		}
		err = w.ReplaceLeads(ctx, old, now)
	}
	if err != nil {
		t.Fatalf("an act: %v", err)
	}
}

// ask asks both the same questions.
func ask(t *rapid.T, r *store.Tx, o oracle) {
	ctx, k, ks := context.Background(), someKey.Draw(t, "key"), someKeys.Draw(t, "keys")
	same(t, "CountReports", int64(len(o.reports)))(r.CountReports(ctx))
	same(t, "ReportsAfter", o.where(func(x store.Report) bool { return x.Key > k }))(r.ReportsAfter(ctx, k, 99))
	same(t, "Reports", o.where(func(x store.Report) bool { return slices.Contains(ks, x.Key) }))(r.Reports(ctx, ks))
	same(t, "ReportsOf", o.where(func(x store.Report) bool { return slices.Contains(ks, x.Comp) }))(r.ReportsOf(ctx, ks))
	lead := someKey.Draw(t, "lead")
	same(t, "LeadReports", o.where(func(x store.Report) bool { return x.Comp == k && x.Lead == lead }))(r.LeadReports(ctx, k, lead, -1, 99))

	var leads []store.Lead
	for _, l := range o.leads {
		// A lead is found by the report that it is named by, or by what it was cut from.
		if _, has := o.reports[l.ID]; slices.Contains(ks, l.Comp) && (has || l.Comp != l.ID) {
			leads = append(leads, l)
		}
	}
	slices.SortFunc(leads, func(a, b store.Lead) int { return cmp.Compare(a.ID, b.ID) })
	same(t, "LeadsOf", leads)(r.LeadsOf(ctx, ks))

	f := store.QueueFilter{
		Class: rapid.Int64Range(0, 5).Draw(t, "of class"), NewSince: rapid.Int64Range(0, 3).Draw(t, "new since"),
		DueBy: rapid.SampledFrom([]int64{0, 0, 1, 2, 20000}).Draw(t, "due by"), Limit: rapid.IntRange(0, 12).Draw(t, "limit"),
	}
	if rapid.Bool().Draw(t, "continue") {
		after := someLead(t, someKey.Draw(t, "after"))
		f.After = &after
	}
	same(t, "Queue", o.queue(f))(r.Queue(ctx, f))
	same(t, "the whole queue", o.queue(store.QueueFilter{Limit: 99}))(r.Queue(ctx, store.QueueFilter{Limit: 99}))
	counts := map[int64]int64{}
	for _, l := range o.queue(store.QueueFilter{Limit: 99}) {
		counts[l.Class]++
	}
	same(t, "ClassCounts", counts)(r.ClassCounts(ctx))
	day := rapid.Int64Range(0, 3).Draw(t, "day")
	var due []store.Lead
	for _, l := range o.leads {
		if l.Next != 0 && l.Next <= day {
			due = append(due, l)
		}
	}
	slices.SortFunc(due, func(a, b store.Lead) int { return cmp.Or(cmp.Compare(a.Next, b.Next), cmp.Compare(a.ID, b.ID)) })
	same(t, "DueLeads", due)(r.DueLeads(ctx, day, 99))
}
