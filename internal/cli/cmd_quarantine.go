package cli

import (
	"context"

	"vigie/internal/intake"
	"vigie/internal/unit"
)

type quarantineCmd struct {
	List  quarantineListCmd  `cmd:"" default:"withargs"`
	Show  quarantineShowCmd  `cmd:""`
	Retry quarantineRetryCmd `cmd:""`
}

type quarantineListCmd struct {
	All   bool  ``
	After int64 `placeholder:"ID"`
	Limit int   `default:"50"`
	JSON  bool  `name:"json"`
}

func (c *quarantineListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		fs, err := d.Quarantine(ctx, d.who, c.After, c.Limit, c.All)
		if err != nil {
			return err
		}
		if c.JSON {
			if fs == nil {
				fs = []unit.Fault{}
			}
			return e.json(fs)
		}
		switch {
		case len(fs) == 0 && c.After > 0:
			e.print("%s", e.t("Fin de la liste.", "The end of the list."))
			return nil
		case len(fs) == 0:
			e.print("%s", e.t("La quarantaine est vide.", "The quarantine is empty."))
			return nil
		}
		for i, f := range fs {
			if i > 0 {
				e.print("")
			}
			e.fault(f)
		}
		if len(fs) == c.Limit {
			e.more("quarantine list", "--after", fs[len(fs)-1].ID)
		}
		e.hint("%s", e.t("une fois corrigé : vigie quarantine retry N° (ou --all)", "once put right: vigie quarantine retry ID (or --all)"))
		return nil
	})
}

// fault shows a record in quarantine: where it is, what is wrong, what to do.
func (e *env) fault(f unit.Fault) {
	state := ""
	if f.Resolved {
		state = e.t("  réglé", "  settled")
	}
	e.print("%s  %s%s", e.style(bold, padLeft(e.n(f.ID), 4)), e.place(f.Place), e.style(dim, state))
	e.print("%s", e.wrap(intake.Sentence(f.Reason, e.lang), "      "))
	if f.Detail != "" {
		e.print("      %s", e.style(dim, string(f.Reason)+e.t(" : ", ": ")+f.Detail))
	}
}

// place says where a record stands.
func (e *env) place(p intake.Place) string {
	s := p.File
	if p.Row > 0 {
		s += e.t(", ligne ", ", row ") + e.n(int64(p.Row))
	} else if p.Offset > 0 {
		s += e.t(", octet ", ", byte ") + e.n(p.Offset)
	}
	if p.Field != "" {
		s += ", " + p.Field
	}
	return s
}

type quarantineShowCmd struct {
	ID   int64 `arg:"" name:"id"`
	JSON bool  `name:"json"`
}

func (c *quarantineShowCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		f, err := d.QuarantinedRecord(ctx, d.who, c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(f)
		}
		e.fault(f)
		e.print("      %s  %s", e.t("mis de côté le", "set aside on"), e.when(f.At))
		e.print("      SHA-256  %s", f.SHA256)
		return nil
	})
}
