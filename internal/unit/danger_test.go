package unit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/report"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// say makes a record of one report, as a source would send it.
func say(n, version int, r report.Report) intake.Record {
	r.Source, r.SourceID, r.Format = "ncmec", fmt.Sprint(n), "test"
	r.Dated = received.Add(time.Duration(version) * time.Hour)
	b := fmt.Appendf(nil, "%d %d %+v", n, version, r)
	return intake.Record{Place: intake.Place{File: fmt.Sprint(n)}, SHA256: sha256.Sum256(b), Report: &r, Redacted: b}
}

// TestOnlyAPersonLowersDanger: a later version that leaves the danger out
// lowers nothing; a person who refutes it does, and can take that back.
func TestOnlyAPersonLowersDanger(t *testing.T) {
	ctx := context.Background()
	danger := report.Report{Facts: []report.Fact{{Kind: report.ImminentDanger, Field: "escalation"}}}
	for _, order := range [][]int{{1, 2}, {2, 1}} {
		u, who := newUnit(t, "")
		for _, v := range order {
			r := danger
			if v == 2 {
				r = report.Report{}
			}
			takeIn(t, u, who, []intake.Record{say(1, v, r)}, 0)
		}
		k := report.KeyOf("ncmec", "1")
		class := func() triage.Class {
			v, err := u.Lead(ctx, who, k, "fr")
			if err != nil {
				t.Fatal(err)
			}
			return v.Row.Class
		}
		if c := class(); c != triage.Immediate {
			t.Errorf("versions in order %v: %s", order, c)
		}
		if w, err := u.Duty(ctx, who); err != nil || len(w) != 1 {
			t.Errorf("duty: %v %v", w, err)
		}
		if err := u.Acknowledge(ctx, who, k, ""); err != nil {
			t.Fatal(err)
		}
		if w, err := u.Duty(ctx, who); err != nil || len(w) != 0 || class() != triage.Immediate {
			t.Errorf("after the acknowledgement: %v %v %s", w, err, class())
		}
		if err := u.Stand(ctx, who, k, report.ImminentDanger, "refute", ""); err == nil {
			t.Error("refuted without a reason")
		}
		if err := u.Stand(ctx, who, k, report.ImminentDanger, "refute", "vérifié auprès de la source"); err != nil {
			t.Fatal(err)
		}
		if c := class(); c == triage.Immediate {
			t.Error("refuted, and still immediate")
		}
		if err := u.Stand(ctx, who, k, report.ImminentDanger, "undo", "la source se reprend"); err != nil {
			t.Fatal(err)
		}
		if c := class(); c != triage.Immediate {
			t.Errorf("taken back: %s", c)
		}
		sound(t, u, who)
	}
}

// TestAcknowledgedAnew: an acknowledgement covers what was stated when it was
// made. A danger stated later rings again, a fact refuted and then stated again
// stands again, and a preservation request does not stop the clocks of what
// comes after it.
func TestAcknowledgedAnew(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	yes := true
	person := []report.Party{{Role: report.RoleReported, Field: "p", Identifiers: []report.Identifier{{Kind: report.KindEmail, Raw: "a@example.com", Verified: &yes, Field: "e"}}}}
	danger := []report.Fact{{Kind: report.ImminentDanger, Field: "escalation"}}
	takeIn(t, u, who, []intake.Record{say(1, 1, report.Report{Parties: person, Facts: danger}), say(2, 1, report.Report{Parties: person})}, 0)
	k, other := report.KeyOf("ncmec", "1"), report.KeyOf("ncmec", "2")
	rings := func(want int, when string) {
		t.Helper()
		if w, err := u.Duty(ctx, who); err != nil || len(w) != want {
			t.Errorf("%s: %d ring, %v", when, len(w), err)
		}
	}
	rings(1, "at first")
	if err := u.Acknowledge(ctx, who, k, ""); err != nil {
		t.Fatal(err)
	}
	rings(0, "acknowledged")
	takeIn(t, u, who, []intake.Record{say(2, 2, report.Report{Parties: person, Facts: danger})}, 0)
	rings(1, "the other report now states it too")
	if err := u.Acknowledge(ctx, who, other, ""); err != nil {
		t.Fatal(err)
	}
	rings(0, "acknowledged again")
	for _, r := range []report.Key{k, other} {
		if err := u.Stand(ctx, who, r, report.ImminentDanger, "refute", "vérifié"); err != nil {
			t.Fatal(err)
		}
	}
	rings(0, "refuted")
	if err := u.Acknowledge(ctx, who, k, ""); err == nil {
		t.Error("a lead that is not immediate was acknowledged")
	}
	takeIn(t, u, who, []intake.Record{say(1, 3, report.Report{Parties: person, Facts: danger})}, 0)
	rings(1, "stated again after the refutation")
	sound(t, u, who)
}

// TestErrorsAreRecorded: an answer that is an error, and tells something, is recorded.
func TestErrorsAreRecorded(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{say(1, 1, report.Report{}), say(2, 1, report.Report{})}, 0)
	a, b := report.KeyOf("ncmec", "1"), report.KeyOf("ncmec", "2")
	if err := u.Judge(ctx, who, a, b, "same", "essai"); err != nil {
		t.Fatal(err)
	}
	for i, ask := range []func() error{
		func() error { _, err := u.Lead(ctx, who, 1, "fr"); return err },
		func() error { _, err := u.Why(ctx, who, a, 1); return err },
		func() error { return u.Stand(ctx, who, a, report.LiveAbuse, "verify", "essai") },
		func() error { return u.Unjudge(ctx, who, a, 1, "essai") },
		func() error { _, err := u.Reveal(ctx, who, a, "text-99"); return err },
		func() error { return u.Acknowledge(ctx, who, a, "") },
		func() error { _, err := u.QuarantinedRecord(ctx, who, 9); return err },
	} {
		before := u.leaves(t)["refuse"]
		if err := ask(); err == nil {
			t.Errorf("%d: no error", i)
		}
		if u.leaves(t)["refuse"] != before+1 {
			t.Errorf("%d: an error told something and left no entry", i)
		}
	}
	if err := u.Judge(ctx, who, a, b, "same", "a\x00b"); err == nil {
		t.Error("a reason with NUL was accepted")
	}
}

// TestNothingWithoutARecord: a use case that records nothing is undone, nobody
// acts unnamed, and who is not enrolled is nobody.
func TestNothingWithoutARecord(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	err := u.do(ctx, who, access.SeeQueue, func(ctx context.Context, w *work) error { return w.SetMeta(ctx, "trace", "left") })
	if !errors.Is(err, errUnrecorded) {
		t.Errorf("a use case that recorded nothing: %v", err)
	}
	err = u.store.Read(ctx, func(tx *store.Tx) error {
		v, err := tx.Meta(ctx, "trace")
		if v != "" {
			t.Error("what was not recorded happened")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.Queue(ctx, Actor{Role: access.Head, Purpose: "essai"}, QueueFilter{}); err == nil {
		t.Error("nobody read the queue")
	}
	if _, err := u.Actor(ctx, "personne"); !errors.Is(err, ErrNotEnrolled) {
		t.Errorf("somebody who is not enrolled: %v", err)
	}
}

// TestLostReport: a report that somebody deletes from the tables is missed.
func TestLostReport(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	takeIn(t, u, who, records(t, u, 20, 3), 0)
	err := u.store.Write(ctx, func(tx *store.Tx) error {
		for _, q := range []string{
			"DELETE FROM ident WHERE report=(SELECT min(key) FROM report)",
			"DELETE FROM lead WHERE id=(SELECT min(lead) FROM report)",
			"DELETE FROM report WHERE key=(SELECT min(key) FROM report)",
		} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if rep, err := u.verifyOnly(ctx); err != nil || rep.OK() {
		t.Error("nobody missed the report", err)
	}
}

// TestMaskedUntilAsked: what may carry text is in no view, and showing an item
// leaves an entry.
func TestMaskedUntilAsked(t *testing.T) {
	ctx := context.Background()
	const secret = "texte-de-demonstration-42"
	yes := true
	party := report.Party{Role: report.RoleReported, Field: "p", Names: []report.Name{{Full: secret + " nom"}}, Identifiers: []report.Identifier{
		{Kind: report.KindAccount, Service: "ExampleChat", Raw: "u1", Field: "a"},
		{Kind: report.KindScreenName, Service: "ExampleChat", Raw: secret, Field: "s"},
		{Kind: report.KindURL, Raw: "https://example.com/" + secret, Field: "u"},
		{Kind: report.KindEmail, Raw: secret + "@example.com", FromText: true, Verified: &yes, Field: "t"},
	}}
	r := report.Report{
		Parties: []report.Party{party}, Texts: []report.Text{{Kind: "bio", Value: secret, Field: "b"}},
		Media: []report.Media{{Name: secret, OriginalName: secret, Location: secret, Field: "m"}}, Attributes: []report.Attribute{{Name: "x", Value: secret, Field: "x"}},
	}
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{say(1, 1, r), say(2, 1, r)}, 0)
	k := report.KeyOf("ncmec", "1")
	v, err := u.Lead(ctx, who, k, "fr")
	if err != nil {
		t.Fatal(err)
	}
	why, err := u.Why(ctx, who, k, report.KeyOf("ncmec", "2"))
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprintf("%+v %+v", v, why); strings.Contains(s, secret) {
		t.Error("a masked text is in a view")
	}
	if len(v.Reports) != 2 || len(v.Reports[0].Masked) < 8 {
		t.Fatalf("%+v", v.Reports)
	}
	for _, m := range v.Reports[0].Masked {
		before := u.leaves(t)["reveal"]
		got, err := u.Reveal(ctx, who, v.Reports[0].Report, m.Item)
		if err != nil || !strings.Contains(got, secret) {
			t.Errorf("%s: %q %v", m.Item, got, err)
		}
		if u.leaves(t)["reveal"] != before+1 {
			t.Errorf("%s was shown without an entry", m.Item)
		}
	}
	auditor := who
	auditor.Role = "auditor"
	if _, err := u.Reveal(ctx, auditor, k, v.Reports[0].Masked[0].Item); err == nil {
		t.Error("a role that may not was shown a text")
	}
	if u.leaves(t)["refuse"] != 1 {
		t.Error("a refusal left no entry")
	}
	if _, err := u.Queue(ctx, who.For(""), QueueFilter{}); err == nil {
		t.Error("the queue was read for no purpose")
	}
}

// TestANumberIsTheRecordsOwn: what a report's row says of its source and number is what
// its records say. A report is found by it where others name it: a row that says
// otherwise is noticed, and put right.
func TestANumberIsTheRecordsOwn(t *testing.T) {
	ctx := context.Background()
	u, who := newUnit(t, "")
	names := about(2)
	names.Report.Links = []report.Link{{Kind: report.LinkPrior, Value: "900000001", Field: "prior"}}
	takeIn(t, u, who, []intake.Record{about(1), names}, 0)
	proposed := func() int {
		return len(try[LeadView](t)(u.Lead(ctx, who, report.KeyOf("ncmec", "900000001"), "fr")).Proposals)
	}
	if n := proposed(); n != 1 {
		t.Fatalf("%d proposals", n)
	}
	err := u.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE report SET source_id='900000003' WHERE source_id='900000001'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diffs := try[[]string](t)(u.Replay(ctx, who, true, nil)); len(diffs) == 0 {
		t.Error("a changed number went unnoticed")
	}
	try[[]string](t)(u.Replay(ctx, who, false, nil))
	if n := proposed(); n != 1 {
		t.Errorf("%d proposals after all was worked out anew", n)
	}
	sound(t, u, who)
}

// TestNumbersThatMeetNameNobody: a number that somebody made up so that its key is the
// report's own names nobody, and leaves what is derived as it should be.
func TestNumbersThatMeetNameNobody(t *testing.T) {
	u, who := newUnit(t, "")
	keyed := u.hash
	u.hash = func(k report.Kind, scope, value string) int64 {
		if k == report.KindReport {
			return report.KeyOf("ncmec", "900000001").Number()
		}
		return keyed(k, scope, value)
	}
	meets, other := about(1), about(2)
	meets.Report.Links = []report.Link{{Kind: report.LinkPrior, Value: "77", Field: "prior"}}
	other.Report.Links = []report.Link{{Kind: report.LinkPrior, Value: "77", Field: "prior"}, {Kind: report.LinkPrior, Value: "900000001", Field: "prior"}}
	for _, r := range []intake.Record{other, meets} {
		takeIn(t, u, who, []intake.Record{r}, 0)
		sound(t, u, who)
	}
	v := try[LeadView](t)(u.Lead(t.Context(), who, report.KeyOf("ncmec", "900000001"), "fr"))
	if len(v.Proposals) != 1 || len(v.Proposals[0].Evidence) != 1 {
		t.Errorf("proposals: %+v", v.Proposals)
	}
}
