package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/report"
	"vigie/internal/unit"
)

type hubCmd struct {
	List      hubListCmd      `cmd:"" default:"withargs"`
	Declare   hubDeclareCmd   `cmd:""`
	Undeclare hubUndeclareCmd `cmd:""`
}

type hubListCmd struct {
	JSON bool `name:"json"`
}

func (c *hubListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		l, err := d.Hubs(ctx, d.who)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(l)
		}
		if len(l.Hubs) == 0 {
			e.print("%s", e.t("Aucun identifiant n'est trop répandu pour relier.", "No identifier is too widespread to join."))
		}
		for _, h := range l.Hubs {
			value := visible(h.Value)
			if value == "" {
				value = e.t("(masqué)", "(masked)")
			}
			e.print("%s", strings.Join(strings.Fields(e.word(h.Kind)+" "+h.Service+" "+value), " ")+"   "+
				e.style(dim, e.t("porté par ", "borne by ")+e.atLeast(h.AtLeast)+e.some(h.Reach, "compte", "comptes", "account", "accounts")+", "+
					e.reports(h.Reports)+fmt.Sprintf(e.t(" ; au plus %d pour relier", "; at most %d to join"), h.Cap)))
			if h.Declared {
				e.print("      %s", e.said(e.declaredBy(h), h.Because, "        "))
			}
		}
		if l.More {
			e.note("%s", e.t("La liste est coupée : il y en a d'autres.", "The list is cut: there are more."))
		}
		return nil
	})
}

// declaredBy says who declared a hub, as what and when, and what takes it back.
func (e *env) declaredBy(h unit.HubView) string {
	if h.IsA != "" {
		return fmt.Sprintf(e.t("selon %s, le %s, compte d'%s (entrée %d) : ", "says %s, on %s, the account of %s (entry %d): "), h.Who, e.when(h.At), e.isA(h.IsA), h.Entry)
	}
	return fmt.Sprintf(e.t("déclaré par %s, le %s (entrée %d) : ", "declared by %s, on %s (entry %d): "), h.Who, e.when(h.At), h.Entry)
}

type declaration struct {
	Kind    string `arg:"" name:"kind"`
	Value   string `arg:"" name:"value"`
	Service string `placeholder:"NAME"`
	Because string `required:"" placeholder:"TEXT"`
}

// kind reads a kind of identifier by its name.
func (c *declaration) kind(e *env) (report.Kind, error) {
	if k, ok := report.KindNamed(c.Kind); ok {
		return k, nil
	}
	var names []string
	for k := report.KindAccount; k <= report.LastKind; k++ {
		names = append(names, k.String())
	}
	return 0, &usage{fmt.Sprintf(e.t("« %s » n'est pas un genre d'identifiant ; au choix : %s", "%q is no kind of identifier; one of: %s"), c.Kind, strings.Join(names, ", ")), e.command}
}

type hubDeclareCmd struct{ declaration }

func (c *hubDeclareCmd) Run(ctx context.Context, e *env) error {
	k, err := c.kind(e)
	if err != nil {
		return err
	}
	return e.with(ctx, func(d *desk) error {
		n, err := d.DeclareHub(ctx, d.who, k, c.Service, c.Value, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("Consigné : cet identifiant ne relie plus personne. Il figure dans %s.", "Recorded: this identifier links nobody any more. It stands in %s."), e.reports(int64(n)))
		return nil
	})
}

type hubUndeclareCmd struct {
	Kind    string `arg:"" name:"kind" optional:""`
	Value   string `arg:"" name:"value" optional:""`
	Service string `placeholder:"NAME"`
	Entry   int64  `placeholder:"N"`
	Because string `required:"" placeholder:"TEXT"`
}

func (c *hubUndeclareCmd) Run(ctx context.Context, e *env) error {
	what := declaration{c.Kind, c.Value, c.Service, c.Because}
	var k report.Kind
	switch {
	case c.Entry != 0 && c.Kind == "":
	case c.Entry != 0 || c.Value == "":
		return &usage{e.t("nommez l'identifiant par son genre et sa valeur, ou la déclaration par --entry", "name the identifier by its kind and value, or the declaration by --entry"), e.command}
	default:
		var err error
		if k, err = what.kind(e); err != nil {
			return err
		}
	}
	return e.with(ctx, func(d *desk) error {
		take := func() (int, error) { return d.UndeclareHub(ctx, d.who, k, c.Service, c.Value, c.Because) }
		if c.Entry != 0 {
			take = func() (int, error) { return d.TakeHubBack(ctx, d.who, c.Entry, c.Because) }
		}
		n, err := take()
		if err != nil {
			return err
		}
		e.print(e.t("Retiré : cet identifiant relie de nouveau selon sa portée. Il figure dans %s.", "Taken back: this identifier links again by its reach. It stands in %s."), e.reports(int64(n)))
		return nil
	})
}
