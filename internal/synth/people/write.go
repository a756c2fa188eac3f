package people

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"runtime"
)

// rowsAtOnce is how many rows a goroutine makes before it hands them on.
const rowsAtOnce = 4096

// Write writes the file of a side as CSV, with headings, in UTF-8. Rows are made
// on every processor and written in order, so that the bytes do not depend on how
// many there are. progress, if not nil, is called with rows written so far.
func (g *Generator) Write(ctx context.Context, w io.Writer, side Side, progress func(done, total int)) error {
	head := csv.NewWriter(w)
	if err := head.Write(Columns); err != nil {
		return err
	}
	head.Flush()
	if err := head.Error(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // an error of w stops those who still make rows

	// The queue holds chunks in order; its length bounds what is made ahead.
	queue := make(chan chan *bytes.Buffer, runtime.GOMAXPROCS(0))
	free := make(chan *bytes.Buffer, cap(queue)+2)
	go func() {
		defer close(queue)
		for from := 0; from < g.o.Count; from += rowsAtOnce {
			made := make(chan *bytes.Buffer, 1)
			select {
			case queue <- made:
			case <-ctx.Done():
				return
			}
			go func() { made <- g.chunk(side, from, free) }()
		}
	}()
	done := 0
	for made := range queue {
		b := <-made
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
		b.Reset()
		select {
		case free <- b:
		default:
		}
		if done = min(g.o.Count, done+rowsAtOnce); progress != nil {
			progress(done, g.o.Count)
		}
	}
	return ctx.Err()
}

// chunk makes the rows that begin at from.
func (g *Generator) chunk(side Side, from int, free chan *bytes.Buffer) *bytes.Buffer {
	var b *bytes.Buffer
	select {
	case b = <-free:
	default:
		b = new(bytes.Buffer)
	}
	w := csv.NewWriter(b)
	var row []string
	for i := from; i < min(from+rowsAtOnce, g.o.Count); i++ {
		r := g.Record(side, i)
		row = r.fields(row)
		_ = w.Write(row) // a buffer takes everything
	}
	w.Flush()
	return b
}
