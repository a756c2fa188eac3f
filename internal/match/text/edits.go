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
	if len(a) == 0 {
		return len(b)
	}
	return banded(a, b, most)
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
