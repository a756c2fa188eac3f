package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// SaltSize is the number of random bytes that hide an opening behind its
// commitment.
const SaltSize = 16

const (
	leafHeader       = "vigie entry v1\n"
	commitmentDomain = "vigie commitment v1\n"
)

// ErrErased is returned by [Row.Open] for an entry whose opening was destroyed.
var ErrErased = errors.New("the opening of this entry was erased")

// Leaf is what the tree covers of an entry. It holds nothing about anybody.
type Leaf struct {
	Kind       Kind
	At         time.Time // UTC, to the millisecond
	Commitment [sha256.Size]byte
}

// Commit gives SHA-256(domain ‖ salt ‖ opening): who holds salt and opening can
// show that the leaf is theirs, and who does not learns nothing from it.
func Commit(salt, opening []byte) [sha256.Size]byte {
	c, _ := commit(nil, salt, opening)
	return c
}

// commit is Commit with a buffer that the caller reuses.
func commit(buf, salt, opening []byte) ([sha256.Size]byte, []byte) {
	buf = append(buf[:0], commitmentDomain...)
	buf = append(buf, salt...)
	buf = append(buf, opening...)
	return sha256.Sum256(buf), buf
}

// appendLeaf appends the four lines of a leaf.
func appendLeaf(dst []byte, kind Kind, at time.Time, commitment *[sha256.Size]byte) []byte {
	dst = append(dst, leafHeader...)
	dst = append(dst, kind...)
	dst = append(dst, '\n')
	dst = at.AppendFormat(dst, timeLayout)
	dst = append(dst, '\n')
	dst = base64.StdEncoding.AppendEncode(dst, commitment[:])
	return append(dst, '\n')
}

// ParseLeaf reads a leaf; it accepts the one form that Append writes.
func ParseLeaf(b []byte) (Leaf, error) {
	malformed := func(what string) (Leaf, error) {
		return Leaf{}, fmt.Errorf("leaf is not of the ledger's form: %s", what)
	}
	body, ok := bytes.CutPrefix(b, []byte(leafHeader))
	if !ok {
		return malformed("first line")
	}
	lines := strings.Split(string(body), "\n")
	if len(lines) != 4 || lines[3] != "" {
		return malformed("number of lines")
	}
	l := Leaf{Kind: Kind(lines[0])}
	if !l.Kind.wellFormed() {
		return malformed("kind")
	}
	at, err := time.Parse(time.RFC3339, lines[1])
	if err != nil {
		return malformed("time")
	}
	l.At = at.UTC()
	sum, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(sum) != sha256.Size {
		return malformed("commitment")
	}
	copy(l.Commitment[:], sum)
	// One form only: time and base64 have other spellings of the same value.
	if !bytes.Equal(appendLeaf(nil, l.Kind, l.At, &l.Commitment), b) {
		return malformed("spelling")
	}
	return l, nil
}

// leafHash is RFC 6962's SHA-256(0x00 ‖ leaf).
func leafHash(buf, leaf []byte) (tlog.Hash, []byte) {
	buf = append(append(buf[:0], 0), leaf...)
	return sha256.Sum256(buf), buf
}

// Open reads the entry of a row after checking it against the row's own leaf.
// It proves nothing about the tree; see [Verify] and [CheckProof] for that.
func (r Row) Open() (Entry, error) {
	l, err := ParseLeaf(r.Leaf)
	if err != nil {
		return Entry{}, fmt.Errorf("entry %d: %w", r.Index, err)
	}
	if len(r.Salt) == 0 && len(r.Opening) == 0 {
		return Entry{}, fmt.Errorf("entry %d: %w", r.Index, ErrErased)
	}
	if len(r.Salt) != SaltSize || Commit(r.Salt, r.Opening) != l.Commitment {
		return Entry{}, fmt.Errorf("entry %d: the opening does not match the commitment in its leaf", r.Index)
	}
	e, err := ParseOpening(r.Opening)
	if err != nil {
		return Entry{}, fmt.Errorf("entry %d: %w", r.Index, err)
	}
	if e.Kind != l.Kind || !e.At.Equal(l.At) {
		return Entry{}, fmt.Errorf("entry %d: kind or time differ between leaf and opening", r.Index)
	}
	return e, nil
}
