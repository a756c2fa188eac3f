package match

// bounds are the most that a comparison can give two values that differ: with
// masks alike, and with masks apart.
type bounds struct {
	alike, apart [comparisonCount]int32
	reach        [comparisonCount]int // masks further apart than this are apart
}

func (s *scorer) setBounds() {
	for c := range comparisonCount {
		b := &s.bound
		b.alike[c], b.apart[c] = s.bits[c][Other], s.bits[c][Other]
		b.reach[c] = 3
		for _, l := range levelsOf[c] {
			switch l {
			case Exact:
				continue
			case Nickname, Initial, Part, Host:
				b.apart[c] = max(b.apart[c], s.bits[c][l])
			case Near, Far: // by likeness, masks may be somewhat further apart
				b.alike[c] = max(b.alike[c], s.bits[c][l])
			}
			b.alike[c] = max(b.alike[c], s.bits[c][l])
		}
		switch c {
		case CPostcode, CPhone, CDocument:
			b.reach[c] = 2
		case CNumber, CRegion:
			b.reach[c] = 1
		case CEmail:
			b.reach[c] = 4
			for _, w := range s.hosts {
				b.apart[c] = max(b.apart[c], w)
				b.alike[c] = max(b.alike[c], w)
			}
		}
	}
}

// most is what a pair can reach at most. It never is less than compare gives, and
// costs a fraction: pairs below what is kept are dropped by it alone.
func (s *scorer) most(a, b *row) int32 {
	sum := s.prior
	for _, c := range [...]Comparison{CNumber, CRegion, CPhone, CDocument} {
		sum += s.atMost(c, a, b)
	}
	if a.v[Born] != none && b.v[Born] != none {
		if a.born == b.born {
			sum += s.exact[Born][a.v[Born]]
		} else {
			sum += s.bits[CBorn][dates(a.born, b.born)]
		}
	}
	mail := s.emailAtMost(a, b)
	sum += mail
	sum += s.twoAtMost(CGiven, CFamily, COrder, a, b)
	sum += s.twoAtMost(CStreet, CExtra, CMoved, a, b)
	sum += s.twoAtMost(CPlace, CPostcode, CMoved, a, b)
	if (a.v[localPart] != none || b.v[localPart] != none) &&
		(a.v[Given] == none || b.v[Given] == none || a.v[Family] == none || b.v[Family] == none) {
		sum += max(0, s.bits[CMail][Exact], s.bits[CMail][Part], s.bits[CMail][Other])
	}
	return sum
}

func (s *scorer) emailAtMost(a, b *row) int32 {
	x, y := a.v[Email], b.v[Email]
	switch {
	case x == none || y == none:
		return 0
	case x == y:
		return s.exact[Email][x]
	}
	bits := s.bits[CEmail][Other]
	if unlike(a.masks[Email], b.masks[Email]) <= 4 || a.v[localPart] == b.v[localPart] {
		bits = s.bound.alike[CEmail]
	}
	if a.v[hostPart] == b.v[hostPart] && a.v[hostPart] != none {
		bits = max(bits, s.hosts[a.v[hostPart]])
	}
	return bits
}

func (s *scorer) atMost(c Comparison, a, b *row) int32 {
	f := fieldOf[c]
	x, y := a.v[f], b.v[f]
	switch {
	case x == none || y == none:
		return 0
	case x == y:
		return s.exact[f][x]
	case unlike(a.masks[f], b.masks[f]) > s.bound.reach[c]:
		return s.bound.apart[c]
	}
	return s.bound.alike[c]
}

// twoAtMost bounds two comparisons as they stand and crossed.
func (s *scorer) twoAtMost(c, e, cost Comparison, a, b *row) int32 {
	straight := s.atMost(c, a, b) + s.atMost(e, a, b)
	f, g := fieldOf[c], fieldOf[e]
	crossed := s.crossAtMost(c, e, a.v[f], b.v[g], a.masks[f], b.masks[g]) + s.crossAtMost(c, e, a.v[g], b.v[f], a.masks[g], b.masks[f]) + s.bits[cost][Exchanged]
	return max(straight, crossed)
}

func (s *scorer) crossAtMost(c, e Comparison, x, y int32, m, n uint64) int32 {
	switch {
	case x == none || y == none:
		return 0
	case x == y:
		return min(s.exact[fieldOf[c]][x], s.exact[fieldOf[e]][x])
	case unlike(m, n) > 3:
		return max(min(s.bits[c][Other], s.bits[e][Other]), min(s.bound.apart[c], s.bound.apart[e]))
	}
	return max(s.bound.alike[c], s.bound.alike[e])
}
