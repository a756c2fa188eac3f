package payment

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

// refutable are the facts that a person can refute and that a figure rests on;
// "abuse" stands for every fact of abuse of a report.
var refutable = []report.FactKind{report.Payments, report.Sessions, paymentNearSession, report.Instruction, report.PlaceIdentified, "abuse"}

func refute(in Input, k report.FactKind) Input {
	if k == "abuse" {
		in.Stated, in.Abuse = in.Stated || in.Abuse, false
		return in
	}
	in.Refuted = append(slices.Clone(in.Refuted), k)
	return in
}

// TestRefutingRaisesNoCount: whatever is refuted already, one refutation more
// raises no count, and no minimum passes its maximum.
func TestRefutingRaisesNoCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		for i := range in {
			if rapid.IntRange(0, 2).Draw(t, "refuted already") == 0 {
				in[i] = refute(in[i], rapid.SampledFrom(refutable).Draw(t, "kind"))
			}
		}
		was := Of(in, nil, nil, nil)
		i := rapid.IntRange(0, len(in)-1).Draw(t, "report")
		k := rapid.SampledFrom(refutable).Draw(t, "refuted")
		in[i] = refute(in[i], k)
		is := Of(in, nil, nil, nil)
		for _, c := range []struct {
			name    string
			was, is Count
		}{
			{"payments", was.Count, is.Count},
			{"sessions", was.Sessions, is.Sessions},
			{"near", was.NearCount, is.NearCount},
			{"received", was.Received.Count, is.Received.Count},
		} {
			if c.is.Min > c.was.Min || c.is.Max > c.was.Max || c.is.Min > c.is.Max {
				t.Fatalf("refuting %s: %s were %+v, are %+v", k, c.name, c.was, c.is)
			}
		}
		if len(is.Instructed) > len(was.Instructed) || len(is.Located) > len(was.Located) || len(is.Recipients) > len(was.Recipients) {
			t.Fatalf("refuting %s added to what is stated", k)
		}
		if len(is.Near) != is.NearCount.Max {
			t.Fatalf("%d pairs are listed of %+v", len(is.Near), is.NearCount)
		}
	})
}

// TestRefuted: what each refutation takes away.
func TestRefuted(t *testing.T) {
	one := reported("chat", "1", true, paying{ref: "MT1234", amount: "50", day: 1, to: to("1001")})
	two := reported("bank", "2", false, paying{ref: "MT1234", amount: "50", day: 3, to: to("1001")}, paying{amount: "70", day: 9, to: to("1001")})
	device := reported("device", "3", false)
	device.Report.Sessions = []report.Session{{Start: on(1).Add(time.Hour), Field: "session"}}
	for name, c := range map[string]struct {
		in          []Input
		count, near Count
		reports     int
	}{
		"nothing":                    {[]Input{one, two, device}, Count{2, 2}, Count{1, 1}, 2},
		"payments of one":            {[]Input{one, refute(two, report.Payments), device}, Count{1, 1}, Count{1, 1}, 1},
		"those that name":            {[]Input{refute(one, report.Payments), two, device}, Count{}, Count{}, 0},
		"the fact of abuse":          {[]Input{refute(one, "abuse"), two, device}, Count{}, Count{}, 0},
		"sessions":                   {[]Input{one, two, refute(device, report.Sessions)}, Count{2, 2}, Count{}, 2},
		"near, where it rests on it": {[]Input{refute(one, paymentNearSession), refute(two, paymentNearSession), device}, Count{2, 2}, Count{}, 2},
		"near, and another tells it": {[]Input{one, refute(two, paymentNearSession), device}, Count{2, 2}, Count{1, 1}, 2},
	} {
		f := Of(c.in, nil, nil, nil)
		if f.Count != c.count || f.NearCount != c.near || len(f.Reports) != c.reports {
			t.Errorf("%s: %+v payments, %+v near, of %d reports", name, f.Count, f.NearCount, len(f.Reports))
		}
		if c.count.Max == 0 && (len(f.Recipients) != 0 || len(f.Others) != 2) {
			t.Errorf("%s: %+v %+v", name, f.Recipients, f.Others)
		}
	}
	// A date that was refuted is shown nowhere, nor whom alone it went to.
	f := Of([]Input{refute(one, report.Payments), reported("bank", "2", true, paying{ref: "MT1234", amount: "50", day: 3, to: to("1001")})}, nil, nil, nil)
	if !f.First.At.Equal(on(3)) || len(f.Payments[0].Told) != 1 || len(f.Recipients[0].Parties) != 1 {
		t.Errorf("%+v %+v", f.First, f.Recipients)
	}
	// What takes a payment back still does when a person refutes the report's payments.
	back := reported("bank", "4", false, paying{ref: "MT1234", amount: "50", day: 5, to: to("1001"), back: true})
	if f := Of([]Input{one, refute(back, report.Payments)}, nil, nil, nil); (f.Count != Count{}) || len(f.Reversals) != 1 || f.Reversals[0].Of == nil {
		t.Errorf("%+v %+v", f.Count, f.Reversals)
	}
	// A reversal of what was refuted takes nothing else back.
	other := reported("fiu", "5", true, paying{ref: "MT9876", amount: "50", day: 1, to: to("1001")})
	if f := Of([]Input{refute(one, report.Payments), other, back}, nil, nil, nil); (f.Count != Count{1, 1}) || f.Reversals[0].Of != nil || f.Reversals[0].By != "" {
		t.Errorf("%+v %+v", f.Count, f.Reversals)
	}
}

// TestPairingIsTheLargest: a pairing tried in every way finds no larger, with
// instants that are one session, begun from any pairs.
func TestPairingIsTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "instants")
		session := make([]int, n)
		for j := range session {
			session[j] = rapid.IntRange(max(0, j-2), j).Draw(t, "session")
		}
		m := newMatching(rapid.IntRange(0, 6).Draw(t, "payments"), session)
		near := func(i, j int) bool {
			return slices.ContainsFunc(m.spans[i], func(s span) bool { return j >= s.from && j < s.to })
		}
		for i := range m.spans {
			for range rapid.IntRange(0, 2).Draw(t, "dates") {
				from := rapid.IntRange(0, n-1).Draw(t, "from")
				m.spans[i] = append(m.spans[i], span{from, rapid.IntRange(from+1, n).Draw(t, "to")})
			}
		}
		var every func(i, taken int) int
		every = func(i, taken int) int {
			if i == len(m.of) {
				return 0
			}
			most := every(i+1, taken)
			for j := range n {
				if near(i, j) && taken&(1<<session[j]) == 0 {
					most = max(most, 1+every(i+1, taken|1<<session[j]))
				}
			}
			return most
		}
		var begun []int
		for i := range m.of {
			if j := rapid.IntRange(0, n-1).Draw(t, "begun"); near(i, j) {
				if m.pair(i, j); m.of[i] >= 0 {
					begun = append(begun, i)
				}
			}
		}
		want := every(0, 0)
		if got := m.most(); got != want {
			t.Fatalf("%d pairs, %d can be made: %+v", got, want, m)
		}
		used := map[int]bool{}
		for i, j := range m.of {
			if j >= 0 && (!near(i, j) || used[session[j]]) {
				t.Fatalf("payment %d is paired with instant %d: %+v", i, j, m)
			}
			if j >= 0 {
				used[session[j]] = true
			}
		}
		for _, i := range begun {
			if m.of[i] < 0 {
				t.Fatalf("payment %d lost its pair", i)
			}
		}
	})
}

// TestPairsAreTheClosest: where there is a choice the closest pair, and none is
// left that could be paired; by the nearest of a payment's dates.
func TestPairsAreTheClosest(t *testing.T) {
	a := reported("chat", "1", true, paying{ref: "MT1234", amount: "50", day: 2, to: to("1001")}, paying{amount: "60", day: 4, to: to("1001")})
	b := reported("bank", "1", false, paying{ref: "MT1234", amount: "50", day: 8, to: to("1001")})
	session := func(hours ...int) Input {
		in := reported("device", "1", true)
		for _, h := range hours {
			in.Report.Sessions = append(in.Report.Sessions, report.Session{Start: start.Add(time.Duration(h) * time.Hour), Field: fmt.Sprint(h)})
		}
		return in
	}
	got := func(in ...Input) string {
		s := ""
		for _, n := range Of(in, nil, nil, nil).Near {
			s += fmt.Sprintf("%d-%s by %d; ", n.Payment, n.Session[0].Field, n.Telling)
		}
		return s
	}
	for _, c := range []struct{ got, want string }{
		{got(a, session(50, 97)), "1-97 by 0; 0-50 by 0; "},
		{got(a, session(95, 140)), "1-140 by 0; 0-95 by 0; "}, // the closest two are 1-95: then 140 would be alone
		{got(a, b, session(193)), "0-193 by 1; "},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

// TestTenThousandWithinADay: near everything, and paired in no time.
func TestTenThousandWithinADay(t *testing.T) {
	const n = 10_000
	in := reported("a", "1", true)
	in.Report.Parties = append(in.Report.Parties, report.Party{Role: report.RoleRecipient})
	for i := range n {
		at := start.Add(time.Duration(i) * time.Second)
		in.Report.Payments = append(in.Report.Payments, report.Payment{Recipient: 1, Amount: "1", Currency: "EUR", At: at, Field: "payment"})
		in.Report.Sessions = append(in.Report.Sessions, report.Session{Start: at.Add(12 * time.Hour), Field: "session"})
	}
	began := time.Now()
	if f := Of([]Input{in}, nil, nil, nil); f.NearCount.Max != n {
		t.Errorf("%+v", f.NearCount)
	}
	t.Logf("%v", time.Since(began))
}
