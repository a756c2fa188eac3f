package name

import (
	"slices"
	"strings"
)

// maxTokens bounds the words of a name that are compared. Chains of ancestors are
// the longest names there are, and end before it.
const maxTokens = 12

// Name is a name made ready for Compare. The zero Name holds nothing. It can be
// kept and used by several goroutines.
type Name struct {
	tokens     []token
	generation int8
	parted     bool // given and family name were told apart
}

// token is one word of a name, with the particles before it.
type token struct {
	text     string
	full     string // particles and text in one word; text if there are none
	particle string // in the form compared; "" if there is none
	key      string // how it is spelt; "" if too short to tell
	bones    string // consonants, of a word whose vowels are not known or that may meet one
	groups   []int32
	role     role
	index    int8 // in its field, from the front
	fromEnd  int8 // and from the end
	alias    int8 // one more than the place of the word that it is a pet form of; 0 for none
	fieldLen int16
	bare     bool
	light    bool // may be left out without a word: a particle that stands alone, a title
	father   bool // a patronymic
	dropped  bool // first of several given names, and many leave it out
}

// role is which field a word came from.
type role int8

const (
	whole role = iota // one field held the name
	given
	family
)

func (t *token) initial() bool { return len(t.text) == 1 }

// Parse makes a name ready for Compare, with the nicknames that ship with the
// program. Either field may be empty or hold the whole name.
func Parse(givenName, familyName string) Name { return Default().Parse(givenName, familyName) }

// Parse is the function Parse with another table of nicknames. Names of two
// tables are not to be compared with each other.
func (n *Nicknames) Parse(givenName, familyName string) Name {
	g, f, comma := parts(givenName, familyName)
	var p Name
	g, f = p.takeGeneration(g), p.takeGeneration(f)
	p.parted = len(g) > 0 && len(f) > 0
	if comma || p.parted {
		g, f = trailing(g, f, comma)
	}
	gr, fr := given, family
	if !p.parted {
		gr, fr = whole, whole
	}
	p.field(n, g, gr)
	p.field(n, f, fr)
	p.pets(n)
	return p
}

// parts folds both fields into words. A comma in a name that stands in one field
// parts the family name from the given; a form of address alone is no name.
func parts(givenName, familyName string) (g, f []word, comma bool) {
	givenName, familyName = bounded(givenName), bounded(familyName)
	if before, after, ok := strings.Cut(givenName, ","); ok && strings.TrimSpace(familyName) == "" {
		givenName, familyName, comma = after, before, true
	} else if before, after, ok := strings.Cut(familyName, ","); ok && strings.TrimSpace(givenName) == "" {
		givenName, familyName, comma = after, before, true
	}
	g, f = words(givenName), words(familyName)
	if len(g) == 1 && len(f) > 0 && honorific(g[0].text) {
		g = nil
	}
	return g, f, comma
}

func bounded(s string) string { return s[:min(len(s), maxBytes)] }

// takeGeneration takes the suffix off a field. It is the last word, behind another;
// "sr" in front was a form of address, and went.
func (p *Name) takeGeneration(ws []word) []word {
	for len(ws) > 0 {
		g := generation(ws[len(ws)-1].text)
		if g == 0 || len(ws) == 1 && (p.generation != 0 || ws[0].text == "junior") {
			break
		}
		p.generation = g
		ws = ws[:len(ws)-1]
	}
	return ws
}

// trailing moves particles from behind the given name to the front of the family
// name, where lists by family name take them from.
func trailing(g, f []word, comma bool) (given, family []word) {
	i := len(g)
	for i > 1 && particles[g[i-1].text] != "" && len(g[i-1].text) > 1 && (comma || !alsoNames[g[i-1].text]) {
		i--
	}
	if i == len(g) || len(f) == 0 {
		return g, f
	}
	return g[:i], append(slices.Clone(g[i:]), f...)
}

// field adds the words of one field, each with the particles before it.
func (p *Name) field(n *Nicknames, ws []word, r role) {
	begin, size := len(p.tokens), len(ws)-1
	for _, w := range ws {
		size += len(w.text)
	}
	var full, parts string
	for i, w := range ws {
		if len(p.tokens) == maxTokens {
			break
		}
		last := i == len(ws)-1
		text := w.text
		if c := particles[text]; c != "" && !last && !(i == 0 && r != family && alsoNames[text]) {
			full += text
			if c != "al" || parts != "abd" {
				parts += c
			}
			continue
		}
		if beginning := glued(text); beginning != "" && !last && parts == "" && (i > 0 || r == family) {
			full += beginning
			continue
		}
		if text == "y" && i > 0 && !last {
			continue // joins two family names, and many leave it out
		}
		if rest, ok := servant(text); ok && parts == "" {
			full, parts, text = "abd", "abd", rest
		} else if parts == "abd" && (text == "allah" || text == "lah") {
			full, parts, text = "", "", "abdullah"
		} else if parts == "abu" && sameBonesAsBakr(text) {
			full, parts, text = "", "", "abubakr"
		}
		if parts == "" && full != "" {
			text, full = full+text, "" // Mc Dara
		}
		if parts == "abd" {
			full = "abd"
		}
		p.tokens = append(p.tokens, newToken(n, text, full+text, parts, w.bare))
		t := &p.tokens[len(p.tokens)-1]
		t.role, t.fieldLen = r, int16(size)
		t.light = parts == "" && mayBeLeftOut(text) || text == "m" && i == 0
		full, parts = "", ""
	}
	in := p.tokens[begin:]
	for i := range in {
		in[i].index, in[i].fromEnd = int8(i), int8(len(in)-1-i)
		// Elsewhere a word of that form is a family name.
		in[i].light = in[i].light && (len(in) > 2 || len(in) == 2 && r != whole || in[i].initial())
		in[i].father = i > 0 && (r == given || r == whole && len(in) > 2) && patronymic(in[i].text)
	}
}

func newToken(n *Nicknames, text, full, particle string, bare bool) token {
	t := token{text: text, full: full, particle: particle, groups: n.Groups(text), bare: bare, dropped: n.dropped[text]}
	key := spell(text)
	if len(text) >= minSpelt && len(key) >= 3 {
		t.key = key
	}
	t.bones = bones(key)
	return t
}

// mayBeLeftOut: a particle that stands like a name, or a title. Alone in its field,
// or as one of two words, it is the name.
func mayBeLeftOut(w string) bool {
	return particles[w] != "" && alsoNames[w] || particles[w] == "abd" || pilgrim(w)
}

// sameBonesAsBakr: Abu Bakr is written in one word as often as in two.
func sameBonesAsBakr(w string) bool { return bones(spell(w)) == "bkr" }

// pilgrim is a title that some bear as a name and more leave out.
func pilgrim(w string) bool {
	switch w {
	case "hadji", "haji", "hajji", "hadj", "hajj", "alhaji", "elhadj":
		return true
	}
	return false
}

// pets finds a pet form that stands beside its name: Robert (Bob).
func (p *Name) pets(n *Nicknames) {
	for i := range p.tokens {
		for j := range i {
			a, b := &p.tokens[j], &p.tokens[i]
			if a.alias != 0 || b.alias != 0 || a.text == b.text || a.role == family || b.role == family {
				continue
			}
			if t, ok := tied(a.groups, b.groups); ok && t == nickname {
				a.alias, b.alias = int8(i+1), int8(j+1)
			}
		}
	}
}
