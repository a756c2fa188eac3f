// Package acts keeps what people did, one act after another, and says which of it
// stands. Cases and requests are each a fold over such a log.
//
// What it promises: a log only grows. An act that is taken back stays in it and is
// skipped, so that taking back restores what was there before by construction;
// taking that back does it again. An act is taken back once, and not while one that
// came later rests on it. A number is given once, and for life. An act that does
// not fit is refused with what stands in its way, and leaves no trace. What an act
// does is for the room whose log it is: here only its number counts, the act that it
// takes back, and the number that it gives.
package acts

import (
	"errors"
	"iter"
	"slices"
)

// Act is an act of a log that gives numbers of the kind K.
type Act[K Kind] interface {
	Head() Head[K]
}

// Head is what every log knows of an act.
type Head[K Kind] struct {
	ID     int64     // 1 and up, never used twice
	Undo   bool      // it takes Undoes back, and does nothing else
	Undoes int64     // an earlier act
	Gives  Number[K] // to what begins with it; zero for most
}

// Log is acts in their order. It does not change.
type Log[A Act[K], K Kind] struct {
	acts   []A
	index  map[int64]int       // act → its place in acts
	undone map[int64]int64     // act → the standing act that took it back
	given  map[Number[K]]int64 // every number ever given → the act that gave it
}

// Fold works out what follows from acts: begin says what there is before any, and
// do changes it by one. It is given the acts that stand, in their order. The error
// is a [Refusal] for the first act that does not fit what stands before it.
func Fold[A Act[K], K Kind, S any](list []A, begin func(*Log[A, K]) S, do func(S, *A) *Refusal[K]) (S, error) {
	var none S
	l, err := read(list)
	if err != nil {
		return none, err
	}
	s := begin(l)
	for a := range l.Standing() {
		if no := do(s, a); no != nil {
			return none, misfit(*a, no)
		}
	}
	return s, nil
}

// After works out what follows when one more act is done. l does not change. The
// error is a [Refusal]: of the act itself; or, when it takes another back, of what
// came later and rests on that; or of an act that would stand again and no longer fits.
func After[A Act[K], K Kind, S any](l *Log[A, K], a A, fold func([]A) (S, error)) (S, error) {
	s, err := fold(append(slices.Clip(l.acts), a))
	var no *refused[K]
	if !errors.As(err, &no) {
		return s, err
	}
	if h := a.Head(); h.Undo && no.at != h.ID && l.undone[no.at] == 0 {
		if by := l.upheldBy(no.at); by > h.Undoes {
			return s, &Refusal[K]{Why: Depends, Act: h.Undoes, By: by}
		}
	}
	return s, no.Refusal
}

// upheldBy is the last act because of which another stands: itself, what took back
// the one that took it back, or what upholds that in its turn.
func (l *Log[A, K]) upheldBy(id int64) int64 {
	by := id
	for _, a := range l.acts[l.index[id]:] {
		if h := a.Head(); h.Undo && h.Undoes == id && l.undone[h.ID] != 0 {
			by = max(by, l.upheldBy(l.undone[h.ID]))
		}
	}
	return by
}

// refused says which act a refusal is of.
type refused[K Kind] struct {
	*Refusal[K]
	at int64
}

func (r *refused[K]) Unwrap() error { return r.Refusal }

func misfit[A Act[K], K Kind](a A, r *Refusal[K]) error { return &refused[K]{r, a.Head().ID} }

func read[A Act[K], K Kind](list []A) (*Log[A, K], error) {
	l := &Log[A, K]{acts: list, index: make(map[int64]int, len(list)), undone: map[int64]int64{}, given: map[Number[K]]int64{}}
	for i, a := range list {
		h := a.Head()
		if _, twice := l.index[h.ID]; twice || h.ID < 1 {
			return nil, misfit(a, &Refusal[K]{Why: Malformed, Act: h.ID})
		}
		if _, ok := l.index[h.Undoes]; h.Undo && !ok {
			return nil, misfit(a, &Refusal[K]{Why: NoAct, Act: h.Undoes})
		}
		l.index[h.ID] = i
		if n := h.Gives; !n.IsZero() {
			if l.given[n] != 0 {
				return nil, misfit(a, &Refusal[K]{Why: Taken, Number: n})
			}
			l.given[n] = h.ID
		}
	}
	// From the last to the first: whether an act stands depends on later acts alone.
	for _, a := range slices.Backward(list) {
		h := a.Head()
		if !h.Undo || l.undone[h.ID] != 0 {
			continue
		}
		if later := l.undone[h.Undoes]; later != 0 {
			return nil, misfit(list[l.index[later]], &Refusal[K]{Why: Undone, Act: h.Undoes, By: h.ID})
		}
		l.undone[h.Undoes] = h.ID
	}
	return l, nil
}

// Standing walks the acts that stand, in their order, but for those that take back.
func (l *Log[A, K]) Standing() iter.Seq[*A] {
	return func(yield func(*A) bool) {
		for i := range l.acts {
			if h := l.acts[i].Head(); !h.Undo && l.undone[h.ID] == 0 && !yield(&l.acts[i]) {
				return
			}
		}
	}
}

// Origin is the act that another is about in the end: itself, or what was done by
// the one that it takes back, through any that take back in their turn.
func (l *Log[A, K]) Origin(id int64) (a A, ok bool) {
	for {
		i, ok := l.index[id]
		if !ok {
			return a, false
		}
		h := l.acts[i].Head()
		if !h.Undo {
			return l.acts[i], true
		}
		id = h.Undoes
	}
}

// GivenBy is the act that gave a number, whether it stands or not; 0 for none.
func (l *Log[A, K]) GivenBy(n Number[K]) int64 { return l.given[n] }

// Missing says why a number names nothing, where it names nothing.
func (l *Log[A, K]) Missing(n Number[K]) *Refusal[K] {
	if by := l.undone[l.given[n]]; by != 0 {
		return &Refusal[K]{Why: Withdrawn, Number: n, By: by}
	}
	return &Refusal[K]{Why: Unknown, Number: n}
}

// Happened is an act in a history.
type Happened[A any] struct {
	Act         A
	TakenBackBy int64 // the standing act that took it back; 0: it stands
}

// Past lists the acts that of picks, and those that take them back, whether they
// stand or not, in their order.
func (l *Log[A, K]) Past(of func(*A) bool) []Happened[A] {
	mine := map[int64]bool{}
	var out []Happened[A]
	for i := range l.acts {
		a := &l.acts[i]
		h := (*a).Head()
		if h.Undo && mine[h.Undoes] || !h.Undo && of(a) {
			mine[h.ID] = true
			out = append(out, Happened[A]{*a, l.undone[h.ID]})
		}
	}
	return out
}

// Next is the number that the next thing of a year gets: none is given twice, not
// even when what gave it was taken back. Zero when the year has no more.
func (l *Log[A, K]) Next(year int) Number[K] {
	last := 0
	for n := range l.given {
		if n.Year == year {
			last = max(last, n.Seq)
		}
	}
	if last >= maxSeq {
		return Number[K]{}
	}
	return Number[K]{year, last + 1}
}

// NextAct is the number of the next act.
func (l *Log[A, K]) NextAct() int64 {
	last := int64(0)
	for id := range l.index {
		last = max(last, id)
	}
	return last + 1
}
