package jsonstrict

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// node is one value of a record. Children follow their parent in document order.
type node struct {
	kind       jsontext.Kind
	seen       bool  // read, dropped or withheld
	within     bool  // something inside was
	start, end int32 // in Doc.bytes
	name       int32 // start of the quoted name in Doc.bytes, -1 in an array
	nameEnd    int32
	parent     int32 // -1 at the root
	next       int32 // sibling, -1 at the last
	index      int32 // in an array
}

// Doc is one record, parsed. Its bytes may be reused once the next record is read.
type Doc struct {
	lim      intake.Limits
	bytes    []byte
	elisions []elision
	nodes    []node
	sum      [32]byte
	buffer   bytes.Buffer
	decoder  *jsontext.Decoder

	cuts     []cut
	dropped  []report.Dropped
	withheld []report.Withheld
}

func newDoc(lim intake.Limits) *Doc {
	return &Doc{lim: lim, decoder: jsontext.NewDecoder(strings.NewReader(""))}
}

// values is how many values one record may hold: a value takes some fifty
// bytes in real reports, and no fewer can be afforded than a node takes.
func values(lim intake.Limits) int { return max(int(lim.Record/64), 4096) }

// SHA256 of the record's bytes as received.
func (d *Doc) SHA256() [32]byte { return d.sum }

// parse checks b in full and makes the nodes.
func (d *Doc) parse(b []byte, elisions []elision) *intake.Problem {
	d.bytes, d.elisions = b, elisions
	d.nodes, d.cuts, d.dropped, d.withheld = d.nodes[:0], d.cuts[:0], nil, nil
	if len(b) == 0 || b[0] != '{' {
		d.buffer = *bytes.NewBuffer(b)
		d.decoder.Reset(&d.buffer)
		if _, err := d.decoder.ReadValue(); err != nil {
			return d.problem(err)
		}
		return &intake.Problem{Reason: intake.WrongShape, Detail: "a record is a JSON object"}
	}
	d.buffer = *bytes.NewBuffer(b)
	d.decoder.Reset(&d.buffer)
	return d.tokens()
}

// level is an open object or array while parsing.
type level struct {
	node, last int32 // last child, -1 none
	count      int
}

func (d *Doc) tokens() *intake.Problem {
	most := values(d.lim)
	stack := make([]level, 0, 16)
	name, nameEnd := int32(-1), int32(-1)
	for {
		kind := d.decoder.PeekKind()
		if kind == jsontext.KindEndObject || kind == jsontext.KindEndArray {
			if _, err := d.decoder.ReadToken(); err != nil {
				return d.problem(err)
			}
			top := stack[len(stack)-1]
			d.nodes[top.node].end = int32(d.decoder.InputOffset())
			if stack = stack[:len(stack)-1]; len(stack) == 0 {
				return nil
			}
			continue
		}
		if n := len(stack); n > 0 && name < 0 && d.nodes[stack[n-1].node].kind == jsontext.KindBeginObject {
			if stack[n-1].count == d.lim.Fields {
				return &intake.Problem{Reason: intake.TooMany, Detail: fmt.Sprintf("more than %d keys in an object", d.lim.Fields)}
			}
			v, err := d.scalar()
			if err != nil {
				return d.problem(err)
			}
			if p := d.nul(v); p != nil {
				return p
			}
			nameEnd = int32(d.decoder.InputOffset())
			name = nameEnd - int32(len(v))
			continue
		}
		if len(d.nodes) == most {
			return &intake.Problem{Reason: intake.TooMany, Detail: fmt.Sprintf("more than %d values in a record", most)}
		}
		at := int32(len(d.nodes))
		x := node{kind: kind, name: name, nameEnd: nameEnd, parent: -1, next: -1}
		if n := len(stack); n > 0 {
			top := &stack[n-1]
			x.parent, x.index = top.node, int32(top.count)
			if top.last >= 0 {
				d.nodes[top.last].next = at
			}
			top.last = at
			top.count++
		}
		name, nameEnd = -1, -1
		if kind == jsontext.KindBeginObject || kind == jsontext.KindBeginArray {
			if _, err := d.decoder.ReadToken(); err != nil {
				return d.problem(err)
			}
			x.start = int32(d.decoder.InputOffset()) - 1
			stack = append(stack, level{node: at, last: -1})
		} else {
			v, err := d.scalar()
			if err != nil {
				return d.problem(err)
			}
			if p := d.nul(v); p != nil {
				return p
			}
			x.end = int32(d.decoder.InputOffset())
			x.start = x.end - int32(len(v))
		}
		d.nodes = append(d.nodes, x)
	}
}

func (d *Doc) scalar() (jsontext.Value, error) { return d.decoder.ReadValue() }

// nul refuses U+0000: it is well-formed JSON, ends strings early in other
// programs, and no store takes it.
func (d *Doc) nul(v jsontext.Value) *intake.Problem {
	if !bytes.Contains(v, []byte(`\u0000`)) {
		return nil
	}
	if s, err := jsontext.AppendUnquote(nil, v); err != nil || bytes.IndexByte(s, 0) >= 0 {
		return &intake.Problem{Reason: intake.BadValue, Detail: "a string holds U+0000"}
	}
	return nil
}

// problem says what the decoder found, without its wording: that quotes the input.
func (d *Doc) problem(err error) *intake.Problem {
	reason, what := intake.Malformed, "not well-formed JSON"
	var se *jsontext.SyntacticError
	at := int64(-1)
	if errors.As(err, &se) {
		at = se.ByteOffset
		switch {
		case errors.Is(se.Err, jsontext.ErrDuplicateName):
			return &intake.Problem{Reason: intake.DuplicateName, Detail: fmt.Sprintf("a key stands twice in one object, at byte %d of the record", at)}
		case se.Err != nil && strings.Contains(se.Err.Error(), "UTF-8"), d.surrogate(at):
			reason, what = intake.BadEncoding, "not valid UTF-8, or half of a surrogate pair"
		}
	}
	if at < 0 {
		return &intake.Problem{Reason: reason, Detail: what}
	}
	return &intake.Problem{Reason: reason, Detail: fmt.Sprintf("%s, at byte %d of the record", what, at)}
}

// surrogate reports whether half of a surrogate pair is written at byte at.
func (d *Doc) surrogate(at int64) bool {
	if at < 0 || at+6 > int64(len(d.bytes)) {
		return false
	}
	e := bytes.ToLower(d.bytes[at : at+6])
	return bytes.HasPrefix(e, []byte(`\ud`)) && strings.IndexByte("89abcdef", e[3]) >= 0 && ishex(e[4]) && ishex(e[5])
}

func ishex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }
