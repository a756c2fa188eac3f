package cli

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"vigie/internal/synth/year"
	"vigie/internal/unit"
)

type benchPaymentsCmd struct {
	Payments int `default:"60000"`
	Queries  int `default:"20"`
	trial
}

// paymentsMeasured is what a run of bench payments measured. Times are in seconds,
// those of readings in milliseconds.
type paymentsMeasured struct {
	Engine     string       `json:"engine"`
	CPUs       int          `json:"cpus"`
	Year       year.Summary `json:"year"`
	Counts     unit.Counts  `json:"counts"`
	Generate   float64      `json:"generate"`   // writing the year; not in seconds
	Seconds    float64      `json:"seconds"`    // taking it in, until facts and recipients are up to date
	PerSecond  float64      `json:"perSecond"`  // statements of payments and other records
	Processor  float64      `json:"processor"`  // of Seconds, over all processors; a server beside it is not in
	PeakMemory int64        `json:"peakMemory"` // bytes
	Size       int64        `json:"databaseSize"`
	InAll      int64        `json:"recipients"` // paid by two senders or more
	Recipients latency      `json:"recipientsRead"`
	Facts      latency      `json:"factsRead"`    // of the leads of the first recipient
	Largest    int64        `json:"largestFacts"` // payments of the largest of these
}

func (c *benchPaymentsCmd) Run(ctx context.Context, e *env) error {
	if c.Payments < 1 || c.Queries < 1 {
		return &usage{e.t("il faut des nombres positifs", "the numbers must be positive"), e.command}
	}
	return c.on(ctx, e, func(d *desk) error {
		m := &paymentsMeasured{Engine: d.Engine(), CPUs: runtime.GOMAXPROCS(0)}
		if err := c.live(ctx, e, d, m); err != nil {
			return err
		}
		if err := c.read(ctx, d, m); err != nil {
			return err
		}
		m.PeakMemory = peakMemory()
		var err error
		if m.Size, err = d.Size(ctx); err != nil {
			return err
		}
		if c.JSON {
			return e.json(m)
		}
		e.paymentsMeasured(m)
		return nil
	})
}

// live writes a year with so many payments, and takes it in. Its people grow with
// the payments: 300 commissioners for 60,000.
func (c *benchPaymentsCmd) live(ctx context.Context, e *env, d *desk, m *paymentsMeasured) error {
	o := year.Sized(max(c.Payments/60, 1))
	o.Payments, o.Seed, o.Now = c.Payments, c.Seed, e.Now
	dir := filepath.Join(c.Dir, "year")
	start := time.Now()
	var err error
	if m.Year, err = e.year(ctx, o, dir); err != nil {
		return err
	}
	m.Generate = time.Since(start).Seconds()
	if err := os.CopyFS(filepath.Join(e.Data, "indicators"), os.DirFS(filepath.Join(dir, "indicators"))); err != nil {
		return err
	}
	w, err := d.Walker("", "")
	if err != nil {
		return err
	}
	cpu := processorTime()
	start = time.Now()
	if m.Counts, err = e.takeIn(ctx, d, under{Received: e.Now}, w, []string{filepath.Join(dir, "reports")}); err != nil {
		return err
	}
	m.Seconds, m.Processor = time.Since(start).Seconds(), processorTime()-cpu
	m.PerSecond = float64(m.Counts.Read) / max(m.Seconds, 0.001)
	return nil
}

// read lists the recipients, and works out the payment facts of leads around the first.
func (c *benchPaymentsCmd) read(ctx context.Context, d *desk, m *paymentsMeasured) error {
	var lists, facts []float64
	var first string
	for range c.Queries {
		start := time.Now()
		l, err := d.Recipients(ctx, d.who, unit.RecipientFilter{})
		if err != nil {
			return err
		}
		lists = append(lists, float64(time.Since(start).Microseconds())/1000)
		m.InAll = l.InAll
		if len(l.Recipients) > 0 {
			first = l.Recipients[0].ID
		}
	}
	m.Recipients = latencyOf(lists)
	if first == "" {
		return nil
	}
	r, err := d.Recipient(ctx, d.who, first, "en")
	if err != nil {
		return err
	}
	for _, row := range r.Leads[:min(len(r.Leads), c.Queries)] {
		start := time.Now()
		v, err := d.Payments(ctx, d.who, row.Lead, "")
		if err != nil {
			return err
		}
		facts = append(facts, float64(time.Since(start).Microseconds())/1000)
		m.Largest = max(m.Largest, int64(v.Count.Max))
	}
	if len(facts) > 0 {
		m.Facts = latencyOf(facts)
	}
	return nil
}

func (e *env) paymentsMeasured(m *paymentsMeasured) {
	e.saysYear(m.Year)
	e.print("")
	e.print(e.t("%s, %d processeurs : reçu en %s (%s de processeur), %s éléments par seconde ; écrire l'année : %s",
		"%s, %d processors: taken in within %s (%s of processor), %s records a second; writing the year: %s"),
		m.Engine, m.CPUs, e.seconds(m.Seconds), e.seconds(m.Processor), e.n(int64(m.PerSecond)), e.seconds(m.Generate))
	e.counts(m.Counts)
	e.print("")
	e.print(e.t("bénéficiaires : %s payés par plusieurs ; la liste en %s (médiane), %s (95 %%)", "recipients: %s paid by several; the list within %s (median), %s (95 %%)"),
		e.n(m.InAll), e.millis(m.Recipients.Median), e.millis(m.Recipients.P95))
	e.print(e.t("faits de paiement d'une piste : %s (médiane), %s (la plus longue ; au plus %s paiements)", "payment facts of a lead: %s (median), %s (the longest; %s payments at most)"),
		e.millis(m.Facts.Median), e.millis(m.Facts.Max), e.n(m.Largest))
	e.print(e.t("mémoire au plus : %s ; base : %s", "memory at most: %s; database: %s"), e.size(m.PeakMemory), e.size(m.Size))
}

func (e *env) seconds(s float64) string { return e.decimal(s, 1) + " s" }

func (e *env) millis(ms float64) string { return e.decimal(ms, 1) + " ms" }
