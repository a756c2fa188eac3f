package unit

import (
	"context"
	"errors"
	"maps"
	"slices"

	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// heldByCases works out from the acts alone which case holds which report.
func (w *work) heldByCases(ctx context.Context) ([]store.InCase, error) {
	b, err := w.caseBook(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.InCase
	b.Each(func(a dossier.Attachment, n dossier.Number) {
		if k, ok := reportOf(a); ok {
			out = append(out, store.InCase{Report: k, Number: n.String()})
		}
	})
	return out, nil
}

// compareCases lists where what is stored of cases is not what follows from the acts.
func (w *work) compareCases(ctx context.Context, differ func(format string, args ...any)) error {
	follows, err := w.heldByCases(ctx)
	if err != nil {
		differ("%v", err)
		return nil
	}
	want := map[report.Key]string{}
	for _, c := range follows {
		want[c.Report] = c.Number
	}
	err = w.EachInCase(ctx, func(c store.InCase) error {
		if n := want[c.Report]; n != c.Number {
			differ("report %s: stored in case %q, follows %q", c.Report, c.Number, n)
		}
		delete(want, c.Report)
		return nil
	})
	for _, k := range slices.Sorted(maps.Keys(want)) {
		differ("report %s: stored in no case, follows %q", k, want[k])
	}
	return err
}

// rebuildCases puts what follows from the acts in place of what is stored, which
// is cleared.
func (w *work) rebuildCases(ctx context.Context) error {
	cs, err := w.heldByCases(ctx)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(cs, 5000) {
		if err := w.PutInCase(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// caseAudit holds acts on cases against the ledger, in both directions.
type caseAudit struct {
	rows map[int64]store.CaseAct // not yet met in the ledger; nil until the first is asked for
}

func (c *caseAudit) load(ctx context.Context, t *store.Tx) error {
	if c.rows != nil {
		return nil
	}
	rows, err := t.CaseActs(ctx)
	if err != nil {
		return err
	}
	c.rows = make(map[int64]store.CaseAct, len(rows))
	for _, r := range rows {
		c.rows[r.ID] = r
	}
	return nil
}

// check holds an entry against the act that it made.
func (c *caseAudit) check(ctx context.Context, t *store.Tx, index int64, e ledger.Entry) error {
	d, err := detail[caseDetail](e)
	if err != nil {
		return err
	}
	if err := c.load(ctx, t); err != nil {
		return ledger.Abort(err)
	}
	r, ok := c.rows[d.Act]
	if !ok {
		return errors.New("the act on a case that it made is gone")
	}
	delete(c.rows, d.Act)
	if r.Entry != index || r.Who != e.Who || r.At != e.At.UnixMilli() || caseDetailOf(r) != d || e.Kind != caseKinds[dossier.Kind(r.Kind)] {
		return errors.New("the act on a case that it made was changed")
	}
	return nil
}

// finish lists acts that no entry made.
func (c *caseAudit) finish(ctx context.Context, t *store.Tx, fault func(index int64, text string)) error {
	if err := c.load(ctx, t); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(c.rows)) {
		fault(c.rows[id].Entry, "an act on a case is stored that no entry made")
	}
	return nil
}
