package synth

import "encoding/hex"

// device is a thing that a service saw an account use.
type device struct{ kind, value string }

// imei gives a handset of the test reporting body 00 (GSMA TS.06): no phone on
// sale bears it. n is below 10¹², and spread over all of them by a factor that
// has no divisor of ten.
func imei(n uint64) device {
	b := append([]byte("00"), digits((n*7_368_787+271_828_182_845)%1e12, 12)...)
	sum := 0
	for i, c := range b { // Luhn: every second digit, from the right of the full number
		v := int(c - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return device{"IMEI", string(append(b, byte('0'+(10-sum%10)%10)))}
}

// advertisingID gives a random (version 4) UUID.
func advertisingID(a, b uint64) device { return device{"UUID", uuid(a, b)} }

func uuid(a, b uint64) string {
	a = a&^0xf000 | 0x4000
	b = b&^(3<<62) | 2<<62
	var raw [16]byte
	for i := range 8 {
		raw[i], raw[8+i] = byte(a>>(56-8*i)), byte(b>>(56-8*i))
	}
	var s [36]byte
	hex.Encode(s[0:8], raw[0:4])
	hex.Encode(s[9:13], raw[4:6])
	hex.Encode(s[14:18], raw[6:8])
	hex.Encode(s[19:23], raw[8:10])
	hex.Encode(s[24:], raw[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}
