// Package request keeps what a unit asks holders of records to preserve: the
// letters that it drafts, and what became of them. Nothing here sends anything.
//
// What it promises: requests are a fold over an append-only list of acts, each by
// a person; an act that is taken back stays in the list and is skipped, so that
// taking back restores what was there before by construction. A number is given
// once, and for life. Which clocks a request stops follows from the acts alone:
// those of its own records, from the day on which a person sent it, until a day
// that the act states, or for good once the holder answered; none once it refused.
package request

import (
	"fmt"
	"strconv"
	"strings"

	"vigie/internal/report"
	"vigie/internal/triage"
)

// Number names a request: the year in which it was drafted and its place in that year.
type Number struct {
	Year, Seq int
}

// maxSeq keeps a number's form.
const maxSeq = 999999

// String writes the number as people do: "2026-R0001".
func (n Number) String() string { return fmt.Sprintf("%04d-R%04d", n.Year, n.Seq) }

// IsZero says that n names no request.
func (n Number) IsZero() bool { return n == Number{} }

// Compare orders numbers by year, then place.
func (n Number) Compare(o Number) int {
	if n.Year != o.Year {
		return n.Year - o.Year
	}
	return n.Seq - o.Seq
}

// ParseNumber reads what String wrote; zeros in front of the place may be left
// out, and the letter may be small.
func ParseNumber(s string) (Number, error) {
	year, seq, ok := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-R")
	if ok && len(year) == 4 && digits(year) && digits(seq) && len(seq) <= 6 {
		y, _ := strconv.Atoi(year) // digits, and few of them
		q, _ := strconv.Atoi(seq)
		if y > 0 && q > 0 {
			return Number{y, q}, nil
		}
	}
	return Number{}, fmt.Errorf("%.40q is no request number: expected a year, R and a place in it, such as 2026-R0001", s)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// MarshalText and UnmarshalText let JSON carry numbers in the form people read.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (n *Number) UnmarshalText(b []byte) error {
	v, err := ParseNumber(string(b))
	*n = v
	return err
}

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
