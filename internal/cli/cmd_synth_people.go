package cli

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vigie/internal/synth/people"
)

type synthPeopleCmd struct {
	Count   int     `default:"100000"`
	Seed    uint64  `default:"1"`
	Out     string  `required:"" placeholder:"FILE.csv"`
	Pair    bool    ``
	Overlap float64 `default:"0.5"`
	Errors  float64 `default:"1"`
	JSON    bool    `name:"json"`
}

func (c *synthPeopleCmd) Run(ctx context.Context, e *env) error {
	if !(c.Errors >= 0 && c.Errors <= 10) {
		return &usage{e.t("--errors va de 0 à 10", "--errors goes from 0 to 10"), e.command}
	}
	if c.Count < 1 {
		return &usage{e.t("--count va de 1 à 10 000 000", "--count goes from 1 to 10,000,000"), e.command}
	}
	rates := people.DefaultRates().Times(c.Errors)
	g, err := people.New(people.Options{Count: c.Count, Seed: c.Seed, Pair: c.Pair, Overlap: c.Overlap, Rates: &rates})
	if err != nil {
		return &usage{e.t("--count va de 1 à 10 000 000, --overlap de 0 à 1", err.Error()), e.command}
	}
	files := map[people.Side]string{people.Only: c.Out}
	sides := []people.Side{people.Only}
	if c.Pair {
		base := strings.TrimSuffix(c.Out, filepath.Ext(c.Out))
		sides = []people.Side{people.Left, people.Right}
		files = map[people.Side]string{people.Left: base + "-left.csv", people.Right: base + "-right.csv"}
	}
	var names []string
	for _, side := range sides {
		if err := e.writePeople(ctx, g, side, files[side]); err != nil {
			return err
		}
		names = append(names, files[side])
	}
	if c.JSON {
		return e.json(map[string]any{
			"files": names, "records": c.Count * len(sides), "persons": g.Persons(), "truePairs": g.TruePairs(), "seed": c.Seed, "rates": rates,
		})
	}
	for _, name := range names {
		e.print("%s", name)
	}
	e.print("%s", strings.TrimSuffix(g.Describe(e.lang), "\n"))
	return nil
}

// writePeople writes one file, never over another.
func (e *env) writePeople(ctx context.Context, g *people.Generator, side people.Side, name string) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errors.New(e.t(name+" existe déjà : choisissez un autre nom", name+" exists already: choose another name"))
	}
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(name)) // half a list is not the list that was asked for
		}
	}()
	m := e.meter(e.t("Écriture", "Writing"), nounRows)
	defer m.end()
	w := bufio.NewWriterSize(f, 1<<20)
	err = g.Write(ctx, w, side, func(done, total int) {
		m.counted(int64(done))
		m.share(int64(done), int64(total))
	})
	return errors.Join(err, w.Flush())
}
