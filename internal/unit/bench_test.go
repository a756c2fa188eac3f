package unit

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"vigie/internal/intake"
	"vigie/internal/intake/ncmec"
	"vigie/internal/synth"
)

// BenchmarkTakeIn takes VIGIE_BENCH reports in (5,000 unless set), from bytes to
// durable commit.
func BenchmarkTakeIn(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("VIGIE_BENCH"))
	if n == 0 {
		n = 5000
	}
	g, err := synth.New(synth.Options{Reports: n, Seed: 1, Mix: &synth.Mix{NCMEC: 1}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		u, who := newUnit(b, os.Getenv("VIGIE_BENCH_DB"))
		var tm Timings
		b.StartTimer()
		start := time.Now()
		c, err := u.TakeIn(context.Background(), who, Intake{Received: received, Timings: &tm, Records: func(ctx context.Context, emit func(intake.Record) error) error {
			var r ncmec.Reader
			for i := range n {
				data := g.NCMEC(i)
				in := intake.Input{Name: fmt.Sprint(g.Number(i), ".xml"), R: bytes.NewReader(data), Size: int64(len(data)), Limits: intake.DefaultLimits}
				if err := r.Read(ctx, in, emit); err != nil {
					return err
				}
			}
			return nil
		}})
		if err != nil || c.New != int64(n) {
			b.Fatal(c, err)
		}
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "reports/s")
		b.ReportMetric(float64(tm.Prepare.Microseconds())/float64(n), "prepare-µs")
		b.ReportMetric(float64(tm.Write.Microseconds())/float64(n), "write-µs")
		b.ReportMetric(float64(tm.Commit.Microseconds())/float64(n), "commit-µs")
	}
}

// BenchmarkQueue reads the first page of a queue of VIGIE_BENCH reports, with
// its entry in the ledger.
func BenchmarkQueue(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("VIGIE_BENCH"))
	if n == 0 {
		n = 5000
	}
	g, err := synth.New(synth.Options{Reports: n, Seed: 1, Mix: &synth.Mix{NCMEC: 1}})
	if err != nil {
		b.Fatal(err)
	}
	u, who := newUnit(b, os.Getenv("VIGIE_BENCH_DB"))
	_, err = u.TakeIn(context.Background(), who, Intake{Received: received, Records: func(ctx context.Context, emit func(intake.Record) error) error {
		var r ncmec.Reader
		for i := range n {
			data := g.NCMEC(i)
			in := intake.Input{Name: fmt.Sprint(g.Number(i), ".xml"), R: bytes.NewReader(data), Size: int64(len(data)), Limits: intake.DefaultLimits}
			if err := r.Read(ctx, in, emit); err != nil {
				return err
			}
		}
		return nil
	}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		page, err := u.Queue(context.Background(), who, QueueFilter{})
		if err != nil || len(page.Rows) == 0 {
			b.Fatal(err)
		}
	}
}
