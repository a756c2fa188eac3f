package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/triage"
	"vigie/internal/unit"
)

type queueCmd struct {
	Class     string     `placeholder:"CLASS"`
	DueWithin *int       `placeholder:"DAYS"`
	New       bool       ``
	Limit     int        `default:"20"`
	After     unit.Place `placeholder:"PLACE"`
	JSON      bool       `name:"json"`
}

var classes = []triage.Class{triage.Immediate, triage.Perishable, triage.Strong, triage.Ordinary, triage.Held}

// class reads a class in either language.
func (e *env) class(s string) (triage.Class, error) {
	if s == "" {
		return 0, nil
	}
	var names []string
	for _, c := range classes {
		if strings.EqualFold(s, c.String()) || strings.EqualFold(s, c.In("fr")) {
			return c, nil
		}
		names = append(names, c.In(e.lang))
	}
	return 0, &usage{fmt.Sprintf(e.t("« %s » n'est pas une classe ; au choix : %s", "%q is no class; one of: %s"), s, strings.Join(names, ", ")), e.command}
}

func (c *queueCmd) Run(ctx context.Context, e *env) error {
	class, err := e.class(c.Class)
	if err != nil {
		return err
	}
	return e.with(ctx, func(d *desk) error {
		f := unit.QueueFilter{Class: class, New: c.New, After: c.After, Limit: c.Limit, Lang: e.lang}
		if c.DueWithin != nil {
			f.DueBy = d.Today() + triage.Day(max(0, *c.DueWithin))
		}
		page, err := d.Queue(ctx, d.who, f)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(page)
		}
		e.page(page)
		if page.Next != "" {
			e.more("queue", "--after", page.Next)
		}
		return nil
	})
}

// page shows a part of the queue.
func (e *env) page(p unit.QueuePage) {
	e.print("%s", e.style(bold, fmt.Sprintf(e.t("La file au %s", "The queue on %s"), p.Day.In(e.lang))))
	var parts []string
	for _, c := range classes {
		if n := p.Counts[c]; n > 0 {
			parts = append(parts, e.style(classStyle(c), c.In(e.lang)+" "+e.n(n)))
		}
	}
	if len(parts) > 0 {
		e.print("%s", strings.Join(parts, " · "))
	}
	if len(p.Rows) == 0 {
		e.print("%s", e.t("Rien à montrer.", "Nothing to show."))
	}
	for _, r := range p.Rows {
		e.print("")
		e.row(r)
	}
}

// row shows a lead with its reasons.
func (e *env) row(r unit.QueueRow) {
	wide := 0
	for _, c := range classes {
		wide = max(wide, len([]rune(c.In(e.lang))))
	}
	parts := []string{e.reports(r.Reports)}
	if r.Bundled > 1 {
		parts = append(parts, fmt.Sprintf(e.t("%s pistes semblables groupées", "%s like leads bundled"), e.n(r.Bundled)))
	}
	if r.ActBy != 0 {
		parts = append(parts, e.t("agir avant le ", "act by ")+r.ActBy.In(e.lang))
	}
	if len(r.Cases) > 0 {
		parts = append(parts, e.t("dossier ", "case ")+numbers(r.Cases))
	}
	if r.New {
		parts = append(parts, e.t("nouveau", "new"))
	}
	e.print("%s  %s  %s", e.style(classStyle(r.Class), pad(r.Class.In(e.lang), wide)), e.style(bold, r.Lead.String()), strings.Join(parts, " · "))
	e.print("%s", e.wrap(r.Sentence, "  "))
}
