// Package link decides which reports make one lead, and says why. It is pure:
// what it returns depends on the reports and judgements it is given, never on
// the order in which they came.
//
// Only what both reports give to the reported person joins. Counterparties
// (recipient, facilitator, victim, seized device) form the network, hubs stop
// linking, and a person's judgement goes before any identifier.
package link

import (
	"cmp"
	"slices"

	"vigie/internal/report"
)

// Joint is one identifier by which a report may join others.
type Joint struct {
	Kind    report.Kind
	Service string
	Value   string
}

// Compare orders joints by kind, service and value: the fixed order in which links enter.
func (a Joint) Compare(b Joint) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Value, b.Value))
}

// Node is a report with what it may join by. Hubs are left out by the caller:
// reach is counted over the whole store, before any link.
type Node struct {
	Key    report.Key
	Joints []Joint
}

// Verdict is what a person judged of two reports.
type Verdict string

// Verdicts. Undecided is kept for the record and links nothing.
const (
	Same      Verdict = "same"
	Different Verdict = "different"
	Undecided Verdict = "undecided"
)

// Judgement is a person's verdict on two reports, A < B.
type Judgement struct {
	A, B    report.Key
	Verdict Verdict
}

// Cut is a link that was not made because it would have put two reports judged
// different in one lead.
type Cut struct {
	A, B      report.Key // the two reports that the link ties
	By        Joint      // what ties them; zero for a judgement
	Different Judgement  // what keeps them apart
}

// Partition is the outcome for a set of reports.
type Partition struct {
	Lead map[report.Key]report.Key // report → smallest key of its lead
	Comp map[report.Key]report.Key // report → smallest key of what it would be in without any "different"
	Cuts []Cut                     // in the order met
}

// Solve puts reports into leads. Links enter in one fixed order: judgements
// first, then identifiers by kind and value, then keys. Identifiers in dispute come
// last, in that order: where a person judged two bearers different, a third goes
// with whom all else ties it to. Judgements that name a report outside nodes are
// ignored.
func Solve(nodes []Node, judgements []Judgement) Partition {
	nodes = slices.Clone(nodes)
	slices.SortFunc(nodes, func(a, b Node) int { return cmp.Compare(a.Key, b.Key) })
	index := make(map[report.Key]int, len(nodes))
	for i, n := range nodes {
		index[n.Key] = i
	}
	free, bound := newForest(len(nodes)), newForest(len(nodes))
	js := known(judgements, index)
	s := solver{index: index, nodes: nodes, forest: bound, different: make([][]Judgement, len(nodes))}
	for _, j := range js {
		if j.Verdict == Different {
			s.different[index[j.A]] = append(s.different[index[j.A]], j)
			s.different[index[j.B]] = append(s.different[index[j.B]], j)
		}
	}
	for _, j := range js {
		if j.Verdict == Same {
			free.union(index[j.A], index[j.B])
			s.join(index[j.A], index[j.B], Joint{})
		}
	}
	for _, g := range s.disputedLast(groups(nodes)) {
		for _, i := range g.members[1:] {
			free.union(g.members[0], i)
		}
		s.joinGroup(g)
	}
	p := Partition{Lead: make(map[report.Key]report.Key, len(nodes)), Comp: make(map[report.Key]report.Key, len(nodes)), Cuts: s.cuts}
	for i, n := range nodes {
		p.Lead[n.Key] = nodes[bound.find(i)].Key
		p.Comp[n.Key] = nodes[free.find(i)].Key
	}
	return p
}

// known keeps the judgements whose two reports are present, in their fixed order.
func known(js []Judgement, index map[report.Key]int) []Judgement {
	out := make([]Judgement, 0, len(js))
	for _, j := range js {
		_, a := index[j.A]
		_, b := index[j.B]
		if a && b && j.A != j.B {
			out = append(out, j)
		}
	}
	slices.SortFunc(out, func(x, y Judgement) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(x.Verdict, y.Verdict))
	})
	return out
}

// group is one identifier with the nodes that bear it, in order of key.
type group struct {
	by      Joint
	members []int
}

// groups lists the identifiers that at least two nodes bear, in their fixed order.
func groups(nodes []Node) []group {
	type tie struct {
		by   Joint
		node int
	}
	var ties []tie
	for i, n := range nodes {
		for _, j := range n.Joints {
			ties = append(ties, tie{j, i})
		}
	}
	slices.SortFunc(ties, func(a, b tie) int { return cmp.Or(a.by.Compare(b.by), cmp.Compare(a.node, b.node)) })
	var out []group
	for i := 0; i < len(ties); {
		j := i
		g := group{by: ties[i].by}
		for ; j < len(ties) && ties[j].by == g.by; j++ {
			if len(g.members) == 0 || g.members[len(g.members)-1] != ties[j].node {
				g.members = append(g.members, ties[j].node)
			}
		}
		if len(g.members) > 1 {
			out = append(out, g)
		}
		i = j
	}
	return out
}

// solver joins under the constraint that no lead holds two reports judged different.
type solver struct {
	index     map[report.Key]int
	nodes     []Node
	forest    forest
	different [][]Judgement // by node
	cuts      []Cut
}

// disputedLast puts identifiers in dispute behind all others: those of whose bearers
// two are kept apart by judgements alone.
func (s *solver) disputedLast(gs []group) []group {
	if !slices.ContainsFunc(s.different, func(js []Judgement) bool { return len(js) > 0 }) {
		return gs
	}
	var last []group
	rest := slices.DeleteFunc(gs, func(g group) bool {
		if !s.disputed(g) {
			return false
		}
		last = append(last, g)
		return true
	})
	return append(rest, last...)
}

func (s *solver) disputed(g group) bool {
	borne := make(map[int]bool, len(g.members))
	for _, m := range g.members {
		borne[s.forest.find(m)] = true
	}
	for _, m := range g.members {
		for _, j := range s.different[s.forest.find(m)] {
			if borne[s.forest.find(s.index[j.A])] && borne[s.forest.find(s.index[j.B])] {
				return true
			}
		}
	}
	return false
}

// joinGroup ties every member to each lead that an earlier member is in: a cut
// between two of them must not keep a third from either.
func (s *solver) joinGroup(g group) {
	heads := g.members[:0:0] // one earlier member a lead
	for _, i := range g.members {
		for _, h := range heads {
			s.join(h, i, g.by)
		}
		// Joining may have made one lead of several: keep one head of each.
		seen := map[int]bool{}
		heads = slices.DeleteFunc(append(heads, i), func(h int) bool {
			r := s.forest.find(h)
			dup := seen[r]
			seen[r] = true
			return dup
		})
	}
}

// join makes one lead of the leads of a and b, unless that is forbidden.
func (s *solver) join(a, b int, by Joint) {
	ra, rb := s.forest.find(a), s.forest.find(b)
	if ra == rb {
		return
	}
	if j, ok := s.apart(ra, rb); ok {
		s.cuts = append(s.cuts, Cut{A: s.nodes[a].Key, B: s.nodes[b].Key, By: by, Different: j})
		return
	}
	r := s.forest.union(ra, rb)
	if merged := append(s.different[ra], s.different[rb]...); len(merged) > 0 {
		s.different[r] = merged
	}
}

// apart finds the first judgement that keeps the leads with roots ra and rb apart.
func (s *solver) apart(ra, rb int) (Judgement, bool) {
	few, other := s.different[ra], rb
	if len(s.different[rb]) < len(few) {
		few, other = s.different[rb], ra
	}
	var best Judgement
	found := false
	for _, j := range few {
		if s.forest.find(s.index[j.A]) != other && s.forest.find(s.index[j.B]) != other {
			continue
		}
		if !found || j.A < best.A || j.A == best.A && j.B < best.B {
			best, found = j, true
		}
	}
	return best, found
}

// forest is union–find in which the root is always the smallest index, hence
// the smallest key.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) find(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) union(a, b int) int {
	a, b = f.find(a), f.find(b)
	if a > b {
		a, b = b, a
	}
	f[b] = a
	return a
}
