package house

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "vigie/"

// wall is one line of the table.
type wall struct {
	pkg string
	may []string
}

// walls says which of our packages a package may import, tests apart: they may
// reach further. A name that ends in "/..." stands for all that is under it; one
// that begins with "!" takes back what an earlier one gave. The first line of the
// table that fits a package is its own. Reports flow upwards only: see
// docs/design.md before moving a wall.
var walls = []wall{
	// The ground and what stands on nothing.
	{pkg: "internal/report"},
	{pkg: "internal/ledger"},
	{pkg: "internal/seal"},
	{pkg: "internal/access", may: []string{"internal/report"}},
	{pkg: "rules"},
	{pkg: "profiles"},

	// The pure rooms.
	{pkg: "internal/identity", may: []string{"internal/report", "internal/match/name", "rules", "profiles"}},
	{pkg: "internal/link", may: []string{"internal/report"}},
	{pkg: "internal/match", may: []string{"internal/report", "internal/match/...", "rules"}},
	{pkg: "internal/match/list", may: []string{"internal/match", "rules"}},
	{pkg: "internal/match/...", may: []string{"internal/report", "internal/match/...", "rules"}},
	{pkg: "internal/measure"},
	{pkg: "internal/clock", may: []string{"internal/report", "rules", "profiles"}},
	{pkg: "internal/triage", may: []string{"internal/report", "internal/clock", "rules", "profiles"}},
	{pkg: "internal/acts"},
	{pkg: "internal/dossier", may: []string{"internal/acts"}},
	{pkg: "internal/payment", may: []string{"internal/report", "rules"}},
	{pkg: "internal/proof", may: []string{"internal/report", "internal/triage", "internal/payment", "rules"}},
	{pkg: "internal/request", may: []string{"internal/acts", "internal/report", "internal/clock", "internal/triage"}},
	{pkg: "internal/plan", may: []string{"internal/report"}},
	{pkg: "internal/estimate", may: []string{"internal/report"}},

	// The readers know no store, and synthetic reports know no reader.
	{pkg: "internal/intake/sheet", may: []string{"internal/report", "internal/intake", "internal/intake/...", "profiles"}},
	{pkg: "internal/intake", may: []string{"internal/report"}},
	{pkg: "internal/intake/...", may: []string{"internal/report", "internal/intake", "internal/intake/..."}},
	{pkg: "internal/synth", may: []string{"internal/report"}},
	{pkg: "internal/synth/people", may: []string{"internal/report"}},
	{pkg: "internal/synth/year", may: []string{"internal/synth"}},

	// The cellar.
	{pkg: "internal/store", may: []string{"internal/report", "internal/ledger"}},
	{pkg: "internal/store/...", may: []string{"internal/report", "internal/ledger", "internal/store", "internal/store/..."}},

	// What leaves the house.
	{pkg: "internal/handover", may: []string{"internal/report", "internal/ledger", "internal/seal"}},

	// The door is the only one that knows both the store and the pure rooms.
	{pkg: "internal/unit", may: []string{"internal/...", "!internal/cli", "!internal/web", "!internal/synth", "!internal/synth/...", "!internal/testenv", "!internal/acts/actstest", "rules", "profiles"}},

	// The edges come in by the door.
	{pkg: "internal/web", may: edge},
	{pkg: "internal/web/...", may: edge},
	{pkg: "internal/cli", may: append(slices.Clone(edge), "internal/web")},
	{pkg: "cmd/vigie", may: []string{"internal/cli"}},

	// For tests and for building.
	{pkg: "internal/testenv"},
	{pkg: "internal/acts/actstest", may: []string{"internal/acts"}},
	{pkg: "internal/house"},
	{pkg: "scripts/..."},
}

// edge is what people's ways in may use: everything but the cellar, and the
// test's own helpers.
var edge = []string{
	"internal/...", "!internal/store", "!internal/store/...", "!internal/testenv", "!internal/acts/actstest",
	"!internal/cli", "!internal/web", "internal/web/...", "rules", "profiles",
}

func TestWalls(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		i := slices.IndexFunc(walls, func(w wall) bool { return fits(w.pkg, s.pkg) })
		if i < 0 {
			t.Errorf("%s: the package %s has no line in the table of walls (internal/house/walls_test.go)", s.name, s.pkg)
			continue
		}
		for _, imported := range s.imports {
			ours, isOurs := strings.CutPrefix(imported, module)
			if isOurs && !allowed(walls[i].may, ours) {
				t.Errorf("%s imports %s, and %s may not", s.name, ours, s.pkg)
			}
		}
	}
}

// The pure rooms give the same answer on any machine at any hour: they do no I/O,
// read no clock and draw no lots. What they need of these is a parameter.
func TestPureRooms(t *testing.T) {
	pure := []string{
		"internal/report", "internal/identity", "internal/link", "internal/match",
		"internal/match/name", "internal/match/text",
		"internal/triage", "internal/clock", "internal/acts", "internal/dossier", "internal/payment", "internal/proof", "internal/request", "internal/plan", "internal/estimate",
		"internal/intake/hashlist",
		"internal/web/columns",
	}
	banned := []string{
		"os", "os/exec", "os/signal", "os/user", "io/ioutil", "path/filepath", "syscall",
		"net", "net/http", "net/smtp", "net/rpc", "database/sql", "log", "log/slog", "crypto/rand",
		"math/rand",
	}
	for _, s := range sources(t) {
		if s.test || !slices.Contains(pure, s.pkg) {
			continue
		}
		for _, imported := range s.imports {
			if slices.Contains(banned, imported) {
				t.Errorf("%s imports %s, and %s is pure", s.name, imported, s.pkg)
			}
		}
		for _, called := range selectors(s) {
			switch called {
			case "time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.Tick",
				"time.NewTimer", "time.NewTicker", "time.AfterFunc", "time.Local":
				t.Errorf("%s uses %s, and %s is pure: now is a parameter", s.name, called, s.pkg)
			}
			if name, ok := strings.CutPrefix(called, "math/rand/v2."); ok && !strings.HasPrefix(name, "New") &&
				!slices.Contains([]string{"Rand", "Source", "PCG", "ChaCha8", "Zipf"}, name) {
				t.Errorf("%s uses rand.%s, which no seed governs", s.name, name)
			}
		}
	}
}

func TestEveryPackageSaysWhatItPromises(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		want := "Package " + s.tree.Name.Name + " "
		if s.tree.Name.Name == "main" {
			want = "Command " + path.Base(s.pkg) + " "
		}
		documented[s.pkg] = documented[s.pkg] || strings.HasPrefix(s.tree.Doc.Text(), want)
	}
	for pkg, has := range documented {
		if !has {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// fits reports whether pkg is what pattern names.
func fits(pattern, pkg string) bool {
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return strings.HasPrefix(pkg, above+"/")
	}
	return pattern == pkg
}

// allowed reads a line of the table; the last pattern that fits decides.
func allowed(may []string, pkg string) bool {
	yes := false
	for _, pattern := range may {
		pattern, no := strings.CutPrefix(pattern, "!")
		if fits(pattern, pkg) {
			yes = !no
		}
	}
	return yes
}

// selectors lists what a file uses of the packages it imports, by import path:
// "time.Now", whatever the file calls the package.
func selectors(s source) []string {
	names := map[string]string{}
	for _, spec := range s.tree.Imports {
		imported := strings.Trim(spec.Path.Value, `"`)
		name := path.Base(imported)
		if name == "v2" {
			name = path.Base(path.Dir(imported))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
	}
	var used []string
	ast.Inspect(s.tree, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && names[x.Name] != "" {
				used = append(used, names[x.Name]+"."+sel.Sel.Name)
			}
		}
		return true
	})
	return used
}

func TestAllowed(t *testing.T) {
	may := []string{"internal/...", "!internal/store", "!internal/store/...", "rules"}
	for pkg, want := range map[string]bool{
		"internal/report": true, "internal/intake/cmt": true, "rules": true,
		"internal/store": false, "internal/store/sqlite": false, "profiles": false, "rulesets": false,
	} {
		if got := allowed(may, pkg); got != want {
			t.Errorf("allowed(%s) = %v", pkg, got)
		}
	}
}
