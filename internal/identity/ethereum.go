package identity

import (
	"strings"

	"golang.org/x/crypto/sha3"
)

// ethereum is an address in lower case with 0x. Mixed case is EIP-55's
// checksum: where it is wrong the address was mistyped, or its case changed on
// the way, so that it joins nobody.
func ethereum(hex string) form {
	low := strings.ToLower(hex)
	mixed := hex != low && hex != strings.ToUpper(hex)
	return form{"0x" + low, when(mixed && hex != eip55(low), walletBadCase)}
}

// eip55 puts in capitals the letters above whose place the Keccak-256 of the
// lower-case hexadecimal has a digit of 8 or more.
func eip55(low string) string {
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(low))
	sum := h.Sum(nil)
	b := []byte(low)
	for i, c := range b {
		if digit := sum[i/2] >> (4 * (1 - i%2)) & 15; c >= 'a' && digit >= 8 {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
