package match

import "math"

// Weight is what one level of one comparison is worth.
type Weight struct {
	M, U   float64 // how often the level is found in pairs of one person, and of two
	Rarity float64 // 0 to 1: how far U follows how rare the very value is in the lists compared
}

// bits is the weight of evidence, log2(M/U).
func (w Weight) bits() float64 { return math.Log2(w.M / w.U) }

// Weights are what Load reads: a version of them is what people adopt.
type Weights struct {
	Version    int
	Matches    float64 // matches that a record is expected to have in the other list
	Threshold  float64 // bits from which a pair is proposed
	Floor      float64 // bits under which a pair is forgotten
	Most       float64 // bits that one comparison gives at most
	Levels     [comparisonCount][levelCount]Weight
	Everything int // lists of at most so many pairs are compared in full, without rules
	Rules      []Rule
	Cluster    Clustering
	Household  Household
}

// Clustering says how the evidence between two groups of records is summed.
type Clustering struct {
	Best  float64 // share of the best value pair against the mean of the record pairs
	Extra float64 // bits taken off for each doubling of the value pairs looked at
}

// milli turns bits into whole thousandths, in which all sums are made: they are
// exact, whatever the order.
func milli(bits float64) int32 { return int32(math.Round(bits * 1000)) }

// Bits turns thousandths back.
func Bits(milli int32) float64 { return float64(milli) / 1000 }

// Probability is the chance of a match that a total of bits stands for.
func Probability(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// scorer holds the weights as they apply to one table.
type scorer struct {
	t     *table
	w     *Weights
	prior int32
	bits  [comparisonCount][levelCount]int32
	exact [fieldCount][]int32 // of two equal values, by number
	hosts []int32
	bound bounds
	cache *cache // nil but in a worker
	home  int32
	twins int32
}

// fieldOf is the field whose frequencies a comparison follows.
var fieldOf = [comparisonCount]Field{
	CGiven: Given, CFamily: Family, CBorn: Born, CNumber: Number, CStreet: Street, CExtra: Extra, CPlace: Place,
	CPostcode: Postcode, CRegion: Region, CEmail: Email, CPhone: Phone, CDocument: Document,
	COrder: fieldCount, CMoved: fieldCount, CMail: fieldCount, CHousehold: fieldCount,
}

func newScorer(t *table, w *Weights) *scorer {
	s := &scorer{t: t, w: w}
	n := max(len(t.rows)-1, 1)
	if t.left < len(t.rows) {
		n = max(t.left, len(t.rows)-t.left)
	}
	s.prior = milli(math.Log2(w.Matches / float64(n)))
	for c := range comparisonCount {
		for _, l := range levelsOf[c] {
			s.bits[c][l] = milli(min(w.Levels[c][l].bits(), w.Most))
		}
		f := fieldOf[c]
		if f == fieldCount {
			continue
		}
		e := w.Levels[c][Exact]
		s.exact[f] = make([]int32, len(t.dicts[f].values))
		for v := range s.exact[f] {
			u := math.Pow(t.share[f], 1-e.Rarity) * math.Pow(rarity(s.countOf(f, int32(v)), t.filled[f], e.U), e.Rarity)
			s.exact[f][v] = milli(min(math.Log2(e.M/u), w.Most))
		}
	}
	host := w.Levels[CEmail][Host]
	s.hosts = make([]int32, len(t.hosts.values))
	for v, count := range t.hostN {
		u := float64(count) / float64(max(1, t.filled[Email]))
		s.hosts[v] = max(s.bits[CEmail][Other], milli(math.Log2(host.M/u)*host.Rarity+host.bits()*(1-host.Rarity)))
	}
	s.home, s.twins = milli(w.Household.Prior), milli(w.Household.Twins)
	s.setBounds()
	return s
}

func (s *scorer) countOf(f Field, v int32) int32 { return s.t.count[f][v] }

// Change is a level's weight in two versions, in bits.
type Change struct {
	Comparison        Comparison
	Level             Level
	Running, Proposed float64
}

// Diff lists every level with its weight here and in another version.
func (w *Weights) Diff(other *Weights) []Change {
	var out []Change
	for c := range comparisonCount {
		for _, l := range levelsOf[c] {
			out = append(out, Change{c, l, w.Levels[c][l].bits(), other.Levels[c][l].bits()})
		}
	}
	return out
}
