package identity

import (
	"strings"
	"unicode"
)

// account is an account id at a service, as given but for what linking.yaml
// says of the service's ids: case that means nothing, a phone number, an
// e-mail address.
func (t *Table) account(serviceName, raw string) form {
	s := clean(raw)
	if t.empty(s) {
		return none
	}
	svc := t.service(serviceName)
	why := when(svc.name == "", accountNoService) | when(svc.company, accountCompany)
	if v := t.idAs(svc, s); v != "" {
		s = v
	}
	return form{s, why}
}

// idAs reads an id in the form that the service gives to its ids, and returns
// "" when it is not of that form or the service has none.
func (t *Table) idAs(svc service, s string) string {
	switch svc.ids {
	case idNoCase:
		return lower(s)
	case idEmail:
		return t.email(s).value
	case idPhone:
		if strings.ContainsFunc(s, unicode.IsLetter) {
			return ""
		}
		f := t.phone(s, svc.country)
		if n, plus := phoneDigits(s); f.why.has(phoneNational) && !plus && n[0] != '0' {
			f = t.phone("+"+n, "") // whole numbers without the plus
		}
		if !f.why.has(phoneNational) {
			return f.value
		}
	}
	return ""
}

// screenName is a name that people choose: compatibility forms and case mean
// nothing, a leading @ neither. Anyone may bear it elsewhere: it proposes at most.
func (t *Table) screenName(serviceName, raw string) form {
	s := settle(fold(raw), func(s string) string { return fold(strings.TrimLeft(s, "@")) })
	if t.empty(s) {
		return none
	}
	svc := t.service(serviceName)
	return form{s, when(svc.name == "", screenNameNoService) | when(svc.company, screenNameNoService) | when(runes(s) < 3, screenNameShort)}
}

// bankAccount is an account number at an institution, without separators.
func (t *Table) bankAccount(institution, raw string) form {
	s := compact(raw)
	if t.empty(s) {
		return none
	}
	if v := t.idAs(t.service(institution), clean(raw)); v != "" {
		s = v // a mobile wallet whose account is the holder's number
	}
	return form{s, when(t.institution(institution) == "", bankNoInstitution) | when(runes(s) < 5 || digits(s) == 0, bankShort)}
}

// document is the number of an identity document of a country.
func (t *Table) document(country, raw string) form {
	s := compact(raw)
	if t.empty(s) || runes(s) > 64 {
		return none
	}
	return form{s, when(t.country(country) == "", documentNoCountry) | when(runes(s) < 6 || digits(s) == 0, documentShort)}
}

// reference is the number that a payment channel gives to one transfer.
func (t *Table) reference(channel, raw string) form {
	s := compact(raw)
	if t.empty(s) || runes(s) > 64 {
		return none
	}
	return form{s, when(t.service(channel).name == "", referenceNoService) | when(runes(s) < 6 || digits(s) == 0, referenceShort)}
}
