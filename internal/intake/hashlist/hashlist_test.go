package hashlist

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"vigie/internal/intake"
)

// taken is a row as a test keeps it.
type taken struct {
	Hashes  []string
	Verdict Verdict
	Series  []string
	Deleted bool
}

// read keeps all rows of a list.
func read(doc []byte, f Format, lim Limits) ([]taken, Account, error) {
	var out []taken
	a, err := Read(context.Background(), bytes.NewReader(doc), f, lim, func(r *Row) error {
		x := taken{Verdict: r.Verdict, Series: slices.Clone(r.Series), Deleted: r.Deleted}
		for _, h := range r.Hashes {
			x.Hashes = append(x.Hashes, h.Type.String()+":"+hex.EncodeToString(h.Value))
		}
		out = append(out, x)
		return nil
	})
	return out, a, err
}

const (
	someMD5  = "0123456789abcdef0123456789abcdef"
	someSHA1 = "0123456789abcdef0123456789abcdef01234567"
)

var photo = bytes.Repeat([]byte{7, 200, 13}, 48)

func TestVICS(t *testing.T) {
	doc := "\xEF\xBB\xBF" + `{"@odata.context":"http://example.org/$metadata#Media","value":[
	 {"MediaID":1,"Category":1,"MD5":"` + strings.ToUpper(someMD5) + `","SHA1":"` + someSHA1 + `","VictimIdentified":true,"OffenderIdentified":"False","IsDistributed":"yes","Series":"nom","Tags":"x","Comments":"y","MediaFiles":[{"FileName":"z"}],"DateUpdated":"/Date(1400000000000)/"},
	 {"MediaID":"2","Category":"3","MD5":"","PhotoDNA":"` + base64.StdEncoding.EncodeToString(photo) + `","Series":["a","b"],"VictimIdentified":null},
	 {"MediaID":3,"AlternativeHashes":[{"HashName":"PhotoDNA","HashValue":"` + hex.EncodeToString(photo) + `"},{"HashName":"other","HashValue":"12"}],"VictimIdentified":"perhaps","Category":99},
	 {"MediaID":4,"MD5":"12"},{"MediaID":5,"MD5":"d41d8cd98f00b204e9800998ecf8427e"}]}`
	rows, a, err := read([]byte(doc), "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []taken{
		{Hashes: []string{"MD5:" + someMD5, "SHA1:" + someSHA1}, Verdict: VictimYes | OffenderNo | DistributedYes | category0<<1, Series: []string{"nom"}},
		{Hashes: []string{"PhotoDNA:" + hex.EncodeToString(photo)}, Verdict: category0 << 3, Series: []string{"a", "b"}},
		{Hashes: []string{"PhotoDNA:" + hex.EncodeToString(photo)}},
	}
	same(t, rows, want)
	same(t, a, Account{Format: VICS, Rows: 5, Left: map[Left]int64{OtherHash: 1, BadWord: 2, BadHash: 2, NoValue: 2}})
}

func TestICSE(t *testing.T) {
	doc := "\xEF\xBB\xBFsep=;\r\n\"MD5\";SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline\r\n" +
		someMD5 + ";" + someSHA1 + ";;1;Yes;No;;\"un \"\"nom\"\"\";3;true;image;1\r\n" +
		";;;2;;;;;;;;\r\n" +
		someMD5 + ";;" + base64.RawStdEncoding.EncodeToString(photo) + ";3;maybe;;true;s\xE9rie;;;;no\r\n"
	rows, a, err := read([]byte(doc), "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, rows, []taken{
		{Hashes: []string{"MD5:" + someMD5, "SHA1:" + someSHA1}, Verdict: DistributedYes | VictimNo | baseline, Series: []string{`un "nom"`}},
		{Hashes: []string{"MD5:" + someMD5, "PhotoDNA:" + hex.EncodeToString(photo)}, Verdict: OffenderYes, Series: []string{"série"}},
	})
	same(t, a, Account{Format: ICSE, Rows: 3, Left: map[Left]int64{NoValue: 1, BadWord: 1}})
}

const sharingHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">`

func TestHashSharing(t *testing.T) {
	doc := sharingHead + `<images count="2" maxTimestamp="2026-01-01T00:00:00Z">
	<image><member id="42">Exemple</member><timestamp>2026-01-01T00:00:00Z</timestamp><id>i1</id><classification>A1</classification>
	<fingerprints><md5>` + someMD5 + `</md5><sha1>` + someSHA1 + `</sha1><pdna>` + hex.EncodeToString(photo) + `</pdna><netclean>zz</netclean></fingerprints></image>
	<deletedImage><member id="42">Exemple</member><id>i0</id><timestamp>2026-01-01T00:00:00Z</timestamp></deletedImage></images>
	<!-- between --><videos count="1"><video><id>v1</id><fingerprints><md5>` + someMD5 + `</md5></fingerprints></video></videos>
	<paging><next>/v2/entries?start=2</next></paging></queryResult>`
	rows, a, err := read([]byte(doc), "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, rows, []taken{
		{Hashes: []string{"MD5:" + someMD5, "SHA1:" + someSHA1, "PhotoDNA:" + hex.EncodeToString(photo)}, Verdict: lettered},
		{Deleted: true},
		{Hashes: []string{"MD5:" + someMD5}},
	})
	same(t, a, Account{Format: HashSharing, Rows: 3, Left: map[Left]int64{OtherHash: 1}, More: true})
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// An entry has one number however its page is laid out, and images and videos
// have numbers of their own.
func TestEntriesAreToldApart(t *testing.T) {
	entry := func(s string) uint64 {
		var out uint64
		_, err := Read(context.Background(), strings.NewReader(sharingHead+s+"</queryResult>"), "", Limits{}, func(r *Row) error { out = r.Entry; return nil })
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	f := "<fingerprints><md5>" + someMD5 + "</md5></fingerprints>"
	a := entry(`<images><image><id>1</id>` + f + `<member id="2"/></image></images>`)
	if b := entry(`<images><deletedImage><member id="2">x</member><id> 1 </id></deletedImage></images>`); a != b || a == 0 {
		t.Errorf("%d, and taken back %d", a, b)
	}
	for _, other := range []string{
		`<videos><video><member id="2"/><id>1</id>` + f + `</video></videos>`,
		`<images><image><member id="3"/><id>1</id>` + f + `</image></images>`,
		`<images><image><member id="2"/><id>2</id>` + f + `</image></images>`,
	} {
		if entry(other) == a {
			t.Errorf("%s has the number of another", other)
		}
	}
}

// TestWrittenAnyWay: one value has one form, whatever way it is written.
func TestWrittenAnyWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typ := Type(rapid.IntRange(1, len(types)-1).Draw(t, "type"))
		b := rapid.SliceOfN(rapid.Byte(), types[typ].bytes, types[typ].bytes).Draw(t, "value")
		usable := strings.Trim(string(b), "\x00") != ""
		for _, s := range []string{
			hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)), " " + hex.EncodeToString(b) + "\n",
			base64.StdEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b),
		} {
			got, ok := Parse(typ, s)
			if ok != usable || ok && !bytes.Equal(got, b) {
				t.Fatalf("%s %q: %x, %v", typ, s, got, ok)
			}
		}
		if _, ok := Parse(typ, hex.EncodeToString(b[1:])); ok {
			t.Fatal("a value that is too short is accepted")
		}
		if typ == PhotoDNA {
			s := strings.Trim(strings.ReplaceAll(fmt.Sprint([]byte(b)), " ", ", "), "[]")
			if got, ok := Parse(typ, s); ok != usable || ok && !bytes.Equal(got, b) {
				t.Fatalf("%q: %x, %v", s, got, ok)
			}
		}
	})
}

// TestRowsOfOneValueJoin: what rows say of one value is joined in any order.
func TestRowsOfOneValueJoin(t *testing.T) {
	v := VictimYes | VictimNo | DistributedNo | InSeries | category0<<5 | lettered<<3 | baseline
	if v.Victim() != BothWays || v.Offender() != NotStated || v.Distributed() != No || !v.Series() {
		t.Error(v.Victim(), v.Offender(), v.Distributed(), v.Series())
	}
	same(t, v.Categories(), []string{"5", "B2", "baseline"})
	if baseline<<1 > 1<<62 {
		t.Error("verdicts do not fit a signed column")
	}
}

// entry is what a test writes in each format.
type entry struct {
	md5, sha1 []byte
	victim    Said
	series    string
}

// TestReadsWhatIsWritten: each format gives back what it was written with, however
// the bytes arrive.
func TestReadsWhatIsWritten(t *testing.T) {
	word := rapid.StringMatching(`[a-zA-Zé;" ]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		es := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) entry {
			return entry{
				rapid.SliceOfN(rapid.ByteMin(1), 16, 16).Draw(t, "md5"), rapid.SliceOfN(rapid.ByteMin(1), 20, 20).Draw(t, "sha1"),
				Said(rapid.IntRange(0, 2).Draw(t, "victim")), word.Draw(t, "series"),
			}
		}), 1, 20).Draw(t, "entries")
		for f, doc := range map[Format]string{VICS: asVICS(es), ICSE: asICSE(es), HashSharing: asSharing(es)} {
			var want []taken
			for _, e := range es {
				x := taken{Hashes: []string{fmt.Sprintf("MD5:%x", e.md5), fmt.Sprintf("SHA1:%x", e.sha1)}}
				if f != HashSharing {
					x.Verdict = Verdict(e.victim) * VictimYes
					if e.series != "" {
						x.Series = []string{e.series}
					}
				}
				want = append(want, x)
			}
			got, a, err := read([]byte(doc), "", Limits{})
			if err != nil {
				t.Fatalf("%s: %v in %q", f, err, doc)
			}
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" || a.Format != f || len(a.Left) > 0 {
				t.Fatalf("%s %+v: %s", f, a, d)
			}
			n := 0
			_, err = Read(context.Background(), iotest.OneByteReader(strings.NewReader(doc)), "", Limits{}, func(*Row) error { n++; return nil })
			if err != nil || n != len(es) {
				t.Fatalf("%s by single bytes: %d rows, %v", f, n, err)
			}
		}
	})
}

func asVICS(es []entry) string {
	var rows []map[string]any
	for _, e := range es {
		m := map[string]any{"MD5": hex.EncodeToString(e.md5), "SHA1": hex.EncodeToString(e.sha1), "Series": e.series}
		if e.victim != NotStated {
			m["VictimIdentified"] = e.victim == Yes
		}
		rows = append(rows, m)
	}
	b, _ := json.Marshal(map[string]any{"@odata.context": "http://example.org/$metadata#Media", "value": rows})
	return string(b)
}

func asICSE(es []entry) string {
	var b strings.Builder
	b.WriteString("MD5;SHA1;Victim identified;Series name\n")
	for _, e := range es {
		fmt.Fprintf(&b, "%x;%x;%s;\"%s\"\n", e.md5, e.sha1, [...]string{"", "true", "no"}[e.victim], strings.ReplaceAll(e.series, `"`, `""`))
	}
	return b.String()
}

func asSharing(es []entry) string {
	var b strings.Builder
	b.WriteString(sharingHead + "<images>")
	for i, e := range es {
		fmt.Fprintf(&b, "<image><id>%d</id><fingerprints><md5>%x</md5><sha1>%x</sha1></fingerprints></image>", i, e.md5, e.sha1)
	}
	b.WriteString("</images></queryResult>")
	return b.String()
}

// TestCutShort: a list that ends before its end is refused, wherever it was cut,
// since the rows that are missing would be taken for rows that were left out. Of a
// CSV only a cut at the end of a row or inside its last cell cannot be seen.
func TestCutShort(t *testing.T) {
	es := []entry{{photo[:16], photo[:20], Yes, "s"}, {photo[1:17], photo[1:21], No, "t"}}
	for f, doc := range map[Format]string{VICS: asVICS(es), ICSE: asICSE(es), HashSharing: asSharing(es)} {
		for cut := range len(doc) {
			_, _, err := read([]byte(doc[:cut]), f, Limits{})
			if err != nil {
				var bad *Fault
				if !errors.As(err, &bad) {
					t.Fatalf("%s cut at %d: %v", f, cut, err)
				}
				continue
			}
			if f != ICSE {
				t.Errorf("%s cut at %d of %d is read", f, cut, len(doc))
			} else if row := doc[strings.LastIndexByte(doc[:cut], '\n')+1 : cut]; row != "" && strings.Count(row, ";") != 3 {
				t.Errorf("ICSE cut at %d, in %q, is read", cut, row)
			}
		}
	}
}

// TestFailuresPassThrough: what reading or emit gives comes back as it is.
func TestFailuresPassThrough(t *testing.T) {
	es := []entry{{photo[:16], photo[:20], Yes, "s"}, {photo[1:17], photo[1:21], No, "t"}}
	broken := errors.New("the disk is gone")
	for f, doc := range map[Format]string{VICS: asVICS(es), ICSE: asICSE(es), HashSharing: asSharing(es)} {
		r := io.MultiReader(strings.NewReader(doc[:len(doc)/2]), iotest.ErrReader(broken))
		if _, err := Read(context.Background(), r, f, Limits{}, func(*Row) error { return nil }); !errors.Is(err, broken) {
			t.Errorf("%s: %v", f, err)
		}
		if _, err := Read(context.Background(), strings.NewReader(doc), f, Limits{}, func(*Row) error { return broken }); !errors.Is(err, broken) {
			t.Errorf("%s, emit: %v", f, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	many := slices.Repeat(es, 2000)
	for f, doc := range map[Format]string{VICS: asVICS(many), ICSE: asICSE(many), HashSharing: asSharing(many)} {
		if _, err := Read(ctx, strings.NewReader(doc), f, Limits{}, func(*Row) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, interrupted: %v", f, err)
		}
	}
}

func TestEveryFaultHasItsSentence(t *testing.T) {
	for _, r := range intake.Reasons() {
		fr, en := fault(r, 3, -1, "").Sentence("fr"), fault(r, -1, 12, "").Sentence("en")
		if fr == en || !strings.Contains(fr, "Rien de la liste") || !strings.Contains(en, "Nothing of the list") {
			t.Errorf("%s: %q, %q", r, fr, en)
		}
	}
}
