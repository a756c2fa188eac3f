package postgres

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// analyst has the server look at tables that have changed much since it last did. By
// itself it looks once a minute, as it is usually set up. Until then it does not know
// what their columns hold, and keeps the plans that it made when they were small: the
// first intake of a unit takes in tens of thousands of reports within that minute, and
// questions that an index answers read whole tables.
type analyst struct {
	db    *sql.DB
	tried map[string]trial
	wake  chan struct{} // that something was committed; one is enough
	stop  context.CancelFunc
	done  sync.WaitGroup
}

// trial is when a table was last asked for, and how often it had been analysed by then.
type trial struct {
	at    time.Time
	times int64
}

const (
	// breath is how long the analyst waits before it looks: a server tells of changes
	// once a second.
	breath = time.Second
	// patience is how long it leaves a table that could not be analysed.
	patience = time.Minute
)

func newAnalyst(db *sql.DB) *analyst {
	ctx, stop := context.WithCancel(context.Background())
	a := &analyst{db: db, tried: map[string]trial{}, wake: make(chan struct{}, 1), stop: stop}
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
		a.look(ctx)
	}
}

// look has the tables analysed that have as many changes as half of their rows. No
// reader and no writer waits for it, and it for nobody: a table that is locked is left.
// Where it fails, the server looks by itself, later.
func (a *analyst) look(ctx context.Context) {
	changed, err := a.changed(ctx)
	if err != nil {
		return
	}
	for table, times := range changed {
		if was, ok := a.tried[table]; ok && was.times == times && time.Since(was.at) < patience {
			continue
		}
		a.tried[table] = trial{time.Now(), times}
		_, _ = a.db.ExecContext(ctx, "ANALYZE (SKIP_LOCKED) "+pgx.Identifier{table}.Sanitize())
	}
}

// changed are the tables to look at, each with how often it was analysed on demand.
func (a *analyst) changed(ctx context.Context) (map[string]int64, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT s.relname, s.analyze_count FROM pg_stat_user_tables s JOIN pg_class c ON c.oid=s.relid
		WHERE s.schemaname=current_schema() AND pg_get_userbyid(c.relowner)=current_user
		AND s.n_mod_since_analyze > 1000 AND s.n_mod_since_analyze > s.n_live_tup/2`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var table string
		var times int64
		if err := rows.Scan(&table, &times); err != nil {
			return nil, err
		}
		out[table] = times
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
