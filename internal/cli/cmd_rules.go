package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"vigie/internal/triage"
	"vigie/rules"
)

type rulesCmd struct {
	Check rulesCheckCmd `cmd:""`
	List  rulesListCmd  `cmd:"" default:"withargs"`
	Print rulesPrintCmd `cmd:""`
}

// inForce reads a file of rules: the one named, else the unit's own, else the
// shipped one.
func (e *env) inForce(file string) (name string, data []byte, err error) {
	if file != "" {
		data, err = os.ReadFile(file)
		return file, data, err
	}
	own := filepath.Join(e.dir(), "rules", "default.yaml")
	data, err = os.ReadFile(own)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = rules.Files.ReadFile("default.yaml")
		return e.t("règles livrées", "shipped rules"), data, err
	}
	return own, data, err
}

type rulesCheckCmd struct {
	File string `arg:"" optional:""`
}

func (c *rulesCheckCmd) Run(_ context.Context, e *env) error {
	name, data, err := e.inForce(c.File)
	if err != nil {
		return err
	}
	r, err := triage.Load(data)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	e.print(e.t("%s : %s, sans défaut.", "%s: %s, no fault."), name, e.some(int64(r.Len()), "règle", "règles", "rule", "rules"))
	e.print("%s  %s", e.t("empreinte", "hash"), r.Hash())
	return nil
}

type rulesListCmd struct {
	JSON bool `name:"json"`
}

type ruleJSON struct {
	ID     string            `yaml:"id" json:"id"`
	Class  string            `yaml:"class" json:"class,omitzero"`
	Weight int               `yaml:"weight" json:"weight,omitzero"`
	When   string            `yaml:"when" json:"when"`
	Reason map[string]string `yaml:"reason" json:"reason"`
	Source any               `yaml:"source" json:"source"` // a text, or one in each language
}

func (c *rulesListCmd) Run(_ context.Context, e *env) error {
	name, data, err := e.inForce("")
	if err != nil {
		return err
	}
	if _, err := triage.Load(data); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var f struct {
		Rules []ruleJSON `yaml:"rules"`
	}
	if err := yaml.Unmarshal(data, &f); err != nil {
		return err
	}
	if c.JSON {
		return e.json(f.Rules)
	}
	var rows [][]string
	for _, r := range f.Rules {
		class, weight := "", ""
		if k, err := triage.ParseClass(r.Class); err == nil && r.Class != "" {
			class = k.In(e.lang)
		}
		if r.Weight != 0 {
			weight = fmt.Sprintf("%+d", r.Weight)
		}
		rows = append(rows, []string{r.ID, class, weight, r.When})
	}
	e.table([]string{e.t("règle", "rule"), e.t("classe", "class"), e.t(">points", ">points"), e.t("quand", "when")}, rows)
	return nil
}

type rulesPrintCmd struct {
	File string `arg:""`
}

// Run prints a file of rules in force, to be copied and changed.
func (c *rulesPrintCmd) Run(_ context.Context, e *env) error {
	entries, err := rules.Files.ReadDir(".")
	if err != nil {
		return err
	}
	var names []string
	for _, x := range entries {
		if !x.IsDir() {
			names = append(names, x.Name())
		}
	}
	names = append(names, "offences")
	if c.File == "offences" {
		c.File = "offences/fr.yaml" // the catalogue, by what it holds
		names = append(names, c.File)
	}
	if !slices.Contains(names, c.File) {
		return &usage{fmt.Sprintf(e.t("« %s » n'est pas un fichier de règles ; au choix : %s", "%q is no file of rules; one of: %s"), c.File, strings.Join(names, ", ")), e.command}
	}
	own := filepath.Join(e.dir(), "rules", c.File)
	b, err := os.ReadFile(own)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = rules.Files.ReadFile(c.File)
	}
	if err != nil {
		return err
	}
	if _, err := e.out.Write(b); err != nil {
		return err
	}
	e.hint(e.t("pour la changer : copiez-la dans %s, et vérifiez avec vigie replay --check", "to change it: copy it to %s, and check with vigie replay --check"), own)
	return nil
}
