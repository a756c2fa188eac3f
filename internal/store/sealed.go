package store

import (
	"context"
	"database/sql"
)

// Sealed is a transfer of a statement that touches no reported account. The
// store has its hash and its seal, and nothing of what it says.
type Sealed struct {
	ID       int64
	Run      int64
	Received int64  // Unix seconds
	SHA      []byte // SHA-256 of the bytes received
	Place    string // masked
	Entry    int64
	SealKey  int64
	Seal     []byte // nil once erased
}

// KnownSealed keeps, of the hashes of transfers, those that are sealed here.
func (t *Tx) KnownSealed(ctx context.Context, shas [][32]byte) (map[[32]byte]bool, error) {
	out := map[[32]byte]bool{}
	if len(shas) == 0 {
		return out, nil
	}
	short := make([]int64, len(shas))
	want := make(map[[32]byte]bool, len(shas))
	for i, s := range shas {
		short[i] = ShortHash(s[:])
		want[s] = true
	}
	err := t.each(ctx, func(r *sql.Rows) error {
		var sha []byte
		if err := r.Scan(&sha); err != nil {
			return err
		}
		if k := [32]byte(sha); want[k] {
			out[k] = true
		}
		return nil
	}, "SELECT sha FROM sealed WHERE sha64 IN "+t.set(1), t.keys(short))
	return out, err
}

// NextSealed is the id of the next sealed transfer. Ids rise by one within a writer's lock.
func (t *Tx) NextSealed(ctx context.Context) (int64, error) { return t.next(ctx, "sealed") }

// InsertSealed adds sealed transfers, in order of id.
func (t *Tx) InsertSealed(ctx context.Context, ss []Sealed) error {
	rows := make([][]any, len(ss))
	for i, s := range ss {
		rows[i] = []any{s.ID, s.Run, s.Received, ShortHash(s.SHA), s.SHA, s.Place, s.Entry, s.SealKey, s.Seal}
	}
	return t.e.Insert(ctx, t, "sealed", []string{"id", "run", "received", "sha64", "sha", "place", "entry", "seal_key", "seal"}, rows)
}

// SealedBetween finds sealed transfers from one id up to another, in order.
func (t *Tx) SealedBetween(ctx context.Context, from, to int64) ([]Sealed, error) {
	var out []Sealed
	err := t.each(ctx, func(r *sql.Rows) error {
		var s Sealed
		err := r.Scan(&s.ID, &s.Run, &s.Received, &s.SHA, &s.Place, &s.Entry, &s.SealKey, &s.Seal)
		out = append(out, s)
		return err
	}, "SELECT id, run, received, sha, place, entry, seal_key, seal FROM sealed WHERE id>=$1 AND id<$2 ORDER BY id", from, to)
	return out, err
}
