package dossier

import "vigie/internal/acts"

// Kind is what an act does.
type Kind string

// Kinds. Words are stored for ever: append, never rename, never reuse.
const (
	Open   Kind = "open"   // Case begins, with Attached
	Add    Kind = "add"    // Attached comes to Case, from no other
	Remove Kind = "remove" // Attached leaves Case: reports alone, which are still there without it
	Write  Kind = "note"   // a note on Case
	Assign Kind = "assign" // Case is given to Owner; to nobody when empty
	Merge  Kind = "merge"  // all that Case holds goes to Other, and so does its number
	Split  Kind = "split"  // Attached leaves Case for Other, a new one
	Undo   Kind = "undo"   // the act Undoes stands no more
)

// Act is what one person did to the cases. Which fields mean something depends
// on its kind; the others are empty. Text and reasons stay with whoever keeps
// the acts: what stands does not depend on them.
type Act struct {
	ID       int64 // 1 and up, never used twice
	Kind     Kind
	Case     Number // as it was called when it was done: never a number that led elsewhere
	Other    Number
	Attached []Attachment
	Owner    string
	Undoes   int64
}

// Head is what the log knows of an act.
func (a Act) Head() acts.Head[ofCase] {
	h := acts.Head[ofCase]{ID: a.ID, Undo: a.Kind == Undo, Undoes: a.Undoes}
	switch a.Kind {
	case Open:
		h.Gives = a.Case
	case Split:
		h.Gives = a.Other
	}
	return h
}
