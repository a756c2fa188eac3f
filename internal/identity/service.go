package identity

import (
	"strings"

	"golang.org/x/text/language"

	"vigie/internal/report"
)

// service is one row of linking.yaml's services.
type service struct {
	name    string // canonical
	ids     idForm // what its account ids are
	country string // region in which ids that are phone numbers are read, "" none
	company bool   // reached by the name of a company that runs several services
}

type idForm uint8

const (
	idOpaque idForm = iota // as given
	idNoCase               // as given, but for case
	idPhone
	idEmail
)

// idForms are their names in linking.yaml.
var idForms = map[string]idForm{"": idOpaque, "opaque": idOpaque, "nocase": idNoCase, "phone": idPhone, "email": idEmail}

// service finds a service by any of its names. One that linking.yaml does not
// know is its own folded name without the company's legal form.
func (t *Table) service(s string) service {
	if known, ok := t.services[s]; ok {
		return known
	}
	name := serviceName(s, t.suffixes)
	if known, ok := t.services[name]; ok {
		return known
	}
	if t.empty(name) {
		return service{} // "unknown", "n/a"
	}
	return service{name: name}
}

// serviceName folds a name, drops brackets, marks and commas, then the legal
// forms at its end: "Example Chat, Inc." is "example chat".
func serviceName(s string, suffixes map[string]bool) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '®', '™', '©':
			return -1
		case ',', ';', '(', ')', '"':
			return ' '
		}
		return r
	}, s)
	words := strings.FieldsFunc(fold(s), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '(' || r == ')' || r == '"' })
	for len(words) > 1 && suffixes[strings.ReplaceAll(words[len(words)-1], ".", "")] {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// Scope is the part of Service that an identifier of this kind is told apart
// by, in its normal form: the same id at two services is two accounts, while
// an e-mail address is one wherever it is written. It is "" where the service
// says nothing. Two identifiers are equal when kind, scope and value are.
func (t *Table) Scope(kind report.Kind, service, value string) string {
	switch kind {
	case report.KindAccount, report.KindScreenName, report.KindReference:
		return t.service(service).name
	case report.KindBank:
		return t.institution(service)
	case report.KindGroup:
		return service // a source of ours, by its own name
	case report.KindDocument:
		return t.country(service)
	case report.KindWallet:
		if selfChecked(value) {
			return ""
		}
		return t.service(service).name
	}
	return ""
}

// institution is a bank by its name or BIC. A BIC of the head office is
// written with 8 characters or with XXX after them (ISO 9362).
func (t *Table) institution(s string) string {
	name := t.service(s).name
	if len(name) == 11 && strings.HasSuffix(name, "xxx") && !strings.Contains(name, " ") {
		return name[:8]
	}
	return name
}

// country is an issuing country: ISO 3166 alpha-2 in lower case for any of its
// codes, else the name as given, folded.
func (t *Table) country(s string) string {
	name := t.service(s).name
	if len(name) == 2 || len(name) == 3 {
		if r, err := language.ParseRegion(name); err == nil {
			if code := r.Canonicalize().String(); len(code) == 2 && code != "ZZ" {
				return strings.ToLower(code)
			}
		}
	}
	return name
}
