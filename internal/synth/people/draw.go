package people

import (
	"math/bits"
	"math/rand/v2"
)

// A stream of draws has a domain, so that no two uses of the seed meet.
type domain uint64

const (
	ofPerson domain = iota + 101
	ofHousehold
	ofRecord
	ofCrowd
	ofShuffle
	ofMail
)

// draw is a seeded stream of numbers: PCG-DXSM of the standard library, whose
// sequence is fixed. It and shuffle are as in package synth, which keeps its own
// to itself; nothing but a seed is ever common to the two.
type draw struct{ pcg rand.PCG }

func newDraw(seed uint64, d domain, a uint64) draw {
	var x draw
	hi := mix(seed ^ uint64(d)*0x9e3779b97f4a7c15)
	x.pcg.Seed(mix(hi^mix(a)), mix(hi+a*0xd1342543de82ef95+1))
	return x
}

// mix is the finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// float is uniform in [0,1).
func (d *draw) float() float64 { return float64(d.pcg.Uint64()>>11) / (1 << 53) }

// chance is true with probability p.
func (d *draw) chance(p float64) bool { return d.float() < p }

// n is uniform in [0,k), k far below 2⁶⁴.
func (d *draw) n(k int) int { return int(d.pcg.Uint64() % uint64(k)) }

// pick draws one of a list.
func pick[T any](d *draw, list []T) T { return list[d.n(len(list))] }

// shuffle is a seeded permutation of 0…n-1 that needs no memory: a four-round
// Feistel network, walked until it falls inside (Black & Rogaway 2002).
type shuffle struct {
	n    uint64
	half uint
	mask uint64
	key  [4]uint64
}

func newShuffle(seed, purpose uint64, n int) shuffle {
	s := shuffle{n: uint64(n)}
	s.half = max(1, (uint(bits.Len64(uint64(max(n, 1)-1)))+1)/2)
	s.mask = 1<<s.half - 1
	d := newDraw(seed, ofShuffle, purpose)
	for i := range s.key {
		s.key[i] = d.pcg.Uint64()
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
