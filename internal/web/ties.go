package web

import (
	"net/http"
	"slices"
	"strings"

	"vigie/internal/report"
	"vigie/internal/unit"
	"vigie/internal/web/columns"
)

// tiesData is the page of what holds a lead together.
type tiesData struct {
	unit.TiesView
	Drawing *drawing
	A, B    string    // the two reports whose chain is asked for, as written
	Why     *unit.Why // the answer; nil when none was asked for
}

func (d *desk) ties(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	k, err := leadKey(r.PathValue("key"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	v, err := d.unit.Ties(r.Context(), who.For("desk: ties"), k)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	p.Title = p.say("ties.page", "n", v.Lead)
	p.Here = leadAddress(v.Lead) + "/ties"
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	data := &tiesData{TiesView: v, Drawing: p.drawTies(v), A: r.URL.Query().Get("a"), B: r.URL.Query().Get("b")}
	if data.A != "" || data.B != "" {
		a, errA := leadKey(data.A)
		b, errB := leadKey(data.B)
		if errA != nil || errB != nil {
			d.fail(w, r, &who, unit.ErrNoSuch)
			return
		}
		why, err := d.unit.Why(r.Context(), who.For("desk: chain"), a, b)
		if err != nil {
			d.fail(w, r, &who, err)
			return
		}
		data.Why = &why
	} else if len(v.Bridges) > 0 {
		data.A, data.B = v.Bridges[0].Parts[0].Least.String(), v.Bridges[0].Parts[1].Least.String()
	}
	p.Data = data
	d.show(w, r, "ties", "layout", http.StatusOK, p)
}

// drawTies draws a lead: its reports, or the parts of it, and what ties them.
// Nil for a lead of one report.
func (p *page) drawTies(v unit.TiesView) *drawing {
	g := v.Drawing
	if v.Reports < 2 || g.Ties == 0 {
		return nil
	}
	all := slices.Concat(v.Bridges, v.Others)
	var left, right []item
	var edges []columns.Edge
	for i, b := range g.Blocks {
		x := item{text: b.Least.String(), class: "block", key: b.Least.String()}
		switch {
		case b.Parts > 1:
			x.text, x.key = p.say("ties.parts.more", "parts", p.count("ties.parts", int64(b.Parts)), "reports", p.count("reports.count", int64(b.Reports))), ""
		case b.Reports > 1:
			x.text = p.say("ties.block", "reports", p.count("reports.count", int64(b.Reports)), "n", b.Least)
		}
		left = append(left, x)
		for _, t := range b.Ties {
			edges = append(edges, columns.Edge{Left: i, Right: t})
		}
	}
	for _, t := range all[:g.Ties] {
		x := item{text: p.tieName(t), class: "tie"}
		if t.PartsInAll > 0 {
			x.class = "bridge"
			x.text = p.say("ties.bridge.mark", "tie", x.text)
		}
		right = append(right, x)
	}
	d := newDrawing(left, right, edges, func(e columns.Edge) string { return right[e.Right].class })
	if g.Whole {
		d.Label = p.say("ties.drawing", "n", v.Lead, "reports", p.count("reports.count", v.Reports))
		d.Heads = [2]string{p.say("ties.head.reports"), p.say("ties.head.ties")}
	} else {
		d.Label = p.say("ties.drawing.parts", "n", v.Lead, "reports", p.count("reports.count", v.Reports))
		d.Heads = [2]string{p.say("ties.head.parts"), p.say("ties.head.bridges")}
		d.Note = p.say("ties.drawing.note", "drawn", p.number(int64(g.Ties)), "all", p.number(int64(v.BridgesInAll)))
	}
	return d
}

// tieName names a tie: its kind and value, or the judgement.
func (p *page) tieName(t unit.TieView) string {
	if t.Judged != nil {
		return p.say("ties.judged", "who", t.Judged.Who)
	}
	value := t.Value
	if value == "" {
		value = p.say("shared.masked")
	}
	return strings.Join(strings.Fields(p.label("kind", t.Kind)+" "+t.Service+" "+value), " ")
}

// isolate keeps a value's direction of writing from turning the words around it.
func isolate(s string) string { return "\u2068" + s + "\u2069" }

// Bridge says in one sentence what the lead would lose with a tie.
func (p *page) Bridge(t unit.TieView) string {
	var without string
	if j := t.Judged; j != nil {
		without = p.say("bridge.judged", "who", j.Who, "a", j.A, "b", j.B)
	} else {
		value := t.Value
		if value == "" {
			value = p.say("shared.masked")
		}
		without = p.say("bridge.without", "this", p.label("this", t.Kind), "value", isolate(strings.TrimSpace(t.Service+" "+value)))
	}
	largest := int64(0)
	if len(t.Parts) > 0 {
		largest = int64(t.Parts[0].Reports)
	}
	if t.PartsInAll > 2 {
		return p.say("bridge.many", "without", without, "parts", p.count("ties.parts", int64(t.PartsInAll)), "reports", p.count("reports.count", largest))
	}
	return strings.NewReplacer("{without}", without, "{rest}", p.count("bridge.rest", largest)).Replace(p.count("bridge.two", int64(t.Severed)))
}

// Reach says how many reported accounts bear a tie, and how many may.
func (p *page) Reach(t unit.TieView) string {
	return p.say("ties.reach", "reach", p.count("shared.reach", int64(t.Reach)), "cap", p.number(int64(t.Cap)))
}

// Tie names a tie.
func (p *page) Tie(t unit.TieView) string { return p.tieName(t) }

// pair are two reports to be judged, and what stands on them.
type pair struct {
	A, B   report.Key
	Judged bool   // a judgement on the two stands
	Back   string // where to go when it is answered; the lead where empty
}

// Pair are the reports on the two sides of a bridge.
func (p *page) Pair(t unit.TieView) pair {
	if t.Judged != nil {
		return pair{A: t.Judged.A, B: t.Judged.B, Judged: true}
	}
	return pair{A: t.Parts[0].Bearer, B: t.Parts[1].Bearer}
}

// PairOf are two reports whose chain was asked for.
func (p *page) PairOf(w *unit.Why) pair { return pair{A: w.A, B: w.B, Judged: w.Judged != nil} }
