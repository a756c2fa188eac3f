package list

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/unicode/norm"

	"vigie/internal/match"
	"vigie/rules"
)

// Headings says what each heading of a table means.
type Headings struct {
	uses map[string]use // by heading in normal form
}

type use struct {
	id, name, trait, field bool
	is                     match.Field
}

func (u use) String() string {
	switch {
	case u.id:
		return "id"
	case u.name:
		return "name"
	case u.field:
		return u.is.String()
	}
	return ""
}

// Default is rules/persons.yaml as it ships.
var Default = sync.OnceValue(func() *Headings {
	b, err := rules.Files.ReadFile("persons.yaml")
	if err != nil {
		panic(err) // embedded: a broken build, which the tests find
	}
	h, err := Load(b)
	if err != nil {
		panic(err)
	}
	return h
})

// maxFile bounds a persons.yaml.
const maxFile = 1 << 20

// Load reads a persons.yaml. An unknown key or field, or a heading with two
// meanings, is an error.
func Load(b []byte) (*Headings, error) {
	if len(b) > maxFile {
		return nil, fmt.Errorf("headings of persons: %d bytes; %d is the most", len(b), maxFile)
	}
	var f struct {
		Version  int                 `yaml:"version"`
		ID       []string            `yaml:"id"`
		Name     []string            `yaml:"name"`
		Headings map[string][]string `yaml:"headings"`
		Traits   []string            `yaml:"traits"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&f); err != nil {
		return nil, fmt.Errorf("headings of persons: %w", err)
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("headings of persons: version is %d; this program reads version 1", f.Version)
	}
	h := &Headings{uses: map[string]use{}}
	err := errors.Join(h.put(f.ID, use{id: true}), h.put(f.Name, use{name: true}), h.put(f.Traits, use{trait: true}))
	for _, field := range match.Fields() {
		err = errors.Join(err, h.put(append(f.Headings[field.String()], field.String()), use{field: true, is: field}))
		delete(f.Headings, field.String())
	}
	for name := range f.Headings {
		err = errors.Join(err, fmt.Errorf("%q is no field of a person", name))
	}
	if err != nil {
		return nil, fmt.Errorf("headings of persons: %w", err)
	}
	return h, nil
}

func (h *Headings) put(headings []string, u use) error {
	for _, s := range headings {
		n := heading(s)
		if old, ok := h.uses[n]; ok && old != u {
			return fmt.Errorf("%q has two meanings", s)
		}
		h.uses[n] = u
	}
	return nil
}

// heading is the normal form of a heading: letters and digits, without case,
// diacritics, spaces and marks.
func heading(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(strings.ToValidUTF8(s, "")))
}

// plan says what to do with each column.
func (h *Headings) plan(cells []string, o Options) (*List, []slot, error) {
	l := &List{Kept: map[string][]string{}}
	without := map[string]bool{}
	for _, s := range o.Without {
		without[heading(s)] = true
	}
	cols := make([]slot, len(cells))
	fields := 0
	for i, s := range cells {
		n := heading(s)
		u := h.uses[n]
		for _, k := range o.Keep {
			if heading(k) == n {
				cols[i].keep = k
			}
		}
		if without[n] || u.field && without[heading(u.is.String())] {
			delete(without, n)
			delete(without, heading(u.is.String()))
			u = use{}
		}
		cols[i].use = u
		if u.field || u.name {
			fields++
		}
		l.Columns = append(l.Columns, Column{strings.Clone(strings.TrimSpace(s)), u.String(), u.trait})
	}
	for _, k := range o.Keep {
		if !slices.ContainsFunc(cols, func(s slot) bool { return s.keep == k }) {
			return nil, nil, fmt.Errorf("there is no column %q", k)
		}
	}
	for _, s := range o.Without {
		if without[heading(s)] {
			return nil, nil, fmt.Errorf("there is no column %q to leave out", s)
		}
	}
	if fields == 0 {
		return nil, nil, errors.New("no heading names a field of a person: vigie rules print persons.yaml lists those that are known")
	}
	return l, cols, nil
}
