package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/internal/payment"
	"vigie/internal/report"
	"vigie/internal/triage"
)

var start = time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)

// drawn is a report before people decided on it, with what they refuted.
type drawn struct {
	r        *report.Report
	key      report.Key
	source   string
	handling string
	refuted  map[report.FactKind]bool
	verified map[report.FactKind]bool
}

func (d drawn) stands() Report {
	in := triage.Input{Refuted: func(k report.FactKind) bool { return d.refuted[k] }, Verified: func(k report.FactKind) bool { return d.verified[k] }}
	return Report{Key: d.key, Source: d.source, Handling: d.handling, Stood: triage.Stand(d.r, in), Report: d.r}
}

func stand(ds []drawn) []Report {
	out := make([]Report, len(ds))
	for i, d := range ds {
		out[i] = d.stands()
	}
	return out
}

// someReports draws reports with facts, payments, sessions and parties that are often
// alike, so that merging and pairing have something to do.
func someReports(t *rapid.T, codes ...string) []drawn {
	if len(codes) == 0 {
		codes = []string{Evidence, "", Intelligence, Originator, Declaration}
	}
	out := make([]drawn, rapid.IntRange(0, 5).Draw(t, "reports"))
	for i := range out {
		out[i] = drawn{
			r: someReport(t), key: report.Key(i*7 + 3), source: rapid.SampledFrom([]string{"ncmec", "bank"}).Draw(t, "source"),
			handling: rapid.SampledFrom(codes).Draw(t, "handling"), refuted: map[report.FactKind]bool{}, verified: map[report.FactKind]bool{},
		}
		if out[i].handling == Declaration {
			out[i].handling, out[i].r.Declaration = "", true
		}
		for _, k := range stated(out[i].r) {
			switch rapid.IntRange(0, 4).Draw(t, "standing") {
			case 0:
				out[i].refuted[k] = true
			case 1:
				out[i].verified[k] = true
			}
		}
	}
	return out
}

func stated(r *report.Report) []report.FactKind {
	var out []report.FactKind
	for _, f := range triage.Facts(r) {
		if !slices.Contains(out, f.Kind) {
			out = append(out, f.Kind)
		}
	}
	return out
}

func someReport(t *rapid.T) *report.Report {
	r := &report.Report{Parties: []report.Party{
		{Role: report.RoleReported, Field: "p0"},
		{Role: report.RoleRecipient, Field: "p1", Identifiers: []report.Identifier{{Kind: report.KindIBAN, Raw: "x", Value: "x", Strength: report.Joins, Field: "p1.iban"}}},
		{Role: rapid.SampledFrom([]report.Role{report.RoleAssociate, report.RoleVictim, report.RoleFacilitator}).Draw(t, "role"), Field: "p2", Names: []report.Name{{Full: "Enfant Exemple"}}},
	}}
	if rapid.Bool().Draw(t, "compromised") {
		yes := true
		r.Parties[0].Compromised = &yes
	}
	hours := rapid.IntRange(0, 200)
	for range rapid.IntRange(0, 4).Draw(t, "payments") {
		p := report.Payment{
			Reference: rapid.SampledFrom([]string{"", "", "MT-A1", "MT-B1"}).Draw(t, "reference"), Amount: rapid.SampledFrom([]string{"", "20", "30"}).Draw(t, "amount"), Currency: "EUR",
			Sender: rapid.SampledFrom([]int{-1, 0, 0, 2}).Draw(t, "sender"), Recipient: rapid.IntRange(-1, 1).Draw(t, "recipient"), Field: fmt.Sprint("pay", len(r.Payments)),
		}
		if rapid.IntRange(0, 5).Draw(t, "timed") > 0 {
			p.At = start.Add(time.Duration(hours.Draw(t, "paid")) * time.Hour)
		}
		r.Payments = append(r.Payments, p)
	}
	for range rapid.IntRange(0, 4).Draw(t, "sessions") {
		r.Sessions = append(r.Sessions, report.Session{Start: start.Add(time.Duration(hours.Draw(t, "session")) * 30 * time.Minute), Field: fmt.Sprint("s", len(r.Sessions))})
	}
	for range rapid.IntRange(0, 4).Draw(t, "facts") {
		s := rapid.SampledFrom(report.Stated).Draw(t, "fact")
		f := report.Fact{Kind: s.Kind, Field: fmt.Sprint("f", len(r.Facts))}
		switch s.Type {
		case report.Count:
			f.Count = int64(rapid.IntRange(0, 9).Draw(t, "count"))
		case report.Date:
			f.Date = start
		}
		r.Facts = append(r.Facts, f)
	}
	return r
}

func build(ds []drawn) Table { return Build(Default(), Input{Reports: stand(ds)}, "en") }

// each calls f with every element of a table.
func (t Table) each(f func(of string, e Element)) {
	for _, e := range t.Pillars {
		f("pillars", e)
	}
	for _, o := range slices.Concat(t.Offences, t.Modes) {
		for _, e := range o.Elements {
			f(o.ID, e)
		}
	}
}

func TestOrderPlaysNoPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ds := someReports(t)
		if d := cmp.Diff(build(ds), build(rapid.Permutation(ds).Draw(t, "order"))); d != "" {
			t.Fatal(d)
		}
	})
}

// What may not be used as evidence changes nothing but the count of what is left out.
func TestWhatIsNoEvidenceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ds := someReports(t)
		was := build(ds)
		for _, code := range []string{Intelligence, Originator, Declaration, "unheard-of"} {
			more := drawn{r: someReport(t), key: 1, source: "secret", handling: code}
			if code == Declaration {
				more.handling, more.r.Declaration = Evidence, true
			}
			is := build(append(slices.Clone(ds), more))
			out, before := 0, 0
			for _, l := range is.LeftOut {
				out += l.Reports
			}
			for _, l := range was.LeftOut {
				before += l.Reports
			}
			if out != before+1 {
				t.Fatalf("%s: %d left out, then %d", code, before, out)
			}
			is.LeftOut = was.LeftOut
			if d := cmp.Diff(was, is); d != "" {
				t.Fatalf("%s: %s", code, d)
			}
		}
	})
}

// An element is established only where an exhibit stands, and then it is; what is
// missing names the acts that would fill it.
func TestEstablishedIffSomethingStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ds := someReports(t)
		build(ds).each(func(of string, e Element) {
			standing := false
			for _, x := range e.For {
				standing = standing || x.stands()
				if !x.stands() || x.Handling != Evidence {
					t.Fatalf("%s/%s rests on %+v", of, e.ID, x)
				}
			}
			if established := e.State != Missing; established != standing {
				t.Fatalf("%s/%s is %s on %d exhibits", of, e.ID, e.State, len(e.For))
			}
			if e.ByActOnly && e.State != Missing {
				t.Fatalf("%s/%s: no report can establish it", of, e.ID)
			}
			if (e.State == Contradicted) != (standing && len(e.Against) > 0) {
				t.Fatalf("%s/%s is %s, with %d against", of, e.ID, e.State, len(e.Against))
			}
			if (len(e.Fill) > 0) != (e.State != Present) {
				t.Fatalf("%s/%s is %s, with %d acts", of, e.ID, e.State, len(e.Fill))
			}
		})
	})
}

// Refuting a fact establishes nothing and adds to no count.
func TestRefutingAddsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ds := someReports(t, Evidence)
		var able []int
		for i, d := range ds {
			if len(stated(d.r)) > 0 {
				able = append(able, i)
			}
		}
		if len(able) == 0 {
			t.Skip("nothing to refute")
		}
		was := build(ds)
		i := rapid.SampledFrom(able).Draw(t, "report")
		k := rapid.SampledFrom(stated(ds[i].r)).Draw(t, "refuted")
		ds[i].refuted[k] = true
		is := build(ds)

		established := map[string]State{}
		was.each(func(of string, e Element) { established[of+"/"+e.ID] = e.State })
		is.each(func(of string, e Element) {
			before := established[of+"/"+e.ID]
			if before == Missing && e.State != Missing {
				t.Fatalf("refuting %s established %s/%s", k, of, e.ID)
			}
			// Refuting what speaks against an element may take a contradiction away.
			if before != Present && e.State == Present && !slices.Contains(Default().elements[e.ID].against, Sign(k)) {
				t.Fatalf("refuting %s made %s/%s present", k, of, e.ID)
			}
		})
		for _, c := range []struct {
			name    string
			was, is payment.Count
		}{
			{"payment and session", was.Acts.PaymentAndSession, is.Acts.PaymentAndSession},
			{"payment", was.Acts.Payment, is.Acts.Payment},
			{"statement", was.Acts.Statement, is.Acts.Statement},
		} {
			if c.is.Min > c.was.Min || c.is.Max > c.was.Max {
				t.Fatalf("refuting %s: by %s %v became %v", k, c.name, c.was, c.is)
			}
		}
	})
}

// The bounds are bounds, and acts by payment and session are never more than by payment.
func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ds := someReports(t)
		in := Input{Reports: stand(ds)}
		if rapid.Bool().Draw(t, "given") { // whoever works the money out
			n := rapid.IntRange(-2, 9)
			c := func() payment.Count { return payment.Count{Min: n.Draw(t, "min"), Max: n.Draw(t, "max")} }
			in.Payments = &payment.Facts{Count: c(), NearCount: c(), Sessions: c()}
		}
		a := Build(Default(), in, "fr").Acts
		for name, c := range map[string]payment.Count{"payment and session": a.PaymentAndSession, "payment": a.Payment, "statement": a.Statement} {
			if c.Min < 0 || c.Min > c.Max {
				t.Fatalf("by %s: %v", name, c)
			}
		}
		if a.PaymentAndSession.Min > a.Payment.Min || a.PaymentAndSession.Max > a.Payment.Max {
			t.Fatalf("by payment and session %v, by payment %v", a.PaymentAndSession, a.Payment)
		}
	})
}

// What a person refuted counts for nothing, and what may not be used neither.
func TestMoneyKeepsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := build(someReports(t)).Acts
		if len(a.Pairs) != min(a.PaymentAndSession.Max, listedPairs) || a.Payment.Max < a.Unlisted {
			t.Fatalf("%+v", a)
		}
	})
	one := func() Report {
		return of(1, []pay{{"MT-A1", "20", 0}}, []int{3}, report.Fact{Kind: report.LiveAbuse, Field: "live"})
	}
	for _, k := range []report.FactKind{report.Payments, report.LiveAbuse} {
		r := one()
		r.Stood = triage.Stand(r.Report, triage.Input{Refuted: func(f report.FactKind) bool { return f == k }})
		if a := Build(Default(), Input{Reports: []Report{r}}, "en").Acts; a.Payment != (payment.Count{}) || a.PaymentAndSession != (payment.Count{}) {
			t.Errorf("%s refuted: %+v", k, a)
		}
	}
	r := one()
	r.Declaration = true
	if a := Build(Default(), Input{Reports: []Report{r}}, "en").Acts; a.Payment != (payment.Count{}) {
		t.Errorf("a declaration of suspicion counts: %+v", a)
	}
}

// No name and no masked text of a report reaches the table.
func TestNoNameInTheTable(t *testing.T) {
	d := drawn{key: 3, source: "ncmec", r: &report.Report{
		Parties: []report.Party{{Role: report.RoleVictim, Field: "victim", Names: []report.Name{{Full: "Prénom-Secret"}}, Born: "2018-01-01"}},
		Texts:   []report.Text{{Kind: "bio", Value: "Texte-Secret", Field: "t"}},
		Facts:   []report.Fact{{Kind: report.LiveAbuse, Field: "f"}},
	}}
	s := fmt.Sprintf("%+v", build([]drawn{d}))
	for _, secret := range []string{"Prénom-Secret", "Texte-Secret", "2018"} {
		if strings.Contains(s, secret) {
			t.Errorf("the table holds %q", secret)
		}
	}
}
