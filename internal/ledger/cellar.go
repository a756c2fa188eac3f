package ledger

import "context"

// Cellar is what the ledger needs of the store, within one transaction.
//
// Rows and Tiles stop at the first error of yield and return it (wrapped or
// not). The slices handed to yield and those returned by Tile belong to the
// receiver: the store does not reuse them. The ledger calls no other method
// while yield runs.
type Cellar interface {
	// Head returns the newest head; the zero Head before the first entry.
	Head(ctx context.Context) (Head, error)
	// Tile returns the stored hashes of one tile, nil if there is none. A
	// partial tile holds what the tree at Head has of it, no more.
	Tile(ctx context.Context, level int, n int64) ([]byte, error)
	// Append adds rows, whose indexes continue the old size, puts tiles (new
	// ones, or fuller versions that replace the old), and replaces the head.
	Append(ctx context.Context, rows []Row, tiles []Tile, head Head) error
	// Rows yields the stored rows with from ≤ index < to, in index order. A
	// missing row is a gap in the indexes.
	Rows(ctx context.Context, from, to int64, yield func(Row) error) error
	// Tiles yields every stored tile in (level, n) order.
	Tiles(ctx context.Context, yield func(Tile) error) error
}

// Row is one entry as stored.
type Row struct {
	Index   int64  // from 0, without gaps
	Leaf    []byte // what the tree covers; see ParseLeaf
	Salt    []byte // SaltSize bytes; nil once erased
	Opening []byte // canonical JSON of the Entry; nil once erased
}

// Tile is a run of up to 256 consecutive hashes of the tree. Level 0 holds leaf
// hashes; each hash of level l+1 is the root of a full tile of level l.
type Tile struct {
	Level int
	N     int64  // position in its level: the tile starts at hash 256·N
	Data  []byte // 32 bytes a hash, 256 hashes at most
}

// Head is the newest state of the tree.
type Head struct {
	Size       int64  // number of entries
	Checkpoint []byte // the signed note, as text
}
