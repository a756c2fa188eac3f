// Package dossier keeps the cases that people open: what is attached to which,
// under which number, and how that came to be. It is named by the French word
// for a case, because "case" is a word of Go's own.
//
// What it promises: the cases are a fold over an append-only list of acts, each
// by a person. An act that is taken back stays in the list and is skipped, so
// that taking back restores what was there before by construction. Whatever is
// attached is in one case, never in two and never in none: merging and splitting
// move every kind of attachment alike. A number is given once, and for life; that
// of a case that was merged leads to the case it went into. An act that does not
// fit is refused, with what stands in its way.
package dossier

import (
	"fmt"
	"strconv"
	"strings"
)

// Number names a case: the year in which it was opened and its place in that year.
type Number struct {
	Year, Seq int
}

// maxSeq keeps a number shorter than a report's, so that neither is taken for the other.
const maxSeq = 999999

// String writes the number as people do: "2026-0001".
func (n Number) String() string { return fmt.Sprintf("%04d-%04d", n.Year, n.Seq) }

// IsZero says that n names no case.
func (n Number) IsZero() bool { return n == Number{} }

// Compare orders numbers by year, then place.
func (n Number) Compare(o Number) int {
	if n.Year != o.Year {
		return n.Year - o.Year
	}
	return n.Seq - o.Seq
}

// ParseNumber reads what String wrote; zeros in front of the place may be left out.
func ParseNumber(s string) (Number, error) {
	year, seq, ok := strings.Cut(strings.TrimSpace(s), "-")
	if ok && len(year) == 4 && digits(year) && digits(seq) && len(seq) <= 6 {
		y, _ := strconv.Atoi(year) // digits, and few of them
		q, _ := strconv.Atoi(seq)
		if y > 0 && q > 0 {
			return Number{y, q}, nil
		}
	}
	return Number{}, fmt.Errorf("%.40q is no case number: expected a year and a place in it, such as 2026-0001", s)
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// MarshalText and UnmarshalText let JSON carry numbers in the form people read.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (n *Number) UnmarshalText(b []byte) error {
	v, err := ParseNumber(string(b))
	*n = v
	return err
}

// What can be attached. Hours, requests and outcomes come here when they are
// built; nothing else in this package needs to know of them.
const (
	Report = "report" // by its key, as people read it
	Note   = "note"   // by the act that wrote it
)

// Attachment is one thing attached to a case.
type Attachment struct {
	Kind string
	ID   string
}

// NoteOf is the note that an act wrote.
func NoteOf(act int64) Attachment { return Attachment{Note, strconv.FormatInt(act, 10)} }

// String writes "report:1f3k-9x2m-q7t0h".
func (a Attachment) String() string { return a.Kind + ":" + a.ID }

// ParseAttachment reads what String wrote.
func ParseAttachment(s string) (Attachment, error) {
	kind, id, ok := strings.Cut(s, ":")
	if !ok || kind == "" || id == "" || strings.ContainsAny(s, " \n") {
		return Attachment{}, fmt.Errorf("%.40q names no attachment", s)
	}
	return Attachment{kind, id}, nil
}

// MarshalText and UnmarshalText let JSON carry attachments as String writes them.
func (a Attachment) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (a *Attachment) UnmarshalText(b []byte) error {
	v, err := ParseAttachment(string(b))
	*a = v
	return err
}

func compareAttachments(a, b Attachment) int {
	if c := strings.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	if len(a.ID) != len(b.ID) { // numbers without zeros in front: the shorter is the smaller
		return len(a.ID) - len(b.ID)
	}
	return strings.Compare(a.ID, b.ID)
}
