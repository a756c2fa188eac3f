package cli

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/web"
)

// deskWord gives a word of --json as the desk says it, in the middle of a sentence; as
// it is, where the desk has no word for it.
func (e *env) deskWord(list, w string) string {
	s, ok := web.Word(e.lang, list+"."+w)
	if !ok {
		return w
	}
	s = strings.ReplaceAll(s, "’", "'")
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(second) { // IP, IBAN
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

// word names a kind of identifier.
func (e *env) word(w string) string { return e.deskWord("kind", w) }

// record names a kind of record that a clock runs on.
func (e *env) record(w string) string { return e.deskWord("record", w) }

// factWord names a fact.
func (e *env) factWord(k string) string { return e.deskWord("fact", k) }

// roleWord names the role of somebody or something in a report.
func (e *env) roleWord(w string) string { return e.deskWord("role", w) }

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
	"DEVICES": "APPAREILS", "DIR": "DOSSIER", "ERRORS": "ERREURS", "FACILITATORS": "PERSONNES", "FACT": "FAIT", "FILE": "FICHIER",
	"FROM": "DOSSIER", "HOLDER": "DÉTENTEUR", "HOST": "HÔTE", "HOW": "COMMENT", "INTO": "DOSSIER", "ITEM": "ÉLÉMENT", "KIND": "NATURE",
	"LEAD": "PISTE", "LEFT": "GAUCHE", "LIMIT": "LIMITE", "LIST": "LISTE", "NAME": "NOM", "NUMBER": "NUMÉRO", "ORDINARY": "ORDINAIRES",
	"OTHER": "AUTRE", "OVERLAP": "PART", "PATH": "CHEMIN", "PAYMENTS": "PAIEMENTS", "PERSON": "PERSONNE", "PLACE": "RANG",
	"PROCEDURE": "PROCÉDURE", "QUERIES": "LECTURES", "REPORT": "SIGNALEMENT", "REPORTS": "SIGNALEMENTS", "REQUEST": "DEMANDE",
	"RIGHT": "DROITE", "ROW": "LIGNE", "RUN": "RAPPROCHEMENT", "SEED": "GRAINE", "SETTLE": "DURÉE", "SINGLE": "NOMBRE", "SIZE": "TAILLE",
	"STATUS": "ÉTAT", "TEXT": "TEXTE", "UNIT": "UNITÉ", "UNRELATED": "AUTRES", "VALUE": "VALEUR", "WHO": "QUI",
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
