package link

import (
	"cmp"
	"slices"

	"vigie/internal/report"
)

// graph is what holds reports together: reports are its vertices 0…n-1, ties
// the ones behind them, and an edge runs from a tie to each report that it ties.
// A judgement is a vertex like an identifier, of two edges: taking it away is
// taking away its vertex.
type graph struct {
	nodes   []Node // in order of key
	ties    []Tie  // in the fixed order: judgements, then identifiers
	members [][]int

	next [][]int // vertex → its neighbours
	at   []met   // by vertex

	severed [][]int // by tie: the reports by which the walk came to parts that only it reaches
}

func newGraph(nodes []Node, judgements []Judgement) *graph {
	g := &graph{nodes: slices.Clone(nodes)}
	slices.SortFunc(g.nodes, func(a, b Node) int { return cmp.Compare(a.Key, b.Key) })
	index := make(map[report.Key]int, len(g.nodes))
	for i, n := range g.nodes {
		index[n.Key] = i
	}
	js, shared := known(judgements, index), groups(g.nodes)
	lead := g.leads(js, shared, index)
	for _, j := range js {
		a, b := index[j.A], index[j.B]
		twice := len(g.ties) > 0 && g.ties[len(g.ties)-1].A == j.A && g.ties[len(g.ties)-1].B == j.B
		if j.Verdict == Same && lead[a] == lead[b] && !twice {
			g.add(Tie{Judged: true, A: j.A, B: j.B, Lead: g.nodes[lead[a]].Key}, []int{a, b})
		}
	}
	for _, s := range shared {
		// Bearers by lead; within a lead they stay in order of key.
		ms := slices.Clone(s.members)
		slices.SortStableFunc(ms, func(a, b int) int { return cmp.Compare(lead[a], lead[b]) })
		for len(ms) > 0 {
			l, n := lead[ms[0]], 1
			for n < len(ms) && lead[ms[n]] == l {
				n++
			}
			if n > 1 {
				g.add(Tie{By: s.by, Lead: g.nodes[l].Key}, ms[:n])
			}
			ms = ms[n:]
		}
	}
	return g
}

func (g *graph) add(t Tie, members []int) {
	t.Bearers = len(members)
	g.ties, g.members = append(g.ties, t), append(g.members, members)
}

// leads gives each report the index of its lead's first. Only where something is
// judged different can a lead be less than what hangs together.
func (g *graph) leads(js []Judgement, shared []group, index map[report.Key]int) []int {
	lead := make([]int, len(g.nodes))
	if slices.ContainsFunc(js, func(j Judgement) bool { return j.Verdict == Different }) {
		for k, l := range Solve(g.nodes, js).Lead {
			lead[index[k]] = index[l]
		}
		return lead
	}
	f := newForest(len(g.nodes))
	for _, j := range js {
		if j.Verdict == Same {
			f.union(index[j.A], index[j.B])
		}
	}
	for _, s := range shared {
		for _, i := range s.members {
			f.union(s.members[0], i)
		}
	}
	for i := range lead {
		lead[i] = f.find(i)
	}
	return lead
}

// met is what the walk finds out about a vertex.
type met struct {
	seen  int // its place in the order in which vertices were met, from 1; 0: not yet
	last  int // the place of the last vertex below it
	low   int // the first vertex that it or one below it touches
	size  int // reports at or below it
	least int // the smallest of these; -1: none
}

// walk goes through the graph in depth, in order of key, and finds the ties that
// are the only way across (articulation points, after Hopcroft and Tarjan 1973).
// It keeps its own stack: a lead may be a chain of a hundred thousand reports.
func (g *graph) walk() {
	n := len(g.nodes)
	g.next = make([][]int, n+len(g.ties))
	for t, ms := range g.members {
		g.next[n+t] = ms
		for _, m := range ms {
			g.next[m] = append(g.next[m], n+t)
		}
	}
	g.at, g.severed = make([]met, n+len(g.ties)), make([][]int, len(g.ties))
	clock := 0
	for root := range n {
		if g.at[root].seen == 0 {
			for _, t := range g.walkFrom(root, &clock) {
				g.parts(t, root)
			}
		}
	}
}

// walkFrom walks what hangs together with root, and returns the ties that sever something of it.
func (g *graph) walkFrom(root int, clock *int) []int {
	n := len(g.nodes)
	type step struct{ v, from, done int }
	var stack []step
	enter := func(v, from int) {
		*clock++
		g.at[v] = met{seen: *clock, low: *clock, least: -1}
		if v < n {
			g.at[v].size, g.at[v].least = 1, v
		}
		stack = append(stack, step{v, from, 0})
	}
	var severing []int
	enter(root, -1)
	for len(stack) > 0 {
		s := &stack[len(stack)-1]
		v, from := s.v, s.from
		if s.done < len(g.next[v]) {
			w := g.next[v][s.done]
			s.done++
			if g.at[w].seen != 0 {
				g.at[v].low = min(g.at[v].low, g.at[w].seen)
			} else {
				enter(w, v)
			}
			continue
		}
		stack = stack[:len(stack)-1]
		g.at[v].last = *clock
		if from < 0 {
			break
		}
		up, of := &g.at[from], g.at[v]
		up.low = min(up.low, of.low)
		up.size += of.size
		if up.least < 0 || of.least >= 0 && of.least < up.least {
			up.least = of.least
		}
		if from >= n && of.low >= up.seen {
			// Nothing from v on reaches past the tie: without it, that part is alone.
			if len(g.severed[from-n]) == 0 {
				severing = append(severing, from-n)
			}
			g.severed[from-n] = append(g.severed[from-n], v)
		}
	}
	return severing
}

// parts writes down what a tie's lead, which the walk began at root, falls into without it.
func (g *graph) parts(t, root int) {
	// Root is the smallest report of the lead, and it stays on this side.
	rest := Part{Reports: g.at[root].size, Least: g.nodes[root].Key}
	var parts []Part
	for _, v := range g.severed[t] {
		// The walk takes bearers in order of key: v is the smallest in its part.
		p := Part{g.at[v].size, g.nodes[g.at[v].least].Key, g.nodes[v].Key}
		parts = append(parts, p)
		rest.Reports -= p.Reports
	}
	for _, m := range g.members[t] {
		// Severed parts are spans of the walk, in its order.
		_, found := slices.BinarySearchFunc(g.severed[t], g.at[m].seen, func(v, seen int) int {
			switch {
			case g.at[v].last < seen:
				return -1
			case g.at[v].seen > seen:
				return 1
			}
			return 0
		})
		if !found {
			rest.Bearer = g.nodes[m].Key
			break
		}
	}
	parts = append(parts, rest)
	slices.SortFunc(parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Reports, a.Reports), cmp.Compare(a.Least, b.Least))
	})
	g.ties[t].Parts = parts
}
