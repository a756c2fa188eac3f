package cli

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

// detail is what an entry says beside who and when, by the names of --json. What has
// been put into words is taken out of it; what is left is shown as it is stored.
type detail map[string]any

// take gives a text, or "".
func (d detail) take(key string) string {
	s, _ := d[key].(string)
	delete(d, key)
	return s
}

// number gives a whole number, or 0.
func (d detail) number(key string) int64 {
	v, _ := d[key].(float64)
	delete(d, key)
	return int64(v)
}

func (d detail) yes(key string) bool {
	v, _ := d[key].(bool)
	delete(d, key)
	return v
}

// entry shows one entry of the ledger: what was done, by whom, when, for what
// purpose, and what of it a person can use.
func (e *env) entry(x unit.EntryView) {
	e.print("")
	no := e.style(dim, padLeft(e.n(x.Index), 8))
	if x.Erased {
		e.print("%s  %s", no, e.t("entrée effacée", "erased entry"))
		return
	}
	d := detail{}
	if json.Unmarshal([]byte(x.Detail), &d) != nil && x.Detail != "" {
		d = detail{"": x.Detail} // no object: shown as it is
	}
	what, _ := d["what"].(string)
	did := e.didEntry(x, d)
	e.print("%s  %s  %s", no, e.style(bold, visible(did)), e.style(dim, visible(x.Who)+", "+e.when(x.At)))
	if x.Purpose != "" {
		e.print("%s", e.wrap(e.t("pour : ", "for: ")+visible(x.Purpose), strings.Repeat(" ", 10)))
	}
	if rest := e.details(x, what, d); len(rest) > 0 {
		e.print("%s", e.wrap(visible(strings.Join(rest, " · ")), strings.Repeat(" ", 10)))
	}
}

// kindName names a kind of entry as the desk does.
func (e *env) kindName(k ledger.Kind) string {
	return strings.ReplaceAll(k.Name(e.lang), "’", "'")
}

// didEntry says what was done.
func (e *env) didEntry(x unit.EntryView, d detail) string {
	name := e.kindName(x.Kind)
	switch x.Kind {
	case ledger.Read, ledger.Export:
		if s := e.readWhat(d.take("what"), x.Names); s != "" {
			name += e.t(" : ", ": ") + s
		}
	case ledger.Reveal:
		if item := d.take("item"); item == "letter" {
			name += e.t(" : ", ": ") + e.readWhat(item, x.Names)
		} else if item != "" {
			name += e.t(" : ", ": ") + item
		}
	case ledger.Refuse:
		e.askedFor(x, d)
		switch a := d.take("answered"); a {
		case "":
		case "with an error": // entries of an earlier version say no more
			name = e.t("Répondu par un refus ou une erreur", "Answered with a refusal or an error")
		default:
			name = e.t("Répondu : ", "Answered: ") + a
		}
	case ledger.Open, ledger.Include, ledger.Exclude, ledger.Note, ledger.Assign, ledger.Merge, ledger.Split, ledger.Undo:
		if a, ok := caseActOf(d); ok {
			return upper(e.did(a))
		}
	case ledger.Request:
		if a, ok := requestActOf(d); ok {
			return e.t("Demande ", "Request ") + d.take("request") + e.t(" : ", ": ") + e.didRequest(a)
		}
	case ledger.Acknowledge, ledger.Preserve:
		delete(d, "decision")
	case ledger.Judge, ledger.Unjudge:
		return e.judged(name, d)
	case ledger.Fact:
		return e.factDecided(d)
	case ledger.Hub:
		name = e.t("Identifiant dit trop répandu pour relier", "Identifier said to be too widespread to join")
		if d.yes("undo") {
			name = e.t("Identifiant de nouveau propre à relier", "Identifier said to join again")
		}
	case ledger.Notice:
		if k := d.take("hub"); k != "" {
			return fmt.Sprintf(e.t("Avis : %s porté par plus de %d comptes, il ne relie plus", "Notice: %s borne by more than %d accounts, it joins no more"), e.word(k), d.number("cap"))
		}
	case ledger.Account:
		if k := d.take("isA"); k == unit.OtherAccount {
			return e.t("Ce qui était dit d'un compte bénéficiaire est repris", "What was said of a recipient's account is taken back")
		} else if k != "" {
			return fmt.Sprintf(e.t("Compte bénéficiaire dit celui d'%s", "Recipient's account said to be that of %s"), e.isA(k))
		}
	case ledger.Match:
		if v := d.take("verdict"); v != "" {
			return e.t("Réponse à un rapprochement : ", "Answer to a comparison: ") + e.samePerson(v)
		}
	}
	return name
}

// askedFor puts what was asked for beside what an entry says of its refusal.
func (e *env) askedFor(x unit.EntryView, d detail) {
	asked, _ := d["asked"].(map[string]any)
	delete(d, "asked")
	for k, v := range asked {
		switch s, _ := v.(string); k {
		case "what":
			v = e.readWhat(s, x.Names)
		case "isA":
			v = e.isA(s)
		case "verdict":
			v = e.samePerson(s)
		}
		d[k] = v
	}
}

// readings say what was shown, by what an entry calls it; with the words that count it.
var readings = map[string]struct {
	fr, en string
	count  [4]string
}{
	"queue":                {"la file", "the queue", [4]string{"piste", "pistes", "lead", "leads"}},
	"duty":                 {"ce qui attend une prise en compte", "what waits to be acknowledged", [4]string{"piste", "pistes", "lead", "leads"}},
	"lead":                 {"la piste", "the lead", nounReports},
	"why":                  {"ce qui relie deux signalements", "what ties two reports", nounReports},
	"ties":                 {"ce qui tient la piste", "what holds the lead", nounReports},
	"network":              {"le réseau", "the network", nounReports},
	"payments":             {"les paiements", "the payments", nounReports},
	"proof":                {"ce que les signalements établissent", "what the reports establish", nounReports},
	"proposals":            {"les pistes peut-être de la même main", "leads that may be of the same hands", [4]string{"proposition", "propositions", "proposal", "proposals"}},
	"recipients":           {"les bénéficiaires", "the recipients", [4]string{"identifiant", "identifiants", "identifier", "identifiers"}},
	"recipient":            {"un bénéficiaire", "a recipient", nounReports},
	"holders":              {"qui détient quoi", "who holds what", [4]string{"détenteur", "détenteurs", "holder", "holders"}},
	"requests":             {"la liste des demandes", "the list of requests", [4]string{"demande", "demandes", "request", "requests"}},
	"request":              {"une demande", "a request", nounReports},
	"letter":               {"la lettre d'une demande", "the letter of a request", nounReports},
	"cases":                {"la liste des dossiers", "the list of cases", [4]string{"dossier", "dossiers", "case", "cases"}},
	"case":                 {"un dossier", "a case", nounReports},
	"people":               {"qui est inscrit", "who is enrolled", [4]string{"personne", "personnes", "person", "people"}},
	"comparisons":          {"les rapprochements de listes", "the comparisons of lists", [4]string{"rapprochement", "rapprochements", "comparison", "comparisons"}},
	"comparison":           {"un rapprochement de listes", "a comparison of lists", nounReports},
	"estimate":             {"une liste de personnes, pour en estimer des poids", "a list of persons, to estimate weights from", [4]string{"fiche", "fiches", "record", "records"}},
	"known media":          {"ce que des listes de médias connus disent", "what lists of known media say", nounReports},
	"lists of known media": {"les listes de médias connus", "the lists of known media", [4]string{"liste", "listes", "list", "lists"}},
	"quarantine":           {"la quarantaine", "the quarantine", [4]string{"élément", "éléments", "record", "records"}},
	"hubs":                 {"les identifiants trop répandus", "the identifiers that are too widespread", [4]string{"identifiant", "identifiants", "identifier", "identifiers"}},
	"hub":                  {"dire un identifiant trop répandu pour relier, ou non", "saying that an identifier is too widespread to join, or not", nounReports},
	"account":              {"dire ce qu'est un compte bénéficiaire", "saying what a recipient's account is", nounReports},
	"linking":              {"à quelle piste appartient chaque signalement", "which lead each report belongs to", nounReports},
	"ledger":               {"le registre", "the ledger", nounReports},
	"verification":         {"la vérification du registre", "the verification of the ledger", nounReports},
}

// readWhat says what was shown, with the case or request that an entry names.
func (e *env) readWhat(what string, names []string) string {
	if len(names) == 1 {
		if w, ok := readOf[what]; ok {
			return fmt.Sprintf(e.t(w[0], w[1]), names[0])
		}
	}
	if r, ok := readings[what]; ok {
		return e.t(r.fr, r.en)
	}
	return what
}

// readOf are the readings of one thing that has a name.
var readOf = map[string][2]string{
	"case":     {"le dossier %s", "case %s"},
	"request":  {"la demande %s", "request %s"},
	"letter":   {"la lettre de la demande %s", "the letter of request %s"},
	"payments": {"les paiements du dossier %s", "the payments of case %s"},
	"proof":    {"ce qu'établissent les signalements du dossier %s", "what the reports of case %s establish"},
}

// caseActOf reads an act on a case back from its entry.
func caseActOf(d detail) (unit.CaseActView, bool) {
	a := unit.CaseActView{Kind: dossier.Kind(d.take("do"))}
	var err, err2 error
	if s := d.take("case"); s != "" {
		a.Case, err = dossier.ParseNumber(s)
	}
	if s := d.take("other"); s != "" {
		a.Other, err2 = dossier.ParseNumber(s)
	}
	for s := range strings.FieldsSeq(d.take("attached")) {
		if strings.HasPrefix(s, "report:") {
			a.Reports++
		} else {
			a.Notes++
		}
	}
	a.Owner, a.Undoes = d.take("owner"), d.number("undoes")
	return a, a.Kind != "" && err == nil && err2 == nil
}

// requestActOf reads an act on a request back from its entry.
func requestActOf(d detail) (unit.RequestActView, bool) {
	a := unit.RequestActView{Kind: request.Kind(d.take("do")), Means: d.take("means"), Ref: d.take("ref"), Undoes: d.number("undoes")}
	a.Day, a.Until = triage.Day(d.number("day")), triage.Day(d.number("until"))
	for s := range strings.FieldsSeq(strings.ReplaceAll(d.take("missing"), ",", " ")) {
		if n, err := strconv.Atoi(s); err == nil {
			a.Missing = append(a.Missing, n)
		}
	}
	return a, a.Kind != ""
}

// judged says what was judged of which reports.
func (e *env) judged(name string, d detail) string {
	a, b := d.take("a"), d.take("b")
	s := fmt.Sprintf(e.t("%s : %s et %s", "%s: %s and %s"), name, a, b)
	if v := d.take("verdict"); v != "" {
		s += ", " + e.t(verdictFR[v], verdictEN[v])
	}
	return s
}

// factDecided says what was decided of a fact.
func (e *env) factDecided(d detail) string {
	done, ok := map[string][2]string{
		"verify": {"Fait vérifié", "Fact verified"}, "refute": {"Fait réfuté", "Fact refuted"},
		"undo": {"Fait de nouveau tel que signalé", "Fact as reported again"},
	}[d.take("decision")]
	if !ok {
		return e.kindName(ledger.Fact)
	}
	delete(d, "undo")
	return e.t(done[0], done[1]) + e.t(" : ", ": ") + e.factWord(d.take("fact"))
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// detailWords put into words what an entry says beside what was done, in the order
// in which it is told. %s stands for the value.
var detailWords = []struct{ key, fr, en string }{
	{"procedure", "procédure %s", "procedure %s"},
	{"basis", "fondement : %s", "legal basis: %s"},
	{"source", "source %s", "source %s"},
	{"sourceId", "n° %s", "no. %s"},
	{"size", "%s", "%s"},
	{"run", "réception n° %s", "intake no. %s"},
	{"handling", "traitement : %s", "handling: %s"},
	{"version", "élément n° %s", "record no. %s"},
	{"sealed", "élément scellé n° %s", "sealed record no. %s"},
	{"answers", "réponse à la demande %s", "answer to request %s"},
	{"right", "ce qui était demandé : %s", "what was asked for: %s"},
	{"what", "à savoir : %s", "namely: %s"},
	{"entry", "entrée n° %s", "entry no. %s"},
	{"isA", "dit : %s", "said to be: %s"},
	{"item", "élément masqué : %s", "masked item: %s"},
	{"verdict", "réponse : %s", "answer: %s"},
	{"undo", "pour le reprendre", "to take it back"},
	{"value", "valeur : %s", "value: %s"},
	{"class", "classe : %s", "class: %s"},
	{"dueBy", "à traiter avant le %s", "act by %s"},
	{"new", "depuis la dernière visite seulement", "since the last visit alone"},
	{"senders", "%s payeurs au moins", "at least %s senders"},
	{"from", "à partir du rang %s", "from place %s on"},
	{"after", "après %s", "after %s"},
	{"in", "en %s", "in %s"},
	{"of", "%s", "%s"},
	{"subject", "%s", "%s"},
	{"offence", "infraction %s", "offence %s"},
	{"asOf", "listes au %s", "lists as of %s"},
	{"versions", "%s versions de listes", "%s versions of lists"},
	{"act", "acte n° %s", "act no. %s"},
	{"kind", "nature : %s", "kind: %s"},
	{"row", "ligne %s", "row %s"},
	{"report", "signalement %s", "report %s"},
	{"party", "personne %s", "person %s"},
	{"list", "liste %s", "list %s"},
	{"listRows", "%s lignes", "%s rows"},
	{"other", "avec la liste %s", "with list %s"},
	{"otherRows", "avec %s fiches", "with %s records"},
	{"proposals", "%s propositions", "%s proposals"},
	{"cut", "%s groupes trop grands pour être comparés en entier", "%s groups too large to be compared in full"},
	{"room", "plus de %s fiches par groupe", "more than %s records a group"},
	{"masked", "valeurs masquées ailleurs, écrites dans la lettre : %s", "values masked elsewhere, written in the letter: %s"},
	{"preview", "un aperçu : rien n'est rédigé", "a preview: nothing is drafted"},
	{"lang", "langue : %s", "language: %s"},
	{"waiting", "en attente : %s", "waiting: %s"},
	{"notes", "notes lues : %s", "notes read: %s"},
	{"reports", "signalements : %s", "reports: %s"},
	{"leftOut", "signalements écartés : %s", "reports left out: %s"},
	{"notNamed", "lus, et que l'entrée ne nomme pas : %s", "read, and not named by the entry: %s"},
	{"bridges", "liens qui seuls tiennent deux parts : %s", "links that alone hold two parts: %s"},
	{"others", "autres liens : %s", "other links: %s"},
	{"id", "n° %s", "no. %s"},
	{"bytes", "empreinte des octets reçus %s", "hash of the bytes received %s"},
	{"sha256", "empreinte %s", "hash %s"},
	{"because", "raison : %s", "reason: %s"},
}

// hashes are what no person reads: they are in --json.
var hashes = []string{"redacted", "row", "rows", "seal", "body", "wrapped", "hash", "holder", "records", "note", "digest", "catalogue", "listSha256", "otherSha256", "weights", "rules"}

// details put the rest of an entry into words. what is what a reading showed.
func (e *env) details(x unit.EntryView, what string, d detail) []string {
	var out []string
	if len(x.Names) > 1 {
		out = append(out, e.few(x.Names))
	}
	for _, k := range []string{"shown", "listed"} {
		if v, ok := d[k].(float64); ok {
			n := cmp.Or(readings[what].count, nounReports)
			out = append(out, e.t("montré : ", "shown: ")+e.some(int64(v), n[0], n[1], n[2], n[3]))
			delete(d, k)
		}
	}
	if rs, ok := d["reports"].([]any); ok && len(rs) == x.Reports {
		delete(d, "reports") // counted below
	}
	for _, k := range hashes {
		if s, ok := d[k].(string); ok && hexadecimal.MatchString(s) {
			delete(d, k)
		}
	}
	for _, w := range detailWords {
		s := e.entryValue(w.key, d[w.key])
		delete(d, w.key)
		if s == "" {
			continue
		}
		words := e.t(w.fr, w.en)
		if w.key == "run" && (x.Kind == ledger.Match || x.Kind == ledger.Read) {
			words = e.t("rapprochement n° %s", "comparison no. %s")
		}
		if strings.Contains(words, "%s") {
			words = fmt.Sprintf(words, s)
		}
		out = append(out, words)
	}
	for _, k := range slices.Sorted(maps.Keys(d)) { // what there are no words for is shown as it is
		if s := e.entryValue(k, d[k]); s != "" {
			out = append(out, strings.TrimPrefix(k+e.t(" : ", ": ")+s, e.t(" : ", ": ")))
		}
	}
	if x.Reports > 1 && x.Kind != ledger.Judge && x.Kind != ledger.Unjudge {
		out = append(out, fmt.Sprintf(e.t("l'entrée nomme %s", "the entry names %s"), e.reports(int64(x.Reports))))
	}
	return out
}

// few lists a few names, and counts the rest.
func (e *env) few(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf(e.t("%s et %s autres", "%s and %s more"), strings.Join(names[:most], ", "), e.n(int64(len(names)-most)))
}

// hexadecimal is what a hash looks like.
var hexadecimal = regexp.MustCompile(`^-?[0-9a-f]{8,}$`)

// entryValue puts into words one value of an entry; empty for what says nothing.
func (e *env) entryValue(key string, v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return e.t("oui", "yes")
		}
	case float64:
		switch {
		case key == "party":
			return e.n(int64(v) + 1)
		case v == 0:
		case key == "size":
			return e.size(int64(v))
		case v == math.Trunc(v):
			return e.n(int64(v))
		default:
			return e.decimal(v, 3)
		}
	case string:
		return e.textValue(key, v)
	case []any:
		if len(v) == 0 {
			return ""
		}
		if key == "versions" {
			return e.n(int64(len(v)))
		}
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = e.entryValue("", v[i])
		}
		return e.few(parts)
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if s := e.entryValue("", v[k]); s != "" {
				parts = append(parts, k+" "+s)
			}
		}
		return strings.Join(parts, ", ")
	}
	return ""
}

func (e *env) textValue(key, s string) string {
	hash, typed := strings.CutPrefix(s, "keyed:")
	switch {
	case s == "" || s == report.Key(0).String():
		return ""
	case typed && hexadecimal.MatchString(hash):
		return e.t("autre chose, que le registre ne garde pas en clair (empreinte à clé ", "something else, which the ledger keeps in no clear form (keyed hash ") + hash[:8] + "…)"
	case key != "sourceId" && len(s) >= 32 && hexadecimal.MatchString(s):
		return s[:8] + "…"
	case key == "right" && e.lang != "en":
		return cmp.Or(rightFR[access.Right(s)], s)
	case key == "kind":
		return e.word(s)
	case key == "handling":
		return e.deskWord("handling", s)
	case key == "class":
		for _, c := range classes {
			if c.String() == s {
				return c.In(e.lang)
			}
		}
	case key == "of", key == "subject":
		kind, n, _ := strings.Cut(s, ":")
		switch kind {
		case "lead":
			return e.t("piste ", "lead ") + n
		case "case":
			return e.t("dossier ", "case ") + n
		}
	}
	return s
}
