package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"
)

// errHelp ends a run whose help has been shown.
var errHelp = errors.New("help was shown")

// helpFlag shows help before anything is checked.
type helpFlag bool

// IsBool lets the flag stand without a value.
func (helpFlag) IsBool() bool { return true }

// BeforeReset shows the help of the command that was named so far.
func (helpFlag) BeforeReset(c *kong.Context, e *env) error {
	n := c.Selected()
	if n == nil {
		n = c.Model.Node
		for _, p := range c.Path {
			if p.Command != nil {
				n = p.Command
			}
		}
	}
	if n.Parent != nil && !slices.Contains(c.Args, n.Name) { // a default that nobody named
		n = n.Parent
	}
	e.help(n)
	return errHelp
}

func path(n *kong.Node) string {
	if n.Parent == nil {
		return ""
	}
	return strings.TrimSpace(path(n.Parent) + " " + n.Name)
}

// help writes the help of one command, or of the whole program.
func (e *env) help(n *kong.Node) {
	if n.Parent == nil {
		e.helpAll(n)
		return
	}
	p := path(n)
	text := commandHelp[p]
	e.print("%s %s", e.style(bold, e.t("Usage :", "Usage:")), e.usageLine(n))
	e.print("\n%s", e.wrap(e.t(text.fr, text.en), ""))
	if len(n.Children) > 0 {
		e.print("\n%s", e.style(bold, e.t("Commandes", "Commands")))
		var rows [][2]string
		for _, c := range n.Children {
			t := commandHelp[path(c)]
			about := first(e.t(t.fr, t.en))
			if c == n.DefaultCmd {
				about += e.t(" (sans autre mot, c'est elle)", " (without another word, this one)")
			}
			rows = append(rows, [2]string{c.Name, about})
		}
		e.columns(rows)
	}
	if rows := e.flagRows(n); len(rows) > 0 {
		e.print("\n%s", e.style(bold, "Options"))
		e.columns(rows)
	}
	e.print("\n%s", e.style(bold, e.t("Options communes", "Options of every command")))
	e.columns(e.flagRows(root1(n)))
	if len(text.examples) > 0 {
		e.print("\n%s", e.style(bold, e.t("Exemples", "Examples")))
		for _, x := range text.examples {
			e.print("  %s", x)
		}
	}
}

func root1(n *kong.Node) *kong.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

func (e *env) helpAll(n *kong.Node) {
	e.print("%s", e.style(bold, "Vigie"))
	e.print("%s", e.wrap(e.t("De tout ce qui est arrivé, par quoi commencer pour qu'un enfant soit en sécurité plus tôt — et pourquoi.",
		"Of all that came in, what to work first so that a child is safe sooner — and why."), ""))
	e.print("\n%s vigie <%s> [options]", e.style(bold, e.t("Usage :", "Usage:")), e.t("commande", "command"))
	for _, ch := range chapters {
		e.print("\n%s", e.style(bold, e.t(ch.fr, ch.en)))
		var rows [][2]string
		for _, name := range ch.commands {
			t := commandHelp[name]
			rows = append(rows, [2]string{name, first(e.t(t.fr, t.en))})
		}
		e.columns(rows)
	}
	e.print("\n%s", e.style(bold, e.t("Options communes", "Options of every command")))
	e.columns(e.flagRows(n))
	e.print("\n%s", e.t("vigie <commande> --help montre des exemples. Pour essayer : vigie demo",
		"vigie <command> --help shows examples. To try it: vigie demo"))
}

// first is the first sentence of a help text.
func first(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i]
	}
	return strings.TrimSuffix(s, ".")
}

// usageLine shows how a command is called.
func (e *env) usageLine(n *kong.Node) string {
	s := "vigie " + path(n)
	var flags []string
	for _, f := range n.Flags {
		if f.Required && !f.Hidden {
			flags = append(flags, "--"+f.Name+"="+e.held(holder(f)))
		}
	}
	if len(flags) > 0 {
		s += " " + strings.Join(flags, " ")
	}
	if len(n.Children) > 0 {
		var names []string
		for _, c := range n.Children {
			names = append(names, c.Name)
		}
		return s + " " + strings.Join(names, "|")
	}
	for _, p := range n.Positional {
		name := strings.ToUpper(p.Name)
		if p.Enum != "" {
			name = strings.ReplaceAll(p.Enum, ",", "|")
		}
		name = e.held(name)
		if p.IsSlice() {
			name += "…"
		}
		if !p.Required {
			name = "[" + name + "]"
		}
		s += " " + name
	}
	if slices.ContainsFunc(n.Flags, func(f *kong.Flag) bool { return !f.Required && !f.Hidden }) {
		s += " [options]"
	}
	return s
}

func holder(f *kong.Flag) string {
	if f.PlaceHolder != "" {
		return f.PlaceHolder
	}
	if f.Enum != "" {
		return strings.ReplaceAll(f.Enum, ",", "|")
	}
	return strings.ToUpper(f.Name)
}

func (e *env) flagRows(n *kong.Node) [][2]string {
	var rows [][2]string
	for _, f := range n.Flags {
		if f.Hidden {
			continue
		}
		name := "--" + f.Name
		if !f.IsBool() {
			name += "=" + e.held(holder(f))
		}
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		t, ok := flagHelp[strings.TrimSpace(path(n)+" "+f.Name)]
		if !ok {
			t = flagHelp[f.Name]
		}
		text := e.t(t[0], t[1])
		if f.HasDefault && f.Default != "" && !f.IsBool() {
			text += fmt.Sprintf(e.t(" (sinon : %s)", " (default: %s)"), f.Default)
		}
		if len(f.Envs) > 0 {
			text += " [$" + strings.Join(f.Envs, ", $") + "]"
		}
		rows = append(rows, [2]string{name, text})
	}
	return rows
}

func (e *env) columns(rows [][2]string) {
	w := 0
	for _, r := range rows {
		w = max(w, utf8.RuneCountInString(r[0]))
	}
	w = min(w, 32)
	for _, r := range rows {
		text := strings.TrimLeft(e.wrap(r[1], strings.Repeat(" ", w+4)), " ")
		if utf8.RuneCountInString(r[0]) > w {
			e.print("  %s\n%s%s", r[0], strings.Repeat(" ", w+4), text)
			continue
		}
		e.print("  %s  %s", pad(r[0], w), text)
	}
}
