package triage

import (
	"fmt"
	"strconv"
	"strings"
)

// template is a reason with its placeholders: {payments} is a figure,
// {payments:payment|payments} the word that goes with it. French takes the
// first word for 0 and 1, English for 1.
type template []piece

type piece struct {
	text      string // where variable is ""
	variable  string
	one, many string
}

// parseTemplate refuses a placeholder that is no count or date.
func parseTemplate(s string) (template, error) {
	var out template
	for s != "" {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			if strings.IndexByte(s, '}') >= 0 {
				return nil, fmt.Errorf("a brace is closed and not opened")
			}
			return append(out, piece{text: s}), nil
		}
		if open > 0 {
			out = append(out, piece{text: s[:open]})
		}
		end := strings.IndexByte(s, '}')
		if end < open {
			return nil, fmt.Errorf("a brace is opened and not closed")
		}
		p, err := parsePiece(s[open+1 : end])
		if err != nil {
			return nil, err
		}
		out = append(out, p)
		s = s[end+1:]
	}
	return out, nil
}

func parsePiece(s string) (piece, error) {
	name, words, plural := strings.Cut(s, ":")
	p := piece{variable: name}
	i, ok := variableAt[name]
	switch {
	case !ok:
		return p, fmt.Errorf("{%s}: %s", name, notAFact(name))
	case variables[i].Type == Boolean:
		return p, fmt.Errorf("{%s}: yes or no is no figure; write {%s_reports} for how many reports state it", name, name)
	case !plural:
		return p, nil
	case variables[i].Type == Date:
		return p, fmt.Errorf("{%s}: a date has no plural", name)
	}
	p.one, p.many, ok = strings.Cut(words, "|")
	if !ok || p.one == "" || p.many == "" {
		return p, fmt.Errorf("{%s}: write both words, as in {%s:one|several}", s, name)
	}
	return p, nil
}

// in fills the template from a summary.
func (t template) in(lang string, s *Summary) string {
	var b strings.Builder
	for _, p := range t {
		if p.variable == "" {
			b.WriteString(p.text)
			continue
		}
		v := &variables[variableAt[p.variable]]
		n := v.figure(s)
		switch {
		case p.one != "":
			b.WriteString(plural(lang, n, p.one, p.many))
		case v.Type == Date:
			b.WriteString(Day(n).In(lang))
		default:
			b.WriteString(strconv.FormatInt(n, 10))
		}
	}
	return b.String()
}

func plural(lang string, n int64, one, many string) string {
	if n == 1 || n == 0 && language(lang) == "fr" {
		return one
	}
	return many
}
