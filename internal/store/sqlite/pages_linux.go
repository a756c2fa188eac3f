//go:build amd64 || arm64

package sqlite

import (
	"encoding/binary"
	"errors"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// pagePool is where SQLite keeps the pages of its caches. The driver's allocator gives
// a page of 4 KB, with what SQLite notes of it, a place of 8 KB among all else that is
// allocated. Here they lie side by side, in memory that the system may map by huge
// pages: a large store's cache takes half the room, and a page of it is found without
// a walk through the system's tables.
//
// It stands in for SQLite's malloc (https://www.sqlite.org/malloc.html, 3.1), and
// passes on whatever is no page, as well as pages once it is full. It is the process's,
// as SQLite's settings are, and what it has taken it keeps for the pages to come.
type pagePool struct {
	start uintptr
	mem   []byte // addresses; only what was used of it takes memory

	mu   sync.Mutex
	open int // how much of it may be used
	next int // where nothing was kept yet
	free int // the slot that was freed last, and in it the one before; 0: none
	seen int // next, when the system was last asked for memory ahead

	// What SQLite would use.
	malloc  func(*libc.TLS, int32) uintptr
	release func(*libc.TLS, uintptr)
	realloc func(*libc.TLS, uintptr, int32) uintptr
	size    func(*libc.TLS, uintptr) int32
	roundup func(*libc.TLS, int32) int32
}

const (
	// slot holds a page and what SQLite notes of it: 272 bytes in 3.53, and some to come.
	slot     = pageSize + 320
	poolSize = 4 << 30
	hugePage = 2 << 20
	// openAtOnce is what is made usable at a time: where the system lends no more memory
	// than it has (vm.overcommit_memory=2), it counts what may be used as lent.
	openAtOnce = 64 << 20
	// aheadAtOnce bounds what is asked for ahead, in bytes.
	aheadAtOnce = 256 << 20
)

var (
	pool     pagePool
	poolOnce sync.Once
)

// keepPages has SQLite keep its pages in the pool, from before its first connection on.
// Where that is not to be had, all is as the driver has it, and caches are smaller.
func keepPages() { poolOnce.Do(func() { pooled.Store(pool.install() == nil) }) }

func morePages(cache int64) { pool.ahead(int(cache / pageSize * slot)) }

// install tells SQLite. Its settings are read and written in the pool's own first slot:
// it takes addresses, and those of Go's memory are not to be had.
func (p *pagePool) install() error {
	mem, err := unix.Mmap(-1, 0, poolSize+hugePage, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		return err
	}
	skip := -int(uintptr(unsafe.Pointer(&mem[0]))) & (hugePage - 1)
	p.mem = mem[skip : skip+poolSize]
	_ = unix.Madvise(p.mem, unix.MADV_HUGEPAGE) // slower without, and no less right
	if !p.reach(slot) {
		p.mem = nil
		return errors.Join(errors.New("no memory for pages"), unix.Munmap(mem))
	}

	settings := (*struct {
		methods sqlite3.Tsqlite3_mem_methods
		args    [2]uint64
	})(unsafe.Pointer(&p.mem[0]))
	m := &settings.methods
	p.start = uintptr(unsafe.Pointer(m))
	tls := libc.NewTLS()
	defer tls.Close()
	config := func(what int32) error {
		rc := sqlite3.Xsqlite3_config(tls, what, libc.VaList(uintptr(unsafe.Pointer(&settings.args)), p.start))
		if rc != sqlite3.SQLITE_OK {
			p.mem = nil
			return errors.Join(errors.New("a connection is open already"), unix.Munmap(mem))
		}
		return nil
	}
	if err := config(sqlite3.SQLITE_CONFIG_GETMALLOC); err != nil {
		return err
	}
	p.malloc = called[func(*libc.TLS, int32) uintptr](m.FxMalloc)
	p.release = called[func(*libc.TLS, uintptr)](m.FxFree)
	p.realloc = called[func(*libc.TLS, uintptr, int32) uintptr](m.FxRealloc)
	p.size = called[func(*libc.TLS, uintptr) int32](m.FxSize)
	p.roundup = called[func(*libc.TLS, int32) int32](m.FxRoundup)
	p.next = slot
	m.FxMalloc, m.FxFree, m.FxRealloc = calling(poolMalloc), calling(poolFree), calling(poolRealloc)
	m.FxSize, m.FxRoundup = calling(poolSizeOf), calling(poolRoundup)
	return config(sqlite3.SQLITE_CONFIG_MALLOC)
}

// called is the function behind an address that the driver gave; calling, the other
// way round, is that of a function which is no closure.
func called[F any](address uintptr) F { return *(*F)(unsafe.Pointer(&address)) }

func calling[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// has says that an address is one of the pool's.
func (p *pagePool) has(at uintptr) bool { return at-p.start < uintptr(len(p.mem)) }

// take finds room for a page, 0 when the pool is full.
func (p *pagePool) take() uintptr {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.free
	switch {
	case at != 0:
		p.free = int(binary.NativeEndian.Uint64(p.mem[at:]))
	case p.reach(p.next + slot):
		at = p.next
		p.next += slot
	default:
		return 0
	}
	return p.start + uintptr(at)
}

// reach makes the pool usable up to some place, if that can be. The caller holds mu.
func (p *pagePool) reach(to int) bool {
	if to <= p.open {
		return true
	}
	most := min((to+openAtOnce-1)/openAtOnce*openAtOnce, len(p.mem))
	if to > most || unix.Mprotect(p.mem[p.open:most], unix.PROT_READ|unix.PROT_WRITE) != nil {
		return false
	}
	p.open = most
	return true
}

func (p *pagePool) give(at uintptr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := int(at - p.start)
	binary.NativeEndian.PutUint64(p.mem[i:], uint64(p.free))
	p.free = i
}

// ahead has the system give, beside the writer, as much memory as was taken since it
// was asked last, up to so many bytes in all: while a cache grows, the next batch wants
// about as much. A virtual machine may wait for its host at each page that it touches
// first.
func (p *pagePool) ahead(most int) {
	if from, to := p.wanted(most); from < to {
		_ = unix.Madvise(p.mem[from:to], unix.MADV_POPULATE_WRITE) // before Linux 5.14 there is none
	}
}

// wanted is the part of the pool that ahead asks for, by whole huge pages at its start.
func (p *pagePool) wanted(most int) (from, to int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	took := p.next - p.seen
	if p.seen == 0 {
		took = 0 // nothing is known of what a batch takes
	}
	p.seen = p.next
	from = (p.next + hugePage - 1) &^ (hugePage - 1)
	to = min(p.next+min(took, aheadAtOnce), most, len(p.mem))
	if from < to && !p.reach(to) {
		to = from
	}
	return from, to
}

// isPage says that so many bytes are a page's.
func isPage(n int32) bool { return pageSize < n && n <= slot }

func poolMalloc(tls *libc.TLS, n int32) uintptr {
	if isPage(n) {
		if at := pool.take(); at != 0 {
			return at
		}
	}
	return pool.malloc(tls, n)
}

func poolFree(tls *libc.TLS, at uintptr) {
	if !pool.has(at) {
		pool.release(tls, at)
		return
	}
	pool.give(at)
}

func poolRealloc(tls *libc.TLS, at uintptr, n int32) uintptr {
	if !pool.has(at) {
		return pool.realloc(tls, at, n)
	}
	if n <= slot {
		return at
	}
	to := pool.malloc(tls, n)
	if to != 0 {
		libc.Xmemcpy(tls, to, at, slot)
		pool.give(at)
	}
	return to
}

func poolSizeOf(tls *libc.TLS, at uintptr) int32 {
	if !pool.has(at) {
		return pool.size(tls, at)
	}
	return slot
}

func poolRoundup(tls *libc.TLS, n int32) int32 {
	if !isPage(n) {
		return pool.roundup(tls, n)
	}
	return slot
}
