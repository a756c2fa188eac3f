package store

import (
	"context"
	"database/sql"
	"errors"

	"vigie/internal/ledger"
	"vigie/internal/report"
)

// A Tx is the ledger's cellar: what it appends is part of the transaction.
var _ ledger.Cellar = (*Tx)(nil)

// Head: see [ledger.Cellar].
func (t *Tx) Head(ctx context.Context) (h ledger.Head, err error) {
	err = t.one(ctx, []any{&h.Size, &h.Checkpoint}, "SELECT size, checkpoint FROM head WHERE id=1")
	if errors.Is(err, ErrNotFound) {
		return ledger.Head{}, nil
	}
	return h, err
}

// Tile: see [ledger.Cellar].
func (t *Tx) Tile(ctx context.Context, level int, n int64) (data []byte, err error) {
	err = t.one(ctx, []any{&data}, "SELECT data FROM tile WHERE level=$1 AND n=$2", level, n)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return data, err
}

// Append: see [ledger.Cellar].
func (t *Tx) Append(ctx context.Context, rows []ledger.Row, tiles []ledger.Tile, head ledger.Head) error {
	vals := make([][]any, len(rows))
	for i, r := range rows {
		vals[i] = []any{r.Index, r.Leaf, r.Salt, r.Opening}
	}
	if err := t.e.Insert(ctx, t, "entry", []string{"idx", "leaf", "salt", "opening"}, vals); err != nil {
		return err
	}
	for _, tl := range tiles {
		if _, err := t.Exec(ctx, "INSERT INTO tile (level, n, data) VALUES ($1, $2, $3) ON CONFLICT (level, n) DO UPDATE SET data=excluded.data", tl.Level, tl.N, tl.Data); err != nil {
			return err
		}
	}
	_, err := t.Exec(ctx, "INSERT INTO head (id, size, checkpoint) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE SET size=excluded.size, checkpoint=excluded.checkpoint", head.Size, head.Checkpoint)
	return err
}

// Rows: see [ledger.Cellar].
func (t *Tx) Rows(ctx context.Context, from, to int64, yield func(ledger.Row) error) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var o ledger.Row
		if err := r.Scan(&o.Index, &o.Leaf, &o.Salt, &o.Opening); err != nil {
			return err
		}
		return yield(o)
	}, "SELECT idx, leaf, salt, opening FROM entry WHERE idx>=$1 AND idx<$2 ORDER BY idx", from, to)
}

// Tiles: see [ledger.Cellar].
func (t *Tx) Tiles(ctx context.Context, yield func(ledger.Tile) error) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var o ledger.Tile
		if err := r.Scan(&o.Level, &o.N, &o.Data); err != nil {
			return err
		}
		return yield(o)
	}, "SELECT level, n, data FROM tile ORDER BY level, n")
}

// Subject says that an entry concerns a report or a lead.
type Subject struct {
	Key   report.Key
	Entry int64
}

// InsertSubjects adds to the index of who is concerned by which entry.
func (t *Tx) InsertSubjects(ctx context.Context, ss []Subject) error {
	rows := make([][]any, len(ss))
	for i, s := range ss {
		rows[i] = []any{int64(s.Key), s.Entry}
	}
	return t.e.Insert(ctx, t, "entry_subject", []string{"subject", "idx"}, rows)
}

// EachSubject walks the index of who is concerned by which entry, in no order.
func (t *Tx) EachSubject(ctx context.Context, f func(Subject) error) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var s Subject
		if err := r.Scan(&s.Key, &s.Entry); err != nil {
			return err
		}
		return f(s)
	}, "SELECT subject, idx FROM entry_subject")
}

// EntriesOn lists the newest entries that concern any of the keys, at most limit, oldest first.
func (t *Tx) EntriesOn(ctx context.Context, keys []report.Key, limit int) ([]ledger.Row, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var out []ledger.Row
	err := t.each(ctx, func(r *sql.Rows) error {
		var o ledger.Row
		err := r.Scan(&o.Index, &o.Leaf, &o.Salt, &o.Opening)
		out = append(out, o)
		return err
	}, `SELECT idx, leaf, salt, opening FROM (
			SELECT idx, leaf, salt, opening FROM entry WHERE idx IN (
				SELECT idx FROM entry_subject WHERE subject IN `+t.set(1)+`
				UNION SELECT entry FROM version WHERE report IN `+t.set(1)+` AND id IN `+recordsOf(t.set(1))+`)
			ORDER BY idx DESC LIMIT $2) newest ORDER BY idx`, t.keys(ints(keys)), limit)
	return out, err
}
