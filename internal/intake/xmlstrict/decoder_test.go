package xmlstrict

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"vigie/internal/intake"
)

// ours writes the tokens of a document, one a line, text joined.
func ours(doc []byte, opt Options) (string, error) {
	var b, text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&b, "text %q\n", text.String())
			text.Reset()
		}
	}
	d := New(doc, opt)
	for {
		k, err := d.Next()
		switch {
		case err == io.EOF:
			return b.String(), nil
		case err != nil:
			return b.String(), err
		case k == Text:
			text.Write(d.Text())
			continue
		}
		flush()
		if k == End {
			fmt.Fprintf(&b, "end %s:%s\n", d.Prefix(), d.Name())
			continue
		}
		fmt.Fprintf(&b, "start %s:%s", d.Prefix(), d.Name())
		for _, a := range d.Attrs() {
			fmt.Fprintf(&b, " %s:%s=%q", a.Prefix, a.Local, a.Value)
		}
		b.WriteByte('\n')
	}
}

// theirs does the same with encoding/xml.
func theirs(doc []byte) (string, error) {
	var b, text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&b, "text %q\n", text.String())
			text.Reset()
		}
	}
	blanks := strings.NewReplacer("\n", " ", "\t", " ")
	depth := 0
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(doc, bom)))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch x := tok.(type) {
		case xml.CharData:
			if depth > 0 {
				text.Write(x)
			}
		case xml.StartElement:
			depth++
			flush()
			fmt.Fprintf(&b, "start %s:%s", x.Name.Space, x.Name.Local)
			for _, a := range x.Attr {
				// encoding/xml leaves blanks as they are; XML 1.0 makes them spaces,
				// but for those that come from references.
				fmt.Fprintf(&b, " %s:%s=%q", a.Name.Space, a.Name.Local, blanks.Replace(a.Value))
			}
			b.WriteByte('\n')
		case xml.EndElement:
			depth--
			flush()
			fmt.Fprintf(&b, "end %s:%s\n", x.Name.Space, x.Name.Local)
		}
	}
}

var seeds = []string{
	`<a/>`, `<?xml version="1.0" encoding="UTF-8"?><a b="c" d='e'>f<!-- g --><h/>i</a>`,
	"\xEF\xBB\xBF<a>\r\n\r&#13;&amp;<![CDATA[<&\r\n]]></a>\n", `<p:a xmlns:p="u" p:b="&lt;&#x41;" b="x"/>`,
	"<a b='1\t2\n3\r\n4'/>", `<é ü="ß">日本</é>`, `<a><b></a></b>`, `<a`, `<!DOCTYPE a><a/>`, `<a></a><b/>`,
	`<a>]]></a>`, `<a>&b;</a>`, `<a b=c/>`, `<a><![CDATA[]]]]><![CDATA[>]]></a>`, `<a xml:lang="en"/>`, `<a>&#x110000;</a>`,
}

// agree fails the test if Decoder accepts what encoding/xml refuses or reads otherwise.
func agree(t *testing.T, doc []byte) {
	t.Helper()
	mine, err := ours(doc, Options{})
	if err != nil {
		e, ok := err.(*Error)
		if !ok || e.Reason == "" || e.Detail == "" || e.Offset < 0 || e.Offset > int64(len(doc)) {
			t.Fatalf("%q: error %#v", doc, err)
		}
		return
	}
	other, err := theirs(doc)
	if err != nil {
		// Its names are those of XML's fourth edition.
		if strings.Contains(err.Error(), "invalid XML name") || strings.Contains(err.Error(), "expected element name") ||
			strings.Contains(err.Error(), "expected attribute name") || strings.Contains(err.Error(), "invalid characters between") {
			return
		}
		t.Fatalf("%q is accepted; encoding/xml says %v", doc, err)
	}
	// Blanks by reference are kept by us and cannot be told apart in the oracle.
	if i := strings.NewReplacer(`\t`, " ", `\n`, " ", `\r`, " "); i.Replace(mine) != i.Replace(other) {
		t.Fatalf("%q\nours:\n%s\nencoding/xml:\n%s", doc, mine, other)
	}
}

func TestAgainstEncodingXML(t *testing.T) {
	for _, s := range seeds {
		agree(t, []byte(s))
	}
}

func FuzzDecoder(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		agree(t, doc)
		d := New(doc, Options{})
		first, err := drain(d)
		if err == io.EOF {
			d.Rewind()
			if again, err := drain(d); err != io.EOF || again != first {
				t.Fatalf("%q reads otherwise after Rewind: %v", doc, err)
			}
		}
	})
}

func drain(d *Decoder) (n int, err error) {
	for {
		if _, err := d.Next(); err != nil {
			return n, err
		}
		n++
	}
}

func TestReasonPathAndOffset(t *testing.T) {
	for _, c := range []struct {
		doc    string
		reason intake.Reason
		path   string
		offset int64
	}{
		{`<a><b x="1" x="2"/></a>`, intake.DuplicateName, "a/b", 103},
		{`<a><b/>&x;</a>`, intake.ForbiddenXML, "a", 107},
		{`<a><b><c></b></a>`, intake.Malformed, "a/b/c", 109},
		{`<a/>x`, intake.TrailingContent, "", 104},
		{`<a><b>`, intake.Truncated, "a/b", 106},
		{"<a>\x01</a>", intake.Malformed, "a", 103},
		{`<a><p:b/></a>`, intake.UnboundPrefix, "a/p:b", 103},
		{`<?xml version="1.0"?><a/>`, intake.ForbiddenXML, "", 100}, // a fragment has no declaration
	} {
		_, err := ours([]byte(c.doc), Options{Base: 100, Fragment: true})
		e, ok := err.(*Error)
		if !ok || e.Reason != c.reason || e.Path != c.path || e.Offset != c.offset {
			t.Errorf("%s: %#v", c.doc, err)
		}
	}
}

func TestBoundFromOutside(t *testing.T) {
	doc := []byte(`<a p:b="1" q:b="2"/>`)
	if _, err := ours(doc, Options{Fragment: true, Bound: []Binding{{"p", "u"}, {"q", "v"}}}); err != nil {
		t.Error(err)
	}
	if _, err := ours(doc, Options{Fragment: true, Bound: []Binding{{"p", "u"}, {"q", "u"}}}); err == nil {
		t.Error("two attributes of one expanded name")
	}
}

func TestValue(t *testing.T) {
	for doc, want := range map[string]string{
		`<a/>`: "", `<a>x</a>`: "x", `<a>x<!-- c -->y</a>`: "xy", `<a>x<![CDATA[<]]>&gt;y</a>`: "x<>y", `<a>x<b>n</b>y</a>`: "xy",
	} {
		d := New([]byte(doc), Options{})
		if _, err := d.Next(); err != nil {
			t.Fatal(err)
		}
		if v, inside, err := d.Value(); err != nil || string(v) != want || (inside > 0) != strings.Contains(doc, "<b>") {
			t.Errorf("%s: %q, %d, %v", doc, v, inside, err)
		}
	}
}

// TestLongPathIsCut: names of a hostile document do not fill a quarantine entry.
func TestLongPathIsCut(t *testing.T) {
	doc := strings.Repeat("<"+strings.Repeat("é", 400)+">", 60)
	_, err := ours([]byte(doc), Options{})
	if e := err.(*Error); len(e.Path) > maxPath+3 || !strings.HasPrefix(e.Path, "…") {
		t.Errorf("path of %d bytes", len(e.Path))
	}
}

func BenchmarkDecoder(b *testing.B) {
	doc := []byte("<r>" + strings.Repeat("<ipCaptureEvent type='Login'>\n  <ipAddress>192.0.2.1</ipAddress>\n  <port>1234</port>\n</ipCaptureEvent>\n", 300) + "</r>")
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		for b.Loop() {
			if _, err := drain(New(doc, Options{})); err != io.EOF {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-xml", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		for b.Loop() {
			d := xml.NewDecoder(bytes.NewReader(doc))
			for {
				if _, err := d.RawToken(); err != nil {
					break
				}
			}
		}
	})
}
