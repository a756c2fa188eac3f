package synth

import "strconv"

// IBANs are right in form and belong to nobody:
//   - Germany: the first digit of a Bankleitzahl is the Bundesbank's clearing
//     area, 1 to 8. No bank's code begins with 0.
//   - France: the bank code (CIB) is given out from 10000 up; 00000 is none.
//
// The account number is the bearer's own, so that no two bearers meet.
const (
	germanBank = "01234567"
	frenchBank = "00000"
)

// iban gives the n-th account, German or French, n below 10¹⁰.
func iban(n uint64, french bool) string {
	if !french {
		b := append([]byte(germanBank), digits(n, 10)...)
		return "DE" + checkDigits(b, "1314") + string(b) // D=13, E=14
	}
	account := digits(n, 11)
	body := append([]byte(frenchBank+"00001"), account...)
	body = append(body, digits(ribKey(1, n), 2)...)
	return "FR" + checkDigits(body, "1527") + string(body) // F=15, R=27
}

// checkDigits are those of ISO 7064 MOD 97-10 over a body of digits alone,
// with the country's letters already turned into digits.
func checkDigits(body []byte, country string) string {
	r := 0
	for _, c := range append(append(body[:len(body):len(body)], country...), '0', '0') {
		r = (r*10 + int(c-'0')) % 97
	}
	return string(digits(uint64(98-r), 2))
}

// ribKey is the French clé RIB for bank 00000: 97 - (15·branch + 3·account) mod 97.
func ribKey(branch, account uint64) uint64 { return 97 - (15*branch+3*account)%97 }

// digits writes n with exactly w digits, the lowest ones.
func digits(n uint64, w int) []byte {
	s := strconv.AppendUint(make([]byte, 0, 24), n, 10)
	if len(s) >= w {
		return s[len(s)-w:]
	}
	b := make([]byte, w)
	for i := range b {
		b[i] = '0'
	}
	copy(b[w-len(s):], s)
	return b
}
