package xmlstrict

import (
	"encoding/binary"
	"unicode/utf8"

	"vigie/internal/intake"
)

const (
	nameStart = 1 << iota // may begin a name (the colon apart)
	nameChar              // may stand in a name (the colon apart)
	blank                 // XML white space
)

var class = func() (t [256]uint8) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c] = nameStart | nameChar
		t[c-'a'+'A'] = nameStart | nameChar
	}
	t['_'] = nameStart | nameChar
	for c := byte('0'); c <= '9'; c++ {
		t[c] = nameChar
	}
	t['-'], t['.'] = nameChar, nameChar
	t[' '], t['\t'], t['\n'], t['\r'] = blank, blank, blank, blank
	return t
}()

// isNameStart and isNameChar follow XML 1.0, fifth edition, productions 4 and 4a,
// for characters beyond ASCII.
func isNameStart(r rune) bool {
	switch {
	case r >= 0xC0 && r <= 0x2FF:
		return r != 0xD7 && r != 0xF7
	case r >= 0x370 && r <= 0x1FFF:
		return r != 0x37E
	}
	return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF ||
		r >= 0x3001 && r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD ||
		r >= 0x10000 && r <= 0xEFFFF
}

func isNameChar(r rune) bool {
	return isNameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// isChar follows production 2.
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// scanNCName returns the end of the colon-free name that begins at i, or i.
func scanNCName(b []byte, i int) int {
	start := i
	for i < len(b) {
		c := b[i]
		if c < utf8.RuneSelf {
			if class[c]&nameChar == 0 || i == start && class[c]&nameStart == 0 {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || !isNameChar(r) || i == start && !isNameStart(r) {
			return i
		}
		i += n
	}
	return i
}

func skipBlank(b []byte, i int) int {
	for i < len(b) && class[b[i]]&blank != 0 {
		i++
	}
	return i
}

func allBlank(b []byte) bool { return skipBlank(b, 0) == len(b) }

// flaw is the first byte of a document that no XML document holds.
type flaw struct {
	at     int // -1: none
	reason intake.Reason
	detail string
}

func firstFlaw(b []byte) flaw {
	for i := 0; i < len(b); {
		// Eight bytes at once while all are printable ASCII.
		for i+8 <= len(b) {
			w := binary.LittleEndian.Uint64(b[i:])
			if (w|(w-0x2020202020202020))&0x8080808080808080 != 0 {
				break
			}
			i += 8
		}
		if i >= len(b) {
			break
		}
		c := b[i]
		if c < utf8.RuneSelf {
			if c < 0x20 && class[c]&blank == 0 {
				if c == 0 {
					return flaw{i, intake.BadEncoding, "a NUL byte: is this UTF-16, or no text at all?"}
				}
				return flaw{i, intake.Malformed, "a control character that XML forbids"}
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1 && !utf8.FullRune(b[i:]):
			return flaw{i, intake.Truncated, "the text ends inside a character"}
		case r == utf8.RuneError && n == 1:
			return flaw{i, intake.BadEncoding, "a byte that is not UTF-8"}
		case !isChar(r):
			return flaw{i, intake.Malformed, "a character that XML forbids"}
		}
		i += n
	}
	return flaw{at: -1}
}
