package xmlstrict

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"hash"
	"io"
)

// Splitter cuts a stream into pieces of markup and text without trusting what
// is inside them, so that one bad record does not stop its neighbours. It holds
// one piece at a time, up to its limit; of a longer one it keeps the length and
// the hash only.
type Splitter struct {
	r     *bufio.Reader
	limit int64
	at    int64 // bytes taken so far
	whole hash.Hash
	piece Piece
	sum   hash.Hash // of the piece, once it has outgrown the limit
	inTag bool
	name  []byte
}

// Shape is the kind of a piece.
type Shape uint8

// Shapes of pieces.
const (
	Chars  Shape = iota + 1 // text between markup, or a CDATA section
	Open                    // <name …>
	Closed                  // <name …/>
	Close                   // </name>
	Other                   // comment
	Banned                  // <!… or <?…
	Broken                  // a tag interrupted by another <
	Record                  // what Cut returns
)

// Piece is a stretch of the stream. Bytes and Name belong to the Splitter until
// its next call, except the Bytes of a Record, which are the caller's.
type Piece struct {
	Shape     Shape
	Name      []byte // of a tag, cut to 256 bytes
	Offset    int64
	Size      int64
	Bytes     []byte // nil when TooLarge
	TooLarge  bool   // more than the limit
	Truncated bool   // the stream ended inside
}

// NewSplitter reads r and holds at most limit bytes of it at once.
func NewSplitter(r io.Reader, limit int64) *Splitter {
	s := &Splitter{limit: limit, whole: sha256.New()}
	s.r = bufio.NewReaderSize(io.TeeReader(r, s.whole), 64<<10)
	return s
}

// Discard takes n bytes that the caller has read already.
func (s *Splitter) Discard(n int) error {
	k, err := s.r.Discard(n)
	s.at += int64(k)
	return err
}

// Offset counts the bytes taken so far.
func (s *Splitter) Offset() int64 { return s.at }

// Drain reads to the end of the stream and returns the length and the hash of
// the whole of it.
func (s *Splitter) Drain() (int64, [32]byte, error) {
	n, err := io.Copy(io.Discard, s.r)
	s.at += n
	var sum [32]byte
	s.whole.Sum(sum[:0])
	return s.at, sum, err
}

// Next takes one piece; io.EOF at the end of the stream.
func (s *Splitter) Next() (Piece, error) {
	s.begin()
	shape, err := s.read()
	if err != nil {
		return Piece{}, err
	}
	p, _, err := s.finish(shape, s.name)
	return p, err
}

// Cut takes the rest of the element whose start tag Next has just returned as
// open, as one Record that begins with that tag, and its SHA-256. Its end is
// the end tag that closes as many elements of its name as were opened: what
// else is wrong inside does not move it.
func (s *Splitter) Cut(open Piece) (Piece, [32]byte, error) {
	name := bytes.Clone(open.Name)
	s.piece = open
	s.piece.Truncated = false
	if !open.TooLarge {
		s.piece.Bytes = append(make([]byte, 0, max(4096, 2*len(open.Bytes))), open.Bytes...)
	}
	if open.Shape == Closed {
		return s.finish(Record, name)
	}
	for depth := 1; depth > 0; {
		if err := s.near(name); err != nil {
			return Piece{}, [32]byte{}, err
		}
		shape, err := s.read()
		if err == io.EOF {
			s.piece.Truncated = true
			break
		}
		if err != nil {
			return Piece{}, [32]byte{}, err
		}
		if shape == Open && bytes.Equal(s.name, name) {
			depth++
		}
		if shape == Close && bytes.Equal(s.name, name) {
			depth--
		}
	}
	return s.finish(Record, name)
}

// near takes what stands before the next markup that Cut has to look at: a tag
// that may be of the given name, a comment, a CDATA section. Other tags cannot
// hold a <, so there is no need to find where they end.
func (s *Splitter) near(name []byte) error {
	need := len(name) + 2
	for {
		if _, err := s.r.Peek(need); err == io.EOF {
			return nil // the last bytes: read looks at each
		} else if err != nil {
			return err
		}
		b, _ := s.r.Peek(s.r.Buffered())
		from := 0
		for {
			i := bytes.IndexByte(b[from:], '<')
			if i < 0 {
				from = len(b)
				break
			}
			if from += i; len(b)-from < need {
				break // the next look begins at this <
			}
			rest := b[from+1:]
			if rest[0] == '!' || bytes.HasPrefix(rest, name) || rest[0] == '/' && bytes.HasPrefix(rest[1:], name) {
				return s.copy(from)
			}
			from++
		}
		if err := s.copy(from); err != nil {
			return err
		}
	}
}

func (s *Splitter) begin() {
	s.piece = Piece{Offset: s.at, Bytes: s.piece.Bytes[:0]}
	s.sum = nil
}

// finish closes the piece. The hash is computed for a Record alone.
func (s *Splitter) finish(shape Shape, name []byte) (Piece, [32]byte, error) {
	p := s.piece
	p.Shape, p.Name = shape, name
	var sum [32]byte
	switch {
	case p.TooLarge && s.sum != nil:
		s.sum.Sum(sum[:0])
	case shape == Record:
		sum = sha256.Sum256(p.Bytes)
	}
	if shape == Record {
		s.piece.Bytes, s.sum = nil, nil
	}
	return p, sum, nil
}

// take adds b to the piece, or to its hash once it has outgrown the limit.
func (s *Splitter) take(b []byte) {
	s.at += int64(len(b))
	s.piece.Size += int64(len(b))
	if s.inTag && len(s.name) < maxName {
		s.name = append(s.name, b[:min(len(b), maxName-len(s.name))]...)
	}
	if !s.piece.TooLarge {
		if s.piece.Size <= s.limit {
			s.piece.Bytes = append(s.piece.Bytes, b...)
			return
		}
		s.piece.TooLarge = true
		s.sum = sha256.New()
		s.sum.Write(s.piece.Bytes)
		s.piece.Bytes = nil
	}
	s.sum.Write(b)
}

const maxName = 256

// read takes one stretch of text or one markup and adds it to the piece.
func (s *Splitter) read() (Shape, error) {
	head, err := s.r.Peek(2)
	if len(head) == 0 {
		return 0, err
	}
	if head[0] != '<' {
		return Chars, s.until('<')
	}
	if len(head) < 2 {
		if err != io.EOF {
			return 0, err
		}
		s.piece.Truncated = true
		return Broken, s.copy(1)
	}
	switch head[1] {
	case '!':
		head, err := s.r.Peek(len(cdataOpen))
		if err != nil && err != io.EOF {
			return 0, err
		}
		if bytes.HasPrefix(head, commentOpen) {
			return Other, s.past(len(commentOpen), "-->")
		}
		if bytes.Equal(head, cdataOpen) {
			return Chars, s.past(len(cdataOpen), "]]>")
		}
		return Banned, s.past(2, ">")
	case '?':
		return Banned, s.past(2, "?>")
	case '/':
		return s.tag(2, Close)
	}
	return s.tag(1, Open)
}

// tag takes a tag that begins with n bytes of markup, up to its > outside
// quotes, or up to the next < that should not be there.
func (s *Splitter) tag(n int, shape Shape) (Shape, error) {
	if err := s.copy(n); err != nil {
		return 0, err
	}
	s.name, s.inTag = s.name[:0], true
	defer func() { s.inTag = false }()
	var quote, last byte
	for {
		// One buffer at a time: bytes are looked at in place.
		if _, err := s.r.Peek(1); err != nil {
			if err != io.EOF {
				return 0, err
			}
			s.piece.Truncated = true
			return Broken, nil
		}
		b, _ := s.r.Peek(s.r.Buffered())
		for i, c := range b {
			switch {
			case c == '<':
				return Broken, s.copyName(i)
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '>':
				if err := s.copyName(i); err != nil {
					return 0, err
				}
				s.inTag = false
				if shape == Open && last == '/' {
					shape = Closed
				}
				return shape, s.copy(1)
			case (c == '"' || c == '\'') && shape == Open:
				quote = c
			}
			last = c
		}
		if err := s.copyName(len(b)); err != nil {
			return 0, err
		}
	}
}

// copyName takes n bytes of a tag and keeps its name up to the first blank or slash.
func (s *Splitter) copyName(n int) error {
	err := s.copy(n)
	if i := bytes.IndexAny(s.name, " \t\r\n/"); i >= 0 {
		s.name, s.inTag = s.name[:i], false
	}
	return err
}

// copy takes n bytes that are buffered.
func (s *Splitter) copy(n int) error {
	b, err := s.r.Peek(n)
	if err != nil {
		return err
	}
	s.take(b)
	_, err = s.r.Discard(n)
	return err
}

// until takes everything before the next c, or to the end of the stream.
func (s *Splitter) until(c byte) error {
	for {
		if _, err := s.r.Peek(1); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		b, _ := s.r.Peek(s.r.Buffered())
		n := bytes.IndexByte(b, c)
		if n >= 0 {
			return s.copy(n)
		}
		if err := s.copy(len(b)); err != nil {
			return err
		}
	}
}

// past takes n bytes, then everything up to and with the closing mark.
func (s *Splitter) past(n int, mark string) error {
	if err := s.copy(n); err != nil {
		return err
	}
	var a, b byte // the two bytes before the current one; none of the opening counts
	for {
		if _, err := s.r.Peek(1); err != nil {
			if err == io.EOF {
				s.piece.Truncated = true
				return nil
			}
			return err
		}
		chunk, _ := s.r.Peek(s.r.Buffered())
		for i, c := range chunk {
			if c == '>' && (len(mark) < 2 || b == mark[len(mark)-2] && (len(mark) < 3 || a == mark[0])) {
				return s.copy(i + 1)
			}
			a, b = b, c
		}
		if err := s.copy(len(chunk)); err != nil {
			return err
		}
	}
}
