package goaml

import (
	"strings"

	"vigie/internal/report"
)

// mark is what the source says of one who stands at an end of a transaction,
// takes part in it, moved its money, or is a party of an activity.
type mark struct {
	at        int  // index of the party
	suspected bool // is_suspected
	weighty   bool // a significance above 0, where a schema has no is_suspected
	never     bool // a victim, a witness
}

func (b *builder) mark(at int, suspected, significance string, never bool) {
	weighty := number(significance) && strings.Trim(significance, "0") != ""
	b.marks = append(b.marks, mark{at, yes(suspected), weighty, never})
}

func yes(s string) bool { return s == "1" || strings.EqualFold(s, "true") }

// accuse makes the source's own word decide who is reported. Whom it marks as
// suspected is, and nobody else in the document: a sender whom it does not mark
// beside a recipient whom it does may be the one who was robbed. Where it marks
// nobody, a declaration or an indicator accuses the sender; a document with
// neither accuses nobody.
func (d *document) accuse() {
	if d.head.statement {
		return
	}
	who, strong := d.suspects()
	for i := range d.subjects {
		s := &d.subjects[i]
		switch {
		case who == nil && s.payment && !d.head.accuses:
			d.head.statement = true
			s.b.acquit(-1)
			s.b.still(report.RoleRecipient)
		case who != nil && s.payment:
			s.b.acquit(s.b.subject(who))
		case strong && !s.payment && who.among(s.b) == nil:
			s.b.acquit(-1)
		}
	}
}

// suspects are those whom the document marks, found again in its transactions as
// senders are; nil if it marks nobody. strong says that it does so by is_suspected.
func (d *document) suspects() (who *suspects, strong bool) {
	any := func(is func(m mark) bool) *suspects {
		var out *suspects
		for i := range d.subjects {
			s := &d.subjects[i]
			for _, m := range s.b.marks {
				if m.at < 0 || m.never || !is(m) {
					continue
				}
				if out == nil {
					out = &suspects{is: is}
				}
				p := s.b.r.Parties[m.at]
				p.Role = report.RoleReported
				out.add(p)
			}
		}
		return out
	}
	if who = any(func(m mark) bool { return m.suspected }); who != nil {
		return who, true
	}
	return any(func(m mark) bool { return m.weighty }), false
}

// suspects are those whom a document marks.
type suspects struct {
	cast
	is func(m mark) bool
}

// among gives the parties of one subject that are marked, there or elsewhere.
func (c *suspects) among(b *builder) []int {
	var out []int
	for _, m := range b.marks {
		if m.at < 0 || m.never {
			continue
		}
		p := b.r.Parties[m.at]
		p.Role = report.RoleReported
		if c.is(m) || c.find(&p) >= 0 {
			out = append(out, m.at)
		}
	}
	return out
}

// subject is the one party of a transaction that is reported: whom the source
// marks, the sender before the recipient before anyone else; -1 if it marks none,
// or several who stand at neither end: a person has to say.
func (b *builder) subject(who *suspects) int {
	marked := who.among(b)
	pay := b.r.Payments[0]
	for _, end := range []int{pay.Sender, pay.Recipient} {
		for _, at := range marked {
			if at == end {
				return at
			}
		}
	}
	if len(marked) == 1 {
		return marked[0]
	}
	return -1
}

// acquit leaves one party reported, or nobody. Who receives beside the reported
// person is not paid by them.
func (b *builder) acquit(but int) {
	b.still(report.RoleReported)
	if but < 0 {
		return
	}
	if b.r.Parties[but].Role == report.RoleRecipient {
		b.still(report.RoleRecipient)
	}
	b.r.Parties[but].Role = report.RoleReported
}

// still makes associates of all in a role.
func (b *builder) still(role report.Role) {
	for i := range b.r.Parties {
		if b.r.Parties[i].Role == role {
			b.r.Parties[i].Role = report.RoleAssociate
		}
	}
}
