// Package dossier keeps the cases that people open: what is attached to which,
// under which number, and how that came to be. It is named by the French word
// for a case, because "case" is a word of Go's own.
//
// What it promises: the cases are a fold over a log of acts ([acts]), each by a
// person, with what that promises of taking back, of numbers and of refusals.
// Whatever is attached is in one case, never in two and never in none: merging and
// splitting move every kind of attachment alike. The number of a case that was
// merged leads to the case it went into.
package dossier

import (
	"fmt"
	"strconv"
	"strings"

	"vigie/internal/acts"
)

// Number names a case: the year in which it was opened and its place in that year.
type Number = acts.Number[ofCase]

// ParseNumber reads a number as people write it: "2026-0001".
func ParseNumber(s string) (Number, error) { return acts.ParseNumber[ofCase](s) }

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

// Named is the attachment in a sentence.
func (a Attachment) Named(lang string) string {
	switch {
	case a.Kind == Note && lang == "fr":
		return "la note " + a.ID
	case a.Kind == Note:
		return "note " + a.ID
	case a.Kind == Report && lang == "fr":
		return "le signalement " + a.ID
	case a.Kind == Report:
		return "report " + a.ID
	}
	return a.ID
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
