package triage

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/clock"
	"vigie/internal/report"
)

func anyDecisions(t *rapid.T) Decisions {
	var d Decisions
	if rapid.Bool().Draw(t, "preserved") {
		d.Preserved = true
		d.PreservedFrom = Day(rapid.IntRange(20000, 20600).Draw(t, "from"))
		if rapid.Bool().Draw(t, "end") {
			d.PreservedUntil = d.PreservedFrom + Day(rapid.IntRange(0, 120).Draw(t, "length"))
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "override") == 0 {
		d.Override = &Override{Class: Class(rapid.IntRange(1, 5).Draw(t, "class")), Reason: "d1", Reports: uint32(rapid.IntRange(0, 4).Draw(t, "knew"))}
	}
	return d
}

// Next is the first day on which Class or ActBy changes: simulated day by day.
func TestNextIsRight(t *testing.T) {
	rules := Default()
	rapid.Check(t, func(t *rapid.T) {
		s, d := anySummary(t), anyDecisions(t)
		asOf := Day(rapid.IntRange(20000, 20500).Draw(t, "asOf"))
		_, class, _ := rules.fire(&s)
		now := rules.place(&s, d, asOf, class)
		for day := asOf + 1; day < asOf+3000; day++ {
			then := rules.place(&s, d, day, class)
			changed := then.Class != now.Class || then.ActBy != now.ActBy
			if changed != (day == now.Next) {
				t.Fatalf("as of %s next is %s; on %s changed is %v\n%+v\n%+v", asOf, now.Next, day, changed, now, then)
			}
			if changed {
				return
			}
		}
		if now.Next != 0 {
			t.Fatalf("next is %s and nothing changed", now.Next)
		}
	})
}

func TestPerishable(t *testing.T) {
	// Lapses on 2026-01-10 (day 20463).
	r := report.Report{Source: "ncmec", Dated: at("2025-01-10"), Facts: states(report.LiveAbuse, report.Instruction)}
	s := lead("2025-01-11", r)
	weak := lead("2025-01-11", report.Report{Source: "ncmec", Dated: at("2025-01-10")})
	danger := lead("2025-01-11", report.Report{Source: "ncmec", Dated: at("2025-01-10"), Facts: states(report.ImminentDanger)})
	end := DayOf(at("2026-01-10"))
	for _, c := range []struct {
		name  string
		s     Summary
		d     Decisions
		asOf  Day
		class Class
		actBy Day
		next  Day
	}{
		{"a day before the window", s, Decisions{}, end - 22, Strong, end, end - 21},
		{"the first day of the window", s, Decisions{}, end - 21, Perishable, end, end + 1},
		{"the last day", s, Decisions{}, end, Perishable, end, end + 1},
		{"passed", s, Decisions{}, end + 1, Strong, 0, 0},
		{"preserved without end", s, Decisions{Preserved: true}, end - 5, Strong, end, end + 1},
		{"preserved for 60 days", s, Decisions{Preserved: true, PreservedFrom: end - 5, PreservedUntil: end + 55}, end - 5, Strong, end + 55, end + 34},
		{"the request itself about to lapse", s, Decisions{Preserved: true, PreservedFrom: end - 5, PreservedUntil: end + 55}, end + 34, Perishable, end + 55, end + 56},
		{"a request that came too late keeps nothing", s, Decisions{Preserved: true, PreservedFrom: end + 5, PreservedUntil: end + 65}, end + 5, Strong, 0, 0},
		{"an ordinary lead never perishes", weak, Decisions{}, end - 5, Ordinary, end, end + 1},
		{"immediate stays immediate", danger, Decisions{}, end - 5, Immediate, end, end + 1},
		{"lowered by a person", s, Decisions{Override: &Override{Class: Ordinary}}, end - 5, Ordinary, end, end + 1},
		{"raised by a person", weak, Decisions{Override: &Override{Class: Perishable}}, end - 5, Perishable, end, end + 1},
		{"danger lowered by a person", danger, Decisions{Override: &Override{Class: Held, Reports: 1}}, end - 5, Held, end, end + 1},
		{"danger in a report that came later", Merge(danger, danger), Decisions{Override: &Override{Class: Held, Reports: 1}}, end - 5, Immediate, end, end + 1},
	} {
		k := Default().Rank(c.s, c.d, c.asOf)
		if k.Class != c.class || k.ActBy != c.actBy || k.Next != c.next {
			t.Errorf("%s: %s %s next %s, want %s %s next %s", c.name, k.Class, k.ActBy, k.Next, c.class, c.actBy, c.next)
		}
	}
}

func TestClassOfFacts(t *testing.T) {
	for _, c := range []struct {
		class Class
		facts []report.FactKind
	}{
		{Ordinary, nil},
		{Ordinary, []report.FactKind{report.LiveAbuse}},
		{Strong, []report.FactKind{report.LiveAbuse, report.Instruction}},
		{Immediate, []report.FactKind{report.ImminentDanger, report.Viral}},
		{Immediate, []report.FactKind{report.ChildReachable, report.LiveAbuse}},
		{Ordinary, []report.FactKind{report.ChildReachable}},
		{Strong, []report.FactKind{report.TravelPlan}},
		{Strong, []report.FactKind{report.Statement, report.Meme}},
		{Held, []report.FactKind{report.Viral}},
		{Held, []report.FactKind{report.Meme, report.Generated, report.Spam}},
		{Ordinary, []report.FactKind{report.Generated}},
		{Ordinary, []report.FactKind{report.Viral, report.VictimUnidentified}},
	} {
		if k := Default().Rank(lead("2025-01-01", report.Report{Source: "s", Facts: states(c.facts...)}), Decisions{}, 20200); k.Class != c.class {
			t.Errorf("%v: %s, want %s", c.facts, k.Class, c.class)
		}
	}
	viral, plain := report.Report{Source: "s", Facts: states(report.Viral)}, report.Report{Source: "s"}
	if k := Default().Rank(lead("2025-01-01", viral, viral, plain), Decisions{}, 20200); k.Class != Ordinary {
		t.Errorf("one report that is not low: %s", k.Class)
	}
	// A rule of class held cannot hold what is not low.
	r, err := Load([]byte("version: 1\nrules:\n  - {id: a-rule, class: held, when: viral, reason: {fr: un, en: one}, source: s}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if k := r.Rank(lead("2025-01-01", viral, plain), Decisions{}, 20200); k.Class != Ordinary {
		t.Errorf("a rule held what is not low: %s", k.Class)
	}
	if k := r.Rank(Summary{}, Decisions{}, 20200); k.Class != Ordinary || len(k.Fired) != 0 {
		t.Errorf("nothing stated: %+v", k)
	}
}

// R13: waiting raises. Of two leads that state the same, the older comes first,
// and none overtakes another merely because the day is later.
func TestWaitingRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySummary(t)
		if s.Reports == 0 {
			return
		}
		older := s
		older.FirstReceived -= int64(rapid.IntRange(1, 1<<30).Draw(t, "older"))
		asOf := Day(rapid.IntRange(20000, 20800).Draw(t, "asOf"))
		a, b := Default().Rank(s, Decisions{}, asOf), Default().Rank(older, Decisions{}, asOf)
		if b.Score <= a.Score || b.Class != a.Class || Compare(b, 2, a, 1) >= 0 {
			t.Fatalf("waiting does not raise: %+v %+v", a, b)
		}
		later := Default().Rank(s, Decisions{}, asOf+1)
		if later.Score != a.Score || later.Weight != a.Weight || fmt.Sprint(later.Fired) != fmt.Sprint(a.Fired) {
			t.Fatalf("the day changes the stored key: %+v %+v", a, later)
		}
	})
}

// No sum of points crosses a class.
func TestNoSumCrossesAClass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Rank{Class: Class(rapid.IntRange(1, 5).Draw(t, "a")), Score: rapid.Int64().Draw(t, "sa"), ActBy: Day(rapid.IntRange(0, 3).Draw(t, "da"))}
		b := Rank{Class: Class(rapid.IntRange(1, 5).Draw(t, "b")), Score: rapid.Int64().Draw(t, "sb"), ActBy: Day(rapid.IntRange(0, 3).Draw(t, "db"))}
		if a.Class < b.Class && Compare(a, 9, b, 1) >= 0 {
			t.Fatal("a class was crossed")
		}
		if Compare(a, 1, b, 2) != -Compare(b, 2, a, 1) {
			t.Fatal("the order is not antisymmetric")
		}
	})
	none, dated := Rank{Class: Strong}, Rank{Class: Strong, ActBy: 5}
	if Compare(dated, 2, none, 1) >= 0 || Compare(none, 1, none, 2) >= 0 {
		t.Error("act-by date, none last, then key")
	}
}

// Invariant 5, as far as triage goes: any order of reports, the same place.
func TestOrderIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		parts := make([]Summary, n)
		for i := range parts {
			r := anyReport(t)
			parts[i] = Of(&r, Input{Received: at("2025-01-01").AddDate(0, 0, i), Clocks: clock.Default()})
		}
		var forth, back Summary
		for i := range parts {
			forth = Merge(forth, parts[i])
			back = Merge(back, parts[n-1-i])
		}
		if !bytes.Equal(encode(t, forth), encode(t, back)) {
			t.Fatal("order matters")
		}
		a, b := Default().Rank(forth, Decisions{}, 20300), Default().Rank(back, Decisions{}, 20300)
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Fatalf("%+v %+v", a, b)
		}
	})
}

// What a report says of names, countries, ages or texts moves nothing.
func TestOnlyFactsMove(t *testing.T) {
	r := report.Report{Source: "s", Facts: states(report.LiveAbuse, report.Instruction), Parties: []report.Party{{Role: report.RoleReported}, {Role: report.RoleVictim}}}
	plain := encode(t, lead("2025-01-01", r))
	r.Parties = []report.Party{
		{Role: report.RoleReported, Names: []report.Name{{Full: "someone"}}, Born: "1970", OfficerSafety: true, Places: []report.Place{{Country: "FR", City: "somewhere"}}},
		{Role: report.RoleVictim, Names: []report.Name{{Full: "someone"}}, Born: "2015", Places: []report.Place{{Country: "FR"}}},
	}
	r.Incident.Platform = "example.org"
	r.Texts = []report.Text{{Kind: "bio", Value: "imminent danger"}}
	r.Attributes = []report.Attribute{{Name: "imminent_danger", Value: "true"}}
	if !bytes.Equal(plain, encode(t, lead("2025-01-01", r))) {
		t.Error("a trait, a name, a country or a text reached the summary")
	}
}
