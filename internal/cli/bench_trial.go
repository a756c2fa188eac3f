package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"time"

	"vigie/internal/access"
	"vigie/internal/synth"
	"vigie/internal/unit"
)

// trial is what the measures of speed have in common: a unit of its own, filled
// with synthetic reports, chunk by chunk.
type trial struct {
	Seed       uint64 `default:"1"`
	Dir        string `placeholder:"DIR"`
	Chunk      int    `default:"10000"`
	CPUProfile string `name:"cpuprofile" placeholder:"FILE"`
	JSON       bool   `name:"json"`
}

// on makes the unit and opens it.
func (c *trial) on(ctx context.Context, e *env, f func(*desk) error) (err error) {
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "vigie-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Dir)) }()
	}
	if c.CPUProfile != "" {
		f, err := os.Create(c.CPUProfile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return errors.Join(err, f.Close())
		}
		defer func() { pprof.StopCPUProfile(); err = errors.Join(err, f.Close()) }()
	}
	if e.Now.IsZero() {
		e.Now = synth.DefaultNow
	}
	return c.unit(ctx, e, "unit", f)
}

// unit makes a unit of this name in the trial's folder and opens it; e is for it from now on.
func (c *trial) unit(ctx context.Context, e *env, name string, f func(*desk) error) error {
	e.Data, e.As = filepath.Join(c.Dir, name), "bench"
	first := unit.First{
		Options: e.options(), EvidenceKey: filepath.Join(c.Dir, name+"-evidence.key"),
		Settings: unit.Settings{Unit: "bench", Origin: "bench.example.org", Procedure: "BENCH", Basis: "synthetic data", Handling: "evidence"},
		Person:   unit.NewPerson{ID: e.As, Name: e.As, Role: access.Head, Lang: e.lang},
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	if err := unit.Init(ctx, first); err != nil {
		return err
	}
	return e.with(ctx, f)
}

// chunk is what taking a chunk of reports in took, in seconds.
type chunk struct {
	From    int     `json:"from"` // reports held before
	Reports int     `json:"reports"`
	Met     int     `json:"met"` // of these: of a hand that reports before were of
	Seconds float64 `json:"seconds"`
	Parse   float64 `json:"parse"`   // over all workers
	Prepare float64 `json:"prepare"` // likewise
	Write   float64 `json:"write"`   // in the store, one writer; commit included
	Commit  float64 `json:"commit"`  // of write: making it durable
	// What the system counts of this process; 0 where it does not say. A server
	// beside it is not in.
	CPU     float64 `json:"cpu"`     // seconds of processor
	Written int64   `json:"written"` // bytes given to the disk

	counts   unit.Counts
	bytes    int64   // of the reports
	generate float64 // making them; in none of the above
}

// filling is a unit that is filled with the reports of a world, in their order.
type filling struct {
	*desk
	world *synth.Generator
	held  int
	known acquainted
}

func newFilling(d *desk, g *synth.Generator) *filling {
	return &filling{desk: d, world: g, known: make(acquainted, g.Hands())}
}

// fill takes reports in, chunk by chunk, until the unit holds so many.
func (c *trial) fill(ctx context.Context, e *env, to *filling, held int) ([]chunk, error) {
	m := e.meter(e.t("Mesure", "Measuring"), nounReports)
	defer m.end()
	var out []chunk
	for to.held < held {
		k, err := to.takeIn(ctx, e, min(c.Chunk, held-to.held))
		if err != nil {
			return nil, err
		}
		out = append(out, k)
		m.counted(int64(to.held))
		m.share(int64(to.held), int64(held))
	}
	return out, nil
}

// takeIn makes the next reports in memory and takes them in. Making them is timed
// apart, so that it slows nothing that is measured.
func (f *filling) takeIn(ctx context.Context, e *env, reports int) (chunk, error) {
	start := time.Now()
	to := f.held + reports
	docs := generate(f.world, f.held, to)
	k := chunk{From: f.held, Reports: reports, Met: f.known.meet(f.world, f.held, to), generate: time.Since(start).Seconds()}
	for _, doc := range docs {
		k.bytes += int64(len(doc))
	}
	p := parsing{docs: docs}
	var t unit.Timings
	in := under{Received: e.Now}.intake(e)
	in.Timings, in.Records = &t, p.records
	cpu, written := processorTime(), bytesWritten()
	start = time.Now()
	var err error
	if k.counts, err = f.TakeIn(ctx, f.who, in); err != nil {
		return k, err
	}
	k.Seconds = time.Since(start).Seconds()
	k.CPU, k.Written = processorTime()-cpu, bytesWritten()-written
	k.Parse = time.Duration(p.spent.Load()).Seconds()
	k.Prepare, k.Write, k.Commit = t.Prepare.Seconds(), t.Write.Seconds(), t.Commit.Seconds()
	f.held = to
	return k, nil
}

// acquainted are the hands that have come.
type acquainted map[int]bool

// meet counts, of the reports at some positions, those of a hand that came before.
func (a acquainted) meet(g *synth.Generator, from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		k := g.Hand(i)
		if a[k] {
			n++
		}
		a[k] = true
	}
	return n
}

// latency is of readings or writings, in milliseconds.
type latency struct {
	Readings int     `json:"readings"`
	First    float64 `json:"first"` // may bring the order to today
	Median   float64 `json:"median"`
	P95      float64 `json:"p95"`
	Max      float64 `json:"max"`
}

// latencyOf sums up at least one duration, in milliseconds.
func latencyOf(all []float64) latency {
	sorted := slices.Sorted(slices.Values(all))
	n := len(sorted)
	return latency{Readings: n, First: all[0], Median: sorted[n/2], P95: sorted[(n*95+99)/100-1], Max: sorted[n-1]}
}
