package ncmec

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"vigie/internal/intake/xmlstrict"
	"vigie/internal/report"
)

// isContent says whether an element holds a message: in any namespace, in any
// letter case, wherever it stands.
func isContent(local []byte) bool {
	return len(local) == 7 && local[0]|0x20 == 'c' && strings.EqualFold(string(local), "content")
}

// mayHoldContent looks for the word, so that documents without it are read once.
func mayHoldContent(doc []byte) bool {
	for i := 0; i+7 <= len(doc); i++ {
		if doc[i]|0x20 == 'c' && isContent(doc[i:i+7]) {
			return true
		}
	}
	return false
}

// redact returns doc with every content element emptied of its attributes and
// of all that stands between its tags: what was there is measured, as received,
// and a marker tells it. d has read doc before, without error. doc itself is returned when it has no such element.
func redact(doc []byte, d *xmlstrict.Decoder) ([]byte, []report.Withheld, error) {
	if !mayHoldContent(doc) {
		return doc, nil, nil
	}
	var out []byte
	var cut []report.Withheld
	from, incidents := 0, 0
	d.Rewind()
	for {
		k, err := d.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if k != xmlstrict.Start {
			continue
		}
		if d.Depth() == 2 && string(d.Name()) == "internetDetails" {
			incidents++
		}
		if !isContent(d.Name()) {
			continue
		}
		field := place(d.Path(), incidents)
		out = append(out, doc[from:d.Offset()]...)
		name := d.Name() // without its prefix, which an attribute cut with it may bind
		a, z, err := d.Inner()
		if err != nil {
			return nil, nil, err
		}
		sum := sha256.Sum256(doc[a:z])
		cut = append(cut, report.Withheld{Field: field, Length: int64(z - a), SHA256: hex.EncodeToString(sum[:])})
		if a == z {
			out = fmt.Appendf(out, "<%s/>", name)
		} else {
			out = fmt.Appendf(out, "<%s>[withheld %d bytes sha256:%x]</%[1]s>", name, z-a, sum)
		}
		from = d.EndOffset()
	}
	if cut == nil {
		return doc, nil, nil
	}
	return append(out, doc[from:]...), cut, nil
}

// place turns a document's path into a field: without its root, the incident numbered.
func place(path string, incidents int) string {
	root, rest, ok := strings.Cut(path, "/")
	if !ok || root == "fileDetails" {
		return path
	}
	if tail, ok := strings.CutPrefix(rest, "internetDetails/"); ok {
		return fmt.Sprintf("internetDetails[%d]/%s", incidents, tail)
	}
	return rest
}
