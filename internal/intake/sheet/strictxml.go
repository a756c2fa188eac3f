package sheet

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"vigie/internal/intake"
)

// partError is a fault of one part of a workbook.
type partError struct {
	reason intake.Reason
	detail string
}

func (e *partError) Error() string { return string(e.reason) + ": " + e.detail }

// strictXML reads the XML of a workbook's part: no DOCTYPE, no processing
// instruction but the declaration, no attribute twice, bounded depth,
// attributes and bytes between two tokens.
type strictXML struct {
	part   string
	dec    *xml.Decoder
	src    *meter
	limits intake.Limits
	depth  int
	tokens int
}

// meter bounds the bytes read since the last token, as a text of any length
// would be held in memory whole.
type meter struct {
	r    io.Reader
	left int64
}

var errTokenSize = errors.New("one text or tag is over the limit")

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTokenSize
	}
	if int64(len(p)) > m.left {
		p = p[:m.left]
	}
	n, err := m.r.Read(p)
	m.left -= int64(n)
	return n, err
}

func newStrictXML(part string, r io.Reader, limits intake.Limits) *strictXML {
	m := &meter{r: r, left: limits.Record}
	return &strictXML{part: part, dec: xml.NewDecoder(m), src: m, limits: limits}
}

// next gives the next start, end or text; io.EOF after the root.
func (x *strictXML) next() (xml.Token, error) {
	for {
		x.src.left = x.limits.Record
		t, err := x.dec.Token()
		if err != nil {
			return nil, x.fault(err)
		}
		x.tokens++
		switch t := t.(type) {
		case xml.Directive:
			return nil, &partError{intake.ForbiddenXML, x.part + ": a DOCTYPE or other directive"}
		case xml.ProcInst:
			if x.tokens > 1 || t.Target != "xml" {
				return nil, &partError{intake.ForbiddenXML, x.part + ": a processing instruction"}
			}
			continue
		case xml.Comment:
			continue
		case xml.StartElement:
			if x.depth++; x.depth > x.limits.Depth {
				return nil, &partError{intake.TooDeep, fmt.Sprintf("%s: deeper than %d elements", x.part, x.limits.Depth)}
			}
			if len(t.Attr) > x.limits.Fields {
				return nil, &partError{intake.TooMany, fmt.Sprintf("%s: more than %d attributes", x.part, x.limits.Fields)}
			}
			for i, a := range t.Attr {
				for _, b := range t.Attr[:i] {
					if a.Name == b.Name {
						return nil, &partError{intake.DuplicateName, x.part + ": an attribute stands twice"}
					}
				}
			}
			return t, nil
		case xml.EndElement:
			x.depth--
			return t, nil
		default:
			return t, nil
		}
	}
}

// fault tells the part's own faults from those of the file beneath it.
func (x *strictXML) fault(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && x.depth == 0 && x.tokens > 0:
		return io.EOF
	case errors.Is(err, errTokenSize):
		return &partError{intake.TooLarge, fmt.Sprintf("%s: one text or tag is over %d bytes", x.part, x.limits.Record)}
	case errors.As(err, &syntax), errors.Is(err, io.EOF):
		return &partError{intake.Malformed, x.part + ": XML that is not well-formed"}
	}
	if reason, detail := fileFault(err); reason != "" {
		return &partError{reason, x.part + ": " + detail}
	}
	if errors.Is(err, errMember) {
		return &partError{intake.ArchiveBomb, x.part + ": unpacks to more than it declares or than the limit"}
	}
	var system *fs.PathError
	if errors.As(err, &system) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	// encoding/xml gives plain errors for unknown encodings.
	return &partError{intake.Malformed, x.part + ": XML that cannot be read"}
}

// skip passes over the element just started.
func (x *strictXML) skip() error {
	for depth := x.depth; x.depth >= depth; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// text gives the characters of the element just started, without those of the
// elements in it.
func (x *strictXML) text() (string, error) {
	var b []byte
	for {
		t, err := x.next()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			if int64(len(b)+len(t)) > x.limits.Record {
				return "", &partError{intake.TooLarge, fmt.Sprintf("%s: one text is over %d bytes", x.part, x.limits.Record)}
			}
			b = append(b, t...)
		case xml.StartElement:
			if err := x.skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return string(b), nil
		}
	}
}

// spreadsheet says whether an element is of SpreadsheetML, in either of its namespaces.
func spreadsheet(n xml.Name) bool {
	return n.Space == "http://schemas.openxmlformats.org/spreadsheetml/2006/main" || n.Space == "http://purl.oclc.org/ooxml/spreadsheetml/main"
}

// attr gives an attribute without namespace.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
