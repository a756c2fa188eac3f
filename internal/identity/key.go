package identity

import (
	"encoding/binary"
	"strings"

	"golang.org/x/crypto/blake2b"

	"vigie/internal/report"
)

// Key is what an identifier is indexed by: 63 bits of BLAKE2b keyed with the unit's
// secret, over kind, scope and value, never 0. Without the secret the key tells nobody
// who is in the index, and nobody can make two values meet; with 63 bits two of a
// billion values meet by chance in one store of twenty, so whoever links compares a
// digest of scope and value as well. Service is taken as given or canonical alike.
//
// What one report bears together lies side by side: a screen name and the same name
// whatever the service, an address and the address with its port. They have the first
// bits in common, and a row of the second then costs no page of the index of its own.
//
// The number of a report is indexed by that report's key, which has no secret, and which
// the store has in the clear: see [report.Key.Number]. Two of them can be made to meet.
func (t *Table) Key(secret [32]byte, kind report.Kind, service, value string) int64 {
	if number, ok := strings.CutPrefix(value, cyberTip+":"); ok && kind == report.KindReport {
		return report.KeyOf(cyberTip, number).Number()
	}
	k := keyed(secret, kind, t.Scope(kind, service, value), value)
	if of, what := beside(kind, value); what != "" {
		k = keyed(secret, of, "", what)&^ownBits | k&ownBits
	}
	return max(k, 1)
}

// ownBits are the bits of a key that are never another value's. The others tell 2³²
// places apart, and no store has as many pages.
const ownBits = 1<<31 - 1

// beside is the value of another kind that one lies beside; "" for none.
func beside(kind report.Kind, value string) (of report.Kind, what string) {
	switch kind {
	case report.KindScreenName:
		return report.KindHandle, value
	case report.KindIPPort:
		if i := strings.LastIndexByte(value, ':'); i > 0 {
			return report.KindIP, value[:i]
		}
	}
	return 0, ""
}

// KeyBefore is what an identifier was indexed by when every key was a hash of its own.
// Entries of the ledger name hubs by it.
func (t *Table) KeyBefore(secret [32]byte, kind report.Kind, service, value string) int64 {
	return max(keyed(secret, kind, t.Scope(kind, service, value), value), 1)
}

// keyed is the first 63 bits of the hash.
func keyed(secret [32]byte, kind report.Kind, scope, value string) int64 {
	h, err := blake2b.New256(secret[:])
	if err != nil {
		panic(err) // 32 bytes are a key; it fails for more than 64
	}
	buf := make([]byte, 0, 256)
	buf = append(buf, "vigie identifier\n"...)
	buf = append(buf, byte(kind))
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(scope)))
	buf = append(buf, scope...)
	buf = append(buf, value...)
	h.Write(buf)
	return int64(binary.BigEndian.Uint64(h.Sum(buf[:0])) >> 1)
}
