package triage

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"vigie/rules"
)

// ruleFile is the shape of default.yaml.
type ruleFile struct {
	Version        int        `yaml:"version" json:"version"`
	Slope          *int       `yaml:"slope" json:"slope"`
	PerishableDays *int       `yaml:"perishable_days" json:"perishableDays"`
	Targets        targetFile `yaml:"targets" json:"targets"`
	Rules          []ruleText `yaml:"rules" json:"rules"`
}

type targetFile struct {
	Immediate  string `yaml:"immediate" json:"immediate"`
	Perishable string `yaml:"perishable" json:"perishable"`
	Strong     string `yaml:"strong" json:"strong"`
	Ordinary   string `yaml:"ordinary" json:"ordinary"`
}

type ruleText struct {
	ID     string            `yaml:"id" json:"id"`
	Class  string            `yaml:"class" json:"class"`
	Weight int               `yaml:"weight" json:"weight"`
	When   string            `yaml:"when" json:"when"`
	Reason map[string]string `yaml:"reason" json:"reason"` // "fr", "en"
	Source cited             `yaml:"source" json:"source"`
}

const (
	maxRules  = 500
	maxWeight = 10_000
	maxSlope  = 1_000
)

var ruleID = regexp.MustCompile(`^[a-z][a-z0-9-]{1,63}$`)

// Default is the rules that Vigie ships.
func Default() *Rules { return shipped() }

var shipped = sync.OnceValue(func() *Rules {
	data, err := rules.Files.ReadFile("default.yaml")
	if err != nil {
		panic(err) // embedded: only a broken build can lack it
	}
	r, err := Load(data)
	if err != nil {
		panic(err) // a test loads the shipped file
	}
	return r
})

// Load reads and compiles a file of rules. It names every fault that it finds,
// each with the rule in which it stands and, inside an expression, its line and
// column.
func Load(data []byte) (*Rules, error) {
	var f ruleFile
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("rules: %s", strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("rules: version is %d; this program reads version 1", f.Version)
	}
	r := &Rules{Slope: 1, PerishableDays: 21}
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf("rules: "+format, args...)) }
	if f.Slope != nil {
		r.Slope = *f.Slope
	}
	if r.Slope < 1 || r.Slope > maxSlope {
		fault("slope is %d: expected 1 to %d points a day, so that waiting always raises", r.Slope, maxSlope)
	}
	if f.PerishableDays != nil {
		r.PerishableDays = *f.PerishableDays
	}
	if r.PerishableDays < 0 || r.PerishableDays > 366 {
		fault("perishable_days is %d: expected 0 to 366", r.PerishableDays)
	}
	r.targets(f.Targets, fault)
	if len(f.Rules) == 0 || len(f.Rules) > maxRules {
		fault("the file holds %d rules: expected 1 to %d", len(f.Rules), maxRules)
	}
	c, err := newCompiler()
	if err != nil {
		return nil, fmt.Errorf("rules: the rule environment: %w", err)
	}
	seen := map[string]bool{}
	for i, text := range f.Rules {
		where := fmt.Sprintf("rule %d (%q)", i+1, text.ID)
		if seen[text.ID] {
			fault("%s: the id stands twice", where)
		}
		seen[text.ID] = true
		rule, faults := c.compile(text)
		for _, e := range faults {
			fault("%s: %s", where, e)
		}
		r.rules = append(r.rules, rule)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	r.hash = f.hash(r)
	return r, nil
}

// targets reads the target delays, each in hours or days.
func (r *Rules) targets(f targetFile, fault func(string, ...any)) {
	for _, t := range []struct {
		class Class
		given string
		usual time.Duration
	}{
		{Immediate, f.Immediate, 24 * time.Hour},
		{Perishable, f.Perishable, 7 * 24 * time.Hour},
		{Strong, f.Strong, 14 * 24 * time.Hour},
		{Ordinary, f.Ordinary, 30 * 24 * time.Hour},
	} {
		d := t.usual
		if t.given != "" {
			var n int
			var unit string
			if k, err := fmt.Sscanf(t.given, "%d %s", &n, &unit); err != nil || k != 2 || n < 1 || n > 10000 || !slices.Contains([]string{"h", "d"}, unit) {
				fault("targets: %s is %q: expected hours or days, such as 24 h or 7 d", t.class, t.given)
				continue
			}
			d = time.Duration(n) * time.Hour
			if unit == "d" {
				d *= 24
			}
		}
		r.target[t.class] = d
	}
}
