package ledger

import (
	"context"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	tileBytes  = tileWidth * tlog.HashSize
)

// edge is the right edge of the tree: at each level the hashes of the last tile
// that is not yet full. It is all that is needed to grow the tree and to give
// its root.
type edge struct {
	size   int64
	levels [][]byte // levels[l] holds fewer than 256 hashes
}

// push adds a leaf hash. full is called with each tile that it completes, from
// level 0 upwards; data is the edge's own and must not be kept.
func (g *edge) push(h tlog.Hash, full func(level int, n int64, data []byte) error) error {
	g.size++
	for l := 0; ; l++ {
		if l == len(g.levels) {
			g.levels = append(g.levels, make([]byte, 0, tileBytes))
		}
		g.levels[l] = append(g.levels[l], h[:]...)
		if len(g.levels[l]) < tileBytes {
			return nil
		}
		if err := full(l, g.size>>(tileHeight*(l+1))-1, g.levels[l]); err != nil {
			return err
		}
		h = subtree(g.levels[l])
		g.levels[l] = g.levels[l][:0]
	}
}

// partial calls f with each tile that is begun and not full, from level 0 upwards.
func (g *edge) partial(f func(level int, n int64, data []byte) error) error {
	for l, data := range g.levels {
		if len(data) == 0 {
			continue
		}
		if err := f(l, g.size>>(tileHeight*(l+1)), data); err != nil {
			return err
		}
	}
	return nil
}

// root is RFC 6962's Merkle tree hash. The perfect subtrees of which the edge
// is made are joined from the smallest, on the right, to the largest.
func (g *edge) root() tlog.Hash {
	if g.size == 0 {
		return sha256.Sum256(nil)
	}
	var acc tlog.Hash
	begun := false
	for _, data := range g.levels {
		w := len(data) / tlog.HashSize
		for end, bit := w, 1; bit <= w; bit <<= 1 {
			if w&bit == 0 {
				continue
			}
			h := subtree(data[(end-bit)*tlog.HashSize : end*tlog.HashSize])
			end -= bit
			if begun {
				h = tlog.NodeHash(h, acc)
			}
			acc, begun = h, true
		}
	}
	return acc
}

// subtree hashes a power of two of hashes, 256 at most, into one.
func subtree(data []byte) tlog.Hash {
	if len(data) == tlog.HashSize {
		return tlog.Hash(data)
	}
	var nodes [tileBytes / 2]byte
	in := data
	for {
		out := nodes[:len(in)/2]
		var b [1 + 2*tlog.HashSize]byte
		b[0] = 1
		for i := 0; i < len(out); i += tlog.HashSize {
			copy(b[1:], in[2*i:2*i+2*tlog.HashSize])
			h := sha256.Sum256(b[:])
			copy(out[i:], h[:]) // in place: i ≤ 2i
		}
		if len(out) == tlog.HashSize {
			return tlog.Hash(out)
		}
		in = out
	}
}

// loadEdge reads the right edge of a tree of the given size: one tile a level.
func loadEdge(ctx context.Context, c Cellar, size int64) (*edge, error) {
	g := &edge{size: size}
	for l := 0; size>>(tileHeight*l) > 0; l++ {
		w := int(size >> (tileHeight * l) & (tileWidth - 1))
		data := make([]byte, 0, tileBytes)
		if w > 0 {
			n := size >> (tileHeight * (l + 1))
			stored, err := c.Tile(ctx, l, n)
			if err != nil {
				return nil, fmt.Errorf("reading tile %d of level %d: %w", n, l, err)
			}
			if len(stored) != w*tlog.HashSize {
				return nil, fmt.Errorf("tile %d of level %d: %w", n, l, ErrDamaged)
			}
			data = append(data, stored...)
		}
		g.levels = append(g.levels, data)
	}
	return g, nil
}
