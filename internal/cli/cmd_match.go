package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"vigie/internal/link"
	"vigie/internal/match"
	"vigie/internal/match/list"
	"vigie/internal/report"
	"vigie/internal/unit"
)

type matchCmd struct {
	Run      matchRunCmd      `cmd:"" default:"withargs"`
	List     matchListCmd     `cmd:""`
	Show     matchShowCmd     `cmd:""`
	Answer   matchAnswerCmd   `cmd:""`
	Estimate matchEstimateCmd `cmd:""`
}

type matchRunCmd struct {
	Left      string   `arg:""`
	Right     string   `arg:"" optional:""`
	Procedure string   `required:"" placeholder:"TEXT"`
	Basis     string   `placeholder:"TEXT"`
	OneToOne  bool     `name:"one-to-one"`
	Least     *float64 `placeholder:"BITS"`
	Explain   bool     ``
	JSON      bool     `name:"json"`
}

func (c *matchRunCmd) Run(ctx context.Context, e *env) error {
	left, skipped, err := e.personList(ctx, c.Left)
	if err != nil {
		return err
	}
	in := unit.Comparison{Procedure: c.Procedure, Basis: c.Basis, List: left, OneToOne: c.OneToOne, Least: c.Least}
	if c.Right != "" {
		right, more, err := e.personList(ctx, c.Right)
		if err != nil {
			return err
		}
		in.Other, skipped = &right, skipped+more
	}
	return e.with(ctx, func(d *desk) error {
		m := e.meter(e.t("Lecture des signalements", "Reading the reports"), nounReports)
		in.Progress = func(done, total int64) {
			m.counted(done)
			m.share(done, total)
		}
		v, err := d.Match(ctx, d.who, in)
		m.end()
		if err != nil {
			return err
		}
		if skipped > 0 {
			e.note(e.t("%s de la liste n'ont pas pu être lues, et ne sont pas comparées.", "%s of the list could not be read, and are not compared."), e.some(int64(skipped), "ligne", "lignes", "row", "rows"))
		}
		if c.JSON {
			return e.json(v)
		}
		e.matched(v, c.Explain)
		return nil
	})
}

// personList reads a list of persons, and gives how many rows it had to skip.
func (e *env) personList(ctx context.Context, file string) (unit.PersonList, int, error) {
	h, err := e.headings()
	if err != nil {
		return unit.PersonList{}, 0, err
	}
	l, sha, err := readPersons(ctx, h, file, list.Options{})
	if err != nil {
		return unit.PersonList{}, 0, err
	}
	return unit.PersonList{Name: filepath.Base(file), SHA256: sha, Persons: l.Persons}, l.Skipped, nil
}

// matched shows a comparison with what it proposes.
func (e *env) matched(v unit.MatchView, explain bool) {
	with := e.t("les personnes des signalements", "the persons of the reports")
	if v.Other != "" {
		with = visible(v.Other)
	}
	e.print(e.t("Rapprochement %d : %s (%s) avec %s (%s), procédure %s.", "Comparison %d: %s (%s) with %s (%s), procedure %s."),
		v.Run, visible(v.List), e.records(v.ListRows), with, e.records(v.OtherRows), visible(v.Procedure))
	e.print("%s", e.some(v.Proposals, "proposition gardée ; du reste de la liste, rien ne l'est.", "propositions gardées ; du reste de la liste, rien ne l'est.",
		"proposal kept; of the rest of the list, nothing is.", "proposals kept; of the rest of the list, nothing is."))
	if v.Cut > 0 {
		e.print("%s", e.style(amber, e.wrap(e.cut(v.Cut, v.Room), "")))
		e.hint("%s", e.t("pour que tout soit comparé : une liste plus courte ou partagée (par année de naissance, par région), ou une colonne de plus qui distingue (date de naissance, téléphone, document)",
			"to have all compared: a shorter list, or a part of it at a time (by year of birth, by region), or one more column that tells people apart (date of birth, telephone, document)"))
	}
	for _, r := range v.Rows {
		e.print("")
		to := fmt.Sprintf(e.t("ligne %d de l'autre", "row %d of the other"), r.Other)
		if r.Report != 0 {
			to = fmt.Sprintf(e.t("signalement %s, personne %d, piste %s", "report %s, person %d, lead %s"), r.Report, r.Person, r.Lead)
		}
		e.print("%s  %s   %s", e.style(bold, fmt.Sprintf(e.t("ligne %d", "row %d"), r.Row)), to, e.style(dim, e.bits(r.Bits)))
		if explain {
			e.waterfall(r)
		}
		if r.Changed {
			e.print("      %s", e.style(amber, e.t("le signalement a une autre version depuis, où la personne peut être une autre : comparez de nouveau", "the report has another version since, in which the person may be another: compare again")))
		}
		if r.Verdict != "" {
			e.print("      %s", e.said(fmt.Sprintf(e.t("répondu par %s : %s — ", "answered by %s: %s — "), r.Who, e.samePerson(r.Verdict)), r.Because, "        "))
		}
	}
	if v.Proposals > v.Answered && len(v.Rows) > 0 {
		r := v.Rows[max(0, slices.IndexFunc(v.Rows, func(r unit.MatchRow) bool { return r.Verdict == "" && !r.Changed }))]
		if r.Report != 0 {
			e.hint(e.t("répondre : vigie match answer %d %d %s same --because … (ou different, undecided)", "to answer: vigie match answer %d %d %s same --because … (or different, undecided)"), v.Run, r.Row, r.Report)
		} else {
			e.hint(e.t("répondre : vigie match answer %d %d %d same --because …", "to answer: vigie match answer %d %d %d same --because …"), v.Run, r.Row, r.Other)
		}
	}
}

// cut says that not all was compared with all.
func (e *env) cut(groups, room int) string {
	return fmt.Sprintf(e.t("Tout n'a pas été comparé : %s de plus de %s fiches qui se ressemblent en un point (un nom répandu, une ville). Là, chaque fiche n'a été comparée qu'à ses voisines : une même personne a pu échapper.",
		"Not all was compared: %s of more than %s records that are alike in one point (a common name, a town). There, each record was compared with its neighbours only: records of one person may have been missed."),
		e.some(int64(groups), "groupe", "groupes", "group", "groups"), e.n(int64(room)))
}

// samePerson says what was answered of two persons.
func (e *env) samePerson(v string) string {
	switch link.Verdict(v) {
	case link.Same:
		return e.t("même personne", "same person")
	case link.Different:
		return e.t("autre personne", "another person")
	}
	return e.t("indécis", "undecided")
}

func (e *env) records(n int64) string {
	return e.some(n, "fiche", "fiches", "record", "records")
}

// waterfall shows how the bits of a proposal add up.
func (e *env) waterfall(r unit.MatchRow) {
	rows := [][]string{{e.t("départ", "prior"), "", e.decimal(match.Bits(r.Prior), 3)}}
	for _, s := range r.Steps {
		rows = append(rows, []string{e.matchWord(s.Comparison), e.matchWord(s.Level), e.decimal(match.Bits(s.Milli), 3)})
	}
	rows = append(rows, []string{e.t("total", "total"), "", e.decimal(r.Bits, 3)})
	e.table([]string{e.t("comparaison", "comparison"), e.t("niveau", "level"), ">bits"}, rows)
}

type matchListCmd struct {
	JSON bool `name:"json"`
}

func (c *matchListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		vs, err := d.Matches(ctx, d.who)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(vs)
		}
		if len(vs) == 0 {
			e.print("%s", e.t("Aucune liste n'a été comparée.", "No list was compared."))
		}
		for _, v := range vs {
			lists := visible(v.List)
			if v.Other != "" {
				lists += e.t(" avec ", " with ") + visible(v.Other)
			}
			e.print("%s  %s  %s  %s  %s", e.style(bold, padLeft(e.n(v.Run), 4)), e.when(v.At), lists, visible(v.Procedure),
				e.style(dim, e.some(v.Proposals, "proposition", "propositions", "proposal", "proposals")+", "+e.some(v.Answered, "réponse", "réponses", "answered", "answered")))
		}
		return nil
	})
}

type matchShowCmd struct {
	Number  int64 `arg:"" name:"run"`
	Explain bool  ``
	JSON    bool  `name:"json"`
}

func (c *matchShowCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.MatchOf(ctx, d.who, c.Number)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.matched(v, c.Explain)
		return nil
	})
}

type matchAnswerCmd struct {
	Number  int64  `arg:"" name:"run"`
	Row     int64  `arg:"" name:"row"`
	With    string `arg:"" name:"report"`
	Verdict string `arg:"" enum:"same,different,undecided"`
	Person  int64  `placeholder:"N"`
	Instead bool   ``
	Because string `required:"" placeholder:"TEXT"`
}

func (c *matchAnswerCmd) Run(ctx context.Context, e *env) error {
	// A number alone is a row of the other list; a report's has dashes in it.
	var k report.Key
	person, err := strconv.ParseInt(c.With, 10, 64)
	if err != nil {
		if k, err = report.ParseKey(c.With); err != nil {
			return &usage{fmt.Sprintf(e.t("« %s » n'est ni un signalement ni une ligne", "%q is neither a report nor a row"), c.With), e.command}
		}
		person = c.Person
	}
	return e.with(ctx, func(d *desk) error {
		if err := d.AnswerMatch(ctx, d.who, unit.MatchAnswer{Run: c.Number, Row: c.Row, Report: k, Person: person, Verdict: link.Verdict(c.Verdict), Because: c.Because, Instead: c.Instead}); err != nil {
			return err
		}
		e.print(e.t("Réponse consignée : rapprochement %d, ligne %d — %s.", "Answer recorded: comparison %d, row %d — %s."), c.Number, c.Row, e.samePerson(c.Verdict))
		return nil
	})
}
