package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	proofHeader = "c2sp.org/tlog-proof@v1\n"
	maxProof    = 1 << 20 // bytes of a proof with its checkpoint
	maxHashes   = 63      // of a path: no tree is deeper
)

// Prove gives the proof, in C2SP tlog-proof form, that the entry with the given
// index is in the tree of the stored checkpoint. It reads one tile a level and
// two, and proves nothing that does not hold: a damaged tree is [ErrDamaged].
func Prove(ctx context.Context, c Cellar, index int64) ([]byte, error) {
	head, t, err := storedTree(ctx, c)
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= t.Size {
		return nil, fmt.Errorf("ledger: there is no entry %d: the ledger has %d", index, t.Size)
	}
	r := hashes(ctx, c)
	leaf, err := r([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	path, err := tlog.ProveRecord(t.Size, index, r)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if tlog.CheckRecord(path, t.Size, t.Root, index, leaf[0]) != nil {
		return nil, fmt.Errorf("ledger: proof of entry %d: %w", index, ErrDamaged)
	}
	out := fmt.Appendf([]byte(proofHeader), "index %d\n", index)
	return appendPath(out, path, head.Checkpoint), nil
}

// CheckProof checks that leaf is in the tree whose signed checkpoint stands in
// the proof, and returns where, and which tree. The extra line of the form, if
// any, is passed over.
func CheckProof(proof, leaf []byte, v note.Verifier) (index int64, t Tree, err error) {
	body, ok := bytes.CutPrefix(proof, []byte(proofHeader))
	if !ok || len(proof) > maxProof {
		return 0, Tree{}, errors.New("ledger: not a proof of the form c2sp.org/tlog-proof@v1")
	}
	if after, ok := bytes.CutPrefix(body, []byte("extra ")); ok {
		extra, rest, _ := bytes.Cut(after, []byte("\n"))
		if _, err := base64.StdEncoding.DecodeString(string(extra)); err != nil {
			return 0, Tree{}, errors.New("ledger: proof: extra line is not base64")
		}
		body = rest
	}
	index, path, t, err := parsePath(body, "index ", v)
	if err != nil {
		return 0, Tree{}, fmt.Errorf("ledger: proof: %w", err)
	}
	if tlog.CheckRecord(tlog.RecordProof(path), t.Size, t.Root, index, tlog.RecordHash(leaf)) != nil {
		return 0, Tree{}, errors.New("ledger: the proof does not hold: this leaf is not in the tree at that place")
	}
	return index, t, nil
}

// ProveConsistency gives the proof that the tree of the stored checkpoint
// begins with the entries of the tree of size old, in the form that C2SP
// tlog-witness submits: "old <size>", the hashes, an empty line, the checkpoint.
func ProveConsistency(ctx context.Context, c Cellar, old int64) ([]byte, error) {
	head, t, err := storedTree(ctx, c)
	if err != nil {
		return nil, err
	}
	if old < 0 || old > t.Size {
		return nil, fmt.Errorf("ledger: no proof from size %d: the ledger has %d entries", old, t.Size)
	}
	var path tlog.TreeProof
	if old > 0 {
		r := hashes(ctx, c)
		if path, err = tlog.ProveTree(t.Size, old, r); err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		root, err := tlog.TreeHash(old, r)
		if err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		if tlog.CheckTree(path, t.Size, t.Root, old, root) != nil {
			return nil, fmt.Errorf("ledger: proof from size %d: %w", old, ErrDamaged)
		}
	}
	return appendPath(fmt.Appendf(nil, "old %d\n", old), path, head.Checkpoint), nil
}

// CheckConsistency checks that the ledger whose checkpoint stands in the proof
// begins with the very entries of the older checkpoint, and returns the newer
// tree.
func CheckConsistency(proof, older []byte, v note.Verifier) (Tree, error) {
	if len(proof) > maxProof {
		return Tree{}, errors.New("ledger: proof is too long")
	}
	was, err := OpenCheckpoint(older, v)
	if err != nil {
		return Tree{}, fmt.Errorf("ledger: the older checkpoint: %w", err)
	}
	size, path, t, err := parsePath(proof, "old ", v)
	switch {
	case err != nil:
		return Tree{}, fmt.Errorf("ledger: proof: %w", err)
	case size != was.Size:
		return Tree{}, fmt.Errorf("ledger: the proof starts from size %d, the older checkpoint has %d", size, was.Size)
	case size > t.Size:
		return Tree{}, fmt.Errorf("ledger: the ledger was cut: it has %d entries, the older checkpoint %d", t.Size, was.Size)
	}
	holds := len(path) == 0
	if size > 0 {
		holds = tlog.CheckTree(tlog.TreeProof(path), t.Size, t.Root, was.Size, was.Root) == nil
	}
	if !holds {
		return Tree{}, errors.New("ledger: the proof does not hold: the ledger does not begin with the entries of the older checkpoint")
	}
	return t, nil
}

// appendPath writes the part that both forms share.
func appendPath(dst []byte, path []tlog.Hash, checkpoint []byte) []byte {
	for _, h := range path {
		dst = append(dst, h.String()...)
		dst = append(dst, '\n')
	}
	return append(append(dst, '\n'), checkpoint...)
}

// parsePath reads "<word><number>", the hashes, an empty line and the
// checkpoint, whose signature it checks.
func parsePath(b []byte, word string, v note.Verifier) (int64, []tlog.Hash, Tree, error) {
	top, checkpoint, ok := strings.Cut(string(b), "\n\n")
	if !ok {
		return 0, nil, Tree{}, errors.New("no empty line before the checkpoint")
	}
	lines := strings.Split(top, "\n")
	number, ok := strings.CutPrefix(lines[0], word)
	n, err := parseSize(number)
	if !ok || err != nil {
		return 0, nil, Tree{}, fmt.Errorf("expected %q and a number", word)
	}
	if len(lines)-1 > maxHashes {
		return 0, nil, Tree{}, errors.New("too many hashes")
	}
	var path []tlog.Hash
	for _, l := range lines[1:] {
		h, err := parseHash(l)
		if err != nil {
			return 0, nil, Tree{}, fmt.Errorf("hash %d: %w", len(path)+1, err)
		}
		path = append(path, h)
	}
	t, err := OpenCheckpoint([]byte(checkpoint), v)
	return n, path, t, err
}

// storedTree reads the head without checking its signature: whoever checks a
// proof does.
func storedTree(ctx context.Context, c Cellar) (Head, Tree, error) {
	head, err := c.Head(ctx)
	if err != nil {
		return Head{}, Tree{}, fmt.Errorf("ledger: reading the head: %w", err)
	}
	if head.Size == 0 {
		return Head{}, Tree{}, errors.New("ledger: nothing is recorded yet")
	}
	body, ok := bodyOf(head.Checkpoint)
	t, err := ParseTree(body)
	if !ok || err != nil || t.Size != head.Size {
		return Head{}, Tree{}, fmt.Errorf("ledger: stored checkpoint: %w", ErrDamaged)
	}
	return head, t, nil
}

// hashes reads single hashes of the tree out of stored tiles.
func hashes(ctx context.Context, c Cellar) tlog.HashReaderFunc {
	type place struct {
		level int
		n     int64
	}
	kept := map[place][]byte{}
	return func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			t := tlog.TileForIndex(tileHeight, x)
			at := place{t.L, t.N}
			data, ok := kept[at]
			if !ok {
				var err error
				if data, err = c.Tile(ctx, t.L, t.N); err != nil {
					return nil, fmt.Errorf("reading tile %d of level %d: %w", t.N, t.L, err)
				}
				kept[at] = data
			}
			h, err := tlog.HashFromTile(t, data, x)
			if err != nil {
				return nil, fmt.Errorf("tile %d of level %d: %w", t.N, t.L, ErrDamaged)
			}
			out[i] = h
		}
		return out, nil
	}
}
