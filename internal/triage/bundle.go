package triage

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"vigie/internal/report"
)

// hashOrder names the types of hash from the one that tells files apart best.
// Perceptual hashes come last: near values stand for one image, equal values do.
var hashOrder = []string{"SHA512", "SHA256", "SHA1", "MD5", "PDQ", "PHOTODNA"}

// BundleKey groups viral, meme, informational and spam reports that carry the
// same file: the smallest, over the report's files, of a 63-bit prefix of the
// SHA-256 of the file's strongest hash value. Zero: the report is not bundled,
// because it states something that lifts it or because it carries no hash.
func BundleKey(r *report.Report) int64 {
	if !Low(Facts(r)) {
		return 0
	}
	return smallestHash(r)
}

func smallestHash(r *report.Report) int64 {
	var key int64
	for i := range r.Media {
		h, ok := strongest(r.Media[i].Hashes)
		if !ok {
			continue
		}
		sum := sha256.Sum256(fmt.Appendf(nil, "vigie bundle\n%s\n%s", h.Type, h.Value))
		key = smaller(key, max(int64(binary.BigEndian.Uint64(sum[:])>>1), 1))
	}
	return key
}

// strongest picks a file's best hash; of several of one type, the smallest
// value, so that their order in the source does not matter.
func strongest(hashes []report.Hash) (report.Hash, bool) {
	var best report.Hash
	rank := len(hashOrder) + 1
	for _, h := range hashes {
		if h.Value == "" {
			continue
		}
		n := slices.Index(hashOrder, h.Type)
		if n < 0 {
			n = len(hashOrder)
		}
		if n < rank || n == rank && (h.Type < best.Type || h.Type == best.Type && h.Value < best.Value) {
			best, rank = h, n
		}
	}
	return best, rank <= len(hashOrder)
}
