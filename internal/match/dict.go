package match

import (
	"math/bits"
	"strings"
	"vigie/internal/match/text"
)

// dict numbers the distinct values of one kind, so that a value is compared by
// its number first, and its letters are looked at only when numbers differ.
type dict struct {
	number map[string]int32
	values []string
	masks  []uint32 // which letters and digits occur; filled by seal
	groups [][]int32
}

// none is the number of a value that is missing.
const none int32 = -1

func newDict() *dict { return &dict{number: map[string]int32{}} }

// add gives the number of a value, a new one if need be. "" is missing.
func (d *dict) add(s string) int32 {
	if s == "" {
		return none
	}
	n, ok := d.number[s]
	if !ok {
		n = int32(len(d.values))
		s = strings.Clone(s) // so that no value keeps a whole row of a file alive
		d.number[s] = n
		d.values = append(d.values, s)
	}
	return n
}

// seal ends the adding.
func (d *dict) seal() {
	d.number = nil
	d.masks = make([]uint32, len(d.values))
	for i, s := range d.values {
		d.masks[i] = mask(s)
	}
}

// mask has a bit for each letter that occurs; digits share the six bits above.
func mask(s string) uint32 {
	var m uint32
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			m |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			m |= 1 << (26 + (c-'0')%6)
		}
	}
	return m
}

// apart is a number of edits that two values are at least apart, by their
// letters alone: it spares most pairs any look at the letters' order.
func (d *dict) apart(a, b int32) int {
	x, y := d.masks[a], d.masks[b]
	return max(bits.OnesCount32(x&^y), bits.OnesCount32(y&^x))
}

// word compares two different words or names.
func (d *dict) word(a, b int32) Level {
	s, t := d.values[a], d.values[b]
	short, long := s, t
	if len(short) > len(long) {
		short, long = long, short
	}
	apart := d.apart(a, b)
	if apart <= 3 {
		most := 2
		if len(short) >= 6 {
			most = 3
		}
		switch n := text.Edits(s, t, most); {
		case n == 1 && len(long) > 2:
			return OneEdit
		case n == 2 && len(short) > 3:
			return Near
		case n == 3 && most == 3:
			if text.JaroWinkler(s, t) >= 0.90 {
				return Near
			}
			return Far
		}
	}
	if len(short) == 1 && long[0] == short[0] {
		return Initial
	}
	if len(short) >= 3 && strings.HasPrefix(long, short) || sharesWord(short, long) {
		return Part
	}
	// Words without most letters in common reach no likeness that counts.
	if apart > 4 || apart*2 > len(short) {
		return Other
	}
	switch j := text.JaroWinkler(s, t); {
	case j >= 0.90:
		return Near
	case j >= 0.82:
		return Far
	}
	return Other
}

// sharesWord reports that two values of several words have a word of three
// letters or more in common, or that one is written apart and the other together.
func sharesWord(a, b string) bool {
	if strings.IndexByte(a, ' ') < 0 && strings.IndexByte(b, ' ') < 0 {
		return false
	}
	for x := range strings.SplitSeq(a, " ") {
		if len(x) < 3 {
			continue
		}
		for y := range strings.SplitSeq(b, " ") {
			if x == y {
				return true
			}
		}
	}
	return strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "")
}

// code compares two different numbers: of a house, a telephone, a document.
func (d *dict) code(a, b int32, most int) Level {
	if d.apart(a, b) > most {
		return Other
	}
	switch n := text.Edits(d.values[a], d.values[b], most); {
	case n > most:
		return Other
	case n == 1:
		return OneEdit
	default:
		return Near
	}
}
