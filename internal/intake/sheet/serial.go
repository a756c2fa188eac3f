package sheet

import (
	"math"
	"time"
)

// serialTime reads a spreadsheet's day number. In the 1900 system day 1 is
// 1 January 1900 and day 60 is a 29 February 1900 that never was (a fault of
// Lotus 1-2-3 kept since, ECMA-376 part 1, 18.17.4.1); in the 1904 system day 0
// is 1 January 1904. The fraction is the time of day, rounded to the
// millisecond; a serial number has no zone, so it is read in zone.
func serialTime(v float64, system1904 bool, zone *time.Location) (t time.Time, clock, ok bool) {
	if math.IsNaN(v) || v < 0 || v > 73_050 { // 31 December 2099 and a little more
		return time.Time{}, false, false
	}
	day := math.Floor(v)
	ms := int(math.Round((v - day) * 86_400_000))
	first := 30 // 30 December 1899
	year, month := 1899, time.December
	switch {
	case system1904:
		year, month, first = 1904, time.January, 1
	case day == 60 || day == 0:
		return time.Time{}, false, false
	case day < 60:
		first = 31
	}
	t = time.Date(year, month, first+int(day), 0, 0, 0, 0, zone)
	y, m, d := t.Date()
	t = time.Date(y, m, d, 0, 0, ms/1000, ms%1000*1_000_000, zone)
	return t, ms != 0, true
}
