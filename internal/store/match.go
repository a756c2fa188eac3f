package store

import (
	"context"
	"database/sql"
	"strconv"

	"vigie/internal/report"
)

// MatchRun is one comparison of a list of persons with the reports, or with
// another list.
type MatchRun struct {
	ID        int64
	Who       string
	At        int64 // Unix milliseconds
	Procedure string
	Basis     string
	List      string // the file's name
	ListSHA   []byte
	ListRows  int64
	Other     string // the other file's name; empty for the reports
	OtherSHA  []byte
	OtherRows int64 // rows of the other file, or persons that reports name
	Weights   string
	Entry     int64
}

// MatchPair is one proposal of a run: a row of the list, and a reported person
// or a row of the other list.
type MatchPair struct {
	Run     int64
	Row     int64      // of the list, from 1
	Report  report.Key // 0 for a row of another list
	Party   int64      // index of the person in the record, or the other list's row
	Version int64      // the record that the person was read from; 0 for another list's, or not known
	Milli   int64      // thousandths of a bit
	Steps   []byte     // how they add up, JSON
	Verdict string     // what a person answered; empty before
	Because string
	Who     string
	Entry   int64 // of the answer, else of the run
}

const runCols = "id, who, at, procedure, basis, list, list_sha, list_rows, other, other_sha, other_rows, weights, entry"

// InsertMatch adds a run with what it proposes.
func (t *Tx) InsertMatch(ctx context.Context, r MatchRun, pairs []MatchPair) error {
	_, err := t.Exec(ctx, "INSERT INTO match_run ("+runCols+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
		r.ID, r.Who, r.At, r.Procedure, r.Basis, r.List, r.ListSHA, r.ListRows, r.Other, r.OtherSHA, r.OtherRows, r.Weights, r.Entry)
	if err != nil {
		return err
	}
	rows := make([][]any, len(pairs))
	for i, p := range pairs {
		rows[i] = []any{p.Run, p.Row, int64(p.Report), p.Party, p.Version, p.Milli, p.Steps, p.Verdict, p.Because, p.Who, p.Entry}
	}
	return t.e.Insert(ctx, t, "match_pair", []string{"run", "list_row", "report", "party", "version", "milli", "steps", "verdict", "because", "who", "entry"}, rows)
}

// NextMatch is the number that the next run takes.
func (t *Tx) NextMatch(ctx context.Context) (id int64, err error) {
	err = t.one(ctx, []any{&id}, "SELECT coalesce(max(id), 0)+1 FROM match_run")
	return id, err
}

// MatchRuns lists all runs, the newest first.
func (t *Tx) MatchRuns(ctx context.Context) ([]MatchRun, error) {
	var out []MatchRun
	err := t.each(ctx, func(r *sql.Rows) error {
		var m MatchRun
		err := r.Scan(&m.ID, &m.Who, &m.At, &m.Procedure, &m.Basis, &m.List, &m.ListSHA, &m.ListRows, &m.Other, &m.OtherSHA, &m.OtherRows, &m.Weights, &m.Entry)
		out = append(out, m)
		return err
	}, "SELECT "+runCols+" FROM match_run ORDER BY id DESC")
	return out, err
}

func (t *Tx) matchPairs(ctx context.Context, q string, args ...any) ([]MatchPair, error) {
	var out []MatchPair
	err := t.each(ctx, func(r *sql.Rows) error {
		var p MatchPair
		err := r.Scan(&p.Run, &p.Row, &p.Report, &p.Party, &p.Version, &p.Milli, &p.Steps, &p.Verdict, &p.Because, &p.Who, &p.Entry)
		out = append(out, p)
		return err
	}, "SELECT run, list_row, report, party, version, milli, steps, verdict, because, who, entry FROM match_pair "+q, args...)
	return out, err
}

// MatchPairs lists what a run proposes, the likeliest first.
func (t *Tx) MatchPairs(ctx context.Context, run int64, limit int) ([]MatchPair, error) {
	return t.matchPairs(ctx, "WHERE run=$1 ORDER BY milli DESC, list_row, report, party LIMIT "+strconv.Itoa(limit), run)
}

// MatchPair finds one proposal; ErrNotFound when there is none.
func (t *Tx) MatchPair(ctx context.Context, run, row int64, of report.Key, party int64) (MatchPair, error) {
	ps, err := t.matchPairs(ctx, "WHERE run=$1 AND list_row=$2 AND report=$3 AND party=$4", run, row, of, party)
	if err == nil && len(ps) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return MatchPair{}, err
	}
	return ps[0], nil
}

// MatchPairsOn lists what runs propose about reports, by run and row.
func (t *Tx) MatchPairsOn(ctx context.Context, reports []report.Key) ([]MatchPair, error) {
	if len(reports) == 0 {
		return nil, nil
	}
	return t.matchPairs(ctx, "WHERE report<>0 AND report IN "+t.set(1)+" ORDER BY run, list_row, report, party", t.keys(ints(reports)))
}

// EachMatchPair walks all pairs, by run and row.
func (t *Tx) EachMatchPair(ctx context.Context, f func(MatchPair) error) error {
	ps, err := t.matchPairs(ctx, "ORDER BY run, list_row, report, party")
	for _, p := range ps {
		if err := f(p); err != nil {
			return err
		}
	}
	return err
}

// MatchCounts gives how many pairs of a run there are, and how many are answered.
func (t *Tx) MatchCounts(ctx context.Context, run int64) (all, answered int64, err error) {
	err = t.one(ctx, []any{&all, &answered}, "SELECT count(*), count(CASE WHEN verdict<>'' THEN 1 END) FROM match_pair WHERE run=$1", run)
	return all, answered, err
}

// AnswerMatch writes what a person answered on the pairs of a row and a report;
// ErrNotFound when there is none.
func (t *Tx) AnswerMatch(ctx context.Context, p MatchPair) error {
	n, err := t.Exec(ctx, "UPDATE match_pair SET verdict=$1, because=$2, who=$3, entry=$4 WHERE run=$5 AND list_row=$6 AND report=$7 AND party=$8",
		p.Verdict, p.Because, p.Who, p.Entry, p.Run, p.Row, p.Report, p.Party)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}
