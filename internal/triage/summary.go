package triage

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"vigie/internal/clock"
	"vigie/internal/report"
)

// Handling is the code under which a report may be used.
type Handling uint8

// Handling codes. A report without one is evidence.
const (
	Evidence     Handling = 0
	Intelligence Handling = 1 // intelligence only
	Originator   Handling = 2 // ask the originator first
)

// Input is what surrounds one report when it is counted.
type Input struct {
	Received time.Time
	Clocks   *clock.Table               // nil: the report has no act-by date
	Verified func(report.FactKind) bool // by a person, for this report; nil: nothing is
	Refuted  func(report.FactKind) bool // likewise; a refuted fact counts for nothing
	// Stopped says of a record, by its name, whether a request to its holder stops
	// its clock, and until which day; 0: without end. nil: none is stopped.
	Stopped  func(item string) (until Day, stopped bool)
	Handling Handling
}

func (in Input) standing(k report.FactKind) Standing {
	switch {
	case in.Refuted != nil && in.Refuted(k):
		return Refuted
	case in.Verified != nil && in.Verified(k):
		return Verified
	}
	return Reported
}

// Tally counts the reports of a lead that state one fact.
type Tally struct {
	Stated   uint32 // not refuted
	Verified uint32 // of those, verified by a person
	Refuted  uint32 // stated, and refuted by a person
}

// Told is how many of something the reports of a lead list one by one, and how
// many they count without or beside listing. A facilitator's list of contacts
// counts the payments that the table of payments beside it lists: neither figure
// is added to the other.
type Told struct {
	Listed  uint64 // summed over the reports
	Counted uint64 // likewise
}

// Most is the larger of the two.
func (t Told) Most() uint64 { return max(t.Listed, t.Counted) }

// beside drops what a report counts of the very things that it lists, as it says
// (a row of a table that is one payment) or as follows from the list.
func (t *Told) beside(listed int) {
	if t.Counted <= uint64(listed) {
		t.Counted = 0
	}
}

func (t Told) plus(o Told) Told  { return Told{t.Listed + o.Listed, t.Counted + o.Counted} }
func (t Told) minus(o Told) Told { return Told{t.Listed - o.Listed, t.Counted - o.Counted} }

// maxSources bounds the set of distinct sources kept.
const maxSources = 16

// Summary is what a lead states, over all its reports. The zero Summary states
// nothing. [Merge] makes summaries a commutative monoid: the summary of a lead
// is the same in whatever order, and in whatever parts, its reports are merged.
type Summary struct {
	Reports  uint32 // reports merged, but for transfers of statements
	Low      uint32 // of those, held lower: see [Low]
	Evidence uint32 // of those, usable as evidence
	Media    uint64 // files described

	Payments     Told   // what the reports list and count
	Sessions     Told   // likewise
	PriorReports uint32 // the largest count that a report states
	Senders      uint32 // to one recipient, the most in one report
	FirstPayment Day
	LastPayment  Day

	FirstReceived int64 // Unix seconds; 0 while Reports is 0
	LastReceived  int64

	Transfers Transfers // of statements: shown, and in no variable and no rank

	Categories uint16 // a bit for each of [categories] that a report has
	Channels   uint16 // a bit for each of [channels]
	Bundle     int64  // the smallest bundle key of the low reports; 0: none

	Facts   [maxKinds]Tally
	sources [maxSources]uint32 // the smallest hashes of the distinct sources, sorted, 0 at the end
	lapses  lapses
}

var (
	categories = []report.Category{report.CategoryMaterial, report.CategoryTrafficking, report.CategoryTravel, report.CategoryAbuse, report.CategoryEnticement, report.CategoryUnsolicited, report.CategoryMisleading, report.CategoryLive, report.CategoryPayment}
	channels   = []report.Channel{report.ChannelWeb, report.ChannelEmail, report.ChannelNewsgroup, report.ChannelChat, report.ChannelGaming, report.ChannelPhone, report.ChannelOffline, report.ChannelPeer, report.ChannelDevice, report.ChannelFinance}
)

// Transfers are the reports of a lead that are transfers of statements. They report
// nobody, and a bank sends thousands: were they to weigh, to count as a source or to
// bring an act-by date, whoever paid rent would stand before whoever did not.
type Transfers struct {
	Reports uint32
	First   int64 // received, Unix seconds; 0 while Reports is 0
	Last    int64
}

func (t Transfers) plus(o Transfers) Transfers {
	return Transfers{t.Reports + o.Reports, smaller(t.First, o.First), max(t.Last, o.Last)}
}

// moves says whether a report may move the order: a transfer of a statement may not,
// unless it states a fact of abuse, which no reader of statements makes it do and an
// earlier version of it may have done.
func moves(r *report.Report) bool { return !r.Statement || StatesAbuse(r, Input{}) }

// Of summarises one report.
func Of(r *report.Report, in Input) Summary {
	if !moves(r) {
		at := in.Received.Unix()
		return Summary{Transfers: Transfers{1, at, at}}
	}
	s := Summary{
		Reports:       1,
		Media:         uint64(len(r.Media)),
		FirstReceived: in.Received.Unix(),
		LastReceived:  in.Received.Unix(),
		Categories:    bit(categories, r.Incident.Category),
		Channels:      bit(channels, r.Incident.Channel),
	}
	if in.Handling == Evidence {
		s.Evidence = 1
	}
	s.sources[0] = hashSource(r.Source)
	received := DayOf(in.Received)
	var standing []report.Fact // what is not refuted
	for _, f := range Facts(r) {
		how := in.standing(f.Kind)
		if i, ok := slotOf[f.Kind]; ok {
			s.Facts[i] = Tally{Stated: 1}
			switch how {
			case Verified:
				s.Facts[i].Verified = 1
			case Refuted:
				s.Facts[i] = Tally{Refuted: 1}
			}
		}
		if how != Refuted {
			standing = append(standing, f)
			s.count(f, received)
		}
	}
	if !r.Statement && in.standing(report.Payments) != Refuted {
		s.Payments.Listed = uint64(len(r.Payments))
	}
	if in.standing(report.Sessions) != Refuted {
		s.Sessions.Listed = uint64(len(starts(r)))
	}
	s.Payments.beside(len(r.Payments))
	s.Sessions.beside(len(starts(r)))
	if Low(standing) {
		s.Low = 1
		s.Bundle = smallestHash(r)
	}
	if in.Clocks != nil {
		for _, it := range in.Clocks.Items(r, in.Received) {
			day, record := in.lapses(&it)
			// What had lapsed before it came in can never be an act-by date.
			if day >= received && day/7 < 1<<16 {
				s.lapses = union(s.lapses, lapses{lapse(day, record)})
			}
		}
	}
	return s
}

// lapses is the day on which a record lapses, and as what: 0 when it does not any
// more. What a holder keeps on request lapses with the request, or when it would
// have anyhow, whichever is later.
func (in *Input) lapses(it *clock.Item) (Day, clock.Record) {
	day := DayOf(it.ActBy)
	if in.Stopped == nil {
		return day, it.Record
	}
	switch until, stopped := in.Stopped(it.ID()); {
	case !stopped || until != 0 && until <= day:
		return day, it.Record
	case until == 0:
		return 0, it.Record
	default:
		return until, clock.Preservation
	}
}

// count adds a count or a date that one report states. Of several statements of
// one kind in one report, the largest holds.
func (s *Summary) count(f report.Fact, received Day) {
	n := uint64(min(max(f.Count, 0), maxCount))
	day := min(DayOf(f.Date), received) // a date after the receipt is a clock that is fast
	switch f.Kind {
	case report.Payments:
		s.Payments.Counted = max(s.Payments.Counted, n)
	case report.Sessions:
		s.Sessions.Counted = max(s.Sessions.Counted, n)
	case report.PriorReports:
		s.PriorReports = max(s.PriorReports, uint32(n))
	case Senders:
		s.Senders = max(s.Senders, uint32(n))
	case report.LastPayment:
		s.LastPayment = max(s.LastPayment, day)
	case FirstPayment:
		s.FirstPayment = earlier(s.FirstPayment, day)
	}
}

// Merge gives the summary of both. Counts stop at their type's range only
// beyond four thousand million reports.
func Merge(a, b Summary) Summary {
	transfers := a.Transfers.plus(b.Transfers)
	if a.Reports == 0 {
		a, b = b, a
	}
	a.Transfers = transfers
	if b.Reports == 0 {
		return a
	}
	a.Reports += b.Reports
	a.Low += b.Low
	a.Evidence += b.Evidence
	a.Media += b.Media
	a.Payments = a.Payments.plus(b.Payments)
	a.Sessions = a.Sessions.plus(b.Sessions)
	a.PriorReports = max(a.PriorReports, b.PriorReports)
	a.Senders = max(a.Senders, b.Senders)
	a.FirstPayment = earlier(a.FirstPayment, b.FirstPayment)
	a.LastPayment = max(a.LastPayment, b.LastPayment)
	a.FirstReceived = min(a.FirstReceived, b.FirstReceived)
	a.LastReceived = max(a.LastReceived, b.LastReceived)
	a.Categories |= b.Categories
	a.Channels |= b.Channels
	a.Bundle = smaller(a.Bundle, b.Bundle)
	for i := range a.Facts {
		a.Facts[i].Stated += b.Facts[i].Stated
		a.Facts[i].Verified += b.Facts[i].Verified
		a.Facts[i].Refuted += b.Facts[i].Refuted
	}
	a.sources = mergeSources(a.sources, b.sources)
	a.lapses = union(a.lapses, b.lapses)
	return a
}

// Sources counts the distinct sources, up to 16: "16 or more".
func (s *Summary) Sources() int {
	n := slices.Index(s.sources[:], 0)
	if n < 0 {
		return maxSources
	}
	return n
}

// All counts the reports of the lead, transfers of statements among them.
func (s *Summary) All() int64 { return int64(s.Reports) + int64(s.Transfers.Reports) }

// Received gives when the first and the last report of the lead came in, transfers
// of statements among them.
func (s *Summary) Received() (first, last int64) {
	switch {
	case s.Transfers.Reports == 0:
		return s.FirstReceived, s.LastReceived
	case s.Reports == 0:
		return s.Transfers.First, s.Transfers.Last
	}
	return min(s.FirstReceived, s.Transfers.First), max(s.LastReceived, s.Transfers.Last)
}

// waits is since when the lead waits: since its first report, or since its first
// transfer where it holds nothing else.
func (s *Summary) waits() int64 {
	if s.Reports == 0 {
		return s.Transfers.First
	}
	return s.FirstReceived
}

// AllLow says whether every report of the lead is viral, a meme, informational
// or spam, and states nothing that lifts it.
func (s *Summary) AllLow() bool { return s.Reports > 0 && s.Low == s.Reports }

// Tally counts the reports that state a yes-or-no fact.
func (s *Summary) Tally(k report.FactKind) Tally {
	if i, ok := slotOf[k]; ok {
		return s.Facts[i]
	}
	return Tally{}
}

func bit[T comparable](list []T, v T) uint16 {
	if i := slices.Index(list, v); i >= 0 {
		return 1 << i
	}
	return 0
}

// earlier and smaller take zero for "none".
func earlier(a, b Day) Day { return Day(smaller(int64(a), int64(b))) }

func smaller(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// hashSource tells sources apart: the parts of what one sent, after a slash, are of
// one. It never gives 0. Two sources of one hash count as one: that can only
// keep a lead lower, and 16 sources collide once in 36 million leads.
func hashSource(source string) uint32 {
	whole, _, _ := strings.Cut(source, "/")
	h := fnv.New32a()
	h.Write([]byte(whole))
	return max(h.Sum32(), 1)
}

func mergeSources(a, b [maxSources]uint32) (out [maxSources]uint32) {
	i, j := 0, 0
	for n := range out {
		x, y := next(&a, i), next(&b, j)
		switch {
		case x == 0 && y == 0:
			return out
		case y == 0 || x != 0 && x < y:
			out[n] = x
			i++
		case x == 0 || y < x:
			out[n] = y
			j++
		default:
			out[n] = x
			i++
			j++
		}
	}
	return out
}

func next(s *[maxSources]uint32, i int) uint32 {
	if i < maxSources {
		return s[i]
	}
	return 0
}
