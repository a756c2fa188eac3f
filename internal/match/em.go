package match

import (
	"bytes"
	"context"
	"math"
	"slices"
)

// pattern is what the comparisons of a pair found, without their weights.
type pattern = [comparisonCount]Level

// counted is a pattern and how many pairs show it.
type counted struct {
	pattern pattern
	n       float64
}

const (
	mostRounds = 60
	settled    = 1e-5 // largest change of a frequency that ends the rounds
	// A comparison is left out where the rule asks for it. A rule that leaves fewer
	// than this many answered ones teaches nothing.
	fewest = 2
)

// maximise finds m by rules, one at a time.
func (r *run) maximise(ctx context.Context, u *tally, o Estimating, p *Proposal) *tally {
	pieces := r.t.parts(ctx, r.s.w.Rules)
	var sum tally
	for _, rule := range r.s.w.Rules {
		b := r.t.block(ctx, rule, pieces, roomOf(len(r.t.rows)))
		if ctx.Err() != nil {
			break
		}
		pairs := r.sampleOf(b, o.Most)
		p.Pairs += int64(len(pairs))
		asked := asks(rule)
		m, rounds := r.s.learn(r.s.patternsOf(ctx, pairs), u, asked)
		p.Rounds += rounds
		var most float64
		for c := range m {
			var of float64
			for l := range m[c] {
				if Level(l) != Missing {
					of += m[c][l]
				}
				if !asked[c] {
					sum[c][l] += m[c][l]
				}
			}
			most = max(most, of)
		}
		p.Matches = max(p.Matches, most)
	}
	return &sum
}

// asks are the comparisons that a rule has answered before they are made.
func asks(rule Rule) (out [comparisonCount]bool) {
	for _, piece := range rule.By {
		switch piece {
		case PNames, PNamesSound:
			out[CGiven], out[CFamily], out[COrder] = true, true, true
		case PEmail, PLocal, PLocalStart:
			out[CEmail], out[CMail] = true, true
		default:
			for c, f := range fieldOf {
				if int(f) == pieceOf[piece].column {
					out[c] = true
				}
			}
		}
	}
	return out
}

// sampleOf gives the pairs of a rule, evenly thinned when there are too many.
func (r *run) sampleOf(b *blocks, most int) [][2]int32 {
	var all int64
	each := func(do func(i, j int32)) {
		for i := range r.t.rows {
			if r.two && i >= r.t.left {
				break
			}
			for _, j := range b.mates(i) {
				if r.two && int(j) >= r.t.left || !r.two && int(j) > i {
					do(int32(i), j)
				}
			}
		}
	}
	each(func(int32, int32) { all++ })
	step := max(1, (all+int64(most)-1)/int64(most))
	var out [][2]int32
	var n int64
	each(func(i, j int32) {
		// The start is off the first pair, so that steps do not follow the blocks.
		if n++; mix(uint64(n))%uint64(step) == 0 {
			out = append(out, [2]int32{i, j})
		}
	})
	return out
}

// patternsOf counts the patterns of pairs, in the order of the patterns: sums over
// them are then the same each time.
func (s *scorer) patternsOf(ctx context.Context, pairs [][2]int32) []counted {
	each := make([]map[pattern]float64, (len(pairs)+stretch-1)/stretch)
	parallel(ctx, len(pairs), func(from, to int) {
		of := map[pattern]float64{}
		var v vector
		for _, p := range pairs[from:to] {
			s.compare(&s.t.rows[p[0]], &s.t.rows[p[1]], &v)
			of[v.level]++
		}
		each[from/stretch] = of
	})
	all := map[pattern]float64{}
	for _, of := range each {
		for k, n := range of {
			all[k] += n // whole numbers: exact in any order
		}
	}
	out := make([]counted, 0, len(all))
	for k, n := range all {
		out = append(out, counted{k, n})
	}
	slices.SortFunc(out, func(a, b counted) int { return bytes.Compare(levelBytes(&a.pattern), levelBytes(&b.pattern)) })
	return out
}

func levelBytes(p *pattern) []byte {
	out := make([]byte, len(p))
	for i, l := range p {
		out[i] = byte(l)
	}
	return out
}

// learn splits the pairs of one rule into those of one person and of two, and
// gives how many of the first show each level.
func (s *scorer) learn(ps []counted, u *tally, asked [comparisonCount]bool) (*tally, int) {
	var m, none tally
	used := 0
	for c := range comparisonCount {
		if asked[c] || c == COrder || c == CMoved || c == CHousehold {
			continue
		}
		used++
		for _, l := range levelsOf[c] {
			m[c][l] = s.w.Levels[c][l].M
		}
	}
	if used < fewest || len(ps) == 0 {
		return &none, 0
	}
	var ratio tally
	matched := 0.1 // share of the rule's pairs
	var counts *tally
	for round := 1; ; round++ {
		for c := range ratio {
			for _, l := range levelsOf[c] {
				ratio[c][l] = 1
				if m[c][l] > 0 {
					ratio[c][l] = m[c][l] / u.share(Comparison(c), l, s.w.Levels[c][l].U)
				}
			}
			ratio[c][Missing] = 1
		}
		counts = &tally{}
		var all, hits float64
		for _, p := range ps {
			odds := matched / (1 - matched)
			for c, l := range p.pattern {
				odds *= ratio[c][l]
			}
			w := p.n * odds / (1 + odds)
			all += p.n
			hits += w
			for c, l := range p.pattern {
				counts[c][l] += w
			}
		}
		matched = min(max(hits/all, 1e-6), 0.9999)
		change := 0.0
		for c := range m {
			for _, l := range levelsOf[c] {
				if m[c][l] == 0 {
					continue
				}
				next := counts.share(Comparison(c), l, s.w.Levels[c][l].M)
				change = max(change, math.Abs(next-m[c][l]))
				m[c][l] = next
			}
		}
		if change < settled || round == mostRounds {
			return counts, round
		}
	}
}
