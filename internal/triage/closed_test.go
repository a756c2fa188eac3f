package triage

import (
	"fmt"
	"strings"
	"testing"
)

func oneRule(when string) []byte {
	return fmt.Appendf(nil, "version: 1\nrules:\n  - {id: a-rule, weight: 1, when: %q, reason: {fr: un, en: one}, source: a source}\n", when)
}

// Invariant 10: rules that reach for a trait, a name, a country or free text do
// not compile, and the error says why.
func TestRuleEnvironmentIsClosed(t *testing.T) {
	const (
		trait   = "a trait of a person orders nothing"
		name    = "a name orders nothing"
		country = "destination alone is no fact"
		lang    = "a language orders nothing"
		domain  = "a domain, service or company orders nothing"
		text    = "free text may carry abuse text"
		compare = "a rule compares no text"
		clock   = "a rule does not know the time"
		closed  = "the rule environment is closed: see docs/facts.md"
	)
	for _, c := range []struct{ when, want string }{
		{"victim_age < 10", "1:1: `victim_age` is not a fact; " + closed + ". Why: " + trait},
		{"victimAge < 10", trait},
		{"age > 50", trait},
		{"live_abuse && suspect_sex == 1", "1:15: `suspect_sex`"},
		{"gender == 'm'", trait},
		{"victim.gender == 1", "`victim.gender` is not a fact"},
		{"nationality", trait},
		{"victim_origin", trait},
		{"religion", trait},
		{"health", trait},
		{"occupation", trait},
		{"convictedSexOffender", trait},
		{"criminal_record", trait},
		{"gang", trait},
		{"infant", trait},
		{"date_of_birth > 0", trait},
		{"classification > 1", trait},
		{"risk_score > 3", trait},
		{"name", name},
		{"last_name", name},
		{"screenName", name},
		{"username", name},
		{"country == 'PH'", country},
		{"recipient_country", country},
		{"countryCode", country},
		{"city", country},
		{"language", lang},
		{"domain", domain},
		{"email", domain},
		{"platform", domain},
		{"ip", domain},
		{"message", text},
		{"text", text},
		{"additionalInfo", text},
		{"file_name.contains('x')", name},
		{"keywords", text},
		{"payments > 0 && 'a' == 'a'", "1:17: " + compare},
		{"'a'.matches('a')", "`matches` is not part of a rule"},
		{"size('abc') > payments", "`size` is not part of a rule"},
		{"now > 0", clock},
		{"act_by < 5", clock},
		{"completeness > 0", "completeness never moves priority"},
		{"probability > 0", "never order"},
		{"timestamp('2025-01-01T00:00:00Z') == timestamp('2025-01-01T00:00:00Z')", "`timestamp` is not part of a rule"},
		{"payment > 0", "Did you mean `payments`?"},
		{"zzzzzzzz", "`zzzzzzzz` is not a fact; " + closed},
		{"payments * 2 > 3", "operator * is not part"},
		{"payments / 0 > 3", "operator / is not part"},
		{"payments > 1.5", "whole numbers"},
		{"payments > 1u", "whole numbers"},
		{"live_abuse == null", "whole numbers"},
		{"payments > 9000000000", "out of range"},
		{"payments in [1, 2]", "operator in is not part"},
		{"[1, 2].exists(x, x == payments)", "`exists` is not part of a rule"},
		{"has(payments.x)", "`has` is not part of a rule"},
		{"{'a': 1}['a'] == payments", "no lists, maps or objects"},
		{"payments", "gives a int: it must say yes or no"},
		{"live_abuse > 1", "1:12: found no matching overload"},
		{"payments == live_abuse", "found no matching overload"},
		{"payments >", "1:11: Syntax error"},
		{"", "the condition is missing"},
		{strings.Repeat("live_abuse && ", 100) + "live_abuse", "at most 200: split"},
	} {
		_, err := Load(oneRule(c.when))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %q", c.when, err, c.want)
			continue
		}
		if !strings.HasPrefix(err.Error(), `rules: rule 1 ("a-rule"): when: `) {
			t.Errorf("%s: the error does not say where: %v", c.when, err)
		}
	}
}

func TestLoadNamesTheFault(t *testing.T) {
	good := "version: 1\nrules:\n  - {id: a-rule, weight: 1, when: live_abuse, reason: {fr: un, en: one}, source: a source}\n"
	r, err := Load([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if r.Slope != 1 || r.PerishableDays != 21 || r.Target(Immediate).Hours() != 24 || r.Target(Ordinary).Hours() != 720 || r.Target(Held) != 0 {
		t.Errorf("defaults: %+v", r)
	}
	for _, c := range []struct{ old, new, want string }{
		{"version: 1", "version: 9", "reads version 1"},
		{"version: 1", "version: 1\nslope: 0", "waiting always raises"},
		{"version: 1", "version: 1\nperishable_days: -1", "expected 0 to 366"},
		{"version: 1", "version: 1\ntargets: {strong: soon}", "such as 24 h or 7 d"},
		{"version: 1", "version: 1\nsloap: 2", "sloap"},
		{", source: a source", "", "source is missing"},
		{"source: a source", "source: {fr: une source}", "source is missing in English (en)"},
		{"source: a source", "source: {fr: une source, en: a source, tl: x}", "a language other than fr and en"},
		{"source: a source", "source: [a source]", "source"},
		{"fr: un, ", "", "reason is missing in French"},
		{", en: one", "", "reason is missing in English"},
		{"en: one", "en: one, de: eins", "other than fr and en"},
		{"weight: 1, ", "", "has no effect"},
		{"weight: 1", "weight: 99999", "at most 10000"},
		{"weight: 1", "class: perishable", "follows from act-by dates"},
		{"weight: 1", "class: urgent", "expected immediate"},
		{"id: a-rule", "id: A Rule", "lower-case"},
		{"en: one", `en: "{victim_age} years"`, "a trait of a person"},
		{"en: one", `en: "{live_abuse}"`, "{live_abuse_reports}"},
		{"en: one", `en: "{payments"`, "not closed"},
		{"en: one", `en: "payments}"`, "not opened"},
		{"en: one", `en: "{payments:x}"`, "write both words"},
		{"en: one", `en: "{last_payment:a|b}"`, "no plural"},
	} {
		_, err := Load([]byte(strings.Replace(good, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q → %q: %v\nwant %q", c.old, c.new, err, c.want)
		}
	}
	twice := good + good[strings.Index(good, "  - "):]
	if _, err := Load([]byte(twice)); err == nil || !strings.Contains(err.Error(), "stands twice") {
		t.Errorf("duplicate id: %v", err)
	}
}

func TestHashIsOfWhatTheRulesSay(t *testing.T) {
	hash := func(s string) string {
		r, err := Load([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return r.Hash()
	}
	good := string(oneRule("live_abuse"))
	if hash(good) != hash("# a comment\n"+strings.Replace(good, "version: 1\n", "version: 1\nslope: 1\n", 1)) {
		t.Error("a comment or a default written out changes the hash")
	}
	if hash(good) == hash(strings.Replace(good, "weight: 1", "weight: 2", 1)) {
		t.Error("a weight does not change the hash")
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("live_abuse && payments > 1")
	f.Add("victim_age < 10 ? true : !x.y[0]")
	f.Fuzz(func(t *testing.T, when string) {
		r, err := Load(oneRule(when))
		if err != nil {
			return
		}
		s := lead("2025-01-01")
		for _, s := range []Summary{s, {Reports: 1 << 31, Payments: Told{1 << 63, 1 << 63}, Sessions: Told{1 << 63, 1 << 63}, FirstReceived: -1 << 62, LastReceived: 1 << 62}} {
			if _, _, err := r.rules[0].program.Eval(&activation{&s}); err != nil {
				t.Fatalf("a rule that compiled failed: %q: %v", when, err)
			}
		}
	})
}
