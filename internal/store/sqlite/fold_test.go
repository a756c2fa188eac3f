package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/report"
	"vigie/internal/store"
)

// The pool must be there before any connection is.
func TestMain(m *testing.M) {
	keepPages()
	os.Exit(m.Run())
}

// fill commits records whose bodies take so many pages.
func fill(t *testing.T, s *store.Store, first int64, pages int) {
	t.Helper()
	const each = 100
	var vs []store.Version
	for i := range pages / each {
		id := first + int64(i)
		vs = append(vs, store.Version{ID: id, Report: report.Key(id), SHA: bytes.Repeat([]byte{byte(i)}, 32), Body: make([]byte, each*4096)})
	}
	err := s.Write(context.Background(), func(w *store.Tx) error { return w.InsertVersions(context.Background(), vs) })
	if err != nil {
		t.Fatal(err)
	}
}

// TestLogIsFoldedBesideTheWriter: a log of some length is copied into the
// database's file by itself, a short one is left, and what was folded is there.
func TestLogIsFoldedBesideTheWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 1, foldSome/4)
	f, err := newFolder("file:"+path, foldAll)
	if err != nil {
		t.Fatal(err)
	}
	pages, folded := f.length()
	if pages < foldSome/4 || pages > foldSome/2 {
		t.Errorf("the log has %d pages, of about %d that were written", pages, foldSome/4)
	}
	if folded > 0 {
		t.Errorf("a short log was folded: %d pages of %d", folded, pages)
	}
	fill(t, s, 1001, foldSome)
	for range 600 {
		if _, folded = f.length(); folded > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if pages, _ = f.length(); folded == 0 {
		t.Errorf("none of %d pages is folded after half a minute", pages)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Read(t.Context(), func(r *store.Tx) error {
		n, err := r.NextVersion(t.Context())
		if want := int64(1001 + foldSome/100); n != want {
			t.Errorf("the next record is %d, not %d", n, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// otherProcess is set to the database of a process that writes to it.
const otherProcess = "VIGIE_TEST_OTHER"

// hadToWait is what that process prints when it could not write.
const hadToWait = "another writes"

// TestFoldingKeepsTheWritersPlace: while one process writes, another cannot, also
// after the first has looked at its log.
func TestFoldingKeepsTheWritersPlace(t *testing.T) {
	if path := os.Getenv(otherProcess); path != "" {
		db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(50)&_txlock=immediate")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		tx, err := db.BeginTx(t.Context(), nil)
		if err == nil {
			err = tx.Rollback()
		}
		if err != nil {
			fmt.Println(hadToWait, err)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "vigie.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	waits := func() bool {
		c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
		c.Env = append(os.Environ(), otherProcess+"="+path)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return bytes.Contains(out, []byte(hadToWait))
	}
	if waits() {
		t.Fatal("nobody writes, and the other process waits")
	}
	// The folder looks at the log after each commit: here, while the next is written.
	f, err := newFolder("file:"+path, foldAll)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	err = s.Write(t.Context(), func(w *store.Tx) error {
		if err := w.SetMeta(t.Context(), "a", "b"); err != nil {
			return err
		}
		f.Committed()
		f.length()
		if !waits() {
			t.Error("another process writes while this one does")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCommittedAfterTheEnd: whoever commits while the store is being closed
// wakes nobody, and breaks nothing.
func TestCommittedAfterTheEnd(t *testing.T) {
	f, err := newFolder("file::memory:", foldAll)
	if err != nil {
		t.Fatal(err)
	}
	f.Committed()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f.Committed()
	f.Committed()
}

// TestWriterKeepsMoreOfALargeStore: the writer's cache follows the store's size, within
// bounds, from the next transaction on.
func TestWriterKeepsMoreOfALargeStore(t *testing.T) {
	keepPages()
	was := pooled.Load()
	defer pooled.Store(was)
	for has, wants := range map[bool]map[int64]int64{
		true:  {0: leastCache, 200 << 20: leastCache, 1 << 30: 256 << 20, 1 << 40: 1 << 30},
		false: {0: leastCache, 200 << 20: leastCache, 1 << 30: 128 << 20, 1 << 40: 512 << 20},
	} {
		pooled.Store(has)
		for size, want := range wants {
			if got := cacheFor(size); got != want {
				t.Errorf("%d bytes, pooled %v: %d, not %d", size, has, got, want)
			}
		}
	}
	pooled.Store(true)
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "vigie.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f := &folder{cached: leastCache}
	f.say(leastCache*cachePart, 0, 0)
	if f.cache.Load() != 0 {
		t.Error("a small store's writer is told what it has")
	}
	f.say(1<<40, 0, 0)
	err = s.Write(t.Context(), func(w *store.Tx) error {
		if err := (engine{f}).Lock(t.Context(), w.SQL()); err != nil {
			return err
		}
		kib, err := store.Column[int64](t.Context(), w, "PRAGMA cache_size")
		if want := int64(-mostCache >> 10); err == nil && (len(kib) != 1 || kib[0] != want) {
			t.Errorf("the cache is %v, not %d", kib, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if f.cache.Load() != 0 {
		t.Error("the cache is set again in each transaction")
	}
}

// TestLogBeginsAnew: a log that is as long as it may be is folded whole by whoever
// writes next, and what follows is written over it.
func TestLogBeginsAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const most = foldSome / 8
	f, err := newFolder("file:"+path, most)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fill(t, s, 1, 2*most)
	long, folded := f.length()
	if long <= most || folded > 0 {
		t.Fatalf("the log has %d pages, of which %d are folded", long, folded)
	}
	f.Committed()
	for range 600 {
		if f.full.Load() {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	f.Committed() // as whoever writes next
	if pages, folded := f.length(); pages != long || folded != pages {
		t.Errorf("of %d pages, %d are folded", pages, folded)
	}
	fill(t, s, 1001, 100)
	if pages, _ := f.length(); pages >= long {
		t.Errorf("the log has %d pages after it was folded, and %d before", pages, long)
	}
}

// TestLastLook: what was committed last is folded when the store is closed, though the
// folder was told to end before it looked: of many short processes beside a long one,
// none might fold else.
func TestLastLook(t *testing.T) {
	dsn := "file:" + filepath.Join(t.TempDir(), "vigie.db") + "?_pragma=journal_mode(WAL)&_pragma=wal_autocheckpoint(0)"
	open := func() *sql.DB {
		db, err := sql.Open("sqlite", dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	db := open() // the log stays as long as this is open
	for _, q := range []string{"CREATE TABLE t (x BLOB)", fmt.Sprintf("INSERT INTO t VALUES (zeroblob(%d))", (foldSome+1)*4096)} {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	f := &folder{db: open(), least: foldAll, cached: leastCache, wake: make(chan struct{}, 1), quit: make(chan struct{})}
	f.Committed()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	other := &folder{db: open()}
	if pages, folded := other.length(); pages < foldSome || folded != pages {
		t.Errorf("of %d pages, %d are folded", pages, folded)
	}
}

// TestFullOnce: a log of which all is folded lets nobody wait, however long it is.
func TestFullOnce(t *testing.T) {
	f := &folder{least: 100}
	for _, c := range []struct {
		size, log, folded int64
		full              bool
	}{{0, 101, 100, true}, {0, 101, 101, false}, {0, 100, 0, false}, {1000 * pageSize, 1000, 0, false}, {1000 * pageSize, 1001, 0, true}, {1 << 40, foldMost, 0, false}, {1 << 40, foldMost + 1, 0, true}} {
		f.full.Store(false)
		if f.say(c.size, c.log, c.folded); f.full.Load() != c.full {
			t.Errorf("%+v: %v", c, f.full.Load())
		}
	}
}
