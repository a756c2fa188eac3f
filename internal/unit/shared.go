package unit

import (
	"cmp"
	"context"
	"slices"

	"vigie/internal/identity"
	"vigie/internal/report"
	"vigie/internal/store"
)

// valueKey names an identifier in the store.
type valueKey struct {
	hash  int64
	value string // scoped
}

func (a valueKey) compare(b valueKey) int {
	return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.value, b.value))
}

// sharing is an identifier that several accounts may bear after a batch.
type sharing struct {
	kind    report.Kind
	by      report.Key // a report of the batch that bears it
	several bool       // more than one report of the batch does
	there   bool       // a report before the batch did, or may have
	lost    bool       // a report of the batch bears it no more, or otherwise
}

// asks says whether an identifier in this role can tie a lead by a person's
// answer: the reported person's own, or one that another report gives to the
// place or to somebody named beside the person.
func asks(r report.Role) bool {
	return r == report.RoleReported || slices.Contains(beside[:], r)
}

// beside are the roles in which an identifier asks about whoever is reported with it.
var beside = [...]report.Role{report.RoleIncident, report.RoleAssociate}

// meetShared finds, before they are written, the identifiers of the batch that
// some report bears already.
func (p *placing) meetShared(ctx context.Context) error {
	byHash := map[int64][]*sharing{}
	var hashes []int64
	for _, d := range p.idents {
		if !asks(d.Role) {
			continue
		}
		s := p.shares(d)
		s.several = s.several || s.by != 0 && s.by != d.Report
		s.by = d.Report
		if byHash[d.Hash] == nil {
			hashes = append(hashes, d.Hash)
		}
		byHash[d.Hash] = append(byHash[d.Hash], s)
	}
	slices.Sort(hashes)
	there, err := p.Present(ctx, hashes)
	for _, h := range there {
		for _, s := range byHash[h] {
			s.there = true
		}
	}
	return err
}

// share brings the table of shared identifiers up to date with what was written.
// A hub stays one however many more bear it, so it costs one look-up.
func (p *placing) share(ctx context.Context) error {
	var of []valueKey
	for k, s := range p.shared {
		if s.there || s.several || s.lost {
			of = append(of, k)
		}
	}
	slices.SortFunc(of, valueKey.compare)
	return p.reshare(ctx, of, func(k valueKey) (report.Kind, bool) { s := p.shared[k]; return s.kind, s.lost })
}

// reshare works out which of some identifiers are shared, and stores it. kind
// gives an identifier's kind, and whether a hub may have ceased to be one.
func (w *work) reshare(ctx context.Context, of []valueKey, kind func(valueKey) (k report.Kind, lost bool)) error {
	hashes := make([]int64, len(of))
	for i, k := range of {
		hashes[i] = k.hash
	}
	rows, err := w.SharedOf(ctx, slices.Compact(hashes))
	if err != nil {
		return err
	}
	was := map[valueKey]store.Shared{}
	for _, r := range rows {
		was[valueKey{r.Hash, r.Value}] = r
	}
	of = slices.DeleteFunc(of, func(k valueKey) bool {
		_, lost := kind(k)
		return was[k].Hub && !lost
	})
	bearers, err := w.bearersOf(ctx, of, kind)
	if err != nil {
		return err
	}
	var gone, come []store.Shared
	for i, k := range of {
		kind, _ := kind(k)
		old, had := was[k]
		now, has := w.u.sharing(k, kind, w.hubs[k], bearers[i])
		if had && has && old == now {
			continue
		}
		if had {
			gone = append(gone, old)
		}
		if has {
			come = append(come, now)
		}
	}
	return w.ReplaceShared(ctx, gone, come)
}

// borne is who bears one identifier: one row a distinct account, to one above
// the cap of its kind.
type borne struct {
	reported []store.Bearer
	beside   []store.Bearer
}

// bearersOf asks one set of questions for all.
func (w *work) bearersOf(ctx context.Context, of []valueKey, kind func(valueKey) (report.Kind, bool)) ([]borne, error) {
	var qs []store.BearerQuery
	for _, k := range of {
		kind, _ := kind(k)
		q := store.BearerQuery{Hash: k.hash, Value: k.value, Limit: w.u.table.Cap(kind)}
		qs = append(qs, q)
		for _, q.Role = range beside {
			qs = append(qs, q)
		}
	}
	bs, err := w.Bearers(ctx, qs)
	if err != nil {
		return nil, err
	}
	out := make([]borne, len(of))
	for _, b := range bs {
		o := &out[b.Query/(1+len(beside))]
		if qs[b.Query].As() == report.RoleReported {
			o.reported = append(o.reported, b)
		} else {
			o.beside = append(o.beside, b)
		}
	}
	return out, nil
}

// sharing says what an identifier is to those who bear it: nothing, a question
// for a person, or a hub. It depends on the set of its bearers alone.
func (u *Unit) sharing(k valueKey, kind report.Kind, declared bool, b borne) (store.Shared, bool) {
	s := store.Shared{Hash: k.hash, Value: k.value, Kind: kind, Reach: int64(len(b.reported))}
	limit := u.table.Cap(kind)
	if len(b.reported) > limit {
		s.Hub = true
		return s, true
	}
	_, value := unscoped(k.value)
	switch {
	case declared, len(b.reported) == 0, len(b.beside) > limit, kind == report.KindIP && identity.IPv4(value):
		return s, false
	}
	asked := len(b.reported) > 1 && len(b.beside) > 0
	for _, x := range b.beside {
		asked = asked || x.Account != b.reported[0].Account
	}
	s.First = report.Key(b.reported[0].Report)
	for _, x := range b.reported {
		asked = asked || len(b.reported) > 1 && x.Weak != 0
		s.First = min(s.First, report.Key(x.Report))
	}
	s.Worth = u.table.Worth(kind, len(b.reported))
	return s, asked
}

// loadHubs reads which identifiers people declared hubs, once a transaction.
func (w *work) loadHubs(ctx context.Context) error {
	if w.hubs != nil {
		return nil
	}
	hs, err := w.DeclaredHubs(ctx)
	w.hubs = make(map[valueKey]bool, len(hs))
	for _, h := range hs {
		w.hubs[valueKey{h.Hash, h.Value}] = true
	}
	return err
}

// allShared works the whole table out from every identifier that asks.
func (u *Unit) allShared(ids []store.Ident, declared map[valueKey]bool) []store.Shared {
	slices.SortFunc(ids, func(a, b store.Ident) int {
		return cmp.Or(valueKey{a.Hash, a.Value}.compare(valueKey{b.Hash, b.Value}), cmp.Compare(a.Role, b.Role),
			cmp.Compare(a.Account, b.Account), cmp.Compare(b.Strength, a.Strength), cmp.Compare(a.Report, b.Report))
	})
	var out []store.Shared
	for len(ids) > 0 {
		k := valueKey{ids[0].Hash, ids[0].Value}
		kind, n := ids[0].Kind, 0
		var b borne
		for role, account, rows := report.Role(0), int64(0), 0; n < len(ids) && ids[n].Hash == k.hash && ids[n].Value == k.value; n++ {
			d := ids[n]
			if d.Role != role {
				role, rows = d.Role, 0
			} else if d.Account == account {
				continue // the account's first row stands for it
			}
			account, rows = d.Account, rows+1
			if rows > u.table.Cap(kind)+1 {
				continue
			}
			x := store.Bearer{Account: d.Account, Report: int64(d.Report), Weak: int64(report.Joins - d.Strength)}
			if role == report.RoleReported {
				b.reported = append(b.reported, x)
			} else {
				b.beside = append(b.beside, x)
			}
		}
		if s, has := u.sharing(k, kind, declared[k], b); has {
			out = append(out, s)
		}
		ids = ids[n:]
	}
	return out
}

// compareShared lists where the stored table differs from what follows.
func (w *work) compareShared(ctx context.Context, want []store.Shared, differ func(string, ...any)) error {
	missing := make(map[valueKey]store.Shared, len(want))
	for _, s := range want {
		missing[valueKey{s.Hash, s.Value}] = s
	}
	err := w.EachShared(ctx, func(s store.Shared) error {
		k := valueKey{s.Hash, s.Value}
		if missing[k] != s {
			differ("the shared %s first borne by report %s stands otherwise than it should", s.Kind, s.First)
		}
		delete(missing, k)
		return nil
	})
	if len(missing) > 0 {
		differ("%d shared identifiers are missing", len(missing))
	}
	return err
}
