package xmlstrict

import (
	"bytes"
	"strings"

	"vigie/internal/intake"
)

var declOpen = []byte("<?xml")

// prolog reads a byte order mark and the XML declaration, and refuses every
// encoding but UTF-8.
func (d *Decoder) prolog() error {
	doc := d.doc
	if Wide(doc) {
		return d.fail(0, intake.BadEncoding, "UTF-16 or UTF-32: save the file as UTF-8")
	}
	if d.opt.Fragment {
		return nil
	}
	if len(doc) > 0 && len(doc) < len(bom) && bytes.HasPrefix(bom, doc) {
		d.flaw.at = -1
		return d.truncated("its byte order mark")
	}
	if bytes.HasPrefix(doc, bom) {
		d.pos = len(bom)
		doc = doc[len(bom):]
	}
	d.start = d.pos
	if len(doc) > 1 && len(doc) <= len(declOpen) && bytes.HasPrefix(declOpen, doc) {
		return d.truncated("the XML declaration")
	}
	if !bytes.HasPrefix(doc, declOpen) || class[doc[len(declOpen)]]&(nameChar|nameStart) != 0 || doc[len(declOpen)] >= 0x80 {
		return nil
	}
	i := d.pos + len(declOpen)
	d.attrs, d.attrBuf = d.attrs[:0], d.attrBuf[:0]
	for {
		j := skipBlank(d.doc, i)
		switch {
		case j >= len(d.doc) || d.doc[j] == '?' && j+1 >= len(d.doc):
			return d.truncated("the XML declaration")
		case d.doc[j] == '?' && d.doc[j+1] == '>':
			d.pos = j + 2
			return d.declared()
		case d.doc[j] == '?' || j == i || len(d.attrs) >= len(pseudo):
			return d.malformed(j, "an XML declaration that XML forbids")
		}
		var err error
		if i, err = d.attribute(j); err != nil {
			return err
		}
	}
}

// pseudo lists what an XML declaration holds, in its order.
var pseudo = [...]string{"version", "encoding", "standalone"}

func (d *Decoder) declared() error {
	next := 0
	for _, a := range d.attrs {
		for next < len(pseudo) && (pseudo[next] != string(a.Local) || len(a.Prefix) > 0) {
			if next == 0 {
				return d.malformed(d.start, "an XML declaration without a version")
			}
			next++
		}
		if next == len(pseudo) {
			return d.malformed(d.start, "an XML declaration that XML forbids")
		}
		v := string(a.Value)
		switch pseudo[next] {
		case "version":
			if v != "1.0" {
				return d.malformed(d.start, "a version of XML other than 1.0")
			}
		case "encoding":
			if !strings.EqualFold(v, "UTF-8") && !strings.EqualFold(v, "UTF8") && !strings.EqualFold(v, "US-ASCII") {
				return d.fail(d.start, intake.BadEncoding, "an encoding other than UTF-8 is declared: save the file as UTF-8")
			}
		case "standalone":
			if v != "yes" && v != "no" {
				return d.malformed(d.start, "an XML declaration that XML forbids")
			}
		}
		next++
	}
	if len(d.attrs) == 0 {
		return d.malformed(d.start, "an XML declaration without a version")
	}
	d.attrs = d.attrs[:0]
	return nil
}

// Wide says whether a file's first bytes are those of XML in UTF-16 or UTF-32,
// with a byte order mark or without.
func Wide(head []byte) bool {
	if len(head) < 2 {
		return false
	}
	a, b := head[0], head[1]
	return a == 0xFE && b == 0xFF || a == 0xFF && b == 0xFE ||
		a == 0 && (b == '<' || b == 0) || a == '<' && b == 0
}
