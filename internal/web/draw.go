package web

import (
	"fmt"
	"strings"
	"unicode"

	"vigie/internal/web/columns"
)

// drawing is a picture of two columns of boxes with lines between them, made
// here so that a page needs no script for it. Lengths are in the picture's own
// units, about a pixel. What it shows also stands beside it in words.
type drawing struct {
	Label  string // what it shows, in a sentence
	Width  int
	Height int
	Heads  [2]string // over the columns
	Boxes  []box
	Lines  []line
	Words  []sentence
	Open   bool // shown unfolded
	Note   string
}

// box is a thing drawn.
type box struct {
	X, Y, W, H int
	Text       string
	Class      string // of styles: see desk.css
}

// line joins a box of the left column with one of the right.
type line struct {
	Path  string
	Class string
}

// sentence is one thing drawn, in words: what it is, and what it is joined with.
type sentence struct {
	What string
	Key  string // a lead or report, to be opened; else empty
	With []string
}

const (
	drawnWidth = 940
	drawnBox   = 370 // the width of a box
	drawnRow   = 30
	drawnHigh  = 24
	drawnHead  = 26
	drawnRoom  = drawnBox - 26 // for its text, and for the sign that it was cut
	drawnOpen  = 14            // rows up to which a picture is shown unfolded
)

// item is a thing to be drawn.
type item struct {
	text  string
	key   string
	class string
}

// newDrawing lays out two sides and what joins them. class gives the style of a line.
func newDrawing(left, right []item, edges []columns.Edge, class func(columns.Edge) string) *drawing {
	d := &drawing{Width: drawnWidth + 2, Open: max(len(left), len(right)) <= drawnOpen}
	rows := max(len(left), len(right))
	d.Height = drawnHead + rows*drawnRow
	ls, rs := columns.Order(len(left), len(right), edges)
	place := func(order []int, items []item, x int) []int {
		middle := make([]int, len(items))
		for row, i := range order {
			// Spread over the whole height, so that few opposite many stand among them.
			middle[i] = drawnHead + (2*row+1)*rows*drawnRow/(2*max(len(items), 1))
			d.Boxes = append(d.Boxes, box{x, middle[i] - drawnHigh/2, drawnBox, drawnHigh, short(items[i].text), items[i].class})
		}
		return middle
	}
	l, r := place(ls, left, 0), place(rs, right, drawnWidth-drawnBox)
	for _, e := range edges {
		x1, x2 := drawnBox, drawnWidth-drawnBox
		mid := (x1 + x2) / 2
		d.Lines = append(d.Lines, line{fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, l[e.Left], mid, l[e.Left], mid, r[e.Right], x2, r[e.Right]), class(e)})
	}
	for _, i := range ls {
		s := sentence{What: left[i].text, Key: left[i].key}
		for _, j := range rs {
			for _, e := range edges {
				if e.Left == i && e.Right == j {
					s.With = append(s.With, right[j].text)
					break
				}
			}
		}
		d.Words = append(d.Words, s)
	}
	return d
}

// short cuts a text to what fits in a box. How wide a character is, only the
// browser knows: this takes a wide face's, so that nothing runs out of its box.
func short(s string) string {
	room := drawnRoom
	for i, c := range s {
		switch {
		case strings.ContainsRune("iljtfrI.,:;·|!' -()", c):
			room -= 5
		case strings.ContainsRune("mwMW@%", c):
			room -= 13
		case unicode.IsUpper(c):
			room -= 10
		case c == '\u2068' || c == '\u2069':
		default:
			room -= 8
		}
		if room < 0 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}
