package triage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/clock"
)

// Explanation says in words why a lead stands where it does, and what would
// move it. It is made of facts, figures and dates: it never names anyone.
type Explanation struct {
	Class       Class    `json:"class"`
	Sentence    string   `json:"sentence"`    // one sentence, with figures
	Reasons     []Reason `json:"reasons"`     // each rule that holds: classes first, then by weight
	WouldChange []Change `json:"wouldChange"` // what would raise, lower or move it
}

// Reason is one rule that holds.
type Reason struct {
	Rule    string   `json:"rule"`
	Text    string   `json:"text"`
	Weight  int64    `json:"weight"`
	Class   Class    `json:"class,omitzero"`
	Source  string   `json:"source"`
	Figures []Figure `json:"figures"` // the facts that the rule asks about and that the lead has
}

// Figure is the value of one variable of the rule environment.
type Figure struct {
	Name  string `json:"name"`
	Type  Type   `json:"type"`
	Value int64  `json:"value"` // a count; a day number; 1 for yes
}

// Change is one thing that would move a lead.
type Change struct {
	Text string `json:"text"`
	To   Class  `json:"to,omitzero"`   // the class that it would have
	When Day    `json:"when,omitzero"` // the day on which it happens by itself
}

// Explain explains the rank of a lead as of a day, in "fr" or "en".
func (r *Rules) Explain(s Summary, d Decisions, asOf Day, lang string) Explanation {
	lang = language(lang)
	fired, class, weight := r.fire(&s)
	k := r.place(&s, d, asOf, class)
	k.Weight = weight
	e := Explanation{Class: k.Class}
	for _, i := range fired {
		e.Reasons = append(e.Reasons, r.rules[i].because(&s, lang))
	}
	slices.SortStableFunc(e.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(a.Class-1, b.Class-1), cmp.Compare(b.Weight, a.Weight)) // class 0 wraps round to the last
	})
	e.Sentence = r.sentence(&s, d, asOf, lang, k, e.Reasons)
	e.WouldChange = r.changes(&s, d, asOf, lang, k)
	return e
}

func (r *rule) because(s *Summary, lang string) Reason {
	out := Reason{Rule: r.id, Text: r.reason[lang].in(lang, s), Weight: int64(r.weight), Class: r.class, Source: r.source.in(lang)}
	for _, i := range r.uses {
		if n := variables[i].figure(s); n != 0 {
			out.Figures = append(out.Figures, Figure{variables[i].Name, variables[i].Type, n})
		}
	}
	return out
}

var (
	byPerson       = said{"par décision d'une personne (motif {reason})", "by a person's decision (reason {reason})"}
	overRules      = said{"les règles donneraient « {class} »", "the rules would say “{class}”"}
	lapsing        = said{"effacement possible à partir du {day} ({in}) pour {record}, sans conservation demandée au-delà", "{record} may be deleted from {day} ({in}), with no preservation requested beyond"}
	lapseSoon      = said{"prochaine échéance d'effacement le {day} ({in})", "next act-by date {day} ({in})"}
	preserved      = said{"une demande de conservation est enregistrée", "a preservation request is recorded"}
	noRule         = said{"aucune règle ne s'applique à ce que {n}", "no rule matches what {n}"}
	oneStates      = said{"le signalement indique", "the report states"}
	transferStates = said{"un relevé indique", "a statement of transfers states"}
	nState         = said{"les {n} signalements indiquent", "the {n} reports state"}
	waiting        = said{"reçu le {day}, en attente depuis {n}", "received on {day}, waiting for {n}"}
	weighs         = said{"poids des faits {n}", "weight of facts {n}"}
)

// sentence gives the reason for the position: class, what decided it, the
// weight, the wait and the act-by date.
func (r *Rules) sentence(s *Summary, d Decisions, asOf Day, lang string, k Rank, reasons []Reason) string {
	var parts []string
	say := func(p string) { parts = append(parts, p) }
	if overridden(s, d, k.Rules) {
		say(byPerson.fill(lang, "reason", d.Override.Reason))
		if k.Rules != k.Base {
			say(overRules.fill(lang, "class", k.Rules.In(lang)))
		}
	}
	due := ""
	if k.ActBy != 0 {
		_, rec := actBy(s.lapses, d, asOf)
		words := []string{"day", k.ActBy.In(lang), "in", inDays(lang, k.ActBy-asOf), "record", recordWords[rec].in(lang)}
		if k.Class == Perishable {
			say(lapsing.fill(lang, words...))
		} else {
			due = lapseSoon.fill(lang, words...)
		}
	}
	n := 0
	for _, reason := range reasons {
		decides := reason.Class == k.Rules && reason.Class != 0
		if n < 2 && (decides || n == 0 && reason.Class == 0 || k.Rules == Ordinary && reason.Class == 0 && reason.Weight > 0) {
			say(reason.Text)
			n++
		}
	}
	if n == 0 {
		what := oneStates.in(lang)
		switch s.Reports {
		case 0:
			what = transferStates.in(lang)
		case 1:
		default:
			what = nState.fill(lang, "n", strconv.FormatUint(uint64(s.Reports), 10))
		}
		say(noRule.fill(lang, "n", what))
	}
	say(weighs.fill(lang, "n", strconv.FormatInt(k.Weight, 10)))
	if first := DayOf(unix(s.waits())); s.All() > 0 && first <= asOf {
		say(waiting.fill(lang, "day", first.In(lang), "n", days(lang, asOf-first)))
	}
	if due != "" {
		say(due)
	}
	if d.Preserved && (d.PreservedUntil == 0 || d.PreservedUntil >= asOf) {
		say(preserved.in(lang))
	}
	colon := said{" : ", ": "}.in(lang)
	semi := said{" ; ", "; "}.in(lang)
	return Capital(k.Class.In(lang)) + colon + strings.Join(parts, semi) + "."
}

// days writes a number of days.
func days(lang string, n Day) string {
	return strconv.Itoa(int(n)) + " " + plural(lang, int64(n), said{"jour", "day"}.in(lang), said{"jours", "days"}.in(lang))
}

func inDays(lang string, n Day) string {
	if n <= 0 {
		return said{"aujourd'hui", "today"}.in(lang)
	}
	return said{"dans ", "in "}.in(lang) + days(lang, n)
}

// Capital gives a text its capital, for where it begins a sentence.
func Capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}

// Lapses lists the act-by dates of a lead from a day on, earliest first, at
// most limit, each with the kind of record. Preservation requests are not
// taken into account.
func (s *Summary) Lapses(from Day, limit int) []Lapse {
	var out []Lapse
	for _, e := range s.lapses {
		for bit := range Day(7) {
			if day := Day(e>>16)*7 + bit; e&(1<<bit) != 0 && day >= from {
				out = append(out, Lapse{day, clock.Record(e >> 8)})
			}
		}
	}
	slices.SortFunc(out, func(a, b Lapse) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Record, b.Record)) })
	return out[:min(limit, len(out))]
}

// Lapse is a day on which a kind of record behind a lead may be deleted.
type Lapse struct {
	Day    Day
	Record clock.Record
}
