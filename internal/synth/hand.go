package synth

import (
	"strconv"
	"strings"
	"time"
)

// hand is a person behind reports: everything that reports may show of them.
// It is a function of the seed and of k.
type hand struct {
	k             int
	first, last   name
	born          string // YYYY-MM-DD
	accounts      []account
	emails        []string
	phone         string // E.164, empty for those without
	devices       []device
	home          string // IPv6
	iban, wallet  string // iban is an agent's where hub says so
	city, country string
	commissioner  bool
	facilitator   int
	pair, hub     trap
	self          trap
	hubNumber     int
}

type account struct {
	at     *service
	id     string
	screen string
}

// hand derives hand k.
func (g *Generator) hand(k int) hand {
	d := newDraw(g.o.Seed, ofHand, uint64(k))
	h := hand{k: k}
	var rank int
	// A hand bears one trap at most, so that each can be measured by itself.
	if h.pair, rank = g.traps.pair(k); h.pair == noTrap {
		if h.hub, h.hubNumber = g.traps.hub(k); h.hub == noTrap {
			h.self = g.traps.self(k)
		}
	}

	h.first, h.last = pick(&d, firsts), pick(&d, lasts)
	switch h.self {
	case accents:
		h.first, h.last = firsts[6+d.n(7)], lasts[6+d.n(6)]
	case otherScript:
		if n := d.n(3); n < 2 {
			h.first, h.last = firsts[13+n], lasts[12+d.n(2)] // Cyrillic
		} else {
			h.first, h.last = firsts[15], lasts[14] // Greek
		}
	}
	day := time.Date(1950+d.n(50), time.Month(1+d.n(12)), 1+d.n(28), 0, 0, 0, 0, time.UTC)
	h.born = day.Format(time.DateOnly)

	tag := strconv.FormatUint(uint64(g.tag.at(k)), 36)
	word := strings.ToLower(strings.ReplaceAll(h.first.latinOnly()+"."+h.last.latinOnly(), "'", ""))
	n := 1 + d.n(2) + d.n(3)*d.n(2)/2
	if (h.self != noTrap) && n < 2 {
		n = 2
	}
	for i := range min(n, 4) {
		s := &services[(d.n(len(services))+i)%len(services)]
		screen := h.first.latinOnly() + "_" + tag + "_" + strconv.Itoa(i)
		if h.hub == commonNickname {
			screen = nicknames[h.hubNumber]
		}
		h.accounts = append(h.accounts, account{at: s, id: s.prefix + string(digits(uint64(g.tag.at(k)), 8)) + strconv.Itoa(i), screen: screen})
	}
	for i := range 1 + d.n(2) {
		h.emails = append(h.emails, word+"."+tag+string(rune('a'+i))+"@"+pick(&d, mailDomains))
	}
	if r := g.phones.at(k); r < handPhones {
		h.phone = handPhone(r)
	}
	for range d.n(3) {
		if d.chance(0.6) {
			h.devices = append(h.devices, imei(uint64(k)*8+uint64(len(h.devices))))
		} else {
			h.devices = append(h.devices, advertisingID(d.uint64(), d.uint64()))
		}
	}
	h.home = home6(k, d.uint64())
	h.iban = iban(2_000_000_000+uint64(k), d.chance(0.6))
	h.wallet = wallet(g.o.Seed, uint64(k))
	c := pick(&d, cities)
	h.city, h.country = c.city, c.country
	h.commissioner = d.chance(commissioners)
	h.facilitator = g.facilitatorOf(&d)

	g.borrow(&h, rank)
	return h
}

// borrow puts the shared value of a trap in the place of the hand's own.
func (g *Generator) borrow(h *hand, rank int) {
	switch h.pair {
	case familyPhone, recycledPhone:
		h.phone = trapPhone(rank)
	case nearEmail:
		// The second hand's address is the first one's with one letter more.
		local := "essai." + strconv.Itoa(rank)
		if h.k%2 == 1 {
			local = "essaii." + strconv.Itoa(rank)
		}
		h.emails[0] = local + "@courriel.example.org"
	case sameID:
		// Both bear one number, the first at ExampleChat, the second at SampleVideo.
		h.accounts[0].at = &services[h.k%2]
		h.accounts[0].id = "shared" + string(digits(uint64(rank), 8))
	}
	switch h.hub {
	case agentIBAN:
		h.iban = iban(1_000_000_000+uint64(h.hubNumber), false)
	case cafeDevice:
		h.devices = append([]device{imei(900_000_000_000 + uint64(h.hubNumber))}, h.devices...)
	case resellerEmail:
		h.emails = append([]string{"comptes" + strconv.Itoa(h.hubNumber) + "@revente.example.net"}, h.emails...)
	}
}

// commissioners is the share of hands that commission or pay.
const commissioners = 0.04

// facilitator is who arranges, as reports name them.
type facilitator struct {
	n              int
	name           string
	account, email string
	phone, iban    string
	city           string
}

// facilitators gives how many there are: one for some forty commissioners.
func facilitators(hands int) int { return 3 + hands/1000 }

// facilitatorOf draws a facilitator; a few serve many.
func (g *Generator) facilitatorOf(d *draw) int {
	u := d.float()
	return int(u * u * float64(facilitators(g.crowd.hands)))
}

func (g *Generator) facilitator(n int) facilitator {
	s := strconv.Itoa(n)
	return facilitator{
		n: n, name: "Personne Exemple " + s, account: "dpfac" + string(digits(uint64(n), 6)),
		email: "personne" + s + "@pay.example.org", phone: facilitatorPhone(n),
		iban: iban(3_000_000_000+uint64(n), false), city: "Lieu-dit Exemple " + s,
	}
}
