package match

import (
	"context"
	"errors"
	"math"
	"slices"
)

// Estimating asks for a proposal of weights.
type Estimating struct {
	Seed   uint64
	Labels []int // the person of each record of both lists, where it is known; else nil
	Random int   // random pairs that tell what strangers share; 0: a million
	Most   int   // pairs a rule gives to the method at most; 0: a million
}

// Proposal is what Estimate proposes. It changes nothing that runs: a person reads
// it, writes it down as the next version, and adopts it.
type Proposal struct {
	Weights *Weights
	Matches float64 // pairs of one person that it rests on: counted, or expected by the method
	Pairs   int64   // pairs that were looked at
	Rounds  int     // of the method, over all rules; 0 when the truth was known
}

// Estimate proposes weights for the lists of a linker. How often strangers agree
// (u) comes from random pairs. How often records of one person agree (m) is
// counted where labels are given; else it is found by expectation and maximisation
// on the pairs of one blocking rule at a time, without the comparisons that the
// rule itself asks, and averaged over the rules by the matches each expects. The
// same records in any order and with any number of goroutines give the same
// proposal, byte for byte. What the lists do not show keeps its weight.
func (l *Linker) Estimate(ctx context.Context, o Estimating) (*Proposal, error) {
	if o.Random == 0 {
		o.Random = 1_000_000
	}
	if o.Most == 0 {
		o.Most = 1_000_000
	}
	if n := len(l.Left) + len(l.Right); o.Labels != nil && len(o.Labels) != n {
		return nil, errors.New("a label is missing: there must be one a record")
	}
	r, err := l.start(ctx)
	if err != nil {
		return nil, err
	}
	if r.possible() == 0 {
		return nil, errors.New("there is no pair to learn from")
	}
	p := &Proposal{}
	strangers := r.randomPairs(o.Random, o.Seed)
	if o.Labels != nil {
		labels := r.byRow(o.Labels)
		strangers = slices.DeleteFunc(strangers, func(p [2]int32) bool { return labels[p[0]] == labels[p[1]] })
	}
	p.Pairs = int64(len(strangers))
	u := r.s.tallyOf(ctx, strangers)
	var m *tally
	if o.Labels != nil {
		pairs := r.truePairs(r.byRow(o.Labels))
		p.Pairs += int64(len(pairs))
		p.Matches = float64(len(pairs))
		m = r.s.tallyOf(ctx, pairs)
	} else {
		m = r.maximise(ctx, u, o, p)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if p.Matches < 1 {
		return nil, errors.New("no pair of one person in the lists: nothing to learn from")
	}
	p.Weights = l.weights().with(m, u)
	return p, nil
}

// share is how often a level is found where the comparison could be made. before
// counts as one pair, so that what was never seen is rare and not impossible.
func (t *tally) share(c Comparison, l Level, before float64) float64 {
	var sum float64
	for _, k := range levelsOf[c] {
		sum += t[c][k]
	}
	return (t[c][l] + before) / (sum + 1)
}

// exchange is how often two columns were found exchanged where both could be
// compared.
func (t *tally) exchange(c, of Comparison, before float64) float64 {
	var sum float64
	for _, k := range levelsOf[of] {
		sum += t[of][k]
	}
	return (t[c][Exchanged] + before) / (sum + 1)
}

// with replaces what was counted. The exchange of columns has no u of its own: it
// is the one of two ways to read a pair that weighs more.
func (w *Weights) with(m, u *tally) *Weights {
	out := *w
	out.Version++
	for c := range comparisonCount {
		for _, l := range levelsOf[c] {
			x := &out.Levels[c][l]
			switch c {
			case COrder:
				x.M = frequency(m.exchange(c, CFamily, x.M))
			case CMoved:
				x.M = frequency(m.exchange(c, CPlace, x.M))
			default:
				x.M, x.U = frequency(m.share(c, l, x.M)), frequency(u.share(c, l, x.U))
			}
		}
	}
	return &out
}

// frequency rounds to four figures, so that a file says all that counts.
func frequency(v float64) float64 {
	v = min(max(v, 1e-7), 0.9999)
	scale := math.Pow(10, 3-math.Floor(math.Log10(v)))
	return math.Round(v*scale) / scale
}
