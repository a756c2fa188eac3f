package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"sync"
)

// only is the mode of the database's files: they hold what the keys beside them
// protect. SQLite gives its log the mode of the database.
const only = 0o600

// owning keeps a file that is being made from being opened meanwhile: to close it lets
// go of every lock that this process has on it.
var owning sync.Mutex

// own makes the file at path, for SQLite to fill, so that nobody but its owner reads
// it; one that is there, and its log, are closed to others where they are the unit's
// own to close.
func own(path string) error {
	owning.Lock()
	defer owning.Unlock()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, only)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, p := range []string{path, path + "-wal", path + "-shm"} {
		i, err := os.Stat(p)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if i.Mode().Perm()&^only == 0 || !i.Mode().IsRegular() {
			continue
		}
		// Another's file stays as its owner made it.
		if err := os.Chmod(p, i.Mode().Perm()&only); err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}
