package store

import (
	"context"
	"database/sql"

	"vigie/internal/report"
)

// Report is a report's row. What follows Received is derived, and so is that.
type Report struct {
	Key      report.Key
	Source   string
	SourceID string
	First    int64      // the record that made it: rows lie in this order
	Received int64      // the earliest of its versions, Unix seconds
	Version  int64      // the current one
	Account  int64      // what counts for reach: the hash of the reported account, else the key
	Idents   []byte     // packed list of its identifiers' hashes
	Summary  []byte     // what it states, for triage
	Comp     report.Key // what it would be in without any judgement of "different"
	Lead     report.Key
}

const reportCols = "key, source, source_id, first, received, version, account, idents, summary, comp, lead"

func scanReport(r *sql.Rows) (Report, error) {
	var o Report
	err := r.Scan(&o.Key, &o.Source, &o.SourceID, &o.First, &o.Received, &o.Version, &o.Account, &o.Idents, &o.Summary, &o.Comp, &o.Lead)
	return o, err
}

// reports runs a query that selects reportCols.
func (t *Tx) reports(ctx context.Context, q string, args ...any) ([]Report, error) {
	var out []Report
	err := t.each(ctx, func(r *sql.Rows) error {
		o, err := scanReport(r)
		out = append(out, o)
		return err
	}, q, args...)
	return out, err
}

// Reports finds reports by key, in order of key.
func (t *Tx) Reports(ctx context.Context, keys []report.Key) ([]Report, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return t.reports(ctx, "SELECT "+reportCols+" FROM report WHERE key IN "+t.set(1)+" ORDER BY key", t.keys(ints(keys)))
}

// ReportsOf finds the reports of components, in order of key. A component bears
// the key of a report in it; that report is in no index of components.
func (t *Tx) ReportsOf(ctx context.Context, comps []report.Key) ([]Report, error) {
	if len(comps) == 0 {
		return nil, nil
	}
	return t.reports(ctx, "SELECT "+reportCols+" FROM report WHERE comp=key AND key IN "+t.set(1)+
		" UNION ALL SELECT "+reportCols+" FROM report WHERE comp<>key AND comp IN "+t.set(1)+" ORDER BY key", t.keys(ints(comps)))
}

// LeadReports finds up to limit reports of one lead, in order of key, from after on.
func (t *Tx) LeadReports(ctx context.Context, comp, lead, after report.Key, limit int) ([]Report, error) {
	return t.reports(ctx, "SELECT "+reportCols+" FROM report WHERE comp=key AND key=$1 AND lead=$2 AND key>$3"+
		" UNION ALL SELECT "+reportCols+" FROM report WHERE comp<>key AND comp=$1 AND lead=$2 AND key>$3 ORDER BY key LIMIT $4", comp, lead, after, limit)
}

// Place is where a report stands: its component and lead.
type Place struct {
	Key, Comp, Lead report.Key
}

// Places finds where reports stand, in order of key.
func (t *Tx) Places(ctx context.Context, keys []report.Key) ([]Place, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var out []Place
	err := t.each(ctx, func(r *sql.Rows) error {
		var p Place
		err := r.Scan(&p.Key, &p.Comp, &p.Lead)
		out = append(out, p)
		return err
	}, "SELECT key, comp, lead FROM report WHERE key IN "+t.set(1)+" ORDER BY key", t.keys(ints(keys)))
	return out, err
}

// ReportsAfter finds up to limit reports behind a key, in order of key.
func (t *Tx) ReportsAfter(ctx context.Context, after report.Key, limit int) ([]Report, error) {
	return t.reports(ctx, "SELECT "+reportCols+" FROM report WHERE key>$1 ORDER BY key LIMIT $2", after, limit)
}

// EachReport walks all reports in order of key.
func (t *Tx) EachReport(ctx context.Context, f func(Report) error) error {
	return t.each(ctx, func(r *sql.Rows) error {
		o, err := scanReport(r)
		if err != nil {
			return err
		}
		return f(o)
	}, "SELECT "+reportCols+" FROM report ORDER BY key")
}

// InsertReports adds new reports, best in order of First.
func (t *Tx) InsertReports(ctx context.Context, rs []Report) error {
	rows := make([][]any, len(rs))
	for i, r := range rs {
		rows[i] = []any{int64(r.Key), r.Source, r.SourceID, r.First, r.Received, r.Version, r.Account, r.Idents, r.Summary, int64(r.Comp), int64(r.Lead)}
	}
	return t.e.Insert(ctx, t, "report", []string{"key", "source", "source_id", "first", "received", "version", "account", "idents", "summary", "comp", "lead"}, rows)
}

// UpdateReport writes what a report's versions say, and what follows from them: all but
// its place and what made it.
func (t *Tx) UpdateReport(ctx context.Context, r Report) error {
	_, err := t.Exec(ctx, "UPDATE report SET received=$2, version=$3, account=$4, idents=$5, summary=$6, source=$7, source_id=$8 WHERE key=$1",
		r.Key, r.Received, r.Version, r.Account, r.Idents, r.Summary, r.Source, r.SourceID)
	return err
}

// Move puts one report elsewhere.
func (t *Tx) Move(ctx context.Context, p Place) error {
	_, err := t.Exec(ctx, "UPDATE report SET comp=$2, lead=$3 WHERE key=$1", p.Key, p.Comp, p.Lead)
	return err
}

// Relabel moves every report of the components to one component, which is one
// lead and none of them.
func (t *Tx) Relabel(ctx context.Context, comps []report.Key, to report.Key) error {
	// One by one: they are few, and before PostgreSQL has first looked at a new table
	// it takes a set of them for so large a part that it reads the whole table, each
	// time. In two steps, each by its index; what the first moves, the second does not see.
	for _, c := range comps {
		for _, where := range []string{"key=$1 AND comp=key", "comp=$1 AND comp<>key"} {
			if _, err := t.Exec(ctx, "UPDATE report SET comp=$2, lead=$2 WHERE "+where, c, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// DeleteReport removes a report's row. Its versions and identifiers are the caller's to move or remove.
func (t *Tx) DeleteReport(ctx context.Context, k report.Key) error {
	_, err := t.Exec(ctx, "DELETE FROM report WHERE key=$1", k)
	return err
}

// CountReports counts all reports.
func (t *Tx) CountReports(ctx context.Context) (n int64, err error) {
	err = t.one(ctx, []any{&n}, "SELECT count(*) FROM report")
	return n, err
}

func ints(ks []report.Key) []int64 {
	out := make([]int64, len(ks))
	for i, k := range ks {
		out[i] = int64(k)
	}
	return out
}
