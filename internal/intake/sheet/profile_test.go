package sheet

import (
	"strings"
	"testing"
	"testing/fstest"

	"vigie/profiles"
)

func shipped(t testing.TB) []Profile {
	t.Helper()
	ps, err := LoadProfiles(profiles.Files)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

// Every shipped profile loads, says what it is in both languages, and maps no
// trait of a person to anything but ignore.
func TestShippedProfiles(t *testing.T) {
	ps := shipped(t)
	if len(ps) < 3 {
		t.Fatalf("%d shipped profiles, want reports, seized-contacts and payments", len(ps))
	}
	traits := []string{"sex", "sexe", "gender", "age", "nationality", "nationalite", "occupation", "profession", "religion", "race", "criminal", "casier", "origin", "origine", "ethnicity", "language", "langue"}
	for _, p := range ps {
		if p.Description.FR == "" || p.Description.EN == "" || p.Description.FR == p.Description.EN {
			t.Errorf("%s: description is not in both languages", p.Name)
		}
		for _, c := range p.Columns {
			for _, h := range append([]string{c.Heading}, c.Aliases...) {
				for w := range strings.FieldsSeq(fold(h)) {
					for _, trait := range traits {
						if w == trait && (c.To != ignore || c.Reason != "trait") {
							t.Errorf("%s: %s is a trait and goes to %s", p.Name, h, c.To)
						}
					}
				}
			}
			if c.To != ignore && targets[c.To] == nil {
				t.Errorf("%s: target %s is unknown", p.Name, c.To)
			}
		}
	}
}

const minimal = `name: x
version: 1
description: {fr: Essai, en: Trial}
row: report
match: [Account]
zone: UTC
columns:
  - {heading: Account, to: reported.account}
`

func TestProfileRefused(t *testing.T) {
	if _, err := ParseProfile([]byte(minimal)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":         {"zone: UTC", "zone: UTC\nzones: UTC", "[7:1]"},
		"unknown column key":  {"to: reported.account", "too: reported.account", "[8:"},
		"duplicate key":       {"zone: UTC", "zone: UTC\nzone: UTC", "zone"},
		"unknown target":      {"reported.account", "reported.colour", "reported.colour"},
		"trait target":        {"reported.account", "reported.age", "reported.age"},
		"no reason":           {"to: reported.account", "to: ignore", "reason"},
		"bad name":            {"name: x", "name: X y", "name"},
		"no version":          {"version: 1", "version: 0", "version"},
		"one language":        {"fr: Essai, ", "", "fr and en"},
		"row":                 {"row: report", "row: person", "row"},
		"match elsewhere":     {"match: [Account]", "match: [Phone]", "match"},
		"no match":            {"match: [Account]", "match: []", "match"},
		"zone":                {"zone: UTC", "zone: Mars/Base", "zone"},
		"local zone":          {"zone: UTC", "zone: Local", "zone"},
		"encoding":            {"zone: UTC", "encoding: latin9", "encoding"},
		"delimiter":           {"zone: UTC", "delimiter: '#'", "delimiter"},
		"decimal":             {"zone: UTC", "decimal: ';'", "decimal"},
		"two-digit year":      {"zone: UTC", "dates: [dd/MM/yy]", "yy"},
		"ambiguous dates":     {"zone: UTC", "zone: UTC\ndates: [dd/MM/yyyy, MM/dd/yyyy]", "either"},
		"open quote":          {"zone: UTC", "dates: [\"yyyy-MM-dd'T\"]", "quote"},
		"verified account":    {"to: reported.account", "to: reported.account, verified: true", "verified"},
		"split single":        {"to: reported.account", "to: id, split: '|'", "split"},
		"values off list":     {"to: reported.account", "to: incident.type, values: {a: nonsense}", "closed list"},
		"role without values": {"to: reported.account", "to: person.role", "values"},
		"alias twice":         {"to: reported.account}", "to: reported.account}\n  - {heading: ACCOUNT, to: reported.phone}", "twice"},
		"constant bad":        {"zone: UTC", "zone: UTC\nconstants: [{to: incident.channel, value: nowhere}]", "channel"},
		"constant id":         {"zone: UTC", "zone: UTC\nconstants: [{to: id, value: '1'}]", "constant"},
		"date without zone":   {"zone: UTC", "", ""},
		"two documents":       {"name: x", "name: x\n---\nname: y", ""},
	} {
		t.Run(name, func(t *testing.T) {
			src := strings.Replace(minimal, c.old, c.new, 1)
			if name == "date without zone" {
				src = strings.Replace(src, "reported.account", "dated", 1)
				c.want = "zone"
			}
			_, err := ParseProfile([]byte(src))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want one that names %q", err, c.want)
			}
		})
	}
}

func TestLoadProfilesNames(t *testing.T) {
	if _, err := LoadProfiles(fstest.MapFS{"y.yaml": {Data: []byte(minimal)}}); err == nil {
		t.Error("a profile under another name was taken")
	}
	ps, err := LoadProfiles(fstest.MapFS{"x.yaml": {Data: []byte(minimal)}, "note.txt": {Data: []byte("no")}})
	if err != nil || len(ps) != 1 {
		t.Errorf("%d profiles, %v", len(ps), err)
	}
	if _, err := New(ps).WithProfile("z"); err == nil || !strings.Contains(err.Error(), "x") {
		t.Errorf("WithProfile of an unknown name: %v", err)
	}
}

func TestTargetsAreDocumentedAndSorted(t *testing.T) {
	last := ""
	for _, tg := range Targets() {
		if tg.Name <= last || tg.set == nil {
			t.Errorf("target %q after %q", tg.Name, last)
		}
		last = tg.Name
	}
}
