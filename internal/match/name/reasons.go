package name

import (
	"math/bits"
	"strings"
)

// Verdict is what Compare says of two names, from the least to the most alike.
// The package comment defines each. Unknown is outside the order.
type Verdict uint8

// The verdicts.
const (
	Unknown Verdict = iota
	Different
	Possible
	Likely
	Same
)

// String gives the verdict's name in English, as in --json.
func (v Verdict) String() string {
	names := [...]string{"unknown", "different", "possible", "likely", "same"}
	if int(v) < len(names) {
		return names[v]
	}
	return "unknown"
}

// Reason is one thing that Compare saw.
type Reason uint8

// The reasons. A name is "one side" here: which of the two is not said.
const (
	Spelled         Reason = iota // a word is spelt or romanised otherwise, or comes from another script
	Together                      // two words of one are one word of the other
	Swapped                       // given and family name stand in each other's field
	Reordered                     // words stand in another order
	Pet                           // a nickname or short form
	Translated                    // a given name in another language
	Initial                       // a word is an initial in one
	Cut                           // a word was cut, by a form or as an abbreviation
	Slip                          // a slip of the pen in a long word
	NearSlip                      // one in a short word, or at its end, or two in a long one
	Particle                      // a particle is missing in one
	ParticleDiffers               // the particles are two
	Ending                        // the family name is declined in one
	MiddleMissing                 // a middle name or patronymic is missing in one
	FirstMissing                  // the first given name is missing in one
	FamilyMissing                 // a family name, of two or the only one, is missing in one
	OneWord                       // one has a single word
	SuffixMissing                 // a generational suffix is missing in one
	SuffixDiffers                 // the suffixes are two: two generations
	GivenDiffers                  // a given name contradicts
	FamilyDiffers                 // a family name contradicts
	PartDiffers                   // parts contradict, or may stand for different parts
	reasonCount
)

var reasonNames = [reasonCount]string{
	"spelled", "together", "swapped", "reordered", "pet", "translated", "initial", "cut", "slip", "near-slip",
	"particle", "particle-differs", "ending", "middle-missing", "first-missing", "family-missing", "one-word",
	"suffix-missing", "suffix-differs", "given-differs", "family-differs", "part-differs",
}

// String gives the reason's name in English, as in --json.
func (r Reason) String() string {
	if r < reasonCount {
		return reasonNames[r]
	}
	return ""
}

// Reasons is a set of reasons.
type Reasons uint32

// Has reports whether r is in the set.
func (s Reasons) Has(r Reason) bool { return s&(1<<r) != 0 }

// All lists the set, in the order of the constants.
func (s Reasons) All() []Reason {
	out := make([]Reason, 0, bits.OnesCount32(uint32(s)))
	for r := range reasonCount {
		if s.Has(r) {
			out = append(out, r)
		}
	}
	return out
}

// String lists the names of the set with commas between them.
func (s Reasons) String() string {
	var names []string
	for _, r := range s.All() {
		names = append(names, r.String())
	}
	return strings.Join(names, ", ")
}

// Result is what Compare found.
type Result struct {
	Verdict Verdict
	Reasons Reasons
}

func (r *Result) note(why Reason) { r.Reasons |= 1 << why }

// atMost lowers the verdict to v, for a reason.
func (r *Result) atMost(v Verdict, why Reason) {
	r.Verdict = min(r.Verdict, v)
	r.note(why)
}
