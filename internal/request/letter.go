package request

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/goccy/go-yaml"

	"vigie/internal/clock"
	"vigie/internal/report"
	"vigie/internal/triage"
)

// Named is an identifier that helps a holder to find a record.
type Named struct {
	Kind   string `json:"kind"`
	Value  string `json:"value"`
	Masked bool   `json:"masked,omitzero"`
	Index  string `json:"index,omitzero"` // by what the unit finds the value again; no letter shows it
}

// Item is one record that a letter asks for, with all that the letter says of it.
type Item struct {
	Report  report.Key `json:"report"`
	ID      string     `json:"item"`
	Record  string     `json:"record"`           // clock.Record
	Kind    string     `json:"kind,omitzero"`    // of the identifier; "payment"; empty: what was reported as a whole
	Service string     `json:"service,omitzero"` // where the identifier is one; the payment's channel
	Value   string     `json:"value,omitzero"`   // the identifier, or the payment's reference
	Port    int        `json:"port,omitzero"`
	At      time.Time  `json:"at,omitzero"`
	DayOnly bool       `json:"dayOnly,omitzero"` // the source states a day, and At is its midnight
	Amount  string     `json:"amount,omitzero"`  // with its currency
	Number  string     `json:"number,omitzero"`  // the source's own number of the report
	Names   []Named    `json:"names,omitempty"`
	ActBy   triage.Day `json:"actBy"`
	// Law is what sets the act-by date, in each language.
	Law    map[string]string `json:"law"`
	Masked bool              `json:"masked,omitzero"` // Value is shown elsewhere only when a person asks for it
	Index  string            `json:"index,omitzero"`  // as in Named
}

// MaskedItems says whether anything in the letter is masked elsewhere.
func MaskedItems(items []Item) bool {
	return slices.ContainsFunc(items, func(i Item) bool {
		return i.Masked || slices.ContainsFunc(i.Names, func(n Named) bool { return n.Masked })
	})
}

// Letter is what a template sees.
type Letter struct {
	Number     Number
	Unit       string
	Procedures []string
	Basis      string // of the unit
	Case       string
	Holder     clock.Keeper
	Drafted    triage.Day
	Keep       string // the text under which the holder is asked to keep
	Obtain     string // and that under which the records are obtained
	Items      []Item
	lang       string
}

// Base is the law under which a kind of holder in a country is asked.
type Base struct {
	ID        string            `yaml:"id"`
	Countries []string          `yaml:"countries"` // none: any, also when it is not known
	Holders   []string          `yaml:"holders"`   // none: any
	Keep      map[string]string `yaml:"keep"`      // "fr", "en"
	Obtain    map[string]string `yaml:"obtain"`
	Source    string            `yaml:"source"`
}

// Forms are the templates and bases of letters, immutable once loaded.
type Forms struct {
	Version int
	Most    int // records a letter
	Letters int // letters at once
	bases   []Base
	texts   map[string]*template.Template
}

var baseID = regexp.MustCompile(`^[a-z][a-z0-9-]{1,63}$`)

// Load reads bases.yaml, fr.tmpl and en.tmpl. It names every fault that it finds.
func Load(files fs.FS) (*Forms, error) {
	b, err := fs.ReadFile(files, "bases.yaml")
	if err != nil {
		return nil, err
	}
	var in struct {
		Version int    `yaml:"version"`
		Most    int    `yaml:"most"`
		Letters int    `yaml:"letters"`
		Bases   []Base `yaml:"bases"`
	}
	if err := yaml.UnmarshalWithOptions(b, &in, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("bases.yaml: %s", strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	f := &Forms{Version: in.Version, Most: in.Most, Letters: in.Letters, bases: in.Bases, texts: map[string]*template.Template{}}
	var errs []error
	if in.Version != 1 {
		errs = append(errs, fmt.Errorf("bases.yaml: version is %d; this program reads version 1", in.Version))
	}
	if in.Most < 1 || in.Most > 5000 || in.Letters < 1 || in.Letters > 500 {
		errs = append(errs, errors.New("bases.yaml: most: expected 1 to 5000 records a letter; letters: 1 to 500 at once"))
	}
	for i, x := range in.Bases {
		if err := x.check(); err != nil {
			errs = append(errs, fmt.Errorf("bases.yaml: base %d (%q): %w", i+1, x.ID, err))
		}
	}
	if n := len(in.Bases); n == 0 || len(in.Bases[n-1].Countries)+len(in.Bases[n-1].Holders) > 0 {
		errs = append(errs, errors.New("bases.yaml: the last base is for any country and any holder, so that no letter is without one"))
	}
	for _, lang := range []string{"fr", "en"} {
		b, err := fs.ReadFile(files, lang+".tmpl")
		if err != nil {
			return nil, err
		}
		if f.texts[lang], err = template.New(lang + ".tmpl").Option("missingkey=error").Parse(string(b)); err != nil {
			errs = append(errs, err)
			continue
		}
		if _, err := f.Write(sample(), lang); err != nil {
			errs = append(errs, err)
		}
	}
	return f, errors.Join(errs...)
}

func (b *Base) check() error {
	switch {
	case !baseID.MatchString(b.ID):
		return errors.New("id: expected lower-case letters, digits and dashes")
	case b.Source == "":
		return errors.New("source is missing: say where the text can be read")
	}
	for _, t := range []map[string]string{b.Keep, b.Obtain} {
		if t["fr"] == "" || t["en"] == "" {
			return errors.New("keep and obtain: write both in both languages, fr and en")
		}
	}
	for _, h := range b.Holders {
		if !slices.Contains([]clock.Holder{clock.AccessProvider, clock.Platform, clock.PaymentInstitution}, clock.Holder(h)) {
			return fmt.Errorf("holders: %q is no kind of holder", h)
		}
	}
	return nil
}

// Base finds the law for a holder: the first base that fits.
func (f *Forms) Base(k clock.Keeper, t *clock.Table) Base {
	for _, b := range f.bases {
		in := len(b.Countries) == 0 || slices.ContainsFunc(b.Countries, func(c string) bool { return k.Country != "" && t.Governs(c, k.Country) })
		if in && (len(b.Holders) == 0 || slices.Contains(b.Holders, string(k.Holder))) {
			return b
		}
	}
	return Base{} // a file without a last resort is not loaded
}

// Write writes a letter in a language.
func (f *Forms) Write(l Letter, lang string) (string, error) {
	l.lang = lang
	var b bytes.Buffer
	if err := f.texts[lang].Execute(&b, &l); err != nil {
		return "", fmt.Errorf("writing a letter: %w", err)
	}
	return b.String(), nil
}

// sample is a letter that touches all that a template may ask for.
func sample() Letter {
	return Letter{
		Number: Number{Year: 2026, Seq: 1}, Unit: "U", Procedures: []string{"P"}, Basis: "B", Drafted: 20000, Keep: "k", Obtain: "o",
		Holder: clock.Keeper{Of: "192.0.2.4", Holder: clock.AccessProvider},
		Items:  []Item{{Record: "connection", Kind: "ip", Value: "192.0.2.4", Names: []Named{{Kind: "account", Value: "a"}}, ActBy: 20100, Law: map[string]string{"fr": "l", "en": "l"}}},
	}
}

// Day writes a day in words.
func (l *Letter) Day(d triage.Day) string { return d.In(l.lang) }

// To names the holder, as far as it is known.
func (l *Letter) To() string { return Holder(l.Holder, l.lang) }

// What says in words what a record is.
func (l *Letter) What(i Item) string {
	if w, ok := recordWords[i.Record]; ok {
		return w.in(l.lang)
	}
	return i.Record
}

// Law is what sets a record's act-by date.
func (l *Letter) Law(i Item) string { return i.Law[l.lang] }

// Place numbers the records from 1.
func (l *Letter) Place(i int) int { return i + 1 }

// Kind names a kind of identifier.
func (l *Letter) Kind(k string) string { return Word(k, l.lang) }

// When writes a time to the second, in UTC.
func (l *Letter) When(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") + " UTC" }

// Date writes the day of a time, in UTC.
func (l *Letter) Date(t time.Time) string { return l.Day(triage.DayOf(t)) }

// Amount writes an amount with the decimal sign of the language.
func (l *Letter) Amount(i Item) string {
	if l.lang == "fr" && strings.Count(i.Amount, ".") == 1 && !strings.Contains(i.Amount, ",") {
		return strings.Replace(i.Amount, ".", ",", 1)
	}
	return i.Amount
}

// Join puts names one behind the other.
func (l *Letter) Join(s []string) string { return strings.Join(s, ", ") }
