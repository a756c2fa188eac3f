package link

import (
	"cmp"
	"slices"

	"vigie/internal/report"
)

// Tie is one thing that holds reports of one lead together: an identifier ties
// all who bear it, a judgement of "same" ties two.
type Tie struct {
	By      Joint // zero for a judgement
	Judged  bool  // by a person; A and B are then the two reports, A < B
	A, B    report.Key
	Lead    report.Key // the smallest key of the lead
	Bearers int        // reports of the lead that it ties; 2 for a judgement
	// Parts are what the lead would fall into without the tie, largest first,
	// then by smallest key; empty for a tie whose loss would part nothing.
	Parts []Part
}

// Bridge says whether the lead would split without the tie.
func (t *Tie) Bridge() bool { return len(t.Parts) > 1 }

// Severed is how many reports would part from the largest part.
func (t *Tie) Severed() int {
	n := 0
	for _, p := range t.Parts[min(1, len(t.Parts)):] {
		n += p.Reports
	}
	return n
}

// Part is a set of reports that would still hang together without a tie.
type Part struct {
	Reports int
	Least   report.Key // the smallest key in it
	Bearer  report.Key // the smallest key in it of those that the tie ties: whom to judge
}

// Bridges are the ties without which a lead would split, weakest first; see [Ties].
func Bridges(nodes []Node, judgements []Judgement) []Tie {
	ties := Ties(nodes, judgements)
	i := slices.IndexFunc(ties, func(t Tie) bool { return !t.Bridge() })
	if i < 0 {
		return ties
	}
	return ties[:i]
}

// Ties lists what holds leads together. Bridges come first, and of these the
// weakest: the one on which most reports hang for each report that bears it
// beside the first, then the one that severs more, then the fixed order. What
// is no bridge follows, by how many bear it, then in the fixed order.
//
// A tie counts within the lead that [Solve] makes: an identifier borne in two
// leads is one tie in each where two reports bear it, and a link that a
// judgement of "different" cut is none. Without any "different" that is every
// shared identifier and every judgement of "same". It is linear in what the
// reports bear, but for sorting.
func Ties(nodes []Node, judgements []Judgement) []Tie {
	g := newGraph(nodes, judgements)
	g.walk()
	slices.SortStableFunc(g.ties, func(a, b Tie) int {
		switch {
		case a.Bridge() && b.Bridge():
			// By what hangs on a bearing: a/(p-1) against b/(q-1), in whole numbers.
			return cmp.Or(cmp.Compare(b.Severed()*(a.Bearers-1), a.Severed()*(b.Bearers-1)), cmp.Compare(b.Severed(), a.Severed()))
		case a.Bridge():
			return -1
		case b.Bridge():
			return 1
		}
		return cmp.Compare(b.Bearers, a.Bearers)
	})
	return g.ties
}

// Block is a set of reports that hang together without the ties left out of a [Skeleton].
type Block struct {
	Reports int
	Least   report.Key
	Ties    []int // the ties left out that reach it, by their place in the list, in order
}

// Skeleton takes ties out of a lead and gives the blocks that are left, in order
// of smallest key. With every tie left out, each report is a block of its own.
func Skeleton(nodes []Node, judgements []Judgement, without []Tie) []Block {
	g := newGraph(nodes, judgements)
	place := make(map[tieID]int, len(without))
	for i, t := range without {
		place[t.id()] = i
	}
	f := newForest(len(g.nodes))
	reached := make([][]int, len(g.nodes)) // by report, then gathered by block
	for i, t := range g.ties {
		p, out := place[t.id()]
		for _, m := range g.members[i] {
			if out {
				reached[m] = append(reached[m], p)
			} else {
				f.union(g.members[i][0], m)
			}
		}
	}
	var blocks []Block
	at := map[int]int{}
	for i, n := range g.nodes {
		r := f.find(i)
		b, ok := at[r]
		if !ok {
			b = len(blocks)
			at[r] = b
			blocks = append(blocks, Block{Least: n.Key})
		}
		blocks[b].Reports++
		blocks[b].Ties = append(blocks[b].Ties, reached[i]...)
	}
	for i := range blocks {
		slices.Sort(blocks[i].Ties)
		blocks[i].Ties = slices.Compact(blocks[i].Ties)
	}
	return blocks
}

// tieID tells one tie from another.
type tieID struct {
	by         Joint
	a, b, lead report.Key
}

func (t *Tie) id() tieID { return tieID{t.By, t.A, t.B, t.Lead} }
