package payment

import (
	"testing"

	"pgregory.net/rapid"
)

// agents says that the account 1001 is an agent's.
func agents(b Bearing) bool { return b.Value == "1001" }

// TestAnAgentsAccountUnitesNobody: who collects through one account that a person said
// is an agent's stays two recipients, and what is paid to them two payments. Known by
// that account alone they stand under it, and what is alike is perhaps one.
func TestAnAgentsAccountUnitesNobody(t *testing.T) {
	a := func(ps ...paying) Input { return reported("a", "1", true, ps...) }
	b := func(ps ...paying) Input { return reported("b", "1", true, ps...) }
	at := func(ref string, day int, names ...string) paying {
		return paying{ref: ref, amount: "50", day: day, to: to(names...)}
	}
	one, two := "+33199001234", "+33199001235"
	for name, c := range map[string]struct {
		in         []Input
		apart      Apart
		count      Count
		recipients int
	}{
		"nobody said so: they are one":             {[]Input{a(at("", 1, "1001", one)), b(at("", 1, "1001", two))}, nil, Count{1, 2}, 1},
		"two telephones":                           {[]Input{a(at("", 1, "1001", one)), b(at("", 1, "1001", two))}, agents, Count{2, 2}, 2},
		"one telephone":                            {[]Input{a(at("", 1, "1001", one)), b(at("", 1, "1001", one))}, agents, Count{1, 2}, 1},
		"another account beside":                   {[]Input{a(at("", 1, "1001", "1002")), b(at("", 1, "1001", "1002"))}, agents, Count{1, 2}, 1},
		"the account alone, in both":               {[]Input{a(at("", 1, "1001")), b(at("", 1, "1001"))}, agents, Count{1, 2}, 1},
		"the account alone, in one":                {[]Input{a(at("", 1, "1001", one)), b(at("", 1, "1001"))}, agents, Count{1, 2}, 2},
		"the account alone, days apart":            {[]Input{a(at("", 1, "1001", one)), b(at("", 9, "1001"))}, agents, Count{2, 2}, 2},
		"the account alone, by one source":         {[]Input{a(at("", 1, "1001", one), at("", 1, "1001"))}, agents, Count{2, 2}, 2},
		"the account alone, other references":      {[]Input{a(at("MT1234", 1, "1001", one)), b(at("MT1235", 1, "1001"))}, agents, Count{2, 2}, 2},
		"the account alone, a reference in one":    {[]Input{a(at("MT1234", 1, "1001", one)), b(at("", 1, "1001"))}, agents, Count{1, 2}, 2},
		"two telephones and one reference: is one": {[]Input{a(at("MT1234", 1, "1001", one)), b(at("MT1234", 1, "1001", two))}, agents, Count{1, 1}, 1},
		"a third that may be either is one of them": {
			[]Input{a(at("", 1, "1001", one)), b(at("", 1, "1001", two)), reported("c", "1", true, at("", 1, "1001"))}, agents, Count{2, 3}, 3,
		},
		"a statement names it: whom it went to is not known": {
			[]Input{a(at("", 1, "1001", one)), reported("bank", "2", false, at("", 20, "1001"))}, agents, Count{1, 1}, 1,
		},
		"a statement names the telephone too": {
			[]Input{a(at("", 1, "1001", one)), reported("bank", "2", false, at("", 20, "1001", one))}, agents, Count{2, 2}, 1,
		},
	} {
		f := Of(c.in, nil, nil, c.apart)
		if f.Count != c.count || len(f.Recipients) != c.recipients {
			t.Errorf("%s: %+v to %d recipients", name, f.Count, len(f.Recipients))
		}
		for _, r := range f.Recipients {
			if alone := len(r.Bears) == 1 && r.Bears[0].Value == "1001" && c.apart != nil; r.Apart != alone {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
	// A taking back is of the payment to the same recipient, and of the agent's own
	// within one source.
	back := func(p paying) paying { p.back = true; return p }
	for name, c := range map[string]struct {
		in   []Input
		want int
	}{
		"another collected":         {[]Input{a(at("", 1, "1001", one), back(at("", 3, "1001", two)))}, 1},
		"the same collected":        {[]Input{a(at("", 1, "1001", one), back(at("", 3, "1001", one)))}, 0},
		"nobody known, one source":  {[]Input{a(at("", 1, "1001"), back(at("", 3, "1001")))}, 0},
		"nobody known, two sources": {[]Input{a(at("", 1, "1001")), b(back(at("", 3, "1001")))}, 1},
	} {
		if f := Of(c.in, nil, nil, agents); f.Count.Max != c.want {
			t.Errorf("%s: %+v", name, f.Count)
		}
	}
}

// TestAnAgentsAccountKeepsTheRules: with an account that unites nobody, the order of
// the reports changes nothing still, a minimum passes no maximum, a refutation raises
// no count, and no recipient is made of two that the account alone ties.
func TestAnAgentsAccountKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		was := Of(in, nil, nil, agents)
		if got, want := text(t, Of(rapid.Permutation(in).Draw(t, "order"), nil, nil, agents)), text(t, was); got != want {
			t.Fatalf("another order:\n%s\n%s", want, got)
		}
		i := rapid.IntRange(0, len(in)-1).Draw(t, "report")
		in[i] = refute(in[i], rapid.SampledFrom(refutable).Draw(t, "refuted"))
		is := Of(in, nil, nil, agents)
		if is.Count.Min > was.Count.Min || is.Count.Max > was.Count.Max || is.Count.Min > is.Count.Max || len(is.Recipients) > len(was.Recipients) {
			t.Fatalf("were %+v, are %+v", was.Count, is.Count)
		}
		seen := map[Bearing]bool{}
		for _, r := range was.Recipients {
			for _, b := range r.Bears {
				if !agents(b) && seen[b] {
					t.Fatalf("%+v stands under two recipients", b)
				}
				seen[b] = true
			}
		}
	})
}
