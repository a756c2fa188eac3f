package intake

import "context"

// A job is one file or one member of an archive on its way to its records. It
// is made by the walk, run by one goroutine, and its records are emitted when
// those of all jobs before it have been.
type job struct {
	run   func(ctx context.Context, emit func(Record) error) error // nil: nothing to read
	late  bool                                                     // run only after all jobs before it
	close func()                                                   // gives back what the job holds; nil: nothing

	// What the job adds to Progress once it is done. run may change it.
	adds Progress

	// Owned by the line (see line.go) while the job is in it.
	records []Record
	held    int64
	done    bool
	err     error
}

func (j *job) release() {
	if j.close != nil {
		j.close()
		j.close = nil
	}
}

// A queue takes jobs in order.
type queue interface {
	put(ctx context.Context, j *job) error
}

// inline runs each job as it comes, in the goroutine that puts it.
type inline struct {
	emit     func(Record) error
	progress func(*job)
}

func (q inline) put(ctx context.Context, j *job) error {
	defer j.release()
	if err := ctx.Err(); err != nil {
		return err
	}
	if j.run != nil {
		if err := j.run(ctx, q.emit); err != nil {
			return err
		}
	}
	q.progress(j)
	return nil
}
