package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"vigie/internal/report"
	"vigie/internal/unit"
)

// proposalRows is how many proposals a page shows at least; what stands equal
// with the last is shown too.
const proposalRows = 25

// proposalsData is the page of proposals.
type proposalsData struct {
	unit.ProposalPage
	More  string // address of the next page, or ""
	Start string // address of the first page, on a later one
}

// proposals lists leads that may be of the same hands, to be answered one by one.
func (d *desk) proposals(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	q := r.URL.Query().Get("after")
	got, err := d.unit.Proposals(r.Context(), who.For("desk: proposals"), q, proposalRows)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "proposals.title")
	data := proposalsData{ProposalPage: got}
	p.Here = proposalsAddress(q)
	if q != "" {
		data.Start = proposalsAddress("")
	}
	if got.Next != "" {
		data.More = proposalsAddress(got.Next)
	}
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p.Data = data
	d.show(w, r, "proposals", "layout", http.StatusOK, p)
}

func proposalsAddress(after string) string {
	if after == "" {
		return "/proposals"
	}
	return "/proposals?after=" + url.QueryEscape(after)
}

// Ask are the two reports that the answer to a proposal names.
func (p *page) Ask(x unit.Proposal) pair { return pair{A: x.Mine, B: x.Theirs, Back: p.Here} }

// Between names the two leads of a proposal, on the page of one of them the other.
func (p *page) Between(x unit.Proposal) []report.Key {
	if d, ok := p.Data.(*leadData); ok {
		return []report.Key{x.Other(d.Lead)}
	}
	return []report.Key{x.A, x.B}
}

// Bits writes an amount of evidence.
func (p *page) Bits(b float64) string {
	s := strconv.FormatFloat(b, 'f', 1, 64)
	if p.lang == "fr" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return p.say("bits", "n", s)
}

// Clue says of a value two leads share what it is and what weakens it.
func (p *page) Clue(e unit.Evidence) string {
	name := p.label("kind", e.Kind)
	if e.Service != "" {
		name += " · " + e.Service
	}
	var more []string
	if e.FromText {
		more = append(more, p.say("ids.fromtext"))
	}
	if e.Role != "" {
		more = append(more, p.say("evidence.role", "role", p.label("role", e.Role)))
	}
	if len(more) == 0 {
		return name
	}
	return name + " (" + strings.Join(more, ", ") + ")"
}

// hubs lists the identifiers that link nobody.
func (d *desk) hubs(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	got, err := d.unit.Hubs(r.Context(), who.For("desk: hubs"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "hubs.title")
	p.Here, p.Data = "/hubs", got
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.show(w, r, "hubs", "layout", http.StatusOK, p)
}

// declareHub and undeclareHub record that an identifier links nobody, or again
// by its reach.
func (d *desk) declareHub(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	d.hub(w, r, who.For("desk: declare a hub"), d.unit.DeclareHub)
}

func (d *desk) undeclareHub(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	who = who.For("desk: take a hub back")
	if r.PostFormValue("entry") == "" {
		d.hub(w, r, who, d.unit.UndeclareHub)
		return
	}
	why, err := because(r)
	entry, err2 := strconv.ParseInt(r.PostForm.Get("entry"), 10, 64)
	if err == nil && (why == "" || err2 != nil) {
		err = errParameter
	}
	if err == nil {
		_, err = d.unit.TakeHubBack(r.Context(), who, entry, why)
	}
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	http.Redirect(w, r, "/hubs", http.StatusSeeOther)
}

func (d *desk) hub(w http.ResponseWriter, r *http.Request, who unit.Actor, do func(context.Context, unit.Actor, report.Kind, string, string, string) (int, error)) {
	why, err := because(r)
	if err == nil && why == "" {
		err = errParameter
	}
	kind, ok := report.KindNamed(r.PostForm.Get("kind"))
	value, service := r.PostForm.Get("value"), r.PostForm.Get("service")
	if err == nil && (!ok || value == "" || len(value)+len(service) > 1024) {
		err = errParameter
	}
	if err == nil {
		_, err = do(r.Context(), who, kind, service, value, why)
	}
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	http.Redirect(w, r, local(cmp.Or(r.PostForm.Get("back"), "/hubs")), http.StatusSeeOther)
}
