package intake

import (
	"context"
	"sync"
)

// lineBytes bounds what the records that wait for their turn may hold, in
// bytes by the estimate of [cost].
const lineBytes = 64 << 20

// A line runs jobs in several goroutines and emits their records in the order
// in which the jobs were put. The job at the head of the line may always go
// on; the others stop when the records that wait for it hold too much.
type line struct {
	order chan *job // to the emitter, in order
	work  chan *job // to the workers: the same jobs, without the late ones

	mu   sync.Mutex // guards what follows, and each job's records, held, done and err
	cond sync.Cond  // of mu: any of it changed, or ctx ended
	head *job       // whose records are being emitted
	held int64      // bytes of records that wait, all jobs together
	most int64      // of held, but for the head's next record
}

// runLine calls fill with a queue, and emits what comes of its jobs from the
// calling goroutine. It returns when no goroutine of its own is left.
func runLine(ctx context.Context, workers int, most int64, fill func(context.Context, queue) error, emit func(Record) error, progress func(*job)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l := &line{
		order: make(chan *job, 16*workers),
		work:  make(chan *job, 16*workers),
		most:  most,
	}
	l.cond.L = &l.mu
	defer context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.cond.Broadcast()
	})()

	var wg sync.WaitGroup
	var filled error
	wg.Go(func() {
		defer close(l.order)
		defer close(l.work)
		filled = fill(ctx, l)
	})
	for range workers {
		wg.Go(func() {
			for j := range l.work {
				l.run(ctx, j)
			}
		})
	}
	err := l.drain(ctx, emit, progress)
	cancel()
	for j := range l.order {
		if j.late {
			j.release() // the workers release the others
		}
	}
	wg.Wait()
	if err != nil {
		return err
	}
	return filled
}

// put is the queue of fill.
func (l *line) put(ctx context.Context, j *job) error {
	select {
	case l.order <- j:
	case <-ctx.Done():
		j.release()
		return ctx.Err()
	}
	if j.late {
		return nil
	}
	select {
	case l.work <- j:
		return nil
	case <-ctx.Done():
		j.release()
		return ctx.Err()
	}
}

// run is a worker's part.
func (l *line) run(ctx context.Context, j *job) {
	err := ctx.Err()
	if err == nil && j.run != nil {
		err = j.run(ctx, func(r Record) error { return l.push(ctx, j, r) })
	}
	j.release()
	l.mu.Lock()
	defer l.mu.Unlock()
	j.done, j.err = true, err
	l.cond.Broadcast()
}

// push adds a record to those that wait, when there is room.
func (l *line) push(ctx context.Context, j *job, r Record) error {
	c := cost(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.held+c > l.most && (l.head != j || len(j.records) > 0) && ctx.Err() == nil {
		l.cond.Wait()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	j.records = append(j.records, r)
	j.held += c
	l.held += c
	if l.head == j {
		l.cond.Broadcast()
	}
	return nil
}

// drain is the emitter's part.
func (l *line) drain(ctx context.Context, emit func(Record) error, progress func(*job)) error {
	for j := range l.order {
		if err := l.serve(ctx, j, emit); err != nil {
			return err
		}
		progress(j)
	}
	return ctx.Err()
}

// serve emits one job's records as they come, until it is done.
func (l *line) serve(ctx context.Context, j *job, emit func(Record) error) error {
	if j.late {
		defer j.release()
		return j.run(ctx, emit)
	}
	l.mu.Lock()
	l.head = j
	l.cond.Broadcast()
	l.mu.Unlock()
	for {
		l.mu.Lock()
		for len(j.records) == 0 && !j.done && ctx.Err() == nil {
			l.cond.Wait()
		}
		records, held, done, err := j.records, j.held, j.done, j.err
		j.records, j.held = nil, 0
		l.mu.Unlock()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for _, r := range records {
			if err := emit(r); err != nil {
				return err
			}
		}
		l.mu.Lock()
		l.held -= held
		l.cond.Broadcast()
		l.mu.Unlock()
		if done {
			return err
		}
	}
}

// cost estimates what a record holds in memory, in bytes: its redacted form,
// the strings of the report that repeat it, and the structures around them.
func cost(r Record) int64 { return 1024 + 4*int64(len(r.Redacted)) }
