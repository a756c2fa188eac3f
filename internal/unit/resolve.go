package unit

import (
	"cmp"
	"context"
	"slices"

	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// resolve solves components again from the reports' own identifiers and the
// judgements that stand, and writes where each report now is.
func (w *work) resolve(ctx context.Context, day triage.Day, comps []report.Key) error {
	g, err := w.gather(ctx, comps)
	if err != nil {
		return err
	}
	p := link.Solve(g.nodes(), g.judgements)
	for i := range g.rows {
		r := &g.rows[i]
		comp, lead := p.Comp[r.Key], p.Lead[r.Key]
		if r.Comp == comp && r.Lead == lead {
			continue
		}
		r.Comp, r.Lead = comp, lead
		if err := w.Move(ctx, store.Place{Key: r.Key, Comp: comp, Lead: lead}); err != nil {
			return err
		}
	}
	leads, err := w.u.leadsOf(g.rows, g.judgements, day)
	if err != nil {
		return err
	}
	old, err := w.LeadsOf(ctx, g.comps)
	if err != nil {
		return err
	}
	return w.ReplaceLeads(ctx, old, leads)
}

// leadsOf makes the leads of placed reports, in order of First.
func (u *Unit) leadsOf(rows []store.Report, judgements []link.Judgement, day triage.Day) ([]store.Lead, error) {
	place := make(map[report.Key]store.Place, len(rows))
	sums := map[report.Key]triage.Summary{}
	comps := map[report.Key]report.Key{}
	first := map[report.Key]int64{}
	for _, r := range rows {
		s, err := merge(sums[r.Lead], r.Summary)
		if err != nil {
			return nil, err
		}
		sums[r.Lead] = s
		comps[r.Lead] = r.Comp
		first[r.Key] = r.First
		place[r.Key] = store.Place{Key: r.Key, Comp: r.Comp, Lead: r.Lead}
	}
	judged := map[report.Key]bool{} // components in which a report is judged different from another
	for _, j := range judgements {
		if j.Verdict != link.Different {
			continue
		}
		for _, k := range []report.Key{j.A, j.B} {
			if pl, ok := place[k]; ok {
				judged[pl.Comp] = true
			}
		}
	}
	leads := make([]store.Lead, 0, len(sums))
	for id, s := range sums {
		l, err := u.rank(store.Lead{ID: id, First: first[id], Comp: comps[id], Judged: judged[comps[id]]}, s, day)
		if err != nil {
			return nil, err
		}
		leads = append(leads, l)
	}
	slices.SortFunc(leads, func(a, b store.Lead) int { return cmp.Compare(a.First, b.First) })
	return leads, nil
}

// gathered is everything that some components hang together by.
type gathered struct {
	comps      []report.Key
	rows       []store.Report // in order of key
	bonds      map[report.Key][]bond
	hubs       map[link.Joint]bool
	judgements []link.Judgement
}

func (g *gathered) nodes() []link.Node {
	nodes := make([]link.Node, len(g.rows))
	for i, r := range g.rows {
		nodes[i].Key = r.Key
		for _, b := range g.bonds[r.Key] {
			if b.joins && !g.hubs[b.Joint] {
				nodes[i].Joints = append(nodes[i].Joints, b.Joint)
			}
		}
	}
	return nodes
}

// gather reads components, and every other that a live identifier or a
// judgement ties to them.
func (w *work) gather(ctx context.Context, comps []report.Key) (*gathered, error) {
	if err := w.loadHubs(ctx); err != nil {
		return nil, err
	}
	g := &gathered{bonds: map[report.Key][]bond{}, hubs: map[link.Joint]bool{}}
	seen := map[report.Key]bool{}
	for len(comps) > 0 {
		slices.Sort(comps)
		comps = slices.DeleteFunc(slices.Compact(comps), func(c report.Key) bool { return seen[c] })
		for _, c := range comps {
			seen[c] = true
		}
		rows, err := w.ReportsOf(ctx, comps)
		if err != nil {
			return nil, err
		}
		g.comps = append(g.comps, comps...)
		g.rows = append(g.rows, rows...)
		if comps, err = w.beyond(ctx, g, rows); err != nil {
			return nil, err
		}
		comps = slices.DeleteFunc(comps, func(c report.Key) bool { return seen[c] })
	}
	slices.SortFunc(g.rows, func(a, b store.Report) int { return cmp.Compare(a.Key, b.Key) })
	keys := make([]report.Key, len(g.rows))
	for i, r := range g.rows {
		keys[i] = r.Key
	}
	js, err := w.JudgementsOn(ctx, keys)
	if err != nil {
		return nil, err
	}
	g.judgements = judgementsOf(js)
	return g, nil
}

// beyond finds the components that newly read reports are tied to.
func (w *work) beyond(ctx context.Context, g *gathered, rows []store.Report) ([]report.Key, error) {
	var fresh []bond
	known := map[link.Joint]bool{}
	keys := make([]report.Key, len(rows))
	for i, r := range rows {
		bs, err := w.u.unpackBonds(r.Idents)
		if err != nil {
			return nil, err
		}
		g.bonds[r.Key] = bs
		keys[i] = r.Key
		for _, b := range bs {
			if _, done := g.hubs[b.Joint]; b.joins && !done && !known[b.Joint] {
				known[b.Joint] = true
				fresh = append(fresh, b)
			}
		}
	}
	slices.SortFunc(fresh, func(a, b bond) int { return a.Compare(b.Joint) })
	who, err := w.liveBearers(ctx, g, fresh)
	if err != nil {
		return nil, err
	}
	js, err := w.JudgementsOn(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, j := range js {
		if link.Verdict(j.Verdict) == link.Same {
			who = append(who, j.A, j.B)
		}
	}
	slices.Sort(who)
	places, err := w.Places(ctx, slices.Compact(who))
	if err != nil {
		return nil, err
	}
	var out []report.Key
	for _, p := range places {
		out = append(out, p.Comp)
	}
	return out, nil
}

// liveBearers tells hubs from identifiers that link, and finds who bears the latter.
func (w *work) liveBearers(ctx context.Context, g *gathered, bonds []bond) ([]report.Key, error) {
	qs := make([]store.BearerQuery, len(bonds))
	for i, b := range bonds {
		qs[i] = store.BearerQuery{Hash: b.hash, Value: scoped(b.Service, b.Value), Limit: w.u.table.Cap(b.Kind)}
	}
	bs, err := w.Bearers(ctx, qs)
	if err != nil {
		return nil, err
	}
	reach := make([]int, len(bonds))
	for _, b := range bs {
		reach[b.Query]++
	}
	var who []report.Key
	for i, b := range bonds {
		g.hubs[b.Joint] = reach[i] > qs[i].Limit || w.hubs[valueKey{b.hash, qs[i].Value}]
		if g.hubs[b.Joint] {
			continue
		}
		// Every bearer, not one an account: an identifier that was a hub until
		// now held none of them together.
		sharers, err := w.JoiningBearers(ctx, qs[i].Hash, qs[i].Value)
		if err != nil {
			return nil, err
		}
		who = append(who, sharers...)
	}
	return who, nil
}

func judgementsOf(js []store.Judgement) []link.Judgement {
	out := make([]link.Judgement, len(js))
	for i, j := range js {
		out[i] = link.Judgement{A: j.A, B: j.B, Verdict: link.Verdict(j.Verdict)}
	}
	return out
}
