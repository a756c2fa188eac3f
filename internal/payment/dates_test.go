package payment

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

// dating is what dates say in the facts of a lead, as far as it stands without doubt.
func dating(f *Facts) string {
	return fmt.Sprint(f.First.At, f.First.DateOnly, f.Last.At, f.Last.DateOnly, " gaps ", f.Intervals.Direction, f.Intervals.Of, f.Intervals.Earlier, f.Intervals.Later,
		" amounts ", f.Amounts.Direction, f.Amounts.Earlier, f.Amounts.Later, " near ", f.NearCount.Min)
}

// TestADayAloneDatesNothing: what a second source tells by a day alone, that of the
// payment or the next, moves no date of what a first source tells with a time of day:
// neither the first nor the last, no trend, no pair with a session. So where the two
// are certainly one payment, and where they are probably one.
func TestADayAloneDatesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ps, again []paying
		certain := rapid.Bool().Draw(t, "certain")
		day := 0
		for i := range rapid.IntRange(1, 9).Draw(t, "payments") {
			day += rapid.IntRange(0, 40).Draw(t, "gap")
			p := paying{
				ref: fmt.Sprint("T-2026-000", i), amount: fmt.Sprint(20 + i), day: day, to: to("1001"),
				clock: time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minute")) * time.Minute,
			}
			ps = append(ps, p)
			if rapid.Bool().Draw(t, "told again") {
				p.day, p.clock, p.alone = p.day+rapid.IntRange(0, 1).Draw(t, "later"), 0, true
				if !certain {
					p.ref = ""
				}
				again = append(again, p)
			}
		}
		one, two, device := live(ps...), reported("bank", "2", true, again...), reported("device", "3", true)
		for range rapid.IntRange(0, 4).Draw(t, "sessions") {
			at := on(rapid.IntRange(0, day+3).Draw(t, "session")).Add(time.Duration(rapid.IntRange(0, 23).Draw(t, "hour")) * time.Hour)
			device.Report.Sessions = append(device.Report.Sessions, report.Session{Start: at, Field: "session"})
		}
		was, is := Of([]Input{one, device}, nil, nil, nil), Of([]Input{one, two, device}, nil, nil, nil)
		if dating(was) != dating(is) {
			t.Fatalf("a day alone moved a date:\n%s\n%s", dating(was), dating(is))
		}
		if certain && was.NearCount != is.NearCount {
			t.Fatalf("a day alone made a pair: %+v, %+v", was.NearCount, is.NearCount)
		}
		for i := range is.Payments {
			if p := &is.Payments[i]; certain && (!p.At.Equal(was.Payments[i].At) || p.DateOnly) {
				t.Fatalf("a payment is dated %s, day alone %v", p.At, p.DateOnly)
			}
			if i > 0 && is.Payments[i].At.Before(is.Payments[i-1].At) {
				t.Fatal("payments are out of order")
			}
		}
	})
}

// TestDates: which telling dates a payment, and what a day alone still dates.
func TestDates(t *testing.T) {
	const evening = 21*time.Hour + 10*time.Minute
	sure := paying{ref: "MT1234", amount: "50", day: 5, clock: evening, to: to("1001")}
	next := paying{ref: "MT1234", amount: "50", day: 6, alone: true, to: to("1001")}
	same, other, fee := next, next, next
	same.day, other.ref, fee.amount = 5, "MT9876", "47.50"
	device := func(day int, at time.Duration) Input {
		in := reported("device", "3", true)
		in.Report.Sessions = []report.Session{{Start: on(day).Add(at), Field: "session"}}
		return in
	}
	two := func(p, q paying) []Input { return []Input{reported("a", "1", true, p), reported("b", "2", true, q)} }
	for name, c := range map[string]struct {
		in          []Input
		first, last time.Time
		alone       bool // the last is known by its day alone
		near        Count
	}{
		"booked the next day":           {append(two(sure, next), device(5, evening)), on(5).Add(evening), on(5).Add(evening), false, Count{1, 1}},
		"booked on the day":             {append(two(sure, same), device(5, evening)), on(5).Add(evening), on(5).Add(evening), false, Count{1, 1}},
		"less a fee, probably one":      {append(two(sure, fee), device(5, evening)), on(5).Add(evening), on(5).Add(evening), false, Count{1, 1}},
		"another payment":               {two(sure, other), on(5).Add(evening), on(6), true, Count{}},
		"days alone":                    {append(two(next, same), device(5, evening)), on(5), on(5), true, Count{1, 1}},
		"near the day, not the time":    {append(two(sure, next), device(7, 23*time.Hour)), on(5).Add(evening), on(5).Add(evening), false, Count{}},
		"near the day of what may be 2": {append(two(sure, fee), device(7, 23*time.Hour)), on(5).Add(evening), on(5).Add(evening), false, Count{0, 1}},
		"near the time, not the day":    {append(two(sure, same), device(7, 20*time.Hour)), on(5).Add(evening), on(5).Add(evening), false, Count{1, 1}},
		"midnight is no day alone":      {two(paying{ref: "MT1234", amount: "50", day: 6, to: to("1001")}, same), on(6), on(6), false, Count{}},
	} {
		f := Of(c.in, nil, nil, nil)
		if !f.First.At.Equal(c.first) || !f.Last.At.Equal(c.last) || f.Last.DateOnly != c.alone || f.NearCount != c.near {
			t.Errorf("%s: %s to %s, day alone %v, near %+v", name, f.First.At, f.Last.At, f.Last.DateOnly, f.NearCount)
		}
		if r := f.Recipients[0]; !r.First.At.Equal(f.First.At) || !r.Last.At.Equal(f.Last.At) {
			t.Errorf("%s: of the recipient %s to %s", name, r.First.At, r.Last.At)
		}
	}
	// A time that a person refuted dates nothing, and brings no pair back by the day.
	in := append(two(sure, next), device(7, 23*time.Hour))
	for _, k := range []report.FactKind{report.Payments, paymentNearSession} {
		if f := Of([]Input{refute(in[0], k), in[1], in[2]}, nil, nil, nil); (f.NearCount != Count{}) {
			t.Errorf("refuting %s made a pair: %+v", k, f.NearCount)
		}
	}
	if f := Of([]Input{refute(in[0], report.Payments), in[1]}, nil, nil, nil); !f.Last.At.Equal(on(6)) || !f.Last.DateOnly {
		t.Errorf("what was refuted dates a payment: %+v", f.Last)
	}
	// The trend goes by the times, and names who tells them.
	var ps, later []paying
	for i, d := range []int{0, 30, 60, 70, 80} {
		ps = append(ps, paying{ref: fmt.Sprint("T-2026-000", i), amount: "50", day: d, clock: evening, to: to("1001")})
		later = append(later, paying{ref: ps[i].ref, amount: "49", day: d + i%2, alone: true, to: to("1001")})
	}
	f := Of([]Input{reported("a", "1", true, ps...), reported("b", "2", true, later...)}, nil, nil, nil)
	if f.Intervals.Direction != Shortening || f.Intervals.Later.String() != "10" || f.Intervals.Told[1].Source != "a" || f.Amounts.Earlier.String() != "49" {
		t.Errorf("%+v %+v", f.Intervals, f.Amounts)
	}
}
