// Package seal closes the redacted form of what was received so that only the
// holder of the unit's evidence key can open it. The desk never can.
//
// One age header serves a batch: it wraps a random key, from which every record
// gets a key of its own (HKDF-SHA-256 over the SHA-256 of the bytes received).
// A record is then closed with ChaCha20-Poly1305. One seal can be opened or
// destroyed without another; an age header a record would cost some twenty times
// as much (see docs/performance.md).
package seal

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/crypto/chacha20poly1305"
)

// A record is compressed first: it is metadata of one sender, so its length
// tells nothing of a secret mixed in by somebody else.
var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(4))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(256<<20))
)

const info = "vigie seal v1\n"

// Batch closes the records of one batch.
type Batch struct {
	key     []byte
	Wrapped []byte // the age file that holds the batch's key
}

// NewBatch makes a batch for a recipient.
func NewBatch(to age.Recipient) (*Batch, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, fmt.Errorf("sealing for the evidence key: %w", err)
	}
	if _, err := w.Write(key); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return &Batch{key: key, Wrapped: out.Bytes()}, nil
}

// Seal closes one record. sha is the SHA-256 of its bytes as received. It may
// be called from several goroutines.
func (b *Batch) Seal(sha [32]byte, redacted []byte) ([]byte, error) {
	return lock(b.key, info, sha, packer.EncodeAll(redacted, make([]byte, 0, len(redacted)/3+64)))
}

func lock(key []byte, info string, of [32]byte, packed []byte) ([]byte, error) {
	aead, err := derive(key, info, of)
	if err != nil {
		return nil, err
	}
	// The key is used for this one text, so the nonce may be constant.
	var nonce [chacha20poly1305.NonceSize]byte
	return aead.Seal(packed[:0], nonce[:], packed, of[:]), nil
}

// Open opens one record with the private half of the evidence key.
func Open(with age.Identity, wrapped []byte, sha [32]byte, sealed []byte) ([]byte, error) {
	return unlock(with, wrapped, info, sha, sealed)
}

func unlock(with age.Identity, wrapped []byte, info string, of [32]byte, sealed []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(wrapped), with)
	if err != nil {
		return nil, fmt.Errorf("this is not the evidence key that the report was sealed for: %w", err)
	}
	key, err := io.ReadAll(io.LimitReader(r, 64))
	if err != nil || len(key) != 32 {
		return nil, errors.New("the sealed batch key is damaged")
	}
	aead, err := derive(key, info, of)
	if err != nil {
		return nil, err
	}
	var nonce [chacha20poly1305.NonceSize]byte
	packed, err := aead.Open(nil, nonce[:], sealed, of[:])
	if err != nil {
		return nil, errBroken
	}
	return unpacker.DecodeAll(packed, nil)
}

var errBroken = errors.New("the seal is broken: its bytes are not those that were sealed")

func derive(key []byte, info string, of [32]byte) (cipher.AEAD, error) {
	k, err := hkdf.Key(sha256.New, key, nil, info+string(of[:]), chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.New(k)
}

// ParseRecipient reads the public half of an evidence key: "age1…" or "age1pq…".
func ParseRecipient(s string) (age.Recipient, error) {
	rs, err := age.ParseRecipients(strings.NewReader(s))
	if err != nil || len(rs) != 1 {
		return nil, fmt.Errorf("the evidence key's public half is not one age recipient: %w", err)
	}
	return rs[0], nil
}

// NewKey makes an evidence key pair.
func NewKey() (private, public string, err error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", "", err
	}
	return id.String(), id.Recipient().String(), nil
}

// ParseKey reads the private half of an evidence key.
func ParseKey(s string) (age.Identity, error) {
	ids, err := age.ParseIdentities(strings.NewReader(s))
	if err != nil || len(ids) != 1 {
		return nil, fmt.Errorf("not one age identity: %w", err)
	}
	return ids[0], nil
}
