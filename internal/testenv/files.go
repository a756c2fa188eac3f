package testenv

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Repository returns the folder that holds go.mod, found upwards from where the
// test runs, which is its package's folder.
func Repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
}

// Shared returns the path of a sample that is kept beside the repository and not
// in it, such as "ncmec/cybertip.xsd": official schemas, published tables. The
// folder is ../shared, or what VIGIE_SHARED names. The test skips without it.
func Shared(t testing.TB, name string) string {
	t.Helper()
	folder := os.Getenv("VIGIE_SHARED")
	if folder == "" {
		folder = filepath.Join(filepath.Dir(Repository(t)), "shared")
	}
	path := filepath.Join(folder, "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no shared sample: %s is not beside the repository", name)
	} else if err != nil {
		t.Fatal(err)
	}
	return path
}
