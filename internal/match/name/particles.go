package name

import "strings"

// particles are words that go with the word behind them, and how two spellings of
// one are written alike. A word that may be a name in its own right is in alsoNames.
var particles = map[string]string{
	"de": "de", "del": "del", "della": "della", "delle": "delle", "degli": "degli", "dei": "dei", "dela": "dela", "delos": "delos",
	"delas": "delas", "di": "di", "da": "da", "das": "das", "do": "do", "dos": "dos", "du": "du", "des": "des", "la": "la", "las": "las",
	"lo": "lo", "los": "los", "le": "le",
	"van": "van", "der": "der", "den": "den", "ter": "ter", "ten": "ten", "von": "von", "zu": "zu", "zum": "zum", "zur": "zur", "vom": "vom",
	"al": "al", "el": "al", "ul": "al", "bin": "bin", "ibn": "bin", "ben": "bin", "bint": "bint", "binti": "bint", "binte": "bint",
	"abu": "abu", "abou": "abu", "abd": "abd", "abdul": "abd", "abdel": "abd", "abdal": "abd", "abdoul": "abd", "abdur": "abd", "abder": "abd",
}

// alsoNames are particles that, first in a field, are as well a name or an initial.
var alsoNames = map[string]bool{
	"ben": true, "van": true, "le": true, "do": true, "di": true, "da": true, "al": true, "la": true, "lo": true, "den": true,
	"das": true, "du": true, "los": true, "ten": true,
}

// glued writes in full a beginning that makes one word with what follows, and
// gives "" for any other word: "Mc Dara", "Sta. Ana".
func glued(w string) string {
	switch w {
	case "mc", "mac", "fitz", "san", "santa", "santo", "saint", "sainte":
		return w
	case "st":
		return "saint"
	case "ste":
		return "sainte"
	case "sta":
		return "santa"
	case "sto":
		return "santo"
	}
	return ""
}

// generation reads Jr, Sr and their like, and gives 0 for any other word.
func generation(w string) int8 {
	switch w {
	case "jr", "junior", "jnr", "filho", "fils":
		return 1
	case "sr", "senior", "snr":
		return 2
	case "ii":
		return 3
	case "iii":
		return 4
	case "iv":
		return 5
	}
	return 0
}

// servant parts "Abdulrahman", "Abderrahmane", "Abdelkader" into "servant of" and
// the rest. Abdullah is so frequent, in so many spellings, that the table of names
// has it whole.
func servant(w string) (string, bool) {
	rest, ok := strings.CutPrefix(w, "abd")
	if !ok || len(rest) < 6 || !vowel(rest[0]) {
		return w, false
	}
	rest = strings.TrimLeft(rest, "aeiou")
	switch {
	case len(rest) < 4:
		return w, false
	case rest[0] == 'l' && !vowel(rest[1]):
		rest = rest[1:] // abdul|rahman, abdel|kader
	case rest[0] == 'l' && vowel(rest[1]) && !strings.HasPrefix(rest, "lah"):
		return rest[1:], true // abdul|aziz
	case rest[0] == rest[1]:
		rest = rest[1:] // abdur|rahman: the article melts into the name
	}
	if len(rest) < 4 || strings.HasPrefix(rest, "lah") {
		return w, false
	}
	return rest, true
}

// patronymic reports whether a word has the form of a Russian or Ukrainian one.
func patronymic(w string) bool {
	for _, end := range []string{"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "yivna", "ovitch", "evitch", "inichna", "ilyich"} {
		if len(w) > len(end)+1 && strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}
