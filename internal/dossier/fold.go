package dossier

import "vigie/internal/acts"

// State is how the cases stand after some acts. It does not change.
type State struct {
	*acts.Log[Act, ofCase]
	cases map[Number]*record
	where map[Attachment]*held
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

// Fold works out how the cases stand after a log of acts: see [acts.Fold].
func Fold(list []Act) (*State, error) { return acts.Fold(list, begin, (*State).do) }

// After works out how they stand after one more act: see [acts.After].
func (s *State) After(a Act) (*State, error) { return acts.After(s.Log, a, Fold) }

func begin(l *acts.Log[Act, ofCase]) *State {
	return &State{l, map[Number]*record{}, map[Attachment]*held{}}
}

// live finds a case that can be acted on.
func (s *State) live(n Number) (*record, *Refusal) {
	c := s.cases[n]
	switch {
	case c == nil:
		return nil, s.Missing(n)
	case !c.into.IsZero():
		return nil, &Refusal{Why: Gone, Number: n, Other: c.into}
	}
	return c, nil
}

func (s *State) do(a *Act) *Refusal {
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
	return &Refusal{Why: acts.Malformed, Act: a.ID}
}

func (s *State) merge(a *Act, c *record) *Refusal {
	if a.Case == a.Other {
		return &Refusal{Why: Itself, Number: a.Case}
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
			return &Refusal{Why: Elsewhere, What: w, Number: a.Case, Other: h.in}
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
			return &Refusal{Why: NotHere, What: w, Number: a.Case}
		}
		if r := f(w, h); r != nil {
			return r
		}
	}
	return nil
}
