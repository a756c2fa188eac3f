package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"vigie/internal/report"
)

// RequestAct is what one person did to the requests. Numbers, records and reports
// are kept as people read them; what they mean is for the room that folds them.
type RequestAct struct {
	ID      int64 // 1 and up, in the order in which they were done
	Kind    string
	Number  string
	Subject string // the lead or case that a draft is from
	Holder  string // of a draft
	Records string
	Body    []byte // of a draft
	Day     int64
	Kept    int64 // until which day; 0: no end
	Means   string
	Ref     string
	Missing string
	Reports string
	Run     int64 // the intake of an answer; 0: none
	Undoes  int64
	Because string
	Who     string
	At      int64 // Unix milliseconds
	Entry   int64
}

// RequestActs lists all acts on requests, taken back or not, in their order,
// without what drafts say.
func (t *Tx) RequestActs(ctx context.Context) ([]RequestAct, error) {
	var out []RequestAct
	err := t.each(ctx, func(r *sql.Rows) error {
		var a RequestAct
		err := r.Scan(&a.ID, &a.Kind, &a.Number, &a.Subject, &a.Holder, &a.Records, &a.Day, &a.Kept, &a.Means, &a.Ref, &a.Missing, &a.Reports, &a.Run, &a.Undoes, &a.Because, &a.Who, &a.At, &a.Entry)
		out = append(out, a)
		return err
	}, "SELECT id, kind, number, subject, holder, records, day, kept, means, ref, missing, reports, run, undoes, because, who, at, entry FROM request_act ORDER BY id")
	return out, err
}

// RequestBody is what a draft says, by its act; ErrNotFound when there is no such act.
func (t *Tx) RequestBody(ctx context.Context, id int64) (body []byte, err error) {
	err = t.one(ctx, []any{&body}, "SELECT body FROM request_act WHERE id=$1", id)
	return body, err
}

// InsertRequestAct adds an act. There is no way to change or remove one.
func (t *Tx) InsertRequestAct(ctx context.Context, a RequestAct) error {
	_, err := t.Exec(ctx, `INSERT INTO request_act (id, kind, number, subject, holder, records, body, day, kept, means, ref, missing, reports, run, undoes, because, who, at, entry)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		a.ID, a.Kind, a.Number, a.Subject, a.Holder, a.Records, a.Body, a.Day, a.Kept, a.Means, a.Ref, a.Missing, a.Reports, a.Run, a.Undoes, a.Because, a.Who, a.At, a.Entry)
	return err
}

// RequestItem says that a request asks for a record of a report.
type RequestItem struct {
	Report report.Key
	Number string
	Place  int64  // in the request, from 1; 0: the report answers it
	Item   string // the record's name; empty at place 0
	Kept   int64  // until which day its clock stops; 0: without end; -1: not at all
}

func (t *Tx) requestItems(ctx context.Context, f func(RequestItem) error, q string, args ...any) error {
	return t.each(ctx, func(r *sql.Rows) error {
		var i RequestItem
		if err := r.Scan(&i.Report, &i.Number, &i.Place, &i.Item, &i.Kept); err != nil {
			return err
		}
		return f(i)
	}, "SELECT report, number, nth, item, kept FROM request_item "+q, args...)
}

// EachRequestItem walks all of them, in order of report alone.
func (t *Tx) EachRequestItem(ctx context.Context, f func(RequestItem) error) error {
	return t.requestItems(ctx, f, "ORDER BY report")
}

// RequestItemsOn lists those of reports, in order of report, number, place.
func (t *Tx) RequestItemsOn(ctx context.Context, keys []report.Key) ([]RequestItem, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var out []RequestItem
	err := t.requestItems(ctx, func(i RequestItem) error { out = append(out, i); return nil }, "WHERE report IN "+t.set(1), t.keys(ints(keys)))
	// Sorted here: a server orders text by its own language.
	slices.SortFunc(out, func(a, b RequestItem) int {
		return cmp.Or(cmp.Compare(a.Report, b.Report), strings.Compare(a.Number, b.Number), cmp.Compare(a.Place, b.Place))
	})
	return out, err
}

// ReplaceRequestItems puts what is of one request in place of what was said of it
// on these reports.
func (t *Tx) ReplaceRequestItems(ctx context.Context, number string, keys []report.Key, items []RequestItem) error {
	if len(keys) > 0 {
		if _, err := t.Exec(ctx, "DELETE FROM request_item WHERE number=$2 AND report IN "+t.set(1), t.keys(ints(keys)), number); err != nil {
			return err
		}
	}
	return t.InsertRequestItems(ctx, items)
}

// InsertRequestItems adds them.
func (t *Tx) InsertRequestItems(ctx context.Context, items []RequestItem) error {
	rows := make([][]any, len(items))
	for i, x := range items {
		rows[i] = []any{int64(x.Report), x.Number, x.Place, x.Item, x.Kept}
	}
	return t.e.Insert(ctx, t, "request_item", []string{"report", "number", "nth", "item", "kept"}, rows)
}
