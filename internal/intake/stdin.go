package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

// stdin sorts standard input. A file is read as it comes; an archive, whose
// directory stands at its end, is held in memory.
func (s *sorter) stdin(ctx context.Context, q queue) error {
	const name = "-"
	head := make([]byte, headSize)
	n, err := io.ReadFull(s.Stdin, head)
	head = head[:n]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return q.put(ctx, refuse(name, readProblem(err)))
	}
	if isZip(head) {
		mine := false
		fault, _ := guard(func() error { mine = s.knows(name, head); return nil })
		if fault == "" && !mine {
			return s.stdinArchive(ctx, q, name, head)
		}
	}
	j := &job{adds: Progress{Files: 1}}
	j.run = func(ctx context.Context, emit func(Record) error) error {
		seen := &tally{r: io.MultiReader(bytes.NewReader(head), s.Stdin)}
		in := Input{Name: name, R: interruptible{ctx, seen}, Size: -1, Limits: s.limits}
		// What a reader has taken cannot be read again: only an unread input is hashed.
		hash := func() ([32]byte, int64, error) {
			if seen.n > 0 {
				return [32]byte{}, seen.n, errConsumed
			}
			return hashAtMost(ctx, in.R, s.limits.Archive)
		}
		err := s.read(ctx, reading{in: in, head: head, hash: hash}, emit)
		j.adds.Bytes = seen.n
		return err
	}
	return q.put(ctx, j)
}

func (s *sorter) stdinArchive(ctx context.Context, q queue, name string, head []byte) error {
	most := positive(s.Memory, stdinMemory)
	all, err := io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(head), interruptible{ctx, s.Stdin}), most+1))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return q.put(ctx, refuse(name, readProblem(err)))
	case int64(len(all)) > most:
		j := &job{adds: Progress{Files: 1}}
		j.run = func(ctx context.Context, emit func(Record) error) error {
			r := io.MultiReader(bytes.NewReader(all), s.Stdin)
			sum, n, err := hashAtMost(ctx, r, s.limits.Archive)
			j.adds.Bytes = n
			detail := fmt.Sprintf("an archive over %d bytes from standard input: give its path instead", most)
			return emitProblem(ctx, name, Problem{TooLarge, detail}, sum, n, err, emit)
		}
		return q.put(ctx, j)
	}
	return s.file(ctx, q, &source{name: name, bytes: bytes.NewReader(all), size: int64(len(all)), close: func() {}})
}
