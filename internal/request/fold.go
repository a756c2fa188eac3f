package request

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"vigie/internal/report"
	"vigie/internal/triage"
)

// State is how the requests stand after some acts. It does not change.
type State struct {
	acts   []Act
	index  map[int64]int    // act → its place in acts
	undone map[int64]int64  // act → the standing act that took it back
	given  map[Number]int64 // every number ever given → the act that gave it
	live   map[Number]*Request
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

// Fold works out how the requests stand after acts, in their order. The error is
// a [Refusal] for the first act that does not fit what stands before it.
func Fold(acts []Act) (*State, error) {
	s := &State{acts: acts, index: make(map[int64]int, len(acts)), undone: map[int64]int64{}, given: map[Number]int64{}, live: map[Number]*Request{}}
	for i := range acts {
		a := &acts[i]
		if _, twice := s.index[a.ID]; twice || a.ID < 1 {
			return nil, failed(a, &Refusal{Why: Malformed, Act: a.ID})
		}
		if _, ok := s.index[a.Undoes]; a.Kind == Undo && !ok {
			return nil, failed(a, &Refusal{Why: NoAct, Act: a.Undoes})
		}
		s.index[a.ID] = i
		if a.Kind == Draft {
			if s.given[a.Request] != 0 {
				return nil, failed(a, &Refusal{Why: Taken, Request: a.Request})
			}
			s.given[a.Request] = a.ID
		}
	}
	// From the last to the first: whether an act stands depends on later acts alone.
	for i := range slices.Backward(acts) {
		a := &acts[i]
		if a.Kind != Undo || s.undone[a.ID] != 0 {
			continue
		}
		if later := s.undone[a.Undoes]; later != 0 {
			return nil, failed(&acts[s.index[later]], &Refusal{Why: Undone, Act: a.Undoes, By: a.ID})
		}
		s.undone[a.Undoes] = a.ID
	}
	for i := range acts {
		if a := &acts[i]; s.undone[a.ID] == 0 && a.Kind != Undo {
			if r := s.apply(a); r != nil {
				return nil, failed(a, r)
			}
		}
	}
	return s, nil
}

// misfit says which act a refusal is of.
type misfit struct {
	*Refusal
	at int64
}

func (m *misfit) Unwrap() error { return m.Refusal }

func failed(a *Act, r *Refusal) error { return &misfit{r, a.ID} }

// After works out how the requests stand after one more act. s is not changed.
// The error is a [Refusal]: of the act itself, or, when it takes another back, of
// what came later and rests on that.
func (s *State) After(a Act) (*State, error) {
	next, err := Fold(append(slices.Clip(s.acts), a))
	var m *misfit
	if !errors.As(err, &m) {
		return next, err
	}
	if a.Kind == Undo && m.at != a.ID {
		return nil, &Refusal{Why: Depends, Act: a.Undoes, By: m.at}
	}
	return nil, m.Refusal
}

func (s *State) apply(a *Act) *Refusal {
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
		return &Refusal{Why: SentBefore, Request: a.Request}
	case a.Kind == Send && a.Until != 0 && a.Until < a.Day:
		return &Refusal{Why: Early, Request: a.Request}
	case a.Kind == Send:
		q.Status, q.Sent, q.Until = Sent, a.Day, a.Until
		return nil
	case a.Kind != Answer && a.Kind != Refuse:
		return &Refusal{Why: Malformed, Act: a.ID}
	case q.Status == Drafted:
		return &Refusal{Why: NotSent, Request: a.Request}
	case q.Status == Refused:
		return &Refusal{Why: RefusedBefore, Request: a.Request}
	case a.Day < q.Sent:
		return &Refusal{Why: Early, Request: a.Request}
	case a.Kind == Refuse && q.Status == Answered:
		return &Refusal{Why: AnsweredBefore, Request: a.Request}
	case a.Kind == Refuse:
		q.Status, q.Ended = Refused, a.Day
		return nil
	}
	for _, n := range a.Missing {
		if n < 1 || n > len(q.Items()) {
			return &Refusal{Why: NoRecord, Request: a.Request, Place: n}
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
	if by := s.undone[s.given[n]]; s.given[n] != 0 && by != 0 {
		return nil, &Refusal{Why: Withdrawn, Request: n, By: by}
	}
	return nil, &Refusal{Why: Unknown, Request: n}
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

// Happened is an act in a request's history.
type Happened struct {
	Act
	TakenBackBy int64 // the standing act that took it back; 0: it stands
}

// History lists the acts on a request, taken back or not, in their order.
func (s *State) History(n Number) []Happened {
	mine := map[int64]bool{}
	var out []Happened
	for i := range s.acts {
		a := &s.acts[i]
		mine[a.ID] = a.Kind != Undo && a.Request == n || a.Kind == Undo && mine[a.Undoes]
		if mine[a.ID] {
			out = append(out, Happened{*a, s.undone[a.ID]})
		}
	}
	return out
}

// Of is the request that an act is on, through any acts that took others back.
func (s *State) Of(act int64) Number {
	for {
		i, ok := s.index[act]
		switch {
		case !ok:
			return Number{}
		case s.acts[i].Kind != Undo:
			return s.acts[i].Request
		}
		act = s.acts[i].Undoes
	}
}

// Next is the number that the next request of a year gets: none is given twice,
// not even when its draft was taken back. Zero when the year has no more.
func (s *State) Next(year int) Number {
	last := 0
	for n := range s.given {
		if n.Year == year {
			last = max(last, n.Seq)
		}
	}
	if last >= maxSeq {
		return Number{}
	}
	return Number{year, last + 1}
}

// NextAct is the number of the next act.
func (s *State) NextAct() int64 {
	if len(s.acts) == 0 {
		return 1
	}
	return 1 + slices.MaxFunc(s.acts, func(a, b Act) int { return cmp.Compare(a.ID, b.ID) }).ID
}
