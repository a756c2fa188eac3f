package unit

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
)

// TestEnrolmentEnds: who is enrolled no more acts and reads no more, from that moment
// and in sessions that were open; the last who may enrol stays; and the ledger holds
// who could do what, and when.
func TestEnrolmentEnds(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		takeIn(t, u, who, []intake.Record{aRecord("ncmec", "1", 30)}, 0)
		ana := person(t, u, who, "ana", access.Analyst)
		link := try[string](t)(u.SignInLink(ctx, ana))
		session := try[string](t)(u.SignIn(ctx, link))
		unused := try[string](t)(u.SignInLink(ctx, ana))
		var no *Impossible
		var refused *access.Refused
		if err := u.Unenrol(ctx, ana, "ana", "x"); !errors.As(err, &refused) {
			t.Errorf("an analyst ended an enrolment: %v", err)
		}
		if err := u.Unenrol(ctx, who, who.ID, "x"); !errors.As(err, &no) {
			t.Errorf("nobody is left to enrol anybody: %v", err)
		}
		if err := u.Unenrol(ctx, who, "nobody", "x"); !errors.As(err, &no) {
			t.Errorf("nobody: %v", err)
		}
		if err := u.Unenrol(ctx, who, "ana", " "); err == nil {
			t.Error("without a reason")
		}
		if err := u.Unenrol(ctx, who, "ana", "mutation"); err != nil {
			t.Fatal(err)
		}
		if e := lastEntry(t, u); e.Kind != ledger.Revoke {
			t.Errorf("the entry is %s", e.Kind)
		}
		if _, err := u.Session(ctx, session); !errors.Is(err, ErrSignedOut) {
			t.Errorf("the session goes on: %v", err)
		}
		if _, err := u.SignIn(ctx, unused); !errors.Is(err, ErrSignedOut) {
			t.Errorf("a link that was made before still signs in: %v", err)
		}
		if _, err := u.Actor(ctx, "ana"); !errors.Is(err, ErrNotEnrolled) {
			t.Errorf("still an actor: %v", err)
		}
		if err := u.Unenrol(ctx, who, "ana", "x"); !errors.As(err, &no) {
			t.Errorf("twice: %v", err)
		}
		sound(t, u, who)
		again := person(t, u, who, "ana", access.Head)
		if again.Role != access.Head {
			t.Errorf("enrolled anew as %s", again.Role)
		}
		if err := u.Enrol(ctx, who, NewPerson{ID: "ana", Name: "ana", Role: access.Auditor, Lang: "fr"}); !errors.As(err, &no) {
			t.Errorf("enrolled twice: %v", err)
		}
		if err := u.Unenrol(ctx, again.For("essai"), who.ID, "relève"); err != nil {
			t.Errorf("another head is there: %v", err)
		}
		all := try[[]PersonView](t)(u.People(ctx, again.For("essai")))
		if len(all) != 2 || all[0].Role != "" && all[1].Role != "" {
			t.Errorf("%+v", all)
		}
		sound(t, u, again.For("essai"))
	})
}
