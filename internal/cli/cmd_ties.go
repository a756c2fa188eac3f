package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/report"
	"vigie/internal/unit"
)

// tiesCmd says what holds a lead; `vigie why` says what ties two of its reports.
type tiesCmd struct {
	Lead report.Key `arg:""`
	All  bool       ``
	JSON bool       `name:"json"`
}

// shownTies is how many bridges and other ties are shown unless all are asked for.
const shownTies = 10

func (c *tiesCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.Ties(ctx, d.who, c.Lead)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.print("%s", e.style(bold, fmt.Sprintf(e.t("Piste %s, %s", "Lead %s, %s"), v.Lead, e.reports(v.Reports))))
		most := shownTies
		if c.All {
			most = max(len(v.Bridges), len(v.Others))
		}
		e.bridges(v, most)
		e.heading("Ce qui la tient encore, sans être seul à le faire", "What else holds it, and is not alone in that")
		if len(v.Others) == 0 {
			e.print("  %s", e.t("rien", "nothing"))
		}
		for _, t := range v.Others[:min(len(v.Others), most)] {
			e.print("  %s", e.tie(t)+" · "+e.reports(int64(t.Bearers))+e.reach(t))
		}
		e.left(v.OthersInAll-min(len(v.Others), most), len(v.Others) > most)
		if v.Reports > 1 && len(v.Bridges) > 0 {
			p := v.Bridges[0].Parts
			e.hint("%s vigie why %s %s", e.t("ce qui relie deux signalements :", "what ties two reports:"), p[0].Least, p[1].Least)
		}
		return nil
	})
}

// bridges shows the ties without which a lead would split, weakest first.
func (e *env) bridges(v unit.TiesView, most int) {
	e.heading("Ce qui ne tient qu'à un fil : sans lui, la piste se divise", "What hangs by one thread: without it, the lead splits")
	if len(v.Bridges) == 0 {
		if v.Reports < 2 {
			e.print("  %s", e.t("un seul signalement : rien à tenir", "one report: nothing to hold"))
		} else {
			e.print("  %s", e.t("rien : aucun lien n'est seul à tenir la piste", "nothing: no tie is alone in holding the lead"))
		}
	}
	shown := v.Bridges[:min(len(v.Bridges), most)]
	for _, t := range shown {
		e.print("%s", e.wrap(e.bridge(t), "  "))
		if t.Judged != nil {
			e.print("%s", e.style(dim, e.quoted(t.Judged.Because, "    ")))
		} else {
			e.print("    %s", e.style(dim, e.reports(int64(t.Bearers))+e.reach(t)))
		}
		if len(t.Parts) > 1 {
			e.print("    %s", e.style(dim, e.pasteable(fmt.Sprintf(e.t("à juger : vigie judge different %s %s --because … (ou same)", "to judge: vigie judge different %s %s --because … (or same)"), t.Parts[0].Bearer, t.Parts[1].Bearer))))
		}
	}
	e.left(v.BridgesInAll-len(shown), len(v.Bridges) > most)
}

// left says how many are not shown.
func (e *env) left(n int, all bool) {
	if n <= 0 {
		return
	}
	how := ""
	if all {
		how = " (--all)"
	}
	e.print("  %s", fmt.Sprintf(e.t("et encore %s", "and %s more"), e.n(int64(n)))+how)
}

// theseFR and theseEN name a tie by its kind, as a sentence does.
var (
	theseFR = map[string]string{
		"account": "ce compte", "email": "cette adresse électronique", "phone": "ce téléphone", "device": "cet appareil", "iban": "cet IBAN",
		"bank-account": "ce compte de paiement", "wallet": "ce portefeuille", "document": "ce document",
	}
	theseEN = map[string]string{"email": "this e-mail address", "bank-account": "this payment account", "iban": "this IBAN"}
)

// bridge says in one sentence what a lead would lose with a tie.
func (e *env) bridge(t unit.TieView) string {
	var without string
	if j := t.Judged; j != nil {
		without = fmt.Sprintf(e.t("Sans le jugement de %s sur %s et %s", "Without the judgement of %s on %s and %s"), j.Who, j.A, j.B)
	} else {
		this := e.t(theseFR[t.Kind], theseEN[t.Kind])
		if this == "" {
			this = e.t("cet identifiant", "this ") + e.t("", e.word(t.Kind))
		}
		without = e.t("Sans ", "Without ") + this + " (" + e.value(t) + ")"
	}
	if t.PartsInAll > 2 {
		return without + fmt.Sprintf(e.t(", la piste se diviserait en %s parties, la plus grande de %s.", ", the lead would fall into %s parts, the largest of %s."),
			e.n(int64(t.PartsInAll)), e.reports(int64(t.Parts[0].Reports)))
	}
	few, rest := int64(t.Severed), int64(t.Parts[0].Reports)
	if e.lang == "en" {
		from := "the other"
		if rest > 1 {
			from = "the " + e.n(rest) + " others"
		}
		return without + ", " + e.reports(few) + " would part from " + from + "."
	}
	verb, from := "se séparerait", "de l'autre"
	if few > 1 {
		verb = "se sépareraient"
	}
	if rest > 1 {
		from = "des " + e.n(rest) + " autres"
	}
	return without + ", " + e.reports(few) + " " + verb + " " + from + "."
}

// tie names a tie.
func (e *env) tie(t unit.TieView) string {
	if j := t.Judged; j != nil {
		return fmt.Sprintf(e.t("jugement de %s : %s et %s de la même main", "judgement of %s: %s and %s of the same hands"), j.Who, j.A, j.B)
	}
	return pad(e.word(t.Kind), 20) + "  " + e.value(t)
}

func (e *env) value(t unit.TieView) string {
	v := visible(t.Value)
	if v == "" {
		v = e.t("masqué", "masked")
	}
	return strings.TrimSpace(t.Service + " " + v)
}

func (e *env) reach(t unit.TieView) string {
	if t.Judged != nil {
		return ""
	}
	return " · " + fmt.Sprintf(e.t("porté par %s, plafond %s", "borne by %s, cap %s"),
		e.some(int64(t.Reach), "compte signalé", "comptes signalés", "reported account", "reported accounts"), e.n(int64(t.Cap)))
}
