package seal

import (
	"bytes"
	"crypto/sha256"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
)

func pair(t testing.TB) (age.Identity, age.Recipient) {
	t.Helper()
	private, public, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	id, err := ParseKey(private)
	if err != nil {
		t.Fatal(err)
	}
	to, err := ParseRecipient(public)
	if err != nil {
		t.Fatal(err)
	}
	return id, to
}

func TestSealOpens(t *testing.T) {
	id, to := pair(t)
	b, err := NewBatch(to)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "<report/>", strings.Repeat("texte de démonstration ", 5000)} {
		sha := sha256.Sum256([]byte("received: " + text))
		sealed, err := b.Seal(sha, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > 20 && bytes.Contains(sealed, []byte(text[:20])) {
			t.Error("the seal shows what it holds")
		}
		got, err := Open(id, b.Wrapped, sha, sealed)
		if err != nil || string(got) != text {
			t.Errorf("opened %d bytes of %d: %v", len(got), len(text), err)
		}
	}
}

// TestSealHolds: every change is found, and neither another key nor another
// record opens a seal.
func TestSealHolds(t *testing.T) {
	id, to := pair(t)
	stranger, _ := pair(t)
	b, err := NewBatch(to)
	if err != nil {
		t.Fatal(err)
	}
	sha, other := sha256.Sum256([]byte("1")), sha256.Sum256([]byte("2"))
	sealed, err := b.Seal(sha, []byte("texte de démonstration"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(stranger, b.Wrapped, sha, sealed); err == nil {
		t.Error("a stranger's key opened it")
	}
	if _, err := Open(id, b.Wrapped, other, sealed); err == nil {
		t.Error("it opened as another record")
	}
	for i := range sealed {
		x := bytes.Clone(sealed)
		x[i] ^= 1
		if _, err := Open(id, b.Wrapped, sha, x); err == nil {
			t.Fatalf("byte %d was changed unseen", i)
		}
	}
	again, err := NewBatch(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(id, again.Wrapped, sha, sealed); err == nil {
		t.Error("another batch's key opened it")
	}
}

var demo = []byte(strings.Repeat("<ipCaptureEvent><ipAddress>2001:db8::1</ipAddress><eventName>Login</eventName></ipCaptureEvent>", 30))

func BenchmarkSeal(b *testing.B) {
	_, to := pair(b)
	batch, err := NewBatch(to)
	if err != nil {
		b.Fatal(err)
	}
	sha := sha256.Sum256(demo)
	for b.Loop() {
		if _, err := batch.Seal(sha, demo); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAgePerRecord is what a header for each record would cost.
func BenchmarkAgePerRecord(b *testing.B) {
	_, to := pair(b)
	for b.Loop() {
		w, err := age.Encrypt(io.Discard, to)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = w.Write(packer.EncodeAll(demo, nil))
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
