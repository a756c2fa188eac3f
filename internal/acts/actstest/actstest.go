// Package actstest holds what every log of acts promises, as properties for the
// tests of the rooms that have one. Tests alone import it.
package actstest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/acts"
)

// State is how things stand by a log of acts.
type State[A acts.Act[K], K acts.Kind, S any] interface {
	After(A) (S, error)
	NextAct() int64
	Next(year int) acts.Number[K]
	GivenBy(acts.Number[K]) int64
	Past(func(*A) bool) []acts.Happened[A]
}

// Room is a room with a log of acts.
type Room[A acts.Act[K], K acts.Kind, S State[A, K, S]] struct {
	Fold    func([]A) (S, error)
	Draw    func(*rapid.T, S) A                     // an act with the next number that may or may not fit
	Undo    func(id, undoes int64) A                // an act that takes another back
	Find    func(S, acts.Number[K]) (string, error) // what a number names
	Picture func(S) string                          // all that stands, in words that can be compared
}

// Some draws how things may stand: a history of acts that fit.
func (r Room[A, K, S]) Some(t *rapid.T) S {
	s, err := r.Fold(nil)
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(0, 25).Draw(t, "acts") {
		if next, err := s.After(r.Draw(t, s)); err == nil {
			s = next
		}
	}
	return s
}

// All lists the acts of a log in their order.
func All[A acts.Act[K], K acts.Kind, S State[A, K, S]](s S) []A {
	var out []A
	for _, h := range s.Past(func(*A) bool { return true }) {
		out = append(out, h.Act)
	}
	return out
}

// Numbers lists the numbers ever given, in order.
func Numbers[A acts.Act[K], K acts.Kind, S State[A, K, S]](s S) []acts.Number[K] {
	var out []acts.Number[K]
	for _, a := range All(s) {
		if n := a.Head().Gives; !n.IsZero() {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, acts.Number[K].Compare)
	return out
}

// picture is all that stands, and what some numbers name.
func (r Room[A, K, S]) picture(s S, of []acts.Number[K]) string {
	var b strings.Builder
	b.WriteString(r.Picture(s))
	for _, n := range of {
		at, err := r.Find(s, n)
		fmt.Fprintln(&b, n, at, err)
	}
	return b.String()
}

// Test checks all that a log promises.
func (r Room[A, K, S]) Test(t *testing.T) {
	for name, property := range map[string]func(*rapid.T){
		"TakenBackIsAsBefore": r.takenBack, "ReplaysEqual": r.replays,
		"RefusedAreNamed": r.refused, "NumbersAreForLife": r.numbers,
	} {
		t.Run(name, func(t *testing.T) { rapid.Check(t, property) })
	}
}

// takenBack: whatever is done and taken back, nothing is changed but that a number
// which was given stays given; and taking back the taking back does it again.
func (r Room[A, K, S]) takenBack(t *rapid.T) {
	s := r.Some(t)
	a := r.Draw(t, s)
	done, err := s.After(a)
	if err != nil {
		t.Skip("it does not fit")
	}
	undo := r.Undo(done.NextAct(), a.Head().ID)
	back, err := done.After(undo)
	if err != nil {
		t.Fatalf("%+v is not taken back: %v", a, err)
	}
	if n := a.Head().Gives; !n.IsZero() {
		_, err := r.Find(back, n)
		if no, ok := errors.AsType[*acts.Refusal[K]](err); !ok || no.Why != acts.Withdrawn || no.By != undo.Head().ID {
			t.Fatalf("%s after what gave it was taken back: %v", n, err)
		}
	}
	known := Numbers(s)
	if got, want := r.picture(back, known), r.picture(s, known); got != want {
		t.Fatalf("%+v, taken back:\n%s\nbefore:\n%s", a, got, want)
	}
	again, err := back.After(r.Undo(back.NextAct(), undo.Head().ID))
	if err != nil {
		t.Fatalf("%+v is not done again: %v", a, err)
	}
	known = Numbers(done)
	if got, want := r.picture(again, known), r.picture(done, known); got != want {
		t.Fatalf("%+v, done again:\n%s\nwant:\n%s", a, got, want)
	}
}

// replays: the same acts give the same, one by one or at once, and nothing changes
// when more is done elsewhere, whether that fits or not.
func (r Room[A, K, S]) replays(t *rapid.T) {
	var all []S
	var before []string
	more := func(s S) {
		all, before = append(all, s), append(before, r.picture(s, Numbers(s))+fmt.Sprint(All(s)))
	}
	s := r.Some(t)
	more(s)
	for range 3 {
		if next, err := s.After(r.Draw(t, s)); err == nil {
			more(next)
		}
	}
	again, err := r.Fold(All(s))
	if err != nil {
		t.Fatal(err)
	}
	all, before = append(all, again), append(before, before[0])
	for i, s := range all {
		if got := r.picture(s, Numbers(s)) + fmt.Sprint(All(s)); got != before[i] {
			t.Fatalf("now:\n%s\nbefore:\n%s", got, before[i])
		}
	}
}

// refused: an act is refused with what stands in its way, in both languages, and
// nothing that fits the program's own form is called malformed.
func (r Room[A, K, S]) refused(t *rapid.T) {
	s := r.Some(t)
	a := r.Draw(t, s)
	_, err := s.After(a)
	if err == nil {
		return
	}
	no, ok := err.(*acts.Refusal[K])
	if !ok {
		t.Fatalf("%+v: %T", a, err)
	}
	if no.Why == acts.Malformed {
		t.Fatalf("%+v is called malformed", a)
	}
	for _, h := range s.Past(func(*A) bool { return true }) {
		if no.Why == acts.Depends && h.Act.Head().ID == no.By && (no.By <= no.Act || h.TakenBackBy != 0) {
			t.Fatalf("act %d rests on act %d, which came before it or does not stand", no.By, no.Act)
		}
	}
	fr, en := no.Sentence("fr"), no.Sentence("en")
	if fr == "" || en == "" || fr == en || strings.ContainsAny(fr+en, "{}%") {
		t.Fatalf("%q, %q", fr, en)
	}
}

// numbers: no act takes a number away or gives it twice.
func (r Room[A, K, S]) numbers(t *rapid.T) {
	s := r.Some(t)
	if n := s.Next(2026); s.GivenBy(n) != 0 {
		t.Fatalf("%s would be given twice", n)
	}
	next, err := s.After(r.Draw(t, s))
	if err != nil {
		return
	}
	for _, n := range Numbers(s) {
		if was, is := s.GivenBy(n), next.GivenBy(n); was == 0 || is != was {
			t.Fatalf("%s was given by act %d, now by %d", n, was, is)
		}
	}
}
