//go:build amd64 || arm64

package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
	"modernc.org/libc"

	"vigie/internal/store"
)

// TestPagesLieInThePool: what SQLite keeps of a database is in the pool, and what one
// connection gave back the next one takes.
func TestPagesLieInThePool(t *testing.T) {
	needPool(t)
	used := func() (next, free int) {
		pool.mu.Lock()
		defer pool.mu.Unlock()
		return pool.next, pool.free
	}
	fill := func() {
		s, err := Open(t.Context(), filepath.Join(t.TempDir(), "vigie.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		err = s.Write(t.Context(), func(w *store.Tx) error {
			_, err := w.Exec(t.Context(), "CREATE TABLE pages (bytes BLOB)")
			for i := 0; err == nil && i < 500; i++ {
				_, err = w.Exec(t.Context(), "INSERT INTO pages VALUES (zeroblob(4000))")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(t.Context(), func(r *store.Tx) error {
			n, err := store.Column[int64](t.Context(), r, "SELECT sum(length(bytes)) FROM pages")
			if err == nil && n[0] != 500*4000 {
				err = fmt.Errorf("%v bytes are there", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	fill()
	before, free := used()
	if before < 500*slot || free == 0 {
		t.Fatalf("%d bytes of the pool are in use, the last given back at %d", before, free)
	}
	fill()
	if after, _ := used(); after != before {
		t.Errorf("the pool grew from %d to %d bytes", before, after)
	}
}

// TestPoolPassesOn: what is no page goes where it went before, and what outgrows its
// place takes its content along.
func TestPoolPassesOn(t *testing.T) {
	needPool(t)
	tls := libc.NewTLS()
	defer tls.Close()
	small := poolMalloc(tls, 100)
	if pool.has(small) || poolSizeOf(tls, small) < 100 || poolRoundup(tls, 100) < 100 || poolRoundup(tls, slot-1) != slot {
		t.Error("100 bytes are taken for a page")
	}
	poolFree(tls, poolRealloc(tls, small, slot-1))
	page := poolMalloc(tls, slot-1)
	if !pool.has(page) || poolSizeOf(tls, page) != slot || poolRealloc(tls, page, 10) != page {
		t.Error("a page is not kept as one")
	}
	pool.mem[page-pool.start+slot-1] = 7
	large := poolRealloc(tls, page, 10*slot)
	if pool.has(large) || libc.GoBytes(large, slot)[slot-1] != 7 {
		t.Error("a page that outgrew its place lost its content")
	}
	if again := poolMalloc(tls, slot); again != page {
		t.Error("what was given back is not taken next")
	} else {
		poolFree(tls, again)
	}
	poolFree(tls, large)
}

// TestFullPool: where the pool has no room, it says so.
func TestFullPool(t *testing.T) {
	p := pagePool{start: 1 << 20, mem: make([]byte, 3*slot), open: 3 * slot, next: slot}
	a, b := p.take(), p.take()
	if a == 0 || b == 0 || a == b || p.take() != 0 {
		t.Fatalf("of room for two: %d, %d, and a third", a, b)
	}
	p.give(a)
	p.give(b)
	if p.take() != b || p.take() != a || p.take() != 0 {
		t.Error("what was given back is taken otherwise")
	}
	if p.has(0) || p.has(p.start-1) || !p.has(a) || p.has(p.start+3*slot) {
		t.Error("whose an address is")
	}
}

// TestPoolOpens: addresses become memory as pages are taken, up to the pool's end.
func TestPoolOpens(t *testing.T) {
	mem, err := unix.Mmap(-1, 0, openAtOnce+16*pageSize, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Munmap(mem); err != nil {
			t.Error(err)
		}
	}()
	p := pagePool{start: 1 << 20, mem: mem, next: slot}
	n := 0
	for at := p.take(); at != 0; at = p.take() {
		if n == 0 && p.open != openAtOnce {
			t.Errorf("%d bytes are open for the first page", p.open)
		}
		i := int(at - p.start)
		p.mem[i], p.mem[i+slot-1] = 1, 1
		n++
	}
	if want := len(mem)/slot - 1; n != want || p.open != len(mem) {
		t.Errorf("%d pages in %d bytes, not %d in %d", n, p.open, want, len(mem))
	}
}

// needPool skips where the system gives a process no room for a pool (ulimit -v): the
// program goes on without. Where it does, a pool that is not there is a fault.
func needPool(t *testing.T) {
	t.Helper()
	if pooled.Load() {
		return
	}
	mem, err := unix.Mmap(-1, 0, poolSize+hugePage, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		t.Skipf("the system gives no room for a pool: %v", err)
	}
	if err := unix.Munmap(mem); err != nil {
		t.Error(err)
	}
	t.Fatal("there is room for a pool, and none was made")
}

// TestMemoryAhead: as much again as was taken since the last time, and no more than
// the cache may have, or the pool has.
func TestMemoryAhead(t *testing.T) {
	p := pagePool{mem: make([]byte, 20*hugePage), open: 20 * hugePage}
	for _, s := range []struct {
		name                 string
		next, most, from, to int
	}{
		{"the first time", 3 * hugePage, 18 * hugePage, 3 * hugePage, 3 * hugePage},
		{"as much again", 5*hugePage - 10, 18 * hugePage, 5 * hugePage, 7*hugePage - 20},
		{"nothing was taken", 5*hugePage - 10, 18 * hugePage, 5 * hugePage, 5*hugePage - 10},
		{"up to the cache's size", 12 * hugePage, 18 * hugePage, 12 * hugePage, 18 * hugePage},
		{"up to the pool's", 19 * hugePage, 30 * hugePage, 19 * hugePage, 20 * hugePage},
	} {
		p.next = s.next
		if from, to := p.wanted(s.most); from != s.from || to != s.to {
			t.Errorf("%s: %d to %d, not %d to %d", s.name, from, to, s.from, s.to)
		}
	}
}
