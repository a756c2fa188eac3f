package link

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

func joint(n int) Joint { return Joint{Kind: report.KindPhone, Value: fmt.Sprintf("+%03d", n)} }

// world draws reports that share identifiers from a small pool, and judgements.
func world(t *rapid.T) ([]Node, []Judgement) {
	n := rapid.IntRange(1, 14).Draw(t, "reports")
	nodes := make([]Node, n)
	for i := range nodes {
		nodes[i].Key = report.Key(10 * (i + 1))
		for _, j := range rapid.SliceOfN(rapid.IntRange(0, 8), 0, 3).Draw(t, "joints") {
			nodes[i].Joints = append(nodes[i].Joints, joint(j))
		}
	}
	var js []Judgement
	for range rapid.IntRange(0, 8).Draw(t, "judgements") {
		a, b := rapid.IntRange(1, n).Draw(t, "a"), rapid.IntRange(1, n).Draw(t, "b")
		v := rapid.SampledFrom([]Verdict{Same, Different, Different, Undecided}).Draw(t, "verdict")
		j := Judgement{report.Key(10 * min(a, b)), report.Key(10 * max(a, b)), v}
		taken := slices.ContainsFunc(js, func(o Judgement) bool { return o.A == j.A && o.B == j.B })
		if a != b && !taken && Contradiction(js, j.A, j.B, v) == nil {
			js = append(js, j)
		}
	}
	return nodes, js
}

// TestSolve: judgements hold, order does not matter, leads lie within
// components, and what is cut is cut for a reason.
func TestSolve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, js := world(t)
		p := Solve(nodes, js)
		for _, j := range js {
			if j.Verdict == Different && p.Lead[j.A] == p.Lead[j.B] {
				t.Fatalf("%v and %v are judged different and in one lead", j.A, j.B)
			}
			if j.Verdict == Same && p.Lead[j.A] != p.Lead[j.B] {
				t.Fatalf("%v and %v are judged the same and in two leads", j.A, j.B)
			}
		}
		for k, l := range p.Lead {
			if l > k || p.Lead[l] != l || p.Comp[l] != p.Comp[k] || p.Comp[k] > l {
				t.Fatalf("%v: lead %v, component %v", k, l, p.Comp[k])
			}
		}
		for _, c := range p.Cuts {
			if p.Lead[c.A] == p.Lead[c.B] {
				t.Fatalf("a cut link all the same: %+v", c)
			}
		}
		shuffled, sjs := slices.Clone(nodes), slices.Clone(js)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		r.Shuffle(len(sjs), func(i, j int) { sjs[i], sjs[j] = sjs[j], sjs[i] })
		q := Solve(shuffled, sjs)
		if fmt.Sprint(p) != fmt.Sprint(q) {
			t.Fatalf("order matters:\n%v\n%v", p, q)
		}
		maximal(t, nodes, p, js)
	})
}

// maximal: two leads that share an identifier are apart only because joining
// them would break a judgement.
func maximal(t *rapid.T, nodes []Node, p Partition, js []Judgement) {
	for i, a := range nodes {
		for _, b := range nodes[i+1:] {
			if p.Lead[a.Key] == p.Lead[b.Key] || !slices.ContainsFunc(a.Joints, func(j Joint) bool { return slices.Contains(b.Joints, j) }) {
				continue
			}
			if !slices.ContainsFunc(js, func(j Judgement) bool {
				x, y := p.Lead[j.A], p.Lead[j.B]
				return j.Verdict == Different && (x == p.Lead[a.Key] && y == p.Lead[b.Key] || y == p.Lead[a.Key] && x == p.Lead[b.Key])
			}) {
				t.Fatalf("%v and %v share an identifier and nothing keeps them apart", a.Key, b.Key)
			}
		}
	}
}

// TestChain: a chain ties what it says, step by step, exactly within leads when nothing is judged different.
func TestChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, js := world(t)
		js = slices.DeleteFunc(js, func(j Judgement) bool { return j.Verdict == Different })
		p := Solve(nodes, js)
		by := map[report.Key]Node{}
		for _, n := range nodes {
			by[n.Key] = n
		}
		for _, a := range nodes {
			for _, b := range nodes {
				c := Chain(nodes, js, a.Key, b.Key)
				if (c != nil) != (p.Lead[a.Key] == p.Lead[b.Key]) {
					t.Fatalf("%v to %v: chain %v, leads %v %v", a.Key, b.Key, c, p.Lead[a.Key], p.Lead[b.Key])
				}
				at := a.Key
				for _, s := range c {
					if s.From != at || !s.Judged && (!slices.Contains(by[s.From].Joints, s.By) || !slices.Contains(by[s.To].Joints, s.By)) {
						t.Fatalf("broken chain %v", c)
					}
					at = s.To
				}
				if c != nil && at != b.Key {
					t.Fatalf("chain ends at %v", at)
				}
			}
		}
	})
}

func TestContradiction(t *testing.T) {
	js := []Judgement{{1, 2, Same}, {2, 3, Same}, {3, 4, Different}}
	if c := Contradiction(js, 1, 3, Different); len(c) != 2 {
		t.Errorf("different over two same: %v", c)
	}
	if c := Contradiction(js, 1, 4, Same); len(c) != 3 {
		t.Errorf("same over two same and a different: %v", c)
	}
	for _, ok := range []Judgement{{1, 4, Different}, {1, 3, Same}, {4, 5, Same}, {1, 4, Undecided}} {
		if c := Contradiction(js, ok.A, ok.B, ok.Verdict); c != nil {
			t.Errorf("%v: %v", ok, c)
		}
	}
}

func BenchmarkSolve(b *testing.B) {
	nodes := make([]Node, 100_000)
	for i := range nodes {
		nodes[i] = Node{Key: report.Key(i + 1), Joints: []Joint{joint(i / 3), {Kind: report.KindEmail, Value: fmt.Sprint(i / 7)}}}
	}
	b.ResetTimer()
	for b.Loop() {
		Solve(nodes, nil)
	}
}
