package synth

import (
	"bytes"
	"crypto/sha256"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sum hashes names and bytes of a whole world.
func sum(t testing.TB, o Options) [32]byte {
	t.Helper()
	h := sha256.New()
	err := Stream(o, func(name string, data []byte) error {
		s := sha256.Sum256(data)
		h.Write([]byte(name))
		h.Write(s[:])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return [32]byte(h.Sum(nil))
}

func TestSameOptionsSameBytes(t *testing.T) {
	o := Options{Reports: 1500, Seed: 7, Broken: true}
	first, second := sum(t, o), sum(t, o)
	if first != second {
		t.Fatal("two runs with the same options differ")
	}
	o.Now = DefaultNow.Add(time.Hour)
	if sum(t, o) == first {
		t.Fatal("another anchor of time changes nothing")
	}
}

func TestAnyTwoSeedsDiffer(t *testing.T) {
	seen := map[[32]byte]uint64{}
	for _, seed := range []uint64{0, 1, 2, 3, 1 << 32, 1 << 63, ^uint64(0)} {
		s := sum(t, Options{Reports: 60, Seed: seed})
		if other, ok := seen[s]; ok {
			t.Fatalf("seeds %d and %d give the same bytes", other, seed)
		}
		seen[s] = seed
	}
}

func TestReportsCanBeMadeInAnyOrder(t *testing.T) {
	g, err := New(Options{Reports: 500, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	want := make([][]byte, 500)
	for i := range want {
		want[i] = g.NCMEC(i)
	}
	for i := len(want) - 1; i >= 0; i-- {
		if !bytes.Equal(g.NCMEC(i), want[i]) {
			t.Fatalf("report %d depends on what was made before it", i)
		}
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for name, o := range map[string]Options{
		"negative":  {Reports: -1},
		"too many":  {Reports: MaxReports + 1},
		"no format": {Mix: &Mix{}},
		"weight":    {Mix: &Mix{NCMEC: -1, CMT: 2}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, n := range []int{1, 2, 3, 1871, 1872} {
		if _, err := New(Options{Reports: n}); err != nil {
			t.Errorf("%d reports: %v", n, err)
		}
	}
}

// The generator must not know what it serves to judge.
func TestImportsNothingThatItJudges(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if strings.HasPrefix(i.Path.Value, `"vigie/`) && !strings.HasSuffix(name, "_test.go") {
				t.Errorf("%s imports %s", name, i.Path.Value)
			}
		}
	}
}

func TestIncidentTimesLieBeforeNow(t *testing.T) {
	g, err := New(Options{Reports: 2000, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	old := 0
	for i := range 2000 {
		s := g.look(i)
		if s.at.After(DefaultNow) || s.at.Before(DefaultNow.Add(-400*24*time.Hour)) {
			t.Fatalf("report %d: incident at %v", i, s.at)
		}
		if s.at.Before(DefaultNow.Add(-200 * 24 * time.Hour)) {
			old++
		}
	}
	if old < 800 || old > 1200 {
		t.Errorf("%d of 2000 incidents lie in the older half", old)
	}
}

func TestGenerateStopsWhenAsked(t *testing.T) {
	n := 0
	for _, err := range Generate(Options{Reports: 1000}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 5 {
			break
		}
	}
	if n != 5 {
		t.Fatalf("%d items", n)
	}
	for _, err := range Generate(Options{Reports: -1}) {
		if err == nil {
			t.Fatal("no error for options that cannot be")
		}
		return
	}
	t.Fatal("nothing came out")
}
