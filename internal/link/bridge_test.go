package link

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

// without gives what hangs together in one lead when a tie is taken away, by
// looking at every pair: the oracle for Ties. It shares no step with the walk.
func without(nodes []Node, js []Judgement, lead map[report.Key]report.Key, gone Tie) [][]report.Key {
	var of []Node
	for _, n := range nodes {
		if lead[n.Key] == gone.Lead {
			of = append(of, n)
		}
	}
	slices.SortFunc(of, func(a, b Node) int { return int(sign(a.Key, b.Key)) })
	tied := func(a, b Node) bool {
		for _, j := range js {
			if j.Verdict == Same && j.A == min(a.Key, b.Key) && j.B == max(a.Key, b.Key) && !(gone.Judged && gone.A == j.A && gone.B == j.B) {
				return true
			}
		}
		return slices.ContainsFunc(a.Joints, func(j Joint) bool { return slices.Contains(b.Joints, j) && (gone.Judged || j != gone.By) })
	}
	var out [][]report.Key
	left := of
	for len(left) > 0 {
		part := []Node{left[0]}
		left = slices.Clone(left[1:])
		for i := 0; i < len(part); i++ {
			left = slices.DeleteFunc(left, func(n Node) bool {
				if tied(part[i], n) {
					part = append(part, n)
					return true
				}
				return false
			})
		}
		var keys []report.Key
		for _, n := range part {
			keys = append(keys, n.Key)
		}
		slices.Sort(keys)
		out = append(out, keys)
	}
	return out
}

// TestBridges: a tie is a bridge exactly when the lead falls apart without it,
// and into the parts that it names; the order of what is given does not matter.
func TestBridges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, js := world(t)
		lead := Solve(nodes, js).Lead
		by := map[report.Key]Node{}
		for _, n := range nodes {
			by[n.Key] = n
		}
		ties := Ties(nodes, js)
		for i, x := range ties {
			var bearers []report.Key
			for _, n := range nodes {
				if lead[n.Key] == x.Lead && (x.Judged && (n.Key == x.A || n.Key == x.B) || !x.Judged && slices.Contains(n.Joints, x.By)) {
					bearers = append(bearers, n.Key)
				}
			}
			if len(bearers) != x.Bearers || x.Bearers < 2 {
				t.Fatalf("%+v: borne by %v", x, bearers)
			}
			var want []Part
			if parts := without(nodes, js, lead, x); len(parts) > 1 {
				for _, p := range parts {
					b := slices.IndexFunc(p, func(k report.Key) bool { return slices.Contains(bearers, k) })
					want = append(want, Part{len(p), p[0], p[b]})
				}
				slices.SortStableFunc(want, func(a, b Part) int { return b.Reports - a.Reports })
			}
			if !slices.Equal(x.Parts, want) {
				t.Fatalf("%+v: without it %v", x, want)
			}
			if i > 0 && (x.Bridge() && !ties[i-1].Bridge() || x.Bridge() && weakness(ties[i-1]) < weakness(x)) {
				t.Fatalf("out of order: %+v, then %+v", ties[i-1], x)
			}
		}
		complete(t, nodes, js, lead, ties)
		shuffled, sjs := slices.Clone(nodes), slices.Clone(js)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		r.Shuffle(len(sjs), func(i, j int) { sjs[i], sjs[j] = sjs[j], sjs[i] })
		if got := Ties(shuffled, sjs); fmt.Sprint(got) != fmt.Sprint(ties) {
			t.Fatalf("order matters:\n%v\n%v", ties, got)
		}
		if got := Bridges(nodes, js); len(got) > 0 && !got[len(got)-1].Bridge() || len(got) < len(ties) && ties[len(got)].Bridge() {
			t.Fatalf("not the bridges: %v of %v", got, ties)
		}
	})
}

func weakness(t Tie) float64 { return float64(t.Severed()) / float64(t.Bearers-1) }

// complete: every link that Solve made is among the ties, and none that it cut.
func complete(t *rapid.T, nodes []Node, js []Judgement, lead map[report.Key]report.Key, ties []Tie) {
	has := func(l report.Key, f func(Tie) bool) bool {
		return slices.ContainsFunc(ties, func(x Tie) bool { return x.Lead == l && f(x) })
	}
	for i, a := range nodes {
		for _, b := range nodes[i+1:] {
			for _, j := range a.Joints {
				if slices.Contains(b.Joints, j) && lead[a.Key] == lead[b.Key] && !has(lead[a.Key], func(x Tie) bool { return !x.Judged && x.By == j }) {
					t.Fatalf("%v ties %v and %v and is not listed", j, a.Key, b.Key)
				}
			}
		}
	}
	for _, j := range js {
		if j.Verdict == Same && !has(lead[j.A], func(x Tie) bool { return x.Judged && x.A == j.A && x.B == j.B }) {
			t.Fatalf("%v is not listed", j)
		}
	}
}

// TestSkeleton: what is left without all bridges is what nothing single can split;
// without any tie each report is alone; without none the leads are whole.
func TestSkeleton(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, js := world(t)
		lead := Solve(nodes, js).Lead
		ties := Ties(nodes, js)
		if got := Skeleton(nodes, js, ties); len(got) != len(nodes) {
			t.Fatalf("%d reports in %d blocks", len(nodes), len(got))
		}
		leads := map[report.Key]int{}
		for _, l := range lead {
			leads[l]++
		}
		for _, b := range Skeleton(nodes, js, nil) {
			if leads[b.Least] != b.Reports || len(b.Ties) != 0 {
				t.Fatalf("%+v, leads %v", b, leads)
			}
		}
		i := rapid.IntRange(0, len(ties)).Draw(t, "tie")
		if i == len(ties) || !ties[i].Bridge() {
			return
		}
		var got []Part
		for _, b := range Skeleton(nodes, js, ties[i:i+1]) {
			if slices.Equal(b.Ties, []int{0}) {
				got = append(got, Part{Reports: b.Reports, Least: b.Least})
			}
		}
		want := slices.Clone(ties[i].Parts)
		for i := range want {
			want[i].Bearer = 0
		}
		slices.SortFunc(want, func(a, b Part) int { return int(sign(a.Least, b.Least)) })
		if !slices.Equal(got, want) {
			t.Fatalf("without %+v: %v", ties[i], got)
		}
	})
}

// TestJudgedBridgesPart: where nothing was judged different, judging the bearers that
// a bridge of two parts names brings about exactly these parts.
func TestJudgedBridgesPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, js := world(t)
		js = slices.DeleteFunc(js, func(j Judgement) bool { return j.Verdict == Different })
		for _, b := range Bridges(nodes, js) {
			if b.Judged || len(b.Parts) != 2 {
				continue
			}
			x, y := b.Parts[0].Bearer, b.Parts[1].Bearer
			lead := Solve(nodes, append(slices.Clone(js), Judgement{min(x, y), max(x, y), Different})).Lead
			for _, p := range b.Parts {
				n := 0
				for _, l := range lead {
					if l == p.Least {
						n++
					}
				}
				if lead[p.Bearer] != p.Least || n != p.Reports {
					t.Fatalf("%+v was said, and judging %v and %v different brings %v", b, x, y, lead)
				}
			}
		}
	})
}

func TestWeakestFirst(t *testing.T) {
	account := func(v string) Joint { return Joint{Kind: report.KindAccount, Value: v} }
	mail := Joint{Kind: report.KindEmail, Value: "m@example.com"}
	nodes := []Node{
		{1, []Joint{account("a")}},
		{2, []Joint{account("a")}},
		{3, []Joint{account("a"), mail}},
		{4, []Joint{account("b"), mail}},
		{5, []Joint{account("b")}},
		{6, []Joint{account("b")}},
		{7, nil},
	}
	js := []Judgement{{6, 7, Same}}
	got := Bridges(nodes, js)
	// The address holds four reports by two bearers; the accounts' bearers hold about one each.
	want := []Tie{
		{By: mail, Lead: 1, Bearers: 2, Parts: []Part{{4, 4, 4}, {3, 1, 3}}},
		{By: account("b"), Lead: 1, Bearers: 3, Parts: []Part{{4, 1, 4}, {2, 6, 6}, {1, 5, 5}}},
		{By: account("a"), Lead: 1, Bearers: 3, Parts: []Part{{5, 3, 3}, {1, 1, 1}, {1, 2, 2}}},
		{Judged: true, A: 6, B: 7, Lead: 1, Bearers: 2, Parts: []Part{{6, 1, 6}, {1, 7, 7}}},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// What is judged in contradiction was cut, and ties nothing.
func TestCutTiesNothing(t *testing.T) {
	got := Ties([]Node{{Key: 1}, {Key: 2}, {Key: 3}}, []Judgement{{1, 2, Same}, {2, 3, Same}, {1, 3, Different}, {1, 2, Same}})
	if len(got) != 1 || got[0].B != 2 || len(got[0].Parts) != 2 {
		t.Errorf("%+v", got)
	}
}

// A chain of a hundred thousand reports is walked without recursion.
func BenchmarkBridges(b *testing.B) {
	for name, share := range map[string]int{"chain": 1, "clusters": 40} {
		nodes := make([]Node, 100_000)
		for i := range nodes {
			nodes[i] = Node{Key: report.Key(i + 1), Joints: []Joint{joint(i / share), joint((i + 1) / share), {Kind: report.KindEmail, Value: fmt.Sprint(i / 7)}}}
			if share == 1 {
				nodes[i].Joints = nodes[i].Joints[:2]
			}
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Bridges(nodes, nil)
			}
		})
	}
}
