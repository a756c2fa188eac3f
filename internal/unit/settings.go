package unit

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"vigie/internal/clock"
	"vigie/internal/identity"
	"vigie/internal/match"
	"vigie/internal/match/name"
	"vigie/internal/payment"
	"vigie/internal/proof"
	"vigie/internal/triage"
	"vigie/profiles"
	"vigie/rules"
)

// Settings are what a unit states once, in vigie.yaml.
type Settings struct {
	Unit      string `yaml:"unit"`      // the unit's name, as pages and files show it
	Origin    string `yaml:"origin"`    // the ledger's name, a host name of the unit
	Procedure string `yaml:"procedure"` // under which reports are taken in, unless an intake names another
	Basis     string `yaml:"basis"`     // its legal basis
	Handling  string `yaml:"handling"`  // evidence, intelligence or originator
}

// stricter is the handling code that holds: of the intake's and the source's own,
// the one that allows less. A word that no reader writes allows nothing.
func stricter(of triage.Handling, own string) triage.Handling {
	if own == "" {
		return of
	}
	h, ok := handlings[own]
	if !ok {
		return triage.Originator
	}
	return max(of, h)
}

// handlingName is the word for a handling code.
func handlingName(h triage.Handling) string {
	for name, x := range handlings {
		if x == h {
			return name
		}
	}
	return ""
}

// handlings are the handling codes, by the words that people use.
var handlings = map[string]triage.Handling{
	"evidence": triage.Evidence, "intelligence": triage.Intelligence, "originator": triage.Originator,
}

func readSettings(path string) (Settings, error) {
	var s Settings
	b, err := os.ReadFile(path)
	if err != nil {
		return s, fmt.Errorf("reading the settings: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(b, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	if s.Procedure == "" || s.Basis == "" {
		return s, fmt.Errorf("%s names no procedure or no legal basis: Vigie takes nothing in without them", path)
	}
	if _, ok := handlings[s.Handling]; !ok {
		return s, fmt.Errorf("%s: handling is %q: expected evidence, intelligence or originator", path, s.Handling)
	}
	return s, nil
}

// loadRules reads the rules, clocks and strengths in force: the unit's own
// where its data folder has them (rules/*.yaml), else the shipped ones.
func (u *Unit) loadRules() error {
	own := func(name string) ([]byte, error) {
		b, err := os.ReadFile(filepath.Join(u.dir, "rules", name))
		if errors.Is(err, fs.ErrNotExist) {
			return rules.Files.ReadFile(name)
		}
		return b, err
	}
	for _, f := range []struct {
		name, what string
		load       func([]byte) error
	}{
		{"default.yaml", "rules", into(&u.rules, triage.Load)},
		{"clocks.yaml", "clocks", into(&u.clocks, clock.Load)},
		{"match.yaml", "weights of persons (match.yaml)", func(b []byte) error {
			err := into(&u.weights, match.Load)(b)
			if err == nil {
				u.weighed = fmt.Sprintf("%d %x", u.weights.Version, sha256.Sum256(b))
			}
			return err
		}},
		{"nicknames.yaml", "nicknames", into(&u.nicknames, name.Load)},
		{"linking.yaml", "linking", into(&u.table, identity.Load)},
		{"payments.yaml", "payments", into(&u.windows, payment.Load)},
		{"offences/fr.yaml", "offences", into(&u.offences, proof.Load)},
	} {
		b, err := own(f.name)
		if err == nil {
			err = f.load(b)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.what, err)
		}
	}
	return errors.Join(u.loadRates(), u.loadForms())
}

// into loads a file of rules into its place.
func into[T any](place *T, load func([]byte) (T, error)) func([]byte) error {
	return func(b []byte) (err error) {
		*place, err = load(b)
		return err
	}
}

// ratesFile is the unit's own table of rates: Vigie ships none, and asks no
// service for one.
const ratesFile = "rates.csv"

func (u *Unit) loadRates() error {
	b, err := os.ReadFile(filepath.Join(u.dir, ratesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		u.rates, err = payment.LoadRates(b)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", ratesFile, err)
	}
	return nil
}

// Profiles are the column profiles in force: the shipped ones and the unit's own.
func (u *Unit) Profiles() []fs.FS {
	own := filepath.Join(u.dir, "profiles")
	if _, err := os.Stat(own); err != nil {
		return []fs.FS{profiles.Files}
	}
	return []fs.FS{profiles.Files, os.DirFS(own)}
}
