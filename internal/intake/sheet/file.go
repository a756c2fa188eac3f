package sheet

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// headSize is how much of a text is looked at to recognise it.
const headSize = 64 << 10

// file is one Read.
type file struct {
	ctx     context.Context
	in      intake.Input
	limits  intake.Limits
	reader  *Reader
	emit    func(intake.Record) error
	head    []byte // the first bytes, headSize at most; the rest is in in.R
	whole   bool   // head is all there is
	records int    // emitted
	full    bool   // over Limits.Records: nothing more is read
	seen    map[[8]byte]uint32

	match match
	above above
}

// above is what the lines above the heading say for every row.
type above struct {
	raw     []byte // the bytes of those that are mapped
	cells   []bound
	values  []cell
	dropped []report.Dropped
}

// row is one row of a sheet below the heading, from CSV or XLSX alike.
type row struct {
	number  int
	offset  int64
	cells   []cell
	raw     []byte // as received, or in canonical form
	sha     [32]byte
	size    int64 // with sha, when raw was too large to hold
	problem *intake.Problem
}

func (f *file) readHead() ([]byte, error) {
	buf := make([]byte, headSize)
	n := 0
	for n < len(buf) {
		m, err := f.in.R.Read(buf[n:])
		n += m
		if errors.Is(err, io.EOF) {
			f.whole = true
			break
		}
		if err != nil {
			f.head = buf[:n]
			return nil, f.readError(err)
		}
	}
	f.head = buf[:n]
	return f.head, nil
}

// fileFault says which reason a read error is, where it is the file's own: a
// member of an archive that is cut short or damaged.
func fileFault(err error) (intake.Reason, string) {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return intake.Truncated, "the file ends before its end"
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.As(err, &corrupt):
		return intake.Malformed, "the file is damaged: its packed form does not unpack"
	}
	return "", ""
}

// readError emits the problem of a file that is at fault, and gives back any
// other error.
func (f *file) readError(err error) error {
	if reason, detail := fileFault(err); reason != "" {
		return f.send(intake.Record{Place: intake.Place{File: f.in.Name}, SHA256: sha256.Sum256(f.head), Size: int64(len(f.head)), Problem: &intake.Problem{Reason: reason, Detail: detail}})
	}
	return fmt.Errorf("read %s: %w", f.in.Name, err)
}

// refuse emits the problem of the whole file, with the hash of all its bytes.
func (f *file) refuse(reason intake.Reason, detail string) error {
	h := sha256.New()
	h.Write(f.head)
	n, err := io.Copy(h, contextReader{f.ctx, f.in.R})
	if err != nil {
		return f.readError(err)
	}
	r := intake.Record{Place: intake.Place{File: f.in.Name}, Size: int64(len(f.head)) + n, Problem: &intake.Problem{Reason: reason, Detail: detail}}
	h.Sum(r.SHA256[:0])
	return f.send(r)
}

// contextReader stops when the context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

func (f *file) send(r intake.Record) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	f.records++
	return f.emit(r)
}

// row emits the record of one row. Rows without a cell are passed over. Over
// Limits.Records it emits one problem and sets full.
func (f *file) row(rw row) error {
	if rw.problem == nil && !f.states(rw.cells) {
		return nil
	}
	if f.records >= f.limits.Records {
		f.full = true
		return f.send(intake.Record{
			Place:   intake.Place{File: f.in.Name, Row: rw.number, Offset: rw.offset},
			SHA256:  rw.hash(nil),
			Problem: &intake.Problem{Reason: intake.TooMany, Detail: fmt.Sprintf("more than %d rows: this one and those after it are not read", f.limits.Records)},
		})
	}
	rec := intake.Record{Place: intake.Place{File: f.in.Name, Row: rw.number, Offset: rw.offset}, SHA256: rw.hash(f.above.raw), Size: rw.size}
	if rw.raw != nil {
		rec.Size = int64(len(f.above.raw) + len(rw.raw))
	}
	if rw.problem != nil {
		rec.Problem = rw.problem
		return f.send(rec)
	}
	r, redacted, counted, bad := f.build(rw.cells)
	if bad.reason != "" {
		rec.Place.Field = bad.field
		rec.Problem = &intake.Problem{Reason: bad.reason, Detail: bad.detail}
		return f.send(rec)
	}
	if counted {
		if n := f.again(r.SourceID); n > 1 {
			sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte(r.SourceID), n))
			r.SourceID = hex.EncodeToString(sum[:])
			rec.SHA256 = sha256.Sum256(binary.BigEndian.AppendUint32(rec.SHA256[:], n))
		}
	}
	rec.Report, rec.Redacted = r, redacted
	return f.send(rec)
}

// again counts the transfers of a file that say the same and bear no number of
// their own: whoever lists a transfer twice made two.
func (f *file) again(id string) uint32 {
	if f.seen == nil {
		f.seen = map[[8]byte]uint32{}
	}
	k := [8]byte([]byte(id[:8]))
	f.seen[k]++
	return f.seen[k]
}

// zone reads the time zone of the row before any of its dates: a column goes
// before a line above the heading.
func (f *file) zone(b *builder, cells []cell) fault {
	for i := range f.above.cells {
		if c := &f.above.cells[i]; c.To == zoneTarget {
			if bad := b.put(c, f.above.values[i]); bad.reason != "" {
				return bad
			}
		}
	}
	for i := range min(len(cells), len(f.match.columns)) {
		if c := &f.match.columns[i]; c.column != nil && c.To == zoneTarget {
			if bad := b.put(c, cells[i]); bad.reason != "" {
				return bad
			}
		}
	}
	return fault{}
}

func (rw *row) hash(above []byte) [32]byte {
	if rw.raw == nil {
		return rw.sha
	}
	if len(above) == 0 {
		return sha256.Sum256(rw.raw)
	}
	h := sha256.New()
	h.Write(above)
	h.Write(rw.raw)
	var sum [32]byte
	h.Sum(sum[:0])
	return sum
}

// states says whether any cell holds anything.
func (f *file) states(cells []cell) bool {
	for i := range cells {
		if trim(cells[i].text) != "" {
			return true
		}
	}
	return false
}

// build makes the report of a row and its redacted form.
func (f *file) build(cells []cell) (r *report.Report, redacted []byte, counted bool, bad fault) {
	b, bad := newBuilder(f.match.plan)
	if bad.reason != "" {
		return nil, nil, false, bad
	}
	size := 64
	for i := range cells {
		size += 2*len(cells[i].text) + 24
	}
	w := redactor{buf: make([]byte, 0, min(size, 1<<20))}
	if bad := f.zone(b, cells); bad.reason != "" {
		return nil, nil, false, bad
	}
	for i := range f.above.cells {
		if c := &f.above.cells[i]; c.To != zoneTarget {
			if bad := b.put(c, f.above.values[i]); bad.reason != "" {
				return nil, nil, false, bad
			}
		}
		w.add("above: ", &f.above.cells[i], f.above.values[i].text)
	}
	b.extra = false
	for i := range f.match.columns {
		var x cell
		if i < len(cells) {
			x = cells[i]
		}
		if c := &f.match.columns[i]; c.column == nil || c.To != zoneTarget {
			if bad := b.put(c, x); bad.reason != "" {
				return nil, nil, false, bad
			}
		}
		w.add("", &f.match.columns[i], x.text)
	}
	b.r.Dropped = append(b.r.Dropped, f.above.dropped...)
	r, bad = b.finish()
	if bad.reason != "" {
		return nil, nil, false, bad
	}
	return r, w.done(), b.counted, fault{}
}

// line takes a line above the heading: a label that the profile knows and its
// value, in two cells or in one, parted by a colon.
func (f *file) line(number int, cells []cell, raw []byte) {
	var held []cell
	for _, c := range cells {
		if trim(c.text) != "" {
			held = append(held, c)
		}
	}
	if len(held) == 0 {
		return
	}
	label, value := held[0].text, cell{}
	if len(held) > 1 {
		value = held[1]
	} else if i := indexColon(label); i >= 0 {
		label, value.text = label[:i], label[i+1:]
	}
	col := f.match.plan.above[fold(label)]
	if col == nil || len(held) > 2 {
		f.above.dropped = append(f.above.dropped, report.Dropped{Field: fmt.Sprintf("row %d", number), Reason: "above the heading"})
		return
	}
	name := "above: " + col.Heading
	f.above.cells = append(f.above.cells, bound{column: col, heading: col.Heading, name: name})
	f.above.values = append(f.above.values, value)
	f.above.raw = append(append(f.above.raw, raw...), '\n')
}

func indexColon(s string) int {
	for i := range len(s) {
		if s[i] == ':' {
			return i
		}
	}
	return -1
}
