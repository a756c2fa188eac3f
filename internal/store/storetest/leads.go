package storetest

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/store"
)

func leads(t *testing.T, s *store.Store) {
	a := aLead(10, 1, -5, 20000)
	b := store.Lead{ID: 20, First: 20, Comp: 10, Judged: true, Reports: 3, Class: 5, Score: 1 << 40, ActBy: store.NoDay, Next: 20001, LastReceived: 4, Bundle: keyMax, Summary: []byte("s")}
	c := aLead(30, 3, 0, 1)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertReports(ctx, []store.Report{aReport(10), aReport(20), aReport(30)}), w.InsertLeads(ctx, []store.Lead{c, b, a}))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Lead", b)(r.Lead(ctx, 20))
		_, err := r.Lead(ctx, 99)
		notFound(t, "Lead", err)
		same(t, "LeadsOf", []store.Lead{a, b})(r.LeadsOf(ctx, reportKeys{10, 99, 20}))
		same(t, "LeadsAfter", []store.Lead{b})(r.LeadsAfter(ctx, 10, 1))
		var walked []store.Lead
		if err := r.EachLead(ctx, func(l store.Lead) error { walked = append(walked, l); return nil }); err != nil {
			t.Fatal(err)
		}
		equal(t, "EachLead", walked, []store.Lead{a, b, c})
		stop := errors.New("enough")
		if err := r.EachLead(ctx, func(store.Lead) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("EachLead: %v", err)
		}
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.DeleteLeads(ctx, []int64{10, 30, 99}) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "what remains", []store.Lead{b})(r.LeadsAfter(ctx, -1, 9))
		return nil
	})
}

// inOrder is a queue in which each lead differs from the next in one part of
// the order alone: class, score, act-by day, id.
func inOrder() []store.Lead {
	return []store.Lead{
		aLead(90, 1, -10, store.NoDay),
		aLead(80, 2, 7, 20000),
		aLead(70, 2, 6, 100),
		aLead(10, 2, 6, 101), aLead(20, 2, 6, 101), aLead(keyMax, 2, 6, 101),
		aLead(15, 2, 6, store.NoDay),
		aLead(60, 2, -6, 100),
		aLead(50, 3, 1<<62, 100), aLead(51, 3, 1<<62, 100),
		aLead(40, 5, 3, 100),
	}
}

func queueOrder(t *testing.T, s *store.Store) {
	want := inOrder()
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		for i := range want { // neither in order nor in reverse
			if err := w.InsertLeads(ctx, []store.Lead{want[(i*7+3)%len(want)]}); err != nil {
				return err
			}
		}
		return nil
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Queue", want)(r.Queue(ctx, store.QueueFilter{Limit: 99}))
		same(t, "Queue of none", []store.Lead(nil))(r.Queue(ctx, store.QueueFilter{}))
		for i := range want { // continued behind every lead, in pages of one and of many
			same(t, "Queue after", want[i+1:])(r.Queue(ctx, store.QueueFilter{After: &want[i], Limit: 99}))
			same(t, "Queue after, one", want[i+1:min(i+2, len(want))])(r.Queue(ctx, store.QueueFilter{After: &want[i], Limit: 1}))
		}
		// Behind a lead that has left the queue meanwhile.
		gone := aLead(21, 2, 6, 101)
		same(t, "Queue after a lead that is gone", want[5:])(r.Queue(ctx, store.QueueFilter{After: &gone, Limit: 99}))
		same(t, "ClassCounts", map[int64]int64{1: 1, 2: 7, 3: 2, 5: 1})(r.ClassCounts(ctx))
		return nil
	})
}

func queueFilters(t *testing.T, s *store.Store) {
	want := inOrder()
	for i := range want {
		want[i].LastReceived = int64(1000 + i)
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.InsertLeads(ctx, want) })
	keep := func(f func(store.Lead) bool) []store.Lead {
		var out []store.Lead
		for _, l := range want {
			if f(l) {
				out = append(out, l)
			}
		}
		return out
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "class", keep(func(l store.Lead) bool { return l.Class == 2 }))(r.Queue(ctx, store.QueueFilter{Class: 2, Limit: 99}))
		same(t, "an empty class", []store.Lead(nil))(r.Queue(ctx, store.QueueFilter{Class: 4, Limit: 99}))
		same(t, "due by", keep(func(l store.Lead) bool { return l.ActBy <= 100 }))(r.Queue(ctx, store.QueueFilter{DueBy: 100, Limit: 99}))
		same(t, "new since", want[6:])(r.Queue(ctx, store.QueueFilter{NewSince: 1005, Limit: 99}))
		same(t, "all at once", keep(func(l store.Lead) bool { return l.Class == 2 && l.ActBy <= 101 && l.LastReceived > 1002 && l.ID != 10 }))(
			r.Queue(ctx, store.QueueFilter{Class: 2, DueBy: 101, NewSince: 1002, After: &want[3], Limit: 99}))
		same(t, "a class behind a lead of a later one", []store.Lead(nil))(r.Queue(ctx, store.QueueFilter{Class: 2, After: &want[9], Limit: 99}))
		return nil
	})
}

func queueBundles(t *testing.T, s *store.Store) {
	bundled := func(id, class, score, bundle int64) store.Lead {
		l := aLead(id, class, score, store.NoDay)
		l.Bundle = bundle
		return l
	}
	one, hidden, best, other, apart := bundled(10, 5, 1, 7), bundled(11, 5, 1, 7), bundled(12, 4, 9, 7), bundled(13, 5, 0, keyMax), bundled(14, 5, 0, 0)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertLeads(ctx, []store.Lead{one, hidden, best, other, apart, bundled(15, 5, 0, 0)})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		equal(t, "Queue", ids(must[[]store.Lead](t, "Queue")(r.Queue(ctx, store.QueueFilter{Limit: 99}))), []int64{10, 13, 14, 15})
		equal(t, "Queue after", ids(must[[]store.Lead](t, "Queue")(r.Queue(ctx, store.QueueFilter{After: &one, Limit: 99}))), []int64{13, 14, 15})
		same(t, "ClassCounts are of leads shown", map[int64]int64{5: 4})(r.ClassCounts(ctx))
		same(t, "Bundled", int64(3))(r.Bundled(ctx, 7))
		same(t, "Bundled alone", int64(1))(r.Bundled(ctx, keyMax))
		same(t, "Bundled of none", int64(0))(r.Bundled(ctx, 8))
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error { return w.DeleteLeads(ctx, []int64{10}) })
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		equal(t, "Queue without the first", ids(must[[]store.Lead](t, "Queue")(r.Queue(ctx, store.QueueFilter{Limit: 99}))), []int64{11, 13, 14, 15})
		return nil
	})
}

func dueLeads(t *testing.T, s *store.Store) {
	next := func(id, day int64) store.Lead {
		l := aLead(id, 3, 0, store.NoDay)
		l.Next = day
		return l
	}
	a, b, c, d := next(10, 102), next(20, 100), next(30, 101), next(5, 101)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return w.InsertLeads(ctx, []store.Lead{a, b, c, d, next(40, 0)})
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "DueLeads", []store.Lead{b, d, c})(r.DueLeads(ctx, 101, 9))
		same(t, "DueLeads, two", []store.Lead{b, d})(r.DueLeads(ctx, 200, 2))
		same(t, "DueLeads, none", []store.Lead(nil))(r.DueLeads(ctx, 99, 9))
		return nil
	})
}
