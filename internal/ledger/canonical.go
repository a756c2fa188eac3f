package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// appendCanonical appends v in RFC 8785 form. It refuses what that form cannot
// keep: duplicate names, invalid UTF-8, whole numbers beyond 2⁵³.
func appendCanonical(dst []byte, v jsontext.Value) ([]byte, error) {
	if plain(v) {
		return append(dst, v...), nil
	}
	if err := exactNumbers(v); err != nil {
		return dst, err
	}
	c := v.Clone()
	if err := c.Canonicalize(); err != nil {
		return dst, unvalued(err)
	}
	return append(dst, c...), nil
}

// unvalued keeps what a JSON error says of the place, and not the text around
// it, which could be somebody's.
func unvalued(err error) error {
	if se, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return errors.New("a member stands twice")
		}
		return fmt.Errorf("not well-formed JSON at byte %d", se.ByteOffset)
	}
	return errors.New("not well-formed JSON")
}

// exactNumbers refuses whole numbers that the canonical form would round.
func exactNumbers(v jsontext.Value) error {
	const limit = 1 << 53
	d := jsontext.NewDecoder(bytes.NewReader(v))
	for {
		t, err := d.ReadToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unvalued(err)
		}
		if t.Kind() != '0' {
			continue
		}
		s := t.String()
		if strings.ContainsAny(s, ".eE") {
			continue
		}
		if n, err := strconv.ParseInt(s, 10, 64); err != nil || n > limit || n < -limit {
			return fmt.Errorf("a whole number beyond 2^53 at byte %d would be rounded; write it as a string", d.InputOffset())
		}
	}
}

// plain says that v is certainly in RFC 8785 form already. False means
// unsure, not wrong. It spares the general formatter for nearly every entry.
func plain(v []byte) bool { return plainValue(v, 0, 0) == len(v) && len(v) > 0 }

const plainDepth = 32 // deeper values go the general way

// plainValue returns where the value at b[i:] ends, -1 if unsure.
func plainValue(b []byte, i, depth int) int {
	if i >= len(b) || depth > plainDepth {
		return -1
	}
	switch c := b[i]; {
	case c == '"':
		return plainString(b, i)
	case c == '{':
		return plainObject(b, i, depth)
	case c == '[':
		return plainArray(b, i, depth)
	case c == '-' || '0' <= c && c <= '9':
		return plainNumber(b, i)
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if len(b)-i >= len(word) && string(b[i:i+len(word)]) == word {
			return i + len(word)
		}
	}
	return -1
}

// plainString: no escape, valid UTF-8.
func plainString[T []byte | string](b T, i int) int {
	for i++; i < len(b); {
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\' || c < 0x20:
			return -1
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRuneInString(string(b[i:min(i+utf8.UTFMax, len(b))]))
			if r == utf8.RuneError && n <= 1 {
				return -1
			}
			i += n
		}
	}
	return -1
}

// plainNumber: a whole number of at most 15 digits, and no negative zero.
func plainNumber(b []byte, i int) int {
	neg := b[i] == '-'
	if neg {
		i++
	}
	start := i
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	switch n := i - start; {
	case n == 0 || n > 15 || b[start] == '0' && (n > 1 || neg):
		return -1
	case i < len(b) && (b[i] == '.' || b[i] == 'e' || b[i] == 'E'):
		return -1
	}
	return i
}

func plainArray(b []byte, i, depth int) int {
	if i++; i < len(b) && b[i] == ']' {
		return i + 1
	}
	for {
		if i = plainValue(b, i, depth+1); i < 0 || i >= len(b) {
			return -1
		}
		switch b[i] {
		case ']':
			return i + 1
		case ',':
			i++
		default:
			return -1
		}
	}
}

// plainObject: ASCII names in ascending order, where the order of bytes and
// that of UTF-16 agree.
func plainObject(b []byte, i, depth int) int {
	if i++; i < len(b) && b[i] == '}' {
		return i + 1
	}
	var last []byte
	for first := true; ; first = false {
		if i >= len(b) || b[i] != '"' {
			return -1
		}
		end := plainString(b, i)
		if end < 0 || end >= len(b) || b[end] != ':' {
			return -1
		}
		name := b[i+1 : end-1]
		for _, c := range name {
			if c >= utf8.RuneSelf {
				return -1
			}
		}
		if !first && bytes.Compare(last, name) >= 0 {
			return -1
		}
		last = name
		if i = plainValue(b, end+1, depth+1); i < 0 || i >= len(b) {
			return -1
		}
		switch b[i] {
		case '}':
			return i + 1
		case ',':
			i++
		default:
			return -1
		}
	}
}
