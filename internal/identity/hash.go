package identity

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// hashBytes gives the length of a hash value in bytes, by type.
var hashBytes = map[string]int{
	"MD5": 16, "SHA1": 20, "SHA224": 28, "SHA256": 32, "SHA384": 48, "SHA512": 64,
	"PDQ": 32, "PHOTODNA": 144,
}

// emptyHashes are the hashes of nothing at all, which every failed upload bears.
var emptyHashes = map[string]bool{
	"d41d8cd98f00b204e9800998ecf8427e":                                 true,
	"da39a3ee5e6b4b0d3255bfef95601890afd80709":                         true,
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855": true,
}

// hashValue is lower-case hexadecimal; base64 and base32 are read where the
// type says how long the value is. A type without a fixed length, or one that
// is not hexadecimal, stays as given.
func hashValue(typ, raw string) form {
	s := clean(raw)
	typ = strings.ReplaceAll(compact(typ), "-", "")
	want, known := hashBytes[typ]
	if isHex(s) && len(s)%2 == 0 && (!known || len(s) == 2*want) {
		return hexForm(strings.ToLower(s))
	}
	if !known {
		if len(s) < 8 || isHex(s) && strings.Trim(s, "0") == "" {
			return none
		}
		if isHex(s) {
			s = strings.ToLower(s)
		}
		return form{value: s}
	}
	for _, d := range []func(string) ([]byte, error){
		base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base32.StdEncoding.DecodeString,
	} {
		if b, err := d(s); err == nil && len(b) == want {
			return hexForm(hex.EncodeToString(b))
		}
	}
	if typ == "PHOTODNA" && strings.Count(s, ",") == 143 {
		return form{value: strings.ReplaceAll(s, " ", "")}
	}
	return none
}

func hexForm(h string) form {
	if emptyHashes[h] || strings.Trim(h, "0") == "" {
		return none
	}
	return form{value: h}
}
