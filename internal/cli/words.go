package cli

// wordsFR are the words of --json for people who read French: kinds of
// identifiers, roles, and records that clocks run on.
var wordsFR = map[string]string{
	"account": "compte", "email": "adresse électronique", "phone": "téléphone", "screen-name": "pseudonyme", "device": "appareil",
	"ip": "adresse IP", "iban": "IBAN", "bank-account": "compte bancaire", "wallet": "portefeuille", "document": "document",
	"url": "adresse web", "domain": "domaine", "payment-reference": "référence de paiement", "hash": "empreinte",
	"handle": "pseudonyme rare", "ip-port": "adresse IP et port", "name-and-birth": "nom et date de naissance",
	"media-set": "ensemble de fichiers", "report-number": "numéro de signalement", "group": "groupe",
	"reported": "personne signalée", "recipient": "destinataire", "victim": "victime", "incident": "incident", "reporter": "source",
	"facilitator": "personne qui organise", "officer": "agent", "associate": "personne associée",
	"connection": "données de connexion", "identity": "identité du compte", "payment": "paiement", "content": "contenu conservé par le service",
	"preservation": "conservation demandée",
}

// word gives a word of --json in the person's language.
func (e *env) word(w string) string {
	if fr, ok := wordsFR[w]; ok && e.lang != "en" {
		return fr
	}
	return w
}
