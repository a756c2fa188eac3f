package triage

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/clock"
	"vigie/internal/report"
)

// anyTransfer draws a transfer of a statement, with whatever a reader can put into one.
func anyTransfer(t *rapid.T) Summary {
	r := anyReport(t)
	r.Statement = true
	r.Incident.Category = rapid.SampledFrom([]report.Category{report.CategoryUnknown, report.CategoryPayment}).Draw(t, "category of a transfer")
	r.Facts = nil
	for range rapid.IntRange(0, 3).Draw(t, "facts of a transfer") {
		k := rapid.SampledFrom([]report.FactKind{report.Payments, report.LastPayment, report.RecipientNamed, report.PriorReports, report.Viral}).Draw(t, "fact of a transfer")
		r.Facts = append(r.Facts, report.Fact{Kind: k, Count: rapid.Int64().Draw(t, "count"), Date: at("2025-01-01"), Field: "f"})
	}
	r.Sessions = nil
	return Of(&r, Input{
		Received: at("2024-06-01").Add(time.Duration(rapid.IntRange(0, 800*24).Draw(t, "transfer received")) * time.Hour),
		Clocks:   clock.Default(), Handling: Handling(rapid.IntRange(0, 2).Draw(t, "handling of the transfer")),
	})
}

// TestATransferMovesNothing: whatever a statement adds to a lead, its class, score,
// act-by date, rules and reasons stay what they were; only how many reports it holds,
// and when the last came in, is another.
func TestATransferMovesNothing(t *testing.T) {
	rules := Default()
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		s := Merge(anySummary(t), Of(&r, Input{Received: at("2025-02-01"), Clocks: clock.Default()}))
		more := s
		for range rapid.IntRange(1, 4).Draw(t, "transfers") {
			if rapid.Bool().Draw(t, "after") {
				more = Merge(more, anyTransfer(t))
			} else {
				more = Merge(anyTransfer(t), more)
			}
		}
		d := Decisions{Preserved: rapid.Bool().Draw(t, "preserved"), PreservedFrom: DayOf(at("2025-02-01")), PreservedUntil: DayOf(at("2025-05-01"))}
		if rapid.Bool().Draw(t, "override") {
			d.Override = &Override{Class: Held, Reason: "1", Reports: s.Reports}
		}
		day := DayOf(at("2025-01-01")) + Day(rapid.IntRange(0, 500).Draw(t, "as of"))
		if was, is := rules.Rank(s, d, day), rules.Rank(more, d, day); !reflect.DeepEqual(was, is) {
			t.Fatalf("a statement moved the lead:\n%+v\n%+v", was, is)
		}
		for _, lang := range []string{"fr", "en"} {
			if was, is := rules.Explain(s, d, day, lang), rules.Explain(more, d, day, lang); !reflect.DeepEqual(was, is) {
				t.Fatalf("a statement changed the reasons:\n%+v\n%+v", was, is)
			}
		}
		if more.All() != s.All()+int64(more.Transfers.Reports-s.Transfers.Reports) || more.Transfers == s.Transfers || more.AllLow() != s.AllLow() {
			t.Fatalf("%d reports of %d", more.All(), s.All())
		}
	})
}

// TestTransfersAlone: a lead of nothing but transfers waits since its first, and states nothing.
func TestTransfersAlone(t *testing.T) {
	rules := Default()
	bill := Of(&report.Report{Statement: true, Source: "bank", Payments: []report.Payment{{Sender: -1, Recipient: -1, At: at("2025-03-01")}}},
		Input{Received: at("2025-03-02"), Clocks: clock.Default()})
	day := DayOf(at("2025-03-10"))
	k := rules.Rank(Merge(bill, bill), Decisions{}, day)
	nothing := Of(&report.Report{Source: "bank"}, Input{Received: at("2025-03-02")})
	if want := rules.Rank(nothing, Decisions{}, day); k.Class != Ordinary || k.ActBy != 0 || k.Score != want.Score {
		t.Errorf("%+v, a report that states nothing %+v", k, want)
	}
	if got := rules.Explain(bill, Decisions{}, day, "en").Sentence; got != "Ordinary: no rule matches what a statement of transfers states; weight of facts 0; received on 2 March 2025, waiting for 8 days." {
		t.Error(got)
	}
}

// TestAnEarlierVersionsDangerIsNotLost: what an earlier version stated of danger
// makes a report's lead immediate, though its last version is a mere transfer.
func TestAnEarlierVersionsDangerIsNotLost(t *testing.T) {
	s := lead("2025-03-02", report.Report{Statement: true, Facts: states(report.ImminentDanger)})
	if k := Default().Rank(s, Decisions{}, DayOf(at("2025-03-10"))); k.Class != Immediate {
		t.Errorf("%+v", k)
	}
}
