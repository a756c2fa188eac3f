package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/store"
)

// Enrol lets another person act, or one whose enrolment has ended act again.
func (u *Unit) Enrol(ctx context.Context, who Actor, p NewPerson) error {
	if err := p.check(); err != nil {
		return err
	}
	return u.do(ctx, who, access.Enrol, func(ctx context.Context, w *work) error { return w.enrol(ctx, p) })
}

func (w *work) enrol(ctx context.Context, p NewPerson) error {
	was, err := w.Person(ctx, p.ID)
	is := store.Person{ID: p.ID, Name: p.Name, Role: string(p.Role), Lang: p.Lang, Enrolled: w.at.UnixMilli()}
	switch {
	case errors.Is(err, store.ErrNotFound):
		err = w.InsertPerson(ctx, is)
	case err == nil && was.Role == "":
		err = w.EnrolAnew(ctx, is)
	case err == nil:
		err = &Impossible{
			fmt.Sprintf("%s is already enrolled: for another role, first end this enrolment: vigie unenrol %s", p.ID, p.ID),
			fmt.Sprintf("%s est déjà une personne inscrite : pour un autre rôle, mettez d'abord fin à cette inscription : vigie unenrol %s", p.ID, p.ID),
		}
	}
	if err != nil {
		return err
	}
	_, err = w.record(ledger.Enrol, nil, enrolDetail{p.ID, p.Name, string(p.Role)})
	return err
}

// enrolDetail is the detail of an enrolment.
type enrolDetail struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Role   string `json:"role"`
}

// unenrolDetail is the detail of the end of one.
type unenrolDetail struct {
	Person  string `json:"person"`
	Because string `json:"because"`
}

// Unenrol ends a person's enrolment: they act and sign in no more, and their sessions
// end at once. What they did stays theirs, and so do their cases until somebody else
// is named. The last head of unit stays: nobody could enrol another.
func (u *Unit) Unenrol(ctx context.Context, who Actor, id, because string) error {
	if err := reason(because, "ending an enrolment"); err != nil {
		return err
	}
	return u.do(ctx, who, access.Enrol, func(ctx context.Context, w *work) error {
		p, err := w.Person(ctx, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil || p.Role == "" {
			return &Impossible{fmt.Sprintf("%.40q is nobody who is enrolled: see vigie people", id), fmt.Sprintf("« %.40s » n'est pas une personne inscrite : voyez vigie people", id)}
		}
		all, err := w.People(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(o store.Person) bool { return o.ID != id && access.Role(o.Role).May(access.Enrol) }) {
			return &Impossible{
				fmt.Sprintf("%s alone may enrol people: enrol another head of unit first", id),
				fmt.Sprintf("seule la personne %s peut en inscrire d'autres : inscrivez d'abord une autre direction", id),
			}
		}
		p.Role = ""
		if err := errors.Join(w.EnrolAnew(ctx, p), w.DeleteTokensOf(ctx, id)); err != nil {
			return err
		}
		_, err = w.record(ledger.Revoke, nil, unenrolDetail{id, because})
		return err
	})
}

// PersonView is somebody who is or was enrolled.
type PersonView struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Role     access.Role `json:"role,omitzero"` // empty once the enrolment has ended
	Enrolled time.Time   `json:"enrolled"`
}

// People lists who is and who was enrolled, in order of enrolment: for who controls
// the ledger, and for who enrols. It says nothing of what anybody did.
func (u *Unit) People(ctx context.Context, who Actor) ([]PersonView, error) {
	out := []PersonView{}
	err := u.do(ctx, who.asking(Asked{"what": "people"}), access.CheckLedger, func(ctx context.Context, w *work) error {
		ps, err := w.People(ctx)
		if err != nil {
			return err
		}
		for _, p := range ps {
			out = append(out, PersonView{p.ID, plain(p.Name), access.Role(p.Role), time.UnixMilli(p.Enrolled).UTC()})
		}
		_, err = w.record(ledger.Read, nil, map[string]any{"what": "people", "listed": len(out)})
		return err
	})
	return out, err
}

// ErrNotEnrolled says that nobody of that name may act.
var ErrNotEnrolled = errors.New("not enrolled")

// Actor finds the person in whose name something is to be done.
func (u *Unit) Actor(ctx context.Context, id string) (Actor, error) {
	var a Actor
	err := u.store.Read(ctx, func(t *store.Tx) error {
		p, err := t.Person(ctx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && p.Role == "" {
			return fmt.Errorf("%s: %w here: name an enrolled person with --as, or let the head of unit run: vigie enrol %s", id, ErrNotEnrolled, id)
		}
		a = actor(p)
		return err
	})
	return a, err
}

func actor(p store.Person) Actor {
	return Actor{ID: p.ID, Name: p.Name, Role: access.Role(p.Role), Lang: p.Lang}
}
