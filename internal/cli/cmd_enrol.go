package cli

import (
	"cmp"
	"context"

	"vigie/internal/access"
	"vigie/internal/unit"
)

type enrolCmd struct {
	ID   string      `arg:"" name:"id"`
	Name string      `placeholder:"TEXT"`
	Role access.Role `enum:"analyst,investigator,head,prosecutor,auditor" required:""`
	// Tongue is the language of the person's pages; --lang is that of this answer.
	Tongue string `name:"speaks" enum:"fr,en," default:""`
}

func (c *enrolCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		p := unit.NewPerson{ID: c.ID, Name: cmp.Or(c.Name, c.ID), Role: c.Role, Lang: cmp.Or(c.Tongue, e.lang)}
		if err := d.Enrol(ctx, d.who, p); err != nil {
			return err
		}
		e.print(e.t("%s est une personne inscrite (%s).", "%s is enrolled (%s)."), c.ID, e.role(c.Role))
		return nil
	})
}

type unenrolCmd struct {
	ID      string `arg:"" name:"id"`
	Because string `required:"" placeholder:"TEXT"`
}

func (c *unenrolCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.Unenrol(ctx, d.who, c.ID, c.Because); err != nil {
			return err
		}
		e.print(e.t("L'inscription de %s a pris fin, et ses sessions avec elle.", "The enrolment of %s has ended, and their sessions with it."), c.ID)
		e.hint("%s vigie case list", e.t("ses dossiers restent les siens tant qu'ils ne sont pas confiés à une autre personne :", "their cases stay theirs until they are given to somebody else:"))
		return nil
	})
}

type peopleCmd struct {
	JSON bool `name:"json"`
}

func (c *peopleCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		ps, err := d.People(ctx, d.who)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(ps)
		}
		var rows [][]string
		for _, p := range ps {
			role := e.t("inscription terminée", "enrolment ended")
			if p.Role != "" {
				role = e.role(p.Role)
			}
			rows = append(rows, []string{p.ID, visible(p.Name), role, e.when(p.Enrolled)})
		}
		e.table([]string{e.t("personne", "person"), e.t("nom", "name"), e.t("rôle", "role"), e.t("inscription", "enrolled")}, rows)
		return nil
	})
}
