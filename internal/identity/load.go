package identity

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"vigie/internal/report"
	"vigie/rules"
)

// kindCount is one more than the last kind.
const kindCount = int(report.LastKind) + 1

// rulesFile is linking.yaml, whose comments say what each part is for.
type rulesFile struct {
	Version      int                `yaml:"version"`
	Kinds        map[string]kindRow `yaml:"kinds"`
	Ceilings     map[string]string  `yaml:"ceilings"`
	Evidence     evidenceRow        `yaml:"evidence"`
	Placeholders []string           `yaml:"placeholders"`
	Email        struct {
		Roles        []string  `yaml:"roles"`
		Placeholders []string  `yaml:"placeholders"`
		Folds        []foldRow `yaml:"folds"`
	} `yaml:"email"`
	Phone struct {
		Country string `yaml:"country"`
	} `yaml:"phone"`
	Device struct {
		Placeholders []string `yaml:"placeholders"`
	} `yaml:"device"`
	Wallet struct {
		Placeholders []string `yaml:"placeholders"`
	} `yaml:"wallet"`
	IP struct {
		Unroutable []string `yaml:"unroutable"`
	} `yaml:"ip"`
	Suffixes []string     `yaml:"suffixes"`
	Services []serviceRow `yaml:"services"`
}

type kindRow struct {
	Verified   string `yaml:"verified"`
	Unstated   string `yaml:"unstated"`
	Unverified string `yaml:"unverified"`
	Cap        int    `yaml:"cap"`
}

type evidenceRow struct {
	Worth  map[string]int           `yaml:"worth"`
	Window map[string]time.Duration `yaml:"window"`
	Handle int                      `yaml:"handle"`
	Media  struct {
		Least int `yaml:"least"`
		Alike int `yaml:"alike"`
	} `yaml:"media"`
}

type foldRow struct {
	Domains []string `yaml:"domains"`
	As      string   `yaml:"as"`
	Dots    bool     `yaml:"dots"`
	Plus    bool     `yaml:"plus"`
}

type serviceRow struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
	Company []string `yaml:"company"`
	IDs     string   `yaml:"ids"`
	Country string   `yaml:"country"`
}

// Default is the table that ships with the program.
var Default = sync.OnceValue(func() *Table {
	b, err := rules.Files.ReadFile("linking.yaml")
	if err != nil {
		panic(err) // embedded: a broken build, which the tests find
	}
	t, err := Load(b)
	if err != nil {
		panic(err)
	}
	return t
})

// Load reads a linking.yaml. An unknown or missing key, kind, strength or
// condition is an error that names it: half a table would link wrongly in
// silence.
func Load(b []byte) (*Table, error) {
	var f rulesFile
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&f); err != nil {
		return nil, fmt.Errorf("linking rules: %w", err)
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("linking rules: version is %d; this program reads version 1", f.Version)
	}
	t := &Table{
		hash:         fmt.Sprintf("%x", sha256.Sum256(b)),
		placeholders: map[string]bool{}, emailRoles: map[string]bool{}, emailEmpty: map[string]bool{}, emailFolds: map[string]emailFold{},
		services: map[string]service{}, suffixes: map[string]bool{}, devices: map[string]bool{}, wallets: map[string]bool{},
	}
	for _, step := range []func(*rulesFile) error{t.loadKinds, t.loadCeilings, t.loadEvidence, t.loadLists, t.loadServices} {
		if err := step(&f); err != nil {
			return nil, fmt.Errorf("linking rules: %w", err)
		}
	}
	return t, nil
}

// mayJoin are the kinds that may join two reports. The others are shared by
// strangers by their nature: no configuration makes them join.
var mayJoin = [kindCount]bool{
	report.KindAccount: true, report.KindEmail: true, report.KindPhone: true, report.KindDevice: true,
	report.KindIBAN: true, report.KindBank: true, report.KindWallet: true, report.KindDocument: true,
}

func (t *Table) loadKinds(f *rulesFile) error {
	for k := 1; k < kindCount; k++ {
		name := report.Kind(k).String()
		row, ok := f.Kinds[name]
		if !ok {
			return fmt.Errorf("kinds: %s is missing", name)
		}
		delete(f.Kinds, name)
		var r kindRule
		for _, s := range []struct {
			to         *report.Strength
			word, when string
		}{{&r.verified, row.Verified, "verified"}, {&r.unstated, row.Unstated, "unstated"}, {&r.unverified, row.Unverified, "unverified"}} {
			v, err := parseStrength(s.word)
			if err != nil {
				return fmt.Errorf("kinds: %s: %s: %w", name, s.when, err)
			}
			if v == report.Joins && !mayJoin[k] {
				return fmt.Errorf("kinds: %s: %s: this kind proposes at most, since strangers share its values", name, s.when)
			}
			*s.to = v
		}
		if r.unverified > r.unstated || r.unstated > r.verified {
			return fmt.Errorf("kinds: %s: verified must be at least as strong as unstated, and unstated as unverified", name)
		}
		if r.cap = row.Cap; r.cap < 1 {
			return fmt.Errorf("kinds: %s: cap is %d; it must be 1 or more", name, row.Cap)
		}
		t.kinds[k] = r
	}
	for name := range f.Kinds {
		return fmt.Errorf("kinds: %q is no kind of identifier", name)
	}
	return nil
}

func (t *Table) loadCeilings(f *rulesFile) error {
	for c, name := range conditionNames {
		word, ok := f.Ceilings[name]
		if !ok {
			return fmt.Errorf("ceilings: %s is missing", name)
		}
		delete(f.Ceilings, name)
		s, err := parseStrength(word)
		if err != nil {
			return fmt.Errorf("ceilings: %s: %w", name, err)
		}
		t.ceilings[c] = s
	}
	for name := range f.Ceilings {
		return fmt.Errorf("ceilings: %q is no condition", name)
	}
	if t.ceilings[fromText] > report.Proposes {
		return errors.New("ceilings: from-text: what is found in free text proposes at most")
	}
	return nil
}

func (t *Table) loadLists(f *rulesFile) error {
	for _, l := range []struct {
		to   map[string]bool
		from []string
	}{{t.placeholders, f.Placeholders}, {t.emailRoles, f.Email.Roles}, {t.emailEmpty, f.Email.Placeholders}, {t.suffixes, f.Suffixes}, {t.devices, f.Device.Placeholders}} {
		for _, s := range l.from {
			l.to[fold(s)] = true
		}
	}
	for _, s := range f.Wallet.Placeholders {
		w := checkedWallet(s)
		if w.value == "" {
			return fmt.Errorf("wallet: placeholders: %q is no address", s)
		}
		t.wallets[w.value] = true
	}
	for _, r := range f.Email.Folds {
		as := hostname(r.As)
		if as == "" {
			return fmt.Errorf("email: folds: as: %q is no domain", r.As)
		}
		for _, d := range append([]string{as}, r.Domains...) {
			h := hostname(d)
			if h == "" {
				return fmt.Errorf("email: folds: domains: %q is no domain", d)
			}
			t.emailFolds[h] = emailFold{as: as, dots: r.Dots, plus: r.Plus}
		}
	}
	for _, s := range f.IP.Unroutable {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return fmt.Errorf("ip: unroutable: %q is no range such as 10.0.0.0/8", s)
		}
		t.unroutable = append(t.unroutable, p)
	}
	var err error
	t.phoneCountry, err = region(f.Phone.Country)
	if err != nil {
		return fmt.Errorf("phone: country: %w", err)
	}
	return nil
}

func (t *Table) loadServices(f *rulesFile) error {
	for _, row := range f.Services {
		ids, ok := idForms[row.IDs]
		if !ok {
			return fmt.Errorf("services: %s: ids: %q is none of opaque, nocase, phone, email", row.Name, row.IDs)
		}
		country, err := region(row.Country)
		if err != nil {
			return fmt.Errorf("services: %s: country: %w", row.Name, err)
		}
		if row.Name == "" || serviceName(row.Name, t.suffixes) != row.Name {
			return fmt.Errorf("services: %q is not in its normal form, which is %q", row.Name, serviceName(row.Name, t.suffixes))
		}
		s := service{name: row.Name, ids: ids, country: country}
		for _, a := range append([]string{row.Name}, row.Aliases...) {
			if err := t.addService(a, s); err != nil {
				return err
			}
		}
		s.company = true
		for _, a := range row.Company {
			if err := t.addService(a, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Table) addService(alias string, s service) error {
	n := serviceName(alias, t.suffixes)
	if old, ok := t.services[n]; ok {
		return fmt.Errorf("services: %q names both %s and %s", alias, old.name, s.name)
	}
	t.services[n] = s
	return nil
}

func parseStrength(s string) (report.Strength, error) {
	switch s {
	case "joins":
		return report.Joins, nil
	case "proposes":
		return report.Proposes, nil
	case "shown":
		return report.Shown, nil
	case "unusable":
		return report.Unusable, nil
	}
	return 0, fmt.Errorf("%q is none of joins, proposes, shown, unusable", s)
}

func region(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	if len(s) != 2 || strings.ToUpper(s) != s {
		return "", fmt.Errorf("%q is no ISO 3166 code of two capitals such as FR", s)
	}
	return s, nil
}
