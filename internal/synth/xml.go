package synth

import (
	"strconv"
	"time"
)

// xmlWriter appends elements to a buffer. Names are ours; values are escaped.
type xmlWriter struct{ b []byte }

func (w *xmlWriter) raw(s string)   { w.b = append(w.b, s...) }
func (w *xmlWriter) open(n string)  { w.raw("<"); w.raw(n); w.raw(">\n") }
func (w *xmlWriter) close(n string) { w.raw("</"); w.raw(n); w.raw(">\n") }

// el writes an element with text, unless the text is empty.
func (w *xmlWriter) el(n, value string) {
	if value == "" {
		return
	}
	w.elWith(n, value)
}

// elWith writes an element with text and attributes, given as name, value, …;
// attributes without value are left out.
func (w *xmlWriter) elWith(n, value string, attributes ...string) {
	w.raw("<")
	w.raw(n)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		w.raw(" ")
		w.raw(attributes[i])
		w.raw(`="`)
		w.b = appendXML(w.b, attributes[i+1])
		w.raw(`"`)
	}
	w.raw(">")
	w.b = appendXML(w.b, value)
	w.close(n)
}

func (w *xmlWriter) flag(n string, v bool) { w.el(n, strconv.FormatBool(v)) }
func (w *xmlWriter) number(n string, v int) {
	w.el(n, strconv.Itoa(v))
}

// appendXML appends s with what XML 1.0 reserves escaped, line breaks and tabs
// included, so that attributes keep them; characters that XML forbids become
// U+FFFD.
func appendXML(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"':
			b = append(b, "&#34;"...)
		case r == '\t' || r == '\n' || r == '\r':
			b = append(b, "&#"...)
			b = strconv.AppendInt(b, int64(r), 10)
			b = append(b, ';')
		case r < 0x20 || r == 0xfffe || r == 0xffff:
			b = append(b, "\uFFFD"...)
		default:
			b = append(b, string(r)...)
		}
	}
	return b
}

// String gives xs:boolean, or nothing where the source says nothing.
func (s stated) String() string { return [...]string{"", "true", "false"}[s] }

var zones = []*time.Location{time.UTC, time.FixedZone("", 3600), time.FixedZone("", 2*3600), time.FixedZone("", -7*3600)}

// stamp writes a time with its offset.
func stamp(t time.Time, d *draw) string {
	t = t.In(pick(d, zones))
	if d.chance(0.1) {
		return t.Add(time.Duration(d.n(1000)) * time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
	}
	return t.Format(time.RFC3339)
}
