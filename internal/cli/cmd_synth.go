package cli

import (
	"context"

	"vigie/internal/synth"
)

// synthCmd makes reports when nobody says what to make: it did before there was
// anything else.
type synthCmd struct {
	Reports synthReportsCmd `cmd:"" default:"withargs"`
	People  synthPeopleCmd  `cmd:""`
	Year    synthYearCmd    `cmd:""`
}

type synthReportsCmd struct {
	Reports int    `default:"1000"`
	Seed    uint64 `default:"1"`
	Out     string `required:"" placeholder:"DIR"`
	Broken  bool   ``
	JSON    bool   `name:"json"`
}

func (c *synthReportsCmd) Run(ctx context.Context, e *env) error {
	s, err := e.synth(ctx, synth.Options{Reports: c.Reports, Seed: c.Seed, Now: e.Now, Broken: c.Broken}, c.Out)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(map[string]any{"reports": s.Reports, "hands": s.Hands, "files": s.Files, "bytes": s.Bytes, "expect": map[string]int{
			"read": s.Expect.Read(), "new": s.Expect.New, "versions": s.Expect.Versions, "attached": s.Expect.Attached, "duplicates": s.Expect.Duplicates, "quarantined": s.Expect.Quarantined,
		}})
	}
	e.print(e.t("%s synthétiques de %s mains, %s, %s.", "%s, synthetic, of %s hands, %s, %s."),
		e.reports(int64(s.Reports)), e.n(int64(s.Hands)), e.some(int64(s.Files), "fichier", "fichiers", "file", "files"), e.size(s.Bytes))
	e.print("  %s/reports  %s", c.Out, e.t("ce qui est à recevoir", "what is to be taken in"))
	e.print("  %s/truth    %s", c.Out, e.t("la vérité, pour mesurer", "the truth, to measure against"))
	e.hint("vigie intake %s", shell(c.Out+"/reports"))
	return nil
}

// synth writes a synthetic world, with progress.
func (e *env) synth(ctx context.Context, o synth.Options, dir string) (synth.Summary, error) {
	m := e.meter(e.t("Écriture", "Writing"), nounReports)
	defer m.end()
	return synth.Write(ctx, o, dir, func(done, total int) {
		m.counted(int64(done))
		m.share(int64(done), int64(total))
	})
}
