package cmt

import (
	"slices"
	"strings"

	"vigie/internal/intake/jsonstrict"
	"vigie/internal/report"
)

// traits of a person: seen, named in Dropped, never kept.
var traits = []string{
	"gender", "preferredPronouns", "approximateAge", "age", "physicalDescription", "races", "race", "ethnicity",
	"nationality", "religion", "languages", "disabilities", "additionalDisabilityInformation", "occupation",
	"convictedSexOffender", "registeredSexOffender", "gangAffiliation", "schoolName", "maritalStatus",
}

func (b *builder) person(v jsonstrict.Value, role report.Role) {
	p := b.identity(v, role)
	service, _ := valued(v.Get("espService"))
	if service == "" {
		service = b.service
	}
	for _, a := range []struct {
		key  string
		kind report.Kind
	}{{"espUserId", report.KindAccount}, {"screenName", report.KindScreenName}} {
		if s, at := valued(v.Get(a.key)); s != "" {
			p.Identifiers = append(p.Identifiers, report.Identifier{Kind: a.kind, Service: service, Raw: s, Field: at.Path()})
		}
	}
	if s, at := valued(v.Get("ipAddress")); s != "" {
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindIP, Raw: s, Field: at.Path()})
	}
	p.Identifiers = append(p.Identifiers, b.captures(v, nil)...)
	for _, key := range traits {
		v.Get(key).Drop(jsonstrict.Trait)
	}
	p.OfficerSafety = armed(v.Get("accessToFirearms"))
	b.access(v)
	for _, key := range []string{"relationshipToReporter", "awareOfReport", "vehicleTagNumber"} {
		b.attribute(v.Get(key))
	}
	b.textOf(v.Get("vehicleDescription"), "vehicle")
	p.Identifiers = append(p.Identifiers, b.freeText(v.Get("additionalContactInformation"), "contactInfo")...)
	for t := range list(v.Get("additionalInformations"), "additionalInformations") {
		p.Identifiers = append(p.Identifiers, b.freeText(t, "personInfo")...)
	}
	b.r.Parties = append(b.r.Parties, p)
}

// identity reads names, birth, contacts and addresses.
func (b *builder) identity(v jsonstrict.Value, role report.Role) report.Party {
	p := report.Party{Role: role, Field: v.Path()}
	name := report.Name{Field: v.Path()}
	name.First, _ = valued(v.Get("firstName"))
	name.Middle, _ = valued(v.Get("middleName"))
	name.Last, _ = valued(v.Get("lastName"))
	name.Preferred, _ = valued(v.Get("preferredName"))
	if name.First+name.Middle+name.Last+name.Preferred != "" {
		p.Names = append(p.Names, name)
	}
	p.Born = born(v.Get("dateOfBirth"))
	p.Identifiers = b.contacts(v)
	for a := range list(v.Get("addresses"), "addresses") {
		if pl := place(a); pl.Street+pl.City+pl.Region+pl.Postcode+pl.Country != "" {
			p.Places = append(p.Places, pl)
		}
	}
	return p
}

// contacts reads e-mail addresses and telephone numbers.
func (b *builder) contacts(v jsonstrict.Value) []report.Identifier {
	var ids []report.Identifier
	for _, c := range []struct {
		key  string
		kind report.Kind
	}{{"emails", report.KindEmail}, {"phones", report.KindPhone}} {
		for e := range list(v.Get(c.key), c.key) {
			s, at := valued(e)
			if s == "" {
				continue
			}
			id := report.Identifier{Kind: c.kind, Raw: s, Verified: e.Get("verified").Bool(), Type: short(e.Get("type")), Field: at.Path()}
			if id.Verified == nil {
				b.attribute(e.Get("verified"))
			}
			id.At = e.Get("verificationDate").Time()
			ids = append(ids, id)
		}
	}
	return ids
}

func place(v jsonstrict.Value) report.Place {
	street, second := text(v.Get("street1")), text(v.Get("street2"))
	if street != "" && second != "" {
		street += ", "
	}
	return report.Place{
		Street: street + second, City: text(v.Get("city")), Region: text(v.Get("state")),
		Postcode: text(v.Get("postalCode")), Country: text(v.Get("country")),
		Type: short(v.Get("type")), Verified: v.Get("verified").Bool(), Field: v.Path(),
	}
}

// born reads YYYY, YYYY-MM or YYYY-MM-DD, and the date of a date with a time.
// Other orders of day and month cannot be told apart and are dropped.
func born(v jsonstrict.Value) string {
	s, v := valued(v)
	if s == "" {
		return ""
	}
	d, _, _ := strings.Cut(s, "T")
	ok := len(d) == 4 || len(d) == 7 || len(d) == 10
	for i, c := range []byte(d) {
		ok = ok && (digit(c) != (i == 4 || i == 7)) && (digit(c) || c == '-')
	}
	if !ok || d < "1900" || d >= "2101" || len(d) > 4 && !plausible(d) {
		v.Drop(jsonstrict.BadValue)
		return ""
	}
	return d
}

func plausible(d string) bool {
	month := d[5:7]
	return month >= "01" && month <= "12" && (len(d) == 7 || d[8:] >= "01" && d[8:] <= "31")
}

// short reads an entry of a list of choices, and drops what is longer than one.
func short(v jsonstrict.Value) string {
	s := text(v)
	if s != "" && !word(s) {
		v.Drop(jsonstrict.BadValue)
		return ""
	}
	return s
}

// attribute keeps an entry of a list of choices under its key, and drops what is none.
func (b *builder) attribute(v jsonstrict.Value) {
	path := v.Path()
	if s := short(v); s != "" {
		b.r.Attributes = append(b.r.Attributes, report.Attribute{Name: path[strings.LastIndexByte(path, '.')+1:], Value: s, Field: path})
	}
}

// access states that the reported person has access to a child, where the
// source says so in a word that cannot be read otherwise.
func (b *builder) access(v jsonstrict.Value) {
	for _, key := range []string{"relationshipToChildVictim", "accessToChildVictim", "accessToChildren"} {
		a := v.Get(key)
		s := text(a)
		if s == "" {
			continue
		}
		if key == "relationshipToChildVictim" && related(s) || key != "relationshipToChildVictim" && affirmed(s) {
			b.fact(report.AccessToChild, a.Path())
		}
		b.attribute(a)
	}
}

var (
	yes = []string{"true", "yes", "y", "1", "confirmed", "current", "direct", "daily", "frequent", "regular", "ongoing"}
	no  = []string{
		"false", "no", "not", "n", "0", "non", "none", "never", "unknown", "unrelated", "former", "alleged",
		"possible", "possibly", "potential", "suspected", "unconfirmed", "denied", "undetermined",
	}
	kin = []string{
		"parent", "father", "mother", "dad", "mom", "stepfather", "stepmother", "stepparent", "grandfather",
		"grandmother", "grandparent", "uncle", "aunt", "brother", "sister", "sibling", "stepbrother", "stepsister",
		"cousin", "relative", "family", "guardian", "foster", "caregiver", "caretaker", "babysitter", "nanny",
		"teacher", "coach", "tutor", "neighbor", "neighbour", "clergy", "doctor", "counselor", "partner",
	}
)

// affirmed reports whether the words say yes and none says no.
func affirmed(s string) bool {
	w := words(s)
	return hasAny(w, yes) && !hasAny(w, no)
}

// related reports whether the words name a bond that comes with access.
func related(s string) bool {
	w := words(s)
	return hasAny(w, kin) && !hasAny(w, no)
}

// armed reports whether whoever goes to the door should know: anything that is
// said and is not a denial.
func armed(v jsonstrict.Value) bool {
	s := text(v)
	if s == "" {
		return false
	}
	w := words(s)
	return hasAny(w, yes) || !hasAny(w, no)
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r > 127 || !alnum(byte(r)) })
}

func hasAny(words, of []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(of, w) })
}
