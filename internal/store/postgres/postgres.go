// Package postgres keeps a store in PostgreSQL, for a unit that outgrows one
// machine: several Vigie processes may share it.
package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"vigie/internal/store"
)

// lock is the advisory lock that makes one transaction the only writer. The
// number is "vigie" in ASCII.
const lock = 0x7669676965

// Open connects to the database at url (postgres://…) and makes the schema when
// there is none. Beyond this machine it is encrypted: see config.
func Open(ctx context.Context, url string) (*store.Store, error) {
	cfg, err := config(url)
	if err != nil {
		return nil, err
	}
	return open(ctx, cfg)
}

func open(ctx context.Context, cfg *pgx.ConnConfig) (*store.Store, error) {
	// Whatever the server's defaults are: what is recorded survives a power cut.
	cfg.RuntimeParams["synchronous_commit"] = "on"
	cfg.RuntimeParams["application_name"] = "vigie"
	// A writer must see what was committed while it waited for the lock, so each
	// of its statements takes a new snapshot.
	cfg.RuntimeParams["default_transaction_isolation"] = "read committed"
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(8)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close() // the error that matters is err
		return nil, unreached(cfg, err)
	}
	e := engine{newAnalyst(db)}
	s, err := store.New(ctx, e, db, db)
	if err != nil {
		_, _ = e.Close(), db.Close() // likewise
		return nil, err
	}
	return s, nil
}

type engine struct{ *analyst }

func (engine) Name() string { return "postgres" }

func (engine) Types() *strings.Replacer {
	return strings.NewReplacer("BIGKEY", "BIGINT PRIMARY KEY", "TINY", "SMALLINT", "CLUSTERED", "")
}

func (engine) Lock(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lock))
	return err
}

func (engine) Set(n int) string { return "(SELECT unnest($" + strconv.Itoa(n) + "::bigint[]))" }

func (engine) SetArg(keys []int64) any { return keys }

// types are the array types of the columns that are bulk-loaded, for unnest.
var types = map[string]string{
	"place": "text[]", "part": "text[]", "source": "text[]", "source_id": "text[]", "item": "text[]", "value": "text[]",
	"is_a": "text[]", "reason": "text[]", "detail": "text[]", "number": "text[]", "verdict": "text[]", "because": "text[]", "who": "text[]",
	"sha": "bytea[]", "mark": "bytea[]", "commitment": "bytea[]", "seal": "bytea[]", "body": "bytea[]", "idents": "bytea[]", "summary": "bytea[]",
	"steps": "bytea[]", "leaf": "bytea[]", "salt": "bytea[]", "opening": "bytea[]",
	"role": "smallint[]", "kind": "smallint[]", "weak": "smallint[]", "class": "smallint[]", "judged": "smallint[]", "more": "smallint[]", "plain": "smallint[]",
	"bytes": "bytea[]", "algo": "smallint[]",
}

// Insert sends one array a column: one round trip however many rows, inside the
// transaction that database/sql holds (COPY would need the connection beneath).
func (engine) Insert(ctx context.Context, t *store.Tx, table string, cols []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	args, from := arrays(cols, rows)
	q := "INSERT INTO " + table + " (" + strings.Join(cols, ",") + ") SELECT * FROM " + from
	if _, err := t.SQL().ExecContext(ctx, q, args...); err != nil {
		return fmt.Errorf("adding to %s: %w", table, err)
	}
	return nil
}

func (engine) Update(ctx context.Context, t *store.Tx, table string, cols []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	args, from := arrays(cols, rows)
	set := make([]string, len(cols)-1)
	for i, name := range cols[1:] {
		set[i] = name + "=v." + name
	}
	q := "UPDATE " + table + " SET " + strings.Join(set, ",") + " FROM " + from + " AS v(" + strings.Join(cols, ",") + ") WHERE " + table + "." + cols[0] + "=v." + cols[0]
	if _, err := t.SQL().ExecContext(ctx, q, args...); err != nil {
		return fmt.Errorf("changing %s: %w", table, err)
	}
	return nil
}

// arrays makes one array a column, and the set of rows that they are.
func arrays(cols []string, rows [][]any) (args []any, from string) {
	args = make([]any, len(cols))
	sel := make([]string, len(cols))
	for c, name := range cols {
		typ := types[name]
		switch typ {
		case "":
			typ = "bigint[]"
			args[c] = column(rows, c, asInt)
		case "smallint[]":
			args[c] = column(rows, c, asInt)
		case "text[]":
			args[c] = column(rows, c, func(v any) string { return v.(string) })
		case "bytea[]":
			args[c] = column(rows, c, func(v any) []byte { b, _ := v.([]byte); return b })
		}
		sel[c] = "$" + strconv.Itoa(c+1) + "::" + typ
	}
	return args, "unnest(" + strings.Join(sel, ",") + ")"
}

func asInt(v any) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case int:
		return int64(n)
	}
	panic(fmt.Sprintf("store: a column of integers was given a %T", v))
}

func column[T any](rows [][]any, c int, f func(any) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = f(r[c])
	}
	return out
}

func (engine) Bearers(ctx context.Context, t *store.Tx, qs []store.BearerQuery) ([]store.Bearer, error) {
	if len(qs) == 0 {
		return nil, nil
	}
	hashes, limits, digests, roles := make([]int64, len(qs)), make([]int64, len(qs)), make([]int64, len(qs)), make([]int64, len(qs))
	for i, q := range qs {
		hashes[i], limits[i], digests[i], roles[i] = q.Hash, int64(q.Limit+1), store.Digest(q.Hash, q.Value), int64(q.As())
	}
	// A loose index scan: one seek a distinct account, never a walk over all
	// the reports of one account.
	rows, err := t.SQL().QueryContext(ctx, `
		SELECT q.n-1, b.account, b.weak, b.report
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[]) WITH ORDINALITY AS q(hash, lim, digest, role, n)
		CROSS JOIN LATERAL (
			WITH RECURSIVE step AS (
				(SELECT account, weak, report FROM ident WHERE hash=q.hash AND role=q.role AND digest=q.digest ORDER BY account, weak, report LIMIT 1)
				UNION ALL
				SELECT next.account, next.weak, next.report FROM step CROSS JOIN LATERAL (
					SELECT account, weak, report FROM ident
					WHERE hash=q.hash AND role=q.role AND account>step.account AND digest=q.digest
					ORDER BY account, weak, report LIMIT 1) next
			) SELECT account, weak, report FROM step LIMIT q.lim
		) b ORDER BY 1, 2`, hashes, limits, digests, roles)
	if err != nil {
		return nil, fmt.Errorf("looking up identifiers: %w", err)
	}
	defer rows.Close()
	var out []store.Bearer
	for rows.Next() {
		var b store.Bearer
		if err := rows.Scan(&b.Query, &b.Account, &b.Weak, &b.Report); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// Present asks for any role first: half of an intake's identifiers nobody bears. Then it
// seeks each role by itself: PostgreSQL would rather read all the rows of a hash, and a
// shared address has hundreds of thousands.
func (engine) Present(ctx context.Context, t *store.Tx, hashes, roles []int64) ([]int64, error) {
	return store.Column[int64](ctx, t, `
		SELECT h FROM unnest($1::bigint[]) AS h
		WHERE EXISTS (SELECT 1 FROM ident WHERE hash=h)
		AND EXISTS (SELECT 1 FROM unnest($2::smallint[]) AS r CROSS JOIN LATERAL (SELECT 1 FROM ident WHERE hash=h AND role=r LIMIT 1) AS one)`, hashes, roles)
}

func (engine) Size(ctx context.Context, db *sql.DB) (int64, error) {
	var n int64
	err := db.QueryRowContext(ctx, "SELECT pg_database_size(current_database())").Scan(&n)
	return n, err
}
