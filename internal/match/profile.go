package match

import (
	"math"
	"slices"
)

// profile is what several records together say of a person: every value that one
// of them gives, by column of the row.
type profile struct {
	rows   []int32
	values [columns][]int32
}

func single(r *row, n int32) *profile {
	p := &profile{rows: []int32{n}}
	for c := range p.values {
		if v := r.v[c]; v != none {
			p.values[c] = []int32{v}
		}
	}
	return p
}

// with is the profile of both. The order of values says nothing.
func (p *profile) with(q *profile) *profile {
	out := &profile{rows: slices.Concat(p.rows, q.rows)}
	for c := range out.values {
		v := slices.Concat(p.values[c], q.values[c])
		slices.Sort(v)
		out.values[c] = slices.Compact(v)
	}
	return out
}

// best finds the pair of values that weighs most, and takes off what it costs to
// have had a choice.
func (s *scorer) best(xs, ys []int32, compare func(x, y int32) (Level, int32)) (Level, int32) {
	if len(xs) == 0 || len(ys) == 0 {
		return Missing, 0
	}
	level, bits := Other, int32(math.MinInt32)
	for _, x := range xs {
		for _, y := range ys {
			if l, b := compare(x, y); b > bits {
				level, bits = l, b
			}
		}
	}
	if bits > 0 && len(xs)*len(ys) > 1 {
		bits = max(0, bits-s.choice(len(xs)*len(ys)))
	}
	return level, bits
}

// choice is the price of the best of n.
func (s *scorer) choice(n int) int32 {
	return milli(s.w.Cluster.Extra * math.Log2(float64(n)))
}

// profiles compares two groups of records as if each were one record that gives
// several values.
func (s *scorer) profiles(a, b *profile, v *vector) int32 {
	*v = vector{}
	for c := range comparisonCount {
		if f := fieldOf[c]; f != fieldCount {
			l, bits := s.best(a.values[f], b.values[f], func(x, y int32) (Level, int32) { return s.values(c, x, y) })
			v.set(c, l, bits)
		}
	}
	s.exchangedProfiles(CGiven, CFamily, COrder, a, b, v)
	s.exchangedProfiles(CStreet, CExtra, CMoved, a, b, v)
	s.exchangedProfiles(CPlace, CPostcode, CMoved, a, b, v)
	s.mailProfiles(a, b, v)
	return s.total(v)
}

func (s *scorer) exchangedProfiles(c, e, cost Comparison, a, b *profile, v *vector) {
	if !open(v.level[c]) || !open(v.level[e]) {
		return
	}
	f, g := fieldOf[c], fieldOf[e]
	l1, b1 := s.best(a.values[f], b.values[g], func(x, y int32) (Level, int32) { return s.cross(c, e, x, y) })
	l2, b2 := s.best(a.values[g], b.values[f], func(x, y int32) (Level, int32) { return s.cross(e, c, x, y) })
	if l1 == Missing && l2 == Missing || l1 == Other && l2 == Other {
		return
	}
	if b1+b2+s.bits[cost][Exchanged] > v.bits[c]+v.bits[e] {
		v.cross(c, e, l1, b1, l2, b2)
		v.set(cost, Exchanged, v.bits[cost]+s.bits[cost][Exchanged])
	}
}

func (s *scorer) mailProfiles(a, b *profile, v *vector) {
	if l := v.level[CEmail]; l != Missing && l != Other && l != Host {
		return
	}
	var best Level
	var bits int32
	for _, side := range [...][2]*profile{{a, b}, {b, a}} {
		for _, local := range side[1].values[localPart] {
			for _, c := range [...]Comparison{CGiven, CFamily} {
				if v.level[c] != Missing {
					continue
				}
				for _, n := range side[0].values[fieldOf[c]] {
					l, w := s.mailed(c, n, local)
					if l != Missing && (best == Missing || w > bits) {
						best, bits = l, w
					}
				}
			}
		}
	}
	v.set(CMail, best, bits)
}
