package ncmec

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"vigie/internal/intake/xmlstrict"
	"vigie/internal/report"
)

// builder maps one document. Its fields become a Report or an Attachment.
type builder struct {
	d       *xmlstrict.Decoder
	r       report.Report
	media   report.Media    // of a fileDetails
	fileFor string          // its reportId
	foreign map[int]bool    // parties whose account is at another company's service
	prior   []string        // reports that the source names for the person reported
	dropped map[string]bool // Field and Reason of what is in r.Dropped already
	counts  map[string]int  // elements that repeat, by path
}

func newBuilder(d *xmlstrict.Decoder) *builder {
	return &builder{d: d, dropped: map[string]bool{}, counts: map[string]int{}, foreign: map[int]bool{}}
}

// maxDropped bounds Report.Dropped: a hostile document can name a million elements.
const maxDropped = 256

// drop notes what is not kept, once a field and reason.
func (b *builder) drop(field, reason string) {
	key := field + "\x00" + reason
	if b.dropped[key] || len(b.dropped) > maxDropped {
		return
	}
	b.dropped[key] = true
	if len(b.dropped) > maxDropped {
		field, reason = "", "more"
	}
	b.r.Dropped = append(b.r.Dropped, report.Dropped{Field: field, Reason: reason})
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "/" + name
}

// numbered gives the path of the next element of its name under path: "victim[2]".
func (b *builder) numbered(path, name string) string {
	p := join(path, name)
	b.counts[p]++
	return p + "[" + strconv.Itoa(b.counts[p]) + "]"
}

// children calls f at the start tag of each element inside the current one; f
// must read that element to its end. Elements in a namespace are not NCMEC's.
func (b *builder) children(path string, f func(name []byte) error) error {
	for {
		k, err := b.d.Next()
		if err != nil {
			return err
		}
		switch k {
		case xmlstrict.End:
			return nil
		case xmlstrict.Text:
			if len(bytes.TrimSpace(b.d.Text())) > 0 {
				b.drop(join(path, "text()"), "unknown")
			}
		case xmlstrict.Start:
			name := b.d.Name()
			switch {
			case isContent(name):
				err = b.content(path)
			case len(b.d.Prefix()) > 0:
				err = b.unknown(path)
			default:
				err = f(name)
			}
			if err != nil {
				return err
			}
		}
	}
}

// unknown skips the current element and keeps its name.
func (b *builder) unknown(path string) error {
	b.drop(join(path, bounded(b.d.Name())), "unknown")
	return b.d.Skip()
}

// content skips a content element; redact measures it. Its attributes are no
// part of the schema and leave with it.
func (b *builder) content(path string) error {
	b.attributes(join(path, "content"), nil)
	return b.d.Skip()
}

// bounded cuts a name that the document chose.
func bounded(name []byte) string {
	const most = 64
	if len(name) > most {
		return strings.ToValidUTF8(string(name[:most]), "") + "…"
	}
	return string(name)
}

const xsi = "http://www.w3.org/2001/XMLSchema-instance"

// attributes calls f with each attribute of the current element, and notes
// those that f does not know. Namespace declarations and the pointer to the
// schema say nothing of the report and are passed over.
func (b *builder) attributes(path string, f func(name string, value []byte) bool) {
	for _, a := range b.d.Attrs() {
		switch {
		case string(a.Prefix) == "xmlns", len(a.Prefix) == 0 && string(a.Local) == "xmlns":
		case len(a.Prefix) > 0 && b.d.URI(a.Prefix) == xsi:
		case len(a.Prefix) > 0 || f == nil || !f(string(a.Local), a.Value):
			b.drop(join(path, "@"+bounded(a.Local)), "unknown")
		}
	}
}

// value reads the current element as text without the blanks around it.
// Attributes must have been seen to.
func (b *builder) value(path string) (string, error) {
	v, inside, err := b.d.Value()
	if err != nil {
		return "", err
	}
	if inside > 0 {
		b.drop(path+"/*", "unknown")
	}
	return string(bytes.TrimSpace(v)), nil
}

// leaf reads an element that has no attributes.
func (b *builder) leaf(path string) (string, error) {
	b.attributes(path, nil)
	return b.value(path)
}

// text keeps an element as free text.
func (b *builder) text(path, kind string) error {
	v, err := b.leaf(path)
	if err == nil && v != "" {
		b.r.Texts = append(b.r.Texts, report.Text{Kind: kind, Value: v, Field: path})
	}
	return err
}

// attribute keeps an element as further metadata.
func (b *builder) attribute(path, name string) error {
	v, err := b.leaf(path)
	if err == nil {
		b.keep(path, name, v)
	}
	return err
}

func (b *builder) keep(path, name, value string) {
	if value = strings.TrimSpace(value); value != "" {
		b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: name, Value: value, Field: path})
	}
}

// leafOf reads the leaf called name under path; the two are joined only when
// there is something to say of them, for most elements have nothing.
func (b *builder) leafOf(path, name string) (string, error) {
	if len(b.d.Attrs()) > 0 {
		b.attributes(join(path, name), nil)
	}
	v, inside, err := b.d.Value()
	if err != nil {
		return "", err
	}
	if inside > 0 {
		b.drop(join(path, name)+"/*", "unknown")
	}
	return string(bytes.TrimSpace(v)), nil
}

// single reads an element that the schema has once into dst; a second value is
// dropped.
func (b *builder) single(path, name string, dst *string) error {
	v, err := b.leafOf(path, name)
	if err == nil && v != "" {
		if *dst != "" {
			b.drop(join(path, name), "repeated")
		} else {
			*dst = v
		}
	}
	return err
}

// when reads an element that is a date and time.
func (b *builder) when(path, name string, dst *time.Time) error {
	v, err := b.leafOf(path, name)
	if err != nil || v == "" {
		return err
	}
	t, zoned, ok := parseDate(v)
	switch {
	case !ok:
		b.drop(join(path, name), "bad-value")
	case !dst.IsZero():
		b.drop(join(path, name), "repeated")
	default:
		*dst = t
		if !zoned {
			b.keep(join(path, name), assumedUTC, "true")
		}
	}
	return nil
}

func (b *builder) fact(kind report.FactKind, path string) {
	if kind != "" {
		b.r.Facts = append(b.r.Facts, report.Fact{Kind: kind, Field: path})
	}
}

// truth reads an xs:boolean element; nil, and dropped, when it is none.
func (b *builder) truth(path string) (*bool, error) {
	v, err := b.leaf(path)
	if err != nil {
		return nil, err
	}
	return b.boolean(path, v), nil
}

func (b *builder) boolean(path, v string) *bool {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "true", "1":
		return new(true)
	case "false", "0":
		return new(false)
	case "":
		return nil
	}
	b.drop(path, "bad-value")
	return nil
}

// date reads an xs:dateTime of the years that a report can speak of. A date
// that cannot be is dropped: a report is not lost for a secondary date.
func (b *builder) date(path, v string) time.Time {
	if strings.TrimSpace(v) == "" {
		return time.Time{}
	}
	t, zoned, ok := parseDate(v)
	if !ok {
		b.drop(path, "bad-value")
		return time.Time{}
	}
	if !zoned {
		b.keep(path, assumedUTC, "true")
	}
	return t
}

// assumedUTC is the attribute that stands beside a date given without offset.
const assumedUTC = "assumedUTC"

// Years in which a stated event can lie.
const firstYear, lastYear = 1990, 2100

// parseDate reads an xs:dateTime, in UTC; zoned says that it gave its offset.
func parseDate(v string) (t time.Time, zoned, ok bool) {
	v = strings.TrimSpace(v)
	t, err := time.Parse(time.RFC3339Nano, v)
	if zoned = err == nil; !zoned {
		if t, err = time.Parse("2006-01-02T15:04:05.999999999", v); err != nil {
			return time.Time{}, false, false
		}
	}
	t = t.UTC()
	return t, zoned, t.Year() >= firstYear && t.Year() <= lastYear
}

// birth reads an xs:date; its offset, if any, means nothing for a birthday.
func (b *builder) birth(path, v string) string {
	if v == "" {
		return ""
	}
	if len(v) >= 10 {
		if t, err := time.Parse(time.DateOnly, v[:10]); err == nil && t.Year() >= 1880 && t.Year() <= lastYear {
			if zone := v[10:]; zone == "" || zone == "Z" || len(zone) == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' {
				return v[:10]
			}
		}
	}
	b.drop(path, "bad-value")
	return ""
}
