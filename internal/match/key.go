package match

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Piece is a piece of a record that two records must share to be compared.
type Piece uint8

// The parts. Names is given and family name in either order; the sounds are
// consonants in classes, so that most slips of a vowel or a doubled letter do not
// change them.
const (
	PGiven Piece = iota
	PGivenSound
	PGivenStart
	PFamily
	PFamilySound
	PFamilyStart
	PNames
	PNamesSound
	PBorn
	PYear
	PMonth
	PDay
	PNumber
	PStreet
	PStreetSound
	PPlace
	PPlaceSound
	PPostcode
	PEmail
	PLocal
	PLocalStart
	PPhone
	PPhoneHead
	PPhoneTail
	PDocument
	PDocumentHead
	PDocumentTail
	pieceCount
)

var pieceNames = [pieceCount]string{
	"given", "given.sound", "given.start", "family", "family.sound", "family.start", "names", "names.sound",
	"born", "born.year", "born.month", "born.day", "number", "street", "street.sound", "place", "place.sound", "postcode",
	"email", "email.local", "email.start", "phone", "phone.head", "phone.tail", "document", "document.head", "document.tail",
}

// String is the part's name in files.
func (p Piece) String() string {
	if p < pieceCount {
		return pieceNames[p]
	}
	return fmt.Sprintf("piece %d", uint8(p))
}

// ParsePiece finds a part by its name in files.
func ParsePiece(s string) (Piece, error) {
	if i := slices.Index(pieceNames[:], s); i >= 0 {
		return Piece(i), nil
	}
	return 0, fmt.Errorf("%q is no piece of a record to compare by", s)
}

// pieceOf says how a part is made: from which column of the row, by which cut.
var pieceOf = [pieceCount]struct {
	column int
	cut    func(string) string
}{
	PGiven: {column: int(Given)}, PGivenSound: {int(Given), sound}, PGivenStart: {int(Given), start(3)},
	PFamily: {column: int(Family)}, PFamilySound: {int(Family), sound}, PFamilyStart: {int(Family), start(3)},
	PBorn: {column: int(Born)}, PYear: {int(Born), between(0, 4)}, PMonth: {int(Born), between(4, 6)}, PDay: {int(Born), between(6, 8)},
	PNumber: {column: int(Number)}, PStreet: {column: int(Street)}, PStreetSound: {int(Street), sound},
	PPlace: {column: int(Place)}, PPlaceSound: {int(Place), sound}, PPostcode: {column: int(Postcode)},
	PEmail: {column: int(Email)}, PLocal: {column: localPart}, PLocalStart: {localPart, start(4)},
	PPhone: {column: int(Phone)}, PPhoneHead: {int(Phone), start(5)}, PPhoneTail: {int(Phone), end(5)},
	PDocument: {column: int(Document)}, PDocumentHead: {int(Document), start(4)}, PDocumentTail: {int(Document), end(4)},
}

func start(n int) func(string) string {
	return func(s string) string { return s[:min(n, len(s))] }
}

func end(n int) func(string) string {
	return func(s string) string { return s[max(0, len(s)-n):] }
}

func between(from, to int) func(string) string {
	return func(s string) string {
		if len(s) < to {
			return ""
		}
		return s[from:to]
	}
}

// classes of letters that sound alike in most of the spellings of a name; vowels,
// h, w and y have none.
var classes = [26]byte{
	'b' - 'a': 'p', 'p' - 'a': 'p', 'f' - 'a': 'f', 'v' - 'a': 'f', 'c' - 'a': 'k', 'k' - 'a': 'k', 'q' - 'a': 'k', 'g' - 'a': 'k',
	's' - 'a': 's', 'z' - 'a': 's', 'x' - 'a': 's', 'j' - 'a': 'j', 'd' - 'a': 't', 't' - 'a': 't', 'l' - 'a': 'l', 'r' - 'a': 'r',
	'm' - 'a': 'm', 'n' - 'a': 'm',
}

// sound is the first letter's class, or the letter, and up to three classes of
// consonants behind it. Text that is not in Latin letters stands for itself.
func sound(s string) string {
	if s == "" {
		return ""
	}
	var out [4]byte
	n := 0
	last := byte(0)
	for i := 0; i < len(s) && n < len(out); i++ {
		c := s[i]
		if c >= 0x80 {
			return s
		}
		k := byte(0)
		if c >= 'a' && c <= 'z' {
			k = classes[c-'a']
		}
		if i == 0 && k == 0 {
			k = c
		}
		if k != 0 && k != last {
			out[n] = k
			n++
		}
		last = k
	}
	return string(out[:n])
}

// hashString is FNV-1a: the same on any machine.
func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// mix spreads a number over all 64 bits.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// parts gives, for each part that the rules use, the hash by value number.
type parts [pieceCount][]uint64

func (t *table) parts(ctx context.Context, rules []Rule) *parts {
	var use [pieceCount]bool
	for _, r := range rules {
		for _, p := range append(slices.Clone(r.By), r.Then...) {
			switch p {
			case PNames:
				use[PGiven], use[PFamily] = true, true
			case PNamesSound:
				use[PGivenSound], use[PFamilySound] = true, true
			default:
				use[p] = true
			}
		}
	}
	var out parts
	parallelEach(ctx, int(pieceCount), func(i int) {
		if !use[i] {
			return
		}
		values := t.locals.values
		if c := pieceOf[i].column; c < int(fieldCount) {
			values = t.dicts[c].values
		}
		out[i] = make([]uint64, len(values))
		for v, s := range values {
			if cut := pieceOf[i].cut; cut != nil {
				s = cut(s)
			}
			if s = strings.TrimSpace(s); s != "" {
				out[i][v] = hashString(s) | 1
			}
		}
	})
	return &out
}

// of is the hash of a part of one record, 0 when the record lacks it.
func (p *parts) of(part Piece, r *row) uint64 {
	switch part {
	case PNames:
		return either(p.of(PGiven, r), p.of(PFamily, r))
	case PNamesSound:
		return either(p.of(PGivenSound, r), p.of(PFamilySound, r))
	}
	v := r.v[pieceOf[part].column]
	if v == none {
		return 0
	}
	return p[part][v]
}

// either is the same whichever of two parts comes first.
func either(a, b uint64) uint64 {
	if a == 0 || b == 0 {
		return 0
	}
	return mix(a) + mix(b) | 1
}
