package intake

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Watcher waits for files to be complete in a folder where others put them.
// It polls: that works on every system and on network disks, where notices of
// change get lost.
//
// A file is complete when its size and time of change were the same at two
// polls at least Settle apart, it has none of the names that programs give to
// what they are still copying (*.part, *.partial, *.filepart, *.tmp,
// *.crdownload, *.download, .~*, ~$*), and, where Linux can tell, no process
// has it open for writing.
//
// The Watcher remembers what it gave only while the file stays as it is and
// only until the program ends: after a restart, it gives everything that is in
// the folder again. Whoever takes files in must be able to take them twice,
// and may move or delete them once it has. Nothing in the folder is touched.
//
// A Watcher serves one goroutine at a time.
type Watcher struct {
	Folder string
	// Settle is how long a file must stay the same; 0 means 5 seconds. Make it
	// longer where a copy may pause longer, on a slow network.
	Settle time.Duration
	// Poll is the time between polls, 0 means 2 seconds. After a poll that
	// took long, the pause is at least nine times as long as the poll.
	Poll time.Duration
	Own  []string // passed over: see [Walker]

	seen    map[string]sighting // by path, for what the last poll met
	waiting int
}

// sighting is what a path was when it was first seen so.
type sighting struct {
	info  fs.FileInfo // nil for a folder that could not be listed
	why   Problem     // then
	since time.Time
	given bool
}

// same says whether nothing that identifies the file changed: device, inode,
// size, time of change and kind. The name is the key of the map.
func (s sighting) same(o sighting) bool {
	if s.info == nil || o.info == nil {
		return s.info == nil && o.info == nil && s.why == o.why
	}
	return os.SameFile(s.info, o.info) && s.info.Size() == o.info.Size() &&
		s.info.ModTime().Equal(o.info.ModTime()) && s.info.Mode().Type() == o.info.Mode().Type()
}

// Next waits until at least one file is complete that was not given before as
// it now is, and returns their paths in order. Links, devices and folders that
// cannot be listed are given too, once, so that a walk says what is wrong with
// them. It returns ctx's error when ctx ends, or an error when Folder itself
// cannot be read: the caller may go on calling, a network disk may come back.
func (w *Watcher) Next(ctx context.Context) ([]string, error) {
	for {
		begun := time.Now()
		ready, err := w.poll(ctx, begun)
		if err != nil || len(ready) > 0 {
			return ready, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(max(positive(w.Poll, 2*time.Second), 9*time.Since(begun))):
		}
	}
}

// Waiting is how many files the last poll met and has not given: still being
// copied, or named so.
func (w *Watcher) Waiting() int { return w.waiting }

// poll goes through the folder once and returns what has become complete.
func (w *Watcher) poll(ctx context.Context, now time.Time) (ready []string, err error) {
	settle := positive(w.Settle, 5*time.Second)
	folder := trimSeparators(w.Folder)
	seen := make(map[string]sighting, len(w.seen))
	waiting := 0
	t := tree{held: namesHeld, own: stats(w.Own), visit: func(_ context.Context, e entry) error {
		s := sighting{info: e.info, since: now}
		if e.problem != nil {
			s.why = *e.problem
		}
		switch {
		case e.path == folder:
			return w.folderError(s)
		case e.litter, s.why == gone:
			return nil
		}
		if old, ok := w.seen[e.path]; ok && old.same(s) {
			s.since, s.given = old.since, old.given
		}
		if !s.given {
			if now.Sub(s.since) >= settle && !unfinished(e.path[len(folder):]) && !beingWritten(e) {
				s.given = true
				ready = append(ready, e.path)
			} else {
				waiting++
			}
		}
		seen[e.path] = s
		return nil
	}}
	if err := t.walk(ctx, folder); err != nil {
		return nil, err
	}
	w.seen, w.waiting = seen, waiting
	return ready, nil
}

// folderError says why the folder itself cannot be watched.
func (w *Watcher) folderError(s sighting) error {
	if s.info != nil && s.info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("watch %s: it is a symbolic link: name the folder itself", w.Folder)
	}
	if s.info != nil {
		return fmt.Errorf("watch %s: it is not a folder", w.Folder)
	}
	return fmt.Errorf("watch %s: cannot be read (%s): check that it exists, and who may read it", w.Folder, s.why.Detail)
}

// unfinished tells the names of what is still being copied, and of all that
// lies in a folder so named. path is below the watched folder.
func unfinished(path string) bool {
	for part := range strings.SplitSeq(filepath.ToSlash(path), "/") {
		if strings.HasPrefix(part, ".~") || strings.HasPrefix(part, "~$") {
			return true
		}
		switch strings.ToLower(filepath.Ext(part)) {
		case ".part", ".partial", ".filepart", ".tmp", ".crdownload", ".download":
			return true
		}
	}
	return false
}

// beingWritten says whether the file is not to be taken now: a process has it
// open for writing, or it changed since it was looked at. What cannot be opened
// is left for the walk to report.
func beingWritten(e entry) bool {
	if e.info == nil || !e.info.Mode().IsRegular() {
		return false
	}
	f, now, p := openRegular(e.in, e.name, e.info)
	if p != nil {
		return p.Reason == Changed
	}
	defer f.Close()
	return now.Size() != e.info.Size() || !now.ModTime().Equal(e.info.ModTime()) || openForWriting(f)
}
