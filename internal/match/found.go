package match

// Explain says how the total of a pair that was found comes about.
func (f *Found) Explain(p Pair) *Explanation {
	if f.rows == nil {
		f.rows = f.run.byPosition()
	}
	right := p.Right
	if f.run.two {
		right += f.run.t.left
	}
	return f.run.s.explain(&f.run.t.rows[f.rows[p.Left]], &f.run.t.rows[f.rows[right]])
}

// byPosition gives each record's row, by its position over both lists.
func (r *run) byPosition() []int32 {
	rows := make([]int32, len(r.t.source))
	for row, at := range r.t.source {
		if row >= r.t.left {
			at += int32(r.t.left)
		}
		rows[at] = int32(row)
	}
	return rows
}
