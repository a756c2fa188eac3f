package cli

import (
	"context"

	"vigie/internal/triage"
)

type dutyCmd struct {
	JSON bool `name:"json"`
}

func (c *dutyCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		ws, err := d.Duty(ctx, d.who)
		if err != nil {
			return err
		}
		switch {
		case c.JSON:
			if err := e.json(ws); err != nil {
				return err
			}
		case len(ws) == 0:
			e.print("%s", e.t("Aucune piste immédiate n'attend.", "No immediate lead is waiting."))
		default:
			for i, w := range ws {
				if i > 0 {
					e.print("")
				}
				e.print("%s  %s", e.style(red, triage.Immediate.In(e.lang)), e.style(bold, w.Lead.String()))
				e.print("%s", e.wrap(w.Sentence, "  "))
			}
		}
		if len(ws) > 0 {
			e.hint("%s vigie acknowledge %s --because …", e.t("la prendre en compte :", "to acknowledge one:"), ws[0].Lead)
			return &needsPerson{e.some(int64(len(ws)), "piste immédiate attend une prise en compte", "pistes immédiates attendent une prise en compte",
				"immediate lead waits to be acknowledged", "immediate leads wait to be acknowledged")}
		}
		return nil
	})
}
