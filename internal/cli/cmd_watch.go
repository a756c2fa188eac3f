package cli

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"vigie/internal/intake"
	"vigie/internal/unit"
)

type watchCmd struct {
	under
	Format  string        `placeholder:"NAME"`
	Profile string        `placeholder:"NAME"`
	Once    bool          ``
	Settle  time.Duration `default:"5s"`
	JSON    bool          `name:"json"`
	Dir     string        `arg:"" name:"dir"`
}

func (c *watchCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, func(d *desk) error {
		dir, err := filepath.Abs(c.Dir)
		if err != nil {
			return err
		}
		w := &intake.Watcher{Folder: dir, Settle: c.Settle, Poll: min(c.Settle/2, 2*time.Second), Own: d.OwnFiles()}
		if !c.Once {
			e.note(e.t("Vigie reçoit ce qui est déposé dans %s (Ctrl-C pour arrêter).", "Vigie takes in what is dropped in %s (Ctrl-C to stop)."), dir)
		}
		var sum unit.Counts
		for {
			paths, err := c.next(ctx, w)
			if c.Once && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
				break // all that was complete has been taken in
			}
			if err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				if c.Once {
					return err
				}
				e.note("vigie: %v", err) // a network disk may come back
				if err := pause(ctx, 10*time.Second); err != nil {
					return err
				}
				continue
			}
			walker, err := d.Walker(c.Format, c.Profile)
			if err != nil {
				return err
			}
			counts, err := e.takeIn(ctx, d, c.under, walker, paths)
			if err != nil {
				return err
			}
			sum.Add(counts)
			sum.Waiting = counts.Waiting
			if !c.Once {
				e.took(counts, c.JSON)
			}
		}
		if c.JSON {
			return e.json(sum)
		}
		e.counts(sum)
		return nil
	})
}

// next waits for complete files; with --once only as long as a file that lies
// still needs to show it.
func (c *watchCmd) next(ctx context.Context, w *intake.Watcher) ([]string, error) {
	if c.Once {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, 2*c.Settle+2*time.Second)
		defer cancel()
	}
	return w.Next(ctx)
}

func (e *env) took(c unit.Counts, asJSON bool) {
	if asJSON {
		_ = e.json(c)
		return
	}
	e.print(e.t("%s  lus %s = nouveaux %s + versions %s + rattachés %s + scellés %s + déjà reçus %s + quarantaine %s",
		"%s  read %s = new %s + versions %s + attached %s + sealed %s + duplicates %s + quarantined %s"),
		time.Now().UTC().Format("2006-01-02 15:04:05"),
		e.n(c.Read), e.n(c.New), e.n(c.Versions), e.n(c.Attached), e.n(c.Sealed), e.n(c.Duplicates), e.n(c.Quarantined))
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
