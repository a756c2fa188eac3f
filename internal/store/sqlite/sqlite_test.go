package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"vigie/internal/store"
	"vigie/internal/store/sqlite"
	"vigie/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, filepath.Join(t.TempDir(), "vigie.db")) })
}

func TestTogether(t *testing.T) {
	storetest.Together(t, func(t *testing.T) storetest.Opener {
		path := filepath.Join(t.TempDir(), "vigie.db")
		return func(ctx context.Context) (*store.Store, error) { return sqlite.Open(ctx, path) }
	})
}

// open opens the file at path until the test ends.
func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
