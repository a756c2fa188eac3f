package cmt

import (
	"strings"
	"time"

	"vigie/internal/intake/jsonstrict"
	"vigie/internal/report"
)

func (b *builder) file(v jsonstrict.Value) {
	m := report.Media{Field: v.Path()}
	m.ID, _ = valued(v.Get("submittalId"))
	m.Name, _ = valued(v.Get("filename"))
	m.OriginalName, _ = valued(v.Get("originalFilename"))
	if s, at := valued(v.Get("verificationHash")); s != "" {
		if h, ok := hashOf(s); ok {
			m.Hashes = append(m.Hashes, h)
		} else {
			at.Drop(jsonstrict.BadValue)
		}
	}
	m.Viewed = v.Get("viewedByEsp").Bool()
	if m.Viewed == nil {
		b.attribute(v.Get("viewedByEsp"))
	}
	m.Classification = short(v.Get("industryClassification"))
	for g := range list(v.Get("ncmecTags"), "groups") {
		b.tags(&m, g)
	}
	m.Identifiers = b.captures(v, &m.Uploaded)
	for e := range list(v.Get("espMetadata"), "metadatas") {
		b.metadata(&m, e)
	}
	for t := range list(v.Get("additionalInformations"), "additionalInformations") {
		m.Identifiers = append(m.Identifiers, b.freeText(t, "fileInfo")...)
	}
	b.r.Media = append(b.r.Media, m)
}

// hashOf tells a hash by its length in hexadecimal digits.
func hashOf(s string) (report.Hash, bool) {
	kind, ok := map[int]string{32: "MD5", 40: "SHA1", 64: "SHA256", 128: "SHA512"}[len(s)]
	s = strings.ToLower(s)
	if !ok || strings.Trim(s, "0123456789abcdef") != "" {
		return report.Hash{}, false
	}
	return report.Hash{Type: kind, Value: s}, true
}

// tags reads one group of NCMEC's own annotations.
func (b *builder) tags(m *report.Media, group jsonstrict.Value) {
	for _, key := range []string{"name", "groupName"} {
		b.attribute(group.Get(key))
	}
	for t := range list(group.Get("tags"), "tags") {
		s, at := valued(t)
		switch {
		case s == "":
		case len(s) > 80: // no tag, but a sentence
			b.addText("tag", s, at.Path())
		default:
			m.Flags = append(m.Flags, report.Flag{Name: s, Field: at.Path()})
			for _, f := range stated(s) {
				b.fact(f, at.Path())
			}
		}
	}
}

// stated gives the facts that an annotation states: those of NCMEC's file
// annotations, by the words that they are made of. Any other is kept as a flag
// and states nothing.
func stated(tag string) []report.FactKind {
	w := words(tag)
	if hasAny(w, []string{"no", "not", "non", "never"}) {
		return nil
	}
	joined := strings.Join(w, "")
	var out []report.FactKind
	if strings.Contains(joined, "livestream") {
		out = append(out, report.LiveAbuse)
	}
	if strings.Contains(joined, "aigenerated") || strings.Contains(joined, "generatedbyai") ||
		hasAny(w, []string{"generative", "generativeai", "genai", "ai"}) {
		out = append(out, report.Generated)
	}
	for _, t := range []struct {
		word string
		fact report.FactKind
	}{
		{"viral", report.Viral},
		{"meme", report.Meme},
		{"informational", report.Informational},
		{"sextortion", report.Sextortion},
		{"solicitation", report.Solicitation},
		{"spam", report.Spam},
		{"sadistic", report.SadisticExploitation},
	} {
		if hasAny(w, []string{t.word}) || joined == "potential"+t.word {
			out = append(out, t.fact)
		}
	}
	if strings.Contains(joined, "minortominor") {
		out = append(out, report.MinorToMinor)
	}
	if strings.Contains(joined, "unidentifiedchild") || strings.Contains(joined, "unidentifiedvictim") {
		out = append(out, report.VictimUnidentified)
	}
	return out
}

// metadata reads one of the company's own name–value pairs. A plain value is
// an attribute; anything that could be a sentence is a text.
func (b *builder) metadata(m *report.Media, v jsonstrict.Value) {
	name, value := text(v.Get("name")), v.Get("value")
	s := text(value)
	if s == "" {
		return
	}
	t, dated := jsonstrict.ParseTime(s)
	if !word(name) {
		b.addText("espMetadata", strings.TrimPrefix(name+": "+s, ": "), value.Path())
		m.Identifiers = append(m.Identifiers, scan(s, value.Path())...)
		return
	}
	if dated && m.Uploaded.IsZero() && hasAny(words(name), []string{"upload", "uploaded"}) {
		m.Uploaded = t
	}
	if dated || word(s) && strings.Count(s, " ") == 0 {
		b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: name, Value: s, Field: value.Path()})
		return
	}
	b.addText("espMetadata", name+": "+s, value.Path())
	m.Identifiers = append(m.Identifiers, scan(s, value.Path())...)
}

// captures reads sourceInformation: addresses and pages that the company
// recorded, with what happened and when. The time of the first upload is left
// in uploaded, where that is not nil.
func (b *builder) captures(v jsonstrict.Value, uploaded *time.Time) []report.Identifier {
	var ids []report.Identifier
	for c := range list(v.Get("sourceInformation"), "sourceCaptures") {
		value := c.Get("value")
		id := report.Identifier{Raw: text(value), Field: c.Path()}
		if id.Raw == "" {
			continue
		}
		kind := text(c.Get("captureType"))
		var known bool
		if id.Kind, known = captured(kind, id.Raw); !known {
			value.Drop(jsonstrict.Unknown)
			continue
		}
		if id.Kind == report.KindDevice || id.Kind == report.KindURL && !strings.EqualFold(kind, "URL") {
			id.Type = short(c.Get("captureType"))
		}
		id.Event = short(c.Get("eventName"))
		id.At = c.Get("dateTime").Time()
		port := c.Get("port")
		if n, ok := port.Int(0, 65535); ok {
			id.Port = n
		} else if text(port) != "" {
			port.Drop(jsonstrict.BadValue)
		}
		id.Proxy = c.Get("possibleProxy").Bool()
		if uploaded != nil && uploaded.IsZero() && strings.EqualFold(id.Event, "upload") {
			*uploaded = id.At
		}
		ids = append(ids, id)
	}
	return ids
}

// captured tells what a capture holds from its type; without one, from an address that is one.
func captured(kind, value string) (report.Kind, bool) {
	w := words(kind)
	switch {
	case hasAny(w, []string{"ip"}):
		return report.KindIP, true
	case hasAny(w, []string{"url"}):
		return report.KindURL, true
	case hasAny(w, []string{"email"}):
		return report.KindEmail, true
	case hasAny(w, []string{"phone"}):
		return report.KindPhone, true
	case hasAny(w, []string{"device", "imei", "mac"}):
		return report.KindDevice, true
	case kind == "" && isIP(value):
		return report.KindIP, true
	}
	return 0, false
}
