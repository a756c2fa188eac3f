package unit

import (
	"math"
	"strings"
	"testing"

	"vigie/internal/dossier"
	"vigie/internal/intake"
	"vigie/internal/link"
	"vigie/internal/match"
	"vigie/internal/report"
)

// TestReasonsArePlain: no direction mark of a reason reaches a page, a terminal, JSON or
// the ledger's details; what was written stands in the store as it was.
func TestReasonsArePlain(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	evil := "\u202Etnereffid\u2066\nligne"
	phone := report.Identifier{Kind: report.KindPhone, Raw: "+33639980001", Field: "id"}
	takeIn(t, u, who, []intake.Record{about(11, phone), about(12, phone), about(14, phone), paysInto(5, 0, "EX0001299", true), paysInto(6, 0, "EX0001277", true)}, 0)
	keys := known(t, u, who)
	a, b, c := report.KeyOf("ncmec", "900000011"), report.KeyOf("ncmec", "900000012"), report.KeyOf("ncmec", "900000014")
	keys = append(keys, a, b, c, report.KeyOf("ncmec", "5"), report.KeyOf("ncmec", "6"))
	l := try[RecipientList](t)(u.Recipients(ctx, who, RecipientFilter{Senders: 1}))
	m := try[MatchView](t)(u.Match(ctx, who, Comparison{Procedure: "PV\u202E1", Basis: "essai", List: partnerList()}))
	r := m.Rows[0]
	for what, err := range map[string]error{
		"judged":    u.Judge(ctx, who, a, b, link.Different, evil),
		"the same":  u.Judge(ctx, who, b, c, link.Same, evil),
		"account":   u.SetAccount(ctx, who, l.Recipients[0].ID, AgentAccount, evil),
		"another":   u.SetAccount(ctx, who, l.Recipients[1].ID, FacilitatorAccount, evil),
		"refuted":   u.Stand(ctx, who, keys[len(keys)-1], report.LiveAbuse, "refute", evil),
		"preserved": u.Preserve(ctx, who, a, evil),
		"answered":  u.AnswerMatch(ctx, who, MatchAnswer{Run: m.Run, Row: r.Row, Report: r.Report, Person: r.Person, Verdict: link.Same, Because: evil}),
	} {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	if _, err := u.DeclareHub(ctx, who, phone.Kind, "", phone.Raw, evil); err != nil {
		t.Fatal(err)
	}
	try[dossier.Number](t)(u.OpenCase(ctx, who, a, evil))
	views := everyView(t, u, who, keys, 1)
	views["comparison"] = asJSON(t, try[MatchView](t)(u.MatchOf(ctx, who, m.Run)))
	seen := 0
	for name, v := range views {
		if strings.ContainsAny(v, "\u202E\u2066") || strings.Contains(v, `\u202e`) {
			t.Errorf("%s gives a direction mark raw", name)
		}
		if strings.Contains(v, "tnereffid") {
			seen++
		}
	}
	if seen < 8 {
		t.Errorf("%d views say why", seen)
	}
	sound(t, u, who)
}

// TestReasonsAndPurposesAreWords: what nobody would see says nothing.
func TestReasonsAndPurposesAreWords(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	takeIn(t, u, who, []intake.Record{about(1), about(2)}, 0)
	a, b := report.KeyOf("ncmec", "900000001"), report.KeyOf("ncmec", "900000002")
	for _, s := range []string{"", " ", "\n\t", "\u00a0\u2003", "\u200b\u202e\u2066", "a\x00b", "\xff", strings.Repeat("x", longestReason+1)} {
		if _, err := u.Lead(ctx, who.For(s), a, "fr"); err == nil {
			t.Errorf("read for the purpose %.10q", s)
		}
		if err := u.Judge(ctx, who, a, b, link.Different, s); err == nil {
			t.Errorf("judged for the reason %.10q", s)
		}
	}
	if _, err := u.Lead(ctx, who.For("a\nb"), a, "fr"); err == nil {
		t.Error("a purpose of two lines is taken")
	}
	if err := u.Judge(ctx, who, a, b, link.Different, "a\nb"); err != nil {
		t.Error(err)
	}
}

// TestComparisonsAreOfWordsAndNumbers: what would hold nothing back or could not be
// recorded is refused before anything is compared; a list's odd name is cleaned.
func TestComparisonsAreOfWordsAndNumbers(t *testing.T) {
	ctx := t.Context()
	u, who := newUnit(t, "")
	known(t, u, who)
	for _, bits := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, err := u.Match(ctx, who, Comparison{Procedure: "PV 1", List: partnerList(), Least: &bits}); err == nil {
			t.Errorf("compared from %v bits on", bits)
		}
	}
	for _, s := range []string{"PV\x00", "\xff", "PV\n1"} {
		if _, err := u.Match(ctx, who, Comparison{Procedure: s, List: partnerList()}); err == nil {
			t.Errorf("compared under the procedure %q", s)
		}
		if _, err := u.TakeIn(ctx, who, Intake{Procedure: s, Records: emitting(nil)}); err == nil {
			t.Errorf("taken in under the procedure %q", s)
		}
	}
	list, other := partnerList(), PersonList{Name: "autre\xff", Persons: []match.Person{onList("Alphonse")}}
	list.Name = "liste\xff.csv"
	v := try[MatchView](t)(u.Match(ctx, who, Comparison{Procedure: "PV 1", List: list}))
	if v.List != "liste\uFFFD.csv" {
		t.Errorf("the list is named %q", v.List)
	}
	if v = try[MatchView](t)(u.Match(ctx, who, Comparison{Procedure: "PV 1", List: list, Other: &other})); v.Other != "autre\uFFFD" || other.Name != "autre\xff" {
		t.Errorf("the other list is named %q, and %q by who asked", v.Other, other.Name)
	}
	sound(t, u, who)
}
