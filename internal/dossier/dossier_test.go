package dossier

import (
	"errors"
	"strings"
	"testing"

	"vigie/internal/acts"
)

func reports(ids ...string) []Attachment {
	var out []Attachment
	for _, id := range ids {
		out = append(out, Attachment{Report, id})
	}
	return out
}

func numbered(year, seq int) Number { return Number{Year: year, Seq: seq} }

var (
	one, two, three = numbered(2026, 1), numbered(2026, 2), numbered(2027, 1)
	opened          = []Act{
		{ID: 1, Kind: Open, Case: one, Attached: reports("a", "b")},
		{ID: 2, Kind: Open, Case: two, Attached: reports("c")},
		{ID: 3, Kind: Write, Case: one},
		{ID: 4, Kind: Assign, Case: one, Owner: "p1"},
		{ID: 5, Kind: Merge, Case: one, Other: two},
	}
)

func TestRefusals(t *testing.T) {
	back := Act{ID: 6, Kind: Undo, Undoes: 5}
	for _, c := range []struct {
		name string
		list []Act
		want Refusal
	}{
		{"unknown", []Act{{Kind: Write, Case: three}}, Refusal{Why: acts.Unknown, Number: three}},
		{"went into another", []Act{{Kind: Write, Case: one}}, Refusal{Why: Gone, Number: one, Other: two}},
		{"withdrawn", []Act{back, {ID: 7, Kind: Undo, Undoes: 2}, {Kind: Write, Case: two}}, Refusal{Why: acts.Withdrawn, Number: two, By: 7}},
		{"number given", []Act{{Kind: Open, Case: one, Attached: reports("x")}}, Refusal{Why: acts.Taken, Number: one}},
		{"number given and withdrawn", []Act{back, {ID: 7, Kind: Undo, Undoes: 2}, {Kind: Open, Case: two, Attached: reports("x")}}, Refusal{Why: acts.Taken, Number: two}},
		{"into itself", []Act{{Kind: Merge, Case: two, Other: two}}, Refusal{Why: Itself, Number: two}},
		{"nothing to add", []Act{{Kind: Add, Case: two}}, Refusal{Why: Nothing}},
		{"nothing to split", []Act{{Kind: Split, Case: two, Other: three}}, Refusal{Why: Nothing}},
		{"elsewhere", []Act{back, {Kind: Add, Case: one, Attached: reports("c")}}, Refusal{Why: Elsewhere, Number: one, Other: two, What: Attachment{Report, "c"}}},
		{"twice in one act", []Act{{Kind: Add, Case: two, Attached: reports("x", "x")}}, Refusal{Why: Elsewhere, Number: two, Other: two, What: Attachment{Report, "x"}}},
		{"not here", []Act{back, {Kind: Remove, Case: one, Attached: reports("c")}}, Refusal{Why: NotHere, Number: one, What: Attachment{Report, "c"}}},
		{"a note stays", []Act{{Kind: Remove, Case: two, Attached: []Attachment{NoteOf(3)}}}, Refusal{Why: Stays, What: NoteOf(3)}},
		{"no such act", []Act{{Kind: Undo, Undoes: 99}}, Refusal{Why: acts.NoAct, Act: 99}},
		{"taken back before", []Act{back, {Kind: Undo, Undoes: 5}}, Refusal{Why: acts.Undone, Act: 5, By: 6}},
		{"an opening on which others rest", []Act{{Kind: Undo, Undoes: 1}}, Refusal{Why: acts.Depends, Act: 1, By: 3}},
		{
			"a merge on which a split rests",
			[]Act{{ID: 6, Kind: Split, Case: two, Other: three, Attached: reports("a")}, {Kind: Undo, Undoes: 5}},
			Refusal{Why: acts.Depends, Act: 5, By: 6},
		},
		{
			"a removal on which an opening rests",
			[]Act{{ID: 6, Kind: Remove, Case: two, Attached: reports("c")}, {ID: 7, Kind: Open, Case: three, Attached: reports("c")}, {Kind: Undo, Undoes: 6}},
			Refusal{Why: acts.Depends, Act: 6, By: 7},
		},
		{"no kind", []Act{{Kind: "burn", Case: two}}, Refusal{Why: acts.Malformed, Act: 9}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Fold(opened)
			for i, a := range c.list {
				if err != nil {
					t.Fatal(err)
				}
				if i == len(c.list)-1 {
					a.ID = 9
				}
				s, err = s.After(a)
			}
			var r *Refusal
			if !errors.As(err, &r) || *r != c.want {
				t.Errorf("%#v, want %#v", err, &c.want)
			}
		})
	}
}

// An undo taken back twice over would stand beside the one that came since.
func TestUndoOfUndoWaitsItsTurn(t *testing.T) {
	list := append(opened[:5:5], Act{ID: 6, Kind: Undo, Undoes: 5}, Act{ID: 7, Kind: Undo, Undoes: 6}, Act{ID: 8, Kind: Undo, Undoes: 5})
	s, err := Fold(list)
	if err != nil {
		t.Fatal(err)
	}
	if at, err := s.Find(one); err != nil || at != one {
		t.Errorf("%s, %v", at, err)
	}
	_, err = s.After(Act{ID: 9, Kind: Undo, Undoes: 7})
	var r *Refusal
	if !errors.As(err, &r) || *r != (Refusal{Why: acts.Depends, Act: 7, By: 8}) {
		t.Errorf("%v", err)
	}
}

func TestMerged(t *testing.T) {
	s, err := Fold(opened)
	if err != nil {
		t.Fatal(err)
	}
	cs := s.Cases()
	if len(cs) != 1 || cs[0].Number != two || cs[0].Owner != "p1" || len(cs[0].Attached) != 4 || len(cs[0].Former) != 1 {
		t.Errorf("%+v", cs)
	}
	if n, err := s.Find(one); err != nil || n != two {
		t.Errorf("%s leads to %s, %v", one, n, err)
	}
	if h := s.History(two); len(h) != 5 {
		t.Errorf("history: %+v", h)
	}
	if s.CameFrom(Attachment{Report, "a"}) != one || !s.CameFrom(Attachment{Report, "c"}).IsZero() || s.Since(Attachment{Report, "a"}) != 1 {
		t.Error("where a report came from")
	}
	if n := s.Next(2026); n != numbered(2026, 3) {
		t.Errorf("next: %s", n)
	}
	if n := s.Next(2027); n != three {
		t.Errorf("next year: %s", n)
	}
}

func TestTakenOut(t *testing.T) {
	list := append(opened[:4:4], Act{ID: 5, Kind: Remove, Case: one, Attached: reports("a")}, Act{ID: 6, Kind: Merge, Case: one, Other: two}, Act{ID: 7, Kind: Remove, Case: two, Attached: reports("b")})
	s, err := Fold(list)
	if err != nil {
		t.Fatal(err)
	}
	if out := s.TakenOut(two); len(out) != 2 || out[Attachment{Report, "a"}] != 5 || out[Attachment{Report, "b"}] != 7 || len(s.TakenOut(one)) != 0 {
		t.Errorf("%v", out)
	}
	s, err = s.After(Act{ID: 8, Kind: Undo, Undoes: 7})
	if out := s.TakenOut(two); err != nil || len(out) != 1 {
		t.Errorf("%v, %v", out, err)
	}
}

func TestNumbers(t *testing.T) {
	for s, want := range map[string]Number{
		"2026-0001": numbered(2026, 1), " 2026-1 ": numbered(2026, 1), "2026-12345": numbered(2026, 12345), "2026-999999": numbered(2026, 999999),
		"": {}, "2026": {}, "2026-": {}, "2026-0000": {}, "26-1": {}, "0000-0001": {}, "2026-+1": {}, "2026-1000000": {}, "2026-1-2": {}, "٢٠٢٦-0001": {},
		"1f3k-9x2m-q7t0h": {},
	} {
		n, err := ParseNumber(s)
		if n != want || (err == nil) != (want != Number{}) {
			t.Errorf("%q: %v, %v", s, n, err)
		}
		if back, err2 := ParseNumber(n.String()); err == nil && (err2 != nil || back != n) {
			t.Errorf("%q is not read back: %v", n, err2)
		}
	}
	full, err := Fold([]Act{{ID: 1, Kind: Open, Case: numbered(2026, 999999), Attached: reports("a")}})
	if err != nil || !full.Next(2026).IsZero() || full.Next(2025) != numbered(2025, 1) {
		t.Error("a year without numbers left", err)
	}
}

func TestAttachments(t *testing.T) {
	for _, s := range []string{"report:1f3k-9x2m-q7t0h", "note:12", "request:a:b"} {
		if a, err := ParseAttachment(s); err != nil || a.String() != s {
			t.Errorf("%q: %v, %v", s, a, err)
		}
	}
	for _, s := range []string{"", "note", ":", "note:", ":1", "note:1 2", strings.Repeat("x", 99)} {
		if a, err := ParseAttachment(s); err == nil {
			t.Errorf("%q is %v", s, a)
		}
	}
	if compareAttachments(NoteOf(9), NoteOf(10)) >= 0 {
		t.Error("notes are not in the order of their acts")
	}
}
