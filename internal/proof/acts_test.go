package proof

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
	"vigie/internal/triage"
)

type pay struct {
	ref, amount string
	hour        int
}

// of makes a report that lists payments and sessions, at hours after a start.
func of(key report.Key, pays []pay, sessions []int, facts ...report.Fact) Report {
	r := &report.Report{Parties: []report.Party{{Role: report.RoleReported, Field: "p0"}, {Role: report.RoleRecipient, Field: "p1"}}, Facts: facts}
	for i, p := range pays {
		r.Payments = append(r.Payments, report.Payment{Reference: p.ref, Amount: p.amount, Currency: "EUR", At: start.Add(time.Duration(p.hour) * time.Hour), Recipient: 1, Field: fmt.Sprint("pay", i)})
	}
	for i, h := range sessions {
		r.Sessions = append(r.Sessions, report.Session{Start: start.Add(time.Duration(h) * time.Hour), Field: fmt.Sprint("s", i)})
	}
	return Report{Key: key, Source: "bank", Handling: Evidence, Stood: triage.Stand(r, triage.Input{}), Report: r}
}

func TestActsAreCountedThreeWays(t *testing.T) {
	reversal := of(2, []pay{{"A", "20", 5}}, nil)
	reversal.Report.Payments[0].Reversal = true
	foreign := of(1, []pay{{"A", "20", 0}}, []int{0})
	foreign.Report.Parties[0].Role = report.RoleAssociate // somebody else's money
	for _, x := range []struct {
		name                   string
		reports                []Report
		near, paid, stated     Count
		certain, apart, listed int
	}{
		{"nothing", nil, Count{}, Count{}, Count{}, 0, 0, 0},
		{"a payment and its session", []Report{of(1, []pay{{"A", "20", 0}}, []int{3})}, Count{1, 1}, Count{1, 1}, Count{1, 1}, 0, 0, 0},
		{"a payment far from the session", []Report{of(1, []pay{{"A", "20", 0}}, []int{49})}, Count{}, Count{1, 1}, Count{1, 1}, 0, 1, 0},
		{"two payments for one session are one act", []Report{of(1, []pay{{"A", "20", 0}, {"B", "30", 1}}, []int{3})}, Count{1, 1}, Count{2, 2}, Count{1, 1}, 0, 0, 0},
		{"one payment for two sessions is one act", []Report{of(1, []pay{{"A", "20", 0}}, []int{3, 9})}, Count{1, 1}, Count{1, 1}, Count{2, 2}, 0, 0, 0},
		{"a pairing is found though the nearest is taken", []Report{of(1, []pay{{"A", "20", 0}, {"B", "30", 40}}, []int{44, 80})}, Count{2, 2}, Count{2, 2}, Count{2, 2}, 0, 0, 0},
		{"the same reference in two reports", []Report{of(1, []pay{{"A", "20", 0}}, []int{3}), of(2, []pay{{"A", "20", 2}}, nil)}, Count{1, 1}, Count{1, 1}, Count{1, 1}, 1, 0, 0},
		{"alike in two reports, without a reference", []Report{of(1, []pay{{"", "20", 0}}, []int{3, 9}), of(2, []pay{{"", "20", 1}}, nil)}, Count{1, 2}, Count{1, 2}, Count{2, 2}, 0, 0, 0},
		{"alike, and listed apart by one report", []Report{of(1, []pay{{"", "20", 0}, {"", "20", 1}}, nil)}, Count{}, Count{2, 2}, Count{}, 0, 2, 0},
		{"starts within an hour may be one session", []Report{of(1, []pay{{"A", "20", 0}, {"B", "20", 0}}, []int{3}), of(2, nil, []int{4})}, Count{1, 2}, Count{2, 2}, Count{1, 2}, 0, 0, 0},
		{"counted and not listed", []Report{of(1, []pay{{"A", "20", 0}}, nil, report.Fact{Kind: report.Payments, Count: 12, Field: "n"})}, Count{}, Count{1, 12}, Count{}, 0, 1, 11},
		{"sessions counted", []Report{of(1, nil, nil, report.Fact{Kind: report.Sessions, Count: 5, Field: "n"}), of(2, nil, nil, report.Fact{Kind: report.Sessions, Count: 3, Field: "n"})}, Count{}, Count{}, Count{5, 8}, 0, 0, 0},
		{"a statement without a session", []Report{of(1, nil, nil, report.Fact{Kind: report.Statement, Field: "n"})}, Count{}, Count{}, Count{1, 1}, 0, 0, 0},
		{"a payment taken back", []Report{of(1, []pay{{"A", "20", 0}}, []int{3}), reversal}, Count{0, 1}, Count{0, 1}, Count{1, 1}, 0, 0, 0},
		{"a payment of somebody else", []Report{foreign}, Count{}, Count{}, Count{1, 1}, 0, 0, 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			m := FromReports(x.reports)
			a := Build(Default(), Input{Reports: x.reports}, "en").Acts
			if a.PaymentAndSession != x.near || a.Payment != x.paid || a.Statement != x.stated {
				t.Errorf("by payment and session %v, by payment %v, by statement %v; expected %v, %v, %v", a.PaymentAndSession, a.Payment, a.Statement, x.near, x.paid, x.stated)
			}
			if m.Certain != x.certain || m.Unmatched != x.apart || m.Unlisted != x.listed {
				t.Errorf("%+v", m)
			}
			if (x.near.Max > 0) != (len(a.Pairs) > 0) {
				t.Errorf("pairs: %v", a.Pairs)
			}
		})
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

// The pairing is the largest there is: one tried in every way finds no larger.
func TestPairingIsTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "sessions")
		reach := make([][]int, rapid.IntRange(0, 6).Draw(t, "payments"))
		for i := range reach {
			for j := range n {
				if rapid.IntRange(0, 2).Draw(t, "near") == 0 {
					reach[i] = append(reach[i], j)
				}
			}
		}
		var every func(i int, taken int) int
		every = func(i, taken int) int {
			if i == len(reach) {
				return 0
			}
			most := every(i+1, taken)
			for _, j := range reach[i] {
				if taken&(1<<j) == 0 {
					most = max(most, 1+every(i+1, taken|1<<j))
				}
			}
			return most
		}
		want := every(0, 0)
		if got := pairing(reach, n); got != want {
			t.Fatalf("%d pairs, %d can be made: %v", got, want, reach)
		}
	})
}
