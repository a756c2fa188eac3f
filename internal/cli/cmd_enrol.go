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
