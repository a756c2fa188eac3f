// Package access says who may do what: a plain table, denied by default.
package access

import "fmt"

// Role is what a person does in the unit.
type Role string

// Roles.
const (
	Analyst      Role = "analyst"
	Investigator Role = "investigator"
	Head         Role = "head"
	Prosecutor   Role = "prosecutor"
	Auditor      Role = "auditor"
)

// Right is one thing that a person may be allowed to do.
type Right string

// Rights.
const (
	TakeIn      Right = "take reports in"
	SeeQueue    Right = "read the queue"
	SeeLead     Right = "read a lead"
	Reveal      Right = "reveal a masked text"
	Judge       Right = "judge two reports"
	Decide      Right = "acknowledge, preserve, verify or refute"
	SeeFaults   Right = "read the quarantine"
	CheckLedger Right = "verify the ledger"
	Enrol       Right = "enrol people"
	Rebuild     Right = "rebuild the derived tables"
	SeeCase     Right = "read a case"
	NoteCase    Right = "write a note on a case"
	Compare     Right = "compare a list of persons"
	WorkCase    Right = "open, change, merge or split a case"
	ListMedia   Right = "import or remove a list of known media"
	Ask         Right = "draft and track requests to holders"
)

// may lists each role's rights; what is not listed is refused. Who may read a
// lead may read a case. An analyst proposes, by a note; what a case is made of is
// for an investigator and the head of unit.
var may = map[Role][]Right{
	Analyst:      {TakeIn, SeeQueue, SeeLead, Reveal, Judge, Decide, SeeFaults, CheckLedger, SeeCase, NoteCase, Compare, ListMedia, Ask},
	Investigator: {TakeIn, SeeQueue, SeeLead, Reveal, Judge, Decide, CheckLedger, SeeCase, NoteCase, WorkCase, Compare, Ask},
	Head:         {TakeIn, SeeQueue, SeeLead, Reveal, Judge, Decide, SeeFaults, CheckLedger, Enrol, Rebuild, SeeCase, NoteCase, WorkCase, Compare, ListMedia, Ask},
	Prosecutor:   {SeeLead, CheckLedger, SeeCase},
	Auditor:      {SeeQueue, SeeLead, SeeFaults, CheckLedger, Rebuild, SeeCase},
}

// Roles lists all roles, for help texts.
var Roles = []Role{Analyst, Investigator, Head, Prosecutor, Auditor}

// Valid says whether r is a role.
func (r Role) Valid() bool { _, ok := may[r]; return ok }

// May says whether the role has the right.
func (r Role) May(what Right) bool {
	for _, x := range may[r] {
		if x == what {
			return true
		}
	}
	return false
}

// Refused is the error for an act that a role does not allow.
type Refused struct {
	Person string
	Role   Role
	Right  Right
}

func (e *Refused) Error() string {
	return fmt.Sprintf("%s, as %s, may not %s", e.Person, e.Role, e.Right)
}
