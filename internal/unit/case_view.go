package unit

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// CaseRow is a case in the list of cases.
type CaseRow struct {
	Case    dossier.Number   `json:"case"`
	Former  []dossier.Number `json:"former,omitempty"` // numbers that lead to it
	Owner   string           `json:"owner,omitzero"`   // a person's id; empty: nobody
	Opened  time.Time        `json:"opened"`
	Reports int              `json:"reports"`
	Notes   int              `json:"notes"`
	Leads   int              `json:"leads"`          // leads that its reports are in
	New     int              `json:"new"`            // reports in those leads that no case holds and nobody took out of this one
	Class   triage.Class     `json:"class,omitzero"` // the first class of those leads; none without a report
	ActBy   triage.Day       `json:"actBy,omitzero"` // their earliest act-by date
}

// SharedLead is a lead whose reports several cases hold. Whether they are one
// case is for a person to say.
type SharedLead struct {
	Lead  report.Key       `json:"lead"`
	Cases []dossier.Number `json:"cases"`
}

// CaseList is the list of cases: by the first class and earliest act-by date of
// their leads, then number. A case without a report comes last.
type CaseList struct {
	Day    triage.Day   `json:"day"`
	Cases  []CaseRow    `json:"cases"`
	Shared []SharedLead `json:"shared"`
}

// CaseReport is a report that a case holds, or one that is new in its leads.
type CaseReport struct {
	Report   report.Key     `json:"report"`
	Lead     report.Key     `json:"lead"`
	Source   string         `json:"source"`
	SourceID string         `json:"sourceId"`
	Received time.Time      `json:"received"`
	From     dossier.Number `json:"from,omitzero"`     // the case that held it before this one
	TakenOut int64          `json:"takenOut,omitzero"` // the act by which a person took it out of this one; it is not new
}

// NoteView is a note on a case.
type NoteView struct {
	Act  int64          `json:"act"`
	Text string         `json:"text"`
	Who  string         `json:"who"`
	At   time.Time      `json:"at"`
	From dossier.Number `json:"from,omitzero"` // the case that held it before this one
}

// CaseActView is an act in a case's history.
type CaseActView struct {
	Act         int64          `json:"act"`
	Kind        dossier.Kind   `json:"kind"`
	Case        dossier.Number `json:"case,omitzero"`
	Other       dossier.Number `json:"other,omitzero"` // merged into, or split off
	Reports     int            `json:"reports,omitzero"`
	Notes       int            `json:"notes,omitzero"`
	Owner       string         `json:"owner,omitzero"`
	Undoes      int64          `json:"undoes,omitzero"`
	TakenBackBy int64          `json:"takenBackBy,omitzero"`
	Who         string         `json:"who"`
	At          time.Time      `json:"at"`
	Because     string         `json:"because,omitzero"`
}

// CaseView is a case as a page or a command shows it.
type CaseView struct {
	CaseRow
	Asked    dossier.Number `json:"asked"`              // the number that was asked for; another one led here
	Day      triage.Day     `json:"day"`                // that the leads are ordered for
	InLeads  []QueueRow     `json:"inLeads"`            // the leads that its reports are in, in the order of the queue
	Held     []CaseReport   `json:"held"`               // in order of key, at most 500
	More     int            `json:"more"`               // reports that it holds and that are not listed
	ToAdd    []CaseReport   `json:"toConfirm"`          // new in its leads, then taken out of it by a person: held by no case until a person adds them; at most 500 of each
	Shared   []SharedLead   `json:"shared"`             // its leads that other cases hold reports of too
	Noted    []NoteView     `json:"noted"`              // oldest first
	Requests []RequestRow   `json:"requests,omitempty"` // to holders, for records of what it holds, or answered by that
	History  []CaseActView  `json:"history"`            // oldest first
	People   []string       `json:"mayOwn"`             // who may own it, by id
	NotShown int            `json:"newNotShown"`        // new reports that are not listed
}

// caseListed is how many reports of a case are listed.
const caseListed = 500

// around is where the reports of cases stand.
type caseWorld struct {
	held   map[report.Key]dossier.Number   // report → case
	place  map[report.Key]store.Place      // reports of all components touched
	order  []report.Key                    // those, in order
	leads  map[report.Key]store.Lead       // the leads of those components
	of     map[dossier.Number][]store.Lead // the leads that a case's reports are in
	shared []SharedLead
}

// caseWorld finds the leads of what cases hold: of all of them, or of one case
// and those that share a lead with it.
func (w *work) caseWorld(ctx context.Context, b *caseBook, only dossier.Number) (*caseWorld, error) {
	x := &caseWorld{
		held: map[report.Key]dossier.Number{}, place: map[report.Key]store.Place{},
		leads: map[report.Key]store.Lead{}, of: map[dossier.Number][]store.Lead{},
	}
	var keys []report.Key
	b.Each(func(a dossier.Attachment, n dossier.Number) {
		if k, ok := reportOf(a); ok {
			x.held[k] = n
			if only.IsZero() || n == only {
				keys = append(keys, k)
			}
		}
	})
	ps, err := w.Places(ctx, keys)
	if err != nil {
		return nil, err
	}
	var comps []report.Key
	for _, p := range ps {
		comps = append(comps, p.Comp)
	}
	slices.Sort(comps)
	comps = slices.Compact(comps)
	if ps, err = w.PlacesOf(ctx, comps); err != nil {
		return nil, err
	}
	ls, err := w.LeadsOf(ctx, comps)
	if err != nil {
		return nil, err
	}
	for _, l := range ls {
		x.leads[l.ID] = l
	}
	x.fill(ps)
	return x, nil
}

func (x *caseWorld) fill(ps []store.Place) {
	cases := map[report.Key][]dossier.Number{}
	var leads []report.Key
	for _, p := range ps {
		x.place[p.Key] = p
		x.order = append(x.order, p.Key)
		n, ok := x.held[p.Key]
		if !ok || slices.Contains(cases[p.Lead], n) {
			continue
		}
		if cases[p.Lead] == nil {
			leads = append(leads, p.Lead)
		}
		cases[p.Lead] = append(cases[p.Lead], n)
		x.of[n] = append(x.of[n], x.leads[p.Lead])
	}
	slices.Sort(leads)
	for _, l := range leads {
		if len(cases[l]) > 1 {
			slices.SortFunc(cases[l], dossier.Number.Compare)
			x.shared = append(x.shared, SharedLead{l, cases[l]})
		}
	}
	for n := range x.of {
		slices.SortFunc(x.of[n], inQueue)
	}
}

// inQueue is the order of the queue.
func inQueue(a, b store.Lead) int {
	return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(b.Score, a.Score), cmp.Compare(a.ActBy, b.ActBy), cmp.Compare(a.ID, b.ID))
}

// news lists the reports in a case's leads that no case holds, in order of key:
// those that are new to it, and those that a person took out of it.
func (x *caseWorld) news(b *caseBook, n dossier.Number) (fresh, out []report.Key) {
	taken := b.TakenOut(n)
	mine := map[report.Key]bool{}
	for _, l := range x.of[n] {
		mine[l.ID] = true
	}
	for _, k := range x.order {
		if _, held := x.held[k]; held || !mine[x.place[k].Lead] {
			continue
		}
		if taken[attachmentOf(k)] == 0 {
			fresh = append(fresh, k)
		} else {
			out = append(out, k)
		}
	}
	return fresh, out
}

func (x *caseWorld) row(b *caseBook, c dossier.Case) CaseRow {
	fresh, _ := x.news(b, c.Number)
	r := CaseRow{
		Case: c.Number, Former: c.Former, Owner: c.Owner, Opened: time.UnixMilli(b.rows[c.Opened].At).UTC(),
		Leads: len(x.of[c.Number]), New: len(fresh),
	}
	for _, a := range c.Attached {
		switch a.Kind {
		case dossier.Report:
			r.Reports++
		case dossier.Note:
			r.Notes++
		}
	}
	for _, l := range x.of[c.Number] {
		if r.Class == 0 {
			r.Class = triage.Class(l.Class) // the first in the order of the queue
		}
		if l.ActBy != store.NoDay && (r.ActBy == 0 || triage.Day(l.ActBy) < r.ActBy) {
			r.ActBy = triage.Day(l.ActBy)
		}
	}
	return r
}

// orLast puts zero behind everything.
func orLast[T ~int | ~int32 | ~uint8](v T) int {
	if v == 0 {
		return math.MaxInt
	}
	return int(v)
}

// Cases lists the cases that stand by themselves, and the leads that several share.
func (u *Unit) Cases(ctx context.Context, who Actor) (CaseList, error) {
	out := CaseList{Cases: []CaseRow{}, Shared: []SharedLead{}}
	err := u.do(ctx, who.asking(Asked{"what": "cases"}), access.SeeCase, func(ctx context.Context, w *work) error {
		var err error
		if out.Day, err = w.advance(ctx); err != nil {
			return err
		}
		b, err := w.caseBook(ctx)
		if err != nil {
			return err
		}
		x, err := w.caseWorld(ctx, b, dossier.Number{})
		if err != nil {
			return err
		}
		var numbers []dossier.Number
		for _, c := range b.Cases() {
			out.Cases = append(out.Cases, x.row(b, c))
			numbers = append(numbers, c.Number)
		}
		slices.SortStableFunc(out.Cases, func(a, b CaseRow) int {
			return cmp.Or(cmp.Compare(orLast(a.Class), orLast(b.Class)), cmp.Compare(orLast(a.ActBy), orLast(b.ActBy)), a.Case.Compare(b.Case))
		})
		out.Shared = append(out.Shared, x.shared...)
		var of []report.Key
		for _, s := range x.shared {
			of = append(of, s.Lead)
		}
		_, err = w.recordCase(ledger.Read, numbers, of, map[string]any{"what": "cases", "shown": len(numbers)})
		return err
	})
	return out, err
}

// Case reads one case, by any number that leads to it. Its notes are shown here
// and nowhere else.
func (u *Unit) Case(ctx context.Context, who Actor, n dossier.Number, lang string) (CaseView, error) {
	v := CaseView{Asked: n, InLeads: []QueueRow{}, Held: []CaseReport{}, ToAdd: []CaseReport{}, Shared: []SharedLead{}, Noted: []NoteView{}}
	err := u.do(ctx, who.onNamed(n).asking(Asked{"what": "case"}), access.SeeCase, func(ctx context.Context, w *work) error {
		var err error
		if v.Day, err = w.advance(ctx); err != nil {
			return err
		}
		b, err := w.caseBook(ctx)
		if err != nil {
			return err
		}
		at, err := b.home(n)
		if err != nil {
			return err
		}
		if lang == "" {
			lang = who.Lang
		}
		return w.showCase(ctx, &v, b, at, lang)
	})
	return v, err
}

func (w *work) showCase(ctx context.Context, v *CaseView, b *caseBook, n dossier.Number, lang string) error {
	cases := b.Cases()
	i := slices.IndexFunc(cases, func(c dossier.Case) bool { return c.Number == n })
	x, err := w.caseWorld(ctx, b, n)
	if err != nil {
		return err
	}
	v.CaseRow = x.row(b, cases[i])
	var of []report.Key
	for _, l := range x.of[n] {
		row, err := w.row(ctx, l, v.Day, lang)
		if err != nil {
			return err
		}
		v.InLeads = append(v.InLeads, row)
		of = append(of, l.ID)
	}
	mine := slices.Clone(of)
	for _, s := range x.shared {
		if slices.Contains(mine, s.Lead) {
			v.Shared = append(v.Shared, s)
		}
	}
	held := reportsOf(cases[i].Attached)
	v.More = max(0, len(held)-caseListed)
	held = held[:len(held)-v.More]
	fresh, out := x.news(b, n)
	v.NotShown = max(0, len(fresh)-caseListed)
	news := slices.Concat(fresh[:len(fresh)-v.NotShown], out[:min(len(out), caseListed)])
	if v.Held, err = w.caseReports(ctx, b, held); err != nil {
		return err
	}
	if v.ToAdd, err = w.caseReports(ctx, b, news); err != nil {
		return err
	}
	taken := b.TakenOut(n)
	for i, r := range v.ToAdd {
		v.ToAdd[i].TakenOut = taken[attachmentOf(r.Report)]
	}
	slices.SortStableFunc(v.ToAdd, func(a, b CaseReport) int { return cmp.Compare(a.TakenOut, b.TakenOut) })
	for _, a := range cases[i].Attached {
		if r := b.rows[b.Since(a)]; a.Kind == dossier.Note {
			v.Noted = append(v.Noted, NoteView{r.ID, plainText(r.Note), r.Who, time.UnixMilli(r.At).UTC(), b.CameFrom(a)})
		}
	}
	if v.Requests, err = w.requestRows(ctx, reportsOf(cases[i].Attached), lang); err != nil {
		return err
	}
	v.History = caseHistory(b, n)
	if v.People, err = w.mayOwn(ctx); err != nil {
		return err
	}
	_, err = w.recordCase(ledger.Read, []dossier.Number{n}, slices.Concat(of, held, news), map[string]any{"what": "case", "notes": len(v.Noted)})
	return err
}

// caseReports lists reports in order of key.
func (w *work) caseReports(ctx context.Context, b *caseBook, keys []report.Key) ([]CaseReport, error) {
	rows, err := w.Reports(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make([]CaseReport, 0, len(rows))
	for _, r := range rows {
		out = append(out, CaseReport{
			Report: r.Key, Lead: r.Lead, Source: label(r.Source), SourceID: sourceID(r.SourceID),
			Received: time.Unix(r.Received, 0).UTC(), From: b.CameFrom(attachmentOf(r.Key)),
		})
	}
	return out, nil
}

func caseHistory(b *caseBook, n dossier.Number) []CaseActView {
	out := []CaseActView{}
	for _, h := range b.History(n) {
		a, r := h.Act, b.rows[h.Act.ID]
		v := CaseActView{
			Act: a.ID, Kind: a.Kind, Case: a.Case, Other: a.Other, Owner: a.Owner, Undoes: a.Undoes, TakenBackBy: h.TakenBackBy,
			Who: r.Who, At: time.UnixMilli(r.At).UTC(), Because: plainText(r.Because),
		}
		for _, x := range a.Attached {
			switch x.Kind {
			case dossier.Report:
				v.Reports++
			case dossier.Note:
				v.Notes++
			}
		}
		out = append(out, v)
	}
	return out
}

// mayOwn lists who may own a case.
func (w *work) mayOwn(ctx context.Context) ([]string, error) {
	ps, err := w.People(ctx)
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, p := range ps {
		if access.Role(p.Role).May(access.WorkCase) {
			out = append(out, p.ID)
		}
	}
	return out, nil
}

// markCases says of leads which cases hold reports of theirs.
func (w *work) markCases(ctx context.Context, ls []store.Lead, rows []QueueRow) error {
	comps := make([]report.Key, len(ls))
	for i, l := range ls {
		comps[i] = l.Comp
	}
	in, err := w.CasesOf(ctx, comps)
	if err != nil {
		return err
	}
	by := map[report.Key][]dossier.Number{}
	for _, x := range in {
		n, err := dossier.ParseNumber(x.Number)
		if err != nil {
			return err
		}
		by[x.Lead] = append(by[x.Lead], n)
	}
	for i := range rows {
		rows[i].Cases = by[rows[i].Lead]
		slices.SortFunc(rows[i].Cases, dossier.Number.Compare)
	}
	return nil
}

// markLead is markCases for the one lead of a page.
func (w *work) markLead(ctx context.Context, row *QueueRow, l store.Lead) error {
	rows := []QueueRow{*row}
	err := w.markCases(ctx, []store.Lead{l}, rows)
	row.Cases = rows[0].Cases
	return err
}
