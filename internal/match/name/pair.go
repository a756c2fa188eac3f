package name

import (
	"strings"

	"vigie/internal/match/text"
)

// likeness is how two words agree, from not at all to entirely. Compare pairs the
// closest first.
type likeness uint8

const (
	unlike likeness = iota
	initialFits
	nearSlip
	slip
	cut
	ending
	translated
	pet
	particleDiffers
	particleMissing
	together
	spelled
	equal
	likenesses
)

// like compares two words, but for slips of the pen, which take longer to find.
func like(a, b *token) likeness {
	switch {
	case a.full == b.full:
		return equal
	case articled(a, b), articled(b, a):
		return spelled
	case a.text == b.text:
		return withParticles(a, b, equal)
	case a.initial() || b.initial():
		if a.initial() && b.initial() {
			return unlike
		}
		if a.text[0] == b.text[0] || a.full[0] == b.text[0] && b.initial() || b.full[0] == a.text[0] && a.initial() {
			return initialFits // D. may be dela Cruz
		}
		return unlike
	case abbreviates(a, b), abbreviates(b, a):
		return initialFits
	}
	t, isTied := tied(a.groups, b.groups)
	switch known := len(a.groups) > 0 && len(b.groups) > 0; {
	case isTied && t == spelling, a.key != "" && a.key == b.key, breathed(a.key, b.key), !known && sameBones(a, b):
		return withParticles(a, b, spelled)
	case isTied && (a.role != family || b.role != family):
		if t == nickname {
			return pet
		}
		return translated
	case declined(a, b), declined(b, a):
		return ending
	}
	return max(cutOff(a, b), cutOff(b, a))
}

// abbreviates: a is what some write for b before a full stop: Ph., Chr., Jn.
func abbreviates(a, b *token) bool {
	if len(a.text) > 4 || len(a.text) >= len(b.text) || a.role == family || a.text[0] != b.text[0] || len(a.groups) > 0 {
		return false
	}
	rest := b.text
	for i := range len(a.text) {
		at := strings.IndexByte(rest, a.text[i])
		if at < 0 || vowelOrY(a.text[i]) {
			return false
		}
		rest = rest[at+1:]
	}
	return true
}

// articled: b has in one word what a has as an article and a word.
func articled(a, b *token) bool {
	if a.particle != "al" || b.particle != "" || a.key == "" || len(b.key) != len(a.key)+2 {
		return false
	}
	return (b.key[0] == 'a' || b.key[0] == 'e') && b.key[1] == 'l' && b.key[2:] == a.key
}

// withParticles lowers a likeness where the particles before the words are not one.
func withParticles(a, b *token, l likeness) likeness {
	switch {
	case a.particle == b.particle:
		return l
	case a.particle == "" || b.particle == "":
		return particleMissing
	}
	return particleDiffers
}

// breathed: what one language of Cyrillic letters reads as g, another reads as h.
func breathed(a, b string) bool {
	return len(a) >= 6 && len(b) >= 6 && (a[0] == 'g' && b[0] == 'h' || a[0] == 'h' && b[0] == 'g') && a[1:] == b[1:]
}

// sameBones: the consonants agree, and one of the two never had its vowels.
func sameBones(a, b *token) bool {
	return (a.bare || b.bare) && len(a.bones) >= 3 && a.bones == b.bones
}

// declined: b is a with the ending that goes with some given names.
func declined(a, b *token) bool {
	if a.role == given || b.role == given || len(a.text) < 5 || len(a.key) < 3 {
		return false
	}
	n := len(a.key)
	switch a.key[n-2:] {
	case "ov", "ev":
		return b.key == a.key+"a"
	case "in":
		return a.role == family && b.role == family && len(a.text) >= 6 && b.key == a.key+"a"
	case "ki":
		return b.key == a.key[:n-1]+"aia" || b.key == a.key[:n-1]+"a"
	}
	return false
}

// minCut is the least that a form leaves of a word.
const minCut = 10

// cutOff: a is b without its end. Names that share a stem end as names do, on a
// vowel or on a letter that closes one; what was cut mostly ends inside. A second
// family name may be abbreviated to less.
func cutOff(a, b *token) likeness {
	if len(a.text) >= len(b.text) || a.text[0] != b.text[0] || a.fromEnd != 0 || a.role == given || b.text[:len(a.text)] != a.text {
		return unlike
	}
	inside := !vowelOrY(a.text[len(a.text)-1])
	switch {
	case inside && len(a.text) >= minCut && vowelOrY(b.text[len(b.text)-1]):
		return cut
	case inside && len(a.text) >= 3 && a.role == family && a.index > 0 && !patronymicStem(b.text[len(a.text):]):
		return cut
	}
	return unlike
}

func vowelOrY(c byte) bool { return c == 'y' || vowel(c) }

// patronymicStem: the endings by which one family name is made of another.
func patronymicStem(end string) bool {
	switch end {
	case "ez", "es", "s", "son", "sen", "ov", "ev", "in", "enko", "ski", "sky", "i", "a", "o":
		return true
	}
	return false
}

// slipped compares two words that are not alike otherwise.
func slipped(a, b *token) likeness {
	s, t := a.text, b.text
	short := min(len(s), len(t))
	if a.role == family && b.role == family && (elided(s, t) || elided(t, s)) {
		return nearSlip
	}
	if short < 4 || s[0] != t[0] || len(a.groups) > 0 && len(b.groups) > 0 {
		return unlike
	}
	n := text.Edits(s, t, 2)
	if n > 2 || n == 2 && short < 9 {
		return unlike
	}
	ends := s[len(s)-1] == t[len(t)-1]
	if !(a.role == family && b.role == family) && (short < 5 || !ends || s[:short] == t[:short]) {
		return unlike // given names differ by one vowel, above all the last
	}
	if a.particle != b.particle || n == 1 && len(s) == len(t) && vowelForConsonant(s, t) {
		return nearSlip
	}
	if n == 1 && (short >= 7 && ends || short >= 5 && sameButDoubled(s, t)) {
		return slip
	}
	return nearSlip
}

// elided: s is t with the particle that an apostrophe ties to it.
func elided(s, t string) bool {
	return len(s) == len(t)+1 && len(t) >= 4 && (s[0] == 'd' && vowel(t[0]) || s[0] == 'o') && s[1:] == t
}

// vowelForConsonant: where the two first differ, one has a vowel and the other none:
// hands and eyes seldom slip so, and names that are built alike differ so.
func vowelForConsonant(s, t string) bool {
	for i := range min(len(s), len(t)) {
		if s[i] != t[i] {
			// Two letters exchanged are a slip like any other.
			exchanged := i+1 < len(s) && s[i] == t[i+1] && s[i+1] == t[i]
			return vowelOrY(s[i]) != vowelOrY(t[i]) && !exchanged
		}
	}
	return false
}
