package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vigie/internal/access"
	"vigie/internal/unit"
)

type initCmd struct {
	Unit        string `required:""`
	Procedure   string `required:""`
	Basis       string `required:""`
	Origin      string `placeholder:"HOST"`
	Handling    string `enum:"evidence,intelligence,originator" default:"evidence"`
	EvidenceKey string `placeholder:"FILE" default:"vigie-evidence.key"`
	Name        string
	Role        access.Role `enum:"analyst,investigator,head,prosecutor,auditor" default:"head"`
}

func (c *initCmd) Run(ctx context.Context, e *env) error {
	key, err := outside(c.EvidenceKey, e.dir())
	if err != nil {
		return err
	}
	if key == "" {
		return &usage{e.t("la clé privée des scellés ne peut pas être dans le dossier de données : qui prendrait le dossier ouvrirait les originaux ; choisissez un autre endroit avec --evidence-key",
			"the private evidence key cannot lie in the data folder: whoever took the folder could open the originals; choose another place with --evidence-key"), e.command}
	}
	f := unit.First{
		Options: e.options(), EvidenceKey: key,
		Settings: unit.Settings{Unit: c.Unit, Origin: cmp.Or(c.Origin, hostOrigin()), Procedure: c.Procedure, Basis: c.Basis, Handling: c.Handling},
		Person:   unit.NewPerson{ID: e.person(), Name: cmp.Or(c.Name, e.person()), Role: c.Role, Lang: e.lang},
	}
	if err := unit.Init(ctx, f); err != nil {
		return err
	}
	dir, _ := filepath.Abs(e.dir())
	rows := [][2]string{
		{e.t("unité", "unit"), c.Unit},
		{e.t("dossier", "data folder"), dir},
		{e.t("première personne", "first person"), fmt.Sprintf("%s (%s)", f.Person.ID, e.role(c.Role))},
		{e.t("clé des scellés", "evidence key"), key},
	}
	e.print("%s", e.t("Vigie est prête.", "Vigie is ready."))
	e.columns(rows)
	e.note("")
	e.note("%s", e.wrap(e.t("La clé des scellés est la seule qui ouvre les originaux. Vigie n'en a pas besoin pour travailler : mettez-la hors ligne (coffre, clé USB), effacez-la d'ici, et gardez-en une copie ailleurs. Perdue, les originaux sont perdus.",
		"The evidence key alone opens the originals. Vigie does not need it to work: move it offline (a safe, a USB stick), delete it here, and keep a copy elsewhere. If it is lost, so are the originals."), ""))
	if unit.OpenToOthers(dir) {
		e.note("")
		e.note("%s", e.wrap(e.t("Attention : d'autres que vous peuvent entrer dans le dossier de données. Les clés et la base ne sont lisibles que par vous ; le reste, et leurs noms, ne le sont qu'une fois le dossier fermé.",
			"Warning: others than you can enter the data folder. Keys and database are readable by you alone; the rest, and their names, only once the folder is closed."), ""))
		e.hint("%s chmod 700 %s", e.t("fermez-le :", "close it:"), dir)
	}
	e.hint("%s", e.t("ensuite : vigie intake DOSSIER", "next: vigie intake FOLDER"))
	return nil
}

// outside gives the absolute path of a file, or "" when it lies inside dir.
func outside(file, dir string) (string, error) {
	file, err := real(file)
	if err != nil {
		return "", err
	}
	if dir, err = real(dir); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(dir, file)
	if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", nil
	}
	return file, nil
}

// real makes a path absolute and follows the links of as much of it as exists.
func real(p string) (string, error) {
	p, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	rest := ""
	for q := p; ; q = filepath.Dir(q) {
		if r, err := filepath.EvalSymlinks(q); err == nil {
			return filepath.Join(r, rest), nil
		}
		if q == filepath.Dir(q) {
			return p, nil
		}
		rest = filepath.Join(filepath.Base(q), rest)
	}
}

// hostOrigin names the ledger after the machine when nobody named it.
func hostOrigin() string {
	h, err := os.Hostname()
	if err != nil || h == "" {
		h = "localhost"
	}
	return strings.ToLower(h) + "/vigie"
}

func (e *env) role(r access.Role) string { return e.deskWord("person", string(r)) }
