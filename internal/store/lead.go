package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/report"
)

// NoDay stands in Lead.ActBy for "no date", so that it sorts last.
const NoDay = math.MaxInt32

// Lead is a lead's row: all of it is derived.
type Lead struct {
	ID           report.Key
	First        int64 // the record that made the report whose key is ID: rows lie in this order
	Comp         report.Key
	Judged       bool // its component holds a judgement of "different"
	Reports      int64
	Class        int64 // 1 immediate … 5 held
	Score        int64 // higher first; does not depend on now
	ActBy        int64 // days since 1970, NoDay when there is none
	Next         int64 // the day on which Class may change by itself; 0 never
	LastReceived int64
	Bundle       int64 // what it is bundled by; 0 not
	Summary      []byte
}

const leadCols = "id, first, comp, judged, reports, class, score, act_by, next, last_received, bundle, summary"

func (t *Tx) leads(ctx context.Context, q string, args ...any) ([]Lead, error) {
	var out []Lead
	err := t.each(ctx, func(r *sql.Rows) error {
		l, err := scanLead(r)
		out = append(out, l)
		return err
	}, "SELECT "+leadCols+" FROM lead WHERE "+q, args...)
	return out, err
}

func scanLead(r *sql.Rows) (Lead, error) {
	var l Lead
	var judged int64
	err := r.Scan(&l.ID, &l.First, &l.Comp, &judged, &l.Reports, &l.Class, &l.Score, &l.ActBy, &l.Next, &l.LastReceived, &l.Bundle, &l.Summary)
	l.Judged = judged != 0
	return l, err
}

// Lead finds one lead; ErrNotFound when there is none.
func (t *Tx) Lead(ctx context.Context, id report.Key) (Lead, error) {
	ls, err := t.leads(ctx, "first=(SELECT first FROM report WHERE key=$1)", id)
	if err == nil && len(ls) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Lead{}, err
	}
	return ls[0], nil
}

// LeadsOf finds the leads of components, in order of id.
func (t *Tx) LeadsOf(ctx context.Context, comps []report.Key) ([]Lead, error) {
	if len(comps) == 0 {
		return nil, nil
	}
	return t.leads(ctx, "comp=id AND first IN (SELECT first FROM report WHERE key IN "+t.set(1)+")"+
		" UNION ALL SELECT "+leadCols+" FROM lead WHERE comp<>id AND comp IN "+t.set(1)+" ORDER BY id", t.keys(ints(comps)))
}

// DueLeads finds up to limit leads whose class may change by day, in order of
// that day.
func (t *Tx) DueLeads(ctx context.Context, day int64, limit int) ([]Lead, error) {
	return t.leads(ctx, "next<>0 AND next<=$1 ORDER BY next, first LIMIT $2", day, limit)
}

// LeadsAfter finds up to limit leads behind a place in the order of First.
func (t *Tx) LeadsAfter(ctx context.Context, after int64, limit int) ([]Lead, error) {
	return t.leads(ctx, "first>$1 ORDER BY first LIMIT $2", after, limit)
}

// EachLead walks all leads in order of First.
func (t *Tx) EachLead(ctx context.Context, f func(Lead) error) error {
	return t.each(ctx, func(r *sql.Rows) error {
		l, err := scanLead(r)
		if err != nil {
			return err
		}
		return f(l)
	}, "SELECT "+leadCols+" FROM lead ORDER BY first")
}

// InsertLeads adds leads, best in order of First.
func (t *Tx) InsertLeads(ctx context.Context, ls []Lead) error {
	rows := make([][]any, len(ls))
	for i, l := range ls {
		rows[i] = slices.Concat([]any{l.First, int64(l.ID)}, l.standing(), l.content())
	}
	return t.e.Insert(ctx, t, "lead", slices.Concat([]string{"first", "id"}, leadStanding, leadContent), rows)
}

// The columns of a lead, but for its id: those that an index holds, and the rest.
var (
	leadStanding = []string{"comp", "class", "score", "act_by", "next", "bundle"}
	leadContent  = []string{"judged", "reports", "last_received", "summary"}
)

func (l *Lead) standing() []any {
	return []any{int64(l.Comp), l.Class, l.Score, l.ActBy, l.Next, l.Bundle}
}

func (l *Lead) content() []any {
	judged := int64(0)
	if l.Judged {
		judged = 1
	}
	return []any{judged, l.Reports, l.LastReceived, l.Summary}
}

// ReplaceLeads puts leads in the place of others, old of which the store holds as
// given. A lead that is in both is changed where it is, and its indexes only
// where it stands elsewhere: most reports that join a lead do not move it.
func (t *Tx) ReplaceLeads(ctx context.Context, old, now []Lead) error {
	was := make(map[int64]*Lead, len(old))
	for i := range old {
		was[old[i].First] = &old[i]
	}
	var fresh []Lead
	var stay, move [][]any
	for i := range now {
		l := &now[i]
		o := was[l.First]
		delete(was, l.First)
		switch {
		case o == nil:
			fresh = append(fresh, *l)
		case slices.Equal(o.standing(), l.standing()):
			stay = append(stay, append([]any{l.First}, l.content()...))
		default:
			move = append(move, slices.Concat([]any{l.First}, l.standing(), l.content()))
		}
	}
	gone := make([]int64, 0, len(was))
	for k := range was {
		gone = append(gone, k)
	}
	slices.Sort(gone)
	if err := t.DeleteLeads(ctx, gone); err != nil {
		return err
	}
	if err := t.e.Update(ctx, t, "lead", slices.Concat([]string{"first"}, leadContent), stay); err != nil {
		return err
	}
	if err := t.e.Update(ctx, t, "lead", slices.Concat([]string{"first"}, leadStanding, leadContent), move); err != nil {
		return err
	}
	return t.InsertLeads(ctx, fresh)
}

// DeleteLeads removes leads by their First.
func (t *Tx) DeleteLeads(ctx context.Context, firsts []int64) error {
	if len(firsts) == 0 {
		return nil
	}
	_, err := t.Exec(ctx, "DELETE FROM lead WHERE first IN "+t.set(1), t.keys(firsts))
	return err
}

// QueueFilter says which part of the queue to read. Zero fields do not filter.
type QueueFilter struct {
	Class    int64
	DueBy    int64 // act-by day at most
	NewSince int64 // last report received after, Unix seconds
	After    *Lead // continue behind this lead
	Limit    int
}

// shown keeps, of bundled leads, the smallest.
const shown = "(bundle=0 OR NOT " + another + ")"

// another says that a lead of the same bundle comes before. Its first condition
// is that of the partial index lead_bundle, without which the index is not used.
const another = "EXISTS (SELECT 1 FROM lead o WHERE o.bundle<>0 AND o.bundle=lead.bundle AND o.id<lead.id)"

// Queue reads the queue in its order: class, score, act-by date, id. Of
// bundled leads the first by id is shown.
func (t *Tx) Queue(ctx context.Context, f QueueFilter) ([]Lead, error) {
	var where strings.Builder
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	where.WriteString(shown)
	if f.Class != 0 {
		where.WriteString(" AND class=" + arg(f.Class))
	}
	if f.DueBy != 0 {
		where.WriteString(" AND act_by<=" + arg(f.DueBy))
	}
	if f.NewSince != 0 {
		where.WriteString(" AND last_received>" + arg(f.NewSince))
	}
	if a := f.After; a != nil {
		where.WriteString(" AND " + behind(a, arg))
	}
	where.WriteString(" ORDER BY class, score DESC, act_by, id LIMIT " + arg(f.Limit))
	return t.leads(ctx, where.String(), args...)
}

// behind keeps the leads that come after one in the order of the queue. Each part
// of the key is compared with what the ones before it tie on.
func behind(a *Lead, arg func(any) string) string {
	return "class>=" + arg(a.Class) + " AND (class>" + arg(a.Class) + " OR score<" + arg(a.Score) +
		" OR score=" + arg(a.Score) + " AND (act_by>" + arg(a.ActBy) + " OR act_by=" + arg(a.ActBy) + " AND id>" + arg(a.ID) + "))"
}

// ClassCounts counts the leads shown of each class.
func (t *Tx) ClassCounts(ctx context.Context) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := t.each(ctx, func(r *sql.Rows) error {
		var c, n int64
		err := r.Scan(&c, &n)
		out[c] += n
		if out[c] == 0 {
			delete(out, c)
		}
		return err
	}, // All of them less those not shown. "class+0" keeps the second half off the
		// index of the queue: lead_bundle holds the few that it needs.
		"SELECT class, count(*) FROM lead GROUP BY class UNION ALL SELECT class+0, -count(*) FROM lead WHERE bundle<>0 AND "+another+" GROUP BY class+0 ORDER BY 2 DESC")
	return out, err
}

// Bundled counts the leads of a bundle.
func (t *Tx) Bundled(ctx context.Context, bundle int64) (n int64, err error) {
	err = t.one(ctx, []any{&n}, "SELECT count(*) FROM lead WHERE bundle=$1", bundle)
	return n, err
}
