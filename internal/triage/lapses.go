package triage

import "vigie/internal/clock"

// lapses is the set of days on which a record behind a lead lapses, exact to
// the day, by kind of record. An entry packs one week of one kind of record
// into 32 bits: week (16) | record (8) | the days of that week (8; a day's bit is
// its number modulo 7). Entries are sorted and each (week, record) stands once.
//
// Union is a commutative, associative, idempotent operation, so that a Summary
// stays a monoid. Nothing crowds out a later day: the size is bounded by time,
// not by reports, since a deadline lies between the receipt of a report and
// five years after it. A lead of one report takes one to three entries.
type lapses []uint32

func lapse(d Day, r clock.Record) uint32 {
	return uint32(d/7)<<16 | uint32(r)<<8 | 1<<(d%7)
}

// union merges two sets. It returns one of them where the other is empty.
func union(a, b lapses) lapses {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	out := make(lapses, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch x, y := a[0]>>8, b[0]>>8; {
		case x < y:
			out, a = append(out, a[0]), a[1:]
		case x > y:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]|b[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}
