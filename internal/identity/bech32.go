package identity

import "strings"

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// The checksums' final constants: BIP-173 and BIP-350.
const (
	bech32Const  = 1
	bech32mConst = 0x2bc830a3
)

// segwit says whether s is a segregated-witness address of Bitcoin (bc), its
// test networks (tb, bcrt) or Litecoin (ltc): BIP-173 for version 0, BIP-350
// for the versions after.
func segwit(s string) bool {
	hrp, data, constant := bech32(s)
	if hrp != "bc" && hrp != "tb" && hrp != "bcrt" && hrp != "ltc" || len(data) < 1 || data[0] > 16 {
		return false
	}
	if want := uint32(bech32mConst); data[0] == 0 {
		if constant != bech32Const {
			return false
		}
	} else if constant != want {
		return false
	}
	n, ok := programBytes(data[1:])
	return ok && n >= 2 && n <= 40 && (data[0] != 0 || n == 20 || n == 32)
}

// bech32 splits a string of at most 90 characters and returns its data without
// the checksum, and the constant that the checksum was made with. A hrp of ""
// means that s is no such string.
func bech32(s string) (hrp string, data []byte, constant uint32) {
	if len(s) < 8 || len(s) > 90 || !printableASCII(s) {
		return "", nil, 0
	}
	low := strings.ToLower(s)
	if low != s && strings.ToUpper(s) != s {
		return "", nil, 0 // mixed case
	}
	i := strings.LastIndexByte(low, '1')
	if i < 1 || len(low)-i-1 < 6 || strings.IndexByte(low, ' ') >= 0 {
		return "", nil, 0
	}
	hrp = low[:i]
	check := uint32(1)
	for j := range len(hrp) {
		check = bech32Step(check, hrp[j]>>5)
	}
	check = bech32Step(check, 0)
	for j := range len(hrp) {
		check = bech32Step(check, hrp[j]&31)
	}
	data = make([]byte, 0, 90)
	for _, c := range []byte(low[i+1:]) {
		d := strings.IndexByte(bech32Alphabet, c)
		if d < 0 {
			return "", nil, 0
		}
		check = bech32Step(check, byte(d))
		data = append(data, byte(d))
	}
	if check != bech32Const && check != bech32mConst {
		return "", nil, 0
	}
	return hrp, data[:len(data)-6], check
}

// bech32Step is one step of the BCH code's division (BIP-173, polymod).
func bech32Step(check uint32, v byte) uint32 {
	top := check >> 25
	check = check&0x1ffffff<<5 ^ uint32(v)
	for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
		if top>>i&1 == 1 {
			check ^= g
		}
	}
	return check
}

// programBytes is the length of the bytes that groups of 5 bits make; what is
// left over must be under 5 bits, and zero.
func programBytes(groups []byte) (n int, ok bool) {
	acc, bits := uint(0), 0
	for _, g := range groups {
		acc, bits = (acc<<5|uint(g))&0xfff, bits+5
		if bits >= 8 {
			bits -= 8
			n++
		}
	}
	return n, bits < 5 && acc&(1<<bits-1) == 0
}
