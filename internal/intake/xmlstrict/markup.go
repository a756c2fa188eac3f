package xmlstrict

import (
	"bytes"

	"vigie/internal/intake"
)

const (
	xmlURI   = "http://www.w3.org/XML/1998/namespace"
	xmlnsURI = "http://www.w3.org/2000/xmlns/"
)

func (d *Decoder) truncated(what string) error {
	return d.fail(len(d.doc), intake.Truncated, "the file ends inside "+what)
}

func (d *Decoder) malformed(at int, detail string) error {
	return d.fail(at, intake.Malformed, detail)
}

// qname reads a name with at most one colon at i and returns where its local
// part begins and where it ends.
func (d *Decoder) qname(i int) (local, end int, err error) {
	end = scanNCName(d.doc, i)
	if end == i {
		if i >= len(d.doc) {
			return 0, 0, d.truncated("a name")
		}
		return 0, 0, d.malformed(i, "a name was expected")
	}
	if end < len(d.doc) && d.doc[end] == ':' {
		local = end + 1
		if end = scanNCName(d.doc, local); end == local {
			if end >= len(d.doc) {
				return 0, 0, d.truncated("a name")
			}
			return 0, 0, d.malformed(local, "a name was expected after the prefix")
		}
		return local, end, nil
	}
	return i, end, nil
}

func (d *Decoder) startTag() error {
	from := d.pos + 1
	local, i, err := d.qname(from)
	if err != nil {
		return err
	}
	switch {
	case len(d.stack) == 0 && d.rooted:
		return d.fail(d.start, intake.TrailingContent, "an element follows the root element")
	case len(d.stack) >= d.opt.Depth:
		return d.fail(d.start, intake.TooDeep, "more elements inside one another than the limit")
	case d.elements >= d.opt.Elements:
		return d.fail(d.start, intake.TooMany, "more elements than the limit")
	}
	d.elements++
	d.rooted = true
	d.stack = append(d.stack, frame{from: from, to: i, local: local, binds: len(d.binds)})
	d.attrs, d.attrBuf = d.attrs[:0], d.attrBuf[:0]
	spaced := false
	for {
		j := skipBlank(d.doc, i)
		spaced = j > i
		if i = j; i >= len(d.doc) {
			return d.truncated("a start tag")
		}
		if d.doc[i] == '>' {
			i++
			break
		}
		if d.doc[i] == '/' {
			if i+1 >= len(d.doc) {
				return d.truncated("a start tag")
			}
			if d.doc[i+1] != '>' {
				return d.malformed(i, "a stray / in a start tag")
			}
			d.closing = true
			i += 2
			break
		}
		if !spaced {
			return d.malformed(i, "a blank was expected in a start tag")
		}
		if len(d.attrs) >= d.opt.Fields {
			return d.fail(i, intake.TooMany, "more attributes than the limit")
		}
		if i, err = d.attribute(i); err != nil {
			return err
		}
	}
	d.pos = i
	f := d.stack[len(d.stack)-1]
	d.names(f)
	return d.namespaces(f)
}

// names sets the current name from a frame.
func (d *Decoder) names(f frame) {
	d.local = d.doc[f.local:f.to]
	d.prefix = nil
	if f.local > f.from {
		d.prefix = d.doc[f.from : f.local-1]
	}
}

// attribute reads one attribute at i and returns the offset after it.
func (d *Decoder) attribute(i int) (int, error) {
	local, end, err := d.qname(i)
	if err != nil {
		return 0, err
	}
	a := Attr{Local: d.doc[local:end]}
	if local > i {
		a.Prefix = d.doc[i : local-1]
	}
	i = skipBlank(d.doc, end)
	if i >= len(d.doc) {
		return 0, d.truncated("a start tag")
	}
	if d.doc[i] != '=' {
		return 0, d.malformed(i, "an attribute without a value")
	}
	i = skipBlank(d.doc, i+1)
	if i >= len(d.doc) {
		return 0, d.truncated("a start tag")
	}
	quote := d.doc[i]
	if quote != '"' && quote != '\'' {
		return 0, d.malformed(i, "an attribute's value without quotes")
	}
	i++
	n := bytes.IndexByte(d.doc[i:], quote)
	raw := d.doc[i:]
	if n >= 0 {
		raw = raw[:n]
	}
	if k := bytes.IndexByte(raw, '<'); k >= 0 {
		return 0, d.malformed(i+k, "a < inside an attribute's value")
	}
	if n < 0 {
		return 0, d.truncated("an attribute's value")
	}
	if a.Value, err = d.attributeValue(raw, i); err != nil {
		return 0, err
	}
	d.attrs = append(d.attrs, a)
	return i + n + 1, nil
}

// namespaces binds what the current tag declares, then checks its prefixes and
// that no attribute stands twice.
func (d *Decoder) namespaces(f frame) error {
	prefixed := f.local > f.from
	for i := range d.attrs {
		a := &d.attrs[i]
		if len(a.Prefix) == 0 {
			if string(a.Local) == "xmlns" {
				d.binds = append(d.binds, Binding{"", string(a.Value)})
			}
			continue
		}
		if string(a.Prefix) != "xmlns" {
			prefixed = true
			continue
		}
		uri := string(a.Value)
		if uri == "" || uri == xmlnsURI || string(a.Local) == "xmlns" || (string(a.Local) == "xml") != (uri == xmlURI) {
			return d.fail(d.start, intake.UnboundPrefix, "a namespace declaration that XML forbids")
		}
		d.binds = append(d.binds, Binding{string(a.Local), uri})
	}
	if prefixed {
		if p := d.prefix; len(p) > 0 && (d.URI(p) == "" || string(p) == "xmlns") {
			return d.fail(d.start, intake.UnboundPrefix, "the prefix of an element is bound to no namespace")
		}
		for i := range d.attrs {
			if p := d.attrs[i].Prefix; len(p) > 0 && string(p) != "xmlns" && d.URI(p) == "" {
				return d.fail(d.start, intake.UnboundPrefix, "the prefix of an attribute is bound to no namespace")
			}
		}
	}
	if d.repeated() {
		return d.fail(d.start, intake.DuplicateName, "an attribute stands twice")
	}
	return nil
}

// repeated says whether two attributes have one expanded name.
func (d *Decoder) repeated() bool {
	if len(d.attrs) < 2 {
		return false
	}
	if len(d.attrs) <= 8 {
		for i := range d.attrs {
			for j := range i {
				a, b := &d.attrs[i], &d.attrs[j]
				if bytes.Equal(a.Local, b.Local) && (bytes.Equal(a.Prefix, b.Prefix) ||
					len(a.Prefix) > 0 && len(b.Prefix) > 0 && d.space(a.Prefix) == d.space(b.Prefix)) {
					return true
				}
			}
		}
		return false
	}
	if d.seen == nil {
		d.seen = map[string]struct{}{}
	}
	clear(d.seen)
	for i := range d.attrs {
		a := &d.attrs[i]
		key := string(a.Local)
		if len(a.Prefix) > 0 {
			key += "\x00" + d.space(a.Prefix)
		}
		if _, twice := d.seen[key]; twice {
			return true
		}
		d.seen[key] = struct{}{}
	}
	return false
}

func (d *Decoder) space(prefix []byte) string {
	if string(prefix) == "xmlns" {
		return xmlnsURI
	}
	return d.URI(prefix)
}

func (d *Decoder) endTag() error {
	from := d.pos + 2
	_, end, err := d.qname(from)
	if err != nil {
		return err
	}
	i := skipBlank(d.doc, end)
	if i >= len(d.doc) {
		return d.truncated("an end tag")
	}
	if d.doc[i] != '>' {
		return d.malformed(i, "something else than a name in an end tag")
	}
	if len(d.stack) == 0 {
		if d.rooted {
			return d.fail(d.start, intake.TrailingContent, "an end tag follows the root element")
		}
		return d.malformed(d.start, "an end tag before the root element")
	}
	if f := d.stack[len(d.stack)-1]; !bytes.Equal(d.doc[f.from:f.to], d.doc[from:end]) {
		return d.malformed(d.start, "the end tag of another element")
	}
	d.pos = i + 1
	d.pop()
	return nil
}

func (d *Decoder) pop() {
	f := d.stack[len(d.stack)-1]
	d.stack = d.stack[:len(d.stack)-1]
	d.names(f)
	d.binds = d.binds[:f.binds]
}
