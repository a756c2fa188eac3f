package synth

// trap is a way in which two reports mislead whoever compares them.
type trap uint8

const (
	noTrap trap = iota
	// Two hands that share one thing.
	familyPhone
	recycledPhone
	nearEmail
	sameID
	// Many hands that share one thing.
	agentIBAN
	cafeDevice
	resellerEmail
	commonNickname
	exitAddress
	// One hand whose reports do not quite agree.
	typoValue
	otherCase
	accents
	otherScript
)

// String gives the word in the truth files.
func (t trap) String() string {
	return [...]string{
		"", "family-phone", "recycled-phone", "near-email", "same-id-elsewhere",
		"agent-iban", "cafe-device", "reseller-email", "common-nickname", "exit-address",
		"typing-error", "letter-case", "accents", "transliteration",
	}[t]
}

// Bearers of one hub of each kind.
const (
	sendersOfAgent   = 36
	handsOfCafe      = 12
	handsOfReseller  = 30
	phonePairsAtMost = trapPhones
)

// traps says which hands bear which traps. Hands 2p and 2p+1 are pair p; pairs
// and hands are shuffled and ranked, and a trap has a range of ranks: so each
// rate is met exactly, and a rank numbers the shared value.
type traps struct {
	pairs, lone  shuffle
	nPairs       int
	pairEnd      [4]int // ranks of family, recycled, near e-mail, same id
	hubEnd       [4]int // ranks of agent, café, reseller, nickname
	seed         uint64
	typo, letter float64
	accent, scr  float64
}

func newTraps(seed uint64, hands int, r *Rates) traps {
	t := traps{seed: seed, nPairs: hands / 2, typo: r.Typo, letter: r.Case, accent: r.Accents, scr: r.Translit}
	t.pairs = newShuffle(seed, 1, max(1, t.nPairs))
	t.lone = newShuffle(seed, 2, hands)
	// A rate of hands in pairs is the same rate of pairs.
	family := min(share(t.nPairs, r.Family), phonePairsAtMost/2)
	recycled := min(share(t.nPairs, r.Recycled), phonePairsAtMost-family)
	t.pairEnd = [4]int{family, recycled, share(t.nPairs, r.NearEmail), share(t.nPairs, r.SameID)}
	t.hubEnd = [4]int{share(hands, r.Agent), share(hands, r.Cafe), share(hands, r.Reseller), share(hands, r.Nickname)}
	for i := 1; i < 4; i++ {
		t.pairEnd[i] += t.pairEnd[i-1]
		t.hubEnd[i] += t.hubEnd[i-1]
	}
	return t
}

// share is a rate of n, rounded up so that a small world has every trap once.
func share(n int, rate float64) int {
	if rate <= 0 {
		return 0
	}
	return min(n, int(float64(n)*rate)+1)
}

// pair gives the pair trap of hand k, and its number among its kind. Phone
// traps are numbered together, since they draw on one block of numbers.
func (t *traps) pair(k int) (trap, int) {
	if k/2 >= t.nPairs {
		return noTrap, 0
	}
	rank := t.pairs.at(k / 2)
	for i, end := range t.pairEnd {
		if rank < end {
			return familyPhone + trap(i), rank
		}
	}
	return noTrap, 0
}

// hub gives the hub trap of hand k and the number of the hub among its kind.
func (t *traps) hub(k int) (trap, int) {
	rank, from := t.lone.at(k), 0
	for i, end := range t.hubEnd {
		if rank >= end {
			from = end
			continue
		}
		r := rank - from
		switch i {
		case 0:
			return agentIBAN, r / sendersOfAgent
		case 1:
			return cafeDevice, r / handsOfCafe
		case 2:
			return resellerEmail, r / handsOfReseller
		}
		return commonNickname, r % len(nicknames)
	}
	return noTrap, 0
}

// self gives the trap between a hand's own first two reports.
func (t *traps) self(k int) trap {
	d := newDraw(t.seed, ofHub, uint64(k))
	u := d.float()
	for _, c := range []struct {
		kind trap
		rate float64
	}{{typoValue, t.typo}, {otherCase, t.letter}, {accents, t.accent}, {otherScript, t.scr}} {
		if u < c.rate {
			return c.kind
		}
		u -= c.rate
	}
	return noTrap
}
