package clock

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"

	"vigie/internal/report"
	"vigie/rules"
)

// file is the shape of clocks.yaml.
type file struct {
	Version   int                 `yaml:"version"`
	Areas     map[string][]string `yaml:"areas"`
	Clocks    []fileClock         `yaml:"clocks"`
	Providers []fileProvider      `yaml:"providers"`
}

type fileClock struct {
	ID      string            `yaml:"id"`
	Country string            `yaml:"country"`
	Holder  string            `yaml:"holder"`
	Record  string            `yaml:"record"`
	Kinds   []string          `yaml:"kinds"`
	Events  []string          `yaml:"events"`
	Sources []string          `yaml:"sources"`
	From    string            `yaml:"from"`
	Years   int               `yaml:"years"`
	Days    int               `yaml:"days"`
	Since   string            `yaml:"since"`
	Until   string            `yaml:"until"`
	Law     cited             `yaml:"law"`
	Source  string            `yaml:"source"`
	Title   map[string]string `yaml:"title"`
}

// cited is how a text is cited, by language: one form for all of them, or each its own.
type cited map[string]string

// UnmarshalYAML reads either.
func (c *cited) UnmarshalYAML(read func(any) error) error {
	var one string
	if read(&one) == nil {
		*c = cited{"fr": one, "en": one}
		return nil
	}
	if read((*map[string]string)(c)) != nil {
		return errors.New("law: expected a citation, or one in each language, fr and en")
	}
	return nil
}

// check refuses what would not read as a citation in a letter.
func (c cited) check() error {
	for _, lang := range []string{"fr", "en"} {
		s := c[lang]
		switch {
		case strings.TrimSpace(s) == "":
			return errors.New("law is missing: cite the text that sets the duration, once or in both languages, fr and en")
		case strings.Contains(s, ": ") || strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) }):
			return fmt.Errorf("law is %q: expected a citation alone, on one line; what explains it is a comment", s)
		}
	}
	return nil
}

type fileProvider struct {
	Names    []string `yaml:"names"`
	Name     string   `yaml:"name"`
	Networks []string `yaml:"networks"`
	Generic  bool     `yaml:"generic"`
	Holder   string   `yaml:"holder"`
	Country  string   `yaml:"country"`
}

var (
	idForm      = regexp.MustCompile(`^[a-z][a-z0-9-]{1,63}$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	holders     = []string{string(AccessProvider), string(Platform), string(PaymentInstitution)}
	froms       = []string{string(FromEvent), string(FromClosed), string(FromReport), string(FromPayment), string(FromRequest)}
)

// Default is the table that Vigie ships.
func Default() *Table { return shipped() }

var shipped = sync.OnceValue(func() *Table {
	data, err := rules.Files.ReadFile("clocks.yaml")
	if err != nil {
		panic(err) // embedded: only a broken build can lack it
	}
	t, err := Load(data)
	if err != nil {
		panic(err) // a test loads the shipped file
	}
	return t
})

// Load reads a file of clocks. It names every fault that it finds, each with
// the clock in which it stands.
func Load(data []byte) (*Table, error) {
	var f file
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("clocks: %s", strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("clocks: version is %d; this program reads version 1", f.Version)
	}
	if len(f.Clocks) == 0 {
		return nil, errors.New("clocks: the file holds no clock")
	}
	t := &Table{Version: f.Version, areas: f.Areas, providers: map[string]Provider{}, byID: map[string]int{}}
	var errs []error
	for area, members := range f.Areas {
		for _, c := range append(slices.Clone(members), area) {
			if !countryForm.MatchString(c) {
				errs = append(errs, fmt.Errorf("clocks: area %q: %q is no country: expected two capitals such as FR", area, c))
			}
		}
	}
	for i := range f.Clocks {
		c, err := f.Clocks[i].clock()
		if err != nil {
			errs = append(errs, fmt.Errorf("clocks: clock %d (%q): %w", i+1, f.Clocks[i].ID, err))
			continue
		}
		if _, twice := t.byID[c.ID]; twice {
			errs = append(errs, fmt.Errorf("clocks: clock %d: the id %q stands twice", i+1, c.ID))
			continue
		}
		t.byID[c.ID] = len(t.Clocks)
		t.Clocks = append(t.Clocks, c)
	}
	for i, p := range f.Providers {
		if err := t.addProvider(p); err != nil {
			errs = append(errs, fmt.Errorf("clocks: provider %d: %w", i+1, err))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return t, nil
}

func (t *Table) addProvider(f fileProvider) error {
	p := Provider{Name: strings.TrimSpace(f.Name), Generic: f.Generic, Holder: Holder(f.Holder), Country: f.Country}
	if len(f.Names)+len(f.Networks) == 0 {
		return errors.New("names is empty: write the words that sources use, in lower case")
	}
	if !slices.Contains(holders, f.Holder) {
		return fmt.Errorf("holder is %q: expected one of %s", f.Holder, strings.Join(holders, ", "))
	}
	if f.Country != "" && !countryForm.MatchString(f.Country) {
		return fmt.Errorf("country is %q: expected two capitals such as FR", f.Country)
	}
	for _, s := range f.Networks {
		n, err := netip.ParsePrefix(s)
		if err != nil || p.Holder != AccessProvider || p.Name == "" {
			return fmt.Errorf("networks: %q: expected prefixes such as 192.0.2.0/24, of an access-provider that has a name", s)
		}
		p.Networks = append(p.Networks, n.Masked())
	}
	for _, n := range f.Names {
		p.Names = append(p.Names, normal(n))
	}
	for _, n := range p.Names {
		if _, twice := t.providers[n]; twice {
			return fmt.Errorf("the name %q stands twice", n)
		}
		t.providers[n] = p
	}
	if len(p.Networks) > 0 {
		t.networks = append(t.networks, p)
	}
	return nil
}

// clock checks one clock and gives its typed form.
func (f *fileClock) clock() (Clock, error) {
	c := Clock{
		ID: f.ID, Country: f.Country, Holder: Holder(f.Holder), From: From(f.From),
		Years: f.Years, Days: f.Days, Sources: f.Sources, Law: f.Law, Source: f.Source, Title: f.Title,
	}
	switch {
	case !idForm.MatchString(f.ID):
		return c, errors.New("id: expected lower-case letters, digits and dashes, such as fr-connection")
	case !countryForm.MatchString(f.Country):
		return c, fmt.Errorf("country is %q: expected two capitals such as FR", f.Country)
	case !slices.Contains(holders, f.Holder):
		return c, fmt.Errorf("holder is %q: expected one of %s", f.Holder, strings.Join(holders, ", "))
	case !slices.Contains(froms, f.From):
		return c, fmt.Errorf("from is %q: expected one of %s", f.From, strings.Join(froms, ", "))
	case (f.Years > 0) == (f.Days > 0) || f.Years < 0 || f.Days < 0 || f.Years > 100 || f.Days > 36500:
		return c, errors.New("duration: write either years (1 to 100) or days (1 to 36500)")
	case f.Source == "":
		return c, errors.New("source is missing: say where the text can be read")
	case f.Title["fr"] == "" || f.Title["en"] == "":
		return c, errors.New("title: write it in both languages, fr and en")
	}
	if err := f.Law.check(); err != nil {
		return c, err
	}
	if c.Record = Record(slices.Index(recordNames[:], f.Record)); f.Record == "" || c.Record == 0 || int(c.Record) >= len(recordNames) {
		return c, fmt.Errorf("record is %q: expected one of %s", f.Record, strings.Join(recordNames[1:], ", "))
	}
	for _, name := range f.Kinds {
		k, ok := report.KindNamed(name)
		if !ok {
			return c, fmt.Errorf("kinds: %q is no kind of identifier", name)
		}
		c.Kinds = append(c.Kinds, k)
	}
	for _, e := range f.Events {
		c.Events = append(c.Events, strings.ToLower(e))
	}
	var err error
	if c.Since, err = date("since", f.Since); err != nil {
		return c, err
	}
	if c.Until, err = date("until", f.Until); err != nil {
		return c, err
	}
	if !c.Since.IsZero() && !c.Until.IsZero() && !c.Since.Before(c.Until) {
		return c, errors.New("since must come before until")
	}
	return c, c.shape()
}

// shape refuses a clock that nothing could ever start.
func (c *Clock) shape() error {
	switch c.From {
	case FromReport:
		if len(c.Sources) == 0 || len(c.Kinds) > 0 {
			return errors.New("a clock that counts from the report names its sources, and no kinds")
		}
	case FromRequest:
		if c.Record != Preservation || len(c.Kinds) > 0 || len(c.Sources) > 0 {
			return errors.New("a clock that counts from a request is a preservation, with neither kinds nor sources")
		}
	default:
		if len(c.Kinds) == 0 || len(c.Sources) > 0 {
			return fmt.Errorf("a clock that counts from %q names the kinds of identifiers that bear the record, and no sources", c.From)
		}
	}
	if (c.From == FromRequest) != (c.Record == Preservation) {
		return errors.New("a preservation counts from the request")
	}
	return nil
}

func date(field, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, fmt.Errorf("%s is %q: expected a day such as 2024-05-07", field, s)
	}
	return t, nil
}
