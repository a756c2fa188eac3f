package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"vigie/internal/intake"
)

// pack is the ZIP of a workbook, checked before any member is unpacked. Only
// the parts that say what is in the cells are ever opened: no picture, no
// embedded document, no macro, no link to another workbook.
type pack struct {
	members map[string]*zip.File
	limits  intake.Limits
	ctx     context.Context
}

// Small members may shrink by any ratio: a bomb needs size.
const ratioFloor = 1 << 20

// sharedFactor times Limits.Record bounds what of a workbook is held at once:
// its packed bytes when the input cannot be read twice, and its shared texts.
const sharedFactor = 4

func openPack(ctx context.Context, r io.ReaderAt, size int64, limits intake.Limits) (*pack, error) {
	z, err := zip.NewReader(r, size)
	if errors.Is(err, zip.ErrFormat) {
		return nil, &partError{intake.Truncated, "no list of members at the end: the workbook is cut short or damaged"}
	}
	if err != nil {
		return nil, &partError{intake.Malformed, "the workbook is no readable ZIP"}
	}
	if len(z.File) > min(limits.Files, 65_535) {
		return nil, &partError{intake.TooMany, fmt.Sprintf("more than %d members", min(limits.Files, 65_535))}
	}
	p := &pack{members: make(map[string]*zip.File, len(z.File)), limits: limits, ctx: ctx}
	var total uint64
	for _, m := range z.File {
		name := strings.ToLower(m.Name)
		switch {
		case name == "" || strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\\\x00") || path.Clean(name) != strings.TrimSuffix(name, "/") || strings.HasPrefix(name, "../"):
			return nil, &partError{intake.UnsafeName, "a member's name leaves the workbook"}
		case m.Flags&1 != 0:
			return nil, &partError{intake.EncryptedFile, "a member is encrypted"}
		case m.Method != zip.Store && m.Method != zip.Deflate:
			return nil, &partError{intake.Malformed, "a member is packed in a way that workbooks do not use"}
		case p.members[name] != nil:
			return nil, &partError{intake.DuplicateName, "a member stands twice"}
		case m.UncompressedSize64 > ratioFloor && m.UncompressedSize64/uint64(limits.Ratio) > m.CompressedSize64:
			return nil, &partError{intake.ArchiveBomb, fmt.Sprintf("a member unpacks to over %d times its size", limits.Ratio)}
		case m.UncompressedSize64 > uint64(limits.Archive)-total:
			return nil, &partError{intake.ArchiveBomb, fmt.Sprintf("unpacks to over %d bytes", limits.Archive)}
		}
		total += m.UncompressedSize64
		p.members[name] = m
	}
	return p, nil
}

// open unpacks a part; ok is false when there is none.
func (p *pack) open(name string) (r io.ReadCloser, ok bool, err error) {
	m := p.members[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if m == nil {
		return nil, false, nil
	}
	rc, err := m.Open()
	if err != nil {
		return nil, true, &partError{intake.Malformed, "a part of the workbook does not open"}
	}
	return &member{ctx: p.ctx, ReadCloser: rc, left: int64(min(m.UncompressedSize64, 1<<62))}, true, nil
}

// member stops at the size that the list of members declares, whatever the
// packed bytes go on to give.
type member struct {
	io.ReadCloser
	ctx  context.Context
	left int64
}

var errMember = errors.New("unpacks to more than declared")

func (m *member) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.ReadCloser.Read(b)
	if m.left -= int64(n); m.left < 0 {
		return 0, errMember
	}
	return n, err
}

// readerAt gives random access to the input: the input's own where it has it,
// else its bytes in memory.
func (f *file) readerAt() (io.ReaderAt, int64, error) {
	if ra, ok := f.in.R.(io.ReaderAt); ok && f.in.Size > 0 {
		again := make([]byte, len(f.head))
		if n, err := ra.ReadAt(again, 0); (err == nil || errors.Is(err, io.EOF)) && n == len(f.head) && bytes.Equal(again, f.head) {
			return ra, f.in.Size, nil
		}
	}
	most := sharedFactor * f.limits.Record
	b := append(make([]byte, 0, max(len(f.head), int(min(f.in.Size, most)))), f.head...)
	rest, err := io.ReadAll(io.LimitReader(contextReader{f.ctx, f.in.R}, most+1-int64(len(b))))
	if err != nil {
		return nil, 0, err
	}
	b = append(b, rest...)
	f.head = b // for the hash of the whole file, should it be refused
	if int64(len(b)) > most {
		return nil, 0, &partError{intake.TooLarge, fmt.Sprintf("the workbook is over %d bytes: save the sheet as CSV", most)}
	}
	return bytes.NewReader(b), int64(len(b)), nil
}
