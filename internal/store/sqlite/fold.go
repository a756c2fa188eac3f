package sqlite

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// folder copies what was committed from the log into the database's own file,
// beside the writer: in a large store the writer's time is what bounds an
// intake, and of the pages that it would write, every second one is such a copy.
//
// The log begins anew only where the writer finds all of it folded, and it hardly
// ever does: while one batch is folded, the next is written. So when the log is as
// long as it may be, the writer waits until it is folded. A larger store has larger
// batches, in pages, and may have a longer log, or the writer would wait more often.
//
// Nothing is lost when the folder does not run: what is committed is in the log, on
// the disk. Where it cannot, SQLite folds a log of [foldAnyway] pages by itself.
type folder struct {
	db     *sql.DB // one connection of its own
	least  int64   // pages of the longest log in a small store
	cached int64   // the writer's cache as it was last said to be

	wake  chan struct{} // that something was committed; one is enough
	full  atomic.Bool   // the log is as long as it may be
	cache atomic.Int64  // how large the writer's cache should be from now on, in bytes; 0: as it is
	quit  chan struct{}
	done  sync.WaitGroup
	once  sync.Once
}

// pageSize is SQLite's own choice, in bytes.
const pageSize = 4096

const (
	// foldAll is how many pages the log has, at the least, when the writer waits for it
	// to be folded. In a larger store it is as many as the store has, up to foldMost.
	foldAll  = 100_000
	foldMost = 800_000
	// foldAnyway is how many pages SQLite lets a log have, whatever the folder does.
	foldAnyway = 1_000_000
	// foldSome is how many pages are worth folding beside the writer.
	foldSome = 8_000

	// Of the writer's cache: see [cacheFor].
	leastCache = 64 << 20
	mostCache  = 1 << 30
	cachePart  = 4
)

func newFolder(dsn string, least int64) (*folder, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &folder{db: db, least: least, cached: leastCache, wake: make(chan struct{}, 1), quit: make(chan struct{})}
	f.done.Go(f.run)
	return f, nil
}

func (f *folder) run() {
	for {
		select {
		case <-f.wake:
			enough := f.look()
			morePages(f.cached)
			if enough {
				f.fold()
			}
		case <-f.quit:
			return
		}
	}
}

// look tells the writer what it is to do, and says whether there is enough to fold.
func (f *folder) look() (enough bool) {
	size := f.size()
	log, folded := f.length()
	return f.say(size, log, folded)
}

// say notes what the writer is to do, and whether there is enough to fold.
func (f *folder) say(size, log, folded int64) (enough bool) {
	if want := cacheFor(size); want > f.cached+f.cached/8 {
		f.cached = want
		f.cache.Store(want)
	}
	// A log of which all is folded begins anew by itself.
	if log > max(min(size/pageSize, foldMost), f.least) && folded < log {
		f.full.Store(true)
	}
	return log-folded >= foldSome
}

// cacheFor is how large the writer's cache should be, in bytes: it keeps a part of the
// store's pages, one of cachePart, within bounds. A batch of an intake changes 300 MB of
// them in a large store, and pages for which there is no room are written, read and
// written again before it is committed. Without a pool, a page takes twice its size.
func cacheFor(size int64) int64 {
	part, most := int64(cachePart), int64(mostCache)
	if !pooled.Load() {
		part, most = 2*part, most/2
	}
	return min(max(size/part, leastCache), most)
}

// pooled says that pages lie in the pool.
var pooled atomic.Bool

// fold is passive: it waits for nobody, and nobody for it. Where it fails, the log
// stays as it is.
func (f *folder) fold() {
	_, _ = f.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
}

// size is how many bytes the store's pages take, those in the log alone included; 0
// when it cannot be known now.
func (f *folder) size() int64 {
	var pages int64
	if err := f.db.QueryRowContext(context.Background(), "PRAGMA page_count").Scan(&pages); err != nil {
		return 0
	}
	return pages * pageSize
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
	if f.full.Swap(false) {
		f.fold()
	}
	select {
	case f.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Close: see [store.Engine].
func (f *folder) Close() error {
	f.once.Do(func() {
		close(f.quit)
		f.done.Wait()
		select {
		case <-f.wake: // what was committed last has not been looked at
			if f.look() {
				f.fold()
			}
		default:
		}
	})
	return f.db.Close()
}
