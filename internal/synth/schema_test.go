package synth

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// shared finds the folder of other people's schemas, or skips the test.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("VIGIE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		try := filepath.Join(filepath.Dir(dir), "shared")
		if _, err := os.Stat(filepath.Join(try, "data")); err == nil {
			return try
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no folder \"shared\" with the schemas that others published; VIGIE_SHARED may name it")
		}
	}
}

func TestNCMECValidatesAgainstThePublishedSchema(t *testing.T) {
	xsd := filepath.Join(shared(t), "data", "ncmec", "cybertip.xsd")
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	rates := DefaultRates()
	rates.Imminent, rates.Live, rates.Paid, rates.Travel, rates.Generated = 0.1, 0.1, 0.1, 0.1, 0.1 // every branch
	dir := t.TempDir()
	n, files := 0, []string{}
	for it, err := range Generate(Options{Reports: 700, Seed: 11, Mix: &Mix{NCMEC: 1}, Rates: &rates}) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(it.Name, ".xml") {
			continue
		}
		n++
		p := filepath.Join(dir, fmt.Sprintf("%04d.xml", n))
		if err := os.WriteFile(p, it.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, p)
	}
	if n < 900 {
		t.Fatalf("only %d documents", n)
	}
	out, err := exec.Command(lint, append([]string{"--noout", "--schema", xsd}, files...)...).CombinedOutput()
	if err != nil {
		var bad []string
		for _, l := range strings.Split(string(out), "\n") {
			if l != "" && !strings.HasSuffix(l, " validates") && len(bad) < 10 {
				bad = append(bad, l)
			}
		}
		t.Fatalf("%v:\n%s", err, strings.Join(bad, "\n"))
	}
}

func TestXARFValidatesAgainstThePublishedSchemas(t *testing.T) {
	dir := filepath.Join(shared(t), "data", "xarf")
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for file, url := range map[string]string{
		"xarf-core.schema.json":    "https://xarf.org/schemas/v4/xarf-core.json",
		"content-base.schema.json": "https://xarf.org/schemas/v4/types/content-base.json",
		"content-csam.schema.json": "https://xarf.org/schemas/v4/types/content-csam.json",
		"content-csem.schema.json": "https://xarf.org/schemas/v4/types/content-csem.json",
	} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(url, doc); err != nil {
			t.Fatal(err)
		}
	}
	kinds := map[string]int{}
	for it, err := range Generate(Options{Reports: 600, Seed: 12, Mix: &Mix{XARF: 1}}) {
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(it.Data))
		if err != nil {
			t.Fatal(err)
		}
		kind, _ := doc.(map[string]any)["type"].(string)
		kinds[kind]++
		if kind == "" {
			continue // v3
		}
		s, err := c.Compile("https://xarf.org/schemas/v4/types/content-" + kind + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			t.Fatalf("%s: %v", it.Name, err)
		}
	}
	if kinds["csam"] < 100 || kinds["csem"] < 100 || kinds[""] < 20 {
		t.Errorf("too few of a kind: %v", kinds)
	}
}
