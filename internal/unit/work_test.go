package unit

import (
	"errors"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"

	"vigie/internal/access"
	"vigie/internal/dossier"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/link"
	"vigie/internal/report"
)

// TestEveryAnswerIsRecorded: whatever is asked and answered by an error leaves one
// entry, which says what was asked about and what was answered; so does whatever a
// person may not ask.
func TestEveryAnswerIsRecorded(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{aRecord("ncmec", "1", 30), aRecord("hotline", "2", 40)}, 0)
	k, other := report.KeyOf("ncmec", "1"), report.KeyOf("hotline", "2")
	leads := leadsOf(t, u, who, 9)
	a := try[dossier.Number](t)(u.OpenCase(ctx, who, leads[0], "essai"))
	if _, err := u.RemoveFromCase(ctx, who, a, []report.Key{other}, "essai"); err != nil {
		t.Fatal(err)
	}
	b := try[dossier.Number](t)(u.SplitCase(ctx, who, a, Part{Reports: []report.Key{k}}, "essai"))
	if _, err := u.MergeCases(ctx, who, b, a, "essai"); err != nil {
		t.Fatal(err)
	}
	none := dossier.Number{Year: 2020, Seq: 1}
	prosecutor := person(t, u, who, "paul", access.Prosecutor)
	second := func(_ any, err error) error { return err }
	for what, c := range map[string]struct {
		ask   func() error
		about string // a subject that the entry names
	}{
		"cases that are one":       {func() error { return second(u.MergeCases(ctx, who, b, a, "x")) }, b.String()},
		"a split of nothing":       {func() error { return second(u.SplitCase(ctx, who, a, Part{From: none}, "x")) }, a.String()},
		"an owner who is none":     {func() error { return second(u.AssignCase(ctx, who, a, "nobody", "x")) }, a.String()},
		"an act that is none":      {func() error { return second(u.UndoCase(ctx, who, 99, "x")) }, ""},
		"a case that is none":      {func() error { return second(u.Case(ctx, who, none, "fr")) }, none.String()},
		"ties of nothing":          {func() error { return second(u.Ties(ctx, who, 5)) }, report.Key(5).String()},
		"why with nothing":         {func() error { return second(u.Why(ctx, who, 5, k)) }, k.String()},
		"no judgement":             {func() error { return u.Unjudge(ctx, who, k, other, "x") }, k.String()},
		"no proposal":              {func() error { return u.Answer(ctx, who, k, other, link.Same, "x") }, k.String()},
		"no such item":             {func() error { return second(u.Reveal(ctx, who, k, "nothing")) }, k.String()},
		"a comparison that is":     {func() error { return second(u.MatchOf(ctx, who, 9)) }, ""},
		"may not reveal":           {func() error { return second(u.Reveal(ctx, prosecutor, k, "nothing")) }, k.String()},
		"may not judge":            {func() error { return u.Judge(ctx, prosecutor, k, other, link.Same, "x") }, other.String()},
		"may not assign":           {func() error { return second(u.AssignCase(ctx, prosecutor, a, "", "x")) }, a.String()},
		"may not see the queue":    {func() error { return second(u.Queue(ctx, prosecutor, QueueFilter{})) }, ""},
		"a fact that is not there": {func() error { return u.Stand(ctx, who, k, report.TravelPlan, "refute", "x") }, k.String()},
	} {
		size := func() int64 {
			r, err := u.Verify(ctx, who, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			return r.Tree.Size
		}
		before := size() // and its own entry
		err := c.ask()
		last := lastEntry(t, u)
		var refused *access.Refused
		if err == nil || !Answered(err) && !errors.As(err, &refused) {
			t.Errorf("%s: %v", what, err)
			continue
		}
		var d struct {
			Right    string `json:"right"`
			Answered string `json:"answered"`
		}
		if e := json.Unmarshal(last.Detail, &d); e != nil || last.Kind != ledger.Refuse || d.Right == "" || (refused == nil) != (d.Answered != "") {
			t.Errorf("%s: the last entry is %s %s", what, last.Kind, last.Detail)
		}
		if c.about != "" && !slices.Contains(last.Subjects, c.about) {
			t.Errorf("%s: the entry names %v", what, last.Subjects)
		}
		if n := size() - before; n != 2 {
			t.Errorf("%s: %d entries", what, n-1)
		}
	}
	sound(t, u, who)
}
