package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vigie/internal/store"
	"vigie/internal/store/postgres"
	"vigie/internal/testenv"
)

// statements run on a connection of their own.
func statements(t *testing.T, url string, qs ...string) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	for _, q := range qs {
		if _, err := conn.Exec(t.Context(), q); err != nil {
			return err
		}
	}
	return nil
}

// database is the quoted name of the database that a URL names.
func database(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return pgx.Identifier{strings.TrimPrefix(u.Path, "/")}.Sanitize()
}

func show(t *testing.T, x *store.Tx, name string) string {
	t.Helper()
	var v string
	if err := x.SQL().QueryRowContext(t.Context(), "SHOW "+name).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Whatever the server's defaults and the URL say, a commit waits for the disk
// and a writer sees what was committed while it waited.
func TestServerDefaults(t *testing.T) {
	at := testenv.Postgres(t)
	name := database(t, at)
	if err := statements(t, at, "ALTER DATABASE "+name+" SET synchronous_commit=off",
		"ALTER DATABASE "+name+" SET default_transaction_isolation='serializable'"); err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{"", "&synchronous_commit=off", "&options=-c%20synchronous_commit%3Doff"} {
		s := open(t, at+more)
		check := func(x *store.Tx) error {
			if got := show(t, x, "synchronous_commit"); got != "on" {
				t.Errorf("with %q: synchronous_commit = %s", more, got)
			}
			return nil
		}
		if err := errors.Join(s.Write(t.Context(), check), s.Read(t.Context(), check)); err != nil {
			t.Error(err)
		}
	}

	one, other := open(t, at), open(t, at)
	began, done := make(chan struct{}), make(chan error)
	go func() {
		<-began
		done <- other.Write(context.Background(), func(w *store.Tx) error {
			n, err := w.NextRun(context.Background())
			return errors.Join(err, w.InsertRun(context.Background(), store.Run{ID: n}))
		})
	}()
	err := one.Write(t.Context(), func(w *store.Tx) error {
		close(began)
		time.Sleep(200 * time.Millisecond) // the other has begun, and waits
		n, err := w.NextRun(t.Context())
		return errors.Join(err, w.InsertRun(t.Context(), store.Run{ID: n}))
	})
	if err := errors.Join(err, <-done); err != nil {
		t.Errorf("two writers: %v", err)
	}
}

// A server may order text by a language; what Vigie returns does not follow it.
func TestOrderFollowsNoLanguage(t *testing.T) {
	at := testenv.Postgres(t)
	name := strings.TrimSuffix(database(t, at), `"`) + `_fr"`
	if err := statements(t, at, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING UTF8 LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR'"); err != nil {
		t.Skipf("no server with ICU: %v", err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), at)
		if err == nil {
			_, err = conn.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
			err = errors.Join(err, conn.Close(context.Background()))
		}
		if err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + strings.Trim(name, `"`)
	s := open(t, u.String())
	ctx := t.Context()
	want := []string{"B", "Z", "a", "a-c", "ab", "é"}
	var people, facts []string
	err = s.Write(ctx, func(w *store.Tx) error {
		for _, id := range want {
			if err := errors.Join(w.InsertPerson(ctx, store.Person{ID: id}), w.PutDecision(ctx, store.Decision{Report: 1, Kind: "k", Fact: id})); err != nil {
				return err
			}
		}
		ps, err := w.People(ctx)
		for _, p := range ps {
			people = append(people, p.ID)
		}
		ds, err2 := w.Decisions(ctx)
		for _, d := range ds {
			facts = append(facts, d.Fact)
		}
		return errors.Join(err, err2)
	})
	if err != nil || !slices.Equal(people, want) || !slices.Equal(facts, want) {
		t.Errorf("people %q, facts %q, %v", people, facts, err)
	}
}

// The error names the host and no password.
func TestNoServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, at := range []string{"postgres://vigie:s3cret@127.0.0.1:1/vigie?sslmode=disable", "postgres://vigie:s3cret@127.0.0.1:x/vigie"} {
		_, err := postgres.Open(ctx, at)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("opening %v", err)
		}
	}
}
