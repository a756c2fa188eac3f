package goaml

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vigie/internal/intake"
	"vigie/internal/report"
)

// stranger is somebody who may send money in a drawn document.
type stranger struct{ account, last, born string }

func (s stranger) side(prefix string) string {
	var b strings.Builder
	if s.account != "" {
		b.WriteString(account(prefix, s.account))
	}
	if s.last != "" {
		b.WriteString(person(prefix, "X", s.last, s.born))
	}
	return b.String()
}

// TestTwoPersonsAreNeverReportedInOne draws documents of any senders: a report
// never holds two that the document tells apart, whatever the order, and no
// payment is lost.
func TestTwoPersonsAreNeverReportedInOne(t *testing.T) {
	who := rapid.Custom(func(t *rapid.T) stranger {
		return stranger{
			account: rapid.SampledFrom([]string{"", "11112222", "33334444"}).Draw(t, "account"),
			last:    rapid.SampledFrom([]string{"", "Alpha", "Bravo"}).Draw(t, "last"),
			born:    rapid.SampledFrom([]string{"", "1970-01-01", "1971-01-01"}).Draw(t, "born"),
		}
	})
	rd := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		senders := rapid.SliceOfN(who, 1, 6).Draw(t, "senders")
		to := rapid.SliceOfN(who, len(senders), len(senders)).Draw(t, "recipients")
		code := rapid.SampledFrom([]string{"STR", "CTR", "IRD"}).Draw(t, "code")
		var s string
		for i := range senders {
			s += payment(fmt.Sprintf("T%d", i%4), fmt.Sprint(i+1), senders[i].side("from"), to[i].side("to"))
		}
		d := doc(code, s)
		recs := readAll(t, rd, d, intake.Limits{})
		if len(recs) != 1 && len(recs) != len(senders) {
			t.Fatalf("%d records of %d transactions", len(recs), len(senders))
		}
		if code == "CTR" && len(recs) != len(senders) {
			t.Fatal("a statement holds several transfers in one record")
		}
		accountFor(t, d, recs)
		var amounts []string
		ids := map[string]bool{}
		for _, r := range recs {
			ids[r.Report.SourceID] = true
			for _, p := range r.Report.Payments {
				amounts = append(amounts, p.Amount)
			}
			for _, p := range r.Report.Parties {
				lasts, births := map[string]bool{}, map[string]bool{}
				for _, n := range p.Names {
					lasts[n.Last] = true
				}
				births[p.Born] = true
				if len(lasts) > 1 {
					t.Fatalf("one party bears the names of two: %+v", p.Names)
				}
			}
		}
		if len(ids) != len(recs) {
			t.Fatalf("%d ids of %d records", len(ids), len(recs))
		}
		for i := range senders {
			if amounts[i] != fmt.Sprint(i+1) {
				t.Fatalf("payments out of order: %v", amounts)
			}
		}
		if len(recs) > 1 || len(senders) == 1 {
			return
		}
		// One record: all share the account or the name and birth of the sender,
		// and the document gives them no two names or dates of birth.
		lasts, births := map[string]bool{"": true}, map[string]bool{"": true}
		for _, x := range senders {
			lasts[x.last], births[birthOf(x)] = true, true
			if x == (stranger{}) || x.account == "" && (x.last == "" || x.born == "") {
				t.Fatalf("%+v can be found again by nothing", x)
			}
		}
		if len(lasts) > 2 || len(births) > 2 {
			t.Fatalf("one record of senders that the document tells apart: %+v", senders)
		}
		// And in any order it is one record as well.
		slices.Reverse(senders)
		s = ""
		for i := range senders {
			s += payment(fmt.Sprintf("T%d", i), "1", senders[i].side("from"), "")
		}
		if again := readAll(t, rd, doc(code, s), intake.Limits{}); len(again) != 1 && bridged(senders) {
			t.Fatalf("%d records in reverse order", len(again))
		}
	})
}

func birthOf(x stranger) string {
	if x.last == "" {
		return ""
	}
	return x.born
}

// bridged says whether the senders share one key among them all: where two are
// one by a third alone, the order decides whether they are met as one.
func bridged(all []stranger) bool {
	account, name := true, true
	for _, x := range all {
		account = account && x.account != "" && x.account == all[0].account
		name = name && x.last != "" && x.born != "" && x.last == all[0].last && x.born == all[0].born
	}
	return account || name
}

func TestListsOfCodes(t *testing.T) {
	const good = `
name: xx
version: 1
description: {fr: Liste, en: List}
source: test
currencies: [EUR]
roles: {from: [S], to: [R], never: [W]}
declarations: [TFR]
indicators:
  - code: LDCA
    title: {fr: Direct, en: Live}
    facts: [live_abuse, repeated_sessions]
    category: live
`
	l, err := ParseList([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	tx := payment("T1", "5", account("from", "111222333"), account("to", "444555666"))
	ind := "<report_indicators><indicator>LDCA</indicator><indicator>ZZZ</indicator><indicator>LDCA</indicator></report_indicators>"
	rd := Reader{Lists: Lists{l}}
	r := readAll(t, rd, doc("TFR", tx+ind), intake.Limits{})[0].Report
	if len(r.Facts) != 3 || r.Facts[0].Kind != report.LiveAbuse || r.Incident.Category != report.CategoryLive || !r.Declaration {
		t.Errorf("%+v %s", r.Facts, r.Incident.Category)
	}
	if len(r.Flags) != 2 || r.Flags[0].Name != "indicator:LDCA" || r.Flags[1].Name != "indicator:ZZZ" {
		t.Errorf("%+v", r.Flags)
	}
	other := strings.Replace(string(doc("TFR", tx+ind)), ">EUR<", ">USD<", 1)
	r = readAll(t, rd, []byte(other), intake.Limits{})[0].Report
	if len(r.Facts) != 1 || r.Incident.Category != report.CategoryPayment || r.Declaration || len(r.Flags) != 2 {
		t.Errorf("a list of another country states %+v", r.Facts)
	}
	for name, bad := range map[string]string{
		"unknown key":           good + "extra: 1\n",
		"unknown fact":          strings.Replace(good, "live_abuse", "guilty", 1),
		"a fact that is a date": strings.Replace(good, "live_abuse", "last_payment", 1),
		"a trait":               strings.Replace(good, "live_abuse", "nationality", 1),
		"unknown category":      strings.Replace(good, "category: live", "category: payment", 1),
		"no title":              strings.Replace(good, "{fr: Direct, en: Live}", "{en: Live}", 1),
		"no source":             strings.Replace(good, "source: test", "source: ''", 1),
		"no version":            strings.Replace(good, "version: 1", "version: 0", 1),
		"a role on two sides":   strings.Replace(good, "to: [R]", "to: [s]", 1),
		"no currency":           strings.Replace(good, "[EUR]", "[euro]", 1),
		"one code twice":        good + "  - {code: LDCA, title: {fr: a, en: b}}\n",
		"a code of two words":   strings.Replace(good, "code: LDCA", "code: 'LD CA'", 1),
		"a statement of STR":    good + "statements: [STR]\n",
		"two documents":         good + "---\nname: yy\n",
		"nothing":               "",
		"no map":                "- 1\n",
	} {
		if _, err := ParseList([]byte(bad)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	// Two lists that explain one code for the same documents do not agree; the
	// narrower of two counts.
	twin, narrow := l, l
	twin.Name, narrow.Name = "yy", "zz"
	if err := (Lists{l, twin}).agree(); err == nil {
		t.Error("two lists explain one code, and nobody is told")
	}
	narrow.Entities = []string{"7"}
	narrow.Indicators = []Indicator{{Code: "LDCA"}}
	rd = Reader{Lists: Lists{narrow, l}}
	if err := rd.Lists.agree(); err != nil {
		t.Error(err)
	}
	if r := readAll(t, rd, doc("TFR", tx+ind), intake.Limits{})[0].Report; len(r.Facts) != 1 {
		t.Errorf("the wider list counts: %+v", r.Facts)
	}
}

// TestShippedLists: what is shipped states what its own words bear out, and no
// declaration of suspicion is taken for a statement.
func TestShippedLists(t *testing.T) {
	lists := shipped(t).Lists
	if len(lists) < 2 {
		t.Fatalf("%d lists", len(lists))
	}
	ae := lists.of("AED", "1")
	if in := ae.indicators["CSAM1"]; in.Category != report.CategoryMaterial || len(in.Facts) != 0 {
		t.Errorf("%+v", in)
	}
	if !ae.from("rmitr") || !ae.to("BNFCR") || !ae.never("WITN") || lists.of("EUR", "1").from("RMITR") {
		t.Error("roles")
	}
}
