package xmlstrict

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestSplitterLosesNothing: the pieces of any stream, put together, are the
// stream, however it comes in; records are cut where they should be.
func TestSplitterLosesNothing(t *testing.T) {
	for _, doc := range []string{
		"", "x", "<", "<a", "<a b='>", "</", "<!", "<!-", "<!--", "<!-->", "<!--->", "<!---->", "<![CDATA[", "<![CDATA[]]>", "<?", "<?a?>",
		"<w>a<r><r/>b<r>c</r></r>d</w>", "<w><r a='</r>'>x</r></w>", "<w><r><!-- </r> --><![CDATA[</r>]]></r></w>", "<w><r/><r></w>",
		"<w><rr></rr><r><rr></r></w>", "<w><r>" + strings.Repeat("y", 200_000) + "</r><r/></w>",
		"<w>" + strings.Repeat("<r><x>1</x></r>", 20_000) + "</w>", "<w><r" + strings.Repeat(" ", 70_000) + "></r ></w>",
	} {
		for name, r := range map[string]io.Reader{
			"whole": strings.NewReader(doc), "halves": iotest.HalfReader(strings.NewReader(doc)), "bytes": iotest.OneByteReader(strings.NewReader(doc)),
		} {
			s := NewSplitter(r, 1<<20)
			var all []byte
			for {
				p, err := s.Next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if (p.Shape == Open || p.Shape == Closed) && string(p.Name) == "r" {
					cut, sum, err := s.Cut(p)
					if err != nil || sum != sha256.Sum256(cut.Bytes) || cut.Offset != int64(len(all)) {
						t.Fatalf("%.40q %s: %v", doc, name, err)
					}
					p = cut
				}
				if len(p.Bytes) == 0 || p.Size != int64(len(p.Bytes)) {
					t.Fatalf("%.40q %s: an empty piece", doc, name)
				}
				all = append(all, p.Bytes...)
			}
			if string(all) != doc {
				t.Errorf("%.40q %s: came back as %.80q", doc, name, all)
			}
			if n, sum, err := s.Drain(); err != nil || n != int64(len(doc)) || sum != sha256.Sum256([]byte(doc)) {
				t.Errorf("%.40q %s: whole hash or length is wrong", doc, name)
			}
		}
	}
}

func TestSplitterKeepsNoMoreThanItsLimit(t *testing.T) {
	body := "<r>" + strings.Repeat("x", 5000) + "</r>"
	s := NewSplitter(strings.NewReader(body+"<r/>"), 1000)
	p, _ := s.Next()
	cut, sum, err := s.Cut(p)
	if err != nil || !cut.TooLarge || cut.Bytes != nil || cut.Size != int64(len(body)) || sum != sha256.Sum256([]byte(body)) {
		t.Errorf("%+v %v", cut, err)
	}
	if p, err = s.Next(); err != nil || string(p.Bytes) != "<r/>" {
		t.Errorf("after it: %+v %v", p, err)
	}
}

func FuzzSplitter(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		s := NewSplitter(bytes.NewReader(doc), 64)
		var n int64
		for {
			p, err := s.Next()
			if err == io.EOF {
				break
			}
			if string(p.Name) == "a" && p.Shape == Open {
				p, _, err = s.Cut(p)
			}
			if err != nil || p.Size == 0 || p.Offset != n {
				t.Fatalf("%+v %v", p, err)
			}
			n += p.Size
		}
		if n != int64(len(doc)) {
			t.Fatalf("%d of %d bytes", n, len(doc))
		}
	})
}

func TestReadDocument(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 100} {
		for _, size := range []int64{-1, 0, 5, int64(n), 1000} {
			t.Run(fmt.Sprint(n, size), func(t *testing.T) {
				doc := bytes.Repeat([]byte("x"), n)
				r := bytes.NewReader(doc)
				head, err := ReadHead(r, 4, size)
				if err != nil {
					t.Fatal(err)
				}
				d, err := ReadDocument(head, r, 10)
				if err != nil || d.Size != int64(n) || d.SHA256 != sha256.Sum256(doc) || d.TooLarge != (n > 10) || !d.TooLarge && !bytes.Equal(d.Bytes, doc) {
					t.Errorf("%+v %v", d, err)
				}
			})
		}
	}
}
