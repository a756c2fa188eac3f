package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"vigie/internal/report"
)

// CaseAct is what one person did to the cases. Numbers and attachments are kept
// as people read them; what they mean is for the room that folds them.
type CaseAct struct {
	ID       int64 // 1 and up, in the order in which they were done
	Kind     string
	Number   string
	Other    string
	Attached string
	Owner    string
	Undoes   int64
	Note     string
	Because  string
	Who      string
	At       int64 // Unix milliseconds
	Entry    int64
}

// CaseActs lists all acts on cases, taken back or not, in their order.
func (t *Tx) CaseActs(ctx context.Context) ([]CaseAct, error) {
	var out []CaseAct
	err := t.each(ctx, func(r *sql.Rows) error {
		var a CaseAct
		err := r.Scan(&a.ID, &a.Kind, &a.Number, &a.Other, &a.Attached, &a.Owner, &a.Undoes, &a.Note, &a.Because, &a.Who, &a.At, &a.Entry)
		out = append(out, a)
		return err
	}, "SELECT id, kind, number, other, attached, owner, undoes, note, because, who, at, entry FROM case_act ORDER BY id")
	return out, err
}

// InsertCaseAct adds an act. There is no way to change or remove one.
func (t *Tx) InsertCaseAct(ctx context.Context, a CaseAct) error {
	_, err := t.Exec(ctx, "INSERT INTO case_act (id, kind, number, other, attached, owner, undoes, note, because, who, at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		a.ID, a.Kind, a.Number, a.Other, a.Attached, a.Owner, a.Undoes, a.Note, a.Because, a.Who, a.At, a.Entry)
	return err
}

// InCase says that a case holds a report.
type InCase struct {
	Report report.Key
	Number string
}

// EachInCase walks the reports that cases hold, in order of key.
func (t *Tx) EachInCase(ctx context.Context, f func(InCase) error) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var c InCase
		if err := r.Scan(&c.Report, &c.Number); err != nil {
			return err
		}
		return f(c)
	}, "SELECT report, number FROM case_report ORDER BY report")
}

// CasesHolding finds which of the reports a case holds, in order of key.
func (t *Tx) CasesHolding(ctx context.Context, keys []report.Key) ([]InCase, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var out []InCase
	err := t.each(ctx, func(r *sql.Rows) error {
		var c InCase
		err := r.Scan(&c.Report, &c.Number)
		out = append(out, c)
		return err
	}, "SELECT report, number FROM case_report WHERE report IN "+t.set(1)+" ORDER BY report", t.keys(ints(keys)))
	return out, err
}

// PutInCase says which case holds each report, in place of what was said of it before.
func (t *Tx) PutInCase(ctx context.Context, cs []InCase) error {
	keys := make([]report.Key, len(cs))
	rows := make([][]any, len(cs))
	for i, c := range cs {
		keys[i] = c.Report
		rows[i] = []any{int64(c.Report), c.Number}
	}
	if err := t.TakeFromCases(ctx, keys); err != nil {
		return err
	}
	return t.e.Insert(ctx, t, "case_report", []string{"report", "number"}, rows)
}

// TakeFromCases says that no case holds the reports.
func (t *Tx) TakeFromCases(ctx context.Context, keys []report.Key) error {
	if len(keys) == 0 {
		return nil
	}
	_, err := t.Exec(ctx, "DELETE FROM case_report WHERE report IN "+t.set(1), t.keys(ints(keys)))
	return err
}

// LeadInCase says that a case holds reports of a lead.
type LeadInCase struct {
	Lead   report.Key
	Number string
}

// CasesOf finds which cases hold reports of which leads, among the leads of
// components, in order of lead, then number.
func (t *Tx) CasesOf(ctx context.Context, comps []report.Key) ([]LeadInCase, error) {
	if len(comps) == 0 {
		return nil, nil
	}
	var out []LeadInCase
	err := t.each(ctx, func(r *sql.Rows) error {
		var c LeadInCase
		err := r.Scan(&c.Lead, &c.Number)
		out = append(out, c)
		return err
	}, // CROSS JOIN makes SQLite begin with the few reports that are asked about.
		"SELECT DISTINCT r.lead, c.number FROM ("+t.placesOf()+") r CROSS JOIN case_report c WHERE c.report=r.key", t.keys(ints(comps)))
	// Sorted here: a server orders text by its own language.
	slices.SortFunc(out, func(a, b LeadInCase) int {
		return cmp.Or(cmp.Compare(a.Lead, b.Lead), strings.Compare(a.Number, b.Number))
	})
	return out, err
}

// PlacesOf finds where the reports of components stand, in order of key.
func (t *Tx) PlacesOf(ctx context.Context, comps []report.Key) ([]Place, error) {
	if len(comps) == 0 {
		return nil, nil
	}
	var out []Place
	err := t.each(ctx, func(r *sql.Rows) error {
		var p Place
		err := r.Scan(&p.Key, &p.Comp, &p.Lead)
		out = append(out, p)
		return err
	}, t.placesOf()+" ORDER BY key", t.keys(ints(comps)))
	return out, err
}

// placesOf selects the reports of the components bound to the first parameter,
// each half by its index: see [Tx.ReportsOf].
func (t *Tx) placesOf() string {
	return "SELECT key, comp, lead FROM report WHERE comp=key AND key IN " + t.set(1) +
		" UNION ALL SELECT key, comp, lead FROM report WHERE comp<>key AND comp IN " + t.set(1)
}
