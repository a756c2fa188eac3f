package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"vigie/internal/report"
)

// A report bears its own number, as the reported person's, by being there: a row of the
// index would say what its key says, in a page of its own. What other reports name by a
// number stands in the index like anything else.

// Own says that an identifier is the number of the report that bears it: it has no row.
func (d Ident) Own() bool {
	k, ok := report.Numbered(d.Hash)
	return ok && k == d.Report && d.Role == report.RoleReported
}

// own are the reports whose numbers are among some identifiers, by what they are indexed by.
func (t *Tx) own(ctx context.Context, hashes []int64) (map[int64]Ident, error) {
	var keys []int64
	for _, h := range hashes {
		if k, ok := report.Numbered(h); ok {
			keys = append(keys, int64(k))
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	slices.Sort(keys)
	out := make(map[int64]Ident, len(keys))
	err := t.each(ctx, func(r *sql.Rows) error {
		var source, id string
		d := Ident{Role: report.RoleReported, Kind: report.KindReport, Strength: report.Proposes}
		if err := r.Scan(&d.Report, &source, &id, &d.Account); err != nil {
			return err
		}
		d.Hash, d.Value = d.Report.Number(), source+":"+id
		out[d.Hash] = d
		return nil
	}, "SELECT key, source, source_id, account FROM report WHERE key IN "+t.set(1), t.keys(slices.Compact(keys)))
	return out, err
}

// ownOf is the report whose number one identifier is.
func (t *Tx) ownOf(ctx context.Context, hash int64, value string) (Ident, bool, error) {
	own, err := t.own(ctx, []int64{hash})
	d, ok := own[hash]
	return d, ok && d.Value == value, err
}

// Stored keeps, of hashes, those that are the numbers of stored reports.
func (t *Tx) Stored(ctx context.Context, hashes []int64) ([]int64, error) {
	own, err := t.own(ctx, hashes)
	return slices.DeleteFunc(slices.Clone(hashes), func(h int64) bool { _, ok := own[h]; return !ok }), err
}

// withOwn puts among the bearers of numbers the reports whose numbers they are.
func (t *Tx) withOwn(ctx context.Context, qs []BearerQuery, bs []Bearer) ([]Bearer, error) {
	hashes := make([]int64, len(qs))
	for i, q := range qs {
		hashes[i] = q.Hash
	}
	own, err := t.own(ctx, hashes)
	if err != nil || len(own) == 0 {
		return bs, err
	}
	for i, q := range qs {
		if d, ok := own[q.Hash]; ok && q.As() == report.RoleReported && d.Value == q.Value {
			bs = append(bs, Bearer{Query: i, Account: d.Account, Report: int64(d.Report), Weak: weak(d.Strength)})
		}
	}
	slices.SortFunc(bs, func(a, b Bearer) int {
		return cmp.Or(cmp.Compare(a.Query, b.Query), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Weak, b.Weak), cmp.Compare(a.Report, b.Report))
	})
	bs = slices.CompactFunc(bs, func(a, b Bearer) bool { return a.Query == b.Query && a.Account == b.Account })
	n, of := 0, -1
	return slices.DeleteFunc(bs, func(b Bearer) bool {
		if b.Query != of {
			n, of = 0, b.Query
		}
		n++
		return n > qs[b.Query].Limit+1
	}), nil
}
