// Package proof lays what reports state beside what the law asks to be proved:
// the four pillars against "it was only virtual", each element of each offence of
// a catalogue, and the acts evidenced, counted three ways ([Build]).
//
// What it promises: it says what reports establish and what they do not, each
// time with the report and field that state it, with what speaks for the person
// beside it, and with the act that would fill what is missing. It asserts no
// guilt, and a penalty is shown as the article's alone. What may not be used as
// evidence — intelligence, an originator's own, a declaration of suspicion —
// enters nothing but a count of what is left out. Everything is pure: the same
// reports, in any order, give the same table on any machine.
package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"vigie/rules"
)

// Said is one thing in both languages.
type Said struct {
	FR string `yaml:"fr"`
	EN string `yaml:"en"`
}

// In gives the words of a language; French for any but English.
func (s Said) In(lang string) string {
	if lang == "en" {
		return s.EN
	}
	return s.FR
}

// Catalogue is what the law of one country asks to be proved.
type Catalogue struct {
	Country  string
	Hash     string // of the file, hexadecimal: what a table was laid against
	Offences []Offence
	Modes    []Offence // how an offence may be someone's who was not there, and where the law reaches
	pillars  []string
	elements map[string]*element
	acts     map[string]Said
}

// Offence is one offence of the catalogue, or one mode.
type Offence struct {
	ID       string
	Articles []string
	Title    Said
	Text     Said // what the article says, in our words
	Penalty  Said // the article's; a mode has none
	Since    string
	Until    string
	Source   string // where the article stands
	Checked  string // the day on which the wording was compared; empty: it was not
	Read     Said   // with what
	Elements []string
	Modes    []string
}

type element struct {
	id          string
	title, note Said
	any, all    []Sign
	against     []Sign
	fill        []string
}

// byActOnly says that no report can establish the element.
func (e *element) byActOnly() bool { return len(e.any)+len(e.all) == 0 }

// file is the shape of rules/offences/*.yaml.
type file struct {
	Version  int           `yaml:"version"`
	Country  string        `yaml:"country"`
	Pillars  []string      `yaml:"pillars"`
	Acts     []fileAct     `yaml:"acts"`
	Elements []fileElement `yaml:"elements"`
	Offences []fileOffence `yaml:"offences"`
	Modes    []fileOffence `yaml:"modes"`
}

type fileAct struct {
	ID   string `yaml:"id"`
	Text Said   `yaml:"text"`
}

type fileElement struct {
	ID      string   `yaml:"id"`
	Title   Said     `yaml:"title"`
	Note    Said     `yaml:"note"`
	Any     []string `yaml:"any"`
	All     []string `yaml:"all"`
	Against []string `yaml:"against"`
	Fill    []string `yaml:"fill"`
}

type fileOffence struct {
	ID       string   `yaml:"id"`
	Articles []string `yaml:"articles"`
	Title    Said     `yaml:"title"`
	Text     Said     `yaml:"text"`
	Penalty  Said     `yaml:"penalty"`
	Since    string   `yaml:"since"`
	Until    string   `yaml:"until"`
	Source   string   `yaml:"source"`
	Checked  *string  `yaml:"checked"`
	Read     Said     `yaml:"read"`
	Elements []string `yaml:"elements"`
	Modes    []string `yaml:"modes"`
}

// Pillars are the four, in the order in which they are shown.
const Pillars = 4

var (
	idForm      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,63}$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
)

// Default is the catalogue that Vigie ships: French law.
func Default() *Catalogue { return shipped() }

var shipped = sync.OnceValue(func() *Catalogue {
	data, err := rules.Files.ReadFile("offences/fr.yaml")
	if err != nil {
		panic(err) // embedded: only a broken build can lack it
	}
	c, err := Load(data)
	if err != nil {
		panic(err) // a test loads the shipped file
	}
	return c
})

// loader gathers every fault of a file.
type loader struct {
	*Catalogue
	errs []error
}

func (l *loader) fault(format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("offences: "+format, args...))
}

// Load reads a catalogue. It names every fault that it finds, each with where it
// stands.
func Load(data []byte) (*Catalogue, error) {
	var f file
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("offences: %s", strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("offences: version is %d; this program reads version 1", f.Version)
	}
	sum := sha256.Sum256(data)
	l := loader{Catalogue: &Catalogue{Country: f.Country, Hash: hex.EncodeToString(sum[:]), acts: map[string]Said{}, elements: map[string]*element{}}}
	if !countryForm.MatchString(f.Country) {
		l.fault("country is %q: expected two letters, such as FR", f.Country)
	}
	for _, a := range f.Acts {
		where := fmt.Sprintf("act %q", a.ID)
		_, twice := l.acts[a.ID]
		l.id(where, a.ID, twice)
		l.said(where, "text", a.Text, true)
		l.acts[a.ID] = a.Text
	}
	for _, e := range f.Elements {
		l.element(e)
	}
	l.pillars = f.Pillars
	if len(f.Pillars) != Pillars {
		l.fault("pillars: %d are named, expected %d", len(f.Pillars), Pillars)
	}
	l.known("pillars", f.Pillars, false)
	ids := map[string]bool{}
	for _, m := range f.Modes {
		l.Modes = append(l.Modes, l.offence("mode", m, ids))
	}
	for _, o := range f.Offences {
		l.Offences = append(l.Offences, l.offence("offence", o, ids))
	}
	if len(f.Offences) == 0 {
		l.fault("the file names no offence")
	}
	l.unused(f)
	return l.Catalogue, errors.Join(l.errs...)
}

func (l *loader) id(where, id string, twice bool) {
	if !idForm.MatchString(id) {
		l.fault("%s: an id is of small letters, digits and dashes", where)
	}
	if twice {
		l.fault("%s: the id stands twice", where)
	}
}

func (l *loader) said(where, what string, s Said, must bool) {
	if s.FR == "" && s.EN == "" && !must {
		return
	}
	if strings.TrimSpace(s.FR) == "" || strings.TrimSpace(s.EN) == "" {
		l.fault("%s: %s is needed in both languages, fr and en", where, what)
	}
}

func (l *loader) element(e fileElement) {
	where := fmt.Sprintf("element %q", e.ID)
	_, twice := l.elements[e.ID]
	l.id(where, e.ID, twice)
	l.said(where, "title", e.Title, true)
	l.said(where, "note", e.Note, false)
	x := &element{id: e.ID, title: e.Title, note: e.Note, fill: e.Fill}
	x.any, x.all, x.against = l.signs(where, "any", e.Any), l.signs(where, "all", e.All), l.signs(where, "against", e.Against)
	if len(x.any) > 0 && len(x.all) > 0 {
		l.fault("%s: any and all exclude each other", where)
	}
	for _, s := range x.against {
		if slices.Contains(x.any, s) || slices.Contains(x.all, s) {
			l.fault("%s: %s speaks for and against", where, s)
		}
	}
	if len(e.Fill) == 0 {
		l.fault("%s: no act would fill it: what is a person to do where it is missing?", where)
	}
	for _, a := range e.Fill {
		if _, ok := l.acts[a]; !ok {
			l.fault("%s: %q is no act of this file", where, a)
		}
	}
	l.elements[e.ID] = x
}

func (l *loader) signs(where, list string, names []string) []Sign {
	var out []Sign
	for _, n := range names {
		s := Sign(n)
		switch {
		case !s.known():
			l.fault("%s: %s: %q is no fact of docs/facts.md and no sign of docs/proof.md", where, list, n)
		case slices.Contains(out, s):
			l.fault("%s: %s: %s stands twice", where, list, n)
		}
		out = append(out, s)
	}
	return out
}

func (l *loader) known(where string, elements []string, some bool) {
	if some && len(elements) == 0 {
		l.fault("%s: no elements", where)
	}
	seen := map[string]bool{}
	for _, id := range elements {
		if l.elements[id] == nil {
			l.fault("%s: %q is no element of this file", where, id)
		}
		if seen[id] {
			l.fault("%s: element %q stands twice", where, id)
		}
		seen[id] = true
	}
}

func (l *loader) offence(kind string, o fileOffence, ids map[string]bool) Offence {
	where := fmt.Sprintf("%s %q", kind, o.ID)
	l.id(where, o.ID, ids[o.ID])
	ids[o.ID] = true
	if len(o.Articles) == 0 {
		l.fault("%s: no articles", where)
	}
	l.said(where, "title", o.Title, true)
	l.said(where, "text", o.Text, true)
	l.said(where, "penalty", o.Penalty, kind == "offence")
	if kind == "mode" && (o.Penalty.FR != "" || len(o.Modes) > 0) {
		l.fault("%s: a mode has no penalty and no modes", where)
	}
	for _, d := range []struct{ what, day string }{{"since", o.Since}, {"until", o.Until}} {
		if d.day != "" && !day(d.day) {
			l.fault("%s: %s is %q: expected YYYY-MM-DD", where, d.what, d.day)
		}
	}
	if u, err := url.Parse(o.Source); err != nil || u.Scheme != "https" || u.Host == "" {
		l.fault("%s: source is %q: expected the https address of the article", where, o.Source)
	}
	checked := ""
	switch {
	case o.Checked == nil:
		l.fault(`%s: checked is needed; "" where the wording could not be compared`, where)
	case *o.Checked != "" && !day(*o.Checked):
		l.fault("%s: checked is %q: expected YYYY-MM-DD, or nothing", where, *o.Checked)
	default:
		checked = *o.Checked
	}
	l.said(where, "read", o.Read, checked != "")
	l.known(where, o.Elements, true)
	for _, m := range o.Modes {
		if !slices.ContainsFunc(l.Modes, func(x Offence) bool { return x.ID == m }) {
			l.fault("%s: %q is no mode of this file", where, m)
		}
	}
	return Offence{
		ID: o.ID, Articles: o.Articles, Title: o.Title, Text: o.Text, Penalty: o.Penalty, Since: o.Since, Until: o.Until,
		Source: o.Source, Checked: checked, Read: o.Read, Elements: o.Elements, Modes: o.Modes,
	}
}

func day(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// unused finds what nothing names: a slip of the pen that would stay unseen.
func (l *loader) unused(f file) {
	named := map[string]bool{}
	for _, p := range f.Pillars {
		named[p] = true
	}
	for _, o := range slices.Concat(f.Offences, f.Modes) {
		for _, e := range o.Elements {
			named[e] = true
		}
	}
	for _, e := range f.Elements {
		if !named[e.ID] {
			l.fault("element %q: no pillar, offence or mode names it", e.ID)
		}
		for _, a := range e.Fill {
			named["act "+a] = true
		}
	}
	for _, a := range f.Acts {
		if !named["act "+a.ID] {
			l.fault("act %q: no element names it", a.ID)
		}
	}
}

// Offence finds an offence or a mode by its id, or by one of its articles.
func (c *Catalogue) Offence(id string) (Offence, bool) {
	all := slices.Concat(c.Offences, c.Modes)
	if i := slices.IndexFunc(all, func(o Offence) bool { return o.ID == id }); i >= 0 {
		return all[i], true
	}
	if i := slices.IndexFunc(all, func(o Offence) bool { return slices.Contains(o.Articles, id) }); i >= 0 {
		return all[i], true
	}
	return Offence{}, false
}
