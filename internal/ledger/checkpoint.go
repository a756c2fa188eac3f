package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// maxCheckpoint bounds a checkpoint with all its signatures, in bytes.
const maxCheckpoint = 64 << 10

// Tree is what a checkpoint states (c2sp.org/tlog-checkpoint).
type Tree struct {
	Origin string    // which ledger
	Size   int64     // number of entries
	Root   tlog.Hash // RFC 6962 root over them
}

// Text is the body that is signed: origin, size and root, a line each.
func (t Tree) Text() string {
	return t.Origin + "\n" + strconv.FormatInt(t.Size, 10) + "\n" + t.Root.String() + "\n"
}

// ParseTree reads the body of a checkpoint. Extension lines, which others may
// write, are passed over; Text gives the body without them.
func ParseTree(text string) (Tree, error) {
	malformed := func(what string) (Tree, error) {
		return Tree{}, fmt.Errorf("checkpoint is not of the C2SP form: %s", what)
	}
	if !strings.HasSuffix(text, "\n") {
		return malformed("last line does not end")
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 {
		return malformed("fewer than three lines")
	}
	for _, l := range lines {
		if l == "" {
			return malformed("empty line")
		}
	}
	size, err := parseSize(lines[1])
	if err != nil {
		return malformed("size")
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return malformed("root")
	}
	return Tree{Origin: lines[0], Size: size, Root: root}, nil
}

// OpenCheckpoint checks the signature of a checkpoint and reads it. The
// verifier's name is the origin expected. Signatures by other keys, such as a
// witness's, are passed over.
func OpenCheckpoint(checkpoint []byte, v note.Verifier) (Tree, error) {
	if len(checkpoint) > maxCheckpoint {
		return Tree{}, fmt.Errorf("checkpoint is longer than %d bytes", maxCheckpoint)
	}
	n, err := note.Open(checkpoint, note.VerifierList(v))
	if err != nil {
		return Tree{}, fmt.Errorf("checkpoint is not signed by %s: %w", v.Name(), err)
	}
	t, err := ParseTree(n.Text)
	if err != nil {
		return Tree{}, err
	}
	if t.Origin != v.Name() {
		return Tree{}, fmt.Errorf("checkpoint is of another ledger, not %s", v.Name())
	}
	return t, nil
}

// bodyOf splits the body off a note without checking any signature.
func bodyOf(checkpoint []byte) (string, bool) {
	i := bytes.LastIndex(checkpoint, []byte("\n\n"))
	if i < 0 || len(checkpoint) > maxCheckpoint {
		return "", false
	}
	return string(checkpoint[:i+1]), true
}

// sameSpelling says whether a stored checkpoint is, byte for byte, what Append
// wrote: base64 and the note form allow other spellings of the same value.
func sameSpelling(checkpoint []byte, t Tree, v note.Verifier) bool {
	n, err := note.Open(checkpoint, note.VerifierList(v))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	if err != nil {
		return false
	}
	want := t.Text() + "\n— " + v.Name() + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
	return string(checkpoint) == want
}

// maxSize keeps the arithmetic of trees within an int64.
const maxSize = 1 << 62

// parseSize reads a decimal without sign or leading zeros.
func parseSize(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n >= maxSize || strconv.FormatInt(n, 10) != s {
		return 0, errors.New("not a decimal number")
	}
	return n, nil
}

// parseHash reads the one base64 spelling of a hash.
func parseHash(s string) (tlog.Hash, error) {
	h, err := tlog.ParseHash(s)
	if err != nil || h.String() != s {
		return tlog.Hash{}, errors.New("not the base64 of a SHA-256")
	}
	return h, nil
}
