package link

import (
	"slices"

	"vigie/internal/report"
)

// Step is one tie of a chain: From and To share By, or a person judged them
// the same (By is then zero).
type Step struct {
	From, To report.Key
	By       Joint
	Judged   bool
}

// Chain is the shortest way from a to b over identifiers and judgements of
// "same", the first in the fixed order where several are as short. Nil when
// nothing ties them.
func Chain(nodes []Node, judgements []Judgement, a, b report.Key) []Step {
	if a == b {
		return []Step{}
	}
	ties := map[report.Key][]Step{}
	add := func(x, y report.Key, by Joint, judged bool) {
		ties[x] = append(ties[x], Step{x, y, by, judged})
		ties[y] = append(ties[y], Step{y, x, by, judged})
	}
	sorted := slices.Clone(nodes)
	slices.SortFunc(sorted, func(x, y Node) int { return int(sign(x.Key, y.Key)) })
	index := make(map[report.Key]int, len(sorted))
	for i, n := range sorted {
		index[n.Key] = i
	}
	for _, j := range known(judgements, index) {
		if j.Verdict == Same {
			add(j.A, j.B, Joint{}, true)
		}
	}
	// An identifier ties all who bear it. To keep this linear in the bearers,
	// the search walks through the identifier instead of listing the pairs.
	gs := groups(sorted)
	at := map[report.Key][]int{}
	for gi, g := range gs {
		for _, m := range g.members {
			at[sorted[m].Key] = append(at[sorted[m].Key], gi)
		}
	}
	came := map[report.Key]Step{a: {}}
	used := make([]bool, len(gs))
	for queue := []report.Key{a}; len(queue) > 0; queue = queue[1:] {
		x := queue[0]
		reach := func(s Step) {
			if _, seen := came[s.To]; !seen {
				came[s.To] = s
				queue = append(queue, s.To)
			}
		}
		for _, s := range ties[x] {
			reach(s)
		}
		for _, gi := range at[x] {
			if used[gi] {
				continue
			}
			used[gi] = true
			for _, m := range gs[gi].members {
				reach(Step{From: x, To: sorted[m].Key, By: gs[gi].by})
			}
		}
		if _, found := came[b]; found {
			return trace(came, a, b)
		}
	}
	return nil
}

func trace(came map[report.Key]Step, a, b report.Key) []Step {
	var out []Step
	for x := b; x != a; x = came[x].From {
		out = append(out, came[x])
	}
	slices.Reverse(out)
	return out
}

func sign(a, b report.Key) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Contradiction returns the chain of judgements that a new verdict on a and b
// would contradict; nil when it contradicts none. A "different" contradicts a
// chain of "same" that ties the two. A "same" contradicts a "different"
// between reports that earlier judgements tie to a and to b: the chain then
// runs from a over that "different" to b.
func Contradiction(judgements []Judgement, a, b report.Key, v Verdict) []Judgement {
	switch v {
	case Different:
		return sameChain(judgements, a, b)
	case Same:
		// A chain is looked for only where there is one: a unit judges thousands
		// of pairs, and most of them stand alone.
		withA, withB := sameAs(judgements, a), sameAs(judgements, b)
		for _, j := range sortedJudgements(judgements) {
			if j.Verdict != Different {
				continue
			}
			for _, ends := range [][2]report.Key{{j.A, j.B}, {j.B, j.A}} {
				if withA[ends[0]] && withB[ends[1]] {
					return slices.Concat(sameChain(judgements, a, ends[0]), []Judgement{j}, sameChain(judgements, ends[1], b))
				}
			}
		}
	}
	return nil
}

// sameAs are the reports that judgements of "same" tie to one, itself included.
func sameAs(js []Judgement, k report.Key) map[report.Key]bool {
	next := map[report.Key][]report.Key{}
	for _, j := range js {
		if j.Verdict == Same {
			next[j.A], next[j.B] = append(next[j.A], j.B), append(next[j.B], j.A)
		}
	}
	out := map[report.Key]bool{k: true}
	for queue := []report.Key{k}; len(queue) > 0; queue = queue[1:] {
		for _, y := range next[queue[0]] {
			if !out[y] {
				out[y] = true
				queue = append(queue, y)
			}
		}
	}
	return out
}

// sameChain is the shortest chain of "same" judgements from a to b: empty, not
// nil, when a is b.
func sameChain(js []Judgement, a, b report.Key) []Judgement {
	if a == b {
		return []Judgement{}
	}
	type came struct {
		by   Judgement
		from report.Key
	}
	seen := map[report.Key]came{a: {}}
	sorted := sortedJudgements(js)
	next := map[report.Key][]Judgement{}
	for _, j := range sorted {
		if j.Verdict == Same {
			next[j.A], next[j.B] = append(next[j.A], j), append(next[j.B], j)
		}
	}
	for queue := []report.Key{a}; len(queue) > 0; queue = queue[1:] {
		x := queue[0]
		for _, j := range next[x] {
			y := j.A + j.B - x
			if _, ok := seen[y]; ok {
				continue
			}
			seen[y] = came{j, x}
			queue = append(queue, y)
		}
	}
	if _, ok := seen[b]; !ok {
		return nil
	}
	var out []Judgement
	for x := b; x != a; x = seen[x].from {
		out = append(out, seen[x].by)
	}
	slices.Reverse(out)
	return out
}

func sortedJudgements(js []Judgement) []Judgement {
	index := map[report.Key]int{}
	for _, j := range js {
		index[j.A], index[j.B] = 0, 0
	}
	return known(js, index)
}
