package house

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines is where a file is asked whether two things live in one room.
const maxLines = 600

func TestFilesAreSmall(t *testing.T) {
	generated := regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	for _, f := range texts(t) {
		switch path.Ext(f.name) {
		case ".go", ".ts", ".css", ".html", ".sql", ".sh":
		default:
			continue
		}
		if n := strings.Count(f.text, "\n"); n > maxLines && !generated.MatchString(f.text) {
			t.Errorf("%s has %d lines; %d is the most", f.name, n, maxLines)
		}
	}
}

// quotesTheWire names the files that quote, as a value of a format, the words
// that we do not use ourselves.
var quotesTheWire = []string{
	"internal/intake/cmt/cmt_test.go",
	"internal/intake/cmt/incident.go",
	"internal/intake/ncmec/read_test.go",
	"internal/intake/ncmec/vocabulary.go",
	"internal/synth/incident.go",
}

// The Luxembourg Terminology Guidelines: what is shown is abuse, and not a genre.
// The words are cut in two so that this file passes its own test.
func TestWords(t *testing.T) {
	banned := regexp.MustCompile(`(?i)child[ -]+` + `porn|kiddie[ -]+` + `porn|pédo` + `porno|pedo` + `porno|pornographie ` + `enfantine|pornographie ` + `infantile`)
	quoting := map[string]bool{}
	for _, f := range texts(t) {
		for i, line := range strings.Split(f.text, "\n") {
			if !banned.MatchString(line) {
				continue
			}
			quoting[f.name] = true
			if !slices.Contains(quotesTheWire, f.name) {
				t.Errorf(`%s:%d: say "child sexual abuse material", or add the file to the table if it quotes a wire value`, f.name, i+1)
			}
		}
	}
	for _, name := range quotesTheWire {
		exists := slices.ContainsFunc(texts(t), func(f file) bool { return f.name == name })
		if exists && !quoting[name] {
			t.Errorf("%s quotes nothing any more: take it out of the table", name)
		}
	}
}

// A path of somebody's machine is of no use to anybody else.
func TestNoMachinePaths(t *testing.T) {
	paths := regexp.MustCompile(`(^|[^\w./-])/(work|root|home/\w+|Users/\w+)/\w`)
	for _, f := range texts(t) {
		if f.name == "LICENSE" || f.name == "internal/house/text_test.go" {
			continue
		}
		for i, line := range strings.Split(f.text, "\n") {
			if found := paths.FindString(line); found != "" {
				t.Errorf("%s:%d names a path of one machine: %s…", f.name, i+1, strings.TrimSpace(found))
			}
		}
	}
}

// foldsMailboxes names the tests of one provider's rule that a dot or a tag in an
// address changes nothing: they cannot do without its domain.
var foldsMailboxes = []string{
	"internal/identity/forms_test.go",
	"internal/identity/fuzz_test.go",
	"internal/identity/property_test.go",
}

// Synthetic people write from addresses that are reserved for examples
// (RFC 2606, RFC 6761). No address of anybody is in the repository.
func TestMailAddressesAreReserved(t *testing.T) {
	mail := regexp.MustCompile(`[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b`)
	reserved := regexp.MustCompile(`(?i)(@|\.)example(\.(com|net|org))?$|\.(test|invalid|localhost|local)$`)
	for _, f := range texts(t) {
		if strings.Contains(f.name, "testdata/fuzz/") || slices.Contains(foldsMailboxes, f.name) {
			continue
		}
		for i, line := range strings.Split(f.text, "\n") {
			for _, found := range mail.FindAllString(line, -1) {
				if !reserved.MatchString(found) {
					t.Errorf("%s:%d: %s is not an address reserved for examples", f.name, i+1, found)
				}
			}
		}
	}
}
