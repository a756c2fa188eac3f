package name

import (
	"cmp"
	"slices"
	"strings"
)

// Compare says how two names agree, and why. The order of the two does not
// matter. Both must come from one table of nicknames.
func Compare(a, b Name) Result {
	if before(b, a) {
		a, b = b, a
	}
	if !a.says() || !b.says() {
		return Result{Verdict: Unknown}
	}
	p := pairing{a: a.tokens, b: b.tokens}
	p.run()
	r := Result{Verdict: Same}
	e := p.agreed(&r)
	p.order(&r, a.parted && b.parted)
	p.alone(&r, e)
	if r.Verdict != Different {
		p.tooLittle(&r, e)
	}
	switch {
	case a.generation == b.generation:
	case a.generation == 0 || b.generation == 0:
		r.atMost(Possible, SuffixMissing)
	default:
		r.atMost(Different, SuffixDiffers)
	}
	return r
}

// says reports whether the name holds a word to compare.
func (p Name) says() bool {
	return slices.ContainsFunc(p.tokens, func(t token) bool { return !t.initial() })
}

// before puts two names in one order, so that what is paired first does not depend
// on which was given first.
func before(a, b Name) bool {
	for i := range min(len(a.tokens), len(b.tokens)) {
		s, t := &a.tokens[i], &b.tokens[i]
		if c := strings.Compare(s.text, t.text); c != 0 {
			return c < 0
		}
		if c := cmp.Or(strings.Compare(s.full, t.full), cmp.Compare(s.role, t.role)); c != 0 {
			return c < 0
		}
	}
	return len(a.tokens) < len(b.tokens)
}

// evidence is what the pairs amount to.
type evidence struct {
	words    int // that agree in more than an initial, patronymics apart
	initials int // pairs that agree in the initial alone
}

// agreed weighs the pairs.
func (p *pairing) agreed(r *Result) evidence {
	var e evidence
	for i := range p.a {
		if p.mateA[i] < 0 {
			continue
		}
		t := &p.a[i]
		switch {
		case p.how[i] == initialFits, t.initial():
			e.initials++
		case p.how[i] == together:
			e.words += max(1, p.mates(int8(i)))
		case !t.father && !p.b[p.mateA[i]].father:
			e.words++
		}
	}
	doubts := 0
	var sonA, sonB bool
	for i := range p.a {
		if p.mateA[i] < 0 {
			continue
		}
		s, t := &p.a[i], &p.b[p.mateA[i]]
		switch p.how[i] {
		case spelled:
			r.note(Spelled)
		case together:
			r.note(Together)
		case particleMissing:
			r.atMost(Likely, Particle)
			sonA, sonB = sonA || s.particle == "bin", sonB || t.particle == "bin"
		case particleDiffers:
			r.atMost(Possible, ParticleDiffers)
		case pet:
			r.atMost(Likely, Pet)
			doubts++
		case translated:
			r.atMost(Possible, Translated)
		case ending:
			r.atMost(Likely, Ending)
		case cut:
			r.atMost(Likely, Cut)
			doubts++
		case slip:
			r.atMost(Likely, Slip)
			doubts++
		case nearSlip:
			r.atMost(Possible, NearSlip)
		case initialFits:
			if e.words < 2 || s.leads() || t.leads() {
				r.atMost(Possible, Initial)
			} else {
				r.atMost(Likely, Initial)
			}
		}
	}
	if sonA && sonB {
		r.atMost(Different, PartDiffers) // Ali ben Rachid is no Rachid ben Ali
	}
	if doubts > 1 {
		r.Verdict = min(r.Verdict, Possible)
	}
	return e
}

// mates counts the words of b that go with one of a.
func (p *pairing) mates(i int8) int {
	n := 0
	for j := range p.b {
		if p.mateB[j] == i {
			n++
		}
	}
	return n
}

// leads reports whether a word is the first of the given names, as far as is known.
func (t *token) leads() bool { return t.index == 0 && t.role != family }

// order notes what stands elsewhere.
func (p *pairing) order(r *Result, parted bool) {
	swappedGiven, swappedFamily, back := false, false, false
	last := int8(-1)
	for i := range p.a {
		m := p.mateA[i]
		if m < 0 {
			continue
		}
		back = back || m < last
		last = m
		swappedGiven = swappedGiven || p.a[i].role == given && p.b[m].role == family
		swappedFamily = swappedFamily || p.a[i].role == family && p.b[m].role == given
	}
	switch {
	case parted && swappedGiven && swappedFamily:
		r.note(Swapped)
	case back:
		r.note(Reordered)
	}
}

// alone weighs the words without a mate.
func (p *pairing) alone(r *Result, e evidence) {
	a := side{p.a, &p.mateA, p.mateB[0] >= 0}
	b := side{p.b, &p.mateB, p.mateA[0] >= 0}
	aloneA, aloneB := 0, 0
	for i := range a.of {
		if !a.missing(r, i) {
			continue
		}
		aloneA++
		for j := range b.of {
			if b.missing(r, j) {
				r.Verdict = min(r.Verdict, clash(r, &a.of[i], &b.of[j], e))
			}
		}
	}
	for j := range b.of {
		if b.missing(r, j) {
			aloneB++
		}
	}
	switch {
	case aloneA > 0 && aloneB > 0:
	case aloneA > 0:
		a.oneSided(r, aloneA > e.words)
	case aloneB > 0:
		b.oneSided(r, aloneB > e.words)
	}
}

// side is one of the two names, and what the pairing made of it.
type side struct {
	of         []token
	mate       *[maxTokens]int8
	otherFirst bool // the first word of the other name has its mate
}

// missing reports whether a word has no mate and needs one.
func (s side) missing(r *Result, i int) bool {
	t := &s.of[i]
	if s.mate[i] >= 0 {
		return false
	}
	if t.light {
		r.atMost(Likely, MiddleMissing)
		return false
	}
	if t.alias != 0 && s.mate[t.alias-1] >= 0 {
		r.atMost(Likely, Pet)
		return false
	}
	if t.dropped && t.leads() && s.otherFirst && s.calledBy(i+1) {
		r.atMost(Likely, MiddleMissing)
		return false
	}
	return true
}

// calledBy reports whether the person goes by a word behind the first: Maria
// Cristina by Cristina.
func (s side) calledBy(i int) bool {
	if i >= len(s.of) || s.mate[i] < 0 || s.of[i].initial() || s.of[i].father {
		return false
	}
	return s.of[i].role == given || s.of[i].role == whole && len(s.of) > 2
}

// clash weighs two words of which each is alone.
func clash(r *Result, a, b *token, e evidence) Verdict {
	same := false
	switch {
	case a.father != b.father && !a.leads() && !b.leads():
		r.note(PartDiffers) // a patronymic, and a second given name
	case a.role == given && b.role == given:
		r.note(GivenDiffers)
		return Different
	case a.role == family && b.role == family:
		r.note(FamilyDiffers)
		same = a.index == b.index || a.fromEnd == b.fromEnd
	default:
		r.note(PartDiffers)
		same = a.place() == b.place()
	}
	if same || e.words < 2 {
		return Different
	}
	return Possible
}

// place is where a word stands in the whole name: 0 first, 1 between, 2 last.
func (t *token) place() int {
	switch {
	case t.leads():
		return 0
	case t.fromEnd == 0 && t.role != given:
		return 2
	}
	return 1
}

// oneSided weighs the words that one name has more than the other.
func (s side) oneSided(r *Result, many bool) {
	familyMet := false
	for i := range s.of {
		familyMet = familyMet || s.of[i].role == family && s.mate[i] >= 0
	}
	for i := range s.of {
		if !s.missing(r, i) {
			continue
		}
		t := &s.of[i]
		switch {
		case t.father, t.initial() && !t.leads():
			r.atMost(Likely, MiddleMissing)
		case t.leads():
			r.atMost(Possible, FirstMissing)
		case t.role == family && !familyMet:
			r.atMost(Possible, FamilyMissing)
		case t.role == family:
			r.atMost(Likely, FamilyMissing)
		case t.place() == 2 && r.Reasons.Has(Reordered):
			r.atMost(Possible, FamilyMissing) // which of them is the family name?
		case t.place() == 2:
			r.atMost(Likely, FamilyMissing)
		default:
			r.atMost(Likely, MiddleMissing)
		}
	}
	if many {
		r.Verdict = min(r.Verdict, Possible)
	}
}

// rareWord is how long a word is that few people share as their only name.
const rareWord = 10

// tooLittle lowers what agrees in less than two words.
func (p *pairing) tooLittle(r *Result, e evidence) {
	wordsA, wordsB := spoken(p.a), spoken(p.b)
	if wordsA == 1 || wordsB == 1 {
		if e.words < 2 {
			r.note(OneWord)
		}
	}
	switch {
	case e.words >= 2:
	case e.words == 0 && e.initials < 2:
		r.atMost(Different, PartDiffers)
	case e.initials > 0:
		r.atMost(Possible, Initial)
	case wordsA == 1 && wordsB == 1 && r.Verdict == Same && longest(p.a) >= rareWord:
		r.Verdict = Likely
	default:
		r.Verdict = min(r.Verdict, Possible)
	}
}

func spoken(tokens []token) int {
	n := 0
	for i := range tokens {
		if !tokens[i].light {
			n++
		}
	}
	return n
}

func longest(tokens []token) int {
	n := 0
	for i := range tokens {
		n = max(n, len(tokens[i].text))
	}
	return n
}
