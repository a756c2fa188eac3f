package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// Apart is a record that stays closed: nobody but the holder of the evidence key
// may learn anything of it, not even whether it is the one they think it is. Of its
// bytes no plain hash leaves the seal, since whoever knows most of a record could try
// what they do not know until the hash fits. What leaves it is a commitment, salted
// with what lies in the seal.
type Apart struct {
	SHA256   [32]byte // of the bytes received
	Size     int64    // of the bytes received
	Redacted []byte
}

const (
	infoApart   = "vigie seal apart v1\n"
	commitApart = "vigie apart v1\n"
	saltSize    = 32
	headApart   = saltSize + sha256.Size + 8

	// padApart is what the length of such a seal is a multiple of, less the tag: the
	// length of what was compressed would tell a guess that is far off from a near one.
	padApart = 256
)

// padder fills up with a frame that readers of zstd pass over.
var padder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(4), zstd.WithEncoderPadding(padApart))

// SealApart closes one record and says what it is committed to. It may be called
// from several goroutines.
func (b *Batch) SealApart(a Apart) (sealed []byte, commitment [32]byte, err error) {
	text := make([]byte, saltSize, headApart+len(a.Redacted))
	if _, err := rand.Read(text); err != nil {
		return nil, commitment, err
	}
	text = append(text, a.SHA256[:]...)
	text = binary.BigEndian.AppendUint64(text, uint64(a.Size))
	text = append(text, a.Redacted...)
	commitment = commit(text)
	sealed, err = lock(b.key, infoApart, commitment, padder.EncodeAll(text, make([]byte, 0, len(text)/2+2*padApart)))
	return sealed, commitment, err
}

// OpenApart opens such a record with the private half of the evidence key. What it
// returns is what was committed to, or an error.
func OpenApart(with age.Identity, wrapped []byte, commitment [32]byte, sealed []byte) (Apart, error) {
	text, err := unlock(with, wrapped, infoApart, commitment, sealed)
	if err != nil {
		return Apart{}, err
	}
	if len(text) < headApart || commit(text) != commitment {
		return Apart{}, errBroken
	}
	return Apart{
		SHA256:   [32]byte(text[saltSize:]),
		Size:     int64(binary.BigEndian.Uint64(text[saltSize+sha256.Size:])),
		Redacted: slices.Clone(text[headApart:]),
	}, nil
}

func commit(text []byte) [32]byte { return sha256.Sum256(append([]byte(commitApart), text...)) }
