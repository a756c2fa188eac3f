package postgres

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// analyst has the server look at tables that have grown much since it last did. By
// itself it looks once a minute at the most, and until then plans as if a table were
// as small as it was: the first intake of a unit takes in tens of thousands of reports
// within that minute, and questions that an index answers read whole tables.
type analyst struct {
	db   *sql.DB
	wake chan struct{} // that something was committed; one is enough
	stop context.CancelFunc
	done sync.WaitGroup
}

// breath is how long the analyst waits before it looks: a server tells of changes once
// a second.
const breath = time.Second

func newAnalyst(db *sql.DB) *analyst {
	ctx, stop := context.WithCancel(context.Background())
	a := &analyst{db: db, wake: make(chan struct{}, 1), stop: stop}
	a.done.Go(func() { a.run(ctx) })
	return a
}

func (a *analyst) run(ctx context.Context) {
	for {
		select {
		case <-a.wake:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(breath):
		case <-ctx.Done():
			return
		}
		// Where it fails, the server looks by itself, later.
		_ = a.look(ctx)
	}
}

// look has the tables analysed of which half the rows are new. Nobody waits for it,
// and it for nobody: a table that is locked is left.
func (a *analyst) look(ctx context.Context) error {
	tables, err := a.grown(ctx)
	for _, t := range tables {
		if err == nil {
			_, err = a.db.ExecContext(ctx, "ANALYZE (SKIP_LOCKED) "+pgx.Identifier{t}.Sanitize())
		}
	}
	return err
}

func (a *analyst) grown(ctx context.Context) ([]string, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT relname FROM pg_stat_user_tables
		WHERE schemaname=current_schema() AND n_mod_since_analyze > 1000 AND n_mod_since_analyze > n_live_tup/2`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// Committed: see [store.Engine].
func (a *analyst) Committed() {
	select {
	case a.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Close: see [store.Engine].
func (a *analyst) Close() error {
	a.stop()
	a.done.Wait()
	return nil
}
