package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// clean trims, composes (NFC) and drops what a person does not see: controls,
// zero-width and direction marks that copying brings along, broken UTF-8.
func clean(s string) string {
	if printableASCII(s) {
		return strings.Trim(s, " ")
	}
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(norm.NFC.String(s))
}

// fold makes two spellings of one name equal: compatibility forms (NFKC) and
// case, repeated until nothing changes, which two rounds do for real text.
func fold(s string) string {
	if printableASCII(s) {
		return strings.ToLower(strings.Trim(s, " "))
	}
	s = clean(s)
	return settle(s, func(s string) string {
		return clean(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s))))
	})
}

// lower is fold without the compatibility forms: for values that are typed by
// machines or must stay themselves but for case.
func lower(s string) string {
	if printableASCII(s) {
		return strings.ToLower(s)
	}
	return settle(s, func(s string) string { return norm.NFC.String(strings.ToLower(s)) })
}

func upper(s string) string {
	if printableASCII(s) {
		return strings.ToUpper(s)
	}
	return settle(s, func(s string) string { return norm.NFC.String(strings.ToUpper(s)) })
}

// settle applies f until its result is its own result, so that a normal form
// is its own normal form. The bound is never reached by text that people write.
func settle(s string, f func(string) string) string {
	for range 8 {
		n := f(s)
		if n == s {
			break
		}
		s = n
	}
	return s
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// compact is clean, in capitals, without the separators that people put in
// long numbers to read them.
func compact(s string) string {
	return settle(clean(s), func(s string) string {
		return upper(strings.Map(func(r rune) rune {
			switch {
			case r == '-' || r == '.' || r == '/' || r == '_' || r == '\'':
				return -1
			case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r):
				return -1
			}
			return r
		}, s))
	})
}

// empty says whether a value means nothing: "n/a", "[deleted]", "0000", "---".
// Such a value, shared, would join strangers.
func (t *Table) empty(s string) bool {
	s = strings.Trim(fold(s), "<>[](){}\"'`.,;:*_-–—#!?/ ")
	return t.placeholders[s] || strings.Trim(s, "0-. ") == ""
}

func runes(s string) int { return utf8.RuneCountInString(s) }

func digits(s string) int {
	n := 0
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}

func allDigits(s string) bool { return s != "" && digits(s) == len(s) }

// cutPrefixFold is strings.CutPrefix, whatever the case of ASCII letters.
func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}
