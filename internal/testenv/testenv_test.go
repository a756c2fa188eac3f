package testenv

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestPostgresGivesEachTestItsOwnDatabase(t *testing.T) {
	ctx := t.Context()
	var first string
	t.Run("used", func(t *testing.T) {
		first = Postgres(t)
		second := Postgres(t)
		if first == second {
			t.Fatal("two calls gave one database")
		}
		for _, database := range []string{first, second} {
			conn, err := pgx.Connect(ctx, database)
			if err != nil {
				t.Fatal(err)
			}
			// Left open on purpose: the cleanup must drop the database all the same.
			if _, err := conn.Exec(ctx, "CREATE TABLE kept (n int)"); err != nil {
				t.Fatal(err)
			}
		}
	})
	if first == "" {
		t.Skip("no PostgreSQL: see the subtest")
	}
	if conn, err := pgx.Connect(context.Background(), first); err == nil {
		_ = conn.Close(ctx)
		t.Error("the database is still there after its test")
	}
}

// What survives a power cut, and does not depend on the order of bytes, can be
// tested only on a server that is set up so.
func TestPostgresIsDurable(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var commit, encoding string
	if err := conn.QueryRow(t.Context(), "SELECT current_setting('synchronous_commit'), current_setting('server_encoding')").
		Scan(&commit, &encoding); err != nil {
		t.Fatal(err)
	}
	if commit != "on" || encoding != "UTF8" {
		t.Errorf("synchronous_commit = %s, encoding = %s", commit, encoding)
	}
}

func TestToolsRun(t *testing.T) {
	if out, err := exec.Command(Xmllint(t), "--version").CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v: %s", err, out)
	}
	if out, err := exec.Command(Chromium(t), "--version").CombinedOutput(); err != nil {
		t.Errorf("chromium: %v: %s", err, out)
	}
}

func TestSharedIsFoundByVariable(t *testing.T) {
	folder := t.TempDir()
	want := filepath.Join(folder, "data", "a", "b.txt")
	if err := os.MkdirAll(filepath.Dir(want), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(want, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VIGIE_SHARED", folder)
	if got := Shared(t, "a/b.txt"); got != want {
		t.Errorf("Shared = %s, want %s", got, want)
	}
}

// refusal records that a helper skipped, and why, without skipping the test.
type refusal struct {
	testing.TB
	reason string
}

func (r *refusal) Helper() {}

func (r *refusal) Skip(args ...any) {
	r.reason, _ = args[0].(string)
	panic(r)
}

func (r *refusal) Skipf(format string, _ ...any) { r.Skip(format) }

func TestWhatIsMissingSkipsAndSaysWhat(t *testing.T) {
	t.Setenv("VIGIE_SHARED", t.TempDir())
	t.Setenv("VIGIE_TEST_POSTGRES", "")
	t.Setenv("VIGIE_CHROMIUM", "")
	t.Setenv("PATH", t.TempDir())
	for name, ask := range map[string]func(testing.TB) string{
		"shared sample": func(t testing.TB) string { return Shared(t, "none") },
		"PostgreSQL":    Postgres,
		"browser":       Chromium,
		"xmllint":       Xmllint,
	} {
		t.Run(name, func(t *testing.T) {
			spy := &refusal{TB: t}
			defer func() {
				if r := recover(); r != spy {
					t.Fatalf("did not skip: %v", r)
				}
				if !strings.Contains(spy.reason, name) {
					t.Errorf("the reason %q does not name the %s", spy.reason, name)
				}
			}()
			t.Errorf("got %q", ask(spy))
		})
	}
}
