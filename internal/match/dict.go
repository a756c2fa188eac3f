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
	masks  []uint64 // filled by seal
	marks  []mark
	worded bool // values are of words: seal fills words
	words  [][]uint32
}

// mark says, a bit each, what a value can be found to be beside what its mask
// tells.
type mark uint8

const (
	brief   mark = 1 << iota // of fewer than six letters: two edits are the most that count
	long                     // of twelve or more: likeness may count where masks are further apart
	several                  // of several words: one of them may be shared
	known                    // stands in the table of given names
)

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
	d.masks, d.marks = make([]uint64, len(d.values)), make([]mark, len(d.values))
	for i, s := range d.values {
		d.masks[i] = mask(s)
		switch {
		case len(s) < 6:
			d.marks[i] = brief
		case len(s) >= 12:
			d.marks[i] = long
		}
	}
	if d.worded {
		d.findWords()
	}
}

// mask says which letters occur in a value, of those up to m also which occur twice,
// and which digits once and twice, a bit each: the bits of one mask that another lacks are edits that the
// two values are at least apart.
func mask(s string) uint64 {
	var seen [256]uint8
	var m uint64
	for i := 0; i < len(s); i++ {
		c := s[i]
		n := seen[c]
		seen[c]++
		switch {
		case c >= 'a' && c <= 'm' && n < 2:
			m |= 1 << (2*(c-'a') + n)
		case c >= 'n' && c <= 'z' && n == 0:
			m |= 1 << (26 + c - 'n')
		case c >= '0' && c <= '9' && n < 2:
			m |= 1 << (39 + 2*(c-'0') + n)
		}
	}
	return m
}

// unlike is how many edits two values are at least apart, by their masks.
func unlike(x, y uint64) int {
	return max(bits.OnesCount64(x&^y), bits.OnesCount64(y&^x))
}

func (d *dict) apart(a, b int32) int { return unlike(d.masks[a], d.masks[b]) }

// far is how far apart masks may be for two words to be alike by their letters:
// edits count up to two in brief words and three in others, and in long ones a
// likeness with a third of the letters missing.
func far(p, q mark) int {
	switch {
	case (p|q)&brief != 0:
		return 2
	case p&q&long != 0:
		return widest
	}
	return 3
}

// contained reports that all letters of one of two words may be in the other, so
// that one may begin the other.
func contained(x, y uint64) bool { return x&^y == 0 || y&^x == 0 }

// asunder reports of two different words that nothing but Other can be found of
// them, by their masks and marks alone; of most pairs that are compared, it can.
func asunder(x, y uint64, p, q mark) bool {
	return !contained(x, y) && (p|q)&several == 0 && p&q&known == 0 && unlike(x, y) > far(p, q)
}

// common is the share of the values that a word may occur in before sharing it
// says nothing: street, road, saint.
const common = 100

// findWords keeps the hashes of the words of each value of several words, the
// common ones left out, and of the value written together.
func (d *dict) findWords() {
	number := map[string]int{}
	for _, s := range d.values {
		for w := range strings.SplitSeq(s, " ") {
			number[w]++
		}
	}
	d.words = make([][]uint32, len(d.values))
	for i, s := range d.values {
		if strings.IndexByte(s, ' ') < 0 {
			d.words[i] = []uint32{uint32(hashString(s))}
			continue
		}
		list := []uint32{uint32(hashString(strings.ReplaceAll(s, " ", "")))}
		for w := range strings.SplitSeq(s, " ") {
			if len(w) > 2 && number[w] <= max(3, len(d.values)/common) {
				list = append(list, uint32(hashString(w)))
			}
		}
		d.words[i] = list
		if len(list) > 1 {
			d.marks[i] |= several
		}
	}
}

// shares reports that two values have an uncommon word in common, one of them
// having several, or that they are the same but for a space.
func (d *dict) shares(a, b int32) bool {
	if (d.marks[a]|d.marks[b])&several == 0 {
		return false
	}
	for _, v := range d.words[a] {
		for _, w := range d.words[b] {
			if v == w {
				return true
			}
		}
	}
	return false
}

// word compares two different words or names.
func (d *dict) word(a, b int32) Level {
	if asunder(d.masks[a], d.masks[b], d.marks[a], d.marks[b]&^known) {
		return Other
	}
	return d.lettered(a, b)
}

// lettered compares two different words by their letters.
func (d *dict) lettered(a, b int32) Level {
	x, y := d.masks[a], d.masks[b]
	s, t := d.values[a], d.values[b]
	short, long := s, t
	if len(short) > len(long) {
		short, long = long, short
	}
	apart := unlike(x, y)
	most := 2
	if len(short) >= 6 {
		most = 3
	}
	if apart <= most {
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
	if contained(x, y) {
		if len(short) == 1 && long[0] == short[0] {
			return Initial
		}
		if len(short) >= 3 && strings.HasPrefix(long, short) {
			return Part
		}
	}
	if d.shares(a, b) {
		return Part
	}
	// Words that lack more of each other's letters reach no likeness that counts.
	if apart > max(1, len(short)/3) {
		return Other
	}
	common := min(len(s)-bits.OnesCount64(x&^y), len(t)-bits.OnesCount64(y&^x))
	if text.JaroWinklerAtMost(s, t, common) < 0.82 {
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
