package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"vigie/internal/dossier"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

type requestCmd struct {
	Holders  requestHoldersCmd  `cmd:""`
	Draft    requestDraftCmd    `cmd:""`
	List     requestListCmd     `cmd:"" default:"withargs"`
	Show     requestShowCmd     `cmd:""`
	Letter   requestLetterCmd   `cmd:""`
	Sent     requestSentCmd     `cmd:""`
	Answered requestAnsweredCmd `cmd:""`
	Refused  requestRefusedCmd  `cmd:""`
	Undo     requestUndoCmd     `cmd:""`
}

// subject is a lead or a case, by its number.
type subject struct {
	lead report.Key
	file dossier.Number
}

// UnmarshalText reads either number: their forms cannot be taken for each other.
func (s *subject) UnmarshalText(b []byte) error {
	if n, err := dossier.ParseNumber(string(b)); err == nil {
		*s = subject{file: n}
		return nil
	}
	k, err := report.ParseKey(string(b))
	*s = subject{lead: k}
	return err
}

// day is a day in the form 2026-03-12; none: today.
type day struct{ triage.Day }

// UnmarshalText reads a day.
func (d *day) UnmarshalText(b []byte) error {
	// A year of three digits is no year: taken as no day, it would count as today.
	if err := d.Day.UnmarshalText(b); err != nil || len(b) > 0 && d.Day == 0 {
		return fmt.Errorf("%.40q is no day: expected one such as 2026-03-12", b)
	}
	return nil
}

type requestHoldersCmd struct {
	Subject subject `arg:"" name:"lead|case"`
	Within  int     `placeholder:"DAYS"`
	JSON    bool    `name:"json"`
}

func (c *requestHoldersCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		l, err := d.Holders(ctx, d.who, unit.Asking{Lead: c.Subject.lead, Case: c.Subject.file, Within: c.Within}, e.lang)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(l)
		}
		if len(l.Holders) == 0 {
			e.print("%s", e.t("Rien à demander à un détenteur.", "Nothing to ask a holder for."))
		}
		rows := make([][]string, len(l.Holders))
		for i, h := range l.Holders {
			kept := e.t("sans fin connue", "no end known")
			if h.Kept != 0 {
				kept = h.Kept.String()
			}
			rows[i] = []string{h.ActBy.String(), visible(h.Name), request.HolderKind(h.Kind, e.lang), h.Country, e.n(int64(h.Records)), kept, visible(h.Holder)}
		}
		if len(rows) > 0 {
			e.table([]string{e.t("agir avant le", "act by"), e.t("détenteur", "holder"), e.t("genre", "kind"), e.t("pays", "country"), ">" + e.t("données", "records"), e.t("gardé, si demandé ce jour", "kept, if asked today"), "--holder"}, rows)
		}
		e.notAsked(l.Left)
		return nil
	})
}

// notAsked says what is not asked for, and why.
func (e *env) notAsked(l unit.LeftOut) {
	for _, x := range []struct {
		n      int
		fr, en string
	}{
		{l.TooMany, "de trop pour ces lettres : rédigez de nouveau pour elles", "too many for these letters: draft again for them"},
		{l.Asked, "déjà dans une demande (--again pour les demander de nouveau)", "in a request already (--again to ask for them again)"},
		{l.Later, "effacées plus tard que le délai dit", "deleted later than within the days said"},
		{l.Past, "passé leur date d'effacement", "past their act-by date"},
		{l.Originator, "dont l'émetteur doit d'abord donner son accord (--agreed SOURCE=QUI)" + originators(l), "whose originator must agree first (--agreed SOURCE=WHO)" + originators(l)},
		{l.NoForm, "d'une adresse ou d'un compte qui n'en est pas : il n'y a personne à qui les demander", "of an address or account that is none: there is nobody to ask for them"},
		{l.Intelligence, "connues par du renseignement seulement : on ne les demande à personne", "known by intelligence alone: nobody is asked for them"},
		{l.Declaration, "connues par une déclaration de soupçon seulement : on ne les demande à personne", "known by a declaration of suspicion alone: nobody is asked for them"},
	} {
		if x.n > 0 {
			e.note("%s %s", padLeft(e.n(int64(x.n)), 6), e.t(x.fr, x.en))
		}
	}
}

func originators(l unit.LeftOut) string {
	if len(l.Originators) == 0 {
		return ""
	}
	return " — " + visible(strings.Join(l.Originators, ", "))
}

type requestDraftCmd struct {
	Subject subject     `arg:"" name:"lead|case"`
	Holder  []string    `placeholder:"HOLDER" sep:"none"`
	Within  int         `placeholder:"DAYS"`
	Again   bool        ``
	Agreed  []agreement `placeholder:"SOURCE=WHO" sep:"none"`
	Because string      `placeholder:"TEXT"`
	Preview bool        ``
	Out     string      `placeholder:"FILE"`
	JSON    bool        `name:"json"`
}

// agreement is who agreed, for one source, to the use of its reports.
type agreement struct{ source, who string }

// UnmarshalText reads SOURCE=WHO.
func (a *agreement) UnmarshalText(b []byte) error {
	source, who, ok := strings.Cut(string(b), "=")
	a.source, a.who = strings.TrimSpace(source), strings.TrimSpace(who)
	if !ok || a.source == "" || a.who == "" {
		return fmt.Errorf("%.60q does not say whose agreement it is: expected SOURCE=WHO", b)
	}
	return nil
}

func (c *requestDraftCmd) Run(ctx context.Context, e *env) error {
	if c.Preview && c.Out != "" { // a file would be taken for a letter
		return &usage{e.t("--preview montre, --out écrit : l'un ou l'autre", "--preview shows, --out writes: one or the other"), e.command}
	}
	return e.with(ctx, func(d *desk) error {
		if c.Out != "" { // a request is not drafted for a letter that cannot be written
			if _, err := os.Stat(c.Out); err == nil {
				return fmt.Errorf("open %s: file exists", c.Out)
			}
		}
		agreed := map[string]string{}
		for _, a := range c.Agreed {
			agreed[a.source] = a.who
		}
		asking := unit.Asking{
			Lead: c.Subject.lead, Case: c.Subject.file, Holders: c.Holder, Within: c.Within, Again: c.Again, Agreed: agreed, Because: c.Because,
		}
		if c.Preview {
			return e.preview(ctx, d, asking, c.JSON)
		}
		made, left, err := d.DraftRequests(ctx, d.who, asking)
		if err != nil {
			return err
		}
		if c.JSON {
			out := []unit.RequestView{}
			for _, n := range made {
				v, err := d.Request(ctx, d.who, n, e.lang)
				if err != nil {
					return err
				}
				out = append(out, v)
			}
			return e.json(map[string]any{"requests": out, "leftOut": left})
		}
		var letters []string
		for _, n := range made {
			text, err := d.Letter(ctx, d.who, n, e.lang)
			if err != nil {
				return err
			}
			letters = append(letters, text)
		}
		if err := e.letters(strings.Join(letters, letterBreak), c.Out); err != nil {
			return err
		}
		e.note("%s%s %s.", e.some(int64(len(made)), "demande rédigée", "demandes rédigées", "request drafted", "requests drafted"), e.t(" :", ":"), requestNumbers(made))
		e.notAsked(left)
		e.hint(e.t("rien n'est envoyé ; une fois que vous l'avez fait : vigie request sent %s --means …", "nothing is sent; once you have: vigie request sent %s --means …"), made[0])
		return nil
	})
}

// preview shows the letters that would be written, and drafts nothing.
func (e *env) preview(ctx context.Context, d *desk, a unit.Asking, asJSON bool) error {
	ls, left, err := d.PreviewRequests(ctx, d.who, a, e.lang)
	if err != nil {
		return err
	}
	if asJSON {
		return e.json(map[string]any{"letters": ls, "leftOut": left})
	}
	texts := make([]string, len(ls))
	for i, l := range ls {
		texts[i] = l.Text
	}
	if err := e.letters(strings.Join(texts, letterBreak), ""); err != nil {
		return err
	}
	e.note(e.t("Aperçu de %s : rien n'est rédigé, aucun numéro n'est pris. Cette lecture est consignée.", "Preview of %s: nothing is drafted, no number is taken. This reading is recorded."),
		e.some(int64(len(ls)), "lettre", "lettres", "letter", "letters"))
	e.notAsked(left)
	e.hint("%s", e.t("pour les rédiger : la même commande sans --preview", "to draft them: the same command without --preview"))
	return nil
}

// letterBreak stands between letters.
const letterBreak = "\n---\n\n"

func requestNumbers(ns []request.Number) string {
	names := make([]string, len(ns))
	for i, n := range ns {
		names[i] = n.String()
	}
	return strings.Join(names, ", ")
}

// letters writes letters to a new file, or as the result. Both keep their lines.
func (e *env) letters(text, file string) error {
	if file == "" {
		lines := strings.Split(text, "\n")
		for i, l := range lines {
			lines[i] = visible(l)
		}
		_, err := fmt.Fprintln(e.out, strings.TrimRight(strings.Join(lines, "\n"), "\n"))
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err2 := f.Close(); err == nil {
		err = err2
	}
	return err
}

type requestListCmd struct {
	Status string         `enum:"drafted,sent,answered,refused," default:"" placeholder:"STATUS"`
	Lead   report.Key     `placeholder:"LEAD"`
	Case   dossier.Number `placeholder:"CASE"`
	JSON   bool           `name:"json"`
}

func (c *requestListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		l, err := d.Requests(ctx, d.who, unit.RequestFilter{Status: request.Status(c.Status), Lead: c.Lead, Case: c.Case}, e.lang)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(l)
		}
		if len(l.Requests) == 0 {
			e.print("%s", e.t("Aucune demande.", "No request."))
			e.hint("%s vigie request draft %s", e.t("en rédiger :", "to draft some:"), e.t("PISTE", "LEAD"))
			return nil
		}
		rows := make([][]string, len(l.Requests))
		for i, r := range l.Requests {
			rows[i] = []string{r.Request.String(), e.status(r.Status), visible(r.Holder), e.n(int64(r.Records)), e.stands(r), e.about(r)}
		}
		e.table([]string{e.t("demande", "request"), e.t("état", "status"), e.t("détenteur", "holder"), ">" + e.t("données", "records"), e.t("où elle en est", "where it stands"), e.t("de", "from")}, rows)
		return nil
	})
}

var statusWords = map[request.Status][2]string{
	request.Drafted: {"rédigée, à envoyer", "drafted, to send"}, request.Sent: {"envoyée", "sent"},
	request.Answered: {"répondue", "answered"}, request.Refused: {"refusée", "refused"},
}

func (e *env) status(s request.Status) string { return e.t(statusWords[s][0], statusWords[s][1]) }

// stands says where a request stands: what it waits for, or how it ended, with the
// date that counts in its state.
func (e *env) stands(r unit.RequestRow) string {
	switch {
	case r.Status == request.Drafted:
		return e.t("agir avant le ", "act by ") + r.ActBy.String()
	case r.Status == request.Sent && r.Until != 0:
		return e.t("données gardées jusqu'au ", "records kept until ") + r.Until.String()
	case r.Status == request.Sent:
		return fmt.Sprintf(e.t("envoyée le %s, données gardées sans fin connue", "sent on %s, records kept with no end known"), r.Sent)
	case r.Status == request.Refused:
		return e.t("refusée le ", "refused on ") + r.Ended.String()
	}
	return e.t("répondue le ", "answered on ") + r.Ended.String()
}

// requestStanding is a request's state and where it stands, in a line that has no columns.
func (e *env) requestStanding(r unit.RequestRow) string {
	state, stands := e.status(r.Status), e.stands(r)
	if strings.HasPrefix(stands, state) {
		return stands
	}
	return state + " · " + stands
}

func (e *env) about(r unit.RequestRow) string {
	if !r.Case.IsZero() {
		return e.t("dossier ", "case ") + r.Case.String()
	}
	return e.t("piste ", "lead ") + r.Lead.String()
}

// requestsOn lists the requests that concern a lead or case; nothing for none.
func (e *env) requestsOn(rs []unit.RequestRow) {
	if len(rs) == 0 {
		return
	}
	e.heading("Demandes aux détenteurs", "Requests to holders")
	for _, r := range rs {
		e.print("  %s", strings.Join([]string{e.t("demande ", "request ") + r.Request.String(), e.requestStanding(r), visible(r.Holder)}, " · "))
	}
}

type requestShowCmd struct {
	Number request.Number `arg:""`
	JSON   bool           `name:"json"`
}

func (c *requestShowCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		v, err := d.Request(ctx, d.who, c.Number, e.lang)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.json(v)
		}
		e.requestOf(v)
		return nil
	})
}

func (e *env) requestOf(v unit.RequestView) {
	e.print("%s  %s", e.style(bold, e.t("Demande ", "Request ")+v.Request.String()), strings.Join([]string{
		e.requestStanding(v.RequestRow), visible(v.Holder), e.about(v.RequestRow),
	}, " · "))
	e.heading("Ce qui est demandé", "What is asked for")
	for _, x := range v.Items {
		e.print("%s  %s  %s", padLeft(fmt.Sprint(x.Place), 4), e.asked(x), e.style(dim, strings.TrimSpace(x.ActBy.String()+" · "+x.Report.String())))
		if x.Missing {
			e.print("      %s", e.t("absent de la réponse", "missing from the answer"))
		}
	}
	if len(v.Answers) > 0 {
		e.heading("La réponse", "The answer")
		for _, k := range v.Answers {
			e.print("  %s", k)
		}
	}
	e.heading("Ce qui a été fait", "What was done")
	for _, a := range v.History {
		state := ""
		if a.TakenBackBy != 0 {
			state = fmt.Sprintf(e.t(" (annulé par l'acte %d)", " (taken back by act %d)"), a.TakenBackBy)
		}
		e.print("%s  %s%s  %s", padLeft(fmt.Sprint(a.Act), 4), e.didRequest(a), state, e.style(dim, a.Who+", "+e.when(a.At)))
		if a.Because != "" {
			e.print("%s", e.quoted(a.Because, "      "))
		}
	}
	e.hint("%s vigie request letter %s", e.t("la lettre :", "the letter:"), v.Request)
}

// asked says what a record is, without what is masked.
func (e *env) asked(x unit.RequestItemView) string {
	parts := []string{e.record(x.Record)}
	if x.Kind != "" && x.Kind != "payment" {
		parts = append(parts, e.word(x.Kind))
	}
	for _, s := range []string{x.Value, x.Amount, x.Service} {
		if s != "" {
			parts = append(parts, visible(s))
		}
	}
	if x.Number != "" {
		parts = append(parts, e.t("n° ", "no. ")+visible(x.Number))
	}
	switch {
	case x.DayOnly:
		parts = append(parts, e.on(x.At))
	case !x.At.IsZero():
		parts = append(parts, e.when(x.At))
	}
	if x.Masked {
		parts = append(parts, e.t("(masqué)", "(masked)"))
	}
	return strings.Join(parts, ", ")
}

func (e *env) didRequest(a unit.RequestActView) string {
	switch a.Kind {
	case request.Draft:
		return e.t("rédigée", "drafted")
	case request.Send:
		s := fmt.Sprintf(e.t("envoyée le %s, %s", "sent on %s, %s"), a.Day, visible(strings.TrimSpace(a.Means+" "+a.Ref)))
		if a.Until != 0 {
			s += fmt.Sprintf(e.t(", gardé jusqu'au %s", ", kept until %s"), a.Until)
		}
		return s
	case request.Answer:
		s := fmt.Sprintf(e.t("répondue le %s", "answered on %s"), a.Day)
		if a.Reports > 0 {
			s += ", " + e.reports(int64(a.Reports))
		}
		if len(a.Missing) > 0 {
			s += e.t(", sans ", ", without ") + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(a.Missing)), ", "), "[]")
		}
		return s
	case request.Refuse:
		return fmt.Sprintf(e.t("refusée le %s", "refused on %s"), a.Day)
	case request.Undo:
		return fmt.Sprintf(e.t("acte %d annulé", "act %d taken back"), a.Undoes)
	}
	return string(a.Kind)
}

type requestLetterCmd struct {
	Number request.Number `arg:""`
	Out    string         `placeholder:"FILE"`
}

func (c *requestLetterCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		text, err := d.Letter(ctx, d.who, c.Number, e.lang)
		if err != nil {
			return err
		}
		return e.letters(text, c.Out)
	})
}

type requestSentCmd struct {
	Number request.Number `arg:""`
	On     day            `placeholder:"DAY"`
	Means  string         `required:"" placeholder:"TEXT"`
	Ref    string         `placeholder:"TEXT"`
	Until  day            `placeholder:"DAY"`
}

func (c *requestSentCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		until, err := d.SendRequest(ctx, d.who, c.Number, unit.Sending{Day: c.On.Day, Means: c.Means, Ref: c.Ref, Until: c.Until.Day})
		if err != nil {
			return err
		}
		e.print(e.t("Demande %s envoyée : les échéances de ses données sont arrêtées, et d'elles seules.", "Request %s sent: the clocks of its records are stopped, and of these alone."), c.Number)
		if until != 0 {
			e.print(e.t("Le détenteur les garde jusqu'au %s : c'est leur échéance, là où elle venait plus tôt.", "The holder keeps them until %s: that is their act-by date, where it came sooner."), until)
		}
		e.hint("%s vigie intake --answers %s %s", e.t("la réponse, quand elle vient :", "the answer, when it comes:"), c.Number, e.t("FICHIER…", "FILE…"))
		return nil
	})
}

type requestAnsweredCmd struct {
	Number  request.Number `arg:""`
	On      day            `placeholder:"DAY"`
	Missing []int          `placeholder:"N"`
	Because string         `placeholder:"TEXT"`
}

func (c *requestAnsweredCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.AnswerRequest(ctx, d.who, c.Number, c.On.Day, c.Missing, c.Because); err != nil {
			return err
		}
		e.print(e.t("Demande %s répondue.", "Request %s answered."), c.Number)
		if len(c.Missing) > 0 {
			e.print("%s", e.t("Les échéances de ce qui manque courent de nouveau.", "The clocks of what is missing run again."))
		}
		return nil
	})
}

type requestRefusedCmd struct {
	Number  request.Number `arg:""`
	On      day            `placeholder:"DAY"`
	Because string         `required:"" placeholder:"TEXT"`
}

func (c *requestRefusedCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		if err := d.RefuseRequest(ctx, d.who, c.Number, c.On.Day, c.Because); err != nil {
			return err
		}
		e.print(e.t("Demande %s refusée : ses échéances courent de nouveau.", "Request %s refused: its clocks run again."), c.Number)
		return nil
	})
}

type requestUndoCmd struct {
	Act     int64  `arg:""`
	Because string `required:"" placeholder:"TEXT"`
}

func (c *requestUndoCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		n, err := d.UndoRequest(ctx, d.who, c.Act, c.Because)
		if err != nil {
			return err
		}
		e.print(e.t("L'acte %d sur la demande %s est annulé : tout est comme s'il n'avait pas eu lieu.", "Act %d on request %s is taken back: all is as if it had not been done."), c.Act, n)
		return nil
	})
}
