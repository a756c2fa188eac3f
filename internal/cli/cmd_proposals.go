package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/unit"
)

type proposalsCmd struct {
	List   proposalsListCmd   `cmd:"" default:"withargs"`
	Accept proposalsAcceptCmd `cmd:""`
	Refuse proposalsRefuseCmd `cmd:""`
	Leave  proposalsLeaveCmd  `cmd:""`
}

type proposalsListCmd struct {
	Limit int    `default:"20"`
	After string `name:"after" placeholder:"PLACE"`
	JSON  bool   `name:"json"`
}

func (c *proposalsListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		page, err := d.Proposals(ctx, d.who, c.After, c.Limit)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(page)
		}
		switch {
		case len(page.Proposals) > 0 || page.Next != "":
		case c.After != "":
			e.print("%s", e.t("Fin de la liste.", "The end of the list."))
		default:
			e.print("%s", e.t("Aucune proposition n'attend.", "No proposal waits."))
		}
		for i, p := range page.Proposals {
			if i > 0 {
				e.print("")
			}
			e.print("%s — %s   %s", e.style(bold, p.A.String()), e.style(bold, p.B.String()), e.style(dim, e.bits(p.Bits)))
			e.evidence(p)
		}
		if len(page.Proposals) > 0 {
			p := page.Proposals[0]
			e.hint(e.t("répondre : vigie proposals accept %s %s --because … (ou refuse, ou leave)", "to answer: vigie proposals accept %s %s --because … (or refuse, or leave)"), p.Mine, p.Theirs)
		}
		if page.Moved {
			e.hint("%s %s", e.t("ce qui a été fait depuis la première page a pu en faire monter en tête :", "what was done since the first page may have brought some to the head:"), e.again("proposals"))
		}
		if page.Next != "" {
			e.more("proposals", "--after", page.Next)
		}
		return nil
	})
}

// bits says how much evidence there is.
func (e *env) bits(b float64) string {
	n := strconv.FormatFloat(b, 'f', 1, 64)
	if e.lang != "en" {
		n = strings.Replace(n, ".", ",", 1)
	}
	return n + " bits"
}

// evidence shows why two leads may be the same hands.
func (e *env) evidence(p unit.Proposal) {
	for _, x := range p.Evidence {
		what := strings.Join(strings.Fields(e.word(x.Kind)+" "+x.Service+" "+visible(x.Value)), " ")
		var more []string
		if x.FromText {
			more = append(more, e.t("trouvé dans un texte", "from text"))
		}
		if x.Role != "" {
			more = append(more, fmt.Sprintf(e.t("d'un côté : %s", "on one side: %s"), e.roleWord(x.Role)))
		}
		more = append(more, e.t("porté par ", "borne by ")+e.some(x.Reach, "compte", "comptes", "account", "accounts"), e.bits(x.Bits))
		e.print("  %s   %s", what, e.style(dim, strings.Join(more, " · ")))
		e.print("      %s", e.style(dim, e.pasteable("vigie why "+x.Mine.String()+" "+x.Theirs.String())))
	}
}

// answer is what the three answers share.
type answer struct {
	A       report.Key `arg:"" name:"report"`
	B       report.Key `arg:"" name:"other"`
	Because string     `required:"" placeholder:"TEXT"`
}

func (c *answer) as(ctx context.Context, e *env, v link.Verdict) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.Answer(ctx, d.who, c.A, c.B, v, c.Because); err != nil {
			return err
		}
		e.recorded(c.A, c.B, v)
		return nil
	})
}

type proposalsAcceptCmd struct{ answer }

func (c *proposalsAcceptCmd) Run(ctx context.Context, e *env) error { return c.as(ctx, e, link.Same) }

type proposalsRefuseCmd struct{ answer }

func (c *proposalsRefuseCmd) Run(ctx context.Context, e *env) error {
	return c.as(ctx, e, link.Different)
}

type proposalsLeaveCmd struct{ answer }

func (c *proposalsLeaveCmd) Run(ctx context.Context, e *env) error {
	return c.as(ctx, e, link.Undecided)
}
