package triage

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

var update = flag.Bool("update", false, "write the goldens again")

// The explanations of a few leads, in both languages, read as people read them.
func TestExplainGolden(t *testing.T) {
	paid := report.Report{
		Source: "ncmec", Dated: at("2025-01-10"), Facts: states(report.LiveAbuse, report.NewMaterial),
		Payments: []report.Payment{{At: at("2024-12-30"), Sender: -1, Recipient: -1, Channel: "bank"}, {At: at("2025-01-05"), Sender: -1, Recipient: -1, Channel: "bank"}},
	}
	viral := report.Report{Source: "ncmec", Dated: at("2025-01-10"), Facts: states(report.Viral)}
	danger := report.Report{Source: "hotline", Facts: states(report.ImminentDanger)}
	plain := report.Report{Source: "hotline"}
	live := report.Report{Source: "hotline", Facts: states(report.LiveAbuse)}
	end := DayOf(at("2026-01-10"))
	for _, c := range []struct {
		name string
		s    Summary
		d    Decisions
		asOf Day
	}{
		{"strong", lead("2025-01-11", paid), Decisions{}, end - 300},
		{"perishable", lead("2025-01-11", paid, paid), Decisions{}, end - 9},
		{"preserved", lead("2025-01-11", paid), Decisions{Preserved: true, PreservedFrom: end - 9, PreservedUntil: end + 51}, end - 8},
		{"immediate", lead("2025-01-11", danger, paid), Decisions{}, end - 300},
		{"lowered", lead("2025-01-11", danger), Decisions{Override: &Override{Class: Ordinary, Reason: "D-12", Reports: 1}}, end - 300},
		{"ordinary", lead("2025-01-11", plain), Decisions{}, end - 300},
		{"one-fact-from-strong", lead("2025-01-11", live), Decisions{}, end - 300},
		{"held", lead("2025-01-11", viral, viral), Decisions{}, end - 300},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			for _, lang := range []string{"fr", "en"} {
				write(&b, Default().Explain(c.s, c.d, c.asOf, lang))
			}
			file := filepath.Join("testdata", "explain", c.name+".txt")
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, b.Bytes()) {
				t.Errorf("%s differs; got:\n%s", file, b.Bytes())
			}
		})
	}
}

func write(b *bytes.Buffer, e Explanation) {
	fmt.Fprintln(b, e.Sentence)
	for _, r := range e.Reasons {
		fmt.Fprintf(b, "  %s (%+d", r.Text, r.Weight)
		if r.Class != 0 {
			fmt.Fprintf(b, ", %s", r.Class)
		}
		fmt.Fprintf(b, "; %s)", r.Source)
		for _, f := range r.Figures {
			fmt.Fprintf(b, " %s=%d", f.Name, f.Value)
		}
		fmt.Fprintln(b)
	}
	for _, c := range e.WouldChange {
		fmt.Fprintf(b, "  → %s\n", c.Text)
	}
	fmt.Fprintln(b)
}

// An explanation agrees with the rank, leaves no placeholder, and the changes
// by time come true on the day that they name.
func TestExplainAgreesWithRank(t *testing.T) {
	rules := Default()
	rapid.Check(t, func(t *rapid.T) {
		s, d := anySummary(t), anyDecisions(t)
		asOf := Day(rapid.IntRange(20000, 20500).Draw(t, "asOf"))
		lang := rapid.SampledFrom([]string{"fr", "en"}).Draw(t, "lang")
		k, e := rules.Rank(s, d, asOf), rules.Explain(s, d, asOf, lang)
		if e.Class != k.Class || len(e.Reasons) != len(k.Fired) {
			t.Fatalf("%+v\n%+v", k, e)
		}
		if !strings.HasPrefix(e.Sentence, Capital(k.Class.In(lang))) || strings.Count(e.Sentence, ".") != 1 || !strings.HasSuffix(e.Sentence, ".") {
			t.Fatalf("not one sentence: %s", e.Sentence)
		}
		all := e.Sentence
		for _, r := range e.Reasons {
			all += r.Text
		}
		for _, c := range e.WouldChange {
			all += c.Text
			if c.When != 0 && c.To != 0 {
				if then := rules.Rank(s, d, c.When); then.Class != c.To {
					t.Fatalf("%q: on %s the class is %s", c.Text, c.When, then.Class)
				}
			}
		}
		if strings.ContainsAny(all, "{}") || strings.Contains(all, "  ") {
			t.Fatalf("unfilled: %s", all)
		}
	})
}

func TestEveryReasonHasItsSource(t *testing.T) {
	for _, r := range Default().rules {
		if r.source.in("fr") == "" || r.source.in("en") == "" || len(r.reason["fr"]) == 0 || len(r.reason["en"]) == 0 {
			t.Errorf("%s", r.id)
		}
		for _, lang := range []string{"fr", "en"} {
			if text := r.reason[lang].in(lang, &Summary{}); strings.Contains(text, ".") {
				t.Errorf("%s: a reason is a clause, not a sentence: %s", r.id, text)
			}
		}
	}
}
