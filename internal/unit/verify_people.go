package unit

import (
	"context"
	"errors"
	"maps"
	"slices"

	"vigie/internal/ledger"
)

// enrolled is a person as an entry says; without a role, no more.
type enrolled struct {
	index      int64
	name, role string
}

func (a *audit) enrolled(index int64, e ledger.Entry) error {
	d, err := detail[enrolDetail](e)
	if err != nil {
		return err
	}
	if a.people == nil {
		a.people = map[string]enrolled{}
	}
	a.people[d.Person] = enrolled{index, d.Name, d.Role}
	return nil
}

func (a *audit) unenrolled(index int64, e ledger.Entry) error {
	d, err := detail[unenrolDetail](e)
	if err != nil {
		return err
	}
	was, ok := a.people[d.Person]
	if !ok {
		return errors.New("it ends the enrolment of a person whom no entry enrolled")
	}
	a.people[d.Person] = enrolled{index, was.name, ""}
	return nil
}

// peopleStand compares who is enrolled with what the ledger last said of each.
func (a *audit) peopleStand(ctx context.Context) ([]ledger.Fault, error) {
	ps, err := a.People(ctx)
	if err != nil {
		return nil, err
	}
	left := maps.Clone(a.people)
	for _, p := range ps {
		if x, ok := left[p.ID]; ok && x.name == p.Name && x.role == p.Role {
			delete(left, p.ID)
		}
	}
	var out []ledger.Fault
	for _, id := range slices.Sorted(maps.Keys(left)) {
		out = append(out, ledger.Fault{Code: ledger.RecordDiffers, Index: left[id].index, Err: errors.New("the person that it names is not in the tables as it says")})
	}
	return out, nil
}
