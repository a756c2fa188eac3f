package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"vigie/internal/triage"
	"vigie/rules"
)

type rulesCmd struct {
	Check rulesCheckCmd `cmd:""`
	List  rulesListCmd  `cmd:""`
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
	Source string            `yaml:"source" json:"source"`
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
