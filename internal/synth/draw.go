package synth

import "math/rand/v2"

// A stream of draws has a domain, so that no two uses of the seed meet.
type domain uint64

const (
	ofHand domain = iota + 1
	ofReport
	ofFile
	ofPair
	ofFacilitator
	ofService
	ofTable
	ofShuffle
	ofHub
	ofDelivery
)

// draw is a seeded stream of numbers: PCG-DXSM of the standard library, whose
// sequence is fixed, over a seed that mixes where the stream is used.
type draw struct{ pcg rand.PCG }

func newDraw(seed uint64, d domain, a uint64) draw {
	var x draw
	hi := mix(seed ^ uint64(d)*0x9e3779b97f4a7c15)
	x.pcg.Seed(mix(hi^mix(a)), mix(hi+a*0xd1342543de82ef95+1))
	return x
}

// mix is the finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection
// that spreads every bit.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (d *draw) uint64() uint64 { return d.pcg.Uint64() }

// float is uniform in [0,1).
func (d *draw) float() float64 { return float64(d.pcg.Uint64()>>11) / (1 << 53) }

// chance is true with probability p.
func (d *draw) chance(p float64) bool { return d.float() < p }

// n is uniform in [0,k); k is far below 2⁶⁴, so that the bias of the remainder
// is far below what any count could show.
func (d *draw) n(k int) int { return int(d.pcg.Uint64() % uint64(k)) }

// pick draws one of a list.
func pick[T any](d *draw, list []T) T { return list[d.n(len(list))] }
