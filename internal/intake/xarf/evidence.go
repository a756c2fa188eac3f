package xarf

import (
	"strings"

	"vigie/internal/intake/jsonstrict"
)

// each goes through a list, or takes what stands in its place for its only element.
func each(v jsonstrict.Value, f func(jsonstrict.Value)) {
	if !v.IsArray() {
		f(v)
		return
	}
	for e := range v.Items() {
		f(e)
	}
}

// evidence keeps what is said of one item, and measures what it holds.
func (b *builder) evidence(v jsonstrict.Value) {
	if !v.IsObject() {
		v.Withhold()
		return
	}
	for key, m := range v.Members() {
		switch key {
		case "content_type", "size":
			b.attribute(m)
		case "description":
			b.text(m, "evidence")
		case "payload":
			m.WithholdPayload(declared(v.Get("hash")))
		case "hash":
			if text(m) != "" && declared(m) == "" {
				m.Drop(jsonstrict.BadValue)
			} else if v.Get("payload").IsNull() {
				b.attribute(m)
			}
		default: // the schema allows no other key; what is in it may be evidence
			m.Drop(jsonstrict.Unknown)
			m.Withhold()
		}
	}
}

// declared reads "algorithm:hexadecimal", "" when it is not that.
func declared(v jsonstrict.Value) string {
	s := text(v)
	algorithm, value, ok := strings.Cut(s, ":")
	if !ok || len(s) > 160 || fold(algorithm) == "" || value == "" || !hexadecimal(strings.ToLower(value)) {
		return ""
	}
	return s
}
