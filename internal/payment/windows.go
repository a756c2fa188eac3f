package payment

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"vigie/rules"
)

// Windows are the parameters of the payment facts: a file that people wrote
// (rules/payments.yaml), versioned, each part with its source.
type Windows struct {
	Version       int
	SameReference int           // days within which one reference and amount are one payment
	Same          int           // days within which one recipient and amount are probably one
	SameSession   time.Duration // within which two sources tell one session
	Session       time.Duration // between a payment and a session near it
	Least         int           // payments that a trend needs
	Intervals     Ratio
	Amounts       Ratio
	References    int             // fewest letters and digits of a reference
	None          map[string]bool // references that refer to nothing, in their normal form
	Minor         map[string]int  // decimals by currency, when shown
	Sources       map[string]string
}

// Ratio is a fraction under which a median has moved.
type Ratio struct{ Less, Of int }

type ratioFile struct {
	Less integer `yaml:"less"`
	Of   integer `yaml:"of"`
}

// integer is a whole number in a file, and whether it stands there. The YAML
// library cuts 48.5 down to 48 for a plain int.
type integer struct {
	n     int
	given bool
}

// UnmarshalYAML reads digits; anything else is as if nothing stood there.
func (i *integer) UnmarshalYAML(b []byte) error {
	n, err := strconv.Atoi(strings.TrimSpace(string(b)))
	*i = integer{n, err == nil}
	return nil // whoever reads the field names it
}

type windowsFile struct {
	Version integer `yaml:"version"`
	Same    struct {
		Reference integer `yaml:"reference_days"`
		Recipient integer `yaml:"recipient_days"`
		Session   integer `yaml:"session_minutes"`
		Source    string  `yaml:"source"`
	} `yaml:"same"`
	Session struct {
		Hours  integer `yaml:"hours"`
		Source string  `yaml:"source"`
	} `yaml:"session"`
	Trend struct {
		Least     integer   `yaml:"least"`
		Intervals ratioFile `yaml:"intervals"`
		Amounts   ratioFile `yaml:"amounts"`
		Source    string    `yaml:"source"`
	} `yaml:"trend"`
	References struct {
		Least  integer  `yaml:"least"`
		None   []string `yaml:"none"`
		Source string   `yaml:"source"`
	} `yaml:"references"`
	Minor struct {
		Units  map[string]integer `yaml:"units"`
		Source string             `yaml:"source"`
	} `yaml:"minor"`
}

const maxWindowsFile = 1 << 20

// currencyForm is an ISO 4217 code, or the ticker of a crypto-asset.
var currencyForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{2,9}$`)

// Default is the file that Vigie ships.
var Default = sync.OnceValue(func() *Windows {
	b, err := rules.Files.ReadFile("payments.yaml")
	if err != nil {
		panic(err) // embedded: only a broken build can lack it
	}
	w, err := Load(b)
	if err != nil {
		panic(err) // a test loads the shipped file
	}
	return w
})

// Load reads a payments.yaml. It names every fault that it finds; a parameter
// that is missing is one, since half a file would count otherwise in silence.
func Load(data []byte) (*Windows, error) {
	if len(data) > maxWindowsFile {
		return nil, fmt.Errorf("payments: the file has %d bytes; %d is the most", len(data), maxWindowsFile)
	}
	var f windowsFile
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("payments: %s", strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if f.Version.n != 1 {
		return nil, fmt.Errorf("payments: version is %d; this program reads version 1", f.Version.n)
	}
	w := &Windows{
		Version: f.Version.n, None: map[string]bool{}, Minor: map[string]int{},
		Sources: map[string]string{
			"same": f.Same.Source, "session": f.Session.Source, "trend": f.Trend.Source,
			"references": f.References.Source, "minor": f.Minor.Source,
		},
	}
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf("payments: "+format, args...)) }
	number := func(name string, given integer, low, high int) int {
		switch {
		case !given.given:
			fault("%s is missing: write a whole number from %d to %d", name, low, high)
			return low
		case given.n < low || given.n > high:
			fault("%s is %d: expected %d to %d", name, given.n, low, high)
		}
		return given.n
	}
	ratio := func(name string, given ratioFile) Ratio {
		if given.Less.n < 1 || given.Of.n <= given.Less.n || given.Of.n > 1000 {
			fault("%s: expected a fraction under one, such as {less: 2, of: 3}", name)
			return Ratio{}
		}
		return Ratio{given.Less.n, given.Of.n}
	}
	w.SameReference = number("same: reference_days", f.Same.Reference, 0, 366)
	w.Same = number("same: recipient_days", f.Same.Recipient, 0, 366)
	w.SameSession = time.Duration(number("same: session_minutes", f.Same.Session, 0, 24*60)) * time.Minute
	w.Session = time.Duration(number("session: hours", f.Session.Hours, 1, 24*31)) * time.Hour
	w.Least = number("trend: least", f.Trend.Least, 4, 1000)
	w.Intervals = ratio("trend: intervals", f.Trend.Intervals)
	w.Amounts = ratio("trend: amounts", f.Trend.Amounts)
	w.References = number("references: least", f.References.Least, 1, 64)
	for _, s := range f.References.None {
		n := normalReference(s)
		if n == "" || n != s {
			fault("references: none: each is written in capitals, without spaces and signs")
			continue
		}
		w.None[n] = true
	}
	for code, places := range f.Minor.Units {
		if !currencyForm.MatchString(code) || !places.given || places.n < 0 || places.n > maxScale {
			fault("minor: units: expected codes such as EUR with 0 to %d decimals", maxScale)
			continue
		}
		w.Minor[code] = places.n
	}
	for _, part := range []string{"same", "session", "trend", "references", "minor"} {
		if strings.TrimSpace(w.Sources[part]) == "" {
			fault("%s: source is missing: say what the figures rest on", part)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return w, nil
}

// normalReference keeps letters and digits, in capitals: sources set a
// reference's groups apart with spaces and dashes of their own.
func normalReference(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// reference is the normal form of a payment's reference, "" where it refers to nothing.
func (w *Windows) reference(s string) string {
	n := normalReference(s)
	if len(n) < w.References || w.None[n] {
		return ""
	}
	return n
}
