package dossier

import "vigie/internal/acts"

// Refusal is the error for an act that does not fit what stands.
type Refusal = acts.Refusal[ofCase]

// Reasons, beside those of every log.
const (
	Gone      acts.Why = "gone"      // the case Number went into Other
	Itself    acts.Why = "itself"    // the case Number cannot go into itself
	Nothing   acts.Why = "nothing"   // nothing is named to attach, to remove or to split
	Elsewhere acts.Why = "elsewhere" // What is in Other already
	NotHere   acts.Why = "not here"  // What is not in Number
	Stays     acts.Why = "stays"     // What can be taken back, not removed
)

// ofCase is what numbers and refusals of cases are called.
type ofCase struct{}

// Words are those of cases.
func (ofCase) Words() *acts.Words { return &words }

var words = acts.Words{Thing: "case", Refusals: map[acts.Why][2]string{
	acts.Malformed: {"internal fault: an act on a case is not of its kind's form", "faute interne : un acte sur un dossier n'a pas la forme de son genre"},
	acts.NoAct:     {"no act on a case has the number {act}", "aucun acte sur un dossier n'a le numéro {act}"},
	acts.Unknown:   {"there is no case {n}", "il n'y a pas de dossier {n}"},
	acts.Withdrawn: {"the opening of case {n} was taken back by act {by}", "l'ouverture du dossier {n} a été annulée par l'acte {by}"},
	Gone:           {"case {n} went into case {other}: act on that one", "le dossier {n} est entré dans le dossier {other} : agissez sur celui-ci"},
	Itself:         {"case {n} cannot go into itself", "le dossier {n} ne peut pas entrer dans lui-même"},
	Nothing:        {"nothing is named: say which reports or notes", "rien n'est nommé : dites quels signalements ou quelles notes"},
	Elsewhere:      {"{what} is in case {other} already, and nothing is in two cases: remove it there first, or merge the two", "{what} est déjà dans le dossier {other}, et rien n'est dans deux dossiers : retirez-le d'abord de celui-ci, ou réunissez les deux"},
	NotHere:        {"{what} is not in case {n}", "{what} n'est pas dans le dossier {n}"},
	Stays:          {"{what} cannot be removed: take back the act that wrote it", "{what} ne se retire pas : annulez l'acte qui l'a écrite"},
}}
