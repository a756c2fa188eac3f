package house

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// Every dependency that we chose has its line in docs/dependencies.md, and every
// line its dependency.
func TestEveryDependencyHasItsReason(t *testing.T) {
	var chosen []string
	mod, err := modfile.Parse("go.mod", []byte(text(t, "go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		tool := slices.ContainsFunc(mod.Tool, func(tool *modfile.Tool) bool {
			return tool.Path == r.Mod.Path || strings.HasPrefix(tool.Path, r.Mod.Path+"/")
		})
		if !r.Indirect || tool {
			chosen = append(chosen, r.Mod.Path)
		}
	}
	var npm struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal([]byte(text(t, "package.json")), &npm); err != nil {
		t.Fatal(err)
	}
	for _, of := range []map[string]string{npm.Dependencies, npm.DevDependencies} {
		for name, version := range of {
			chosen = append(chosen, name)
			if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
				t.Errorf("package.json: %s must name one version, not %q", name, version)
			}
		}
	}

	// What others are measured with; what they bring with them is marked so.
	pinned := regexp.MustCompile(`^([a-z0-9-]+)==[0-9.]+$`)
	for line := range strings.Lines(text(t, "bench/peers/requirements.txt")) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") || strings.HasSuffix(line, "# via splink") {
			continue
		}
		if m := pinned.FindStringSubmatch(line); m != nil {
			chosen = append(chosen, m[1])
		} else {
			t.Errorf("bench/peers/requirements.txt: %q must name one version", line)
		}
	}

	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]*) \\| ([^|]*) \\|$")
	var explained []string
	for _, m := range row.FindAllStringSubmatch(text(t, "docs/dependencies.md"), -1) {
		explained = append(explained, m[1])
		if strings.TrimSpace(m[2]) == "" || strings.TrimSpace(m[3]) == "" {
			t.Errorf("docs/dependencies.md: %s needs a licence and a reason", m[1])
		}
	}
	for _, name := range chosen {
		if !slices.Contains(explained, name) {
			t.Errorf("docs/dependencies.md has no line for %s", name)
		}
	}
	for _, name := range explained {
		if !slices.Contains(chosen, name) {
			t.Errorf("docs/dependencies.md explains %s, which nothing requires", name)
		}
	}
}

// A lockfile pins contents by their hash; where they came from is each machine's
// own affair.
func TestLockfileNamesNoRegistry(t *testing.T) {
	if strings.Contains(text(t, "package-lock.json"), `"resolved"`) {
		t.Error("package-lock.json names a registry: run npm install again with the .npmrc of this repository")
	}
}

// text is one file of the repository.
func text(t *testing.T, name string) string {
	t.Helper()
	for _, f := range texts(t) {
		if f.name == name {
			return f.text
		}
	}
	t.Fatalf("no %s", name)
	return ""
}
