package proof

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/triage"
)

type pay struct {
	ref, amount string
	hour        int
}

// of makes a report that lists payments and sessions, at hours after a start.
func of(key report.Key, pays []pay, sessions []int, facts ...report.Fact) Report {
	to := report.Identifier{Kind: report.KindPhone, Raw: "1001", Value: "1001", Strength: report.Joins, Field: "p1.phone"}
	r := &report.Report{Parties: []report.Party{{Role: report.RoleReported, Field: "p0"}, {Role: report.RoleRecipient, Field: "p1", Identifiers: []report.Identifier{to}}}, Facts: facts}
	for i, p := range pays {
		r.Payments = append(r.Payments, report.Payment{Reference: p.ref, Amount: p.amount, Currency: "EUR", At: start.Add(time.Duration(p.hour) * time.Hour), Recipient: 1, Field: fmt.Sprint("pay", i)})
	}
	for i, h := range sessions {
		r.Sessions = append(r.Sessions, report.Session{Start: start.Add(time.Duration(h) * time.Hour), Field: fmt.Sprint("s", i)})
	}
	return Report{Key: key, Source: "bank", Handling: Evidence, Stood: triage.Stand(r, triage.Input{}), Report: r}
}

// TestABillGivenBackContradictsNothing: a taking back speaks against the payment that
// the payment facts tie it to. Of one whose payment is not found, it stands beside, where
// the report or the recipient is of abuse; of a bill, nowhere.
func TestABillGivenBackContradictsNothing(t *testing.T) {
	live := report.Fact{Kind: report.LiveAbuse, Field: "live"}
	back := func(ref, amount string, facts ...report.Fact) Report {
		r := of(2, []pay{{ref, amount, 5}}, nil, facts...)
		r.Source, r.Report.Payments[0].Reversal = "house", true
		r.Report.Parties[1].Identifiers[0].Value = "2002"
		return r
	}
	for _, c := range []struct {
		name   string
		more   []Report
		state  State
		speaks bool
	}{
		{"no taking back", nil, Present, false},
		{"a bill's", []Report{back("BILL-7", "45")}, Present, false},
		{"the payment's", []Report{back("MT-A1", "20")}, Contradicted, true},
		{"of a report of abuse, its payment not found", []Report{back("BILL-7", "45", live)}, Present, true},
	} {
		paid := of(1, []pay{{"MT-A1", "20", 0}, {"MT-B1", "30", 1}}, nil, live)
		v := Build(Default(), Input{Reports: append(c.more, paid)}, "en")
		speaks := slices.ContainsFunc(v.Speaks, func(s Speaks) bool { return s.ID == "reversed" })
		if p := v.Pillars[0]; p.State != c.state || speaks != c.speaks {
			t.Errorf("%s: the payment is %s, against it %+v; beside: %v", c.name, p.State, p.Against, speaks)
		}
	}
}

func TestActsAreCountedThreeWays(t *testing.T) {
	type count struct{ Min, Max int }
	live := report.Fact{Kind: report.LiveAbuse, Field: "live"}
	by := func(source string, r Report) Report { r.Source = source; return r }
	reversal := by("house", of(2, []pay{{"MT-A1", "20", 5}}, nil))
	reversal.Report.Payments[0].Reversal = true
	foreign := of(1, []pay{{"MT-A1", "20", 0}}, []int{0}, live)
	foreign.Report.Parties[0].Role = report.RoleAssociate // somebody else's money
	nobody := of(1, []pay{{"MT-A1", "20", 0}}, []int{0}, live)
	nobody.Report.Payments[0].Sender = -1
	elsewhere := by("bank 2", of(2, []pay{{"MT-B1", "30", 0}}, nil))
	elsewhere.Report.Parties[1].Identifiers[0].Value = "2002"
	for _, x := range []struct {
		name                  string
		reports               []Report
		near, paid, stated    count
		merged, apart, listed int
	}{
		{"nothing", nil, count{}, count{}, count{}, 0, 0, 0},
		{"a payment and its session", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{3}, live)}, count{1, 1}, count{1, 1}, count{1, 1}, 0, 0, 0},
		{"a payment far from the session", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{49}, live)}, count{}, count{1, 1}, count{1, 1}, 0, 1, 0},
		{"two payments for one session are one act", []Report{of(1, []pay{{"MT-A1", "20", 0}, {"MT-B1", "30", 1}}, []int{3}, live)}, count{1, 1}, count{2, 2}, count{1, 1}, 0, 1, 0},
		{"one payment for two sessions is one act", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{3, 9}, live)}, count{1, 1}, count{1, 1}, count{2, 2}, 0, 0, 0},
		{"a pairing is found though the nearest is taken", []Report{of(1, []pay{{"MT-A1", "20", 0}, {"MT-B1", "30", 40}}, []int{44, 80}, live)}, count{2, 2}, count{2, 2}, count{2, 2}, 0, 0, 0},
		{"the same reference by two sources", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{3}, live), by("house", of(2, []pay{{"MT-A1", "20", 2}}, nil))}, count{1, 1}, count{1, 1}, count{1, 1}, 1, 0, 0},
		{"the same reference twice by one source", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{3}, live), of(2, []pay{{"MT-A1", "20", 2}}, nil)}, count{1, 1}, count{2, 2}, count{1, 1}, 0, 1, 0},
		{"alike by two sources, without a reference", []Report{of(1, []pay{{"", "20", 0}}, []int{3, 9}, live), by("house", of(2, []pay{{"", "20", 1}}, nil))}, count{1, 2}, count{1, 2}, count{2, 2}, 0, 0, 0},
		{"alike, and listed apart by one source", []Report{of(1, []pay{{"", "20", 0}, {"", "20", 1}}, nil, live)}, count{}, count{2, 2}, count{1, 1}, 0, 2, 0},
		{"starts within an hour may be one session of two sources", []Report{of(1, []pay{{"MT-A1", "20", 0}, {"MT-B1", "20", 0}}, []int{3}, live), by("chat", of(2, nil, []int{4}))}, count{1, 2}, count{2, 2}, count{1, 2}, 0, 0, 0},
		{"counted and not listed", []Report{of(1, []pay{{"MT-A1", "20", 0}}, nil, live, report.Fact{Kind: report.Payments, Count: 12, Field: "n"})}, count{}, count{1, 12}, count{1, 1}, 0, 1, 11},
		{"sessions counted", []Report{of(1, nil, nil, report.Fact{Kind: report.Sessions, Count: 5, Field: "n"}), of(2, nil, nil, report.Fact{Kind: report.Sessions, Count: 3, Field: "n"})}, count{}, count{}, count{5, 8}, 0, 0, 0},
		{"a statement without a session", []Report{of(1, nil, nil, report.Fact{Kind: report.Statement, Field: "n"})}, count{}, count{}, count{1, 1}, 0, 0, 0},
		{"a payment taken back", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{3}, live), reversal}, count{}, count{}, count{1, 1}, 0, 0, 0},
		{"a payment of somebody else", []Report{foreign}, count{}, count{}, count{1, 1}, 0, 0, 0},
		{"a payment of nobody named", []Report{nobody}, count{}, count{}, count{1, 1}, 0, 0, 0},
		{"where nobody states abuse", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{3})}, count{}, count{}, count{1, 1}, 0, 0, 0},
		{"to somebody whom no report of abuse names", []Report{of(1, []pay{{"MT-A1", "20", 0}}, []int{3}, live), elsewhere}, count{1, 1}, count{1, 1}, count{1, 1}, 0, 0, 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			m := tallyOf(paymentsOf(evidence(x.reports), nil))
			a := Build(Default(), Input{Reports: x.reports}, "en").Acts
			if count(a.PaymentAndSession) != x.near || count(a.Payment) != x.paid || count(a.Statement) != x.stated {
				t.Errorf("by payment and session %v, by payment %v, by statement %v; expected %v, %v, %v", a.PaymentAndSession, a.Payment, a.Statement, x.near, x.paid, x.stated)
			}
			if m.merged != x.merged || m.unmatched != x.apart || a.Unlisted != x.listed {
				t.Errorf("%+v, %d not listed", m, a.Unlisted)
			}
			if len(a.Pairs) != x.near.Max || a.Hours != 48 {
				t.Errorf("pairs: %v", a.Pairs)
			}
		})
	}
}

// The table counts by the payment facts and the windows that it is given.
func TestActsAreThoseOfThePaymentFacts(t *testing.T) {
	r := of(1, []pay{{"MT-A1", "20", 0}}, []int{3}, report.Fact{Kind: report.LiveAbuse, Field: "live"})
	w := *payment.Default()
	w.Session = 2 * time.Hour
	table := Build(Default(), Input{Reports: []Report{r}, Windows: &w}, "en")
	if a := table.Acts; a.Hours != 2 || a.PaymentAndSession.Max != 0 || a.Payment.Max != 1 {
		t.Errorf("%+v", a)
	}
	table.each(func(_ string, e Element) {
		for _, x := range e.For {
			if x.Sign == Sign(triage.PaymentNearSession) {
				t.Errorf("%s rests on a payment near a session, 3 hours apart", e.ID)
			}
		}
	})
	given := payment.Of([]payment.Input{{Key: 1, Source: "bank", Report: r.Report}}, nil, nil, nil) // it states no abuse, they say
	if a := Build(Default(), Input{Reports: []Report{r}, Payments: given}, "en").Acts; a.Payment.Max != 0 || a.PaymentAndSession.Max != 0 {
		t.Errorf("%+v", a)
	}
}

// Another's payment, or one taken back, is no payment of the person reported.
func TestPaymentsOfOthersProveNothing(t *testing.T) {
	for name, change := range map[string]func(*report.Report){
		"another's":  func(r *report.Report) { r.Parties[0].Role = report.RoleAssociate },
		"taken back": func(r *report.Report) { r.Payments[0].Reversal = true },
	} {
		r := of(1, []pay{{"A", "20", 0}}, []int{3})
		r.Report.Parties[1].Names = []report.Name{{Full: "Exemple"}}
		change(r.Report)
		r.Stood = triage.Stand(r.Report, triage.Input{})
		table := Build(Default(), Input{Reports: []Report{r}}, "fr")
		for i, want := range []State{Missing, Missing, Present, Missing} {
			if p := table.Pillars[i]; p.State != want {
				t.Errorf("%s: %s is %s, on %+v", name, p.ID, p.State, p.For)
			}
		}
	}
}

// Rent and groceries are no payment of the file, in a report that states no abuse to
// whom no report of abuse names; nor does refuting them make them one.
func TestPaymentsThatNothingTiesToAbuseProveNothing(t *testing.T) {
	rent := of(1, []pay{{"MT-A1", "900", 0}}, nil)
	rent.Report.Parties[1].Names = []report.Name{{Full: "Exemple"}}
	for _, refuted := range []report.FactKind{"", report.Payments} {
		rent.Stood = triage.Stand(rent.Report, triage.Input{Refuted: func(k report.FactKind) bool { return k == refuted }})
		table := Build(Default(), Input{Reports: []Report{rent}}, "fr")
		for _, p := range table.Pillars {
			if p.State != Missing {
				t.Errorf("refuted %q: %s is %s, on %+v", refuted, p.ID, p.State, p.For)
			}
		}
	}
}

// The four pillars of a commissioned session, each with the report that states it, and
// what speaks for the person beside them.
func TestPillars(t *testing.T) {
	yes := true
	bank := of(1, []pay{{"A", "20", 0}}, nil)
	bank.Report.Parties[1].Names = []report.Name{{Full: "Exemple"}}
	bank.Stood = triage.Stand(bank.Report, triage.Input{})
	chat := of(2, nil, []int{3}, report.Fact{Kind: report.Instruction, Field: "chat"})
	chat.Source = "ncmec"
	chat.Report.Parties[0].Compromised = &yes

	table := Build(Default(), Input{Reports: []Report{chat, bank}}, "fr")
	for i, want := range []report.Key{1, 2, 2, 1} {
		p := table.Pillars[i]
		if p.State != Present || len(p.For) == 0 || p.For[0].Report != want {
			t.Errorf("%s: %s, on %+v", p.ID, p.State, p.For)
		}
	}
	said := map[string]bool{}
	for _, s := range table.Speaks {
		said[s.ID] = true
	}
	if !said["account-compromised"] || !said["not-verified"] || said["one-source"] || said["refuted"] {
		t.Errorf("%+v", table.Speaks)
	}
	one, ok := table.Only(Default(), "222-24")
	if !ok || len(one.Offences) != 1 || len(one.Modes) != 2 || len(table.Offences) != 9 {
		t.Errorf("%v %d %d %d", ok, len(one.Offences), len(one.Modes), len(table.Offences))
	}
	if mode, ok := table.Only(Default(), "121-7"); !ok || len(mode.Offences) != 0 || len(mode.Modes) != 1 {
		t.Error("a mode by its article")
	}
	if _, ok := table.Only(Default(), "1"); ok {
		t.Error("an offence that is none")
	}

	// Refuted, the instruction is missing, and said to have been refuted.
	chat.Stood = triage.Stand(chat.Report, triage.Input{Refuted: func(k report.FactKind) bool { return k == report.Instruction }})
	table = Build(Default(), Input{Reports: []Report{chat, bank}}, "fr")
	if p := table.Pillars[1]; p.State != Missing || len(p.Against) != 1 || len(p.Fill) == 0 {
		t.Errorf("%+v", p)
	}
	if table.Speaks[0].ID != "refuted" || table.Speaks[0].Count != 1 {
		t.Errorf("%+v", table.Speaks)
	}
}
