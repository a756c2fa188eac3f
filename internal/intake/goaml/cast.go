package goaml

import (
	"strings"

	"vigie/internal/report"
)

// cast finds again, within one document, who was named before: by account, by
// document, or by name and date of birth, as given. Two that share one of these
// and bear different names or dates of birth are not taken for one.
type cast struct {
	alone   bool // one transaction names each once: nobody is looked for
	parties []report.Party
	byKey   map[castKey]int
	seen    []merged // of each party, what has been merged into it
}

type castKey struct {
	role report.Role
	key  string
}

type merged struct {
	names map[string]bool // as spelled
	born  string
	said  map[any]bool // identifiers, names and places, wherever they stood
}

// keys are what a party can be found again by.
func keys(p *report.Party) []string {
	var out []string
	for i := range p.Identifiers {
		id := &p.Identifiers[i]
		v := compact(id.Raw)
		if len(v) < 4 { // a dash, "n/a", a zero: nobody's
			continue
		}
		switch id.Kind {
		case report.KindIBAN, report.KindBank:
			// An account of no stated institution is another's only if that has none either.
			out = append(out, "account "+compact(id.Service)+" "+v)
		case report.KindDocument:
			out = append(out, "document "+compact(id.Service)+" "+v)
		}
	}
	if p.Born != "" {
		for _, n := range p.Names {
			if s := spelled(n); s != "" {
				out = append(out, "person "+s+" "+p.Born)
			}
		}
	}
	return out
}

func compact(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' || r == '/' {
			return -1
		}
		return r
	}, s))
}

func spelled(n report.Name) string {
	return strings.ToLower(strings.Join(strings.Fields(n.First+" "+n.Middle+" "+n.Last+" "+n.Full), " "))
}

// one says whether p can be the party that stands at i: no name that party lacks
// and no other date of birth. A name where there was none contradicts nothing.
func (c *cast) one(i int, p *report.Party) bool {
	m := c.seen[i]
	if p.Born != "" && m.born != "" && p.Born != m.born {
		return false
	}
	if len(m.names) == 0 {
		return true
	}
	named := false
	for _, n := range p.Names {
		s := spelled(n)
		if m.names[s] {
			return true
		}
		named = named || s != ""
	}
	return !named
}

// find gives the party that p is again, or -1.
func (c *cast) find(p *report.Party) int {
	for _, k := range keys(p) {
		if i, ok := c.byKey[castKey{p.Role, k}]; ok && c.one(i, p) {
			return i
		}
	}
	return -1
}

// add takes a party in and says which one it is.
func (c *cast) add(p report.Party) int {
	if c.alone {
		c.parties = append(c.parties, p)
		return len(c.parties) - 1
	}
	i := c.find(&p)
	if i < 0 {
		i = len(c.parties)
		q := p
		q.Identifiers, q.Names, q.Places = nil, nil, nil
		c.parties = append(c.parties, q)
		c.seen = append(c.seen, merged{names: map[string]bool{}, said: map[any]bool{}})
	}
	m := &c.seen[i]
	m.merge(&c.parties[i], p)
	if m.born == "" {
		m.born = p.Born
	}
	for _, n := range p.Names {
		if s := spelled(n); s != "" {
			m.names[s] = true
		}
	}
	if c.byKey == nil {
		c.byKey = map[castKey]int{}
	}
	for _, k := range keys(&p) {
		if _, ok := c.byKey[castKey{p.Role, k}]; !ok {
			c.byKey[castKey{p.Role, k}] = i
		}
	}
	return i
}

// merge adds to p what q says beyond it; what both say keeps p's place.
func (m *merged) merge(p *report.Party, q report.Party) {
	fresh := func(said any) bool {
		known := m.said[said]
		m.said[said] = true
		return !known
	}
	for _, id := range q.Identifiers {
		said := id
		said.Field, said.Proxy = "", nil
		if fresh(sighting{said, id.Proxy != nil, id.Proxy != nil && *id.Proxy}) {
			p.Identifiers = append(p.Identifiers, id)
		}
	}
	for _, n := range q.Names {
		said := n
		said.Field = ""
		if fresh(said) {
			p.Names = append(p.Names, n)
		}
	}
	for _, pl := range q.Places {
		said := pl
		said.Field = ""
		if fresh(said) {
			p.Places = append(p.Places, pl)
		}
	}
	if p.Born == "" {
		p.Born = q.Born
	}
}

// sighting is an identifier without its place, and with what its pointer says.
type sighting struct {
	report.Identifier
	stated, proxy bool
}
