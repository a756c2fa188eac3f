package store

import (
	"context"
	"database/sql"
)

// Sealed is a transfer of a statement that touches no reported account. The
// store has its seal and what it is known again by, and nothing of what it says.
type Sealed struct {
	ID         int64
	Run        int64
	Received   int64  // Unix seconds
	Mark       []byte // a keyed hash of the bytes received
	Indexed    int64  // of the mark, as stored; only read
	Plain      bool   // Mark is a plain hash, of a database of before; only read
	Commitment []byte // what its seal is bound to; nil of before
	Place      string // masked
	Entry      int64
	SealKey    int64
	Seal       []byte // nil once erased
}

// KnownSealed keeps, of marks of transfers, those that are sealed here.
func (t *Tx) KnownSealed(ctx context.Context, marks [][32]byte) (map[[32]byte]bool, error) {
	out := map[[32]byte]bool{}
	if len(marks) == 0 {
		return out, nil
	}
	short := make([]int64, len(marks))
	want := make(map[[32]byte]bool, len(marks))
	for i, m := range marks {
		short[i] = ShortHash(m[:])
		want[m] = true
	}
	err := t.each(ctx, func(r *sql.Rows) error {
		var mark []byte
		if err := r.Scan(&mark); err != nil {
			return err
		}
		if len(mark) == 32 && want[[32]byte(mark)] {
			out[[32]byte(mark)] = true
		}
		return nil
	}, "SELECT mark FROM sealed WHERE mark64 IN "+t.set(1), t.keys(short))
	return out, err
}

// NextSealed is the id of the next sealed transfer. Ids rise by one within a writer's lock.
func (t *Tx) NextSealed(ctx context.Context) (int64, error) { return t.next(ctx, "sealed") }

// InsertSealed adds sealed transfers, in order of id.
func (t *Tx) InsertSealed(ctx context.Context, ss []Sealed) error {
	rows := make([][]any, len(ss))
	for i, s := range ss {
		rows[i] = []any{s.ID, s.Run, s.Received, ShortHash(s.Mark), s.Mark, int64(0), s.Commitment, s.Place, s.Entry, s.SealKey, s.Seal}
	}
	return t.e.Insert(ctx, t, "sealed", []string{"id", "run", "received", "mark64", "mark", "plain", "commitment", "place", "entry", "seal_key", "seal"}, rows)
}

// SealedBetween finds sealed transfers from one id up to another, in order.
func (t *Tx) SealedBetween(ctx context.Context, from, to int64) ([]Sealed, error) {
	var out []Sealed
	err := t.each(ctx, func(r *sql.Rows) error {
		var s Sealed
		var plain int64
		err := r.Scan(&s.ID, &s.Run, &s.Received, &s.Indexed, &s.Mark, &plain, &s.Commitment, &s.Place, &s.Entry, &s.SealKey, &s.Seal)
		s.Plain = plain != 0
		out = append(out, s)
		return err
	}, "SELECT id, run, received, mark64, mark, plain, commitment, place, entry, seal_key, seal FROM sealed WHERE id>=$1 AND id<$2 ORDER BY id", from, to)
	return out, err
}

// PlainSealed finds transfers that a database of before knows by a plain hash: their
// ids and that hash, as the mark.
func (t *Tx) PlainSealed(ctx context.Context, limit int) ([]Sealed, error) {
	var out []Sealed
	err := t.each(ctx, func(r *sql.Rows) error {
		s := Sealed{Plain: true}
		err := r.Scan(&s.ID, &s.Mark)
		out = append(out, s)
		return err
	}, "SELECT id, mark FROM sealed WHERE plain<>0 ORDER BY id LIMIT $1", limit)
	return out, err
}

// MarkSealed puts marks in the place of plain hashes.
func (t *Tx) MarkSealed(ctx context.Context, ss []Sealed) error {
	rows := make([][]any, len(ss))
	for i, s := range ss {
		rows[i] = []any{s.ID, ShortHash(s.Mark), s.Mark, int64(0)}
	}
	return t.e.Update(ctx, t, "sealed", []string{"id", "mark64", "mark", "plain"}, rows)
}
