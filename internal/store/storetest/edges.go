package storetest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// No keys: no rows, and nothing touched.
func emptySets(t *testing.T, s *store.Store) {
	a := aReport(10)
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertReports(ctx, []store.Report{a}), w.Wait(ctx, 10, 1), w.InsertLeads(ctx, []store.Lead{aLead(10, 3, 0, 0)}))
	})
	for _, none := range []reportKeys{nil, {}} {
		write(t, s, func(ctx context.Context, w *store.Tx) error {
			same(t, "Reports", []store.Report(nil))(w.Reports(ctx, none))
			same(t, "ReportsOf", []store.Report(nil))(w.ReportsOf(ctx, none))
			same(t, "Places", []store.Place(nil))(w.Places(ctx, none))
			same(t, "VersionsOf", []store.Version(nil))(w.VersionsOf(ctx, none))
			same(t, "VersionsByID", []store.Version(nil))(w.VersionsByID(ctx, nil))
			same(t, "KnownBytes", map[[32]byte]store.Known{})(w.KnownBytes(ctx, nil))
			same(t, "Waiting", map[report.Key][]int64{})(w.Waiting(ctx, none))
			same(t, "LeadsOf", []store.Lead(nil))(w.LeadsOf(ctx, none))
			same(t, "JudgementsOn", []store.Judgement(nil))(w.JudgementsOn(ctx, none))
			same(t, "DecisionsOn", []store.Decision(nil))(w.DecisionsOn(ctx, none))
			same(t, "Runs", map[int64]store.Run{})(w.Runs(ctx, nil))
			same(t, "Bearers", []store.Bearer(nil))(w.Bearers(ctx, nil))
			same(t, "EntriesOn", []ledger.Row(nil))(w.EntriesOn(ctx, none, 9))
			return errors.Join(w.StopWaiting(ctx, none), w.Relabel(ctx, none, 5), w.DeleteLeads(ctx, nil), w.DeleteIdents(ctx, 10, nil),
				w.InsertReports(ctx, nil), w.InsertLeads(ctx, nil), w.InsertIdents(ctx, nil), w.InsertVersions(ctx, nil),
				w.InsertQuarantine(ctx, nil), w.InsertSubjects(ctx, nil))
		})
	}
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Reports", []store.Report{a})(r.Reports(ctx, reportKeys{10}))
		same(t, "CountWaiting", int64(1))(r.CountWaiting(ctx))
		equal(t, "leads", len(must[[]store.Lead](t, "LeadsAfter")(r.LeadsAfter(ctx, -1, 9))), 1)
		return nil
	})
}

// Sets beyond any chunk or limit of parameters.
func bigSets(t *testing.T, s *store.Store) {
	const n, spread = 10_000, keyMax / 10_001
	rs := make([]store.Report, n)
	ls := make([]store.Lead, n)
	is := make([]store.Ident, n)
	vs := make([]store.Version, n)
	qs := make([]store.BearerQuery, n)
	want := make([]store.Bearer, n)
	keys, firsts := make(reportKeys, n), make([]int64, n)
	shas := make([][32]byte, n)
	for i := range int64(n) {
		k := (i + 1) * spread
		rs[i], ls[i], keys[i], firsts[i], vs[i] = aReport(k), aLead(k, 3, 0, i), report.Key(k), k, aVersion(i+1, k)
		is[i] = borne(k, "a", k, k, report.Joins)
		qs[i] = store.BearerQuery{Hash: k, Value: "a", Limit: 2}
		want[i] = store.Bearer{Query: int(i), Account: k, Report: k}
		shas[i] = [32]byte(vs[i].SHA)
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.InsertReports(ctx, rs), w.InsertLeads(ctx, ls), w.InsertIdents(ctx, is), w.InsertVersions(ctx, vs))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		same(t, "Reports", rs)(r.Reports(ctx, keys))
		same(t, "LeadsOf", ls)(r.LeadsOf(ctx, keys))
		same(t, "Bearers", want)(r.Bearers(ctx, qs))
		equal(t, "KnownBytes", len(must[map[[32]byte]store.Known](t, "KnownBytes")(r.KnownBytes(ctx, shas))), n)
		equal(t, "VersionsOf", len(must[[]store.Version](t, "VersionsOf")(r.VersionsOf(ctx, keys))), n)
		return nil
	})
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		return errors.Join(w.Relabel(ctx, keys[1:], 1), w.DeleteLeads(ctx, firsts[1:]))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		equal(t, "ReportsOf", len(must[[]store.Report](t, "ReportsOf")(r.ReportsOf(ctx, reportKeys{1}))), n-1)
		same(t, "leads", ls[:1])(r.LeadsAfter(ctx, -1, n))
		return nil
	})
}

// Nil stays nil, which is how what was erased is told; empty has no bytes.
func blobs(t *testing.T, s *store.Store) {
	all := make([]byte, 70_000)
	for i := range all {
		all[i] = byte(i)
	}
	for id, blob := range [][]byte{nil, {}, {0}, all} {
		v := aVersion(int64(id+1), int64(id+1))
		v.Seal, v.Body = blob, blob
		r := aReport(int64(id + 1))
		r.Idents, r.Summary = blob, blob
		row := ledger.Row{Index: int64(id), Leaf: []byte("leaf"), Salt: blob, Opening: blob}
		write(t, s, func(ctx context.Context, w *store.Tx) error {
			return errors.Join(w.InsertVersions(ctx, []store.Version{v}), w.InsertReports(ctx, []store.Report{r}),
				w.Append(ctx, []ledger.Row{row}, nil, ledger.Head{Size: int64(id + 1), Checkpoint: []byte{}}))
		})
		read(t, s, func(ctx context.Context, x *store.Tx) error {
			gotV := must[[]store.Version](t, "VersionsBetween")(x.VersionsBetween(ctx, v.ID, v.ID+1))[0]
			gotR := must[[]store.Report](t, "Reports")(x.Reports(ctx, reportKeys{r.Key}))[0]
			var gotRow ledger.Row
			if err := x.Rows(ctx, row.Index, row.Index+1, func(o ledger.Row) error { gotRow = o; return nil }); err != nil {
				t.Fatal(err)
			}
			for i, got := range [][]byte{gotV.Seal, gotV.Body, gotR.Idents, gotR.Summary, gotRow.Salt, gotRow.Opening} {
				if !bytes.Equal(got, blob) || blob == nil && got != nil {
					t.Errorf("blob %d, column %d: %d bytes came back as %d (nil: %v)", id, i, len(blob), len(got), got == nil)
				}
			}
			return nil
		})
	}
}

// Texts are bytes: no quote ends them, no collation folds them, nothing trims them.
func texts(t *testing.T, s *store.Store) {
	values := []string{
		"", " ", "a", "A", "a ", " a", "á", "a\u0301", "ß", "ss", "'", `"`, `\`, `\x00`, "'; DROP TABLE report; --", "$1", "?", "%", "_", "{a,b}", "NULL", "null",
		"\t\r\n", "\u200b", "\ufeff", "\ufffd", "😀", "عربى", "\u202e", strings.Repeat("long ", 400),
	}
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		var is []store.Ident
		var rs []store.Report
		for i, v := range values {
			is = append(is, borne(7, v, int64(i), int64(i+1), report.Joins))
			r := aReport(int64(i + 1))
			r.Source, r.SourceID = v, v+v
			rs = append(rs, r)
			if err := errors.Join(w.InsertPerson(ctx, store.Person{ID: v, Name: v, Enrolled: 1}), w.SetMeta(ctx, v, v)); err != nil {
				return err
			}
		}
		return errors.Join(w.InsertIdents(ctx, is), w.InsertReports(ctx, rs))
	})
	read(t, s, func(ctx context.Context, r *store.Tx) error {
		for i, v := range values {
			same(t, "Meta", v)(r.Meta(ctx, v))
			same(t, "Bearers", []store.Bearer{{Account: int64(i), Report: int64(i + 1)}})(r.Bearers(ctx, []store.BearerQuery{{Hash: 7, Value: v, Limit: 99}}))
			o := must[[]store.Report](t, "Reports")(r.Reports(ctx, reportKeys{report.Key(i + 1)}))[0]
			equal(t, "source", []string{o.Source, o.SourceID}, []string{v, v + v})
		}
		var names []string
		for _, p := range must[[]store.Person](t, "People")(r.People(ctx)) {
			names = append(names, p.ID)
		}
		equal(t, "People", names, slices.Sorted(slices.Values(values)))
		return nil
	})
}

func size(t *testing.T, s *store.Store) {
	before := must[int64](t, "Size")(s.Size(t.Context()))
	write(t, s, func(ctx context.Context, w *store.Tx) error {
		v := aVersion(1, 1)
		v.Body = make([]byte, 1<<20)
		for i := range v.Body { // nothing that an engine could compress
			v.Body[i] = byte(i * i >> 7 * i)
		}
		return w.InsertVersions(ctx, []store.Version{v})
	})
	if after := must[int64](t, "Size")(s.Size(t.Context())); before <= 0 || after <= before {
		t.Errorf("Size was %d and became %d", before, after)
	}
}
