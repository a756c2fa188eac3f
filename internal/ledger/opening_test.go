package ledger

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// The examples of RFC 8785, sections 3.2.2 and 3.2.3, and of its appendix B.
func TestCanonicalFormOfTheRFC(t *testing.T) {
	for in, want := range map[string]string{
		`{ "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
		   "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`: `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`: "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
		`{"a":-0}`:               `{"a":0}`,
		`{"a":9007199254740992}`: `{"a":9007199254740992}`,
		`{"a":1e21}`:             `{"a":1e+21}`,
		`{}`:                     `{}`,
		` {"b": [ ], "a":{ } } `: `{"a":{},"b":[]}`,
	} {
		got, err := appendCanonical(nil, jsontext.Value(in))
		if err != nil || string(got) != want {
			t.Errorf("%s\n gives %s, %v\n want  %s", in, got, err, want)
		}
	}
}

// What plain calls canonical, the general formatter leaves as it is.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":[true,null,"é"]}`, `{"a":{"b":{}}}`, `[]`, `-1`, `0`, `-0`, `01`, `{"b":1,"a":2}`, `{"a":1,"a":2}`, `"\u0041"`, "\"\xed\xa0\x80\"", "\"\x7f\"", `1e3`, `1.0`, `123456789012345`, `{"é":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if !plain(b) {
			return
		}
		v := jsontext.Value(bytes.Clone(b))
		if err := v.Canonicalize(); err != nil || !bytes.Equal(v, b) {
			t.Errorf("%q is plain and canonicalizes to %q, %v", b, v, err)
		}
	})
}

func entries(t *rapid.T) Entry {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z0-9 "\\/é€😀-]{0,12}`))
	e := Entry{
		Kind:     rapid.SampledFrom(Kinds()).Draw(t, "kind"),
		At:       time.UnixMilli(rapid.Int64Range(-6e13, 2.5e14).Draw(t, "at")).UTC(),
		Who:      text.Draw(t, "who"),
		Purpose:  text.Draw(t, "purpose"),
		Subjects: rapid.SliceOfN(text, 0, 4).Draw(t, "subjects"),
	}
	if rapid.Bool().Draw(t, "has detail") {
		m := rapid.MapOfN(text, rapid.OneOf(text.AsAny(), rapid.Int32().AsAny(), rapid.Float64Range(-1e9, 1e9).AsAny(), rapid.SliceOfN(text, 0, 3).AsAny()), 0, 4).Draw(t, "detail")
		e.Detail, _ = json.Marshal(m)
	}
	if len(e.Subjects) == 0 {
		e.Subjects = nil
	}
	return e
}

// An opening is canonical to the last byte, and reads back as the entry.
func TestOpeningRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e := entries(rt)
		b, err := appendOpening(nil, &e)
		if err != nil {
			rt.Fatal(err)
		}
		v := jsontext.Value(bytes.Clone(b))
		if err := v.Canonicalize(); err != nil || !bytes.Equal(v, b) {
			rt.Fatalf("not canonical: %s", b)
		}
		got, err := ParseOpening(b)
		if err != nil {
			rt.Fatalf("%s: %v", b, err)
		}
		if e.Detail != nil {
			if err := e.Detail.Canonicalize(); err != nil {
				rt.Fatal(err)
			}
		}
		if !reflect.DeepEqual(got, e) {
			rt.Fatalf("%+v reads back as %+v", e, got)
		}
	})
}

func TestOpeningsRefused(t *testing.T) {
	e := reading(1)
	e.Detail = jsontext.Value(`{"a":[1,{"b":"c"}],"z":0.5}`)
	good, err := appendOpening(nil, &e)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseOpening(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{
		{`"detail":{`, `"detail": {`},
		{`"at":"2026`, `"at":"3026-"`},
		{`.125Z`, `.1250Z`},
		{`.125Z`, `.125+00:00`},
		{`{"a":[1`, `{"a":[01`},
		{`0.5`, `5e-1`},
		{`"read"`, `"READ"`},
		{`"read"`, `""`},
		{`"b":"c"`, `"b":"\u0063"`},
		{`{"a"`, `{"zz":1,"a"`},
		{`{"a"`, `{"a":1,"a"`},
		{`"who"`, `"whom"`},
		{`"]`, `",]`},
		{`,"who":"p001"`, ``},
		{`"p001"`, `"p\u0030001"`},
		{`"p001"`, `"p001`},
		{`}`, ``},
		{`"p001"`, "\"\xff\""},
	} {
		bad := strings.Replace(string(good), c[0], c[1], 1)
		if bad == string(good) {
			t.Fatalf("%q does not occur", c[0])
		}
		if _, err := ParseOpening([]byte(bad)); err == nil {
			t.Errorf("accepted: %s", bad)
		} else if strings.Contains(err.Error(), "relecture") || strings.Contains(err.Error(), "1f3k") {
			t.Errorf("the error holds a value: %v", err)
		}
	}
	for _, bad := range []string{"", "{}", string(good) + " ", string(good[:40]), strings.Repeat("[", 1<<20)} {
		if _, err := ParseOpening([]byte(bad)); err == nil {
			t.Errorf("accepted: %.50s", bad)
		}
	}
}

func FuzzOpening(f *testing.F) {
	for i := range 3 {
		e := reading(i)
		b, _ := appendOpening(nil, &e)
		f.Add(b)
	}
	f.Add([]byte(`{"at":"2026-03-02T08:30:00.125Z","detail":{"é":1.5,"entries":[[1,2]]},"kind":"erase","purpose":"\u0001","subjects":[],"who":"x"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseOpening(b)
		if err != nil {
			return
		}
		again, err := appendOpening(nil, &e)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q reads and writes as %q, %v", b, again, err)
		}
		v := jsontext.Value(bytes.Clone(b))
		if err := v.Canonicalize(); err != nil || !bytes.Equal(v, b) {
			t.Errorf("%q is not canonical", b)
		}
		_, _ = erasedBy(e.Detail, 10)
	})
}

func FuzzLeaf(f *testing.F) {
	f.Add(appendLeaf(nil, Read, testTime, new([32]byte)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := ParseLeaf(b); err == nil && !bytes.Equal(appendLeaf(nil, l.Kind, l.At, &l.Commitment), b) {
			t.Errorf("%q reads as %+v", b, l)
		}
	})
}

func TestSpans(t *testing.T) {
	for _, c := range []struct {
		in   []int64
		want string
	}{
		{nil, `[]`}, {[]int64{3}, `[[3,3]]`}, {[]int64{5, 3, 4, 4, 9, 10}, `[[3,5],[9,10]]`},
	} {
		got, err := json.Marshal(SpansOf(c.in...))
		if err != nil || string(got) != c.want {
			t.Errorf("%v gives %s, %v", c.in, got, err)
		}
		back, err := erasedBy(jsontext.Value(`{"entries":`+string(got)+`}`), 11)
		if err != nil || len(back) != len(SpansOf(c.in...)) {
			t.Errorf("%s reads back as %v, %v", got, back, err)
		}
	}
	for _, bad := range []string{
		``, `{}`, `{"entries":null}`, `{"entries":[3]}`, `{"entries":[[3]]}`, `{"entries":[[3,2]]}`, `{"entries":[[-1,2]]}`,
		`{"entries":[[1,2],[3,4]]}`, `{"entries":[[5,6],[1,2]]}`, `{"entries":[[1,10]]}`, `{"entries":[[1,2,3]]}`, `{"Entries":[]}`, `{"entries":[["1",2]]}`,
	} {
		if s, err := erasedBy(jsontext.Value(bad), 10); err == nil {
			t.Errorf("%s gives %v", bad, s)
		}
	}
}

// A set answers as a map of booleans would.
func TestSets(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		mk := func(name string) (set, map[int64]bool) {
			s, m := set{}, map[int64]bool{}
			for range rapid.IntRange(0, 5).Draw(rt, name) {
				a := rapid.Int64Range(0, 3*pageSize).Draw(rt, "first")
				b := a + rapid.Int64Range(0, 300).Draw(rt, "length")
				s.addSpan(a, b)
				for ; a <= b; a++ {
					m[a] = true
				}
			}
			return s, m
		}
		a, am := mk("a")
		b, bm := mk("b")
		if a.len() != int64(len(am)) {
			rt.Fatal("length")
		}
		last, n := int64(-1), 0
		a.without(b, func(i int64) {
			if i <= last || !am[i] || bm[i] {
				rt.Fatalf("%d", i)
			}
			last, n = i, n+1
		})
		for i := range am {
			if !bm[i] {
				n--
			}
		}
		if n != 0 {
			rt.Fatal("some are left out")
		}
	})
}
