package people

import "strconv"

// person is who somebody is, before any list was written.
type person struct {
	k               int
	kind            householdKind
	stock           int // of the surname
	givenStock      int
	given, second   string // second is empty for most
	family, family2 string // family2 is the second part of a double surname
	renamed         string // the surname after a change; else empty
	born            date
	homes           [2]address // equal for those who did not move
	phones          [2]number  // empty for those without
	mails           [2]mailbox
	document        string
}

// date is a calendar day.
type date struct{ year, month, day int }

func (d date) String() string {
	return strconv.Itoa(d.year) + "-" + two(d.month) + "-" + two(d.day)
}

func two(n int) string { return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)}) }

// longest is how many days a month has in every year.
var longest = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// secondGiven is the share of persons with two given names.
const secondGiven = 0.15

// person derives person k.
func (g *Generator) person(k int) person {
	d := newDraw(g.o.Seed, ofPerson, uint64(k))
	p := person{k: k}
	var member int
	p.kind, member = g.householdOf(k)

	// What the household has; somebody who lives alone draws it for themselves.
	own := &d
	if p.kind != alone {
		h := newDraw(g.o.Seed, ofHousehold, uint64(k/4))
		own = &h
	}
	p.stock = g.stockOf(own)
	s := &g.stocks[p.stock]
	p.family = s.family.draw(own)
	if own.chance(s.double) {
		p.family2 = s.family.draw(own)
	}
	p.homes[0] = g.home(own, own.n(len(cityParts)))
	p.born = birth(own, 1940, 67)
	headGiven := s.given.draw(own)

	p.givenStock = p.stock
	if d.n(8) == 0 {
		p.givenStock = g.stockOf(&d)
	}
	p.given = g.stocks[p.givenStock].given.draw(&d)
	if d.chance(secondGiven) {
		p.second = g.stocks[p.givenStock].given.draw(&d)
	}
	switch {
	case p.kind == family && member == 1:
		p.born = birth(&d, max(1940, p.born.year-6), 12)
	case p.kind == family && member > 1:
		p.born = birth(&d, min(p.born.year+20, 1990), 17)
	case p.kind == twins && member == 1:
		for p.given == headGiven { // two names, however common one is
			p.given = g.stocks[p.givenStock].given.draw(&d)
		}
	case p.kind == twins:
		p.given, p.givenStock, p.second = headGiven, p.stock, ""
	case p.kind == namesakes:
		p.given, p.givenStock, p.second = headGiven, p.stock, ""
		if member == 1 {
			p.born = birth(&d, min(p.born.year+20, 1990), 17)
		}
	}
	if d.chance(g.r.Renamed) {
		p.renamed = g.stocks[g.stockOf(&d)].family.draw(&d)
	}
	p.homes[1] = p.homes[0]
	if d.chance(g.r.Moved) {
		p.homes[1] = g.home(&d, p.homes[0].form)
	}
	g.contacts(&p, member, &d)
	return p
}

// contacts gives a person telephones, mailboxes and a document number.
func (g *Generator) contacts(p *person, member int, d *draw) {
	phoneOf, mailOf := p.k, p.k
	if member > 0 && d.chance(sharedPhone) {
		phoneOf = p.k / 4 * 4
	}
	if member > 0 && d.chance(sharedMail) {
		mailOf = p.k / 4 * 4
	}
	holders := int(float64(g.persons)*g.r.Phone + 0.5)
	if r := g.phone.at(phoneOf); r < holders {
		p.phones[0] = phoneNumber(r)
		p.phones[1] = p.phones[0]
		if n := int(float64(holders) * g.r.NewPhone); r < n {
			p.phones[1] = phoneNumber(holders + r)
		}
	}
	p.mails[0] = g.mailbox(p, 0, mailOf)
	p.mails[1] = p.mails[0]
	if mailOf == p.k && d.chance(g.r.NewMail) {
		p.mails[1] = g.mailbox(p, 1, p.k)
	}
	p.document = documentNumber(g.document.at(p.k))
}

// birth draws a day of one of the years from first.
func birth(d *draw, first, years int) date {
	m := 1 + d.n(12)
	return date{first + d.n(years), m, 1 + d.n(longest[m])}
}

// documents is how many document numbers there are.
const documents = 10_000_000

// documentNumber gives the n-th: ZZ, seven digits, and two that check them
// (modulo 97, as ISO 7064 has it), so that no two differ in one digit only.
func documentNumber(n int) string {
	check := 98 - n*100%97
	return "ZZ" + strconv.Itoa(documents + n)[1:] + two(check)
}
