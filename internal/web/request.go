package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/internal/access"
	"vigie/internal/request"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

const (
	maxHolders = 500 // that a form may name
	maxHolder  = 400 // bytes of a holder's key
	maxMeans   = 80  // characters: with as many accents it still fits
)

// requestData is the page of one request.
type requestData struct {
	unit.RequestView
	Past history
}

// holdersData is the page of who holds the records of a lead or case.
type holdersData struct {
	unit.HolderList
	Asked unit.Asking
	Of    string // the lead's or case's address
}

// requests is the list of requests.
func (d *desk) requests(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	f := unit.RequestFilter{Status: request.Status(r.URL.Query().Get("status"))}
	if f.Status != "" && !slices.Contains(request.Statuses, f.Status) {
		d.fail(w, r, &who, fmt.Errorf("status: %w", errParameter))
		return
	}
	l, err := d.unit.Requests(r.Context(), who.For("desk: requests"), f, who.Lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "requests.title")
	p.Here, p.Today, p.Data = "/requests", l.Day, l
	d.whole(w, r, who, "requests", p)
}

// whole shows a page below what waits for a person.
func (d *desk) whole(w http.ResponseWriter, r *http.Request, who unit.Actor, name string, p *page) {
	var err error
	if p.Duty, err = d.duty(r.Context(), who); err != nil {
		d.fail(w, r, &who, err)
		return
	}
	d.show(w, r, name, "layout", http.StatusOK, p)
}

// oneRequest is a request, but for its letter.
func (d *desk) oneRequest(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	n, err := requestNumber(r.PathValue("number"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	v, err := d.unit.Request(r.Context(), who.For("desk: request"), n, who.Lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	data := requestData{v, past(v.History, p.requestDeed)}
	if who.Role.May(access.Ask) {
		data.Past.Undo = "/requests/undo"
	}
	p.Title = p.say("request.title", "n", n)
	p.Here, p.Today, p.Data = requestAddress(n), v.Day, data
	d.whole(w, r, who, "request", p)
}

// letter is the letter of a request, to be printed.
func (d *desk) letter(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	n, err := requestNumber(r.PathValue("number"))
	lang := r.URL.Query().Get("lang")
	if err == nil && lang != "fr" && lang != "en" {
		err = fmt.Errorf("lang: %w", errParameter)
	}
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	text, err := d.unit.Letter(r.Context(), who.For("desk: letter"), n, lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "")
	p.Title = p.say("letter.title", "n", n)
	p.Here, p.Data = requestAddress(n), letterData{n, lang, letterLines(text)}
	d.whole(w, r, who, "letter", p)
}

type letterData struct {
	Request request.Number
	Lang    string
	Lines   []letterLine
}

// letterLine is a line of a letter, by the mark at its beginning. What is inside a
// line is shown as it stands: an identifier is no markup.
type letterLine struct {
	Kind string // "h1", "h2", "item", "sub", "entry" or "p"
	Text string
}

func letterLines(text string) []letterLine {
	var out []letterLine
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		l := letterLine{"p", line}
		for _, mark := range []struct{ at, kind string }{{"# ", "h1"}, {"## ", "h2"}, {"- ", "item"}, {"   - ", "sub"}} {
			if rest, ok := strings.CutPrefix(line, mark.at); ok {
				l = letterLine{mark.kind, rest}
			}
		}
		if n, _, ok := strings.Cut(line, ". "); ok && n != "" && strings.Trim(n, "0123456789") == "" {
			l.Kind = "entry"
		}
		if line != "" {
			out = append(out, l)
		}
	}
	return out
}

// holders is who holds the records of a lead or case.
func (d *desk) holders(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	a, of, err := asking(r)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	l, err := d.unit.Holders(r.Context(), who.For("desk: holders"), a, who.Lang)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "holders.title")
	p.Here, p.Today, p.Data = of+"/holders", l.Day, holdersData{l, a, of}
	d.whole(w, r, who, "holders", p)
}

// asking reads of which lead or case an address is.
func asking(r *http.Request) (a unit.Asking, of string, err error) {
	if s := r.PathValue("number"); s != "" {
		a.Case, err = caseNumber(s)
		return a, caseAddress(a.Case), err
	}
	a.Lead, err = leadKey(r.PathValue("key"))
	return a, leadAddress(a.Lead), err
}

// draft drafts the requests to the holders that a person chose.
func (d *desk) draft(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	a, of, err := asking(r)
	if err == nil {
		a.Because, err = because(r)
	}
	if err == nil {
		a.Holders = r.PostForm["holder"]
		a.Again = r.PostForm.Get("again") == "1"
		long := slices.ContainsFunc(a.Holders, func(s string) bool { return len(s) > maxHolder })
		if len(a.Holders) == 0 || len(a.Holders) > maxHolders || long {
			err = fmt.Errorf("holder: %w", errParameter)
		}
	}
	var made []request.Number
	if err == nil {
		made, _, err = d.unit.DraftRequests(r.Context(), who.For("desk: draft requests"), a)
	}
	switch {
	case err != nil:
		d.fail(w, r, &who, err)
	case len(made) == 1:
		http.Redirect(w, r, requestAddress(made[0]), http.StatusSeeOther)
	default:
		http.Redirect(w, r, of+"#h-requests", http.StatusSeeOther)
	}
}

// onRequest reads a form about a request, does what it asks and comes back to it.
func (d *desk) onRequest(purpose string, do func(context.Context, unit.Actor, request.Number, requestForm) error) func(http.ResponseWriter, *http.Request, unit.Actor) {
	return func(w http.ResponseWriter, r *http.Request, who unit.Actor) {
		n, err := requestNumber(r.PathValue("number"))
		f := requestForm{r: r}
		if err == nil {
			f.because, err = because(r)
		}
		if err == nil {
			f.on, err = formDay(r, "on")
		}
		if err == nil {
			err = do(r.Context(), who.For("desk: "+purpose), n, f)
		}
		if err != nil {
			d.fail(w, r, &who, err)
			return
		}
		http.Redirect(w, r, requestAddress(n), http.StatusSeeOther)
	}
}

type requestForm struct {
	because string
	on      triage.Day
	r       *http.Request
}

func (d *desk) requestSent(ctx context.Context, who unit.Actor, n request.Number, f requestForm) error {
	s := unit.Sending{Day: f.on, Means: strings.TrimSpace(f.r.PostForm.Get("means")), Ref: strings.TrimSpace(f.r.PostForm.Get("ref"))}
	var err error
	if s.Until, err = formDay(f.r, "until"); err != nil {
		return err
	}
	if s.Means == "" || utf8.RuneCountInString(s.Means) > maxMeans || utf8.RuneCountInString(s.Ref) > maxMeans {
		return fmt.Errorf("means: %w", errParameter)
	}
	_, err = d.unit.SendRequest(ctx, who, n, s)
	return err
}

func (d *desk) requestAnswered(ctx context.Context, who unit.Actor, n request.Number, f requestForm) error {
	var missing []int
	for _, s := range f.r.PostForm["missing"] {
		place, err := strconv.Atoi(s)
		if err != nil {
			return fmt.Errorf("missing: %w", errParameter)
		}
		missing = append(missing, place)
	}
	return d.unit.AnswerRequest(ctx, who, n, f.on, missing, f.because)
}

func (d *desk) requestRefused(ctx context.Context, who unit.Actor, n request.Number, f requestForm) error {
	if f.because == "" {
		return fmt.Errorf("because: %w", errParameter)
	}
	return d.unit.RefuseRequest(ctx, who, n, f.on, f.because)
}

func (d *desk) undoRequest(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	why, err := because(r)
	act, err2 := strconv.ParseInt(r.PostForm.Get("act"), 10, 64)
	if err2 != nil || why == "" {
		err = errors.Join(err, errParameter)
	}
	var n request.Number
	if err == nil {
		n, err = d.unit.UndoRequest(r.Context(), who.For("desk: take an act on a request back"), act, why)
	}
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	// Without its draft a request is not there any more.
	to := "/requests"
	if _, err := d.unit.Request(r.Context(), who.For("desk: request"), n, who.Lang); err == nil {
		to = requestAddress(n)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// formDay reads a day of a form; none is today, or no day.
func formDay(r *http.Request, name string) (triage.Day, error) {
	s := r.PostForm.Get(name)
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || triage.DayOf(t) == 0 { // before any request: not to be taken as today
		return 0, fmt.Errorf("%s: %w", name, errParameter)
	}
	return triage.DayOf(t), nil
}

// requestNumber reads a request's number in a path; what is none names no request.
func requestNumber(s string) (request.Number, error) {
	n, err := request.ParseNumber(s)
	if err != nil {
		return n, unit.ErrNoSuch
	}
	return n, nil
}

func requestAddress(n request.Number) string { return "/requests/" + n.String() }

func (p *page) requestDeed(a unit.RequestActView) deed {
	return deed{a.Act, p.didRequest(a), a.TakenBackBy, a.Who, a.At, a.Because}
}

// didRequest says what an act on a request did.
func (p *page) didRequest(a unit.RequestActView) string {
	s := p.say("asked."+string(a.Kind), "day", a.Day.In(p.lang), "act", a.Undoes)
	if a.Means != "" {
		s += ", " + strings.TrimSpace(a.Means+" "+a.Ref)
	}
	if a.Until != 0 {
		s += ", " + p.say("request.until", "day", a.Until.In(p.lang))
	}
	if a.Reports > 0 {
		s += ", " + p.count("reports.count", int64(a.Reports))
	}
	if len(a.Missing) > 0 {
		s += ", " + p.say("request.without", "n", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(a.Missing)), ", "), "[]"))
	}
	return s
}

// Stands says where a request stands: what it waits for, or how it ended, with the
// date that counts in its state.
func (p *page) Stands(r unit.RequestRow) string {
	switch {
	case r.Status == request.Drafted:
		return p.say("request.actby", "day", r.ActBy.In(p.lang))
	case r.Status == request.Sent && r.Until != 0:
		return p.say("request.kept", "day", r.Until.In(p.lang))
	case r.Status == request.Sent:
		return p.say("request.noend", "day", r.Sent.In(p.lang))
	}
	return p.say("request."+string(r.Status), "day", r.Ended.In(p.lang))
}
