package match

import (
	"bytes"
	"fmt"
	"strconv"
)

// Format writes weights as a file that Load reads, comment lines above it.
func (w *Weights) Format(comments ...string) []byte {
	var b bytes.Buffer
	for _, c := range comments {
		fmt.Fprintf(&b, "# %s\n", c)
	}
	fmt.Fprintf(&b, "version: %d\n\nmatches: %s\nthreshold: %s\nfloor: %s\nmost: %s\neverything: %d\n\nclusters: {best: %s, extra: %s}\nhousehold: {prior: %s, twins: %s, mates: %s}\n\ncomparisons:\n",
		w.Version, number(w.Matches), number(w.Threshold), number(w.Floor), number(w.Most), w.Everything, number(w.Cluster.Best), number(w.Cluster.Extra),
		number(w.Household.Prior), number(w.Household.Twins), number(w.Household.Mates))
	for c := range comparisonCount {
		if len(levelsOf[c]) > 0 {
			fmt.Fprintf(&b, "  %s:\n", c)
		}
		for _, l := range levelsOf[c] {
			x := w.Levels[c][l]
			fmt.Fprintf(&b, "    %s: {m: %s, u: %s", l, number(x.M), number(x.U))
			if x.Rarity != 0 {
				fmt.Fprintf(&b, ", rarity: %s", number(x.Rarity))
			}
			b.WriteString("}\n")
		}
	}
	b.WriteString("\nblocking:\n")
	for _, r := range w.Rules {
		fmt.Fprintf(&b, "  - {by: [%s]", pieces(r.By))
		if len(r.Then) > 0 {
			fmt.Fprintf(&b, ", then: [%s]", pieces(r.Then))
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

func pieces(list []Piece) string {
	var b bytes.Buffer
	for i, p := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.String())
	}
	return b.String()
}

// number writes a number in plain digits: 0.00001 and not 1e-05, which a reader of
// the file may take for a word.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
