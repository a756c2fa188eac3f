package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed schema/*.sql
var schema embed.FS

// migrations lists the schema's steps, oldest first; the number in a name is the
// step's, counted from 1. Append; a step that was ever released is never edited.
var migrations = []string{
	"schema/00001_spine.sql",
	"schema/00002_linking.sql",
	"schema/00003_cases.sql",
	"schema/00004_payments.sql",
	"schema/00005_requests.sql",
	"schema/00006_media.sql",
	"schema/00007_layout.sql",
	"schema/00008_match_version.sql",
	"schema/00009_sealed.sql",
	"schema/00010_digest.sql",
	"schema/00011_lead.sql",
}

// ends are what a step does that SQL does not say, by its number, in its transaction.
var ends = map[int64]func(ctx context.Context, t *Tx) error{10: digestIdents}

type upgradingKey struct{}

// Upgrading has f told how much is done of a step of the schema that takes long, by
// whoever opens a store with the context that it returns. done rises, and is total when
// it is over, however it ends.
func Upgrading(ctx context.Context, f func(done, total int64)) context.Context {
	return context.WithValue(ctx, upgradingKey{}, f)
}

func upgraded(ctx context.Context, done, total int64) {
	if f, _ := ctx.Value(upgradingKey{}).(func(done, total int64)); f != nil {
		f(done, total)
	}
}

// ErrNewer says that a newer Vigie wrote the database. Nothing was changed: an
// older program would write rows that lack what the newer one relies on.
var ErrNewer = errors.New("the database was made by a newer version of Vigie; use that version")

// migrate applies the steps that the database has not seen.
func migrate(ctx context.Context, e Engine, db *sql.DB) error {
	steps := make([]*goose.Migration, 0, len(migrations))
	for _, name := range migrations {
		text, err := schema.ReadFile(name)
		if err != nil {
			return err
		}
		version, err := goose.NumericComponent(name)
		if err != nil {
			return err
		}
		up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			if err := alone(ctx, e, tx, version); err != nil {
				return err
			}
			err := execAll(ctx, tx, e.Types().Replace(stripComments(string(text))))
			if end := ends[version]; err == nil && end != nil {
				err = end(ctx, &Tx{tx: tx, e: e})
			}
			return err
		}}
		steps = append(steps, goose.NewGoMigration(version, up, nil))
	}
	dialect := goose.DialectSQLite3
	if e.Name() == "postgres" {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	// Another process may be making the schema at this moment, and one of the two then
	// fails: what the other made is found at the next attempt. It can happen at every
	// step, and each time the database is a step further, or the other is still at it.
	for attempt := 1; ; attempt++ {
		before := stepOf(ctx, p)
		err := up(ctx, p)
		if err == nil || errors.Is(err, ErrNewer) || ctx.Err() != nil || attempt == 2+len(migrations) {
			return err
		}
		if !errors.Is(err, errTaken) && !strings.Contains(err.Error(), "SQLITE_BUSY") && stepOf(ctx, p) == before {
			return err
		}
	}
}

// errTaken says that another process has taken a step meanwhile.
var errTaken = errors.New("another process brought the database up to date at the same time")

// alone makes the transaction of a step the only writer, of those that an older program
// began as well, and refuses a step that was taken while it waited.
func alone(ctx context.Context, e Engine, tx *sql.Tx, step int64) error {
	if err := e.Lock(ctx, tx); err != nil {
		return fmt.Errorf("waiting for the other writer: %w", err)
	}
	var taken int64
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM goose_db_version WHERE version_id=$1", step).Scan(&taken); err != nil {
		return fmt.Errorf("reading which schema the database has: %w", err)
	}
	if taken > 0 {
		return errTaken
	}
	return nil
}

// stepOf is the step that the database has; -1 where that cannot be known yet.
func stepOf(ctx context.Context, p *goose.Provider) int64 {
	has, err := p.GetDBVersion(ctx)
	if err != nil {
		return -1
	}
	return has
}

// current is nil while the schema is the one that this program knows. A newer one
// may have come since the database was opened, and laid the tables out anew.
func current(ctx context.Context, tx *sql.Tx) error {
	var has int64
	if err := tx.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&has); err != nil {
		return fmt.Errorf("reading which schema the database has: %w", err)
	}
	if has > int64(len(migrations)) {
		return ErrNewer
	}
	return nil
}

func up(ctx context.Context, p *goose.Provider) error {
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if has > knows {
		return fmt.Errorf("schema %d, and this program knows %d: %w", has, knows, ErrNewer)
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

// digestIdents copies the index of identifiers into the table that has digests, and
// puts that one in its place. It goes by whole hashes, some thousand rows at a time.
func digestIdents(ctx context.Context, t *Tx) error {
	const some = 20_000
	for after := int64(math.MinInt64); ; {
		var last int64
		err := t.one(ctx, []any{&last}, "SELECT max(hash) FROM (SELECT hash FROM ident WHERE hash>$1 ORDER BY hash LIMIT $2) AS next HAVING count(*)>0", after, some)
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			return err
		}
		var rows []Ident
		err = t.each(ctx, func(r *sql.Rows) error {
			var d Ident
			var w int64
			err := r.Scan(&d.Hash, &d.Role, &d.Value, &d.Account, &w, &d.Report, &d.Kind)
			d.Strength = strength(w)
			rows = append(rows, d)
			return err
		}, "SELECT hash, role, value, account, weak, report, kind FROM ident WHERE hash>$1 AND hash<=$2 ORDER BY hash, role", after, last)
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(rows, 5000) {
			if err := t.insertIdents(ctx, "ident_short", chunk); err != nil {
				return err
			}
		}
		after = last
		upgraded(ctx, max(after, 0), math.MaxInt64) // a hash lies anywhere
	}
	return execAll(ctx, t.tx, "DROP TABLE ident;\nALTER TABLE ident_short RENAME TO ident")
}
