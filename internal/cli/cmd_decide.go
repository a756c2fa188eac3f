package cli

import (
	"context"

	"vigie/internal/link"
	"vigie/internal/report"
)

type judgeCmd struct {
	Verdict string     `arg:"" enum:"same,different,undecided"`
	A       report.Key `arg:"" name:"report"`
	B       report.Key `arg:"" name:"other"`
	Because string     `required:"" placeholder:"TEXT"`
}

func (c *judgeCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.Judge(ctx, d.who, c.A, c.B, link.Verdict(c.Verdict), c.Because); err != nil {
			return err
		}
		e.recorded(c.A, c.B, link.Verdict(c.Verdict))
		return nil
	})
}

func (e *env) recorded(a, b report.Key, v link.Verdict) {
	e.print("%s", e.t("Jugement consigné : ", "Judgement recorded: ")+a.String()+", "+b.String()+" — "+e.verdict(string(v))+".")
	e.hint(e.t("le retirer : vigie unjudge %s %s --because …", "to take it back: vigie unjudge %s %s --because …"), a, b)
}

func (e *env) verdict(v string) string {
	if e.lang == "en" {
		return verdictEN[v]
	}
	return verdictFR[v]
}

type unjudgeCmd struct {
	A       report.Key `arg:"" name:"report"`
	B       report.Key `arg:"" name:"other"`
	Because string     `required:"" placeholder:"TEXT"`
}

func (c *unjudgeCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.Unjudge(ctx, d.who, c.A, c.B, c.Because); err != nil {
			return err
		}
		e.print(e.t("Le jugement sur %s et %s est retiré.", "The judgement on %s and %s is taken back."), c.A, c.B)
		return nil
	})
}

type acknowledgeCmd struct {
	Lead    report.Key `arg:""`
	Because string     `placeholder:"TEXT"`
}

func (c *acknowledgeCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.Acknowledge(ctx, d.who, c.Lead, c.Because); err != nil {
			return err
		}
		e.print(e.t("%s a pris en compte la piste %s. Sa place ne change pas.", "%s has acknowledged lead %s. Its place does not change."), d.who.ID, c.Lead)
		return nil
	})
}

type preserveCmd struct {
	Lead    report.Key `arg:""`
	Because string     `required:"" placeholder:"TEXT"`
}

func (c *preserveCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.Preserve(ctx, d.who, c.Lead, c.Because); err != nil {
			return err
		}
		e.print(e.t("Demande de conservation consignée pour la piste %s : ses échéances sont arrêtées.", "Preservation request recorded for lead %s: its clocks are stopped."), c.Lead)
		return nil
	})
}

type factCmd struct {
	Act     string          `arg:"" enum:"verify,refute,undo"`
	Report  report.Key      `arg:""`
	Fact    report.FactKind `arg:""`
	Because string          `required:"" placeholder:"TEXT"`
}

func (c *factCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.Stand(ctx, d.who, c.Report, c.Fact, c.Act, c.Because); err != nil {
			return err
		}
		done := map[string][2]string{"verify": {"vérifié", "verified"}, "refute": {"réfuté", "refuted"}, "undo": {"de nouveau tel que signalé", "as reported again"}}[c.Act]
		e.print(e.t("Signalement %s, %s : %s.", "Report %s, %s: %s."), c.Report, e.factWord(string(c.Fact)), e.t(done[0], done[1]))
		return nil
	})
}

type revealCmd struct {
	Report report.Key `arg:""`
	Item   string     `arg:""`
}

func (c *revealCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		text, err := d.Reveal(ctx, d.who, c.Report, c.Item)
		if err != nil {
			return err
		}
		e.note(e.t("Consultation consignée : %s, %s.", "This reading is recorded: %s, %s."), c.Report, c.Item)
		e.print("%s", visible(text))
		return nil
	})
}
