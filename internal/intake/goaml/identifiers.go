package goaml

import (
	"strconv"
	"strings"
	"time"

	"vigie/internal/report"
)

// document reads an identity document, or a register's number of an entity.
func (b *builder) document(n *node, path string, p *report.Party) bool {
	id := report.Identifier{Kind: report.KindDocument, Field: path}
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "number":
			return b.single(k, path, &id.Raw)
		case "type":
			return b.single(k, path, &id.Type)
		case "issue_country":
			return b.single(k, path, &id.Service)
		case "issue_date", "expiry_date", "issued_by":
			return b.keep(k, path)
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	b.add(p, id, path)
	return true
}

// add keeps an identifier unless it lacks the value itself; what described it is
// then named as dropped.
func (b *builder) add(p *report.Party, id report.Identifier, path string) {
	switch {
	case id.Raw != "":
		p.Identifiers = append(p.Identifiers, id)
	case id.Type != "" || id.Service != "" || !id.At.IsZero() || id.Port != 0 || id.Proxy != nil:
		b.drop(path, "bad-value")
	}
}

// social reads an account at a service. goAML gives the name that the account
// bears, not the number that the service gave it: a screen name, which can be
// changed, taken by another and carry anything, and is masked.
func (b *builder) social(n *node, path string, p *report.Party) bool {
	id := report.Identifier{Kind: report.KindScreenName, Field: path}
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "user_name":
			return b.single(k, path, &id.Raw)
		case "platform":
			return b.single(k, path, &id.Service)
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	b.add(p, id, path)
	return true
}

// phone reads a number. Its country's prefix is part of it, where it is one and
// the number does not begin with it.
func (b *builder) phone(n *node, path string, p *report.Party) bool {
	id := report.Identifier{Kind: report.KindPhone, Field: path}
	if len(n.kids) == 0 {
		id.Raw = b.leaf(n, path)
		b.add(p, id, path)
		return true
	}
	var contact, medium, prefix, extension string
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "tph_number":
			return b.single(k, path, &id.Raw)
		case "tph_country_prefix":
			return b.single(k, path, &prefix)
		case "tph_extension":
			return b.single(k, path, &extension)
		case "tph_contact_type":
			return b.single(k, path, &contact)
		case "tph_communication_type":
			return b.single(k, path, &medium)
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	id.Type = contact
	if medium != "" {
		id.Type = strings.TrimPrefix(contact+"/"+medium, "/")
	}
	if prefix != "" {
		code := strings.TrimPrefix(strings.TrimPrefix(prefix, "+"), "00")
		switch {
		case id.Raw == "" || strings.HasPrefix(id.Raw, "+"), !number(code) || len(code) > 3:
			b.attribute("tph_country_prefix", prefix, join(path, "tph_country_prefix"))
		default:
			id.Raw = "+" + code + " " + id.Raw
		}
	}
	switch {
	case extension == "":
	case id.Raw != "":
		id.Raw += " ext. " + extension
	default:
		b.drop(join(path, "tph_extension"), "bad-value")
	}
	b.add(p, id, path)
	return true
}

// address reads a postal address.
func (b *builder) address(n *node, path string, dst *[]report.Place) bool {
	p := report.Place{Field: path}
	var street []string
	var town string
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "address", "house_number", "apartment_number", "additional_address_line1", "additional_address_line2":
			if v := b.leaf(k, path); v != "" {
				street = append(street, v)
			}
			return true
		case "town":
			return b.single(k, path, &town)
		case "city":
			return b.single(k, path, &p.City)
		case "zip":
			return b.single(k, path, &p.Postcode)
		case "state":
			return b.single(k, path, &p.Region)
		case "country_code":
			return b.single(k, path, &p.Country)
		case "address_type":
			return b.single(k, path, &p.Type)
		case "geo_location":
			b.each(k, path, func(k *node, path string) bool {
				switch k.name {
				case "latitude", "longitude", "plus_code", "is_approx_location", "error_distance_margin", "margin_uom":
					return b.keep(k, path)
				}
				return false
			})
			return true
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	switch {
	case town == "" || town == p.City:
	case p.City == "":
		p.City = town
	default:
		street = append(street, town)
	}
	p.Street = strings.Join(street, ", ")
	if p.Street+p.City+p.Postcode+p.Region+p.Country != "" {
		*dst = append(*dst, p)
	} else if p.Type != "" {
		b.drop(path, "empty")
	}
	return true
}

// device reads a device and the addresses that it was seen under.
func (b *builder) device(n *node, path string, p *report.Party) bool {
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "device_number":
			identify(p, report.KindDevice, "", b.leaf(k, path), "", path)
			return true
		case "operating_system", "service_provider":
			return b.keep(k, path)
		case "ip_address":
			return b.ip(k, path, p)
		}
		return false
	})
	return true
}

// ip reads an address with the days between which it was seen: one identifier
// a day, for an address is somebody's at a time only.
func (b *builder) ip(n *node, path string, p *report.Party) bool {
	if len(n.kids) == 0 {
		identify(p, report.KindIP, "", b.leaf(n, path), "", path)
		return true
	}
	var first, last time.Time
	var v4, v6 string
	id := report.Identifier{Kind: report.KindIP, Field: path}
	b.each(n, path, func(k *node, path string) bool {
		switch k.name {
		case "ipv4":
			return b.single(k, path, &v4)
		case "ipv6":
			return b.single(k, path, &v6)
		case "first_seen_date":
			return b.when(k, path, &first)
		case "last_seen_date":
			return b.when(k, path, &last)
		case "using_proxy":
			id.Proxy = b.truth(k, path)
			return true
		case "cgn_port":
			v := b.leaf(k, path)
			if v == "" {
				return true
			}
			port, err := strconv.Atoi(v)
			if err != nil || port < 0 || port > 65535 {
				return b.without(path, "bad-value")
			}
			id.Port = port
			return true
		case "nat", "city", "country":
			return b.keep(k, path)
		case "comments":
			return b.text(k, path, "comment")
		}
		return false
	})
	for _, raw := range []string{v4, v6} {
		if raw == "" {
			continue
		}
		id.Raw = raw
		if id.At = last; last.IsZero() {
			id.At = first
		}
		p.Identifiers = append(p.Identifiers, id)
		if !first.IsZero() && !last.IsZero() && !first.Equal(last) {
			id.At = first
			p.Identifiers = append(p.Identifiers, id)
		}
	}
	if id.Raw == "" {
		id.At = last
		b.add(p, id, path)
	}
	return true
}
