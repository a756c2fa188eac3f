package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// TestHintsCanBePasted: the command of a hint is called as this one was, and told
// again what the defaults do not say, each word as a shell takes it.
func TestHintsCanBePasted(t *testing.T) {
	t.Setenv("VIGIE_DATA", "")
	t.Setenv("VIGIE_DB", "")
	t.Setenv("VIGIE_AS", "claire")
	for _, c := range []struct {
		program, data, db, as, hint, want string
	}{
		{"vigie", "", "", "", "see vigie queue", "see vigie queue"},
		{"vigie-2", "", "", "", "see vigie queue", "see vigie queue"}, // found by the shell, under whatever name
		{"./bin/vigie", "", "", "claire", "vigie queue", "./bin/vigie queue"},
		{"/opt/a b/vigie", "", "", "", "«\u202fvigie queue\u202f»", "«\u202f'/opt/a b/vigie' queue\u202f»"},
		{"vigie", "my unit", "", "marc", "see vigie queue", "see vigie --data 'my unit' --as marc queue"},
		{"vigie", "it's", "", "", "vigie case show 2026-0001", `vigie --data 'it'\''s' case show 2026-0001`},
		{"bin/vigie", "here", "", "", "vigie --data there queue", "bin/vigie --data there queue"},
		{"vigie", "", "", "marc", "name one with --as, or: vigie enrol marc", "name one with --as, or: vigie enrol marc"},
		{"vigie", "", "postgres://db/vigie", "", "vigie queue; vigie duty", "vigie --db postgres://db/vigie queue; vigie --db postgres://db/vigie duty"},
		{"vigie", "", "postgres://u:secret@db/vigie", "", "vigie queue", "vigie --db … queue"},
		{"vigie", "", "postgres://db/vigie?password=secret", "", "vigie queue", "vigie --db … queue"},
		{"./vigie", "", "", "", "no file /srv/vigie data.csv", "no file /srv/vigie data.csv"}, // no command
	} {
		var b bytes.Buffer
		e := newEnv(c.program, "en", nil, &b, &b)
		e.Data, e.DB, e.As = c.data, c.db, c.as
		e.hint("%s", c.hint)
		if got := strings.TrimSpace(strings.TrimPrefix(b.String(), "→ ")); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.program, c.hint, got, c.want)
		}
	}
	// What the environment says is not told again, unless something else was said.
	t.Setenv("VIGIE_DATA", "theirs")
	e := newEnv("vigie", "en", nil, nil, nil)
	e.Data = "theirs"
	if got := e.pasteable("vigie queue"); got != "vigie queue" {
		t.Error(got)
	}
	e.Data = "ours"
	if got := e.pasteable("vigie queue"); got != "vigie --data ours queue" {
		t.Error(got)
	}
}

// TestErrorsNameTheProgramAsCalled: what is said of a line that is not understood,
// and of a folder without an installation, can be followed.
func TestErrorsNameTheProgramAsCalled(t *testing.T) {
	for _, c := range []struct {
		line []string
		want string
	}{
		{[]string{"bin/vigie", "--lang=fr", "explain"}, "→ mode d'emploi : bin/vigie explain --help"},
		{[]string{"bin/vigie", "--lang=en", "--data", filepath.Join(t.TempDir(), "none"), "queue"}, "or try: bin/vigie demo"},
	} {
		var out, errOut bytes.Buffer
		if Run(t.Context(), c.line, nil, &out, &errOut) == nil || !strings.Contains(errOut.String(), c.want) {
			t.Errorf("%v: %s, want %s", c.line, errOut.String(), c.want)
		}
	}
}

// TestParserSpeaksFrench: no English word stands for a value or an argument.
func TestParserSpeaksFrench(t *testing.T) {
	for line, want := range map[string]string{
		"explain":                          "vigie: il manque : PISTE",
		"judge same":                       "vigie: il manque : --because=TEXTE",
		"explain x":                        "vigie: PISTE : « x » n'est pas un numéro",
		"judge same a b --because x":       "vigie: SIGNALEMENT : « a » n'est pas un numéro",
		"queue --limit":                    "vigie: --limit : il manque sa valeur",
		"request draft 2026-0001 --holder": "vigie: --holder : il manque sa valeur",
		"intake --handling z x":            "vigie: --handling : « z » ne convient pas ; au choix : evidence, intelligence, originator",
		"queue --limitt 3":                 "vigie: option inconnue : --limitt ; peut-être --limit",
		"quee":                             "vigie: argument inattendu : quee ; peut-être queue",
		"ledger":                           "vigie: il manque une commande parmi : verify, checkpoint, show",
		"ledger show --because=LEAD":       "vigie: option inconnue : --because",
		"explain 0000-0000-00000 LEADS":    "vigie: argument inattendu : LEADS",
	} {
		var out, errOut bytes.Buffer
		err := Run(t.Context(), append([]string{"vigie", "--lang=fr"}, strings.Fields(line)...), nil, &out, &errOut)
		if Code(err) != codeUsage || !strings.HasPrefix(errOut.String(), want) {
			t.Errorf("vigie %s: %s, want %s", line, errOut.String(), want)
		}
	}
}
