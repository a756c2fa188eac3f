package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"vigie/internal/access"
	"vigie/internal/acts"
	"vigie/internal/dossier"
	"vigie/internal/request"
	"vigie/internal/unit"
)

// say writes an error on standard error: one sentence, then what to do.
func (e *env) say(err error) {
	var (
		person *needsPerson
		use    *usage
		no     *access.Refused
		clash  *unit.Contradiction
		spoken unit.Spoken
	)
	switch {
	case errors.As(err, &person): // said already
		if person.what != "" {
			fmt.Fprintf(e.err, "vigie: %s\n", person.what)
		}
		return
	case errors.As(err, &use):
		fmt.Fprintf(e.err, "vigie: %s\n", use.sentence)
		fmt.Fprintf(e.err, "→ %s %s %s\n", e.t("mode d'emploi :", "how to use it:"), e.program, strings.TrimSpace(use.command+" --help"))
		return
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(e.err, "vigie: %s\n", e.t("interrompu ; ce qui était enregistré l'est toujours", "interrupted; what was recorded stands"))
		return
	}
	if errors.As(err, &spoken) {
		e.lines(spoken.Sentence(e.lang), "")
		var r *dossier.Refusal
		if errors.As(err, &r) && r.Why == acts.Depends {
			e.hint("vigie case undo %d --because …", r.By)
		}
		var q *request.Refusal
		if errors.As(err, &q) && q.Why == acts.Depends {
			e.hint("vigie request undo %d --because …", q.By)
		}
		return
	}
	if e.lang != "en" {
		switch {
		case errors.As(err, &no):
			e.lines(fmt.Sprintf("%s, dont le rôle est « %s », n'est pas autorisé à : %s", no.Person, e.deskWord("person", string(no.Role)), rightFR[no.Right]),
				"ce refus est consigné au registre ; agissez au nom d'une autre personne avec --as, ou adressez-vous à la personne qui dirige l'unité")
			return
		case errors.Is(err, unit.ErrNotEnrolled):
			e.lines(fmt.Sprintf("%s n'est pas une personne inscrite ici (%s)", e.person(), e.dir()),
				fmt.Sprintf("nommez une personne inscrite avec --as, ou faites inscrire celle-ci par la personne qui dirige l'unité : vigie enrol %s", e.person()))
			return
		case errors.Is(err, unit.ErrNoInstallation):
			e.lines(fmt.Sprintf("il n'y a pas d'installation dans %s", e.dir()),
				"choisissez un autre dossier avec --data, créez-en une avec vigie init, ou essayez : vigie demo")
			return
		case errors.Is(err, unit.ErrRelink):
			e.lines("les règles de liaison (linking.yaml ou le programme) ont changé depuis que les pistes ont été faites", "refaites les pistes, jugements gardés : vigie replay")
			return
		case errors.As(err, &clash):
			e.contradictionFR(clash)
			return
		case errors.Is(err, unit.ErrNoSuch):
			e.lines("aucun signalement et aucune piste de ce numéro", "les numéros sont ceux que montre : vigie queue")
			return
		}
	}
	switch {
	case errors.As(err, &no):
		e.lines(err.Error(), "this refusal is in the ledger; act as another person with --as, or ask the head of unit")
	case errors.Is(err, unit.ErrNoInstallation):
		e.lines("there is no installation in "+e.dir(), "choose another folder with --data, make one with vigie init, or try: vigie demo")
	case errors.Is(err, unit.ErrRelink):
		e.lines("the linking rules (linking.yaml or the program) have changed since the leads were made", "make the leads anew, judgements kept: vigie replay")
	case errors.Is(err, unit.ErrNoSuch):
		e.lines("no report and no lead of that number", "the numbers are those that this shows: vigie queue")
	case errors.Is(err, fs.ErrPermission):
		e.lines(err.Error(), e.t("vérifiez à qui appartient ce fichier", "check who owns that file"))
	default:
		e.lines(e.plainError(err.Error()), "")
	}
}

func (e *env) lines(sentence, hint string) {
	fmt.Fprintf(e.err, "vigie: %s\n", e.pasteable(sentence))
	if hint != "" {
		fmt.Fprintf(e.err, "→ %s\n", e.pasteable(hint))
	}
}

func (e *env) contradictionFR(c *unit.Contradiction) {
	var b strings.Builder
	fmt.Fprintf(&b, "juger %s et %s « %s » contredit ce qui a été jugé :", c.A, c.B, verdictFR[string(c.Verdict)])
	for _, j := range c.Chain {
		fmt.Fprintf(&b, " %s et %s sont jugés « %s » ;", j.A, j.B, verdictFR[string(j.Verdict)])
	}
	e.lines(strings.TrimSuffix(b.String(), " ;"), "retirez d'abord l'un de ces jugements : vigie unjudge")
}

var (
	verdictEN = map[string]string{"same": "same hands", "different": "different hands", "undecided": "undecided"}
	verdictFR = map[string]string{"same": "mêmes mains", "different": "mains différentes", "undecided": "indécis"}
	rightFR   = map[access.Right]string{
		access.TakeIn: "recevoir des signalements", access.SeeQueue: "lire la file", access.SeeLead: "lire une piste",
		access.Reveal: "dévoiler un texte masqué", access.Judge: "juger deux signalements",
		access.Decide: "prendre en compte, préserver, vérifier ou réfuter", access.SeeFaults: "lire la quarantaine",
		access.CheckLedger: "vérifier le registre",
		access.Compare:     "comparer une liste de personnes",
		access.SeeCase:     "lire un dossier", access.NoteCase: "écrire une note dans un dossier",
		access.WorkCase:  "ouvrir, modifier, réunir ou scinder un dossier",
		access.ListMedia: "importer ou retirer une liste de médias connus",
		access.Ask:       "rédiger et suivre des demandes aux détenteurs",
		access.Enrol:     "inscrire des personnes", access.Rebuild: "reconstruire les tables dérivées",
	}
)

type translation struct {
	en *regexp.Regexp
	fr string
}

// wanting begins the sentence of what is missing: what stands for it is said as the
// help says it.
const wanting = "il manque : "

// parseErrors are the sentences of the parser that people meet, in French.
var parseErrors = []translation{
	{regexp.MustCompile(`^unknown flag (\S+), did you mean (?:one of )?"?(.*?)"?\?$`), "option inconnue : $1 ; peut-être $2"},
	{regexp.MustCompile(`^unknown flag (\S+)$`), "option inconnue : $1"},
	{regexp.MustCompile(`^unexpected argument (\S+), did you mean (?:one of )?"?(.*?)"?\?$`), "argument inattendu : $1 ; peut-être $2"},
	{regexp.MustCompile(`^unexpected argument (\S+)$`), "argument inattendu : $1"},
	{regexp.MustCompile(`^missing flags: (.*)$`), wanting + "$1"},
	{regexp.MustCompile(`^expected one of (.*)$`), "il manque une commande parmi : $1"},
	{regexp.MustCompile(`^expected "(.*)"$`), wanting + "$1"},
	{regexp.MustCompile(`^(.*): expected (?:.*) value but got "(-[^"]*)" \(short flag\).*$`), "$1 : une valeur négative ne convient pas ici (« $2 »)"},
	{regexp.MustCompile(`^(.*): expected a valid \d+ bit u?int but got "(.*)"$`), "$1 : « $2 » n'est pas un nombre entier"},
	{regexp.MustCompile(`^(.*): expected a float but got "(.*)" \(string\)$`), "$1 : « $2 » n'est pas un nombre"},
	{regexp.MustCompile(`^(.*): a value is missing$`), "$1 : il manque sa valeur"},
	{regexp.MustCompile(`^(.*): expected (.*) value but got "([^"]*)".*$`), "$1 : « $3 » ne convient pas (il faut : $2)"},
	{regexp.MustCompile(`^(.*): "(.*)" is no report or lead number: expected .*$`), "$1 : « $2 » n'est pas un numéro de signalement ou de piste ; il en faut un de 13 caractères, comme 1f3k-9x2m-q7t0h"},
	{regexp.MustCompile(`^(.*): "(.*)" is no report or lead number: "(.*)" cannot stand at position (\d+)$`), "$1 : « $2 » n'est pas un numéro de signalement ou de piste : « $3 » ne peut pas être au rang $4"},
	{regexp.MustCompile(`^(.*): "(.*)" is no case number: expected .*$`), "$1 : « $2 » n'est pas un numéro de dossier ; il faut une année et un rang, comme 2026-0001"},
	{regexp.MustCompile(`^(.*): "(.*)" is no request number: expected .*$`), "$1 : « $2 » n'est pas un numéro de demande ; il faut une année, R et un rang, comme 2026-R0001"},
	{regexp.MustCompile(`^(.*): "(.*)" is no day: expected .*$`), "$1 : « $2 » n'est pas un jour ; il en faut un comme 2026-03-12"},
	{regexp.MustCompile(`^(.*): "(.*)" does not say whose agreement it is: expected .*$`), "$1 : « $2 » ne dit pas de qui est l'accord ; il faut SOURCE=QUI"},
	{regexp.MustCompile(`^(.*): expected a day and a time with its zone, such as (\S+)$`), momentFR},
	{regexp.MustCompile(`^(.*) must be one of (.*) but got "(.*)"$`), "$1 : « $3 » ne convient pas ; au choix : $2"},
}

const momentFR = "$1 : il faut un jour et une heure avec son fuseau, comme $2"

// howEncryptedFR says how a database elsewhere is spoken to.
const howEncryptedFR = "dans l'adresse, sslmode=verify-full (avec sslrootcert=FICHIER pour une autorité à vous) est la règle ; sslmode=require chiffre sans savoir pour qui ; sslmode=disable est pour un réseau que personne d'autre ne peut écouter"

// plainErrors are the sentences that other packages say in English only, in French.
var plainErrors = []translation{
	{regexp.MustCompile(`^.* needs its reason: add --because$`), "cet acte veut sa raison : ajoutez --because"},
	{regexp.MustCompile(`^a report cannot be judged against itself$`), "un signalement ne se juge pas avec lui-même"},
	{regexp.MustCompile(`^this value has no normal form as (.*): nothing can be linked by it$`), "cette valeur n'a pas la forme de ce genre d'identifiant ($1) : rien ne peut être relié par elle"},
	{regexp.MustCompile(`^nobody declared this identifier a hub: see vigie hub list$`), "personne n'a déclaré cet identifiant trop répandu : voyez vigie hub list"},
	{regexp.MustCompile(`^this identifier is declared a hub already: see vigie hub list$`), "cet identifiant est déjà déclaré trop répandu : voyez vigie hub list"},
	{regexp.MustCompile(`^no report gives this identifier to a reported person$`), "aucun signalement ne donne cet identifiant à une personne signalée"},
	{regexp.MustCompile(`^a comparison needs its procedure: add --procedure$`), "un rapprochement veut sa procédure : ajoutez --procedure"},
	{regexp.MustCompile(`^no comparison has the number (\d+): see vigie match list$`), "aucun rapprochement n'a le numéro $1 : voyez vigie match list"},
	{regexp.MustCompile(`^comparison (\d+) proposes nothing of the kind: see vigie match show \d+$`), "le rapprochement $1 ne propose rien de tel : voyez vigie match show $1"},
	{regexp.MustCompile(`^more than (\d+) proposals: raise --least, or compare a shorter list$`), "plus de $1 propositions : relevez --least, ou comparez une liste plus courte"},
	{regexp.MustCompile(`^(.*): no heading names a field of a person: vigie rules print persons.yaml lists those that are known$`), "$1 : aucun en-tête ne nomme un champ d'une personne ; ceux qui sont reconnus : vigie rules print persons.yaml"},
	{regexp.MustCompile(`^(.*): the file is empty: a list of persons begins with its headings$`), "$1 : le fichier est vide ; une liste de personnes commence par ses en-têtes"},
	{regexp.MustCompile(`^(.*): there is no column "(.*)"(?: to leave out)?$`), "$1 : il n'y a pas de colonne « $2 »"},
	{regexp.MustCompile(`^no pair of one person in the lists: nothing to learn from$`), "aucune paire d'une même personne dans les listes : rien à en apprendre"},
	{regexp.MustCompile(`^"(.*)" continues no list of proposals$`), "« $1 » ne continue aucune liste de propositions"},
	{regexp.MustCompile(`^no record "(.*)" in the list$`), "la liste n'a pas de fiche « $1 »"},
	{regexp.MustCompile(`^no table of rates: put (\S+) into the data folder \((.*)\)$`), "il n'y a pas de table de taux : mettez $1 dans le dossier de données, avec les colonnes $2"},
	{regexp.MustCompile(`^"(.*)" is no currency's code: expected three letters, such as EUR$`), "« $1 » n'est pas le code d'une devise ; il en faut un de trois lettres, comme EUR"},
	{regexp.MustCompile(`^no report that states a fact of abuse names this account as a recipient$`), "aucun signalement qui énonce un fait d'abus ne nomme ce compte comme bénéficiaire"},
	{regexp.MustCompile(`^"(.*)" is no kind of account: expected (.*)$`), "« $1 » n'est pas une nature de compte ; au choix : $2"},
	{regexp.MustCompile(`^this account is said to be "(.*)" already$`), "il est déjà dit de ce compte : $1"},
	{regexp.MustCompile(`^the reason is longer than (\d+) bytes: .*$`), "la raison dépasse $1 octets : mettez le reste dans la pièce à laquelle elle renvoie"},
	{regexp.MustCompile(`^the reason holds characters that are no text$`), "la raison contient des caractères qui ne sont pas du texte"},
	{regexp.MustCompile(`^(.*): expected a day and a time with its zone, such as (\S+)$`), momentFR},
	{regexp.MustCompile(`^reading --db: expected postgres://USER@HOST/DATABASE$`), "--db : il faut postgres://PERSONNE@MACHINE/BASE"},
	{regexp.MustCompile(`^sslmode=(\S+) would let the database be spoken to in the clear over a network: .*$`), "sslmode=$1 laisserait parler à la base en clair sur un réseau ; " + howEncryptedFR},
	{regexp.MustCompile(`(?s)^connecting to PostgreSQL at (\S*): (.*); in the URL, sslmode=verify-full .*$`), "connexion à PostgreSQL sur $1 : $2 ; " + howEncryptedFR},
	{regexp.MustCompile(`^(?:open|l?stat) (.*): no such file or directory$`), "il n'y a pas de fichier $1"},
	{regexp.MustCompile(`^open (.*): file exists$`), "$1 existe déjà : choisissez un autre nom"},
	{regexp.MustCompile(`^(.*): read .*: is a directory$`), "$1 est un dossier, il faut un fichier"},
}

var (
	// argument is how the parser writes the name of an argument.
	argument = regexp.MustCompile(`<[a-z|]+>`)
	// valueless is what it says of a flag at the end of the line.
	valueless = regexp.MustCompile(`^(--\S+): (?:missing value, .*|expected .* but got "EOL".*)$`)
	// choices are values that it lists, the empty one included.
	choices = regexp.MustCompile(`"[^" ]*"(?:, ?"[^" ]*")+`)
	// standsFor is an argument's name where a sentence begins.
	standsFor = regexp.MustCompile(`^[A-Z|]{2,} ?:`)
)

// parseError says what the parser found, with arguments named as the help names
// them.
func (e *env) parseError(s string) string {
	s = argument.ReplaceAllStringFunc(s, func(a string) string { return strings.ToUpper(strings.Trim(a, "<>")) })
	s = valueless.ReplaceAllString(s, "$1: a value is missing")
	s = choices.ReplaceAllStringFunc(s, func(list string) string {
		var out []string
		for _, w := range strings.Split(list, ",") {
			if w = strings.Trim(w, ` "`); w != "" {
				out = append(out, w)
			}
		}
		return strings.Join(out, ", ")
	})
	s = e.inFrench(parseErrors, s)
	if what, ok := strings.CutPrefix(s, wanting); ok {
		return wanting + e.held(what)
	}
	s = standsFor.ReplaceAllStringFunc(s, e.held)
	return missing.ReplaceAllString(s, "missing: $1")
}

// missing is what is missing, as the parser says it in two ways.
var missing = regexp.MustCompile(`^(?:missing flags: |expected ")([^"]*)"?$`)

func (e *env) plainError(s string) string { return e.inFrench(plainErrors, s) }

func (e *env) inFrench(known []translation, s string) string {
	if e.lang == "en" {
		return s
	}
	for _, p := range known {
		if p.en.MatchString(s) {
			return p.en.ReplaceAllString(s, p.fr)
		}
	}
	return s
}
