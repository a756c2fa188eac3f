package people

import (
	"strconv"
	"strings"
)

// Columns are the headings of a file, in order.
var Columns = []string{"record_id", "cluster", "given_name", "family_name", "date_of_birth", "street", "postcode", "city", "email", "phone", "document"}

// Record is a row. Dates are written YYYY-MM-DD; a field that the list does not
// have is empty.
type Record struct {
	ID, Cluster                              string
	Given, Family, Born                      string
	Street, Postcode, City                   string
	Mail, Phone, Document                    string
	Marks                                    Marks
	second, double, cyrillic, daySwappable   bool // what could befall it, for tests
	moved, newPhone, newMail, renamed, named bool
	kind                                     householdKind
}

// fields gives the row in the order of Columns.
func (r *Record) fields(to []string) []string {
	return append(to[:0], r.ID, r.Cluster, r.Given, r.Family, r.Born, r.Street, r.Postcode, r.City, r.Mail, r.Phone, r.Document)
}

// Marks say what was done to a record.
type Marks uint64

// What can be done to a record, in the order of Rates. A field that is missing
// keeps the marks of what was done to it before.
const (
	Careless Marks = 1 << iota
	Nickname
	Initial
	OneGiven
	HalfSurname
	Swapped
	RespeltGiven
	RespeltFamily
	OtherScript
	Unaccented
	UpperCase
	TypoGiven
	TypoFamily
	DateDigit
	DayMonth
	FirstJanuary
	StreetTypo
	Abbreviated
	PostcodeSlip
	CityTypo
	MailTypo
	PhoneSlip
	DocumentSlip
	NoGiven
	NoFamily
	NoBirth
	NoAddress
	NoStreet
	NoPostcode
	NoCity
	NoMail
	NoPhone
	NoDocument
)

// Care of a record: two in three have half of each rate, the third has twice, and
// the mean is the rate.
const (
	careless       = 1.0 / 3
	carefulFactor  = 0.5
	carelessFactor = 2
)

// maker makes one record.
type maker struct {
	g    *Generator
	d    draw
	care float64
	p    person
	r    Record
}

// hit draws whether a fault befalls the record, and marks it.
func (m *maker) hit(rate float64, mark Marks) bool {
	yes := m.d.chance(rate * m.care)
	if yes {
		m.r.Marks |= mark
	}
	return yes
}

// Record makes the record of a row, 0 ≤ row < Options.Count.
func (g *Generator) Record(side Side, row int) Record {
	k, j := g.who(side, row)
	m := maker{g: g, d: newDraw(g.o.Seed, ofRecord, uint64(k)*8+uint64(j)), care: carefulFactor, p: g.person(k)}
	if m.d.chance(careless) {
		m.care, m.r.Marks = carelessFactor, Careless
	}
	m.r.ID = string("plr"[side]) + strconv.Itoa(MaxCount + row + 1)[1:]
	m.r.Cluster = "c" + strconv.Itoa(2*MaxCount + g.label.at(k))[1:]
	m.r.second, m.r.double, m.r.cyrillic = m.p.second != "", m.p.family2 != "", g.stocks[m.p.stock].cyrillic
	m.r.moved, m.r.newPhone = m.p.homes[0] != m.p.homes[1], m.p.phones[0] != m.p.phones[1]
	m.r.newMail, m.r.renamed, m.r.kind = m.p.mails[0] != m.p.mails[1], m.p.renamed != "", m.p.kind
	m.r.named = m.p.phones[0].e164 != ""
	m.names()
	m.birth()
	m.address()
	m.contacts()
	return m.r
}

// names writes the given name and the surname.
func (m *maker) names() {
	p, rates := &m.p, &m.g.r
	given, family := p.given, p.family
	if p.second != "" && !m.hit(rates.OneGiven, OneGiven) {
		given += " " + p.second
	}
	switch {
	case m.hit(rates.Nickname, Nickname):
		given = nickname(p.given, &m.d)
	case m.hit(rates.Initial, Initial):
		given = initial(p.given)
	}
	s := &m.g.stocks[p.stock]
	if p.family2 != "" {
		if m.hit(rates.HalfSurname, HalfSurname) {
			if m.d.n(2) == 0 {
				family = p.family2
			}
		} else if s.hyphen {
			family += "-" + p.family2
		} else {
			family += " " + p.family2
		}
	}
	if p.renamed != "" && m.d.n(2) == 0 {
		family = p.renamed
	}
	if m.hit(rates.Respelt, RespeltGiven) {
		given = m.g.stocks[p.givenStock].respelt(given, &m.d)
	}
	if m.hit(rates.Respelt, RespeltFamily) {
		family = s.respelt(family, &m.d)
	}
	if m.hit(rates.NameTypo, TypoGiven) {
		given = slip(given, &m.d)
	}
	if m.hit(rates.NameTypo, TypoFamily) {
		family = slip(family, &m.d)
	}
	if m.hit(rates.Unaccented, Unaccented) {
		given, family = unaccented(given), unaccented(family)
	}
	if s.cyrillic && m.hit(rates.OtherScript, OtherScript) {
		given, family = inCyrillic(given), inCyrillic(family)
	}
	if m.hit(rates.UpperCase, UpperCase) {
		given, family = strings.ToUpper(given), strings.ToUpper(family)
	}
	if m.hit(rates.Swapped, Swapped) {
		given, family = family, given
	}
	if !m.hit(rates.NoGiven, NoGiven) {
		m.r.Given = given
	}
	if !m.hit(rates.NoFamily, NoFamily) {
		m.r.Family = family
	}
}

// birth writes the date of birth, with one fault at most.
func (m *maker) birth() {
	b, rates := m.p.born, &m.g.r
	m.r.daySwappable = b.day <= 12 && b.day != b.month
	switch {
	case m.r.daySwappable && m.hit(rates.DayMonth, DayMonth):
		b.day, b.month = b.month, b.day
	case m.hit(rates.DateDigit, DateDigit):
		b = misdated(b, &m.d)
	case m.hit(rates.FirstJanuary, FirstJanuary):
		b.month, b.day = 1, 1
	}
	if !m.hit(rates.NoBirth, NoBirth) {
		m.r.Born = b.String()
	}
}

func (m *maker) address() {
	a, rates := m.p.homes[m.d.n(2)], &m.g.r
	if m.hit(rates.NoAddress, NoAddress) {
		return
	}
	street := a.line(m.hit(rates.Abbreviated, Abbreviated))
	if m.hit(rates.StreetTypo, StreetTypo) {
		street = slip(street, &m.d)
	}
	postcode := strconv.Itoa(a.postcode)
	if m.hit(rates.PostcodeSlip, PostcodeSlip) {
		postcode = digitSlip(postcode, &m.d)
	}
	city := a.city
	if m.hit(rates.CityTypo, CityTypo) {
		city = slip(city, &m.d)
	}
	if m.r.Marks&Unaccented != 0 {
		street, city = unaccented(street), unaccented(city)
	}
	if !m.hit(rates.NoStreet, NoStreet) {
		m.r.Street = street
	}
	if !m.hit(rates.NoPostcode, NoPostcode) {
		m.r.Postcode = postcode
	}
	if !m.hit(rates.NoCity, NoCity) {
		m.r.City = city
	}
}

func (m *maker) contacts() {
	rates := &m.g.r
	mail := m.p.mails[m.d.n(2)]
	if m.hit(rates.MailTypo, MailTypo) {
		mail = mail.mistyped(&m.d)
	}
	phone := m.p.phones[m.d.n(2)]
	if m.hit(rates.PhoneSlip, PhoneSlip) {
		phone = phone.misdialled(&m.d)
	}
	document := m.p.document
	if m.hit(rates.DocumentSlip, DocumentSlip) {
		document = digitSlip(document, &m.d)
	}
	if !m.hit(rates.NoMail, NoMail) {
		m.r.Mail = mail.String()
	}
	if !m.hit(rates.NoPhone, NoPhone) {
		m.r.Phone = phone.written(&m.d)
	}
	if !m.hit(rates.NoDocument, NoDocument) {
		m.r.Document = document
	}
}
