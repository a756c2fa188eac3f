package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"vigie/internal/store"
)

// TestFilesAreTheOwners: database and log are read by nobody but their owner, when
// they are made and when they were made more open.
func TestFilesAreTheOwners(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "vigie.db")
	check := func(when string) {
		t.Helper()
		for _, p := range []string{path, path + "-wal", path + "-shm"} {
			i, err := os.Stat(p)
			if err != nil {
				t.Fatal(err)
			}
			if i.Mode().Perm() != 0o600 {
				t.Errorf("%s: %s has mode %o", when, filepath.Base(p), i.Mode().Perm())
			}
		}
	}
	use := func(when string) {
		t.Helper()
		s, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Write(t.Context(), func(w *store.Tx) error { return w.SetMeta(t.Context(), "when", when) }); err != nil {
			t.Fatal(err)
		}
		check(when)
		if when != "while another has it open" {
			return
		}
		for _, p := range []string{path, path + "-wal", path + "-shm"} {
			if err := os.Chmod(p, 0o664); err != nil {
				t.Fatal(err)
			}
		}
		again, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		check(when)
	}
	use("made")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	use("opened")
	use("while another has it open")
}
