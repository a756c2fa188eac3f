package web

import (
	"net/http"

	"vigie/internal/report"
	"vigie/internal/unit"
)

// revealData is one masked text that a person asked for.
type revealData struct {
	Lead   report.Key
	Report report.Key
	Text   string
}

// reveal shows one masked item: inside the lead's page with htmx, on a page of
// its own without. The unit records that it was shown.
func (d *desk) reveal(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	if err := r.ParseForm(); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	k, err := leadKey(r.PostForm.Get("report"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	lead, err := leadKey(r.PostForm.Get("lead"))
	if err != nil {
		lead = k // any report's number leads to its lead
	}
	item := r.PostForm.Get("item")
	if len(item) > maxItem {
		d.refuse(w, r, &who, http.StatusBadRequest)
		return
	}
	text, err := d.unit.Reveal(r.Context(), who.For("desk: reveal"), k, item)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "reveal.title")
	p.Data = revealData{lead, k, text}
	block := "layout"
	if r.Header.Get("HX-Request") == "true" {
		block = "revealed"
	}
	d.show(w, r, "reveal", block, http.StatusOK, p)
}
