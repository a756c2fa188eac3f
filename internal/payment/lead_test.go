package payment

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
)

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func on(day int) time.Time { return start.AddDate(0, 0, day) }

func bank(n string) report.Identifier {
	return report.Identifier{Kind: report.KindBank, Service: "Example Bank", Raw: n, Value: n, Strength: report.Joins, Field: "account"}
}

func phone(n string) report.Identifier {
	return report.Identifier{Kind: report.KindPhone, Raw: n, Value: n, Strength: report.Joins, Field: "phone"}
}

// reported makes a report of payments by the person reported, each to a party of its own.
func reported(source, id string, abuse bool, ps ...paying) Input {
	r := &report.Report{Source: source, SourceID: id, Parties: []report.Party{{Role: report.RoleReported, Field: "sender"}}}
	for i, p := range ps {
		to := report.Party{Role: report.RoleRecipient, Field: fmt.Sprint("recipient ", i)}
		for _, v := range p.to {
			if v[0] == '+' {
				to.Identifiers = append(to.Identifiers, phone(v))
			} else {
				to.Identifiers = append(to.Identifiers, bank(v))
			}
		}
		pay := report.Payment{
			Reference: p.ref, Amount: p.amount, Currency: p.currency, Reversal: p.back, Sender: 0, Recipient: len(r.Parties),
			Field: fmt.Sprint("payment ", i), Channel: "bank",
		}
		if p.day >= 0 {
			pay.At = on(p.day).Add(p.clock)
			pay.DateOnly = p.alone
		}
		if p.received {
			pay.Sender, pay.Recipient = pay.Recipient, pay.Sender
		}
		if pay.Currency == "" && pay.Amount != "" {
			pay.Currency = "EUR"
		}
		r.Parties = append(r.Parties, to)
		r.Payments = append(r.Payments, pay)
	}
	return Input{Key: report.KeyOf(source, id), Source: source, Report: r, Abuse: abuse}
}

type paying struct {
	ref, amount, currency string
	day                   int           // -1: undated
	clock                 time.Duration // since midnight
	alone                 bool          // the day alone
	to                    []string
	back, received        bool
}

func to(names ...string) []string { return names }

// drawn is a lead of up to three sources, of reports that state abuse and of
// statements, with few recipients, amounts, days and references, so that they meet.
func drawn(t *rapid.T) []Input {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	n := rapid.IntRange(1, 8).Draw(t, "reports")
	var in []Input
	for i := range n {
		var ps []paying
		for range rapid.IntRange(0, 4).Draw(t, "payments") {
			p := paying{
				ref:    pick("ref", "", "", "AB-1234", "ab 1234", "CD-5678", "EF-9012", "NOTPROVIDED"),
				amount: pick("amount", "50", "50.00", "75", "20.5", "", "x"), currency: pick("currency", "EUR", "EUR", "PHP", "USD"),
				day: rapid.IntRange(-1, 30).Draw(t, "day"), back: rapid.IntRange(0, 5).Draw(t, "back") == 0, received: rapid.IntRange(0, 6).Draw(t, "received") == 0,
			}
			if p.alone = rapid.Bool().Draw(t, "day alone"); !p.alone {
				p.clock = time.Duration(rapid.IntRange(0, 23).Draw(t, "hour")) * time.Hour
			}
			for range rapid.IntRange(0, 2).Draw(t, "ids") {
				p.to = append(p.to, pick("to", "1001", "1002", "1003", "+33199001234"))
			}
			ps = append(ps, p)
		}
		r := reported(pick("source", "a", "b", "c"), fmt.Sprint(i), rapid.Bool().Draw(t, "abuse"), ps...)
		for range rapid.IntRange(0, 2).Draw(t, "sessions") {
			at := start.Add(time.Duration(rapid.IntRange(0, 30*24*2).Draw(t, "half hours")) * 30 * time.Minute)
			r.Report.Sessions = append(r.Report.Sessions, report.Session{Start: at, Field: "session"})
		}
		in = append(in, r)
	}
	return in
}

func text(t interface{ Fatal(...any) }, v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOrderChangesNothing: the same reports in any order give the same facts to the last field.
func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		want := text(t, Of(in, nil, nil, nil))
		for range 3 {
			if got := text(t, Of(rapid.Permutation(in).Draw(t, "order"), nil, nil, nil)); got != want {
				t.Fatalf("another order:\n%s\n%s", want, got)
			}
		}
	})
}

// TestOthersChangeNothing: rent and groceries raise no fact.
func TestOthersChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		var ps []paying
		for i := range rapid.IntRange(1, 6).Draw(t, "others") {
			ps = append(ps, paying{
				ref:    rapid.SampledFrom([]string{"", "AB-1234", "RENT-1"}).Draw(t, "ref"),
				amount: rapid.SampledFrom([]string{"50", "75", "900"}).Draw(t, "amount"),
				day:    rapid.IntRange(0, 30).Draw(t, "day"), to: to(fmt.Sprint(2000 + i)), received: rapid.Bool().Draw(t, "received"),
			})
		}
		with := Of(append(in, reported("d", "rent", false, ps...)), nil, nil, nil)
		key := report.KeyOf("d", "rent")
		for i, o := range with.Others {
			if o.Report == key {
				if o.Count != len(ps) {
					t.Fatalf("%d others of %d", o.Count, len(ps))
				}
				with.Others = append(with.Others[:i:i], with.Others[i+1:]...)
				break
			}
		}
		without := Of(in, nil, nil, nil)
		if len(with.Others) == 0 {
			with.Others = without.Others // nil or empty
		}
		if a, b := text(t, without), text(t, with); a != b {
			t.Fatalf("others changed a fact:\n%s\n%s", a, b)
		}
	})
}

// TestLeastIsAtMost: no minimum exceeds its maximum, in any figure; what is
// told is in one place, and only one.
func TestLeastIsAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		f := Of(in, nil, nil, nil)
		count := func(name string, c Count) {
			if c.Min < 0 || c.Min > c.Max {
				t.Fatalf("%s: %+v", name, c)
			}
		}
		all := func(name string, ss []Sum) (n Count) {
			for _, s := range ss {
				count(name, s.Count)
				if s.Total.Min.Cmp(s.Total.Max) > 0 || s.Smallest.Cmp(s.Largest) > 0 || s.Count.Max == 0 {
					t.Fatalf("%s: %+v", name, s)
				}
				n.Min, n.Max = n.Min+s.Count.Min, n.Max+s.Count.Max
			}
			return n
		}
		count("count", f.Count)
		count("unstated", f.Unstated)
		count("sessions", f.Sessions)
		count("near", f.NearCount)
		count("received", f.Received.Count)
		if n := all("sums", f.Sums); n.Min+f.Unstated.Min != f.Count.Min || n.Max+f.Unstated.Max != f.Count.Max {
			t.Fatalf("sums of %+v and %+v unstated are not %+v", n, f.Unstated, f.Count)
		}
		if f.NearCount.Max > min(f.Count.Max, f.Sessions.Max) || f.NearCount.Min > min(f.Count.Min, f.Sessions.Min) {
			t.Fatalf("more pairs %+v than payments %+v or sessions %+v", f.NearCount, f.Count, f.Sessions)
		}
		to := Count{}
		for i := range f.Payments {
			if f.Payments[i].Recipient < 0 {
				to.Max++
			}
		}
		for _, r := range f.Recipients {
			count("recipient", r.Count)
			all("recipient", r.Sums)
			to.Max += r.Count.Max
		}
		if to.Max != f.Count.Max {
			t.Fatalf("%d payments by recipient, of %d", to.Max, f.Count.Max)
		}
		each := map[Ref]int{}
		tell := func(ts []Telling) {
			for _, x := range ts {
				each[x.Ref]++
			}
		}
		for _, p := range f.Payments {
			tell(p.Told)
		}
		for _, r := range f.Reversals {
			tell(r.Told)
			if r.Of != nil {
				tell(r.Of.Told)
			}
		}
		tell(f.Received.Told)
		n := 0
		for r, k := range each {
			n++
			if k != 1 {
				t.Fatalf("%+v is told in %d places", r, k)
			}
		}
		for _, o := range f.Others {
			n += o.Count
		}
		given := 0
		for _, r := range in {
			given += len(r.Report.Payments)
		}
		if n != given {
			t.Fatalf("%d of %d payments are in the facts", n, given)
		}
	})
}

// TestSumsByCurrency: each currency's figures are those of its own payments, by
// fractions; no other currency moves them.
func TestSumsByCurrency(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Of(drawn(t), nil, nil, nil)
		for _, s := range f.Sums {
			var least, most []Amount
			for _, p := range f.Payments {
				if p.Stated && p.Currency == s.Currency {
					most = append(most, p.Amount)
					if p.Least {
						least = append(least, p.Amount)
					}
				}
			}
			if (s.Count != Count{len(least), len(most)}) || s.Total.Min.Cmp(Total(least)) != 0 || s.Total.Max.Cmp(Total(most)) != 0 ||
				s.MedianLeast.Cmp(Median(least)) != 0 || s.MedianMost.Cmp(Median(most)) != 0 {
				t.Fatalf("%s: %+v of %v and %v", s.Currency, s, least, most)
			}
		}
	})
}

// several is one source's payments, each with a reference of its own.
func several(t *rapid.T) []paying {
	var ps []paying
	for i := range rapid.IntRange(1, 12).Draw(t, "n") {
		ps = append(ps, paying{
			ref: fmt.Sprintf("REF-%d", 1000+i), amount: rapid.SampledFrom([]string{"50", "75"}).Draw(t, "amount"),
			day: rapid.IntRange(0, 20).Draw(t, "day"), to: to(rapid.SampledFrom([]string{"1001", "1002"}).Draw(t, "to")),
		})
	}
	return ps
}

// TestToldTwiceCountsOnce: by reference certainly; without one on a side, at
// least; by one source, never.
func TestToldTwiceCountsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := several(t)
		n := len(ps)
		copies := make([]paying, n)
		bare := make([]paying, n)
		for i, p := range ps {
			copies[i], bare[i] = p, p
			copies[i].ref = " ref " + p.ref[4:] // written otherwise
			copies[i].day += rapid.IntRange(0, Default().SameReference).Draw(t, "later")
			bare[i].ref = ""
		}
		for name, c := range map[string]struct {
			in   []Input
			want Count
		}{
			"two sources":           {[]Input{reported("a", "1", true, ps...), reported("b", "1", false, copies...)}, Count{n, n}},
			"three sources":         {[]Input{reported("a", "1", true, ps...), reported("b", "1", true, copies...), reported("c", "1", true, ps...)}, Count{n, n}},
			"one source":            {[]Input{reported("a", "1", true, ps...), reported("a", "2", true, ps...)}, Count{2 * n, 2 * n}},
			"reference missing":     {[]Input{reported("a", "1", true, ps...), reported("b", "1", true, bare...)}, Count{n, 2 * n}},
			"references missing":    {[]Input{reported("a", "1", true, bare...), reported("b", "1", true, bare...)}, Count{n, 2 * n}},
			"references throughout": {[]Input{reported("a", "1", true, ps...), reported("b", "1", true, copies...), reported("c", "1", true, bare...)}, Count{n, 2 * n}},
		} {
			if f := Of(c.in, nil, nil, nil); f.Count != c.want {
				t.Fatalf("%s: %+v, want %+v", name, f.Count, c.want)
			}
		}
	})
}

// TestTakenBackCountsNever: a payment and what takes it back change no figure.
func TestTakenBackCountsNever(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := several(t)
		without := Of([]Input{reported("a", "1", true, ps...)}, nil, nil, nil)
		var more []paying
		for i := range rapid.IntRange(1, 5).Draw(t, "taken back") {
			p := paying{amount: "13.37", day: rapid.IntRange(0, 20).Draw(t, "day"), to: to("1001")}
			if rapid.Bool().Draw(t, "by reference") {
				p.ref = fmt.Sprintf("BACK-%d", 1000+i)
			}
			b := p
			b.back, b.day, b.received = true, p.day+rapid.IntRange(0, 30).Draw(t, "after"), rapid.Bool().Draw(t, "as money in")
			if p.ref == "" {
				b.ref = rapid.SampledFrom([]string{"", fmt.Sprintf("OWN-%d", 1000+i)}).Draw(t, "own reference")
			}
			more = append(more, p, b)
		}
		with := Of([]Input{reported("a", "1", true, ps...), reported("a", "2", true, more...)}, nil, nil, nil)
		if len(with.Reversals) != len(more)/2 {
			t.Fatalf("%d reversals of %d", len(with.Reversals), len(more)/2)
		}
		for _, r := range with.Reversals {
			if r.Of == nil || r.By == "" || r.Of.At.After(r.Told[0].At) {
				t.Fatalf("%+v", r)
			}
		}
		with.Reversals = nil
		for i := range with.Recipients { // the second report names the first recipient too
			with.Recipients[i].Parties = nil
		}
		for i := range without.Recipients {
			without.Recipients[i].Parties = nil
		}
		if a, b := text(t, without), text(t, with); a != b {
			t.Fatalf("what was taken back counts:\n%s\n%s", a, b)
		}
	})
}
