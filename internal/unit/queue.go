package unit

import (
	"context"
	"errors"
	"strings"
	"time"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// QueueFilter says which part of the queue to read.
type QueueFilter struct {
	Class triage.Class // 0: all
	DueBy triage.Day   // act-by date at most; 0: any
	New   bool         // only leads with a report received since the person's last visit
	After Place        // a page's Next, or a lead's number: behind where it stands now
	Limit int          // 0: 50; at most 1000
	Lang  string       // of the sentences; empty: the person's
}

// QueueRow is a lead in the queue.
type QueueRow struct {
	Lead     report.Key   `json:"lead"`
	Class    triage.Class `json:"class"`
	Reports  int64        `json:"reports"`
	Weight   int64        `json:"weight"`
	ActBy    triage.Day   `json:"actBy,omitzero"`
	First    time.Time    `json:"firstReceived"`
	Last     time.Time    `json:"lastReceived"`
	Sentence string       `json:"sentence"`
	Bundled  int64        `json:"bundled,omitzero"` // leads shown by this one, itself included
	New      bool         `json:"new,omitzero"`     // something came since the person's last visit

	Cases []dossier.Number `json:"cases,omitempty"` // the cases that hold reports of it
}

// QueuePage is a part of the queue.
type QueuePage struct {
	Day    triage.Day             `json:"day"`
	Rows   []QueueRow             `json:"rows"`
	Counts map[triage.Class]int64 `json:"counts"`         // leads of each class
	Next   Place                  `json:"next,omitzero"`  // continue behind this; empty: that was all
	Since  time.Time              `json:"since,omitzero"` // the person's last visit
}

// Queue reads the queue in its order.
func (u *Unit) Queue(ctx context.Context, who Actor, f QueueFilter) (QueuePage, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 1000)
	if f.Lang == "" {
		f.Lang = who.Lang
	}
	var page QueuePage
	err := u.do(ctx, who.asking(Asked{"what": "queue", "class": f.Class, "dueBy": f.DueBy, "new": f.New, "after": u.typedPlace(f.After)}), access.SeeQueue, func(ctx context.Context, w *work) error {
		var err error
		page, err = w.queue(ctx, f)
		return err
	})
	return page, err
}

func (w *work) queue(ctx context.Context, f QueueFilter) (QueuePage, error) {
	page := QueuePage{Counts: map[triage.Class]int64{}, Rows: []QueueRow{}}
	var err error
	if page.Day, err = w.advance(ctx); err != nil {
		return page, err
	}
	p, err := w.Person(ctx, w.who.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return page, err
	}
	if p.LastVisit > 0 {
		page.Since = time.Unix(p.LastVisit, 0).UTC()
	}
	q := store.QueueFilter{Class: int64(f.Class), DueBy: int64(f.DueBy), Limit: f.Limit + 1}
	if f.New {
		q.NewSince = p.LastVisit
	}
	if q.After, err = w.behind(ctx, f.After); err != nil {
		return page, err
	}
	ls, err := w.Tx.Queue(ctx, q)
	if err != nil {
		return page, err
	}
	if len(ls) > f.Limit {
		ls = ls[:f.Limit]
		page.Next = placeOf(ls[len(ls)-1])
	}
	shown := make([]report.Key, 0, len(ls))
	for _, l := range ls {
		row, err := w.row(ctx, l, page.Day, f.Lang)
		if err != nil {
			return page, err
		}
		row.New = p.LastVisit > 0 && l.LastReceived > p.LastVisit
		page.Rows = append(page.Rows, row)
		shown = append(shown, l.ID)
	}
	if err := w.markCases(ctx, ls, page.Rows); err != nil {
		return page, err
	}
	counts, err := w.ClassCounts(ctx)
	if err != nil {
		return page, err
	}
	for c, n := range counts {
		page.Counts[triage.Class(c)] = n
	}
	_, err = w.record(ledger.Read, shown, map[string]any{"what": "queue", "class": f.Class, "dueBy": f.DueBy, "new": f.New, "after": f.After, "shown": len(shown)})
	return page, err
}

// row gives a lead its reasons in one sentence.
func (w *work) row(ctx context.Context, l store.Lead, day triage.Day, lang string) (QueueRow, error) {
	var s triage.Summary
	if err := s.UnmarshalBinary(l.Summary); err != nil {
		return QueueRow{}, err
	}
	e := w.u.rules.Explain(s, triage.Decisions{}, day, lang)
	first, last := s.Received()
	r := QueueRow{
		Lead: l.ID, Class: triage.Class(l.Class), Reports: l.Reports, Sentence: e.Sentence,
		First: time.Unix(first, 0).UTC(), Last: time.Unix(last, 0).UTC(),
	}
	if l.ActBy != store.NoDay {
		r.ActBy = triage.Day(l.ActBy)
	}
	for _, x := range e.Reasons {
		r.Weight += x.Weight
	}
	if l.Bundle != 0 {
		var err error
		if r.Bundled, err = w.Bundled(ctx, l.Bundle); err != nil {
			return r, err
		}
	}
	return r, nil
}

func unscoped(s string) (scope, value string) {
	if scope, value, ok := strings.Cut(s, separator); ok {
		return scope, value
	}
	return "", s
}
