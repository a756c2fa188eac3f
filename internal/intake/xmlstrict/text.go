package xmlstrict

import (
	"bytes"
	"unicode/utf8"

	"vigie/internal/intake"
)

// characters reads up to the next markup. It reports whether that gives a
// token: blanks outside the root do not.
func (d *Decoder) characters() (bool, error) {
	raw := d.doc[d.pos:]
	n := bytes.IndexByte(raw, '<')
	if n >= 0 {
		raw = raw[:n]
	}
	if len(d.stack) == 0 {
		if !allBlank(raw) {
			at := skipBlank(d.doc, d.pos)
			if d.rooted {
				return false, d.fail(at, intake.TrailingContent, "text follows the root element")
			}
			return false, d.malformed(at, "text before the root element")
		}
		d.pos += len(raw)
		return false, nil
	}
	if k := bytes.IndexByte(raw, ']'); k >= 0 {
		if k := bytes.Index(raw, cdataClose); k >= 0 {
			return false, d.malformed(d.pos+k, "a ]]> outside a CDATA section")
		}
	}
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		d.text = raw
	} else {
		var err error
		if d.buf, err = d.rewrite(d.buf[:0], raw, d.pos, true, false); err != nil {
			return false, err
		}
		d.text = d.buf
	}
	if n < 0 {
		return false, d.truncated("an element")
	}
	d.pos += n
	return true, nil
}

// declaration reads <!-- … --> or <![CDATA[ … ]]>, and refuses every other <!.
// It reports whether that gives a text.
func (d *Decoder) declaration() (bool, error) {
	rest := d.doc[d.pos:]
	switch {
	case bytes.HasPrefix(rest, commentOpen):
		n := bytes.Index(rest[4:], dashes)
		switch {
		case n < 0 || 4+n+2 >= len(rest):
			return false, d.truncated("a comment")
		case rest[4+n+2] != '>':
			return false, d.malformed(d.pos+4+n, "a -- inside a comment")
		}
		d.pos += 4 + n + 3
		return false, nil
	case bytes.HasPrefix(rest, cdataOpen) && len(d.stack) > 0:
		n := bytes.Index(rest[len(cdataOpen):], cdataClose)
		if n < 0 {
			return false, d.truncated("a CDATA section")
		}
		raw := rest[len(cdataOpen):][:n]
		if bytes.IndexByte(raw, '\r') < 0 {
			d.text = raw
		} else {
			d.buf, _ = d.rewrite(d.buf[:0], raw, d.pos, false, false)
			d.text = d.buf
		}
		d.pos += len(cdataOpen) + n + len(cdataClose)
		return true, nil
	case bytes.HasPrefix(commentOpen, rest), bytes.HasPrefix(cdataOpen, rest) && len(d.stack) > 0:
		return false, d.truncated("a comment or a CDATA section")
	case bytes.HasPrefix(rest, cdataOpen):
		return false, d.malformed(d.pos, "a CDATA section outside the root element")
	}
	return false, d.fail(d.pos, intake.ForbiddenXML, "a document type or another declaration")
}

func (d *Decoder) attributeValue(raw []byte, at int) ([]byte, error) {
	for _, c := range raw {
		if c == '&' || c == '\t' || c == '\n' || c == '\r' {
			from := len(d.attrBuf)
			var err error
			if d.attrBuf, err = d.rewrite(d.attrBuf, raw, at, true, true); err != nil {
				return nil, err
			}
			return d.attrBuf[from:len(d.attrBuf):len(d.attrBuf)], nil
		}
	}
	return raw, nil
}

// rewrite appends raw to dst with line ends made \n, references resolved if
// refs, and blanks made spaces if attr, as XML 1.0 asks (2.11, 3.3.3, 4.1).
func (d *Decoder) rewrite(dst, raw []byte, at int, refs, attr bool) ([]byte, error) {
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '&' && refs:
			r, n, err := d.reference(raw[i:], at+i)
			if err != nil {
				return dst, err
			}
			dst = utf8.AppendRune(dst, r)
			i += n - 1
		case c == '\r':
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
			if attr {
				dst = append(dst, ' ')
			} else {
				dst = append(dst, '\n')
			}
		case attr && (c == '\t' || c == '\n'):
			dst = append(dst, ' ')
		default:
			dst = append(dst, c)
		}
	}
	return dst, nil
}

// reference reads the &…; that raw begins with and returns its length.
func (d *Decoder) reference(raw []byte, at int) (rune, int, error) {
	n := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
	if n < 0 {
		if at+len(raw) == len(d.doc) && len(raw) < 12 {
			return 0, 0, d.truncated("a reference")
		}
		if len(raw) > 1 && scanNCName(raw, 1) > 10 {
			return 0, 0, d.fail(at, intake.ForbiddenXML, "an entity other than the five of XML")
		}
		return 0, 0, d.malformed(at, "a & that begins no reference")
	}
	body := raw[1:n]
	if len(body) > 1 && body[0] == '#' {
		r, ok := number(body[1:])
		if !ok || !isChar(r) {
			return 0, 0, d.malformed(at, "a reference to a character that XML forbids")
		}
		return r, n + 1, nil
	}
	switch string(body) {
	case "lt":
		return '<', n + 1, nil
	case "gt":
		return '>', n + 1, nil
	case "amp":
		return '&', n + 1, nil
	case "apos":
		return '\'', n + 1, nil
	case "quot":
		return '"', n + 1, nil
	}
	if len(body) > 0 && scanNCName(body, 0) == len(body) {
		return 0, 0, d.fail(at, intake.ForbiddenXML, "an entity other than the five of XML")
	}
	return 0, 0, d.malformed(at, "a & that begins no reference")
}

// number reads the digits of a character reference: "65" or "x41".
func number(b []byte) (rune, bool) {
	base := rune(10)
	if b[0] == 'x' {
		base, b = 16, b[1:]
	}
	var r rune
	for _, c := range b {
		var v rune
		switch {
		case c >= '0' && c <= '9':
			v = rune(c - '0')
		case base == 16 && c >= 'a' && c <= 'f':
			v = rune(c-'a') + 10
		case base == 16 && c >= 'A' && c <= 'F':
			v = rune(c-'A') + 10
		default:
			return 0, false
		}
		if r = r*base + v; r > utf8.MaxRune {
			return 0, false
		}
	}
	return r, len(b) > 0
}

var (
	commentOpen = []byte("<!--")
	dashes      = []byte("--")
	cdataOpen   = []byte("<![CDATA[")
	cdataClose  = []byte("]]>")
)
