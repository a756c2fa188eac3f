package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/report"
	"vigie/internal/unit"
)

type networkCmd struct {
	Lead  report.Key `arg:""`
	Of    string     `placeholder:"ID"`
	From  unit.Place `placeholder:"PLACE"`
	After unit.Place `placeholder:"PLACE"`
	Limit int        ``
	JSON  bool       `name:"json"`
}

func (c *networkCmd) Run(ctx context.Context, e *env) error {
	if c.After != "" && c.Of == "" {
		return &usage{e.t("--after continue les pistes d'une contrepartie : il faut --of", "--after continues the leads of one counterparty: it needs --of"), e.command}
	}
	return e.with(ctx, func(d *desk) error {
		v, err := d.Network(ctx, d.who, c.Lead, unit.NetworkFilter{Of: c.Of, From: c.From, After: c.After, Limit: c.Limit, Lang: e.lang})
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.network(v)
		for _, x := range v.Counterparties {
			if c.Of != "" && x.Next != "" {
				e.more("network "+v.Lead.String(), "--of", x.ID, "--after", x.Next)
			}
		}
		if v.Next != "" {
			e.more("network "+v.Lead.String(), "--from", v.Next)
		}
		return nil
	})
}

// network shows a lead's counterparties and the other leads around each.
func (e *env) network(v unit.NetworkView) {
	e.print("%s", e.style(bold, fmt.Sprintf(e.t("Le réseau de la piste %s", "The network of lead %s"), v.Lead)))
	e.print("%s", e.wrap(e.t("Les pistes autour d'une même contrepartie sont montrées ensemble, jamais réunies : elles peuvent être de mains différentes.",
		"Leads around the same counterparty are shown together and never merged: they may be of different hands."), ""))
	if v.Looked < v.Reports && v.InAll != 1 {
		e.print(e.t("Contreparties des %s premiers signalements sur %s.", "Counterparties of the first %s reports of %s."), e.n(v.Looked), e.n(v.Reports))
	}
	if v.Uncounted > 0 {
		e.print(e.t("%s contreparties ne sont pas comptées, celles que la piste nomme le moins.", "%s counterparties are not counted, those that the lead names least."), e.n(int64(v.Uncounted)))
	}
	if v.InAll == 0 {
		e.print("%s", e.t("Aucun signalement de la piste ne nomme de contrepartie.", "No report of the lead names a counterparty."))
	}
	for _, c := range v.Counterparties {
		e.print("\n%s", e.counterparty(c))
		if c.Hub {
			e.print("  %s", e.style(amber, e.t("très répandue, peut-être un agent de paiement : ses pistes n'ont peut-être rien à voir entre elles",
				"very widespread, perhaps a payment agent: its leads may have nothing to do with each other")))
		}
		for _, r := range c.Others {
			e.row(r)
		}
		if c.Next != "" && len(c.Others) > 0 {
			e.print("  %s", e.pasteable(fmt.Sprintf(e.t("et d'autres : vigie network %s --of %s", "and more: vigie network %s --of %s"), v.Lead, c.ID)))
		}
	}
}

// counterparty names one and says who reaches it.
func (e *env) counterparty(c unit.CounterpartyView) string {
	var roles []string
	for _, r := range c.Roles {
		roles = append(roles, e.roleWord(r))
	}
	value := visible(c.Value)
	if value == "" {
		value = e.t("valeur masquée", "value masked")
	}
	what := strings.Join(roles, ", ") + " · " + e.word(c.Kind) + " · " + strings.TrimSpace(c.Service+" "+value)
	if c.More {
		return e.style(bold, what) + e.t(" : plus de ", ": more than ") + e.reports(c.Reports) + e.t(", pistes non comptées", ", leads not counted")
	}
	if c.Leads <= 1 {
		return e.style(bold, what) + e.t(" : cette piste seulement", ": this lead only")
	}
	return e.style(bold, what) + e.t(" : ", ": ") + e.some(c.Leads, "piste avec celle-ci", "pistes avec celle-ci", "lead with this one", "leads with this one") + ", " +
		e.some(c.Accounts, "compte signalé", "comptes signalés", "reported account", "reported accounts")
}
