package text

// MaxEdits is the largest bound that Edits works with.
const MaxEdits = 16

// Edits is the number of edits that make b of a: a byte put in, taken out or
// replaced, or two neighbours exchanged, no byte being edited twice (optimal
// string alignment). It stops at most, which is taken as MaxEdits if it is
// larger: more edits than that are most+1. The time is len(a) × most.
func Edits(a, b string, most int) int {
	most = min(max(most, 0), MaxEdits)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > most {
		return most + 1
	}
	switch {
	case len(a) == 0:
		return len(b)
	case len(a) <= 16:
		return parallel[uint16](a, b, most)
	case len(a) <= 64:
		return parallel[uint64](a, b, most)
	}
	return banded(a, b, most)
}

// places tells, for each byte, where it stands in a string: a bit each. Strings of
// up to 16 bytes, as nearly all names are, have a table of a quarter of the size.
type places[T uint16 | uint64] [256]T

func (p *places[T]) fill(s string) {
	for i := range len(s) {
		p[s[i]] |= 1 << i
	}
}

// parallel works a column of the usual table at a time, whose neighbouring cells
// differ by one at most: a bit of rise says which goes up from the cell above it,
// a bit of fall which goes down. It wants 0 < len(a) <= the bits of T.
//
// Source: H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau
// Edit Distances", 2003.
func parallel[T uint16 | uint64](a, b string, most int) int {
	var at places[T]
	at.fill(a)
	last := T(1) << (len(a) - 1)
	rise, fall, level, before := ^T(0), T(0), T(0), T(0)
	n := len(a)
	for j := range len(b) {
		here := at[b[j]]
		exchanged := (^level & here) << 1 & before
		level = (here&rise + rise) ^ rise | here | fall | exchanged // as cheap as the cell before, one up
		up, down := fall|^(level|rise), level&rise
		switch {
		case up&last != 0:
			n++
		case down&last != 0:
			n--
		}
		if n-(len(b)-1-j) > most {
			return most + 1
		}
		up, down = up<<1|1, down<<1
		rise, fall = down|^(level|up), up&level
		before = here
	}
	return n
}

// EditsAtMost reports whether at most k edits make b of a, as Edits counts them.
// A k above MaxEdits is taken as MaxEdits.
func EditsAtMost(a, b string, k int) bool {
	if a == b {
		return k >= 0
	}
	return k > 0 && Edits(a, b, k) <= min(k, MaxEdits)
}

// banded fills three rows of the usual table, and of each row only the cells that
// at most edits away from the diagonal can be: cell d of row i is column i+d-most.
func banded(a, b string, most int) int {
	const width = 2*MaxEdits + 3 // with a wall of too much on either side
	var rows [3][width]int
	tooMuch := most + 1
	cells := 2*most + 1
	for i := range rows {
		for d := range cells + 2 {
			rows[i][d] = tooMuch
		}
	}
	for i := 0; i <= len(a); i++ {
		row, above, above2 := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		least := tooMuch
		for d := range cells {
			j := i + d - most
			v := tooMuch
			switch {
			case j < 0 || j > len(b):
			case i == 0:
				v = j
			case j == 0:
				v = i
			default:
				v = above[d+1] // the diagonal: cells stand one to the right, for the wall
				if a[i-1] != b[j-1] {
					v++
				}
				v = min(v, above[d+2]+1, row[d]+1)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					v = min(v, above2[d+1]+1)
				}
			}
			v = min(v, tooMuch)
			row[d+1] = v
			least = min(least, v)
		}
		if least == tooMuch && i > 0 {
			// A row and the one above it are needed before nothing can come of it:
			// an exchange skips a row.
			if i == 1 || !within(above, cells, tooMuch) {
				return tooMuch
			}
		}
	}
	return rows[len(a)%3][len(b)-len(a)+most+1]
}

func within(row *[2*MaxEdits + 3]int, cells, tooMuch int) bool {
	for _, v := range row[1 : cells+1] {
		if v < tooMuch {
			return true
		}
	}
	return false
}
