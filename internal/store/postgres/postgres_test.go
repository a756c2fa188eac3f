package postgres_test

import (
	"testing"

	"vigie/internal/store"
	"vigie/internal/store/postgres"
	"vigie/internal/store/storetest"
	"vigie/internal/testenv"
)

func TestStore(t *testing.T) {
	testenv.Postgres(t) // skips once instead of once a case
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, testenv.Postgres(t)) })
}

func TestTogether(t *testing.T) {
	testenv.Postgres(t)
	storetest.Together(t, func(t *testing.T) storetest.Opener {
		url := testenv.Postgres(t)
		return func() (*store.Store, error) { return postgres.Open(t.Context(), url) }
	})
}

// open opens the database at url until the test ends.
func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
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
