package acts_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/acts"
	"vigie/internal/acts/actstest"
)

// shelf is a room small enough to be seen through: boxes are put on it, and marks on
// boxes, each at most once.
type shelf struct {
	*acts.Log[act, ofBox]
	marks map[number]string
}

type (
	ofBox   struct{}
	number  = acts.Number[ofBox]
	refusal = acts.Refusal[ofBox]
	act     struct {
		id, undoes int64
		do         string // "box", "mark" or "undo"
		box        number
		mark       string
	}
)

const marked acts.Why = "marked"

var words = acts.Words{Thing: "box", Letter: "B", Refusals: map[acts.Why][2]string{
	acts.Malformed: {"fault", "faute"},
	acts.NoAct:     {"no act {act}", "aucun acte {act}"},
	acts.Unknown:   {"no box {n}", "aucune boîte {n}"},
	acts.Withdrawn: {"box {n} was taken back by act {by}", "boîte {n} annulée par l'acte {by}"},
	marked:         {"box {n} bears that mark", "boîte {n} porte cette marque"},
}}

func (ofBox) Words() *acts.Words { return &words }

func (a act) Head() acts.Head[ofBox] {
	h := acts.Head[ofBox]{ID: a.id, Undo: a.do == "undo", Undoes: a.undoes}
	if a.do == "box" {
		h.Gives = a.box
	}
	return h
}

func fold(list []act) (*shelf, error) { return acts.Fold(list, begin, (*shelf).done) }

func begin(l *acts.Log[act, ofBox]) *shelf { return &shelf{l, map[number]string{}} }

func (s *shelf) After(a act) (*shelf, error) { return acts.After(s.Log, a, fold) }

func (s *shelf) done(a *act) *refusal {
	was, is := s.marks[a.box]
	switch {
	case a.do == "box":
		s.marks[a.box] = " "
	case !is:
		return s.Missing(a.box)
	case slices.Contains([]rune(was), []rune(a.mark)[0]):
		return &refusal{Why: marked, Number: a.box}
	default:
		s.marks[a.box] += a.mark
	}
	return nil
}

func (s *shelf) find(n number) (string, error) {
	if m, ok := s.marks[n]; ok {
		return m, nil
	}
	return "", s.Missing(n)
}

var room = actstest.Room[act, ofBox, *shelf]{
	Fold: fold,
	Draw: func(t *rapid.T, s *shelf) act {
		a := act{id: s.NextAct(), do: rapid.SampledFrom([]string{"box", "mark", "mark", "undo", "undo"}).Draw(t, "do"), box: s.Next(2026)}
		switch a.do {
		case "mark":
			a.mark = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "mark")
			a.box = rapid.SampledFrom(append(actstest.Numbers(s), number{2026, 999})).Draw(t, "box")
		case "undo":
			a.box, a.undoes = number{}, rapid.Int64Range(0, a.id).Draw(t, "undoes")
		}
		return a
	},
	Undo:    func(id, undoes int64) act { return act{id: id, do: "undo", undoes: undoes} },
	Find:    (*shelf).find,
	Picture: func(s *shelf) string { return fmt.Sprint(s.marks) },
}

// TestLogs are the promises that the rooms with a log check of themselves.
func TestLogs(t *testing.T) { room.Test(t) }

// TestWhatStands holds a log against the definition: an act stands unless one that
// stands takes it back, and no act is taken back by two.
func TestWhatStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := []act{{id: 1, do: "box", box: number{2026, 1}}}
		for id := int64(2); id <= 12; id++ {
			a := act{id: id, do: "box", box: number{2026, int(id)}}
			if rapid.IntRange(0, 3).Draw(t, "kind") > 0 {
				a = act{id: id, do: "undo", undoes: rapid.Int64Range(1, id-1).Draw(t, "undoes")}
			}
			list = append(list, a)
		}
		var by func(id int64) []int64
		by = func(id int64) (out []int64) {
			for _, u := range list {
				if u.do == "undo" && u.undoes == id && len(by(u.id)) == 0 {
					out = append(out, u.id)
				}
			}
			return out
		}
		fits, want := true, []int64{}
		for _, a := range list {
			fits = fits && len(by(a.id)) < 2
			if a.do == "box" && len(by(a.id)) == 0 {
				want = append(want, a.id)
			}
		}
		s, err := fold(list)
		if (err == nil) != fits {
			t.Fatalf("%v: %v", list, err)
		}
		if err != nil {
			return
		}
		got := []int64{}
		for a := range s.Standing() {
			got = append(got, a.id)
		}
		if !slices.Equal(got, want) || len(s.marks) != len(want) {
			t.Fatalf("%v: %v stand, want %v", list, got, want)
		}
		for _, h := range s.Past(func(*act) bool { return true }) {
			if b := by(h.Act.id); h.TakenBackBy != 0 != (len(b) == 1) || len(b) == 1 && b[0] != h.TakenBackBy {
				t.Fatalf("%v: act %d is taken back by %d, want %v", list, h.Act.id, h.TakenBackBy, b)
			}
		}
	})
}

// What a log refuses by itself, whatever the acts do.
func TestRefusals(t *testing.T) {
	box := number{2026, 1}
	first := act{id: 1, do: "box", box: box}
	undo := func(id, undoes int64) act { return act{id: id, do: "undo", undoes: undoes} }
	for _, c := range []struct {
		name string
		acts []act // the last is refused
		want refusal
	}{
		{"an act's number twice", []act{first, {id: 1, do: "mark", box: box, mark: "a"}}, refusal{Why: acts.Malformed, Act: 1}},
		{"no act's number", []act{{do: "mark", box: box, mark: "a"}}, refusal{Why: acts.Malformed}},
		{"a number given", []act{first, {id: 2, do: "box", box: box}}, refusal{Why: acts.Taken, Number: box}},
		{"a number given and withdrawn", []act{first, undo(2, 1), {id: 3, do: "box", box: box}}, refusal{Why: acts.Taken, Number: box}},
		{"never given", []act{{id: 1, do: "mark", box: box, mark: "a"}}, refusal{Why: acts.Unknown, Number: box}},
		{"withdrawn", []act{first, undo(2, 1), {id: 3, do: "mark", box: box, mark: "a"}}, refusal{Why: acts.Withdrawn, Number: box, By: 2}},
		{"no such act", []act{first, undo(2, 9)}, refusal{Why: acts.NoAct, Act: 9}},
		{"itself", []act{first, undo(2, 2)}, refusal{Why: acts.NoAct, Act: 2}},
		{"taken back before", []act{first, undo(2, 1), undo(3, 1)}, refusal{Why: acts.Undone, Act: 1, By: 2}},
		{"something rests on it", []act{first, {id: 2, do: "mark", box: box, mark: "a"}, undo(3, 1)}, refusal{Why: acts.Depends, Act: 1, By: 2}},
		{"something rests on its taking back", []act{first, {id: 2, do: "mark", box: box, mark: "a"}, undo(3, 2), {id: 4, do: "mark", box: box, mark: "a"}, undo(5, 3)}, refusal{Why: acts.Depends, Act: 3, By: 4}},
		{
			"what would stand again has lost what it rested on",
			[]act{first, {id: 2, do: "mark", box: box, mark: "a"}, undo(3, 2), undo(4, 1), undo(5, 3)},
			refusal{Why: acts.Withdrawn, Number: box, By: 4},
		},
		{
			"what stands again since rests on its taking back",
			[]act{
				first,
				{id: 2, do: "mark", box: box, mark: "a"},
				undo(3, 2),
				{id: 4, do: "mark", box: box, mark: "a"},
				undo(5, 4), undo(6, 3), undo(7, 6), undo(8, 5), undo(9, 7),
			},
			refusal{Why: acts.Depends, Act: 7, By: 8},
		},
		{
			"what upholds it was itself taken back and done again since",
			[]act{
				first,
				{id: 2, do: "mark", box: box, mark: "a"},
				undo(3, 2),
				{id: 4, do: "mark", box: box, mark: "a"},
				undo(5, 4), undo(6, 3), undo(7, 6), undo(8, 5),
				undo(9, 8), undo(10, 7), undo(11, 10), undo(12, 9), undo(13, 11),
			},
			refusal{Why: acts.Depends, Act: 11, By: 12},
		},
		{
			"what would stand again was upheld by others once",
			[]act{
				first,
				{id: 2, do: "mark", box: box, mark: "a"},
				undo(3, 2), undo(4, 3), undo(5, 2), undo(6, 5), undo(7, 4), undo(8, 7), undo(9, 6), undo(10, 1), undo(11, 5),
			},
			refusal{Why: acts.Withdrawn, Number: box, By: 10},
		},
		{"taken back anew since", []act{first, undo(2, 1), undo(3, 2), undo(4, 1), undo(5, 3)}, refusal{Why: acts.Depends, Act: 3, By: 4}},
	} {
		s, err := fold(nil)
		for _, a := range c.acts {
			if err != nil {
				t.Fatal(c.name, err)
			}
			s, err = s.After(a)
		}
		if no, ok := err.(*refusal); !ok || *no != c.want {
			t.Errorf("%s: %#v, want %#v", c.name, err, &c.want)
		}
		_, err = fold(c.acts)
		if no, ok := errors.AsType[*refusal](err); !ok || (c.want.Why != acts.Depends && *no != c.want) {
			t.Errorf("%s, at once: %#v", c.name, err)
		}
	}
	if no := (&refusal{Why: "without a sentence"}); no.Error() != "fault" || no.Sentence("fr") != "faute" {
		t.Error(no)
	}
}

func TestPast(t *testing.T) {
	one, two := number{2026, 1}, number{2026, 2}
	s, err := fold([]act{
		{id: 1, do: "box", box: one},
		{id: 2, do: "box", box: two},
		{id: 3, do: "mark", box: one, mark: "a"},
		{id: 4, do: "undo", undoes: 3},
		{id: 5, do: "undo", undoes: 2},
		{id: 6, do: "undo", undoes: 4},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]int64{}
	for _, h := range s.Past(func(a *act) bool { return a.box == one }) {
		got[h.Act.id] = h.TakenBackBy
	}
	if !maps.Equal(got, map[int64]int64{1: 0, 3: 0, 4: 6, 6: 0}) {
		t.Error(got)
	}
	if a, ok := s.Origin(6); !ok || a.id != 3 {
		t.Error(a)
	}
	if a, ok := s.Origin(7); ok {
		t.Error(a)
	}
}

func TestNumbers(t *testing.T) {
	for s, want := range map[string]number{
		"2026-B0001": {2026, 1}, " 2026-b1 ": {2026, 1}, "2026-B12345": {2026, 12345}, "2026-B999999": {2026, 999999},
		"": {}, "2026-0001": {}, "2026-B": {}, "2026-B0": {}, "26-B1": {}, "0000-B0001": {}, "2026-B1000000": {}, "2026-BB1": {}, "2026-B+1": {}, "٢٠٢٦-B0001": {},
	} {
		n, err := acts.ParseNumber[ofBox](s)
		if n != want || (err == nil) != (want != number{}) {
			t.Errorf("%q: %v, %v", s, n, err)
		}
		text, _ := n.MarshalText()
		var back number
		if err2 := back.UnmarshalText(text); err == nil && (err2 != nil || back != n) {
			t.Errorf("%q is not read back: %v", n, err2)
		}
	}
	if _, err := acts.ParseNumber[ofBox]("x"); err.Error() != `"x" is no box number: expected a year, B and a place in it, such as 2026-B0001` {
		t.Error(err)
	}
	full, err := fold([]act{{id: 1, do: "box", box: number{2026, 999999}}})
	if err != nil || !full.Next(2026).IsZero() || full.Next(2025) != (number{2025, 1}) {
		t.Error("a year without numbers left", err)
	}
}
