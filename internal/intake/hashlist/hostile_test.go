package hashlist

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"vigie/internal/intake"
)

// hostile are files that must be refused, with the reason; an empty reason means
// that the file is read and gives rows rows.
type hostile struct {
	name   string
	doc    string
	reason intake.Reason
	rows   int
}

func vicsOf(records string) string {
	return `{"@odata.context":"x$metadata#Media","value":[` + records + `]}`
}

const medium = `{"MD5":"` + someMD5 + `"}`

var hostileVICS = []hostile{
	{"empty list", vicsOf(""), intake.Empty, 0},
	{"truncated list", `{"value":[` + medium, intake.Truncated, 0},
	{"truncated record", `{"value":[{"MD5":"01`, intake.Truncated, 0},
	{"truncated envelope", `{"value":[` + medium + `]`, intake.Truncated, 0},
	{"trailing text", vicsOf(medium) + "x", intake.TrailingContent, 0},
	{"second document", vicsOf(medium) + vicsOf(medium), intake.TrailingContent, 0},
	{"duplicate key", vicsOf(`{"MD5":"` + someMD5 + `","MD5":"` + someMD5 + `"}`), intake.DuplicateName, 0},
	{"duplicate list", `{"value":[` + medium + `],"value":[` + medium + `]}`, intake.DuplicateName, 0},
	{"duplicate envelope key", `{"a":1,"a":2,"value":[` + medium + `]}`, intake.DuplicateName, 0},
	{"escaped duplicate", vicsOf(`{"MD5":"` + someMD5 + `","\u004dD5":""}`), intake.DuplicateName, 0},
	{"number as record", vicsOf("1"), intake.WrongShape, 0},
	{"string as record", vicsOf(`"x"`), intake.WrongShape, 0},
	{"array as record", vicsOf("[]"), intake.WrongShape, 0},
	{"null as record", vicsOf("null"), intake.WrongShape, 0},
	{"no comma", vicsOf(medium + medium), intake.Malformed, 0},
	{"two commas", vicsOf(medium + ",," + medium), intake.Malformed, 0},
	{"comma at the end", vicsOf(medium + ","), intake.Malformed, 0},
	{"wrong bracket", `{"value":[{"MD5":"` + someMD5 + `"]}]}`, intake.Malformed, 0},
	{"comment", vicsOf("/* */" + medium), intake.Malformed, 0},
	{"single quotes", vicsOf(`{'MD5':'x'}`), intake.Malformed, 0},
	{"bare key", vicsOf(`{MD5:"x"}`), intake.Malformed, 0},
	{"NaN", vicsOf(`{"Category":NaN}`), intake.Malformed, 0},
	{"lone surrogate", vicsOf(`{"Series":"\ud800"}`), intake.BadEncoding, 0},
	{"bad UTF-8", vicsOf("{\"Series\":\"\xff\"}"), intake.BadEncoding, 0},
	{"NUL in a string", vicsOf(`{"Series":"\u0000"}`), intake.BadValue, 0},
	{"UTF-16", "\xff\xfe{\x00}\x00", intake.BadEncoding, 0},
	{"too deep", vicsOf(`{"MD5":"` + someMD5 + `","x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`), intake.TooDeep, 0},
	{"too deep outside", strings.Repeat("[", 400), intake.TooDeep, 0},
	{"too many keys", vicsOf("{" + manyKeys(3000) + "}"), intake.TooMany, 0},
	{"record too large", vicsOf(`{"MD5":"` + someMD5 + `","Tags":["` + strings.Repeat(strings.Repeat("a", 900)+`","`, 80) + `"]}`), intake.TooLarge, 0},
	{"more rows than allowed", vicsOf(strings.Repeat(medium+",", 1000) + medium), intake.TooMany, 0},
	{"control character", vicsOf("{\"Series\":\"\x01\"}"), intake.Malformed, 0},
	{"object for a hash", vicsOf(`{"MD5":{"a":1},"SHA1":"` + someSHA1 + `"}`), "", 1},
	{"number for a hash", vicsOf(`{"MD5":12,"SHA1":"` + someSHA1 + `"}`), "", 1},
	{"object for a verdict", vicsOf(`{"MD5":"` + someMD5 + `","VictimIdentified":{"a":true}}`), "", 1},
	{"huge category", vicsOf(`{"MD5":"` + someMD5 + `","Category":1e308}`), "", 1},
	{"negative category", vicsOf(`{"MD5":"` + someMD5 + `","Category":-1}`), "", 1},
	{"alternatives of another shape", vicsOf(`{"MD5":"` + someMD5 + `","AlternativeHashes":[1,null,[],{"HashName":{}}]}`), "", 1},
	{"nothing of a list", `{"a":{"b":[]}}`, "", 0},
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":1,`, i)
	}
	return b.String() + `"z":1`
}

const icseHead = "MD5;SHA1;Victim identified;Series name\n"

var hostileICSE = []hostile{
	{"headings alone", icseHead, intake.Empty, 0},
	{"headings without a line end", strings.TrimSpace(icseHead), intake.Empty, 0},
	{"no hash column", "Image ID;Series name\n1;x\n", intake.WrongShape, 0},
	{"a mark alone", "\xEF\xBB\xBF", intake.Empty, 0},
	{"sep alone", "sep=;", intake.Truncated, 0},
	{"sep and no more", "sep=;\n", intake.Empty, 0},
	{"a column twice", "MD5;MD5\n" + someMD5 + ";" + someMD5 + "\n", intake.DuplicateName, 0},
	{"a column twice, written otherwise", "SHA-1;sha1\n;\n", intake.DuplicateName, 0},
	{"a verdict twice", "MD5;Victim identified;victim_identified\n;;\n", intake.DuplicateName, 0},
	{"a cell too few", icseHead + someMD5 + ";;\n", intake.WrongShape, 0},
	{"a cell too many", icseHead + someMD5 + ";;;;\n", intake.WrongShape, 0},
	{"commas", "MD5,SHA1\n" + someMD5 + "," + someSHA1 + "\n", intake.WrongShape, 0},
	{"a quote never closed", icseHead + someMD5 + `;;;"x` + "\n", intake.Malformed, 0},
	{"a quote never closed, long", icseHead + someMD5 + `;;;"` + strings.Repeat("x\n", 300_000), intake.TooLarge, 0},
	{"a quote inside a cell", icseHead + someMD5 + `;;;x"y` + "\n", intake.Malformed, 0},
	{"text after a quote", icseHead + someMD5 + `;;;"x"y` + "\n", intake.Malformed, 0},
	{"a quote in the headings", `MD5;"SHA1` + "\n", intake.Malformed, 0},
	{"a row too large", icseHead + someMD5 + ";;;" + strings.Repeat("x", 600_000) + "\n", intake.TooLarge, 0},
	{"headings too large", "MD5;" + strings.Repeat("x", 600_000), intake.TooLarge, 0},
	{"UTF-16LE", "\xff\xfeM\x00D\x005\x00;\x00", intake.BadEncoding, 0},
	{"UTF-16BE", "\xfe\xff\x00M\x00D\x005\x00;", intake.BadEncoding, 0},
	{"UTF-16 without a mark", "M\x00D\x005\x00;\x00", intake.BadEncoding, 0},
	{"a NUL in a hash", icseHead + someMD5[:31] + "\x00;;;\n", intake.BadEncoding, 0},
	{"a NUL in a series", icseHead + someMD5 + ";;;a\x00\n", intake.BadEncoding, 0},
	{"more rows than allowed", icseHead + strings.Repeat(someMD5+";;;\n", 1001), intake.TooMany, 0},
	{"no value", icseHead + ";;;\n;;;\n", "", 0},
	{"values that are none", icseHead + "xx;" + strings.Repeat("g", 40) + ";;\n", "", 0},
	{"a hash of nothing", icseHead + "d41d8cd98f00b204e9800998ecf8427e;da39a3ee5e6b4b0d3255bfef95601890afd80709;;\n", "", 0},
	{"zeros", icseHead + strings.Repeat("0", 32) + ";;;\n", "", 0},
	{"a formula", icseHead + "=1+1;" + someSHA1 + ";=cmd;=x\n", "", 1},
	{"words of another language", icseHead + someMD5 + ";;oui;\n", "", 1},
	{"empty lines", icseHead + "\n\n" + someMD5 + ";;;\n\n", "", 1},
	{"carriage returns", strings.ReplaceAll(icseHead+someMD5+";;;\n", "\n", "\r\n"), "", 1},
	{"a line end in a cell", icseHead + someMD5 + ";;;\"a\nb\"\n", "", 1},
	{"bad UTF-8 in a column that is not read", "MD5;Comment\n" + someMD5 + ";\xff\xfe\n", "", 1},
}

const entryXML = `<image><id>1</id><fingerprints><md5>` + someMD5 + `</md5></fingerprints></image>`

func sharingOf(entries string) string {
	return sharingHead + "<images>" + entries + "</images></queryResult>"
}

var hostileSharing = []hostile{
	{"no entries", sharingOf(""), "", 0},
	{"an empty root", strings.TrimSuffix(sharingHead, ">") + "/>", "", 0},
	{"another root", `<images xmlns="` + space + `"/>`, intake.WrongShape, 0},
	{"another namespace", `<queryResult xmlns="https://example.org/v1"/>`, intake.WrongShape, 0},
	{"no namespace", `<queryResult/>`, intake.WrongShape, 0},
	{"an entry of another namespace", sharingOf(`<image xmlns="x"><id>1</id></image>`), intake.WrongShape, 0},
	{"a status", `<status xmlns="` + space + `"/>`, intake.WrongShape, 0},
	{"DOCTYPE", `<!DOCTYPE a [<!ENTITY b "c">]>` + sharingOf(entryXML), intake.ForbiddenXML, 0},
	{"DOCTYPE inside", sharingHead + `<!DOCTYPE a></queryResult>`, intake.ForbiddenXML, 0},
	{"an entity", sharingOf(`<image><id>&x;</id></image>`), intake.ForbiddenXML, 0},
	{"a processing instruction", sharingHead + `<?x y?></queryResult>`, intake.ForbiddenXML, 0},
	{"one inside an entry", sharingOf(`<image><?x y?></image>`), intake.ForbiddenXML, 0},
	{"an attribute twice", sharingOf(`<image><member id="1" id="2"/></image>`), intake.DuplicateName, 0},
	{"an attribute twice around", sharingHead + `<images count="1" count="2"></images></queryResult>`, intake.DuplicateName, 0},
	{"an unbound prefix", sharingOf(`<p:image/>`), intake.UnboundPrefix, 0},
	{"a prefix of the other branch", sharingHead + `<images xmlns:p="x"></images><videos><video><p:id/></video></videos></queryResult>`, intake.UnboundPrefix, 0},
	{"trailing text", sharingOf(entryXML) + "x", intake.TrailingContent, 0},
	{"trailing element", sharingOf(entryXML) + "<a/>", intake.TrailingContent, 0},
	{"trailing end tag", sharingOf(entryXML) + "</a>", intake.TrailingContent, 0},
	{"text between entries", sharingOf("x" + entryXML), intake.WrongShape, 0},
	{"truncated root", sharingHead, intake.Truncated, 0},
	{"truncated entry", sharingHead + `<images><image><id>`, intake.Truncated, 0},
	{"truncated tag", sharingHead + `<images><ima`, intake.Truncated, 0},
	{"truncated comment", sharingHead + `<!-- `, intake.Truncated, 0},
	{"the wrong end tag", sharingHead + `<images></videos></queryResult>`, intake.Malformed, 0},
	{"the wrong end tag inside", sharingOf(`<image><id></member></image>`), intake.Malformed, 0},
	{"a tag that does not end", sharingOf(`<image<`), intake.Malformed, 0},
	{"a bare ampersand", sharingOf(`<image><id>a & b</id></image>`), intake.Malformed, 0},
	{"a NUL", sharingOf("<image><id>\x00</id></image>"), intake.BadEncoding, 0},
	{"bad UTF-8", sharingOf("<image><id>\xff</id></image>"), intake.BadEncoding, 0},
	{"UTF-16", "\xff\xfe<\x00q\x00", intake.BadEncoding, 0},
	{"another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><queryResult xmlns="` + space + `"/>`, intake.BadEncoding, 0},
	{"too deep", sharingOf("<image>" + strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40) + "</image>"), intake.TooDeep, 0},
	{"an entry too large", sharingOf("<image><id>" + strings.Repeat("x", 70_000) + "</id></image>"), intake.TooLarge, 0},
	{"a tag too large", sharingHead + `<images count="` + strings.Repeat("1", 70_000) + `"></images></queryResult>`, intake.TooLarge, 0},
	{"more entries than allowed", sharingOf(strings.Repeat(entryXML, 1001)), intake.TooMany, 0},
	{"too many attributes", sharingOf("<image " + manyAttributes(2000) + "/>"), intake.TooMany, 0},
	{"values inside values", sharingOf(`<image><fingerprints><md5><x>` + someMD5 + `</x></md5></fingerprints></image>`), "", 0},
	{"an entry in CDATA", sharingOf(`<image><id>1</id><fingerprints><md5><![CDATA[` + someMD5 + `]]></md5></fingerprints></image>`), "", 1},
	{"entries in a comment", sharingOf(`<!-- ` + entryXML + ` -->`), "", 0},
	{"an entry elsewhere", sharingHead + entryXML + `</queryResult>`, "", 0},
	{"unknown classification", sharingOf(`<image><classification>Z9</classification><fingerprints><md5>` + someMD5 + `</md5></fingerprints></image>`), "", 1},
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="1" `, i)
	}
	return b.String()
}

var hostileLimits = Limits{Rows: 1000, Row: 64 << 10}

func TestHostile(t *testing.T) {
	for f, cases := range map[Format][]hostile{VICS: hostileVICS, ICSE: hostileICSE, HashSharing: hostileSharing} {
		if len(cases) < 30 {
			t.Errorf("%s: %d cases", f, len(cases))
		}
		for _, c := range cases {
			rows, _, err := read([]byte(c.doc), f, hostileLimits)
			var bad *Fault
			hashed := 0
			for _, r := range rows {
				if len(r.Hashes) > 0 {
					hashed++
				}
			}
			switch {
			case c.reason != "" && !errors.As(err, &bad):
				t.Errorf("%s, %s: %v", f, c.name, err)
			case c.reason != "" && bad.Reason != c.reason:
				t.Errorf("%s, %s: %s (%s), not %s", f, c.name, bad.Reason, bad.Detail, c.reason)
			case c.reason == "" && err != nil:
				t.Errorf("%s, %s: %v", f, c.name, err)
			case c.reason == "" && hashed != c.rows:
				t.Errorf("%s, %s: %d rows", f, c.name, hashed)
			}
			if bad != nil && strings.Contains(bad.Sentence("fr")+bad.Sentence("en")+bad.Detail, someMD5[:8]) {
				t.Errorf("%s, %s: the fault bears a value", f, c.name)
			}
		}
	}
}

func fuzz(f *testing.F, format Format, cases []hostile, more ...string) {
	for _, c := range cases {
		if len(c.doc) < 4096 {
			f.Add([]byte(c.doc))
		}
	}
	for _, m := range more {
		f.Add([]byte(m))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		rows, a, err := read(doc, format, hostileLimits)
		var bad *Fault
		if err != nil && (!errors.As(err, &bad) || bad.Reason == "" || bad.Sentence("fr") == "") {
			t.Fatalf("%v", err)
		}
		if err == nil && (int64(len(rows)) > a.Rows || a.Rows > hostileLimits.Rows) {
			t.Fatalf("%d rows, counted %d", len(rows), a.Rows)
		}
		for _, r := range rows {
			if len(r.Hashes) == 0 && !r.Deleted && format != HashSharing {
				t.Fatal("a row without a value")
			}
			for _, h := range r.Hashes {
				name, value, _ := strings.Cut(h, ":")
				typ, ok := TypeOf(name)
				if !ok || len(value) != 2*types[typ].bytes {
					t.Fatalf("%s", h)
				}
			}
		}
	})
}

func FuzzVICS(f *testing.F)        { fuzz(f, VICS, hostileVICS, vicsOf(medium)) }
func FuzzICSE(f *testing.F)        { fuzz(f, ICSE, hostileICSE, icseHead+someMD5+";;true;s\n") }
func FuzzHashSharing(f *testing.F) { fuzz(f, HashSharing, hostileSharing, sharingOf(entryXML)) }

func TestDetect(t *testing.T) {
	for doc, want := range map[string]Format{
		vicsOf(medium): VICS, "\xEF\xBB\xBF \n[" + medium + "]": VICS, sharingOf(entryXML): HashSharing,
		icseHead: ICSE, "sep=;\r\n" + icseHead: ICSE, "\"SHA1\";x\n": ICSE,
		"": "", "MD5,SHA1\n": "", "hello": "", "a;b\n": "", "MD5": "",
	} {
		if got := Detect([]byte(doc)); got != want {
			t.Errorf("%.30q: %q", doc, got)
		}
	}
	var bad *Fault
	if _, _, err := read([]byte("hello"), "", Limits{}); !errors.As(err, &bad) || bad.Reason != intake.NotRecognised {
		t.Error(err)
	}
}
