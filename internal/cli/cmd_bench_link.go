package cli

import (
	"context"
	"runtime"
	"strings"
	"time"

	"vigie/internal/intake"
	"vigie/internal/synth"
	"vigie/internal/unit"
)

// benchLinkCmd measures whether a report costs the same in a full store as in a
// small one: what a unit that keeps a country's reports lives by.
//
// The two stores are filled first, and then take reports in by turns, so that a
// machine whose speed changes changes it for both. Both have as much to link: the
// hands of the small one are kept apart. Mixed, they are not: of hands that come
// back at any time, a tenth of their reports are there after a tenth of the way, and
// the end has more to do, store or no store.
type benchLinkCmd struct {
	Reports int    `default:"1000000"`
	Single  int    `default:"1000"`
	Base    int    `default:"100000"`
	Beside  string `placeholder:"URL"`
	Mixed   bool
	trial
}

// turns is how often the stores are compared. The last comparison is the one that
// is asked for; the ones before it say how far it is to be trusted.
const turns = 3

// linked is what a run measured.
type linked struct {
	Engine    string  `json:"engine"`
	CPUs      int     `json:"cpus"`
	Reports   int     `json:"reports"`
	Seed      uint64  `json:"seed"`
	Seconds   float64 `json:"seconds"`   // of taking them in
	PerSecond float64 `json:"perSecond"` // reports
	// Chunks are the steps by which the large store grew, Small the last ones of the
	// small store. Early is the one that follows its first Base reports, and Late the
	// last of all.
	Chunks []chunk `json:"chunks"`
	Small  []chunk `json:"small"`
	Early  chunk   `json:"early"`
	Late   chunk   `json:"late"`
	Growth growth  `json:"growth"`
	// Turns is the growth in time of each comparison, that of Early and Late last.
	Turns []float64 `json:"turns"`
	// One report more, a transaction each.
	Link       latency `json:"link"`       // found, joined, ordered, recorded: without the commit
	Committed  latency `json:"committed"`  // with it
	Met        int     `json:"met"`        // how many of these are of a hand that the store knows
	PeakMemory int64   `json:"peakMemory"` // made reports included
	Size       int64   `json:"databaseSize"`
}

// growth is what Late costs over what Early does, by stage.
type growth struct {
	Seconds float64 `json:"seconds"`
	Parse   float64 `json:"parse"`
	Prepare float64 `json:"prepare"`
	Link    float64 `json:"link"` // write without commit
	Commit  float64 `json:"commit"`
	CPU     float64 `json:"cpu"`
	Written float64 `json:"written"`
}

func growthOf(early, late chunk) growth {
	over := func(of func(chunk) float64) float64 {
		a, b := of(early)/float64(early.Reports), of(late)/float64(late.Reports)
		if a == 0 {
			return 0
		}
		return b / a
	}
	return growth{
		Seconds: over(func(c chunk) float64 { return c.Seconds }),
		Parse:   over(func(c chunk) float64 { return c.Parse }),
		Prepare: over(func(c chunk) float64 { return c.Prepare }),
		Link:    over(func(c chunk) float64 { return c.Write - c.Commit }),
		Commit:  over(func(c chunk) float64 { return c.Commit }),
		CPU:     over(func(c chunk) float64 { return c.CPU }),
		Written: over(func(c chunk) float64 { return float64(c.Written) }),
	}
}

func (c *benchLinkCmd) Run(ctx context.Context, e *env) error {
	if c.Reports < 1 || c.Chunk < 1 || c.Single < 1 || c.Base < 0 {
		return &usage{e.t("il faut des nombres positifs", "the numbers must be positive"), e.command}
	}
	if c.Base+c.Chunk > c.Reports {
		return &usage{e.t("--reports doit valoir au moins --base et --chunk réunis", "--reports must be at least --base and --chunk together"), e.command}
	}
	if (e.DB == "") != (c.Beside == "") || e.DB != "" && e.DB == c.Beside {
		return &usage{e.t("--db et --beside vont ensemble : deux bases vides, la grande et la petite", "--db and --beside go together: two empty databases, the large store and the small one"), e.command}
	}
	return c.on(ctx, e, func(d *desk) error {
		o := synth.Options{Reports: c.Reports + c.Single, Seed: c.Seed, Now: e.Now}
		if !c.Mixed {
			o.Apart = c.Base + c.Chunk
		}
		g, err := synth.New(o)
		if err != nil {
			return err
		}
		b := &linked{Engine: d.Engine(), CPUs: runtime.GOMAXPROCS(0), Reports: c.Reports, Seed: c.Seed}
		large := newFilling(d, g)
		if err := c.compare(ctx, e, large, b); err != nil {
			return err
		}
		if err := c.single(ctx, e, large, b); err != nil {
			return err
		}
		b.PeakMemory = peakMemory()
		if b.Size, err = d.Size(ctx); err != nil {
			return err
		}
		if c.JSON {
			return e.json(b)
		}
		e.linked(b)
		return nil
	})
}

// compare fills both stores and lets them take reports in by turns.
func (c *benchLinkCmd) compare(ctx context.Context, e *env, large *filling, b *linked) (err error) {
	before := (min(turns, c.Base/c.Chunk+1) - 1) * c.Chunk // the comparisons before the last
	beside := *e
	beside.DB = c.Beside
	err = c.unit(ctx, &beside, "small", func(d *desk) error {
		// What a store keeps in memory is given up while another is filled: so the large
		// one is filled after the small one, which then takes a last step.
		small := newFilling(d, large.world)
		if _, err := c.fill(ctx, e, small, c.Base-before-c.Chunk); err != nil {
			return err
		}
		if b.Chunks, err = c.fill(ctx, e, large, c.Reports-c.Chunk-before); err != nil {
			return err
		}
		if _, err := c.fill(ctx, e, small, c.Base-before); err != nil {
			return err
		}
		for large.held < c.Reports {
			if b.Early, err = small.takeIn(ctx, e, c.Chunk); err != nil {
				return err
			}
			if b.Late, err = large.takeIn(ctx, e, c.Chunk); err != nil {
				return err
			}
			b.Small, b.Chunks = append(b.Small, b.Early), append(b.Chunks, b.Late)
			b.Growth = growthOf(b.Early, b.Late)
			b.Turns = append(b.Turns, b.Growth.Seconds)
		}
		return nil
	})
	for _, k := range b.Chunks {
		b.Seconds += k.Seconds
	}
	b.PerSecond = float64(c.Reports) / b.Seconds
	return err
}

// single takes reports in one by one, each when the one before is durable: what
// is timed waits for nothing.
func (c *benchLinkCmd) single(ctx context.Context, e *env, d *filling, b *linked) error {
	b.Met = d.known.meet(d.world, c.Reports, c.Reports+c.Single)
	p := parsing{docs: generate(d.world, c.Reports, c.Reports+c.Single)}
	var t, was unit.Timings
	var link, committed []float64
	durable := make(chan struct{}, 1)
	in := under{Received: e.Now}.intake(e)
	in.Batch, in.Timings = 1, &t
	in.Records = func(ctx context.Context, emit func(intake.Record) error) error {
		return p.records(ctx, func(r intake.Record) error {
			if err := emit(r); err != nil {
				return err
			}
			select {
			case <-durable:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	in.Progress = func(unit.Counts) {
		wrote, commit := t.Write-was.Write, t.Commit-was.Commit
		was = t
		link, committed = append(link, milliseconds(wrote-commit)), append(committed, milliseconds(wrote))
		durable <- struct{}{}
	}
	if _, err := d.TakeIn(ctx, d.who, in); err != nil {
		return err
	}
	b.Link, b.Committed = latencyOf(link), latencyOf(committed)
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (e *env) linked(b *linked) {
	e.print(e.t("%s reçus en %s sur %s, %d processeurs : %s par seconde", "%s taken in within %s on %s, %d CPUs: %s a second"),
		e.reports(int64(b.Reports)), e.lasting(seconds(b.Seconds)), b.Engine, b.CPUs, e.style(bold, e.n(int64(b.PerSecond))))
	e.print("")
	per := func(s float64, of chunk) string { return e.decimal(s*1e6/float64(of.Reports), 0) + " µs" }
	row := func(name string, of func(chunk) float64, ratio float64, note string) []string {
		return []string{name, per(of(b.Early), b.Early), per(of(b.Late), b.Late), e.decimal(ratio, 2), note}
	}
	over := e.t("somme des processeurs", "over all CPUs")
	rows := [][]string{
		row(e.t("en tout", "overall"), func(c chunk) float64 { return c.Seconds }, b.Growth.Seconds, ""),
		row(e.t("lire", "parse"), func(c chunk) float64 { return c.Parse }, b.Growth.Parse, over),
		row(e.t("préparer", "prepare"), func(c chunk) float64 { return c.Prepare }, b.Growth.Prepare, over),
		row(e.t("écrire", "write"), func(c chunk) float64 { return c.Write - c.Commit }, b.Growth.Link, e.t("relier, ordonner, consigner", "link, order, record")),
		row(e.t("rendre durable", "commit"), func(c chunk) float64 { return c.Commit }, b.Growth.Commit, e.t("jusqu'au disque", "down to the disk")),
		row(e.t("processeur", "processor"), func(c chunk) float64 { return c.CPU }, b.Growth.CPU, e.t("de ce programme", "of this program")),
	}
	if b.Early.Written > 0 {
		size := func(of chunk) string { return e.size(of.Written / int64(of.Reports)) }
		rows = append(rows, []string{e.t("octets écrits", "bytes written"), size(b.Early), size(b.Late), e.decimal(b.Growth.Written, 2), e.t("de ce programme", "of this program")})
	}
	met := func(of chunk) string { return e.decimal(100*float64(of.Met)/float64(of.Reports), 0) + e.t(" %", "%") }
	rows = append(rows, []string{e.t("d'une main connue", "of a known hand"), met(b.Early), met(b.Late), "", e.t("ce qu'il y a à relier", "what there is to link")})
	after := func(c chunk) string {
		return e.t(">après ", ">after ") + e.n(int64(c.From))
	}
	e.table([]string{e.t("un signalement", "a report"), after(b.Early), after(b.Late), e.t(">rapport", ">ratio"), ""}, rows)
	if n := len(b.Turns) - 1; n > 0 {
		turns := make([]string, n)
		for i, t := range b.Turns[:n] {
			turns[i] = e.decimal(t, 2)
		}
		e.print(e.t("les mêmes bases, juste avant  %s", "the same stores, just before  %s"), strings.Join(turns, e.t(" ; ", "; ")))
	}
	e.print("")
	e.print(e.t("un signalement de plus  %s, un par transaction, dont %s d'une main déjà connue", "one report more  %s, one a transaction, %s of them of a hand that is known"),
		e.n(int64(b.Link.Readings)), e.n(int64(b.Met)))
	for _, x := range []struct {
		name string
		l    latency
	}{{e.t("sans rendre durable", "without the commit"), b.Link}, {e.t("jusqu'au disque", "down to the disk"), b.Committed}} {
		e.print(e.t("  %s : médiane %s ms, p95 %s ms, au plus %s ms", "  %s: median %s ms, p95 %s ms, most %s ms"),
			x.name, e.decimal(x.l.Median, 2), e.decimal(x.l.P95, 2), e.decimal(x.l.Max, 1))
	}
	if b.PeakMemory > 0 {
		e.print(e.t("mémoire, au plus  %s (dont les signalements fabriqués)", "memory, peak  %s (made reports included)"), e.size(b.PeakMemory))
	}
	e.print(e.t("base sur le disque  %s, %s par signalement", "database on disk  %s, %s a report"), e.size(b.Size), e.size(b.Size/int64(b.Reports)))
}
