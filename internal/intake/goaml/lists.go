package goaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"vigie/internal/report"
)

// List says what the codes of one country's goAML mean. profiles/indicators/example.yaml
// carries a comment on every key.
type List struct {
	Name         string      `yaml:"name"`         // that of its file
	Version      int         `yaml:"version"`      // from 1
	Description  Words       `yaml:"description"`  //
	Source       string      `yaml:"source"`       // where the codes are published
	Currencies   []string    `yaml:"currencies"`   // documents whose currency_code_local is one of these; none: all
	Entities     []string    `yaml:"entities"`     // documents whose rentity_id is one of these; none: all
	Declarations []string    `yaml:"declarations"` // report codes that are declarations of suspicion
	Statements   []string    `yaml:"statements"`   // report codes of transfers that accuse nobody
	Roles        Roles       `yaml:"roles"`        // of parties of a transaction
	Indicators   []Indicator `yaml:"indicators"`   //
}

// Words are one text in both languages.
type Words struct {
	FR string `yaml:"fr"`
	EN string `yaml:"en"`
}

// Roles says which role codes send money, which receive it, and which are never
// the subject of a report.
type Roles struct {
	From  []string `yaml:"from"`
	To    []string `yaml:"to"`
	Never []string `yaml:"never"`
}

// Indicator is one code of report_indicators.
type Indicator struct {
	Code     string            `yaml:"code"`
	Title    Words             `yaml:"title"`
	Facts    []report.FactKind `yaml:"facts"`    // what it states; most state nothing
	Category report.Category   `yaml:"category"` // instead of payment
	Source   string            `yaml:"source"`   // instead of the list's
}

// categories are those that an indicator can state.
var categories = []report.Category{
	report.CategoryMaterial, report.CategoryTrafficking, report.CategoryTravel,
	report.CategoryAbuse, report.CategoryEnticement, report.CategoryLive,
}

// Lists are the lists in force.
type Lists []List

// LoadLists reads every .yaml file in the root of each file system. A later file
// system's list replaces an earlier one of its name: the unit's own come last. An
// unknown key, fact or category is refused, and two lists that differ about one
// code of the same documents.
func LoadLists(from ...fs.FS) (Lists, error) {
	var all Lists
	for _, fsys := range from {
		names, err := fs.Glob(fsys, "*.yaml")
		if err != nil {
			return nil, fmt.Errorf("listing the lists of indicators: %w", err)
		}
		for _, name := range names {
			b, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, fmt.Errorf("reading a list of indicators: %w", err)
			}
			l, err := ParseList(b)
			if err == nil && l.Name != strings.TrimSuffix(path.Base(name), ".yaml") {
				err = fmt.Errorf("its name is %q; a list bears the name of its file", l.Name)
			}
			if err != nil {
				return nil, fmt.Errorf("list of indicators %s: %w", name, err)
			}
			all = slices.DeleteFunc(all, func(o List) bool { return o.Name == l.Name })
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b List) int { return strings.Compare(a.Name, b.Name) })
	return all, all.agree()
}

const maxList = 1 << 20 // bytes of one list

// ParseList reads one list and checks it.
func ParseList(b []byte) (l List, err error) {
	if len(b) > maxList {
		return l, fmt.Errorf("larger than %d bytes", maxList)
	}
	defer func() {
		if recover() != nil { // the library's, on some malformed documents
			err = errors.New("not well-formed YAML: look for a value where a list or a map is expected")
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict())
	if err := dec.Decode(&l); err != nil {
		if errors.Is(err, io.EOF) {
			return l, errors.New("empty: a list needs at least name, version, description and source")
		}
		return l, err
	}
	var more any
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return l, errors.New("more than one document: a file holds one list")
	}
	return l, l.check()
}

func (l *List) check() error {
	switch {
	case l.Name == "" || l.Version < 1:
		return errors.New("it needs a name, and a version from 1")
	case l.Description.FR == "" || l.Description.EN == "":
		return errors.New("it needs a description in French and in English (description: {fr, en})")
	case l.Source == "":
		return errors.New("it needs its source: where the codes are published")
	}
	for _, c := range l.Currencies {
		if !currency(c) {
			return fmt.Errorf("currency %q is no code of ISO 4217", c)
		}
	}
	for _, s := range l.Statements {
		if suspicious(s) || slices.ContainsFunc(l.Declarations, func(d string) bool { return fold(d) == fold(s) }) {
			return fmt.Errorf("report code %s is a declaration of suspicion, and no statement", s)
		}
	}
	seen := map[string]bool{}
	for _, r := range slices.Concat(l.Roles.From, l.Roles.To, l.Roles.Never) {
		if k := fold(r); k == "" || seen[k] {
			return fmt.Errorf("role %q is empty or stands twice", r)
		} else {
			seen[k] = true
		}
	}
	clear(seen)
	for i := range l.Indicators {
		in := &l.Indicators[i]
		switch {
		case cleanCode(in.Code) == "" || seen[in.Code]:
			return fmt.Errorf("indicator %q is no code, or stands twice", in.Code)
		case in.Title.FR == "" || in.Title.EN == "":
			return fmt.Errorf("indicator %s needs a title in French and in English", in.Code)
		case in.Category != "" && !slices.Contains(categories, in.Category):
			return fmt.Errorf("indicator %s: %q is no category; expected one of %v", in.Code, in.Category, categories)
		}
		seen[in.Code] = true
		for _, f := range in.Facts {
			if err := statable(f); err != nil {
				return fmt.Errorf("indicator %s: %w", in.Code, err)
			}
		}
	}
	return nil
}

// statable says whether a code can state a fact: a yes of the closed list.
func statable(f report.FactKind) error {
	for _, s := range report.Stated {
		if s.Kind == f {
			if s.Type != report.Bool {
				return fmt.Errorf("the fact %s is a %s; a code states no number and no date", f, s.Type)
			}
			return nil
		}
	}
	return fmt.Errorf("%q is no fact (docs/facts.md lists them)", f)
}

// agree looks for two lists that give one code two meanings for a document.
func (ls Lists) agree() error {
	for i := range ls {
		for j := range i {
			a, b := &ls[j], &ls[i]
			if a.level() != b.level() || !overlap(a.Currencies, b.Currencies) || !overlap(a.Entities, b.Entities) {
				continue
			}
			for _, x := range a.Indicators {
				if slices.ContainsFunc(b.Indicators, func(y Indicator) bool { return x.Code == y.Code }) {
					return fmt.Errorf("the lists %s and %s both say what the indicator %s means for the same documents: "+
						"narrow one by currencies or entities, or give both one name", a.Name, b.Name, x.Code)
				}
			}
		}
	}
	return nil
}

func overlap(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// level says how narrow a list is: what it says counts before what wider ones say.
func (l *List) level() int {
	switch {
	case len(l.Entities) > 0:
		return 2
	case len(l.Currencies) > 0:
		return 1
	}
	return 0
}

// code is what the lists say of one document.
type code struct {
	declarations map[string]bool
	statements   map[string]bool
	roles        map[string]byte // 'f', 't' or 'n'
	indicators   map[string]Indicator
}

// of puts together the lists for a document, the widest first.
func (ls Lists) of(local, entity string) *code {
	c := &code{map[string]bool{}, map[string]bool{}, map[string]byte{}, map[string]Indicator{}}
	for level := range 3 {
		for i := range ls {
			l := &ls[i]
			if l.level() != level || len(l.Currencies) > 0 && !slices.Contains(l.Currencies, local) ||
				len(l.Entities) > 0 && !slices.Contains(l.Entities, entity) {
				continue
			}
			for _, d := range l.Declarations {
				c.declarations[fold(d)] = true
			}
			for _, s := range l.Statements {
				c.statements[fold(s)] = true
			}
			for side, names := range map[byte][]string{'f': l.Roles.From, 't': l.Roles.To, 'n': l.Roles.Never} {
				for _, r := range names {
					c.roles[fold(r)] = side
				}
			}
			for _, in := range l.Indicators {
				c.indicators[in.Code] = in
			}
		}
	}
	return c
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func (c *code) from(role string) bool  { return c.roles[fold(role)] == 'f' }
func (c *code) to(role string) bool    { return c.roles[fold(role)] == 't' }
func (c *code) never(role string) bool { return c.roles[fold(role)] == 'n' }

// declares says whether a report code is a declaration of suspicion. A national
// form of STR or SAR (PSTR, STRM, E-STR) is one whether a list names it or not:
// taken for one it is kept out of a file that it could stand in, and not put
// into one that it must not (R25).
func (c *code) declares(code string) bool {
	return suspicious(code) || c.declarations[fold(code)]
}

func suspicious(code string) bool {
	up := strings.ToUpper(code)
	return strings.Contains(up, "STR") || strings.Contains(up, "SAR")
}

// cleanCode is a code as a flag can bear it, or "" when it is none.
func cleanCode(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 64 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return s
}
