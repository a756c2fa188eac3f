package triage

import "vigie/internal/report"

// Facts derived from the structure of one report. A source states neither.
const (
	PaymentNearSession  report.FactKind = "payment_near_session" // a payment within two days of a session of the same report
	IntervalsShortening report.FactKind = "intervals_shortening" // the gaps between the payments of the same report shorten
	Senders             report.FactKind = "senders"              // distinct senders to one recipient, the most in any one report
	FirstPayment        report.FactKind = "first_payment"        // date
)

// maxKinds bounds the tallies of a Summary; derivedFrom is where those of the
// derived kinds begin, so that a kind appended to report.Stated moves nothing.
const (
	maxKinds    = 48
	derivedFrom = 40
)

// tallied lists the yes-or-no facts with the slot of each in Summary.Facts. The
// slots are stored: append to report.Stated, never reorder.
var tallied = func() []slot {
	var out []slot
	for _, s := range report.Stated {
		if s.Type == report.Bool {
			out = append(out, slot{s.Kind, len(out)})
		}
	}
	return append(out, slot{PaymentNearSession, derivedFrom}, slot{IntervalsShortening, derivedFrom + 1})
}()

type slot struct {
	kind report.FactKind
	at   int
}

var slotOf = func() map[report.FactKind]int {
	m := make(map[report.FactKind]int, len(tallied))
	for _, s := range tallied {
		m[s.kind] = s.at
	}
	return m
}()

// lowKinds bundle a report and hold it lower, as long as it states nothing that
// lifts it; neutralKinds do neither.
var (
	lowKinds     = map[report.FactKind]bool{report.Viral: true, report.Meme: true, report.Informational: true, report.Spam: true}
	neutralKinds = map[report.FactKind]bool{report.Generated: true, report.PriorReports: true}
)

// Low says whether these facts of one report hold it lower: at least one that
// it is viral, a meme, informational or spam, and none that lifts it.
func Low(facts []report.Fact) bool {
	low := false
	for _, f := range facts {
		switch {
		case lowKinds[f.Kind]:
			low = true
		case !neutralKinds[f.Kind]:
			return false
		}
	}
	return low
}
