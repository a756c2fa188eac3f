package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Tx is one transaction. It is used by one goroutine.
type Tx struct {
	tx *sql.Tx
	e  Engine
}

// SQL is the transaction itself, for engines.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	r, err := t.tx.ExecContext(ctx, q, args...)
	if err != nil {
		return 0, fmt.Errorf("%.60q: %w", q, err)
	}
	return r.RowsAffected()
}

// each runs a query and calls f for every row.
func (t *Tx) each(ctx context.Context, f func(*sql.Rows) error, q string, args ...any) error {
	rows, err := t.tx.QueryContext(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("%.60q: %w", q, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one runs a query for at most one row; ErrNotFound when there is none.
func (t *Tx) one(ctx context.Context, dest []any, q string, args ...any) error {
	err := t.tx.QueryRowContext(ctx, q, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("%.60q: %w", q, err)
	}
	return nil
}

// set is the engine's sub-select over the integers bound to parameter n.
func (t *Tx) set(n int) string { return t.e.Set(n) }

// keys binds a slice of integers for set.
func (t *Tx) keys(ks []int64) any { return t.e.SetArg(ks) }

// Column runs a query of one column, for engines.
func Column[T any](ctx context.Context, t *Tx, q string, args ...any) ([]T, error) {
	var out []T
	err := t.each(ctx, func(r *sql.Rows) error {
		var v T
		err := r.Scan(&v)
		out = append(out, v)
		return err
	}, q, args...)
	return out, err
}
