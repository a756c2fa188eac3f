package sheet

import (
	"strings"
	"time"
)

// cellKind is what a spreadsheet says of a cell; in CSV every cell is text.
type cellKind uint8

const (
	textCell cellKind = iota
	numberCell
	dateCell  // a number shown as a date
	isoCell   // a date in ISO 8601, whatever the profile's formats
	errorCell // #N/A, #REF!
)

// cell is one cell as read.
type cell struct {
	text       string
	kind       cellKind
	number     float64
	system1904 bool
}

// lossy says whether a number has more digits than a spreadsheet keeps.
func (c cell) lossy() bool { return c.kind == numberCell && (c.number >= 1e15 || c.number <= -1e15) }

// trim cuts the white space of any script around a cell, and byte order marks
// that pasting leaves.
func trim(s string) string { return strings.Trim(s, " \t\r\n\u00a0\u202f\u2007\ufeff") }

// time reads a cell as a date by the column's formats, in zone where it bears no
// offset. dateOnly says that it bears no time of day.
func (pl *plan) time(c *column, x cell, s string, first int, zone *time.Location) (t time.Time, dateOnly bool, f fault) {
	clock, ok := false, false
	layouts := c.dates
	if x.kind == isoCell {
		layouts = isoLayouts
	}
	if x.kind != dateCell {
		for i := range layouts {
			if t, ok = layouts[i].parse(s, zone); ok {
				clock = layouts[i].clock
				break
			}
		}
	}
	if !ok && (x.kind == dateCell || x.kind == numberCell) {
		t, clock, ok = serialTime(x.number, x.system1904, zone)
	}
	if !ok {
		formats := make([]string, len(c.dates))
		for i := range c.dates {
			formats[i] = c.dates[i].format
		}
		return t, false, bad("no date in the formats of the profile: %s", strings.Join(formats, ", "))
	}
	if y := t.Year(); y < first || y > lastYear {
		return t, false, bad("the year is not between %d and %d", first, lastYear)
	}
	return t, !clock, fault{}
}
