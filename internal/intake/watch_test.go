package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// next returns what the watcher gives within d, of the bubble's time, without the folder.
func next(t *testing.T, w *Watcher, d time.Duration) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	got, err := w.Next(ctx)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	for i := range got {
		got[i] = filepath.ToSlash(strings.TrimPrefix(got[i], w.Folder+string(filepath.Separator)))
	}
	return got
}

// watching runs a test in a bubble of its own time.
func watching(t *testing.T, f func(t *testing.T, w *Watcher)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f(t, &Watcher{Folder: dir, Settle: 10 * time.Second, Poll: 3 * time.Second})
	})
}

func TestWatchGivesWhatHasSettled(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		put(t, filepath.Join(w.Folder, "b", "c"), "R 1")
		put(t, filepath.Join(w.Folder, "a"), "R 2")
		begun := time.Now()
		equal(t, next(t, w, time.Hour), "a", "b/c")
		if took := time.Since(begun); took != 12*time.Second { // the first poll at 10 s or after
			t.Errorf("given after %v", took)
		}
		equal(t, next(t, w, time.Hour)) // once
		put(t, filepath.Join(w.Folder, "d"), "R 3")
		equal(t, next(t, w, time.Hour), "d")
	})
}

func TestWatchWaitsWhileAFileGrows(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		path := filepath.Join(w.Folder, "a")
		for i := range 20 {
			put(t, path, strings.Repeat("R 1\n", i+1))
			equal(t, next(t, w, 8*time.Second))
			if w.Waiting() != 1 {
				t.Errorf("%d waiting", w.Waiting())
			}
		}
		equal(t, next(t, w, time.Minute), "a")
		if w.Waiting() != 0 {
			t.Errorf("%d waiting at the end", w.Waiting())
		}
	})
}

func TestWatchSeesTheTimeOfChange(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		path := filepath.Join(w.Folder, "a")
		put(t, path, "R 1")
		for i := range 5 { // the same size, written anew
			os.Chtimes(path, time.Time{}, time.Unix(int64(i), 0))
			equal(t, next(t, w, 8*time.Second))
		}
		equal(t, next(t, w, time.Minute), "a")
		os.Chtimes(path, time.Time{}, time.Unix(99, 0)) // changed after it was given
		equal(t, next(t, w, time.Minute), "a")
	})
}

func TestWatchLeavesUnfinishedNames(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		for _, n := range []string{"a.part", "b.TMP", "c.zip.crdownload", ".~lock.x#", "~$x.xlsx", "d.filepart", "e.download/x.zip", "f.partial", "g.part/x/y", ".DS_Store", "ok.parts"} {
			put(t, filepath.Join(w.Folder, n), "R 1")
		}
		equal(t, next(t, w, time.Hour), "ok.parts")
		if w.Waiting() != 9 {
			t.Errorf("%d waiting, want 9", w.Waiting())
		}
		// Renamed when complete: the usual way. It has settled under its new name.
		os.Rename(filepath.Join(w.Folder, "a.part"), filepath.Join(w.Folder, "a"))
		equal(t, next(t, w, time.Hour), "a")
	})
}

func TestWatchForgetsWhatLeft(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		a, b := filepath.Join(w.Folder, "a"), filepath.Join(w.Folder, "b")
		put(t, a, "R 1")
		equal(t, next(t, w, time.Hour), "a")
		os.Rename(a, b)
		equal(t, next(t, w, time.Hour), "b") // another name is another file
		os.Remove(b)
		equal(t, next(t, w, time.Hour))
		if len(w.seen) != 0 {
			t.Errorf("%d files remembered", len(w.seen))
		}
		put(t, b, "R 1")
		equal(t, next(t, w, time.Hour), "b")
	})
}

func TestWatchReplacedByAnotherOfTheSameSizeAndTime(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		a := filepath.Join(w.Folder, "a")
		put(t, a, "R 1")
		os.Chtimes(a, time.Time{}, time.Unix(5, 0))
		equal(t, next(t, w, time.Hour), "a")
		put(t, a+".tmp", "R 2") // made while the other is there: another inode
		os.Rename(a+".tmp", a)
		os.Chtimes(a, time.Time{}, time.Unix(5, 0))
		equal(t, next(t, w, time.Hour), "a")
	})
}

func TestWatchGivesWhatAWalkWillRefuse(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		put(t, filepath.Join(w.Folder, "z"), "R 1")
		if os.Symlink("z", filepath.Join(w.Folder, "link")) != nil || makePipe(filepath.Join(w.Folder, "pipe")) != nil {
			t.Skip("no links or pipes here")
		}
		got := next(t, w, time.Hour)
		equal(t, slices.Clone(got), "link", "pipe", "z")
		equal(t, next(t, w, time.Hour))
		for i := range got {
			got[i] = filepath.Join(w.Folder, got[i])
		}
		equal(t, walked(t, testWalker(), w.Folder, got...), "link: symbolic-link", "pipe: not-regular (named pipe)", "z: 1")
	})
}

func TestWatchWaitsForTheWriter(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells who writes")
	}
	watching(t, func(t *testing.T, w *Watcher) {
		path := filepath.Join(w.Folder, "a")
		put(t, path, "R 1")
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		r, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if !openForWriting(r) {
			f.Close()
			t.Skip("this file system grants no leases")
		}
		equal(t, next(t, w, time.Hour))
		f.Close()
		equal(t, next(t, w, time.Hour), "a") // a reader does not hinder
		f, err = os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal("the lease was not given back:", err)
		}
		f.Close()
	})
}

func TestWatchErrors(t *testing.T) {
	dir := write(t, "file", "x")
	os.Symlink(".", filepath.Join(dir, "link"))
	for name, hint := range map[string]string{"none": "check that it exists", "file": "not a folder", "link": "name the folder itself", "link/": "name the folder itself"} {
		w := &Watcher{Folder: dir + "/" + name}
		if _, err := w.Next(t.Context()); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&Watcher{Folder: dir}).Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestWatchFolderThatComesBack: a network disk that was away gives its files
// again, which the caller takes as the duplicates they are.
func TestWatchFolderThatComesBack(t *testing.T) {
	watching(t, func(t *testing.T, w *Watcher) {
		put(t, filepath.Join(w.Folder, "a"), "R 1")
		equal(t, next(t, w, time.Hour), "a")
		os.Rename(w.Folder, w.Folder+".away")
		if _, err := w.Next(t.Context()); err == nil {
			t.Error("a folder that is away, and no error")
		}
		os.Rename(w.Folder+".away", w.Folder)
		equal(t, next(t, w, time.Hour)) // nothing changed meanwhile
	})
}
