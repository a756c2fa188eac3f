package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/unit"
)

// judge records a person's verdict on two reports. One that contradicts what
// stands is refused with the chain that it contradicts.
func (d *desk) judge(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	d.verdict(w, r, who.For("desk: judge"), d.unit.Judge)
}

// answer records a person's verdict on what was proposed, if it still is.
func (d *desk) answer(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	d.verdict(w, r, who.For("desk: answer a proposal"), d.unit.Answer)
}

type judging func(ctx context.Context, who unit.Actor, a, b report.Key, v link.Verdict, because string) error

func (d *desk) verdict(w http.ResponseWriter, r *http.Request, who unit.Actor, record judging) {
	a, b, why, err := pairOf(r)
	verdict := link.Verdict(r.PostForm.Get("verdict"))
	if err == nil && verdict != link.Same && verdict != link.Different && verdict != link.Undecided {
		err = errParameter
	}
	if err == nil {
		err = record(r.Context(), who, a, b, verdict, why)
	}
	d.judged(w, r, who, a, err)
}

// unjudge takes a judgement back.
func (d *desk) unjudge(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	a, b, why, err := pairOf(r)
	if err == nil {
		err = d.unit.Unjudge(r.Context(), who.For("desk: unjudge"), a, b, why)
	}
	d.judged(w, r, who, a, err)
}

// pairOf reads the two reports and the reason of a form.
func pairOf(r *http.Request) (a, b report.Key, why string, err error) {
	if why, err = because(r); err != nil {
		return 0, 0, "", err
	}
	if a, err = leadKey(r.PostForm.Get("a")); err != nil {
		return 0, 0, "", err
	}
	if b, err = leadKey(r.PostForm.Get("b")); err != nil {
		return 0, 0, "", err
	}
	if why == "" || a == b {
		return 0, 0, "", errParameter
	}
	return a, b, why, nil
}

// judged comes back to the lead in which the first report now is.
func (d *desk) judged(w http.ResponseWriter, r *http.Request, who unit.Actor, a report.Key, err error) {
	var c *unit.Contradiction
	switch {
	case errors.As(err, &c):
		p := d.page(r, &who, "error.409.title")
		chain := make([]string, len(c.Chain))
		for i, j := range c.Chain {
			chain[i] = p.say("contradiction.step", "a", j.A, "b", j.B, "verdict", p.label("verdict", string(j.Verdict)))
		}
		p.Data = p.say("error.409.text", "chain", strings.Join(chain, " ; "))
		d.show(w, r, "error", "layout", http.StatusConflict, p)
	case err != nil:
		d.fail(w, r, &who, err)
	default:
		to := leadAddress(a)
		if back := r.PostForm.Get("back"); back != "" {
			to = local(back)
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}
