package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"vigie/internal/report"
)

// Judgement is what a person judged of two reports, and stands.
type Judgement struct {
	A, B    report.Key // A < B
	Verdict string
	Because string
	Who     string
	At      int64 // Unix milliseconds
	Entry   int64
}

func (t *Tx) judgements(ctx context.Context, q string, args ...any) ([]Judgement, error) {
	var out []Judgement
	err := t.each(ctx, func(r *sql.Rows) error {
		var j Judgement
		err := r.Scan(&j.A, &j.B, &j.Verdict, &j.Because, &j.Who, &j.At, &j.Entry)
		out = append(out, j)
		return err
	}, "SELECT a, b, verdict, because, who, at, entry FROM judgement "+q, args...)
	return out, err
}

// Judgements lists all that stand, in order of the pair.
func (t *Tx) Judgements(ctx context.Context) ([]Judgement, error) {
	return t.judgements(ctx, "ORDER BY a, b")
}

// JudgementsOn lists those that name any of the reports, in order of the pair.
func (t *Tx) JudgementsOn(ctx context.Context, keys []report.Key) ([]Judgement, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return t.judgements(ctx, "WHERE a IN "+t.set(1)+" OR b IN "+t.set(1)+" ORDER BY a, b", t.keys(ints(keys)))
}

// CountJudgements counts all that stand.
func (t *Tx) CountJudgements(ctx context.Context) (n int64, err error) {
	err = t.one(ctx, []any{&n}, "SELECT count(*) FROM judgement")
	return n, err
}

// PutJudgement makes a judgement stand, in place of an earlier one on the pair.
func (t *Tx) PutJudgement(ctx context.Context, j Judgement) error {
	_, err := t.Exec(ctx, `INSERT INTO judgement (a, b, verdict, because, who, at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (a, b) DO UPDATE SET verdict=excluded.verdict, because=excluded.because, who=excluded.who, at=excluded.at, entry=excluded.entry`,
		j.A, j.B, j.Verdict, j.Because, j.Who, j.At, j.Entry)
	return err
}

// DeleteJudgement takes a judgement back; ErrNotFound when none stands.
func (t *Tx) DeleteJudgement(ctx context.Context, a, b report.Key) error {
	n, err := t.Exec(ctx, "DELETE FROM judgement WHERE a=$1 AND b=$2", a, b)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// Decision is an act of a person on one report: an acknowledgement, a
// preservation request, a fact verified or refuted.
type Decision struct {
	Report  report.Key
	Kind    string
	Fact    string
	Because string
	Who     string
	At      int64 // Unix milliseconds
	Entry   int64
}

func (t *Tx) decisions(ctx context.Context, q string, args ...any) ([]Decision, error) {
	var out []Decision
	err := t.each(ctx, func(r *sql.Rows) error {
		var d Decision
		err := r.Scan(&d.Report, &d.Kind, &d.Fact, &d.Because, &d.Who, &d.At, &d.Entry)
		out = append(out, d)
		return err
	}, "SELECT report, kind, fact, because, who, at, entry FROM decision "+q, args...)
	// Sorted here: a server orders text by its own language.
	slices.SortFunc(out, func(a, b Decision) int {
		return cmp.Or(cmp.Compare(a.Report, b.Report), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Fact, b.Fact))
	})
	return out, err
}

// Decisions lists all that stand, in order of report, kind and fact.
func (t *Tx) Decisions(ctx context.Context) ([]Decision, error) {
	return t.decisions(ctx, "")
}

// DecisionsOn lists those on any of the reports, in the same order.
func (t *Tx) DecisionsOn(ctx context.Context, keys []report.Key) ([]Decision, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	return t.decisions(ctx, "WHERE report IN "+t.set(1), t.keys(ints(keys)))
}

// PutDecision makes a decision stand.
func (t *Tx) PutDecision(ctx context.Context, d Decision) error {
	_, err := t.Exec(ctx, `INSERT INTO decision (report, kind, fact, because, who, at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (report, kind, fact) DO UPDATE SET because=excluded.because, who=excluded.who, at=excluded.at, entry=excluded.entry`,
		d.Report, d.Kind, d.Fact, d.Because, d.Who, d.At, d.Entry)
	return err
}

// DeleteDecision takes a decision back; ErrNotFound when none stands.
func (t *Tx) DeleteDecision(ctx context.Context, k report.Key, kind, fact string) error {
	n, err := t.Exec(ctx, "DELETE FROM decision WHERE report=$1 AND kind=$2 AND fact=$3", k, kind, fact)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}
