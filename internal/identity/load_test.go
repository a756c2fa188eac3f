package identity

import (
	"strings"
	"testing"

	"vigie/internal/report"
	"vigie/rules"
)

func shipped(t testing.TB) string {
	t.Helper()
	b, err := rules.Files.ReadFile("linking.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	good := shipped(t)
	if _, err := Load([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"version", "version: 1", "version: 2", "version 1"},
		{"unknown key", "version: 1", "version: 1\nsurprise: 2", "surprise"},
		{"key twice", "version: 1", "version: 1\nversion: 1", "version"},
		{"unknown kind", "  hash:  ", "  hashes:", "hash is missing"},
		{"one kind more", "ceilings:", "  face: {verified: shown, unstated: shown, unverified: shown, cap: 1}\nceilings:", "face"},
		{"strength", "{verified: joins, unstated: joins, unverified: proposes, cap: 1000}", "{verified: glues, unstated: joins, unverified: proposes, cap: 1000}", "glues"},
		{"no strength", "{verified: joins, unstated: joins, unverified: proposes, cap: 1000}", "{verified: joins, cap: 1000}", "unstated"},
		{"order", "{verified: joins, unstated: joins, unverified: proposes, cap: 1000}", "{verified: proposes, unstated: joins, unverified: proposes, cap: 1000}", "at least as strong"},
		{"cap", "cap: 1000", "cap: 0", "cap is 0"},
		{"name that joins", "{verified: proposes, unstated: proposes, unverified: proposes, cap: 4}", "{verified: joins, unstated: proposes, unverified: proposes, cap: 4}", "proposes at most"},
		{"text that joins", "from-text: proposes ", "from-text: joins ", "free text"},
		{"condition missing", "  ip-proxy: shown", "  # ip-proxy: shown", "ip-proxy is missing"},
		{"condition unknown", "  ip-proxy: shown", "  ip-proxies: shown\n  ip-proxy: shown", "ip-proxies"},
		{"worth missing", "worth:\n    {account: 30,", "worth:\n    {", "worth: account is missing"},
		{"worth of nothing known", "worth:\n    {account: 30,", "worth:\n    {account: 30, face: 3,", "face"},
		{"worth beyond all", "{account: 30,", "{account: 300,", "between 0 and 100"},
		{"window of a kind without", "window: {ip: 336h,", "window: {email: 1h, ip: 336h,", "email"},
		{"window missing", "window: {ip: 336h, ip-port: 24h}", "window: {ip: 336h}", "ip-port"},
		{"handle", "handle: 6 ", "handle: 2 ", "handle"},
		{"one file", "least: 3", "least: 1", "one file"},
		{"hardly alike", "alike: 80", "alike: 20", "percentage"},
		{"range", "10.0.0.0/8", "10.0.0.0", "no range"},
		{"country", `country: ""`, "country: France", "ISO 3166"},
		{"wallet", `"0x0000000000000000000000000000000000000000"`, `"0x00"`, "no address"},
		{"alias twice", "aliases: [ig, ", "aliases: [fb, ", "names both"},
		{"service name", "{name: facebook,", "{name: Facebook,", "normal form"},
		{"ids", "ids: nocase", "ids: anycase", "none of opaque"},
		{"fold", "domains: [googlemail.com]", "domains: [\"-\"]", "no domain"},
		{"not yaml", "version: 1", "version: [1", ""},
		{"empty", good, "", ""},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if bad == good {
			t.Fatalf("%s: the shipped file has no %q", c.name, c.old)
		}
		table, err := Load([]byte(bad))
		if err == nil || table != nil {
			t.Errorf("%s: accepted", c.name)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want a mention of %q", c.name, err, c.want)
		}
	}
}

// A unit that says where its national numbers are dialled gets them proposed.
func TestAssumedCountry(t *testing.T) {
	table, err := Load([]byte(strings.Replace(shipped(t), `country: ""`, "country: FR", 1)))
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	for _, c := range []struct {
		raw, value string
		strength   report.Strength
	}{
		{"01 99 00 12 34", "+33199001234", proposes},
		{"+33 1 99 00 12 34", "+33199001234", proposes},
		{"+44 20 7946 0123", "+442079460123", proposes},
		{"1234567", "1234567", shown},
	} {
		id := report.Identifier{Kind: report.KindPhone, Raw: c.raw, Verified: &yes}
		table.Identifier(&id)
		if id.Value != c.value || id.Strength != c.strength {
			t.Errorf("%q: %q, %d", c.raw, id.Value, id.Strength)
		}
	}
}

func TestConditionsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for c, name := range conditionNames {
		if name == "" || seen[name] {
			t.Errorf("condition %d is named %q", c, name)
		}
		seen[name] = true
	}
	if conditionCount > 32 {
		t.Error("more conditions than bits")
	}
}
