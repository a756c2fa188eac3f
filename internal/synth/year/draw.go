package year

import "math/rand/v2"

// A stream of draws has a domain, so that no two uses of the seed meet.
type domain uint64

const (
	ofCommissioner domain = iota + 201
	ofFacilitator
	ofEvents
	ofTelling
	ofDevice
	ofHolder
	ofHouse
	ofDocument
	ofRank
	ofReference
	ofTip
)

// draw is a seeded stream of numbers: PCG-DXSM of the standard library, whose
// sequence is fixed. It is as in package synth, which keeps its own to itself.
type draw struct{ pcg rand.PCG }

func newDraw(seed uint64, d domain, a uint64) *draw {
	var x draw
	hi := mix(seed ^ uint64(d)*0x9e3779b97f4a7c15)
	x.pcg.Seed(mix(hi^mix(a)), mix(hi+a*0xd1342543de82ef95+1))
	return &x
}

// mix is the finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n is uniform in [0,k), k far below 2⁶⁴.
func (d *draw) n(k int) int { return int(d.pcg.Uint64() % uint64(k)) }

// in is true k times in a hundred. Shares are whole hundredths, so that no
// machine's floats can make another year of one seed.
func (d *draw) in100(k int) bool { return d.n(100) < k }

// pick draws one of a list.
func pick[T any](d *draw, list []T) T { return list[d.n(len(list))] }
