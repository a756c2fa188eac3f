package goaml

import (
	"strings"
	"time"
)

// decimal reads an amount: digits, with a dot and more digits or without. A
// negative one takes an earlier payment back, and is given as positive. A
// thousands separator, a comma or an exponent leave in doubt how much it is.
func decimal(s string) (digits string, negative, ok bool) {
	digits, negative = strings.CutPrefix(s, "-")
	whole, fraction, parted := strings.Cut(digits, ".")
	if !number(whole) || parted && !number(fraction) || len(digits) > 40 {
		return "", false, false
	}
	return digits, negative, true
}

func number(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// currency is a code of ISO 4217 by its form.
func currency(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return len(s) == 3
}

// Years in which a stated event can lie. goAML's own lowest date, 1 January
// 1900, is what systems write for none.
const firstYear, lastYear = 1990, 2100

// date reads goAML's sql_date, with a time or without, in UTC; zoned says that
// it gave its offset.
func date(s string) (t time.Time, zoned, ok bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if zoned = err == nil; !zoned {
		if t, err = time.Parse("2006-01-02T15:04:05.999999999", s); err != nil {
			if t, err = time.Parse(time.DateOnly, s); err != nil {
				return time.Time{}, false, false
			}
		}
	}
	t = t.UTC()
	return t, zoned, t.Year() >= firstYear && t.Year() <= lastYear
}

// birth reads a day of birth: what the document writes before the time, whatever
// its offset, which means nothing for a birthday.
func birth(s string) (string, bool) {
	if len(s) < 10 || len(s) > 10 && s[10] != 'T' && s[10] != 'Z' && s[10] != '+' && s[10] != '-' {
		return "", false
	}
	t, err := time.Parse(time.DateOnly, s[:10])
	if err != nil || s[:10] == "1900-01-01" || t.Year() < 1880 || t.Year() > lastYear {
		return "", false
	}
	return s[:10], true
}

// bic says whether s has the form of a BIC (ISO 9362).
func bic(s string) bool {
	if len(s) != 8 && len(s) != 11 {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if letter := c >= 'a' && c <= 'z'; !letter && (i < 6 || s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}
