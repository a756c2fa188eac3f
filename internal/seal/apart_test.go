package seal

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
)

// TestApartHolds: what was closed comes back with the proof of what it is; a change, a
// stranger's key and another commitment do not open it; and neither commitment nor
// length says whether two hold the same.
func TestApartHolds(t *testing.T) {
	id, to := pair(t)
	stranger, _ := pair(t)
	b, err := NewBatch(to)
	if err != nil {
		t.Fatal(err)
	}
	lengths := map[int]bool{}
	for _, text := range []string{"", "montant 20", "montant 20000, virement de démonstration " + strings.Repeat("x", 40)} {
		a := Apart{SHA256: sha256.Sum256([]byte("received: " + text)), Size: int64(len(text)) + 10, Redacted: []byte(text)}
		sealed, commitment, err := b.SealApart(a)
		if err != nil {
			t.Fatal(err)
		}
		lengths[len(sealed)] = true
		got, err := OpenApart(id, b.Wrapped, commitment, sealed)
		if err != nil || got.SHA256 != a.SHA256 || got.Size != a.Size || !bytes.Equal(got.Redacted, a.Redacted) {
			t.Fatalf("%+v came back as %+v: %v", a, got, err)
		}
		again, other, err := b.SealApart(a)
		if err != nil || other == commitment || bytes.Equal(again, sealed) {
			t.Errorf("the same record is told by its seal: %v", err)
		}
		if _, err := OpenApart(stranger, b.Wrapped, commitment, sealed); err == nil {
			t.Error("a stranger's key opened it")
		}
		if _, err := OpenApart(id, b.Wrapped, other, sealed); err == nil {
			t.Error("it opened under another commitment")
		}
	}
	if len(lengths) != 1 {
		t.Errorf("lengths tell records apart: %v", lengths)
	}
	a := Apart{Redacted: []byte("texte de démonstration")}
	sealed, commitment, err := b.SealApart(a)
	if err != nil {
		t.Fatal(err)
	}
	// Opening unwraps the batch's key each time: every seventh byte, and so all parts.
	for i := 0; i < len(sealed); i += 7 {
		x := bytes.Clone(sealed)
		x[i] ^= 1
		if _, err := OpenApart(id, b.Wrapped, commitment, x); err == nil {
			t.Fatalf("byte %d was changed unseen", i)
		}
	}
}
