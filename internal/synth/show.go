package synth

import (
	"strings"
	"time"
)

// show chooses what the report gives of its hand. A hand's first report shows
// its shared value, its second the way it differs from itself; the others, and
// everything else, are drawn.
func (g *Generator) show(s *sight) {
	d, h := &s.d, &s.h
	s.account = &h.accounts[min(d.n(len(h.accounts)), d.n(len(h.accounts)))] // the first most
	s.screen = d.chance(0.7)
	standing := func() stated {
		switch u := d.float(); {
		case u < 0.55:
			return verified
		case u < 0.75:
			return unverified
		}
		return silent
	}
	if d.chance(0.6) {
		s.emails = append(s.emails, seen{pick(d, h.emails), standing()})
	} else if d.chance(0.2) {
		s.inText = append(s.inText, pick(d, h.emails))
	}
	if h.phone != "" && d.chance(0.4) {
		s.phones = append(s.phones, seen{spoken(h.phone, d), standing()})
	} else if h.phone != "" && d.chance(0.1) {
		s.inText = append(s.inText, spoken(h.phone, d))
	}
	if len(h.devices) > 0 && d.chance(0.35) {
		s.devices = append(s.devices, pick(d, h.devices))
	}
	g.captures(s)
	if d.chance(0.3) {
		s.first, s.last = h.first.own, h.last.own
		if d.chance(0.35) {
			s.born = h.born
		}
	}
	s.place = d.chance(0.15)
	s.suspended = d.chance(0.6)

	if s.j == 0 {
		g.showShared(s)
	}
	if h.self != noTrap && s.j < 2 {
		g.showSelf(s)
	}
}

// showShared makes sure that a first report shows what its hand shares with others.
func (g *Generator) showShared(s *sight) {
	h := &s.h
	switch h.pair {
	case familyPhone, recycledPhone:
		s.phones = []seen{{h.phone, verified}}
	case nearEmail:
		s.emails = []seen{{h.emails[0], verified}}
	case sameID:
		s.account = &h.accounts[0]
	}
	switch h.hub {
	case cafeDevice:
		s.devices = append([]device{h.devices[0]}, without(s.devices, h.devices[0])...)
	case resellerEmail:
		s.emails = []seen{{h.emails[0], verified}}
	case commonNickname:
		s.screen = true
	}
}

// showSelf makes the first two reports of a hand differ in account, address and
// device, and agree in one thing that is not written alike.
func (g *Generator) showSelf(s *sight) {
	h := &s.h
	own := h.emails[len(h.emails)-1]
	s.account, s.screen = &h.accounts[s.j], false
	s.emails, s.phones, s.devices, s.inText, s.captures, s.prior = nil, nil, nil, nil, nil, nil
	switch h.self {
	case typoValue:
		if s.j == 1 {
			own = typo(own)
		}
		s.emails = append(s.emails, seen{own, verified})
		s.first, s.last, s.born = "", "", ""
	case otherCase:
		if s.j == 1 {
			own = upper(own)
		}
		s.emails = append(s.emails, seen{own, verified})
		s.first, s.last, s.born = "", "", ""
	case accents, otherScript:
		s.first, s.last, s.born = h.first.own, h.last.own, h.born
		if s.j == 1 {
			s.first, s.last = h.first.latinOnly(), h.last.latinOnly()
		}
	}
}

// typo drops the second character of an address. No other hand has the result,
// since the number in every address is one hand's.
func typo(email string) string { return email[:1] + email[2:] }

// captures draws the address events.
func (g *Generator) captures(s *sight) {
	d := &s.d
	for range d.n(4) {
		c := capture{
			event: pick(d, []string{"Login", "Login", "Upload", "Registration", "Other"}),
			at:    s.at.Add(-time.Duration(d.n(10*24*3600)) * time.Second),
			proxy: silent,
		}
		switch u := d.float(); {
		case u < g.o.Rates.Exit:
			c.ip = pick(d, exits)
			if d.chance(0.4) {
				c.proxy = verified
			}
		case u < g.o.Rates.Exit+0.15:
			c.ip, c.port = shared4(d), 1024+d.n(64000)
		default:
			c.ip = s.h.home
			if d.chance(0.3) {
				c.port = 1024 + d.n(64000)
			}
			if d.chance(0.2) {
				c.proxy = unverified
			}
		}
		s.captures = append(s.captures, c)
	}
}

// exit gives the first exit address that the report shows, and its number.
func (s *sight) exit() (int, bool) {
	for _, c := range s.captures {
		for n, e := range exits {
			if c.ip == e {
				return n, true
			}
		}
	}
	return 0, false
}

func without(ds []device, x device) []device {
	out := ds[:0:0]
	for _, d := range ds {
		if !strings.EqualFold(d.value, x.value) {
			out = append(out, d)
		}
	}
	return out
}
