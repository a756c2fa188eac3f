package match

import (
	"strings"

	"vigie/internal/match/text"
)

// vector is what the comparisons of one pair found.
type vector struct {
	level [comparisonCount]Level
	bits  [comparisonCount]int32
}

func (v *vector) set(c Comparison, l Level, bits int32) {
	v.level[c], v.bits[c] = l, bits
}

// total adds up a pair: prior and all steps. The last step is the bound of a
// household: one person must be likelier than two strangers, by all that was
// compared, and likelier than two people of one home, by what is each one's own.
func (s *scorer) total(v *vector) int32 {
	sum := s.prior
	for _, b := range v.bits {
		sum += b
	}
	own := s.home + v.bits[CGiven] + v.bits[COrder] + min(v.bits[CBorn], s.twins) + v.bits[CEmail] + v.bits[CMail] + v.bits[CDocument]
	if own < sum {
		v.set(CHousehold, Shared, own-sum)
		return own
	}
	return sum
}

// compare asks every comparison of two records.
func (s *scorer) compare(a, b *row, v *vector) int32 {
	*v = vector{}
	s.names(a, b, v)
	s.address(a, b, v)
	s.rest(a, b, v)
	return s.total(v)
}

// rest asks what asks neither for names nor for the address.
func (s *scorer) rest(a, b *row, v *vector) {
	for _, c := range [...]Comparison{CBorn, CNumber, CRegion, CEmail, CPhone, CDocument} {
		s.field(c, a, b, v)
	}
	s.mail(a, b, v)
}

// field compares one field of two records.
func (s *scorer) field(c Comparison, a, b *row, v *vector) {
	f := fieldOf[c]
	l, bits := s.values(c, a.v[f], b.v[f])
	v.set(c, l, bits)
}

// values compares two values of one field, by their numbers.
func (s *scorer) values(c Comparison, x, y int32) (Level, int32) {
	f := fieldOf[c]
	switch {
	case x == none || y == none:
		return Missing, 0
	case x == y:
		return Exact, s.exact[f][x]
	}
	l := Other
	d := s.t.dicts[f]
	switch c {
	case CGiven:
		l = s.cached(asGiven, x, y, s.given)
	case CFamily, CStreet, CExtra, CPlace:
		l = s.word(f, x, y)
		if l == Initial && c != CFamily {
			l = Other
		}
	case CBorn:
		l = dates(s.t.born[x], s.t.born[y])
	case CNumber, CRegion:
		l = d.code(x, y, 1)
	case CPostcode, CPhone, CDocument:
		l = d.code(x, y, 2)
	case CEmail:
		return s.email(x, y)
	}
	return l, s.bits[c][l]
}

func (s *scorer) given(x, y int32) Level {
	l := s.t.dicts[Given].word(x, y)
	if l != OneEdit && share(s.t.groups[x], s.t.groups[y]) {
		return Nickname
	}
	return l
}

// share reports that two lists in ascending order have a number in common.
func share(a, b []int32) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			return true
		}
	}
	return false
}

// email compares two different addresses.
func (s *scorer) email(x, y int32) (Level, int32) {
	d := s.t.dicts[Email]
	lx, ly, hx, hy := s.t.mail[x][0], s.t.mail[y][0], s.t.mail[x][1], s.t.mail[y][1]
	if lx == ly && lx != none && len(s.t.locals.values[lx]) > 3 {
		return Part, s.bits[CEmail][Part]
	}
	if d.apart(x, y) <= 4 {
		switch text.Edits(d.values[x], d.values[y], 4) {
		case 1:
			return OneEdit, s.bits[CEmail][OneEdit]
		case 2:
			return Near, s.bits[CEmail][Near]
		case 3, 4:
			if max(len(d.values[x]), len(d.values[y])) > 14 {
				return Far, s.bits[CEmail][Far]
			}
		}
	}
	if hx == hy && hx != none {
		return Host, s.hosts[hx]
	}
	return Other, s.bits[CEmail][Other]
}

// cross compares two values of two fields that share a dictionary. Equal values
// count as the more common of the two fields has them.
func (s *scorer) cross(c, e Comparison, x, y int32) (Level, int32) {
	switch {
	case x == none || y == none:
		return Missing, 0
	case x == y:
		return Exact, min(s.exact[fieldOf[c]][x], s.exact[fieldOf[e]][x])
	}
	l := s.word(fieldOf[c], x, y)
	if l == Initial || l == Part {
		l = Other
	}
	return l, min(s.bits[c][l], s.bits[e][l])
}

// open reports that a comparison leaves room for a value in another column.
func open(l Level) bool { return l == Missing || l == Other || l == Far }

// names compares given and family names as they stand, and exchanged where they
// do not agree.
func (s *scorer) names(a, b *row, v *vector) {
	s.field(CGiven, a, b, v)
	s.field(CFamily, a, b, v)
	s.exchanged(CGiven, CFamily, COrder, a, b, v)
}

// address compares the parts of two addresses, and street with second line and
// place with postcode exchanged where they do not agree.
func (s *scorer) address(a, b *row, v *vector) {
	for _, c := range [...]Comparison{CStreet, CExtra, CPlace, CPostcode} {
		s.field(c, a, b, v)
	}
	s.exchanged(CStreet, CExtra, CMoved, a, b, v)
	s.exchanged(CPlace, CPostcode, CMoved, a, b, v)
}

// cross sets two comparisons whose columns are exchanged, whichever record is the
// first. A given name tells people of one home apart, so it gets the lesser of
// the two, and none where only one could be made.
func (v *vector) cross(c, e Comparison, l1 Level, b1 int32, l2 Level, b2 int32) {
	if l1 != Missing && (l2 == Missing || b1 > b2 || b1 == b2 && l1 > l2) {
		l1, b1, l2, b2 = l2, b2, l1, b1
	}
	v.set(c, l1, b1)
	v.set(e, l2, b2)
}

// exchanged replaces two comparisons by their crossed ones where these weigh more
// after what an exchange costs.
func (s *scorer) exchanged(c, e, cost Comparison, a, b *row, v *vector) {
	if !open(v.level[c]) || !open(v.level[e]) {
		return
	}
	f, g := fieldOf[c], fieldOf[e]
	l1, b1 := s.cross(c, e, a.v[f], b.v[g])
	l2, b2 := s.cross(e, c, a.v[g], b.v[f])
	if l1 == Missing && l2 == Missing || l1 == Other && l2 == Other {
		return
	}
	if b1+b2+s.bits[cost][Exchanged] > v.bits[c]+v.bits[e] {
		v.cross(c, e, l1, b1, l2, b2)
		v.set(cost, Exchanged, v.bits[cost]+s.bits[cost][Exchanged])
	}
}

// mail looks for a name that one record lacks in the e-mail address of the other,
// where the addresses themselves say nothing.
func (s *scorer) mail(a, b *row, v *vector) {
	if l := v.level[CEmail]; l != Missing && l != Other && l != Host {
		return
	}
	var best Level
	var bits int32
	for _, side := range [...][2]*row{{a, b}, {b, a}} {
		local := side[1].v[localPart]
		if local == none {
			continue
		}
		for _, c := range [...]Comparison{CGiven, CFamily} {
			if f := fieldOf[c]; v.level[c] == Missing && side[0].v[f] != none {
				l, w := s.mailed(c, side[0].v[f], local)
				if l != Missing && (best == Missing || w > bits) {
					best, bits = l, w
				}
			}
		}
	}
	v.set(CMail, best, bits)
}

// mailed weighs a name's standing in the local part of an address.
func (s *scorer) mailed(c Comparison, name, local int32) (Level, int32) {
	l := s.nameInMail(name, local)
	w := s.bits[CMail][l]
	if l == Exact {
		w = min(w, s.exact[fieldOf[c]][name])
	}
	return l, w
}

// nameInMail looks for a name in the local part of an address: Exact when it
// stands there, Part when its first four letters do.
func (s *scorer) nameInMail(name, local int32) Level {
	n, m := s.t.dicts[Given].values[name], s.t.locals.values[local]
	if len(n) < 3 {
		return Missing
	}
	if strings.Contains(m, n) {
		return Exact
	}
	if len(n) > 4 && strings.Contains(m, n[:4]) {
		return Part
	}
	return Other
}
