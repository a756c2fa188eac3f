package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// What a person can decide on a report. Each is an input of its summary.
const (
	decidedAcknowledge = "acknowledge"
	decidedPreserve    = "preserve"
	decidedVerify      = "verify"
	decidedRefute      = "refute"
)

// decideDetail is the detail of the entries that decisions leave.
type decideDetail struct {
	Decision string       `json:"decision"`
	Reports  []report.Key `json:"reports"`
	Fact     string       `json:"fact,omitzero"`
	Because  string       `json:"because"`
	Undo     bool         `json:"undo,omitzero"`
}

// Acknowledge records that a person has taken note of an immediate lead. It
// moves nothing: only a refuted fact lowers a lead.
func (u *Unit) Acknowledge(ctx context.Context, who Actor, lead report.Key, because string) error {
	if because != "" {
		if err := reason(because, "an acknowledgement"); err != nil {
			return err
		}
	}
	return u.do(ctx, who.on(lead), access.Decide, func(ctx context.Context, w *work) error {
		rows, err := w.membersOf(ctx, lead)
		if err != nil {
			return err
		}
		if rows, err = w.ringing(ctx, lead, rows); err != nil {
			return err
		}
		return w.decide(ctx, rows, decideDetail{Decision: decidedAcknowledge, Because: because}, ledger.Acknowledge)
	})
}

// Preserve records that preservation of a lead's records was requested: its
// evidence clocks stop, and the lead returns to its class.
func (u *Unit) Preserve(ctx context.Context, who Actor, lead report.Key, because string) error {
	if err := reason(because, "a preservation request (what was asked of whom, under which reference)"); err != nil {
		return err
	}
	return u.do(ctx, who.on(lead), access.Decide, func(ctx context.Context, w *work) error {
		rows, err := w.membersOf(ctx, lead)
		if err != nil {
			return err
		}
		return w.decide(ctx, rows, decideDetail{Decision: decidedPreserve, Because: because}, ledger.Preserve)
	})
}

// Stand records that a person verified or refuted a fact that a report states,
// or (undo) took that back.
func (u *Unit) Stand(ctx context.Context, who Actor, k report.Key, fact report.FactKind, standing, because string) error {
	if err := reason(because, "verifying or refuting a fact"); err != nil {
		return err
	}
	if standing != decidedVerify && standing != decidedRefute && standing != "undo" {
		return fmt.Errorf("standing %q: expected verify, refute or undo", standing)
	}
	return u.do(ctx, who.on(k), access.Decide, func(ctx context.Context, w *work) error {
		rows, err := w.Reports(ctx, []report.Key{k})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return noSuch(k)
		}
		r, err := w.whole(ctx, k)
		if err != nil {
			return err
		}
		if !states(r.report, fact) {
			return tell(fmt.Errorf("report %s does not state %s: see vigie explain", k, fact), k)
		}
		for _, other := range []string{decidedVerify, decidedRefute} {
			if err := w.DeleteDecision(ctx, k, other, string(fact)); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return w.decide(ctx, rows, decideDetail{Decision: standing, Fact: string(fact), Because: because, Undo: standing == "undo"}, ledger.Fact)
	})
}

func states(r *report.Report, kind report.FactKind) bool {
	for _, f := range triage.Facts(r) {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// membersOf finds all reports of a lead.
func (w *work) membersOf(ctx context.Context, lead report.Key) ([]store.Report, error) {
	l, err := w.leadOf(ctx, lead)
	if err != nil {
		return nil, err
	}
	return w.LeadReports(ctx, l.Comp, l.ID, -1, 1<<30)
}

// leadOf finds a lead by its own number or by that of any of its reports.
func (w *work) leadOf(ctx context.Context, k report.Key) (store.Lead, error) {
	ps, err := w.Places(ctx, []report.Key{k})
	if err != nil {
		return store.Lead{}, err
	}
	if len(ps) == 0 {
		return store.Lead{}, noSuch(k)
	}
	return w.Lead(ctx, ps[0].Lead)
}

// decide writes decisions on reports, records them in one entry, and works the
// reports out again.
func (w *work) decide(ctx context.Context, rows []store.Report, d decideDetail, kind ledger.Kind) error {
	for _, r := range rows {
		d.Reports = append(d.Reports, r.Key)
	}
	entry, err := w.record(kind, d.Reports, d)
	if err != nil {
		return err
	}
	for _, k := range d.Reports {
		if d.Undo {
			continue // what stood is gone
		}
		err := w.PutDecision(ctx, store.Decision{Report: k, Kind: d.Decision, Fact: d.Fact, Because: d.Because, Who: w.who.ID, At: w.at.UnixMilli(), Entry: entry})
		if err != nil {
			return err
		}
	}
	if d.Decision == decidedAcknowledge {
		return nil // it moves nothing
	}
	return w.again(ctx, rows)
}

// again works stored reports out anew, and their leads.
func (w *work) again(ctx context.Context, rows []store.Report) error {
	comps := make([]report.Key, 0, len(rows))
	paying := newPaying()
	for _, r := range rows {
		x, err := w.whole(ctx, r.Key)
		if err != nil {
			return err
		}
		row := r
		if row.Summary, err = x.gist.summary.AppendBinary(nil); err != nil {
			return err
		}
		if err := w.UpdateReport(ctx, row); err != nil {
			return err
		}
		comps = append(comps, r.Comp)
		paying.anew(&x.gist)
	}
	if err := w.pay(ctx, paying); err != nil {
		return err
	}
	return w.solve(ctx, comps)
}

// wholeReport is a report as it stands: current version, attachments, decisions.
type wholeReport struct {
	row      store.Report
	report   *report.Report
	versions []store.Version
	decided  []store.Decision
	covered  covers
	handling triage.Handling
	strict   triage.Handling // the strictest code of the version that holds and of what is attached to it
	current  int64           // the version that holds
	received int64
	gist     gist
}

// whole reads a report as it stands.
func (w *work) whole(ctx context.Context, k report.Key) (*wholeReport, error) {
	rows, err := w.Reports(ctx, []report.Key{k})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, noSuch(k)
	}
	xs, err := w.wholes(ctx, rows)
	if err != nil {
		return nil, err
	}
	return xs[0], nil
}

// wholes reads reports as they stand, set-wise, in the order given.
func (w *work) wholes(ctx context.Context, rows []store.Report) ([]*wholeReport, error) {
	keys := make([]report.Key, len(rows))
	by := map[report.Key]*wholeReport{}
	out := make([]*wholeReport, len(rows))
	for i, r := range rows {
		keys[i] = r.Key
		out[i] = &wholeReport{row: r}
		by[r.Key] = out[i]
	}
	vs, err := w.VersionsOf(ctx, keys)
	if err != nil {
		return nil, err
	}
	codes := map[int64]triage.Handling{}
	var runs []int64
	for _, v := range vs {
		by[v.Report].versions = append(by[v.Report].versions, v)
		if _, ok := codes[v.Run]; !ok {
			codes[v.Run] = triage.Evidence
			runs = append(runs, v.Run)
		}
	}
	if err := w.loadHandlings(ctx, codes, runs); err != nil {
		return nil, err
	}
	ds, err := w.DecisionsOn(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, d := range ds {
		by[d.Report].decided = append(by[d.Report].decided, d)
	}
	covered := w.covered // while all is worked out from nothing
	if covered == nil {
		if covered, err = w.coveredOn(ctx, keys); err != nil {
			return nil, err
		}
	}
	for _, x := range out {
		row := x.row
		x.covered = covered[row.Key]
		g, r, err := w.u.effective(&row, contents(x.versions), x.decided, x.covered, codes)
		if err != nil {
			return nil, err
		}
		x.gist, x.report, x.current, x.received = g, r, row.Version, row.Received
		for _, v := range x.versions {
			if v.ID == row.Version {
				x.handling = stricter(codes[v.Run], r.Handling)
			}
			if v.ID == row.Version || v.Part != "" {
				x.strict = max(x.strict, codes[v.Run])
			}
		}
	}
	return out, nil
}

// Waiting is an immediate lead that nobody has acknowledged.
type Waiting struct {
	Lead     report.Key `json:"lead"`
	Sentence string     `json:"sentence"`
}

// Duty lists the immediate leads in which a report that makes them so waits for
// a named person's acknowledgement.
func (u *Unit) Duty(ctx context.Context, who Actor) ([]Waiting, error) {
	out := []Waiting{}
	err := u.do(ctx, who.asking(Asked{"what": "duty"}), access.SeeQueue, func(ctx context.Context, w *work) error {
		day, err := w.advance(ctx)
		if err != nil {
			return err
		}
		var shown []report.Key
		q := store.QueueFilter{Class: int64(triage.Immediate), Limit: 500}
		for {
			ls, err := w.Tx.Queue(ctx, q)
			if err != nil {
				return err
			}
			for _, l := range ls {
				wait, err := w.unacknowledged(ctx, l)
				if err != nil {
					return err
				}
				if !wait {
					continue
				}
				row, err := w.row(ctx, l, day, who.Lang)
				if err != nil {
					return err
				}
				out = append(out, Waiting{l.ID, row.Sentence})
				shown = append(shown, l.ID)
			}
			if len(ls) < q.Limit {
				break
			}
			q.After = &ls[len(ls)-1]
		}
		_, err = w.record(ledger.Read, shown, map[string]any{"what": "duty", "waiting": len(shown)})
		return err
	})
	return out, err
}

// ringing keeps the reports that make a lead immediate: those that would alone,
// else all of them. Nobody can acknowledge a danger that is not stated yet.
func (w *work) ringing(ctx context.Context, k report.Key, rows []store.Report) ([]store.Report, error) {
	l, err := w.leadOf(ctx, k)
	if err != nil {
		return nil, err
	}
	if triage.Class(l.Class) != triage.Immediate {
		return nil, tell(fmt.Errorf("lead %s is not immediate: there is nothing to acknowledge", l.ID), l.ID)
	}
	var alone []store.Report
	for _, r := range rows {
		var s triage.Summary
		if err := s.UnmarshalBinary(r.Summary); err != nil {
			return nil, err
		}
		if w.u.rules.Rank(s, triage.Decisions{}, 0).Base == triage.Immediate {
			alone = append(alone, r)
		}
	}
	if len(alone) == 0 {
		return rows, nil
	}
	return alone, nil
}

// unacknowledged says whether a report that makes a lead immediate has no
// acknowledgement, or has had a newer version or attachment since: it rings again.
func (w *work) unacknowledged(ctx context.Context, l store.Lead) (bool, error) {
	rows, err := w.LeadReports(ctx, l.Comp, l.ID, -1, 1<<30)
	if err != nil {
		return false, err
	}
	if rows, err = w.ringing(ctx, l.ID, rows); err != nil {
		return false, err
	}
	keys := make([]report.Key, 0, len(rows))
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	ds, err := w.DecisionsOn(ctx, keys)
	if err != nil {
		return false, err
	}
	newest, err := w.NewestEntries(ctx, keys)
	if err != nil {
		return false, err
	}
	done := map[report.Key]bool{}
	for _, d := range ds {
		done[d.Report] = done[d.Report] || d.Kind == decidedAcknowledge && d.Entry > newest[d.Report]
	}
	return slices.ContainsFunc(keys, func(k report.Key) bool { return !done[k] }), nil
}
