package cli

import (
	"context"
	"io"
	"strings"

	"vigie/internal/dossier"
	"vigie/internal/report"
	"vigie/internal/unit"
)

type caseCmd struct {
	Open   caseOpenCmd   `cmd:""`
	List   caseListCmd   `cmd:"" default:"withargs"`
	Show   caseShowCmd   `cmd:""`
	Add    caseAddCmd    `cmd:""`
	Remove caseRemoveCmd `cmd:""`
	Note   caseNoteCmd   `cmd:""`
	Assign caseAssignCmd `cmd:""`
	Merge  caseMergeCmd  `cmd:""`
	Split  caseSplitCmd  `cmd:""`
	Undo   caseUndoCmd   `cmd:""`
}

type caseOpenCmd struct {
	Lead    report.Key `arg:""`
	Because string     `required:"" placeholder:"TEXT"`
}

func (c *caseOpenCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		n, err := d.OpenCase(ctx, d.who, c.Lead, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("Dossier %s ouvert, avec tous les signalements de la piste.", "Case %s opened, with all the reports of the lead."), n)
		e.hint("%s vigie case show %s", e.t("le lire :", "to read it:"), n)
		return nil
	})
}

type caseAddCmd struct {
	Number  dossier.Number `arg:""`
	Reports []report.Key   `arg:"" optional:"" name:"report"`
	New     bool           ``
	Because string         `required:"" placeholder:"TEXT"`
}

func (c *caseAddCmd) Run(ctx context.Context, e *env) error {
	if c.New == (len(c.Reports) > 0) {
		return &usage{e.t("nommez des signalements, ou bien --new", "name reports, or else --new"), e.command}
	}
	return e.with(ctx, func(d *desk) error {
		keys := c.Reports
		if c.New {
			v, err := d.Case(ctx, d.who, c.Number, e.lang)
			if err != nil {
				return err
			}
			for _, r := range v.ToAdd {
				if r.TakenOut == 0 { // what a person took out is not new
					keys = append(keys, r.Report)
				}
			}
			if len(keys) == 0 {
				e.print("%s", e.t("Rien n'est venu dans les pistes de ce dossier.", "Nothing has come into the leads of this case."))
				return nil
			}
		}
		n, err := d.AddToCase(ctx, d.who, c.Number, keys, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("Au dossier %s : %s de plus.", "Case %s: %s more."), n, e.reports(int64(len(keys))))
		for _, k := range keys {
			e.print("  %s", k)
		}
		return nil
	})
}

type caseRemoveCmd struct {
	Number  dossier.Number `arg:""`
	Reports []report.Key   `arg:"" name:"report"`
	Because string         `required:"" placeholder:"TEXT"`
}

func (c *caseRemoveCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		n, err := d.RemoveFromCase(ctx, d.who, c.Number, c.Reports, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("Dossier %s : %s de moins, toujours dans leur piste.", "Case %s: %s less, still in their lead."), n, e.reports(int64(len(c.Reports))))
		return nil
	})
}

type caseNoteCmd struct {
	Number dossier.Number `arg:""`
	Text   string         `arg:""`
}

// noteBytes bounds what is read of a note; the unit has its own, smaller bound.
const noteBytes = 64 << 10

func (c *caseNoteCmd) Run(ctx context.Context, e *env) error {
	text := c.Text
	if text == "-" { // so that it need not stand in the shell's history
		b, err := io.ReadAll(io.LimitReader(e.in, noteBytes))
		if err != nil {
			return err
		}
		text = strings.TrimRight(string(b), "\r\n")
	}
	return e.with(ctx, func(d *desk) error {
		act, err := d.NoteOnCase(ctx, d.who, c.Number, text)
		if err != nil {
			return err
		}
		e.print(e.t("Note %d écrite.", "Note %d written."), act)
		return nil
	})
}

type caseAssignCmd struct {
	Number  dossier.Number `arg:""`
	Person  string         `arg:"" optional:""`
	Nobody  bool           ``
	Because string         `required:"" placeholder:"TEXT"`
}

func (c *caseAssignCmd) Run(ctx context.Context, e *env) error {
	if c.Nobody == (c.Person != "") {
		return &usage{e.t("nommez une personne, ou bien --nobody", "name a person, or else --nobody"), e.command}
	}
	return e.with(ctx, func(d *desk) error {
		n, err := d.AssignCase(ctx, d.who, c.Number, c.Person, c.Because)
		if err != nil {
			return err
		}
		if c.Nobody {
			e.print(e.t("Le dossier %s n'est plus confié à personne.", "Case %s is nobody's any more."), n)
			return nil
		}
		e.print(e.t("Dossier %s confié à %s.", "Case %s assigned to %s."), n, c.Person)
		return nil
	})
}

type caseMergeCmd struct {
	From    dossier.Number `arg:"" name:"from"`
	Into    dossier.Number `arg:"" name:"into"`
	Because string         `required:"" placeholder:"TEXT"`
}

func (c *caseMergeCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		n, err := d.MergeCases(ctx, d.who, c.From, c.Into, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("Tout le dossier %s est au dossier %s ; l'ancien numéro y mène.", "All of case %s is in case %s; the old number leads there."), c.From, n)
		return nil
	})
}

type caseSplitCmd struct {
	Number  dossier.Number `arg:""`
	Reports []report.Key   `arg:"" optional:"" name:"report"`
	Note    []int64        `placeholder:"N"`
	From    dossier.Number `placeholder:"NUMBER"`
	Because string         `required:"" placeholder:"TEXT"`
}

func (c *caseSplitCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		n, err := d.SplitCase(ctx, d.who, c.Number, unit.Part{Reports: c.Reports, Notes: c.Note, From: c.From}, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("Ce qui a été nommé forme le dossier %s.", "What was named is now case %s."), n)
		return nil
	})
}

type caseUndoCmd struct {
	Act     int64  `arg:""`
	Because string `required:"" placeholder:"TEXT"`
}

func (c *caseUndoCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		n, err := d.UndoCase(ctx, d.who, c.Act, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("L'acte %d est annulé : tout est comme s'il n'avait pas eu lieu.", "Act %d is taken back: all is as if it had not been done."), c.Act)
		if !n.IsZero() {
			e.hint("vigie case show %s", n)
		}
		return nil
	})
}
