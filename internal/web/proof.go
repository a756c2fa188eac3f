package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigie/internal/proof"
	"vigie/internal/unit"
)

// proofData is the page of a proof table.
type proofData struct {
	unit.ProofView
	Name  string // of the lead or case
	Back  string // its address
	Path  string // the page's own, without what is asked of it
	Whole bool   // every offence unfolded, as for printing
	Alone bool   // one offence alone
}

func (d *desk) leadProof(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	k, err := leadKey(r.PathValue("key"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.proof(w, r, who, unit.ProofOf{Lead: k})
}

func (d *desk) caseProof(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	n, err := caseNumber(r.PathValue("number"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.proof(w, r, who, unit.ProofOf{Case: n})
}

// proof is the proof table of a lead or a case: all of it, or one offence.
func (d *desk) proof(w http.ResponseWriter, r *http.Request, who unit.Actor, of unit.ProofOf) {
	q := r.URL.Query()
	of.Offence = q.Get("offence")
	all := q.Get("all")
	if _, known := d.unit.Offences().Offence(of.Offence); of.Offence != "" && !known || all != "" && all != "1" {
		d.fail(w, r, &who, fmt.Errorf("offence or all: %w", errParameter))
		return
	}
	v, err := d.unit.Proof(r.Context(), who.For("desk: proof"), of, who.Lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	data := proofData{ProofView: v, Whole: all == "1" || of.Offence != "", Alone: of.Offence != ""}
	if v.Case.IsZero() {
		data.Name, data.Back = v.Lead.String(), leadAddress(v.Lead)
		p.Title = p.say("proof.page.lead", "n", v.Lead)
	} else {
		data.Name, data.Back = v.Case.String(), caseAddress(v.Case)
		p.Title = p.say("proof.page.case", "n", v.Case)
	}
	data.Path = data.Back + "/proof"
	asked := url.Values{}
	if data.Alone {
		asked.Set("offence", of.Offence)
	} else if data.Whole {
		asked.Set("all", "1")
	}
	p.Here, p.Today, p.Data = strings.TrimSuffix(data.Path+"?"+asked.Encode(), "?"), v.Day, data
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.show(w, r, "proof", "layout", http.StatusOK, p)
}

// Exhibit writes what an exhibit shows, with its count or day.
func (p *page) Exhibit(x proof.Exhibit) string {
	x.Word = p.Prose(x.Word)
	switch {
	case x.Count != 0:
		return p.say("figure.is", "name", x.Word, "value", p.number(x.Count))
	case !x.Date.IsZero():
		return x.Word + ", " + p.DayOf(x.Date)
	}
	return x.Word
}

// Written puts a day of the catalogue, which is written as a computer writes it, in words.
func (p *page) Written(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return p.DayOf(t)
}

// Apart says how long a payment and a session stand apart: nothing where the payment
// is known by its day alone.
func (p *page) Apart(x proof.Pair) string {
	if x.Payment.DateOnly {
		return ""
	}
	return p.count("proof.hours", int64(x.Apart().Hours()))
}

// listedExhibits is an element's exhibits for or against, with how many are not listed.
type listedExhibits struct {
	First, Rest []proof.Exhibit
	More        int // beyond those
}

// Exhibits parts exhibits into those that are shown at once and the rest.
func (p *page) Exhibits(xs []proof.Exhibit, more int) listedExhibits {
	n := min(len(xs), 3)
	return listedExhibits{xs[:n], xs[n:], more}
}

// Sum adds two counts.
func (p *page) Sum(a, b int) int { return a + b }
