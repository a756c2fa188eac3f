package people

import (
	"strings"
	"unicode"
)

// neighbours are the keys beside each key of a keyboard.
var neighbours = func() map[rune]string {
	m := map[rune]string{}
	rows := []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "1234567890"}
	for _, row := range rows {
		for i, r := range row {
			if i > 0 {
				m[r] += row[i-1 : i]
			}
			if i+1 < len(row) {
				m[r] += row[i+1 : i+2]
			}
		}
	}
	return m
}()

// misread are groups of letters that an eye or a scanner takes for each other.
var misread = [][2]string{
	{"rn", "m"}, {"cl", "d"}, {"ii", "u"}, {"vv", "w"}, {"li", "h"}, {"l", "i"}, {"e", "c"}, {"u", "v"}, {"a", "o"}, {"n", "u"}, {"t", "f"}, {"1", "7"}, {"0", "6"}, {"3", "8"},
}

// misheard are groups of letters that sound alike.
var misheard = [][2]string{
	{"ph", "f"}, {"eau", "o"}, {"au", "o"}, {"ck", "k"}, {"c", "s"}, {"k", "c"}, {"m", "n"}, {"d", "t"}, {"b", "p"}, {"g", "j"}, {"z", "s"}, {"y", "i"}, {"ou", "oo"}, {"ai", "e"}, {"an", "en"}, {"v", "b"},
}

// slip makes one mistake in a text: half of them of the finger (a letter more,
// less, in another's place, or two exchanged), the rest of the eye or the ear.
// What it gives differs from the text and is not empty.
func slip(s string, d *draw) string {
	if s == "" {
		return s
	}
	for range 8 {
		t := s
		switch u := d.float(); {
		case u < 0.60:
			t = finger(s, d)
		case u < 0.80:
			t = swapGroup(s, misread, d)
		default:
			t = swapGroup(s, misheard, d)
		}
		if t != s && strings.TrimSpace(t) != "" {
			return t
		}
	}
	return s + s[len(s)-len(lastRune(s)):]
}

func lastRune(s string) string {
	b := []rune(s)
	return string(b[len(b)-1])
}

func finger(s string, d *draw) string {
	b := []rune(s)
	i := d.n(len(b))
	switch d.n(4) {
	case 0: // inserted: the same key twice, or its neighbour too
		return string(b[:i+1]) + string(beside(b[i], d)) + string(b[i+1:])
	case 1:
		if len(b) > 1 {
			return string(b[:i]) + string(b[i+1:])
		}
	case 2:
		b[i] = beside(b[i], d)
	case 3:
		if i+1 < len(b) {
			b[i], b[i+1] = b[i+1], b[i]
			if i == 0 && unicode.IsUpper(b[1]) { // the capital stays in front
				b[0], b[1] = unicode.ToUpper(b[0]), unicode.ToLower(b[1])
			}
		}
	}
	return string(b)
}

// beside gives the key itself or one beside it.
func beside(r rune, d *draw) rune {
	n := neighbours[unicode.ToLower(r)]
	if n == "" || d.n(4) == 0 {
		return unicode.ToLower(r)
	}
	k := rune(n[d.n(len(n))])
	if unicode.IsUpper(r) {
		return unicode.ToUpper(k)
	}
	return k
}

// swapGroup puts one group of letters for another, either way; it gives the text
// itself when none is in it.
func swapGroup(s string, groups [][2]string, d *draw) string {
	from := d.n(len(groups))
	for i := range groups {
		g := groups[(from+i)%len(groups)]
		if d.n(2) == 0 {
			g[0], g[1] = g[1], g[0]
		}
		if at := strings.LastIndex(s, g[0]); at > 0 {
			return s[:at] + g[1] + s[at+len(g[0]):]
		}
	}
	return s
}

// digitSlip puts one digit of a number for another, or exchanges two; letters
// stay. What it gives differs from what it got where there is a digit.
func digitSlip(s string, d *draw) string {
	b := []byte(s)
	var at []int
	for i, c := range b {
		if c >= '0' && c <= '9' {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return s
	}
	n := d.n(len(at))
	i := at[n]
	if n > 0 && b[at[n-1]] != b[i] && d.chance(0.3) {
		b[i], b[at[n-1]] = b[at[n-1]], b[i]
		return string(b)
	}
	b[i] = '0' + (b[i]-'0'+byte(1+d.n(9)))%10
	return string(b)
}

// misdated gives a date with a digit wrong that is still a date.
func misdated(t date, d *draw) date {
	for range 16 {
		s := digitSlip(t.String(), d)
		u := date{number4(s[:4]), int(s[5]-'0')*10 + int(s[6]-'0'), int(s[8]-'0')*10 + int(s[9]-'0')}
		if u.year >= 1900 && u.year <= 2010 && u.month >= 1 && u.month <= 12 && u.day >= 1 && u.day <= longest[u.month] {
			return u
		}
	}
	return date{t.year, t.month, 1 + t.day%longest[t.month]}
}

func number4(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
