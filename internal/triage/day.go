package triage

import (
	"strconv"
	"time"
)

// Day is a UTC day, counted from 1 January 1970. Zero means none.
type Day int32

// DayOf is the UTC day of t; zero for a zero time and for any day before 1970.
func DayOf(t time.Time) Day {
	if t.IsZero() || t.Unix() < 0 {
		return 0
	}
	return Day(min(t.Unix()/86400, maxDay))
}

// maxDay keeps sums of days far from overflow: the year 9999.
const maxDay = 2932896

// Time is midnight UTC of the day; the zero time for zero.
func (d Day) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix(int64(d)*86400, 0).UTC()
}

// String is the day as 2026-03-12; empty for zero.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText lets JSON carry days in the form people read.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(b))
	*d = DayOf(t)
	return err
}

var months = map[string][12]string{
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// In writes the day for people: "1er mars 2026", "1 March 2026".
func (d Day) In(lang string) string {
	if d == 0 {
		return ""
	}
	t := d.Time()
	n := strconv.Itoa(t.Day())
	if lang == "fr" && t.Day() == 1 {
		n = "1er"
	}
	return n + " " + months[language(lang)][t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// language gives "fr" or "en"; French comes first where neither is asked for.
func language(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "fr"
}
