package unit

import (
	"context"
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

// auditCases holds acts on cases against the ledger.
func auditCases() actAudit[store.CaseAct, caseDetail] {
	return actAudit[store.CaseAct, caseDetail]{
		thing: "case", list: (*store.Tx).CaseActs,
		made: func(r store.CaseAct) (int64, made) { return r.ID, made{r.Entry, r.Who, r.At} },
		act:  func(d caseDetail) int64 { return d.Act },
		same: func(_ context.Context, _ *store.Tx, r store.CaseAct, e ledger.Entry, d caseDetail) (bool, error) {
			return caseDetailOf(r) == d && e.Kind == caseKinds[dossier.Kind(r.Kind)], nil
		},
	}
}
