package ncmec

import (
	"strconv"
	"strings"

	"vigie/internal/report"
)

// identifier reads an element whose text alone is an identifier.
func (b *builder) identifier(path string, kind report.Kind, dst *[]report.Identifier) error {
	v, err := b.leaf(path)
	if err == nil && v != "" {
		*dst = append(*dst, report.Identifier{Kind: kind, Raw: v, Field: path})
	}
	return err
}

// contact reads an e-mail address or a phone number with what surrounds it. A
// phone's calling code and extension are part of the number: the raw form is
// "+1 2025550123 ext. 45" when they are given apart.
func (b *builder) contact(path string, kind report.Kind, dst *[]report.Identifier) error {
	id := report.Identifier{Kind: kind, Field: path}
	var code, extension string
	described := len(b.d.Attrs()) > 0
	b.attributes(path, func(name string, value []byte) bool {
		v := strings.TrimSpace(string(value))
		switch name {
		case "type":
			id.Type = v
		case "verified":
			id.Verified = b.boolean(path+"/@verified", v)
		case "verificationDate":
			id.At = b.date(path+"/@verificationDate", v)
		case "countryCallingCode":
			code = v
			return kind == report.KindPhone
		case "extension":
			extension = v
			return kind == report.KindPhone
		default:
			return false
		}
		return true
	})
	v, err := b.value(path)
	if err != nil {
		return err
	}
	if v == "" {
		if described {
			b.drop(path, "bad-value")
		}
		return nil
	}
	if kind == report.KindPhone {
		if code != "" && !strings.HasPrefix(v, "+") {
			v = code + " " + v
		}
		if extension != "" {
			v += " ext. " + extension
		}
	}
	id.Raw = v
	*dst = append(*dst, id)
	return nil
}

// capture reads an ipCaptureEvent.
func (b *builder) capture(path string, dst *[]report.Identifier) error {
	b.attributes(path, nil)
	id := report.Identifier{Kind: report.KindIP, Field: path}
	err := b.children(path, func(name []byte) error {
		switch string(name) {
		case "ipAddress":
			return b.single(path, "ipAddress", &id.Raw)
		case "eventName":
			return b.single(path, "eventName", &id.Event)
		case "dateTime":
			return b.when(path, "dateTime", &id.At)
		case "possibleProxy":
			v, err := b.leafOf(path, "possibleProxy")
			if err == nil && v != "" {
				id.Proxy = b.boolean(path+"/possibleProxy", v)
			}
			return err
		case "port":
			v, err := b.leafOf(path, "port")
			if err != nil || v == "" {
				return err
			}
			n, bad := strconv.Atoi(v)
			if bad != nil || n < 0 || n > 65535 {
				b.drop(path+"/port", "bad-value")
				return nil
			}
			id.Port = n
			return nil
		}
		return b.unknown(path)
	})
	return b.add(path, id, dst, err)
}

// device reads a deviceId.
func (b *builder) device(path string, dst *[]report.Identifier) error {
	b.attributes(path, nil)
	id := report.Identifier{Kind: report.KindDevice, Field: path}
	err := b.children(path, func(name []byte) error {
		switch string(name) {
		case "idType":
			return b.single(path, "idType", &id.Type)
		case "idValue":
			return b.single(path, "idValue", &id.Raw)
		case "eventName":
			return b.single(path, "eventName", &id.Event)
		case "dateTime":
			return b.when(path, "dateTime", &id.At)
		}
		return b.unknown(path)
	})
	return b.add(path, id, dst, err)
}

// add keeps a capture or a device, unless it lacks the value itself.
func (b *builder) add(path string, id report.Identifier, dst *[]report.Identifier, err error) error {
	switch {
	case err != nil:
		return err
	case id.Raw == "":
		b.drop(path, "bad-value")
	default:
		*dst = append(*dst, id)
	}
	return nil
}

// address reads a postal address.
func (b *builder) address(path string, dst *[]report.Place) error {
	p := report.Place{Field: path}
	b.attributes(path, func(name string, value []byte) bool {
		p.Type = strings.TrimSpace(string(value))
		return name == "type"
	})
	var foreign string
	err := b.children(path, func(name []byte) error {
		switch string(name) {
		case "address":
			return b.single(path, "address", &p.Street)
		case "city":
			return b.single(path, "city", &p.City)
		case "zipCode":
			return b.single(path, "zipCode", &p.Postcode)
		case "state":
			return b.single(path, "state", &p.Region)
		case "nonUsaState":
			return b.single(path, "nonUsaState", &foreign)
		case "country":
			return b.single(path, "country", &p.Country)
		}
		return b.unknown(path)
	})
	switch {
	case p.Region == "":
		p.Region = foreign
	case foreign != "" && foreign != p.Region:
		p.Region += " / " + foreign
	}
	*dst = append(*dst, p)
	return err
}

// location reads an estimatedLocation.
func (b *builder) location(path string, dst *[]report.Place) error {
	p := report.Place{Type: "estimated", Field: path}
	b.attributes(path, func(name string, value []byte) bool {
		switch name {
		case "verified":
			p.Verified = b.boolean(path+"/@verified", string(value))
		case "timestamp":
			p.At = b.date(path+"/@timestamp", string(value))
		default:
			return false
		}
		return true
	})
	err := b.children(path, func(name []byte) error {
		switch string(name) {
		case "city":
			return b.single(path, "city", &p.City)
		case "region":
			return b.single(path, "region", &p.Region)
		case "countryCode":
			return b.single(path, "countryCode", &p.Country)
		}
		return b.unknown(path)
	})
	*dst = append(*dst, p)
	return err
}
