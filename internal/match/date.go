package match

import (
	"math/bits"
	"strings"
)

// date brings a birth date to eight digits, year first. It reads 19710624,
// 1971-06-24, 24/06/1971, 24.6.1971 and the like: a day comes before its month,
// unless the number can be none. It does not ask whether such a day exists, since
// a date with a slip in it is still evidence. Anything else gives "".
func date(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, "T "); i >= 8 { // a time of day behind it
		s = s[:i]
	}
	var parts [3]string
	n, from := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			continue
		}
		if i < len(s) && strings.IndexByte("-/. ", s[i]) < 0 || n == 3 || i == from {
			return ""
		}
		parts[n], from = s[from:i], i+1
		n++
	}
	if n == 1 && len(s) == 8 {
		return s
	}
	if n != 3 {
		return ""
	}
	y, m, d := parts[0], parts[1], parts[2]
	if len(y) != 4 {
		y, d = d, y
		if two(m) > "12" && two(d) <= "12" { // month first
			m, d = d, m
		}
	}
	if len(y) != 4 || len(m) > 2 || len(d) > 2 {
		return ""
	}
	return y + two(m) + two(d)
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// packed puts eight digits into eight half-bytes, so that two dates are compared
// in a few instructions.
func packed(s string) uint32 {
	if len(s) != 8 {
		return 0
	}
	var v uint32
	for i := range 8 {
		v = v<<4 | uint32(s[i]-'0')
	}
	return v
}

const (
	yearDigits  = 0xffff0000
	monthDigits = 0x0000ff00
	dayDigits   = 0x000000ff
)

// dates compares two packed dates.
func dates(a, b uint32) Level {
	x := a ^ b
	if x == 0 {
		return Exact
	}
	// One bit a digit that differs.
	off := (x | x>>1 | x>>2 | x>>3) & 0x11111111
	n := bits.OnesCount32(off)
	if n == 1 {
		return OneEdit
	}
	if x&yearDigits == 0 && a&dayDigits == b&monthDigits>>8 && b&dayDigits == a&monthDigits>>8 {
		return Exchanged
	}
	if n == 2 {
		lo := uint32(bits.TrailingZeros32(off))
		if off == 0x11<<lo && a>>lo&15 == b>>(lo+4)&15 && b>>lo&15 == a>>(lo+4)&15 {
			return OneEdit // two neighbours exchanged
		}
		return Near
	}
	same := 0
	for _, part := range [...]uint32{yearDigits, monthDigits, dayDigits} {
		if x&part == 0 {
			same++
		}
	}
	if same == 2 {
		return Part
	}
	return Other
}
