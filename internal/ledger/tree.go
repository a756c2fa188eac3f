package ledger

import (
	"bytes"
	"context"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// room makes sure that w.dirty has the level.
func (w *walk) room(level int) {
	for len(w.dirty) <= level {
		w.dirty = append(w.dirty, [tileWidth]bool{})
	}
}

// mark notes that a row beneath hash p of the level's tile under way is wrong
// already, so that a difference there says nothing new.
func (w *walk) mark(level, p int) {
	w.room(level)
	w.dirty[level][p] = true
}

// compareTile holds a tile recomputed from the rows (data) against the stored
// one. Each difference is said once, at the lowest level where it shows.
func (w *walk) compareTile(ctx context.Context, level int, n int64, data []byte, full bool) error {
	stored, err := w.c.Tile(ctx, level, n)
	if err != nil {
		return err
	}
	w.room(level)
	dirty := w.dirty[level]
	w.dirty[level] = [tileWidth]bool{}
	rowsWrong := dirty != [tileWidth]bool{}

	first := func(p int) int64 { return (n*tileWidth + int64(p)) << (tileHeight * level) }
	width := min(len(stored), len(data)) / tlog.HashSize
	switch {
	case stored == nil:
		w.report.add(Fault{Code: TileMissing, Index: first(0), Level: level, N: n})
	case len(stored) != len(data):
		w.report.add(Fault{Code: TileWidth, Index: first(width), Level: level, N: n})
	}
	if !bytes.Equal(stored[:width*tlog.HashSize], data[:width*tlog.HashSize]) {
		tile, err := w.tileToBlame(ctx, level, n, data, full)
		if err != nil {
			return err
		}
		for p := range width {
			if dirty[p] || tlog.Hash(data[p*tlog.HashSize:]) == tlog.Hash(stored[p*tlog.HashSize:]) {
				continue
			}
			f := Fault{Code: LeafAltered, Index: first(p), Last: first(p+1) - 1, Level: level, N: n}
			switch {
			case tile:
				f.Code = TileAltered
			case level > 0:
				f.Code = SubtreeAltered
			}
			w.report.add(f)
			rowsWrong = rowsWrong || !tile
		}
	}
	if rowsWrong && full {
		w.mark(level+1, int(n%tileWidth))
	}
	return nil
}

// tileToBlame says whether a stored tile differs from the rows through its own
// fault: what stands above it in the tree agrees with the rows. Above a full
// tile stands its hash in the next level, above the others the signed root.
func (w *walk) tileToBlame(ctx context.Context, level int, n int64, data []byte, full bool) (bool, error) {
	if !full {
		return w.signed != nil && w.grown.root() == w.signed.Root, nil
	}
	above, err := w.c.Tile(ctx, level+1, n/tileWidth)
	if err != nil {
		return false, err
	}
	p := int(n%tileWidth) * tlog.HashSize
	return len(above) >= p+tlog.HashSize && tlog.Hash(above[p:]) == subtree(data), nil
}

// finishTree compares the tiles that are not full, the root, and what stands
// beside the tree.
func (w *walk) finishTree(ctx context.Context) error {
	w.report.Tree = Tree{Origin: w.v.Name(), Size: w.grown.size, Root: w.grown.root()}
	if w.whole {
		w.compareOld()
		err := w.grown.partial(func(level int, n int64, data []byte) error {
			return w.compareTile(ctx, level, n, data, false)
		})
		if err != nil {
			return err
		}
		if w.signed != nil && w.signed.Root != w.report.Tree.Root {
			w.report.add(Fault{Code: RootDiffers, Index: -1})
		}
	}
	if w.old != nil && w.old.Size > w.size {
		w.report.add(Fault{Code: TailCut, Index: w.size, Last: w.old.Size - 1})
	}
	return w.extraTiles(ctx)
}

// extraTiles looks for tiles that no tree of this size has.
func (w *walk) extraTiles(ctx context.Context) error {
	last, found := Tile{Level: -1}, 0
	err := w.c.Tiles(ctx, func(t Tile) error {
		inOrder := t.Level > last.Level || t.Level == last.Level && t.N > last.N
		if inOrder && t.Level >= 0 && t.N >= 0 && t.N <= (w.size>>(tileHeight*t.Level)-1)>>tileHeight {
			last = Tile{Level: t.Level, N: t.N}
			return nil
		}
		w.report.add(Fault{Code: TileExtra, Index: -1, Level: t.Level, N: t.N})
		if found++; found >= maxFaults {
			return errRunFull
		}
		return nil
	})
	if errors.Is(err, errRunFull) {
		return nil
	}
	return err
}
