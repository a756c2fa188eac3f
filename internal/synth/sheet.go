package synth

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// sheetRows is how many rows go into one file.
const sheetRows = 500

// table says how one of the shipped profiles is written: headings and their values.
type table struct {
	profile string // its name
	comma   rune   // of the CSV
	form    int    // of its first file: 0 CSV, 1 CSV with a byte order mark, 2 workbook; then in turn
	columns []tableColumn
}

type tableColumn struct {
	heading string
	value   func(g *Generator, s *sight) string
	dated   bool // a date that damage may spoil
}

// batch gathers the rows of one table until a file is full.
type batch struct {
	*table
	n    int // files written
	rows [][]string
	refs []Reported
	bad  int // damaged rows
}

// workbook says whether the next file is one: every third is.
func (b *batch) workbook() bool { return (b.form+b.n)%3 == 2 }

// name of the next file.
func (b *batch) name() string {
	ext := "csv"
	if b.workbook() {
		ext = "xlsx"
	}
	return fmt.Sprintf("sheets/%s-%04d.%s", b.profile, b.n+1, ext)
}

// bytes writes the batch as its name says.
func (b *batch) bytes() ([]byte, error) {
	head := make([]string, len(b.columns))
	for i, c := range b.columns {
		head[i] = c.heading
	}
	if b.workbook() {
		return workbook(head, b.rows)
	}
	var buf bytes.Buffer
	if (b.form+b.n)%3 == 1 {
		buf.WriteString(bom)
	}
	w := csv.NewWriter(&buf)
	w.Comma = b.comma
	w.UseCRLF = b.n%2 == 1
	if err := w.Write(head); err != nil {
		return nil, fmt.Errorf("write %s: %w", b.name(), err)
	}
	if err := w.WriteAll(b.rows); err != nil {
		return nil, fmt.Errorf("write %s: %w", b.name(), err)
	}
	return buf.Bytes(), nil
}

// workbook writes rows as XLSX. Every cell is text: dates and numbers then read
// the same in any spreadsheet.
func workbook(head []string, rows [][]string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	for i, r := range append([][]string{head}, rows...) {
		cells := make([]any, len(r))
		for j, v := range r {
			if v != "" {
				cells[j] = v
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	// The library stamps nothing but these; fixed, the same bytes come out.
	if err := f.SetDocProps(&excelize.DocProperties{Created: fixedStamp, Modified: fixedStamp, Creator: "vigie"}); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return buf.Bytes(), nil
}

const fixedStamp = "2026-01-01T00:00:00Z"

// spoil adds a row like another whose date is none.
func (b *batch) spoil(cells []string) {
	bad := append([]string(nil), cells...)
	for i, c := range b.columns {
		if c.dated {
			bad[i] = "31/02/2026 99:99"
		}
	}
	bad[0] = "X" + bad[0]
	b.rows = append(b.rows, bad)
	b.bad++
}
