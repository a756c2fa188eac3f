package hashlist

import (
	"crypto/md5"  // of nothing at all, to know it again
	"crypto/sha1" // likewise
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
)

// Type is the algorithm of a hash value. Numbers are stored: append, never reuse.
type Type uint8

// Types. PhotoDNA and PDQ describe what a picture looks like; here they are
// values like the others, equal or not.
const (
	MD5 Type = iota + 1
	SHA1
	SHA256
	SHA512
	PhotoDNA
	PDQ
	SHA384
)

var types = [...]struct {
	name  string
	bytes int
}{
	MD5: {"MD5", 16}, SHA1: {"SHA1", 20}, SHA256: {"SHA256", 32}, SHA512: {"SHA512", 64},
	PhotoDNA: {"PhotoDNA", 144}, PDQ: {"PDQ", 32}, SHA384: {"SHA384", 48},
}

// String names the algorithm.
func (t Type) String() string {
	if int(t) < len(types) && t > 0 {
		return types[t].name
	}
	return "unknown"
}

// Perceptual says whether the value describes what a picture looks like.
func (t Type) Perceptual() bool { return t == PhotoDNA || t == PDQ }

var typeNames = func() map[string]Type {
	m := map[string]Type{"PDNA": PhotoDNA}
	for t := MD5; int(t) < len(types); t++ {
		m[strings.ToUpper(types[t].name)] = t
	}
	return m
}()

// TypeOf finds the algorithm that a source names in its own way: "sha-1", "pdna".
func TypeOf(name string) (Type, bool) {
	t, ok := typeNames[strings.ToUpper(fold(name))]
	return t, ok
}

// fold keeps the letters and digits of a name, in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// nothing are the hashes of an empty file, which every failed upload bears.
var nothing = func() map[string]bool {
	m5, s1, s2, s5, s3 := md5.Sum(nil), sha1.Sum(nil), sha256.Sum256(nil), sha512.Sum512(nil), sha512.Sum384(nil)
	return map[string]bool{string(m5[:]): true, string(s1[:]): true, string(s2[:]): true, string(s5[:]): true, string(s3[:]): true}
}()

// Parse reads a hash value in any of the ways it is written, so that one value has
// one form: hexadecimal, base64, base32, and PhotoDNA also as 144 numbers. It
// refuses what has another length, the hash of nothing and a row of zeros, which
// are of no file in particular.
func Parse(t Type, s string) ([]byte, bool) {
	if t == 0 || int(t) >= len(types) {
		return nil, false
	}
	s = strings.TrimSpace(s)
	b, ok := decode(s, types[t].bytes)
	if !ok && t == PhotoDNA {
		b, ok = decimals(s, types[t].bytes)
	}
	if !ok || nothing[string(b)] || strings.Trim(string(b), "\x00") == "" {
		return nil, false
	}
	return b, true
}

func decode(s string, want int) ([]byte, bool) {
	if len(s) == 2*want {
		b, err := hex.DecodeString(s)
		return b, err == nil
	}
	if len(s) > 2*want {
		return nil, false
	}
	for _, d := range []func(string) ([]byte, error){
		base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString, base32.StdEncoding.DecodeString,
	} {
		if b, err := d(s); err == nil && len(b) == want {
			return b, true
		}
	}
	return nil, false
}

// decimals reads bytes written as numbers with commas between.
func decimals(s string, want int) ([]byte, bool) {
	if strings.Count(s, ",") != want-1 {
		return nil, false
	}
	b := make([]byte, 0, want)
	for part := range strings.SplitSeq(s, ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 8)
		if err != nil {
			return nil, false
		}
		b = append(b, byte(n))
	}
	return b, true
}
