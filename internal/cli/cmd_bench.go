package cli

import (
	"context"
	"runtime"
	"time"

	"vigie/internal/synth"
	"vigie/internal/unit"
)

type benchCmd struct {
	Intake   benchIntakeCmd   `cmd:""`
	Leads    benchLeadsCmd    `cmd:""`
	Link     benchLinkCmd     `cmd:""`
	Match    benchMatchCmd    `cmd:""`
	Payments benchPaymentsCmd `cmd:""`
}

type benchIntakeCmd struct {
	Reports int `default:"100000"`
	Queries int `default:"50"`
	trial
}

// benched is what a run measured. Durations are in seconds.
type benched struct {
	Engine    string      `json:"engine"`
	CPUs      int         `json:"cpus"`
	Reports   int         `json:"reports"`
	Seed      uint64      `json:"seed"`
	Counts    unit.Counts `json:"counts"`
	Bytes     int64       `json:"bytesRead"`
	Seconds   float64     `json:"seconds"`   // of taking in, without making the reports
	PerSecond float64     `json:"perSecond"` // reports
	Generate  float64     `json:"generate"`  // making the reports; not counted in seconds
	Parse     float64     `json:"parse"`     // over all workers
	Prepare   float64     `json:"prepare"`   // likewise
	Write     float64     `json:"write"`     // in the store, one writer; commit included
	Commit    float64     `json:"commit"`    // of write: making it durable
	// Microseconds a report while the first chunk, and the last, was taken in.
	FirstCost  float64 `json:"firstCost"`
	LastCost   float64 `json:"lastCost"`
	FirstSize  int     `json:"firstSize"` // reports held after the first chunk
	PeakMemory int64   `json:"peakMemory"`
	Size       int64   `json:"databaseSize"`
	Queue      latency `json:"queue"`
}

func (c *benchIntakeCmd) Run(ctx context.Context, e *env) error {
	if c.Reports < 1 || c.Chunk < 1 || c.Queries < 1 {
		return &usage{e.t("il faut des nombres positifs", "the numbers must be positive"), e.command}
	}
	return c.on(ctx, e, func(d *desk) error {
		b := &benched{Engine: d.Engine(), CPUs: runtime.GOMAXPROCS(0), Reports: c.Reports, Seed: c.Seed}
		if err := c.takeIn(ctx, e, d, b); err != nil {
			return err
		}
		if err := c.queue(ctx, e, d, b); err != nil {
			return err
		}
		b.PeakMemory = peakMemory()
		var err error
		if b.Size, err = d.Size(ctx); err != nil {
			return err
		}
		if c.JSON {
			return e.json(b)
		}
		e.benched(b)
		return nil
	})
}

func (c *benchIntakeCmd) takeIn(ctx context.Context, e *env, d *desk, b *benched) error {
	g, err := synth.New(synth.Options{Reports: c.Reports, Seed: c.Seed, Now: e.Now})
	if err != nil {
		return err
	}
	cs, err := c.fill(ctx, e, newFilling(d, g), c.Reports)
	if err != nil {
		return err
	}
	for i, k := range cs {
		b.Counts.Add(k.counts)
		b.Counts.Waiting = k.counts.Waiting
		b.Bytes += k.bytes
		b.Generate += k.generate
		b.Seconds += k.Seconds
		b.Parse += k.Parse
		b.Prepare += k.Prepare
		b.Write += k.Write
		b.Commit += k.Commit
		b.LastCost = k.Seconds * 1e6 / float64(k.Reports)
		if i == 0 {
			b.FirstCost, b.FirstSize = b.LastCost, k.Reports
		}
	}
	b.PerSecond = float64(c.Reports) / b.Seconds
	return nil
}

func (c *benchIntakeCmd) queue(ctx context.Context, e *env, d *desk, b *benched) error {
	var all []float64
	for range c.Queries {
		start := time.Now()
		if _, err := d.Queue(ctx, d.who, unit.QueueFilter{Lang: e.lang}); err != nil {
			return err
		}
		all = append(all, float64(time.Since(start).Microseconds())/1000)
	}
	b.Queue = latencyOf(all)
	return nil
}

func (e *env) benched(b *benched) {
	e.print(e.t("%s reçus en %s sur %s, %d processeurs : %s par seconde", "%s taken in within %s on %s, %d CPUs: %s a second"),
		e.reports(int64(b.Reports)), e.lasting(seconds(b.Seconds)), b.Engine, b.CPUs, e.style(bold, e.n(int64(b.PerSecond))))
	per := func(s float64) string { return e.decimal(s*1e6/float64(b.Reports), 0) + " µs" }
	e.print("")
	e.table([]string{e.t("étape", "stage"), e.t(">temps", ">time"), e.t(">par signalement", ">a report"), ""}, [][]string{
		{e.t("lire", "parse"), e.lasting(seconds(b.Parse)), per(b.Parse), e.t("somme des processeurs", "over all CPUs")},
		{e.t("préparer", "prepare"), e.lasting(seconds(b.Prepare)), per(b.Prepare), e.t("identifiants, faits, scellé ; somme des processeurs", "identifiers, facts, seal; over all CPUs")},
		{e.t("écrire", "write"), e.lasting(seconds(b.Write - b.Commit)), per(b.Write - b.Commit), e.t("relier, ordonner, consigner", "link, order, record")},
		{e.t("rendre durable", "commit"), e.lasting(seconds(b.Commit)), per(b.Commit), e.t("jusqu'au disque", "down to the disk")},
	})
	e.print("")
	e.print(e.t("coût d'un signalement  %s µs pour les premiers %s, %s µs pour les derniers (total %s)", "cost of a report  %s µs for the first %s, %s µs for the last (total %s)"),
		e.decimal(b.FirstCost, 0), e.n(int64(b.FirstSize)), e.decimal(b.LastCost, 0), e.n(int64(b.Reports)))
	e.print(e.t("file, première page    médiane %s ms, p95 %s ms, première %s ms (%d lectures, toutes consignées)", "queue, first page  median %s ms, p95 %s ms, first %s ms (%d readings, all recorded)"),
		e.decimal(b.Queue.Median, 1), e.decimal(b.Queue.P95, 1), e.decimal(b.Queue.First, 1), b.Queue.Readings)
	if b.PeakMemory > 0 {
		e.print(e.t("mémoire, au plus       %s (dont les signalements fabriqués)", "memory, peak       %s (made reports included)"), e.size(b.PeakMemory))
	}
	e.print(e.t("base sur le disque     %s, %s par signalement", "database on disk   %s, %s a report"), e.size(b.Size), e.size(b.Size/int64(b.Reports)))
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
