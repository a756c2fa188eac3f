package store

import (
	"context"
	"database/sql"
	"errors"
)

// Run is one intake: by whom, when, and under which procedure.
type Run struct {
	ID        int64
	Who       string
	At        int64 // Unix milliseconds
	Received  int64 // Unix seconds: when the unit received what was taken in
	Procedure string
	Basis     string
	Handling  string
	Counts    Counts
}

// Counts are the counts of an intake: read = new + versions + attached + sealed +
// duplicates + quarantined.
type Counts struct {
	Read        int64 `json:"read"`
	New         int64 `json:"new"`
	Versions    int64 `json:"versions"`
	Attached    int64 `json:"attached"`
	Sealed      int64 `json:"sealed"` // transfers that touch no reported account
	Duplicates  int64 `json:"duplicates"`
	Quarantined int64 `json:"quarantined"`
	// Waiting counts attachments whose report has not come: they are counted as
	// read and attached when they join.
	Waiting int64 `json:"waiting"`
}

// Add adds up counts.
func (c *Counts) Add(o Counts) {
	c.Read += o.Read
	c.New += o.New
	c.Versions += o.Versions
	c.Attached += o.Attached
	c.Sealed += o.Sealed
	c.Duplicates += o.Duplicates
	c.Quarantined += o.Quarantined
	c.Waiting += o.Waiting
}

// NextRun is the id of the next run.
func (t *Tx) NextRun(ctx context.Context) (int64, error) { return t.next(ctx, "run") }

// InsertRun opens a run.
func (t *Tx) InsertRun(ctx context.Context, r Run) error {
	_, err := t.Exec(ctx, "INSERT INTO run (id, who, at, received, procedure, basis, handling) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		r.ID, r.Who, r.At, r.Received, r.Procedure, r.Basis, r.Handling)
	return err
}

// CountRun adds to a run's counts.
func (t *Tx) CountRun(ctx context.Context, id int64, c Counts) error {
	_, err := t.Exec(ctx, `UPDATE run SET n_new=n_new+$2, n_versions=n_versions+$3, n_attached=n_attached+$4,
		n_duplicates=n_duplicates+$5, n_quarantined=n_quarantined+$6, n_sealed=n_sealed+$7 WHERE id=$1`,
		id, c.New, c.Versions, c.Attached, c.Duplicates, c.Quarantined, c.Sealed)
	return err
}

// Runs finds runs by id.
func (t *Tx) Runs(ctx context.Context, ids []int64) (map[int64]Run, error) {
	out := map[int64]Run{}
	if len(ids) == 0 {
		return out, nil
	}
	err := t.each(ctx, func(rows *sql.Rows) error {
		var r Run
		c := &r.Counts
		err := rows.Scan(&r.ID, &r.Who, &r.At, &r.Received, &r.Procedure, &r.Basis, &r.Handling, &c.New, &c.Versions, &c.Attached, &c.Duplicates, &c.Quarantined, &c.Sealed)
		c.Read = c.New + c.Versions + c.Attached + c.Sealed + c.Duplicates + c.Quarantined
		out[r.ID] = r
		return err
	}, `SELECT id, who, at, received, procedure, basis, handling, n_new, n_versions, n_attached, n_duplicates, n_quarantined, n_sealed
		FROM run WHERE id IN `+t.set(1), t.keys(ids))
	return out, err
}

// Meta reads what the installation knows of itself; empty when it was never set.
func (t *Tx) Meta(ctx context.Context, name string) (v string, err error) {
	err = t.one(ctx, []any{&v}, "SELECT value FROM meta WHERE name=$1", name)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return v, err
}

// SetMeta writes what Meta reads.
func (t *Tx) SetMeta(ctx context.Context, name, value string) error {
	_, err := t.Exec(ctx, "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value=excluded.value", name, value)
	return err
}

// CountRows counts the rows of a table that recorded acts fill.
func (t *Tx) CountRows(ctx context.Context, table string) (n int64, err error) {
	switch table {
	case "version", "sealed", "quarantine", "person":
	default:
		return 0, errors.New("store: no such table of acts")
	}
	err = t.one(ctx, []any{&n}, "SELECT count(*) FROM "+table)
	return n, err
}

// Lost finds a record that no report leads to, or will: its report is neither stored
// nor waited for, or names another as the one that made it. It returns the record's
// entry, -1 when there is none.
func (t *Tx) Lost(ctx context.Context) (entry int64, err error) {
	err = t.one(ctx, []any{&entry}, `SELECT COALESCE(min(v.entry), -1) FROM version v
		WHERE NOT EXISTS (SELECT 1 FROM report r WHERE r.key=v.report AND (v.more=0 AND r.first=v.id OR v.more=1 AND r.first<>v.id))
		AND NOT (v.more=1 AND EXISTS (SELECT 1 FROM waiting w WHERE w.report=v.report AND w.version=v.id))`)
	return entry, err
}

// ClearDerived empties every derived table and column, for a rebuild.
func (t *Tx) ClearDerived(ctx context.Context) error {
	for _, q := range []string{"DELETE FROM ident", "DELETE FROM shared", "DELETE FROM payer", "DELETE FROM recipient", "DELETE FROM lead", "DELETE FROM case_report", "DELETE FROM request_item", "UPDATE report SET version=0, account=key, idents=NULL, summary=NULL, comp=key, lead=key"} {
		if _, err := t.Exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
