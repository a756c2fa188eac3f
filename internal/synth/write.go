package synth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Summary says what [Write] wrote.
type Summary struct {
	Reports int    // distinct reports
	Hands   int    // behind them
	Files   int    //
	Bytes   int64  //
	Expect  Expect // what taking all of it in must count
	Not     int    // rows of truth/pairs-not.csv
	Same    int    // rows of truth/pairs-same.csv
}

// Write writes a world under dir: what is to be taken in under dir/reports, and
// the truth about it under dir/truth. It refuses a dir that already holds
// either. progress, which may be nil, hears of every hundredth report and the last.
func Write(ctx context.Context, o Options, dir string, progress func(done, total int)) (Summary, error) {
	g, err := New(o)
	if err != nil {
		return Summary{}, err
	}
	for _, sub := range []string{"reports", "truth"} {
		if _, err := os.Lstat(filepath.Join(dir, sub)); !errors.Is(err, fs.ErrNotExist) {
			return Summary{}, fmt.Errorf("%s already holds %q: choose an empty folder, or remove it first", dir, sub)
		}
	}
	w := &writer{dir: filepath.Join(dir, "reports"), made: map[string]bool{}}
	t, err := newTruth(filepath.Join(dir, "truth"))
	if err != nil {
		return Summary{}, err
	}
	defer t.abandon()
	pairs := &pairing{g: g, last: map[hubKey]bearer{}, not: t.pairNot, same: t.pairSame, shown: g.o.Rates.TrapsShown}
	sum := Summary{Reports: g.Reports(), Hands: g.Hands()}
	done := 0
	err = g.run(pairs, func(it Item) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.file(it.Name, it.Data); err != nil {
			return err
		}
		sum.Files++
		sum.Bytes += int64(len(it.Data))
		sum.Expect.add(it.Expect)
		if err := t.item(it); err != nil {
			return err
		}
		if n := it.Expect.New; n > 0 && progress != nil {
			if done += n; done/100 != (done-n)/100 || done == sum.Reports {
				progress(done, sum.Reports)
			}
		}
		return nil
	})
	if err != nil {
		return sum, fmt.Errorf("write synthetic reports: %w", err)
	}
	sum.Not, sum.Same = t.nots, t.sames
	return sum, t.close(g.o, sum)
}

// writer writes files and makes their folders once.
type writer struct {
	dir  string
	made map[string]bool
}

func (w *writer) file(name string, data []byte) error {
	p := filepath.Join(w.dir, filepath.FromSlash(name))
	if d := filepath.Dir(p); !w.made[d] {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
		w.made[d] = true
	}
	return os.WriteFile(p, data, 0o644)
}
