// Package sheet reads lists that partners send as CSV or XLSX, by a column
// profile: a YAML file that says what each heading means.
//
// What it promises:
//   - each row that is not empty comes out exactly once, as a report or as a
//     problem with its row number; a bad row never stops its neighbours;
//   - no cell is ever evaluated: a text that looks like a formula is a text, a
//     cell that is a formula in an XLSX is a problem;
//   - problems name rows, columns of the profile and limits, never a cell;
//   - a column mapped to text.content is measured (length, SHA-256) and its
//     text goes nowhere, and neither does that of a column no profile maps;
//   - memory stays within a few times Limits.Record, whatever the file.
//
// # Identity of a report
//
// Report.SourceID is the cell mapped to id. Where there is none it is the
// SHA-256 (hexadecimal) over the row's mapped cells and the mapped lines above
// the heading, each with its target, sorted: the same row in another file,
// with the columns in another order or language, is the same report. Two rows
// of one file with the same mapped cells are therefore one report too.
//
// Record.SHA256 is that of the row's bytes as received without its line end
// (CSV), or of a canonical form of the row (XLSX: column, type, length and text
// of each cell that is not empty). Where lines above the heading are mapped,
// their bytes come first.
//
// # Encoding
//
// A byte order mark decides. Without one, a row of valid UTF-8 is UTF-8; with
// encoding auto, any other row is Windows-1252. It is decided row by row, so
// that a file need not be read twice.
package sheet
