package payment

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/internal/report"
	"vigie/internal/triage"
	"vigie/rules"
)

func shipped(t testing.TB) string {
	b, err := rules.Files.ReadFile("payments.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestShippedFile loads, and each of its parts says what it rests on.
func TestShippedFile(t *testing.T) {
	w := Default()
	if w.Version != 1 || w.Minor["EUR"] != 2 || !w.None["NOTPROVIDED"] || w.Session != 48*time.Hour {
		t.Errorf("%+v", w)
	}
}

// TestNoParameterIsHidden: a file without any one of its lines is refused or
// reads otherwise; there is no value to fall back to.
func TestNoParameterIsHidden(t *testing.T) {
	file := shipped(t)
	for _, name := range []string{
		"version", "reference_days", "recipient_days", "session_minutes", "hours", "  least: 5", "intervals", "amounts", "  least: 4", "source",
	} {
		line := regexp.MustCompile(`(?m)^ *` + strings.TrimSpace(name) + `:.*\n`)
		for _, at := range line.FindAllStringIndex(file, -1) {
			if _, err := Load([]byte(file[:at[0]] + file[at[1]:])); err == nil {
				t.Errorf("a file without %q loads", strings.TrimSpace(file[at[0]:at[1]]))
			}
		}
	}
}

func TestWindowsRefused(t *testing.T) {
	file := shipped(t)
	for _, c := range [][3]string{
		{"version: 1", "version: 2", "version is 2"},
		{"hours: 48", "hours: 0", "session: hours is 0"},
		{"hours: 48", "hours: 48.5", "hours"},
		{"recipient_days: 1", "recipient_days: -1", "recipient_days is -1"},
		{"least: 5", "least: 3", "trend: least is 3"},
		{"{less: 2, of: 3}", "{less: 3, of: 3}", "fraction under one"},
		{"{less: 2, of: 3}", "{less: 2, of: 3, or: 1}", "or"},
		{"NOTPROVIDED,", "not provided,", "capitals"},
		{"    EUR: 2", "    eur: 2", "codes such as EUR"},
		{"    EUR: 2", "    EUR: 19", "codes such as EUR"},
		{"session:\n  hours", "sesion:\n  hours", "sesion"},
	} {
		if !strings.Contains(file, c[0]) {
			t.Fatalf("the shipped file has no %q", c[0])
		}
		if _, err := Load([]byte(strings.Replace(file, c[0], c[1], 1))); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%q for %q: %v", c[1], c[0], err)
		}
	}
	if _, err := Load(make([]byte, maxWindowsFile+1)); err == nil {
		t.Error("a file of any size is read")
	}
}

// TestTrendIsThatOfTheQueue: what the queue calls shortening, in one report, the
// payment facts call so too, by the shipped file.
func TestTrendIsThatOfTheQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ps []paying
		for i, day := range rapid.SliceOfN(rapid.IntRange(0, 60), 1, 12).Draw(t, "days") {
			ps = append(ps, paying{ref: "REF-" + string(rune('A'+i)) + "000", amount: "50", day: day, to: to("1001")})
		}
		in := reported("a", "1", true, ps...)
		queue := false
		for _, f := range triage.Facts(in.Report) {
			queue = queue || f.Kind == triage.IntervalsShortening
		}
		if got := Of([]Input{in}, nil, nil, nil).Intervals; (got.Direction == Shortening) != queue {
			t.Fatalf("the queue says %v, the facts %+v", queue, got)
		}
	})
}

// TestNamesNeedsMeaning: what was found in free text, or means nothing, names nobody.
func TestNamesNeedsMeaning(t *testing.T) {
	good := bank("1001")
	if !Names(&good) {
		t.Fatal("an account names nobody")
	}
	for name, change := range map[string]func(*report.Identifier){
		"empty":     func(id *report.Identifier) { id.Value = "" },
		"unusable":  func(id *report.Identifier) { id.Strength = report.Unusable },
		"from text": func(id *report.Identifier) { id.FromText = true },
		"ip":        func(id *report.Identifier) { id.Kind = report.KindIP },
		"reference": func(id *report.Identifier) { id.Kind = report.KindReference },
	} {
		id := good
		if change(&id); Names(&id) {
			t.Errorf("%s names somebody", name)
		}
	}
}
