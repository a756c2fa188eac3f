package ledger

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// Leaves and roots of Google's certificate-transparency reference tests for RFC 6962.
var (
	ctLeaves = []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	ctRoots  = []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
)

func TestRootsOfCertificateTransparency(t *testing.T) {
	var g edge
	var buf []byte
	for i := 0; ; i++ {
		if root := g.root(); hex.EncodeToString(root[:]) != ctRoots[i] {
			t.Errorf("root of %d leaves is %x, want %s", i, g.root(), ctRoots[i])
		}
		if i == len(ctLeaves) {
			return
		}
		leaf, _ := hex.DecodeString(ctLeaves[i])
		var h tlog.Hash
		h, buf = leafHash(buf, leaf)
		if err := g.push(h, func(int, int64, []byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

// Go's own tlog is the oracle: roots and tiles of every size to 2,000.
func TestTreeAgainstOracle(t *testing.T) {
	ctx := context.Background()
	l, v := testLog(t)
	var m Memory
	var stored []tlog.Hash
	oracle := tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ix))
		for i, x := range ix {
			out[i] = stored[x]
		}
		return out, nil
	})
	for size := int64(1); size <= 2000; size++ {
		mustAppend(t, l, &m, reading(int(size)))
		hs, err := tlog.StoredHashes(size-1, m.Entries[size-1].Leaf, oracle)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hs...)
		want, _ := tlog.TreeHash(size, oracle)
		got, err := OpenCheckpoint(m.State.Checkpoint, v)
		if err != nil || got.Root != want || got.Size != size {
			t.Fatalf("checkpoint at size %d: %v, %v; want root %v", size, got, err, want)
		}
		for _, tile := range tlog.NewTiles(tileHeight, size-1, size) {
			want, _ := tlog.ReadTileData(tile, oracle)
			have, _ := m.Tile(ctx, tile.L, tile.N)
			if !bytes.Equal(want, have) {
				t.Fatalf("tile %d of level %d at size %d differs", tile.N, tile.L, size)
			}
		}
	}
	if len(m.Nodes) != 8+1 {
		t.Errorf("2,000 entries lie in %d tiles, want 8 and 1 above", len(m.Nodes))
	}
	wantClean(t, &m, v, VerifyOptions{})
}

func TestBatchesOfAnySizeGiveTheSameLedger(t *testing.T) {
	const total = 700
	one := func(cuts []int) *Memory {
		l, _ := testLog(t)
		m := &Memory{}
		from := 0
		for _, c := range append(cuts, total) {
			mustAppend(t, l, m, readings(from, c-from)...)
			from = c
		}
		return m
	}
	want := one(nil)
	rapid.Check(t, func(rt *rapid.T) {
		cuts := rapid.SliceOfN(rapid.IntRange(0, total), 0, 12).Draw(rt, "cuts")
		slices.Sort(cuts)
		got := one(cuts)
		if !bytes.Equal(got.State.Checkpoint, want.State.Checkpoint) {
			rt.Fatal("checkpoints differ")
		}
		for i, tile := range got.Nodes {
			if w := want.Nodes[i]; tile.Level != w.Level || tile.N != w.N || !bytes.Equal(tile.Data, w.Data) {
				rt.Fatalf("tile %d differs", i)
			}
		}
	})
}

// What an attacker changed must never be signed over.
func TestAppendRefusesADamagedLedger(t *testing.T) {
	l, _ := testLog(t)
	var m Memory
	mustAppend(t, l, &m, readings(0, 600)...)
	other, _, _ := testKey(t, 8)
	for name, damage := range map[string]func(*Memory){
		"edge tile":       func(m *Memory) { m.Nodes[2].Data[40] ^= 1 },
		"upper tile":      func(m *Memory) { m.Nodes[3].Data[5] ^= 1 },
		"short tile":      func(m *Memory) { m.Nodes[2].Data = m.Nodes[2].Data[:64] },
		"missing tile":    func(m *Memory) { m.Nodes = m.Nodes[:3] },
		"size":            func(m *Memory) { m.State.Size-- },
		"root":            func(m *Memory) { m.State.Checkpoint[30] ^= 1 },
		"signature":       func(m *Memory) { m.State.Checkpoint[len(m.State.Checkpoint)-9] ^= 1 },
		"no checkpoint":   func(m *Memory) { m.State.Checkpoint = nil },
		"foreign signing": func(m *Memory) { m.State = resign(t, m, &Log{Origin: testOrigin, Signer: other}) },
	} {
		c := m.Clone()
		damage(c)
		before := len(c.Entries)
		if _, err := l.Append(context.Background(), c, readings(600, 1)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: error is %v, want ErrDamaged", name, err)
		}
		if len(c.Entries) != before {
			t.Errorf("%s: something was appended", name)
		}
	}
}

// resign gives the head that l would sign over the stored tiles.
func resign(tb testing.TB, m *Memory, l *Log) Head {
	tb.Helper()
	g, err := loadEdge(context.Background(), m, m.State.Size)
	if err != nil {
		tb.Fatal(err)
	}
	cp, err := l.sign(Tree{l.Origin, g.size, g.root()})
	if err != nil {
		tb.Fatal(err)
	}
	return Head{g.size, cp}
}

func TestAppendRefusesEntriesThatCannotStand(t *testing.T) {
	ok := reading(1)
	with := func(f func(*Entry)) Entry { e := ok; f(&e); return e }
	for name, e := range map[string]Entry{
		"unknown kind":     with(func(e *Entry) { e.Kind = "peek" }),
		"nobody":           with(func(e *Entry) { e.Who = "" }),
		"system reads":     with(func(e *Entry) { e.Who = System }),
		"year 10000":       with(func(e *Entry) { e.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"detail a list":    with(func(e *Entry) { e.Detail = jsontext.Value(`[1]`) }),
		"detail broken":    with(func(e *Entry) { e.Detail = jsontext.Value(`{"a":`) }),
		"member twice":     with(func(e *Entry) { e.Detail = jsontext.Value(`{"a":1,"a":2}`) }),
		"number rounded":   with(func(e *Entry) { e.Detail = jsontext.Value(`{"a":9007199254740993}`) }),
		"purpose no UTF-8": with(func(e *Entry) { e.Purpose = "\xff" }),
		"erase nothing":    with(func(e *Entry) { e.Kind = Erase }),
		"erase the future": erasing(0, 1, 99),
		"too long":         with(func(e *Entry) { e.Purpose = strings.Repeat("x", MaxOpening) }),
	} {
		l, _ := testLog(t)
		m := &Memory{}
		if _, err := l.Append(context.Background(), m, []Entry{ok, e}); err == nil {
			t.Errorf("%s: accepted", name)
		} else if m.State.Size != 0 {
			t.Errorf("%s: refused and recorded", name)
		}
	}
}

func TestLeavesHoldNothingPersonal(t *testing.T) {
	l, _ := testLog(t)
	m := &Memory{}
	e := Entry{Kind: Reveal, Who: "agent-4711", Purpose: "zzpurpose", Subjects: []string{"zzsubject"}, Detail: jsontext.Value(`{"zzdetail":1}`)}
	mustAppend(t, l, m, e, e)
	for _, word := range []string{"4711", "zz"} {
		if bytes.Contains(m.Entries[0].Leaf, []byte(word)) {
			t.Errorf("leaf holds %q", word)
		}
	}
	if bytes.Equal(m.Entries[0].Leaf, m.Entries[1].Leaf) {
		t.Error("the same entry twice gives the same leaf: the salt does not hide it")
	}
	got, err := m.Entries[1].Open()
	if err != nil || got.Who != e.Who || got.Purpose != e.Purpose || !got.At.Equal(testTime) {
		t.Errorf("Open gives %+v, %v", got, err)
	}
	m.Erase(1)
	if _, err := m.Entries[1].Open(); !errors.Is(err, ErrErased) {
		t.Errorf("Open of an erased entry: %v", err)
	}
}

func TestEmptyBatchAndWrongKey(t *testing.T) {
	l, _ := testLog(t)
	m := &Memory{}
	if first, err := l.Append(context.Background(), m, nil); first != 0 || err != nil || m.State.Checkpoint != nil {
		t.Errorf("empty batch: %d, %v", first, err)
	}
	l.Origin = "other.example.org"
	if _, err := l.Append(context.Background(), m, readings(0, 1)); err == nil {
		t.Error("a key of another origin was accepted")
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{1, 500} {
		b.Run(map[int]string{1: "one", 500: "batch500"}[size], func(b *testing.B) {
			l, _ := testLog(b)
			l.Rand = nil
			d := &discard{Memory{}}
			batch := readings(0, size)
			b.ReportAllocs()
			for b.Loop() {
				mustAppend(b, l, d, batch...)
			}
			b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// discard keeps tiles and head, and no rows.
type discard struct{ Memory }

func (d *discard) Append(ctx context.Context, rows []Row, tiles []Tile, head Head) error {
	err := d.Memory.Append(ctx, rows, tiles, head)
	d.Entries = d.Entries[:0]
	return err
}
