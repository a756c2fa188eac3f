package store

import (
	"context"
	"database/sql"
)

// Quarantined is a record that was not taken in. It holds no value of it.
type Quarantined struct {
	ID       int64
	Run      int64
	At       int64 // Unix milliseconds
	SHA      []byte
	Place    string // JSON of intake.Place
	Reason   string
	Detail   string
	Entry    int64
	Resolved int64 // the run that took it in after all; 0 none
}

const quarantineCols = "id, run, at, sha, place, reason, detail, entry, resolved"

func (t *Tx) quarantine(ctx context.Context, q string, args ...any) ([]Quarantined, error) {
	var out []Quarantined
	err := t.each(ctx, func(r *sql.Rows) error {
		var d Quarantined
		err := r.Scan(&d.ID, &d.Run, &d.At, &d.SHA, &d.Place, &d.Reason, &d.Detail, &d.Entry, &d.Resolved)
		out = append(out, d)
		return err
	}, "SELECT "+quarantineCols+" FROM quarantine WHERE "+q, args...)
	return out, err
}

// Quarantine lists up to limit records from after on; only those not resolved, unless all.
func (t *Tx) Quarantine(ctx context.Context, after int64, limit int, all bool) ([]Quarantined, error) {
	q := "id>$1 AND resolved=0 ORDER BY id LIMIT $2"
	if all {
		q = "id>$1 ORDER BY id LIMIT $2"
	}
	return t.quarantine(ctx, q, after, limit)
}

// QuarantinedByID finds one; ErrNotFound when there is none.
func (t *Tx) QuarantinedByID(ctx context.Context, id int64) (Quarantined, error) {
	qs, err := t.quarantine(ctx, "id=$1", id)
	if err == nil && len(qs) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Quarantined{}, err
	}
	return qs[0], nil
}

// IsQuarantined says whether a record is already set aside, for the same reason at the same place.
func (t *Tx) IsQuarantined(ctx context.Context, sha []byte, place, reason string) (bool, error) {
	var n int64
	err := t.one(ctx, []any{&n}, "SELECT count(*) FROM quarantine WHERE sha=$1 AND place=$2 AND reason=$3 AND resolved=0", sha, place, reason)
	return n > 0, err
}

// NextQuarantined is the id of the next record.
func (t *Tx) NextQuarantined(ctx context.Context) (int64, error) { return t.next(ctx, "quarantine") }

// InsertQuarantine adds records.
func (t *Tx) InsertQuarantine(ctx context.Context, qs []Quarantined) error {
	rows := make([][]any, len(qs))
	for i, q := range qs {
		rows[i] = []any{q.ID, q.Run, q.At, q.SHA, q.Place, q.Reason, q.Detail, q.Entry}
	}
	return t.e.Insert(ctx, t, "quarantine", []string{"id", "run", "at", "sha", "place", "reason", "detail", "entry"}, rows)
}

// ResolveQuarantine notes that a run took the record in after all.
func (t *Tx) ResolveQuarantine(ctx context.Context, id, run int64) error {
	_, err := t.Exec(ctx, "UPDATE quarantine SET resolved=$2 WHERE id=$1", id, run)
	return err
}
