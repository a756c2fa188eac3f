package jsonstrict

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/internal/intake"
	"vigie/internal/report"
)

func sha(s string) string {
	x := sha256.Sum256([]byte(s))
	return hex.EncodeToString(x[:])
}

// TestMeter: in whatever portions a string passes, its measures are those of
// what encoding/json says that it holds.
func TestMeter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{
			`\n`, `\u00e9`, `\ud83d\ude00`, `\\`, `\"`, `\/`, "é", "😀", "a", "QUJD", "QQ==", "=", "QUI", "+/", "-", `\r\n`, "\u2028",
		})).Draw(t, "parts")
		raw := strings.Join(parts, "")
		var plain string
		if err := json.Unmarshal([]byte(`"`+raw+`"`), &plain); err != nil {
			t.Fatal(err)
		}
		m := newMeter()
		for rest := raw; rest != ""; {
			n := rapid.IntRange(1, min(len(rest), 9)).Draw(t, "n")
			m.write([]byte(rest[:n]))
			rest = rest[n:]
		}
		got := m.finish()
		if got.err != nil {
			t.Fatalf("%q: %v", raw, got.err)
		}
		if got.text.SHA256 != sha(plain) || got.text.Length != int64(len(plain)) {
			t.Fatalf("%q: text is measured wrong", raw)
		}
		bytes, err := base64.StdEncoding.DecodeString(plain)
		if err != nil {
			bytes, err = base64.RawStdEncoding.DecodeString(plain)
		}
		switch {
		case err == nil && plain != "" && got.binary == nil:
			t.Fatalf("%q: base64 is not seen", raw)
		case err != nil && got.binary != nil:
			t.Fatalf("%q: base64 is seen where there is none", raw)
		case got.binary != nil && got.binary.SHA256 != sha(string(bytes)):
			t.Fatalf("%q: bytes are measured wrong", raw)
		}
	})
}

func TestMeterRefuses(t *testing.T) {
	for _, raw := range []string{`\ud800`, `\ud800x`, `\udc00\ud800`, "\xff", "\xe2\x82", `\x`, `\u12`, "\x01", `\`} {
		m := newMeter()
		m.write([]byte("abc" + raw))
		if m.finish().err == nil {
			t.Errorf("%q is taken", raw)
		}
	}
}

// build reads "id" as text and "payload" as evidence, and knows no other key.
var format = Format{Name: "test", Build: func(d *Doc, r *report.Report) *intake.Problem {
	r.SourceID = d.Root().Get("id").Text()
	d.Root().Get("payload").WithholdPayload(d.Root().Get("hash").Text())
	d.Root().Get("trait").Drop(Trait)
	return nil
}}

func readAll(t testing.TB, r io.Reader, lim intake.Limits) []intake.Record {
	t.Helper()
	var out []intake.Record
	err := format.Read(context.Background(), intake.Input{R: r, Limits: lim}, func(rec intake.Record) error {
		out = append(out, rec)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestLongStrings: a payload larger than any limit is measured, its neighbours
// go on, and its bytes are not held.
func TestLongStrings(t *testing.T) {
	const size = 48 << 20
	payload := func() io.Reader { return io.LimitReader(repeat("QUJD"), size) }
	in := io.MultiReader(strings.NewReader(`[{"id":"1","payload":"`), payload(), strings.NewReader(`","hash":"sha256:00"},{"id":"2"}]`))

	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	got := readAll(t, in, intake.Limits{Record: 2 << 20})
	runtime.ReadMemStats(&after)

	if len(got) != 2 || got[0].Problem != nil || got[1].Report.SourceID != "2" {
		t.Fatalf("%d records: %+v", len(got), got)
	}
	h := sha256.New()
	io.Copy(h, base64.NewDecoder(base64.StdEncoding, payload()))
	no := false
	want := []report.Withheld{{Field: "payload", Length: size / 4 * 3, SHA256: hex.EncodeToString(h.Sum(nil)), Declared: "sha256:00", Agrees: &no}}
	if d := cmp.Diff(want, got[0].Report.Withheld); d != "" {
		t.Errorf("withheld (-want +got)\n%s", d)
	}
	if len(got[0].Redacted) > 400 || !json.Valid(got[0].Redacted) || got[0].Size != size+42 {
		t.Errorf("redacted %d bytes, record %d", len(got[0].Redacted), got[0].Size)
	}
	if held := after.HeapSys - before.HeapSys; held > 32<<20 {
		t.Errorf("the heap grew by %d MiB for a record of 48", held>>20)
	}
}

func repeat(s string) io.Reader { return &repeater{s: s} }

type repeater struct {
	s string
	i int
}

func (r *repeater) Read(b []byte) (int, error) {
	for k := range b {
		b[k] = r.s[r.i]
		r.i = (r.i + 1) % len(r.s)
	}
	return len(b), nil
}

func TestLongStringsElsewhere(t *testing.T) {
	long := strings.Repeat("loose words ", 100_000)
	for _, c := range []struct {
		name, in string
		reason   intake.Reason
		dropped  []report.Dropped
	}{
		{"unknown key", `{"id":"1","x":["` + long + `"]}`, "", []report.Dropped{{Field: "x", Reason: Unknown}, {Field: "x[]", Reason: TooLong}}},
		{"known key", `{"id":"` + long + `"}`, "", []report.Dropped{{Field: "id", Reason: TooLong}}},
		{"inside what is dropped", `{"id":"1","trait":{"a":"` + long + `"}}`, "", []report.Dropped{{Field: "trait", Reason: Trait}}},
		{"inside a payload that is no string", `{"id":"1","payload":{"a":"` + long + `"}}`, "", nil},
		{"a key", `{"id":"1","` + long + `":1}`, intake.TooLarge, nil},
		{"bad UTF-8", `{"id":"1","x":"` + long + "\xff" + `"}`, intake.BadEncoding, nil},
		{"under a small limit", `{"id":"1","x":"` + long + `"}`, intake.TooLarge, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			lim := intake.Limits{}
			if c.name == "under a small limit" {
				lim.Record = 4096
			}
			got := readAll(t, strings.NewReader(c.in), lim)
			if len(got) != 1 {
				t.Fatalf("%d records", len(got))
			}
			if p := got[0].Problem; c.reason != "" {
				if p == nil || p.Reason != c.reason {
					t.Fatalf("problem %+v, want %s", p, c.reason)
				}
				return
			}
			if strings.Contains(string(got[0].Redacted), "loose") || !json.Valid(got[0].Redacted) || !strings.Contains(string(got[0].Redacted), sha(long)) {
				t.Errorf("redacted: %.200s", got[0].Redacted)
			}
			if d := cmp.Diff(c.dropped, got[0].Report.Dropped); d != "" {
				t.Errorf("dropped (-want +got)\n%s", d)
			}
		})
	}
}

// TestSweep: what the builder does not read is dropped by name, once.
func TestSweep(t *testing.T) {
	for _, c := range []struct {
		in       string
		dropped  []report.Dropped
		redacted string
	}{
		{`{"id":"1","a":null,"b":{},"c":[],"d":{"e":[null,{}]}}`, nil, ``},
		{`{"id":"1","a":1}`, []report.Dropped{{Field: "a", Reason: Unknown}}, ``},
		{`{"id":"1","a":[{"b":1},{"b":2}]}`, []report.Dropped{{Field: "a", Reason: Unknown}}, ``},
		{`{"id":["1"]}`, []report.Dropped{{Field: "id", Reason: Unknown}}, ``},
		{`{"id":"1","12025550100":1,"a b":2}`, []report.Dropped{{Field: "?", Reason: Unknown}}, ``},
		{
			`{"id":"1","chatLog":"words","n":"words"}`,
			[]report.Dropped{{Field: "chatLog", Reason: Unknown}, {Field: "n", Reason: Unknown}},
			`{"id":"1","chatLog":"withheld: 5 bytes, sha256 ` + sha("words") + `","n":"words"}`,
		},
		{
			`{"id":"1","x":{"contents":[{"value":"words"}],"n":"words"}}`,
			[]report.Dropped{{Field: "x", Reason: Unknown}},
			`{"id":"1","x":{"contents":[{"value":"withheld: 5 bytes, sha256 ` + sha("words") + `"}],"n":"words"}}`,
		},
		{
			`{"id":"1","payload":{"a":["x",2],"b":"y"}}`, nil,
			`{"id":"1","payload":{"a":["withheld: 1 bytes, sha256 ` + sha("x") + `","withheld: 1 bytes, sha256 ` + sha("2") + `"],"b":"withheld: 1 bytes, sha256 ` + sha("y") + `"}}`,
		},
	} {
		got := readAll(t, strings.NewReader(c.in), intake.Limits{})[0]
		if got.Problem != nil {
			t.Fatalf("%s: %+v", c.in, got.Problem)
		}
		if d := cmp.Diff(c.dropped, got.Report.Dropped); d != "" {
			t.Errorf("%s: dropped (-want +got)\n%s", c.in, d)
		}
		if want := c.redacted; want == "" && string(got.Redacted) != c.in || want != "" && string(got.Redacted) != want {
			t.Errorf("%s: redacted %s", c.in, got.Redacted)
		}
	}
}

func TestDroppedIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"id":"1"`)
	for i := range 1000 {
		b.WriteString(`,"k` + strings.Repeat("x", i%60) + string(rune('a'+i/60)) + `":1`)
	}
	b.WriteString(`}`)
	if got := readAll(t, strings.NewReader(b.String()), intake.Limits{})[0]; got.Problem != nil || len(got.Report.Dropped) != mostDropped+1 {
		t.Errorf("%+v, %d dropped", got.Problem, len(got.Report.Dropped))
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2025-01-20T10:30:00Z": "2025-01-20T10:30:00Z", "2025-01-20T10:30:00.5+02:00": "2025-01-20T08:30:00.5Z",
		"2025-01-20T10:30:00": "2025-01-20T10:30:00Z", "2025-01-20 10:30:00 UTC": "2025-01-20T10:30:00Z", "2025-01-20": "2025-01-20T00:00:00Z",
		"2025-01-20T10:30:00+0200": "2025-01-20T08:30:00Z", "1990-01-01": "1990-01-01T00:00:00Z", "2100-12-31": "2100-12-31T00:00:00Z",
		"1989-12-31": "", "2101-01-01": "", "2025-02-30": "", "01/02/2025": "", "2025-01-20 10:30:00 XYZ": "", "20250120": "", "": "", "2025-13-01": "",
	} {
		got, ok := ParseTime(in)
		if ok != (want != "") || ok && got.Format("2006-01-02T15:04:05.999Z07:00") != want {
			t.Errorf("%q: %v %v, want %q", in, got, ok, want)
		}
	}
}
