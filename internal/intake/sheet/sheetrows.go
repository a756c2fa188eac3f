package sheet

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"vigie/internal/intake"
)

// sheetRows streams the rows of one worksheet.
type sheetRows struct {
	book   *book
	x      *strictXML
	close  io.Closer
	number int // of the last row
}

func (b *book) rows(s sheetPart) (*sheetRows, error) {
	name := fmt.Sprintf("sheet %d", s.number)
	r, ok, err := b.pack.open(s.part)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &partError{intake.WrongShape, name + ": its part is missing"}
	}
	return &sheetRows{book: b, x: newStrictXML(name, r, b.pack.limits), close: r}, nil
}

// next gives the next row, or io.EOF after the last. A row's own fault is in
// its problem; an error is the sheet's.
func (s *sheetRows) next() (row, error) {
	for {
		t, err := s.x.next()
		if err != nil {
			return row{}, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || !spreadsheet(e.Name) || e.Name.Local != "row" {
			continue
		}
		n := s.number + 1
		if r := attr(e, "r"); r != "" {
			if n, err = strconv.Atoi(r); err != nil || n <= s.number || n > 1<<20 {
				return row{}, &partError{intake.WrongShape, s.x.part + ": row numbers that do not rise"}
			}
		}
		s.number = n
		return s.cells(row{number: n})
	}
}

// cells reads the cells of the row just started.
func (s *sheetRows) cells(rw row) (row, error) {
	fault := func(reason intake.Reason, detail string) {
		if rw.problem == nil {
			rw.problem = &intake.Problem{Reason: reason, Detail: detail}
		}
	}
	var size int64
	last := -1
	rw.raw = []byte{}
	for depth := s.x.depth; s.x.depth >= depth; {
		t, err := s.x.next()
		if err != nil {
			return rw, err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if !spreadsheet(e.Name) || e.Name.Local != "c" {
			if err := s.x.skip(); err != nil {
				return rw, err
			}
			continue
		}
		col := last + 1
		if ref := attr(e, "r"); ref != "" {
			if col, ok = columnOf(ref); !ok || col <= last {
				fault(intake.WrongShape, "cells that do not stand in the order of their columns")
				col = last + 1
			}
		}
		last = col
		x, p, err := s.cell(e)
		if err != nil {
			return rw, err
		}
		if p != nil {
			fault(p.Reason, fmt.Sprintf("column %d: %s", col+1, p.Detail))
		}
		if x.text == "" {
			continue
		}
		if col >= s.book.pack.limits.Fields {
			fault(intake.TooMany, fmt.Sprintf("more than %d columns", s.book.pack.limits.Fields))
			continue
		}
		if size += int64(len(x.text)) + 32; size > s.book.pack.limits.Record {
			fault(intake.TooLarge, fmt.Sprintf("the row is over %d bytes", s.book.pack.limits.Record))
			continue
		}
		for len(rw.cells) < col {
			rw.cells = append(rw.cells, cell{})
		}
		rw.cells = append(rw.cells, x)
		rw.raw = binary.AppendUvarint(rw.raw, uint64(col))
		rw.raw = append(rw.raw, byte(x.kind))
		rw.raw = binary.AppendUvarint(rw.raw, uint64(len(x.text)))
		rw.raw = append(rw.raw, x.text...)
	}
	return rw, nil
}

// columnOf reads the letters of a cell's reference: A is 0, XFD 16383.
func columnOf(ref string) (int, bool) {
	n, i := 0, 0
	for ; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	return n - 1, i > 0 && n <= 1<<14 && allDigits(ref[i:])
}

// cell reads the cell just started.
func (s *sheetRows) cell(e xml.StartElement) (x cell, p *intake.Problem, err error) {
	var v string
	formula := false
	for depth := s.x.depth; s.x.depth >= depth; {
		t, err := s.x.next()
		if err != nil {
			return x, nil, err
		}
		in, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch in.Name.Local {
		case "v":
			v, err = s.x.text()
		case "is":
			v, err = s.x.rich()
		case "f":
			formula = true
			err = s.x.skip()
		default:
			err = s.x.skip()
		}
		if err != nil {
			return x, nil, err
		}
	}
	if formula {
		return x, &intake.Problem{Reason: intake.Formula, Detail: "the cell holds a formula; paste the column as values"}, nil
	}
	if v == "" {
		return x, nil, nil
	}
	x.system1904 = s.book.system1904
	switch kind := attr(e, "t"); kind {
	case "s":
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= len(s.book.shared) {
			return x, &intake.Problem{Reason: intake.Malformed, Detail: "the cell points to a text that the workbook does not have"}, nil
		}
		x.text = s.book.shared[i]
	case "inlineStr":
		x.text = v
	case "str":
		x.text = unescape(v)
	case "d": // ISO 8601, in strict workbooks
		x.text, x.kind = v, isoCell
	case "b":
		x.text = map[string]string{"0": "0", "1": "1"}[v]
	case "e":
		x.text, x.kind = v, errorCell
	case "", "n":
		if x.number, err = strconv.ParseFloat(v, 64); err != nil || strings.Trim(v, "+-.0123456789eE") != "" {
			return x, &intake.Problem{Reason: intake.Malformed, Detail: "a number that is none"}, nil
		}
		x.kind = numberCell
		x.text = strconv.FormatFloat(x.number, 'f', -1, 64)
		if st, err := strconv.Atoi(attr(e, "s")); err == nil && st >= 0 && st < len(s.book.dated) && s.book.dated[st] {
			x.kind = dateCell
			x.text = dateText(x)
		}
	default:
		return x, &intake.Problem{Reason: intake.Malformed, Detail: "a cell of an unknown type"}, nil
	}
	if strings.IndexByte(x.text, 0) >= 0 {
		return cell{}, &intake.Problem{Reason: intake.BadEncoding, Detail: "the cell holds a NUL"}, nil
	}
	return x, nil, nil
}

// merged lists the rows that cells merged over rows or columns touch, as
// sorted intervals. Merges stand after the rows, so the sheet is unpacked once
// before it is read; only where the word occurs is it parsed.
func (b *book) merged(s sheetPart) ([][2]int, error) {
	r, ok, err := b.pack.open(s.part)
	if err != nil || !ok {
		return nil, err
	}
	defer r.Close()
	found, err := contains(r, []byte("mergeCell"))
	if err != nil {
		x := strictXML{part: fmt.Sprintf("sheet %d", s.number), limits: b.pack.limits}
		return nil, x.fault(err)
	}
	if !found {
		return nil, nil
	}
	rows, err := b.rows(s)
	if err != nil {
		return nil, err
	}
	defer rows.close.Close()
	var out [][2]int
	for {
		t, err := rows.x.next()
		if errors.Is(err, io.EOF) {
			return union(out), nil
		}
		if err != nil {
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || !spreadsheet(e.Name) || e.Name.Local != "mergeCell" {
			continue
		}
		from, to, _ := strings.Cut(attr(e, "ref"), ":")
		a, okA := rowOf(from)
		z, okZ := rowOf(to)
		if !okA || !okZ || z < a {
			return nil, &partError{intake.WrongShape, rows.x.part + ": a merge without its range"}
		}
		if len(out) >= 1<<17 {
			return nil, &partError{intake.TooMany, rows.x.part + ": more than 131072 merges"}
		}
		out = append(out, [2]int{a, z})
	}
}

// rowOf reads the digits of a cell's reference.
func rowOf(ref string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return n, err == nil && n > 0
}

// contains reads r to its end, so that its checksum is checked too, and says
// whether word occurs in it.
func contains(r io.Reader, word []byte) (found bool, err error) {
	buf := make([]byte, 32<<10)
	held := 0
	for {
		n, err := r.Read(buf[held:])
		b := buf[:held+n]
		found = found || bytes.Contains(b, word)
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return found, err
		}
		held = copy(buf, b[max(0, len(b)-len(word)+1):])
	}
}
