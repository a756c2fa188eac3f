package unit

import (
	"context"
	"errors"
	"fmt"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/report"
	"vigie/internal/store"
)

// OpenCase opens a case from a lead, named by its own number or that of any of
// its reports, and attaches all the reports that the lead has now. A lead of
// which a case holds reports opens no other: whether it is the same case is for a
// person to say. It returns the case's number, which it keeps for life.
func (u *Unit) OpenCase(ctx context.Context, who Actor, lead report.Key, because string) (dossier.Number, error) {
	if err := reason(because, "opening a case"); err != nil {
		return dossier.Number{}, err
	}
	var n dossier.Number
	_, err := u.onCases(ctx, who.on(lead), access.WorkCase, func(ctx context.Context, w *work, b *caseBook) (caseAct, error) {
		l, err := w.leadOf(ctx, lead)
		if err != nil {
			return caseAct{}, err
		}
		ps, err := w.PlacesOf(ctx, []report.Key{l.Comp})
		if err != nil {
			return caseAct{}, err
		}
		var all []dossier.Attachment
		for _, p := range ps {
			if p.Lead != l.ID {
				continue
			}
			x := attachmentOf(p.Key)
			if in := b.Where(x); !in.IsZero() {
				return caseAct{}, tell(&Impossible{
					fmt.Sprintf("case %s holds reports of lead %s already: add the others to it, or judge first which are of other hands", in, l.ID),
					fmt.Sprintf("le dossier %s tient déjà des signalements de la piste %s : ajoutez-lui les autres, ou jugez d'abord lesquels sont d'une autre main", in, l.ID),
				}, l.ID, p.Key)
			}
			all = append(all, x)
		}
		if len(all) > mostMoved {
			return caseAct{}, tell(&Impossible{
				fmt.Sprintf("lead %s has more than %d reports: judge first what belongs together", l.ID, mostMoved),
				fmt.Sprintf("la piste %s a plus de %d signalements : jugez d'abord lesquels vont ensemble", l.ID, mostMoved),
			}, l.ID)
		}
		if n = b.Next(u.Today().Time().Year()); n.IsZero() {
			return caseAct{}, &Impossible{"there are no numbers left for this year", "il n'y a plus de numéros pour cette année"}
		}
		return caseAct{Act: dossier.Act{Kind: dossier.Open, Case: n, Attached: all}, because: because}, nil
	})
	if err != nil {
		return dossier.Number{}, err
	}
	return n, nil
}

// AddToCase attaches reports to a case. It returns the number of the case that
// holds them: n, or the one that n leads to.
func (u *Unit) AddToCase(ctx context.Context, who Actor, n dossier.Number, keys []report.Key, because string) (dossier.Number, error) {
	return u.withReports(ctx, who, dossier.Add, n, keys, because, "adding to a case")
}

// RemoveFromCase takes reports out of a case. They stay in their lead.
func (u *Unit) RemoveFromCase(ctx context.Context, who Actor, n dossier.Number, keys []report.Key, because string) (dossier.Number, error) {
	return u.withReports(ctx, who, dossier.Remove, n, keys, because, "removing from a case")
}

func (u *Unit) withReports(ctx context.Context, who Actor, kind dossier.Kind, n dossier.Number, keys []report.Key, because, of string) (at dossier.Number, err error) {
	if err := reason(because, of); err != nil {
		return at, err
	}
	_, err = u.onCases(ctx, who.onNamed(n), access.WorkCase, func(ctx context.Context, w *work, b *caseBook) (caseAct, error) {
		var xs []dossier.Attachment
		if at, err = b.home(n); err == nil {
			xs, err = w.attachments(ctx, keys)
		}
		return caseAct{Act: dossier.Act{Kind: kind, Case: at, Attached: xs}, because: because}, err
	})
	return at, err
}

// home leads from any number to the case that it names now.
func (b *caseBook) home(n dossier.Number) (dossier.Number, error) {
	at, err := b.Find(n)
	if err != nil {
		return at, tell(err)
	}
	return at, nil
}

// NoteOnCase writes a note on a case. It is its own reason. It returns the
// number of the act, which is the note's too.
func (u *Unit) NoteOnCase(ctx context.Context, who Actor, n dossier.Number, text string) (int64, error) {
	if err := noteText(text); err != nil {
		return 0, err
	}
	return u.onCases(ctx, who.onNamed(n), access.NoteCase, func(_ context.Context, _ *work, b *caseBook) (caseAct, error) {
		at, err := b.home(n)
		return caseAct{Act: dossier.Act{Kind: dossier.Write, Case: at}, note: text}, err
	})
}

// AssignCase gives a case to a person who may work cases, or to nobody when
// owner is empty.
func (u *Unit) AssignCase(ctx context.Context, who Actor, n dossier.Number, owner, because string) (at dossier.Number, err error) {
	if err := reason(because, "assigning a case"); err != nil {
		return at, err
	}
	_, err = u.onCases(ctx, who.onNamed(n), access.WorkCase, func(ctx context.Context, w *work, b *caseBook) (caseAct, error) {
		if at, err = b.home(n); err != nil {
			return caseAct{}, err
		}
		if owner != "" {
			p, err := w.Person(ctx, owner)
			switch {
			case err != nil && !errors.Is(err, store.ErrNotFound):
				return caseAct{}, err
			case err != nil || !access.Role(p.Role).May(access.WorkCase):
				return caseAct{}, &Impossible{
					fmt.Sprintf("%.40q is nobody who may own a case: name an investigator or a head of unit who is enrolled", owner),
					fmt.Sprintf("« %.40s » ne peut pas se voir confier un dossier : nommez une personne inscrite, de l'enquête ou de la direction", owner),
				}
			}
		}
		return caseAct{Act: dossier.Act{Kind: dossier.Assign, Case: at, Owner: owner}, because: because}, nil
	})
	return at, err
}

// MergeCases puts all that one case holds into another, and its number leads
// there from then on.
func (u *Unit) MergeCases(ctx context.Context, who Actor, from, into dossier.Number, because string) (at dossier.Number, err error) {
	if err := reason(because, "merging cases"); err != nil {
		return at, err
	}
	_, err = u.onCases(ctx, who.onNamed(from, into), access.WorkCase, func(_ context.Context, _ *work, b *caseBook) (caseAct, error) {
		a, err := b.home(from)
		if err != nil {
			return caseAct{}, err
		}
		at, err = b.home(into)
		if err == nil && a == at && from != into {
			return caseAct{}, &Impossible{
				fmt.Sprintf("cases %s and %s are one already", from, into),
				fmt.Sprintf("les dossiers %s et %s n'en font déjà qu'un", from, into),
			}
		}
		return caseAct{Act: dossier.Act{Kind: dossier.Merge, Case: a, Other: at}, because: because}, err
	})
	return at, err
}

// Part says what leaves a case when it is split: all of these together.
type Part struct {
	Reports []report.Key
	Notes   []int64        // by the acts that wrote them
	From    dossier.Number // what came in with this case, when it was merged; zero: nothing
}

// SplitCase makes a part of a case a case of its own, with a new number and the
// same owner.
func (u *Unit) SplitCase(ctx context.Context, who Actor, n dossier.Number, part Part, because string) (made dossier.Number, err error) {
	if err := reason(because, "splitting a case"); err != nil {
		return made, err
	}
	_, err = u.onCases(ctx, who.onNamed(n), access.WorkCase, func(ctx context.Context, w *work, b *caseBook) (caseAct, error) {
		at, err := b.home(n)
		if err != nil {
			return caseAct{}, err
		}
		xs, err := w.attachments(ctx, part.Reports)
		if err != nil {
			return caseAct{}, err
		}
		for _, id := range part.Notes {
			xs = append(xs, dossier.NoteOf(id))
		}
		if !part.From.IsZero() {
			came := b.CameWith(at, part.From)
			if len(came) == 0 {
				return caseAct{}, &Impossible{
					fmt.Sprintf("case %s holds nothing that came with case %s", at, part.From),
					fmt.Sprintf("le dossier %s ne tient rien qui soit venu avec le dossier %s", at, part.From),
				}
			}
			xs = append(xs, came...)
		}
		if made = b.Next(u.Today().Time().Year()); made.IsZero() {
			return caseAct{}, &Impossible{"there are no numbers left for this year", "il n'y a plus de numéros pour cette année"}
		}
		return caseAct{Act: dossier.Act{Kind: dossier.Split, Case: at, Other: made, Attached: distinct(xs)}, because: because}, nil
	})
	if err != nil {
		return dossier.Number{}, err
	}
	return made, nil
}

func distinct(xs []dossier.Attachment) []dossier.Attachment {
	seen := map[dossier.Attachment]bool{}
	var out []dossier.Attachment
	for _, x := range xs {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}

// UndoCase takes an act on a case back, by the act's number. All is then as if
// it had never been done. It is refused when something that came later rests on
// it. Taking back an act that took another back does that one again. It returns
// the case to look at afterwards; zero when the opening itself was taken back.
func (u *Unit) UndoCase(ctx context.Context, who Actor, act int64, because string) (at dossier.Number, err error) {
	if err := reason(because, "taking an act back"); err != nil {
		return at, err
	}
	_, err = u.onCases(ctx, who, access.WorkCase, func(_ context.Context, _ *work, b *caseBook) (caseAct, error) {
		a := dossier.Act{Kind: dossier.Undo, Undoes: act}
		if first, ok := b.Origin(act); ok {
			trial := a
			trial.ID = b.NextAct()
			if next, err := b.After(trial); err == nil {
				at, _ = next.Find(first.Case) // none: the case is not there any more
			}
		}
		return caseAct{Act: a, because: because}, nil
	})
	return at, err
}
