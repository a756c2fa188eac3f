package identity

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// phone is the E.164 number, extension dropped. The number needs a country
// calling code ("+33 …", "0033 …"), or country, the region to read it in. One
// without either keeps its digits, to be shown: there is one such number in
// every country. Possible numbers are enough: numbers that no one can hold,
// as those reserved for fiction, are possible without being valid.
func (t *Table) phone(raw, country string) form {
	const longest = 128 // bytes of a number with its extension that are worth remembering
	if len(raw) > longest {
		return parsePhone(raw, country)
	}
	return t.phones.get(phoneKey{raw, country}, parsePhone)
}

func parsePhone(raw, country string) form {
	n, plus := phoneDigits(clean(raw))
	plus = plus && !strings.HasPrefix(n, "0") // "+0033…", "+01…": no calling code begins so
	if plus {
		if f := e164("+"+n, "ZZ"); f.value != "" {
			return f
		}
	} else {
		if rest, ok := strings.CutPrefix(n, "00"); ok {
			if f := e164("+"+rest, "ZZ"); f.value != "" {
				return f
			}
		}
		if country != "" {
			if f := e164(n, country); f.value != "" {
				f.why |= phoneAssumed.bit()
				return f
			}
		}
	}
	if len(n) < leastDigits || len(n) > 17 || oneDigit(n) || plus && oneDigit(n[3:]) {
		return none
	}
	if plus {
		n = "+" + n
	}
	return form{n, phoneNational.bit()}
}

// leastDigits is the least that a number has: the shortest subscriber numbers.
const leastDigits = 6

// phoneDigits returns the digits of the first number in s, without extension,
// and whether a plus stands before them. Words around it ("mobile: …") are
// left out. A plus with few digits after it is a calling code that was put
// before a number that had one: "+1 +33 1…".
func phoneDigits(s string) (n string, plus bool) {
	if strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune("+0123456789 ()-./", r) }) {
		s, _ = phonenumbers.MaybeSeparateExtensionFromPhone(strings.ReplaceAll(s, "＋", "+"))
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r == '+' || unicode.IsDigit(r) }); i > 0 {
		s = s[i:]
	}
	if i := strings.IndexFunc(s, unicode.IsLetter); i >= 0 {
		s = s[:i]
	}
	for part := range strings.SplitSeq(s, "+") {
		if n = phonenumbers.NormalizeDigitsOnly(part); len(n) >= leastDigits {
			return n, plus
		}
		plus = true
	}
	return "", false
}

// e164 reads s, and reads its own result again until it stays the same, since
// a national prefix may stand twice. What does not settle is no number.
func e164(s, country string) form {
	for range 4 {
		n, err := phonenumbers.Parse(s, country)
		if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
			return none
		}
		if oneDigit(phonenumbers.GetNationalSignificantNumber(n)) {
			return none
		}
		n.Extension = nil
		value := phonenumbers.Format(n, phonenumbers.E164)
		if value == s {
			return form{value: value}
		}
		s = value
	}
	return none
}

// oneDigit says whether a number is one digit repeated, which forms are filled with.
func oneDigit(s string) bool { return s != "" && strings.Trim(s, s[:1]) == "" }
