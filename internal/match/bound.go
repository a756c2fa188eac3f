package match

// bounds are the most that a comparison can give two values that differ, by what
// their masks and marks leave possible.
type bounds struct {
	near, close [comparisonCount]int32 // alike by their letters; so alike that one edit may do
	part        [comparisonCount]int32 // one may begin the other, or they may share a word
	reach       [comparisonCount]int   // of numbers: masks further apart than this are Other
	// The same of the first of two columns that are compared crossed.
	crossNear, crossClose [comparisonCount]int32
}

func (s *scorer) setBounds() {
	b := &s.bound
	for c := range comparisonCount {
		other := s.bits[c][Other]
		b.near[c], b.part[c] = other, other
		for _, l := range levelsOf[c] {
			switch l {
			case Near, Far:
				b.near[c] = max(b.near[c], s.bits[c][l])
			case Part, Initial:
				b.part[c] = max(b.part[c], s.bits[c][l])
			}
		}
		b.close[c] = max(b.near[c], s.bits[c][OneEdit])
	}
	for _, c := range [...]Comparison{CPostcode, CPhone, CDocument} {
		b.reach[c] = 2
	}
	b.reach[CNumber], b.reach[CRegion] = 1, 1
	for _, pair := range [...][2]Comparison{{CGiven, CFamily}, {CStreet, CExtra}, {CPlace, CPostcode}} {
		c, e := pair[0], pair[1]
		least := func(l Level) int32 { return min(s.bits[c][l], s.bits[e][l]) }
		b.crossNear[c] = max(least(Other), least(Near), least(Far))
		b.crossClose[c] = max(b.crossNear[c], least(OneEdit))
	}
}

// bounded is a pair whose comparisons are made one after the other: what they
// found, and the most that the pair can still reach.
type bounded struct {
	v                    vector
	most                 int32
	names, places, mails int32 // of most: by the comparisons that take longer
}

// start bounds a pair. What it costs is a fraction of comparing: pairs below what
// is kept are mostly dropped by it alone.
func (s *scorer) start(a, b *row, p *bounded) {
	sum := s.prior
	for _, c := range [...]Comparison{CNumber, CRegion, CPhone, CDocument} {
		sum += s.codeAtMost(c, a, b)
	}
	if a.v[Born] != none && b.v[Born] != none {
		if a.born == b.born {
			sum += s.exact[Born][a.v[Born]]
		} else {
			sum += s.bits[CBorn][dates(a.born, b.born)]
		}
	}
	p.names = s.twoAtMost(CGiven, CFamily, COrder, a, b)
	p.places = s.twoAtMost(CStreet, CExtra, CMoved, a, b) + s.twoAtMost(CPlace, CPostcode, CMoved, a, b)
	p.mails = s.emailAtMost(a, b)
	if (a.v[localPart] != none || b.v[localPart] != none) &&
		(a.v[Given] == none || b.v[Given] == none || a.v[Family] == none || b.v[Family] == none) {
		p.mails += max(0, s.bits[CMail][Exact], s.bits[CMail][Part], s.bits[CMail][Other])
	}
	p.most = sum + p.names + p.places + p.mails
}

// most is what a pair can reach at most. It never is less than compare gives.
func (s *scorer) most(a, b *row) int32 {
	var p bounded
	s.start(a, b, &p)
	return p.most
}

// reaches compares two records unless it turns out on the way that they cannot
// reach so many bits.
func (s *scorer) reaches(floor int32, a, b *row, p *bounded) (int32, bool) {
	s.start(a, b, p)
	if p.most < floor {
		return 0, false
	}
	v := &p.v
	*v = vector{}
	s.names(a, b, v)
	p.most += v.bits[CGiven] + v.bits[CFamily] + v.bits[COrder] - p.names
	if p.most < floor {
		return 0, false
	}
	s.address(a, b, v)
	p.most += v.bits[CStreet] + v.bits[CExtra] + v.bits[CPlace] + v.bits[CPostcode] + v.bits[CMoved] - p.places
	if p.most < floor {
		return 0, false
	}
	s.rest(a, b, v)
	m := s.total(v)
	return m, m >= floor
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
	if a.v[localPart] == b.v[localPart] {
		bits = max(bits, s.bits[CEmail][Part])
	}
	if unlike(a.masks[Email], b.masks[Email]) <= 4 {
		bits = max(bits, s.bound.close[CEmail])
	}
	if a.v[hostPart] == b.v[hostPart] && a.v[hostPart] != none {
		bits = max(bits, s.hosts[a.v[hostPart]])
	}
	return bits
}

// codeAtMost bounds the comparison of two numbers.
func (s *scorer) codeAtMost(c Comparison, a, b *row) int32 {
	f := fieldOf[c]
	x, y := a.v[f], b.v[f]
	if x == none || y == none {
		return 0
	}
	if x == y {
		return s.exact[f][x]
	}
	switch n := unlike(a.masks[f], b.masks[f]); {
	case n > s.bound.reach[c]:
		return s.bits[c][Other]
	case n > 1:
		return s.bound.near[c]
	}
	return s.bound.close[c]
}

// atMost bounds the comparison of two words, or of two postcodes.
func (s *scorer) atMost(c Comparison, a, b *row) int32 {
	if c == CPostcode {
		return s.codeAtMost(c, a, b)
	}
	f := fieldOf[c]
	x, y := a.v[f], b.v[f]
	if x == none || y == none {
		return 0
	}
	if x == y {
		return s.exact[f][x]
	}
	m, n, p, q := a.masks[f], b.masks[f], a.marks[f], b.marks[f]
	bits := s.bits[c][Other]
	switch apart := unlike(m, n); {
	case apart <= 1:
		bits = s.bound.close[c]
	case apart <= far(p, q):
		bits = s.bound.near[c]
	}
	if contained(m, n) || (p|q)&several != 0 {
		bits = max(bits, s.bound.part[c])
	}
	if c == CGiven && p&q&known != 0 {
		bits = max(bits, s.bits[c][Nickname])
	}
	return bits
}

// twoAtMost bounds two comparisons as they stand and crossed.
func (s *scorer) twoAtMost(c, e, cost Comparison, a, b *row) int32 {
	straight := s.atMost(c, a, b) + s.atMost(e, a, b)
	crossed := s.crossAtMost(c, e, a, b) + s.crossAtMost(c, e, b, a) + s.bits[cost][Exchanged]
	return max(straight, crossed)
}

// crossAtMost bounds a's value of the first field against b's of the second.
func (s *scorer) crossAtMost(c, e Comparison, a, b *row) int32 {
	f, g := fieldOf[c], fieldOf[e]
	x, y := a.v[f], b.v[g]
	switch {
	case x == none || y == none:
		return 0
	case x == y:
		return min(s.exact[f][x], s.exact[g][x])
	}
	switch apart := unlike(a.masks[f], b.masks[g]); {
	case apart <= 1:
		return s.bound.crossClose[c]
	case apart <= far(a.marks[f], b.marks[g]):
		return s.bound.crossNear[c]
	}
	return min(s.bits[c][Other], s.bits[e][Other])
}
