package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"vigie/internal/testenv"
)

// source is one Go file of ours.
type source struct {
	name    string // from the repository's root, with slashes
	pkg     string // its folder
	test    bool
	tree    *ast.File
	imports []string
}

// file is one text file of ours.
type file struct {
	name string
	text string
}

// load reads the repository once for all the tests.
var load = sync.OnceValues(func() ([]file, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	var files []file
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		name := filepath.ToSlash(rel)
		if d.IsDir() {
			// Not ours, or not text: what is built, what npm brings, what a unit keeps.
			skip := []string{".git", "bin", "node_modules", "internal/web/dist", "data", "demo", "bench/peers/.venv"}
			if slices.Contains(skip, name) || path.Base(name) == "rapid" {
				return fs.SkipDir
			}
			return nil
		}
		texts := []string{
			"", ".go", ".md", ".yaml", ".yml", ".json", ".ts", ".css", ".html", ".sql",
			".txt", ".txtar", ".xml", ".csv", ".svg", ".sh", ".conf", ".mod",
		}
		if !d.Type().IsRegular() || !slices.Contains(texts, path.Ext(name)) {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		files = append(files, file{name, string(text)})
		return nil
	})
	return files, err
})

func texts(t *testing.T) []file {
	t.Helper()
	files, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("only %d files under %s", len(files), testenv.Repository(t))
	}
	return files
}

// sources parses the Go files, without what lies in a testdata folder.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, f := range texts(t) {
		if path.Ext(f.name) != ".go" || strings.Contains(f.name, "/testdata/") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.name, f.text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		s := source{name: f.name, pkg: path.Dir(f.name), test: strings.HasSuffix(f.name, "_test.go"), tree: tree}
		for _, spec := range tree.Imports {
			s.imports = append(s.imports, strings.Trim(spec.Path.Value, `"`))
		}
		out = append(out, s)
	}
	return out
}
