package identity

import (
	"crypto/sha256"
	"strings"
)

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58Versions are the first bytes of addresses: 0x00 and 0x05 Bitcoin's
// P2PKH and P2SH, 0x6f and 0xc4 its test network's, 0x30 and 0x32 Litecoin's,
// 0x1e and 0x16 Dogecoin's, 0x4c and 0x10 Dash's, 0x41 Tron's.
const base58Versions = "\x00\x05\x6f\xc4\x30\x32\x1e\x16\x4c\x10\x41"

// base58Address says whether s is a base58check address: a version, 20 bytes
// of hash, and the first 4 bytes of the SHA-256 of the SHA-256 of both.
func base58Address(s string) bool {
	if len(s) < 25 || len(s) > 35 {
		return false
	}
	var b [25]byte
	for i := range len(s) {
		carry := strings.IndexByte(base58Alphabet, s[i])
		if carry < 0 {
			return false
		}
		for j := len(b) - 1; j >= 0; j-- {
			carry += 58 * int(b[j])
			b[j] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return false
		}
	}
	// Each leading zero byte is written as one '1', and only so.
	zeros, ones := 0, 0
	for zeros < len(b) && b[zeros] == 0 {
		zeros++
	}
	for ones < len(s) && s[ones] == '1' {
		ones++
	}
	if zeros != ones || strings.IndexByte(base58Versions, b[0]) < 0 {
		return false
	}
	once := sha256.Sum256(b[:21])
	twice := sha256.Sum256(once[:])
	return string(twice[:4]) == string(b[21:])
}
