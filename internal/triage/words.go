package triage

import (
	"strings"

	"vigie/internal/clock"
	"vigie/internal/report"
)

// said is one thing in both languages.
type said struct{ fr, en string }

func (w said) in(lang string) string {
	if language(lang) == "fr" {
		return w.fr
	}
	return w.en
}

// fill replaces {key} by the values given in pairs.
func (w said) fill(lang string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(w.in(lang))
}

// In gives a class's name for people.
func (c Class) In(lang string) string {
	if int(c) >= len(classWords) {
		return ""
	}
	return classWords[c].in(lang)
}

var classWords = [...]said{
	{}, {"immédiat", "immediate"}, {"périssable", "perishable"}, {"fort", "strong"}, {"ordinaire", "ordinary"}, {"en réserve", "held"},
}

// recordWords name the record behind an act-by date.
var recordWords = map[clock.Record]said{
	clock.Connection:   {"les données de connexion", "connection records"},
	clock.Identity:     {"l'identité du titulaire d'un compte", "the identity behind an account"},
	clock.Payment:      {"des données de paiement", "payment data"},
	clock.Content:      {"le contenu conservé par le service", "the content that the service keeps"},
	clock.Preservation: {"ce qu'une demande de conservation a figé", "what a preservation request froze"},
}

// factWords name each yes-or-no fact, as a noun phrase.
var factWords = map[report.FactKind]said{
	report.ImminentDanger:        {"un danger imminent", "imminent danger"},
	report.LiveAbuse:             {"des abus diffusés en direct", "live abuse"},
	report.Instruction:           {"une instruction ou une commande", "an instruction or a commission"},
	report.ChildReachable:        {"un enfant que la personne qui organise peut atteindre maintenant", "a child whom the facilitator can reach now"},
	report.RepeatedSessions:      {"des séances répétées", "repeated sessions"},
	report.SameChildren:          {"les mêmes enfants dans plusieurs actes", "the same children in several acts"},
	report.AccessToChild:         {"un accès à un enfant", "access to a child"},
	report.TravelPlan:            {"un projet de voyage vers l'enfant", "a plan to travel to the child"},
	report.Statement:             {"une déclaration de victime ou de témoin", "a statement by a victim or a witness"},
	report.FacilitatorIdentified: {"l'identification de la personne qui organise", "a facilitator identified"},
	report.PlaceIdentified:       {"l'identification d'un lieu", "a place identified"},
	report.RecipientNamed:        {"le nom du bénéficiaire d'un paiement", "the recipient of a payment named"},
	report.NewMaterial:           {"des contenus inconnus des listes", "material in no known list"},
	report.VictimUnidentified:    {"une victime non identifiée", "a victim not identified"},
	report.Series:                {"l'appartenance à une série connue", "a known series"},
	report.Solicitation:          {"une demande de contenus", "solicitation of material"},
	report.Sextortion:            {"une sextorsion", "sextortion"},
	report.SadisticExploitation:  {"une exploitation sadique en ligne", "sadistic online exploitation"},
	report.Production:            {"une production ou un abus physique", "production or hands-on abuse"},
	report.Enticement:            {"une sollicitation d'enfant", "enticement of a child"},
	report.Trafficking:           {"une traite", "trafficking"},
	report.Viral:                 {"un caractère viral", "viral spread"},
	report.Meme:                  {"un caractère de mème", "a meme"},
	report.Informational:         {"un caractère informatif", "an informational report"},
	report.Generated:             {"des contenus générés", "generated material"},
	report.MinorToMinor:          {"une interaction entre mineurs", "an interaction between minors"},
	report.Spam:                  {"un envoi en nombre", "spam"},
	PaymentNearSession:           {"un paiement proche d'une séance", "a payment near a session"},
	IntervalsShortening:          {"des paiements qui se rapprochent", "payments at shortening intervals"},
}

// list writes "a, b or c".
func list(lang string, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	or := said{" ou ", " or "}.in(lang)
	return strings.Join(items[:len(items)-1], ", ") + or + items[len(items)-1]
}
