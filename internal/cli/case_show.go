package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/dossier"
	"vigie/internal/unit"
)

type caseListCmd struct {
	Mine bool ``
	JSON bool `name:"json"`
}

func (c *caseListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		l, err := d.Cases(ctx, d.who)
		if err != nil {
			return err
		}
		if c.Mine {
			mine := []unit.CaseRow{}
			for _, r := range l.Cases {
				if r.Owner == d.who.ID {
					mine = append(mine, r)
				}
			}
			l.Cases = mine
		}
		if c.JSON {
			return e.json(l)
		}
		e.cases(l)
		return nil
	})
}

func (e *env) cases(l unit.CaseList) {
	if len(l.Cases) == 0 {
		e.print("%s", e.t("Aucun dossier.", "No case."))
		e.hint("%s vigie case open %s --because …", e.t("en ouvrir un :", "to open one:"), e.t("PISTE", "LEAD"))
		return
	}
	rows := make([][]string, len(l.Cases))
	for i, r := range l.Cases {
		class, act, fresh := "", "", ""
		if r.Class != 0 {
			class = r.Class.In(e.lang)
		}
		if r.ActBy != 0 {
			act = r.ActBy.String()
		}
		if r.New > 0 {
			fresh = e.n(int64(r.New))
		}
		rows[i] = []string{r.Case.String(), class, act, e.n(int64(r.Reports)), fresh, r.Owner}
	}
	e.table([]string{e.t("dossier", "case"), e.t("classe", "class"), e.t("agir avant le", "act by"), ">" + e.t("signalements", "reports"), ">" + e.t("à confirmer", "to confirm"), e.t("confié à", "owner")}, rows)
	e.shared(l.Shared)
}

// shared lists leads that several cases hold reports of.
func (e *env) shared(ss []unit.SharedLead) {
	for _, s := range ss {
		e.print(e.t("Ces dossiers ont une piste en commun, %s : %s. À une personne de dire s'ils n'en font qu'un.", "These cases share a lead, %s: %s. Whether they are one is for a person to say."), s.Lead, numbers(s.Cases))
	}
}

func numbers(ns []dossier.Number) string {
	names := make([]string, len(ns))
	for i, n := range ns {
		names[i] = n.String()
	}
	return strings.Join(names, ", ")
}

type caseShowCmd struct {
	Number dossier.Number `arg:""`
	JSON   bool           `name:"json"`
}

func (c *caseShowCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.Case(ctx, d.who, c.Number, e.lang)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.caseOf(v)
		return nil
	})
}

// caseOf shows a case: what is new first, since that is what waits for a person.
func (e *env) caseOf(v unit.CaseView) {
	if v.Asked != v.Case {
		e.print(e.t("Le numéro %s mène au dossier %s.", "The number %s leads to case %s."), v.Asked, v.Case)
	}
	owner := v.Owner
	if owner == "" {
		owner = e.t("personne", "nobody")
	}
	e.print("%s  %s", e.style(bold, e.t("Dossier ", "Case ")+v.Case.String()), strings.Join([]string{
		e.t("ouvert le ", "opened ") + e.when(v.Opened), e.t("confié à ", "owner: ") + owner, e.reports(int64(v.Reports)),
	}, " · "))
	if len(v.Former) > 0 {
		e.print("  %s", e.t("y mènent aussi : ", "also led to by: ")+numbers(v.Former))
	}
	e.shared(v.Shared)
	if len(v.ToAdd) > 0 {
		e.heading("Venus dans ses pistes, à confirmer", "New in its leads, to confirm")
		e.caseReports(v.ToAdd, v.NotShown)
		e.hint("%s vigie case add %s %s --because …", e.t("en ajouter :", "to add some:"), v.Case, e.t("SIGNALEMENT…", "REPORT…"))
	}
	if len(v.InLeads) > 0 {
		e.heading("Ses pistes", "Its leads")
		for _, r := range v.InLeads {
			e.row(r)
		}
	}
	e.heading("Signalements", "Reports")
	e.caseReports(v.Held, v.More)
	e.requestsOn(v.Requests)
	if len(v.Noted) > 0 {
		e.heading("Notes", "Notes")
		for _, n := range v.Noted {
			e.print("  %s  %s", e.style(bold, fmt.Sprint(n.Act)), e.style(dim, n.Who+", "+e.when(n.At)+e.from(n.From)))
			e.print("%s", e.quoted(n.Text, "     "))
		}
	}
	e.heading("Ce qui a été fait", "What was done")
	for _, a := range v.History {
		e.caseAct(a)
	}
}

func (e *env) caseReports(rs []unit.CaseReport, more int) {
	for _, r := range rs {
		e.print("  %s  %s", e.style(bold, r.Report.String()), strings.Join([]string{
			visible(strings.TrimSpace(r.Source + " " + r.SourceID)), e.t("reçu le ", "received ") + e.when(r.Received), e.t("piste ", "lead ") + r.Lead.String(),
		}, " · ")+e.from(r.From)+e.takenOut(r.TakenOut))
	}
	if more > 0 {
		e.print("  %s", e.t("et encore ", "and ")+e.reports(int64(more))+e.t("", " more"))
	}
}

func (e *env) takenOut(act int64) string {
	if act == 0 {
		return ""
	}
	return fmt.Sprintf(e.t(", retiré par l'acte %d", ", taken out by act %d"), act)
}

func (e *env) from(n dossier.Number) string {
	if n.IsZero() {
		return ""
	}
	return e.t(", venu du dossier ", ", from case ") + n.String()
}

// caseAct shows an act of a history in one line, with the number to take it back by.
func (e *env) caseAct(a unit.CaseActView) {
	state := ""
	if a.TakenBackBy != 0 {
		state = fmt.Sprintf(e.t(" (annulé par l'acte %d)", " (taken back by act %d)"), a.TakenBackBy)
	}
	e.print("%s  %s%s  %s", padLeft(fmt.Sprint(a.Act), 4), e.did(a), state, e.style(dim, a.Who+", "+e.when(a.At)))
	if a.Because != "" {
		e.print("%s", e.quoted(a.Because, "      "))
	}
}

// did says what an act did.
func (e *env) did(a unit.CaseActView) string {
	of := e.reports(int64(a.Reports))
	if a.Notes > 0 {
		of += ", " + e.some(int64(a.Notes), "note", "notes", "note", "notes")
	}
	switch a.Kind {
	case dossier.Open:
		return fmt.Sprintf(e.t("dossier %s ouvert, %s", "case %s opened, %s"), a.Case, of)
	case dossier.Add:
		return fmt.Sprintf(e.t("au dossier %s : %s de plus", "case %s: %s more"), a.Case, of)
	case dossier.Remove:
		return fmt.Sprintf(e.t("du dossier %s : %s de moins", "case %s: %s less"), a.Case, of)
	case dossier.Write:
		return fmt.Sprintf(e.t("note au dossier %s", "note on case %s"), a.Case)
	case dossier.Assign:
		if a.Owner == "" {
			return fmt.Sprintf(e.t("dossier %s confié à personne", "case %s assigned to nobody"), a.Case)
		}
		return fmt.Sprintf(e.t("dossier %s confié à %s", "case %s assigned to %s"), a.Case, a.Owner)
	case dossier.Merge:
		return fmt.Sprintf(e.t("dossier %s réuni au dossier %s", "case %s merged into case %s"), a.Case, a.Other)
	case dossier.Split:
		return fmt.Sprintf(e.t("du dossier %s : %s pour le dossier %s", "case %s: %s split off as case %s"), a.Case, of, a.Other)
	case dossier.Undo:
		return fmt.Sprintf(e.t("acte %d annulé", "act %d taken back"), a.Undoes)
	}
	return string(a.Kind)
}
