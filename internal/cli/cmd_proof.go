package cli

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/dossier"
	"vigie/internal/proof"
	"vigie/internal/report"
	"vigie/internal/unit"
)

// leadOrCase is the number of a lead, of a report in it, or of a case.
type leadOrCase struct {
	lead report.Key
	of   dossier.Number
}

// UnmarshalText reads a case's number, else a lead's.
func (x *leadOrCase) UnmarshalText(b []byte) error {
	if n, err := dossier.ParseNumber(string(b)); err == nil {
		x.of = n
		return nil
	}
	return x.lead.UnmarshalText(b)
}

type proofCmd struct {
	Number  leadOrCase `arg:""`
	Offence string     `placeholder:"ID"`
	JSON    bool       `name:"json"`
}

// shownExhibits is how many exhibits of an element are shown; --json lists more.
const shownExhibits = 3

func (c *proofCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.Proof(ctx, d.who, unit.ProofOf{Lead: c.Number.lead, Case: c.Number.of, Offence: c.Offence}, e.lang)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.proof(v, c.Offence != "")
		return nil
	})
}

// proof shows a proof table: the pillars and the acts, what speaks for the person,
// then each offence. Alone, an offence is shown with its exhibits and acts.
func (e *env) proof(v unit.ProofView, alone bool) {
	name := e.t("Piste ", "Lead ") + v.Lead.String()
	if !v.Case.IsZero() {
		name = e.t("Dossier ", "Case ") + v.Case.String()
	}
	e.print("%s", e.style(bold, name+e.t(" : ce que les signalements établissent, et n'établissent pas", ": what the reports establish, and do not")))
	e.print("%s", e.wrap(e.t("Présent : au moins un signalement l'énonce, et rien ici ne le contredit. La culpabilité de personne n'y est affirmée.", "Present: at least one report states it, and nothing here speaks against it. Nobody's guilt is asserted."), "  "))
	e.print("  %s%s", e.reports(int64(v.Reports))+e.t(" au tableau", " in the table"), e.leftOut(v.LeftOut))
	if v.NotRead > 0 {
		e.print("  %s", e.style(red, e.reports(int64(v.NotRead))+e.t(" de plus, non lus : le tableau est incomplet", " more, not read: the table is incomplete")))
	}
	e.heading("Les quatre piliers contre « ce n'était que virtuel »", "The four pillars against “it was only virtual”")
	for _, p := range v.Pillars {
		e.element(p, true)
	}
	e.heading("Actes étayés, comptés de trois façons qui ne s'additionnent pas", "Acts evidenced, counted three ways that are never added up")
	e.print("  %s  %s", pad(e.t("par paiement et séance", "by payment and session"), 24), e.some2(v.Acts.PaymentAndSession)+fmt.Sprintf(e.t(", à %d heures au plus", ", %d hours at most"), v.Acts.Hours))
	e.print("  %s  %s", pad(e.t("par paiement seul", "by payment alone"), 24), e.some2(v.Acts.Payment)+e.unlisted(v.Acts.Unlisted))
	e.print("  %s  %s", pad(e.t("par déclaration", "by statement"), 24), e.some2(v.Acts.Statement))
	e.heading("Ce qui parle pour la personne", "What speaks for the person")
	for _, s := range v.Speaks {
		text := s.Text
		if s.Count > 0 {
			text += " (" + e.n(int64(s.Count)) + ")"
		}
		e.print("%s", e.wrap(text, "  "))
		e.exhibits(s.From, s.More, "    ")
	}
	if len(v.Speaks) == 0 {
		e.print("  %s", e.t("rien dans les signalements ; cela ne prouve rien", "nothing in the reports; that proves nothing"))
	}
	e.findings(e.t("Infractions", "Offences"), v.Offences, alone)
	e.findings(e.t("Modes de participation et compétence", "Modes of participation and reach"), v.Modes, alone)
	if !alone && len(v.Offences) > 0 {
		of := v.Lead.String()
		if !v.Case.IsZero() {
			of = v.Case.String()
		}
		e.hint("%s vigie proof %s --offence %s", e.t("les pièces et les actes d'une infraction :", "the exhibits and acts of one offence:"), of, v.Offences[0].ID)
	}
}

func (e *env) leftOut(ls []proof.LeftOut) string {
	var parts []string
	for _, l := range ls {
		parts = append(parts, e.n(int64(l.Reports))+" "+e.codeWord(l.Code))
	}
	if parts == nil {
		return ""
	}
	return e.t(" ; écartés : ", "; left out: ") + strings.Join(parts, ", ")
}

// codeWord names what keeps a report out of the table.
func (e *env) codeWord(code string) string {
	switch code {
	case proof.Intelligence:
		return e.t("pour renseignement seulement", "for intelligence only")
	case proof.Originator:
		return e.t("soumis à l'accord de la source", "subject to the originator's consent")
	case proof.Declaration:
		return e.t("déclaration de soupçon", "declaration of suspicion")
	}
	return code
}

func (e *env) unlisted(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(e.t(", dont %s qu'un signalement compte sans les lister lui-même : un autre les liste peut-être", ", %s of which a report counts and does not list itself: another may list them"), e.n(int64(n)))
}

func (e *env) findings(title string, fs []proof.Finding, whole bool) {
	if len(fs) == 0 {
		return
	}
	e.print("\n%s", e.style(bold, title))
	for _, f := range fs {
		e.print("%s", e.style(bold, e.wrap(strings.Join(f.Articles, ", ")+" · "+f.Title, "  ")))
		e.print("    %s", e.tally(f))
		if whole {
			e.print("%s", e.wrap(f.Text, "    "))
			if f.Penalty != "" {
				e.print("%s", e.wrap(e.t("peine que prévoit l'article : ", "penalty that the article provides: ")+f.Penalty, "    "))
			}
			e.print("%s", e.style(dim, e.wrap(f.Link+e.checked(f), "    ")))
		}
		for _, x := range f.Elements {
			e.element(x, whole)
		}
	}
}

func (e *env) checked(f proof.Finding) string {
	if f.Checked == "" {
		return e.t(" · rédaction non vérifiée", " · wording not checked")
	}
	return e.t(" · lu le ", " · read on ") + f.Checked + " (" + f.Read + ")"
}

func (e *env) tally(f proof.Finding) string {
	return strings.Join([]string{
		e.some(int64(f.Present), "élément présent", "éléments présents", "element present", "elements present"),
		e.some(int64(f.Contradicted), "contredit", "contredits", "contradicted", "contradicted"),
		e.some(int64(f.Missing), "manquant", "manquants", "missing", "missing"),
	}, ", ")
}

// element shows an element in one line; whole, with its exhibits and what would fill it.
func (e *env) element(x proof.Element, whole bool) {
	state, colour := e.t("présent", "present"), bold
	switch x.State {
	case proof.Missing:
		state, colour = e.t("manque", "missing"), amber
	case proof.Contradicted:
		state, colour = e.t("contredit", "disputed"), red
	}
	e.print("    %s  %s", e.style(colour, pad(state, 9)), strings.TrimLeft(e.wrap(x.Title, "               "), " "))
	if !whole {
		return
	}
	if x.Note != "" {
		e.print("%s", e.style(dim, e.wrap(x.Note, "               ")))
	}
	e.exhibits(x.For, x.MoreFor, "               ")
	if len(x.Against) > 0 {
		e.print("               %s", e.t("pour la personne :", "for the person:"))
		e.exhibits(x.Against, x.MoreAgainst, "               ")
	}
	for _, a := range x.Fill {
		e.print("%s", e.wrap("→ "+a.Text, "               "))
	}
}

func (e *env) exhibits(xs []proof.Exhibit, more int, indent string) {
	for i, x := range xs {
		if i == shownExhibits {
			break
		}
		what := x.Word
		switch {
		case x.Count != 0:
			what += e.t(" : ", ": ") + e.n(x.Count)
		case !x.Date.IsZero():
			what += ", " + x.Date.UTC().Format("2006-01-02")
		}
		e.print("%s%s  %s", indent, x.Report, what)
		e.print("%s  %s", indent, e.style(dim, strings.Join([]string{visible(x.Source), e.standingWord(x.Standing, x.Derived), visible(x.Field)}, " · ")))
	}
	if left := more + max(0, len(xs)-shownExhibits); left > 0 {
		e.print("%s%s", indent, e.style(dim, fmt.Sprintf(e.t("et %s de plus (--json)", "and %s more (--json)"), e.n(int64(left)))))
	}
}
