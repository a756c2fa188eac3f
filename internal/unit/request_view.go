package unit

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/triage"
)

// RequestRow is a request in a list.
type RequestRow struct {
	Request request.Number `json:"request"`
	Status  request.Status `json:"status"`
	Holder  string         `json:"holder"` // in words
	Kind    clock.Holder   `json:"kind"`
	Country string         `json:"country,omitzero"`
	Lead    report.Key     `json:"lead,omitzero"` // it was drafted from, or
	Case    dossier.Number `json:"case,omitzero"`
	Records int            `json:"records"`
	ActBy   triage.Day     `json:"actBy,omitzero"` // the earliest act-by date, when it was drafted
	Sent    triage.Day     `json:"sent,omitzero"`
	Until   triage.Day     `json:"until,omitzero"` // what was sent is kept until then; 0: no end is known
	Ended   triage.Day     `json:"ended,omitzero"` // answered or refused
	Missing int            `json:"missing,omitzero"`
	Answers []report.Key   `json:"answers,omitempty"` // the reports that answer it
	Drafted time.Time      `json:"drafted"`
}

// RequestList is the list of requests: what is not sent first, by act-by date,
// then what is kept, by the day until which it is, then what has ended.
type RequestList struct {
	Day      triage.Day   `json:"day"`
	Requests []RequestRow `json:"requests"`
}

// RequestItemView is a record that a request asks for. Masked values are empty: the
// letter alone has them.
type RequestItemView struct {
	Place   int        `json:"place"`
	Report  report.Key `json:"report"`
	Record  string     `json:"record"`
	Kind    string     `json:"kind,omitzero"`
	Value   string     `json:"value,omitzero"`
	Service string     `json:"service,omitzero"`
	Amount  string     `json:"amount,omitzero"`
	Number  string     `json:"number,omitzero"`
	Port    int        `json:"port,omitzero"`
	At      time.Time  `json:"at,omitzero"`
	DayOnly bool       `json:"dayOnly,omitzero"` // At is the midnight of a day that is stated alone
	ActBy   triage.Day `json:"actBy"`
	Law     string     `json:"law"`
	Masked  bool       `json:"masked,omitzero"`
	Missing bool       `json:"missing,omitzero"` // the answer did not give it
}

// RequestActView is an act in a request's history.
type RequestActView struct {
	Act         int64        `json:"act"`
	Kind        request.Kind `json:"kind"`
	Day         triage.Day   `json:"day,omitzero"`
	Until       triage.Day   `json:"until,omitzero"`
	Means       string       `json:"means,omitzero"`
	Ref         string       `json:"reference,omitzero"`
	Missing     []int        `json:"missing,omitempty"`
	Reports     int          `json:"reports,omitzero"` // that the answer brought
	Run         int64        `json:"run,omitzero"`     // the intake that brought them
	Undoes      int64        `json:"undoes,omitzero"`
	TakenBackBy int64        `json:"takenBackBy,omitzero"`
	Who         string       `json:"who"`
	At          time.Time    `json:"at"`
	Because     string       `json:"because,omitzero"`
}

// RequestView is a request as a page or a command shows it, but for the letter.
type RequestView struct {
	RequestRow
	Day     triage.Day        `json:"day"`
	Base    string            `json:"base"`
	Items   []RequestItemView `json:"items"`
	History []RequestActView  `json:"history"`
	Masked  bool              `json:"masked,omitzero"` // the letter has values that are masked elsewhere
}

// RequestFilter says which requests to list.
type RequestFilter struct {
	Status request.Status // empty: all
	Lead   report.Key     // those that ask for records of its reports, or that they answer
	Case   dossier.Number // likewise of the reports that a case holds
}

// Requests lists requests.
func (u *Unit) Requests(ctx context.Context, who Actor, f RequestFilter, lang string) (RequestList, error) {
	out := RequestList{Requests: []RequestRow{}}
	err := u.do(ctx, who.on(f.Lead).onNamed(f.Case).asking(Asked{"what": "requests"}), access.SeeCase, func(ctx context.Context, w *work) error {
		var err error
		if out.Day, err = w.advance(ctx); err != nil {
			return err
		}
		b, err := w.requestBook(ctx)
		if err != nil {
			return err
		}
		only, of, err := w.requestsOn(ctx, f)
		if err != nil {
			return err
		}
		var names []string
		for _, q := range b.Requests() {
			if only != nil && !only[q.Number.String()] || f.Status != "" && q.Status != f.Status {
				continue
			}
			row, err := b.row(q, cmp.Or(lang, who.Lang))
			if err != nil {
				return err
			}
			out.Requests = append(out.Requests, row)
			names = append(names, q.Number.String())
			of = append(of, row.Answers...)
		}
		slices.SortStableFunc(out.Requests, compareRequestRows)
		_, err = w.recordNamed(ledger.Read, names, of, map[string]any{"what": "requests", "shown": len(names)})
		return err
	})
	return out, err
}

// compareRequestRows puts first what waits for an act, by the day it waits for.
func compareRequestRows(a, b RequestRow) int {
	by := func(r RequestRow) (int, triage.Day) {
		i := slices.Index(request.Statuses, r.Status)
		switch {
		case r.Status == request.Drafted:
			return i, r.ActBy
		case r.Status == request.Sent && r.Until == 0:
			return i, math.MaxInt32
		case r.Status == request.Sent:
			return i, r.Until
		}
		return i, -r.Ended
	}
	x, dx := by(a)
	y, dy := by(b)
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(dx, dy), a.Request.Compare(b.Request))
}

// requestsOn finds the requests that concern the reports of a lead or case; nil
// when the filter names neither.
func (w *work) requestsOn(ctx context.Context, f RequestFilter) (map[string]bool, []report.Key, error) {
	if f.Lead == 0 && f.Case.IsZero() {
		return nil, nil, nil
	}
	rows, err := w.reportsToAsk(ctx, &Asking{Lead: f.Lead, Case: f.Case})
	if err != nil {
		return nil, nil, err
	}
	keys := make([]report.Key, len(rows))
	for i, r := range rows {
		keys[i] = r.Key
	}
	items, err := w.RequestItemsOn(ctx, keys)
	out := map[string]bool{}
	for _, i := range items {
		out[i.Number] = true
	}
	return out, keys, err
}

// requestRows lists the requests that concern reports: none costs one look-up.
func (w *work) requestRows(ctx context.Context, keys []report.Key, lang string) ([]RequestRow, error) {
	items, err := w.RequestItemsOn(ctx, keys)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	b, err := w.requestBook(ctx)
	if err != nil {
		return nil, err
	}
	on := map[string]bool{}
	for _, i := range items {
		on[i.Number] = true
	}
	var out []RequestRow
	for _, q := range b.Requests() {
		if !on[q.Number.String()] {
			continue
		}
		row, err := b.row(q, lang)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, compareRequestRows)
	return out, nil
}

func (b *requestBook) row(q request.Request, lang string) (RequestRow, error) {
	act := b.rows[q.Drafted]
	k, err := holderOf(act.Holder)
	if err != nil {
		return RequestRow{}, err
	}
	r := RequestRow{
		Request: q.Number, Status: q.Status, Holder: plain(request.Holder(holderShown(k, b.clocks), lang)), Kind: k.Holder, Country: k.Country, Records: len(q.Items()),
		ActBy: q.ActBy, Sent: q.Sent, Until: q.Until, Ended: q.Ended, Missing: len(q.Missing), Answers: q.Answers, Drafted: time.UnixMilli(act.At).UTC(),
	}
	switch kind, id, _ := strings.Cut(act.Subject, ":"); kind {
	case "lead":
		r.Lead, err = report.ParseKey(id)
	case "case":
		r.Case, err = dossier.ParseNumber(id)
	}
	return r, err
}

// Request reads one request, but for its letter.
func (u *Unit) Request(ctx context.Context, who Actor, n request.Number, lang string) (RequestView, error) {
	v := RequestView{Items: []RequestItemView{}, History: []RequestActView{}}
	err := u.do(ctx, who.onNamed(n).asking(Asked{"what": "request"}), access.SeeCase, func(ctx context.Context, w *work) error {
		var err error
		if v.Day, err = w.advance(ctx); err != nil {
			return err
		}
		b, err := w.requestBook(ctx)
		if err != nil {
			return err
		}
		q, err := b.Find(n)
		if err != nil {
			return tell(err)
		}
		if lang == "" {
			lang = who.Lang
		}
		if v.RequestRow, err = b.row(q, lang); err != nil {
			return err
		}
		d, err := w.draftOf(ctx, q)
		if err != nil {
			return err
		}
		v.Base, v.Masked = d.Base, request.MaskedItems(d.Items)
		for i, x := range d.Items {
			v.Items = append(v.Items, itemView(x, i+1, slices.Contains(q.Missing, i+1), lang))
		}
		v.History = b.history(n)
		var of []report.Key
		for _, r := range q.Records {
			of = append(of, r.Report)
		}
		_, err = w.recordNamed(ledger.Read, []string{n.String()}, slices.Concat(of, q.Answers), map[string]any{"what": "request"})
		return err
	})
	return v, err
}

func (w *work) draftOf(ctx context.Context, q request.Request) (draftBody, error) {
	b, err := w.RequestBody(ctx, q.Drafted)
	if err != nil {
		return draftBody{}, err
	}
	d, err := unpackDraft(b)
	if err != nil {
		return d, err
	}
	w.u.maskWords(d.Items)
	return d, w.maskLater(ctx, d.Items)
}

func itemView(x request.Item, place int, missing bool, lang string) RequestItemView {
	v := RequestItemView{
		Place: place, Report: x.Report, Record: x.Record, Kind: x.Kind, Value: x.Value, Service: x.Service, Amount: x.Amount, Number: x.Number,
		Port: x.Port, At: x.At, DayOnly: x.DayOnly, ActBy: x.ActBy, Law: x.Law[lang], Masked: request.MaskedItems([]request.Item{x}), Missing: missing,
	}
	if x.Masked {
		v.Value, v.Amount = "", label(x.Amount)
	}
	return v
}

func (b *requestBook) history(n request.Number) []RequestActView {
	out := []RequestActView{}
	for _, h := range b.History(n) {
		a, r := h.Act, b.rows[h.Act.ID]
		v := RequestActView{
			Act: a.ID, Kind: a.Kind, Day: a.Day, Until: a.Until, Means: plain(r.Means), Ref: plain(r.Ref), Missing: a.Missing, Reports: len(a.Reports),
			Run: r.Run, Undoes: a.Undoes, TakenBackBy: h.TakenBackBy, Who: r.Who, At: time.UnixMilli(r.At).UTC(), Because: plainText(r.Because),
		}
		if a.Kind == request.Draft {
			v.Day = 0 // the act-by date stands on the request
		}
		out = append(out, v)
	}
	return out
}

// Letter gives the letter of a request as it was drafted. It is meant to leave the
// unit, and what is masked elsewhere stands in it where its holder needs it: both
// are recorded, and the second is for who may reveal.
func (u *Unit) Letter(ctx context.Context, who Actor, n request.Number, lang string) (string, error) {
	if lang == "" {
		lang = who.Lang
	}
	var out string
	err := u.do(ctx, who.onNamed(n).asking(Asked{"what": "letter", "lang": lang}), access.SeeCase, func(ctx context.Context, w *work) error {
		b, err := w.requestBook(ctx)
		if err != nil {
			return err
		}
		q, err := b.Find(n)
		if err != nil {
			return tell(err)
		}
		d, err := w.draftOf(ctx, q)
		if err != nil {
			return err
		}
		var of []report.Key
		for _, r := range q.Records {
			of = append(of, r.Report)
		}
		out = ""
		masked := w.u.letterMasks(d.Holder, d.Items)
		if may, err := w.mayShow(masked); !may {
			return err
		}
		out = d.Texts[lang]
		return w.showLetter([]string{n.String()}, of, masked, map[string]any{"what": "letter", "lang": lang, "sha256": sum([]byte(out))})
	})
	if err == nil && out == "" {
		err = &access.Refused{Person: who.ID, Role: who.Role, Right: access.Reveal}
	}
	return out, err
}
