package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/report"
	"vigie/internal/store"
)

// pragma reads one setting of the connection beneath a transaction.
func pragma(t *testing.T, x *store.Tx, name string) string {
	t.Helper()
	var v string
	if err := x.SQL().QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// What is recorded survives a power cut: full synchronisation of a log that is
// written ahead, on each connection, and not on the first alone.
func TestSettings(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "vigie.db"))
	check := func(x *store.Tx) {
		t.Helper()
		for name, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "30000", "secure_delete": "1"} {
			if got := pragma(t, x, name); got != want {
				t.Errorf("%s = %s, not %s", name, got, want)
			}
		}
	}
	if err := s.Write(t.Context(), func(w *store.Tx) error { check(w); return nil }); err != nil {
		t.Error(err)
	}
	err := s.Read(t.Context(), func(one *store.Tx) error {
		return s.Read(t.Context(), func(two *store.Tx) error { check(one); check(two); return nil })
	})
	if err != nil {
		t.Error(err)
	}
}

// A disk that is full fails the writer, keeps nothing of what it did, and loses
// nothing of before; with room again, all goes on.
func TestFullDisk(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "vigie.db"))
	ctx := t.Context()
	add := func(from, n int, body []byte) error {
		return s.Write(ctx, func(w *store.Tx) error {
			for i := from; i < from+n; i++ {
				id := int64(i)
				sha := make([]byte, 32)
				sha[0], sha[1] = byte(i>>8), byte(i)
				err := w.InsertReports(ctx, []store.Report{{Key: report.Key(id), First: int64(id), Source: "ncmec", SourceID: fmt.Sprint(i), Comp: report.Key(id), Lead: report.Key(id)}})
				if err == nil {
					err = w.InsertVersions(ctx, []store.Version{{ID: id, Report: report.Key(id), SHA: sha, Body: body}})
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	limit := func(pages int) {
		t.Helper()
		err := s.Write(ctx, func(w *store.Tx) error {
			var got int
			return w.SQL().QueryRowContext(ctx, fmt.Sprint("PRAGMA max_page_count=", pages)).Scan(&got)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	holds := func(want int64) {
		t.Helper()
		err := s.Read(ctx, func(r *store.Tx) error {
			reports, err := r.CountReports(ctx)
			if err != nil {
				return err
			}
			versions, err := r.CountRows(ctx, "version")
			if reports != want || versions != want {
				t.Errorf("%d reports and %d versions, not %d", reports, versions, want)
			}
			if ok := pragma(t, r, "integrity_check"); ok != "ok" {
				t.Error(ok)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	body := make([]byte, 10_000)
	if err := add(1, 5, body); err != nil {
		t.Fatal(err)
	}
	limit(1) // SQLite takes the present size for the least
	for range 3 {
		err := add(6, 200, body)
		if err == nil || !strings.Contains(err.Error(), "full") {
			t.Fatalf("on a full disk: %v", err)
		}
		holds(5)
	}
	limit(1 << 30)
	if err := add(6, 200, body); err != nil {
		t.Fatal(err)
	}
	holds(205)
}

// A folder may be called anything.
func TestPaths(t *testing.T) {
	for _, name := range []string{"a b", "é", "50%", "a?mode=memory", "a#b", "a&b", "%41", "a;b"} {
		path := filepath.Join(t.TempDir(), name, "vigie.db")
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		s := open(t, path)
		if err := s.Write(t.Context(), func(w *store.Tx) error { return w.SetMeta(t.Context(), "name", name) }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	t.Chdir(t.TempDir())
	s := open(t, "a:b.db") // no scheme of a URL
	if err := s.Read(context.Background(), func(*store.Tx) error { return nil }); err != nil {
		t.Error(err)
	}
}
