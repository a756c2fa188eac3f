package web

import (
	"net/http"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/unit"
)

// caseData is the page of one case.
type caseData struct {
	unit.CaseView
	Past history
}

// cases is the list of cases.
func (d *desk) cases(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	l, err := d.unit.Cases(r.Context(), who.For("desk: cases"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "cases.title")
	p.Here, p.Today, p.Data = "/cases", l.Day, l
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.show(w, r, "cases", "layout", http.StatusOK, p)
}

// oneCase is a case, by any number that leads to it.
func (d *desk) oneCase(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	n, err := caseNumber(r.PathValue("number"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	v, err := d.unit.Case(r.Context(), who.For("desk: case"), n, who.Lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	data := caseData{v, past(v.History, p.caseDeed)}
	if who.Role.May(access.WorkCase) {
		data.Past.Undo = caseAddress(v.Case) + "/undo"
	}
	for i, row := range v.InLeads {
		v.InLeads[i].Sentence = p.sentence(row.Class, row.Sentence)
	}
	p.Title = p.say("case.title", "n", v.Case)
	p.Here, p.Today, p.Data = caseAddress(v.Case), v.Day, data
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.show(w, r, "case", "layout", http.StatusOK, p)
}

func caseAddress(n dossier.Number) string { return "/cases/" + n.String() }

func (p *page) caseDeed(a unit.CaseActView) deed {
	return deed{a.Act, p.did(a), a.TakenBackBy, a.Who, a.At, a.Because}
}

// did says what an act on a case did.
func (p *page) did(a unit.CaseActView) string {
	key := "did." + string(a.Kind)
	if a.Kind == dossier.Assign && a.Owner == "" {
		key += ".nobody"
	}
	of := p.count("reports.count", int64(a.Reports))
	if a.Notes > 0 {
		of += ", " + p.count("case.notes", int64(a.Notes))
	}
	return p.say(key, "case", a.Case, "other", a.Other, "of", of, "who", a.Owner, "act", a.Undoes)
}
