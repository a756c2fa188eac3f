package request

import (
	"strconv"

	"vigie/internal/acts"
)

// Refusal is the error for an act that does not fit what stands.
type Refusal = acts.Refusal[ofRequest]

// Reasons, beside those of every log.
const (
	Nothing        acts.Why = "nothing"         // nothing is asked for
	SentBefore     acts.Why = "sent before"     // the request Number was sent already
	NotSent        acts.Why = "not sent"        // it was not sent yet
	RefusedBefore  acts.Why = "refused before"  // its holder refused
	AnsweredBefore acts.Why = "answered before" // its holder answered
	Early          acts.Why = "early"           // the day is before that on which it was sent
	NoRecord       acts.Why = "no record"       // it asks for nothing at the place What
)

// place is one of the items of a request, from 1.
type place int

// Named is the place in a sentence.
func (p place) Named(string) string { return strconv.Itoa(int(p)) }

// ofRequest is what numbers and refusals of requests are called.
type ofRequest struct{}

// Words are those of requests.
func (ofRequest) Words() *acts.Words { return &words }

var words = acts.Words{Thing: "request", Letter: "R", Refusals: map[acts.Why][2]string{
	acts.Malformed: {"internal fault: an act on a request is not of its kind's form", "faute interne : un acte sur une demande n'a pas la forme de son genre"},
	acts.NoAct:     {"no act on a request has the number {act}", "aucun acte sur une demande n'a le numéro {act}"},
	acts.Unknown:   {"there is no request {n}", "il n'y a pas de demande {n}"},
	acts.Withdrawn: {"the draft of request {n} was taken back by act {by}", "le projet de la demande {n} a été annulé par l'acte {by}"},
	Nothing:        {"nothing is asked for", "rien n'est demandé"},
	SentBefore:     {"request {n} was sent already: to ask again, draft a new one", "la demande {n} a déjà été envoyée : pour demander de nouveau, rédigez-en une autre"},
	NotSent:        {"request {n} was not sent yet: say first when and how it was", "la demande {n} n'a pas encore été envoyée : dites d'abord quand et comment elle l'a été"},
	RefusedBefore:  {"request {n} was refused: take that act back first", "la demande {n} a été refusée : annulez d'abord cet acte"},
	AnsweredBefore: {"request {n} was answered: say which records are missing, or take that act back first", "la demande {n} a reçu sa réponse : dites ce qui manque, ou annulez d'abord cet acte"},
	Early:          {"that day is before request {n} was sent", "ce jour est avant l'envoi de la demande {n}"},
	NoRecord:       {"request {n} asks for nothing at place {what}", "la demande {n} ne demande rien au rang {what}"},
}}
