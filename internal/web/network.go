package web

import (
	"net/http"
	"net/url"
	"strings"

	"vigie/internal/report"
	"vigie/internal/unit"
	"vigie/internal/web/columns"
)

// networkData is the page of a lead's network.
type networkData struct {
	unit.NetworkView
	Drawing *drawing
	Of      string // one counterparty only
	Start   bool   // there is a page before
}

// maxOf bounds the name of a counterparty in an address, in bytes.
const maxOf = 32

func (d *desk) network(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	k, err := leadKey(r.PathValue("key"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	f, err := parseNetwork(r.URL.Query())
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	v, err := d.unit.Network(r.Context(), who.For("desk: network"), k, f)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	p.Title = p.say("network.page", "n", v.Lead)
	p.Here, p.Today = networkAddress(v.Lead), v.Day
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	for i := range v.Counterparties {
		for j, row := range v.Counterparties[i].Others {
			v.Counterparties[i].Others[j].Sentence = p.sentence(row.Class, row.Sentence)
		}
	}
	p.Data = &networkData{NetworkView: v, Drawing: p.drawNetwork(v), Of: f.Of, Start: f.From != "" || f.After != ""}
	d.show(w, r, "network", "layout", http.StatusOK, p)
}

func networkAddress(k report.Key) string { return "/network/" + k.String() }

func parseNetwork(q url.Values) (unit.NetworkFilter, error) {
	f := unit.NetworkFilter{Of: q.Get("of"), From: unit.Place(q.Get("from")), After: unit.Place(q.Get("after"))}
	if len(f.Of) > maxOf || f.After != "" && f.Of == "" {
		return f, errParameter
	}
	return f, nil
}

const (
	drawnCounterparties = 24 // of the page's, those that other leads reach
	drawnLeads          = 36
)

// drawNetwork draws the counterparties that other leads reach on one side and
// leads on the other. Nil when no other lead reaches any.
func (p *page) drawNetwork(v unit.NetworkView) *drawing {
	left, right := []item{}, []item{{text: p.say("network.this", "n", v.Lead), key: v.Lead.String(), class: "self"}}
	var drawn []unit.CounterpartyView
	at := map[report.Key]int{v.Lead: 0}
	listed := 0
	for _, c := range v.Counterparties {
		if len(c.Others) == 0 && !c.More {
			continue
		}
		for _, o := range c.Others {
			if _, ok := at[o.Lead]; ok {
				continue
			}
			listed++
			if len(drawn) < drawnCounterparties && len(right) <= drawnLeads {
				at[o.Lead] = len(right)
				right = append(right, item{text: o.Lead.String() + " · " + p.label("class", o.Class.String()), key: o.Lead.String(), class: "other"})
			}
		}
		if len(drawn) < drawnCounterparties {
			drawn = append(drawn, c)
		}
	}
	if len(drawn) == 0 {
		return nil
	}
	var edges []columns.Edge
	for i, c := range drawn {
		x := item{text: p.drawnCounterparty(c), class: "counterparty"}
		if c.Hub {
			x.class = "agent"
			x.text = p.say("network.hub.mark", "what", x.text)
		}
		left = append(left, x)
		edges = append(edges, columns.Edge{Left: i, Right: 0})
		for _, k := range c.Known {
			if j, ok := at[k]; ok && j > 0 {
				edges = append(edges, columns.Edge{Left: i, Right: j})
			}
		}
	}
	d := newDrawing(left, right, edges, func(e columns.Edge) string {
		if e.Right == 0 {
			return "self"
		}
		return left[e.Left].class
	})
	d.Open = true
	d.Label = p.say("network.drawing", "n", v.Lead)
	d.Heads = [2]string{p.say("network.head.counterparties"), p.say("network.head.leads")}
	if listed > len(right)-1 || len(drawn) < len(v.Counterparties)-v.Alone && v.Next == "" {
		d.Note = p.say("network.drawing.note", "counterparties", p.number(int64(len(drawn))), "leads", p.number(int64(len(right)-1)))
	} else {
		d.Note = p.say("network.drawing.listed")
	}
	return d
}

// Counterparty names one: its roles, kind and value. Of a child no value is known here.
func (p *page) Counterparty(c unit.CounterpartyView) string {
	return p.roles(c) + " · " + p.borne(c, " · ")
}

// drawnCounterparty names one in a box, which may cut the end: what tells it from
// others is first.
func (p *page) drawnCounterparty(c unit.CounterpartyView) string {
	return p.borne(c, " ") + " · " + p.roles(c)
}

func (p *page) roles(c unit.CounterpartyView) string {
	var roles []string
	for _, r := range c.Roles {
		roles = append(roles, p.label("role", r))
	}
	return strings.Join(roles, ", ")
}

func (p *page) borne(c unit.CounterpartyView, between string) string {
	s := p.label("kind", c.Kind)
	if v := strings.TrimSpace(c.Service + " " + c.Value); v != "" {
		s += between + isolate(v)
	}
	return s
}

// Reached says who reaches a counterparty.
func (p *page) Reached(c unit.CounterpartyView) string {
	switch {
	case c.More:
		return p.say("network.more", "reports", p.count("reports.count", c.Reports))
	case c.Leads <= 1:
		return p.say("network.alone")
	}
	return p.say("network.reached", "leads", p.count("network.leads", c.Leads), "accounts", p.count("network.accounts", c.Accounts))
}
