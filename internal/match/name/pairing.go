package name

import "strings"

// pairing is which word of one name goes with which of the other.
type pairing struct {
	a, b   []token
	mateA  [maxTokens]int8 // for each word of a, its place in b; -1 for none
	mateB  [maxTokens]int8
	how    [maxTokens]likeness // for each word of a with a mate
	closes [maxTokens][maxTokens]likeness
}

func (p *pairing) run() {
	var present [likenesses]bool
	for i := range p.a {
		p.mateA[i] = -1
	}
	for j := range p.b {
		p.mateB[j] = -1
	}
	for i := range p.a {
		for j := range p.b {
			l := like(&p.a[i], &p.b[j])
			p.closes[i][j] = l
			present[l] = true
		}
	}
	for l := equal; l > together; l-- {
		if present[l] {
			p.take(l)
		}
	}
	p.joinWords()
	if present[particleMissing] {
		p.take(particleMissing)
		p.joinParticles()
	}
	for l := particleMissing - 1; l > slip; l-- {
		if present[l] {
			p.take(l)
		}
	}
	p.slips()
	if present[initialFits] {
		p.take(initialFits)
	}
}

// take pairs all that agree to one degree: first those of one role.
func (p *pairing) take(l likeness) {
	for _, anyRole := range [2]bool{false, true} {
		for i := range p.a {
			for j := range p.b {
				if p.mateA[i] >= 0 {
					break
				}
				if p.mateB[j] < 0 && p.closes[i][j] == l && (anyRole || p.a[i].role == p.b[j].role) {
					p.pair(i, j, l)
				}
			}
		}
	}
}

func (p *pairing) pair(i, j int, l likeness) {
	p.mateA[i], p.mateB[j], p.how[i] = int8(j), int8(i), l
}

func (p *pairing) slips() {
	best := [2]bool{}
	for i := range p.a {
		for j := range p.b {
			if p.mateA[i] < 0 && p.mateB[j] < 0 && p.closes[i][j] == unlike {
				l := slipped(&p.a[i], &p.b[j])
				p.closes[i][j] = l
				best[0], best[1] = best[0] || l == slip, best[1] || l == nearSlip
			}
		}
	}
	if best[0] {
		p.take(slip)
	}
	if best[1] {
		p.take(nearSlip)
	}
}

// joinWords pairs two neighbours of one name with one word of the other.
func (p *pairing) joinWords() {
	for i := range p.a {
		for j := 0; j+1 < len(p.b) && p.mateA[i] < 0; j++ {
			if p.mateB[j] < 0 && p.mateB[j+1] < 0 && isBoth(&p.a[i], &p.b[j], &p.b[j+1]) {
				p.pair(i, j, together)
				p.mateB[j+1] = int8(i)
			}
		}
	}
	for j := range p.b {
		for i := 0; i+1 < len(p.a) && p.mateB[j] < 0; i++ {
			if p.mateA[i] < 0 && p.mateA[i+1] < 0 && isBoth(&p.b[j], &p.a[i], &p.a[i+1]) {
				p.pair(i, j, together)
				p.mateA[i+1], p.how[i+1] = int8(j), together
			}
		}
	}
}

// joinParticles finds the particle of one name that is a word of the other: the
// middle name Văn, or van.
func (p *pairing) joinParticles() {
	for i := range p.a {
		m := p.mateA[i]
		if m < 0 || p.how[i] != particleMissing {
			continue
		}
		// In either name, the word found may itself have a particle: Lê Văn Minh.
		wantedB, wantedA := p.a[i].particle, p.b[m].particle
		for range 2 {
			for j := range p.b {
				if p.mateB[j] < 0 && p.b[j].isParticle(wantedB) {
					p.mateB[j], p.how[i], wantedA = int8(i), together, p.b[j].particle
				}
			}
			for k := range p.a {
				if p.mateA[k] < 0 && p.a[k].isParticle(wantedA) {
					p.mateA[k], p.how[k], p.how[i], wantedB = m, together, together, p.a[k].particle
				}
			}
		}
	}
}

func (t *token) isParticle(written string) bool {
	return written != "" && particles[t.text] == written
}

// isBoth: one is first and second in one word. An article between them melts, and
// vowels with it: Noureddine is Nur al-Din.
func isBoth(one, first, second *token) bool {
	if one.text[0] != first.text[0] {
		return false
	}
	rest, ok := strings.CutPrefix(one.text, first.text)
	if ok && (rest == second.text || rest == second.full) {
		return true
	}
	rest, ok = strings.CutPrefix(one.bones, first.bones)
	return second.particle == "al" && ok && len(one.bones) >= 4 && rest == second.bones
}
