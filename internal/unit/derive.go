package unit

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// derived is everything that can be rebuilt from reports, judgements,
// decisions and rules, worked out from nothing and in one go: it shares no step
// with the way in which leads grow report by report.
type derived struct {
	day    triage.Day
	rows   []store.Report // in order of key
	leads  []store.Lead   // in order of First
	idents setHash
	shared []store.Shared // in order of hash and value
	payers allPayers
}

// setHash is the hash of a set of rows, in whatever order they are added.
type setHash [4]uint64

func (h *setHash) add(d store.Ident, digest int64) {
	s := sha256.Sum256(fmt.Appendf(nil, "%d\n%d\n%d\n%d\n%d\n%d\n%d", d.Hash, d.Role, d.Account, d.Report, d.Kind, d.Strength, digest))
	for i := range h {
		h[i] += binary.BigEndian.Uint64(s[8*i:])
	}
}

// addSubject adds a row of the ledger's index.
func (h *setHash) addSubject(x store.Subject) {
	s := sha256.Sum256(fmt.Appendf(nil, "%d\n%d", x.Key, x.Entry))
	for i := range h {
		h[i] += binary.BigEndian.Uint64(s[8*i:])
	}
}

// derive works everything out. each is called with a report's identifiers.
func (w *work) derive(ctx context.Context, day triage.Day, progress func(done, total int64), each func([]store.Ident) error) (*derived, error) {
	total, err := w.CountReports(ctx)
	if err != nil {
		return nil, err
	}
	d := &derived{day: day, rows: make([]store.Report, 0, total)}
	if err := w.loadHubs(ctx); err != nil {
		return nil, err
	}
	if w.covered, err = w.coveredByActs(ctx); err != nil {
		return nil, err
	}
	defer func() { w.covered = nil }()
	reach := map[link.Joint]map[int64]bool{}
	var asking []store.Ident
	bonds := make(map[report.Key][]bond, total)
	after := report.Key(-1)
	for {
		rows, err := w.ReportsAfter(ctx, after, 500)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].Key
		xs, err := w.wholes(ctx, rows)
		if err != nil {
			return nil, err
		}
		for _, x := range xs {
			row, err := x.derivedRow()
			if err != nil {
				return nil, err
			}
			d.rows = append(d.rows, row)
			bonds[row.Key] = x.gist.bonds
			d.payers.add(row.Key, &x.gist)
			for _, b := range x.gist.bonds {
				if reach[b.Joint] == nil {
					reach[b.Joint] = map[int64]bool{}
				}
				reach[b.Joint][row.Account] = true
			}
			for _, id := range x.gist.idents {
				if !id.Own() {
					d.idents.add(id, store.Digest(id.Hash, id.Value))
				}
				if asks(id.Role) {
					asking = append(asking, id)
				}
			}
			if err := each(x.gist.idents); err != nil {
				return nil, err
			}
		}
		if progress != nil {
			progress(int64(len(d.rows)), total)
		}
	}
	js, err := w.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	d.shared = w.u.allShared(asking, w.hubs)
	return d, d.solve(w.u, bonds, reach, w.hubs, judgementsOf(js))
}

// derivedRow is a report's row but for its place.
func (x *wholeReport) derivedRow() (store.Report, error) {
	row := store.Report{
		Key: x.row.Key, Source: x.report.Source, SourceID: x.report.SourceID, First: x.row.First, Version: x.current,
		Received: x.received, Account: x.gist.account, Idents: packBonds(x.gist.bonds),
	}
	var err error
	row.Summary, err = x.gist.summary.AppendBinary(nil)
	return row, err
}

func (d *derived) solve(u *Unit, bonds map[report.Key][]bond, reach map[link.Joint]map[int64]bool, declared map[valueKey]bool, js []link.Judgement) error {
	nodes := make([]link.Node, len(d.rows))
	for i, r := range d.rows {
		nodes[i].Key = r.Key
		for _, b := range bonds[r.Key] {
			if b.joins && len(reach[b.Joint]) <= u.table.Cap(b.Kind) && !declared[valueKey{b.hash, scoped(b.Service, b.Value)}] {
				nodes[i].Joints = append(nodes[i].Joints, b.Joint)
			}
		}
	}
	p := link.Solve(nodes, js)
	for i := range d.rows {
		d.rows[i].Comp, d.rows[i].Lead = p.Comp[d.rows[i].Key], p.Lead[d.rows[i].Key]
	}
	var err error
	d.leads, err = u.leadsOf(d.rows, js, d.day)
	return err
}

// Replay works all derived tables out from reports, judgements, decisions and
// rules. With check it compares them with what is stored and returns the
// differences, at most 100; else it puts them in place.
func (u *Unit) Replay(ctx context.Context, who Actor, check bool, progress func(done, total int64)) ([]string, error) {
	var diffs []string
	err := u.do(ctx, who, access.Rebuild, func(ctx context.Context, w *work) error {
		day, err := w.advance(ctx)
		if err != nil {
			return err
		}
		var fill [][]store.Ident
		d, err := w.derive(ctx, day, progress, func(is []store.Ident) error {
			if !check {
				fill = append(fill, is)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if check {
			diffs, err = w.compare(ctx, d)
		} else {
			err = w.rebuild(ctx, d, fill)
		}
		if err == nil && !check {
			err = w.SetMeta(ctx, linkingMeta, u.linkedBy())
		}
		if err != nil {
			return err
		}
		_, err = w.record(ledger.Rebuild, nil, map[string]any{"check": check, "reports": len(d.rows), "leads": len(d.leads), "differences": len(diffs)})
		return err
	})
	if err == nil && !check {
		u.stale.Store(false)
	}
	return diffs, err
}

// compare lists where the stored tables differ from what follows.
func (w *work) compare(ctx context.Context, d *derived) ([]string, error) {
	var diffs []string
	differ := func(format string, args ...any) {
		if len(diffs) < 100 {
			diffs = append(diffs, fmt.Sprintf(format, args...))
		}
	}
	i := 0
	err := w.EachReport(ctx, func(r store.Report) error {
		if x := d.rows[i]; !sameRow(x, r) {
			differ("report %s: stored in lead %s, follows %s", r.Key, r.Lead, x.Lead)
		}
		i++
		return nil
	})
	if err != nil {
		return nil, err
	}
	i = 0
	err = w.EachLead(ctx, func(l store.Lead) error {
		for i < len(d.leads) && d.leads[i].First < l.First {
			differ("lead %s is missing", d.leads[i].ID)
			i++
		}
		switch {
		case i == len(d.leads) || d.leads[i].First > l.First:
			differ("lead %s does not follow from any report", l.ID)
			return nil
		case !sameLead(d.leads[i], l):
			differ("lead %s stands elsewhere than it should", l.ID)
		}
		i++
		return nil
	})
	if err != nil {
		return nil, err
	}
	for ; i < len(d.leads); i++ {
		differ("lead %s is missing", d.leads[i].ID)
	}
	var stored setHash
	if err := w.EachIdent(ctx, func(id store.Ident, digest int64) error { stored.add(id, digest); return nil }); err != nil {
		return nil, err
	}
	if stored != d.idents {
		differ("the index of identifiers is not what follows from the reports")
	}
	if err := w.compareShared(ctx, d.shared, differ); err != nil {
		return diffs, err
	}
	if err := w.comparePayers(ctx, &d.payers, differ); err != nil {
		return diffs, err
	}
	if err = w.compareCases(ctx, differ); err != nil {
		return diffs, err
	}
	err = w.compareRequests(ctx, differ)
	return diffs, err
}

func sameRow(a, b store.Report) bool {
	return a.Key == b.Key && a.Source == b.Source && a.SourceID == b.SourceID && a.Received == b.Received && a.Version == b.Version && a.Account == b.Account &&
		a.Comp == b.Comp && a.Lead == b.Lead && bytes.Equal(a.Idents, b.Idents) && bytes.Equal(a.Summary, b.Summary)
}

func sameLead(a, b store.Lead) bool {
	x, y := a, b
	x.Summary, y.Summary = nil, nil
	return bytes.Equal(a.Summary, b.Summary) && fmt.Sprint(x) == fmt.Sprint(y)
}

// rebuild puts what follows in place of what is stored.
func (w *work) rebuild(ctx context.Context, d *derived, fill [][]store.Ident) error {
	if err := w.ClearDerived(ctx); err != nil {
		return err
	}
	all := slices.Concat(fill...)
	slices.SortFunc(all, func(a, b store.Ident) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Account, b.Account))
	})
	for chunk := range slices.Chunk(all, 5000) {
		if err := w.InsertIdents(ctx, chunk); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(d.shared, 5000) {
		if err := w.ReplaceShared(ctx, nil, chunk); err != nil {
			return err
		}
	}
	if err := w.rebuildPayers(ctx, &d.payers); err != nil {
		return err
	}
	for _, r := range d.rows {
		if err := w.UpdateReport(ctx, r); err != nil {
			return err
		}
		if err := w.Move(ctx, store.Place{Key: r.Key, Comp: r.Comp, Lead: r.Lead}); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(d.leads, 5000) {
		if err := w.InsertLeads(ctx, chunk); err != nil {
			return err
		}
	}
	if err := w.rebuildCases(ctx); err != nil {
		return err
	}
	return w.rebuildRequests(ctx)
}
