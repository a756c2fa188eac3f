package request

import (
	"maps"
	"slices"

	"vigie/internal/acts"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// State is how the requests stand after some acts. It does not change.
type State struct {
	*acts.Log[Act, ofRequest]
	live map[Number]*Request
}

// Request is a request whose draft stands.
type Request struct {
	Number  Number
	Status  Status
	Drafted int64 // the act
	Records []Record
	ActBy   triage.Day // the earliest act-by date of its records, when it was drafted
	Sent    triage.Day // 0: not yet
	Until   triage.Day
	Missing []int        // of an answer
	Ended   triage.Day   // the day of the last answer, or of the refusal
	Answers []report.Key // the reports by which it was answered, in order
}

// Fold works out how the requests stand after a log of acts: see [acts.Fold].
func Fold(list []Act) (*State, error) { return acts.Fold(list, begin, (*State).do) }

// After works out how they stand after one more act: see [acts.After].
func (s *State) After(a Act) (*State, error) { return acts.After(s.Log, a, Fold) }

func begin(l *acts.Log[Act, ofRequest]) *State { return &State{l, map[Number]*Request{}} }

func (s *State) do(a *Act) *Refusal {
	if a.Kind == Draft {
		if len(a.Records) == 0 {
			return &Refusal{Why: Nothing}
		}
		s.live[a.Request] = &Request{Number: a.Request, Status: Drafted, Drafted: a.ID, Records: a.Records, ActBy: a.Day}
		return nil
	}
	q, no := s.find(a.Request)
	if no != nil {
		return no
	}
	switch {
	case a.Kind == Send && q.Status != Drafted:
		return &Refusal{Why: SentBefore, Number: a.Request}
	case a.Kind == Send && a.Until != 0 && a.Until < a.Day:
		return &Refusal{Why: Early, Number: a.Request}
	case a.Kind == Send:
		q.Status, q.Sent, q.Until = Sent, a.Day, a.Until
		return nil
	case a.Kind != Answer && a.Kind != Refuse:
		return &Refusal{Why: acts.Malformed, Act: a.ID}
	case q.Status == Drafted:
		return &Refusal{Why: NotSent, Number: a.Request}
	case q.Status == Refused:
		return &Refusal{Why: RefusedBefore, Number: a.Request}
	case a.Day < q.Sent:
		return &Refusal{Why: Early, Number: a.Request}
	case a.Kind == Refuse && q.Status == Answered:
		return &Refusal{Why: AnsweredBefore, Number: a.Request}
	case a.Kind == Refuse:
		q.Status, q.Ended = Refused, a.Day
		return nil
	}
	for _, n := range a.Missing {
		if n < 1 || n > len(q.Items()) {
			return &Refusal{Why: NoRecord, Number: a.Request, What: place(n)}
		}
	}
	q.Status, q.Ended, q.Missing = Answered, a.Day, a.Missing
	for _, k := range a.Reports {
		if !slices.Contains(q.Answers, k) {
			q.Answers = append(q.Answers, k)
		}
	}
	return nil
}

func (s *State) find(n Number) (*Request, *Refusal) {
	if q := s.live[n]; q != nil {
		return q, nil
	}
	return nil, s.Missing(n)
}

// Find finds a request whose draft stands. The error is a [Refusal].
func (s *State) Find(n Number) (Request, error) {
	q, no := s.find(n)
	if no != nil {
		return Request{}, no
	}
	return *q, nil
}

// Requests lists those whose drafts stand, in order of number.
func (s *State) Requests() []Request {
	out := make([]Request, 0, len(s.live))
	for _, n := range slices.SortedFunc(maps.Keys(s.live), Number.Compare) {
		out = append(out, *s.live[n])
	}
	return out
}

// Cover says how a request stands over the clock of one record.
type Cover struct {
	Stops bool
	Until triage.Day // where it stops: the last day, or 0 for no end
}

// Items lists the records asked for by their names, each once, in their order:
// what several reports name alike is one record, and one line of the letter.
func (q *Request) Items() []string {
	seen := make(map[string]bool, len(q.Records))
	var out []string
	for _, r := range q.Records {
		if !seen[r.Item] {
			seen[r.Item] = true
			out = append(out, r.Item)
		}
	}
	return out
}

// Cover says how the request stands over the record at a place of Items, from 1.
func (q *Request) Cover(place int) Cover {
	switch q.Status {
	case Sent:
		return Cover{true, q.Until}
	case Answered:
		return Cover{Stops: !slices.Contains(q.Missing, place)}
	}
	return Cover{}
}

// Each walks the records, each with its place in Items and how the request
// stands over it.
func (q *Request) Each(f func(r Record, place int, c Cover)) {
	at := map[string]int{}
	for i, name := range q.Items() {
		at[name] = i + 1
	}
	for _, r := range q.Records {
		f(r, at[r.Item], q.Cover(at[r.Item]))
	}
}

// Or is the better of two covers of one record: without end before any day, the
// later day before the earlier.
func (c Cover) Or(o Cover) Cover {
	switch {
	case !c.Stops:
		return o
	case !o.Stops || c.Until == 0:
		return c
	case o.Until == 0 || o.Until > c.Until:
		return o
	}
	return c
}

// Covers says how all requests together stand over each record that any stops.
func (s *State) Covers() map[Record]Cover {
	out := map[Record]Cover{}
	for _, q := range s.live {
		q.Each(func(r Record, _ int, c Cover) {
			if c.Stops {
				out[r] = out[r].Or(c)
			}
		})
	}
	return out
}

// History lists the acts on a request, taken back or not, in their order.
func (s *State) History(n Number) []acts.Happened[Act] {
	return s.Past(func(a *Act) bool { return a.Request == n })
}

// Of is the request that an act is on, through any acts that took others back.
func (s *State) Of(act int64) Number {
	a, _ := s.Origin(act)
	return a.Request
}
