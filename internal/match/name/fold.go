package name

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// maxBytes bounds what is read of a name, and the form that is made of it. The
// longest names on record are a third of it; what is longer is no name.
const maxBytes = 512

// Fold is the comparable form of a personal name or of a part of one: words of
// the letters a to z with one space between them. Marks are dropped; other scripts
// are written in Latin letters; what an apostrophe parts is one word (O'Hara is
// "ohara"), what a hyphen or a full stop parts is two; digits are dropped, but for
// "2nd" and the like, which become "ii". Honorifics before a name go where they
// can be nothing else: "Dr.", "Mme" do, "M." and "Don" stay. A name of no letters
// folds to "". Only the first 512 bytes are read.
//
// Fold(Fold(s)) is Fold(s), and a folded name costs no allocation.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	for i, w := range words(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// word is one word of a folded name.
type word struct {
	text string
	// bare is set where the script left the vowels out: what stands between the
	// consonants is not known.
	bare bool
}

// isFolded reports whether Fold would change nothing.
func isFolded(s string) bool {
	if len(s) > maxBytes {
		return false
	}
	first := len(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
		case c == ' ' && i > 0 && i < len(s)-1 && s[i-1] != ' ':
			first = min(first, i)
		default:
			return false
		}
	}
	return first == len(s) || !honorific(s[:first])
}

// words folds a name word by word.
func words(s string) []word {
	if len(s) > maxBytes {
		s = s[:maxBytes]
		for len(s) > 0 && !utf8.RuneStart(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
		if r, n := utf8.DecodeLastRuneInString(s); r == utf8.RuneError {
			s = s[:len(s)-n] // the lead byte of the character that was cut
		}
	}
	s = strings.ReplaceAll(s, "\u00b4", "'") // whose normal form has a space
	f := folder{ukrainian: strings.ContainsAny(s, "іїєґІЇЄҐ")}
	for _, r := range norm.NFKD.String(s) {
		f.add(r)
	}
	f.end()
	for len(f.out) > 1 && honorific(f.out[0].text) {
		f.out = f.out[1:]
	}
	return f.out
}

type folder struct {
	out       []word
	size      int    // bytes of out, with spaces
	raw       []rune // letters, digits and marks of the word at hand
	ukrainian bool   // г is h there and g elsewhere
}

func (f *folder) add(r rune) {
	switch {
	case unicode.IsLetter(r) && r != tatweel && !turned(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
		f.raw = append(f.raw, r)
	case r == '\'', r == '`', turned(r), r == tatweel, unicode.Is(unicode.Cf, r), unicode.Is(unicode.Me, r), r == utf8.RuneError:
		// Between the letters of one word.
	case unicode.Is(unicode.Mc, r):
		f.raw = append(f.raw, r) // a vowel, in the scripts of India
	default:
		f.end()
	}
}

// tatweel stretches an Arabic word on the page.
const tatweel = 'ـ'

// turned are the apostrophes beside the straight one, and what transliterations
// write for ʿayn and hamza.
func turned(r rune) bool {
	switch r {
	case '’', '‘', 'ʼ', 'ʻ', 'ʽ', 'ʾ', 'ʿ', 'ʹ', '′', '‛', '＇':
		return true
	}
	return false
}

// end closes the word at hand.
func (f *folder) end() {
	raw := f.raw
	f.raw = raw[:0]
	if len(raw) == 0 {
		return
	}
	switch scriptOf(raw) {
	case arabic:
		f.emit(fromArabic(raw), true)
	case hebrew:
		f.emit(fromHebrew(raw), true)
	default:
		f.emit(f.latin(raw), false)
	}
}

// latin writes a word of any other script in Latin letters.
func (f *folder) latin(raw []rune) string {
	var b strings.Builder
	for i, r := range raw {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
			if !unicode.In(r, unicode.Inherited) {
				b.WriteString(unidecode.Unidecode(string(r)))
			}
		default:
			next := rune(0)
			if i+1 < len(raw) {
				next = raw[i+1]
			}
			b.WriteString(f.letter(unicode.ToLower(r), unicode.ToLower(next), i == 0))
		}
	}
	return b.String()
}

// letter writes one letter, next being what follows it, first whether it begins a word.
func (f *folder) letter(r, next rune, first bool) string {
	switch {
	case r == 'е' && next == '\u0308' && first: // ё
		return "yo"
	case r == 'и' && next == '\u0306': // й, apart from its mark
		return "i"
	case f.ukrainian && r == 'г':
		return "h"
	case f.ukrainian && r == 'и':
		return "y"
	case r == 'ο' && next == 'υ':
		return "o" // and the upsilon gives the u
	}
	if s, ok := letters[r]; ok {
		return s
	}
	return unidecode.Unidecode(string(r))
}

// emit takes a word in Latin letters, which may have turned out to be several.
func (f *folder) emit(s string, bare bool) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '-' || r == '.' }) {
		w := lower(part)
		room := maxBytes - f.size
		if len(f.out) > 0 {
			room--
		}
		if w == "" || room <= 0 {
			continue
		}
		w = w[:min(len(w), room)]
		f.size = maxBytes - room + len(w)
		f.out = append(f.out, word{w, bare})
	}
}

// lower keeps the letters a to z, and of digits those of an ordinal.
func lower(s string) string {
	b := make([]byte, 0, len(s))
	digits := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			b = append(b, c)
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		case c >= '0' && c <= '9':
			digits = true
		}
	}
	if digits {
		switch strings.ToLower(s) {
		case "2nd", "2d":
			return "ii"
		case "3rd", "3d":
			return "iii"
		case "4th":
			return "iv"
		}
	}
	return string(b)
}

// honorific reports whether a first word can be nothing but a form of address. "M."
// may be an initial, "Don", "Hadji" and "Sheikh" a name: they are not here.
func honorific(w string) bool {
	switch w {
	case "mr", "mrs", "ms", "mister", "mx", "dr", "dra", "prof", "messrs",
		"mme", "mlle", "monsieur", "madame", "mademoiselle",
		"herr", "frau", "dhr", "mevr", "mevrouw", "meneer",
		"sr", "sra", "srta", "senor", "senora", "senorita", "senhor", "senhora",
		"signor", "signora", "sig", "engr", "atty":
		return true
	}
	return false
}
