package jsonstrict

import (
	"bytes"
	"iter"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Value is a place in a record. The zero Value stands for what is absent, and
// answers every question as null would.
type Value struct {
	d *Doc
	i int32
}

// Root is the record itself.
func (d *Doc) Root() Value { return Value{d, 0} }

// Kind is '{', '[', '"', '0', 't', 'f' or 'n'; 'n' also for what is absent.
func (v Value) Kind() jsontext.Kind {
	if v.d == nil {
		return jsontext.KindNull
	}
	return v.node().kind
}

// IsNull reports whether the value is null or absent.
func (v Value) IsNull() bool { return v.Kind() == jsontext.KindNull }

// IsObject reports whether the value is an object.
func (v Value) IsObject() bool { return v.Kind() == jsontext.KindBeginObject }

// IsArray reports whether the value is an array.
func (v Value) IsArray() bool { return v.Kind() == jsontext.KindBeginArray }

func (v Value) node() *node { return &v.d.nodes[v.i] }

func (v Value) container() bool { return v.IsObject() || v.IsArray() }

// child is the first value inside, absent when there is none.
func (v Value) child() Value {
	if !v.container() {
		return Value{}
	}
	if c := v.i + 1; int(c) < len(v.d.nodes) && v.d.nodes[c].parent == v.i {
		return Value{v.d, c}
	}
	return Value{}
}

func (v Value) sibling() Value {
	if n := v.node().next; n >= 0 {
		return Value{v.d, n}
	}
	return Value{}
}

// children are the values of an object or an array, in document order.
func (v Value) children() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for c := v.child(); c.d != nil; c = c.sibling() {
			if !yield(c) {
				return
			}
		}
	}
}

// Items are the elements of an array; nothing for any other value.
func (v Value) Items() iter.Seq[Value] {
	if !v.IsArray() {
		return func(func(Value) bool) {}
	}
	return v.children()
}

// Members are the keys and values of an object; nothing for any other value.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if !v.IsObject() {
			return
		}
		for c := range v.children() {
			if !yield(c.name(), c) {
				return
			}
		}
	}
}

// Get is the value under a key of an object; absent for any other value.
func (v Value) Get(key string) Value {
	if !v.IsObject() {
		return Value{}
	}
	for c := v.child(); c.d != nil; c = c.sibling() {
		n := c.node()
		raw := v.d.bytes[n.name+1 : n.nameEnd-1]
		if string(raw) == key || bytes.IndexByte(raw, '\\') >= 0 && c.name() == key {
			return c
		}
	}
	return Value{}
}

// name is the key under which the value stands.
func (v Value) name() string {
	n := v.node()
	if n.name < 0 {
		return ""
	}
	return unquote(v.d.bytes[n.name:n.nameEnd])
}

// Text reads a scalar: a string's characters, a number or a boolean as
// written. Empty for anything else, and for a string too long to be held.
func (v Value) Text() string {
	switch v.Kind() {
	case jsontext.KindString:
		if _, long := v.elided(); long {
			return ""
		}
		v.see()
		return unquote(v.raw())
	case jsontext.KindNumber, jsontext.KindTrue, jsontext.KindFalse:
		v.see()
		return string(v.raw())
	}
	return ""
}

// Bool reads true and false, also as words and as 1 and 0; nil for anything else.
func (v Value) Bool() *bool {
	if v.container() || v.IsNull() || len(v.raw()) > 16 {
		return nil
	}
	yes, no := true, false
	switch strings.ToLower(strings.Trim(string(v.raw()), `" `)) {
	case "true", "yes", "y", "1":
		v.see()
		return &yes
	case "false", "no", "n", "0":
		v.see()
		return &no
	}
	return nil
}

// Int reads a whole number between low and high, also as a string; false for anything else.
func (v Value) Int(low, high int) (int, bool) {
	if v.container() || v.IsNull() || len(v.raw()) > 24 {
		return 0, false
	}
	n, err := strconv.Atoi(strings.Trim(string(v.raw()), `" `))
	if err != nil || n < low || n > high {
		return 0, false
	}
	v.see()
	return n, true
}

// see notes that the value was accounted for.
func (v Value) see() {
	v.node().seen = true
	for p := v.node().parent; p >= 0 && !v.d.nodes[p].within; p = v.d.nodes[p].parent {
		v.d.nodes[p].within = true
	}
}

// raw is the value as written.
func (v Value) raw() []byte {
	n := v.node()
	return v.d.bytes[n.start:n.end]
}

// Path is where the value stands: "reportedInformation.emails[0].value".
func (v Value) Path() string { return v.path(true) }

func (v Value) path(indexes bool) string {
	if v.d == nil {
		return ""
	}
	var up [8]int32
	chain := up[:0]
	for i := v.i; i >= 0; i = v.d.nodes[i].parent {
		chain = append(chain, i)
	}
	b := make([]byte, 0, 96)
	for k := len(chain) - 2; k >= 0; k-- {
		n := &v.d.nodes[chain[k]]
		switch {
		case n.name < 0 && indexes:
			b = append(strconv.AppendInt(append(b, '['), int64(n.index), 10), ']')
			continue
		case n.name < 0:
			b = append(b, "[]"...)
			continue
		case len(b) > 0:
			b = append(b, '.')
		}
		b = appendName(b, v.d.bytes[n.name+1:n.nameEnd-1])
	}
	return string(b)
}

// appendName appends a key as far as it looks like one: a key that a producer
// made of data (an address, a number) must not travel in messages.
func appendName(b, name []byte) []byte {
	if len(name) == 0 || len(name) > 64 {
		return append(b, '?')
	}
	for i, c := range name {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return append(b, '?')
		}
	}
	return append(b, name...)
}

func unquote(quoted []byte) string {
	if in := quoted[1 : len(quoted)-1]; bytes.IndexByte(in, '\\') < 0 {
		return string(in)
	}
	s, err := jsontext.AppendUnquote(nil, quoted)
	if err != nil {
		return "" // cannot be: the parser has read it
	}
	return string(s)
}
