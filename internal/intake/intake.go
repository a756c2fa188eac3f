package intake

import (
	"context"
	"io"

	"vigie/internal/report"
)

// Reader reads one format. A Reader has no state and may be used by several
// goroutines at once.
type Reader interface {
	// Name is the word for --format, and Report.Format.
	Name() string
	// Detect says whether a file is of this format, from its name and its first bytes (4 KiB at most).
	Detect(name string, head []byte) bool
	// Read emits the records of one file in order. What is wrong with a record
	// is emitted as a Record with a Problem. Read returns an error only when
	// emit did, when ctx ended, or when in.R failed for a reason that is not the file's.
	Read(ctx context.Context, in Input, emit func(Record) error) error
}

// Latecomer is a Reader whose files are best read after all others: whether what
// they hold is looked at hangs on what the others say. See [Walker.Split].
type Latecomer interface {
	Reader
	Late()
}

// Input is one file as a reader sees it.
type Input struct {
	Name   string // as the person sees it: "drop/export.zip/12345/report.xml"
	R      io.Reader
	Size   int64 // -1 unknown
	Limits Limits
}

// Record is one thing read: exactly one of Report, Attachment and Problem is set.
type Record struct {
	Place      Place
	SHA256     [32]byte // of the record's bytes as received
	Size       int64    // of those bytes
	Report     *report.Report
	Attachment *report.Attachment
	Problem    *Problem
	// Redacted is the form to seal: the bytes received with contents and
	// payloads cut, their length and SHA-256 in place. Nil with a Problem.
	Redacted []byte
}

// Place says where a record stands in what was received. It never holds a value.
type Place struct {
	File   string `json:"file"`
	Offset int64  `json:"offset,omitzero"` // bytes from the start of the file
	Row    int    `json:"row,omitzero"`    // from 1, the heading is row 1
	Field  string `json:"field,omitzero"`  // element path or column name
}

// Problem is why a record was not taken in. Detail names elements, columns and
// limits, never values.
type Problem struct {
	Reason Reason `json:"reason"`
	Detail string `json:"detail,omitzero"`
}

// Reason is a code with one sentence for people in each language (see reasons.go).
type Reason string

// Limits bound what one file may cost. Zero fields mean the default.
type Limits struct {
	Record  int64 // bytes of one record held in memory
	Depth   int   // nesting of elements
	Fields  int   // attributes of an element, columns of a row, keys of an object
	Records int   // records in one file
	Files   int   // files in one archive
	Ratio   int64 // unpacked over packed size of an archive member
	Archive int64 // unpacked bytes of one archive
}

// DefaultLimits are generous for real files and small beside a machine's memory.
var DefaultLimits = Limits{
	Record:  16 << 20,
	Depth:   64,
	Fields:  1024,
	Records: 5_000_000,
	Files:   1_000_000,
	Ratio:   200,
	Archive: 64 << 30,
}
