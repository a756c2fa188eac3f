package people

import (
	"strings"
	"unicode/utf8"
)

// accents are the accented letters of the stocks, each with its plain one.
var accents = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "Á", "A", "À", "A", "Â", "A",
	"é", "e", "è", "e", "ê", "e", "ë", "e", "É", "E", "È", "E", "Ê", "E",
	"í", "i", "î", "i", "ï", "i", "Í", "I", "Î", "I", "ó", "o", "ô", "o", "ö", "o", "Ó", "O", "Ô", "O",
	"ú", "u", "ù", "u", "û", "u", "ü", "u", "Ú", "U", "ç", "c", "Ç", "C", "ñ", "n", "Ñ", "N", "ÿ", "y", "º", "",
)

func unaccented(s string) string { return accents.Replace(s) }

// spaced puts spaces for the low lines of the lists.
func spaced(s string) string { return strings.ReplaceAll(s, "_", " ") }

// respelt writes a name as another list would have it: one of the stock's
// spellings for another, or else a consonant single or double. The first letter
// may change too.
func (s *stock) respelt(name string, d *draw) string {
	from := d.n(len(s.respell))
	for i := range s.respell {
		r := s.respell[(from+i)%len(s.respell)]
		for _, way := range [2][2]string{{r[0], r[1]}, {r[1], r[0]}} {
			if way[0] == "" {
				continue
			}
			if at := strings.Index(name, way[0]); at >= 0 {
				return name[:at] + way[1] + name[at+len(way[0]):]
			}
		}
	}
	return doubled(name, d)
}

// doubled makes a letter double, or a double one single.
func doubled(name string, d *draw) string {
	b := []rune(name)
	i := d.n(len(b))
	if i > 0 && b[i] == b[i-1] {
		return string(append(b[:i], b[i+1:]...))
	}
	if i == 0 && len(b) > 1 { // a capital is not doubled
		i = 1
	}
	return string(b[:i]) + strings.ToLower(string(b[i])) + string(b[i:])
}

// shortForms are nicknames that are no beginning of the name. They are this
// generator's own; most nicknames in a list are made by cutting a name short.
var shortForms = map[string]string{
	"William": "Bill Will Billy", "Robert": "Bob Rob Bobby", "Richard": "Dick Rick", "Elizabeth": "Liz Beth Betty",
	"Margaret": "Peggy Maggie", "Katherine": "Kate Kathy", "James": "Jim Jimmy", "John": "Jack Johnny", "Edward": "Ted Ned",
	"Charles": "Chuck Charlie", "Anthony": "Tony", "Patricia": "Trish Pat", "Theodore": "Ted", "Alexandra": "Sandra Alex",
	"Michael": "Mike Mick", "Francisco": "Paco Kiko", "Jose": "Pepe", "Josefina": "Pina", "Manuel": "Manolo",
	"Aleksandr": "Sasha", "Dmitri": "Dima", "Ekaterina": "Katia", "Mikhail": "Misha", "Natalia": "Natasha", "Vladimir": "Volodia",
	"Frédéric": "Fred", "Sébastien": "Seb Bastien", "Guillaume": "Guigui", "Jean-Pierre": "JP", "Alexandre": "Alex",
	"Stéphane": "Steph", "Véronique": "Véro", "Mohamed": "Momo Moha", "Abdelkader": "Kader", "Abderrahim": "Rahim",
}

// nickname shortens a given name; what it gives differs from the name.
func nickname(name string, d *draw) string {
	if s := shortForms[name]; s != "" && d.chance(0.7) {
		return pick(d, strings.Fields(s))
	}
	b := []rune(name)
	if len(b) < 5 {
		return name + pick(d, []string{"y", "ie", "ou", "ito"})
	}
	short := strings.TrimRight(string(b[:3+d.n(2)]), " -") + pick(d, []string{"", "", "o", "y", "ie"})
	if short == name { // Marco, cut to Marc
		return string(b[:3])
	}
	return short
}

// initial gives the first letter of a name and a full stop.
func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	return string(r) + "."
}

// inCyrillic writes a name in Cyrillic letters, group of letters by group.
func inCyrillic(s string) string { return cyrillic.Replace(strings.ToLower(s)) }

var cyrillic = strings.NewReplacer(
	"shch", "щ", "sh", "ш", "ch", "ч", "zh", "ж", "kh", "х", "ts", "ц", "ya", "я", "ia", "я", "yu", "ю", "iu", "ю", "lj", "ль", "sky", "ский",
	"a", "а", "b", "б", "c", "ц", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "й", "k", "к", "l", "л", "m", "м", "n", "н",
	"o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "кс", "y", "ы", "z", "з",
)
