package unit

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"vigie/internal/access"
	"vigie/internal/ledger"
	"vigie/internal/store"
	"vigie/internal/triage"
)

// RemoveMedia removes a version of a list, or all of it (dated 0): from then on
// nothing says what it said, of any day. It says how many versions were removed.
func (u *Unit) RemoveMedia(ctx context.Context, who Actor, name string, dated triage.Day, because string, progress func(MediaStage, int64, int64)) (int, error) {
	if err := reason(because, "a removal"); err != nil {
		return 0, err
	}
	n := 0
	err := u.do(ctx, who, access.ListMedia, func(ctx context.Context, w *work) error {
		vs, err := w.MediaVersions(ctx)
		if err != nil {
			return err
		}
		for _, v := range vs {
			if v.Name != name {
				continue
			}
			if v.State == store.MediaWriting && time.Since(time.UnixMilli(v.Touched)) < mediaIdle {
				return mediaFault("this list is being imported elsewhere; wait for it", "cette liste est en cours d'import ailleurs ; attendez")
			}
			if v.State == store.MediaInForce && (dated == 0 || v.Dated == int64(dated)) {
				if err := w.endMedia(ctx, v, mediaRemove, because); err != nil {
					return err
				}
				n++
			}
		}
		switch {
		case n > 0:
			return nil
		case dated != 0:
			return mediaFault("no version of this list dated %s is held: see vigie media lists", "aucune version de cette liste datée du %s n'est là : voyez vigie media lists", dated)
		}
		return mediaFault("no list of this name is held: see vigie media lists", "aucune liste de ce nom n'est là : voyez vigie media lists")
	})
	if err != nil {
		return 0, err
	}
	if progress == nil {
		progress = func(MediaStage, int64, int64) {}
	}
	return n, u.clearMedia(ctx, who, progress)
}

// endMedia has a version say nothing any more. Its rows are cleared afterwards.
func (w *work) endMedia(ctx context.Context, v store.MediaVersion, act, because string) error {
	d := mediaDetailOf(act, v)
	d.Because = because
	var err error
	if v.Removed, err = w.record(ledger.Media, nil, d); err != nil {
		return err
	}
	v.State = store.MediaClearing
	return w.SetMediaVersion(ctx, v)
}

// clearMedia clears the rows of versions that say nothing any more, and gives up
// imports that stopped. It changes nothing that any reading says.
func (u *Unit) clearMedia(ctx context.Context, who Actor, progress func(MediaStage, int64, int64)) error {
	var vs []store.MediaVersion
	if err := u.store.Read(ctx, func(t *store.Tx) (err error) { vs, err = t.MediaVersions(ctx); return err }); err != nil {
		return err
	}
	for _, v := range vs {
		if v.State == store.MediaWriting && time.Since(time.UnixMilli(v.Touched)) >= mediaIdle {
			gone := false
			err := u.do(ctx, who, access.ListMedia, func(ctx context.Context, w *work) error {
				now, err := w.MediaVersions(ctx)
				if err != nil {
					return err
				}
				v = versionOf(now, v.ID)
				if gone = v.State != store.MediaWriting || time.Since(time.UnixMilli(v.Touched)) < mediaIdle; gone {
					return errStillWriting
				}
				return w.endMedia(ctx, v, mediaAbandon, "")
			})
			if err != nil && !errors.Is(err, errStillWriting) {
				return err
			}
			if gone {
				continue
			}
			v.State = store.MediaClearing // as endMedia stored it
		}
		if v.State == store.MediaClearing {
			if err := u.clearVersion(ctx, v, progress); err != nil {
				return err
			}
		}
	}
	return nil
}

var errStillWriting = errors.New("still being written")

func (u *Unit) clearVersion(ctx context.Context, v store.MediaVersion, progress func(MediaStage, int64, int64)) error {
	p := pace{most: mediaBatch, n: mediaBatch}
	for first, done := int64(math.MinInt64), int64(0); ; {
		start, signedIn, last := time.Now(), false, int64(math.MaxInt64)
		err := u.store.Write(ctx, func(t *store.Tx) error {
			vs, err := t.MediaVersions(ctx)
			if err != nil {
				return err
			}
			if signedIn, err = t.SignedIn(ctx, time.Now().Add(-5*time.Minute).Unix()); err != nil {
				return err
			}
			step, err := t.MediaStep(ctx, first, max(p.n, mediaLeast))
			if err == nil {
				last = step
			} else if !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if err := t.ForgetMedia(ctx, v.List, v.ID, nextInForce(vs, v), first, last); err != nil || last != math.MaxInt64 {
				return err
			}
			now := versionOf(vs, v.ID)
			now.State = store.MediaRemoved
			return t.SetMediaVersion(ctx, now)
		})
		if err != nil || last == math.MaxInt64 {
			return err
		}
		kill("media cleared")
		done += int64(max(p.n, mediaLeast))
		progress(MediaClears, done, 0)
		first = last + 1
		if err := p.after(ctx, p.n, time.Since(start), signedIn); err != nil {
			return err
		}
	}
}

// versionOf finds a version by its number.
func versionOf(vs []store.MediaVersion, id int64) store.MediaVersion {
	i := slices.IndexFunc(vs, func(v store.MediaVersion) bool { return v.ID == id })
	if i < 0 {
		return store.MediaVersion{}
	}
	return vs[i]
}

// nextInForce is the version of the same list that comes after one; 0 for none.
func nextInForce(vs []store.MediaVersion, v store.MediaVersion) int64 {
	for _, x := range vs { // in order of ID, which is that of dates within a list
		if x.List == v.List && x.ID > v.ID && x.State == store.MediaInForce {
			return x.ID
		}
	}
	return 0
}

// compareMedia orders rows by hash, algorithm and value.
func compareMedia(a, b store.MediaHash) int {
	if a.Hash != b.Hash {
		return cmp.Compare(a.Hash, b.Hash)
	}
	return cmp.Or(cmp.Compare(a.Algo, b.Algo), bytes.Compare(a.Bytes, b.Bytes))
}
