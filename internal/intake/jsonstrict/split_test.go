package jsonstrict

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/internal/intake"
)

// run splits a stream and writes each piece as "record 0+7" or "duplicate-name 0+7".
func run(t testing.TB, r io.Reader, lim intake.Limits) []string {
	t.Helper()
	var out []string
	err := Split(context.Background(), intake.Input{R: r, Limits: lim}, []string{"reports"}, func(p *Piece) error {
		if (p.Doc == nil) == (p.Problem == nil) {
			t.Fatalf("exactly one of Doc and Problem: %+v", p)
		}
		word := "record"
		if p.Problem != nil {
			word = string(p.Problem.Reason)
			if intakeReasons[p.Problem.Reason] == "" {
				t.Fatalf("reason %q is not one of the contract", word)
			}
		}
		out = append(out, fmt.Sprintf("%s %d+%d", word, p.Offset, p.Size))
		return nil
	})
	if err != nil {
		t.Fatalf("Split: %v", err)
	}
	return out
}

var intakeReasons = func() map[intake.Reason]string {
	m := map[intake.Reason]string{}
	for _, r := range []intake.Reason{
		intake.Empty, intake.TooLarge, intake.TooDeep, intake.TooMany, intake.BadEncoding, intake.Malformed,
		intake.Truncated, intake.DuplicateName, intake.TrailingContent, intake.WrongShape, intake.MissingField, intake.BadValue,
	} {
		m[r] = string(r)
	}
	return m
}()

var small = intake.Limits{Record: 200, Depth: 5, Fields: 4, Records: 5}

func TestSplit(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 5) + `{}` + strings.Repeat(`}`, 5)
	large := `{"a":"` + strings.Repeat("x", 300) + `"}`
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"one", `{"a":1}`, []string{"record 0+7"}},
		{"one with space around", " \r\n{\"a\":1}\n", []string{"record 3+7"}},
		{"mark", "\xef\xbb\xbf{\"a\":1}", []string{"record 3+7"}},
		{"lines", "{\"a\":1}\n{\"b\":2}\n", []string{"record 0+7", "record 8+7"}},
		{"no line between", `{"a":1}{"b":2}`, []string{"record 0+7", "record 7+7"}},
		{"array", `[{"a":1}, {"b":2}]`, []string{"record 1+7", "record 10+7"}},
		{"wrapped", `{"reports":[{"a":1},{"b":2}]}`, []string{"record 12+7", "record 20+7"}},
		{"wrapped, with more around", `{"count":2,"reports":[{"a":1}],"next":null}`, []string{"record 22+7"}},
		{"wrapper deeper is no wrapper", `{"x":{"reports":[{"a":1}]}}`, []string{"record 0+27"}},
		{"wrapper that is no array", `{"reports":{"a":1}}`, []string{"record 0+19"}},
		{"wrapper of an element is no wrapper", `[{"reports":[{"a":1}]}]`, []string{"record 1+21"}},

		{"nothing", ``, []string{"empty 0+0"}},
		{"only space", " \n ", []string{"empty 3+0"}},
		{"only a mark", "\xef\xbb\xbf", []string{"empty 3+0"}},
		{"empty list", `[ ]`, []string{"empty 2+0"}},
		{"empty wrapped list", `{"reports":[]}`, []string{"empty 12+0"}},
		{"UTF-16 LE with mark", "\xff\xfe{\x00}\x00", []string{"bad-encoding 0+6"}},
		{"UTF-16 BE with mark", "\xfe\xff\x00{\x00}", []string{"bad-encoding 0+6"}},
		{"UTF-16 without mark", "{\x00}\x00", []string{"bad-encoding 0+4"}},
		{"UTF-32", "\x00\x00\x00{", []string{"bad-encoding 0+4"}},

		{"bad UTF-8, neighbours go on", "[{\"a\":\"\xff\"},{\"b\":2}]", []string{"bad-encoding 1+9", "record 11+7"}},
		{"overlong UTF-8", "{\"a\":\"\xc0\xaf\"}", []string{"bad-encoding 0+10"}},
		{"surrogate in UTF-8", "{\"a\":\"\xed\xa0\x80\"}", []string{"bad-encoding 0+11"}},
		{"bad UTF-8 in a key", "{\"\xff\":1}", []string{"bad-encoding 0+7"}},
		{"lone high surrogate", `[{"a":"\ud800"},{"b":2}]`, []string{"bad-encoding 1+14", "record 16+7"}},
		{"lone low surrogate", `{"a":"\udc00"}`, []string{"bad-encoding 0+14"}},
		{"surrogate pair", `{"a":"\ud83d\ude00"}`, []string{"record 0+20"}},
		{"duplicate key", `[{"a":1,"a":2},{"b":2}]`, []string{"duplicate-name 1+13", "record 15+7"}},
		{"duplicate key by escape", `{"a":1,"\u0061":2}`, []string{"duplicate-name 0+18"}},
		{"duplicate key inside", `{"x":{"a":1,"a":2}}`, []string{"duplicate-name 0+19"}},
		{"escaped NUL", `[{"a":"x\u0000"},{"b":2}]`, []string{"bad-value 1+15", "record 17+7"}},
		{"escaped NUL in a key", `{"\u0000":1}`, []string{"bad-value 0+12"}},
		{"an escaped backslash is no NUL", `{"a":"\\u0000"}`, []string{"record 0+15"}},
		{"raw NUL in a string", "{\"a\":\"\x00\"}", []string{"malformed 0+9"}},
		{"raw NUL between", "{\"a\":\x001}", []string{"malformed 0+8"}},
		{"raw line feed in a string", "{\"a\":\"x\ny\"}", []string{"malformed 0+11"}},
		{"too deep", `[` + deep + `,{"b":2}]`, []string{fmt.Sprintf("too-deep 1+%d", len(deep)), fmt.Sprintf("record %d+7", len(deep)+2)}},
		{"too many keys", `[{"a":1,"b":1,"c":1,"d":1,"e":1},{"b":2}]`, []string{"too-many 1+31", "record 33+7"}},
		{"too large", `[` + large + `,{"b":2}]`, []string{fmt.Sprintf("too-large 1+%d", len(large)), fmt.Sprintf("record %d+7", len(large)+2)}},
		{"too large a line", large + "\n{\"b\":2}", []string{fmt.Sprintf("too-large 0+%d", len(large)), fmt.Sprintf("record %d+7", len(large)+1)}},
		{"too many records", strings.Repeat("{}\n", 7), []string{"record 0+2", "record 3+2", "record 6+2", "record 9+2", "record 12+2", "too-many 15+6"}},

		{"a number", `42`, []string{"wrong-shape 0+2"}},
		{"a string", `"abc"`, []string{"wrong-shape 0+5"}},
		{"null", `null`, []string{"wrong-shape 0+4"}},
		{"a word", `hello world`, []string{"malformed 0+11"}},
		{"numbers in a list", `[1,{"b":2},[],"x",true]`, []string{"wrong-shape 1+1", "record 3+7", "wrong-shape 11+2", "wrong-shape 14+3", "wrong-shape 18+4"}},

		{"cut in a string", `{"a":"x`, []string{"truncated 0+7"}},
		{"cut in a list", `[{"a":1},`, []string{"record 1+7", "truncated 9+0"}},
		{"cut after a record of a list", `[{"a":1}`, []string{"record 1+7", "truncated 8+0"}},
		{"cut at the second record", `[{"a":1},{"b"`, []string{"record 1+7", "truncated 9+4"}},
		{"cut wrapper", `{"reports":[{"a":1}]`, []string{"record 12+7", "truncated 20+0"}},
		{"brackets crossed", `[{"a":[1}],{"b":2}]`, []string{"malformed 1+18"}},
		{"closing only", `}`, []string{"malformed 0+1"}},
		{"no value", `[{"a":},{"b":2}]`, []string{"malformed 1+15"}},
		{"no quotes", `[{a:1},{"b":2}]`, []string{"malformed 1+14"}},
		{"comma too many", `[{"a":1},]`, []string{"record 1+7", "malformed 9+1"}},
		{"comma first", `[,{"a":1}]`, []string{"malformed 1+9"}},
		{"no comma", `[{"a":1}{"b":2}]`, []string{"record 1+7", "malformed 8+8"}},
		{"comment", `[/* */{"a":1}]`, []string{"malformed 1+13"}},
		{"NaN", `[{"a":NaN},{"b":2}]`, []string{"malformed 1+18"}},
		{"unescaped quote: quotes are out of step to the end", `[{"a":"x"y","b":1},{"b":2}]`, []string{"truncated 1+26"}},
		{"broken line, lines go on", "{\"a\":1}\n{\"a\":}\n{\"b\":2}\n", []string{"record 0+7", "malformed 8+6", "record 15+7"}},
		{"broken first line", "{\"a\":}\n{\"b\":2}\n", []string{"malformed 0+6", "record 7+7"}},
		{"broken record over lines", "{\"a\":\n}\n{\"b\":2}\n", []string{"malformed 0+16"}},

		{"garbage after", `{"a":1} x`, []string{"record 0+7", "trailing-content 8+1"}},
		{"comma after", `{"a":1},{"b":2}`, []string{"record 0+7", "trailing-content 7+8"}},
		{"bracket after", `{"a":1}]`, []string{"record 0+7", "trailing-content 7+1"}},
		{"garbage after a list", `[{"a":1}]{"b":2}`, []string{"record 1+7", "trailing-content 9+7"}},
		{"garbage after a wrapper", `{"reports":[{"a":1}]}x`, []string{"record 12+7", "trailing-content 21+1"}},
		{"NUL after", "{\"a\":1}\x00", []string{"record 0+7", "trailing-content 7+1"}},
		{"wrapper twice", `{"reports":[{"a":1}],"reports":[]}`, []string{"record 12+7", "duplicate-name 20+14"}},
		{"wrapper badly closed", `{"reports":[{"a":1}],}`, []string{"record 12+7", "malformed 20+2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{
				strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in)),
			} {
				if d := cmp.Diff(c.want, run(t, r, small)); d != "" {
					t.Errorf("(-want +got)\n%s", d)
				}
			}
		})
	}
}

// TestPieces: what a piece says of its bytes is true of the stream.
func TestPieces(t *testing.T) {
	in := []byte("\xef\xbb\xbf[ {\"a\":\"é\"} ,{\"a\":1,\"a\":1},{\"b\":\"" + strings.Repeat("y", 3<<20) + "\"}, {\"c\":[1}")
	var n int
	err := Split(context.Background(), intake.Input{R: bytes.NewReader(in)}, nil, func(p *Piece) error {
		n++
		if want := sha256.Sum256(in[p.Offset : p.Offset+p.Size]); want != p.SHA256 {
			t.Errorf("piece at %d: hash is not that of its bytes", p.Offset)
		}
		return nil
	})
	if err != nil || n != 4 {
		t.Fatalf("%d pieces, error %v", n, err)
	}
}

// TestPortions: the result does not depend on how the stream comes in.
func TestPortions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{
			`{"a":1}`, `[`, `]`, `,`, "\n", `{"reports":`, `{`, `}`, `"`, `\`, `\ud83d`, `\ude00`, "\xff", ":", `"a"`, " ", "é", "1", "null",
			strings.Repeat("z", 90), "\xef\xbb\xbf", "\x00",
		}), 0, 30).Draw(t, "parts")
		in := strings.Join(parts, "")
		tt := &testing.T{}
		whole := run(tt, strings.NewReader(in), small)
		seed := rapid.Uint64().Draw(t, "seed")
		if d := cmp.Diff(whole, run(tt, &ragged{strings.NewReader(in), rand.New(rand.NewPCG(seed, 1))}, small)); d != "" {
			t.Fatalf("%q (-whole +portions)\n%s", in, d)
		}
	})
}

type ragged struct {
	r   io.Reader
	rng *rand.Rand
}

func (r *ragged) Read(b []byte) (int, error) {
	return r.r.Read(b[:min(len(b), 1+r.rng.IntN(7))])
}

// TestTruncation: every proper prefix of an object is one problem.
func TestTruncation(t *testing.T) {
	whole := `{"a":"é\n\ud83d\ude00","b":[1,-2.5e3,null,true],"c":{"d":{}}}`
	for i := range len(whole) {
		got := run(t, strings.NewReader(whole[:i]), intake.Limits{})
		want := fmt.Sprintf("truncated 0+%d", i)
		if i == 0 {
			want = "empty 0+0"
		}
		if len(got) != 1 || got[0] != want {
			t.Errorf("cut at %d: %v, want %s", i, got, want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	boom := errors.New("disk on fire")
	in := intake.Input{R: io.MultiReader(strings.NewReader(`{"a":1} {"b"`), iotest.ErrReader(boom))}
	n := 0
	err := Split(context.Background(), in, nil, func(*Piece) error { n++; return nil })
	if !errors.Is(err, boom) || n != 1 {
		t.Errorf("%d pieces, error %v: want the reader's error after one", n, err)
	}
	// A container that ends early is the file's own fault.
	in.R = io.MultiReader(strings.NewReader(`{"a":1} {"b"`), iotest.ErrReader(io.ErrUnexpectedEOF))
	if got := run(t, in.R, intake.Limits{}); len(got) != 2 || got[1] != "truncated 8+4" {
		t.Errorf("%v", got)
	}
	stop := errors.New("full")
	if err := Split(context.Background(), intake.Input{R: strings.NewReader(`[{},{}]`)}, nil, func(*Piece) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("emit's error is lost: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Split(ctx, intake.Input{R: strings.NewReader(strings.Repeat("{}", block))}, nil, func(*Piece) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `[{"a":1},{}]`, `{"reports":[{}]}`, "{}\n{}\n", `{"a":"\ud800"}`, "\xef\xbb\xbf{}", `{"a":"` + strings.Repeat("x", 300) + `"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		end := int64(0)
		err := Split(context.Background(), intake.Input{R: bytes.NewReader(in), Limits: small}, []string{"reports"}, func(p *Piece) error {
			if p.Offset+p.Size > int64(len(in)) || sha256.Sum256(in[p.Offset:p.Offset+p.Size]) != p.SHA256 {
				t.Fatalf("piece %d+%d is not of this stream", p.Offset, p.Size)
			}
			if p.Doc != nil {
				if p.Offset < end {
					t.Fatalf("records overlap at %d", p.Offset)
				}
				end = p.Offset + p.Size
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(in) > 0 && !bytes.Equal(in, []byte("\xef\xbb\xbf")) && len(run(t, bytes.NewReader(in), small)) == 0 {
			t.Fatal("something came in and nothing came out")
		}
	})
}
