package ledger

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// sample is a ledger of 620 entries, two erasures among them.
func sample(tb testing.TB) (*Memory, *Log, VerifyOptions, func(o VerifyOptions, code Code, index int64, damage func(*Memory))) {
	l, v := testLog(tb)
	m := &Memory{}
	mustAppend(tb, l, m, Entry{Kind: Init, Who: "p001", Purpose: "start"})
	mustAppend(tb, l, m, readings(1, 299)...)
	mustAppend(tb, l, m, erasing(3, 4, 5, 290))
	m.Erase(3, 4, 5, 290)
	mustAppend(tb, l, m, readings(301, 250)...)
	mustAppend(tb, l, m, erasing(17))
	m.Erase(17)
	mustAppend(tb, l, m, readings(552, 68)...)
	want := func(o VerifyOptions, code Code, index int64, damage func(*Memory)) {
		tb.Helper()
		c := m.Clone()
		damage(c)
		wantFirst(tb, c, v, o, code, index)
	}
	return m, l, VerifyOptions{}, want
}

func TestVerifySample(t *testing.T) {
	m, _, _, _ := sample(t)
	_, v, _ := testKey(t, 7)
	seen, last := 0, int64(0)
	r := wantClean(t, m, v, VerifyOptions{
		Check:    func(r Row, e Entry) error { seen++; return nil },
		Progress: func(done, total int64) { last = done },
	})
	if r.Erased != 5 || r.Tree.Size != 620 || seen != 615 || last != 620 || !r.OK() {
		t.Errorf("%d erased, size %d, %d checked, progress %d", r.Erased, r.Tree.Size, seen, last)
	}
	if r := wantClean(t, &Memory{}, v, VerifyOptions{}); r.Tree.Size != 0 {
		t.Error("an empty ledger has a size")
	}
}

// One bit changed anywhere among the stored bytes is found, and the first bad
// entry is named exactly. A tile's hash stands for the first entry under it; a
// checkpoint stands for none.
func TestEverySingleBit(t *testing.T) {
	m, _, _, _ := sample(t)
	_, v, _ := testKey(t, 7)
	type target struct {
		name  string
		bytes func(c *Memory) []byte
		index func(bit int) int64
	}
	var targets []target
	var weights []int
	add := func(name string, f func(c *Memory) []byte, index func(bit int) int64) {
		targets = append(targets, target{name, f, index})
		weights = append(weights, len(f(m)))
	}
	for i, r := range m.Entries {
		at := func(int) int64 { return int64(i) }
		add("leaf", func(c *Memory) []byte { return c.Entries[i].Leaf }, at)
		if r.Salt != nil {
			add("salt", func(c *Memory) []byte { return c.Entries[i].Salt }, at)
			add("opening", func(c *Memory) []byte { return c.Entries[i].Opening }, at)
		}
	}
	for i, n := range m.Nodes {
		add("tile", func(c *Memory) []byte { return c.Nodes[i].Data }, func(bit int) int64 {
			return (n.N*256 + int64(bit/8/tlog.HashSize)) << (8 * n.Level)
		})
	}
	add("checkpoint", func(c *Memory) []byte { return c.State.Checkpoint }, func(int) int64 { return -1 })

	try := func(g target, bit int) {
		t.Helper()
		b := g.bytes(m)
		b[bit/8] ^= 1 << (bit % 8)
		defer func() { b[bit/8] ^= 1 << (bit % 8) }()
		f, found := ptr(mustVerify(t, m, v, VerifyOptions{})).First()
		if !found {
			t.Errorf("%s of %d, bit %d: nothing found", g.name, g.index(bit), bit)
		} else if f.Index != g.index(bit) {
			t.Errorf("%s, bit %d: %s names entry %d, want %d", g.name, bit, f.Code, f.Index, g.index(bit))
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	total := 0
	for _, w := range weights {
		total += w
	}
	for range 1000 {
		pick := rng.IntN(total)
		k := 0
		for pick >= weights[k] {
			pick -= weights[k]
			k++
		}
		try(targets[k], pick*8+rng.IntN(8))
	}
	// Rare places that chance would miss: every bit of the checkpoint and of the
	// erase entries, on which other entries hang.
	for _, g := range targets {
		if i := g.index(0); g.name == "checkpoint" || (i == 300 || i == 551) && g.name != "tile" {
			for bit := range len(g.bytes(m)) * 8 {
				try(g, bit)
			}
		}
	}
	wantClean(t, m, v, VerifyOptions{})
}

func ptr[T any](v T) *T { return &v }

func TestVerifyNamesTheFault(t *testing.T) {
	_, l, none, want := sample(t)
	rehash := func(c *Memory, upTo int) { // an attacker who recomputes every tile
		c.Nodes, c.State = nil, Head{}
		var g edge
		take := func(level int, n int64, data []byte) error {
			c.Nodes = append(c.Nodes, Tile{level, n, bytes.Clone(data)})
			return nil
		}
		for _, r := range c.Entries[:upTo] {
			_ = g.push(tlog.RecordHash(r.Leaf), take)
		}
		_ = g.partial(take)
		slices.SortFunc(c.Nodes, func(a, b Tile) int { return (a.Level-b.Level)<<20 + int(a.N-b.N) })
		c.State.Size = int64(upTo)
	}
	forge := func(c *Memory, i int) { // another opening, well made
		e := reading(i)
		e.Who = "p999"
		rows, err := l.rows(int64(i), []Entry{e})
		if err != nil {
			t.Fatal(err)
		}
		c.Entries[i] = rows[0]
	}

	want(none, RowMissing, 100, func(c *Memory) { c.Entries = slices.Delete(c.Entries, 100, 103) })
	want(none, RowMissing, 0, func(c *Memory) { c.Entries = nil })
	want(none, RowMissing, 619, func(c *Memory) { c.Entries = c.Entries[:619] })
	want(none, RowMissing, 200, func(c *Memory) { c.Entries[200].Index = 201 })
	want(none, RowMisplaced, 40, func(c *Memory) { c.Entries = slices.Insert(c.Entries, 41, c.Entries[40]) })
	want(none, RowBeyond, 620, func(c *Memory) { c.Entries = append(c.Entries, Row{Index: 620, Leaf: []byte("x")}) })
	want(none, LeafAltered, 50, func(c *Memory) { forge(c, 50) })
	want(none, LeafAltered, 50, func(c *Memory) { c.Entries[50], c.Entries[51] = swapped(c.Entries[50], c.Entries[51]) })
	want(none, LeafAltered, 610, func(c *Memory) { forge(c, 610) })
	want(none, OpeningAltered, 50, func(c *Memory) { c.Entries[50].Salt = c.Entries[50].Salt[:15] })
	want(none, OpeningAltered, 50, func(c *Memory) { c.Entries[50].Opening = append(c.Entries[50].Opening, ' ') })
	want(none, HalfErased, 50, func(c *Memory) { c.Entries[50].Opening = nil })
	want(none, HalfErased, 50, func(c *Memory) { c.Entries[50].Salt = nil })
	want(none, ErasureUnrecorded, 50, func(c *Memory) { c.Erase(50) })
	want(none, ErasureUnrecorded, 560, func(c *Memory) { c.Erase(560) })
	want(none, NotErasable, 300, func(c *Memory) { c.Erase(300) })
	want(none, TileMissing, 256, func(c *Memory) { c.Nodes = slices.Delete(c.Nodes, 1, 2) })
	want(none, TileMissing, 512, func(c *Memory) { c.Nodes = slices.Delete(c.Nodes, 2, 3) })
	want(none, TileWidth, 620, func(c *Memory) { c.Nodes[2].Data = append(c.Nodes[2].Data, make([]byte, 32)...) })
	want(none, TileAltered, 513, func(c *Memory) { c.Nodes[2].Data[33] ^= 4 })
	want(none, TileAltered, 256, func(c *Memory) { c.Nodes[3].Data[33] ^= 4 })
	want(none, SubtreeAltered, 256, func(c *Memory) { // a row and its hash, and no more
		forge(c, 257)
		h := tlog.RecordHash(c.Entries[257].Leaf)
		copy(c.Nodes[1].Data[32:], h[:])
	})
	for _, extra := range []Tile{{2, 0, nil}, {1, 1, nil}, {1, 1 << 56, nil}, {9, 0, nil}, {1, 0, nil}} {
		want(none, TileExtra, -1, func(c *Memory) { c.Nodes = append(c.Nodes, extra) })
	}
	want(none, CheckpointMissing, -1, func(c *Memory) { c.State.Checkpoint = nil })
	want(none, CheckpointForm, -1, func(c *Memory) { c.State.Checkpoint = []byte("hello") })
	want(none, CheckpointForm, -1, func(c *Memory) {
		c.State.Checkpoint = append(c.State.Checkpoint, "— w.example.org AAAAAAAAAAA=\n"...)
	})
	want(none, RowBeyond, 0, func(c *Memory) { c.State = Head{} })
	want(none, RowBeyond, 619, func(c *Memory) { c.State.Size-- })
	want(none, RowMissing, 620, func(c *Memory) { c.State.Size = 1 << 50 })
	want(none, RootDiffers, -1, func(c *Memory) { // everything but the key
		cp := c.State.Checkpoint
		forge(c, 50)
		rehash(c, 620)
		c.State.Checkpoint = cp
	})
	want(none, CheckpointSignature, -1, func(c *Memory) { // with a key of his own
		other, _, _ := testKey(t, 9)
		forge(c, 50)
		rehash(c, 620)
		c.State = resign(t, c, &Log{Origin: testOrigin, Signer: other})
	})

	// A checkpoint that left the house.
	m, _, _, _ := sample(t)
	saved := m.State.Checkpoint
	want(VerifyOptions{Against: saved}, TailCut, 560, func(c *Memory) {
		c.Entries = c.Entries[:560]
		rehash(c, 560)
		c.State = resign(t, c, l)
	})
	want(VerifyOptions{Against: saved}, TailCut, 0, func(c *Memory) { *c = Memory{} })
	want(VerifyOptions{Against: saved}, HistoryRewritten, -1, func(c *Memory) {
		forge(c, 50)
		rehash(c, 620)
		c.State = resign(t, c, l)
		mustAppend(t, l, c, readings(620, 300)...)
	})
}

// swapped exchanges all but the indexes.
func swapped(a, b Row) (Row, Row) {
	a.Index, b.Index = b.Index, a.Index
	return b, a
}

// Without a saved checkpoint the key-holder's rewriting passes; with one of any
// size it does not. This is why checkpoints go out.
func TestRewritingNeedsACheckpointOutside(t *testing.T) {
	l, v := testLog(t)
	build := func(who string) (*Memory, [][]byte) {
		m := &Memory{}
		var cps [][]byte
		for i := range 40 {
			e := reading(i)
			if i == 20 {
				e.Who = who
			}
			mustAppend(t, l, m, e)
			cps = append(cps, m.State.Checkpoint)
		}
		return m, cps
	}
	_, saved := build("p001")
	l.Rand = &counting{}
	m, _ := build("p002")
	wantClean(t, m, v, VerifyOptions{})
	for i, cp := range saved {
		r := mustVerify(t, m, v, VerifyOptions{Against: cp})
		// Both runs draw the same salts, so entries before 20 are the same.
		if found := !r.OK(); found != (i >= 20) {
			t.Errorf("against the checkpoint of %d entries: found %v", i+1, found)
		}
	}
	if _, err := Verify(context.Background(), m, v, VerifyOptions{Against: []byte("no")}); err == nil {
		t.Error("a broken older checkpoint was accepted")
	}
}

func TestErasureOnRecord(t *testing.T) {
	l, v := testLog(t)
	m := &Memory{}
	mustAppend(t, l, m, readings(0, 10)...)
	mustAppend(t, l, m, erasing(4, 5))
	wantFirst(t, m, v, VerifyOptions{}, ErasureUndone, 4) // as after a backup was put back
	m.Erase(4)
	wantFirst(t, m, v, VerifyOptions{}, ErasureUndone, 5)
	m.Erase(5)
	wantClean(t, m, v, VerifyOptions{})
	mustAppend(t, l, m, erasing(5)) // twice on record is no fault
	mustAppend(t, l, m, erasing())
	if r := wantClean(t, m, v, VerifyOptions{}); r.Erased != 2 {
		t.Errorf("%d erased, want 2", r.Erased)
	}
	// The faulty erase entry is the fault, not what it explained.
	m.Entries[10].Opening[30] ^= 1
	if r := wantFirst(t, m, v, VerifyOptions{}, OpeningAltered, 10); r.Unsettled != 1 {
		t.Errorf("%d unsettled, want 1", r.Unsettled)
	}
}

func TestCheckComparesWithTheTables(t *testing.T) {
	m, _, _, _ := sample(t)
	_, v, _ := testKey(t, 7)
	o := VerifyOptions{Check: func(r Row, e Entry) error {
		if r.Index == 9 {
			return errors.New("the report's hash is another")
		}
		return nil
	}}
	r := wantFirst(t, m, v, o, RecordDiffers, 9)
	if s := r.Faults[0].Sentence("fr"); !strings.Contains(s, "entrée 9") || !strings.Contains(s, "hash") {
		t.Errorf("sentence: %s", s)
	}
	gone := errors.New("database does not answer")
	o.Check = func(Row, Entry) error { return Abort(gone) }
	if _, err := Verify(context.Background(), m, v, o); !errors.Is(err, gone) {
		t.Errorf("error is %v, want the database's", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Verify(ctx, m, v, VerifyOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want canceled", err)
	}
}

// A long run does not fit one read, and big openings end it earlier.
func TestRunsOfRows(t *testing.T) {
	l, v := testLog(t)
	m := &Memory{}
	mustAppend(t, l, m, readings(0, runRows+10)...)
	for range 12 {
		mustAppend(t, l, m, Entry{Kind: Read, Who: "p001", Subjects: []string{strings.Repeat("k", MaxOpening-200)}})
	}
	wantClean(t, m, v, VerifyOptions{})
	m.Entries[runRows+15].Opening[90] ^= 1
	wantFirst(t, m, v, VerifyOptions{}, OpeningAltered, runRows+15)
}

func TestManyFaults(t *testing.T) {
	m, _, _, _ := sample(t)
	_, v, _ := testKey(t, 7)
	for i := range m.Entries {
		m.Entries[i].Leaf[20] ^= 1
	}
	r := mustVerify(t, m, v, VerifyOptions{})
	if len(r.Faults) != maxFaults || r.Count < 620 || r.Faults[0].Index != 0 || r.Faults[maxFaults-1].Index < 45 {
		t.Errorf("%d listed of %d", len(r.Faults), r.Count)
	}
}

func TestSentencesAreComplete(t *testing.T) {
	for _, w := range faultTable {
		f := Fault{Code: w.code, Index: 31, Last: 42, Level: 1, N: 5, Err: errors.New("x")}
		for _, lang := range []string{"fr", "en"} {
			if s := f.Sentence(lang); s == "" || strings.ContainsAny(s, "{}") {
				t.Errorf("%s in %s: %q", w.code, lang, s)
			}
		}
		if strings.Count(w.en, "{") != strings.Count(w.fr, "{") {
			t.Errorf("%s: the languages do not say the same", w.code)
		}
	}
	for _, k := range Kinds() {
		if !k.wellFormed() || k.Name("fr") == "" || k.Name("en") == "" || !k.Known() {
			t.Errorf("kind %q", k)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	l, v := testLog(b)
	m := &Memory{}
	const n = 50_000
	for i := 0; i < n; i += 500 {
		mustAppend(b, l, m, readings(i, 500)...)
	}
	for _, o := range []struct {
		name string
		VerifyOptions
	}{{"rows", VerifyOptions{}}, {"against", VerifyOptions{Against: m.State.Checkpoint, Check: func(Row, Entry) error { return nil }}}} {
		b.Run(o.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r := mustVerify(b, m, v, o.VerifyOptions); !r.OK() {
					b.Fatal("faults")
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
