package unit

import (
	"context"
	"errors"
	"maps"
	"slices"

	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
)

// matchAudit holds what the ledger says of comparisons against the tables.
type matchAudit struct {
	runs    map[int64]matchRunAudit
	answers map[matchKey]matchAnswerAudit
}

type matchRunAudit struct {
	index  int64
	who    string
	at     int64 // Unix milliseconds
	detail matchDetail
}

type matchKey struct {
	run, row int64
	report   report.Key
	party    int64
}

type matchAnswerAudit struct {
	index            int64
	who              string
	verdict, because string
}

func (a *matchAudit) entry(index int64, e ledger.Entry) error {
	d, err := detail[matchDetail](e)
	if err != nil {
		return err
	}
	if a.runs == nil {
		a.runs, a.answers = map[int64]matchRunAudit{}, map[matchKey]matchAnswerAudit{}
	}
	if d.Digest != "" {
		if _, twice := a.runs[d.Run]; twice {
			// Numbers are given once: what stood under this one was taken away before.
			return errors.New("a comparison of this number was made before, and is gone")
		}
		a.runs[d.Run] = matchRunAudit{index, e.Who, e.At.UnixMilli(), d}
		return nil
	}
	x, err := detail[matchAnswer](e)
	if err != nil {
		return err
	}
	a.answers[matchKey{x.Run, x.Row, x.Report, x.Party}] = matchAnswerAudit{index, e.Who, x.Verdict, x.Because}
	return nil
}

// finish compares what the tables hold with what the ledger said.
func (a *matchAudit) finish(ctx context.Context, t *store.Tx, fault func(index int64, text string)) error {
	runs, err := t.MatchRuns(ctx)
	if err != nil {
		return err
	}
	pairs := map[int64][]store.MatchPair{}
	err = t.EachMatchPair(ctx, func(p store.MatchPair) error { pairs[p.Run] = append(pairs[p.Run], p); return nil })
	if err != nil {
		return err
	}
	for _, r := range runs {
		said, ok := a.runs[r.ID]
		delete(a.runs, r.ID)
		said.detail.Cut, said.detail.Room = 0, 0 // no row has these
		switch {
		case !ok:
			fault(r.Entry, "a comparison is stored that no entry made")
		case detailOf(r, pairs[r.ID]) != said.detail, r.Entry != said.index, r.Who != said.who, r.At != said.at:
			fault(said.index, "the comparison that it made was changed")
		}
		for _, p := range pairs[r.ID] {
			k := matchKey{p.Run, p.Row, p.Report, p.Party}
			x, ok := a.answers[k]
			delete(a.answers, k)
			switch {
			case !ok && (p.Verdict != "" || p.Because != "" || p.Who != "" || p.Entry != r.Entry):
				fault(p.Entry, "an answer to a comparison stands that no entry made")
			case ok && (p.Verdict != x.verdict || p.Because != x.because || p.Who != x.who || p.Entry != x.index):
				fault(x.index, "the answer that it gave was changed")
			}
		}
		delete(pairs, r.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(a.runs)) {
		fault(a.runs[id].index, "the comparison that it made is gone")
	}
	for _, x := range a.answers {
		fault(x.index, "the answer that it gave is gone")
	}
	for _, id := range slices.Sorted(maps.Keys(pairs)) {
		fault(pairs[id][0].Entry, "proposals are stored of a comparison that no entry made")
	}
	return nil
}
