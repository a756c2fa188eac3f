package year

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// valid runs xmllint over the documents of a year that are chosen.
func valid(t *testing.T, schema string, fs files, choose func(name string, b []byte) bool) {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	dir, args := t.TempDir(), []string{"--noout", "--schema", schema}
	for name, b := range fs {
		if !strings.HasPrefix(name, "reports/") || !choose(name, b) {
			continue
		}
		p := filepath.Join(dir, fmt.Sprintf("%04d.xml", len(args)))
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, p)
	}
	if len(args) < 5 {
		t.Fatalf("%d documents for %s", len(args)-3, filepath.Base(schema))
	}
	out, err := exec.Command(lint, args...).CombinedOutput()
	if err == nil {
		return
	}
	var bad []string
	for _, l := range strings.Split(string(out), "\n") {
		if l != "" && !strings.HasSuffix(l, " validates") && len(bad) < 10 {
			bad = append(bad, l)
		}
	}
	t.Fatalf("%v:\n%s", err, strings.Join(bad, "\n"))
}

// folder gives the folder of other people's schemas that a variable names.
func folder(t *testing.T, variable, what string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		t.Skipf("%s names no folder with %s", variable, what)
	}
	return dir
}

// A national list of indicators is closed in a country's schema, and the year's
// codes are no country's: the list is opened, and all else holds.
func TestGoamlValidates(t *testing.T) {
	dir := folder(t, "VIGIE_GOAML_XSD", "goAMLSchema-5.0.2.xsd and goAMLSchema-2.0.xsd")
	fs, _ := made(t, Sized(200))
	for version, modern := range map[string]bool{"5.0.2": true, "2.0": false} {
		b, err := os.ReadFile(filepath.Join(dir, "goAMLSchema-"+version+".xsd"))
		if err != nil {
			t.Fatal(err)
		}
		open := regexp.MustCompile(`type="report_indicator_type"`).ReplaceAll(b, []byte(`type="xs:string"`))
		p := filepath.Join(t.TempDir(), "open.xsd")
		if err := os.WriteFile(p, open, 0o600); err != nil {
			t.Fatal(err)
		}
		valid(t, p, fs, func(name string, b []byte) bool {
			return strings.HasPrefix(name, "reports/fiu/") && strings.Contains(string(b), "<schema_version>") == modern
		})
	}
}

func TestCamtValidates(t *testing.T) {
	dir := folder(t, "VIGIE_CAMT_XSD", "camt.053.001.02.xsd, .04 and .08")
	fs, _ := made(t, Sized(500))
	for _, v := range camtVersions {
		valid(t, filepath.Join(dir, "camt.053.001."+v+".xsd"), fs, func(name string, _ []byte) bool {
			return strings.Contains(name, "camt053-"+v)
		})
	}
}

func TestCyberTipsValidate(t *testing.T) {
	dir := folder(t, "VIGIE_SHARED", "the schemas that others published")
	fs, _ := made(t, Sized(200))
	valid(t, filepath.Join(dir, "data", "ncmec", "cybertip.xsd"), fs, func(name string, _ []byte) bool {
		return strings.HasPrefix(name, "reports/tips/") && strings.HasSuffix(name, ".xml")
	})
}
