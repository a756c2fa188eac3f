package cli

import (
	"context"

	"vigie/internal/synth/year"
)

type synthYearCmd struct {
	Dir           string  `arg:""`
	Seed          uint64  `default:"1"`
	Size          float64 `default:"1"`
	Commissioners *int    ``
	Facilitators  *int    ``
	Devices       *int    ``
	Agents        *int    ``
	Payments      *int    ``
	Unrelated     *int    ``
	Ordinary      *int    ``
	JSON          bool    `name:"json"`
}

func (c *synthYearCmd) Run(ctx context.Context, e *env) error {
	if !(c.Size >= 0.001 && c.Size <= 50) {
		return &usage{e.t("--size va de 0.001 à 50", "--size goes from 0.001 to 50"), e.command}
	}
	o := year.Sized(int(c.Size*1000 + 0.5))
	o.Seed, o.Now = c.Seed, e.Now
	for _, x := range []struct {
		asked *int
		into  *int
	}{
		{c.Commissioners, &o.Commissioners},
		{c.Facilitators, &o.Facilitators},
		{c.Devices, &o.Devices},
		{c.Agents, &o.Agents},
		{c.Payments, &o.Payments},
		{c.Unrelated, &o.Unrelated},
		{c.Ordinary, &o.Ordinary},
	} {
		if x.asked != nil {
			*x.into = *x.asked
		}
	}
	if _, err := year.New(o); err != nil {
		return &usage{e.t("une année ne peut pas être faite ainsi : un paiement au moins par commanditaire, une personne qui organise et un agent au moins, pas plus d'appareils que de personnes qui organisent, 16 000 commanditaires et 50 000 000 de paiements au plus",
			err.Error()), e.command}
	}
	s, err := e.year(ctx, o, c.Dir)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(s)
	}
	e.saysYear(s)
	e.print("  %s/reports     %s", c.Dir, e.t("ce qui est à recevoir", "what is to be taken in"))
	e.print("  %s/indicators  %s", c.Dir, e.t("ce que veulent dire les codes goAML, pour le dossier de l'unité", "what the goAML codes mean, for the unit's folder"))
	e.print("  %s/truth       %s", c.Dir, e.t("la vérité, pour mesurer", "the truth, to measure against"))
	e.hint("vigie intake %s", shell(c.Dir+"/reports"))
	return nil
}

// saysYear says in two lines what a year holds.
func (e *env) saysYear(s year.Summary) {
	e.print("%s", e.wrap(e.t(
		"Une année synthétique : "+e.some(int64(s.Commissioners), "commanditaire", "commanditaires", "", "")+", "+
			e.some(int64(s.Facilitators), "personne qui organise", "personnes qui organisent", "", "")+", "+e.some(int64(s.Devices), "appareil saisi", "appareils saisis", "", "")+", "+
			e.some(int64(s.Payments), "paiement", "paiements", "", "")+" énoncés "+e.n(int64(s.Statements))+" fois, "+
			e.some(int64(s.Unrelated), "autre virement", "autres virements", "", "")+" dont "+e.n(int64(s.Sealed))+" à laisser sous scellé, "+
			e.some(int64(s.Ordinary), "signalement ordinaire", "signalements ordinaires", "", "")+".",
		"A synthetic year: "+e.some(int64(s.Commissioners), "", "", "commissioner", "commissioners")+", "+
			e.some(int64(s.Facilitators), "", "", "facilitator", "facilitators")+", "+e.some(int64(s.Devices), "", "", "seized device", "seized devices")+", "+
			e.some(int64(s.Payments), "", "", "payment", "payments")+" stated "+e.n(int64(s.Statements))+" times, "+
			e.some(int64(s.Unrelated), "", "", "other transfer", "other transfers")+" of which "+e.n(int64(s.Sealed))+" must stay sealed, "+
			e.some(int64(s.Ordinary), "", "", "ordinary report", "ordinary reports")+".",
	), ""))
	e.print("%s, %s, %s.", e.some(int64(s.Files), "fichier", "fichiers", "file", "files"), e.some(int64(s.Records), "élément", "éléments", "record", "records"), e.size(s.Bytes))
}

// year writes a synthetic year, with progress.
func (e *env) year(ctx context.Context, o year.Options, dir string) (year.Summary, error) {
	m := e.meter(e.t("Écriture", "Writing"), nounPayments)
	defer m.end()
	return year.Write(ctx, o, dir, func(done, total int) {
		m.counted(int64(done))
		m.share(int64(done), int64(total))
	})
}
