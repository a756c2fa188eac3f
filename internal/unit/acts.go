package unit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"vigie/internal/acts"
	"vigie/internal/ledger"
	"vigie/internal/store"
)

// byActs works out how things stand by the acts on them, as these are stored, and
// gives the rows by their acts.
func byActs[R any, A acts.Act[K], K acts.Kind, S any](list []R, thing string, actOf func(R) (A, error), fold func([]A) (S, error)) (s S, rows map[int64]R, err error) {
	rows = make(map[int64]R, len(list))
	as := make([]A, len(list))
	for i, r := range list {
		as[i], err = actOf(r)
		id := as[i].Head().ID
		if err != nil {
			return s, nil, fmt.Errorf("act %d on a %s: %w; run: vigie ledger verify", id, thing, err)
		}
		rows[id] = r
	}
	if s, err = fold(as); err != nil {
		return s, nil, fmt.Errorf("the acts on %ss contradict each other: %w; run: vigie ledger verify", thing, err)
	}
	return s, rows, nil
}

// actAudit holds the acts of one log against the ledger, in both directions. R is
// an act's row, D the detail of its entry.
type actAudit[R, D any] struct {
	thing string
	list  func(*store.Tx, context.Context) ([]R, error)
	made  func(R) (act int64, by made)
	act   func(D) int64
	// says whether an entry's kind and detail are what follows from the row.
	same func(context.Context, *store.Tx, R, ledger.Entry, D) (bool, error)
	rows map[int64]R // not yet met in the ledger; nil until the first is asked for
}

// made is by which entry an act was made, by whom, and when.
type made struct {
	entry int64
	who   string
	at    int64 // Unix milliseconds
}

func (c *actAudit[R, D]) load(ctx context.Context, t *store.Tx) error {
	if c.rows != nil {
		return nil
	}
	list, err := c.list(t, ctx)
	if err != nil {
		return err
	}
	c.rows = make(map[int64]R, len(list))
	for _, r := range list {
		act, _ := c.made(r)
		c.rows[act] = r
	}
	return nil
}

// check holds an entry against the act that it made.
func (c *actAudit[R, D]) check(ctx context.Context, t *store.Tx, index int64, e ledger.Entry) error {
	d, err := detail[D](e)
	if err != nil {
		return err
	}
	if err := c.load(ctx, t); err != nil {
		return ledger.Abort(err)
	}
	r, ok := c.rows[c.act(d)]
	if !ok {
		return errors.New("the act on a " + c.thing + " that it made is gone")
	}
	delete(c.rows, c.act(d))
	same, err := c.same(ctx, t, r, e, d)
	if err != nil {
		return ledger.Abort(err)
	}
	if _, by := c.made(r); !same || by != (made{index, e.Who, e.At.UnixMilli()}) {
		return errors.New("the act on a " + c.thing + " that it made was changed")
	}
	return nil
}

// finish lists acts that no entry made.
func (c *actAudit[R, D]) finish(ctx context.Context, t *store.Tx, fault func(index int64, text string)) error {
	if err := c.load(ctx, t); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(c.rows)) {
		_, by := c.made(c.rows[id])
		fault(by.entry, "an act on a "+c.thing+" is stored that no entry made")
	}
	return nil
}
