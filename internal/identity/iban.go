package identity

import "strings"

// iban is an IBAN in its electronic form (ISO 13616): capitals, no spaces,
// right check digits and the length of its country.
func iban(raw string) form {
	s := clean(raw)
	if rest, ok := cutPrefixFold(s, "iban"); ok {
		s = strings.TrimLeft(rest, ": ")
	}
	s = compact(s)
	if len(s) < 15 || len(s) > 34 || !ibanCheck(s) {
		return none
	}
	want, listed := ibanLengths[s[:2]]
	if listed && len(s) != want {
		return none
	}
	return form{s, when(!listed, ibanUnlisted)}
}

// ibanCheck verifies ISO 7064 MOD 97-10 over an IBAN: the first four
// characters moved to the end, letters as 10 to 35, the remainder is 1. Check
// digits are made as 98 less a remainder, so 00, 01 and 99 never are.
func ibanCheck(s string) bool {
	for i := range 4 {
		if letter := 'A' <= s[i] && s[i] <= 'Z'; letter != (i < 2) {
			return false
		}
	}
	if !allDigits(s[2:4]) || s[2:4] == "00" || s[2:4] == "01" || s[2:4] == "99" {
		return false
	}
	mod := 0
	for i := range len(s) {
		switch c := s[(i+4)%len(s)]; {
		case '0' <= c && c <= '9':
			mod = (mod*10 + int(c-'0')) % 97
		case 'A' <= c && c <= 'Z':
			mod = (mod*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return mod == 1
}

// ibanLengths gives the length of each country's IBAN: first those of the
// SWIFT IBAN Registry, then those in use without being registered, as their
// central banks publish them.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22,
	"BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24,
	"DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
	"FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27,
	"GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
	"IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
	"LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20,
	"MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24,
	"PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
	"SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25,
	"SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
	"YE": 30,

	"AO": 25, "BF": 28, "BJ": 28, "CF": 27, "CG": 27, "CI": 28, "CM": 27, "CV": 25,
	"DZ": 26, "GA": 27, "GQ": 27, "GW": 25, "IR": 26, "KM": 27, "MA": 28, "MG": 27,
	"ML": 28, "MZ": 25, "NE": 28, "SN": 28, "TD": 27, "TG": 28,
}
