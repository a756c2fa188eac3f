package synth

import "math/bits"

// shuffle is a seeded permutation of 0…n-1 that needs no memory and can be
// asked both ways: a four-round Feistel network over the next even number of
// bits, walked until it falls inside (Black & Rogaway 2002).
type shuffle struct {
	n    uint64
	half uint
	mask uint64
	key  [4]uint64
}

func newShuffle(seed uint64, purpose uint64, n int) shuffle {
	s := shuffle{n: uint64(n)}
	s.half = max(1, (uint(bits.Len64(uint64(max(n, 1)-1)))+1)/2)
	s.mask = 1<<s.half - 1
	d := newDraw(seed, ofShuffle, purpose)
	for i := range s.key {
		s.key[i] = d.uint64()
	}
	return s
}

// at gives the place of i, which must be in [0,n).
func (s *shuffle) at(i int) int {
	x := uint64(i)
	for {
		l, r := x>>s.half, x&s.mask
		for _, k := range s.key {
			l, r = r, l^mix(r^k)&s.mask
		}
		if x = l<<s.half | r; x < s.n {
			return int(x)
		}
	}
}

// back undoes at.
func (s *shuffle) back(i int) int {
	x := uint64(i)
	for {
		l, r := x>>s.half, x&s.mask
		for j := len(s.key) - 1; j >= 0; j-- {
			l, r = r^mix(l^s.key[j])&s.mask, l
		}
		if x = l<<s.half | r; x < s.n {
			return int(x)
		}
	}
}

// order is the places of a world's reports: all of them shuffled, or the first
// apart of them among themselves and the others likewise.
type order struct {
	apart       int
	first, rest shuffle
}

func newOrder(seed uint64, apart, n int) order {
	return order{apart, newShuffle(seed, 6, apart), newShuffle(seed, 3, n-apart)}
}

func (o *order) at(i int) int {
	if i < o.apart {
		return o.first.at(i)
	}
	return o.apart + o.rest.at(i-o.apart)
}

func (o *order) back(i int) int {
	if i < o.apart {
		return o.first.back(i)
	}
	return o.apart + o.rest.back(i-o.apart)
}
