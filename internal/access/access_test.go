package access

import "testing"

// TestDeniedByDefault: an unknown role and an unknown right are refused, and
// nobody but those named here may do what weighs most.
func TestDeniedByDefault(t *testing.T) {
	for _, what := range []Right{TakeIn, SeeQueue, SeeLead, Reveal, Judge, Decide, SeeFaults, CheckLedger, Enrol, Rebuild, SeeCase, NoteCase, WorkCase} {
		if Role("").May(what) || Role("root").May(what) {
			t.Errorf("a role that is none may %s", what)
		}
	}
	for _, r := range Roles {
		if !r.Valid() || r.May("") || r.May("anything else") {
			t.Errorf("%s: not denied by default", r)
		}
		if r.May(Enrol) != (r == Head) {
			t.Errorf("%s and enrolment", r)
		}
		if !r.May(CheckLedger) {
			t.Errorf("%s may not verify: everyone may", r)
		}
		if r.May(SeeCase) != r.May(SeeLead) {
			t.Errorf("%s reads cases or leads, and not both", r)
		}
		if r.May(WorkCase) != (r == Investigator || r == Head) || r.May(WorkCase) && !r.May(NoteCase) {
			t.Errorf("%s and the making of cases", r)
		}
		if (r == Auditor || r == Prosecutor) && (r.May(Reveal) || r.May(Judge) || r.May(Decide) || r.May(TakeIn) || r.May(NoteCase)) {
			t.Errorf("%s acts on reports", r)
		}
	}
}
