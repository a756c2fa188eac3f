package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A Walker finds files and hands each to the reader that knows it. It may be
// used again, and by several goroutines at once when its functions may be.
//
// The path "-" is standard input. Folders are gone through in byte order of
// their names, archives too, and paths in the order given; the records come in
// that order whatever Workers is, so the same files give the same records.
//
// A symbolic link is never followed, not even one named by the person, except
// on the way to what the person named. What cannot be read, and what no reader
// knows, comes out as a Problem; its record carries the SHA-256 of the file
// wherever the file could be read to its end. Only what operating systems
// leave behind (.DS_Store, Thumbs.db, desktop.ini, __MACOSX, AppleDouble
// files) is passed over, and counted in [Progress].
//
// Nothing is written anywhere.
type Walker struct {
	Readers []Reader  // tried in this order
	Format  string    // the name of the one reader to use; empty: whichever detects the file
	Limits  Limits    // of each file; zero fields mean the default
	Stdin   io.Reader // for the path "-"
	// Workers is how many files are read at a time; 0 and 1 read in the
	// goroutine that calls Walk. Records that wait for their turn hold 64 MiB
	// at most, and each worker what its reader needs.
	Workers int
	// Memory is how large an archive from standard input may be, in bytes: it
	// is held in memory, since nothing may be put on disk. 0 means 256 MiB.
	Memory int64
	// Progress, when set, is called from the goroutine that calls Walk after
	// each file and each member, and once at the end.
	Progress func(Progress)
	// Count has the files counted before they are read, for Progress.
	Count bool
	// Own are files and folders of the unit's own, which a walk passes over wherever it
	// meets them: its database is never opened beside SQLite, since to close it again
	// lets go of every lock that the process has on it.
	Own []string

	late *lateFiles // of a walk in two parts; nil: all at once
	last bool       // it is the second part
}

// lateFiles names the files that hold statements: those that the first part of a
// walk passed over, and those of which it passed over some records.
type lateFiles struct {
	mu    sync.Mutex
	names map[string]lateness
}

type lateness int

const (
	notLate lateness = iota
	inPart           // its statements alone are for the last part
	inWhole          // all of it is
)

// Split makes two walkers of one: the first emits everything but statements, which
// report nobody; the last emits the statements, once the first has walked the same
// paths. Whether a statement is looked at hangs on whom everything else reports.
func (w *Walker) Split() (first, last *Walker) {
	a, b := *w, *w
	a.late = &lateFiles{names: map[string]lateness{}}
	b.late, b.last, b.Count = a.late, true, false
	return &a, &b
}

// lateness says how much of a file is for the last part, once the first has met it.
func (w *Walker) lateness(name string) lateness {
	w.late.mu.Lock()
	defer w.late.mu.Unlock()
	return w.late.names[name]
}

func (w *Walker) postpone(name string, how lateness) {
	w.late.mu.Lock()
	defer w.late.mu.Unlock()
	w.late.names[name] = max(w.late.names[name], how)
}

// part keeps, of what is read, what belongs to this part of the walk.
func (w *Walker) part(emit func(Record) error) func(Record) error {
	if w.late == nil {
		return emit
	}
	return func(r Record) error {
		statement := r.Report != nil && r.Report.Statement
		switch {
		case !w.last && statement:
			w.postpone(r.Place.File, inPart)
			return nil
		case w.last && !statement && w.lateness(r.Place.File) != inWhole:
			return nil // the first part emitted it
		}
		return emit(r)
	}
}

// stdinMemory is the default of Walker.Memory.
const stdinMemory = 256 << 20

// Walk reads what the paths name and emits the records from the calling
// goroutine. It returns the first error of emit as it is, or ctx's, or an
// error about the Walker itself; what is wrong with a file is a record. A
// ctx that ends does not interrupt a read of Stdin under way.
func (w *Walker) Walk(ctx context.Context, paths []string, emit func(Record) error) error {
	s, err := w.start(paths)
	if err != nil {
		return err
	}
	emit = w.part(emit)
	var total Progress
	if w.Count {
		if total.TotalFiles, total.TotalBytes, err = w.count(ctx, paths); err != nil {
			return err
		}
	}
	progress := func(j *job) {
		total.Files += j.adds.Files
		total.Members += j.adds.Members
		total.Bytes += j.adds.Bytes
		total.Litter += j.adds.Litter
		if w.Progress != nil {
			w.Progress(total)
		}
	}
	fill := func(ctx context.Context, q queue) error { return s.fill(ctx, q, paths) }
	if w.Workers > 1 {
		err = runLine(ctx, w.Workers, lineBytes, fill, emit, progress)
	} else {
		err = fill(ctx, inline{emit, progress})
	}
	if err == nil && w.Progress != nil {
		total.TotalFiles, total.TotalBytes, total.Done = total.Files, total.Bytes, true
		w.Progress(total)
	}
	return err
}

// sorter is one call of Walk: it sorts what the tree meets into jobs.
type sorter struct {
	*Walker
	limits Limits
	forced Reader // of Format; nil: detect
}

func (w *Walker) start(paths []string) (*sorter, error) {
	s := &sorter{Walker: w, limits: w.Limits.OrDefault()}
	if w.Format != "" {
		names := make([]string, len(w.Readers))
		for i, r := range w.Readers {
			names[i] = r.Name()
			if r.Name() == w.Format {
				s.forced = r
			}
		}
		if s.forced == nil {
			return nil, fmt.Errorf("no reader is called %q: the formats are %s", w.Format, strings.Join(names, ", "))
		}
	}
	stdin := 0
	for _, p := range paths {
		if p == "-" {
			stdin++
		}
	}
	switch {
	case stdin > 0 && w.Stdin == nil:
		return nil, errors.New("there is no standard input to read: name a file or a folder")
	case stdin > 1:
		return nil, errors.New(`standard input can be read once: give "-" a single time`)
	}
	return s, nil
}

// stats looks up what is passed over. What is not there cannot be met.
func stats(paths []string) (out []fs.FileInfo) {
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil {
			out = append(out, info)
		}
	}
	return out
}

// fill puts a job for each thing that the paths lead to.
func (s *sorter) fill(ctx context.Context, q queue, paths []string) error {
	t := tree{held: namesHeld, own: stats(s.Own), visit: func(ctx context.Context, e entry) error { return s.entry(ctx, q, e) }}
	for _, p := range paths {
		var err error
		if p == "-" {
			err = s.stdin(ctx, q)
		} else {
			err = t.walk(ctx, p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entry sorts one thing met in a tree.
func (s *sorter) entry(ctx context.Context, q queue, e entry) error {
	name := printable(filepath.ToSlash(e.path))
	if e.litter {
		return q.put(ctx, &job{adds: Progress{Litter: 1}})
	}
	p := e.problem
	if p == nil {
		p = special(e.info.Mode())
	}
	if p != nil {
		return q.put(ctx, refuse(name, *p))
	}
	f, info, p := openRegular(e.in, e.name, e.info)
	if p != nil {
		return q.put(ctx, refuse(name, *p))
	}
	return s.file(ctx, q, &source{
		name:  name,
		bytes: f,
		size:  info.Size(),
		close: func() { f.Close() },
		changed: func() bool {
			now, err := f.Stat()
			return err != nil || now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime())
		},
	})
}

// refuse is the job that emits a problem with a file that was not opened.
func refuse(name string, p Problem) *job {
	return &job{
		adds: Progress{Files: 1},
		run: func(_ context.Context, emit func(Record) error) error {
			return emit(Record{Place: Place{File: name}, Problem: &p})
		},
	}
}
