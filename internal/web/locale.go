package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed locale
var localeFiles embed.FS

// locale holds the strings of one language by key. Plural forms are two keys
// that end in .one and .other.
type locale struct {
	lang  string
	words map[string]string
}

type locales map[string]*locale

func loadLocales() (locales, error) {
	out := locales{}
	for _, lang := range []string{"fr", "en"} {
		b, err := localeFiles.ReadFile("locale/" + lang + ".json")
		if err != nil {
			return nil, err
		}
		l := &locale{lang: lang}
		if err := json.Unmarshal(b, &l.words); err != nil {
			return nil, fmt.Errorf("locale/%s.json: %w", lang, err)
		}
		for key, words := range l.words {
			l.words[key] = l.set(words)
		}
		out[lang] = l
	}
	return out, nil
}

// spoken are the strings of the desk, for those who say the same elsewhere.
var spoken = sync.OnceValues(loadLocales)

// Word gives what the desk says for a key in a language, "fr" or "en"; false where it
// has no word.
func Word(lang, key string) (string, bool) {
	ls, err := spoken()
	if err != nil {
		return "", false
	}
	s, ok := ls.of(lang).words[key]
	return s, ok
}

// of gives a language; French where there is no such one.
func (ls locales) of(lang string) *locale {
	if l, ok := ls[lang]; ok {
		return l
	}
	return ls["fr"]
}

// asked gives the language that a browser asks for first, for pages without a session.
func (ls locales) asked(accept string) *locale {
	first, _, _ := strings.Cut(accept, ",")
	first, _, _ = strings.Cut(first, "-")
	return ls.of(strings.ToLower(strings.TrimSpace(first)))
}

// say gives the words of a key, with {name} replaced by the values given in
// pairs. A key without words is given as it is: a test finds those.
func (l *locale) say(key string, pairs ...any) string {
	s, ok := l.words[key]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return s
	}
	rs := make([]string, len(pairs)&^1)
	for i := range rs {
		rs[i] = fmt.Sprint(pairs[i])
		if i%2 == 0 {
			rs[i] = "{" + rs[i] + "}"
		}
	}
	return strings.NewReplacer(rs...).Replace(s)
}

// count gives the words of a key for a number: in French one and less is singular.
func (l *locale) count(key string, n int64) string {
	form := ".other"
	if n == 1 || n == 0 && l.lang == "fr" {
		form = ".one"
	}
	return l.say(key+form, "n", l.number(n))
}

// number writes a whole number with its thousands apart.
func (l *locale) number(n int64) string {
	return l.digits(strconv.FormatInt(n, 10))
}

// digits parts a whole number's digits by threes.
func (l *locale) digits(s string) string {
	sep := ","
	if l.lang == "fr" {
		sep = "\u202f"
	}
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// label gives the words of a value of a closed list, or the value itself.
func (l *locale) label(list, value string) string {
	if s, ok := l.words[list+"."+value]; ok {
		return s
	}
	return value
}
