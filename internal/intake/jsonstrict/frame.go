package jsonstrict

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"math"
	"slices"

	"vigie/internal/intake"
)

// longString is the length, as written, over which a string is measured in
// passing and not held: evidence payloads run to tens of megabytes, and no
// field that is kept comes near it.
const longString = 1 << 20

var (
	errTruncated = errors.New("truncated")
	errSyntax    = errors.New("syntax")
)

// elision stands for a string that was measured and not held: at is the place
// of its opening quote in the held bytes, where an empty string stands.
type elision struct {
	at int
	m  measured
}

// framer finds where one JSON value ends, by brackets and quotes alone, so
// that a value that is wrong inside can be stepped over. What it holds is
// bounded; what it hashes is not.
type framer struct {
	src   *source
	limit int64 // bytes held
	long  int   // strings over this are measured, not held; see newFramer
	depth int   // nesting allowed

	offset   int64
	size     int64
	hash     hash.Hash
	held     []byte
	elisions []elision
	problem  *intake.Problem // a limit was passed: the value is stepped over
	lines    bool            // no line feed inside

	hashed int    // src.buf from here is not hashed yet
	taken  int    // src.buf from here is not held yet
	open   []byte // brackets open, down to depth
	nest   int    // how many are open, also past depth

	inString bool
	escape   bool
	strAt    int    // in held: the first byte of the string
	meter    *meter // the string is being measured, not held
	elided   bool   // the last token was an elided string

	wrappers []string // keys whose array is a list of records, at the first level
	needKey  bool
	key      string
	wrapped  bool
}

// newFramer bounds what a value may hold. Under a limit smaller than a long
// string nothing is elided: the limit is passed first, wherever blocks begin.
func newFramer(src *source, lim intake.Limits) *framer {
	f := &framer{src: src, limit: lim.Record, depth: lim.Depth, long: longString, hash: sha256.New()}
	if f.limit <= longString {
		f.long = math.MaxInt
	}
	return f
}

// begin starts a value at the source's next byte.
func (f *framer) begin() {
	f.offset, f.size = f.src.offset(), 0
	f.hash.Reset()
	f.held, f.elisions, f.open = f.held[:0], f.elisions[:0], f.open[:0]
	f.problem, f.lines = nil, true
	f.hashed, f.taken = f.src.i, f.src.i
	f.nest, f.inString, f.escape, f.meter, f.elided = 0, false, false, nil, false
	f.needKey, f.key, f.wrapped = false, "", false
}

// run consumes the value. It returns wrapper = true with the source at the '['
// of an array of records, and may be called again after that array.
func (f *framer) run() (wrapper bool, err error) {
	s := f.src
	for {
		if s.i == s.n {
			f.flush()
			more := s.fill()
			f.hashed, f.taken = s.i, s.i
			if !more {
				return false, errTruncated
			}
		}
		if f.inString {
			f.str()
			if f.inString || f.nest > 0 {
				continue
			}
			f.flush()
			return false, nil
		}
		c := s.buf[s.i]
		switch c {
		case '"':
			s.i++
			f.hold()
			f.inString, f.strAt = true, len(f.held)
		case '{', '[':
			if c == '[' && f.nest == 1 && f.key != "" && !f.wrapped && slices.Contains(f.wrappers, f.key) {
				f.flush()
				f.wrapped = true
				return true, nil
			}
			s.i++
			f.push(c)
		case '}', ']':
			s.i++
			if !f.pop(c) {
				f.flush()
				return false, errSyntax
			}
			if f.nest == 0 {
				f.flush()
				return false, nil
			}
		case ':':
			s.i++
			if f.elided {
				f.fail(intake.TooLarge, fmt.Sprintf("a key over %d bytes", longString))
			}
		case ',':
			s.i++
			f.needKey, f.key, f.elided = f.nest == 1, "", false
		case '\n':
			s.i++
			f.lines = false
		default:
			s.i++
			if f.nest == 0 && f.scalarEnds() {
				f.flush()
				return false, nil
			}
		}
	}
}

// resume goes on after the array of records: an empty array stands for it. From
// here on offset, size and hash are those of what follows the array, so that
// they name bytes that can be found again.
func (f *framer) resume() {
	f.offset, f.size = f.src.offset(), 0
	f.hash.Reset()
	f.hashed, f.taken = f.src.i, f.src.i
	f.key = ""
	if f.problem == nil {
		f.held = append(f.held, "[]"...)
	}
}

// str consumes string bytes up to the closing quote or the end of the block.
func (f *framer) str() {
	s := f.src
	for s.i < s.n {
		c := s.buf[s.i]
		s.i++
		switch {
		case f.escape:
			f.escape = false
		case c == '\\':
			f.escape = true
		case c == '"':
			f.endString()
			return
		case c == '\n':
			f.lines = false // not allowed in a string: the parser says so
		}
	}
}

// endString is called with the closing quote consumed.
func (f *framer) endString() {
	f.inString = false
	s := f.src
	s.i--
	f.hold()
	if f.problem == nil && f.meter == nil && len(f.held)-f.strAt > f.long {
		f.elide()
	}
	s.i++
	if f.meter != nil {
		m := f.meter.finish()
		f.meter = nil
		if m.err != nil {
			f.fail(m.err.Reason, m.err.Detail)
		}
		f.elisions = append(f.elisions, elision{f.strAt - 1, m})
		f.elided = true
		f.hold()
		return
	}
	f.hold()
	if f.needKey && f.nest == 1 && f.problem == nil {
		f.key = string(f.held[f.strAt : len(f.held)-1])
	}
	f.needKey = false
}

// elide moves the string held so far to a meter.
func (f *framer) elide() {
	f.meter = newMeter()
	f.meter.write(f.held[f.strAt:])
	f.held = f.held[:f.strAt]
}

// hold takes what was consumed into memory, or into the meter.
func (f *framer) hold() {
	run := f.src.buf[f.taken:f.src.i]
	f.taken = f.src.i
	switch {
	case f.meter != nil:
		f.meter.write(run)
	case f.problem == nil:
		f.held = append(f.held, run...)
		if f.inString && len(f.held)-f.strAt > f.long {
			f.elide()
		}
		// A string that may still turn out to be long counts once it has ended.
		if int64(len(f.held)) > f.limit && (!f.inString || f.long == math.MaxInt) {
			f.fail(intake.TooLarge, fmt.Sprintf("a record over %d bytes", f.limit))
		}
	}
}

func (f *framer) flush() {
	f.hold()
	run := f.src.buf[f.hashed:f.src.i]
	f.hash.Write(run)
	f.size += int64(len(run))
	f.hashed = f.src.i
}

// fail notes the first limit passed, and lets go of the value's bytes.
func (f *framer) fail(r intake.Reason, detail string) {
	if f.problem == nil {
		f.problem = &intake.Problem{Reason: r, Detail: detail}
		f.held, f.meter = f.held[:0], nil
	}
}

func (f *framer) push(c byte) {
	f.nest++
	f.needKey, f.elided = f.nest == 1 && c == '{', false
	if f.nest > f.depth {
		f.fail(intake.TooDeep, fmt.Sprintf("nested deeper than %d", f.depth))
		return
	}
	f.open = append(f.open, c)
}

// pop closes a bracket. Past the depth allowed only their number is known.
func (f *framer) pop(c byte) bool {
	f.nest--
	f.elided = false
	if f.nest >= len(f.open) {
		return true
	}
	if f.nest < 0 {
		return false
	}
	o := f.open[f.nest]
	f.open = f.open[:f.nest]
	return o == '{' && c == '}' || o == '[' && c == ']'
}

// scalarEnds reports whether a number or literal outside any bracket is over.
func (f *framer) scalarEnds() bool {
	if f.src.i == f.src.n {
		f.flush()
		more := f.src.fill()
		f.hashed, f.taken = f.src.i, f.src.i
		if !more {
			return true
		}
	}
	switch f.src.buf[f.src.i] {
	case ' ', '\t', '\r', '\n', ',', ']', '}', '[', '{', '"', ':':
		return true
	}
	return false
}

func (f *framer) sum() (sum [32]byte) {
	f.hash.Sum(sum[:0])
	return sum
}
