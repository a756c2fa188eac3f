package name

// letters are those that package unidecode writes otherwise than names are written
// on passports and by those who bear them. Marks are apart already: ё is е here.
// Digraphs follow ICAO Doc 9303 where that is also the common English form.
var letters = map[rune]string{
	// Cyrillic.
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ie", 'ж': "zh", 'з': "z",
	'и': "i", 'і': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r",
	'с': "s", 'т': "t", 'у': "u", 'ў': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	'ђ': "dj", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz", 'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz",
	'ә': "a", 'ғ': "g", 'қ': "k", 'ң': "n", 'ө': "o", 'ұ': "u", 'ү': "u", 'һ': "h",
	// Greek.
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k",
	'λ': "l", 'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t",
	'υ': "u", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
	// Latin.
	'ə': "a", 'ø': "o", 'œ': "oe", 'æ': "ae", 'ß': "ss", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i",
	'ŋ': "ng", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ƴ': "y",
}

type script int

const (
	other script = iota
	arabic
	hebrew
)

// scriptOf tells the scripts that leave vowels out by the first letter of a word.
func scriptOf(raw []rune) script {
	for _, r := range raw {
		switch {
		case r >= 0x0620 && r <= 0x064a, r >= 0x066e && r <= 0x06d3, r >= 0x0750 && r <= 0x077f:
			return arabic
		case r >= 0x05d0 && r <= 0x05ea:
			return hebrew
		}
	}
	return other
}
