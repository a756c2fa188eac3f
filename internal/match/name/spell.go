package name

import "strings"

// minSpelt is how many letters a word has whose spelling says anything: Jan and Ian
// are two names.
const minSpelt = 4

// Spelling is a key that the spellings of one name share: "kovalsky" and "kowalski"
// have one key, and so have "belov" and "beloff". Doubled letters stay. It takes one
// word, in the form that Fold gives. Names can be found by it before they are
// compared; it is not made to be shown.
func Spelling(w string) string {
	if w = w[:min(len(w), maxBytes)]; w == "" {
		return ""
	}
	return spell(w)
}

// spell writes what the spellings of one name have in common. They differ in ways
// that repeat: y, i and j; k, c and q; ou and u; kh and h; -ov and -off. Endings that
// tell two names apart (Jean and Jeanne, Andre and Andree) stay apart in it. Capitals
// in the key stand for sounds that take several letters: S is sh, C ch, Z zh.
func spell(w string) string {
	if rest, ok := strings.CutPrefix(w, "mac"); ok && len(rest) >= 3 {
		w = "mc" + rest
	}
	if rest, ok := strings.CutPrefix(w, "ye"); ok && len(rest) >= 3 {
		w = "e" + rest
	}
	w = slavicEnding(w)
	b := make([]byte, 0, len(w)+4)
	for i := 0; i < len(w); {
		n, key := sound(w[i:], i == 0)
		i += n
		for _, c := range []byte(key) {
			if vowel(c) && len(b) > 0 && b[len(b)-1] == c {
				continue // iya, ija and ia; aa and a
			}
			b = append(b, c)
		}
	}
	if n := len(b); n > 2 && b[n-1] == 'h' && vowel(b[n-2]) {
		b = b[:n-1] // Sarah, Fatimah
	}
	return string(b)
}

type soundRule struct{ letters, key string }

// sounds are tried in order at each place of a word; the first that fits is taken.
var sounds = []soundRule{
	{"chtch", "S"},
	{"shch", "S"},
	{"tch", "C"},
	{"sch", "S"},
	{"sh", "S"},
	{"ch", "C"},
	{"zh", "Z"},
	{"kh", "h"},
	{"gh", "g"},
	{"dh", "d"},
	{"th", "t"},
	{"ph", "f"},
	{"ck", "k"},
	{"dj", "j"},
	{"ou", "u"},
	{"oo", "u"},
	{"ee", "i"},
	{"ue", "u"},
	{"oe", "o"},
	{"ae", "a"},
	{"ce", "se"},
	{"ci", "si"},
	{"cy", "si"},
	{"c", "k"},
	{"q", "k"},
	{"x", "ks"},
	{"z", "s"},
	{"w", "v"},
	{"y", "i"},
}

// soundsOf are the sounds by their first letter.
var soundsOf = func() (of [256][]soundRule) {
	for _, s := range sounds {
		of[s.letters[0]] = append(of[s.letters[0]], s)
	}
	return of
}()

// sound is how many letters are taken from the front of w, and what they become.
func sound(w string, first bool) (int, string) {
	for _, s := range soundsOf[w[0]] {
		if strings.HasPrefix(w, s.letters) {
			return len(s.letters), s.key
		}
	}
	if w[0] == 'j' && !first {
		return 1, "i"
	}
	return 1, w[:1]
}

// slavicEnding writes -off, -eff, -iev, -yev, -yov, -eev and -eyev as -ov and -ev.
func slavicEnding(w string) string {
	stem, a := strings.CutSuffix(w, "a") // Vasilieva
	for _, end := range []string{"v", "ff", "w"} {
		s, ok := strings.CutSuffix(stem, end)
		if !ok || len(s) < 3 || end != "v" && a {
			continue
		}
		if soft := strings.TrimRight(s[:len(s)-1], "iyj"); s[len(s)-1] == 'o' && len(soft) < len(s)-1 {
			s = soft + "e" // Vorobyov
		}
		if s[len(s)-1] == 'o' {
			w = s + "v"
			if a {
				w += "a"
			}
			return w
		}
		if s[len(s)-1] != 'e' {
			continue
		}
		w = strings.TrimRight(s, "eiyj") + "ev"
		if a {
			w += "a"
		}
		return w
	}
	return w
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// bones are the consonants of a key, which is what a script without vowels keeps.
// v goes too: it may have been the w that such a script writes like u.
func bones(key string) string {
	b := make([]byte, 0, len(key))
	for i := range len(key) {
		c := key[i]
		switch {
		case i == 0 && vowel(c):
			b = append(b, 'a')
		case vowel(c), c == 'v' && i > 0, i > 0 && key[i-1] == c:
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// sameButDoubled reports whether two keys differ only in letters that one has twice.
func sameButDoubled(a, b string) bool {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		if a[i] != b[j] {
			return false
		}
		c := a[i]
		for i < len(a) && a[i] == c {
			i++
		}
		for j < len(b) && b[j] == c {
			j++
		}
	}
	return i == len(a) && j == len(b)
}
