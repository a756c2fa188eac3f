package unit

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// ErrRelink says that leads were linked by other strengths, caps or normal forms
// than those in force: nothing is shown or done on them until they are rebuilt.
var ErrRelink = errors.New("the linking rules have changed since the leads were made")

// linkingMeta names what the stored leads were linked by.
const linkingMeta = "linking"

// linkedBy tells one way of linking from another: the table in force, and a
// number that goes up when the same table comes to mean something else.
func (u *Unit) linkedBy() string { return "6 " + u.table.Hash() }

// matchLinking finds out whether the stored leads are of the rules in force. An
// empty store takes any.
func (u *Unit) matchLinking(ctx context.Context) error {
	var was string
	var reports int64
	err := u.store.Read(ctx, func(t *store.Tx) error {
		var err error
		if was, err = t.Meta(ctx, linkingMeta); err != nil || was == u.linkedBy() {
			return err
		}
		reports, err = t.CountReports(ctx)
		return err
	})
	u.stale.Store(err == nil && was != u.linkedBy() && (was != "" || reports > 0))
	return err
}

// Ready is nil when the leads are of the linking rules in force, else [ErrRelink].
func (u *Unit) Ready() error {
	if u.stale.Load() {
		return ErrRelink
	}
	return nil
}

// Linking is what the linker made of all reports, for whoever measures it
// against a truth that it was not told.
type Linking struct {
	Lead map[report.Key]report.Key // report → its lead
	Ties []Tied                    // what joins reports by itself, in order of kind and first report
}

// Tied are the reports that one value of a kind joins.
type Tied struct {
	Kind    report.Kind
	Reports []report.Key
}

// Linking gives the whole outcome of linking. It is an export, and recorded as one.
func (u *Unit) Linking(ctx context.Context, who Actor) (Linking, error) {
	out := Linking{Lead: map[report.Key]report.Key{}}
	err := u.do(ctx, who.asking(Asked{"what": "linking"}), access.Rebuild, func(ctx context.Context, w *work) error {
		err := w.EachReport(ctx, func(r store.Report) error { out.Lead[r.Key] = r.Lead; return nil })
		if err != nil {
			return err
		}
		if out.Ties, err = w.ties(ctx); err != nil {
			return err
		}
		_, err = w.record(ledger.Export, nil, map[string]any{"what": "linking", "reports": len(out.Lead)})
		return err
	})
	return out, err
}

func (w *work) ties(ctx context.Context) ([]Tied, error) {
	if err := w.loadHubs(ctx); err != nil {
		return nil, err
	}
	type group struct {
		kind     report.Kind
		accounts map[int64]bool
		joined   []report.Key
	}
	type key struct{ hash, digest int64 }
	declared := map[key]bool{}
	for k := range w.hubs {
		declared[key{k.hash, store.Digest(k.hash, k.value)}] = true
	}
	by := map[key]*group{}
	err := w.EachIdent(ctx, func(d store.Ident, digest int64) error {
		if d.Role != report.RoleReported || !w.u.table.MayJoin(d.Kind) {
			return nil
		}
		k := key{d.Hash, digest}
		g := by[k]
		if g == nil {
			g = &group{d.Kind, map[int64]bool{}, nil}
			by[k] = g
		}
		g.accounts[d.Account] = true
		if d.Strength == report.Joins {
			g.joined = append(g.joined, d.Report)
		}
		return nil
	})
	var out []Tied
	for k, g := range by {
		if len(g.joined) < 2 || len(g.accounts) > w.u.table.Cap(g.kind) || declared[k] {
			continue
		}
		slices.Sort(g.joined)
		out = append(out, Tied{g.kind, slices.Compact(g.joined)})
	}
	slices.SortFunc(out, func(a, b Tied) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), slices.Compare(a.Reports, b.Reports))
	})
	return out, err
}
