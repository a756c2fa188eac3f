package ledger

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrDamaged says that what is stored is not what was signed. Nothing is
// appended to such a ledger: a new signature would cover the damage.
var ErrDamaged = errors.New("the stored ledger is not the one that was signed; run: vigie ledger verify")

// Log appends to one ledger. It keeps no state between calls: all of it is in
// the Cellar. Calls for one ledger must not overlap.
type Log struct {
	Origin string           // the ledger's name, first line of its checkpoints; the signer's name
	Signer note.Signer      // Ed25519, from NewKey through note.NewSigner
	Rand   io.Reader        // salts; nil: crypto/rand
	Now    func() time.Time // for entries without a time; nil: time.Now
}

// Append adds entries in order and returns the index of the first. It reads the
// right edge of the tree (one tile a level), checks that it is what the stored
// checkpoint says and that this Log's key signed it, and calls c.Append once.
// With no entries it does nothing and returns the size.
//
// An error means that nothing was recorded: the caller's transaction must end
// without effect.
func (l *Log) Append(ctx context.Context, c Cellar, entries []Entry) (first int64, err error) {
	if l.Signer == nil || l.Signer.Name() != l.Origin {
		return 0, errors.New("ledger: the signing key is not this ledger's: its name must be the origin")
	}
	head, err := c.Head(ctx)
	if err != nil {
		return 0, fmt.Errorf("ledger: reading the head: %w", err)
	}
	if len(entries) == 0 {
		return head.Size, nil
	}
	g, err := l.resume(ctx, c, head)
	if err != nil {
		return 0, fmt.Errorf("ledger: %w", err)
	}
	rows, err := l.rows(head.Size, entries)
	if err != nil {
		return 0, fmt.Errorf("ledger: %w", err)
	}

	var tiles []Tile
	take := func(level int, n int64, data []byte) error {
		tiles = append(tiles, Tile{Level: level, N: n, Data: bytes.Clone(data)})
		return nil
	}
	var buf []byte
	for i := range rows {
		var h tlog.Hash
		h, buf = leafHash(buf, rows[i].Leaf)
		if err := g.push(h, take); err != nil {
			return 0, err
		}
	}
	err = g.partial(func(level int, n int64, data []byte) error {
		if g.size>>(tileHeight*level) == head.Size>>(tileHeight*level) {
			return nil // this level did not grow
		}
		return take(level, n, data)
	})
	if err != nil {
		return 0, err
	}

	next, err := l.sign(Tree{Origin: l.Origin, Size: g.size, Root: g.root()})
	if err != nil {
		return 0, fmt.Errorf("ledger: signing the checkpoint: %w", err)
	}
	if err := c.Append(ctx, rows, tiles, Head{Size: g.size, Checkpoint: next}); err != nil {
		return 0, fmt.Errorf("ledger: storing %d entries: %w", len(rows), err)
	}
	return head.Size, nil
}

// resume loads the right edge after making sure that it is the signed one.
func (l *Log) resume(ctx context.Context, c Cellar, head Head) (*edge, error) {
	if head.Size == 0 && len(head.Checkpoint) == 0 {
		return &edge{}, nil
	}
	body, ok := bodyOf(head.Checkpoint)
	if !ok {
		return nil, fmt.Errorf("stored checkpoint: %w", ErrDamaged)
	}
	t, err := ParseTree(body)
	if err != nil || t.Origin != l.Origin || t.Size != head.Size {
		return nil, fmt.Errorf("stored checkpoint: %w", ErrDamaged)
	}
	g, err := loadEdge(ctx, c, head.Size)
	if err != nil {
		return nil, err
	}
	if g.root() != t.Root {
		return nil, fmt.Errorf("root of the stored tiles: %w", ErrDamaged)
	}
	// Ed25519 is deterministic: this key over this text gives these bytes, and
	// a signer needs no verifier beside it.
	again, err := l.sign(t)
	if err != nil {
		return nil, fmt.Errorf("signing the checkpoint: %w", err)
	}
	if !bytes.Equal(again, head.Checkpoint) {
		return nil, fmt.Errorf("signature of the stored checkpoint: %w", ErrDamaged)
	}
	return g, nil
}

func (l *Log) sign(t Tree) ([]byte, error) {
	return note.Sign(&note.Note{Text: t.Text()}, l.Signer)
}

// rows encodes, salts and commits the entries.
func (l *Log) rows(first int64, entries []Entry) ([]Row, error) {
	random := l.Rand
	if random == nil {
		random = rand.Reader
	}
	salts := make([]byte, SaltSize*len(entries))
	if _, err := io.ReadFull(random, salts); err != nil {
		return nil, fmt.Errorf("reading random salts: %w", err)
	}
	var now time.Time // read once: one batch, one time
	rows := make([]Row, len(entries))
	var arena, buf []byte
	for i, e := range entries {
		if e.At.IsZero() {
			if now.IsZero() {
				now = l.now()
			}
			e.At = now
		}
		index := first + int64(i)
		e, err := e.normal()
		if err == nil && e.Kind == Erase {
			_, err = erasedBy(e.Detail, index)
		}
		if err != nil {
			return nil, fmt.Errorf("entry %d of the batch: %w", i, err)
		}
		if cap(arena)-len(arena) < 1024 {
			arena = make([]byte, 0, max(4096, 512*(len(entries)-i)))
		}
		start := len(arena)
		if arena, err = appendOpening(arena, &e); err != nil {
			return nil, fmt.Errorf("entry %d of the batch: %w", i, err)
		}
		middle := len(arena)
		if middle-start > MaxOpening {
			return nil, fmt.Errorf("entry %d of the batch: longer than %d bytes; split it into several entries", i, MaxOpening)
		}
		r := Row{Index: index, Salt: salts[SaltSize*i : SaltSize*(i+1) : SaltSize*(i+1)], Opening: arena[start:middle:middle]}
		var commitment [32]byte
		commitment, buf = commit(buf, r.Salt, r.Opening)
		arena = appendLeaf(arena, e.Kind, e.At, &commitment)
		r.Leaf = arena[middle:len(arena):len(arena)]
		rows[i] = r
	}
	return rows, nil
}

func (l *Log) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}
