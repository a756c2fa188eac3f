package identity

import (
	"encoding/binary"

	"golang.org/x/crypto/blake2b"

	"vigie/internal/report"
)

// Key is what an identifier is indexed by: the first 63 bits of BLAKE2b keyed
// with the unit's secret, over kind, scope and value, never 0. Without the
// secret the key tells nobody who is in the index, and nobody can make two values
// meet; with 63 bits two of a billion values meet by chance in one store of
// twenty, so whoever links compares a digest of scope and value as well. Service is
// taken as given or canonical alike.
func (t *Table) Key(secret [32]byte, kind report.Kind, service, value string) int64 {
	scope := t.Scope(kind, service, value)
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
	k := int64(binary.BigEndian.Uint64(h.Sum(buf[:0])) >> 1)
	return max(k, 1)
}
