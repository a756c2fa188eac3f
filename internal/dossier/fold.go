package dossier

import (
	"errors"
	"slices"
)

// State is how the cases stand after some acts. It does not change.
type State struct {
	acts   []Act
	index  map[int64]int    // act → its place in acts
	undone map[int64]int64  // act → the standing act that took it back
	given  map[Number]int64 // every number ever given → the act that gave it
	cases  map[Number]*record
	where  map[Attachment]*held
}

// record is a case whose opening stands.
type record struct {
	owner  string
	into   Number // where it went; zero while it stands by itself
	merged int64  // by which act
	holds  map[Attachment]*held
}

// held is where an attachment is.
type held struct {
	in    Number
	by    int64 // the act that attached it
	moves []int64
}

// Fold works out how the cases stand after acts, in their order. The error is a
// [Refusal] for the first act that does not fit what stands before it.
func Fold(acts []Act) (*State, error) {
	s := &State{
		acts: acts, index: make(map[int64]int, len(acts)), undone: map[int64]int64{}, given: map[Number]int64{},
		cases: map[Number]*record{}, where: map[Attachment]*held{},
	}
	for i := range acts {
		a := &acts[i]
		if _, twice := s.index[a.ID]; twice || a.ID < 1 {
			return nil, failed(a, &Refusal{Why: Malformed, Act: a.ID})
		}
		if _, ok := s.index[a.Undoes]; a.Kind == Undo && !ok {
			return nil, failed(a, &Refusal{Why: NoAct, Act: a.Undoes})
		}
		s.index[a.ID] = i
		if n := a.begins(); !n.IsZero() {
			if s.given[n] != 0 {
				return nil, failed(a, &Refusal{Why: Taken, Case: n})
			}
			s.given[n] = a.ID
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

// After works out how the cases stand after one more act. s is not changed. The
// error is a [Refusal]: of the act itself, or, when it takes another back, of what
// came later and rests on that.
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

// live finds a case that can be acted on.
func (s *State) live(n Number) (*record, *Refusal) {
	c := s.cases[n]
	switch {
	case c == nil && s.given[n] != 0 && s.undone[s.given[n]] != 0:
		return nil, &Refusal{Why: Withdrawn, Case: n, By: s.undone[s.given[n]]}
	case c == nil:
		return nil, &Refusal{Why: Unknown, Case: n}
	case !c.into.IsZero():
		return nil, &Refusal{Why: Gone, Case: n, Other: c.into}
	}
	return c, nil
}

func (s *State) apply(a *Act) *Refusal {
	if a.Kind == Open {
		c := &record{holds: map[Attachment]*held{}}
		s.cases[a.Case] = c
		return s.attach(a, c, a.Attached)
	}
	c, r := s.live(a.Case)
	if r != nil {
		return r
	}
	switch a.Kind {
	case Add:
		return s.attach(a, c, a.Attached)
	case Write:
		return s.attach(a, c, []Attachment{NoteOf(a.ID)})
	case Remove:
		return s.each(a, func(w Attachment, _ *held) *Refusal {
			if w.Kind != Report {
				return &Refusal{Why: Stays, What: w}
			}
			delete(s.where, w)
			delete(c.holds, w)
			return nil
		})
	case Assign:
		c.owner = a.Owner
		return nil
	case Split:
		other := &record{owner: c.owner, holds: map[Attachment]*held{}}
		s.cases[a.Other] = other
		return s.each(a, func(w Attachment, h *held) *Refusal {
			h.move(w, c, other, a)
			return nil
		})
	case Merge:
		return s.merge(a, c)
	}
	return &Refusal{Why: Malformed, Act: a.ID}
}

func (s *State) merge(a *Act, c *record) *Refusal {
	if a.Case == a.Other {
		return &Refusal{Why: Itself, Case: a.Case}
	}
	into, r := s.live(a.Other)
	if r != nil {
		return r
	}
	for w, h := range c.holds {
		h.move(w, c, into, a)
	}
	c.into, c.merged = a.Other, a.ID
	if into.owner == "" {
		into.owner = c.owner // what one person worked on is not left to nobody
	}
	return nil
}

// move is the one way from a case to another: by a merge or a split.
func (h *held) move(w Attachment, from, to *record, a *Act) {
	delete(from.holds, w)
	to.holds[w] = h
	h.in, h.moves = a.Other, append(h.moves, a.ID)
}

// attach puts what is in no case into one.
func (s *State) attach(a *Act, c *record, what []Attachment) *Refusal {
	if len(what) == 0 {
		return &Refusal{Why: Nothing}
	}
	for _, w := range what {
		if h := s.where[w]; h != nil {
			return &Refusal{Why: Elsewhere, What: w, Case: a.Case, Other: h.in}
		}
		h := &held{in: a.Case, by: a.ID}
		s.where[w], c.holds[w] = h, h
	}
	return nil
}

// each calls f for what an act names of its case.
func (s *State) each(a *Act, f func(Attachment, *held) *Refusal) *Refusal {
	if len(a.Attached) == 0 {
		return &Refusal{Why: Nothing}
	}
	for _, w := range a.Attached {
		h := s.where[w]
		if h == nil || h.in != a.Case {
			return &Refusal{Why: NotHere, What: w, Case: a.Case}
		}
		if r := f(w, h); r != nil {
			return r
		}
	}
	return nil
}
