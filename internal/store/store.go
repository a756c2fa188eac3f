// Package store keeps what the unit holds, in SQLite or PostgreSQL. It promises
// that whatever a [Tx] did is on disk when Write returns nil, and that nothing
// of it is otherwise. It knows no rule, no person's rights and no cryptography.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrNotFound says that no row has that key.
var ErrNotFound = errors.New("not found")

// Store is an open database. Write serialises; everything else may be called
// from any goroutine.
type Store struct {
	engine Engine
	write  *sql.DB // the one way in
	read   *sql.DB // snapshots, for the long walks of verification and replay
}

// New wraps databases that an engine has opened, and brings their schema up to
// date.
func New(ctx context.Context, e Engine, write, read *sql.DB) (*Store, error) {
	err := migrate(ctx, e, write)
	upgraded(ctx, 1, 1)
	if err != nil {
		return nil, fmt.Errorf("bringing the database's schema up to date: %w", err)
	}
	return &Store{engine: e, write: write, read: read}, nil
}

// Engine names the database: "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.Name() }

// Size is the bytes that the database takes on disk.
func (s *Store) Size(ctx context.Context) (int64, error) { return s.engine.Size(ctx, s.write) }

// Close ends all connections.
func (s *Store) Close() error {
	err := s.engine.Close()
	if s.read != s.write {
		err = errors.Join(err, s.read.Close())
	}
	return errors.Join(err, s.write.Close())
}

// Write runs f as the only writer. What f did is durable when Write returns
// nil; when f or the commit fails, nothing of it remains.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("opening a transaction: %w", err)
	}
	// Whichever way f ends, a panic included: a transaction left open would hold
	// the writer's place for ever. After the commit it does nothing.
	defer func() { _ = t.Rollback() }()
	if err := s.engine.Lock(ctx, t); err != nil {
		return fmt.Errorf("waiting for the other writer: %w", err)
	}
	if err := current(ctx, t); err != nil {
		return err
	}
	if err := f(&Tx{tx: t, e: s.engine}); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("making the change durable: %w", err)
	}
	s.engine.Committed()
	return nil
}

// Read runs f on one unchanging snapshot. It is for checks that carry no report
// data to anyone; whatever is shown to a person goes through Write, with its
// entry in the ledger.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("opening a snapshot: %w", err)
	}
	defer func() { _ = t.Rollback() }() // nothing was written
	return f(&Tx{tx: t, e: s.engine})
}
