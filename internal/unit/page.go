package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// Place is where a page of a list ended: its last row, by what put it there. A list
// is worked on while it is read. The next page begins behind that place wherever the
// row stands by then, and a row that nobody touched is passed over by no act on
// another. The text is of figures and a report's number, and opaque: nothing else
// may be told by it, for it stands in addresses. Empty is the head of a list.
type Place string

// NoPlace is the error for a text that continues no such list. It does not repeat the
// text: an answer is recorded, and anything may have been typed there.
type NoPlace struct{}

func (e *NoPlace) Error() string { return e.Sentence("en") }

// Sentence says it, with what to do.
func (e *NoPlace) Sentence(lang string) string {
	if lang == "fr" {
		return "ceci ne continue pas cette liste : la reprendre au début, ou là où sa dernière page dit de la suivre"
	}
	return "this does not continue the list: read it from its head, or where its last page says that it goes on"
}

func (p Place) none() error { return tell(&NoPlace{}) }

// placed writes the figures that a list is in order of.
func placed(order []int64) Place {
	var b strings.Builder
	for i, n := range order {
		if i > 0 {
			b.WriteByte('.')
		}
		// "m" for minus: a place begins no option of the command line.
		b.WriteString(strings.Replace(strconv.FormatInt(n, 10), "-", "m", 1))
	}
	return Place(b.String())
}

// figures reads so many of them, as placed writes them and in no other way.
func (p Place) figures(n int) ([]int64, bool) {
	parts := strings.SplitN(string(p), ".", n+1)
	if len(parts) != n {
		return nil, false
	}
	out := make([]int64, n)
	for i, s := range parts {
		var err error
		if out[i], err = strconv.ParseInt(strings.Replace(s, "m", "-", 1), 10, 64); err != nil {
			return nil, false
		}
	}
	return out, placed(out) == p
}

// mostPassed bounds how many rows may be passed over by number.
const mostPassed = 1 << 30

// in finds the first row behind a place, of rows in order of so many figures. A
// place that is one number passes over so many rows.
func (p Place) in(rows, figures int, order func(int) []int64) (int, error) {
	if p == "" {
		return 0, nil
	}
	if n, ok := p.figures(1); ok && n[0] >= 0 && n[0] <= mostPassed {
		return min(int(n[0]), rows), nil
	}
	at, ok := p.figures(figures)
	if !ok {
		return 0, p.none()
	}
	return sort.Search(rows, func(i int) bool { return slices.Compare(order(i), at) > 0 }), nil
}

// placeOf is the place of a lead in the queue, as it stands.
func placeOf(l store.Lead) Place {
	return placed([]int64{l.Class, l.Score, l.ActBy}) + Place("."+l.ID.String())
}

// behind is the lead that a page of the queue continues behind, with nothing but what
// puts it there; nil at the head. Of a lead named by its number alone, where it is now.
func (w *work) behind(ctx context.Context, after Place) (*store.Lead, error) {
	if after == "" {
		return nil, nil
	}
	s := string(after)
	i := strings.LastIndexByte(s, '.')
	k, err := report.ParseKey(s[i+1:])
	if err != nil {
		return nil, after.none()
	}
	if i < 0 {
		return w.here(ctx, k)
	}
	at, ok := Place(s[:i]).figures(3)
	if !ok || k.String() != s[i+1:] || at[0] < int64(triage.Immediate) || at[0] > int64(triage.Held) {
		return nil, after.none()
	}
	return &store.Lead{ID: k, Class: at[0], Score: at[1], ActBy: at[2]}, nil
}

func (w *work) here(ctx context.Context, k report.Key) (*store.Lead, error) {
	if k == 0 {
		return nil, nil
	}
	l, err := w.Lead(ctx, k)
	if errors.Is(err, store.ErrNotFound) {
		return nil, tell(fmt.Errorf("lead %s is no longer in the queue: start again from its head", k), k)
	}
	return &l, err
}
