package jsonstrict

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"vigie/internal/report"
)

// Reasons why a value is not kept, as in [report.Dropped].
const (
	Trait    = "trait"     // of a person: never kept
	Unknown  = "unknown"   // a key that the format does not have
	BadValue = "bad-value" // a date, number or code that cannot be
	TooLong  = "too-long"  // longer than such a field can be
	Imagery  = "imagery"   // points to a picture
)

// mostDropped bounds the list of what was not kept, for records made of nothing else.
const mostDropped = 256

// cut is a value that the redacted form replaces.
type cut struct {
	start, end int32
	m          Measure
}

// Drop notes that a value, with all that is in it, was seen and is not kept.
func (v Value) Drop(reason string) {
	if v.d == nil || v.IsNull() {
		return
	}
	v.see()
	v.d.drop(v.path(false), reason)
}

func (d *Doc) drop(field, reason string) {
	x := report.Dropped{Field: field, Reason: reason}
	switch {
	case slices.Contains(d.dropped, x):
	case len(d.dropped) < mostDropped:
		d.dropped = append(d.dropped, x)
	case len(d.dropped) == mostDropped:
		d.dropped = append(d.dropped, report.Dropped{Field: "…", Reason: reason})
	}
}

// Withhold measures a value as text (a string's characters, a number as
// written), and cuts it from the redacted form. Of an object or an array it
// withholds every value inside.
func (v Value) Withhold() {
	if v.d == nil || v.IsNull() {
		return
	}
	if v.container() {
		for c := range v.children() {
			c.Withhold()
		}
		return
	}
	v.withhold(v.measure().text, "", nil)
}

// WithholdPayload measures the bytes that a string encodes in base64, compares
// them with the hash that the source declares ("sha256:…"; empty for none), and
// cuts the string. What is not base64 is measured as text and compared with nothing.
func (v Value) WithholdPayload(declared string) {
	if v.IsNull() || v.container() {
		v.Withhold()
		return
	}
	m := v.measure()
	if m.binary == nil {
		v.d.drop(v.path(false), BadValue)
		v.withhold(m.text, declared, nil)
		return
	}
	v.withhold(*m.binary, declared, agrees(*m.binary, declared))
}

// WithholdText is Withhold with a declared hash, for a payload that is plain text.
func (v Value) WithholdText(declared string) {
	if v.IsNull() || v.container() {
		v.Withhold()
		return
	}
	m := v.measure().text
	v.withhold(m, declared, agrees(m, declared))
}

func agrees(m Measure, declared string) *bool {
	algorithm, value, _ := strings.Cut(declared, ":")
	sum, known := m.Sum(strings.ToLower(algorithm))
	if !known {
		return nil
	}
	equal := strings.EqualFold(sum, value)
	return &equal
}

func (v Value) withhold(m Measure, declared string, agrees *bool) {
	v.see()
	n := v.node()
	v.d.cuts = append(v.d.cuts, cut{n.start, n.end, m})
	v.d.withheld = append(v.d.withheld, report.Withheld{
		Field: v.Path(), Length: m.Length, SHA256: m.SHA256, Declared: declared, Agrees: agrees,
	})
}

// measure gives what was measured in passing, or measures what is held.
func (v Value) measure() measured {
	if m, ok := v.elided(); ok {
		return m
	}
	if v.Kind() == jsontext.KindString {
		m := newMeter()
		raw := v.raw()
		m.write(raw[1 : len(raw)-1])
		return m.finish()
	}
	s := newSums()
	s.write(v.raw())
	return measured{text: s.measure()}
}

// elided finds the measures of a string that is not held.
func (v Value) elided() (measured, bool) {
	if v.d == nil || len(v.d.elisions) == 0 {
		return measured{}, false
	}
	at := int(v.node().start)
	i, ok := slices.BinarySearchFunc(v.d.elisions, at, func(e elision, at int) int { return cmp.Compare(e.at, at) })
	if !ok {
		return measured{}, false
	}
	return v.d.elisions[i].m, true
}

// contentLike are keys under which something unknown is cut, not only dropped.
var contentLike = regexp.MustCompile(`(?i)content|message|chat|bod(y|ies)|payload|evidence|sample|attach|image|video|thumb|blob|base64|transcript`)

// longUnknown is the length over which an unknown string is cut whatever its key.
const longUnknown = 1024

// sweep accounts for what the builder did not read: it is dropped as unknown,
// once for the outermost value of which nothing was read. Text in it that may
// be content is cut as well, since nobody can say that it is not.
func (d *Doc) sweep(v Value, under, content bool) {
	n := v.node()
	if long, ok := v.elided(); ok && !n.seen {
		d.drop(v.path(false), TooLong)
		v.withhold(long.text, "", nil)
		return
	}
	if n.seen || n.kind == jsontext.KindNull {
		return
	}
	if !n.within && !under && v.holds() {
		d.drop(v.path(false), Unknown)
		under = true
	}
	content = content || under && n.name >= 0 && contentLike.MatchString(v.name())
	if under && n.kind == jsontext.KindString && (content || len(v.raw()) > longUnknown) {
		v.Withhold()
		return
	}
	for c := range v.children() {
		d.sweep(c, under, content)
	}
}

// holds reports whether a value is or contains anything but null.
func (v Value) holds() bool {
	if !v.container() {
		return !v.IsNull()
	}
	for c := range v.children() {
		if c.holds() {
			return true
		}
	}
	return false
}

// redacted is the record with every cut value replaced by a string that says
// how long it was and what its hash is. It is still well-formed JSON.
func (d *Doc) redacted() []byte {
	for _, e := range d.elisions { // whatever became of the value, it is not here
		d.cuts = append(d.cuts, cut{int32(e.at), int32(e.at) + 2, e.m.text})
	}
	slices.SortStableFunc(d.cuts, func(a, b cut) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	out := make([]byte, 0, len(d.bytes)+len(d.cuts)*128)
	at := int32(0)
	for _, c := range d.cuts {
		if c.start < at {
			continue // inside a value that is cut whole
		}
		out = append(out, d.bytes[at:c.start]...)
		out = fmt.Appendf(out, `"withheld: %d bytes, sha256 %s"`, c.m.Length, c.m.SHA256)
		at = c.end
	}
	return append(out, d.bytes[at:]...)
}
