package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestListsGoOn: the command that a page of a list ends with is pasted as it
// stands, gives the next page, and keeps what the first was told.
func TestListsGoOn(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir) // where init writes the evidence key
	t.Setenv("VIGIE_DATA", "")
	t.Setenv("VIGIE_DB", "")
	t.Setenv("VIGIE_AS", "claire")
	t.Setenv("VIGIE_LANG", "fr")
	data := filepath.Join(dir, "une unité")
	vigie := func(words ...string) (string, string) {
		t.Helper()
		var out, errOut bytes.Buffer
		line := append([]string{"vigie", "--data", data}, words...)
		if err := Run(t.Context(), line, strings.NewReader(""), &out, &errOut); err != nil && Code(err) != codePerson {
			t.Fatalf("%q: %s", words, errOut.String())
		}
		return out.String(), errOut.String()
	}
	vigie("init", "--unit", "U", "--procedure", "P", "--basis", "B")
	vigie("synth", "year", filepath.Join(dir, "year"), "--size", "0.01", "--seed", "7")
	write(t, dir, "device.csv", paysMany())
	write(t, dir, "a.xml", "<report><incidentSummary></report>")
	write(t, dir, "b.xml", "<report><reporter></report>")
	vigie("intake", filepath.Join(dir, "year", "reports"), filepath.Join(dir, "device.csv"), filepath.Join(dir, "a.xml"), filepath.Join(dir, "b.xml"))

	// The first of these leads has more counterparties than a page, and others that
	// pay two of them.
	first, _ := vigie("queue", "--json", "--limit", "500")
	lead, of := "", ""
	for _, k := range keyPattern.FindAllString(first, -1) {
		if v, hint := vigie("network", k, "--limit", "1"); strings.Contains(hint, "--from") {
			lead = k
			if m := ofOne.FindStringSubmatch(v); m != nil {
				of = m[1]
			}
			break
		}
	}
	if lead == "" || of == "" {
		t.Fatal("no lead has more counterparties than a page, and one with more leads than one")
	}

	for _, told := range [][]string{
		{"queue", "--class", "ordinaire", "--limit", "2"},
		{"queue", "--due-within", "4000", "--limit", "2"},
		{"queue", "--new", "--limit", "3"},
		{"proposals", "--limit", "1"},
		{"recipients", "--senders", "1", "--limit", "2"},
		{"recipients", "list", "--limit", "1"},
		{"network", lead, "--limit", "1"},
		{"network", lead, "--of", of, "--limit", "1"},
		{"quarantine", "list", "--all", "--limit", "1"},
	} {
		page, hints := vigie(told...)
		_, after, ok := strings.Cut(hints, "→ la suite : vigie ")
		command, _, _ := strings.Cut(after, "\n")
		if !ok {
			t.Errorf("%q: no hint: %s", told, hints)
			continue
		}
		next := split(t, command)
		for _, word := range told {
			if word != "list" && !slices.Contains(next, word) {
				t.Errorf("%q: %q is left out of %s", told, word, command)
			}
		}
		var out, errOut bytes.Buffer
		if err := Run(t.Context(), append([]string{"vigie"}, next...), nil, &out, &errOut); err != nil {
			t.Errorf("%q: %s: %s", told, command, errOut.String())
		}
		if out.String() == page || strings.Contains(out.String(), "Rien à montrer") || strings.Contains(out.String(), "Fin de la liste") {
			t.Errorf("%q: %s is not a next page: %s", told, command, out.String())
		}
	}
}

var ofOne = regexp.MustCompile(`--of (\S+)`)

// paysMany is a list of payments: one who pays 45 facilitators, and some who pay
// two of these.
func paysMany() string {
	var b strings.Builder
	b.WriteString("Device,356938035643809\nRecord id,Contact account,Application,Payment date,Amount,Currency,Facilitator account,Live\n")
	pay := func(who, to int) {
		fmt.Fprintf(&b, "P-%d-%d,user-%d,SampleChat,2026-03-02T18:00:00Z,20.00,EUR,fac-%d,yes\n", who, to, who, to)
	}
	for to := range 45 {
		pay(1, to)
	}
	for who := range 4 {
		pay(2+who, 0)
		pay(2+who, 1)
	}
	return b.String()
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// split takes a command apart as a shell does.
func split(t *testing.T, command string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "set -- "+command+`; printf '%s\n' "$@"`).Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// TestAgainSaysWhatWasTold: each option as a shell takes it, but for where the page
// begins and what the caller says itself.
func TestAgainSaysWhatWasTold(t *testing.T) {
	e := newEnv("vigie", "fr", nil, nil, nil)
	e.told = []option{{"--class", "en réserve"}, {"--new", ""}, {"--due-within", "-1"}, {"--after", "3.7"}, {"--of", "a.0"}}
	const want = "vigie queue --class 'en réserve' --new --due-within=-1"
	if got := e.again("queue", "--of"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
