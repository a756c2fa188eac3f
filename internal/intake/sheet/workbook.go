package sheet

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"vigie/internal/intake"
)

// workbook reads XLSX: the first visible sheet whose heading fits a profile.
// Every other sheet that holds something is named in a problem, so that none
// is lost without a word.
func (f *file) workbook() error {
	err := f.readWorkbook()
	var part *partError
	if errors.As(err, &part) {
		return f.refuse(part.reason, part.detail)
	}
	return err
}

func (f *file) readWorkbook() error {
	ra, size, err := f.readerAt()
	var part *partError
	if err != nil && !errors.As(err, &part) {
		return f.readError(err)
	}
	if err != nil {
		return err
	}
	p, err := openPack(f.ctx, ra, size, f.limits)
	if err != nil {
		return err
	}
	b, err := openBook(p)
	if err != nil {
		return err
	}
	chosen := -1
	var broken *partError
	var others []intake.Record
	other := func(s sheetPart, reason intake.Reason, format string, args ...any) error {
		r := intake.Record{Place: intake.Place{File: f.in.Name}, Problem: &intake.Problem{Reason: reason, Detail: fmt.Sprintf("sheet %d "+format, append([]any{s.number}, args...)...)}}
		var err error
		r.SHA256, r.Size, err = b.hash(s)
		others = append(others, r)
		var damaged *partError
		if errors.As(err, &damaged) {
			return nil // it is not read anyway
		}
		return err
	}
	for i, s := range b.sheets {
		if s.part == "" {
			continue
		}
		m, state, err := f.look(b, s)
		if err != nil && !errors.As(err, &part) {
			return err
		}
		switch {
		case err != nil:
			broken = part
			others = append(others, intake.Record{Place: intake.Place{File: f.in.Name}, Problem: &intake.Problem{Reason: part.reason, Detail: part.detail}})
			err = nil
		case state == sheetEmpty:
		case s.hidden:
			err = other(s, intake.WrongShape, "is hidden and is not read: unhide it, in a file of its own")
		case state == sheetFits && chosen < 0:
			chosen, f.match = i, m
		case state == sheetFits:
			err = other(s, intake.WrongShape, "has the headings of %s and is not read: put it in a file of its own", m.plan.Name)
		default:
			err = other(s, intake.NotRecognised, "is not read: no heading fits a profile")
		}
		if err != nil {
			return err
		}
	}
	if chosen < 0 && broken != nil {
		return broken
	}
	if chosen < 0 {
		return &partError{intake.NotRecognised, wanted(f.reader.plans)}
	}
	if p := f.match.problem; p != nil {
		return &partError{p.Reason, p.Detail}
	}
	if err := f.sheet(b, b.sheets[chosen]); err != nil {
		return err
	}
	if f.full {
		return nil
	}
	for i := range others {
		if err := f.send(others[i]); err != nil {
			return err
		}
	}
	return nil
}

// hash measures the part of a sheet.
func (b *book) hash(s sheetPart) (sum [32]byte, size int64, err error) {
	r, _, err := b.pack.open(s.part)
	if err != nil {
		return sum, 0, err
	}
	defer r.Close()
	h := sha256.New()
	if size, err = io.Copy(h, r); err != nil {
		return sum, size, (&strictXML{part: fmt.Sprintf("sheet %d", s.number), limits: b.pack.limits}).fault(err)
	}
	h.Sum(sum[:0])
	return sum, size, nil
}

type sheetState int

const (
	sheetEmpty sheetState = iota
	sheetFits
	sheetOther
)

// look reads the first rows of a sheet. Where they end in a fault and a profile
// fits what came before it, the sheet fits: its good rows are still worth having.
func (f *file) look(b *book, s sheetPart) (match, sheetState, error) {
	rows, err := b.rows(s)
	if err != nil {
		return match{}, sheetOther, err
	}
	defer rows.close.Close()
	var heads []headRow
	for len(heads) < headRows {
		var rw row
		if rw, err = rows.next(); err != nil {
			break
		}
		if rw.problem == nil && !f.states(rw.cells) {
			continue
		}
		h := headRow{number: rw.number, problem: rw.problem}
		for _, c := range rw.cells {
			h.cells = append(h.cells, c.text)
		}
		heads = append(heads, h)
	}
	var fits []match
	for _, pl := range f.reader.plans {
		if m, ok := pl.fit(heads); ok {
			fits = append(fits, m)
		}
	}
	if m, ok := best(fits); ok {
		return m, sheetFits, nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return match{}, sheetOther, err
	}
	if len(heads) == 0 {
		return match{}, sheetEmpty, nil
	}
	return match{}, sheetOther, nil
}

// sheet emits the rows of the chosen sheet.
func (f *file) sheet(b *book, s sheetPart) error {
	merges, err := b.merged(s)
	if err != nil {
		return err
	}
	rows, err := b.rows(s)
	if err != nil {
		return err
	}
	defer rows.close.Close()
	width := len(f.match.columns)
	for !f.full {
		rw, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case rw.number < f.match.row:
			if rw.problem == nil {
				f.line(rw.number, rw.cells, rw.raw)
			}
			continue
		case rw.number == f.match.row:
			if rw.problem != nil {
				return &partError{rw.problem.Reason, "heading: " + rw.problem.Detail}
			}
			continue
		}
		for len(merges) > 0 && merges[0][1] < rw.number {
			merges = merges[1:]
		}
		if rw.problem == nil && f.states(rw.cells) {
			switch {
			case len(merges) > 0 && merges[0][0] <= rw.number:
				rw.problem = &intake.Problem{Reason: intake.WrongShape, Detail: "a merged cell: it is not said which row or column its value is of"}
			case len(rw.cells) > width:
				rw.problem = &intake.Problem{Reason: intake.WrongShape, Detail: fmt.Sprintf("a cell in column %d, where the heading has %d", len(rw.cells), width)}
			}
		}
		if err := f.row(rw); err != nil {
			return err
		}
	}
	return nil
}

// union sorts intervals and joins those that meet.
func union(in [][2]int) [][2]int {
	slices.SortFunc(in, func(a, b [2]int) int { return a[0] - b[0] })
	var out [][2]int
	for _, i := range in {
		if n := len(out); n > 0 && i[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], i[1])
			continue
		}
		out = append(out, i)
	}
	return out
}

// dateText is how a date cell reads as text: without a time when it has none.
func dateText(x cell) string {
	t, clock, ok := serialTime(x.number, x.system1904, time.UTC)
	switch {
	case !ok:
		return x.text
	case clock:
		return t.Format("2006-01-02 15:04:05")
	}
	return t.Format(time.DateOnly)
}
