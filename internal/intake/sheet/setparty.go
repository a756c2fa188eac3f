package sheet

import (
	"strconv"
	"time"

	"vigie/internal/report"
)

func ident(p slot, k report.Kind) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		d := b.party(p, c)
		d.party.Identifiers = append(d.party.Identifiers, report.Identifier{
			Kind: k, Raw: s, Service: c.Service, Type: c.Type, Verified: c.Verified, Field: c.heading,
		})
		return fault{}
	}
}

func setRole(b *builder, c *bound, _ cell, s string) fault {
	role, ok := roleOf(s)
	if !ok {
		return bad("a role that the profile's values do not know")
	}
	b.role = role
	return fault{}
}

// The setters below fill what surrounds a party: alone, it makes none.

func setService(p slot) setter {
	return func(b *builder, _ *bound, _ cell, s string) fault {
		b.parties[p].service = s
		return fault{}
	}
}

func setBankName(p slot) setter {
	return func(b *builder, _ *bound, _ cell, s string) fault {
		b.parties[p].bankName = s
		return fault{}
	}
}

func setIPAt(p slot) setter {
	return func(b *builder, c *bound, x cell, s string) (f fault) {
		b.parties[p].ip.At, f = b.at(c, x, s)
		return f
	}
}

func setIPPort(p slot) setter {
	return func(b *builder, _ *bound, _ cell, s string) fault {
		n, err := strconv.ParseUint(s, 10, 16)
		if err != nil || n == 0 {
			return bad("no port from 1 to 65535")
		}
		b.parties[p].ip.Port = int(n)
		return fault{}
	}
}

func setIPEvent(p slot) setter {
	return func(b *builder, _ *bound, _ cell, s string) fault {
		b.parties[p].ip.Event = s
		return fault{}
	}
}

// The parts of a name and of a place, as fields of their structs.
func nameFirst(n *report.Name) *string      { return &n.First }
func nameMiddle(n *report.Name) *string     { return &n.Middle }
func nameLast(n *report.Name) *string       { return &n.Last }
func namePreferred(n *report.Name) *string  { return &n.Preferred }
func placeStreet(p *report.Place) *string   { return &p.Street }
func placeCity(p *report.Place) *string     { return &p.City }
func placeRegion(p *report.Place) *string   { return &p.Region }
func placePostcode(p *report.Place) *string { return &p.Postcode }
func placeCountry(p *report.Place) *string  { return &p.Country }

func setName(p slot, part func(*report.Name) *string) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		d := b.party(p, c)
		if d.parts.Field == "" {
			d.parts.Field = c.heading
		}
		*part(&d.parts) = s
		return fault{}
	}
}

func setFullName(p slot) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		d := b.party(p, c)
		d.party.Names = append(d.party.Names, report.Name{Full: s, Field: c.heading})
		return fault{}
	}
}

func setPlace(p slot, part func(*report.Place) *string) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		d := b.party(p, c)
		if d.place.Field == "" {
			d.place.Field = c.heading
		}
		*part(&d.place) = s
		return fault{}
	}
}

// setBorn takes a date, a year, or a year and month, as precise as it is given.
func setBorn(p slot) setter {
	return func(b *builder, c *bound, x cell, s string) fault {
		for _, short := range []string{"2006", "2006-01"} {
			if len(s) != len(short) || x.kind == dateCell {
				continue
			}
			if t, err := time.Parse(short, s); err == nil {
				if t.Year() < firstBirthYear || t.Year() > lastYear {
					return bad("the year is not between %d and %d", firstBirthYear, lastYear)
				}
				b.party(p, c).party.Born = s
				return fault{}
			}
		}
		t, _, f := b.pl.time(c.column, x, s, firstBirthYear, b.pl.zone)
		if f.reason == "" {
			b.party(p, c).party.Born = t.Format(time.DateOnly)
		}
		return f
	}
}

func setSuspended(p slot) setter {
	return func(b *builder, c *bound, _ cell, s string) fault {
		yes, f := c.yes(s)
		if f.reason == "" {
			b.party(p, c).party.Suspended = &yes
		}
		return f
	}
}
