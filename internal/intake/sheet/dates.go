package sheet

import (
	"fmt"
	"strings"
	"time"
)

// Years that a date in a sheet may bear; of a birth, from 1900.
const (
	firstYear      = 1990
	firstBirthYear = 1900
	lastYear       = 2100
)

// defaultDates is used where a profile gives no formats.
var defaultDates = []string{"yyyy-MM-dd'T'HH:mm:ssXXX", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"}

// isoLayouts are what a strict workbook writes.
var isoLayouts = func() []layout {
	ls, err := parseLayouts([]string{"yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssXXX", "yyyy-MM-dd'T'HH:mm:ss.SSS", "yyyy-MM-dd"})
	if err != nil {
		panic(err) // a constant
	}
	return ls
}()

// A layout is a date format in the notation of spreadsheets and of Unicode
// (UTS 35), cut down to what cannot be misread:
//
//	yyyy  year, four digits          HH hh  hour 00–23, 01–12
//	MM M  month, two digits, or one  mm ss  minute, second
//	dd d  day, two digits, or one    a      AM or PM
//	S…    fraction, that many digits XXX    offset: Z, +02:00, +0200 or +02
//	'…'   the text between           other punctuation and spaces stand for themselves
//
// Two-digit years and names of months are not taken.
type layout struct {
	format string
	parts  []part
	clock  bool // has an hour
	offset bool
}

type part struct {
	kind  byte // y M d H h m s S X a, or ' for a literal
	width int
	text  string
}

// parseLayout reads a format.
func parseLayout(format string) (layout, error) {
	l := layout{format: format}
	seen := map[byte]bool{}
	for i := 0; i < len(format); {
		c := format[i]
		if c == '\'' {
			end := strings.IndexByte(format[i+1:], '\'')
			if end < 1 {
				return l, fmt.Errorf("date format %q: a quote that never closes", format)
			}
			l.parts = append(l.parts, part{kind: '\'', text: format[i+1 : i+1+end]})
			i += end + 2
			continue
		}
		if c < 'A' || c > 'Z' && c < 'a' || c > 'z' {
			if c >= '0' && c <= '9' || c >= 0x80 {
				return l, fmt.Errorf("date format %q: put %q between quotes", format, c)
			}
			l.parts = append(l.parts, part{kind: '\'', text: format[i : i+1]})
			i++
			continue
		}
		n := i
		for n < len(format) && format[n] == c {
			n++
		}
		w := n - i
		ok := false
		switch c {
		case 'y':
			ok = w == 4
		case 'M', 'd', 'H', 'h', 'm', 's':
			ok = w <= 2
		case 'S':
			ok = w <= 9
		case 'a':
			ok = w == 1
		case 'X':
			ok = w <= 3
		}
		if !ok {
			return l, fmt.Errorf("date format %q: %q is not known; use yyyy MM dd HH mm ss, as dd/MM/yyyy HH:mm", format, format[i:n])
		}
		if seen[c] {
			return l, fmt.Errorf("date format %q: %q stands twice", format, c)
		}
		seen[c] = true
		l.parts = append(l.parts, part{kind: c, width: w})
		i = n
	}
	if !seen['y'] || !seen['M'] || !seen['d'] {
		return l, fmt.Errorf("date format %q: needs yyyy, MM and dd", format)
	}
	if seen['h'] != seen['a'] || seen['h'] && seen['H'] {
		return l, fmt.Errorf("date format %q: hh goes with a, and HH without it", format)
	}
	l.clock, l.offset = seen['H'] || seen['h'], seen['X']
	return l, nil
}

// parseLayouts reads formats, and refuses two between which a date could be
// read as the one or the other: dd/MM/yyyy beside MM/dd/yyyy.
func parseLayouts(formats []string) ([]layout, error) {
	var out []layout
	shape := map[string]string{}
	for _, f := range formats {
		l, err := parseLayout(f)
		if err != nil {
			return nil, err
		}
		s := strings.NewReplacer("dd", "D", "MM", "D", "d", "D", "M", "D").Replace(f)
		if first, ok := shape[s]; ok {
			return nil, fmt.Errorf("date formats %q and %q: a date could be read as either", first, f)
		}
		shape[s] = f
		out = append(out, l)
	}
	return out, nil
}

// parse reads s, which must be of the format to its last byte. A date that no
// calendar has (31 February) is not read.
func (l *layout) parse(s string, zone *time.Location) (time.Time, bool) {
	v := calendar{}
	var frac, half, off int
	hasOff := false
	for _, p := range l.parts {
		switch p.kind {
		case '\'':
			if !strings.HasPrefix(s, p.text) {
				return time.Time{}, false
			}
			s = s[len(p.text):]
		case 'a':
			if len(s) < 2 {
				return time.Time{}, false
			}
			switch s[:2] {
			case "AM", "am":
				half = 1
			case "PM", "pm":
				half = 2
			default:
				return time.Time{}, false
			}
			s = s[2:]
		case 'X':
			n, secs, ok := offset(s)
			if !ok {
				return time.Time{}, false
			}
			s, off, hasOff = s[n:], secs, true
		case 'S':
			n, ok := digits(s, p.width, p.width)
			if !ok {
				return time.Time{}, false
			}
			frac, s = n, s[p.width:]
			for i := p.width; i < 9; i++ {
				frac *= 10
			}
		default:
			least := p.width
			n, ok := digits(s, least, max(p.width, 2))
			if !ok {
				return time.Time{}, false
			}
			w := least
			if w == 1 && len(s) > 1 && s[1] >= '0' && s[1] <= '9' {
				w = 2
			}
			v.set(p.kind, n)
			s = s[w:]
		}
	}
	if s != "" || v.mon < 1 || v.mon > 12 || v.day < 1 || v.hour > 23 || v.min > 59 || v.sec > 59 {
		return time.Time{}, false
	}
	if half > 0 {
		if v.hour < 1 || v.hour > 12 {
			return time.Time{}, false
		}
		v.hour %= 12
		if half == 2 {
			v.hour += 12
		}
	}
	if hasOff {
		zone = time.UTC
	}
	t := time.Date(v.year, time.Month(v.mon), v.day, v.hour, v.min, v.sec, frac, zone)
	if t.Day() != v.day {
		return time.Time{}, false
	}
	return t.Add(-time.Duration(off) * time.Second), true
}

// calendar holds the numbers of a date.
type calendar struct{ year, mon, day, hour, min, sec int }

func (m *calendar) set(kind byte, n int) {
	switch kind {
	case 'y':
		m.year = n
	case 'M':
		m.mon = n
	case 'd':
		m.day = n
	case 'H', 'h':
		m.hour = n
	case 'm':
		m.min = n
	case 's':
		m.sec = n
	}
}

// digits reads at least least and at most most digits at the start of s.
func digits(s string, least, most int) (int, bool) {
	n, i := 0, 0
	for i < most && i < len(s) && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, i >= least
}

// offset reads Z, ±hh:mm, ±hhmm or ±hh: bytes read, seconds east of Greenwich.
func offset(s string) (n, secs int, ok bool) {
	if strings.HasPrefix(s, "Z") {
		return 1, 0, true
	}
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return 0, 0, false
	}
	h, ok := digits(s[1:], 2, 2)
	n = 3
	m := 0
	if rest := strings.TrimPrefix(s[3:], ":"); ok && len(rest) >= 2 {
		if v, two := digits(rest, 2, 2); two {
			m, n = v, len(s)-len(rest)+2
		}
	}
	if !ok || h > 14 || m > 59 {
		return 0, 0, false
	}
	secs = h*3600 + m*60
	if s[0] == '-' {
		secs = -secs
	}
	return n, secs, true
}
