package goaml

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/internal/intake"
	"vigie/internal/intake/xmlstrict"
	"vigie/internal/report"
)

// builder maps one part of a document: its head, or one thing that it reports.
type builder struct {
	r      report.Report
	code   *code  // what the lists say of this document
	source string // Report.Source
	local  string // its currency
	// statement: the document tells of transfers and accuses nobody.
	statement bool
	marks     []mark // of those who can be a subject
	refused   *xmlstrict.Error
	dropped   map[string]bool
	assumed   bool // a date without offset has been noted
}

// maxDropped bounds Report.Dropped: a hostile document can name many elements.
const maxDropped = 256

// drop notes what is not kept, once a name and reason.
func (b *builder) drop(path, reason string) {
	d := report.Dropped{Field: plain(path), Reason: reason}
	key := d.Field + "\x00" + reason
	if b.dropped == nil {
		b.dropped = map[string]bool{}
	}
	if b.dropped[key] || len(b.dropped) > maxDropped {
		return
	}
	b.dropped[key] = true
	if len(b.dropped) > maxDropped {
		d = report.Dropped{Reason: "more"}
	}
	b.r.Dropped = append(b.r.Dropped, d)
}

// plain is a path without its numbers.
func plain(path string) string {
	for {
		i := strings.IndexByte(path, '[')
		if i < 0 {
			return path
		}
		j := strings.IndexByte(path[i:], ']')
		if j < 0 {
			return path
		}
		path = path[:i] + path[i+j+1:]
	}
}

// maxPath bounds a field's path: relations can stand inside one another.
const maxPath = 240

func join(path, name string) string {
	switch {
	case path == "":
		return name
	case len(path)+len(name) < maxPath:
		return path + "/" + name
	}
	tail := path[len(path)-maxPath/2:]
	if i := strings.IndexByte(tail, '/'); i >= 0 {
		tail = tail[i:]
	}
	return "…" + tail + "/" + name
}

// numbered are the elements that make a record or a party and can stand several
// times in one place.
var numbered = map[string]bool{
	"transaction": true, "party": true, "report_party": true, "signatory": true, "director_id": true,
	"account_related_person": true, "account_related_entity": true, "account_related_account": true,
	"person_related_person": true, "entity_related_person": true, "entity_related_entity": true,
}

// each calls f with every element inside n, and names those that f does not
// know. Attributes and stray text are named too: the schema has none.
func (b *builder) each(n *node, path string, f func(k *node, path string) bool) {
	b.strays(n, path)
	if n.text != "" {
		b.drop(join(path, "text()"), "unknown")
	}
	var counts map[string]int
	for _, k := range n.kids {
		p := join(path, k.name)
		if numbered[k.name] {
			if counts == nil {
				counts = map[string]int{}
			}
			counts[k.name]++
			p += "[" + strconv.Itoa(counts[k.name]) + "]"
		}
		if !f(k, p) {
			b.drop(p, "unknown")
		}
	}
}

func (b *builder) strays(n *node, path string) {
	for _, a := range n.attrs {
		b.drop(join(path, "@"+a), "unknown")
	}
}

// leaf is the text of an element that has nothing but text.
func (b *builder) leaf(n *node, path string) string {
	b.strays(n, path)
	if len(n.kids) > 0 {
		b.drop(join(path, "*"), "unknown")
	}
	return n.text
}

// single reads an element that the schema has once; a second value is dropped.
func (b *builder) single(n *node, path string, dst *string) bool {
	switch v := b.leaf(n, path); {
	case v == "":
	case *dst != "":
		if *dst != v {
			b.drop(path, "repeated")
		}
	default:
		*dst = v
	}
	return true
}

// keep keeps an element as further metadata under its own name. What is too long
// for a code or a number is free text, and masked.
func (b *builder) keep(n *node, path string) bool {
	const most = 255
	switch v := b.leaf(n, path); {
	case v == "":
	case len(v) > most:
		b.r.Texts = append(b.r.Texts, report.Text{Kind: n.name, Value: v, Field: path})
	default:
		b.attribute(n.name, v, path)
	}
	return true
}

func (b *builder) attribute(name, value, path string) {
	b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: name, Value: value, Field: path})
}

// text keeps an element as free text.
func (b *builder) text(n *node, path, kind string) bool {
	if v := b.leaf(n, path); v != "" {
		b.r.Texts = append(b.r.Texts, report.Text{Kind: kind, Value: v, Field: path})
	}
	return true
}

// without names an element that is not kept, and all that is in it.
func (b *builder) without(path, reason string) bool {
	b.drop(path, reason)
	return true
}

// when reads a date; one that cannot be is dropped.
func (b *builder) when(n *node, path string, dst *time.Time) bool {
	v := b.leaf(n, path)
	if v == "" {
		return true
	}
	t, zoned, ok := date(v)
	switch {
	case !ok:
		b.drop(path, "bad-value")
		return true
	case dst.IsZero():
		*dst = t
	case !dst.Equal(t):
		b.drop(path, "repeated")
	}
	if !zoned && !b.assumed {
		b.assumed = true
		b.attribute(assumedUTC, "true", path)
	}
	return true
}

// assumedUTC is the attribute that says, once a record, that dates without
// offset were taken as UTC.
const assumedUTC = "assumedUTC"

// truth reads a yes or no; nil, and dropped, when it is neither.
func (b *builder) truth(n *node, path string) *bool {
	switch v := b.leaf(n, path); strings.ToLower(v) {
	case "true", "1":
		return new(true)
	case "false", "0":
		return new(false)
	case "":
	default:
		b.drop(path, "bad-value")
	}
	return nil
}

// amount reads an amount. One that is none refuses the record, which would
// otherwise state a payment of nothing.
func (b *builder) amount(n *node, path string) (digits string, negative bool) {
	v := b.leaf(n, path)
	if v == "" {
		return "", false
	}
	digits, negative, ok := decimal(v)
	if !ok && b.refused == nil {
		b.refused = &xmlstrict.Error{
			Reason: intake.BadValue, Path: path, Offset: int64(n.from),
			Detail: fmt.Sprintf("%s is no decimal number with a dot", n.name),
		}
	}
	return digits, negative
}
