package dossier

import "fmt"

// Why is the reason for which an act does not fit.
type Why int

// Reasons.
const (
	Malformed Why = iota + 1 // a mistake of the program: nothing that a person asked for
	Unknown                  // Case was never opened
	Withdrawn                // the opening of Case was taken back by By
	Gone                     // Case went into Other
	Taken                    // the number Case was given before
	Itself                   // Case cannot go into itself
	Nothing                  // nothing is named to attach, to remove or to split
	Elsewhere                // What is in Other already
	NotHere                  // What is not in Case
	Stays                    // What can be taken back, not removed
	NoAct                    // there is no act of that number: Act
	Undone                   // Act was taken back before, by By
	Depends                  // By, which came later, rests on Act
)

// Refusal is the error for an act that does not fit what stands.
type Refusal struct {
	Why         Why
	Case, Other Number
	What        Attachment
	Act, By     int64
}

// Error is the sentence in English.
func (r *Refusal) Error() string { return r.Sentence("en") }

// Sentence says what stands in the way and what to do; lang is "fr" or "en".
func (r *Refusal) Sentence(lang string) string {
	w, ok := sentences[r.Why]
	if !ok {
		w = sentences[Malformed]
	}
	form := w[0]
	if lang == "fr" {
		form = w[1]
	}
	what := r.What.ID
	switch {
	case r.What.Kind == Note && lang == "fr":
		what = "la note " + what
	case r.What.Kind == Note:
		what = "note " + what
	case r.What.Kind == Report && lang == "fr":
		what = "le signalement " + what
	case r.What.Kind == Report:
		what = "report " + what
	}
	switch r.Why {
	case Unknown, Taken, Itself:
		return fmt.Sprintf(form, r.Case)
	case Withdrawn:
		return fmt.Sprintf(form, r.Case, r.By)
	case Gone:
		return fmt.Sprintf(form, r.Case, r.Other)
	case Elsewhere:
		return fmt.Sprintf(form, what, r.Other)
	case NotHere:
		return fmt.Sprintf(form, what, r.Case)
	case Stays:
		return fmt.Sprintf(form, what)
	case NoAct:
		return fmt.Sprintf(form, r.Act)
	case Undone, Depends:
		return fmt.Sprintf(form, r.Act, r.By)
	}
	return form
}

var sentences = map[Why][2]string{
	Malformed: {"internal fault: an act on a case is not of its kind's form", "faute interne : un acte sur un dossier n'a pas la forme de son genre"},
	Unknown:   {"there is no case %s", "il n'y a pas de dossier %s"},
	Withdrawn: {"the opening of case %s was taken back by act %d", "l'ouverture du dossier %s a été annulée par l'acte %d"},
	Gone:      {"case %s went into case %s: act on that one", "le dossier %s est entré dans le dossier %s : agissez sur celui-ci"},
	Taken:     {"the number %s was given before", "le numéro %s a déjà été donné"},
	Itself:    {"case %s cannot go into itself", "le dossier %s ne peut pas entrer dans lui-même"},
	Nothing:   {"nothing is named: say which reports or notes", "rien n'est nommé : dites quels signalements ou quelles notes"},
	Elsewhere: {"%s is in case %s already, and nothing is in two cases: remove it there first, or merge the two", "%s est déjà dans le dossier %s, et rien n'est dans deux dossiers : retirez-le d'abord de celui-ci, ou réunissez les deux"},
	NotHere:   {"%s is not in case %s", "%s n'est pas dans le dossier %s"},
	Stays:     {"%s cannot be removed: take back the act that wrote it", "%s ne se retire pas : annulez l'acte qui l'a écrite"},
	NoAct:     {"no act on a case has the number %d", "aucun acte sur un dossier n'a le numéro %d"},
	Undone:    {"act %d was taken back before, by act %d", "l'acte %d a déjà été annulé, par l'acte %d"},
	Depends:   {"act %d cannot be taken back: act %d came later and rests on it; take that one back first", "l'acte %d ne peut pas être annulé : l'acte %d est venu après et repose sur lui ; annulez d'abord celui-là"},
}
