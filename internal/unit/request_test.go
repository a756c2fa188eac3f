package unit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/triage"
)

// request lets the story's people ask holders, and take that back: the opposite at
// once restores what was.
func (s *story) request(t *testing.T, u *Unit, who Actor, seed uint64) {
	t.Helper()
	ctx := context.Background()
	var no *RequestFault
	var misfit *request.Refusal
	if len(s.asks) == 0 || s.IntN(3) == 0 {
		if len(s.keys) == 0 {
			return
		}
		ns, _, err := u.DraftRequests(ctx, who, Asking{Lead: s.keys[s.IntN(len(s.keys))], Again: s.IntN(2) == 0})
		if err != nil && !errors.As(err, &no) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		s.asks = append(s.asks, ns...)
		return
	}
	n := s.asks[s.IntN(len(s.asks))]
	before := digest(t, u)
	var err error
	switch s.IntN(5) {
	case 0, 1:
		_, err = u.SendRequest(ctx, who, n, Sending{Means: "lettre", Until: []triage.Day{0, u.Today() + 5, u.Today() + 400}[s.IntN(3)]})
	case 2:
		err = u.AnswerRequest(ctx, who, n, 0, []int{1}[:s.IntN(2)], "")
	case 3:
		err = u.RefuseRequest(ctx, who, n, 0, "refus")
	case 4:
		v, err := u.Request(ctx, who, n, "fr")
		if errors.As(err, &misfit) {
			return
		} else if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if _, err = u.UndoRequest(ctx, who, v.History[s.IntN(len(v.History))].Act, "essai"); err != nil && !errors.As(err, &misfit) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		return
	}
	switch {
	case errors.As(err, &misfit):
		if digest(t, u) != before {
			t.Fatalf("seed %d: a refused act on a request changed something", seed)
		}
	case err != nil:
		t.Fatalf("seed %d: %v", seed, err)
	case s.IntN(2) == 0:
		v, err := u.Request(ctx, who, n, "fr")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := u.UndoRequest(ctx, who, v.History[len(v.History)-1].Act, "essai"); err != nil {
			t.Fatal(err)
		}
		if digest(t, u) != before {
			t.Fatalf("seed %d: taking an act on %s back did not restore what was", seed, n)
		}
	}
}

// asked gives an installation requests in every state, and acts of every kind.
func (u *Unit) asked(t *testing.T, who Actor) {
	t.Helper()
	ctx := context.Background()
	page, err := u.Queue(ctx, who, QueueFilter{Limit: 40})
	if err != nil {
		t.Fatal(err)
	}
	var made []request.Number
	for _, r := range page.Rows {
		ns, _, err := u.DraftRequests(ctx, who, Asking{Lead: r.Lead, Because: "essai"})
		var no *RequestFault
		if err != nil && !errors.As(err, &no) {
			t.Fatal(err)
		}
		if made = append(made, ns...); len(made) > 4 {
			break
		}
	}
	if len(made) < 5 {
		t.Fatalf("%d requests could be drafted, 5 are needed", len(made))
	}
	for i, n := range made[:4] {
		if _, err := u.SendRequest(ctx, who, n, Sending{Means: "courrier", Ref: fmt.Sprint("R/", i), Until: u.Today() + triage.Day(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := u.AnswerRequest(ctx, who, made[0], 0, []int{1}, "partiel"); err != nil {
		t.Fatal(err)
	}
	if err := u.RefuseRequest(ctx, who, made[1], 0, "refus"); err != nil {
		t.Fatal(err)
	}
	if _, err := u.TakeIn(ctx, who, Intake{Answers: made[2], Records: emitting([]intake.Record{aRecord("police", "rep-1")})}); err != nil {
		t.Fatal(err)
	}
	v, err := u.Request(ctx, who, made[3], "fr")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.UndoRequest(ctx, who, v.History[1].Act, "pas parti"); err != nil {
		t.Fatal(err)
	}
}

// aRecord is a report with addresses used at some days, counted from the receipt
// less one year: in so many days they lapse.
func aRecord(source, id string, lapses ...int) intake.Record {
	p := report.Party{Role: report.RoleReported, Field: "p", Identifiers: []report.Identifier{{Kind: report.KindAccount, Service: "ExampleChat", Raw: "user-1", Field: "a"}}}
	for i, d := range lapses {
		p.Identifiers = append(p.Identifiers, report.Identifier{Kind: report.KindIP, Raw: fmt.Sprintf("192.0.2.%d", i+1), At: asOf.AddDate(-1, 0, d), Field: fmt.Sprint("ip", i)})
	}
	r := &report.Report{
		Source: source, SourceID: id, Format: "test", Parties: []report.Party{p}, Dated: received,
		Facts: []report.Fact{{Kind: report.LiveAbuse, Field: "f"}, {Kind: report.Instruction, Field: "f"}},
	}
	b := fmt.Appendf(nil, "%s %s %v", source, id, lapses)
	return intake.Record{Place: intake.Place{File: id}, SHA256: sha256.Sum256(b), Size: int64(len(b)), Report: r, Redacted: b}
}

func classOf(t *testing.T, u *Unit, who Actor, k report.Key) (triage.Class, triage.Day) {
	t.Helper()
	v, err := u.Lead(context.Background(), who, k, "en")
	if err != nil {
		t.Fatal(err)
	}
	return v.Row.Class, v.Row.ActBy
}

func draftAll(t *testing.T, u *Unit, who Actor, a Asking) []request.Number {
	t.Helper()
	ns, _, err := u.DraftRequests(context.Background(), who, a)
	if err != nil {
		t.Fatal(err)
	}
	return ns
}

// TestRequestStopsItsOwnClocks: a lead is perishable until every record that lapses
// soon is asked for; a draft stops nothing, a refusal lets the clocks run again, and
// what comes later brings its own.
func TestRequestStopsItsOwnClocks(t *testing.T) {
	engines(t, func(t *testing.T, db string) {
		ctx := context.Background()
		u, who := newUnit(t, db)
		k := report.KeyOf("police", "1")
		takeIn(t, u, who, []intake.Record{aRecord("police", "1", 5, 9, 200)}, 0)
		is := func(what string, class triage.Class, actBy int) {
			t.Helper()
			c, d := classOf(t, u, who, k)
			if want := triage.DayOf(asOf) + triage.Day(actBy); c != class || d != want {
				t.Errorf("%s: %v by %v, want %v by %v", what, c, d, class, want)
			}
		}
		is("at first", triage.Perishable, 5)
		ns := draftAll(t, u, who, Asking{Lead: k})
		if len(ns) != 3 || ns[0].String() != "2026-R0001" {
			t.Fatal(ns)
		}
		is("drafted", triage.Perishable, 5)
		send := func(n request.Number) {
			t.Helper()
			if _, err := u.SendRequest(ctx, who, n, Sending{Means: "lettre"}); err != nil {
				t.Fatal(err)
			}
		}
		send(ns[0])
		is("the first is sent", triage.Perishable, 9)
		send(ns[1])
		is("both are sent", triage.Strong, 200)
		takeIn(t, u, who, []intake.Record{aRecord("police", "2", 12)}, 0)
		is("another report came", triage.Perishable, 12)
		if err := u.RefuseRequest(ctx, who, ns[0], 0, "non"); err != nil {
			t.Fatal(err)
		}
		is("one is refused", triage.Perishable, 5)
		// A newer version that states the same record keeps it asked for.
		again := aRecord("police", "1", 5, 9, 200)
		again.SHA256[0] ^= 1
		again.Report.Dated = received.AddDate(0, 0, 1)
		takeIn(t, u, who, []intake.Record{again}, 0)
		v, err := u.Lead(ctx, who, k, "en")
		if err != nil {
			t.Fatal(err)
		}
		stopped := 0
		for _, r := range v.Reports {
			for _, d := range r.Deadlines {
				if d.Stopped {
					stopped++
				}
			}
		}
		if stopped != 1 || len(v.Requests) != 3 {
			t.Errorf("%d clocks are stopped, %d requests listed", stopped, len(v.Requests))
		}
		sound(t, u, who)
		before := digest(t, u)
		if _, err := u.Replay(ctx, who, false, nil); err != nil {
			t.Fatal(err)
		}
		if digest(t, u) != before {
			t.Error("a rebuild changed what requests stop")
		}
		sound(t, u, who)
	})
}

// TestWhatIsKeptLapses: what a holder keeps on request lapses with the request,
// where that is later than its own clock; then the lead is perishable again.
func TestWhatIsKeptLapses(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	k := report.KeyOf("police", "1")
	takeIn(t, u, who, []intake.Record{aRecord("police", "1", 5)}, 0)
	n := draftAll(t, u, who, Asking{Lead: k})[0]
	today := u.Today()
	if _, err := u.SendRequest(ctx, who, n, Sending{Means: "portail", Until: today + 2}); err != nil {
		t.Fatal(err)
	}
	if c, d := classOf(t, u, who, k); c != triage.Perishable || d != today+5 {
		t.Errorf("kept for less than the law asks: %v by %v", c, d)
	}
	if _, err := u.UndoRequest(ctx, who, 2, "essai"); err != nil {
		t.Fatal(err)
	}
	if _, err := u.SendRequest(ctx, who, n, Sending{Means: "portail", Until: today + 90}); err != nil {
		t.Fatal(err)
	}
	if c, d := classOf(t, u, who, k); c != triage.Strong || d != today+90 {
		t.Errorf("%v by %v", c, d)
	}
	u.now = func() time.Time { return asOf.AddDate(0, 0, 75) }
	if c, d := classOf(t, u, who, k); c != triage.Perishable || d != today+90 {
		t.Errorf("before it lapses: %v by %v", c, d)
	}
	ns := draftAll(t, u, who, Asking{Lead: k, Again: true})
	if _, err := u.SendRequest(ctx, who, ns[0], Sending{Means: "portail"}); err != nil {
		t.Fatal(err)
	}
	if c, d := classOf(t, u, who, k); c != triage.Strong || d != 0 {
		t.Errorf("asked again: %v by %v", c, d)
	}
	sound(t, u, who)
}

// TestAnswerIsAReport: what a holder sends is taken in as reports that the request
// knows; its clocks end, but for what is missing.
func TestAnswerIsAReport(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	k := report.KeyOf("police", "1")
	takeIn(t, u, who, []intake.Record{aRecord("police", "1", 5)}, 0)
	n := draftAll(t, u, who, Asking{Lead: k})[0]
	answer := Intake{Answers: n, Records: emitting([]intake.Record{aRecord("operator", "rep-1")})}
	var no *request.Refusal
	if _, err := u.TakeIn(ctx, who, answer); !errors.As(err, &no) || no.Why != request.NotSent {
		t.Fatal("the answer to what was not sent:", err)
	}
	if rows, err := u.Queue(ctx, who, QueueFilter{}); err != nil || rows.Rows[0].Reports != 1 {
		t.Fatal("an answer that was refused was taken in", err)
	}
	if _, err := u.SendRequest(ctx, who, n, Sending{Means: "portail", Until: u.Today() + 30}); err != nil {
		t.Fatal(err)
	}
	bad := intake.Record{Place: intake.Place{File: "broken.xml"}, SHA256: [32]byte{1}, Problem: &intake.Problem{Reason: intake.Malformed}}
	if _, err := u.TakeIn(ctx, who, Intake{Answers: n, Records: emitting([]intake.Record{bad})}); err != nil {
		t.Fatal(err)
	}
	if v, err := u.Request(ctx, who, n, "fr"); err != nil || v.Status != request.Sent {
		t.Fatal("what could not be read answered:", v.Status, err)
	}
	if _, err := u.TakeIn(ctx, who, answer); err != nil {
		t.Fatal(err)
	}
	rep := report.KeyOf("operator", "rep-1")
	v, err := u.Request(ctx, who, n, "fr")
	if err != nil || v.Status != request.Answered || len(v.Answers) != 1 || v.Answers[0] != rep || v.History[2].Run == 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	if c, d := classOf(t, u, who, k); c != triage.Strong || d != 0 {
		t.Errorf("answered: %v by %v", c, d)
	}
	l, err := u.Lead(ctx, who, rep, "fr")
	if err != nil || len(l.Requests) != 1 || l.Requests[0].Request != n {
		t.Errorf("the answer's lead knows of %+v, %v", l.Requests, err)
	}
	if err := u.AnswerRequest(ctx, who, n, 0, []int{1}, "il manque l'adresse"); err != nil {
		t.Fatal(err)
	}
	if c, _ := classOf(t, u, who, k); c != triage.Perishable {
		t.Errorf("what is missing has no clock: %v", c)
	}
	// Taking more of the answer in does not make what is missing come.
	if _, err := u.TakeIn(ctx, who, answer); err != nil {
		t.Fatal(err)
	}
	if c, _ := classOf(t, u, who, k); c != triage.Perishable {
		t.Errorf("a duplicate brought what was missing: %v", c)
	}
	sound(t, u, who)
}

// TestOneLetterAHolder: the records of a case are asked for once, in one letter a
// holder, with the values that its holder needs; nothing is sent.
func TestOneLetterAHolder(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	a, b := aRecord("police", "1", 50, 60), aRecord("police", "2", 50)
	b.Report.Parties[0].Identifiers[0].Raw = "user-2" // another hand, the same address
	takeIn(t, u, who, []intake.Record{a, b}, 0)
	n, err := u.OpenCase(ctx, who, report.KeyOf("police", "1"), "essai")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.AddToCase(ctx, who, n, []report.Key{report.KeyOf("police", "2")}, "essai"); err != nil {
		t.Fatal(err)
	}
	l, err := u.Holders(ctx, who, Asking{Case: n}, "fr")
	if err != nil || len(l.Holders) != 2 || l.Holders[0].Reports != 2 || l.Holders[0].Records != 1 || l.Holders[0].Name != "le fournisseur d'accès de 192.0.2.1" {
		t.Fatalf("%+v, %v", l, err)
	}
	ns := draftAll(t, u, who, Asking{Case: n, Holders: []string{l.Holders[0].Holder}})
	if len(ns) != 1 {
		t.Fatal(ns)
	}
	for lang, want := range map[string]string{"fr": "adresse IP : 192.0.2.1", "en": "IP address: 192.0.2.1"} {
		text, err := u.Letter(ctx, who, ns[0], lang)
		if err != nil || strings.Count(text, want) != 1 || strings.Contains(text, "192.0.2.2") || !strings.Contains(text, "PV 2026/1") || !strings.Contains(text, n.String()) {
			t.Errorf("%v: %s", err, text)
		}
	}
	_, left, err := u.DraftRequests(ctx, who, Asking{Case: n, Within: 55})
	var no *RequestFault
	if !errors.As(err, &no) || !strings.Contains(no.en, "already in a request") || !strings.Contains(no.fr, "effacés plus tard : 1") {
		t.Errorf("drafted twice: %v, %+v", err, left)
	}
	if _, _, err := u.DraftRequests(ctx, who, Asking{Case: n, Holders: []string{"platform:rien"}}); !errors.As(err, &no) {
		t.Error("a holder of nothing:", err)
	}
	if ns := draftAll(t, u, who, Asking{Case: n}); len(ns) != 1 {
		t.Error(ns)
	}
	list, err := u.Requests(ctx, who, RequestFilter{Case: n}, "fr")
	if err != nil || len(list.Requests) != 2 || list.Requests[0].Case != n {
		t.Errorf("%+v, %v", list, err)
	}
	v, err := u.Case(ctx, who, n, "fr")
	if err != nil || len(v.Requests) != 2 {
		t.Errorf("%+v, %v", v.Requests, err)
	}
	sound(t, u, who)
}

// TestLettersAreBounded: a letter and a drafting hold so many records; what is over
// is counted, and asked for by drafting again.
func TestLettersAreBounded(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	u.forms.Most, u.forms.Letters = 2, 1
	r := aRecord("police", "1", 30, 31)
	for i := range 5 {
		r.Report.Payments = append(r.Report.Payments, report.Payment{Reference: fmt.Sprint("ref-", i), At: asOf.AddDate(0, -1, -i), Amount: "20", Currency: "EUR", Sender: -1, Recipient: -1, Channel: "Exemple", Field: "pay"})
	}
	takeIn(t, u, who, []intake.Record{r}, 0)
	total := 0
	for _, want := range []int{6, 5, 3, 1, 0} {
		ns, left, err := u.DraftRequests(ctx, who, Asking{Lead: report.KeyOf("police", "1")})
		if err != nil || len(ns) != 1 || left.TooMany != want {
			t.Fatal(ns, left, err)
		}
		v, err := u.Request(ctx, who, ns[0], "fr")
		if err != nil || len(v.Items) > 2 {
			t.Fatal(len(v.Items), err)
		}
		total += len(v.Items)
	}
	if total != 7 {
		t.Errorf("%d records were asked for", total)
	}
	sound(t, u, who)
}

// TestStrangersAnswerNothing: transfers that touch no reported account stay sealed;
// they answer no request, whichever pass of the intake met them, and are not named by
// it. What one of them touches does answer.
func TestStrangersAnswerNothing(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	k := report.KeyOf("police", "1")
	takeIn(t, u, who, []intake.Record{aRecord("police", "1", 3)}, 0)
	n := draftAll(t, u, who, Asking{Lead: k})[0]
	if _, err := u.SendRequest(ctx, who, n, Sending{Means: "lettre", Until: u.Today() + 1}); err != nil {
		t.Fatal(err)
	}
	answered := -1
	answer := func(late []intake.Record, recs ...intake.Record) RequestView {
		t.Helper()
		answered = -1
		in := Intake{Answers: n, Answered: func(n int) { answered = n }, Records: emitting(recs), Late: emitting(late), Batch: 1}
		if _, err := u.TakeIn(ctx, who, in); err != nil {
			t.Fatal(err)
		}
		v, err := u.Request(ctx, who, n, "fr")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	waits := intake.Record{Place: intake.Place{File: "part"}, SHA256: [32]byte{7}, Size: 1, Redacted: []byte("x"), Attachment: &report.Attachment{Source: "operator", ReportID: "none", ID: "1"}}
	for what, late := range map[string][]intake.Record{"first pass": nil, "late": {transfer(2, sender3, shop)}} {
		recs := []intake.Record{transfer(1, sender2, shop), waits}
		if v := answer(late, recs...); v.Status != request.Sent || answered != 0 {
			t.Fatalf("%s: a stranger's transfer answers: %s by %d", what, v.Status, answered)
		}
		if c, _ := classOf(t, u, who, k); c != triage.Perishable {
			t.Errorf("%s: it stopped a clock: %v", what, c)
		}
	}
	// In one intake: a report, the transfers that touch its account, and a stranger's.
	v := answer([]intake.Record{transfer(3, sender1, payee), transfer(4, sender1, shop), transfer(5, sender3, shop)}, remit(1, sender1, payee, -9))
	want := []report.Key{report.KeyOf("bank", "3"), report.KeyOf("bank", "4"), report.KeyOf("ncmec", "1")}
	slices.Sort(want)
	if v.Status != request.Answered || answered != 3 || !slices.Equal(v.Answers, want) {
		t.Errorf("%s by %d: %v, want %v", v.Status, answered, v.Answers, want)
	}
	// Known before, it answers as well.
	if v := answer(nil, transfer(3, sender1, payee)); answered != 1 {
		t.Errorf("what was known before: %d, %v", answered, v.Answers)
	}
	// A row of the same number that stays sealed is not the report of that number.
	other := transfer(3, sender3, shop)
	other.SHA256[0] ^= 1
	if answer(nil, other); answered != 0 {
		t.Error("a sealed row answers in the name of another")
	}
	sound(t, u, who)
}

// TestSentOnASaneDay: a slip of the pen in a date stops no clock for a century.
func TestSentOnASaneDay(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{aRecord("police", "1", 3)}, 0)
	n := draftAll(t, u, who, Asking{Lead: report.KeyOf("police", "1")})[0]
	today := u.Today()
	for _, s := range []Sending{
		{Until: triage.DayOf(time.Date(2226, 1, 1, 0, 0, 0, 0, time.UTC))},
		{Until: today + longestKept + 1},
		{Until: today - 1},
		{Day: today + 1},
		{Day: today - 366},
	} {
		s.Means = "lettre"
		var no *RequestFault
		if _, err := u.SendRequest(ctx, who, n, s); !errors.As(err, &no) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	if until, err := u.SendRequest(ctx, who, n, Sending{Means: "lettre", Day: today, Until: today + longestKept}); err != nil || until != today+longestKept {
		t.Error(until, err)
	}
	sound(t, u, who)
}
