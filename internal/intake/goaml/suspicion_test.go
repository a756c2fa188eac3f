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

const (
	suspectFrom = "<from_is_suspected>true</from_is_suspected>"
	suspectTo   = "<to_is_suspected>true</to_is_suspected>"
)

// TestTheSourcesMarkDecides: whom the source marks as suspected is who is reported,
// and the sender only where it marks both ends or, in a document that accuses, none.
func TestTheSourcesMarkDecides(t *testing.T) {
	a, b := account("from", "111222333"), account("from", "999888777")
	to := account("to", "444555666")
	conductor := "<t_conductor><first_name>C</first_name><last_name>C</last_name></t_conductor>"
	const indicator = "<report_indicators><indicator>X1</indicator></report_indicators>"
	tx := func(n int, from, to string) string { return payment(fmt.Sprintf("T2026-000%d", n), "5", from, to) }
	several := func(parties ...string) string {
		return "<transaction><transactionnumber>T2026-0001</transactionnumber><amount_local>5</amount_local><involved_parties>" + strings.Join(parties, "") + "</involved_parties></transaction>"
	}
	party := func(role, number, more string) string {
		return "<party><role>" + role + "</role><account><account>" + number + "</account></account>" + more + "</party>"
	}
	const weighs, light = "<significance>7</significance>", "<significance>0</significance>"
	for name, c := range map[string]struct{ code, inside, want string }{
		"nobody, in a declaration":            {"STR", tx(1, a, to), "111222333 reported, 444555666 recipient"},
		"nobody, with an indicator":           {"IRD", tx(1, a, to) + indicator, "111222333 reported, 444555666 recipient"},
		"nobody, and nothing accuses":         {"IRD", tx(1, a, to), "111222333 associate, 444555666 associate"},
		"a no is no mark":                     {"STR", tx(1, "<from_is_suspected>false</from_is_suspected>"+a, "<to_is_suspected>0</to_is_suspected>"+to), "111222333 reported, 444555666 recipient"},
		"the sender":                          {"IRD", tx(1, suspectFrom+a, to), "111222333 reported, 444555666 recipient"},
		"the recipient":                       {"STR", tx(1, a, suspectTo+to), "111222333 associate, 444555666 reported"},
		"the recipient, with an indicator":    {"IRD", tx(1, a, suspectTo+to) + indicator, "111222333 associate, 444555666 reported"},
		"both":                                {"STR", tx(1, suspectFrom+a, suspectTo+to), "111222333 reported, 444555666 recipient"},
		"who moved the money":                 {"STR", tx(1, "<conductor_is_suspected>1</conductor_is_suspected>"+conductor+a, to), "111222333 associate, C reported, 444555666 recipient"},
		"in a report of a threshold":          {"CTR", tx(1, a, suspectTo+to), "111222333 associate, 444555666 associate"},
		"the recipient of two senders":        {"STR", tx(1, a, suspectTo+to) + tx(2, b, suspectTo+to), "111222333 associate, 444555666 reported, 999888777 associate"},
		"the recipient, marked once":          {"STR", tx(1, a, to) + tx(2, b, suspectTo+to), "111222333 associate, 444555666 reported, 999888777 associate"},
		"one sender of two":                   {"STR", tx(1, suspectFrom+a, to) + tx(2, b, to), "111222333 reported, 444555666 recipient; 999888777 associate, 444555666 recipient"},
		"a recipient, and a sender elsewhere": {"STR", tx(1, a, suspectTo+to) + tx(2, b, account("to", "777666555")), "111222333 associate, 444555666 reported; 999888777 associate, 777666555 recipient"},
		"the recipient, who sent before":      {"STR", tx(1, account("from", "444555666"), account("to", "111222333")) + tx(2, a, suspectTo+to), "444555666 reported, 111222333 recipient, 111222333 associate"},
		"two recipients, one of them":         {"STR", several(party("sender", "1111", ""), party("payee", "2222", "<is_suspected>true</is_suspected>"), party("payee", "3333", "")), "1111 associate, 2222 reported, 3333 associate"},
		"weight, without a mark":              {"STR", several(party("sender", "1111", light), party("payee", "2222", weighs)), "1111 associate, 2222 reported"},
		"weight on both":                      {"STR", several(party("sender", "1111", weighs), party("payee", "2222", weighs)), "1111 reported, 2222 recipient"},
		"a mark before weight":                {"STR", several(party("sender", "1111", "<is_suspected>true</is_suspected>"+light), party("payee", "2222", weighs)), "1111 reported, 2222 recipient"},
		"no weight at all":                    {"STR", several(party("sender", "1111", light), party("payee", "2222", light)), "1111 reported, 2222 recipient"},
		"a victim's mark is none":             {"STR", several(party("sender", "1111", ""), party("victim", "2222", "<is_suspected>true</is_suspected>")), "1111 reported, 2222 associate"},
		"a victim's mark accuses nobody":      {"IRD", several(party("sender", "1111", ""), party("victim", "2222", "<is_suspected>true</is_suspected>")), "1111 associate, 2222 associate"},
		"two beside an unmarked sender":       {"STR", several(party("sender", "1111", ""), party("Q", "2222", "<is_suspected>1</is_suspected>"), party("Q", "3333", "<is_suspected>1</is_suspected>")), "1111 associate, 2222 associate, 3333 associate"},
		"one party of an activity":            {"SAR", activity(party, "", "<is_suspected>true</is_suspected>"), "1 associate; 2 reported"},
		"no party of an activity":             {"SAR", activity(party, "", ""), "1 reported; 2 reported"},
		"weight says nothing of activities":   {"SAR", activity(party, light, weighs), "1 reported; 2 reported"},
	} {
		t.Run(name, func(t *testing.T) {
			var all []string
			for _, r := range read(t, doc(c.code, c.inside)) {
				var one []string
				for _, p := range r.Parties {
					who := ""
					if len(p.Identifiers) > 0 {
						who = p.Identifiers[0].Raw
					} else {
						who = p.Names[0].Last
					}
					one = append(one, who+" "+p.Role.String())
				}
				all = append(all, strings.Join(one, ", "))
				for _, f := range r.Facts {
					if p := r.Payments; f.Kind == report.RecipientNamed && len(p) == 1 && r.Parties[p[0].Recipient].Role == report.RoleReported {
						t.Error("that the reported person is paid is taken for a recipient's name")
					}
				}
			}
			if got := strings.Join(all, "; "); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

func activity(party func(role, number, more string) string, first, second string) string {
	s := party("", "1", first) + party("", "2", second)
	return "<activity><report_parties>" + strings.ReplaceAll(strings.ReplaceAll(s, "<party>", "<report_party>"), "</party>", "</report_party>") + "</report_parties></activity>"
}

// Whatever is marked, in whatever order: nobody whom the document does not mark is
// reported beside somebody whom it does.
func TestUnmarkedIsNeverReportedBesideMarked(t *testing.T) {
	rd := shipped(t)
	numbers := []string{"11112222", "33334444", "55556666", "77778888"}
	rapid.Check(t, func(t *rapid.T) {
		marked := map[string]bool{}
		var s string
		for i := range rapid.IntRange(1, 6).Draw(t, "transactions") {
			from, to := rapid.SampledFrom(numbers).Draw(t, "from"), rapid.SampledFrom(numbers).Draw(t, "to")
			end := func(prefix, number string) string {
				if rapid.IntRange(0, 4).Draw(t, "mark") > 0 {
					return account(prefix, number)
				}
				marked[number] = true
				return "<" + prefix + "_is_suspected>true</" + prefix + "_is_suspected>" + account(prefix, number)
			}
			s += payment(fmt.Sprintf("T2026-000%d", i), "5", end("from", from), end("to", to))
		}
		payments := 0
		for _, r := range readAll(t, rd, doc(rapid.SampledFrom([]string{"STR", "IRD"}).Draw(t, "code"), s), intake.Limits{}) {
			payments += len(r.Report.Payments)
			reported := map[string]bool{}
			for _, p := range r.Report.Parties {
				if p.Role == report.RoleReported {
					reported[p.Identifiers[0].Raw] = true
				}
			}
			if len(reported) > 1 {
				t.Fatalf("two are reported in one: %v", reported)
			}
			for n := range reported {
				if len(marked) > 0 && !marked[n] {
					t.Fatalf("%s is reported and not marked", n)
				}
			}
			for _, p := range r.Report.Payments {
				ends := []string{r.Report.Parties[p.Sender].Identifiers[0].Raw, r.Report.Parties[p.Recipient].Identifiers[0].Raw}
				if len(reported) == 0 && slices.ContainsFunc(ends, func(n string) bool { return marked[n] }) {
					t.Fatalf("nobody is reported of %v, marked %v", ends, marked)
				}
			}
		}
		if payments != strings.Count(s, "<transaction>") {
			t.Fatal("a payment is lost")
		}
	})
}
