package unit

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// place writes touched reports and puts them into leads.
//
// The outcome is a function of all reports and judgements, never of the order
// in which they came (package link says which function). Most batches only add:
// then leads are joined without reading their reports. Where a link may fall
// away — an identifier became a hub, a report lost one, a person judged — the
// whole component is solved again.
func (w *work) place(ctx context.Context, ts []*touched) error {
	day, err := w.advance(ctx)
	if err != nil {
		return err
	}
	if err := w.loadHubs(ctx); err != nil {
		return err
	}
	p := &placing{work: w, day: day, ties: map[tieKey]*tie{}, hard: map[report.Key]bool{}, parent: map[report.Key]report.Key{}, comp: map[report.Key]report.Key{}, shared: map[valueKey]*sharing{}, paying: newPaying()}
	for _, t := range ts {
		if err := p.meet(t); err != nil {
			return err
		}
	}
	if err := p.meetShared(ctx); err != nil {
		return err
	}
	if err := p.lookUp(ctx); err != nil {
		return err
	}
	if err := p.writeIdents(ctx); err != nil {
		return err
	}
	kill("indexed")
	if err := p.tie(); err != nil {
		return err
	}
	if err := p.settle(ctx); err != nil {
		return err
	}
	// Both read the rows that settle writes: a report bears its own number by having one.
	if err := p.share(ctx); err != nil {
		return err
	}
	return p.pay(ctx, p.paying)
}

// placing is the state of one place.
type placing struct {
	*work
	day  triage.Day
	ts   []*touched
	ties map[tieKey]*tie
	// Components that the batch ties together: parent over components, a new
	// report standing for its own. hard marks those to solve again.
	parent map[report.Key]report.Key
	hard   map[report.Key]bool
	comp   map[report.Key]report.Key // of the stored reports that were looked up

	dropped map[report.Key][]int64 // hashes that changed reports bore
	idents  []store.Ident
	shared  map[valueKey]*sharing // what may be shared otherwise after this batch
	paying  *paying
}

type tieKey struct {
	hash  int64
	joint link.Joint
}

// tie is an identifier by which reports of the batch may join.
type tie struct {
	tieKey
	cap      int
	before   []store.Bearer // in the store, before the batch
	accounts []int64        // of whoever bears it in the batch
	bearers  []*touched     // of those, whom it joins
	lost     bool           // a report of the batch bears it no more, or otherwise
}

func (t *tie) key() valueKey {
	return valueKey{t.hash, scoped(t.joint.Service, t.joint.Value)}
}

func (p *placing) tieOf(b bond) *tie {
	k := tieKey{b.hash, b.Joint}
	t := p.ties[k]
	if t == nil {
		t = &tie{tieKey: k, cap: p.u.table.Cap(b.Kind)}
		p.ties[k] = t
	}
	return t
}

// shares is what becomes of an identifier that a report of the batch bears, or bore.
func (p *placing) shares(d store.Ident) *sharing {
	k := valueKey{d.Hash, d.Value}
	s := p.shared[k]
	if s == nil {
		s = &sharing{kind: d.Kind}
		p.shared[k] = s
	}
	return s
}

// meet notes what a touched report bears, and what it no longer bears.
func (p *placing) meet(t *touched) error {
	p.ts = append(p.ts, t)
	t.row.Account, t.row.Idents = t.gist.account, packBonds(t.gist.bonds)
	t.row.Comp, t.row.Lead = t.key, t.key
	var err error
	if t.row.Summary, err = t.gist.summary.AppendBinary(nil); err != nil {
		return err
	}
	if t.prev != nil {
		t.row.Comp, t.row.Lead = t.prev.Comp, t.prev.Lead
		p.comp[t.key] = t.prev.Comp
		return p.meetAgain(t)
	}
	p.idents = append(p.idents, t.gist.idents...)
	p.paying.add(t.key, &t.gist)
	p.bear(t)
	return nil
}

// bear notes what a report of the batch may join by.
func (p *placing) bear(t *touched) {
	for _, b := range t.gist.bonds {
		tie := p.tieOf(b)
		tie.accounts = append(tie.accounts, t.gist.account)
		if b.joins {
			tie.bearers = append(tie.bearers, t)
		}
	}
}

// meetAgain is meet for a report that the store has.
func (p *placing) meetAgain(t *touched) error {
	was, _, err := p.u.effective(&store.Report{Key: t.key}, contents(t.old), t.decided, nil, nil)
	if err != nil {
		return err
	}
	if len(was.pays)+len(t.gist.pays) > 0 {
		p.paying.anew(&was, &t.gist)
	}
	if !slices.Equal(was.idents, t.gist.idents) {
		if p.dropped == nil {
			p.dropped = map[report.Key][]int64{}
		}
		for _, d := range was.idents {
			p.dropped[t.key] = append(p.dropped[t.key], d.Hash)
			p.shares(d).lost = true
		}
		p.idents = append(p.idents, t.gist.idents...)
	}
	if t.prev.Account == t.row.Account && bytes.Equal(t.prev.Idents, t.row.Idents) {
		return nil
	}
	for _, b := range was.bonds {
		if t.prev.Account != t.row.Account || !slices.Contains(t.gist.bonds, b) {
			p.tieOf(b).lost = true
		}
	}
	p.bear(t)
	return nil
}

// lookUp finds who bore the identifiers before, and where those stand. Half of them
// nobody bore: meetShared has asked, of what the batch bears, in one question for all.
func (p *placing) lookUp(ctx context.Context) error {
	ties := make([]*tie, 0, len(p.ties))
	for _, t := range p.ties {
		if s := p.shared[t.key()]; s == nil || s.by == 0 || s.there {
			ties = append(ties, t)
		}
	}
	slices.SortFunc(ties, func(a, b *tie) int { return cmp.Or(cmp.Compare(a.hash, b.hash), a.joint.Compare(b.joint)) })
	qs := make([]store.BearerQuery, len(ties))
	for i, t := range ties {
		qs[i] = store.BearerQuery{Hash: t.hash, Value: t.key().value, Limit: t.cap}
	}
	bs, err := p.Bearers(ctx, qs)
	if err != nil {
		return err
	}
	var who []report.Key
	for _, b := range bs {
		ties[b.Query].before = append(ties[b.Query].before, b)
		who = append(who, report.Key(b.Report))
	}
	return p.locate(ctx, who)
}

// locate remembers the components of stored reports.
func (p *placing) locate(ctx context.Context, who []report.Key) error {
	slices.Sort(who)
	places, err := p.Places(ctx, slices.Compact(who))
	for _, pl := range places {
		p.comp[pl.Key] = pl.Comp
	}
	return err
}

func (p *placing) writeIdents(ctx context.Context) error {
	for _, t := range p.ts {
		if err := p.DeleteIdents(ctx, t.key, p.dropped[t.key]); err != nil {
			return err
		}
	}
	slices.SortFunc(p.idents, func(a, b store.Ident) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Account, b.Account))
	})
	return p.InsertIdents(ctx, p.idents)
}

// token is what stands for a touched report among components.
func (p *placing) token(t *touched) report.Key {
	if t.prev != nil {
		return t.prev.Comp
	}
	return t.key
}

// tie joins components by every identifier that is no hub, and marks those in
// which a link may have fallen away.
func (p *placing) tie() error {
	for _, t := range p.ts {
		p.union(p.token(t), p.token(t))
	}
	for _, t := range p.ties {
		was := len(t.before) <= t.cap
		accounts := map[int64]bool{}
		for _, b := range t.before {
			accounts[b.Account] = true
		}
		for _, a := range t.accounts {
			accounts[a] = true
		}
		is := len(accounts) <= t.cap
		if p.hubs[t.key()] {
			was, is = false, false // a person declared it one
		}
		switch {
		case t.lost || was && !is:
			// Solve again: everything that this identifier held together.
			for _, b := range t.before {
				if b.Weak == 0 {
					p.hard[p.comp[report.Key(b.Report)]] = true
				}
			}
			for _, x := range t.bearers {
				p.hard[p.token(x)] = true
			}
			if was && !is && !t.lost {
				if err := p.noticeHub(t); err != nil {
					return err
				}
			}
		case is:
			var all []report.Key
			for _, b := range t.before {
				if b.Weak == 0 {
					all = append(all, p.comp[report.Key(b.Report)])
				}
			}
			for _, x := range t.bearers {
				all = append(all, p.token(x))
			}
			for _, c := range all {
				p.union(all[0], c)
			}
		}
	}
	return nil
}

// noticeHub records that an identifier stopped linking. The value stays out of it.
func (p *placing) noticeHub(t *tie) error {
	var of []report.Key
	for _, b := range t.before {
		of = append(of, report.Key(b.Report))
	}
	for _, x := range t.bearers {
		of = append(of, x.key)
	}
	slices.Sort(of)
	_, err := p.notice(of, map[string]any{"hub": t.joint.Kind.String(), "cap": t.cap})
	return err
}

func (p *placing) find(k report.Key) report.Key {
	for {
		up, ok := p.parent[k]
		if !ok || up == k {
			return k
		}
		if upper, ok := p.parent[up]; ok {
			p.parent[k] = upper
		}
		k = up
	}
}

// union joins two components; the smaller key stands for both.
func (p *placing) union(a, b report.Key) {
	a, b = p.find(a), p.find(b)
	if a > b {
		a, b = b, a
	}
	p.parent[a], p.parent[b] = a, a
}

// cluster is a set of components that the batch joins, with its touched reports.
type cluster struct {
	id    report.Key
	comps []report.Key // stored ones
	ts    []*touched
	leads []store.Lead
	hard  bool // to solve again
	// judged: a report of it is judged different from another, in it or not.
	judged bool
}

// settle writes the touched reports and the leads.
func (p *placing) settle(ctx context.Context) error {
	clusters, err := p.clusters(ctx)
	if err != nil {
		return err
	}
	var fresh []store.Report
	for _, c := range clusters {
		for _, t := range c.ts {
			if !c.hard {
				t.row.Comp, t.row.Lead = c.id, c.id
			}
			if t.prev == nil {
				fresh = append(fresh, *t.row)
			} else if err := p.UpdateReport(ctx, *t.row); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(fresh, func(a, b store.Report) int { return cmp.Compare(a.First, b.First) })
	if err := p.InsertReports(ctx, fresh); err != nil {
		return err
	}
	var again []report.Key
	var old, leads []store.Lead
	for _, c := range clusters {
		if c.hard {
			again = append(again, c.comps...)
			for _, t := range c.ts {
				again = append(again, p.token(t))
			}
			continue
		}
		l, err := p.join(ctx, c)
		if err != nil {
			return err
		}
		old, leads = append(old, c.leads...), append(leads, l)
	}
	slices.SortFunc(leads, func(a, b store.Lead) int { return cmp.Compare(a.First, b.First) })
	if err := p.ReplaceLeads(ctx, old, leads); err != nil {
		return err
	}
	if len(again) == 0 {
		return nil
	}
	return p.resolve(ctx, p.day, again)
}

// clusters gathers what was tied, in order of id.
func (p *placing) clusters(ctx context.Context) ([]*cluster, error) {
	by := map[report.Key]*cluster{}
	get := func(token report.Key) *cluster {
		id := p.find(token)
		c := by[id]
		if c == nil {
			c = &cluster{id: id}
			by[id] = c
		}
		return c
	}
	isNew := map[report.Key]bool{}
	for _, t := range p.ts {
		c := get(p.token(t))
		c.ts = append(c.ts, t)
		isNew[t.key] = t.prev == nil
	}
	var comps []report.Key
	for token := range p.parent {
		if !isNew[token] {
			c := get(token)
			c.comps = append(c.comps, token)
			comps = append(comps, token)
		}
	}
	for token := range p.hard {
		c := get(token)
		c.hard = true
		if _, tied := p.parent[token]; !tied && !isNew[token] {
			c.comps = append(c.comps, token)
		}
	}
	slices.Sort(comps)
	leads, err := p.LeadsOf(ctx, comps)
	if err != nil {
		return nil, err
	}
	for _, l := range leads {
		c := get(l.Comp)
		c.leads = append(c.leads, l)
		c.judged = c.judged || l.Judged
	}
	for _, c := range by {
		if c.judged && !c.hard {
			if c.hard, err = p.mayPart(ctx, c); err != nil {
				return nil, err
			}
		}
	}
	out := make([]*cluster, 0, len(by))
	for _, c := range by {
		slices.Sort(c.comps)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *cluster) int { return cmp.Compare(a.id, b.id) })
	return out, nil
}

// mayPart says whether a judgement of "different" may keep reports of a cluster
// apart. Where there is one component, all of it one lead, none did so far: its
// judgements are on reports elsewhere. Then only those on a new report could.
func (p *placing) mayPart(ctx context.Context, c *cluster) (bool, error) {
	if len(c.comps) != 1 || len(c.leads) != 1 {
		return true, nil
	}
	var fresh []report.Key
	for _, t := range c.ts {
		if t.prev == nil {
			fresh = append(fresh, t.key)
		}
	}
	js, err := p.JudgementsOn(ctx, fresh)
	return len(js) > 0, err
}

// join makes one lead of a cluster in which nothing fell away.
func (p *placing) join(ctx context.Context, c *cluster) (store.Lead, error) {
	s, err := p.sum(ctx, c)
	if err != nil {
		return store.Lead{}, err
	}
	var moved []report.Key
	for _, comp := range c.comps {
		if comp != c.id {
			moved = append(moved, comp)
		}
	}
	if len(moved) > 0 {
		if err := p.Relabel(ctx, moved, c.id); err != nil {
			return store.Lead{}, err
		}
	}
	first, err := c.first()
	if err != nil {
		return store.Lead{}, err
	}
	return p.u.rank(store.Lead{ID: c.id, First: first, Comp: c.id, Judged: c.judged}, s, p.day)
}

// first is the record that made the report which the cluster's lead is named by: one of
// the batch, or one that a lead was named by before.
func (c *cluster) first() (int64, error) {
	for _, l := range c.leads {
		if l.ID == c.id {
			return l.First, nil
		}
	}
	for _, t := range c.ts {
		if t.key == c.id {
			return t.row.First, nil
		}
	}
	return 0, fmt.Errorf("nothing says where lead %s lies; run: vigie replay", c.id)
}

// sum adds up what the reports of a cluster state, from the sums of its leads:
// no report that the batch does not touch is read, unless a touched one no longer
// states what the others may not state either.
func (p *placing) sum(ctx context.Context, c *cluster) (s triage.Summary, err error) {
	for _, l := range c.leads {
		if s, err = merge(s, l.Summary); err != nil {
			return s, err
		}
	}
	for _, t := range c.ts {
		if t.prev == nil {
			s = triage.Merge(s, t.gist.summary)
			continue
		}
		var was triage.Summary
		if err := was.UnmarshalBinary(t.prev.Summary); err != nil {
			return s, err
		}
		ok := false
		if s, ok = triage.Replace(s, was, t.gist.summary); !ok {
			return p.sumAnew(ctx, c)
		}
	}
	return s, nil
}

// sumAnew adds up the reports of a cluster one by one.
func (p *placing) sumAnew(ctx context.Context, c *cluster) (s triage.Summary, err error) {
	rows, err := p.ReportsOf(ctx, c.comps)
	if err != nil {
		return s, err
	}
	have := make(map[report.Key]bool, len(rows))
	for _, r := range rows {
		have[r.Key] = true
		if s, err = merge(s, r.Summary); err != nil {
			return s, err
		}
	}
	for _, t := range c.ts {
		if t.prev == nil && !have[t.key] {
			s = triage.Merge(s, t.gist.summary)
		}
	}
	return s, nil
}

func merge(s triage.Summary, more []byte) (triage.Summary, error) {
	var o triage.Summary
	if err := o.UnmarshalBinary(more); err != nil {
		return s, err
	}
	return triage.Merge(s, o), nil
}
