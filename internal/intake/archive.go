package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
)

const (
	// ratioFloor is the unpacked size, in bytes, up to which a member may be
	// packed as tightly as it likes: repetitive sheets are, and cost nothing.
	ratioFloor = 1 << 20
	// directoryFree and directoryPerFile bound the bytes of an archive's
	// directory: names, extra fields and comments are held in memory.
	directoryFree    = 1 << 20
	directoryPerFile = 256
	// directorySlack is how many signatures of members the search for the
	// directory's end may meet besides, in the last 66 KiB.
	directorySlack = 2048
)

// archive sorts the members of a ZIP archive, in the order of their names. What
// the archive declares is checked before anything is unpacked, and unpacking
// stops where a member says more than it declared. head is the archive's own.
func (s *sorter) archive(ctx context.Context, q queue, src *source, head []byte) error {
	zr, p := openZip(src, s.limits)
	if p == nil && isDocument(zr) {
		if s.forced != nil {
			return q.put(ctx, src.job(func(ctx context.Context, emit func(Record) error) error {
				return s.content(ctx, src, head, emit)
			}))
		}
		p = &Problem{NotRecognised, "office document"}
	}
	if p == nil {
		slices.SortStableFunc(zr.File, func(a, b *zip.File) int { return compareMembers(a.Name, b.Name) })
		p = checkTotal(zr.File, src.size, s.limits)
	}
	if p != nil {
		return q.put(ctx, src.job(src.refuse(*p)))
	}

	hold := &hold{close: src.close}
	hold.n.Store(1)
	rest := src.size
	for _, f := range zr.File {
		j := s.member(src, f)
		if j == nil {
			continue
		}
		rest -= j.adds.Bytes
		hold.n.Add(1)
		j.close = hold.release
		if err := q.put(ctx, j); err != nil {
			hold.release()
			return err
		}
	}
	return q.put(ctx, &job{
		late:  true,
		run:   src.settle,
		close: hold.release,
		adds:  Progress{Files: 1, Bytes: rest},
	})
}

// hold closes a file when the last of those who read it is done.
type hold struct {
	n     atomic.Int64
	close func()
}

func (h *hold) release() {
	if h.n.Add(-1) == 0 {
		h.close()
	}
}

// openZip reads the directory of an archive, within limits.
func openZip(src *source, limits Limits) (*zip.Reader, *Problem) {
	m := &directoryMeter{r: src.bytes, files: limits.Files, on: true}
	zr, err := zip.NewReader(m, src.size)
	m.on = false
	switch {
	case err == nil || errors.Is(err, zip.ErrInsecurePath): // names are judged one by one
	case errors.Is(err, errDirectory):
		return nil, &Problem{TooMany, fmt.Sprintf("over %d files in an archive", limits.Files)}
	case !hasDirectory(src):
		return nil, &Problem{Truncated, "an archive without its directory"}
	case errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return nil, &Problem{Malformed, "the archive's directory"}
	default:
		p := readProblem(err)
		return nil, &p
	}
	if len(zr.File) > limits.Files {
		return nil, &Problem{TooMany, fmt.Sprintf("over %d files in an archive", limits.Files)}
	}
	if !slices.ContainsFunc(zr.File, func(f *zip.File) bool { return !isNothing(f) }) {
		return nil, &Problem{Empty, "an archive without files"}
	}
	return zr, nil
}

// hasDirectory says whether the end of an archive is there: its record of the
// directory stands in the last 64 KiB.
func hasDirectory(src *source) bool {
	n := min(src.size, 64<<10+22)
	tail := make([]byte, n)
	if _, err := src.bytes.ReadAt(tail, src.size-n); err != nil && err != io.EOF {
		return false
	}
	return bytes.Contains(tail, []byte("PK\x05\x06"))
}

// isDocument tells the archives that are one document: Office Open XML,
// OpenDocument, EPUB. To read their parts as files would only confuse.
func isDocument(zr *zip.Reader) bool {
	return slices.ContainsFunc(zr.File, func(f *zip.File) bool {
		return f.Name == "[Content_Types].xml" || f.Name == "mimetype"
	})
}

// isNothing tells the members that hold nothing by their kind: folders.
func isNothing(f *zip.File) bool {
	return strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 && unsafeMember(f.Name) == ""
}

// checkMember judges a member by what the directory declares. Size is that of the archive.
func checkMember(f *zip.File, size int64, limits Limits) *Problem {
	if why := unsafeMember(f.Name); why != "" {
		return &Problem{UnsafeName, why}
	}
	if strings.HasSuffix(f.Name, "/") {
		return &Problem{Malformed, "a folder of an archive with content"}
	}
	if p := special(f.Mode()); p != nil {
		return p
	}
	const encrypted, strong, masked, aes = 1 << 0, 1 << 6, 1 << 13, 99 // APPNOTE 4.4.4; AE-x by WinZip
	switch {
	case f.Flags&(encrypted|strong|masked) != 0 || f.Method == aes:
		return &Problem{EncryptedFile, ""}
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return &Problem{UnknownMethod, fmt.Sprintf("method %d", f.Method)}
	case f.CompressedSize64 > uint64(size):
		return &Problem{Truncated, "a member longer than its archive"}
	case f.UncompressedSize64 > ratioFloor && f.UncompressedSize64/uint64(limits.Ratio) >= max(f.CompressedSize64, 1):
		return &Problem{ArchiveBomb, fmt.Sprintf("a member unpacks to over %d times its size", limits.Ratio)}
	}
	return nil
}

// checkTotal judges what the members that would be read come to.
func checkTotal(files []*zip.File, size int64, limits Limits) *Problem {
	var packed, unpacked uint64
	for _, f := range files {
		if isNothing(f) || isLitter(f.Name) || checkMember(f, size, limits) != nil {
			continue
		}
		packed += f.CompressedSize64 // each at most size, and at most Files of them
		if packed > uint64(size) {
			return &Problem{ArchiveBomb, "members lie over one another"}
		}
		unpacked += f.UncompressedSize64 // at most Ratio times packed, or ratioFloor each
		if unpacked > uint64(limits.Archive) {
			return &Problem{ArchiveBomb, fmt.Sprintf("unpacks to over %d bytes", limits.Archive)}
		}
	}
	return nil
}

// directoryMeter stops the reading of an archive's directory once it holds more
// files than it may, or more bytes than so many files should need. Members are
// counted by their signature in what the ZIP package itself reads, so the two
// cannot disagree on where the directory is.
type directoryMeter struct {
	r     io.ReaderAt
	files int
	on    bool // off before members are read, by several goroutines at once
	seen  int
	bytes int64
	next  int64  // where a sequential read would go on
	tail  []byte // the last three bytes before next
}

var errDirectory = errors.New("directory over its limits")

func (m *directoryMeter) ReadAt(b []byte, off int64) (int, error) {
	n, err := m.r.ReadAt(b, off)
	if !m.on {
		return n, err
	}
	if off != m.next {
		m.tail = m.tail[:0]
	}
	m.next = off + int64(n)
	m.bytes += int64(n)
	signature := []byte("PK\x01\x02")
	seam := append(m.tail, b[:min(n, 3)]...)
	m.seen += bytes.Count(seam, signature) + bytes.Count(b[:n], signature)
	if n >= 3 {
		seam = b[n-3 : n]
	}
	m.tail = append([]byte(nil), seam[max(0, len(seam)-3):]...)
	if m.seen > m.files+directorySlack || m.bytes > directoryFree+directoryPerFile*int64(m.files) {
		return 0, errDirectory
	}
	return n, err
}
