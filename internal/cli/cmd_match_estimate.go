package cli

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"vigie/internal/match"
	"vigie/internal/match/list"
	"vigie/internal/unit"
)

type matchEstimateCmd struct {
	Left      string `arg:""`
	Right     string `arg:"" optional:""`
	Procedure string `required:"" placeholder:"TEXT"`
	Basis     string `placeholder:"TEXT"`
	Out       string `required:"" placeholder:"FILE"`
	Truth     string `placeholder:"HOW"`
	Weights   string `placeholder:"FILE"`
	Seed      uint64 `default:"1"`
	JSON      bool   `name:"json"`
}

// changed is one level whose weight a proposal moves, in bits.
type changed struct {
	Comparison string  `json:"comparison"`
	Level      string  `json:"level"`
	Running    float64 `json:"runningBits"`
	Proposed   float64 `json:"proposedBits"`
}

// movedBits is how far a weight moves before the list shows it.
const movedBits = 0.5

func (c *matchEstimateCmd) Run(ctx context.Context, e *env) error {
	running, err := e.weights(c.Weights)
	if err != nil {
		return err
	}
	h, err := e.headings()
	if err != nil {
		return err
	}
	l := &match.Linker{Weights: running, Forms: forms()}
	o := match.Estimating{Seed: c.Seed}
	read, err := c.read(ctx, e, h)
	if err != nil {
		return err
	}
	o.Labels = read.labels
	in := unit.Estimation{Procedure: c.Procedure, Basis: c.Basis, List: read.list(0, c.Left)}
	l.Left = in.List.Persons
	if c.Right != "" {
		other := read.list(1, c.Right)
		in.Other, l.Right = &other, other.Persons
	}
	// Recorded before anything is made of the lists.
	if err := e.with(ctx, func(d *desk) error { return d.RecordEstimation(ctx, d.who, in) }); err != nil {
		return err
	}
	start := time.Now()
	p, err := l.Estimate(ctx, o)
	if err != nil {
		return err
	}
	how := e.t("sans vérité connue", "without known truth")
	if c.Truth != "" {
		how = e.t("vérité : ", "truth: ") + c.Truth
	}
	text := p.Weights.Format(
		e.t("Proposition de poids, que personne n'a adoptée. Relisez-la, essayez-la avec", "A proposal of weights that nobody has adopted. Read it, try it with"),
		e.t("vigie bench match --weights, puis copiez-la dans rules/match.yaml du dossier de données.", "vigie bench match --weights, then copy it to rules/match.yaml in the data folder."),
		fmt.Sprintf("%s, seed %d, %s, %s", filepath.Base(c.Left), c.Seed, strconv.FormatFloat(math.Round(p.Matches), 'f', -1, 64)+" pairs of one person", how),
	)
	if err := writeNew(c.Out, text); err != nil {
		return err
	}
	diff := differences(running, p.Weights)
	if c.JSON {
		return e.json(map[string]any{"file": c.Out, "version": p.Weights.Version, "matches": p.Matches, "pairs": p.Pairs, "rounds": p.Rounds, "changed": diff, "seconds": time.Since(start).Seconds()})
	}
	e.print(e.t("%s paires regardées, %s d'une même personne ; proposition de version %d dans %s.", "%s pairs looked at, %s of one person; proposal of version %d in %s."),
		e.n(p.Pairs), e.n(int64(math.Round(p.Matches))), p.Weights.Version, c.Out)
	var rows [][]string
	for _, d := range diff {
		rows = append(rows, []string{d.Comparison, d.Level, e.decimal(d.Running, 1), e.decimal(d.Proposed, 1)})
	}
	if len(rows) > 0 {
		e.print("")
		e.table([]string{e.t("comparaison", "comparison"), e.t("niveau", "level"), e.t(">en vigueur", ">running"), e.t(">proposé", ">proposed")}, rows)
	}
	e.note("%s", e.t("Les poids en vigueur n'ont pas changé.", "The running weights have not changed."))
	return nil
}

// read reads the lists, and what is true of them where that is said.
func (c *matchEstimateCmd) read(ctx context.Context, e *env, h *list.Headings) (*persons, error) {
	files := []string{c.Left}
	if c.Right != "" {
		files = append(files, c.Right)
	}
	if c.Truth != "" {
		t, err := e.parseTruth(c.Truth)
		if err != nil {
			return nil, err
		}
		return readTruth(ctx, h, files, t, nil)
	}
	p := &persons{}
	for _, file := range files {
		l, sha, err := readPersons(ctx, h, file, list.Options{})
		if err != nil {
			return nil, err
		}
		p.lists, p.sums = append(p.lists, l), append(p.sums, sha)
	}
	return p, nil
}

// list is one of the lists as the unit takes it.
func (p *persons) list(i int, file string) unit.PersonList {
	return unit.PersonList{Name: filepath.Base(file), SHA256: p.sums[i], Persons: p.lists[i].Persons}
}

// differences lists the levels whose weights differ enough to be seen.
func differences(a, b *match.Weights) []changed {
	var out []changed
	for _, d := range a.Diff(b) {
		if math.Abs(d.Proposed-d.Running) >= movedBits {
			out = append(out, changed{d.Comparison.String(), d.Level.String(), d.Running, d.Proposed})
		}
	}
	return out
}

// writeNew writes a file that must not be there yet, unless it holds just this.
func writeNew(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		if old, readErr := os.ReadFile(name); readErr == nil && bytes.Equal(old, data) {
			return nil
		}
		return err
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
