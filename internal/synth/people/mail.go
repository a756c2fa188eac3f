package people

import (
	"strconv"
	"strings"
)

// mailbox is an e-mail address in two parts.
type mailbox struct{ local, domain string }

func (m mailbox) String() string { return m.local + "@" + m.domain }

// mailDomains are where people have their first and second mailbox; the n-th has
// a share in proportion to 1/n.
var mailDomains = [2][]string{
	{"mail.example.com", "courriel.example.org", "post.example.net", "web.example.com", "boite.example.org", "correo.example.net", "mx.example.com", "poste.example.net", "inbox.example.org", "example.com"},
	{"bureau.example.com", "work.example.net", "perso.example.org", "home.example.com", "trabajo.example.org", "example.net", "example.org"},
}

// mailbox makes the first or second mailbox of person k, for p. Its local part
// ends in a number that nobody else has at its domain: two people never have one
// mailbox but those who share it.
func (g *Generator) mailbox(p *person, which, k int) mailbox {
	if k != p.k { // somebody else's: made as theirs is
		q := g.person(k)
		return q.mails[which]
	}
	rank := g.mail[which].at(k)
	domains := mailDomains[which]
	sum := 0.0
	for i := range domains {
		sum += 1 / float64(i+1)
	}
	domain, from := "", 0
	for i, name := range domains {
		size := int(float64(g.persons) / float64(i+1) / sum)
		if domain = name; rank < from+size || i == len(domains)-1 {
			break
		}
		from += size
	}
	tail := strconv.Itoa(rank - from + 1)
	d := newDraw(g.o.Seed, ofMail, uint64(k)*2+uint64(which))
	if d.chance(g.r.MailNamed) {
		return mailbox{pick(&d, mailWords[0]) + pick(&d, mailWords[1]) + tail, domain}
	}
	first, last := letters(p.given), letters(p.family)
	switch d.n(6) {
	case 0:
		return mailbox{first + "." + last + tail, domain}
	case 1:
		return mailbox{first[:1] + last + tail, domain}
	case 2:
		return mailbox{last + "." + first + tail, domain}
	case 3:
		return mailbox{first + "_" + last[:1] + tail, domain}
	case 4:
		return mailbox{first + last + tail, domain}
	}
	return mailbox{first + tail, domain}
}

var mailWords = [2][]string{
	strings.Fields("bleu lune soleil river happy star nuage forest petit grand vert mer sky neige brise azul luna sol rio monte jolie calm swift red amber coral maple pixel echo nova"),
	strings.Fields("chat oiseau fox tree rose stone wave lake ours papillon kite moon cloud field song leaf note pomme cerise gato flor nube tigre piano vela book bird fire star"),
}

// letters keeps the small letters a to z of a name, without accents.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 32
		}
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, unaccented(s))
}

// mistyped puts a letter wrong before the @, or in the sub-domain if there is
// one: the address stays among those kept for examples.
func (m mailbox) mistyped(d *draw) mailbox {
	if sub, rest, found := strings.Cut(m.domain, ".example."); found && d.n(4) == 0 {
		return mailbox{m.local, letters(slip(sub, d)) + ".example." + rest}
	}
	return mailbox{slip(m.local, d), m.domain}
}
