package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"vigie/internal/intake"
	"vigie/internal/unit"
)

type quarantineRetryCmd struct {
	under
	All bool  ``
	ID  int64 `arg:"" name:"id" optional:""`
}

func (c *quarantineRetryCmd) Run(ctx context.Context, e *env) error {
	if c.All == (c.ID != 0) {
		return &usage{e.t("nommez un numéro, ou --all", "name one number, or --all"), e.command}
	}
	return e.with(ctx, func(d *desk) error {
		faults, err := c.faults(ctx, d)
		if err != nil {
			return err
		}
		var order []string // files, in the order of their first fault
		byFile := map[string][]unit.Fault{}
		for _, f := range faults {
			if byFile[f.Place.File] == nil {
				order = append(order, f.Place.File)
			}
			byFile[f.Place.File] = append(byFile[f.Place.File], f)
		}
		var sum unit.Counts
		settled, left := 0, 0
		for _, file := range order {
			counts, done, err := c.retry(ctx, e, d, file, byFile[file])
			if err != nil {
				return err
			}
			sum.Add(counts)
			sum.Waiting = counts.Waiting
			settled += done
			left += len(byFile[file]) - done
		}
		e.counts(sum)
		e.print("%s, %s", e.some(int64(settled), "réglé", "réglés", "settled", "settled"), e.some(int64(left), "reste en quarantaine", "restent en quarantaine", "stays in quarantine", "stay in quarantine"))
		return nil
	})
}

func (c *quarantineRetryCmd) faults(ctx context.Context, d *desk) ([]unit.Fault, error) {
	if c.ID != 0 {
		f, err := d.QuarantinedRecord(ctx, d.who, c.ID)
		return []unit.Fault{f}, err
	}
	var all []unit.Fault
	after := int64(0)
	for {
		fs, err := d.Quarantine(ctx, d.who, after, 500, false)
		if err != nil || len(fs) == 0 {
			return all, err
		}
		all = append(all, fs...)
		after = fs[len(fs)-1].ID
	}
}

// retry reads a source again and takes in what it holds now. A fault is settled
// when its place was read and nothing of that place was set aside again.
func (c *quarantineRetryCmd) retry(ctx context.Context, e *env, d *desk, file string, faults []unit.Fault) (unit.Counts, int, error) {
	source, err := sourceOf(file)
	if err != nil {
		e.note("%s: %s", file, e.t("la source n'est plus là ; remettez-la à cet endroit, ou recevez-la d'ailleurs", "the source is no longer there; put it back there, or take it in from elsewhere"))
		return unit.Counts{}, 0, nil
	}
	w, err := d.Walker("", "")
	if err != nil {
		return unit.Counts{}, 0, err
	}
	again := map[intake.Place]bool{}
	read, refused := 0, int64(0)
	in := c.intake(e)
	in.Records = func(ctx context.Context, emit func(intake.Record) error) error {
		return w.Walk(ctx, []string{source}, func(rec intake.Record) error {
			if rec.Place.File != file {
				return nil // another member of the archive: not what is retried
			}
			read++
			if rec.Problem != nil {
				again[rec.Place] = true
				refused++
			}
			return emit(rec)
		})
	}
	counts, err := d.TakeIn(ctx, d.who, in)
	if err != nil || read == 0 || counts.Quarantined > refused {
		return counts, 0, err // what the door itself refused has no place that is known here
	}
	done := 0
	for _, f := range faults {
		if again[f.Place] {
			continue
		}
		if err := d.Resolve(ctx, d.who, f.ID); err != nil {
			return counts, done, err
		}
		done++
	}
	return counts, done, nil
}

// sourceOf finds the file on disk behind a place: the file itself, or the
// archive that it is a member of.
func sourceOf(file string) (string, error) {
	for p := filepath.FromSlash(file); ; p = filepath.Dir(p) {
		st, err := os.Lstat(p)
		if err == nil && !st.IsDir() {
			return p, nil
		}
		if err == nil || p == filepath.Dir(p) {
			return "", fmt.Errorf("%s: %w", file, os.ErrNotExist)
		}
	}
}
