package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"vigie/internal/intake"
)

// recogniseText looks for a heading in the first bytes of a text, with each
// delimiter. whole says that head is all there is.
func (r *Reader) recogniseText(head []byte, whole bool, limits intake.Limits) (match, byte, bool) {
	var (
		fits   []match
		delims []byte
	)
	for _, d := range []byte(",;\t|") {
		rows := firstRows(head, whole, d, limits)
		for _, pl := range r.plans {
			if strings.IndexByte(pl.delims, d) < 0 {
				continue
			}
			if m, ok := pl.fit(rows); ok {
				fits, delims = append(fits, m), append(delims, d)
			}
		}
	}
	m, ok := best(fits)
	for i := range fits {
		if ok && fits[i].plan == m.plan && fits[i].score == m.score {
			return m, delims[i], true
		}
	}
	return m, 0, false
}

// firstRows cuts the first rows. It stops at the first that is malformed, or
// that head does not hold whole: there, a longer look might cut them otherwise.
func firstRows(head []byte, whole bool, delim byte, limits intake.Limits) []headRow {
	enc := sniff(head)
	limits.Record = max(limits.Record, headSize)
	s := newScanner(enc.open(bytes.NewReader(head[enc.bom:])), enc, delim, limits)
	var rows []headRow
	for range headRows {
		rec, err := s.next()
		if err != nil || rec.problem != nil || !whole && s.start >= s.end && s.err != nil {
			break
		}
		cp1252, ok := enc.textOf(rec.raw, "auto")
		if !ok {
			break
		}
		h := headRow{number: rec.row}
		for _, sp := range rec.spans {
			h.cells = append(h.cells, text(rec.raw, sp, cp1252))
		}
		rows = append(rows, h)
	}
	return rows
}

// text gives a cell as a string of its own, so that no report keeps a row alive.
func text(raw []byte, sp span, cp1252 bool) string {
	b := raw[sp.from:sp.to]
	if sp.escaped {
		b = bytes.ReplaceAll(b, []byte(`""`), []byte(`"`))
	}
	if cp1252 {
		return decode1252(b)
	}
	return string(b)
}

// text reads CSV.
func (f *file) text() error {
	m, delim, ok := f.reader.recogniseText(f.head, f.whole, f.limits)
	if !ok {
		return f.unknown()
	}
	enc := sniff(f.head)
	if m.problem != nil {
		return f.refuse(m.problem.Reason, m.problem.Detail)
	}
	if !enc.agrees(m.plan.Encoding) {
		return f.refuse(intake.BadEncoding, fmt.Sprintf("the profile %s states %s, and the file's byte order mark says otherwise or is missing", m.plan.Name, m.plan.Encoding))
	}
	f.match = m
	s := newScanner(enc.open(io.MultiReader(bytes.NewReader(f.head[enc.bom:]), f.in.R)), enc, delim, f.limits)
	for {
		rec, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return f.readError(err)
		}
		if rec.row == m.row {
			s.width = len(m.columns)
			continue
		}
		if rec.blank() {
			continue
		}
		rw := f.decode(enc, &rec)
		if rec.row < m.row {
			f.line(rec.row, rw.cells, rw.raw)
			continue
		}
		if err := f.row(rw); err != nil || f.full {
			return err
		}
	}
}

// decode turns a record into a row of cells.
func (f *file) decode(enc encoding, rec *record) row {
	rw := row{number: rec.row, offset: rec.offset, sha: rec.sha, size: rec.size, problem: rec.problem}
	if rec.raw == nil {
		return rw
	}
	rw.raw = enc.narrow(rec.raw)
	if rw.raw == nil {
		rw.raw = []byte{}
	}
	if rec.problem != nil {
		return rw
	}
	cp1252, ok := enc.textOf(rec.raw, f.match.plan.Encoding)
	if !ok {
		rw.problem = &intake.Problem{Reason: intake.BadEncoding, Detail: encodingDetail(rec.raw, f.match.plan.Encoding)}
		return rw
	}
	rw.cells = make([]cell, len(rec.spans))
	for i, sp := range rec.spans {
		rw.cells[i].text = text(rec.raw, sp, cp1252)
	}
	return rw
}

func encodingDetail(raw []byte, stated string) string {
	if bytes.IndexByte(raw, 0) >= 0 {
		return "the row holds a NUL byte"
	}
	if stated == "" {
		stated = "auto"
	}
	return "the row is not in the encoding of the profile (" + stated + ") or of the byte order mark"
}

// unknown says why no profile fits.
func (f *file) unknown() error {
	enc := sniff(f.head)
	for _, d := range []byte(",;\t|") {
		s := newScanner(enc.open(bytes.NewReader(f.head[enc.bom:])), enc, d, f.limits)
		for range headRows {
			rec, err := s.next()
			if err != nil {
				break
			}
			if rec.problem != nil && rec.problem.Reason == intake.TooMany {
				return f.refuse(intake.TooMany, "heading: "+rec.problem.Detail)
			}
		}
	}
	return f.refuse(intake.NotRecognised, wanted(f.reader.plans))
}
