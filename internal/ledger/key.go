package ledger

import (
	"crypto/rand"
	"errors"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
)

// NewKey makes an Ed25519 key pair for the ledger named origin, in the text
// forms of a signed note: skey ("PRIVATE+KEY+origin+…") stays with the unit,
// vkey ("origin+hash+…") goes to whoever verifies. An origin is best a name
// under the unit's domain, such as "vigie.example.org/ledger".
func NewKey(origin string) (skey, vkey string, err error) {
	if err := checkOrigin(origin); err != nil {
		return "", "", err
	}
	return note.GenerateKey(rand.Reader, origin)
}

func checkOrigin(origin string) error {
	if origin == "" || len(origin) > 255 || strings.Contains(origin, "+") || strings.ToValidUTF8(origin, "+") != origin ||
		strings.ContainsFunc(origin, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return errors.New("the ledger's origin must be 1 to 255 bytes without spaces or '+', such as vigie.example.org/ledger")
	}
	return nil
}
