package cli

import (
	"cmp"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// callable is how a program that was called by name is called again: by the path
// that was typed, or by its usual name, which the shell found.
func callable(name string) string {
	if strings.ContainsRune(name, '/') || strings.ContainsRune(name, os.PathSeparator) {
		return shell(name)
	}
	return "vigie"
}

// plainWord is what a shell takes as it stands.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)

// shell writes one word for a shell.
func shell(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// named is a command in a sentence: the word before it, and its own first word.
var named = func() *regexp.Regexp {
	words := []string{"--data"}
	for _, c := range chapters {
		words = append(words, c.commands...)
	}
	return regexp.MustCompile(`(^|[\s(«]|\x{202f}|\x{a0})vigie (` + strings.Join(words, "|") + `)\b`)
}()

// pasteable completes the commands that a sentence names, so that they work as
// they stand: called as this one was, on the same folder, for the same person.
func (e *env) pasteable(s string) string {
	given := e.given(s)
	return named.ReplaceAllStringFunc(s, func(m string) string {
		at := strings.LastIndex(m, "vigie ")
		return m[:at] + e.program + " " + given + m[at+len("vigie "):]
	})
}

// given is what the commands of a sentence must be told again: not what the
// sentence says itself, nor what the defaults or the environment say.
func (e *env) given(s string) string {
	var b strings.Builder
	tell := func(flag, value, known string, word func(string) string) {
		if value != "" && value != known && !strings.Contains(s, flag) {
			b.WriteString(flag + " " + word(value) + " ")
		}
	}
	tell("--data", e.Data, os.Getenv("VIGIE_DATA"), shell)
	tell("--db", e.DB, os.Getenv("VIGIE_DB"), database)
	tell("--as", e.As, cmp.Or(os.Getenv("VIGIE_AS"), systemUser()), shell)
	return b.String()
}

// database names a database, unless its address holds a password.
func database(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "…"
	}
	if _, secret := u.User.Password(); secret || u.Query().Has("password") {
		return "…"
	}
	return shell(address)
}
