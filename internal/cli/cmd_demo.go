package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"vigie/internal/access"
	"vigie/internal/synth/year"
	"vigie/internal/unit"
)

type demoCmd struct {
	Once   bool    ``
	Size   float64 `default:"0.1"`
	Seed   uint64  `default:"1"`
	Listen string  `default:"127.0.0.1:8443" placeholder:"ADDRESS"`
}

// demoMark is the file that says that a folder is a demonstration's, so that it
// may be emptied.
const demoMark = "THIS-IS-A-DEMONSTRATION"

func (c *demoCmd) Run(ctx context.Context, e *env) error {
	if e.Data == "" {
		e.Data = "demo"
	}
	if err := e.freshDemo(); err != nil {
		return err
	}
	e.As = e.demoPerson()
	now := e.today().UTC().Truncate(time.Second)
	e.Now = now
	start := time.Now()

	f := unit.First{
		Options: e.demoOptions(), EvidenceKey: filepath.Join(e.Data, "hors-ligne", "evidence.key"),
		Settings: unit.Settings{
			Unit: e.t("Unité de démonstration", "Demonstration unit"), Origin: "demo.example.org", Handling: "evidence",
			Procedure: "DEMO", Basis: e.t("données synthétiques, aucune personne réelle", "synthetic data, no real person"),
		},
		Person: unit.NewPerson{ID: e.As, Name: e.As, Role: access.Head, Lang: e.lang},
	}
	if err := os.MkdirAll(filepath.Dir(f.EvidenceKey), 0o700); err != nil {
		return err
	}
	if err := unit.Init(ctx, f); err != nil {
		return err
	}
	e.print("%s", e.wrap(e.t("Une démonstration de Vigie, sur une année synthétique : personne n'y existe.",
		"A demonstration of Vigie, on a synthetic year: nobody in it exists."), ""))
	world, err := e.demoYear(ctx, c, now)
	if err != nil {
		return err
	}
	e.Data = filepath.Join(e.Data, "unit")
	return e.with(ctx, func(d *desk) error {
		w, err := d.Walker("", "")
		if err != nil {
			return err
		}
		begun := time.Now()
		paths, err := absolute([]string{filepath.Join(world, "reports")})
		if err != nil {
			return err
		}
		counts, err := e.takeIn(ctx, d, under{}, w, paths)
		if err != nil {
			return err
		}
		took := time.Since(begun)
		e.print("")
		e.print(e.t("Reçus en %s (%s par seconde), reliés, ordonnés et consignés :", "Taken in within %s (%s a second), linked, ordered and recorded:"),
			e.lasting(took), e.n(int64(float64(counts.Read)/max(took.Seconds(), 0.001))))
		e.counts(counts)
		page, err := d.Queue(ctx, d.who, unit.QueueFilter{Limit: 10, Lang: e.lang})
		if err != nil {
			return err
		}
		e.print("")
		e.page(page)
		if err := e.demoRecipients(ctx, d); err != nil {
			return err
		}
		e.print("")
		e.print(e.t("De rien à la première piste : %s.", "From nothing to the first lead: %s."), e.lasting(time.Since(start)))
		if len(page.Rows) > 0 {
			e.hint("%s vigie --data %s explain %s", e.t("tout sur la première :", "all about the first:"), shell(e.Data), page.Rows[0].Lead)
			e.hint("%s vigie --data %s payments %s", e.t("ses paiements :", "its payments:"), shell(e.Data), page.Rows[0].Lead)
			e.hint("%s vigie --data %s proof %s", e.t("ce que ses signalements établissent :", "what its reports establish:"), shell(e.Data), page.Rows[0].Lead)
			e.hint("%s vigie --data %s proposals", e.t("les pistes qui sont peut-être de la même main :", "leads that may be of the same hands:"), shell(e.Data))
		}
		if c.Once {
			return nil
		}
		e.print("")
		return e.serve(ctx, d, serveCmd{Listen: c.Listen})
	})
}

// demoOrdinary is how many ordinary reports stand around a demonstration's year,
// at its usual size.
const demoOrdinary = 400

// demoYear writes the year, and puts what its goAML codes mean into the unit's folder.
func (e *env) demoYear(ctx context.Context, c *demoCmd, now time.Time) (world string, err error) {
	if !(c.Size >= 0.001 && c.Size <= 50) {
		return "", &usage{e.t("--size va de 0.001 à 50", "--size goes from 0.001 to 50"), e.command}
	}
	o := year.Sized(int(c.Size*1000 + 0.5))
	o.Seed, o.Now, o.Ordinary = c.Seed, now, max(o.Ordinary, int(c.Size*10*demoOrdinary))
	world = filepath.Join(e.Data, "world")
	s, err := e.year(ctx, o, world)
	if err != nil {
		return "", err
	}
	e.saysYear(s)
	return world, os.CopyFS(filepath.Join(e.Data, "unit", "indicators"), os.DirFS(filepath.Join(world, "indicators")))
}

// demoRecipients shows the accounts that most senders paid.
func (e *env) demoRecipients(ctx context.Context, d *desk) error {
	l, err := d.Recipients(ctx, d.who, unit.RecipientFilter{Limit: 10})
	if err != nil || len(l.Recipients) == 0 {
		return err
	}
	e.print("\n%s", e.t("Les comptes qui ont le plus de payeurs", "The accounts with the most senders"))
	for _, r := range l.Recipients[:min(len(l.Recipients), 5)] {
		e.print("  %s", e.recipient(r))
	}
	return nil
}

func (e *env) demoOptions() unit.Options {
	o := e.options()
	o.Dir = filepath.Join(e.Data, "unit")
	return o
}

// demoPerson is the operating system's user where that can name a person here.
func (e *env) demoPerson() string {
	p := e.person()
	for _, r := range p {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-') {
			return "demo"
		}
	}
	if p == "" || p[0] == '.' || p[0] == '_' || p[0] == '-' || len(p) > 64 {
		return "demo"
	}
	return p
}

// freshDemo makes an empty folder for a demonstration. It empties an earlier
// demonstration's, and no other.
func (e *env) freshDemo() error {
	mark := filepath.Join(e.Data, demoMark)
	entries, err := os.ReadDir(e.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case len(entries) > 0:
		if _, err := os.Stat(mark); err != nil {
			return &usage{e.t("le dossier "+e.Data+" n'est pas vide et ne vient pas d'une démonstration : choisissez-en un autre avec --data",
				"folder "+e.Data+" is not empty and is no demonstration's: choose another with --data"), e.command}
		}
		if err := e.alone(mark); err != nil {
			return err
		}
		e.note(e.t("Une démonstration était dans %s ; elle recommence à neuf.", "A demonstration was in %s; it starts anew."), e.Data)
		for _, name := range []string{"unit", "world", "hors-ligne"} {
			if err := os.RemoveAll(filepath.Join(e.Data, name)); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(e.Data, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(mark, []byte("Synthetic data. vigie demo may empty this folder.\n"), 0o600); err != nil {
		return err
	}
	return e.alone(mark)
}

// alone makes this the only demonstration in its folder until the program ends:
// a desk that is open must not lose its data beneath it.
func (e *env) alone(mark string) error {
	if e.demo != nil {
		return nil
	}
	f, err := os.Open(mark)
	if err != nil {
		return err
	}
	if !lock(f) {
		return errors.Join(errors.New(e.t("une démonstration est ouverte dans "+e.Data+" : fermez-la, ou choisissez un autre dossier avec --data",
			"a demonstration is open in "+e.Data+": close it, or choose another folder with --data")), f.Close())
	}
	e.demo = f // held until the process ends
	return nil
}
