package dossier

import (
	"maps"
	"slices"

	"vigie/internal/acts"
)

// Case is a case that stands by itself.
type Case struct {
	Number   Number
	Opened   int64 // the act that opened it
	Owner    string
	Attached []Attachment // in order of kind, then id
	Former   []Number     // the numbers that lead to it, in order
}

// Cases lists the cases that stand by themselves, in order of number.
func (s *State) Cases() []Case {
	by := map[Number]*Case{}
	var out []*Case
	for n, c := range s.cases {
		if c.into.IsZero() {
			by[n] = &Case{Number: n, Opened: s.GivenBy(n), Owner: c.owner}
			by[n].Attached = slices.Collect(maps.Keys(c.holds))
			out = append(out, by[n])
		}
	}
	for n, c := range s.cases {
		if !c.into.IsZero() {
			home := by[s.end(n)]
			home.Former = append(home.Former, n)
		}
	}
	slices.SortFunc(out, func(a, b *Case) int { return a.Number.Compare(b.Number) })
	cases := make([]Case, len(out))
	for i, c := range out {
		slices.SortFunc(c.Attached, compareAttachments)
		slices.SortFunc(c.Former, Number.Compare)
		cases[i] = *c
	}
	return cases
}

// end follows a number to the case that stands by itself. It ends: a case goes
// into one that stands by itself then, and never again while that act stands.
func (s *State) end(n Number) Number {
	for !s.cases[n].into.IsZero() {
		n = s.cases[n].into
	}
	return n
}

// Find leads from any number ever given to the case that it names now. The
// error is a [Refusal]: no such number, or its opening was taken back.
func (s *State) Find(n Number) (Number, error) {
	if s.cases[n] == nil {
		_, r := s.live(n)
		return Number{}, r
	}
	return s.end(n), nil
}

// Where says which case holds an attachment; zero when none does.
func (s *State) Where(w Attachment) Number {
	if h := s.where[w]; h != nil {
		return h.in
	}
	return Number{}
}

// Each walks everything attached and the case that holds it, in order of kind, then id.
func (s *State) Each(f func(Attachment, Number)) {
	for _, w := range slices.SortedFunc(maps.Keys(s.where), compareAttachments) {
		f(w, s.where[w].in)
	}
}

// CameWith lists what came into the case n with another that was merged, directly
// or by a third, and is still in n: what a split would take out again.
func (s *State) CameWith(n, other Number) []Attachment {
	c := s.cases[other]
	if c == nil || c.into.IsZero() {
		return nil
	}
	var out []Attachment
	home := s.cases[n]
	if home == nil {
		return nil
	}
	for w, h := range home.holds {
		if slices.Contains(h.moves, c.merged) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, compareAttachments)
	return out
}

// CameFrom is the case that something was in before the one that holds it now; zero for none.
func (s *State) CameFrom(w Attachment) Number {
	h := s.where[w]
	if h == nil || len(h.moves) == 0 {
		return Number{}
	}
	a, _ := s.Origin(h.moves[len(h.moves)-1])
	return a.Case
}

// Since is the act that attached something; 0 when nothing did.
func (s *State) Since(w Attachment) int64 {
	if h := s.where[w]; h != nil {
		return h.by
	}
	return 0
}

// TakenOut says of what a person removed from a case, or from one that went into
// it, by which act, the latest; whether another case holds it by now or not.
func (s *State) TakenOut(n Number) map[Attachment]int64 {
	out := map[Attachment]int64{}
	for a := range s.Standing() {
		if a.Kind == Remove && s.end(a.Case) == n {
			for _, w := range a.Attached {
				out[w] = a.ID
			}
		}
	}
	return out
}

// History lists the acts on a case and on those that went into it, taken back or
// not, in their order.
func (s *State) History(n Number) []acts.Happened[Act] {
	of := map[Number]bool{n: true}
	for o, c := range s.cases {
		if !c.into.IsZero() && s.end(o) == n {
			of[o] = true
		}
	}
	return s.Past(func(a *Act) bool { return of[a.Case] || of[a.Other] })
}
