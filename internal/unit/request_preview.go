package unit

import (
	"cmp"
	"context"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
)

// PreviewedLetter is a letter as it would be drafted now.
type PreviewedLetter struct {
	Request request.Number `json:"request"` // the number that it would get
	Holder  string         `json:"holder"`  // its key
	Records int            `json:"records"`
	Text    string         `json:"text"`
}

// PreviewRequests gives the letters that DraftRequests would write, and drafts
// nothing. Who reads them reads what the letters will show: the right and the
// entries are those of [Unit.Letter].
func (u *Unit) PreviewRequests(ctx context.Context, who Actor, a Asking, lang string) ([]PreviewedLetter, LeftOut, error) {
	lang = cmp.Or(lang, who.Lang)
	var out []PreviewedLetter
	var left LeftOut
	if err := a.check(); err != nil {
		return nil, left, err
	}
	err := u.do(ctx, who.on(a.Lead).onNamed(a.Case).asking(Asked{"what": "letter", "preview": true, "lang": lang}), access.SeeCase, func(ctx context.Context, w *work) error {
		out = nil
		g, state, day, err := w.toDraft(ctx, a)
		if err != nil {
			return err
		}
		for _, h := range g.holders { // all or none: no entry names a letter that was not shown
			if may, err := w.mayShow(w.u.letterMasks(h.Keeper, h.items)); !may {
				return err
			}
		}
		for _, h := range g.holders {
			act, texts, err := w.draft(h, a, state.Next(day.Time().Year()), day, g.runs)
			if err != nil {
				return err
			}
			of := make([]report.Key, len(h.records))
			for i, r := range h.records {
				of[i] = r.Report
			}
			// Its number is not taken yet: the entries name none.
			detail := map[string]any{"what": "letter", "preview": true, "of": a.subject(), "lang": lang, "sha256": sum([]byte(texts[lang]))}
			if err := w.showLetter(nil, of, w.u.letterMasks(h.Keeper, h.items), detail); err != nil {
				return err
			}
			out = append(out, PreviewedLetter{act.Request, h.Key, len(h.items), texts[lang]})
			act.ID = state.NextAct()
			if state, err = state.After(act.Act); err != nil { // for the next number alone: kept nowhere
				return err
			}
		}
		left = g.left
		return nil
	})
	if err == nil && out == nil {
		err = &access.Refused{Person: who.ID, Role: who.Role, Right: access.Reveal}
	}
	return out, left, err
}

// letterMasks says whether a letter holds what is masked elsewhere.
func (u *Unit) letterMasks(holder clock.Keeper, items []request.Item) bool {
	return request.MaskedItems(items) || holderShown(holder, u.clocks) != holder
}

// mayShow says whether the person may read a letter, and records it where it holds
// what is masked elsewhere and they may not reveal that.
func (w *work) mayShow(masked bool) (bool, error) {
	if !masked || w.who.Role.May(access.Reveal) {
		return true, nil
	}
	_, err := w.recordNamed(ledger.Refuse, w.who.named, w.who.about, w.who.refusal(access.Reveal, ""))
	return false, err
}

// showLetter records that a letter is shown.
func (w *work) showLetter(names []string, of []report.Key, masked bool, detail map[string]any) error {
	if masked {
		if _, err := w.recordNamed(ledger.Reveal, names, of, map[string]any{"item": "letter"}); err != nil {
			return err
		}
	}
	_, err := w.recordNamed(ledger.Export, names, of, detail)
	return err
}
