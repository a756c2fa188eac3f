package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/report"
)

func setID(b *builder, _ *bound, _ cell, s string) fault {
	if len(s) > 200 {
		return bad("longer than 200 bytes")
	}
	b.r.SourceID = s
	return fault{}
}

func setDated(b *builder, c *bound, x cell, s string) (f fault) {
	b.r.Dated, f = b.at(c, x, s)
	return f
}

func setIncidentAt(b *builder, c *bound, x cell, s string) (f fault) {
	b.extra = true
	b.r.Incident.At, f = b.at(c, x, s)
	return f
}

// setIncidentType keeps the source's wording; a word that values does not know
// leaves the category unknown.
func setIncidentType(b *builder, c *bound, _ cell, s string) fault {
	b.extra = true
	b.r.Incident.Type = s
	if v, ok := c.value(s); ok && !b.category {
		b.r.Incident.Category = report.Category(v)
	}
	return fault{}
}

func setCategory(b *builder, _ *bound, _ cell, s string) fault {
	if !slices.Contains(categories, report.Category(s)) {
		return bad("not in the closed list of categories")
	}
	b.r.Incident.Category = report.Category(s)
	b.category = true
	return fault{}
}

func setPlatform(b *builder, _ *bound, _ cell, s string) fault {
	b.r.Incident.Platform = s
	return fault{}
}

func setChannel(b *builder, _ *bound, _ cell, s string) fault {
	if !slices.Contains(channels, report.Channel(s)) {
		return bad("not in the closed list of channels")
	}
	b.r.Incident.Channel = report.Channel(s)
	return fault{}
}

func incidentIdent(k report.Kind) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		b.extra = true
		b.r.Incident.Identifiers = append(b.r.Incident.Identifiers, report.Identifier{Kind: k, Raw: s, Service: c.Service, Type: c.Type, Field: c.heading})
		return fault{}
	}
}

func (b *builder) live(c *bound) *report.Session {
	b.extra = true
	if b.session.Field == "" {
		b.session.Field = c.heading
	}
	return &b.session
}

func setSessionStart(b *builder, c *bound, x cell, s string) (f fault) {
	b.live(c).Start, f = b.at(c, x, s)
	return f
}

func setSessionEnd(b *builder, c *bound, x cell, s string) (f fault) {
	b.live(c).End, f = b.at(c, x, s)
	return f
}

func (b *builder) file(c *bound) *report.Media {
	b.extra = true
	if b.media.Field == "" {
		b.media.Field = c.heading
	}
	return &b.media
}

func setHash(kind string, digits int) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		v := strings.ToLower(s)
		if len(v) != digits || strings.Trim(v, "0123456789abcdef") != "" {
			return bad("no %s: needs %d hexadecimal digits", kind, digits)
		}
		m := b.file(c)
		m.Hashes = append(m.Hashes, report.Hash{Type: kind, Value: v})
		return fault{}
	}
}

func setMediaID(b *builder, c *bound, _ cell, s string) fault {
	b.file(c).ID = s
	return fault{}
}

func setMediaName(b *builder, c *bound, _ cell, s string) fault {
	b.file(c).Name = s
	return fault{}
}

func setLink(k report.LinkKind) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		b.extra = true
		b.r.Links = append(b.r.Links, report.Link{Kind: k, Value: s, Field: c.heading})
		return fault{}
	}
}

func setFlag(b *builder, c *bound, _ cell, s string) fault {
	b.r.Flags = append(b.r.Flags, report.Flag{Name: s, Field: c.heading})
	return fault{}
}

func setAttribute(b *builder, c *bound, _ cell, s string) fault {
	b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: c.heading, Value: s, Field: c.heading})
	return fault{}
}

func setText(kind string) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		b.extra = true
		b.r.Texts = append(b.r.Texts, report.Text{Kind: kind, Value: s, Field: c.heading})
		return fault{}
	}
}

// setContent measures and forgets. The measure stands in the row's identity too.
func setContent(b *builder, c *bound, _ cell, s string) fault {
	b.extra = true
	sum := sha256.Sum256([]byte(s))
	h := hex.EncodeToString(sum[:])
	b.said[len(b.said)-1].value = h
	b.r.Withheld = append(b.r.Withheld, report.Withheld{Field: c.heading, Length: int64(len(s)), SHA256: h})
	return fault{}
}

func (c *bound) yes(s string) (yes bool, f fault) {
	yes, ok := c.words[fold(s)]
	if !ok {
		return false, bad("neither a word for yes nor one for no; the profile's words and not list them")
	}
	return yes, fault{}
}

func setBoolFact(k report.FactKind) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		yes, f := c.yes(s)
		if yes {
			b.extra = true
			b.fact(report.Fact{Kind: k, Field: c.heading})
		}
		return f
	}
}

func setCountFact(k report.FactKind) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil || n < 0 {
			return bad("no whole number from 0")
		}
		b.extra = true
		b.fact(report.Fact{Kind: k, Count: n, Field: c.heading})
		return fault{}
	}
}

func setDateFact(k report.FactKind) setter {
	return func(b *builder, c *bound, x cell, s string) fault {
		t, f := b.at(c, x, s)
		if f.reason == "" {
			b.extra = true
			b.fact(report.Fact{Kind: k, Date: t, Field: c.heading})
		}
		return f
	}
}
