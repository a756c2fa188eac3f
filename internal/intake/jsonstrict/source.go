package jsonstrict

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// block is how much of the stream is looked at in one go.
const block = 64 << 10

// source is the stream as blocks: buf[i:n] is what is not consumed yet.
type source struct {
	ctx  context.Context
	r    io.Reader
	buf  []byte
	i, n int
	base int64 // offset of buf[0] in the stream
	err  error // io.EOF, or why reading stopped
}

func newSource(ctx context.Context, r io.Reader) *source {
	return &source{ctx: ctx, r: r, buf: make([]byte, block)}
}

func (s *source) offset() int64 { return s.base + int64(s.i) }

// fill loads the next block. It is called when i == n, and reports false at
// the end of the stream or on failure.
func (s *source) fill() bool {
	if s.err != nil {
		return false
	}
	s.base += int64(s.n)
	s.i, s.n = 0, 0
	if s.err = s.ctx.Err(); s.err != nil {
		return false
	}
	for range 100 {
		n, err := s.r.Read(s.buf)
		if err != nil {
			s.err = err
		}
		if n > 0 {
			s.n = n
			return true
		}
		if s.err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// failure is the error that is not the file's own, nil at its end. A stream
// that its container cut short ends there: the grammar will say "truncated".
func (s *source) failure() error {
	if s.err == nil || s.err == io.EOF || errors.Is(s.err, io.ErrUnexpectedEOF) {
		return nil
	}
	if s.ctx.Err() != nil {
		return s.err
	}
	return fmt.Errorf("reading stopped at byte %d: %w", s.offset(), s.err)
}

// peek skips white space and returns the next byte without consuming it; false at the end.
func (s *source) peek() (byte, bool) {
	for {
		for ; s.i < s.n; s.i++ {
			switch c := s.buf[s.i]; c {
			case ' ', '\t', '\r', '\n':
			default:
				return c, true
			}
		}
		if !s.fill() {
			return 0, false
		}
	}
}

// head loads enough of the stream to tell its encoding: at least four bytes, or all.
func (s *source) head() []byte {
	for s.n-s.i < 4 && s.err == nil {
		n, err := s.r.Read(s.buf[s.n:])
		s.n += n
		if err != nil {
			s.err = err
		} else if n == 0 {
			break
		}
	}
	return s.buf[s.i:s.n]
}

// drain hashes what is left of the stream into h, and returns how many bytes that was.
func (s *source) drain(h interface{ Write([]byte) (int, error) }) int64 {
	var size int64
	for {
		h.Write(s.buf[s.i:s.n]) // a hash never fails
		size += int64(s.n - s.i)
		s.i = s.n
		if !s.fill() {
			return size
		}
	}
}

// rest consumes the stream to its end: its length and SHA-256.
func (s *source) rest() (int64, [32]byte) {
	h := sha256.New()
	size := s.drain(h)
	var sum [32]byte
	h.Sum(sum[:0])
	return size, sum
}

var (
	bomUTF8 = []byte("\xef\xbb\xbf")
	bomLE   = []byte("\xff\xfe")
	bomBE   = []byte("\xfe\xff")
)

// wide reports whether a text is in UTF-16 or UTF-32: by its mark, or by the
// zero byte that its first character must then have.
func wide(head []byte) bool {
	if bytes.HasPrefix(head, bomLE) || bytes.HasPrefix(head, bomBE) {
		return true
	}
	return len(head) >= 2 && (head[0] == 0) != (head[1] == 0) || len(head) >= 4 && head[0] == 0 && head[1] == 0
}

// Head prepares the first bytes of a file for a Reader's Detect: without mark
// and leading space, and without the zero bytes of UTF-16 (so that the right
// reader meets the file and says what is wrong with it). Nil when the file
// does not begin as JSON objects do.
func Head(head []byte) []byte {
	if wide(head) {
		head = bytes.ReplaceAll(bytes.TrimPrefix(bytes.TrimPrefix(head, bomLE), bomBE), []byte{0}, nil)
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, bomUTF8), " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return nil
	}
	return head
}
