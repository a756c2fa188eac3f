package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// folder copies what was committed from the log into the database's own file,
// beside the writer: in a large store the writer's time is what bounds an
// intake, and of the pages that it would write, every second one is such a copy.
//
// Nothing is lost when it does not run: what is committed is in the log, on the
// disk. Nor can it fall behind for good: when the log has [foldAll] pages, the
// writer folds what is left, as SQLite does by itself, and the log begins anew.
type folder struct {
	db *sql.DB // one connection of its own

	wake chan struct{} // that something was committed; one is enough
	quit chan struct{}
	done sync.WaitGroup
	once sync.Once
}

const (
	// foldAll is how many pages the log has when the writer folds it.
	foldAll = 100_000
	// foldSome is how many pages are worth folding beside the writer.
	foldSome = 8_000
)

func newFolder(dsn string) (*folder, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &folder{db: db, wake: make(chan struct{}, 1), quit: make(chan struct{})}
	f.done.Go(f.run)
	return f, nil
}

func (f *folder) run() {
	for {
		select {
		case <-f.wake:
		case <-f.quit:
			return
		}
		log, folded := f.length()
		// A log that is nearly full is the writer's: the two would be in each
		// other's way, and the log would not begin anew.
		if log-folded < foldSome || log > foldAll-foldSome {
			continue
		}
		// Passive: it waits for nobody, and nobody for it. Where it fails, the log
		// stays as it is.
		_, _ = f.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
	}
}

// length asks how many pages the log has, and how many of them are folded. The files
// beside the database are never opened for that: to close one lets go of every lock
// that this process has on it, the writer's too, and another process then writes over
// what the writer writes (https://www.sqlite.org/howtocorrupt.html, 2.2).
func (f *folder) length() (pages, folded int64) {
	var busy int64
	if err := f.db.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &pages, &folded); err != nil {
		return 0, 0
	}
	return pages, folded
}

// Committed: see [store.Engine].
func (f *folder) Committed() {
	select {
	case f.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Close: see [store.Engine].
func (f *folder) Close() error {
	f.once.Do(func() { close(f.quit) })
	f.done.Wait()
	return f.db.Close()
}
