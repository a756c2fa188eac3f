package match

import (
	"context"
	"fmt"
)

// Step is what one comparison added to a pair.
type Step struct {
	Comparison Comparison `json:"comparison"`
	Level      Level      `json:"level"`
	Milli      int32      `json:"milliBits"`
}

// Explanation is how the total of a pair comes about: Prior and the steps add up
// to Total, in thousandths of a bit.
type Explanation struct {
	Prior int32  `json:"priorMilliBits"`
	Steps []Step `json:"steps"`
	Total int32  `json:"totalMilliBits"`
}

// Explain compares two records of the lists by their ids. Within one list both
// are looked for there.
func (l *Linker) Explain(ctx context.Context, a, b string) (*Explanation, error) {
	r, err := l.start(ctx)
	if err != nil {
		return nil, err
	}
	i, err := l.row(r, l.Left, a, 0)
	if err != nil {
		return nil, err
	}
	second, at := l.Left, 0
	if l.Right != nil {
		second, at = l.Right, len(l.Left)
	}
	j, err := l.row(r, second, b, at)
	if err != nil {
		return nil, err
	}
	return r.s.explain(&r.t.rows[i], &r.t.rows[j]), nil
}

func (l *Linker) row(r *run, in []Person, id string, from int) (int, error) {
	for n := range in {
		if at := int(r.t.source[from+n]); in[at].ID == id {
			return from + n, nil
		}
	}
	return 0, fmt.Errorf("no record %q in the list", id)
}

func (s *scorer) explain(a, b *row) *Explanation {
	var v vector
	x := &Explanation{Prior: s.prior, Total: s.compare(a, b, &v)}
	for c, l := range v.level {
		if l != Missing {
			x.Steps = append(x.Steps, Step{Comparison(c), l, v.bits[c]})
		}
	}
	return x
}

// MarshalText writes a comparison by its name.
func (c Comparison) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// MarshalText writes a level by its name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }
