package dossier

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/acts"
	"vigie/internal/acts/actstest"
)

// Few reports and few cases, so that acts meet.
var (
	someReport = rapid.Custom(func(t *rapid.T) Attachment {
		return Attachment{Report, fmt.Sprint("r", rapid.IntRange(0, 7).Draw(t, "report"))}
	})
	someReports = rapid.SliceOfNDistinct(someReport, 0, 4, func(a Attachment) string { return a.ID })
	someKind    = rapid.SampledFrom([]Kind{Open, Open, Add, Add, Remove, Write, Assign, Merge, Split, Split, Undo, Undo})
)

// someAct draws an act that may or may not fit.
func someAct(t *rapid.T, s *State) Act {
	numbers := actstest.Numbers(s)
	number := func(label string) Number {
		if len(numbers) == 0 || rapid.IntRange(0, 19).Draw(t, label+" is none") == 0 {
			return numbered(2026, 999)
		}
		return rapid.SampledFrom(numbers).Draw(t, label)
	}
	a := Act{ID: s.NextAct(), Kind: someKind.Draw(t, "kind"), Case: number("case")}
	switch a.Kind {
	case Open:
		a.Case, a.Attached = s.Next(2026), someReports.Draw(t, "attached")
	case Add, Remove:
		a.Attached = someReports.Draw(t, "attached")
	case Split:
		a.Other = s.Next(2026)
		a.Attached = someReports.Draw(t, "attached")
		// What is in the case, now and then, so that splits succeed.
		if in := s.in(a.Case); len(in) > 0 && rapid.Bool().Draw(t, "of the case") {
			a.Attached = rapid.SliceOfNDistinct(rapid.SampledFrom(in), 1, len(in), func(w Attachment) string { return w.String() }).Draw(t, "part")
		}
	case Merge:
		a.Other = number("into")
	case Assign:
		a.Owner = rapid.SampledFrom([]string{"", "p1", "p2"}).Draw(t, "owner")
	case Undo:
		a.Case, a.Undoes = Number{}, rapid.Int64Range(0, a.ID).Draw(t, "undoes")
	}
	return a
}

func (s *State) in(n Number) []Attachment {
	var out []Attachment
	s.Each(func(w Attachment, at Number) {
		if at == n {
			out = append(out, w)
		}
	})
	return out
}

var room = actstest.Room[Act, ofCase, *State]{
	Fold: Fold,
	Draw: someAct,
	Undo: func(id, undoes int64) Act { return Act{ID: id, Kind: Undo, Undoes: undoes} },
	Find: func(s *State, n Number) (string, error) { at, err := s.Find(n); return at.String(), err },
	Picture: func(s *State) string {
		out := fmt.Sprintf("%v\n", s.Cases())
		s.Each(func(w Attachment, n Number) { out += fmt.Sprintln(w, n) })
		return out
	},
}

// TestLogOfActs: the cases keep what every log of acts promises.
func TestLogOfActs(t *testing.T) { room.Test(t) }

// picture is all that a state says, in words that can be compared.
func (s *State) picture() string {
	out := room.Picture(s)
	for _, n := range actstest.Numbers(s) {
		at, err := s.Find(n)
		out += fmt.Sprintln(n, at, err)
	}
	return out
}

// parts is which things are attached together, whatever the numbers.
func (s *State) parts() string {
	by := map[Number][]string{}
	s.Each(func(w Attachment, n Number) { by[n] = append(by[n], w.String()) })
	var out []string
	for _, ws := range by {
		out = append(out, fmt.Sprint(ws))
	}
	slices.Sort(out)
	return fmt.Sprint(out)
}

func must(t *rapid.T, s *State, a Act) *State {
	t.Helper()
	next, err := s.After(a)
	if err != nil {
		t.Fatalf("%+v: %v", a, err)
	}
	return next
}

// TestNothingIsLostOrDoubled: after any acts, what is attached is what standing
// acts attached less what standing acts removed, counted without regard to cases;
// each is in one case, which stands by itself.
func TestNothingIsLostOrDoubled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := room.Some(t)
		want := map[Attachment]int{}
		for a := range s.Standing() {
			switch a.Kind {
			case Open, Add:
				for _, w := range a.Attached {
					want[w]++
				}
			case Remove:
				for _, w := range a.Attached {
					want[w]--
				}
			case Write:
				want[NoteOf(a.ID)]++
			}
		}
		got := map[Attachment]int{}
		for _, c := range s.Cases() {
			for _, w := range c.Attached {
				got[w]++
				if s.Where(w) != c.Number {
					t.Fatalf("%s is listed in %s and held by %s", w, c.Number, s.Where(w))
				}
			}
		}
		maps.DeleteFunc(want, func(_ Attachment, n int) bool { return n == 0 })
		if !maps.Equal(got, want) {
			t.Fatalf("attached %v, want %v", got, want)
		}
	})
}

// TestMergeThenSplitRestores: merging two cases and splitting out what came with
// the one puts the same things together as before.
func TestMergeThenSplitRestores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := room.Some(t)
		cases := s.Cases()
		if len(cases) < 2 {
			t.Skip("fewer than two cases")
		}
		two := rapid.SliceOfNDistinct(rapid.SampledFrom(cases), 2, 2, func(c Case) Number { return c.Number }).Draw(t, "two")
		from, into := two[0], two[1]
		m := must(t, s, Act{ID: s.NextAct(), Kind: Merge, Case: from.Number, Other: into.Number})
		came := m.CameWith(into.Number, from.Number)
		if !slices.Equal(came, from.Attached) {
			t.Fatalf("came with %s: %v, it held %v", from.Number, came, from.Attached)
		}
		if len(came) == 0 {
			return // nothing to split out: all is as before already
		}
		after := must(t, m, Act{ID: m.NextAct(), Kind: Split, Case: into.Number, Other: m.Next(2026), Attached: came})
		if got, want := after.parts(), s.parts(); got != want {
			t.Fatalf("merged and split:\n%s\nbefore:\n%s", got, want)
		}
		for _, w := range came {
			if after.CameFrom(w) != into.Number {
				t.Fatalf("%s does not say where it came from", w)
			}
		}
	})
}

// TestSplitThenMergeRestores: splitting something out and merging it back leaves
// each thing in the case where it was.
func TestSplitThenMergeRestores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := room.Some(t)
		i := slices.IndexFunc(s.Cases(), func(c Case) bool { return len(c.Attached) > 0 })
		if i < 0 {
			t.Skip("nothing is attached")
		}
		c := s.Cases()[i]
		part := rapid.SliceOfNDistinct(rapid.SampledFrom(c.Attached), 1, len(c.Attached), func(w Attachment) string { return w.String() }).Draw(t, "part")
		split := must(t, s, Act{ID: s.NextAct(), Kind: Split, Case: c.Number, Other: s.Next(2026), Attached: part})
		back := must(t, split, Act{ID: split.NextAct(), Kind: Merge, Case: s.Next(2026), Other: c.Number})
		for _, w := range c.Attached {
			if back.Where(w) != c.Number {
				t.Fatalf("%s was in %s and is in %s", w, c.Number, back.Where(w))
			}
		}
		if got, want := back.parts(), s.parts(); got != want {
			t.Fatalf("split and merged:\n%s\nbefore:\n%s", got, want)
		}
	})
}

// TestNumbersAreForLife: every number ever given leads to a case that stands by
// itself, or says which act took its opening back.
func TestNumbersAreForLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := room.Some(t)
		stands := map[Number]bool{}
		former := 0
		for _, c := range s.Cases() {
			stands[c.Number] = true
			former += len(c.Former)
		}
		withdrawn := 0
		given := actstest.Numbers(s)
		for _, n := range given {
			at, err := s.Find(n)
			switch r, ok := err.(*Refusal); {
			case err == nil && !stands[at]:
				t.Fatalf("%s leads to %s, which does not stand", n, at)
			case ok && (r.Why != acts.Withdrawn || r.By == 0):
				t.Fatalf("%s: %v", n, err)
			case ok:
				withdrawn++
			}
		}
		if len(given) != len(stands)+former+withdrawn {
			t.Fatalf("%d numbers given; %d stand, %d lead on, %d are withdrawn", len(given), len(stands), former, withdrawn)
		}
	})
}

// TestUnrelatedActsCommute: two acts that name nothing in common may be done in
// either order.
func TestUnrelatedActsCommute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := room.Some(t)
		a, one := fitting(t, s, Act{})
		b, two := fitting(t, one, a)
		if one == nil || two == nil {
			t.Skip("no two acts found")
		}
		turned, err := Fold(append(actstest.All(s), b, a))
		if err != nil {
			t.Fatalf("%+v before %+v: %v", b, a, err)
		}
		if turned.picture() != two.picture() {
			t.Fatalf("%+v and %+v turned round:\n%s\nwant:\n%s", a, b, turned.picture(), two.picture())
		}
	})
}

// fitting tries to find an act that fits and that does not touch another.
func fitting(t *rapid.T, s *State, other Act) (Act, *State) {
	for range 8 {
		if s == nil {
			break
		}
		a := someAct(t, s)
		if touch(a, other) {
			continue
		}
		if next, err := s.After(a); err == nil {
			return a, next
		}
	}
	return Act{}, nil
}

// touch says whether two acts name anything in common; an undo touches all.
func touch(a, b Act) bool {
	for _, n := range []Number{a.Case, a.Other} {
		if !n.IsZero() && (n == b.Case || n == b.Other) {
			return true
		}
	}
	return a.Kind == Undo || b.Kind == Undo || slices.ContainsFunc(a.Attached, func(w Attachment) bool { return slices.Contains(b.Attached, w) })
}
