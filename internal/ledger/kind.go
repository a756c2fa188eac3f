package ledger

// Kind says what an entry records. It stands in the leaf in clear, so it names
// a sort of act and never anybody. The list is closed: [Log.Append] refuses any
// other word. [Verify] accepts a well-formed kind it does not know, so that an
// older program can verify a newer ledger.
type Kind string

// Kinds. Words are stored for ever: append, never rename, never reuse.
const (
	Init        Kind = "init"        // the ledger begins: the unit, its keys
	Enrol       Kind = "enrol"       // a person is enrolled, or the roles of one change
	Grant       Kind = "grant"       // a person may see a procedure or a case
	Revoke      Kind = "revoke"      // that access, or an enrolment, ends
	SignIn      Kind = "signin"      //
	SignOut     Kind = "signout"     //
	Refuse      Kind = "refuse"      // something was asked for and not allowed
	Settings    Kind = "settings"    // a setting of the unit changes
	Rules       Kind = "rules"       // a version of rules, clocks or profiles takes effect
	Run         Kind = "run"         // one intake of files: what was read and counted
	Intake      Kind = "intake"      // a report is taken in: the SHA-256 of the bytes received
	Version     Kind = "version"     // a new version of a report is taken in
	Attach      Kind = "attach"      // an attachment completes a report
	Quarantine  Kind = "quarantine"  // a record is set aside: reason, place, hash
	Judge       Kind = "judge"       // a person says that two reports are, or are not, the same hands
	Unjudge     Kind = "unjudge"     // such a judgement is withdrawn
	Hub         Kind = "hub"         // an identifier is declared a hub, or no longer
	Fact        Kind = "fact"        // a person states, verifies or refutes a fact
	Acknowledge Kind = "acknowledge" // a person acknowledges an immediate danger or a notice
	Preserve    Kind = "preserve"    // a preservation request is recorded
	Request     Kind = "request"     // another request to a holder, or its reply
	Override    Kind = "override"    // a person moves a lead against the rules, with a reason
	Open        Kind = "open"        // a case is opened
	Assign      Kind = "assign"      // a case is given to a person
	Note        Kind = "note"        // a note or hours on a case
	Outcome     Kind = "outcome"     // what became of a report or a case
	Close       Kind = "close"       // a case is closed, or opened again
	Extend      Kind = "extend"      // an erase-by date is extended, with its authority
	Sample      Kind = "sample"      // the week's random sample is drawn
	Review      Kind = "review"      // a sampled report is reviewed in full
	Plan        Kind = "plan"        // a week's plan is settled
	Read        Kind = "read"        // report data was shown: what, to whom, for what purpose
	Reveal      Kind = "reveal"      // one masked item was shown
	Unseal      Kind = "unseal"      // a sealed original was opened
	Export      Kind = "export"      // report data left as a file
	HandOver    Kind = "handover"    // a hand-over file was made
	Transmit    Kind = "transmit"    // a lead or case was transmitted to another service
	Import      Kind = "import"      // a hand-over file of another service was taken in
	Deconflict  Kind = "deconflict"  // an identifier was compared with what others hold
	Erase       Kind = "erase"       // rows, seals, salts and openings were destroyed; see Erasure
	Restore     Kind = "restore"     // a backup was put back
	Rebuild     Kind = "rebuild"     // derived tables were dropped and built again
	Checkpoint  Kind = "checkpoint"  // a checkpoint was handed out
	Match       Kind = "match"       // a list of persons was compared, or what that proposed is answered
	Notice      Kind = "notice"      // a notice that the program derives
	Include     Kind = "include"     // reports are attached to a case
	Exclude     Kind = "exclude"     // reports are taken out of a case
	Merge       Kind = "merge"       // a case goes into another
	Split       Kind = "split"       // a part of a case becomes a case of its own
	Undo        Kind = "undo"        // an act on a case is taken back
	Seal        Kind = "seal"        // transfers that touch no reported account stay sealed
	Account     Kind = "account"     // a person says what a recipient's account is, or takes it back
	Media       Kind = "media"       // a list of known media is imported or removed
)

// System is the Who of derived notices, and of nothing else: every act and
// reading belongs to a person.
const System = "system"

type kindWords struct {
	kind   Kind
	en, fr string
}

var kindTable = []kindWords{
	{Init, "Start of the ledger", "Début du registre"},
	{Enrol, "Enrolment", "Habilitation"},
	{Grant, "Access granted", "Accès accordé"},
	{Revoke, "Access withdrawn", "Accès retiré"},
	{SignIn, "Sign-in", "Connexion"},
	{SignOut, "Sign-out", "Déconnexion"},
	{Refuse, "Refused", "Refus"},
	{Settings, "Setting changed", "Réglage modifié"},
	{Rules, "Rules changed", "Règles modifiées"},
	{Run, "Intake of files", "Réception de fichiers"},
	{Intake, "Report taken in", "Signalement reçu"},
	{Version, "New version of a report", "Nouvelle version d’un signalement"},
	{Attach, "Attachment taken in", "Pièce jointe reçue"},
	{Quarantine, "Record set aside", "Enregistrement mis en quarantaine"},
	{Judge, "Judgement on two reports", "Jugement sur deux signalements"},
	{Unjudge, "Judgement withdrawn", "Jugement retiré"},
	{Hub, "Identifier said to be too widespread, or no longer", "Identifiant dit trop répandu, ou repris"},
	{Fact, "Fact stated or checked", "Fait énoncé ou vérifié"},
	{Acknowledge, "Acknowledged", "Prise en compte"},
	{Preserve, "Preservation requested", "Conservation demandée"},
	{Request, "Request or reply", "Demande ou réponse"},
	{Override, "Order overridden", "Ordre modifié"},
	{Open, "Case opened", "Dossier ouvert"},
	{Assign, "Case assigned", "Dossier attribué"},
	{Note, "Note or hours", "Note ou heures"},
	{Outcome, "Outcome", "Issue"},
	{Close, "Case closed or reopened", "Dossier clos ou rouvert"},
	{Extend, "Retention extended", "Conservation prolongée"},
	{Sample, "Sample drawn", "Échantillon tiré"},
	{Review, "Sample reviewed", "Échantillon relu"},
	{Plan, "Plan settled", "Plan arrêté"},
	{Read, "Reading", "Consultation"},
	{Reveal, "Masked item shown", "Élément masqué affiché"},
	{Unseal, "Original unsealed", "Original descellé"},
	{Export, "Export", "Export"},
	{HandOver, "Hand-over file made", "Dossier de transmission établi"},
	{Transmit, "Transmission", "Transmission"},
	{Import, "File of another service taken in", "Dossier d’un autre service reçu"},
	{Deconflict, "Comparison with other services", "Rapprochement avec d’autres services"},
	{Erase, "Erasure", "Effacement"},
	{Restore, "Backup restored", "Sauvegarde restaurée"},
	{Rebuild, "Derived tables rebuilt", "Tables dérivées reconstruites"},
	{Checkpoint, "Checkpoint handed out", "Point de contrôle remis"},
	{Match, "Comparison of a list", "Rapprochement d’une liste"},
	{Notice, "Notice", "Avis"},
	{Include, "Attached to a case", "Rattachement à un dossier"},
	{Exclude, "Taken out of a case", "Retrait d’un dossier"},
	{Merge, "Cases merged", "Dossiers réunis"},
	{Split, "Case split", "Dossier scindé"},
	{Undo, "Act on a case taken back", "Acte sur un dossier annulé"},
	{Seal, "Transfers kept sealed", "Virements gardés scellés"},
	{Account, "Kind of a recipient's account", "Nature d’un compte bénéficiaire"},
	{Media, "List of known media", "Liste de médias connus"},
}

var kindWordsOf = func() map[Kind]kindWords {
	m := make(map[Kind]kindWords, len(kindTable))
	for _, w := range kindTable {
		m[w.kind] = w
	}
	return m
}()

// Kinds lists every kind in the order of its declaration.
func Kinds() []Kind {
	out := make([]Kind, len(kindTable))
	for i, w := range kindTable {
		out[i] = w.kind
	}
	return out
}

// Known says whether this program writes entries of kind k.
func (k Kind) Known() bool {
	_, ok := kindWordsOf[k]
	return ok
}

// Name gives the kind in words; lang is "fr" or "en". A kind that this program
// does not know is given as stored.
func (k Kind) Name(lang string) string {
	w, ok := kindWordsOf[k]
	switch {
	case !ok:
		return string(k)
	case lang == "fr":
		return w.fr
	}
	return w.en
}

// wellFormed says whether k could be a kind: 1 to 32 of a–z and '-'.
func (k Kind) wellFormed() bool {
	if len(k) == 0 || len(k) > 32 {
		return false
	}
	for _, c := range []byte(k) {
		if (c < 'a' || c > 'z') && c != '-' {
			return false
		}
	}
	return true
}
