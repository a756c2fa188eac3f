package intake

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// declared returns the reasons that reasons.go declares, read from its source.
func declared(t *testing.T) (all []Reason) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "reasons.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.ValueSpec); ok {
			for _, v := range s.Values {
				code, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, Reason(code))
			}
		}
		return true
	})
	return all
}

func TestEveryReasonHasASentenceInBothLanguages(t *testing.T) {
	want := declared(t)
	if len(want) < 24 {
		t.Fatalf("only %d reasons found", len(want))
	}
	if got := Reasons(); !slices.Equal(got, want) {
		t.Errorf("sentences are for\n%q\nreasons are\n%q", got, want)
	}
	seen := map[string]Reason{}
	for _, r := range want {
		fr, en := Sentence(r, "fr"), Sentence(r, "en")
		for _, s := range []string{fr, en} {
			if len(s) < 40 || !strings.HasSuffix(s, ".") || strings.HasSuffix(s, ": "+string(r)+".") {
				t.Errorf("%s: %q is no sentence with a hint", r, s)
			}
			if strings.Count(s, ".")+strings.Count(s, ";")+strings.Count(s, ":") < 2 {
				t.Errorf("%s: %q does not say what to do", r, s)
			}
			if other, ok := seen[s]; ok {
				t.Errorf("%s and %s have the same sentence", r, other)
			}
			seen[s] = r
		}
		for _, mark := range []string{" ;", " :", " ?", " !", "'"} {
			if strings.Contains(fr, mark) {
				t.Errorf("%s: %q holds %q: French has a no-break space and a curly apostrophe there", r, fr, mark)
			}
		}
		if Sentence(r, "de") != en || Sentence(r, "") != en {
			t.Errorf("%s: another language is not given English", r)
		}
	}
	for _, lang := range []string{"fr", "en"} {
		if s := Sentence("of-tomorrow", lang); !strings.Contains(s, "of-tomorrow") {
			t.Errorf("an unknown reason: %q", s)
		}
	}
}
