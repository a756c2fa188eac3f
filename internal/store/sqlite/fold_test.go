package sqlite

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/report"
	"vigie/internal/store"
)

// fill commits records whose bodies take so many pages.
func fill(t *testing.T, s *store.Store, first int64, pages int) {
	t.Helper()
	const each = 100
	var vs []store.Version
	for i := range pages / each {
		id := first + int64(i)
		vs = append(vs, store.Version{ID: id, Report: report.Key(id), SHA: bytes.Repeat([]byte{byte(i)}, 32), Body: make([]byte, each*4096)})
	}
	err := s.Write(context.Background(), func(w *store.Tx) error { return w.InsertVersions(context.Background(), vs) })
	if err != nil {
		t.Fatal(err)
	}
}

// TestLogIsFoldedBesideTheWriter: a log of some length is copied into the
// database's file by itself, a short one is left, and what was folded is there.
func TestLogIsFoldedBesideTheWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 1, foldSome/4)
	f := folder{path: path}
	pages, folded := f.length()
	if pages < foldSome/4 || pages > foldSome/2 {
		t.Errorf("the log has %d pages, of about %d that were written", pages, foldSome/4)
	}
	if folded > 0 {
		t.Errorf("a short log was folded: %d pages of %d", folded, pages)
	}
	fill(t, s, 1001, foldSome)
	for range 600 {
		if _, folded = f.length(); folded > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if pages, _ = f.length(); folded == 0 {
		t.Errorf("none of %d pages is folded after half a minute", pages)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Read(t.Context(), func(r *store.Tx) error {
		n, err := r.NextVersion(t.Context())
		if want := int64(1001 + foldSome/100); n != want {
			t.Errorf("the next record is %d, not %d", n, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCommittedAfterTheEnd: whoever commits while the store is being closed
// wakes nobody, and breaks nothing.
func TestCommittedAfterTheEnd(t *testing.T) {
	f, err := newFolder(filepath.Join(t.TempDir(), "none.db"), "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	f.Committed()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f.Committed()
	f.Committed()
}
