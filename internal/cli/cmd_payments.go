package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

type paymentsCmd struct {
	Lead report.Key `arg:""`
	In   string     `placeholder:"CURRENCY"`
	All  bool       ``
	JSON bool       `name:"json"`
}

// paymentsListed is how many payments and pairs are listed without --all.
const paymentsListed = 10

func (c *paymentsCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.Payments(ctx, d.who, c.Lead, c.In)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.payments(v, c.All)
		return nil
	})
}

// payments shows the payment facts of a lead.
func (e *env) payments(v unit.PaymentsView, all bool) {
	e.print("%s", e.style(bold, fmt.Sprintf(e.t("Les paiements de la piste %s", "The payments of lead %s"), v.Lead)))
	if v.Looked < v.Reports {
		e.print(e.t("D'après les %s premiers signalements sur %s.", "From the first %s reports of %s."), e.n(v.Looked), e.n(v.Reports))
	}
	e.fact(e.t("Paiements", "Payments"), e.some2(v.Count))
	for _, s := range v.Sums {
		e.fact(currency(e, s.Currency), e.sum(v.Windows, s))
	}
	if v.Unstated.Max > 0 {
		e.fact(e.t("sans montant", "no amount"), e.some2(v.Unstated))
	}
	if c := v.Converted; c != nil {
		e.converted(v.Windows, c)
	}
	if len(v.First.Told) > 0 {
		e.fact(e.t("Du … au …", "From … to …"), e.on(v.First.At)+" – "+e.on(v.Last.At))
	}
	e.fact(e.t("Intervalles", "Gaps"), e.trend(v.Intervals, func(a payment.Amount) string { return e.amount(a.String()) + e.t(" jours", " days") }))
	e.fact(e.t("Montants", "Amounts"), e.trend(v.Amounts, func(a payment.Amount) string {
		return e.amount(v.Windows.Shown(a, v.Amounts.Currency)) + " " + v.Amounts.Currency
	}))
	if len(v.Near) > 0 {
		e.fact(e.t("Près d'une séance", "Near a session"), e.some2(v.NearCount)+fmt.Sprintf(e.t(", à %d heures au plus", ", %d hours at most"), int(v.Windows.Session/time.Hour)))
	}
	e.fact(e.t("Instruction consignée", "Instruction recorded"), e.reports(int64(len(v.Instructed))))
	e.fact(e.t("Lieu de la personne qui organise", "Facilitator located"), e.reports(int64(len(v.Located))))
	if n := v.Received.Count; n.Max > 0 {
		e.fact(e.t("Reçus, hors de tout fait", "Received, in no fact"), e.some2(n))
	}
	if n := others(v); n > 0 {
		e.fact(e.t("Autres, hors de tout fait", "Others, in no fact"), e.n(n))
	}
	e.payees(v)
	e.paidList(v, all)
}

func (e *env) fact(name, value string) { e.print("  %s  %s", pad(name, 26), value) }

// some2 writes a count that is certain, or its bounds.
func (e *env) some2(c payment.Count) string {
	if c.Min == c.Max {
		return e.n(int64(c.Max))
	}
	return fmt.Sprintf(e.t("de %s à %s", "%s to %s"), e.n(int64(c.Min)), e.n(int64(c.Max)))
}

func currency(e *env, c string) string {
	if c == "" {
		return e.t("sans devise", "no currency")
	}
	return c
}

func (e *env) bounds(w *payment.Windows, r payment.Range, currency string) string {
	lo, hi := w.Shown(r.Min, currency), w.Shown(r.Max, currency)
	if lo == hi {
		return e.amount(lo)
	}
	return fmt.Sprintf(e.t("de %s à %s", "%s to %s"), e.amount(lo), e.amount(hi))
}

// amount writes decimal text as the person's language does, and as counts are
// written: 77 663,00 in French, 77,663.00 in English.
func (e *env) amount(s string) string {
	whole, part, broken := strings.Cut(s, ".")
	if whole = e.digits(whole); !broken {
		return whole
	}
	return whole + e.t(",", ".") + part
}

// paid writes a count of payments with its noun.
func (e *env) paid(c payment.Count) string {
	if c.Min == c.Max {
		return e.some(int64(c.Max), "paiement", "paiements", "payment", "payments")
	}
	return fmt.Sprintf(e.t("de %s à %s", "%s to %s"), e.n(int64(c.Min)), e.some(int64(c.Max), "paiement", "paiements", "payment", "payments"))
}

func (e *env) sum(w *payment.Windows, s payment.Sum) string {
	return fmt.Sprintf(e.t("%s, au total %s ; médiane %s, le plus petit %s, le plus grand %s", "%s, total %s; median %s, smallest %s, largest %s"),
		e.paid(s.Count), e.bounds(w, s.Total, s.Currency), e.amount(w.Shown(s.MedianMost, s.Currency)),
		e.amount(w.Shown(s.Smallest, s.Currency)), e.amount(w.Shown(s.Largest, s.Currency)))
}

func (e *env) converted(w *payment.Windows, c *payment.Converted) {
	text := e.bounds(w, c.Total, c.Currency) + " " + c.Currency + e.t(" par les taux de l'unité, ", " by the unit's rates, ") + e.paid(c.Count)
	if !c.Whole() {
		var lack []string
		for _, m := range c.Missing[:min(len(c.Missing), 3)] {
			lack = append(lack, m.From+" "+e.on(m.Day))
		}
		text += e.style(amber, fmt.Sprintf(e.t(" ; incomplet, il manque %s taux (%s…)", "; not whole, without %s (%s…)"),
			e.t(e.n(int64(len(c.Missing))), e.some(int64(len(c.Missing)), "", "", "rate", "rates")), strings.Join(lack, ", ")))
	}
	e.fact(e.t("En une devise", "In one currency"), text)
}

func (e *env) on(t time.Time) string {
	if t.IsZero() {
		return e.t("sans date", "no date")
	}
	return triage.DayOf(t).In(e.lang)
}

func (e *env) trend(t payment.Trend, say func(payment.Amount) string) string {
	words := map[payment.Direction][2]string{
		payment.TooFew: {"trop peu pour une tendance", "too few for a trend"}, payment.Steady: {"stables", "steady"},
		payment.Shortening: {"qui raccourcissent", "shortening"}, payment.Lengthening: {"qui s'allongent", "lengthening"},
		payment.Rising: {"en hausse", "rising"}, payment.Falling: {"en baisse", "falling"},
	}
	w := words[t.Direction]
	if t.Direction == payment.TooFew {
		return e.t(w[0], w[1])
	}
	return e.t(w[0], w[1]) + fmt.Sprintf(e.t(" : médiane %s, puis %s", ": median %s, then %s"), say(t.Earlier), say(t.Later))
}

func others(v unit.PaymentsView) (n int64) {
	for _, o := range v.Others {
		n += int64(o.Count)
	}
	return n
}

// payees lists to whom the payments went.
func (e *env) payees(v unit.PaymentsView) {
	if len(v.Recipients) == 0 {
		return
	}
	e.print("\n%s", e.style(bold, e.t("Bénéficiaires", "Recipients")))
	for i, r := range v.Recipients {
		if i == len(v.Shared) {
			e.print(e.t("  et %s autres", "  and %s more"), e.n(int64(len(v.Recipients)-i)))
			break
		}
		var names []string
		for _, b := range r.Bears {
			value := visible(b.Value)
			if value == "" {
				value = e.t("(masqué)", "(masked)")
			}
			names = append(names, strings.Join(strings.Fields(e.word(b.Kind.String())+" "+b.Service+" "+value), " "))
		}
		if len(names) == 0 {
			names = []string{e.t("sans identifiant", "no identifier")}
		}
		e.print("  %s", strings.Join(names, ", "))
		line := e.paid(r.Count)
		if r.Apart {
			line += e.t(" ; compte d'un agent, qui retire n'est pas connu", "; an agent's account, who collects is not known")
		}
		if s := v.Shared[i]; s.Senders > 1 {
			line += e.t(" ; en tout ", "; in all ") + e.senders(s.Senders)
			if s.Leads > 1 {
				line += e.t(", dans ", ", in ") + e.some(s.Leads, "piste", "pistes", "lead", "leads")
			}
			line += e.style(dim, "   "+s.ID)
		}
		e.print("      %s", line)
	}
}

// paidList lists the payments that count, with what tells them.
func (e *env) paidList(v unit.PaymentsView, all bool) {
	if len(v.Facts.Payments) == 0 {
		return
	}
	e.print("\n%s", e.style(bold, e.t("Un par un, avec ce qui les énonce", "One by one, with what states them")))
	near := map[int]payment.Near{}
	for _, n := range v.Near {
		near[n.Payment] = n
	}
	for i, p := range v.Facts.Payments {
		if i == paymentsListed && !all {
			e.hint("%s %s --all", fmt.Sprintf(e.t("%s autres :", "%s more:"), e.n(int64(len(v.Facts.Payments)-i))), e.again("payments "+v.Lead.String()))
			break
		}
		amount := e.t("montant non indiqué", "no amount stated")
		if p.Stated {
			amount = e.amount(v.Windows.Shown(p.Amount, p.Currency)) + " " + p.Currency
		}
		line := pad(e.on(p.At), 18) + " " + padLeft(amount, 16)
		if n, ok := near[i]; ok {
			line += e.t("   séance du ", "   session of ") + e.on(n.Start)
		}
		if !p.Least {
			line += e.style(dim, e.t("   peut-être un déjà compté", "   perhaps one counted already"))
		}
		e.print("  %s", line)
		var told []string
		for _, t := range p.Told {
			s := t.Report.String() + " " + strconv.Quote(visible(t.Field))
			if h := v.Handling[t.Report]; h != "" {
				s += " (" + h + ")"
			}
			told = append(told, s)
		}
		e.print("      %s", e.style(dim, strings.Join(told, ", ")))
	}
}
