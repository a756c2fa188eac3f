package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"vigie/internal/access"
	"vigie/internal/ledger"
)

// Estimation says what lists of persons weights are to be estimated from, and under
// which procedure.
type Estimation struct {
	Procedure string // required: no list is read without one
	Basis     string // its legal basis; empty: the unit's
	List      PersonList
	Other     *PersonList // nil: from one list
}

// RecordEstimation records that lists of persons are read to estimate weights from, by
// who may compare them. Nothing of them is kept, and no report is read.
func (u *Unit) RecordEstimation(ctx context.Context, who Actor, e Estimation) error {
	if err := u.under(&e.Procedure, &e.Basis); err != nil {
		return err
	}
	e.List, e.Other = keepable(e.List, e.Other)
	asked := ofLists("estimate", e.Procedure, e.Basis, e.List, e.Other)
	return u.do(ctx, who.asking(asked), access.Compare, func(_ context.Context, w *work) error {
		_, err := w.record(ledger.Read, nil, asked)
		return err
	})
}

// under checks the procedure that a list is read under, and its basis: that of the unit
// where none is given.
func (u *Unit) under(procedure, basis *string) error {
	if strings.TrimSpace(*procedure) == "" {
		return errors.New("a comparison needs its procedure: add --procedure")
	}
	*basis = cmp.Or(*basis, u.Settings.Basis)
	return cmp.Or(oneLine(*procedure, "the procedure"), oneLine(*basis, "the legal basis"))
}

// keepable gives lists names that can be kept. What tells a list is its hash.
func keepable(l PersonList, other *PersonList) (PersonList, *PersonList) {
	l.Name = plain(strings.ToValidUTF8(l.Name, "\uFFFD"))
	if other != nil {
		o := *other
		o.Name = plain(strings.ToValidUTF8(o.Name, "\uFFFD"))
		other = &o
	}
	return l, other
}

// ofLists is what the ledger keeps of lists that are asked to be read.
func ofLists(what, procedure, basis string, l PersonList, other *PersonList) Asked {
	a := Asked{"what": what, "procedure": procedure, "basis": basis, "list": l.Name, "listSha256": fmt.Sprintf("%x", l.SHA256), "listRows": len(l.Persons)}
	if other != nil {
		a["other"], a["otherSha256"], a["otherRows"] = other.Name, fmt.Sprintf("%x", other.SHA256), len(other.Persons)
	}
	return a
}
