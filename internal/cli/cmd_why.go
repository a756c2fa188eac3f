package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/report"
	"vigie/internal/unit"
)

type whyCmd struct {
	A    report.Key `arg:"" name:"report"`
	B    report.Key `arg:"" name:"other"`
	JSON bool       `name:"json"`
}

func (c *whyCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		w, err := d.Why(ctx, d.who, c.A, c.B)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(w)
		}
		e.why(w)
		return nil
	})
}

var apartWords = map[string][2]string{
	"hub":          {"trop répandu pour relier", "too widespread to join"},
	"unverified":   {"trop faible pour relier seul : une personne peut juger", "too weak to join alone: a person may judge"},
	"judged":       {"une personne a jugé que non", "a person judged otherwise"},
	"counterparty": {"contrepartie : forme un réseau, ne relie jamais", "counterparty: forms a network, never joins"},
	"beside":       {"d'un côté, celui d'un tiers ou du lieu : ne relie jamais, une personne peut juger", "on one side somebody else's or the place's: never joins, a person may judge"},
	"nobody":       {"des deux côtés, celui d'un tiers ou du lieu : ne relie ni ne propose", "on both sides somebody else's or the place's: joins and proposes nothing"},
}

func (e *env) why(w unit.Why) {
	if w.A == w.B {
		e.print(e.t("C'est deux fois le même signalement, %s, de la piste %s : nommez-en deux.", "This is one report twice, %s, of lead %s: name two."), w.A, w.LeadA)
		return
	}
	if w.LeadA == w.LeadB {
		e.print(e.t("%s et %s sont dans une même piste, %s.", "%s and %s are in one lead, %s."), w.A, w.B, w.LeadA)
		for _, t := range w.Chain {
			by := strings.Join(strings.Fields(e.word(t.Kind)+" "+t.Service+" "+visible(t.Value)), " ")
			if t.Judged {
				by = e.t("jugés de la même main par une personne", "judged of the same hands by a person")
			}
			if t.Bridge {
				by += e.t(" — seul lien à cet endroit", " — the only tie at this point")
			}
			e.print("  %s — %s   %s", t.From, t.To, by)
		}
	} else {
		e.print(e.t("%s et %s sont dans deux pistes, %s et %s.", "%s and %s are in two leads, %s and %s."), w.A, w.B, w.LeadA, w.LeadB)
		if len(w.Apart) == 0 {
			e.print("  %s", e.t("ils n'ont rien en commun que Vigie connaisse", "they share nothing that Vigie knows of"))
		}
		for _, a := range w.Apart {
			what := strings.Join(strings.Fields(e.word(a.Kind)+" "+a.Service+" "+visible(a.Value)), " ")
			why := apartWords[a.Why]
			e.print("  %s   %s (%s)", what, e.t(why[0], why[1]), fmt.Sprintf(e.t("portée : %s", "reach: %s"), e.n(a.Reach)))
		}
	}
	if w.Judged != nil {
		e.print("%s", e.said(fmt.Sprintf(e.t("Jugés par %s : %s — ", "Judged by %s: %s — "), w.Judged.Who, e.verdict(w.Judged.Verdict)), w.Judged.Because, "  "))
	}
	for _, j := range w.Cut {
		e.print("%s", e.said(fmt.Sprintf(e.t("Tenues séparées par un jugement de %s sur %s et %s — ", "Kept apart by a judgement of %s on %s and %s — "), j.Who, j.A, j.B), j.Because, "  "))
	}
}
