// Package request keeps what a unit asks holders of records to preserve: the
// letters that it drafts, and what became of them. Nothing here sends anything.
//
// What it promises: requests are a fold over a log of acts ([acts]), each by a
// person, with what that promises of taking back, of numbers and of refusals. Which
// clocks a request stops follows from the acts alone: those of its own records, from
// the day on which a person sent it, until a day that the act states, or for good
// once the holder answered; none once it refused.
package request

import (
	"vigie/internal/acts"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// Number names a request: the year in which it was drafted and its place in that year.
type Number = acts.Number[ofRequest]

// ParseNumber reads a number as people write it: "2026-R0001".
func ParseNumber(s string) (Number, error) { return acts.ParseNumber[ofRequest](s) }

// Kind is what an act does.
type Kind string

// Kinds. Words are stored for ever: append, never rename, never reuse.
const (
	Draft  Kind = "draft"    // Request is written, for Records
	Send   Kind = "sent"     // a person sent it, on Day; what it keeps is kept until Until
	Answer Kind = "answered" // the holder gave what was asked, on Day, but for Missing
	Refuse Kind = "refused"  // the holder refused, on Day
	Undo   Kind = "undo"     // the act Undoes stands no more
)

// Record is one record asked for: which report names it, and by what name.
type Record struct {
	Report report.Key
	Item   string
}

// Act is what one person did to the requests. Which fields mean something depends
// on its kind; the others are empty. Letters and reasons stay with whoever keeps
// the acts: what stands does not depend on them.
type Act struct {
	ID      int64 // 1 and up, never used twice
	Kind    Kind
	Request Number
	Records []Record
	Day     triage.Day   // of a draft, the earliest act-by date of its records
	Until   triage.Day   // 0: no end that anybody stated
	Missing []int        // places in the request's items, from 1, that an answer did not give
	Reports []report.Key // the answer, where it was taken in
	Undoes  int64
}

// Head is what the log knows of an act.
func (a Act) Head() acts.Head[ofRequest] {
	h := acts.Head[ofRequest]{ID: a.ID, Undo: a.Kind == Undo, Undoes: a.Undoes}
	if a.Kind == Draft {
		h.Gives = a.Request
	}
	return h
}

// Status is how a request stands.
type Status string

// Statuses.
const (
	Drafted  Status = "drafted"
	Sent     Status = "sent"
	Answered Status = "answered"
	Refused  Status = "refused"
)

// Statuses lists them in the order of a request's life.
var Statuses = []Status{Drafted, Sent, Answered, Refused}
