package house

import (
	"go/ast"
	"path"
	"regexp"
	"strings"
	"testing"
)

// A page that names a test as the proof of a promise is wrong the day the test
// is renamed or taken out: every test that a page names is in the tree.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	exists := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			continue
		}
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				exists[f.Name.Name] = true
			}
		}
	}
	// In code spans, so that a word of a sentence is never taken for one.
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)`")
	found := 0
	for _, f := range texts(t) {
		if path.Dir(f.name) != "docs" || path.Ext(f.name) != ".md" {
			continue
		}
		for i, line := range strings.Split(f.text, "\n") {
			for _, m := range named.FindAllStringSubmatch(line, -1) {
				found++
				if !exists[m[1]] {
					t.Errorf("%s:%d names %s, and no test has that name", f.name, i+1, m[1])
				}
			}
		}
	}
	if found == 0 {
		t.Error("no page names a test: the pattern of this test is wrong")
	}
}
