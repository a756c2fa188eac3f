package hashlist

import (
	"math/bits"
	"strconv"
	"strings"
)

// Verdict is what a list says of a value, one bit a statement. Yes and no are two
// bits, so that a list that says both of one value is known to do so, and two rows
// of one value are joined by OR, in any order. Bits are stored: never reuse one.
type Verdict uint64

// Statements.
const (
	VictimYes Verdict = 1 << iota
	VictimNo
	OffenderYes
	OffenderNo
	DistributedYes
	DistributedNo
	InSeries      // the list names a series
	SeveralSeries // and more than one
	category0
)

const (
	categories     = 32 // numbers 0 to 31 follow category0
	lettered       = category0 << categories
	baseline       = lettered << 4
	categoryBits   = (baseline<<1 - 1) &^ (category0 - 1)
	mostOfCategory = categories - 1
)

var letters = [...]string{"A1", "A2", "B1", "B2"}

// Said is what a list states on one question.
type Said uint8

// What may be said.
const (
	NotStated Said = iota
	Yes
	No
	BothWays
)

// String is for programs.
func (s Said) String() string { return [...]string{"not-stated", "yes", "no", "both"}[s&3] }

// MarshalText lets JSON carry it as a word.
func (s Said) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

func (v Verdict) said(yes Verdict) Said { return Said(v / yes & 3) }

// Victim says whether the list states that a victim is identified.
func (v Verdict) Victim() Said { return v.said(VictimYes) }

// Offender says whether the list states that the author is identified.
func (v Verdict) Offender() Said { return v.said(OffenderYes) }

// Distributed says whether the list states that the file is passed around.
func (v Verdict) Distributed() Said { return v.said(DistributedYes) }

// Series says whether the list puts the file in a series.
func (v Verdict) Series() bool { return v&InSeries != 0 }

// Categories lists the categories in the publisher's own numbers and letters: what
// a number means is the publisher's to say, and differs between them.
func (v Verdict) Categories() []string {
	var out []string
	for c := v & categoryBits; c != 0; c &= c - 1 {
		switch n := bits.TrailingZeros64(uint64(c / category0)); {
		case n < categories:
			out = append(out, strconv.Itoa(n))
		case n < categories+len(letters):
			out = append(out, letters[n-categories])
		default:
			out = append(out, "baseline")
		}
	}
	return out
}

// categoryOf reads a category; false for one that is not among those known.
func categoryOf(s string) (Verdict, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, true
	}
	if n, err := strconv.ParseUint(s, 10, 16); err == nil {
		return category0 << min(n, mostOfCategory), n <= mostOfCategory
	}
	for i, l := range letters {
		if strings.EqualFold(s, l) {
			return lettered << i, true
		}
	}
	return baseline, strings.EqualFold(s, "baseline")
}

// yesNo reads a statement in the words that are used; false for any other.
func yesNo(s string, yes Verdict) (Verdict, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "":
		return 0, true
	case "true", "yes", "y", "1":
		return yes, true
	case "false", "no", "n", "0":
		return yes << 1, true
	}
	return 0, false
}
