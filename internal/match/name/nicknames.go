package name

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"vigie/rules"
)

// Nicknames knows which given names may be written for one another. It is read
// once and never changes; a token can stand in several groups, and tokens of two
// groups are not tied by one that stands in both.
type Nicknames struct {
	groups  map[string][]int32
	dropped map[string]bool // first given names that many leave out before a second
}

// tie is what a group's tokens are to one another. The lowest bits of a group's
// number hold it.
type tie int32

const (
	spelling    tie = iota // one name, spelt otherwise
	nickname               // short and pet forms
	translation            // the name of another language
	ties                   // how many there are
)

// nicknamesFile is nicknames.yaml, whose comments say what each part is for.
type nicknamesFile struct {
	Version      int      `yaml:"version"`
	Spellings    []string `yaml:"spellings"`
	Nicknames    []string `yaml:"nicknames"`
	Translations []string `yaml:"translations"`
	Dropped      []string `yaml:"dropped"`
}

// Default is the table that ships with the program.
var Default = sync.OnceValue(func() *Nicknames {
	b, err := rules.Files.ReadFile("nicknames.yaml")
	if err != nil {
		panic(err) // embedded: a broken build, which the tests find
	}
	n, err := Load(b)
	if err != nil {
		panic(err)
	}
	return n
})

// maxGroup bounds a group: what stands for more than these is no name.
const maxGroup = 64

// Load reads a nicknames.yaml. An unknown key, another version, a group of one or
// a word that Fold would change is an error that names the group.
func Load(b []byte) (*Nicknames, error) {
	var f nicknamesFile
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&f); err != nil {
		return nil, fmt.Errorf("nicknames: %w", err)
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("nicknames: version is %d; this program reads version 1", f.Version)
	}
	n := &Nicknames{groups: map[string][]int32{}, dropped: map[string]bool{}}
	for _, token := range f.Dropped {
		if Fold(token) != token {
			return nil, fmt.Errorf("nicknames: dropped: %w", notInForm(token))
		}
		n.dropped[token] = true
	}
	for t, list := range [ties][]string{f.Spellings, f.Nicknames, f.Translations} {
		for i, line := range list {
			if err := n.add(line, int32(i)*int32(ties)+int32(t)); err != nil {
				return nil, fmt.Errorf("nicknames: %s: %q: %w", [ties]string{"spellings", "nicknames", "translations"}[t], line, err)
			}
		}
	}
	for _, ids := range n.groups {
		slices.Sort(ids)
	}
	return n, nil
}

func (n *Nicknames) add(line string, id int32) error {
	tokens := strings.Fields(line)
	if len(tokens) < 2 || len(tokens) > maxGroup {
		return fmt.Errorf("a group has 2 to %d words", maxGroup)
	}
	for i, t := range tokens {
		if len(t) < 2 || Fold(t) != t {
			return notInForm(t)
		}
		if slices.Contains(tokens[:i], t) {
			return fmt.Errorf("%q stands there twice", t)
		}
		n.groups[t] = append(n.groups[t], id)
	}
	if id < 0 {
		return errors.New("too many groups")
	}
	return nil
}

func notInForm(token string) error {
	return fmt.Errorf("%q is not in the form compared, which has only the letters a to z", token)
}

// Same reports whether two folded tokens are equal or stand in one group
// together.
func (n *Nicknames) Same(a, b string) bool {
	if a == b {
		return true
	}
	_, ok := tied(n.groups[a], n.groups[b])
	return ok
}

// Groups are the numbers of the groups that a folded token stands in, in
// ascending order; nil for one in none. Two tokens are tied if they share a number.
// The numbers mean something within one table only, and the slice is the table's:
// it is not to be changed.
func (n *Nicknames) Groups(token string) []int32 {
	return n.groups[token]
}

// tied finds the closest tie that two sets of groups have.
func tied(a, b []int32) (tie, bool) {
	best, found := ties, false
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			best, found = min(best, tie(a[0])%ties), true
			a, b = a[1:], b[1:]
		}
	}
	return best, found
}
