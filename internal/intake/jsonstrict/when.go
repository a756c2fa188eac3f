package jsonstrict

import (
	"strings"
	"time"
)

// Dates in a report lie between these years; anything else is a slip.
const (
	firstYear = 1990
	lastYear  = 2100
)

var layouts = []string{
	time.RFC3339Nano, // also without a fraction
	"2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04Z07:00",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 MST",
	"2006-01-02 15:04:05",
	"2006-01-02",
}

// ParseTime reads a date or a time between 1990 and 2100. One without a zone
// is taken as UTC, as both NCMEC and XARF write theirs.
func ParseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 10 || len(s) > 40 {
		return time.Time{}, false
	}
	for _, l := range layouts {
		t, err := time.Parse(l, s)
		if err != nil {
			continue
		}
		if name, off := t.Zone(); l == "2006-01-02 15:04:05 MST" && off == 0 && name != "UTC" && name != "GMT" {
			return time.Time{}, false // a zone's letters that say no offset
		}
		t = t.UTC()
		return t, t.Year() >= firstYear && t.Year() <= lastYear
	}
	return time.Time{}, false
}

// Time reads a date or time; zero, and dropped as a bad value, when it is none.
func (v Value) Time() time.Time {
	s := v.Text()
	if s == "" || strings.EqualFold(s, "N/A") {
		return time.Time{}
	}
	t, ok := ParseTime(s)
	if !ok {
		v.Drop(BadValue)
		return time.Time{}
	}
	return t
}
