package cli

import (
	"bytes"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/internal/intake"
	"vigie/internal/intake/ncmec"
	"vigie/internal/synth"
)

// generate makes the reports of some positions, on all processors.
func generate(g *synth.Generator, from, to int) [][]byte {
	docs := make([][]byte, to-from)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(docs); i = int(next.Add(1)) - 1 {
				docs[i] = g.NCMEC(from + i)
			}
		})
	}
	wg.Wait()
	return docs
}

// parsing reads documents held in memory, several at a time, and emits their
// records in order, as a Walker does with files.
type parsing struct {
	docs  [][]byte
	spent atomic.Int64 // nanoseconds of reading, over all workers
}

// ahead is how many documents may be read before their turn.
const ahead = 256

func (p *parsing) records(ctx context.Context, emit func(intake.Record) error) error {
	g, ctx := errgroup.WithContext(ctx)
	type slot struct {
		doc  []byte
		recs chan []intake.Record
	}
	todo, order := make(chan slot), make(chan slot, ahead)
	g.Go(func() error {
		defer close(todo)
		defer close(order)
		for _, doc := range p.docs {
			s := slot{doc, make(chan []intake.Record, 1)}
			for _, c := range []chan slot{order, todo} {
				select {
				case c <- s:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			for s := range todo {
				start := time.Now()
				var recs []intake.Record
				in := intake.Input{Name: "report.xml", R: bytes.NewReader(s.doc), Size: int64(len(s.doc)), Limits: intake.DefaultLimits}
				err := ncmec.Reader{}.Read(ctx, in, func(r intake.Record) error { recs = append(recs, r); return nil })
				p.spent.Add(int64(time.Since(start)))
				if err != nil {
					return err
				}
				s.recs <- recs
			}
			return nil
		})
	}
	g.Go(func() error {
		for s := range order {
			select {
			case recs := <-s.recs:
				for _, r := range recs {
					if err := emit(r); err != nil {
						return err
					}
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}
