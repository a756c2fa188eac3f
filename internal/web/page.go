package web

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

//go:embed templates
var templateFiles embed.FS

type pages map[string]*template.Template

// loadPages parses each page with the layout around it and the parts that several share.
func loadPages() (pages, error) {
	layout, err := template.New("").Funcs(template.FuncMap{"sub": func(p *page, v any) part { return part{p, v} }}).
		ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	names, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	out := pages{}
	for _, e := range names {
		if e.Name() == "layout.html" || e.IsDir() {
			continue
		}
		t, err := layout.Clone()
		if err != nil {
			return nil, err
		}
		if _, err := t.ParseFS(templateFiles, "templates/"+e.Name()); err != nil {
			return nil, err
		}
		out[strings.TrimSuffix(e.Name(), path.Ext(e.Name()))] = t
	}
	return out, nil
}

// page is what every template sees; Data is the page's own.
type page struct {
	*locale
	Unit   string
	Title  string
	Who    *unit.Actor // nil without a session
	Here   string      // the page's own address, to come back to
	Duty   []unit.Waiting
	Today  triage.Day
	Data   any
	assets assets

	perishable int // days before an act-by date from which a strong lead is perishable
}

// part is what a template inside a page sees.
type part struct {
	P *page
	V any
}

// Lang is the page's language, as in the lang attribute.
func (p *page) Lang() string { return p.lang }

// Other is the other language.
func (p *page) Other() string {
	if p.lang == "fr" {
		return "en"
	}
	return "fr"
}

// T gives the words of a key; see [locale.say].
func (p *page) T(key string, pairs ...any) string { return p.say(key, pairs...) }

// N gives the words of a key for a number.
func (p *page) N(key string, n any) string { return p.count(key, whole(n)) }

// Num writes a number.
func (p *page) Num(n any) string { return p.number(whole(n)) }

// Less is how many of all are not among those listed.
func (p *page) Less(all, listed int) int { return all - listed }

func whole(n any) int64 {
	switch n := n.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	case triage.Day:
		return int64(n)
	}
	return 0
}

// L gives the words of a value of a closed list.
func (p *page) L(list string, value any) string { return p.label(list, fmt.Sprint(value)) }

// Day writes a day in words.
func (p *page) Day(d triage.Day) string { return d.In(p.lang) }

// DayOf is the day of a time, in words.
func (p *page) DayOf(t time.Time) string { return triage.DayOf(t).In(p.lang) }

// Moment writes a time in words, to the minute, in UTC.
func (p *page) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	return triage.DayOf(t).In(p.lang) + " " + t.Format("15:04") + " UTC"
}

// Left says how many days are left until a day, or by how many it is past.
func (p *page) Left(d triage.Day) string {
	switch n := d - p.Today; {
	case n == 0:
		return p.say("left.today")
	case n < 0:
		return p.count("left.past", int64(-n))
	default:
		return p.count("left.in", int64(n))
	}
}

// Waiting says since how many days something waits.
func (p *page) Waiting(since time.Time) string {
	return p.count("waiting", int64(max(p.Today-triage.DayOf(since), 0)))
}

// Soon says whether a day is at most a week away, and not past.
func (p *page) Soon(d triage.Day) bool { return d >= p.Today && d-p.Today <= 7 }

// Urgent says whether a day is so near that it makes a strong lead perishable.
func (p *page) Urgent(d triage.Day) bool { return d-p.Today <= triage.Day(p.perishable) }

// Class gives the class's name with a capital.
func (p *page) Class(c triage.Class) string { return p.label("class", c.String()) }

// Asset gives the address of an asset.
func (p *page) Asset(name string) string { return p.assets.link(name) }

// May says whether the person may do something, so that a page offers only that.
func (p *page) May(right string) bool { return p.Who != nil && p.Who.Role.May(access.Right(right)) }

// page makes a page for a request; who may be nil.
func (d *desk) page(r *http.Request, who *unit.Actor, title string) *page {
	l := d.locales.asked(r.Header.Get("Accept-Language"))
	if who != nil {
		l = d.locales.of(who.Lang)
	}
	p := &page{locale: l, Unit: d.unit.Settings.Unit, Who: who, Here: "/", Today: d.unit.Today(), assets: d.assets, perishable: d.unit.Rules().PerishableDays}
	p.Title = p.say(title)
	return p
}

// show writes a page. It is put together first, so that a fault leaves no half page.
func (d *desk) show(w http.ResponseWriter, r *http.Request, name, block string, status int, p *page) {
	var b bytes.Buffer
	if err := d.pages[name].ExecuteTemplate(&b, block, p); err != nil {
		d.log.Error("a page could not be put together", "page", name, "err", err)
		http.Error(w, p.say("error.500.title"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", p.lang)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = b.WriteTo(w) // a peer that went away needs no answer
	}
}

// refuse shows the page of a status, in words that give nothing away.
func (d *desk) refuse(w http.ResponseWriter, r *http.Request, who *unit.Actor, status int) {
	key := fmt.Sprintf("error.%d", status)
	p := d.page(r, who, key+".title")
	p.Data = p.say(key + ".text")
	d.show(w, r, "error", "layout", status, p)
}

// fail shows the page for an error. Only what is nobody's fault but the
// program's is logged: the ledger holds the rest.
func (d *desk) fail(w http.ResponseWriter, r *http.Request, who *unit.Actor, err error) {
	var refused *access.Refused
	var large *http.MaxBytesError
	var spoken unit.Spoken
	var place *unit.NoPlace
	switch {
	case errors.Is(err, unit.ErrOldNumber):
		p := d.page(r, who, "error.404.title")
		p.Data = p.spoken(unit.ErrOldNumber)
		d.show(w, r, "error", "layout", http.StatusNotFound, p)
	case errors.Is(err, unit.ErrNoSuch):
		d.refuse(w, r, who, http.StatusNotFound)
	case errors.As(err, &refused):
		d.refuse(w, r, who, http.StatusForbidden)
	case errors.As(err, &large):
		d.refuse(w, r, who, http.StatusRequestEntityTooLarge)
	case errors.As(err, &place):
		d.refuse(w, r, who, http.StatusBadRequest)
	case errors.As(err, &spoken):
		p := d.page(r, who, "error.409.title")
		p.Data = p.spoken(spoken)
		d.show(w, r, "error", "layout", http.StatusConflict, p)
	case errors.Is(err, errParameter), unit.Answered(err):
		d.refuse(w, r, who, http.StatusBadRequest)
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		// Nobody waits for an answer any more.
	default:
		d.log.Error("a page failed", "route", r.Pattern, "err", err)
		d.refuse(w, r, who, http.StatusInternalServerError)
	}
}
