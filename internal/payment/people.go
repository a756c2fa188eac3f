package payment

import (
	"cmp"
	"slices"
)

// people groups parties that share an identifier.
type people struct {
	up     []int
	node   map[Bearing]int
	places [][]partyAt // by root, once closed
	of     map[partyAt]int
}

func newPeople() *people {
	return &people{node: map[Bearing]int{}, of: map[partyAt]int{}}
}

func (p *people) find(n int) int {
	for p.up[n] != n {
		p.up[n] = p.up[p.up[n]]
		n = p.up[n]
	}
	return n
}

func (p *people) add() int {
	p.up = append(p.up, len(p.up))
	return len(p.up) - 1
}

// meet takes a party in, and joins what its identifiers were borne by before.
func (p *people) meet(at partyAt, bears []Bearing) {
	if _, known := p.of[at]; known || at.party < 0 {
		return
	}
	first := -1
	for _, b := range bears {
		n, known := p.node[b]
		if !known {
			n = p.add()
			p.node[b] = n
		}
		if first < 0 {
			first = n
		}
		// The smaller root stands above: a path is halved each time it is walked.
		one, two := p.find(first), p.find(n)
		p.up[max(one, two)] = min(one, two)
	}
	if first < 0 {
		first = p.add()
	}
	p.of[at] = first
}

// who is the group of a party that was taken in, or of one that shares an
// identifier with it; -1 for none.
func (p *people) who(at partyAt, bears []Bearing) int {
	if n, known := p.of[at]; known {
		return p.find(n)
	}
	least := -1
	for _, b := range bears {
		if n, known := p.node[b]; known {
			if n = p.find(n); least < 0 || n < least {
				least = n
			}
		}
	}
	return least
}

// close lists who stands in each group.
func (p *people) close() {
	p.places = make([][]partyAt, len(p.up))
	for at, n := range p.of {
		n = p.find(n)
		p.places[n] = append(p.places[n], at)
	}
	for i := range p.up {
		slices.SortFunc(p.places[i], func(a, b partyAt) int { return cmp.Or(cmp.Compare(a.in, b.in), cmp.Compare(a.party, b.party)) })
	}
}
