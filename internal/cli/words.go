package cli

import "regexp"

// wordsFR are the words of --json for people who read French: kinds of
// identifiers, roles, and records that clocks run on.
var wordsFR = map[string]string{
	"account": "compte", "email": "adresse électronique", "phone": "téléphone", "screen-name": "pseudonyme", "device": "appareil",
	"ip": "adresse IP", "iban": "IBAN", "bank-account": "compte de paiement", "wallet": "portefeuille", "document": "document",
	"url": "adresse web", "domain": "domaine", "payment-reference": "référence de paiement", "hash": "empreinte",
	"handle": "pseudonyme rare", "ip-port": "adresse IP et port", "name-and-birth": "nom et date de naissance",
	"media-set": "ensemble de fichiers", "report-number": "numéro de signalement", "group": "groupe",
	"reported": "personne signalée", "recipient": "bénéficiaire", "victim": "victime", "incident": "incident", "reporter": "source",
	"facilitator": "personne qui organise", "officer": "agent", "associate": "personne associée",
	"connection": "données de connexion", "identity": "identité du compte", "payment": "paiement", "content": "contenu conservé par le service",
	"preservation": "conservation demandée",
}

// wordsEN are those of them that plain English says otherwise, as the desk does.
var wordsEN = map[string]string{
	"email": "e-mail address", "phone": "telephone", "screen-name": "screen name", "ip": "IP address", "iban": "IBAN", "bank-account": "payment account",
	"url": "web address", "payment-reference": "payment reference", "handle": "rare screen name", "ip-port": "IP address and port",
	"name-and-birth": "name and date of birth", "media-set": "set of files", "report-number": "report number",
}

// word gives a word of --json in the person's language.
func (e *env) word(w string) string {
	words := wordsFR
	if e.lang == "en" {
		words = wordsEN
	}
	if s, ok := words[w]; ok {
		return s
	}
	return w
}

// roleWord names the role of somebody or something in a report.
func (e *env) roleWord(w string) string {
	if w == "device" {
		return e.t("appareil saisi", "seized device")
	}
	return e.word(w)
}

// matchFR are the words of match.yaml, for people who read French: what is
// compared, and what a comparison found.
var matchFR = map[string]string{
	"given": "prénom", "family": "nom", "order": "prénom et nom échangés", "born": "date de naissance", "number": "numéro de voie", "street": "voie",
	"extra": "complément d'adresse", "place": "ville", "postcode": "code postal", "region": "région", "moved": "adresse, autre colonne",
	"email": "adresse électronique", "mail": "nom dans l'adresse électronique", "phone": "téléphone", "document": "document", "household": "même foyer",
	"missing": "absent", "exact": "égal", "nickname": "surnom", "one-edit": "à un signe près", "exchanged": "échangés", "near": "proche", "far": "éloigné",
	"initial": "initiale", "part": "en partie", "shared": "compté moins", "host": "même domaine", "other": "différent",
}

// matchWord gives a word of match.yaml in the person's language.
func (e *env) matchWord(w string) string {
	if s, ok := matchFR[w]; ok && e.lang != "en" {
		return s
	}
	return w
}

// heldFR are the words that stand for a value in the help, for people who read
// French. What is a word of both languages is not here.
var heldFR = map[string]string{
	"ACT": "ACTE", "ADDRESS": "ADRESSE", "BASIS": "FONDEMENT", "CASE": "DOSSIER", "CATEGORY": "CATÉGORIE", "CHUNK": "LOT", "CLASS": "CLASSE",
	"COLUMN": "COLONNE", "COMMISSIONERS": "COMMANDITAIRES", "COUNT": "NOMBRE", "CURRENCY": "DEVISE", "DAY": "JOUR", "DAYS": "JOURS",
	"DEVICES": "APPAREILS", "DIR": "DOSSIER", "ERRORS": "ERREURS", "FACILITATORS": "INTERMÉDIAIRES", "FACT": "FAIT", "FILE": "FICHIER",
	"FROM": "DOSSIER", "HOLDER": "DÉTENTEUR", "HOST": "HÔTE", "HOW": "COMMENT", "INTO": "DOSSIER", "ITEM": "ÉLÉMENT", "KIND": "NATURE",
	"LEAD": "PISTE", "LEFT": "GAUCHE", "LIMIT": "LIMITE", "LIST": "LISTE", "NAME": "NOM", "NUMBER": "NUMÉRO", "ORDINARY": "ORDINAIRES",
	"OTHER": "AUTRE", "OVERLAP": "COMMUNS", "PATH": "CHEMIN", "PAYMENTS": "PAIEMENTS", "PERSON": "PERSONNE", "PLACE": "LIEU",
	"PROCEDURE": "PROCÉDURE", "QUERIES": "LECTURES", "REPORT": "SIGNALEMENT", "REPORTS": "SIGNALEMENTS", "REQUEST": "DEMANDE",
	"RIGHT": "DROITE", "ROW": "LIGNE", "RUN": "RAPPROCHEMENT", "SEED": "GRAINE", "SETTLE": "PARTS", "SINGLE": "SEULS", "SIZE": "TAILLE",
	"STATUS": "STATUT", "TEXT": "TEXTE", "UNIT": "UNITÉ", "UNRELATED": "ÉTRANGERS", "VALUE": "VALEUR", "WHO": "QUI",
}

// capitals are the words in what stands for a value.
var capitals = regexp.MustCompile(`[A-Z]{2,}[0-9]*`)

// held gives what stands for a value in the person's language.
func (e *env) held(s string) string {
	if e.lang == "en" {
		return s
	}
	return capitals.ReplaceAllStringFunc(s, func(w string) string {
		if fr, ok := heldFR[w]; ok {
			return fr
		}
		return w
	})
}
