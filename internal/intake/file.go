package intake

import (
	"context"
	"io"
)

// source is an open file, or standard input held in memory: bytes that can be
// read anywhere, by several goroutines at once.
type source struct {
	name    string // as the person sees it
	bytes   io.ReaderAt
	size    int64
	close   func()
	changed func() bool // whether the file is no longer what it was when opened
}

// file sorts an open file: into its records, or its members when it is an
// archive that no reader takes for its own (a workbook is one that is taken).
func (s *sorter) file(ctx context.Context, q queue, src *source) error {
	head := make([]byte, min(src.size, headSize))
	if _, err := src.bytes.ReadAt(head, 0); err != nil && err != io.EOF {
		j := src.job(func(_ context.Context, emit func(Record) error) error {
			return emit(Record{Place: Place{File: src.name}, Size: src.size, Problem: systemProblem(err)})
		})
		return q.put(ctx, j)
	}
	if isZip(head) {
		mine := false
		fault, _ := guard(func() error { mine = s.knows(src.name, head); return nil })
		switch {
		case fault != "":
			return q.put(ctx, src.job(src.refuse(Problem{Fault, fault})))
		case !mine:
			return s.archive(ctx, q, src, head)
		}
	}
	j := src.job(nil)
	j.run = func(ctx context.Context, emit func(Record) error) error {
		if holdsNothing(src.name, head) {
			j.adds.Files, j.adds.Litter = 0, 1
			return nil
		}
		return s.content(ctx, src, head, emit)
	}
	return q.put(ctx, j)
}

// job is a job that ends the source.
func (src *source) job(run func(context.Context, func(Record) error) error) *job {
	return &job{run: run, close: src.close, adds: Progress{Files: 1, Bytes: src.size}}
}

// knows says whether a reader that may be used takes an archive for its own.
func (s *sorter) knows(name string, head []byte) bool {
	if s.forced != nil {
		return s.forced.Detect(name, head)
	}
	return Detect(s.Readers, name, head) != nil
}

// content emits the records of a file.
func (s *sorter) content(ctx context.Context, src *source, head []byte, emit func(Record) error) error {
	in := Input{
		Name:   src.name,
		R:      io.NewSectionReader(src.bytes, 0, src.size), // no further, however the file grows
		Size:   src.size,
		Limits: s.limits,
	}
	hash := func() ([32]byte, int64, error) { return src.hash(ctx) }
	if err := s.read(ctx, reading{in: in, head: head, hash: hash}, emit); err != nil {
		return err
	}
	return src.settle(ctx, emit)
}

// settle emits a problem when the file changed while it was read.
func (src *source) settle(_ context.Context, emit func(Record) error) error {
	if src.changed == nil || !src.changed() {
		return nil
	}
	return emit(Record{Place: Place{File: src.name}, Problem: &Problem{Changed, "size or time of change"}})
}

// refuse emits a problem with the file as a whole.
func (src *source) refuse(p Problem) func(context.Context, func(Record) error) error {
	return func(ctx context.Context, emit func(Record) error) error {
		sum, n, err := src.hash(ctx)
		if err := emitProblem(ctx, src.name, p, sum, n, err, emit); err != nil {
			return err
		}
		return src.settle(ctx, emit)
	}
}

// hash reads the file to its end.
func (src *source) hash(ctx context.Context) ([32]byte, int64, error) {
	return hashAll(ctx, io.NewSectionReader(src.bytes, 0, src.size))
}

// emitProblem emits a problem with a whole file, after an attempt to hash it.
func emitProblem(ctx context.Context, name string, p Problem, sum [32]byte, n int64, hashErr error, emit func(Record) error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if hashErr != nil {
		sum = [32]byte{} // of the beginning alone it would name another file
	}
	return emit(Record{Place: Place{File: name}, SHA256: sum, Size: n, Problem: &p})
}
