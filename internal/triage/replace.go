package triage

import "slices"

// Replace gives the sum s of several reports as it is when one of them, that
// stated was, states now instead. It reads nothing of the others: ok is false
// where the answer depends on them, because what the one report takes back may
// be stated by another as well. Then add all of them up anew.
//
// A summary that states what it stated and more is always replaced.
func Replace(s, was, now Summary) (sum Summary, ok bool) {
	if s.All() == was.All() {
		return now, true // there are no others
	}
	if was.Reports == 0 && now.Reports == 0 {
		t := &s.Transfers
		t.Reports += now.Transfers.Reports - was.Transfers.Reports
		ok = first(&t.First, was.Transfers.First, now.Transfers.First) && most(&t.Last, was.Transfers.Last, now.Transfers.Last)
		return s, ok
	}
	if was.Transfers != now.Transfers || was.Reports == 0 || now.Reports == 0 {
		return s, false // a transfer that became a report, or the reverse
	}
	if was.sources != now.sources {
		return s, false
	}
	s.Reports += now.Reports - was.Reports
	s.Low += now.Low - was.Low
	s.Evidence += now.Evidence - was.Evidence
	s.Media += now.Media - was.Media
	s.Payments = s.Payments.plus(now.Payments).minus(was.Payments)
	s.Sessions = s.Sessions.plus(now.Sessions).minus(was.Sessions)
	for i := range s.Facts {
		s.Facts[i].Stated += now.Facts[i].Stated - was.Facts[i].Stated
		s.Facts[i].Verified += now.Facts[i].Verified - was.Facts[i].Verified
		s.Facts[i].Refuted += now.Facts[i].Refuted - was.Facts[i].Refuted
	}
	ok = most(&s.PriorReports, was.PriorReports, now.PriorReports) &&
		most(&s.Senders, was.Senders, now.Senders) &&
		most(&s.LastPayment, was.LastPayment, now.LastPayment) &&
		most(&s.LastReceived, was.LastReceived, now.LastReceived) &&
		least(&s.FirstReceived, was.FirstReceived, now.FirstReceived) &&
		first(&s.FirstPayment, was.FirstPayment, now.FirstPayment) &&
		first(&s.Bundle, was.Bundle, now.Bundle) &&
		was.Categories&^now.Categories == 0 && was.Channels&^now.Channels == 0 &&
		slices.Equal(union(was.lapses, now.lapses), now.lapses)
	s.Categories |= now.Categories
	s.Channels |= now.Channels
	s.lapses = union(s.lapses, now.lapses)
	return s, ok
}

// most replaces was by now in the maximum s. It fails when was made the
// maximum alone or not, and is no more.
func most[T uint32 | int64 | Day](s *T, was, now T) bool {
	made := was == *s
	*s = max(*s, now)
	return now >= was || !made
}

// least is most for a minimum.
func least[T int64 | Day](s *T, was, now T) bool {
	made := was == *s
	*s = min(*s, now)
	return now <= was || !made
}

// first is least where zero stands for "none".
func first[T int64 | Day](s *T, was, now T) bool {
	switch {
	case was == 0 && now == 0:
		return true
	case was == 0:
		*s = T(smaller(int64(*s), int64(now)))
		return true
	case now == 0:
		return was != *s
	}
	return least(s, was, now)
}
