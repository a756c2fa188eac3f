package match

import (
	"bytes"
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/match/name"
)

var testForms = Forms{Fold: name.Fold, Groups: name.Default().Groups}

// people draws records that often share values, slip and lack them.
func people(label string, least, most int) *rapid.Generator[[]Person] {
	return rapid.Custom(func(t *rapid.T) []Person {
		vary := func(field, s string) string {
			switch rapid.IntRange(0, 5).Draw(t, field+" slip") {
			case 0:
				return ""
			case 1:
				i := rapid.IntRange(0, len(s)-1).Draw(t, "at")
				return s[:i] + s[i+1:]
			}
			return s
		}
		pick := func(field string, of ...string) string {
			return vary(field, rapid.SampledFrom(of).Draw(t, field))
		}
		n := rapid.IntRange(least, most).Draw(t, label)
		out := make([]Person, n)
		for i := range out {
			p := &out[i]
			p.ID = label + strconv.Itoa(i)
			p.Set(Given, pick("given", "robert", "bob", "anna maria", "lea", "li"))
			p.Set(Family, pick("family", "sample", "muster", "de la croix", "robert", "oy"))
			p.Set(Born, pick("born", "1970-01-02", "1970-02-01", "1981-12-31", "1970-01-20"))
			p.Set(Street, pick("street", "12 long road", "13 long road", "mill lane 4", "north"))
			p.Set(Place, pick("place", "northtown", "southtown", "2000"))
			p.Set(Postcode, pick("postcode", "2000", "2010", "northtown"))
			p.Set(Email, pick("email", "bob7@example.com", "robert.sample@example.org", "sample@example.net", "mira7@a.example", "mria@b.example"))
			p.Set(Phone, pick("phone", "0199 00 00 01", "+33 199 00 00 01", "0199000002"))
			p.Set(Document, pick("document", "X12345", "X12354", "Y99999"))
		}
		return out
	})
}

func linker(left, right []Person) *Linker {
	return &Linker{Left: left, Right: right, Forms: testForms}
}

// A context that does not end leaves no error.
func begun(l *Linker) *run {
	r, err := l.start(context.Background())
	if err != nil {
		panic(err)
	}
	return r
}

func ran(l *Linker) *Found {
	f, err := l.Run(context.Background())
	if err != nil {
		panic(err)
	}
	return f
}

func clustered(l *Linker) ([]Merge, *Found) {
	ms, f, err := l.Clusters(context.Background())
	if err != nil {
		panic(err)
	}
	return ms, f
}

func TestPairsAreSymmetricBoundedAndAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := begun(linker(people("p", 2, 8).Draw(t, "people"), nil))
		var v, w vector
		for i := range r.t.rows {
			for j := range r.t.rows {
				a, b := &r.t.rows[i], &r.t.rows[j]
				total := r.s.compare(a, b, &v)
				if back := r.s.compare(b, a, &w); back != total {
					t.Fatalf("%d one way, %d the other: %v %v", total, back, v, w)
				}
				if most := r.s.most(a, b); most < total {
					t.Fatalf("a bound of %d is below the total %d: %v", most, total, v)
				}
				x := r.s.explain(a, b)
				sum := x.Prior
				for _, s := range x.Steps {
					sum += s.Milli
				}
				if sum != total || x.Total != total {
					t.Fatalf("the steps add up to %d, the total is %d", sum, total)
				}
				p, q := single(a, int32(i)), single(b, int32(j))
				if got := r.s.profiles(p, q, &w); got != total {
					t.Fatalf("two groups of one record weigh %d, the records %d: %v %v", got, total, w, v)
				}
			}
		}
	})
}

// named is a pair by the ids of its records.
type named struct {
	a, b  string
	milli int32
}

func namedPairs(l *Linker) []named {
	var out []named
	for _, p := range ran(l).Pairs {
		x := named{l.Left[p.Left].ID, "", p.Milli}
		if l.Right != nil {
			x.b = l.Right[p.Right].ID
		} else {
			x.b = l.Left[p.Right].ID
		}
		out = append(out, x)
	}
	return out
}

func shuffled(ps []Person, seed uint64) []Person {
	out := slices.Clone(ps)
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func namedMerges(l *Linker) []named {
	merges, _ := clustered(l)
	var out []named
	for _, m := range merges {
		var sides [2]string
		for i, side := range [...][]int{m.A, m.B} {
			var ids []string
			for _, p := range side {
				ids = append(ids, l.Left[p].ID)
			}
			slices.Sort(ids)
			for _, id := range ids {
				sides[i] += id + " "
			}
		}
		out = append(out, named{sides[0], sides[1], m.Milli})
	}
	return out
}

func TestOrderOfRowsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right := people("l", 2, 20).Draw(t, "left"), people("r", 2, 20).Draw(t, "right")
		seed := rapid.Uint64().Draw(t, "seed")
		for _, rules := range []bool{false, true} {
			w := *Default()
			if rules {
				w.Everything = 0
			}
			one, two := linker(left, nil), linker(shuffled(left, seed), nil)
			one.Weights, two.Weights = &w, &w
			if a, b := namedPairs(one), namedPairs(two); !slices.Equal(a, b) {
				t.Fatalf("%v\n%v", a, b)
			}
			if a, b := namedMerges(one), namedMerges(two); !slices.Equal(a, b) {
				t.Fatalf("%v\n%v", a, b)
			}
			one, two = linker(left, right), linker(shuffled(left, seed), shuffled(right, seed))
			one.Weights, two.Weights, one.OneToOne, two.OneToOne = &w, &w, true, true
			if a, b := namedPairs(one), namedPairs(two); !slices.Equal(a, b) {
				t.Fatalf("%v\n%v", a, b)
			}
		}
	})
}

func TestOneToOneIsReallySo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := linker(people("l", 2, 15).Draw(t, "left"), people("r", 2, 15).Draw(t, "right"))
		all := ran(l).Pairs
		l.OneToOne = true
		kept := ran(l).Pairs
		left, right := map[int]int32{}, map[int]int32{}
		for _, p := range kept {
			_, a := left[p.Left]
			_, b := right[p.Right]
			if a || b {
				t.Fatalf("a person stands twice: %v", kept)
			}
			left[p.Left], right[p.Right] = p.Milli, p.Milli
		}
		for _, p := range all { // none was dropped but for a better one on one of its sides
			a, x := left[p.Left]
			b, y := right[p.Right]
			if !(x && a >= p.Milli || y && b >= p.Milli) {
				t.Fatalf("%v was dropped for nothing better", p)
			}
		}
	})
}

// Groups of a cut are the groups of the truth of the merges above it, and merges
// only grow: each joins two whole groups of those before.
func TestMergesAreATree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := linker(people("p", 2, 25).Draw(t, "people"), nil)
		merges, _ := clustered(l)
		group := make([]int, len(l.Left))
		for i := range group {
			group[i] = i
		}
		last := int32(1 << 30)
		for n, m := range merges {
			if m.Milli > last {
				t.Fatalf("merge %d weighs more than the one before", n)
			}
			last = m.Milli
			a, b := group[m.A[0]], group[m.B[0]]
			for i, g := range group {
				if (g == a) != slices.Contains(m.A, i) || (g == b) != slices.Contains(m.B, i) {
					t.Fatalf("merge %d is not of two whole groups", n)
				}
			}
			for i, g := range group {
				if g == b {
					group[i] = a
				}
			}
		}
	})
}

func TestEstimateDependsOnTheRecordsAlone(t *testing.T) {
	ps := people("p", 60, 60).Example(3)
	first, err := linker(ps, nil).Estimate(context.Background(), Estimating{Seed: 5, Random: 500})
	if err != nil {
		t.Fatal(err)
	}
	want := first.Weights.Format()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for i, procs := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(procs)
		p, err := linker(shuffled(ps, uint64(i)), nil).Estimate(context.Background(), Estimating{Seed: 5, Random: 500})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Weights.Format(); !bytes.Equal(got, want) {
			t.Errorf("with %d goroutines and another order:\n%s\nwant\n%s", procs, got, want)
		}
	}
	if _, err := Load(want); err != nil {
		t.Errorf("a proposal cannot be loaded: %v", err)
	}
	for c := range comparisonCount {
		for _, l := range levelsOf[c] {
			if w := first.Weights.Levels[c][l]; w.M <= 0 || w.M >= 1 || w.U <= 0 || w.U >= 1 {
				t.Errorf("%s %s: %+v", c, l, w)
			}
		}
	}
	if Default().Version == first.Weights.Version {
		t.Error("a proposal bears the version of the running weights")
	}
}
