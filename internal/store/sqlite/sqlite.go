// Package sqlite keeps a store in one file, inside the program. It is the
// default: nothing to install, nothing to run beside Vigie.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"vigie/internal/store"
)

// pragmas hold on every connection. synchronous=FULL: a recorded reading must
// survive a power cut. The cache is in KiB, as a negative number. The log is folded by
// the folder, and when the store is closed.
var pragmas = []string{
	"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "busy_timeout(30000)",
	"cache_size(" + strconv.Itoa(-leastCache>>10) + ")", "temp_store(MEMORY)", "wal_autocheckpoint(" + strconv.Itoa(foldAnyway) + ")", "secure_delete(ON)",
}

// Open opens the database in the file at path, and makes it when there is none.
func Open(ctx context.Context, path string) (*store.Store, error) {
	if err := own(path); err != nil {
		return nil, err
	}
	keepPages()
	v := url.Values{"_pragma": pragmas}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
	// Writers take the lock when they begin, so that two processes wait for
	// each other instead of failing half-way.
	write, err := sql.Open("sqlite", dsn+"&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(2)
	fold, err := newFolder(dsn, foldAll)
	if err != nil {
		return nil, errors.Join(err, write.Close(), read.Close())
	}
	s, err := store.New(ctx, engine{fold}, write, read)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), fold.Close(), write.Close(), read.Close())
	}
	return s, nil
}

type engine struct{ *folder }

func (engine) Name() string { return "sqlite" }

func (engine) Types() *strings.Replacer {
	return strings.NewReplacer("BIGKEY", "INTEGER PRIMARY KEY", "TINY", "INTEGER", "CLUSTERED", "WITHOUT ROWID", "BYTEA", "BLOB")
}

// Lock has no lock to take, BEGIN IMMEDIATE has. It gives the writer its cache.
func (e engine) Lock(ctx context.Context, tx *sql.Tx) error {
	size := e.cache.Swap(0)
	if size == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, "PRAGMA cache_size="+strconv.FormatInt(-size>>10, 10))
	return err
}

func (engine) Set(n int) string { return "(SELECT value FROM json_each($" + strconv.Itoa(n) + "))" }

func (engine) SetArg(keys []int64) any {
	b := make([]byte, 0, 20*len(keys)+2)
	b = append(b, '[')
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, k, 10)
	}
	return string(append(b, ']'))
}

// chunk is how many rows one INSERT carries: enough to hide the cost of a
// call, few enough to stay far below SQLite's limit of parameters.
const chunk = 64

func (engine) Insert(ctx context.Context, t *store.Tx, table string, cols []string, rows [][]any) error {
	for len(rows) >= chunk {
		n := len(rows) / chunk * chunk
		if err := insert(ctx, t.SQL(), table, cols, rows[:n], chunk); err != nil {
			return err
		}
		rows = rows[n:]
	}
	if len(rows) == 0 {
		return nil
	}
	return insert(ctx, t.SQL(), table, cols, rows, 1)
}

// insert adds rows, per of them a statement. len(rows) is a multiple of per.
func insert(ctx context.Context, tx *sql.Tx, table string, cols []string, rows [][]any, per int) error {
	one := "(" + strings.Repeat("?,", len(cols)-1) + "?)"
	// Whoever adds rows and fails rolls the transaction back, and does nothing more in
	// it. SQLite's own choice would be to roll the statement alone back, and to copy each
	// page for that before a row changes it: 15 µs a report in a large store.
	q := "INSERT OR FAIL INTO " + table + " (" + strings.Join(cols, ",") + ") VALUES " + strings.Repeat(one+",", per-1) + one
	st, err := tx.PrepareContext(ctx, q)
	if err != nil {
		return fmt.Errorf("adding to %s: %w", table, err)
	}
	defer st.Close()
	args := make([]any, 0, per*len(cols))
	for i := 0; i < len(rows); i += per {
		args = args[:0]
		for _, r := range rows[i : i+per] {
			args = append(args, r...)
		}
		if _, err := st.ExecContext(ctx, args...); err != nil {
			return fmt.Errorf("adding to %s: %w", table, err)
		}
	}
	return nil
}

func (engine) Update(ctx context.Context, t *store.Tx, table string, cols []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	var set strings.Builder
	for i, name := range cols[1:] {
		if i > 0 {
			set.WriteByte(',')
		}
		set.WriteString(name + "=?" + strconv.Itoa(i+2))
	}
	st, err := t.SQL().PrepareContext(ctx, "UPDATE "+table+" SET "+set.String()+" WHERE "+cols[0]+"=?1")
	if err != nil {
		return fmt.Errorf("changing %s: %w", table, err)
	}
	defer st.Close()
	for _, r := range rows {
		if _, err := st.ExecContext(ctx, r...); err != nil {
			return fmt.Errorf("changing %s: %w", table, err)
		}
	}
	return nil
}

// firstRows is how many rows of an identifier one look-up reads. Nearly all have
// fewer, and are then known whole; of the others, one seek an account follows.
const firstRows = 12

func (engine) Bearers(ctx context.Context, t *store.Tx, qs []store.BearerQuery) ([]store.Bearer, error) {
	st, err := t.SQL().PrepareContext(ctx, `SELECT account, weak, report FROM ident
		WHERE hash=? AND role=? AND digest=? AND account>? ORDER BY account, weak, report LIMIT ?`)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	var out []store.Bearer
	for i, q := range qs {
		begun, after, rows := len(out), int64(-1), firstRows
		for len(out)-begun <= q.Limit {
			read := 0
			err := bearers(ctx, st, q, after, rows, func(b store.Bearer) {
				// An account's first row stands for it.
				if read++; b.Account != after && len(out)-begun <= q.Limit {
					b.Query = i
					out, after = append(out, b), b.Account
				}
			})
			if err != nil {
				return nil, fmt.Errorf("looking up an identifier: %w", err)
			}
			if read < rows {
				break
			}
			rows = 1
		}
	}
	return out, nil
}

func bearers(ctx context.Context, st *sql.Stmt, q store.BearerQuery, after int64, limit int, f func(store.Bearer)) error {
	rows, err := st.QueryContext(ctx, q.Hash, q.As(), store.Digest(q.Hash, q.Value), after, limit)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var b store.Bearer
		if err := rows.Scan(&b.Account, &b.Weak, &b.Report); err != nil {
			return err
		}
		f(b)
	}
	return rows.Err()
}

// Present asks for any role first: half of an intake's identifiers nobody bears.
func (e engine) Present(ctx context.Context, t *store.Tx, hashes, roles []int64) ([]int64, error) {
	return store.Column[int64](ctx, t, "SELECT e.value FROM json_each($1) e WHERE EXISTS (SELECT 1 FROM ident WHERE hash=e.value) AND EXISTS (SELECT 1 FROM ident WHERE hash=e.value AND role IN (SELECT value FROM json_each($2)))", e.SetArg(hashes), e.SetArg(roles))
}

func (engine) Size(ctx context.Context, db *sql.DB) (int64, error) {
	var pages, size int64
	if err := db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return 0, err
	}
	err := db.QueryRowContext(ctx, "PRAGMA page_size").Scan(&size)
	return pages * size, err
}
