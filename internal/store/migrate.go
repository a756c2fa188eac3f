package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed schema/*.sql
var schema embed.FS

// migrations lists the schema's steps, oldest first. Append; a step that was
// ever released is never edited.
var migrations = []string{
	"schema/00001_spine.sql",
}

// migrate applies the steps that the database has not seen.
func migrate(ctx context.Context, e Engine, db *sql.DB) error {
	steps := make([]*goose.Migration, 0, len(migrations))
	for i, name := range migrations {
		text, err := schema.ReadFile(name)
		if err != nil {
			return err
		}
		up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			return execAll(ctx, tx, e.Types().Replace(stripComments(string(text))))
		}}
		steps = append(steps, goose.NewGoMigration(int64(i+1), up, nil))
	}
	dialect := goose.DialectSQLite3
	if e.Name() == "postgres" {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// stripComments drops comment lines, which may hold semicolons and engine words.
func stripComments(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// execAll runs statements one by one: one driver takes several at a time, the other does not.
func execAll(ctx context.Context, tx *sql.Tx, text string) error {
	for _, q := range strings.Split(text, ";\n") {
		if strings.TrimSpace(q) == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%.80q: %w", strings.TrimSpace(q), err)
		}
	}
	return nil
}
