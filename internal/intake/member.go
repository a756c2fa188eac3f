package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
)

// memberHeld is how large a member is unpacked in memory, in bytes, and so only
// once. A larger one is unpacked twice: no record may come out of a member
// before its checksum is known to be right.
const memberHeld = 4 << 20

// member is the job of one member of an archive; nil when it is a folder.
func (s *sorter) member(src *source, f *zip.File) *job {
	if isNothing(f) {
		return nil
	}
	if isLitter(f.Name) && unsafeMember(f.Name) == "" {
		return &job{adds: Progress{Litter: 1}}
	}
	name := src.name + "/" + printable(f.Name)
	j := &job{adds: Progress{Members: 1}}
	if p := checkMember(f, src.size, s.limits); p != nil {
		j.run = func(_ context.Context, emit func(Record) error) error {
			return emit(Record{Place: Place{File: name}, Problem: p})
		}
		return j
	}
	j.adds.Bytes = int64(f.CompressedSize64)
	j.run = func(ctx context.Context, emit func(Record) error) error {
		m, p := unpack(ctx, f)
		if err := ctx.Err(); err != nil {
			return err
		}
		if p != nil {
			return emit(Record{Place: Place{File: name}, Problem: p})
		}
		defer m.close()
		if holdsNothing(f.Name, m.head) {
			j.adds.Members, j.adds.Litter = 0, 1
			return nil
		}
		return s.read(ctx, reading{
			in:     Input{Name: name, R: m.r, Size: int64(f.UncompressedSize64), Limits: s.limits},
			head:   m.head,
			member: true,
			hash:   func() ([32]byte, int64, error) { return m.sum(ctx) },
		}, emit)
	}
	return j
}

// unpacked is a member whose bytes agree with its checksum.
type unpacked struct {
	r     io.Reader
	close func() error
	head  []byte
	sum   func(context.Context) ([32]byte, int64, error)
}

// unpack checks a member to its end and returns it at its beginning.
func unpack(ctx context.Context, f *zip.File) (*unpacked, *Problem) {
	r, err := f.Open()
	if err != nil {
		p := readProblem(err)
		return nil, &p
	}
	defer r.Close()
	size := int64(f.UncompressedSize64)
	if size <= memberHeld {
		var b bytes.Buffer
		b.Grow(int(size) + bytes.MinRead)
		if _, err := b.ReadFrom(interruptible{ctx, r}); err != nil {
			p := readProblem(err)
			return nil, &p
		}
		all := b.Bytes()
		return &unpacked{
			r:     bytes.NewReader(all),
			close: func() error { return nil },
			head:  all[:min(len(all), headSize)],
			sum: func(ctx context.Context) ([32]byte, int64, error) {
				return hashAll(ctx, bytes.NewReader(all))
			},
		}, nil
	}
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if err != nil {
		p := readProblem(err)
		return nil, &p
	}
	sum, length, err := hashAll(ctx, io.MultiReader(bytes.NewReader(head[:n]), r))
	if err != nil {
		p := readProblem(err)
		return nil, &p
	}
	again, err := f.Open()
	if err != nil {
		p := readProblem(err)
		return nil, &p
	}
	return &unpacked{
		r:     interruptible{ctx, again},
		close: again.Close,
		head:  head[:n],
		sum:   func(context.Context) ([32]byte, int64, error) { return sum, length, nil },
	}, nil
}
