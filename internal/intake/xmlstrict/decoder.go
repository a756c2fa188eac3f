package xmlstrict

import (
	"bytes"
	"fmt"
	"io"

	"vigie/internal/intake"
)

// Kind is the kind of a token.
type Kind uint8

// Tokens. An empty-element tag gives a Start and an End; comments give nothing.
const (
	Start Kind = iota + 1
	End
	Text
)

// Options bound and place a document. Zero fields mean the default.
type Options struct {
	Depth    int       // open elements at once; default intake.DefaultLimits.Depth
	Fields   int       // attributes of one element; default intake.DefaultLimits.Fields
	Elements int       // in the whole document; default [DefaultElements]
	Base     int64     // offset in the file of the document's first byte
	Fragment bool      // cut out of a larger document: no XML declaration, no byte order mark
	Bound    []Binding // namespace prefixes that the larger document binds
}

// DefaultElements bounds what a document can make of memory: an element of four
// bytes becomes a record of a hundred. Real reports hold some thousands.
const DefaultElements = 250_000

// Binding ties a namespace prefix to its name; the default namespace has prefix "".
type Binding struct{ Prefix, URI string }

// Attr is an attribute of the current element. Namespace declarations are among
// them. Value is valid until the next start tag.
type Attr struct {
	Prefix, Local []byte
	Value         []byte
}

// Decoder reads one document held in memory. Make one with New.
type Decoder struct {
	doc   []byte
	opt   Options
	pos   int // of the next byte to read
	start int // of the current token
	flaw  flaw
	stack []frame
	binds []Binding
	attrs []Attr

	prefix, local []byte // of the current Start or End
	text          []byte // of the current Text
	buf, attrBuf  []byte // where text and attribute values are rewritten
	join          []byte // where Value joins pieces
	seen          map[string]struct{}
	closing       bool // the current tag is <empty/>: its End is due
	rooted        bool // the root has begun
	elements      int
	err           error
}

type frame struct {
	from, to int // of the name, prefix included, in doc
	local    int // where the local part begins
	binds    int // bindings in force outside
}

// New returns a decoder of doc, which must not change while it is read.
func New(doc []byte, opt Options) *Decoder {
	if opt.Depth <= 0 {
		opt.Depth = intake.DefaultLimits.Depth
	}
	if opt.Fields <= 0 {
		opt.Fields = intake.DefaultLimits.Fields
	}
	if opt.Elements <= 0 {
		opt.Elements = DefaultElements
	}
	d := &Decoder{doc: doc, opt: opt, flaw: firstFlaw(doc)}
	d.binds = append(d.binds, opt.Bound...)
	return d
}

// Rewind goes back to the beginning of the document, which need not be checked again.
func (d *Decoder) Rewind() {
	d.pos, d.start, d.elements = 0, 0, 0
	d.stack, d.attrs = d.stack[:0], d.attrs[:0]
	d.binds = append(d.binds[:0], d.opt.Bound...)
	d.closing, d.rooted, d.err = false, false, nil
}

// Next reads the next token. After the root and what may follow it, it returns
// io.EOF; every other error is an [*Error], and stays.
func (d *Decoder) Next() (Kind, error) {
	if d.err != nil {
		return 0, d.err
	}
	k, err := d.next()
	if err == nil && d.flaw.at >= 0 && d.flaw.at < d.pos {
		err = d.fail(d.pos, "", "")
	}
	d.err = err
	return k, err
}

func (d *Decoder) next() (Kind, error) {
	if d.closing {
		d.closing = false
		d.start = d.pos
		d.pop()
		return End, nil
	}
	if d.pos == 0 {
		if err := d.prolog(); err != nil {
			return 0, err
		}
	}
	for d.pos < len(d.doc) {
		d.start = d.pos
		if d.doc[d.pos] != '<' {
			more, err := d.characters()
			if err != nil {
				return 0, err
			}
			if more {
				return Text, nil
			}
			continue
		}
		if d.pos+1 == len(d.doc) {
			if d.rooted && len(d.stack) == 0 {
				return 0, d.fail(d.pos, intake.TrailingContent, "something follows the root element")
			}
			return 0, d.truncated("a tag")
		}
		switch d.doc[d.pos+1] {
		case '/':
			return End, d.endTag()
		case '?':
			return 0, d.fail(d.pos, intake.ForbiddenXML, "a processing instruction")
		case '!':
			cdata, err := d.declaration()
			if err != nil {
				return 0, err
			}
			if cdata {
				return Text, nil
			}
		default:
			return Start, d.startTag()
		}
	}
	switch {
	case len(d.stack) > 0:
		return 0, d.truncated("an element")
	case d.flaw.at >= 0:
		return 0, d.fail(d.pos, "", "")
	case d.rooted:
		return 0, io.EOF
	case allBlank(bytes.TrimPrefix(d.doc, bom)):
		return 0, d.fail(d.pos, intake.Empty, "nothing in the file")
	}
	return 0, d.fail(d.pos, intake.Truncated, "the file ends before its root element")
}

// fail builds the error at offset at, unless a forbidden character comes before it.
func (d *Decoder) fail(at int, reason intake.Reason, detail string) error {
	if f := d.flaw; f.at >= 0 && (f.at <= at || reason == "" || reason == intake.Truncated) {
		at, reason, detail = f.at, f.reason, f.detail
	}
	return &Error{Reason: reason, Path: d.Path(), Offset: d.opt.Base + int64(at), Detail: detail}
}

// Fail builds an error of the caller's own, at the current token.
func (d *Decoder) Fail(reason intake.Reason, format string, args ...any) *Error {
	return &Error{Reason: reason, Path: d.Path(), Offset: d.opt.Base + int64(d.start), Detail: fmt.Sprintf(format, args...)}
}

// Name is the local part of the current tag's name, Prefix what stands before the colon.
func (d *Decoder) Name() []byte   { return d.local }
func (d *Decoder) Prefix() []byte { return d.prefix }

// Attrs are the attributes of the current start tag, namespace declarations
// included; valid until the next start tag.
func (d *Decoder) Attrs() []Attr { return d.attrs }

// Text is the current piece of character data; valid until the next token.
func (d *Decoder) Text() []byte { return d.text }

// Offset is where the current token begins, in bytes from the document's start.
func (d *Decoder) Offset() int { return d.start }

// EndOffset is where the current token ends.
func (d *Decoder) EndOffset() int { return d.pos }

// Bindings are the namespaces in force inside the current element; a copy.
func (d *Decoder) Bindings() []Binding { return append([]Binding(nil), d.binds...) }

// Depth counts the open elements.
func (d *Decoder) Depth() int { return len(d.stack) }

// Path names the open elements: "report/victim/email".
func (d *Decoder) Path() string {
	var b []byte
	for i, f := range d.stack {
		if i > 0 {
			b = append(b, '/')
		}
		b = append(b, d.doc[f.from:f.to]...)
		if len(b) > 4*maxPath {
			b = b[len(b)-2*maxPath:]
		}
	}
	return shorten(bytes.ToValidUTF8(b, nil))
}

// URI is the namespace that prefix is bound to; "" when it is bound to none.
func (d *Decoder) URI(prefix []byte) string {
	for i := len(d.binds) - 1; i >= 0; i-- {
		if d.binds[i].Prefix == string(prefix) {
			return d.binds[i].URI
		}
	}
	if string(prefix) == "xml" {
		return xmlURI
	}
	return ""
}

// Value reads the character data of the element just begun, to its end. It
// returns how many elements stood inside; their text is not part of the value.
// The bytes are valid until the next token.
func (d *Decoder) Value() (text []byte, inside int, err error) {
	pieces := 0
	for {
		k, err := d.Next()
		if err != nil {
			return nil, inside, err
		}
		switch k {
		case End:
			return text, inside, nil
		case Start:
			inside++
			if err := d.Skip(); err != nil {
				return nil, inside, err
			}
		case Text:
			switch pieces++; pieces {
			case 1:
				text = d.text
				if d.pos < len(d.doc) && bytes.HasPrefix(d.doc[d.pos:], endOpen) {
					continue // the only piece, by far the most frequent case: no copy
				}
				d.join = append(d.join[:0], text...)
				text = d.join
			default:
				d.join = append(d.join, d.text...)
				text = d.join
			}
		}
	}
}

// Skip reads to the end of the element just begun.
func (d *Decoder) Skip() error {
	for depth := 1; depth > 0; {
		k, err := d.Next()
		if err != nil {
			return err
		}
		switch k {
		case Start:
			depth++
		case End:
			depth--
		}
	}
	return nil
}

// Inner skips the element just begun and says which bytes of the document stand
// between its tags.
func (d *Decoder) Inner() (from, to int, err error) {
	from = d.pos
	if err = d.Skip(); err != nil {
		return 0, 0, err
	}
	return from, d.start, nil
}

var (
	bom     = []byte("\xEF\xBB\xBF")
	endOpen = []byte("</")
)
