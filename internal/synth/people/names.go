package people

import (
	"slices"
	"sort"
	"strings"
)

// stock is a stock of names that are used together in writing: it says how names
// are spelt and misspelt, and nothing of who bears them. A person's given name
// comes from another stock than the surname one time in eight.
type stock struct {
	weight        float64 // share of persons whose surname is drawn from it
	double        float64 // share of its surnames that are double
	hyphen        bool    // how a double surname is joined
	given, family names
	respell       [][2]string // spellings that stand for each other, both ways
	cyrillic      bool        // may be written in Cyrillic letters
}

// names are names in order of frequency: the r-th, from 0, is drawn with a
// chance in proportion to 1/(r+offset), Zipf's law as Mandelbrot bent it. With
// the offsets below, the commonest surname of a stock has 1 to 2 % and the
// commonest given name 2 to 3 %, as national tables have it.
type names struct {
	all []string
	cum []float64 // running sums of the chances
}

const (
	givenOffset  = 6
	familyOffset = 10
	givenCount   = 1_800
	familyCount  = 9_000
)

func newNames(ordinary string, parts [3]string, count int, offset float64) names {
	n := names{all: strings.Fields(ordinary)}
	for i, s := range n.all {
		n.all[i] = spaced(s)
	}
	n.all = append(n.all, composed(parts, count-len(n.all))...)
	sum := 0.0
	for r := range n.all {
		sum += 1 / (float64(r) + offset)
		n.cum = append(n.cum, sum)
	}
	return n
}

// composed makes names of a beginning, a middle and an end, the same for every
// seed, in an order that has nothing to do with the alphabet.
func composed(parts [3]string, count int) []string {
	var p [3][]string
	for i, s := range parts {
		p[i] = strings.Fields(s)
	}
	all := len(p[0]) * len(p[1]) * len(p[2])
	order := newShuffle(0, 99, all)
	seen := map[string]bool{}
	var out []string
	for i := 0; i < all && len(out) < count; i++ {
		x := order.at(i)
		middle := p[1][x/len(p[0])%len(p[1])]
		if middle == "-" { // a name of two parts
			middle = ""
		}
		name := spaced(p[0][x%len(p[0])] + middle + p[2][x/len(p[0])/len(p[1])])
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

func (n *names) draw(d *draw) string {
	u := d.float() * n.cum[len(n.cum)-1]
	return n.all[min(len(n.all)-1, sort.SearchFloat64s(n.cum, u))]
}

// stockOf draws a stock by weight.
func (g *Generator) stockOf(d *draw) int {
	u := d.float()
	for i := range g.stocks {
		if u -= g.stocks[i].weight; u < 0 {
			return i
		}
	}
	return 0
}

// Vocabulary counts the distinct given names and surnames.
func (g *Generator) Vocabulary() (given, family int) {
	count := func(of func(*stock) *names) int {
		var all []string
		for i := range g.stocks {
			all = append(all, of(&g.stocks[i]).all...)
		}
		slices.Sort(all)
		return len(slices.Compact(all))
	}
	return count(func(s *stock) *names { return &s.given }), count(func(s *stock) *names { return &s.family })
}
