package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// ParseOpening reads an opening. It accepts the canonical form and no other:
// what it returns encodes to the same bytes again. Errors name members, never
// values.
func ParseOpening(b []byte) (Entry, error) {
	var scratch []byte
	return parseOpening(b, &scratch)
}

// parseOpening is ParseOpening with a buffer that the caller reuses.
func parseOpening(b []byte, scratch *[]byte) (Entry, error) {
	if len(b) > MaxOpening {
		return Entry{}, fmt.Errorf("opening is longer than %d bytes", MaxOpening)
	}
	var e Entry
	p := parser{b: b}
	p.expect(`{"at":`)
	at := p.text()
	p.expect(`,"detail":`)
	e.Detail = p.value()
	p.expect(`,"kind":`)
	e.Kind = Kind(p.text())
	p.expect(`,"purpose":`)
	e.Purpose = p.text()
	p.expect(`,"subjects":[`)
	for !p.at(']') && p.err == nil {
		if len(e.Subjects) > 0 {
			p.expect(`,`)
		}
		e.Subjects = append(e.Subjects, p.text())
	}
	p.expect(`],"who":`)
	e.Who = p.text()
	p.expect(`}`)
	if p.err == nil && p.i != len(b) {
		p.fail("something follows the end")
	}
	if p.err != nil {
		return Entry{}, fmt.Errorf("opening is not of the ledger's form: %w", p.err)
	}

	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return Entry{}, errors.New("opening is not of the ledger's form: at is no time")
	}
	e.At = t.UTC()
	if e.Detail != nil && e.Detail.Kind() != '{' {
		return Entry{}, errors.New("opening is not of the ledger's form: detail is not a JSON object")
	}
	if !e.Kind.wellFormed() {
		return Entry{}, errors.New("opening is not of the ledger's form: kind is no word")
	}
	again, err := appendOpening((*scratch)[:0], &e)
	if *scratch = again; err != nil || !bytes.Equal(again, b) {
		return Entry{}, errors.New("opening is not in canonical form (RFC 8785)")
	}
	return e, nil
}

// parser walks an opening; after the first failure every step does nothing.
type parser struct {
	b   []byte
	i   int
	err error
}

func (p *parser) fail(what string) {
	if p.err == nil {
		p.err = fmt.Errorf("%s at byte %d", what, p.i)
	}
}

func (p *parser) at(c byte) bool { return p.i < len(p.b) && p.b[p.i] == c }

func (p *parser) expect(s string) {
	if p.err != nil {
		return
	}
	if len(p.b)-p.i < len(s) || string(p.b[p.i:p.i+len(s)]) != s {
		p.fail("expected " + s)
		return
	}
	p.i += len(s)
}

// text reads a JSON string.
func (p *parser) text() string {
	if p.err != nil {
		return ""
	}
	if !p.at('"') {
		p.fail("expected a string")
		return ""
	}
	if end := plainString(p.b, p.i); end > 0 {
		s := string(p.b[p.i+1 : end-1])
		p.i = end
		return s
	}
	end := p.i + 1
	for end < len(p.b) && p.b[end] != '"' {
		if p.b[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(p.b) {
		p.fail("a string does not end")
		return ""
	}
	s, err := jsontext.AppendUnquote(nil, p.b[p.i:end+1])
	if err != nil {
		p.fail("a string is not well-formed")
		return ""
	}
	p.i = end + 1
	return string(s)
}

// value reads any JSON value; null gives nil. The value aliases the input.
func (p *parser) value() jsontext.Value {
	if p.err != nil {
		return nil
	}
	end := plainValue(p.b, p.i, 0)
	if end < 0 {
		d := jsontext.NewDecoder(bytes.NewBuffer(p.b[p.i:]))
		if err := d.SkipValue(); err != nil {
			p.fail("a value is not well-formed")
			return nil
		}
		end = p.i + int(d.InputOffset())
	}
	v := jsontext.Value(p.b[p.i:end:end])
	p.i = end
	if string(v) == "null" {
		return nil
	}
	return v
}
