// Package columns orders a graph of two sides for a drawing in two columns, so
// that its lines cross as little as a simple method can bring about. It is pure,
// and promises that the same graph, in whatever order its edges are listed, is
// drawn the same, and never with more crossings than in the order given.
package columns

import "slices"

// sweeps is how often each column is put in order after the other. Beyond a few,
// nothing changes any more.
const sweeps = 12

// Edge joins a place on the left with one on the right, from 0.
type Edge struct{ Left, Right int }

// Order gives the order in which to draw the two columns: the places of the
// left side and those of the right side, from the top. It begins with the order
// given and with that in which a walk from the ends meets the places, which
// leaves no crossing in a chain. Then it moves each place to the mean of what it
// is joined with, column after column (the barycentre method of Sugiyama and
// others, 1981), and keeps the best that it met.
func Order(left, right int, edges []Edge) (ls, rs []int) {
	edges = slices.Clone(edges)
	slices.SortFunc(edges, func(a, b Edge) int {
		if a.Left != b.Left {
			return a.Left - b.Left
		}
		return a.Right - b.Right
	})
	edges = slices.Compact(edges)
	ls, rs = count(left), count(right)
	best := Crossings(ls, rs, edges)
	keep := func(l, r []int) {
		if n := Crossings(l, r, edges); n < best {
			best, ls, rs = n, slices.Clone(l), slices.Clone(r)
		}
	}
	wl, wr := walk(left, right, edges)
	for _, start := range [][2][]int{{count(left), count(right)}, {wl, wr}} {
		l, r := start[0], start[1]
		keep(l, r)
		for i := 0; i < sweeps && best > 0; i++ {
			r = arrange(r, l, edges, func(e Edge) (int, int) { return e.Right, e.Left })
			l = arrange(l, r, edges, func(e Edge) (int, int) { return e.Left, e.Right })
			keep(l, r)
		}
	}
	return ls, rs
}

// walk gives the order in which a walk in depth meets the places: one connected
// part after another, each from a place that hangs on one other, and at every
// place first what hangs on it alone.
func walk(left, right int, edges []Edge) (ls, rs []int) {
	next := make([][]int, left+right) // the right side stands behind the left
	for _, e := range edges {
		next[e.Left] = append(next[e.Left], left+e.Right)
		next[left+e.Right] = append(next[left+e.Right], e.Left)
	}
	for v := range next {
		slices.SortStableFunc(next[v], func(a, b int) int { return min(len(next[a]), 2) - min(len(next[b]), 2) })
	}
	seen := make([]bool, left+right)
	from := func(v int) {
		for stack := []int{v}; len(stack) > 0; {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if seen[v] {
				continue
			}
			seen[v] = true
			if v < left {
				ls = append(ls, v)
			} else {
				rs = append(rs, v-left)
			}
			for _, w := range slices.Backward(next[v]) {
				stack = append(stack, w)
			}
		}
	}
	for most := 1; most <= 2; most++ { // ends first, then what has none
		for v := range next {
			if !seen[v] && (len(next[v]) <= most || most == 2) {
				from(v)
			}
		}
	}
	return ls, rs
}

// Crossings counts the pairs of lines that cross when the columns are drawn in an order.
func Crossings(ls, rs []int, edges []Edge) int {
	l, r := inverse(ls), inverse(rs)
	n := 0
	for i, a := range edges {
		for _, b := range edges[i+1:] {
			if (l[a.Left]-l[b.Left])*(r[a.Right]-r[b.Right]) < 0 {
				n++
			}
		}
	}
	return n
}

// arrange puts a column in the order of the mean places of what each is joined
// with in the other; what is joined with nothing keeps its place.
func arrange(column, other []int, edges []Edge, ends func(Edge) (here, there int)) []int {
	at, there := inverse(column), inverse(other)
	sum, n := make([]int, len(column)), make([]int, len(column))
	for _, e := range edges {
		h, t := ends(e)
		sum[h] += there[t]
		n[h]++
	}
	for h := range sum {
		if n[h] == 0 {
			// Its place, on the scale of the other column.
			sum[h], n[h] = at[h]*max(len(other), 1), max(len(column), 1)
		}
	}
	out := slices.Clone(column)
	slices.SortStableFunc(out, func(a, b int) int { return sum[a]*n[b] - sum[b]*n[a] })
	return out
}

func count(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func inverse(order []int) []int {
	out := make([]int, len(order))
	for i, x := range order {
		out[x] = i
	}
	return out
}
