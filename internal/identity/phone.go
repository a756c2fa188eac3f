package identity

import (
	"strings"

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
	s := clean(raw)
	s, _ = cutPrefixFold(s, "tel:")
	s = strings.ReplaceAll(s, "＋", "+")
	if i := strings.LastIndexByte(s, '+'); i >= 0 {
		s = s[i:] // "+1 +33 1…": a calling code put before a number that had one
	} else if rest, ok := strings.CutPrefix(strings.TrimLeft(s, "( "), "00"); ok {
		if f := e164("+"+rest, "ZZ"); f.value != "" {
			return f
		}
	}
	if strings.HasPrefix(s, "+") {
		if f := e164(s, "ZZ"); f.value != "" {
			return f
		}
	} else if country != "" {
		if f := e164(s, country); f.value != "" {
			f.why |= phoneAssumed.bit()
			return f
		}
	}
	n, _ := phonenumbers.MaybeSeparateExtensionFromPhone(s)
	if strings.IndexFunc(n, func(r rune) bool { return r >= 'A' && r != '＋' && r < 0x600 }) >= 0 {
		return none // words, not a number
	}
	n = phonenumbers.NormalizeDigitsOnly(n)
	if len(n) < 6 || len(n) > 17 || oneDigit(n) {
		return none
	}
	if strings.HasPrefix(s, "+") {
		if oneDigit(n[3:]) {
			return none
		}
		n = "+" + n
	}
	return form{n, phoneNational.bit()}
}

// e164 reads s, and reads its own result again until it stays the same: a
// national prefix may stand twice.
func e164(s, country string) form {
	value := ""
	for range 4 {
		n, err := phonenumbers.Parse(s, country)
		if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
			return none
		}
		if oneDigit(phonenumbers.GetNationalSignificantNumber(n)) {
			return none
		}
		n.Extension = nil
		if value = phonenumbers.Format(n, phonenumbers.E164); value == s {
			break
		}
		s = value
	}
	return form{value: value}
}

// oneDigit says whether a number is one digit repeated, which forms are filled with.
func oneDigit(s string) bool { return s != "" && strings.Trim(s, s[:1]) == "" }
