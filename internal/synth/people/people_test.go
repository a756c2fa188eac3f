package people

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"reflect"
	"runtime"
	"testing"
)

func mustNew(t *testing.T, o Options) *Generator {
	t.Helper()
	g, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func written(t *testing.T, g *Generator, side Side) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := g.Write(context.Background(), &b, side, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSameSeedSameBytes(t *testing.T) {
	o := Options{Count: 3*rowsAtOnce + 17, Seed: 7}
	one := written(t, mustNew(t, o), Only)
	before := runtime.GOMAXPROCS(1)
	alone := written(t, mustNew(t, o), Only)
	runtime.GOMAXPROCS(7)
	many := written(t, mustNew(t, o), Only)
	runtime.GOMAXPROCS(before)
	if !bytes.Equal(one, alone) || !bytes.Equal(one, many) {
		t.Error("the bytes depend on the number of processors")
	}
	o.Seed++
	if bytes.Equal(one, written(t, mustNew(t, o), Only)) {
		t.Error("another seed gives the same people")
	}
}

// The file is CSV that others read, every row in it is the row made by itself,
// and the truth that the generator states is the truth of its column.
func TestFileIsWhatIsStated(t *testing.T) {
	for _, count := range []int{1, 2, 999, 20_000} {
		g := mustNew(t, Options{Count: count, Seed: 3})
		rows, err := csv.NewReader(bytes.NewReader(written(t, g, Only))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(rows[0], Columns) || len(rows) != count+1 {
			t.Fatalf("%d rows for %d, headed %v", len(rows)-1, count, rows[0])
		}
		ids, clusters := map[string]bool{}, map[string]int{}
		for i, row := range rows[1:] {
			r := g.Record(Only, i)
			if want := r.fields(nil); !reflect.DeepEqual(row, want) {
				t.Fatalf("row %d is %q, made by itself %q", i, row, want)
			}
			ids[row[0]] = true
			clusters[row[1]]++
		}
		pairs := 0
		for _, n := range clusters {
			if n > 5 {
				t.Errorf("a person has %d records", n)
			}
			pairs += n * (n - 1) / 2
		}
		if len(ids) != count || len(clusters) != g.Persons() || pairs != g.TruePairs() {
			t.Errorf("of %d: %d ids, %d persons (%d stated), %d pairs (%d stated)", count, len(ids), len(clusters), g.Persons(), pairs, g.TruePairs())
		}
	}
}

func TestPairOfFiles(t *testing.T) {
	for _, overlap := range []float64{0, 0.3, 1} {
		g := mustNew(t, Options{Count: 5000, Seed: 5, Pair: true, Overlap: overlap})
		seen := map[string]int{}
		for _, side := range []Side{Left, Right} {
			here := map[string]bool{}
			for i := range 5000 {
				here[g.Record(side, i).Cluster] = true
			}
			if len(here) != 5000 {
				t.Errorf("side %d has %d persons in 5000 records", side, len(here))
			}
			for c := range here {
				seen[c]++
			}
		}
		both := 0
		for _, n := range seen {
			both += n - 1
		}
		if want := int(5000 * overlap); both != want || g.TruePairs() != want || len(seen) != g.Persons() {
			t.Errorf("overlap %v: %d persons in both, %d stated, %d wanted; %d in all, %d stated", overlap, both, g.TruePairs(), want, len(seen), g.Persons())
		}
	}
}

func TestRefusals(t *testing.T) {
	bad := DefaultRates()
	bad.Swapped = 0.7
	for _, o := range []Options{{Count: -1}, {Count: MaxCount + 1}, {Overlap: 1.1}, {Overlap: math.NaN()}, {Rates: &bad}} {
		if _, err := New(o); err == nil {
			t.Errorf("New(%+v) refuses nothing", o)
		}
	}
}

func TestWriteStops(t *testing.T) {
	g := mustNew(t, Options{Count: 50_000})
	ctx, cancel := context.WithCancel(context.Background())
	err := g.Write(ctx, io.Discard, Only, func(done, _ int) {
		if done > rowsAtOnce {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	full := errors.New("disk full")
	if err := g.Write(context.Background(), &failing{after: 2, err: full}, Only, nil); !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
}

type failing struct {
	after int
	err   error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, f.err
	}
	return len(p), nil
}

func BenchmarkRecord(b *testing.B) {
	g, err := New(Options{Count: 1_000_000, Seed: 7})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.Record(Only, i%1_000_000)
	}
}
