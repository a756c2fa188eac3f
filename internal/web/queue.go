package web

import (
	"context"
	"net/http"
	"strings"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/triage"
	"vigie/internal/unit"
)

// pageRows is how many leads a page of the queue shows.
const pageRows = 50

// classes in the order of the queue.
var classes = [...]triage.Class{triage.Immediate, triage.Perishable, triage.Strong, triage.Ordinary, triage.Held}

// dueChoices are the numbers of days that the act-by filter offers.
var dueChoices = [...]int{7, 21, 30, 90}

// queueData is the queue's page.
type queueData struct {
	unit.QueuePage
	Filter filter
	Tabs   []tab
	Dues   []int
	Total  int64
	Next   string // address of the next page, or ""
	Start  string // address of the first page with this filter, on a later one
}

// tab is a class of the queue with its number of leads; class 0 is all of them.
type tab struct {
	Class triage.Class
	Count int64
	On    bool
}

func (d *desk) queue(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	f, err := parseFilter(r.URL.Query())
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	q := unit.QueueFilter{Class: f.Class, New: f.New, After: f.After, Limit: pageRows}
	if f.Due >= 0 {
		q.DueBy = d.unit.Today() + triage.Day(f.Due)
	}
	got, err := d.unit.Queue(r.Context(), who.For("desk: queue"), q)
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	p := d.page(r, &who, "queue.title")
	p.Here, p.Today = f.address(), got.Day
	p.Data = newQueueData(p.locale, got, f)
	// A change of filter replaces the list alone; the banner above it stays.
	if r.Header.Get("HX-Request") != "true" && got.Counts[triage.Immediate] > 0 {
		if p.Duty, err = d.duty(r.Context(), who); err != nil {
			d.fail(w, r, &who, err)
			return
		}
	}
	d.show(w, r, "queue", "layout", http.StatusOK, p)
}

func newQueueData(l *locale, got unit.QueuePage, f filter) queueData {
	q := queueData{QueuePage: got, Filter: f, Dues: dueChoices[:]}
	for _, c := range classes {
		q.Tabs = append(q.Tabs, tab{c, got.Counts[c], f.Class == c})
		q.Total += got.Counts[c]
	}
	q.Tabs = append([]tab{{0, q.Total, f.Class == 0}}, q.Tabs...)
	for i, row := range q.Rows {
		q.Rows[i].Sentence = l.sentence(row.Class, row.Sentence)
	}
	if f.After != "" {
		first := f
		first.After = ""
		q.Start = first.address()
	}
	if got.Next != "" {
		f.After = got.Next
		q.Next = f.address()
	}
	return q
}

// unlabelled takes the class off the front of a sentence: the badge beside it says it.
func unlabelled(sentence, class string) string {
	head, rest, ok := strings.Cut(sentence, ":")
	if !ok || !strings.EqualFold(strings.TrimSpace(head), class) {
		return sentence
	}
	return triage.Capital(strings.TrimSpace(rest))
}

// duty lists the immediate leads that nobody has acknowledged, for the banner.
// Who may not read the queue sees none, which is no refusal to record.
func (d *desk) duty(ctx context.Context, who unit.Actor) ([]unit.Waiting, error) {
	if !who.Role.May(access.SeeQueue) {
		return nil, nil
	}
	return d.unit.Duty(ctx, who.For("desk: banner of immediate leads"))
}

// goTo leads from a number that a person typed to its lead, case or request.
func (d *desk) goTo(w http.ResponseWriter, r *http.Request, who unit.Actor) {
	if n, err := dossier.ParseNumber(r.URL.Query().Get("n")); err == nil {
		http.Redirect(w, r, caseAddress(n), http.StatusSeeOther)
		return
	}
	if n, err := request.ParseNumber(r.URL.Query().Get("n")); err == nil {
		http.Redirect(w, r, requestAddress(n), http.StatusSeeOther)
		return
	}
	k, err := leadKey(r.URL.Query().Get("n"))
	if err != nil {
		d.fail(w, r, &who, err)
		return
	}
	http.Redirect(w, r, leadAddress(k), http.StatusSeeOther)
}

func leadAddress(k report.Key) string { return "/lead/" + k.String() }
