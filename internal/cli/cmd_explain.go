package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vigie/internal/proof"
	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

type explainCmd struct {
	Lead report.Key `arg:""`
	All  bool       ``
	JSON bool       `name:"json"`
}

// shownReports is how many reports of a lead are shown unless all are asked for.
const shownReports = 10

func (c *explainCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.Lead(ctx, d.who, c.Lead, e.lang)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.lead(v, c.All)
		return nil
	})
}

func (e *env) heading(fr, en string) { e.print("\n%s", e.style(bold, e.t(fr, en))) }

// lead shows why a lead stands where it does, and what it rests on.
func (e *env) lead(v unit.LeadView, all bool) {
	e.row(v.Row)
	if v.Waits {
		e.print("  %s", e.style(red, e.t("attend qu'une personne en prenne acte", "waits for a person to acknowledge it")))
	}
	e.heading("Pourquoi cette place", "Why this place")
	for _, r := range v.Explanation.Reasons {
		what := fmt.Sprintf("+%d", r.Weight)
		if r.Class != 0 {
			what = r.Class.In(e.lang)
		}
		e.print("  %s  %s", pad(what, 10), r.Text)
		e.print("  %s  %s", pad("", 10), e.style(dim, r.Rule+e.figures(r.Figures)+" · "+r.Source))
	}
	if len(v.Explanation.WouldChange) > 0 {
		e.heading("Ce qui la changerait", "What would change it")
		for _, c := range v.Explanation.WouldChange {
			e.print("%s", e.wrap(c.Text, "  "))
		}
	}
	e.heading("Signalements", "Reports")
	n := len(v.Reports)
	if !all {
		n = min(n, shownReports)
	}
	for i, r := range v.Reports[:n] {
		if i > 0 {
			e.print("")
		}
		e.report(r)
	}
	if left := int64(len(v.Reports)-n) + v.More; left > 0 {
		e.print("  %s", e.t("et encore ", "and ")+e.reports(left)+e.t("", " more"))
		if n < len(v.Reports) {
			e.hint("%s vigie explain %s --all", e.t("les montrer :", "to show them:"), v.Lead)
		}
	}
	if v.Known != nil {
		e.knownMedia(*v.Known)
		if v.Known.Listed > 0 {
			e.hint("%s vigie media of %s", e.t("empreinte par empreinte :", "value by value:"), v.Lead)
		}
	}
	e.around(v)
}

func (e *env) figures(fs []triage.Figure) string {
	var parts []string
	for _, f := range fs {
		switch f.Type {
		case triage.Boolean:
			parts = append(parts, f.Name)
		case triage.Date:
			parts = append(parts, f.Name+" = "+triage.Day(f.Value).String())
		default:
			parts = append(parts, fmt.Sprintf("%s = %d", f.Name, f.Value))
		}
	}
	if parts == nil {
		return ""
	}
	return e.t(" : ", ": ") + strings.Join(parts, ", ")
}

// report shows one report of a lead: masked texts are counted, not shown.
func (e *env) report(r unit.ReportView) {
	head := []string{r.Source + " " + r.SourceID, e.t("reçu le ", "received ") + e.when(r.Received)}
	if r.Handling != proof.Evidence {
		head = append(head, e.codeWord(r.Handling))
	}
	if !r.Incident.IsZero() {
		head = append(head, e.t("faits du ", "incident ")+e.when(r.Incident))
	}
	if r.Platform != "" {
		head = append(head, r.Platform)
	}
	if r.Repeats {
		head = append(head, e.t("répète le précédent", "repeats the one above"))
	}
	e.print("  %s  %s", e.style(bold, r.Report.String()), strings.Join(head, " · "))
	if r.OfficerSafety {
		e.print("    %s", e.style(red, e.t("la source signale un risque pour les agents", "the source states a risk to officers")))
	}
	for _, f := range r.Facts {
		e.print("    %s  %s  %s", pad(e.t("fait", "fact"), 9), pad(factText(f), 26), e.style(dim, e.factWord(string(f.Kind))+" · "+e.standing(f)+" · "+f.Field))
	}
	for _, d := range soonest(r.Deadlines) {
		stopped := ""
		if d.Stopped {
			stopped = e.t(" (conservation demandée)", " (preservation requested)")
			if d.Until != 0 {
				stopped = fmt.Sprintf(e.t(" (conservation demandée, jusqu'au %s)", " (preservation requested, until %s)"), d.Until.In(e.lang))
			}
		}
		e.print("    %s  %s  %s%s", pad(e.t("échéance", "clock"), 9), d.ActBy.In(e.lang), e.style(dim, e.record(d.Record)+" · "+d.Clock), stopped)
	}
	for _, g := range r.Gaps {
		e.print("    %s  %s → %s", pad(e.t("manque", "missing"), 9), g.What, g.Request)
	}
	if len(r.Masked) > 0 {
		e.print("    %s  %s%s%s", pad(e.t("masqué", "masked"), 9),
			e.some(int64(len(r.Masked)), "élément", "éléments", "item", "items"), e.t(" : ", ": "), maskedNames(r.Masked))
	}
	for _, d := range r.Decisions {
		what := e.deskWord("decision", d.Kind)
		if d.Fact != "" {
			what += e.t(" : ", ": ") + e.factWord(d.Fact)
		}
		e.print("    %s  %s, %s, %s", pad(e.t("décision", "decision"), 9), what, d.Who, e.when(d.At))
	}
}

// soonest keeps the earliest deadline of each kind of record and clock: the one
// that a person has to meet.
func soonest(ds []unit.DeadlineView) []unit.DeadlineView {
	var out []unit.DeadlineView
	for _, d := range ds {
		i := slices.IndexFunc(out, func(o unit.DeadlineView) bool {
			return o.Record == d.Record && o.Clock == d.Clock && o.Stopped == d.Stopped
		})
		switch {
		case i < 0:
			out = append(out, d)
		case d.ActBy < out[i].ActBy:
			out[i] = d
		}
	}
	slices.SortStableFunc(out, func(a, b unit.DeadlineView) int { return cmp.Compare(a.ActBy, b.ActBy) })
	return out
}

func maskedNames(ms []unit.MaskedView) string {
	var out []string
	for i, m := range ms {
		if i == 6 {
			out = append(out, "…")
			break
		}
		out = append(out, m.Item+" ("+m.Kind+")")
	}
	return strings.Join(out, ", ")
}

func factText(f triage.Stood) string {
	switch {
	case f.Count != 0:
		return fmt.Sprintf("%s = %d", f.Kind, f.Count)
	case !f.Date.IsZero():
		return fmt.Sprintf("%s = %s", f.Kind, f.Date.UTC().Format("2006-01-02"))
	}
	return string(f.Kind)
}

func (e *env) standing(f triage.Stood) string { return e.standingWord(f.Standing, f.Derived) }

func (e *env) standingWord(st triage.Standing, derived bool) string {
	s := map[triage.Standing][2]string{
		triage.Reported: {"signalé", "reported"}, triage.Verified: {"vérifié", "verified"}, triage.Refuted: {"réfuté", "refuted"},
	}[st]
	if derived {
		return e.t(s[0], s[1]) + e.t(", déduit", ", derived")
	}
	return e.t(s[0], s[1])
}

// around shows what ties the lead together, and what it leads to.
func (e *env) around(v unit.LeadView) {
	if v.Row.Reports > 1 {
		if v.Ties != nil {
			e.bridges(*v.Ties, 3)
		}
		e.hint("%s vigie ties %s", e.t("tout ce qui tient la piste :", "all that holds the lead:"), v.Lead)
	}
	if len(v.Shared) > 0 {
		e.heading("Ce que partagent ces signalements", "What these reports share")
		for _, s := range v.Shared {
			hub := ""
			if s.Hub {
				hub = e.t(" · trop répandu pour relier", " · too widespread to join")
			}
			e.print("  %s  %s", pad(e.word(s.Kind), 20), strings.TrimSpace(s.Service+" "+visible(s.Value))+" · "+
				e.reports(int64(len(s.Reports)))+e.t(" · porté par ", " · borne by ")+e.atLeast(s.AtLeast)+
				e.some(s.Reach, "compte", "comptes", "account", "accounts")+hub)
		}
	}
	if len(v.Proposals) > 0 {
		e.heading("À juger : d'autres pistes, peut-être de la même main", "To judge: other leads, perhaps of the same hands")
		for _, p := range v.Proposals {
			e.print("%s   %s", p.Other(v.Lead), e.style(dim, e.bits(p.Bits)))
			e.evidence(p)
		}
		if more := v.Proposed - len(v.Proposals); more > 0 {
			e.print("  %s", fmt.Sprintf(e.t("et %d autres", "and %d others"), more))
		}
	}
	if cs := v.Network.Counterparties; len(cs) > 0 {
		e.heading("Réseau : mêmes contreparties, jamais fusionné", "Network: same counterparties, never merged")
		for _, c := range cs {
			e.print("  %s", e.counterparty(c))
			for _, r := range c.Others {
				e.print("    %s  %s", r.Lead, r.Class.In(e.lang))
			}
		}
		e.hint("%s vigie network %s", e.t("le réseau entier :", "the whole network:"), v.Lead)
	}
	e.requestsOn(v.Requests)
	for _, j := range v.Judgements {
		e.print("\n%s %s, %s : %s (%s)", e.t("Jugé :", "Judged:"), j.A, j.B, e.verdict(j.Verdict), j.Who)
	}
}
