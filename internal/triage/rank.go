package triage

import (
	"cmp"

	"vigie/internal/clock"
	"vigie/internal/report"
)

// Decisions are what people decided about a lead, as far as they move it.
type Decisions struct {
	// Preserved: a preservation request is recorded. From PreservedFrom to
	// PreservedUntil it keeps what would have lapsed in between; then that
	// lapses. PreservedFrom 0: from the start. PreservedUntil 0: without end.
	Preserved      bool
	PreservedFrom  Day
	PreservedUntil Day
	Override       *Override
}

// Override is a class that a person gave a lead, above or below the rules.
type Override struct {
	Class  Class  `json:"class"`  // immediate, strong, ordinary or held; perishable counts as strong
	Reason string `json:"reason"` // the id of the recorded decision that carries the reason
	// Reports that the lead had when the person decided; 0: not recorded. An
	// override below immediate ends when a lead that has grown since is
	// immediate by the rules: a person lowered what was known, not what came later.
	Reports uint32 `json:"reports"`
}

// Rank is a lead's place. It depends on asOf only through Class, ActBy and Next.
type Rank struct {
	Class  Class    `json:"class"`
	Base   Class    `json:"base"`   // the class without act-by dates
	Rules  Class    `json:"rules"`  // the class by the rules alone, without a person's decision
	Weight int64    `json:"weight"` // points
	Score  int64    `json:"score"`  // weight in point-seconds less the slope times the first receipt: higher first
	ActBy  Day      `json:"actBy"`  // the earliest act-by date not yet passed; 0: none
	Next   Day      `json:"next"`   // the first later day on which Class or ActBy changes by itself; 0: never
	Fired  []string `json:"fired"`  // the rules that hold, in the order of the file
}

// Rank places a lead as of a day.
func (r *Rules) Rank(s Summary, d Decisions, asOf Day) Rank {
	fired, class, weight := r.fire(&s)
	k := r.place(&s, d, asOf, class)
	k.Weight = weight
	k.Score = weight*86400 - int64(r.Slope)*s.waits()
	k.Fired = make([]string, len(fired))
	for i, n := range fired {
		k.Fired[i] = r.rules[n].id
	}
	return k
}

// place fills everything that follows from the class by the rules.
func (r *Rules) place(s *Summary, d Decisions, asOf Day, class Class) Rank {
	k := Rank{Base: class, Rules: class}
	if overridden(s, d, class) {
		k.Base = d.Override.base()
	}
	k.Class = k.Base
	k.ActBy, _ = actBy(s.lapses, d, asOf)
	endless := d.Preserved && d.PreservedUntil == 0
	if k.ActBy == 0 {
		return k
	}
	k.Next = k.ActBy + 1 // it passes
	if k.Base == Strong && !endless {
		if enters := k.ActBy - Day(r.PerishableDays); enters <= asOf {
			k.Class = Perishable
		} else {
			k.Next = enters
		}
	}
	return k
}

// overridden says whether a person's decision holds over the rules.
func overridden(s *Summary, d Decisions, rules Class) bool {
	o := d.Override
	if o == nil || o.Class == 0 || o.Class > Held {
		return false
	}
	later := o.Reports > 0 && s.Reports > o.Reports
	return !(rules == Immediate && later)
}

func (o *Override) base() Class {
	if o.Class == Perishable {
		return Strong
	}
	return o.Class
}

// actBy is the earliest day, asOf or later, on which a record lapses. What a
// preservation request caught lapses with the request.
func actBy(l lapses, d Decisions, asOf Day) (Day, clock.Record) {
	var best Day
	var record clock.Record
	take := func(day Day, r clock.Record) {
		if day >= asOf && (best == 0 || day < best || day == best && r < record) {
			best, record = day, r
		}
	}
	caught := d.Preserved && d.PreservedUntil >= asOf && d.PreservedUntil > 0
	from := asOf
	if caught {
		from = min(from, d.PreservedFrom)
	}
	for _, e := range l {
		week := Day(e >> 16)
		if week*7+6 < from {
			continue
		}
		if best != 0 && week*7 > best {
			break // entries are in order of week
		}
		for bit := range Day(7) {
			day := week*7 + bit
			switch {
			case e&(1<<bit) == 0:
			case caught && day >= d.PreservedFrom && day <= d.PreservedUntil:
				take(d.PreservedUntil, clock.Preservation)
			default:
				take(day, clock.Record(e>>8))
			}
		}
	}
	return best, record
}

// Compare orders two leads: negative when a comes first. Class, then score,
// then act-by date (none last), then key.
func Compare(a Rank, keyA report.Key, b Rank, keyB report.Key) int {
	return cmp.Or(
		cmp.Compare(a.Class, b.Class),
		cmp.Compare(b.Score, a.Score),
		cmp.Compare(uint32(a.ActBy)-1, uint32(b.ActBy)-1), // 0 wraps round to the last
		cmp.Compare(keyA, keyB),
	)
}
