package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"os"
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
	path string
	db   *sql.DB // one connection of its own

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

func newFolder(path, dsn string) (*folder, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &folder{path: path, db: db, wake: make(chan struct{}, 1), quit: make(chan struct{})}
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

// length reads how many pages the log has, and how many of them are folded, in
// the index that SQLite keeps of the log (https://www.sqlite.org/walformat.html,
// 2.1: mxFrame and nBackfill). What it reads is a hint, and may be of a moment ago.
func (f *folder) length() (pages, folded uint32) {
	shm, err := os.Open(f.path + "-shm")
	if err != nil {
		return 0, 0
	}
	defer shm.Close()
	const mxFrame, nBackfill = 16, 96
	var head [nBackfill + 4]byte
	if _, err := shm.ReadAt(head[:], 0); err != nil {
		return 0, 0
	}
	return binary.NativeEndian.Uint32(head[mxFrame:]), binary.NativeEndian.Uint32(head[nBackfill:])
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
