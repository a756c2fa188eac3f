package web

import (
	"context"
	"net/http"

	"vigie/internal/report"
	"vigie/internal/unit"
)

// acknowledge records that a person has taken note of an immediate lead.
func (d *desk) acknowledge(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	d.act(w, r, who.For("desk: acknowledge"), false, d.unit.Acknowledge)
}

// preserve records that preservation of a lead's records was requested.
func (d *desk) preserve(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	d.act(w, r, who.For("desk: preserve"), true, d.unit.Preserve)
}

// act does what a person decides on a lead, and comes back to it.
func (d *desk) act(w http.ResponseWriter, r *http.Request, who unit.Actor, reasoned bool,
	do func(context.Context, unit.Actor, report.Key, string) error,
) {
	k, err := leadKey(r.PathValue("key"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	why, err := because(r)
	if err == nil && reasoned && why == "" {
		err = errParameter
	}
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	if err := do(r.Context(), who, k, why); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	http.Redirect(w, r, leadAddress(k), http.StatusSeeOther)
}
