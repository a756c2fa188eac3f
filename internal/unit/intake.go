package unit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"vigie/internal/access"
	"vigie/internal/intake"
	"vigie/internal/ledger"
	"vigie/internal/report"
	"vigie/internal/request"
	"vigie/internal/seal"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// Counts are the counts of an intake: read = new + versions + attached + sealed +
// duplicates + quarantined.
type Counts = store.Counts

// Intake says what to take in, and under what.
type Intake struct {
	Procedure string // empty: the unit's own
	Basis     string // likewise
	Handling  string // likewise
	// Answers is the request that its reports answer; zero: none. It must have been
	// sent, and is answered when the intake ends by what stands then as a report: what
	// could not be read, or stays sealed, answers nothing.
	Answers  request.Number
	Answered func(reports int) // told at the end how many reports answer; 0: the request waits on
	Received time.Time         // when the unit received it; zero: now
	// Records emits what there is to take in, in a fixed order.
	Records func(ctx context.Context, emit func(intake.Record) error) error
	// Late emits what is taken in after Records: statements, of which only what
	// touches a reported account enters. Nil: nothing.
	Late func(ctx context.Context, emit func(intake.Record) error) error
	// Batch is the most records of one transaction; 0 for the usual.
	Batch int
	// Progress is told the counts so far after each transaction.
	Progress func(Counts)
	// Timings, when set, adds up where the time goes.
	Timings *Timings
}

// Timings adds up the time spent in each stage of an intake.
type Timings struct {
	Prepare time.Duration // over all workers
	Write   time.Duration // in the store, with linking, ordering and recording
	Commit  time.Duration // of Write, making it durable
}

// A batch is a part of what the store holds, within bounds: rows of a batch lie
// anywhere in the index of identifiers, and the larger it is, the more rows it takes
// for some of them to share a page. Tests set them.
var leastBatch, mostBatch, batchPart = 2000, 5000, 200

const (
	// inFlight bounds the bytes of records read and not yet stored, for each leastBatch
	// of the batch.
	inFlight = 64 << 20
	// fewest is the least that a batch grows to, or begins with while anyone is signed in.
	fewest = 16
	// briefly is how long a batch may hold the store while anyone is signed in.
	briefly = 25 * time.Millisecond
)

// TakeIn takes reports in: counted, sealed, linked, ordered and recorded.
// Batches are durable one by one: after an interruption, taking the same in
// again finishes the work and counts what was done as duplicates.
func (u *Unit) TakeIn(ctx context.Context, who Actor, in Intake) (Counts, error) {
	in = u.withDefaults(in)
	code, ok := handlings[in.Handling]
	if !ok {
		return Counts{}, fmt.Errorf("handling code %q: expected evidence, intelligence or originator", in.Handling)
	}
	keys, err := seal.NewBatch(u.evidence)
	if err != nil {
		return Counts{}, err
	}
	if err := cmp.Or(oneLine(in.Procedure, "the procedure"), oneLine(in.Basis, "the legal basis")); err != nil {
		return Counts{}, err
	}
	r := &run{received: in.Received.UTC().Truncate(time.Second), procedure: in.Procedure, handling: code, keys: keys}
	var sealKey int64
	var paced pace
	err = u.do(ctx, who, access.TakeIn, func(ctx context.Context, w *work) error {
		err := u.mayAnswer(ctx, who, w, in.Answers, triage.DayOf(r.received))
		if err != nil {
			return err
		}
		if r.id, err = w.NextRun(ctx); err != nil {
			return err
		}
		if paced, err = w.pace(ctx, in.Batch); err != nil {
			return err
		}
		if sealKey, err = w.InsertSealKey(ctx, keys.Wrapped); err != nil {
			return err
		}
		row := store.Run{ID: r.id, Who: who.ID, At: w.at.UnixMilli(), Received: r.received.Unix(), Procedure: in.Procedure, Basis: in.Basis, Handling: in.Handling}
		if err := w.InsertRun(ctx, row); err != nil {
			return err
		}
		_, err = w.record(ledger.Run, nil, runDetail{r.id, in.Procedure, in.Basis, in.Handling, r.received.Unix(), sealKey, sum(keys.Wrapped), answersText(in.Answers)})
		return err
	})
	if err != nil {
		return Counts{}, err
	}
	kill("opened")
	t := &taking{u: u, who: who, in: in, run: r, sealKey: sealKey, room: semaphore.NewWeighted(roomFor(mostBatch)), size: roomFor(paced.most), pace: paced, has: map[report.Key]bool{}}
	t.room.TryAcquire(roomFor(mostBatch) - t.size)
	err = t.all(ctx, in.Records)
	if err == nil && in.Late != nil {
		err = t.all(ctx, in.Late)
	}
	if err != nil {
		return t.counts, fmt.Errorf("the intake stopped after %d records, which are safe; run it again to go on: %w", t.counts.Read, err)
	}
	kill("finished")
	err = u.do(ctx, who, access.TakeIn, func(ctx context.Context, w *work) error {
		var err error
		if t.counts.Waiting, err = w.CountWaiting(ctx); err != nil {
			return err
		}
		if _, err = w.record(ledger.Run, nil, map[string]any{"run": r.id, "finished": true, "counts": t.counts}); err != nil {
			return err
		}
		t.brought, err = w.standing(ctx, t.brought)
		return err
	})
	if err != nil || in.Answers.IsZero() {
		return t.counts, err
	}
	if len(t.brought) > 0 {
		err = u.answered(ctx, who, in.Answers, triage.DayOf(r.received), r.id, t.brought)
	}
	if err == nil && in.Answered != nil {
		in.Answered(len(t.brought))
	}
	return t.counts, err
}

// standing keeps, of reports, those that are there: an attachment may still wait
// for the report that it names.
func (w *work) standing(ctx context.Context, keys []report.Key) ([]report.Key, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := w.Reports(ctx, keys)
	out := make([]report.Key, len(rows))
	for i, r := range rows {
		out[i] = r.Key
	}
	return out, err
}

func answersText(n request.Number) string {
	if n.IsZero() {
		return ""
	}
	return n.String()
}

// runDetail is the detail of the entry that opens a run.
type runDetail struct {
	Run       int64  `json:"run"`
	Procedure string `json:"procedure"`
	Basis     string `json:"basis"`
	Handling  string `json:"handling"`
	Received  int64  `json:"received"` // Unix seconds
	SealKey   int64  `json:"sealKey"`
	Wrapped   string `json:"wrapped"`          // SHA-256 of the wrapped key of its seals
	Answers   string `json:"answers,omitzero"` // the request that its reports answer
}

func (u *Unit) withDefaults(in Intake) Intake {
	if in.Procedure == "" {
		in.Procedure = u.Settings.Procedure
	}
	if in.Basis == "" {
		in.Basis = u.Settings.Basis
	}
	if in.Handling == "" {
		in.Handling = u.Settings.Handling
	}
	if in.Received.IsZero() {
		in.Received = u.now()
	}
	return in
}

// taking is an intake under way: one goroutine reads, some prepare, one writes.
type taking struct {
	u       *Unit
	who     Actor
	in      Intake
	run     *run
	sealKey int64
	room    *semaphore.Weighted // bytes in flight; what the batches do not need yet is taken
	size    int64               // of the room
	pace    pace
	counts  Counts
	brought []report.Key // of an answer: the reports that it brought, known before or not
	has     map[report.Key]bool
}

// roomFor is how many bytes may be in flight for a batch of so many.
func roomFor(batch int) int64 {
	return inFlight * int64(min(max(batch, leastBatch), mostBatch)) / int64(leastBatch)
}

// grow sets the size of batches, and makes room for them.
func (t *taking) grow(most int) {
	t.pace.most = most
	if size := roomFor(most); size > t.size {
		t.room.Release(size - t.size)
		t.size = size
	}
}

// job is a record on its way; ready is closed when it is prepared.
type job struct {
	rec   intake.Record
	out   *prepared
	err   error
	size  int64
	took  time.Duration
	ready chan struct{}
}

func (j *job) isReady() bool {
	select {
	case <-j.ready:
		return true
	default:
		return false
	}
}

// all takes in what records emits.
func (t *taking) all(ctx context.Context, records func(context.Context, func(intake.Record) error) error) error {
	g, ctx := errgroup.WithContext(ctx)
	order := make(chan *job, 2*mostBatch) // as read
	todo := make(chan *job, 2*mostBatch)  // for whoever is free
	g.Go(func() error {
		defer close(order)
		defer close(todo)
		return records(ctx, func(rec intake.Record) error {
			j := &job{rec: rec, size: min(weight(rec), inFlight), ready: make(chan struct{})}
			if err := t.room.Acquire(ctx, j.size); err != nil {
				return err
			}
			for _, c := range []chan *job{order, todo} {
				select {
				case c <- j:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	})
	for range preparers() {
		g.Go(func() error {
			for j := range todo {
				start := time.Now()
				j.out, j.err = t.u.prepare(j.rec, t.run)
				j.took = time.Since(start)
				close(j.ready)
			}
			return nil
		})
	}
	g.Go(func() error { return t.write(ctx, order) })
	return g.Wait()
}

// preparers is how many prepare at once: one processor is left to the writer, whom the
// intake waits for.
func preparers() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// weight is the memory that a record takes: its bytes, what is read of it, and
// what is sealed. One larger than all the room goes alone.
func weight(rec intake.Record) int64 {
	return 4*int64(len(rec.Redacted)) + 4096
}

// write gathers batches and stores them.
func (t *taking) write(ctx context.Context, order <-chan *job) error {
	var jobs []*job
	var held int64
	flush := func() error {
		if len(jobs) == 0 {
			return nil
		}
		err := t.store(ctx, jobs)
		t.room.Release(held)
		jobs, held = jobs[:0], 0
		return err
	}
	for {
		var j *job
		var more bool
		select {
		case j, more = <-order:
		default:
			// Nothing is waiting: store what there is rather than hold room
			// that the reader may be waiting for.
			if held > t.size/2 || len(jobs) >= t.pace.n {
				if err := flush(); err != nil {
					return err
				}
			}
			timer := time.NewTimer(100 * time.Millisecond)
			select {
			case j, more = <-order:
			case <-timer.C:
				if err := flush(); err != nil {
					return err
				}
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
			timer.Stop()
		}
		if !more {
			return flush()
		}
		if !j.isReady() && len(jobs) >= leastBatch {
			// Rather than wait, write what there is.
			if err := flush(); err != nil {
				return err
			}
		}
		select {
		case <-j.ready:
		case <-ctx.Done():
			return ctx.Err()
		}
		if j.err != nil {
			return j.err
		}
		if t.in.Timings != nil {
			t.in.Timings.Prepare += j.took
		}
		jobs, held = append(jobs, j), held+j.size
		if len(jobs) >= t.pace.n || held > t.size/2 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
}

// store makes one batch durable.
func (t *taking) store(ctx context.Context, jobs []*job) error {
	recs := make([]*prepared, len(jobs))
	for i, j := range jobs {
		recs[i] = j.out
	}
	var c Counts
	var signedIn bool
	var done time.Time
	most := t.in.Batch
	start := time.Now()
	err := t.u.do(ctx, t.who, access.TakeIn, func(ctx context.Context, w *work) error {
		var err error
		if signedIn, err = w.signedIn(ctx); err != nil {
			return err
		}
		if c, err = w.receive(ctx, t.run, t.sealKey, recs); err != nil {
			return err
		}
		// A batch of nothing but duplicates changes nothing; it is still counted
		// in the entry that ends the run.
		if len(w.entries) == 0 {
			_, err = w.record(ledger.Run, nil, map[string]any{"run": t.run.id, "duplicates": c.Duplicates, "quarantined": c.Quarantined})
		}
		if err == nil && most <= 0 {
			most, err = w.usualBatch(ctx)
		}
		done = time.Now()
		return err
	})
	if err != nil {
		return err
	}
	kill("committed")
	if t.in.Timings != nil {
		t.in.Timings.Write += time.Since(start)
		t.in.Timings.Commit += time.Since(done)
	}
	t.counts.Add(c)
	t.bring(recs)
	if t.in.Progress != nil {
		t.in.Progress(t.counts)
	}
	t.grow(most)
	return t.pace.after(ctx, len(jobs), time.Since(start), signedIn)
}

// bring notes the reports of an answer: those that were filed, now or before.
func (t *taking) bring(recs []*prepared) {
	if t.in.Answers.IsZero() {
		return
	}
	for _, p := range recs {
		if p.filed && len(t.brought) < mostMoved && !t.has[p.key] {
			t.has[p.key] = true
			t.brought = append(t.brought, p.key)
		}
	}
}

// pace lets people's acts through: while anyone is signed in, a batch is made
// small enough to hold the store only briefly, and leaves a gap behind it.
type pace struct {
	most, n int
}

// usualBatch is how many records one transaction takes in, into a store that holds
// so many.
func usualBatch(held int64) int {
	return int(min(max(held/int64(batchPart), int64(leastBatch)), int64(mostBatch)))
}

func (w *work) usualBatch(ctx context.Context) (int, error) {
	next, err := w.NextVersion(ctx)
	return usualBatch(next), err
}

// pace is that of an intake that begins now. most 0: the usual. The first batch is no
// large one: the writer would wait until all of it is prepared.
func (w *work) pace(ctx context.Context, most int) (pace, error) {
	var err error
	if most <= 0 {
		if most, err = w.usualBatch(ctx); err != nil {
			return pace{}, err
		}
	}
	signedIn, err := w.signedIn(ctx)
	if signedIn {
		return pace{most: most, n: min(most, fewest)}, err
	}
	return pace{most: most, n: min(most, leastBatch)}, err
}

// signedIn says whether anyone is at the desk.
func (w *work) signedIn(ctx context.Context) (bool, error) {
	return w.SignedIn(ctx, time.Now().Add(-5*time.Minute).Unix())
}

// after sets the size of the next batch, behind one of so many that took so long.
func (p *pace) after(ctx context.Context, held int, took time.Duration, signedIn bool) error {
	if !signedIn {
		p.n = min(p.most, max(2*p.n, fewest))
		return nil
	}
	n := max(1, int(float64(held)*float64(briefly)/float64(max(took, time.Millisecond))))
	if took <= briefly {
		n = max(n, p.n) // a batch that had few records to hold says nothing against the size
	}
	p.n = min(p.most, n)
	select {
	case <-time.After(briefly / 5):
		return nil
	case <-ctx.Done():
		return errors.New("interrupted")
	}
}
