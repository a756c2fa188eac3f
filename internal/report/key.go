package report

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

// Key names a report, and a lead by the smallest key in it. It is the first 63
// bits of a hash of source and source id: the same on any machine, and ordered
// alike by Go, SQLite and PostgreSQL. The store compares source and id in full,
// so two reports with one key are told apart, and the second is refused.
type Key int64

// KeyOf hashes a source and its id.
func KeyOf(source, id string) Key {
	h := sha256.New()
	fmt.Fprintf(h, "vigie report\n%d\n%s\n%s", len(source), source, id)
	return Key(binary.BigEndian.Uint64(h.Sum(nil)) >> 1)
}

// Number is what a report's number is indexed by: below 0, where no keyed hash lies.
// Whoever has the number finds the report by its key, and no row says it again.
func (k Key) Number() int64 { return ^int64(k) }

// Numbered is the report whose number is indexed by hash, if it is one's.
func Numbered(hash int64) (Key, bool) { return Key(^hash), hash < 0 }

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford's base 32: no i, l, o, u

// String writes the key as 13 characters in groups: "1f3k-9x2m-q7t0h". It sorts as the key does.
func (k Key) String() string {
	var b [13]byte
	for i := range b {
		b[i] = alphabet[k>>(5*(12-i))&31]
	}
	return string(b[:4]) + "-" + string(b[4:8]) + "-" + string(b[8:])
}

// ParseKey reads what String wrote, with or without dashes, in either case,
// with an optional leading "R-" or "L-".
func ParseKey(s string) (Key, error) {
	t := strings.ToLower(strings.TrimSpace(s))
	if len(t) > 2 && (t[0] == 'r' || t[0] == 'l') && t[1] == '-' {
		t = t[2:]
	}
	t = strings.ReplaceAll(t, "-", "")
	if len(t) != 13 {
		return 0, fmt.Errorf("%q is no report or lead number: expected 13 characters such as 1f3k-9x2m-q7t0h", s)
	}
	var k uint64
	for i := range len(t) {
		d := strings.IndexByte(alphabet, t[i])
		if d < 0 || i == 0 && d > 7 {
			return 0, fmt.Errorf("%q is no report or lead number: %q cannot stand at position %d", s, t[i], i+1)
		}
		k = k<<5 | uint64(d)
	}
	return Key(k), nil
}

// MarshalText and UnmarshalText let JSON carry keys in the form people read.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (k *Key) UnmarshalText(b []byte) error {
	v, err := ParseKey(string(b))
	*k = v
	return err
}
