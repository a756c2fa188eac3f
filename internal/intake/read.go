package intake

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"io"
)

// reading is one file or member on its way through a reader.
type reading struct {
	in     Input
	head   []byte                          // its first bytes, 4 KiB at most
	hash   func() ([32]byte, int64, error) // of all its bytes; asked for only by a problem with the whole
	member bool                            // of an archive
}

// choose returns the reader of a file, or why there is none.
func (s *sorter) choose(c reading) (r Reader, p *Problem) {
	if len(c.head) == 0 {
		return nil, &Problem{Empty, ""}
	}
	fault, _ := guard(func() error {
		switch {
		case s.forced == nil:
			r = Detect(s.Readers, c.in.Name, c.head)
		case !c.member || !isZip(c.head) || s.forced.Detect(c.in.Name, c.head):
			r = s.forced
		}
		return nil
	})
	if fault != "" {
		return nil, &Problem{Fault, fault}
	}
	if r != nil {
		return r, nil
	}
	switch kind := archiveKind(c.head); {
	case kind != "" && c.member:
		return nil, &Problem{NestedArchive, kind}
	case kind != "":
		return nil, &Problem{NotRecognised, kind + " archive"}
	}
	return nil, &Problem{NotRecognised, ""}
}

// read finds the reader of a file and emits its records.
func (s *sorter) read(ctx context.Context, c reading, emit func(Record) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	whole := func(p Problem) error {
		sum, n, err := c.hash()
		return emitProblem(ctx, c.in.Name, p, sum, n, err, emit)
	}
	if s.last && s.lateness(c.in.Name) == notLate {
		return nil
	}
	r, p := s.choose(c)
	if p != nil {
		return whole(*p)
	}
	if _, late := r.(Latecomer); late && s.late != nil && !s.last {
		s.postpone(c.in.Name, inWhole)
		return nil
	}

	var emitted int
	var failed error // of emit
	var calling bool // emit is: a panic is its own
	fault, err := guard(func() error {
		return r.Read(ctx, c.in, func(rec Record) error {
			if failed != nil {
				return failed
			}
			if rec.Place.File == "" {
				rec.Place.File = c.in.Name
			}
			emitted++
			calling = true
			failed = emit(rec)
			calling = false
			return failed
		})
	}, &calling)
	switch {
	case failed != nil:
		return failed
	case ctx.Err() != nil:
		return ctx.Err()
	case fault != "":
		return whole(Problem{Fault, r.Name() + ": " + fault})
	case err != nil:
		return whole(readProblem(err))
	case emitted == 0:
		return whole(Problem{Empty, "no record in it"})
	}
	return nil
}

// readProblem is for a read that failed half way. The error's text stays out:
// it may quote the file.
func readProblem(err error) Problem {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return Problem{Truncated, ""}
	case errors.Is(err, zip.ErrChecksum):
		return Problem{Malformed, "a member that does not agree with its checksum"}
	case errors.Is(err, zip.ErrFormat), errors.As(err, &corrupt):
		return Problem{Malformed, "a member of the archive"}
	case errors.Is(err, zip.ErrAlgorithm):
		return Problem{UnknownMethod, ""}
	}
	p := systemProblem(err)
	if p.Reason == SymbolicLink {
		p.Reason = Unreadable
	}
	return *p
}
