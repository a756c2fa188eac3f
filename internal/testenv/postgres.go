package testenv

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgresVariable holds the URL of a server where tests may create databases.
// scripts/with-postgres sets it.
const postgresVariable = "VIGIE_TEST_POSTGRES"

// patience bounds the making and the dropping of a database, so that a server
// that hangs fails one test instead of the whole run.
const patience = time.Minute

// Postgres creates an empty database for this test alone and returns its URL.
// The database is dropped when the test ends, connections left open or not.
// Without VIGIE_TEST_POSTGRES the test skips; a server that is named but does
// not answer fails it, for a silent skip would hide half of the suite.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(postgresVariable)
	if server == "" {
		t.Skip("no PostgreSQL: " + postgresVariable + " is not set (make test sets it)")
	}
	database, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a URL", postgresVariable) // err would print the password
	}
	name := "vigie_test_" + strings.ToLower(rand.Text()[:12])
	quoted := pgx.Identifier{name}.Sanitize()
	if err := execute(server, "CREATE DATABASE "+quoted); err != nil {
		t.Fatalf("creating a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(server, "DROP DATABASE "+quoted+" WITH (FORCE)"); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	database.Path = "/" + name
	return database.String()
}

// execute runs one statement on a connection of its own. It takes no context
// from the test: in a Cleanup, that one has already ended.
func execute(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // the statement's own error says more
	_, err = conn.Exec(ctx, statement)
	return err
}
