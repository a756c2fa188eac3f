package unit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/clock"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/triage"
)

// Sending says how a person sent a request.
type Sending struct {
	Day   triage.Day // 0: today
	Means string     // by post, portal, mail…
	Ref   string     // the holder's or the unit's own reference
	Until triage.Day // until when the holder keeps it, where it said so; 0: by the law of its country
}

// longestMeans bounds how something was sent and its reference, in bytes.
const longestMeans = 200

// longestKept is for how long, in days, a holder may say that it keeps what it was
// asked: ten years. More is a slip of the pen that would stop a clock for good.
const longestKept = 3653

// until checks the day until which a holder says that it keeps a request's records.
func (s *Sending) until(sent triage.Day) error {
	switch {
	case s.Until == 0:
		return nil
	case s.Until < sent:
		return &RequestFault{
			fmt.Sprintf("kept until %s is before the day it was sent, %s", s.Until, sent),
			fmt.Sprintf("gardé jusqu'au %s est avant le jour de l'envoi, le %s", s.Until, sent),
		}
	case s.Until > sent+longestKept:
		return &RequestFault{
			fmt.Sprintf("kept until %s is more than ten years after %s: check the year", s.Until, sent),
			fmt.Sprintf("gardé jusqu'au %s est plus de dix ans après le %s : vérifiez l'année", s.Until, sent),
		}
	}
	return nil
}

// SendRequest records that a person sent a request. The clocks of its records stop
// until the day that the holder or its law says.
func (u *Unit) SendRequest(ctx context.Context, who Actor, n request.Number, s Sending) (until triage.Day, err error) {
	if strings.TrimSpace(s.Means) == "" {
		return 0, &RequestFault{"say by which means it was sent: add --means", "dites par quel moyen elle a été envoyée : ajoutez --means"}
	}
	for _, x := range []string{s.Means, s.Ref} {
		if x != "" {
			if err := short(x); err != nil {
				return 0, err
			}
		}
	}
	_, err = u.onRequests(ctx, who.onNamed(n), func(_ context.Context, w *work, b *requestBook) (requestAct, error) {
		day, err := w.dayOf(s.Day)
		if err != nil {
			return requestAct{}, err
		}
		q, err := b.Find(n)
		if err != nil {
			return requestAct{}, tell(err)
		}
		if day.Time().Year() < n.Year {
			return requestAct{}, tell(&RequestFault{
				fmt.Sprintf("%s is before the year in which request %s was drafted", day, n),
				fmt.Sprintf("le %s est avant l'année où la demande %s a été rédigée", day, n),
			})
		}
		if err := s.until(day); err != nil {
			return requestAct{}, tell(err)
		}
		if until = s.Until; until == 0 {
			k, err := holderOf(b.rows[q.Drafted].Holder)
			if err != nil {
				return requestAct{}, err
			}
			if end, ok := u.clocks.KeptUntil(k, day.Time()); ok {
				until = triage.DayOf(end)
			}
		}
		return requestAct{Act: request.Act{Kind: request.Send, Request: n, Day: day, Until: until}, means: s.Means, ref: s.Ref}, nil
	})
	return until, err
}

// AnswerRequest records that the holder gave what was asked, but for the records at
// the places that are missing.
func (u *Unit) AnswerRequest(ctx context.Context, who Actor, n request.Number, day triage.Day, missing []int, because string) error {
	if because != "" {
		if err := reason(because, "an answer"); err != nil {
			return err
		}
	}
	_, err := u.onRequests(ctx, who.onNamed(n), func(_ context.Context, w *work, _ *requestBook) (requestAct, error) {
		day, err := w.dayOf(day)
		m := slices.Clone(missing)
		slices.Sort(m)
		return requestAct{Act: request.Act{Kind: request.Answer, Request: n, Day: day, Missing: slices.Compact(m)}, because: because}, err
	})
	return err
}

// RefuseRequest records that the holder refused. The clocks run again.
func (u *Unit) RefuseRequest(ctx context.Context, who Actor, n request.Number, day triage.Day, because string) error {
	if err := reason(because, "a refusal"); err != nil {
		return err
	}
	_, err := u.onRequests(ctx, who.onNamed(n), func(_ context.Context, w *work, _ *requestBook) (requestAct, error) {
		day, err := w.dayOf(day)
		return requestAct{Act: request.Act{Kind: request.Refuse, Request: n, Day: day}, because: because}, err
	})
	return err
}

// UndoRequest takes an act on a request back, by the act's number. All is then as
// if it had never been done. It is refused when something that came later rests on
// it. It returns the request that the act was on.
func (u *Unit) UndoRequest(ctx context.Context, who Actor, act int64, because string) (n request.Number, err error) {
	if err := reason(because, "taking an act back"); err != nil {
		return n, err
	}
	_, err = u.onRequests(ctx, who, func(_ context.Context, _ *work, b *requestBook) (requestAct, error) {
		n = b.Of(act)
		return requestAct{Act: request.Act{Kind: request.Undo, Undoes: act}, because: because}, nil
	})
	return n, err
}

// dayOf is the day on which something was done: today unless another is given,
// and not one that has not come yet.
func (w *work) dayOf(day triage.Day) (triage.Day, error) {
	today := w.u.Today()
	switch {
	case day == 0:
		return today, nil
	case day > today:
		return 0, &RequestFault{
			fmt.Sprintf("%s has not come yet", day), fmt.Sprintf("le %s n'est pas encore venu", day),
		}
	}
	return day, nil
}

func short(s string) error {
	if len(s) > longestMeans {
		return &RequestFault{
			fmt.Sprintf("the means and the reference have %d bytes at most", longestMeans),
			fmt.Sprintf("le moyen et la référence font %d octets au plus", longestMeans),
		}
	}
	return reason(s, "a sending")
}

func holderOf(s string) (clock.Keeper, error) {
	var k clock.Keeper
	if err := json.Unmarshal([]byte(s), &k); err != nil {
		return k, fmt.Errorf("a stored request is damaged: %w", err)
	}
	return k, nil
}

func unixUTC(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// mayAnswer checks before an intake that its reports can be recorded as the answer
// to a request.
func (u *Unit) mayAnswer(ctx context.Context, who Actor, w *work, n request.Number, day triage.Day) error {
	if n.IsZero() {
		return nil
	}
	if !who.Role.May(access.Ask) {
		return tell(&access.Refused{Person: who.ID, Role: who.Role, Right: access.Ask})
	}
	b, err := w.requestBook(ctx)
	if err != nil {
		return err
	}
	_, err = b.After(request.Act{ID: b.NextAct(), Kind: request.Answer, Request: n, Day: day})
	if err != nil {
		return tell(err)
	}
	return nil
}

// answered records that an intake brought the answer to a request.
func (u *Unit) answered(ctx context.Context, who Actor, n request.Number, day triage.Day, run int64, keys []report.Key) error {
	_, err := u.onRequests(ctx, who.onNamed(n), func(_ context.Context, _ *work, b *requestBook) (requestAct, error) {
		var missing []int // what a person said was missing stays so
		if q, err := b.Find(n); err == nil {
			missing = q.Missing
		}
		return requestAct{Act: request.Act{Kind: request.Answer, Request: n, Day: day, Missing: missing, Reports: keys}, run: run}, nil
	})
	return err
}
