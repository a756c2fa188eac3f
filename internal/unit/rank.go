package unit

import (
	"context"
	"strconv"

	"vigie/internal/store"
	"vigie/internal/triage"
)

// rank fills a lead's row from what its reports state, as of a day.
func (u *Unit) rank(l store.Lead, s triage.Summary, day triage.Day) (store.Lead, error) {
	r := u.rules.Rank(s, triage.Decisions{}, day)
	l.Reports = s.All()
	l.Class, l.Score, l.Next = int64(r.Class), r.Score, int64(r.Next)
	l.ActBy = store.NoDay
	if r.ActBy != 0 {
		l.ActBy = int64(r.ActBy)
	}
	_, l.LastReceived = s.Received()
	l.Bundle = 0
	if s.AllLow() {
		l.Bundle = s.Bundle
	}
	var err error
	l.Summary, err = s.AppendBinary(nil)
	return l, err
}

// dayMeta names the day that the stored order is for.
const (
	dayMeta   = "day"
	rulesMeta = "rules"
)

// advance brings the order to today: the passing of a day can make a lead
// perishable, or end that. It returns the day.
//
// Days only move forward, so it is enough to look at the leads whose Next has
// come; when the clock was set back, or the rules changed, all are ranked anew.
func (w *work) advance(ctx context.Context) (triage.Day, error) {
	today := w.u.Today()
	was, err := w.Meta(ctx, dayMeta)
	if err != nil {
		return 0, err
	}
	version, err := w.Meta(ctx, rulesMeta)
	if err != nil {
		return 0, err
	}
	day, _ := strconv.Atoi(was) // empty before the first
	if triage.Day(day) == today && version == w.u.rules.Hash() {
		return today, nil
	}
	if triage.Day(day) > today || version != w.u.rules.Hash() {
		err = w.rankAll(ctx, today)
	} else {
		err = w.rankDue(ctx, today)
	}
	if err != nil {
		return 0, err
	}
	if err := w.SetMeta(ctx, rulesMeta, w.u.rules.Hash()); err != nil {
		return 0, err
	}
	return today, w.SetMeta(ctx, dayMeta, strconv.Itoa(int(today)))
}

const rankChunk = 2000

func (w *work) rankDue(ctx context.Context, day triage.Day) error {
	for {
		due, err := w.DueLeads(ctx, int64(day), rankChunk)
		if err != nil || len(due) == 0 {
			return err
		}
		if err := w.rerank(ctx, due, day); err != nil {
			return err
		}
	}
}

func (w *work) rankAll(ctx context.Context, day triage.Day) error {
	after := int64(-1)
	for {
		ls, err := w.LeadsAfter(ctx, after, rankChunk)
		if err != nil || len(ls) == 0 {
			return err
		}
		after = ls[len(ls)-1].First
		if err := w.rerank(ctx, ls, day); err != nil {
			return err
		}
	}
}

func (w *work) rerank(ctx context.Context, ls []store.Lead, day triage.Day) error {
	now := make([]store.Lead, len(ls))
	for i, l := range ls {
		var s triage.Summary
		if err := s.UnmarshalBinary(l.Summary); err != nil {
			return err
		}
		var err error
		if now[i], err = w.u.rank(l, s, day); err != nil {
			return err
		}
	}
	return w.ReplaceLeads(ctx, ls, now)
}
