package match

import "math"

// Household bounds what two people of one home share by being of one home: family
// name, address, telephone. Strangers hardly ever agree on all of these, and
// brothers nearly always do; without a bound the sum would take brothers for one.
type Household struct {
	Prior float64 // bits for one person against two of one home, before a look at what is each one's own
	Twins float64 // bits that one birth date gives at most against two of one home
	Mates float64 // share of the records with another of their home in the list that Prior stands for
}

// mostSlack is how far lists without homes loosen the bound, in bits.
const mostSlack = 8

// slack is how much rarer homes are in these lists than Prior takes them to be, in
// bits. It can be counted where each list has a person once: there, two records of
// one list with one family name and one address are two people of one home.
func (t *table) slack(h Household) float64 {
	pairs := 0
	for _, rows := range [...][]row{t.rows[:t.left], t.rows[t.left:]} {
		homes := map[[3]int32]int{}
		for i := range rows {
			v := &rows[i].v
			if v[Family] == none || v[Street] == none {
				continue
			}
			key := [3]int32{v[Family], v[Street], v[Number]}
			pairs += homes[key]
			homes[key]++
		}
	}
	share := float64(2*pairs+1) / float64(len(t.rows))
	return min(max(0, math.Log2(h.Mates/share)), mostSlack)
}
