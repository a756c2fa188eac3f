package request

import "fmt"

// Why is the reason for which an act does not fit.
type Why int

// Reasons.
const (
	Malformed      Why = iota + 1 // a mistake of the program: nothing that a person asked for
	Unknown                       // Request was never drafted
	Withdrawn                     // the draft of Request was taken back by By
	Taken                         // the number Request was given before
	Nothing                       // nothing is asked for
	SentBefore                    // Request was sent already
	NotSent                       // Request was not sent yet
	RefusedBefore                 // its holder refused Request
	AnsweredBefore                // its holder answered Request
	Early                         // the day is before that on which Request was sent
	NoRecord                      // Request asks for nothing at Place
	NoAct                         // there is no act of that number: Act
	Undone                        // Act was taken back before, by By
	Depends                       // By, which came later, rests on Act
)

// Refusal is the error for an act that does not fit what stands.
type Refusal struct {
	Why     Why
	Request Number
	Place   int
	Act, By int64
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
	switch r.Why {
	case Unknown, Taken, SentBefore, NotSent, RefusedBefore, AnsweredBefore, Early:
		return fmt.Sprintf(form, r.Request)
	case Withdrawn:
		return fmt.Sprintf(form, r.Request, r.By)
	case NoRecord:
		return fmt.Sprintf(form, r.Request, r.Place)
	case NoAct:
		return fmt.Sprintf(form, r.Act)
	case Undone, Depends:
		return fmt.Sprintf(form, r.Act, r.By)
	}
	return form
}

var sentences = map[Why][2]string{
	Malformed:      {"internal fault: an act on a request is not of its kind's form", "faute interne : un acte sur une demande n'a pas la forme de son genre"},
	Unknown:        {"there is no request %s", "il n'y a pas de demande %s"},
	Withdrawn:      {"the draft of request %s was taken back by act %d", "le projet de la demande %s a été annulé par l'acte %d"},
	Taken:          {"the number %s was given before", "le numéro %s a déjà été donné"},
	Nothing:        {"nothing is asked for", "rien n'est demandé"},
	SentBefore:     {"request %s was sent already: to ask again, draft a new one", "la demande %s a déjà été envoyée : pour demander de nouveau, rédigez-en une autre"},
	NotSent:        {"request %s was not sent yet: say first when and how it was", "la demande %s n'a pas encore été envoyée : dites d'abord quand et comment elle l'a été"},
	RefusedBefore:  {"request %s was refused: take that act back first", "la demande %s a été refusée : annulez d'abord cet acte"},
	AnsweredBefore: {"request %s was answered: say which records are missing, or take that act back first", "la demande %s a reçu sa réponse : dites ce qui manque, ou annulez d'abord cet acte"},
	Early:          {"that day is before request %s was sent", "ce jour est avant l'envoi de la demande %s"},
	NoRecord:       {"request %s asks for nothing at place %d", "la demande %s ne demande rien au rang %d"},
	NoAct:          {"no act on a request has the number %d", "aucun acte sur une demande n'a le numéro %d"},
	Undone:         {"act %d was taken back before, by act %d", "l'acte %d a déjà été annulé, par l'acte %d"},
	Depends:        {"act %d cannot be taken back: act %d came later and rests on it; take that one back first", "l'acte %d ne peut pas être annulé : l'acte %d est venu après et repose sur lui ; annulez d'abord celui-là"},
}
