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
	// Who bears it in the batch as the reported person's, for an identifier whose
	// bearers before the batch are known: asking again would cost as much.
	reported []store.Bearer
	tie      *tie
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
	var hashes, named []int64
	for _, d := range p.idents {
		if !asks(d.Role) {
			continue
		}
		s := p.shares(d)
		if d.Role == report.RoleReported {
			s.reported = append(s.reported, store.Bearer{Account: d.Account, Report: int64(d.Report), Weak: int64(report.Joins - d.Strength)})
		}
		s.several = s.several || s.by != 0 && s.by != d.Report
		s.by = d.Report
		if byHash[d.Hash] == nil {
			hashes = append(hashes, d.Hash)
		}
		byHash[d.Hash] = append(byHash[d.Hash], s)
		if _, ok := report.Numbered(d.Hash); ok && !d.Own() {
			named = append(named, d.Hash)
		}
	}
	slices.Sort(hashes)
	for _, t := range p.ties {
		if s := p.shared[t.key()]; s != nil {
			s.tie = t
		}
	}
	there, err := p.Present(ctx, hashes, append([]report.Role{report.RoleReported}, beside[:]...)...)
	if err != nil {
		return err
	}
	stored, err := p.Stored(ctx, named)
	for _, h := range append(there, stored...) {
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
	return p.reshare(ctx, of, func(k valueKey) sharing { return *p.shared[k] })
}

// known gives who bears an identifier as the reported person's without asking the
// store, where that is known: its bearers before the batch were looked up, and no
// report of the batch bears it otherwise than before.
func (s *sharing) known(limit int) ([]store.Bearer, bool) {
	if s.tie == nil || s.lost {
		return nil, false
	}
	all := append(slices.Clone(s.tie.before), s.reported...)
	slices.SortFunc(all, func(a, b store.Bearer) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Weak, b.Weak), cmp.Compare(a.Report, b.Report))
	})
	all = slices.CompactFunc(all, func(a, b store.Bearer) bool { return a.Account == b.Account })
	return all[:min(len(all), limit+1)], true
}

// reshare works out which of some identifiers are shared, and stores it. about
// says what is known of one.
func (w *work) reshare(ctx context.Context, of []valueKey, about func(valueKey) sharing) error {
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
	of = slices.DeleteFunc(of, func(k valueKey) bool { return was[k].Hub && !about(k).lost })
	bearers, err := w.bearersOf(ctx, of, about)
	if err != nil {
		return err
	}
	var gone, come []store.Shared
	for i, k := range of {
		old, had := was[k]
		now, has := w.u.sharing(k, about(k).kind, w.hubs[k], bearers[i])
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

// bearersOf asks one set of questions for all that is not known.
func (w *work) bearersOf(ctx context.Context, of []valueKey, about func(valueKey) sharing) ([]borne, error) {
	out := make([]borne, len(of))
	hashes := make([]int64, len(of))
	for i, k := range of {
		hashes[i] = k.hash
	}
	// Hardly any identifier is borne by a place or by somebody beside the person.
	some, err := w.Present(ctx, slices.Compact(hashes), beside[:]...)
	if err != nil {
		return nil, err
	}
	besides := make(map[int64]bool, len(some))
	for _, h := range some {
		besides[h] = true
	}
	var qs []store.BearerQuery
	var whose []int // by question: which of the identifiers
	for i, k := range of {
		s := about(k)
		q := store.BearerQuery{Hash: k.hash, Value: k.value, Limit: w.u.table.Cap(s.kind), Role: report.RoleReported}
		var known bool
		if out[i].reported, known = s.known(q.Limit); !known {
			qs, whose = append(qs, q), append(whose, i)
		}
		for _, q.Role = range beside {
			if besides[k.hash] {
				qs, whose = append(qs, q), append(whose, i)
			}
		}
	}
	bs, err := w.Bearers(ctx, qs)
	for _, b := range bs {
		o := &out[whose[b.Query]]
		if qs[b.Query].Role == report.RoleReported {
			o.reported = append(o.reported, b)
		} else {
			o.beside = append(o.beside, b)
		}
	}
	return out, err
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

// loadHubs reads which identifiers people declared hubs, and which accounts they
// said are an agent's, once a transaction.
func (w *work) loadHubs(ctx context.Context) error {
	if w.hubs != nil {
		return nil
	}
	hs, err := w.declaredHubs(ctx)
	w.hubs = make(map[valueKey]bool, len(hs))
	for _, h := range hs {
		w.hubs[h.now] = true
	}
	if err != nil {
		return err
	}
	kinds, err := w.AccountKinds(ctx)
	for _, a := range kinds {
		if a.IsA == AgentAccount {
			w.hubs[valueKey{a.Hash, a.Value}] = true
		}
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
