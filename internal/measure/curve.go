package measure

// Curve follows a method from its surest finding to its least sure: each step
// adds pairs that are right or wrong, at a threshold.
type Curve struct {
	True  int64 // pairs of the truth, those included that no step will ever find
	steps []Point
}

// Point is the curve down to one threshold.
type Point struct {
	Threshold float64
	Counts
}

// Add goes down one step. Thresholds must not rise; steps at one threshold are
// one point, since no cut parts them.
func (c *Curve) Add(threshold float64, right, wrong int64) {
	p := Point{threshold, Counts{True: c.True}}
	n := len(c.steps)
	if n > 0 {
		p.Counts = c.steps[n-1].Counts
	}
	p.Both += right
	p.Found += right + wrong
	if n > 0 && c.steps[n-1].Threshold == threshold {
		c.steps[n-1] = p
		return
	}
	c.steps = append(c.steps, p)
}

// Best is the point of the highest F1, the surest of several.
func (c *Curve) Best() Point { return c.best(1 << 62) }

// AtMostWrong is the point of the highest F1 among those with at most so many
// wrong pairs.
func (c *Curve) AtMostWrong(n int64) Point { return c.best(n) }

// At is the last point whose threshold is at least t.
func (c *Curve) At(t float64) Point {
	out := Point{t, Counts{True: c.True}}
	for _, p := range c.steps {
		if p.Threshold < t {
			break
		}
		out.Counts = p.Counts
	}
	return out
}

func (c *Curve) best(wrong int64) Point {
	out := Point{Counts: Counts{True: c.True}}
	for i, p := range c.steps {
		if i == 0 && out.Threshold == 0 {
			out.Threshold = p.Threshold + 1 // finds nothing
		}
		if p.Wrong() <= wrong && p.F1() > out.F1() {
			out = p
		}
	}
	return out
}
