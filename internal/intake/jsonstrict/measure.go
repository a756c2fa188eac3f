package jsonstrict

import (
	"crypto/md5"  // only to compare with what a source declared
	"crypto/sha1" // likewise
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"vigie/internal/intake"
)

// Measure is what is known of bytes that are kept nowhere.
type Measure struct {
	Length int64 // bytes
	MD5    string
	SHA1   string
	SHA256 string // this and the others in lower-case hexadecimal
	SHA512 string
}

// Sum gives the value for an algorithm as XARF names it: md5, sha1, sha256, sha512.
func (m Measure) Sum(algorithm string) (string, bool) {
	switch algorithm {
	case "md5":
		return m.MD5, true
	case "sha1", "sha-1":
		return m.SHA1, true
	case "sha256", "sha-256":
		return m.SHA256, true
	case "sha512", "sha-512":
		return m.SHA512, true
	}
	return "", false
}

// measured is a string measured two ways, since it is not known in passing
// what it will turn out to be: as text, and as the bytes that it encodes.
type measured struct {
	text   Measure
	binary *Measure // nil when it is not base64
	err    *intake.Problem
}

// sums computes every hash of one stream of bytes.
type sums struct {
	n int64
	h [4]hash.Hash
}

func newSums() *sums {
	return &sums{h: [4]hash.Hash{md5.New(), sha1.New(), sha256.New(), sha512.New()}}
}

func (s *sums) write(b []byte) {
	s.n += int64(len(b))
	for _, h := range s.h {
		h.Write(b)
	}
}

func (s *sums) measure() Measure {
	var x [4]string
	for i, h := range s.h {
		x[i] = hex.EncodeToString(h.Sum(nil))
	}
	return Measure{s.n, x[0], x[1], x[2], x[3]}
}

// meter measures the inside of a JSON string as it passes, in any portions.
type meter struct {
	carry []byte // an escape or a character not complete yet
	plain []byte // scratch: unescaped
	bytes []byte // scratch: base64 decoded
	text  *sums
	bin   *sums // nil once the string is known not to be base64
	quad  []byte
	pad   bool
	bad   bool
}

func newMeter() *meter { return &meter{text: newSums(), bin: newSums()} }

// write takes the next portion of the string as written, without its quotes.
func (m *meter) write(raw []byte) {
	for len(raw) > 0 && !m.bad {
		n := min(len(raw), block) // bounds the scratch space
		m.portion(raw[:n])
		raw = raw[n:]
	}
}

func (m *meter) portion(raw []byte) {
	b := append(m.carry, raw...)
	cut := whole(b)
	m.unescaped(b[:cut])
	m.carry = append(m.carry[:0], b[cut:]...)
}

func (m *meter) unescaped(b []byte) {
	if m.bad || len(b) == 0 {
		return
	}
	quoted := make([]byte, 0, len(b)+2)
	quoted = append(append(append(quoted, '"'), b...), '"')
	plain, err := jsontext.AppendUnquote(m.plain[:0], quoted)
	if m.plain = plain; err != nil {
		m.bad = true
		return
	}
	m.text.write(plain)
	m.base64(plain)
}

// base64 decodes what it can in whole groups of four.
func (m *meter) base64(b []byte) {
	for _, c := range b {
		switch {
		case m.bin == nil:
			return
		case c == '\r' || c == '\n':
		case m.pad && c != '=':
			m.bin = nil
		default:
			m.pad = m.pad || c == '='
			m.quad = append(m.quad, c)
		}
	}
	m.group(base64.StdEncoding, len(m.quad)/4*4)
}

func (m *meter) group(e *base64.Encoding, n int) {
	if m.bin == nil || n == 0 {
		return
	}
	var err error
	if m.bytes, err = e.AppendDecode(m.bytes[:0], m.quad[:n]); err != nil {
		m.bin = nil
		return
	}
	m.bin.write(m.bytes)
	m.quad = append(m.quad[:0], m.quad[n:]...)
}

// finish gives the measures once the string has ended.
func (m *meter) finish() measured {
	if len(m.carry) > 0 {
		m.unescaped(m.carry)
	}
	if m.bad {
		return measured{err: &intake.Problem{Reason: intake.BadEncoding, Detail: "a long string is not valid UTF-8 or has a bad escape"}}
	}
	m.group(base64.RawStdEncoding, len(m.quad))
	out := measured{text: m.text.measure()}
	if m.bin != nil && m.text.n > 0 {
		b := m.bin.measure()
		out.binary = &b
	}
	return out
}

// whole is how much of a string's inside can be unescaped without cutting an
// escape, a surrogate pair or a character.
func whole(b []byte) int {
	i := 0
	for i < len(b) {
		n := 1
		switch c := b[i]; {
		case c == '\\' && i+1 == len(b):
			return i
		case c == '\\' && b[i+1] == 'u':
			if n = 6; i+n <= len(b) && (b[i+2] == 'd' || b[i+2] == 'D') && b[i+3] >= '8' {
				n = 12
				if i+6 < len(b) && b[i+6] != '\\' { // a lone surrogate: let the decoder say so
					n = 6
				}
			}
		case c == '\\':
			n = 2
		case c >= utf8.RuneSelf:
			if !utf8.FullRune(b[i:]) {
				return i
			}
			_, n = utf8.DecodeRune(b[i:])
		}
		if i+n > len(b) {
			return i
		}
		i += n
	}
	return i
}
