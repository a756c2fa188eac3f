package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
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

// option is an option of one command, as it is typed again.
type option struct{ flag, word string }

// told are the options that a command was given, but for those that every command
// takes: of these, a hint says what it must (given).
func told(c *kong.Context) []option {
	var out []option
	for _, p := range c.Path {
		if p.Flag == nil || slices.Contains(c.Model.Flags, p.Flag) {
			continue
		}
		o := option{flag: "--" + p.Flag.Name}
		if !p.Flag.IsBool() {
			o.word = fmt.Sprint(reflect.Indirect(p.Flag.Target).Interface())
		}
		out = append(out, o)
	}
	return out
}

// placing are the options that say where a page of a list begins.
var placing = []string{"--after", "--from"}

// again writes this command with what it was told, from the head of its list on
// and without the options that the caller says itself.
func (e *env) again(command string, but ...string) string {
	words := []string{"vigie", command}
	for _, o := range e.told {
		if slices.Contains(placing, o.flag) || slices.Contains(but, o.flag) {
			continue
		}
		switch {
		case o.word == "":
			words = append(words, o.flag)
		case strings.HasPrefix(o.word, "-"): // alone, it would be an option
			words = append(words, o.flag+"="+shell(o.word))
		default:
			words = append(words, o.flag, shell(o.word))
		}
	}
	return strings.Join(words, " ")
}

// more says how a list goes on: the same command, begun at another place. The
// place is options and their values by turns.
func (e *env) more(command string, place ...any) {
	var but, words []string
	for i := 0; i+1 < len(place); i += 2 {
		flag := fmt.Sprint(place[i])
		but = append(but, flag)
		words = append(words, flag, shell(fmt.Sprint(place[i+1])))
	}
	e.hint("%s %s %s", e.t("la suite :", "continued by:"), e.again(command, but...), strings.Join(words, " "))
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
