package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// A redactor writes the form of a row that is sealed: a JSON object from
// heading to cell, in the file's order. A cell mapped to text.content, or of a
// column that the profile does not know, could be the content of a message: its
// length and SHA-256 stand in its place.
type redactor struct {
	buf  []byte
	more bool
}

func (w *redactor) add(prefix string, c *bound, text string) {
	if text == "" {
		return
	}
	if w.more {
		w.buf = append(w.buf, ',')
	} else {
		w.buf = append(w.buf, '{')
		w.more = true
	}
	// A quoted text fails only on invalid UTF-8, and cells were checked.
	w.buf, _ = jsontext.AppendQuote(w.buf, prefix+c.heading)
	w.buf = append(w.buf, ':')
	if c.column != nil && c.To != "text.content" {
		w.buf, _ = jsontext.AppendQuote(w.buf, text)
		return
	}
	sum := sha256.Sum256([]byte(text))
	w.buf = append(w.buf, `{"length":`...)
	w.buf = strconv.AppendInt(w.buf, int64(len(text)), 10)
	w.buf = append(w.buf, `,"sha256":"`...)
	w.buf = hex.AppendEncode(w.buf, sum[:])
	w.buf = append(w.buf, `"}`...)
}

func (w *redactor) done() []byte {
	if !w.more {
		return []byte("{}")
	}
	return append(w.buf, '}')
}
