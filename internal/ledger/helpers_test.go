package ledger

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/note"
)

const testOrigin = "vigie.example.org/ledger"

// counting is a reader of bytes that are all different runs: salts a test can repeat.
type counting struct{ n uint64 }

func (c *counting) Read(p []byte) (int, error) {
	var b [8]byte
	for i := range p {
		if i%8 == 0 {
			binary.BigEndian.PutUint64(b[:], c.n)
			c.n++
		}
		p[i] = b[i%8]
	}
	return len(p), nil
}

// testKey gives a fixed key pair: the seed is the byte b thirty-two times.
func testKey(tb testing.TB, b byte) (note.Signer, note.Verifier, string) {
	tb.Helper()
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = b
	}
	skey, vkey, err := note.GenerateKey(seedReader(seed), testOrigin)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		tb.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		tb.Fatal(err)
	}
	return s, v, vkey
}

type seedReader []byte

func (s seedReader) Read(p []byte) (int, error) { return copy(p, s), nil }

var testTime = time.Date(2026, 3, 2, 8, 30, 0, 125e6, time.UTC)

func testLog(tb testing.TB) (*Log, note.Verifier) {
	s, v, _ := testKey(tb, 7)
	return &Log{Origin: testOrigin, Signer: s, Rand: &counting{}, Now: func() time.Time { return testTime }}, v
}

func reading(i int) Entry {
	return Entry{
		Kind: Read, At: testTime.Add(time.Duration(i) * time.Second), Who: fmt.Sprintf("p%03d", i%7),
		Purpose: "relecture du dossier", Subjects: []string{fmt.Sprintf("1f3k-9x2m-%05d", i)},
		Detail: jsontext.Value(fmt.Sprintf(`{"page":"queue","rows":%d}`, i)),
	}
}

func readings(from, n int) []Entry {
	out := make([]Entry, n)
	for i := range out {
		out[i] = reading(from + i)
	}
	return out
}

func erasing(indexes ...int64) Entry {
	d, err := json.Marshal(struct {
		Authority string `json:"authority"`
		Erasure
	}{"procedure closed", Erasure{SpansOf(indexes...)}}, json.Deterministic(true))
	if err != nil {
		panic(err)
	}
	return Entry{Kind: Erase, Who: "p001", Purpose: "closure", Detail: d}
}

func mustAppend(tb testing.TB, l *Log, c Cellar, entries ...Entry) int64 {
	tb.Helper()
	first, err := l.Append(context.Background(), c, entries)
	if err != nil {
		tb.Fatal(err)
	}
	return first
}

func mustVerify(tb testing.TB, c Cellar, v note.Verifier, o VerifyOptions) Report {
	tb.Helper()
	r, err := Verify(context.Background(), c, v, o)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// wantClean fails if anything is wrong.
func wantClean(tb testing.TB, c Cellar, v note.Verifier, o VerifyOptions) Report {
	tb.Helper()
	r := mustVerify(tb, c, v, o)
	for _, f := range r.Faults {
		tb.Errorf("%s: %s", f.Code, f.Sentence("en"))
	}
	return r
}

// wantFirst fails unless the first fault is this one.
func wantFirst(tb testing.TB, c Cellar, v note.Verifier, o VerifyOptions, code Code, index int64) Report {
	tb.Helper()
	r := mustVerify(tb, c, v, o)
	f, ok := r.First()
	if !ok {
		tb.Fatalf("nothing found; want %s at %d", code, index)
	}
	if f.Code != code || f.Index != index {
		tb.Fatalf("first fault is %s at %d (%s); want %s at %d", f.Code, f.Index, f.Sentence("en"), code, index)
	}
	return r
}
