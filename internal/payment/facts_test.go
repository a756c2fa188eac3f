package payment

import (
	"strings"
	"testing"
	"time"

	"vigie/internal/report"
)

// live states abuse and tells payments to the account 1001.
func live(ps ...paying) Input { return reported("partner", "1", true, ps...) }

// TestStatement: of a bank statement, what goes to a recipient that a report of
// abuse names; the rest is a number.
func TestStatement(t *testing.T) {
	f := Of([]Input{
		live(paying{amount: "50", day: 0, to: to("1001")}),
		reported("bank", "1", false, paying{amount: "60", day: 3, to: to("1001")}),
		reported("bank", "2", false, paying{amount: "900", day: 3, to: to("2001")}),
		reported("bank", "3", false, paying{amount: "1500", day: 4, to: to("2002"), received: true}),
		reported("bank", "4", false, paying{amount: "30", day: 5, to: to("1001"), received: true}),
		reported("bank", "5", false, paying{amount: "30", day: 5}),
	}, nil, nil, nil)
	if (f.Count != Count{2, 2}) || len(f.Others) != 3 || (f.Received.Count != Count{1, 1}) || len(f.Recipients) != 1 {
		t.Errorf("%+v", f)
	}
	if s := f.Sums[0]; s.Total.Min.String() != "110" || s.MedianMost.String() != "55" || s.Smallest.String() != "50" || s.Largest.String() != "60" {
		t.Errorf("%+v", s)
	}
	if !f.First.At.Equal(on(0)) || !f.Last.At.Equal(on(3)) || f.Last.Told[0].Source != "bank" || f.Last.Told[0].Field != "payment 0" {
		t.Errorf("%+v %+v", f.First, f.Last)
	}
	// One account of the person's own to another pays nobody.
	own := live(paying{amount: "50", day: 0, to: to("1001")})
	own.Report.Parties = append(own.Report.Parties, report.Party{Role: report.RoleReported, Identifiers: []report.Identifier{bank("3001")}})
	own.Report.Payments = append(own.Report.Payments, report.Payment{Sender: 0, Recipient: 2, Amount: "1", Currency: "EUR"})
	if f := Of([]Input{own, reported("bank", "6", false, paying{amount: "400", day: 1, to: to("3001")})}, nil, nil, nil); f.Count.Max != 2 {
		t.Errorf("money between own accounts counts: %+v", f.Count)
	}
}

// TestReferences: what is one payment, certainly or probably, and what is not.
func TestReferences(t *testing.T) {
	a := func(p paying) Input { return reported("a", "1", true, p) }
	b := func(p paying) Input { return reported("b", "1", true, p) }
	for name, c := range map[string]struct {
		one, two paying
		want     Count
	}{
		"another hand":               {paying{ref: "MT 12-34", amount: "50", day: 1}, paying{ref: "mt1234", amount: "50.00", day: 2}, Count{1, 1}},
		"repeated weeks later":       {paying{ref: "GIFT 01", amount: "50", day: 1}, paying{ref: "GIFT 01", amount: "50", day: 28}, Count{1, 2}},
		"paid out in other money":    {paying{ref: "MT1234", amount: "50", day: 1}, paying{ref: "MT1234", amount: "3125", currency: "PHP", day: 1}, Count{1, 2}},
		"less a fee":                 {paying{ref: "MT1234", amount: "50", day: 1}, paying{ref: "MT1234", amount: "47.50", day: 1}, Count{1, 2}},
		"other references":           {paying{ref: "MT1234", amount: "50", day: 1, to: to("1001")}, paying{ref: "MT1235", amount: "50", day: 1, to: to("1001")}, Count{2, 2}},
		"refers to nothing":          {paying{ref: "NOTPROVIDED", amount: "50", day: 1, to: to("1001")}, paying{ref: "not provided", amount: "50", day: 9, to: to("1001")}, Count{2, 2}},
		"too short a reference":      {paying{ref: "1", amount: "50", day: 1}, paying{ref: "1", amount: "50", day: 1}, Count{2, 2}},
		"no reference, next day":     {paying{amount: "50", day: 1, to: to("1001")}, paying{amount: "50", day: 2, to: to("1001")}, Count{1, 2}},
		"no reference, two days off": {paying{amount: "50", day: 1, to: to("1001")}, paying{amount: "50", day: 3, to: to("1001")}, Count{2, 2}},
		"no recipient in common":     {paying{amount: "50", day: 1, to: to("1001")}, paying{amount: "50", day: 1, to: to("1002")}, Count{2, 2}},
		"no recipient known":         {paying{amount: "50", day: 1}, paying{amount: "50", day: 1}, Count{2, 2}},
		"other money":                {paying{amount: "50", day: 1, to: to("1001")}, paying{amount: "50", currency: "USD", day: 1, to: to("1001")}, Count{2, 2}},
		"no date on a side":          {paying{ref: "MT1234", amount: "50", day: 1}, paying{ref: "MT1234", amount: "50", day: -1}, Count{1, 1}},
		"no amount on a side":        {paying{ref: "MT1234", amount: "50", day: 1}, paying{ref: "MT1234", day: 1}, Count{1, 2}},
	} {
		if f := Of([]Input{a(c.one), b(c.two)}, nil, nil, nil); f.Count != c.want {
			t.Errorf("%s: %+v, want %+v", name, f.Count, c.want)
		}
	}
	// One without a reference is one of two that have different ones, not both.
	p := paying{amount: "50", day: 1, to: to("1001")}
	one, two := p, p
	one.ref, two.ref = "MT1234", "MT1235"
	if f := Of([]Input{a(p), b(one), reported("c", "1", true, two)}, nil, nil, nil); (f.Count != Count{2, 3}) {
		t.Errorf("%+v", f.Count)
	}
	// Two sources without a reference and one with it are one, whoever comes first.
	for _, keys := range [][]report.Key{{1, 2, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}} {
		in := []Input{a(p), b(p), reported("c", "1", true, one)}
		for i, k := range keys {
			in[i].Key = k
		}
		if f := Of(in, nil, nil, nil); (f.Count != Count{1, 3}) {
			t.Errorf("keys %v: %+v", keys, f.Count)
		}
	}
	// One that is like another of what may be one, is one with them.
	dear, other := one, p
	dear.amount, dear.currency = "3125", "PHP"
	if f := Of([]Input{a(dear), b(one), reported("c", "1", true, other)}, nil, nil, nil); (f.Count != Count{1, 3}) {
		t.Errorf("%+v", f.Count)
	}
	// Nobody named is nobody in common.
	nobody := []Input{a(paying{amount: "50", day: 1}), b(paying{amount: "50", day: 1})}
	for _, in := range nobody {
		in.Report.Payments[0].Recipient = -1
	}
	if f := Of(nobody, nil, nil, nil); (f.Count != Count{2, 2}) || f.Payments[0].Recipient != -1 {
		t.Errorf("%+v", f)
	}
	f := Of([]Input{a(paying{ref: "MT1234", amount: "50", day: 1}), b(paying{ref: "MT1234", amount: "47.50", day: 1})}, nil, nil, nil)
	if s := f.Sums[0]; s.Total.Min.String() != "47.5" || s.Total.Max.String() != "97.5" {
		t.Errorf("of two that may be one, the smaller is the minimum: %+v", s.Total)
	}
}

// TestReversals: what is taken back, by what, and what is not.
func TestReversals(t *testing.T) {
	pay := paying{ref: "MT1234", amount: "50", day: 5, to: to("1001")}
	back := func(p paying) paying { p.back = true; return p }
	for name, c := range map[string]struct {
		in   []Input
		want Count
		by   string
	}{
		"by reference":               {[]Input{live(pay, back(paying{ref: "mt-1234", amount: "50", day: 6}))}, Count{0, 0}, "reference"},
		"no amount, by reference":    {[]Input{live(pay, back(paying{ref: "mt-1234", day: 6}))}, Count{0, 0}, "reference"},
		"part of it":                 {[]Input{live(pay, back(paying{ref: "MT1234", amount: "20", day: 6, to: to("1001")}))}, Count{1, 1}, ""},
		"before it":                  {[]Input{live(pay, back(paying{ref: "MT1234", amount: "50", day: 4, to: to("1001")}))}, Count{1, 1}, ""},
		"by recipient":               {[]Input{live(pay, back(paying{amount: "50", day: 6, to: to("1001")}))}, Count{0, 0}, "recipient"},
		"to another":                 {[]Input{live(pay, back(paying{amount: "50", day: 6, to: to("1002")}))}, Count{1, 1}, ""},
		"other money":                {[]Input{live(pay, back(paying{amount: "50", currency: "USD", day: 6, to: to("1001")}))}, Count{1, 1}, ""},
		"told by the bank alone":     {[]Input{live(pay), reported("bank", "1", false, back(paying{ref: "MT1234", amount: "50", day: 6}))}, Count{0, 0}, "reference"},
		"told twice, takes back one": {[]Input{live(pay, paying{ref: "MT1235", amount: "50", day: 4, to: to("1001")}), reported("bank", "1", false, back(paying{amount: "50", day: 6, to: to("1001")})), reported("fiu", "1", true, back(paying{amount: "50", day: 6, to: to("1001")}))}, Count{1, 1}, "recipient"},
		"two, take back two":         {[]Input{live(pay, paying{ref: "MT1235", amount: "50", day: 4, to: to("1001")}, back(paying{amount: "50", day: 6, to: to("1001")}), back(paying{amount: "50", day: 6, to: to("1001")}))}, Count{0, 0}, "recipient"},
		"may be the one taken back":  {[]Input{live(pay, back(paying{ref: "MT1234", amount: "50", day: 6})), reported("bank", "1", false, paying{amount: "50", day: 5, to: to("1001")})}, Count{0, 1}, "reference"},
	} {
		f := Of(c.in, nil, nil, nil)
		if f.Count != c.want || len(f.Reversals) == 0 || f.Reversals[0].By != c.by || (f.Reversals[0].Of != nil) != (c.by != "") {
			t.Errorf("%s: %+v, %+v", name, f.Count, f.Reversals)
		}
	}
	// The latest earlier payment is the one that is taken back.
	f := Of([]Input{live(pay, paying{amount: "50", day: 1, to: to("1001")}, paying{amount: "50", day: 9, to: to("1001")}, back(paying{amount: "50", day: 8, to: to("1001")}))}, nil, nil, nil)
	if len(f.Reversals) != 1 || !f.Reversals[0].Of.At.Equal(on(5)) {
		t.Errorf("%+v", f.Reversals)
	}
	// A statement's reversal that nothing ties to the lead is one of the others;
	// a reference alone, without the amount, does not tie it.
	for _, p := range []paying{{ref: "MT9999", amount: "50", day: 6}, {ref: "MT1234", day: 6}, {ref: "MT1234", amount: "51", day: 6}} {
		f = Of([]Input{live(pay), reported("bank", "1", false, back(p))}, nil, nil, nil)
		if f.Count.Max != 1 || len(f.Reversals) != 0 || len(f.Others) != 1 || f.Others[0].Count != 1 {
			t.Errorf("%+v: %+v", p, f)
		}
	}
}

// TestRecipients: parties that share an identifier are one, most payments first.
func TestRecipients(t *testing.T) {
	in := []Input{
		live(paying{amount: "10", day: 9, to: to("1002")}, paying{amount: "50", day: 0, to: to("1001", "+33199001234")}),
		reported("fiu", "1", true, paying{amount: "70", day: 4, to: to("1003", "+33199001234")}, paying{amount: "5", day: 4}),
	}
	in[1].Report.Parties[1].Names = []report.Name{{Full: "Example"}}
	f := Of(in, nil, nil, nil)
	if len(f.Recipients) != 3 {
		t.Fatalf("%+v", f.Recipients)
	}
	r := f.Recipients[0]
	if len(r.Bears) != 3 || (r.Count != Count{2, 2}) || r.Sums[0].Total.Max.String() != "120" || len(r.Reports) != 2 || len(r.Parties) != 2 || !r.Named {
		t.Errorf("%+v", r)
	}
	if !r.First.At.Equal(on(0)) || !r.Last.At.Equal(on(4)) {
		t.Errorf("%+v %+v", r.First, r.Last)
	}
	// Scope tells accounts of two banks apart.
	in[0].Report.Parties[1].Identifiers[0].Service, in[0].Report.Parties[1].Identifiers[0].Value = "Other Bank", "1003"
	if f := Of(in, nil, nil, nil); len(f.Recipients) != 3 {
		t.Errorf("one number at two banks is one account: %+v", f.Recipients)
	}
	if f := Of(in, nil, func(report.Kind, string, string) string { return "" }, nil); len(f.Recipients) != 2 {
		t.Errorf("Scope is not asked: %+v", f.Recipients)
	}
}

// TestNearSession: over all reports, one to one; a session told twice is one in
// the minimum.
func TestNearSession(t *testing.T) {
	a := live(paying{amount: "50", day: 1, to: to("1001")}, paying{amount: "60", day: 2, to: to("1001")}, paying{amount: "60", day: 20, to: to("1001")})
	b, c := reported("chat", "1", true), reported("device", "1", true)
	session := func(in Input, at time.Time) {
		in.Report.Sessions = append(in.Report.Sessions, report.Session{Start: at, Field: "session"})
	}
	session(b, on(1).Add(2*time.Hour))
	session(c, on(1).Add(2*time.Hour+20*time.Minute))
	f := Of([]Input{a, b, c}, nil, nil, nil)
	if (f.Sessions != Count{1, 2}) || (f.NearCount != Count{1, 2}) {
		t.Fatalf("%+v %+v", f.Sessions, f.NearCount)
	}
	n := f.Near[0]
	if n.Payment != 0 || n.Apart != -2*time.Hour || !n.Least || n.Session[0].Report != b.Key || f.Payments[n.Payment].Told[0].Report != a.Key || f.Near[1].Least {
		t.Errorf("%+v", f.Near)
	}
	c.Report.Sessions[0].Start = on(1).Add(2 * time.Hour) // the same instant
	if f := Of([]Input{a, b, c}, nil, nil, nil); (f.Sessions != Count{1, 1}) || (f.NearCount != Count{1, 1}) || len(f.Near[0].Session) != 2 {
		t.Errorf("%+v", f.Near)
	}
	c.Report.Sessions[0].Start = on(20).Add(48 * time.Hour)
	if f := Of([]Input{a, b, c}, nil, nil, nil); (f.NearCount != Count{2, 2}) {
		t.Errorf("a session is not near at the end of the window: %+v", f.Near)
	}
	c.Report.Sessions[0].Start = on(20).Add(48*time.Hour + time.Second)
	if f := Of([]Input{a, b, c}, nil, nil, nil); (f.NearCount != Count{1, 1}) {
		t.Errorf("a session is near beyond the window: %+v", f.Near)
	}
}

// TestTrends: medians of halves, by the ratio of the file.
func TestTrends(t *testing.T) {
	series := func(days []int, amounts ...string) *Facts {
		var ps []paying
		for i, d := range days {
			ps = append(ps, paying{amount: amounts[i%len(amounts)], day: d, to: to("1001")})
		}
		return Of([]Input{live(ps...)}, nil, nil, nil)
	}
	for _, c := range []struct {
		days []int
		want Direction
	}{
		{[]int{0, 30, 60, 70, 80}, Shortening},
		{[]int{0, 10, 20, 50, 80}, Lengthening},
		{[]int{0, 30, 60, 80, 100}, Steady}, // 20 is not under two thirds of 30
		{[]int{0, 10, 20, 30, 40}, Steady},
		{[]int{0, 30, 60, 70}, TooFew},
		{[]int{0, 30, 60, 70, 70}, TooFew},
	} {
		if f := series(c.days, "50"); f.Intervals.Direction != c.want || len(f.Intervals.Told) != f.Intervals.Of {
			t.Errorf("%v: %+v", c.days, f.Intervals)
		}
	}
	days := []int{0, 1, 2, 3, 4}
	for _, c := range []struct {
		amounts string
		want    Direction
	}{
		{"20 30 99 50 60", Rising}, {"60 50 1 30 20", Falling}, {"30 30 30 40 40", Steady}, {"20 20 20 30 30", Steady}, {"20 20 20 30.01 30.01", Rising},
	} {
		if f := series(days, strings.Fields(c.amounts)...); f.Amounts.Direction != c.want || f.Amounts.Currency != "EUR" {
			t.Errorf("%s: %+v", c.amounts, f.Amounts)
		}
	}
	ps := []paying{{amount: "1", day: 9, to: to("1001")}}
	for i, a := range []string{"500", "500", "500", "900", "900"} {
		ps = append(ps, paying{amount: a, currency: "PHP", day: i, to: to("1001")})
	}
	if f := Of([]Input{live(ps...)}, nil, nil, nil); f.Amounts.Direction != Rising || f.Amounts.Currency != "PHP" || f.Amounts.Of != 5 || f.Amounts.Later.String() != "900" {
		t.Errorf("%+v", f.Amounts)
	}
	// Of two currencies with as many payments, the one that was paid in first, whatever its code.
	for first, second := range map[string]string{"EUR": "PHP", "PHP": "EUR"} {
		var both []paying
		for d := range 10 {
			both = append(both, paying{amount: "20", currency: []string{first, second}[d%2], day: d, to: to("1001")})
		}
		if f := Of([]Input{live(both...)}, nil, nil, nil); f.Amounts.Currency != first {
			t.Errorf("paid in %s first: the trend is of %s", first, f.Amounts.Currency)
		}
	}
	if f := series(days, "20", "20", "x", "30", "30"); f.Amounts.Direction != TooFew || f.Amounts.Of != 4 || (f.Unstated != Count{1, 1}) {
		t.Errorf("%+v", f.Amounts)
	}
}

// TestStated: instructions that stand, and facilitators with a town; a country
// alone is no place.
func TestStated(t *testing.T) {
	in := live()
	in.Report.Facts = []report.Fact{{Kind: report.Instruction, Field: "note"}, {Kind: report.LiveAbuse, Field: "other"}}
	in.Report.Parties = append(in.Report.Parties,
		report.Party{Role: report.RoleFacilitator, Places: []report.Place{{Country: "XX", Field: "country"}, {City: "Exampleville", Field: "city"}}},
		report.Party{Role: report.RoleRecipient, Places: []report.Place{{City: "Exampleville", Field: "payout"}}},
	)
	f := Of([]Input{in}, nil, nil, nil)
	if len(f.Instructed) != 1 || f.Instructed[0].Field != "note" || len(f.Located) != 1 || f.Located[0].Field != "city" {
		t.Errorf("%+v %+v", f.Instructed, f.Located)
	}
	in.Refuted = []report.FactKind{report.Instruction, report.PlaceIdentified}
	if f := Of([]Input{in}, nil, nil, nil); len(f.Instructed)+len(f.Located) != 0 {
		t.Errorf("what was refuted stands: %+v", f)
	}
}

// TestWhereMoneyGoesIsNoInput: a recipient's place moves no figure.
func TestWhereMoneyGoesIsNoInput(t *testing.T) {
	ps := []paying{{amount: "50", day: 0, to: to("1001")}, {amount: "60", day: 1}}
	plain, placed := live(ps...), live(ps...)
	for i := range placed.Report.Parties {
		placed.Report.Parties[i].Places = []report.Place{{Country: "PH", City: "Exampleville", Field: "place"}}
		placed.Report.Parties[i].Born = "1980"
	}
	if a, b := text(t, Of([]Input{plain}, nil, nil, nil)), text(t, Of([]Input{placed}, nil, nil, nil)); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

// TestHostileReports: places out of bounds, no report, dates at the ends of time.
func TestHostileReports(t *testing.T) {
	in := live(paying{amount: "50", day: 0, to: to("1001")})
	in.Report.Payments = append(in.Report.Payments,
		report.Payment{Sender: 0, Recipient: 99, Amount: "1", Currency: "EUR", At: time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)},
		report.Payment{Sender: 99, Recipient: -7, Amount: "1"}, report.Payment{Sender: 0, Recipient: 0, Amount: "1"},
		report.Payment{Sender: 0, Recipient: -1, At: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)},
		report.Payment{Sender: -1, Recipient: -1, Reversal: true},
	)
	in.Report.Sessions = []report.Session{{Start: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)}, {}}
	f := Of([]Input{in, {Key: 1, Abuse: true}, {}}, nil, nil, nil)
	if (f.Count != Count{3, 3}) || f.Others[0].Count != 3 || len(f.Near) != 1 {
		t.Errorf("%+v", f)
	}
	if f := Of(nil, nil, nil, nil); f.Count.Max != 0 || f.Intervals.Direction != TooFew {
		t.Errorf("%+v", f)
	}
}
