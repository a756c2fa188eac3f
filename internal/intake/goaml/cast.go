package goaml

import (
	"slices"
	"strings"

	"vigie/internal/report"
)

// cast finds again, within one document, who was named before: by account, by
// document, or by name and date of birth, as given. Two that share one of these
// and bear different names or dates of birth are not taken for one.
type cast struct {
	parties []report.Party
	byKey   map[castKey]int
	seen    []merged // of each party, what has been merged into it
}

type castKey struct {
	role report.Role
	key  string
}

type merged struct {
	names map[string]bool
	born  string
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
	i := c.find(&p)
	if i < 0 {
		i = len(c.parties)
		c.parties = append(c.parties, p)
		c.seen = append(c.seen, merged{names: map[string]bool{}})
	} else {
		merge(&c.parties[i], p)
	}
	m := &c.seen[i]
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
func merge(p *report.Party, q report.Party) {
	for _, id := range q.Identifiers {
		if !slices.ContainsFunc(p.Identifiers, func(o report.Identifier) bool { return sameIdentifier(&o, &id) }) {
			p.Identifiers = append(p.Identifiers, id)
		}
	}
	for _, n := range q.Names {
		if !slices.ContainsFunc(p.Names, func(o report.Name) bool { o.Field = n.Field; return o == n }) {
			p.Names = append(p.Names, n)
		}
	}
	for _, pl := range q.Places {
		if !slices.ContainsFunc(p.Places, func(o report.Place) bool { o.Field = pl.Field; return o == pl }) {
			p.Places = append(p.Places, pl)
		}
	}
	if p.Born == "" {
		p.Born = q.Born
	}
}

func sameIdentifier(a, b *report.Identifier) bool {
	return a.Kind == b.Kind && a.Service == b.Service && a.Raw == b.Raw && a.Type == b.Type &&
		a.Port == b.Port && a.At.Equal(b.At) && (a.Proxy == nil) == (b.Proxy == nil) && (a.Proxy == nil || *a.Proxy == *b.Proxy)
}
