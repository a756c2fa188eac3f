package cli

import (
	"strings"
	"unicode/utf8"

	"vigie/internal/triage"
)

// Styles of a terminal. Meaning never hangs on colour alone.
const (
	bold  = "1"
	dim   = "2"
	red   = "1;31"
	amber = "33"
	blue  = "34"
)

func (e *env) style(s, text string) string {
	if !e.colour || s == "" {
		return text
	}
	return "\x1b[" + s + "m" + text + "\x1b[0m"
}

func classStyle(c triage.Class) string {
	switch c {
	case triage.Immediate:
		return red
	case triage.Perishable:
		return amber
	case triage.Strong:
		return bold
	case triage.Held:
		return dim
	}
	return ""
}

// pad fills a text with spaces up to a number of characters.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}

// padLeft puts the spaces in front, for figures.
func padLeft(s string, n int) string {
	return strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s))) + s
}

// wrap breaks a text into lines that start with indent. Without a terminal it
// stays one line, so that other programs find it whole.
func (e *env) wrap(text, indent string) string {
	if e.width == 0 {
		return indent + text
	}
	room := max(30, e.width-utf8.RuneCountInString(indent))
	var b strings.Builder
	col := 0
	b.WriteString(indent)
	for i, w := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(w)
		if i > 0 && col+1+n > room {
			b.WriteString("\n" + indent)
			col = 0
		} else if i > 0 {
			b.WriteByte(' ')
			col++
		}
		b.WriteString(w)
		col += n
	}
	return b.String()
}

// table aligns columns. A column whose name starts with ">" is set to the right.
func (e *env) table(head []string, rows [][]string) {
	width := make([]int, len(head))
	for i, h := range head {
		width[i] = utf8.RuneCountInString(strings.TrimPrefix(h, ">"))
	}
	for _, r := range rows {
		for i, c := range r {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	line := func(cells []string, style string) {
		var b strings.Builder
		for i, c := range cells {
			if i > 0 {
				b.WriteString("  ")
			}
			if strings.HasPrefix(head[i], ">") {
				b.WriteString(padLeft(strings.TrimPrefix(c, ">"), width[i]))
			} else {
				b.WriteString(pad(c, width[i]))
			}
		}
		e.print("%s", e.style(style, strings.TrimRight(b.String(), " ")))
	}
	line(head, dim)
	for _, r := range rows {
		line(r, "")
	}
}
