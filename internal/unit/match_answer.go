package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
	"vigie/internal/store"
)

// MatchAnswer is a person's answer to a proposal of a comparison.
type MatchAnswer struct {
	Run    int64
	Row    int64      // of the list
	Report report.Key // 0: a row of the other list
	// Person is which of the report's, from 1, or 0 where the row is proposed with one
	// of them alone; without a report, the row of the other list.
	Person  int64
	Verdict link.Verdict
	Because string
	Instead bool // of what a colleague answered
}

// AnswerMatch records a person's answer to a proposal: the same person, another,
// or undecided. It joins nothing: the list's row is no report. What a colleague
// answered is replaced only where that is said, and a proposal on a report that has
// another version since is answered no more: its persons may stand in another order.
func (u *Unit) AnswerMatch(ctx context.Context, who Actor, a MatchAnswer) error {
	if err := reason(a.Because, "an answer"); err != nil {
		return err
	}
	if a.Verdict != link.Same && a.Verdict != link.Different && a.Verdict != link.Undecided {
		return fmt.Errorf("verdict %q: expected same, different or undecided", a.Verdict)
	}
	return u.do(ctx, who.on(a.Report).asking(Asked{"run": a.Run, "row": a.Row, "party": a.Person, "verdict": string(a.Verdict)}), access.Compare, func(ctx context.Context, w *work) error {
		p := store.MatchPair{Run: a.Run, Row: a.Row, Report: a.Report, Party: a.Person, Verdict: string(a.Verdict), Because: a.Because, Who: who.ID}
		var of []report.Key
		var err error
		if a.Report != 0 {
			of = append(of, a.Report)
			if p.Party, err = w.matchedPerson(ctx, p); err != nil {
				return err
			}
		}
		if err := w.mayAnswer(ctx, p, a.Instead); err != nil {
			return err
		}
		p.Entry, err = w.record(ledger.Match, of, matchAnswer{p.Run, p.Row, p.Report, p.Party, p.Verdict, p.Because})
		if err != nil {
			return err
		}
		return w.AnswerMatch(ctx, p)
	})
}

// mayAnswer is nil when what is answered is proposed and still means the same
// person, and no colleague's answer is in the way.
func (w *work) mayAnswer(ctx context.Context, p store.MatchPair, instead bool) error {
	var of []report.Key
	if p.Report != 0 {
		of = append(of, p.Report)
	}
	stands, err := w.MatchPair(ctx, p.Run, p.Row, p.Report, p.Party)
	if errors.Is(err, store.ErrNotFound) {
		return tell(fmt.Errorf("comparison %d proposes nothing of the kind: see vigie match show %d", p.Run, p.Run), of...)
	}
	if err != nil {
		return err
	}
	if stands.Version != 0 {
		now, err := w.Reports(ctx, of)
		if err != nil {
			return err
		}
		if len(now) != 1 || now[0].Version != stands.Version {
			return tell(&Impossible{
				fmt.Sprintf("report %s has another version since comparison %d, and its persons may be others: compare the list again", p.Report, p.Run),
				fmt.Sprintf("le signalement %s a une autre version depuis le rapprochement %d, et ses personnes peuvent être d'autres : comparez de nouveau la liste", p.Report, p.Run),
			}, of...)
		}
	}
	if stands.Verdict != "" && stands.Who != p.Who && !instead {
		return tell(&Impossible{
			fmt.Sprintf("%s has answered this already: vigie match show %d shows it; add --instead to answer in its place", stands.Who, p.Run),
			fmt.Sprintf("%s y a déjà répondu : vigie match show %d le montre ; ajoutez --instead pour répondre à la place", stands.Who, p.Run),
		}, of...)
	}
	return nil
}

// matchedPerson finds the index of the person that an answer means.
func (w *work) matchedPerson(ctx context.Context, p store.MatchPair) (int64, error) {
	if p.Party > 0 {
		return p.Party - 1, nil
	}
	all, err := w.MatchPairsOn(ctx, []report.Key{p.Report})
	if err != nil {
		return 0, err
	}
	all = slices.DeleteFunc(all, func(x store.MatchPair) bool { return x.Run != p.Run || x.Row != p.Row })
	switch len(all) {
	case 0:
		return -1, nil // of whom nothing is proposed: said where it is looked for
	case 1:
		return all[0].Party, nil
	}
	return 0, tell(fmt.Errorf("row %d is proposed with several persons of report %s: say which with --person", p.Row, p.Report), p.Report)
}
